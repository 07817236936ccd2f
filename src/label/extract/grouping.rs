//! Groupings of communes whose name is no longer in force: the words that follow belong to it.

use super::term::{Kind, Term};
use crate::label::gazetteer::Gazetteer;

/// Completes the names of groupings that are cut short.
pub(super) fn complete(gazetteer: &Gazetteer, text: &str, terms: &mut Vec<Term>) {
    let mut at = 0;
    while at < terms.len() {
        extend(gazetteer, text, terms, at);
        at += 1;
    }
}

fn names(term: &Term) -> bool {
    match &term.kind {
        Kind::Place(place) => !place.grouping,
        Kind::Word { capital, .. } => *capital,
        _ => false,
    }
}

fn joins(term: &Term) -> bool {
    term.one_of("de du des d la le les l en sur")
}

/// "communauté d'agglomération Caux [Vallée de Seine]": the words that follow belong to the name.
fn extend(gazetteer: &Gazetteer, text: &str, terms: &mut Vec<Term>, at: usize) {
    let Some(place) = terms[at]
        .place()
        .filter(|place| place.grouping && place.candidates.is_empty())
    else {
        return;
    };
    let mut end = at + 1;
    while end < terms.len()
        && (names(&terms[end]) || joins(&terms[end]) && terms.get(end + 1).is_some_and(names))
    {
        end += 1;
    }
    if end == at + 1 {
        return;
    }
    let span = terms[at].span.start..terms[end - 1].span.end;
    let mut place = place.clone();
    text[span.clone()].clone_into(&mut place.written);
    place.candidates = gazetteer.epci_by_name(&place.written);
    terms.splice(
        at..end,
        [Term {
            span,
            kind: Kind::Place(Box::new(place)),
        }],
    );
}
