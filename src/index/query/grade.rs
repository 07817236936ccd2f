//! Grades in a query: `@@@@`, `4@`, `4 arobases`, `>=4@`, `2@..4@`.

use super::{QueryError, Span};
use crate::index::words::{count, is_arobase};
use crate::text::fold;

/// Reads a grade at the beginning of `text`; how many bytes it took, or `None` where none begins.
///
/// With `bare`, a number needs no sign behind it (the value of `arobases:`).
pub(super) fn read(text: &str, bare: bool) -> Result<Option<(Span<u8>, usize)>, QueryError> {
    let (comparison, after) = comparison(text);
    let Some((first, end, signed)) = atom(text, after) else {
        return match comparison {
            Comparison::None => Ok(None),
            _ => Err(QueryError::Comparison(text[..after].trim().to_owned())),
        };
    };
    let second = text[end..]
        .strip_prefix("..")
        .and_then(|_| atom(text, end + 2));
    if !(signed || bare || second.is_some_and(|(_, _, signed)| signed)) {
        return match comparison {
            Comparison::None => Ok(None),
            _ => Err(QueryError::Comparison(text[..after].trim().to_owned())),
        };
    }
    let end = second.map_or(end, |(_, end, _)| end);
    if !ends_here(&text[end..]) {
        return Ok(None);
    }
    let span = span(comparison, first, second.map(|(last, ..)| last));
    match span {
        Some(span) => Ok(Some((span, end))),
        None => Err(QueryError::Grade(text[..end].trim().to_owned())),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Comparison {
    None,
    Equal,
    AtLeast,
    AtMost,
    More,
    Less,
}

/// The comparison that `text` begins with, and where the grade behind it begins.
fn comparison(text: &str) -> (Comparison, usize) {
    for (sign, comparison) in [
        (">=", Comparison::AtLeast),
        ("=>", Comparison::AtLeast),
        ("≥", Comparison::AtLeast),
        ("<=", Comparison::AtMost),
        ("=<", Comparison::AtMost),
        ("≤", Comparison::AtMost),
        (">", Comparison::More),
        ("<", Comparison::Less),
        ("=", Comparison::Equal),
    ] {
        if let Some(rest) = text.strip_prefix(sign) {
            let gap = rest.len() - rest.trim_start().len();
            return (comparison, sign.len() + gap);
        }
    }
    (Comparison::None, 0)
}

/// One number at `start`: its value, its end, and whether a sign stands with it.
fn atom(text: &str, start: usize) -> Option<(usize, usize, bool)> {
    let rest = &text[start..];
    let signs = rest.bytes().take_while(|byte| *byte == b'@').count();
    if signs > 0 {
        return Some((signs, start + signs, true));
    }
    let letters = rest
        .find(|letter: char| !letter.is_alphanumeric())
        .unwrap_or(rest.len());
    let word = &rest[..letters];
    let number = match word.parse::<usize>() {
        Ok(number) if word.len() <= 2 => number,
        _ => usize::from(count(&fold(word))?),
    };
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    let behind = &rest[letters..];
    let gap = behind.len() - behind.trim_start().len();
    let unit = behind.trim_start();
    if unit
        .strip_prefix('@')
        .is_some_and(|more| !more.starts_with('@'))
    {
        return Some((number, start + letters + gap + 1, true));
    }
    let name = unit
        .find(|letter: char| !letter.is_alphanumeric())
        .unwrap_or(unit.len());
    if gap > 0 && is_arobase(&fold(&unit[..name])) {
        return Some((number, start + letters + gap + name, true));
    }
    digits.then_some((number, start + letters, false))
}

fn ends_here(rest: &str) -> bool {
    rest.chars()
        .next()
        .is_none_or(|next| next.is_whitespace() || matches!(next, ',' | ';' | ')' | '.'))
}

/// The grades from 1 to 5 that are asked for; `None` where there are none.
fn span(comparison: Comparison, first: usize, last: Option<usize>) -> Option<Span<u8>> {
    let (from, to) = match (comparison, last) {
        (_, Some(last)) => (first.min(last), first.max(last)),
        (Comparison::None | Comparison::Equal, None) => (first, first),
        (Comparison::AtLeast, None) => (first, 5),
        (Comparison::AtMost, None) => (1, first),
        (Comparison::More, None) => (first + 1, 5),
        (Comparison::Less, None) => (1, first.checked_sub(1)?),
    };
    if !(1..=5).contains(&first) || from > to || to > 5 || from < 1 {
        return None;
    }
    Some(Span {
        from: u8::try_from(from).ok()?,
        to: u8::try_from(to).ok()?,
    })
}
