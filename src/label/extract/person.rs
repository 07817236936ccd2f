//! Names of persons, which towns' names are part of: "Serge Lamaison", "Albert Camus".

use super::words::{FIRST_NAMES, TYPE_WORDS};
use crate::text::{Token, TokenKind};

/// Whether a single word at `at` is part of a person's name: "Serge Lamaison".
pub(super) fn is_person(tokens: &[Token], at: usize, len: usize) -> bool {
    let shouted = |token: &Token| token.folded.len() > 1 && token.span.len() > 1 && token.capital;
    let Some(before) = at.checked_sub(1).map(|before| &tokens[before]) else {
        return next_is_surname(tokens, at + len);
    };
    if tokens[at].glued {
        return next_is_surname(tokens, at + len);
    }
    let title = matches!(
        before.folded.as_str(),
        "m" | "mme" | "mlle" | "monsieur" | "madame" | "mr"
    );
    let name = before.kind == TokenKind::Word
        && shouted(before)
        && before.folded.len() > 3
        && !TYPE_WORDS.has(&before.folded)
        && (FIRST_NAMES.has(&before.folded)
            || at >= 2
                && !matches!(
                    tokens[at - 2].kind,
                    TokenKind::Mark('.' | '!' | '?' | ':' | '"' | '«')
                ));
    title || name || next_is_surname(tokens, at + len)
}

/// "Albert Camus": a capitalised word follows with one blank, and it is no common beginning.
fn next_is_surname(tokens: &[Token], at: usize) -> bool {
    let Some(next) = tokens.get(at) else {
        return false;
    };
    next.kind == TokenKind::Word
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
