//! The year that frames a whole sentence: "Palmarès 2020 : A 3@, B 2@", "En 2016, A avait … et B …".

use super::term::{Kind, Term};
use crate::label::lexicon::Cue;

/// The year that opens the sentence and holds for the grade at `at`, unless something between them
/// begins another time.
pub(super) fn year(terms: &[Term], at: usize) -> Option<i16> {
    let place = terms
        .iter()
        .take(7)
        .position(|term| matches!(term.kind, Kind::Year(_)))?;
    let Kind::Year(year) = terms[place].kind else {
        return None;
    };
    let opening = &terms[..place];
    let plain = opening.iter().all(|term| {
        matches!(
            term.kind,
            Kind::Label | Kind::Trigger | Kind::Edition(_) | Kind::Mark('"' | '-' | '(')
        ) || term.is_cue(Cue::Ceremony)
            || term.one_of("en l annee pour au le la les du de des lors")
    });
    let sign = terms.get(place + 1)?;
    let headed = sign.is_mark(':') || sign.is_mark('-');
    let framed = opening.last().is_some_and(|term| term.one_of("en annee"));
    if place >= at || !plain || !(headed || framed) {
        return None;
    }
    let turns = |term: &Term| {
        matches!(
            term.kind,
            Kind::Year(_) | Kind::Date(_) | Kind::Ago(_) | Kind::Cue(Cue::Last, _)
        ) || term.one_of("mais puis aujourd maintenant desormais cette depuis avant")
            || framed && term.is_mark(';')
    };
    (!terms[place + 1..at].iter().any(turns)).then_some(year)
}

/// "En 2017 : Xville (4@), Yville (1@)": the year that heads a list inside its sentence.
pub(super) fn head_year(terms: &[Term], at: usize) -> Option<i16> {
    let colon = (1..at)
        .rev()
        .find(|here| terms[*here].is_mark(':') && matches!(terms[*here - 1].kind, Kind::Year(_)))?;
    let Kind::Year(year) = terms[colon - 1].kind else {
        return None;
    };
    let small = |term: &&Term| {
        matches!(
            term.kind,
            Kind::Label | Kind::Trigger | Kind::Mark('"' | '-')
        ) || term.is_cue(Cue::Ceremony)
            || term.one_of("en l annee pour le la les du des au")
    };
    let opens = colon - 1 - terms[..colon - 1].iter().rev().take_while(small).count();
    (opens == 0 || matches!(terms[opens - 1].kind, Kind::Mark(';' | '.' | ',' | '/')))
        .then_some(year)
}
