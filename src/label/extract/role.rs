//! How places stand in their sentence, and which of several bearers of a name is meant.

use super::term::{Kind, PlaceTerm, Role, Term};
use super::words::{MARKS, OFFICES, TYPE_WORDS};
use crate::label::claim::PlaceKind;
use crate::label::gazetteer::Collectivity;
use crate::label::lexicon::Cue;

/// How each place of a sentence stands in it.
pub(super) fn roles(terms: &mut [Term]) {
    for at in 0..terms.len() {
        if terms[at].place().is_none() {
            continue;
        }
        let role = role_of(terms, at);
        let span = terms[at].span.clone();
        let holds = role == Role::Free && holds(&terms[at + 1..]);
        if let Kind::Place(place) = &mut terms[at].kind {
            if place.land && holds {
                place.land = false;
                place.grouping = true;
            }
            place.role = if place.land { Role::Landmark } else { role };
            place.span = span;
        }
    }
}

/// "Lamballe Terre et Mer a quatre arobases", "… décroche": a land receives nothing, the grouping of its name does.
fn holds(after: &[Term]) -> bool {
    let given = |term: &Term| {
        term.is_cue(Cue::Award)
            || term.level().is_some()
            || matches!(term.kind, Kind::Number(1..=5))
    };
    match after {
        [verb, ..] if verb.is_cue(Cue::Award) => !verb.word().ends_with("er"),
        [verb, next, ..] if verb.word() == "a" => given(next),
        _ => false,
    }
}

/// Whose office is told with "à".
const ELECTED: &str = "adjoint adjointe elu elue conseiller conseillere dgs";

/// Marks that a name follows without "de": "derrière Xville", "rue Xville".
const BARE: &str =
    "devant derriere vers depuis entre contrairement rue avenue boulevard quai square";

/// "La surprise vient de Xville".
fn is_surprise(before: &[Term]) -> bool {
    before
        .iter()
        .rev()
        .take(3)
        .any(|term| term.begins("surpris nouveaut exploit performanc"))
}

/// "Xville, commune de l'agglomération d'Yville, conserve": Yville only says where.
fn is_in_apposition(terms: &[Term], at: usize) -> bool {
    let closes = terms.get(at + 1).is_some_and(|next| next.is_mark(','));
    let from = at.saturating_sub(7);
    let Some(comma) = terms[from..at].iter().rposition(|term| term.is_mark(',')) else {
        return false;
    };
    let comma = from + comma;
    let named = comma > 0 && terms[comma - 1].place().is_some();
    let inside = &terms[comma + 1..at];
    let opens = inside
        .first()
        .is_some_and(|term| term.one_of("commune village bourg bourgade"));
    closes
        && named
        && opens
        && inside.len() >= 2
        && inside.iter().all(|term| term.place().is_none())
}

fn role_of(terms: &[Term], at: usize) -> Role {
    if is_in_apposition(terms, at) {
        return Role::Landmark;
    }
    let mut back = at;
    let mut preposition = "";
    while back > 0 {
        let term = &terms[back - 1];
        match (&term.kind, term.word()) {
            (
                _,
                "de" | "d" | "du" | "des" | "la" | "le" | "les" | "l" | "ville" | "commune"
                | "cite" | "village" | "mairie",
            ) => {
                if term.one_of("de d du des") {
                    preposition = "de";
                }
            }
            (Kind::Cue(Cue::Town, _), _) => {}
            _ => break,
        }
        back -= 1;
    }
    let Some(before) = back.checked_sub(1).map(|before| &terms[before]) else {
        return Role::Free;
    };
    let typed = terms[back..at]
        .iter()
        .any(|term| matches!(term.kind, Kind::Cue(Cue::Town, _)) || TYPE_WORDS.has(term.word()));
    match before.word() {
        "hotel" if typed => Role::Landmark,
        // "aux portes de Xville", which is one term.
        "portes" => Role::Landmark,
        // "Quant à Xville, elle …": what the sentence is about.
        "à" | "au" | "aux" if back >= 2 && terms[back - 2].word() == "quant" => Role::Free,
        "vient" | "venait" if is_surprise(&terms[..back - 1]) => Role::Free,
        // "adjointe à Xville", "élu à Yville".
        "à" | "au" | "aux" if back >= 2 && terms[back - 2].one_of(ELECTED) => Role::Office,
        "à" | "au" | "aux" | "en" | "chez" => Role::At,
        "sur" | "sous" if !typed => Role::Landmark,
        "de" if typed => Role::Free,
        word if OFFICES.has(word) && preposition == "de" => Role::Office,
        word if MARKS.has(word)
            && (preposition == "de" || preposition.is_empty() && before.one_of(BARE))
            && !typed =>
        {
            Role::Landmark
        }
        _ => Role::Free,
    }
}

/// Which of a place's candidates is meant, by the departments that the page speaks of.
pub(super) fn choose(place: &PlaceTerm, near: &[String], page: &[String]) -> Option<Collectivity> {
    let fits = |found: &&Collectivity| place.grouping == (found.kind == PlaceKind::Epci);
    let mut able: Vec<Collectivity> = place.candidates.iter().filter(fits).copied().collect();
    if able.is_empty() {
        able.clone_from(&place.candidates);
    }
    if let [one] = able.as_slice() {
        return Some(*one);
    }
    // Those of the sentence together, then those of the page one by one, the likeliest first.
    let only = |codes: &[String]| {
        let mut here = able
            .iter()
            .filter(|found| codes.iter().any(|code| code == found.department));
        here.next().filter(|_| here.next().is_none()).copied()
    };
    if let Some(one) = only(near).or_else(|| {
        page.iter()
            .find_map(|code| only(std::slice::from_ref(code)))
    }) {
        return Some(one);
    }
    able.sort_by_key(|found| {
        (
            found.successor.is_some(),
            std::cmp::Reverse(found.population),
        )
    });
    let (first, second) = (able.first()?, able.get(1)?);
    // A town of some size is meant where a village of the same name would be told apart.
    let clear = first.population >= 1_500 && first.population / 6 >= second.population.max(1);
    (clear
        || second.successor.is_some() && first.in_force() && first.population > second.population)
        .then_some(*first)
}
