//! What the words around a name say of it: whether a doubtful one ("Changé", "Die") is a town here.

use super::place::is_small;
use super::term::PlaceTerm;
use super::words::{DOUBTFUL, FIRST_NAMES, REGIONS, TYPE_WORDS};
use crate::label::claim::PlaceKind;
use crate::text::{Token, TokenKind, fold};

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
    // "Allonnes, Changé et Coulaines": no other word bears a capital there.
    let listed = at > 0
        && (tokens[at - 1].kind == TokenKind::Mark(',') || tokens[at - 1].folded == "et")
        && tokens.get(at + len).is_none_or(|next| {
            matches!(next.kind, TokenKind::Mark(',' | '.' | ';' | ':' | '(')) || next.folded == "et"
        });
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
    // "Betton, Foix et Sens": a town of some size behind another name.
    let large = place
        .candidates
        .iter()
        .any(|found| found.population >= 4_000)
        && !FIRST_NAMES.has(&fold(&place.written))
        && !REGIONS.has(&fold(&place.written));
    let behind_name = at >= 2
        && (tokens[at - 1].folded == "et" || tokens[at - 1].kind == TokenKind::Mark(','))
        && tokens[at - 2].capital
        && large;
    exact && (accented && (inside && (does || listed) || heads) || inside && behind_name || graded)
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

/// Whether the name at token `at`, `len` tokens long and `folded`, is only part of another: "la Côte d'Azur", "la cité de Buffon".
pub(super) fn is_of_another_name(
    tokens: &[Token],
    at: usize,
    len: usize,
    place: &PlaceTerm,
    folded: &str,
) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map(|back| &tokens[back]);
    let of = back(1).is_some_and(|token| matches!(token.folded.as_str(), "d" | "de"));
    // "la Côte d'Opale": a shore, whatever village bears the name.
    let shore = of && back(2).is_some_and(|token| token.folded == "cote" && token.capital);
    let of_shore =
        folded == "la cote" && tokens.get(at + len).is_some_and(|next| next.folded == "d");
    // "sous le nom de la cité de Buffon": a town called after a person; a village is no "cité".
    let village = place
        .candidates
        .iter()
        .all(|found| found.population < 1_000);
    let byname = of && back(2).is_some_and(|token| token.folded == "cite") && village;
    shore || of_shore || byname
}

/// Whether "(communauté de communes", ", également une agglomération" stands from token `at` on.
pub(super) fn is_called_grouping(tokens: &[Token], at: usize) -> bool {
    let opens = tokens
        .get(at)
        .is_some_and(|token| matches!(token.kind, TokenKind::Mark('(' | ',')));
    let kind = |token: &Token| {
        matches!(
            token.folded.as_str(),
            "communaute"
                | "agglomeration"
                | "intercommunalite"
                | "epci"
                | "metropole"
                | "cc"
                | "ca"
        )
    };
    let small = |token: &&Token| {
        matches!(
            token.folded.as_str(),
            "egalement" | "aussi" | "une" | "la" | "l" | "elle"
        )
    };
    let skip = tokens.iter().skip(at + 1).take(3).take_while(small).count();
    opens && tokens.get(at + 1 + skip).is_some_and(kind)
}

/// "Entre deux comparatifs, …": words in small letters that are capitals in the name, without its hyphens.
pub(super) fn is_written_small(place: &PlaceTerm) -> bool {
    if place.written.contains('-') || place.grouping {
        return false;
    }
    let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let mut later = place.written.split([' ', '\'', '’']).skip(1);
    let small = later.any(|word| {
        word.len() >= 3 && word.chars().all(char::is_lowercase) && !is_small(&fold(word))
    });
    small
        && place.written.chars().next().is_some_and(char::is_uppercase)
        && place.candidates.iter().all(|found| {
            found.kind == PlaceKind::Commune
                && found
                    .name
                    .split(['-', ' ', '\'', '’'])
                    .filter(capital)
                    .count()
                    > 1
        })
}

/// How many tokens "(communauté de communes)" takes from token `at` on.
pub(super) fn grouping_in_brackets(tokens: &[Token], at: usize) -> Option<usize> {
    let opens = tokens.get(at)?.kind == TokenKind::Mark('(');
    let close = tokens[at..]
        .iter()
        .take(7)
        .position(|token| token.kind == TokenKind::Mark(')'))?;
    (opens && is_called_grouping(tokens, at)).then_some(close + 1)
}
