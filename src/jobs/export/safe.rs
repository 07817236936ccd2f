//! Text from pages made safe for the files that hold it: whoever prints, opens or pastes an export is
//! driven by nothing that a page says.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Serialize;

/// Whether a character may drive a terminal, reorder what stands beside it, or is none at all
/// (Unicode 16, section 23.7). Line breaks and tabs are not meant.
pub(super) const fn drives(letter: char) -> bool {
    matches!(
        letter,
        '\u{0}'..='\u{8}'
            | '\u{b}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{fffe}'
            | '\u{ffff}'
    )
}

/// The text with every line break as `\n` and U+FFFD for what [`drives`].
///
/// Formats that cannot escape a character take it so; JSON keeps it, escaped ([`json_line`]).
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(drives) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => safe.push('\n'),
            letter if drives(letter) => safe.push('\u{fffd}'),
            letter => safe.push(letter),
        }
    }
    Cow::Owned(safe)
}

/// The same on one line: runs of breaks, tabs and spaces become one space. A no-break space stays.
pub(in crate::jobs) fn one_line(text: &str) -> String {
    let safe = plain(text);
    let words = safe
        .split([' ', '\n', '\t'])
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The address of a page as a link may hold it: `http` or `https`, and nothing but what RFC 3986
/// allows in a URI, so that no markup around it can be closed from inside.
///
/// `None` for what is no page of the web, as a file that was imported (`urn:sha256:…`).
pub(in crate::jobs) fn link(url: &str) -> Option<String> {
    let scheme = url.split_once("://")?.0;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let mut safe = String::with_capacity(url.len());
    for byte in url.bytes() {
        // Of the reserved ones those stay that part a URI; quotes, brackets and what marks up do not.
        if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&+,;=%".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(safe, "%{byte:02X}");
        }
    }
    Some(safe)
}

/// The id of a record for the whole world and for ever: a tag URI (RFC 4151). Its authority is a name that can be
/// nobody's (RFC 2606), for an archive has no domain of its own.
pub(in crate::jobs) fn tag(record: &str) -> String {
    let mut tag = String::from("tag:arobase.invalid,2026:record/");
    for byte in record.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            tag.push(char::from(byte));
        } else {
            let _ = write!(tag, "%{byte:02X}");
        }
    }
    tag
}

/// Whether a spreadsheet would take this text for a formula, or could not tell it from one guarded.
///
/// OWASP "CSV Injection": `=`, `+`, `-`, `@`, tab and carriage return at the beginning; here also
/// behind spaces and quotes, which some programs take off, and in their full-width forms.
pub(super) fn is_formula(text: &str) -> bool {
    let inert = |letter: char| matches!(letter, '\'' | '"' | '\u{feff}' | ' ' | '\u{a0}' | '\n');
    text.trim_start_matches(inert).starts_with([
        '=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

/// Text of a cell that drives nothing and that no spreadsheet takes for a formula: with a `'` before it
/// where one would.
pub fn guarded(text: &str) -> String {
    let text = plain(text);
    if is_formula(&text) {
        format!("'{text}")
    } else {
        text.into_owned()
    }
}

/// A value as JSON on one line, in which nothing drives a terminal: controls and marks that reorder
/// text are escaped, as JSON allows for any character (RFC 8259 section 7).
///
/// # Errors
/// What cannot be JSON: not plain data.
pub fn json_line(value: &impl Serialize) -> serde_json::Result<String> {
    let json = serde_json::to_string(value)?;
    if !json.contains(drives) {
        return Ok(json);
    }
    let mut line = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        if drives(letter) {
            let _ = write!(line, "\\u{:04x}", u32::from(letter));
        } else {
            line.push(letter);
        }
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn json_lines_drive_no_terminal_and_mean_the_same() {
        let text = "a\u{1b}[2J\u{9b}\u{202e}é\u{2028}@\u{61c}";
        let line = json_line(&text).unwrap();
        assert!(!line.contains(|letter: char| letter.is_control() || letter == '\u{202e}'));
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }

    #[test]
    fn breaks_become_one_sort_and_what_drives_becomes_a_mark() {
        assert_eq!(plain("a\r\nb\rc\u{2028}d\te"), "a\nb\nc\nd\te");
        assert_eq!(
            plain("\u{1b}]8;;x\u{7}\u{202e}"),
            "\u{fffd}]8;;x\u{fffd}\u{fffd}"
        );
        assert_eq!(one_line(" a\r\n\t b\u{a0}c "), "a b\u{a0}c");
    }

    #[test]
    fn only_pages_of_the_web_are_linked_and_nothing_in_a_link_ends_it() {
        assert_eq!(
            link("https://a.example/x?y=[1]\"|{}<>` '()é#z").as_deref(),
            Some("https://a.example/x?y=%5B1%5D%22%7C%7B%7D%3C%3E%60%20%27%28%29%C3%A9#z")
        );
        for none in [
            "urn:sha256:00",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:,x",
            "",
        ] {
            assert_eq!(link(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_made_plain_drives_nothing_and_stays_so(text: String) {
            let safe = plain(&text).into_owned();
            prop_assert!(!safe.contains(drives));
            prop_assert_eq!(plain(&safe).into_owned(), safe);
        }
    }
}
