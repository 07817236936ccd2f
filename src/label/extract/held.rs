//! The grade just told, held before: "Xville l'avait déjà en 2005", "Deux d'entre elles, A et B, étaient déjà à ce
//! niveau en 2007".

use super::draft::{Given, When};
use super::scene::{Sentence, State, Statement};
use super::subject;
use super::term::{Kind, PlaceTerm, Term};
use crate::label::lexicon::Cue;

/// Gives those of whom the grade was told, or those of them that the sentence names, the same grade then. Whether it
/// was so.
pub(super) fn had_it(sentence: &Sentence<'_>, state: &mut State) -> bool {
    let terms = sentence.terms;
    let Some(grade) = state.last_grade else {
        return false;
    };
    let mut all = 0..terms.len().saturating_sub(3);
    let Some(at) = all.find(|at| had(terms, *at) || were(terms, *at)) else {
        return false;
    };
    let Some(when) = terms[at + 3..].iter().take(5).find_map(then) else {
        return false;
    };
    let named = terms[..at].iter().filter_map(Term::place);
    let mut places: Vec<PlaceTerm> = named.cloned().collect();
    let told = |place: &PlaceTerm| {
        let mut last = state.last_places.iter();
        last.any(|last| subject::same(last, place))
    };
    if !places.iter().all(told) {
        return false;
    }
    if places.is_empty() {
        places.clone_from(&state.last_places);
    }
    let statement = Statement {
        given: Given::Grade(Some(grade)),
        when,
        words: at..at + 2,
        named: false,
        rule: "compared",
        confidence: 0.82,
    };
    for place in places {
        sentence.state(state, place, &statement);
    }
    true
}

/// "l'avait déjà", "les détenait déjà".
fn had(terms: &[Term], at: usize) -> bool {
    terms[at].one_of("l les la le")
        && terms[at + 1].one_of("avait avaient avions detenait detenaient possedait possedaient")
        && terms[at + 2].word() == "deja"
}

/// "étaient déjà à ce niveau", "figuraient déjà au sommet".
fn were(terms: &[Term], at: usize) -> bool {
    let level = |term: &Term| {
        term.begins("niveau rang sommet club cercle groupe hauteur palier echelon")
            || term.is_cue(Cue::Same)
            || term.word() == "y"
    };
    terms[at].one_of("etait etaient figurait figuraient etions")
        && terms[at + 1].word() == "deja"
        && terms[at + 2..].iter().take(4).any(level)
}

/// The time that a term tells.
fn then(term: &Term) -> Option<When> {
    let (year, back) = match term.kind {
        Kind::Year(year) => (Some(year), 0),
        Kind::Cue(Cue::Last, _) => (None, 1),
        Kind::Ago(count) => (None, count),
        _ => return None,
    };
    Some(When {
        year,
        back,
        ..When::default()
    })
}
