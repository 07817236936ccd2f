//! What character references stand for: `&eacute;`, `&#233;`, `&#xE9;`.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use memchr::{memchr, memchr2};

/// Whether nothing in a text stands for something else: no NUL and, where they count, no reference.
pub(super) fn is_plain(text: &str, references: bool) -> bool {
    let bytes = text.as_bytes();
    if references {
        memchr2(0, b'&', bytes).is_none()
    } else {
        memchr(0, bytes).is_none()
    }
}

/// A text with U+FFFD for NUL and, where `references` count, with what they stand for.
pub(super) fn decoded(text: &str, references: bool, attribute: bool) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr2(0, b'&', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        decoded.push_str(before);
        let after = from.get(1..).unwrap_or_default();
        let length = if from.starts_with('\0') {
            decoded.push('\u{fffd}');
            0
        } else if let Some((chars, length)) = references.then(|| read(after, attribute)).flatten() {
            decoded.extend(chars.into_iter().flatten());
            length
        } else {
            decoded.push('&');
            0
        };
        rest = after.get(length..).unwrap_or_default();
    }
    decoded.push_str(rest);
    decoded
}

/// The one or two characters of a reference, and its length, behind the `&`.
type Read = ([Option<char>; 2], usize);

fn read(text: &str, attribute: bool) -> Option<Read> {
    match text.strip_prefix('#') {
        Some(number) => numbered(number).map(|(c, length)| ([Some(c), None], length + 1)),
        None => named(text, attribute),
    }
}

/// HTML standard, section 13.2.5.80, "numeric character reference end state".
fn numbered(text: &str) -> Option<(char, usize)> {
    let (digits, base, skipped) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let length = digits
        .bytes()
        .take_while(|byte| char::from(*byte).is_digit(base))
        .count();
    if length == 0 {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(base).unwrap_or_default();
    let number = digits.bytes().take(length).fold(0_u32, |number, byte| {
        number.saturating_mul(base).saturating_add(digit(byte))
    });
    let c = match number {
        0 => None,
        0x80..=0x9F => usize::try_from(number - 0x80)
            .ok()
            .and_then(|at| C1_REPLACEMENTS.get(at).copied().flatten())
            .or(char::from_u32(number)),
        _ => char::from_u32(number),
    };
    let semicolon = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    Some((c.unwrap_or('\u{fffd}'), skipped + length + semicolon))
}

/// HTML standard, section 13.2.5.73, "named character reference state": the longest name that is one.
fn named(text: &str, attribute: bool) -> Option<Read> {
    let letters = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let full = text.get(..=letters).filter(|name| name.ends_with(';'));
    let known = |name: &str| NAMED_ENTITIES.get(name).filter(|found| found.0 != 0);
    if let Some((found, name)) = full.and_then(|name| known(name).zip(Some(name))) {
        return Some((chars(*found), name.len()));
    }
    let mut best = None;
    for length in 1..=letters {
        let name = text.get(..length)?;
        match NAMED_ENTITIES.get(name) {
            Some((0, _)) => {}
            Some(found) => best = Some((*found, length)),
            None => break,
        }
    }
    let (found, length) = best?;
    // For historical reasons `?a=1&copy=2` in an address is no sign of copyright.
    let next = text.as_bytes().get(length);
    let stays = next.is_some_and(|byte| *byte == b'=' || byte.is_ascii_alphanumeric());
    (!(attribute && stays)).then(|| (chars(found), length))
}

fn chars((first, second): (u32, u32)) -> [Option<char>; 2] {
    [first, second].map(|code| char::from_u32(code).filter(|c| *c != '\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_stand_for_their_characters() {
        for (written, text, attribute) in [
            ("caf&eacute; &amp; th&eacute", "café & thé", "café & thé"),
            ("&#233;&#xE9;&#XE9 &#128;", "ééé €", "ééé €"),
            (
                "&notit; &noti &copy=1 &copyx",
                "¬it; ¬i ©=1 ©x",
                "&notit; &noti &copy=1 &copyx",
            ),
            (
                "&#0;&#xD800;&#99999999999;",
                "\u{fffd}\u{fffd}\u{fffd}",
                "\u{fffd}\u{fffd}\u{fffd}",
            ),
            (
                "&; & &# &#x &#xg; &klingon;",
                "&; & &# &#x &#xg; &klingon;",
                "&; & &# &#x &#xg; &klingon;",
            ),
            ("&NotEqualTilde;\0", "≂̸\u{fffd}", "≂̸\u{fffd}"),
        ] {
            assert_eq!(decoded(written, true, false), text);
            assert_eq!(decoded(written, true, true), attribute);
        }
    }
}
