//! The quickest look at a page: its bytes as they came, undecoded, in one pass of vector instructions.
//!
//! Where it sees nothing, [`super::trace::Trace`] would not have found a trace of the label either, but for what
//! nobody writes of it: a word cut by markup or an accent in the middle of its core (`aro<b>base`), and an `@` that
//! begins a word of a style sheet or of a linked-data script ("@media", "@type"), or fills quotes or follows a
//! number as the name of an account. Where it sees something, the page is still to be looked at.

use std::sync::LazyLock;

use aho_corasick::packed::{Config, MatchKind, Searcher};

/// What the words of the label are known by: each has one of these within, and few other words have.
const CORES: [&[u8]; 3] = [b"roba", b"robs", b"rnet"];
/// What begins with `@` in style sheets and linked data.
const NOT_SIGNS: [&[u8]; 22] = [
    b"media",
    b"font-",
    b"import",
    b"keyframes",
    b"-",
    b"charset",
    b"supports",
    b"layer",
    b"page",
    b"context",
    b"type",
    b"id",
    b"graph",
    b"property",
    b"container",
    b"namespace",
    b"value",
    b"language",
    b"2x",
    b"3x",
    b"counter-",
    b"list",
];

static SEARCHER: LazyLock<Option<Searcher>> = LazyLock::new(|| {
    let mut config = Config::new();
    let mut builder = config.match_kind(MatchKind::LeftmostFirst).builder();
    for core in CORES {
        for upper in 0..1_u32 << core.len() {
            let written = core.iter().enumerate().map(|(place, letter)| {
                if upper & (1 << place) == 0 {
                    *letter
                } else {
                    letter.to_ascii_uppercase()
                }
            });
            builder.add(written.collect::<Vec<u8>>());
        }
    }
    builder.build()
});

/// Whether these bytes of an HTML page may bear a trace of the label.
///
/// ```
/// use arobase::label::glance::may_speak;
/// assert!(may_speak("<p>une 3e arobase à Dole".as_bytes()));
/// assert!(may_speak(b"<p>Dole &#64;&#64;"));
/// assert!(!may_speak(b"<style>@media print{}</style><p>mairie@dole.example"));
/// ```
pub fn may_speak(bytes: &[u8]) -> bool {
    // UTF-16 has a NUL beside each letter.
    has_sign(bytes)
        || has_word(bytes)
        || has_written_sign(bytes)
        || memchr::memchr(0, bytes).is_some()
}

fn has_word(bytes: &[u8]) -> bool {
    let Some(searcher) = SEARCHER.as_ref() else {
        return true;
    };
    let mut shown = Shown::of(bytes);
    searcher
        .find_iter(bytes)
        .any(|found| is_word(bytes, found.start()) && shown.at(found.start()))
}

/// Whether the core that begins at `at` stands in a word of the label, as far as it is not interrupted.
fn is_word(bytes: &[u8], at: usize) -> bool {
    let (before, core) = bytes.split_at(at);
    if core[1].eq_ignore_ascii_case(&b'o') {
        // An "r" may be doubled, and stand apart from what follows it.
        let before = match before.split_last() {
            Some((b'r' | b'R', before)) => before,
            _ => before,
        };
        return before.last().is_none_or(|byte| {
            matches!(byte, b'a' | b'A' | b'@' | b'2'..=b'5') || interrupts(*byte)
        });
    }
    let mut left = before.iter().rev();
    let begins = b"etni".iter().find_map(|letter| {
        let byte = left.next()?;
        let fits = byte.eq_ignore_ascii_case(letter);
        // From what interrupts on nothing is known.
        (!fits).then(|| interrupts(*byte))
    });
    begins.unwrap_or(true)
}

/// Whether a word may go on before this byte: after a tag, an entity, a letter with an accent, an invisible sign.
const fn interrupts(byte: u8) -> bool {
    matches!(byte, b'>' | b';' | 0x80..|0..=8| 0xe..=0x1f | 0x7f)
}

fn has_sign(bytes: &[u8]) -> bool {
    let mut shown = Shown::of(bytes);
    memchr::memchr_iter(b'@', bytes).any(|at| is_sign(bytes, at) && shown.at(at))
}

/// Whether the `@` at `at` may be an arobase: one between two letters is an address.
fn is_sign(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map_or(b' ', |at| bytes[at]);
    let behind = &bytes[at + 1..];
    let next = behind.first().copied().unwrap_or(b' ');
    if before.is_ascii_alphabetic() && next.is_ascii_alphabetic() {
        return false;
    }
    let starts = |word: &&[u8]| {
        behind
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    if starts(&b"rob".as_slice()) {
        return true;
    }
    // An account or a key that fills an attribute or a text of a script, a part of an address or of a path, the name
    // of something that is numbered: a grade has one digit.
    let is_numbered = before.is_ascii_digit() && at > 1 && bytes[at - 2].is_ascii_digit();
    let is_name = matches!(before, b'"' | b'\'' | b'/' | b'[') || is_numbered;
    let is_name = is_name && next.is_ascii_alphabetic();
    !is_name && !NOT_SIGNS.iter().any(starts)
}

/// Most tags that are looked at to tell whether something is shown; past it, it is.
const TAGS: usize = 20_000;

/// Tells which bytes of a page may be shown: not those of scripts, style sheets and comments, nor those of attributes
/// but the two that are read. Asked in the order of the page.
struct Shown<'a> {
    bytes: &'a [u8],
    /// What was asked last, and whether it was hidden by what surrounds it.
    asked: usize,
    hidden: bool,
    left: usize,
}

impl<'a> Shown<'a> {
    const fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            asked: 0,
            hidden: false,
            left: TAGS,
        }
    }

    fn at(&mut self, at: usize) -> bool {
        self.hidden = self.is_hidden(at);
        self.asked = at;
        !self.hidden && !self.is_attribute(at)
    }

    /// Whether `at` lies in a script, a style sheet or a comment: what began last before it tells.
    fn is_hidden(&mut self, at: usize) -> bool {
        let mut end = at;
        while let Some(found) = memchr::memrchr(b'<', &self.bytes[self.asked..end]) {
            let place = self.asked + found;
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                return false;
            }
            let inside = &self.bytes[place + 1..at];
            let starts = |name: &[u8]| {
                inside
                    .get(..name.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(name))
            };
            if starts(b"!--") {
                return memchr::memmem::find(&inside[3..], b"-->").is_none();
            }
            if starts(b"/script") || starts(b"/style") {
                return false;
            }
            if starts(b"script") || starts(b"style") {
                // Titles for machines are read.
                let tag = memchr::memchr(b'>', inside).map_or(inside, |end| &inside[..end]);
                return memchr::memmem::find(tag, b"json").is_none();
            }
            end = place;
        }
        self.hidden
    }

    /// Whether `at` lies in an attribute that nobody reads.
    fn is_attribute(&self, at: usize) -> bool {
        let before = &self.bytes[..at];
        let Some(tag) = memchr::memrchr2(b'<', b'>', before).map(|place| &before[place..]) else {
            return false;
        };
        let is_tag = matches!(tag, [b'<', letter, ..] if letter.is_ascii_alphabetic());
        if !is_tag {
            return false;
        }
        let quotes = [&b"=\""[..], b"='"].map(|quote| memchr::memmem::rfind(tag, quote));
        let equals = quotes.into_iter().flatten().max();
        let Some(equals) = equals.or_else(|| memchr::memrchr(b'=', tag)) else {
            return true;
        };
        let name = tag[..equals].trim_ascii_end();
        let ends = |end: &[u8]| {
            let start = name.len().checked_sub(end.len()).map(|at| &name[at..]);
            start.is_some_and(|start| start.eq_ignore_ascii_case(end))
        };
        !ends(b"alt") && !ends(b"content")
    }
}

/// Whether a letter or an `@` is written as a number or a name of HTML, or a word goes on behind a hyphen that is
/// not seen.
fn has_written_sign(bytes: &[u8]) -> bool {
    let mut shown = Shown::of(bytes);
    let written = memchr::memchr_iter(b'&', bytes).any(|at| {
        let may = match number(&bytes[at + 1..]) {
            Some(0xad | 0x200b..=0x200d) => goes_on(bytes, at),
            Some(0x30..=0x39 | 0x40..=0x5a | 0x61..=0x7a) => true,
            Some(_) => false,
            None => {
                let rest = &bytes[at + 1..];
                rest.starts_with(b"commat") || (rest.starts_with(b"shy") && goes_on(bytes, at))
            }
        };
        may && shown.at(at)
    });
    // The same as UTF-8.
    written || memchr::memmem::find_iter(bytes, b"\xc2\xad").any(|at| goes_on(bytes, at))
}

/// The number that an entity tells, from behind its `&`.
fn number(rest: &[u8]) -> Option<u32> {
    let (digits, base) = match rest {
        [b'#', b'x' | b'X', rest @ ..] => (rest, 16),
        [b'#', rest @ ..] => (rest, 10),
        _ => return None,
    };
    let end = digits.iter().position(|byte| !byte.is_ascii_hexdigit());
    let end = end.unwrap_or(digits.len()).min(12);
    u32::from_str_radix(std::str::from_utf8(&digits[..end]).ok()?, base).ok()
}

/// Whether the letters around the unseen hyphen at `at` are those of the label, once such hyphens are out.
fn goes_on(bytes: &[u8], at: usize) -> bool {
    const AROUND: usize = 48;
    let around = &bytes[at.saturating_sub(AROUND)..(at + AROUND).min(bytes.len())];
    let mut plain = Vec::with_capacity(around.len());
    let mut rest = around;
    'next: while let Some((first, behind)) = rest.split_first() {
        for hyphen in [&b"&shy;"[..], b"&#173;", b"&#xad;", b"&#xAD;", b"\xc2\xad"] {
            if let Some(behind) = rest.strip_prefix(hyphen) {
                rest = behind;
                continue 'next;
            }
        }
        plain.push(*first);
        rest = behind;
    }
    let found = SEARCHER.as_ref().map(|searcher| {
        let mut found = searcher.find_iter(&plain);
        found.any(|found| is_word(&plain, found.start()))
    });
    found.unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_label_are_seen_in_bytes_of_any_encoding() {
        for text in [
            "une arobase",
            "Trois ARROBASES",
            "4robases",
            "un arobs",
            "Villes Internet",
            "<b>I</b>nternet",
            "Inte<wbr>rnet",
            "les Vil&shy;les Inter&shy;net",
            "les Villes Inter\u{ad}net",
            "<img src=x alt='@@@'>",
            "<meta name=x content=\"cinq arobases\">",
            "<script type='application/ld+json'>{\"headline\":\"4 arobases\"}</script>",
            "<script>x</script>une arobase",
            "<!-- x -->une arobase",
            "<!-- x --><style>x</style><p>a < b et 3 @",
            "@@@",
            "3 @",
            "en 2015 4@Dole",
            "@ verte",
            "«\u{a0}4@\u{a0}»",
            "4 @robases",
            "&#64;",
            "&#x40;",
            "&commat;",
            "Inter&#173;net",
            "A&#114;obase",
            "<span>a</span>robases",
        ] {
            assert!(may_speak(text.as_bytes()), "{text}");
        }
        let wide: Vec<u8> = "arobase"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(may_speak(&wide));
    }

    #[test]
    fn pages_about_anything_else_are_passed_over() {
        for text in [
            "<meta name=robots content=noindex><link rel=alternate>",
            "mairie@dole.example",
            "<style>@media print{}@font-face{}@-webkit-keyframes x{}</style>",
            "{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"Place\",'@id':1}]}",
            "<meta name=twitter:site content=\"@villededole\">",
            "logo@2x.png",
            "{\"orgId\":\"CF4957F000101@AdobeOrg\",\"path\":\"/html/head/meta[@name='x']\"}",
            "<script>/[^@]@ Internet/</script>",
            "<!-- AT Internet, @, arobase -->",
            "<a href=https://a.example/@ville title='@'>",
            "<img data-x='3 @' src='internet.png'>",
            "<script>a</script><script async>var x = '@ arobase'",
            "acti&#173;vi&#173;t\u{ad}é",
            "un problème probable de robinet, un cabernet, l'international",
            "l&#8217;eau &#039;x&#039; &#233;",
            "",
        ] {
            assert!(!may_speak(text.as_bytes()), "{text}");
        }
    }
}
