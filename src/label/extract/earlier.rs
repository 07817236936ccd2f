//! What a sentence without a grade says of the grade just told: "C'est une de plus que l'an passé",
//! "C'est autant qu'en 2019".

use super::draft::{Given, When};
use super::scene::{Sentence, State, Statement};
use super::term::{Kind, Term, Than, before_step};
use crate::label::lexicon::Cue;

/// Gives those of the sentence before the grade that they had earlier. Whether it was so.
pub(super) fn compared(sentence: &Sentence<'_>, state: &mut State) -> bool {
    let terms = sentence.terms;
    let Some(grade) = state.last_grade else {
        return false;
    };
    let opens = terms
        .iter()
        .take(3)
        .any(|term| term.one_of("c soit elle il ce elles"))
        && terms.iter().all(|term| term.place().is_none());
    if !opens || state.last_places.is_empty() || terms.iter().any(|term| term.is_cue(Cue::Hope)) {
        return false;
    }
    let Some((at, by, than)) = comparison(terms) else {
        return false;
    };
    let Some(before) = before_step(grade, by) else {
        return false;
    };
    let (year, back) = than.when();
    let statement = Statement {
        given: Given::Grade(Some(before)),
        when: When {
            year,
            back,
            ..When::default()
        },
        words: at..at + 1,
        named: false,
        rule: "compared",
        confidence: 0.82,
    };
    for place in state.last_places.clone() {
        sentence.state(state, place, &statement);
    }
    true
}

/// Where a sentence compares, by how much, and with which edition.
fn comparison(terms: &[Term]) -> Option<(usize, i8, Than)> {
    let step = |at: usize| match terms[at].kind {
        Kind::Delta {
            by,
            than: Some(than),
        } => Some((at, by, than)),
        _ => None,
    };
    if let Some(found) = (0..terms.len()).find_map(step) {
        return Some(found);
    }
    let last = terms.iter().position(|term| term.is_cue(Cue::Last))?;
    let as_much = |term: &Term| {
        term.one_of("autant comme") || term.is_cue(Cue::Same) || term.is_cue(Cue::Likewise)
    };
    let links = |term: &Term| as_much(term) || term.one_of("que qu");
    let beside = terms[last.saturating_sub(3)..last].iter().any(links);
    (beside && terms[..last].iter().any(as_much)).then_some((last, 0, Than::Last))
}
