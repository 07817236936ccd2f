//! The edition's own facts as a page prints them, each with its words.

use super::context::Read;
use super::edition::EditionFacts;
use super::term::{DayTerm, Kind, Role, Term};
use crate::label::claim::{Evidence, YearBasis};
use crate::label::fact::{Fact, FactKind};
use crate::label::lexicon::Cue;
use crate::web::page::Page;

/// Beginnings of words that speak of laureates, and of all who took part.
const REWARDED: &str = "laureat recompens labellis distingu prim recu recoi obten decroch";
const TOOK_PART: &str = "particip candidat inscri engage concour";

impl EditionFacts {
    /// The facts, each with its words; the year alone is none.
    pub fn list(&self) -> Vec<Fact> {
        let number = |kind, fact: &Option<(u32, Evidence)>| {
            let (value, evidence) = fact.clone()?;
            Some((kind, value.to_string(), evidence))
        };
        let date = self.date.clone();
        let date = date.map(|(date, evidence)| (FactKind::Date, date.to_string(), evidence));
        let place = self.place.clone();
        let place = place.map(|(place, evidence)| (FactKind::Place, place, evidence));
        let all = [
            number(FactKind::Ordinal, &self.ordinal),
            number(FactKind::Laureates, &self.laureates),
            number(FactKind::Territories, &self.territories),
            number(FactKind::Towns, &self.towns),
            number(FactKind::Villages, &self.villages),
            number(FactKind::FiveAt, &self.five_at),
            date,
            place,
        ];
        let fact = |(kind, value, evidence)| Fact {
            kind,
            value,
            evidence,
        };
        all.into_iter().flatten().map(fact).collect()
    }
}

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
    let parts = parts(sentence);
    // Those who took part are more than those who received something.
    let rewarded = sentence.iter().any(|term| term.begins(REWARDED))
        || !sentence.iter().any(|term| term.begins(TOOK_PART));
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
                } else if let Some((_, kind)) = parts.iter().find(|(part, _)| *part == at) {
                    let part = match kind {
                        FactKind::Villages => &mut facts.villages,
                        FactKind::Towns => &mut facts.towns,
                        _ => &mut facts.territories,
                    };
                    part.get_or_insert_with(|| (*total, quote(term)));
                } else if !five
                    && rewarded
                    && *total >= 100
                    && *total < 1_000
                    && facts.laureates.is_none()
                {
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

/// The terms of a sentence that count a part of the laureates: "45 villages, 167 villes et 13
/// territoires". One alone may be anything.
fn parts(sentence: &[Term]) -> Vec<(usize, FactKind)> {
    let mut found: Vec<(usize, FactKind)> = Vec::new();
    for (at, term) in sentence.iter().enumerate() {
        let Kind::Number(_) = term.kind else {
            continue;
        };
        let kind = sentence.get(at + 1).and_then(|next| match next.word() {
            "villages" => Some(FactKind::Villages),
            "villes" => Some(FactKind::Towns),
            "territoires" | "intercommunalites" | "epci" | "agglomerations" => {
                Some(FactKind::Territories)
            }
            _ => None,
        });
        found.extend(kind.map(|kind| (at, kind)));
    }
    let kinds: std::collections::BTreeSet<FactKind> = found.iter().map(|(_, kind)| *kind).collect();
    if kinds.len() < 2 {
        found.clear();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::extract::{Label, statements};

    fn told(text: &str) -> Vec<(FactKind, String)> {
        let text = format!("Label Villes Internet 2020\n\n{text}");
        let said = statements(&Page::from_text(&text, None), &Label::shipped());
        let facts = said.edition.list();
        facts
            .into_iter()
            .map(|fact| (fact.kind, fact.value))
            .collect()
    }

    #[test]
    fn towns_villages_and_groupings_are_counted_apart_from_all_laureates() {
        let text = "Le label Villes Internet a récompensé 232 collectivités : 45 villages, \
            167 villes et 13 territoires.";
        let counts = [
            (FactKind::Laureates, "232".to_owned()),
            (FactKind::Territories, "13".to_owned()),
            (FactKind::Towns, "167".to_owned()),
            (FactKind::Villages, "45".to_owned()),
        ];
        assert_eq!(told(text), counts);
        let one = "Le label Villes Internet a récompensé 232 villes.";
        assert_eq!(told(one), [(FactKind::Laureates, "232".to_owned())]);
    }

    #[test]
    fn those_who_took_part_are_no_laureates() {
        let text = "Au label Villes Internet, 219 collectivités ont participé cette année.";
        assert!(told(text).is_empty(), "{:?}", told(text));
        let text = "Des 219 collectivités qui ont participé au label, toutes sont récompensées.";
        assert_eq!(told(text), [(FactKind::Laureates, "219".to_owned())]);
    }
}
