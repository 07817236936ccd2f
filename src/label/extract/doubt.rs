//! What the words around a name say of it: whether a doubtful one ("Changé", "Die") is a town here.

use super::term::PlaceTerm;
use super::words::{DOUBTFUL, TYPE_WORDS};
use crate::text::{Token, TokenKind};

/// Whether a name is an ordinary word as well.
pub(super) fn is_doubtful(folded: &str) -> bool {
    DOUBTFUL.has(folded) || folded.len() < 2
}

/// Whether a doubtful name is written to the letter and does what a town does: "Changé a reçu".
pub(super) fn is_told(place: &PlaceTerm, tokens: &[Token], at: usize, len: usize) -> bool {
    let exact = place
        .candidates
        .iter()
        .any(|found| found.name == place.written);
    let inside = at > 0
        && !matches!(
            tokens[at - 1].kind,
            TokenKind::Mark('.' | '!' | '?' | '"' | '«')
        );
    let accented = !place.written.is_ascii();
    let does = tokens.get(at + len).is_some_and(|next| {
        ["obti", "recoi", "decroch", "conserv", "affich", "rempor"]
            .iter()
            .any(|stem| next.folded.starts_with(stem))
            || matches!(next.folded.as_str(), "a" | "ont")
    });
    // "Changé : 4 arobases" heads its line.
    let heads = at == 0
        && tokens
            .get(at + len)
            .is_some_and(|next| matches!(next.kind, TokenKind::Mark(':' | '(' | '-' | '–')));
    let graded = heads
        && tokens.get(at + len + 1).is_some_and(|next| {
            matches!(next.kind, TokenKind::At(_) | TokenKind::Number(1..=5))
                || matches!(
                    next.folded.as_str(),
                    "une" | "un" | "deux" | "trois" | "quatre" | "cinq"
                )
        });
    exact && (accented && (inside && does || heads) || graded)
}

/// Whether "maire de" stands before token `at`.
pub(super) fn follows_mayor(tokens: &[Token], at: usize) -> bool {
    at >= 2
        && matches!(tokens[at - 1].folded.as_str(), "de" | "d")
        && matches!(tokens[at - 2].folded.as_str(), "maire" | "maires")
}

/// Whether "ville de", "commune d'" or the like stands before token `at`.
pub(super) fn follows_type_word(tokens: &[Token], at: usize) -> bool {
    let mut back = at;
    while back > 0
        && matches!(
            tokens[back - 1].folded.as_str(),
            "de" | "d" | "du" | "des" | "la" | "le" | "les" | "l"
        )
    {
        back -= 1;
    }
    back > 0 && back < at && TYPE_WORDS.has(&tokens[back - 1].folded)
}
