//! Ordinals without their unit: "une deuxième en 2017 et une troisième en 2019", "voici la quatrième".
//! As with the unit, the ordinal is a total.

use super::term::{Kind, Term};
use crate::label::lexicon::Cue;

/// The number of an ordinal in words.
pub(super) fn value(term: &Term) -> Option<u8> {
    match term.word() {
        "premiere" | "premier" => Some(1),
        "deuxieme" | "seconde" | "second" => Some(2),
        "troisieme" => Some(3),
        "quatrieme" => Some(4),
        "cinquieme" => Some(5),
        _ => None,
    }
}

/// Whether the ordinal at `at` stands for a grade, where one was told before it.
pub(super) fn stands_for_grade(terms: &[Term], at: usize) -> bool {
    let Some(value) = value(&terms[at]) else {
        return false;
    };
    let Some(article) = at.checked_sub(1).map(|before| &terms[before]) else {
        return false;
    };
    let before = at.checked_sub(2).map(|before| &terms[before]);
    let fits = if article.one_of("une un sa son leur notre") {
        true
    } else {
        // "la troisième" may be a town of a list: then it opens a clause.
        let inside = before.is_some_and(|term| {
            matches!(term.kind, Kind::Cue(Cue::Award, _))
                || term.one_of("voici voila et puis pour avec maintenant enfin desormais hui touche vient c est ensuite ajoute")
        });
        article.word() == "la" && value > 2 && inside
    };
    fits && ends(terms, at)
}

/// Whether no noun follows that the ordinal could count.
fn ends(terms: &[Term], at: usize) -> bool {
    let Some(next) = terms.get(at + 1) else {
        return true;
    };
    let year = |ahead: usize| {
        terms.get(at + ahead).is_some_and(|term| {
            matches!(
                term.kind,
                Kind::Year(_) | Kind::Date(_) | Kind::Cue(Cue::Last, _)
            )
        })
    };
    match &next.kind {
        Kind::Mark(mark) => matches!(mark, '.' | ',' | ';' | '!' | ')' | '('),
        Kind::Year(_) | Kind::Date(_) | Kind::Cue(Cue::Last, _) => true,
        _ if next.one_of("en de des depuis") => year(2),
        _ => next.one_of("pour cette aujourd et puis hier ce à au aux lors"),
    }
}
