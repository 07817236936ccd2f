//! The edition's own facts as a page prints them, each with its words.

use super::context::Read;
use super::edition::EditionFacts;
use super::term::{DayTerm, Kind, Role, Term};
use crate::label::claim::YearBasis;
use crate::label::lexicon::Cue;
use crate::web::page::Page;

/// The edition's own facts in the words of the page.
pub(super) fn facts(page: &Page, reads: &[Read], year: Option<(i16, YearBasis)>) -> EditionFacts {
    let mut facts = EditionFacts {
        year: year.map(|(year, _)| year),
        basis: year.map(|(_, basis)| basis),
        ..EditionFacts::default()
    };
    for read in reads {
        for number in 0..read.count() {
            if read.label_near(number) {
                sentence_facts(page, read, number, &mut facts);
            }
        }
    }
    facts
}

fn sentence_facts(page: &Page, read: &Read, number: usize, facts: &mut EditionFacts) {
    let sentence = read.sentence(number);
    let quote = |term: &Term| read.quote(page, number, &term.span);
    let ceremony = sentence.iter().any(|term| term.is_cue(Cue::Ceremony));
    for (at, term) in sentence.iter().enumerate() {
        match &term.kind {
            Kind::Edition(ordinal) if facts.ordinal.is_none() => {
                facts.ordinal = Some((*ordinal, quote(term)));
            }
            Kind::Number(total)
                if sentence[at + 1..]
                    .iter()
                    .take(2)
                    .any(|next| next.is_cue(Cue::Crowd)) =>
            {
                let five = sentence[at + 1..]
                    .iter()
                    .take(5)
                    .any(|next| next.level().is_some_and(|level| level.value() == Some(5)));
                if five && facts.five_at.is_none() {
                    facts.five_at = Some((*total, quote(term)));
                } else if !five && *total >= 100 && *total < 1_000 && facts.laureates.is_none() {
                    facts.laureates = Some((*total, quote(term)));
                }
            }
            Kind::Date(DayTerm {
                day: Some(day),
                month,
                year: Some(year),
                ..
            }) if ceremony && facts.date.is_none() => {
                facts.date = jiff::civil::Date::new(*year, *month, *day)
                    .ok()
                    .map(|date| (date, quote(term)));
            }
            Kind::Place(place) if ceremony && place.role == Role::At && facts.place.is_none() => {
                facts.place = Some((place.written.clone(), quote(term)));
            }
            _ => {}
        }
    }
}
