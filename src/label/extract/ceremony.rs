//! What the day and the place of a ceremony say of the edition that a page reports.

use std::collections::BTreeSet;

use super::context::Read;
use super::edition::{Ballot, edition_at};
use super::term::{DayTerm, Kind, PlaceTerm, Role, Term};
use crate::label::claim::YearBasis;
use crate::label::edition::Editions;
use crate::label::lexicon::Cue;
use crate::web::date::PartialDate;

/// Days of the ceremony, whole or without their year.
pub(super) fn days(
    ballot: &mut Ballot,
    read: &Read,
    number: usize,
    published: Option<PartialDate>,
) {
    let sentence = read.sentence(number);
    let fresh = read.label_near(number)
        && sentence.iter().any(|term| {
            term.is_cue(Cue::Ceremony)
                || term.is_cue(Cue::Award)
                || term.level().is_some()
                || matches!(term.kind, Kind::Label)
        });
    for term in sentence {
        let Kind::Date(day) = term.kind else { continue };
        // A day and a town that only a ceremony joins need no word that says so.
        let told = fresh || held_there(sentence, day);
        if !told {
            continue;
        }
        if let Some(year) = day.year {
            whole_day(ballot, day, year);
            continue;
        }
        let Some(date) = day.day else { continue };
        let mut known = Editions::shipped().by_day(day.month, date);
        known.retain(|edition| fits_weekday(day, edition.year));
        if let Some(published) = published {
            known.retain(|edition| edition.year <= published.year());
        }
        for edition in &known {
            ballot.vote(edition.year, 2, YearBasis::Ceremony);
        }
        for place in sentence
            .iter()
            .filter_map(Term::place)
            .filter(|place| place.role == Role::At)
        {
            for edition in known.iter().filter(|edition| {
                Editions::shipped()
                    .by_place(&place.written)
                    .iter()
                    .any(|held| held.year == edition.year)
            }) {
                ballot.vote(edition.year, 1, YearBasis::Ceremony);
            }
        }
        // A ceremony that no table knows, on the day before the page was published.
        if let (true, Some(published)) = (known.is_empty(), published)
            && fits_weekday(day, published.year())
            && i16::from(published.month_number().unwrap_or(12)) >= i16::from(day.month)
        {
            ballot.vote(edition_at(published), 1, YearBasis::Ceremony);
        }
    }
}

/// The town or the hall of a ceremony, where it served one edition only: "au beffroi de Montrouge", "à la
/// Porte Dorée".
pub(super) fn venues(ballot: &mut Ballot, sentence: &[Term]) {
    // "C'est à Mérignac que notre adjointe est allée chercher le panneau".
    let fetched = sentence
        .iter()
        .any(|term| term.one_of("chercher recuperer retirer"))
        && sentence.iter().any(|term| {
            matches!(term.kind, Kind::Label) || term.one_of("panneau label diplome trophee")
        });
    let held = fetched
        || sentence
            .iter()
            .any(|term| term.is_cue(Cue::Ceremony) || term.is_cue(Cue::Award));
    if !held {
        return;
    }
    let town = |place: &PlaceTerm| match Editions::shipped().by_place(&place.written).as_slice() {
        [only] if place.role != Role::Free => Some(only.year),
        _ => None,
    };
    let ceremony = fetched || sentence.iter().any(|term| term.is_cue(Cue::Ceremony));
    let towns = sentence.iter().filter_map(Term::place).filter_map(town);
    let mut years: Vec<i16> = towns.filter(|_| ceremony).chain(halls(sentence)).collect();
    years.dedup();
    if let [year] = years.as_slice() {
        ballot.vote(*year, 2, YearBasis::Ceremony);
    }
}

/// The editions whose hall a sentence names.
fn halls(sentence: &[Term]) -> impl Iterator<Item = i16> {
    let halls = Editions::shipped().halls().iter();
    halls.filter_map(|(year, words)| {
        let here = |terms: &[Term]| {
            terms
                .iter()
                .zip(words)
                .all(|(term, word)| term.word() == word)
        };
        sentence.windows(words.len()).any(here).then_some(*year)
    })
}

/// A hall named away from the label chooses among the editions that something else speaks for.
pub(super) fn hall_chooses(ballot: &mut Ballot, reads: &[Read]) {
    if !ballot.is_undecided() {
        return;
    }
    let mut years: Vec<i16> = reads
        .iter()
        .flat_map(Read::sentences)
        .flat_map(halls)
        .collect();
    years.sort_unstable();
    years.dedup();
    if let [year] = years.as_slice()
        && ballot.has(*year)
    {
        ballot.vote(*year, 1, YearBasis::Ceremony);
    }
}

/// A day and a town that an undated page names apart, where one ceremony alone was held on the one and in the other.
pub(super) fn day_and_town(ballot: &mut Ballot, reads: &[Read]) {
    let terms = || reads.iter().flat_map(|read| &read.terms);
    let on_days: BTreeSet<i16> = terms()
        .filter_map(|term| match term.kind {
            Kind::Date(DayTerm {
                day: Some(day),
                month,
                year: None,
                ..
            }) => Some((month, day)),
            _ => None,
        })
        .flat_map(|(month, day)| Editions::shipped().by_day(month, day))
        .map(|edition| edition.year)
        .collect();
    let in_towns: BTreeSet<i16> = terms()
        .filter_map(Term::place)
        .flat_map(|place| Editions::shipped().by_place(&place.written))
        .map(|edition| edition.year)
        .collect();
    let mut both = on_days.intersection(&in_towns);
    if let (Some(year), None) = (both.next(), both.next()) {
        ballot.vote(*year, 1, YearBasis::Ceremony);
    }
}

/// Whether a ceremony was held on this day in a town that the sentence names.
fn held_there(sentence: &[Term], day: DayTerm) -> bool {
    let Some(date) = day.day else { return false };
    let known = Editions::shipped().by_day(day.month, date);
    sentence.iter().filter_map(Term::place).any(|place| {
        let here = Editions::shipped().by_place(&place.written);
        here.iter()
            .any(|held| known.iter().any(|edition| edition.year == held.year))
    })
}

fn whole_day(ballot: &mut Ballot, day: DayTerm, year: i16) {
    let edition = Editions::shipped().get(year);
    let held = edition.is_some_and(|edition| {
        edition.days.iter().any(|held| {
            held.month() == day.month && day.day.is_none_or(|day| (held.day() - day).abs() <= 1)
        })
    });
    if held {
        ballot.vote(year, 5, YearBasis::Ceremony);
    } else if day.month <= 3 || day.month >= 9 && year < 2010 {
        ballot.vote(year, 2, YearBasis::Ceremony);
    }
}

fn fits_weekday(day: DayTerm, year: i16) -> bool {
    let Some(weekday) = day.weekday else {
        return true;
    };
    let date = jiff::civil::Date::new(year, day.month, day.day.unwrap_or(1));
    date.is_ok_and(|date| date.weekday() == weekday)
}
