//! What is never to be collected again: addresses, hosts, words and payloads, each known by a hash alone.
//!
//! The hashes are keyed with a secret of the archive. Without it a list of addresses and their hashes, made once,
//! would read every such list; with it only who holds the archive can try a guess, which is what the list is for.

mod words;

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use sha2::{Digest as _, Sha256};
use url::{Position, Url};

use super::exchange::Exchange;
use super::url::site;
use words::{texts_of_html, unescaped};

/// Bytes of a key and of a mark.
const LENGTH: usize = 32;
/// One block of SHA-256: a key that fills it is hashed once for all marks.
const BLOCK: usize = 64;
/// Words with fewer letters and digits stand on too many pages.
const FEWEST_LETTERS: usize = 6;
/// A payload shorter than this may be anybody's: an empty page, a line of a server.
pub const SHORTEST_PAYLOAD: usize = 256;

/// What a mark is the hash of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An address, whatever its scheme, with `www.` or without.
    Address,
    /// A host, and those below it.
    Host,
    /// So many words in a row.
    Words(usize),
    /// The bytes of an answer, by their SHA-256.
    Payload,
}

/// A keyed hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark([u8; LENGTH]);

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 64 hex digits.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not 64 hex digits")]
pub struct NotHex;

impl core::str::FromStr for Mark {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        bytes_of(text).map(Self)
    }
}

fn bytes_of(text: &str) -> Result<[u8; LENGTH], NotHex> {
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes());
    bytes
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(NotHex)
}

/// The secret of an archive that its marks are made with.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    text: String,
    begun: Sha256Begun,
}

/// The hash as it stands behind the key.
#[derive(Clone)]
struct Sha256Begun(Sha256);

impl PartialEq for Sha256Begun {
    fn eq(&self, _: &Self) -> bool {
        // Made of the text that stands beside it.
        true
    }
}

impl Eq for Sha256Begun {}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// The key of these 32 bytes in hex, which nobody can guess.
    ///
    /// # Errors
    /// Where the text is not 64 hex digits.
    pub fn new(hex: &str) -> Result<Self, NotHex> {
        let mut block = [0; BLOCK];
        block[..LENGTH].copy_from_slice(&bytes_of(hex)?);
        Ok(Self {
            text: hex.to_owned(),
            begun: Sha256Begun(Sha256::new_with_prefix(block)),
        })
    }

    /// The key in hex.
    pub fn hex(&self) -> &str {
        &self.text
    }

    fn mark(&self, kind: u8, value: &[u8]) -> Mark {
        let mut sum = self.begun.0.clone();
        sum.update([kind]);
        sum.update(value);
        Mark(sum.finalize().into())
    }

    /// The mark of an address. Scheme, `www.`, fragment and a slash at the end do not count: one page is often known
    /// by all of them.
    pub fn address(&self, url: &Url) -> Mark {
        let host = site(url);
        let port = url.port().map(|port| port.to_string()).unwrap_or_default();
        let path = url[Position::BeforePath..Position::AfterQuery].trim_end_matches('/');
        self.mark(b'a', format!("{host} {port} {path}").as_bytes())
    }

    /// The mark of a host, which is without `www.` and in lower case.
    pub fn host(&self, host: &str) -> Mark {
        self.mark(b'h', host.as_bytes())
    }

    /// The mark of words, and how many there are; nothing where they say too little to be told from others.
    pub fn words(&self, text: &str) -> Option<(usize, Mark)> {
        let folded = crate::text::fold(text);
        let letters = folded.chars().filter(|letter| *letter != ' ').count();
        let count = folded.split(' ').count();
        (letters >= FEWEST_LETTERS).then(|| (count, self.mark(b'w', folded.as_bytes())))
    }

    /// The mark of a payload by its SHA-256 in hex.
    pub fn payload(&self, sha256: &str) -> Mark {
        self.mark(b'p', sha256.as_bytes())
    }
}

/// Everything that is never to be collected again.
#[derive(Clone, Debug, Default)]
pub struct Forgotten {
    key: Option<Key>,
    marks: HashSet<(Kind, Mark)>,
    /// How many words in a row are looked for.
    lengths: BTreeSet<usize>,
}

impl Forgotten {
    /// Nothing yet, under this key.
    pub fn new(key: Key) -> Self {
        Self {
            key: Some(key),
            ..Self::default()
        }
    }

    /// Takes a mark.
    pub fn add(&mut self, kind: Kind, mark: Mark) {
        if let Kind::Words(count) = kind {
            self.lengths.insert(count);
        }
        self.marks.insert((kind, mark));
    }

    /// Whether nothing is to be kept away.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// How many marks there are.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether this mark is among them.
    pub fn has(&self, kind: Kind, mark: Mark) -> bool {
        self.marks.contains(&(kind, mark))
    }

    /// Whether words are among them, so that texts must be looked through.
    pub fn has_words(&self) -> bool {
        !self.lengths.is_empty()
    }

    fn key(&self) -> Option<&Key> {
        self.key.as_ref().filter(|_| !self.is_empty())
    }

    /// Whether an address is not to be asked: it is one of them, or on one of the hosts, or holds the words itself.
    pub fn holds_url(&self, url: &Url) -> bool {
        let Some(key) = self.key() else {
            return false;
        };
        self.has(Kind::Address, key.address(url))
            || self.holds_host(key, site(url))
            || (self.has_words() && self.holds_words(&unescaped(url.as_str())))
    }

    fn holds_host(&self, key: &Key, host: &str) -> bool {
        let mut rest = Some(host).filter(|host| !host.is_empty());
        while let Some(host) = rest {
            if self.has(Kind::Host, key.host(host)) {
                return true;
            }
            rest = host.split_once('.').map(|(_, above)| above);
        }
        false
    }

    /// Whether a payload is one of them, by its SHA-256 in hex.
    pub fn holds_payload(&self, sha256: &str) -> bool {
        self.key()
            .is_some_and(|key| self.has(Kind::Payload, key.payload(sha256)))
    }

    /// Whether a text holds words that are among them, in any spelling.
    pub fn holds_words(&self, text: &str) -> bool {
        let Some(key) = self.key().filter(|_| self.has_words()) else {
            return false;
        };
        let folded = crate::text::fold(text);
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b' ', folded.as_bytes()).map(|at| at + 1));
        self.lengths.iter().any(|&count| {
            let ends = starts.iter().skip(count).map(|next| next - 1);
            let ends = ends.chain([folded.len()]);
            starts.iter().zip(ends).any(|(&start, end)| {
                let words = folded.as_bytes().get(start..end).unwrap_or_default();
                self.has(Kind::Words(count), key.mark(b'w', words))
            })
        })
    }

    /// Whether a text of the program itself names what is to be forgotten: an address, a host, the words.
    pub fn is_named_in(&self, text: &str) -> bool {
        let parted = |letter: char| letter.is_whitespace() || "\"'<>()[]{},;|«»".contains(letter);
        let ends = |letter: char| matches!(letter, '.' | ':' | '!' | '?' | '/');
        let named = |part: &str| {
            let part = part.trim_matches(ends);
            // What is no address with its scheme may be one without, or stand behind a word: `host:ville.example`.
            let behind = part.split_once(':').map_or(part, |(_, behind)| behind);
            let url = Url::parse(part).ok().filter(Url::has_host);
            let without = [part, behind].map(|host| Url::parse(&format!("http://{host}")).ok());
            let mut urls = [url].into_iter().chain(without).flatten();
            urls.any(|url| self.holds_url(&url))
        };
        !self.is_empty()
            && (self.holds_words(&unescaped(text))
                || text
                    .split(parted)
                    .filter(|part| part.contains('.'))
                    .any(named))
    }

    /// Whether a document holds such words: in what it shows, in what only machines see, or in its comments.
    pub fn holds_document(&self, bytes: &[u8], content_type: Option<&str>, is_html: bool) -> bool {
        if !self.has_words() {
            return false;
        }
        let text = super::charset::decode(bytes, content_type).text;
        let texts = if is_html {
            texts_of_html(&text)
        } else {
            vec![text]
        };
        texts
            .iter()
            .any(|text| self.holds_words(text) || self.holds_words(&unescaped(text)))
    }

    /// Whether an answer is not to be kept: for its address, its bytes, its words or those of its head.
    ///
    /// A body whose coding nobody here can undo is not looked through.
    pub fn holds(&self, exchange: &Exchange, sha256: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        if self.holds_url(&exchange.url) || self.holds_payload(sha256) {
            return true;
        }
        if !self.has_words() {
            return false;
        }
        let head = exchange.headers.iter();
        let mut values = head.map(|(_, value)| String::from_utf8_lossy(value));
        if values.any(|value| self.holds_words(&unescaped(&value))) {
            return true;
        }
        let body = exchange.decoded_body();
        body.is_ok_and(|body| {
            let content_type = exchange.header("content-type");
            self.holds_document(
                &body,
                content_type,
                exchange.is_html() || looks_marked_up(&body),
            )
        })
    }
}

/// Whether bytes without a media type are marked up.
fn looks_marked_up(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::new(&"0f".repeat(LENGTH)).unwrap()
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn words(text: &str) -> Forgotten {
        let mut forgotten = Forgotten::new(key());
        let (count, mark) = key().words(text).unwrap();
        forgotten.add(Kind::Words(count), mark);
        forgotten
    }

    #[test]
    fn an_address_is_known_under_each_of_its_names_and_no_other() {
        let mut forgotten = Forgotten::new(key());
        forgotten.add(
            Kind::Address,
            key().address(&url("https://www.ville.example/a?b=1")),
        );
        for (address, held) in [
            ("http://ville.example/a?b=1#c", true),
            ("https://ville.example/a/?b=1", false),
            ("https://ville.example/a?b=12", false),
            ("https://ville.example/a", false),
            ("https://autre.example/a?b=1", false),
        ] {
            assert_eq!(forgotten.holds_url(&url(address)), held, "{address}");
        }
        forgotten.add(
            Kind::Address,
            key().address(&url("http://ville.example/x/")),
        );
        assert!(forgotten.holds_url(&url("https://ville.example/x")));
        assert!(!forgotten.holds_url(&url("https://ville.example:8443/x")));
    }

    #[test]
    fn a_host_is_held_with_all_below_it() {
        let mut forgotten = Forgotten::new(key());
        forgotten.add(Kind::Host, key().host("ville.example"));
        for (address, held) in [
            ("http://ville.example/", true),
            ("https://www.ville.example/a", true),
            ("https://actus.ville.example/a", true),
            ("https://grandeville.example/", false),
            ("https://example/", false),
        ] {
            assert_eq!(forgotten.holds_url(&url(address)), held, "{address}");
        }
    }

    #[test]
    fn words_are_found_in_any_spelling_and_wherever_a_page_has_them() {
        let forgotten = words("Mme Hélène d’Aubigné");
        for page in [
            "<p>Hier, mme HELENE D'AUBIGNE a reçu le label.</p>",
            "<p>Mme <b>H&eacute;l&egrave;ne</b> d&rsquo;Aubign&eacute;</p>",
            "<p>Mme Hé<i>lène</i> d'Aubigné</p>",
            "<img alt=\"Mme Hélène d'Aubigné\">",
            "<meta name=description content='… Mme Hélène d’Aubigné …'>",
            "<!-- Mme Hélène d'Aubigné -->",
            "<script>{\"name\":\"Mme H\\u00e9l\\u00e8ne d'Aubign\\u00e9\"}</script>",
            "<a href='/mme-h%C3%A9l%C3%A8ne-d-aubign%C3%A9'>lire</a>",
            "<td>Mme</td><td>Hélène</td><td>d'Aubigné</td>",
            "<span>Mme</span><span>Hélène</span><span>d'Aubigné</span>",
        ] {
            assert!(
                forgotten.holds_document(page.as_bytes(), None, true),
                "{page}"
            );
        }
        for page in [
            "<p>Mme Hélène Aubigné</p>",
            "<p>Mme Hélène</p>",
            "<p>d'Aubigné</p>",
            "",
        ] {
            assert!(
                !forgotten.holds_document(page.as_bytes(), None, true),
                "{page}"
            );
        }
        assert!(forgotten.holds_url(&url("http://a.example/mme-helene-d-aubigne.html")));
    }

    #[test]
    fn a_sentence_of_the_program_is_seen_to_name_an_address_or_a_host() {
        let mut forgotten = Forgotten::new(key());
        forgotten.add(Kind::Host, key().host("ville.example"));
        forgotten.add(Kind::Address, key().address(&url("https://a.example/b")));
        for (text, named) in [
            ("off-site: https://www.ville.example/x?y=1", true),
            ("actus.ville.example", true),
            ("host:ville.example", true),
            ("(https://a.example/b/).", true),
            ("https://a.example/c", false),
            ("grandeville.example: status 503", false),
            ("", false),
        ] {
            assert_eq!(forgotten.is_named_in(text), named, "{text}");
        }
    }

    #[test]
    fn too_few_letters_are_no_words() {
        for text in ["", "4 @", "Lille", " - "] {
            assert!(key().words(text).is_none(), "{text}");
        }
        assert!(key().words("Anne Li").is_some());
    }

    #[test]
    fn a_mark_tells_nothing_without_the_key_and_is_read_back() {
        let other = Key::new(&"f0".repeat(LENGTH)).unwrap();
        let address = url("http://ville.example/");
        assert_ne!(other.address(&address), key().address(&address));
        assert_ne!(
            key().host("a b c").0,
            key().words("a b c d e f").unwrap().1.0
        );
        let mark = key().address(&address);
        assert_eq!(mark.to_string().parse::<Mark>().unwrap(), mark);
        assert!("xy".parse::<Mark>().is_err());
        assert!(!format!("{:?}", key()).contains("0f"));
    }

    proptest::proptest! {
        #[test]
        fn words_of_a_text_are_found_in_it(
            before in "[a-zé ]{0,20}", quote in "[a-zé]{6,9}( [a-zé]{1,5}){0,4}", after in "[a-zé ]{0,20}",
        ) {
            let forgotten = words(&quote);
            let page = format!("{before} {quote} {after}");
            proptest::prop_assert!(forgotten.holds_words(&page));
            let html = format!("<p>{}</p>", page.replace(' ', " <b>x</b> "));
            let _ = forgotten.holds_document(html.as_bytes(), None, true);
        }

        #[test]
        fn any_bytes_can_be_looked_through(bytes: Vec<u8>, html: bool) {
            let _ = words("quelques mots").holds_document(&bytes, None, html);
        }
    }
}
