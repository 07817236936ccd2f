//! What a heading says of all that stands below it: a year, a department, another label.

use super::context::{self, Read};
use super::scene::{Sentence, State};
use super::term::{Kind, Role, Term};
use crate::label::lexicon::Cue;

/// "La Réunion", "Haute-Saône :" on a line of its own.
pub(super) fn is_land(terms: &[Term]) -> bool {
    let department = |term: &Term| matches!(term.kind, Kind::Department(_));
    let small =
        |term: &Term| matches!(term.kind, Kind::Mark(_)) || term.one_of("la le les l en dans");
    terms.len() <= 4
        && terms.iter().any(department)
        && terms.iter().all(|term| department(term) || small(term))
}

/// A heading opens a new part of the page.
pub(super) fn open(read: &Read, state: &mut State) {
    state.foreign_heading = read
        .terms
        .iter()
        .any(|term| matches!(term.kind, Kind::OtherLabel))
        && !context::speaks(&read.terms);
    state.heading_departments = departments(&read.terms, &[]);
    state.heading = None;
    state.heading_year = read.terms.iter().find_map(|term| match term.kind {
        Kind::Year(year) if read.terms.len() <= 3 => Some(year),
        _ => None,
    });
}

/// Departments that a sentence names, before those of the heading above it.
pub(super) fn departments(terms: &[Term], heading: &[String]) -> Vec<String> {
    let named = terms.iter().filter_map(|term| match &term.kind {
        Kind::Department(code) => Some(code.clone()),
        _ => None,
    });
    named.chain(heading.iter().cloned()).collect()
}

/// Under a heading that tells the mention or the grade: "Xville, pour son école ouverte le soir."
pub(super) fn opens_with_name(sentence: &Sentence<'_>) -> bool {
    let terms = sentence.terms;
    let first = sentence.holders.first().filter(|holder| {
        holder.terms.start == 0 && holder.role == Role::Free && !holder.places().is_empty()
    });
    let aside = first.and_then(|first| terms.get(first.terms.end..first.terms.end + 2));
    aside.is_some_and(|aside| {
        aside[0].is_mark(',') && aside[1].one_of("pour qui où grace avec dont")
    }) && terms.len() <= 24
        && !terms.iter().any(leaves_heading)
}

/// Whether a sentence with this term tells of something else than the heading above it.
pub(super) fn leaves_heading(term: &Term) -> bool {
    matches!(
        term.kind,
        Kind::Cue(Cue::Hope | Cue::Negation | Cue::Candidacy, _)
            | Kind::Mark('?')
            | Kind::OtherLabel
            | Kind::Year(_)
            | Kind::Date(_)
    )
}
