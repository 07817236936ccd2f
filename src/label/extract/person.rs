//! Names of persons, which towns' names are part of: "Serge Lamaison", "Albert Camus".

use super::numeral;
use super::words::{FIRST_NAMES, TYPE_WORDS};
use crate::text::{Token, TokenKind};

/// Whether a single word at `at` is part of a person's name: "Serge Lamaison".
///
/// A line that breaks parts names: `text` is what the tokens stand in.
pub(super) fn is_person(text: &str, tokens: &[Token], at: usize, len: usize) -> bool {
    let surname = || next_is_surname(tokens, at + len) && !breaks(text, tokens, at + len);
    let shouted = |token: &Token| token.folded.len() > 1 && token.span.len() > 1 && token.capital;
    let Some(before) = at.checked_sub(1).map(|before| &tokens[before]) else {
        return surname();
    };
    if tokens[at].glued {
        return surname();
    }
    let title = matches!(
        before.folded.as_str(),
        "m" | "mme" | "mlle" | "monsieur" | "madame" | "mr"
    );
    let name = before.kind == TokenKind::Word
        && !breaks(text, tokens, at)
        && shouted(before)
        && before.folded.len() > 3
        && !TYPE_WORDS.has(&before.folded)
        && (FIRST_NAMES.has(&before.folded)
            || at >= 2
                && !matches!(
                    tokens[at - 2].kind,
                    TokenKind::Mark('.' | '!' | '?' | ':' | '"' | '«')
                ));
    title || name || surname()
}

/// "Albert Camus": a capitalised word follows with one blank, and it is no common beginning.
fn next_is_surname(tokens: &[Token], at: usize) -> bool {
    let Some(next) = tokens.get(at) else {
        return false;
    };
    next.kind == TokenKind::Word
        && numeral::cardinal(tokens, at).is_none()
        && next.capital
        && !next.glued
        && next.folded.len() > 2
        && !matches!(
            next.folded.as_str(),
            "ville"
                | "label"
                | "metropole"
                | "agglomeration"
                | "internet"
                | "obtient"
                | "village"
                | "communaute"
                | "les"
                | "une"
                | "est"
        )
}

/// Whether a line breaks before token `at`.
fn breaks(text: &str, tokens: &[Token], at: usize) -> bool {
    let gap = at
        .checked_sub(1)
        .and_then(|before| Some(tokens.get(before)?.span.end..tokens.get(at)?.span.start));
    gap.and_then(|gap| text.get(gap))
        .is_some_and(|gap| gap.contains('\n'))
}
