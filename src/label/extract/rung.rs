//! Grades told by their distance from the one told before: "un cran au-dessous", "le palier supérieur", "un échelon
//! sous les premiers".

use super::term::{Kind, Term};

/// The steps of the scale.
const RUNGS: &str = "cran echelon marche degre rang niveau palier barreau etage";

/// How much better or worse "mieux d'un cran" says that somebody does; `at` is its "un".
fn better_by(terms: &[Term], at: usize) -> Option<i8> {
    let rung = terms.get(at + 1).is_some_and(|term| term.one_of(RUNGS));
    let back = |steps: usize| at.checked_sub(steps).map_or("", |back| terms[back].word());
    if !rung || !terms[at].one_of("un une") || back(1) != "d" {
        return None;
    }
    match (back(3), back(2)) {
        (_, "mieux") => Some(1),
        ("moins", "bien") => Some(-1),
        _ => None,
    }
}

/// How far the grade at `at` lies from the one told before, up or down, and how many terms say so.
pub(super) fn distance(terms: &[Term], at: usize) -> Option<(i8, usize)> {
    let word = |ahead: usize| terms.get(at + ahead).map_or("", Term::word);
    // "fait mieux d'un cran", "fait moins bien d'un échelon".
    if let Some(by) = better_by(terms, at) {
        return Some((by, 2));
    }
    let rung = terms.get(at + 1).is_some_and(|term| term.one_of(RUNGS));
    if !rung || !terms[at].one_of("un une le la l juste") {
        return None;
    }
    let one = terms[at].one_of("un une");
    match (word(2), word(3)) {
        ("au" | "en", "dessous" | "dessous de") => Some((-1, 4)),
        ("au", "dessus") => Some((1, 4)),
        ("plus", "bas") if one => Some((-1, 4)),
        ("plus", "haut") if one => Some((1, 4)),
        ("sous" | "dessous" | "derriere", _) if one => Some((-1, 3)),
        ("inferieur" | "inferieure", _) => Some((-1, 3)),
        ("superieur" | "superieure", _) if one || next_is_reached(terms, at) => Some((1, 3)),
        _ => None,
    }
}

/// "accède au palier supérieur", "grimpe l'échelon supérieur": the verb tells that it is reached.
fn next_is_reached(terms: &[Term], at: usize) -> bool {
    terms[at.saturating_sub(4)..at]
        .iter()
        .any(|term| term.begins("acced grimp pass franchi gravi mont attein hiss"))
}

/// Whether what a distance is measured for follows: a name, "on trouve", or the end of the clause.
pub(super) fn tells(terms: &[Term], at: usize, len: usize) -> bool {
    let named = terms[at + len..]
        .iter()
        .take(12)
        .take_while(|term| {
            !matches!(term.kind, Kind::Mark(';' | '.' | '!')) && term.level().is_none()
        })
        .any(|term| term.place().is_some());
    let before = terms[..at].iter().any(|term| term.place().is_some());
    if better_by(terms, at).is_some() {
        return before;
    }
    let opens = at == 0 || matches!(terms[at - 1].kind, Kind::Mark(':' | ';' | ',' | '.' | '-'));
    opens && (named || before || at > 0 && terms[at - 1].is_mark(':'))
}
