//! The texts of a document, as far as words can hide in it.

use html5gum::Span;
use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

/// Tags that stand inside a word or a sentence without parting it.
const INLINE: [&[u8]; 22] = [
    b"a", b"abbr", b"acronym", b"b", b"bdi", b"bdo", b"big", b"cite", b"em", b"font", b"i", b"ins",
    b"mark", b"q", b"s", b"small", b"span", b"strong", b"sub", b"sup", b"u", b"wbr",
];

/// What an HTML document says: as it is shown, with tags that part nothing; and all that stands in it with each
/// tag as a gap, attributes, scripts and comments too.
pub(super) fn texts_of_html(html: &str) -> Vec<String> {
    let (mut shown, mut all) = (Vec::new(), Vec::new());
    let mut take = |event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        let tag = |shown: &mut Vec<u8>, all: &mut Vec<u8>, name: &[u8]| {
            if !INLINE.contains(&name) {
                shown.push(b'\n');
            }
            all.push(b'\n');
        };
        match event {
            CallbackEvent::OpenStartTag { name } | CallbackEvent::EndTag { name } => {
                tag(&mut shown, &mut all, name);
            }
            CallbackEvent::String { value } => {
                shown.extend_from_slice(value);
                all.extend_from_slice(value);
            }
            CallbackEvent::AttributeValue { value } => all.extend_from_slice(value),
            CallbackEvent::AttributeName { .. } | CallbackEvent::CloseStartTag { .. } => {
                all.push(b'\n');
            }
            CallbackEvent::Comment { value } => {
                for part in [b"\n", value, b"\n"] {
                    all.extend_from_slice(part);
                }
            }
            CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        None
    };
    let emitter = CallbackEmitter::new(&mut take);
    // The callback yields nothing, and reading from memory does not fail.
    for _ in Tokenizer::new_with_emitter(html, emitter) {}
    [shown, all]
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .into()
}

/// The text with `%C3%A9` and `\u00e9` as the letters that they stand for.
pub(super) fn unescaped(text: &str) -> String {
    if memchr::memchr2(b'%', b'\\', text.as_bytes()).is_none() {
        return text.to_owned();
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = |from: usize, count: usize| {
            let digits = after.get(from..from + count)?;
            let digits = str::from_utf8(digits).ok()?;
            u32::from_str_radix(digits, 16).ok()
        };
        let unit = match (first, after.first()) {
            (b'%', _) => hex(0, 2)
                .and_then(|byte| u8::try_from(byte).ok())
                .map(|byte| (2, vec![byte])),
            (b'\\', Some(b'u')) => hex(1, 4)
                .and_then(char::from_u32)
                .map(|letter| (5, letter.to_string().into_bytes())),
            // What stands for a line's end or a sign is a gap between words.
            (b'\\', Some(b'n' | b'r' | b't' | b'/' | b'"')) => Some((1, vec![b' '])),
            _ => None,
        };
        let (taken, bytes) = unit.unwrap_or((0, vec![first]));
        plain.extend(bytes);
        rest = after.get(taken..).unwrap_or_default();
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_become_letters_and_what_is_none_stays() {
        assert_eq!(unescaped("/%C3%A9t%c3%a9/100%"), "/été/100%");
        assert_eq!(
            unescaped(r#"H\u00e9l\u00e8ne\n\"A\uD83D"#),
            "Hélène  A\\uD83D"
        );
        assert_eq!(unescaped("plain"), "plain");
    }
}
