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
    let run = |mut end: usize, and: bool| {
        while end < terms.len() && end < at + 12 {
            let joint = terms[end..]
                .iter()
                .take(3)
                .take_while(|term| joins(term) || and && term.word() == "et")
                .count();
            if !terms.get(end + joint).is_some_and(names) {
                break;
            }
            end += joint + 1;
        }
        end
    };
    let (short, long) = (run(at + 1, false), run(at + 1, true));
    let words = |end: usize| &text[terms[at].span.start..terms[end - 1].span.end];
    // "… du Plateau de Frasne et du Val du Drugeon": "et" belongs to the name where a table knows it.
    let known = |end: usize| !gazetteer.epci_alike(words(end)).is_empty();
    let end = if long > short && known(long) {
        long
    } else {
        short
    };
    if end == at + 1 && !known(end) {
        return;
    }
    let span = terms[at].span.start..terms[end - 1].span.end;
    let mut place = place.clone();
    text[span.clone()].clone_into(&mut place.written);
    place.candidates = gazetteer.epci_by_name(&place.written);
    if place.candidates.is_empty() {
        place.candidates = gazetteer.epci_alike(&place.written);
    }
    terms.splice(
        at..end,
        [Term {
            span,
            kind: Kind::Place(Box::new(place)),
        }],
    );
}
