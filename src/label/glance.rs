//! The quickest look at a page: its bytes as they came, undecoded, in one pass of vector instructions.
//!
//! Where it sees nothing, [`super::trace::Trace`] would not have found a trace of the label either, but for what
//! nobody writes of it: a word cut by markup in the middle of its core (`aro<b>base`), and an `@` that
//! begins a word of a style sheet or of a linked-data script ("@media", "@type"). Where it sees something, the
//! page is still to be looked at.

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
    has_sign(bytes) || has_word(bytes) || memchr::memchr(0, bytes).is_some()
}

fn has_word(bytes: &[u8]) -> bool {
    let Some(searcher) = SEARCHER.as_ref() else {
        return true;
    };
    searcher
        .find_iter(bytes)
        .any(|found| is_word(bytes, found.start()))
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
        return before
            .last()
            .is_none_or(|byte| matches!(byte, b'a' | b'A' | b'2'..=b'5') || interrupts(*byte));
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
    memchr::memchr_iter(b'@', bytes).any(|at| is_sign(bytes, at)) || has_written_sign(bytes)
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
    // An account or a key that fills an attribute or a text of a script.
    let is_name = matches!(before, b'"' | b'\'') && next.is_ascii_alphabetic();
    !is_name && !NOT_SIGNS.iter().any(starts)
}

/// Whether a letter or an `@` is written as a number or a name of HTML.
fn has_written_sign(bytes: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, b"&#").any(|at| {
        let rest = &bytes[at + 2..];
        let digits = |rest: &[u8], base| {
            let end = rest
                .iter()
                .position(|byte| !byte.is_ascii_hexdigit())
                .unwrap_or(rest.len());
            let text = std::str::from_utf8(rest.get(..end.min(12))?).ok()?;
            u32::from_str_radix(text, base).ok()
        };
        let number = match rest {
            [b'x' | b'X', rest @ ..] => digits(rest, 16),
            _ => digits(rest, 10),
        };
        // Letters, digits and `@`; U+00AD is a hyphen that is not seen.
        number.is_some_and(|number| {
            matches!(number, 0x30..=0x39 | 0x40..=0x5a | 0x61..=0x7a | 0xad | 0x200b..=0x200d)
        })
    }) || memchr::memmem::find(bytes, b"&commat").is_some()
        || memchr::memmem::find(bytes, b"&shy").is_some()
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
            "@@@",
            "3 @",
            "@ verte",
            "«\u{a0}4@\u{a0}»",
            "4 @robases",
            "&#64;",
            "&#x40;",
            "&commat;",
            "Inter&shy;net",
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
        assert!(may_speak(b"Villes Intern\xe9t @"));
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
            "un problème probable de robinet, un cabernet, l'international",
            "l&#8217;eau &#039;x&#039; &#233;",
            "",
        ] {
            assert!(!may_speak(text.as_bytes()), "{text}");
        }
    }
}
