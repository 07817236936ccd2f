//! Words, numbers, runs of `@` and marks, each with its bytes: what every grammar here reads.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::fold;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters.
    Word,
    /// Digits, with the blanks or dots that part thousands: `3`, `2020`, `3 000`.
    Number(u32),
    /// A run of `@` with nothing in between: how many.
    At(usize),
    /// Any other sign that is no blank. Hyphens and apostrophes inside a word are not marks: they
    /// only part words, as folding does.
    Mark(char),
}

/// One token of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is made of.
    pub kind: TokenKind,
    /// Where it stands, in bytes of the text.
    pub span: Range<usize>,
    /// Its letters, folded; empty for all but words.
    pub folded: String,
    /// Whether a word begins with a capital letter.
    pub capital: bool,
    /// Whether it stands right after another token, without a blank.
    pub glued: bool,
}

/// The folded letters of the token at `at`; nothing for what is no word, and past the end.
pub fn word_at(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.folded.as_str())
}

/// The tokens of `text`, in order.
///
/// ```
/// let tokens = arobase::text::tokens("L'Isle-Adam (95) : 5@");
/// let words: Vec<&str> = tokens.iter().map(|token| token.folded.as_str()).collect();
/// assert_eq!(words, ["l", "isle", "adam", "", "", "", "", "", ""]);
/// ```
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::with_capacity(text.len() / 5);
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() || is_invisible(first) {
            at += first.len_utf8();
            continue;
        }
        let (kind, mut end) = one(text, at, first);
        let broken = (kind == TokenKind::Word)
            .then(|| broken_word(text, end))
            .flatten();
        if let Some(rest) = &broken {
            end = rest.end;
        }
        if is_joint(text, at, end, kind) {
            at = end;
            continue;
        }
        let folded = match (kind, broken) {
            (TokenKind::Word, Some(rest)) => {
                let first = text[at..end].split('-').next().unwrap_or_default();
                fold(first) + &fold(&text[rest])
            }
            (TokenKind::Word, None) => fold(&text[at..end]),
            _ => String::new(),
        };
        found.push(Token {
            kind,
            span: at..end,
            folded,
            capital: first.is_uppercase(),
            glued: text[..at]
                .chars()
                .next_back()
                .is_some_and(|before| !before.is_whitespace()),
        });
        at = end;
    }
    found
}

/// The token that begins with `first` at byte `at`, and its end.
fn one(text: &str, at: usize, first: char) -> (TokenKind, usize) {
    if first == '@' {
        let end = end_of(text, at, |c| c == '@');
        return (TokenKind::At(end - at), end);
    }
    if first.is_ascii_digit() {
        return number(text, at);
    }
    if first.is_alphabetic() {
        return (TokenKind::Word, end_of(text, at, is_letter));
    }
    (TokenKind::Mark(first), at + first.len_utf8())
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_combining_mark(c) || is_invisible(c)
}

/// Soft hyphens and zero-width signs, which mean nothing.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}'
    )
}

fn end_of(text: &str, at: usize, keep: impl Fn(char) -> bool) -> usize {
    text[at..]
        .char_indices()
        .find(|(_, c)| !keep(*c))
        .map_or(text.len(), |(offset, _)| at + offset)
}

/// A number, with groups of three digits parted by one blank or dot: `25 000`, `3.000`.
fn number(text: &str, at: usize) -> (TokenKind, usize) {
    let digits = |from| end_of(text, from, |c: char| c.is_ascii_digit());
    let mut end = digits(at);
    if end - at <= 3 {
        while let Some(blank) = text[end..].chars().next()
            && matches!(blank, ' ' | '.' | '\u{a0}' | '\u{202f}' | '\u{2009}')
        {
            let from = end + blank.len_utf8();
            let next = digits(from);
            // A year after a day is no group of thousands, and neither is a telephone number.
            if next - from != 3 {
                break;
            }
            end = next;
        }
    }
    let value = text[at..end]
        .chars()
        .filter_map(|c| c.to_digit(10))
        .fold(0u32, |sum, digit| {
            sum.saturating_mul(10).saturating_add(digit)
        });
    (TokenKind::Number(value), end)
}

/// Small words that follow a hyphen of their own: "Port-\nde-Bouc", "rendez-\nvous".
const HYPHENED: &[&str] = &[
    "de", "du", "des", "d", "la", "le", "les", "lès", "en", "sur", "sous", "et", "aux", "au",
    "vous", "nous", "il", "ils", "elle", "elles", "on", "ce", "ci", "là", "moi", "toi", "même",
    "mêmes", "t", "y",
];

/// The rest of a word that a line end breaks, "aro-\nbases", where its first part ends at `end`.
fn broken_word(text: &str, end: usize) -> Option<Range<usize>> {
    let after = text[end..].strip_prefix('-')?;
    let rest = after.trim_start_matches([' ', '\r']).strip_prefix('\n')?;
    let rest = rest.trim_start_matches(' ');
    let from = text.len() - rest.len();
    let to = end_of(text, from, is_letter);
    let word = &text[from..to];
    let lower = word.chars().next().is_some_and(char::is_lowercase);
    (lower && !HYPHENED.contains(&word)).then_some(from..to)
}

/// Whether the mark from `at` to `end` only joins two words: `d'Ascq`, `Saint-Ouen`.
fn is_joint(text: &str, at: usize, end: usize, kind: TokenKind) -> bool {
    let TokenKind::Mark('-' | '\'' | '’' | 'ʼ' | '`' | '´' | '‑' | '‐') = kind else {
        return false;
    };
    let alphanumeric = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    // A line may end at the hyphen: "Saint-\nOuen".
    let next = text[end..].strip_prefix('\n').unwrap_or(&text[end..]);
    text[..at].chars().next_back().is_some_and(alphanumeric)
        && next.chars().next().is_some_and(alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        tokens(text).into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn a_digit_and_its_arobase_are_two_tokens_that_touch() {
        let tokens = tokens("5@");
        assert_eq!(tokens[0].kind, TokenKind::Number(5));
        assert_eq!((tokens[1].kind, tokens[1].glued), (TokenKind::At(1), true));
    }

    #[test]
    fn thousands_are_one_number_and_dates_are_not() {
        assert_eq!(kinds("3 000"), [TokenKind::Number(3000)]);
        assert_eq!(kinds("25.000"), [TokenKind::Number(25_000)]);
        assert_eq!(kinds("4 2020").len(), 2);
        assert_eq!(kinds("12.05.2020").len(), 5);
    }

    #[test]
    fn a_hyphen_inside_a_name_is_no_mark_and_a_dash_is_one() {
        assert_eq!(kinds("Port-de-Bouc").len(), 3);
        assert_eq!(kinds("- Bouc").first(), Some(&TokenKind::Mark('-')));
        assert_eq!(kinds("Bouc – 3").get(1), Some(&TokenKind::Mark('–')));
    }

    #[test]
    fn a_line_end_breaks_no_word() {
        let found = tokens("quatre aro-\nbases, Saint-\nOuen, Port-\nde-Bouc");
        let words: Vec<&str> = found.iter().map(|token| token.folded.as_str()).collect();
        let wanted = [
            "quatre", "arobases", "", "saint", "ouen", "", "port", "de", "bouc",
        ];
        assert_eq!(words, wanted);
    }

    #[test]
    fn an_ordinal_is_a_number_with_letters_that_touch_it() {
        let tokens = tokens("3ème");
        assert_eq!(tokens[0].kind, TokenKind::Number(3));
        assert_eq!((tokens[1].folded.as_str(), tokens[1].glued), ("eme", true));
    }

    proptest! {
        #[test]
        fn tokens_never_panic_and_stand_where_they_say(text in any::<String>()) {
            let mut last = 0;
            for token in tokens(&text) {
                prop_assert!(token.span.start >= last && text.get(token.span.clone()).is_some());
                last = token.span.end;
            }
        }
    }
}
