//! The year that a text goes on to tell of: "En 2009, la ville se présente. Elle en revient avec deux
//! arobases. Trois ans plus tard, …", "Il faudra attendre 2019 pour que Xville …".

use super::scene::State;
use super::term::{DayTerm, Kind, Term};
use super::that_year;
use crate::label::lexicon::Cue;

/// What the text told of last.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    /// The year that holds for the sentence being read.
    pub(super) now: Option<i16>,
    /// The year of the sentence before, where it told no grade.
    opened: Option<(usize, i16)>,
    /// The year told last in the story.
    last: Option<i16>,
}

/// Finds the year of the sentence `terms` in block `block`.
pub(super) fn begin(terms: &[Term], block: usize, state: &mut State) {
    let told = &mut state.told;
    let opened = told.opened.take();
    let later = years_later(terms)
        .zip(told.last)
        .map(|(count, year)| year + count);
    let goes_on = opened.filter(|(own, _)| *own == block && continues(terms));
    // "Elle participe en 2005. Elle obtient une arobase cette année-là".
    let that_year = terms.windows(3).any(that_year::that_year);
    told.now = later
        .or_else(|| awaited(terms))
        .or(told.last.filter(|_| that_year))
        .or(goes_on.map(|(_, year)| year));
    let graded = terms.iter().any(|term| term.level().is_some());
    let year = told.now.or_else(|| opening(terms));
    told.last = year.or(told.last);
    if let Some(year) = year.filter(|_| !graded) {
        told.opened = Some((block, year));
    }
}

/// "En 2009, …", "En février 2009, …".
fn opening(terms: &[Term]) -> Option<i16> {
    let [first, second, third, ..] = terms else {
        return None;
    };
    let (Kind::Year(year)
    | Kind::Date(DayTerm {
        year: Some(year), ..
    })) = second.kind
    else {
        return None;
    };
    let plain = terms[2..].iter().all(|term| !is_time(term));
    (first.word() == "en" && third.is_mark(',') && plain).then_some(year)
}

/// "Trois ans plus tard, …": how many.
fn years_later(terms: &[Term]) -> Option<i16> {
    let [first, second, third, fourth, ..] = terms else {
        return None;
    };
    let count = match first.kind {
        Kind::Number(count @ 1..=15) => i16::try_from(count).ok()?,
        _ if first.one_of("un une") => 1,
        _ => return None,
    };
    let later = second.one_of("ans an annees editions") && third.word() == "plus";
    (later && fourth.word() == "tard").then_some(count)
}

/// "Il faudra attendre 2019 pour que …".
fn awaited(terms: &[Term]) -> Option<i16> {
    let wait = terms
        .iter()
        .take(6)
        .position(|term| term.word() == "attendre")?;
    let needed = terms[..wait]
        .iter()
        .any(|term| term.one_of("faudra fallut fallu faut"));
    let year = terms[wait + 1..]
        .iter()
        .take(3)
        .find_map(|term| match term.kind {
            Kind::Year(year) => Some(year),
            _ => None,
        });
    let after = terms[wait + 1..]
        .iter()
        .take(5)
        .any(|term| term.word() == "pour");
    year.filter(|_| needed && after)
}

/// "Elle en revient avec …": the one spoken of, and no time of its own.
fn continues(terms: &[Term]) -> bool {
    let opens = terms
        .first()
        .is_some_and(|term| term.one_of("elle il nous on") || term.is_cue(Cue::Town));
    opens && terms.iter().all(|term| !is_time(term))
}

fn is_time(term: &Term) -> bool {
    matches!(
        term.kind,
        Kind::Year(_) | Kind::Date(_) | Kind::Ago(_) | Kind::Run(_) | Kind::Cue(Cue::Last, _)
    ) || term.one_of("depuis aujourd desormais maintenant cette")
}
