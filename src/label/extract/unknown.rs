//! Names that no table knows, inside a list of names that it knows.

use super::place::{PlaceReader, is_small};
use super::term::{Kind, PlaceTerm, Term};
use super::words::FIRST_NAMES;
use crate::label::claim::PlaceKind;

impl PlaceReader<'_> {
    /// Names that no table knows, inside a list of names that it knows: "Metz, Bromont et Gluiras".
    /// A letter's mistake is forgiven in the departments of the list.
    pub(super) fn complete_lists(&self, text: &str, terms: &mut Vec<Term>) {
        let mut at = 1;
        while at < terms.len() {
            if let Some(end) = unknown_in_list(terms, at) {
                let span = terms[at].span.start..terms[end - 1].span.end;
                let written = text[span.clone()].to_owned();
                let departments: Vec<&str> = terms
                    .iter()
                    .filter_map(Term::place)
                    .filter_map(|place| match place.candidates.as_slice() {
                        [one] if one.kind == PlaceKind::Commune => Some(one.department),
                        _ => None,
                    })
                    .collect();
                let near = departments
                    .iter()
                    .find_map(|code| self.gazetteer.near(&written, code));
                let place = PlaceTerm {
                    span: span.clone(),
                    ..PlaceTerm::named(near.into_iter().collect(), written)
                };
                terms.splice(
                    at..end,
                    [Term {
                        span,
                        kind: Kind::Place(Box::new(place)),
                    }],
                );
            }
            at += 1;
        }
    }
}

/// Where an unknown name that begins at `at` ends, when it stands between two places of a list.
fn unknown_in_list(terms: &[Term], at: usize) -> Option<usize> {
    let capital = |term: &Term| {
        matches!(term.kind, Kind::Word { capital: true, .. }) && term.word().len() > 2
    };
    if !capital(&terms[at])
        || !terms[at - 1].is_mark(',')
        || at < 2
        || terms[at - 2].place().is_none()
    {
        return None;
    }
    let mut end = at + 1;
    while end < terms.len()
        && end < at + 6
        && (capital(&terms[end]) || is_small(terms[end].word()) && terms[end].word() != "et")
    {
        end += 1;
    }
    let joint = terms.get(end)?;
    let closes = joint.is_mark(')') && at >= 4 && terms[at - 4].place().is_some();
    let goes_on = joint.is_mark(',') || joint.one_of("et ou") || closes;
    let next = closes
        || terms
            .get(end + 1)
            .is_some_and(|term| term.place().is_some());
    if FIRST_NAMES.has(terms[at].word()) {
        return None;
    }
    let known = terms.iter().filter(|term| term.place().is_some()).count();
    (goes_on && next && known >= 3).then_some(end)
}
