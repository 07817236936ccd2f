//! Years that a sentence recalls beside the grade it tells: "comme en 2021", "plus arrivé depuis 2019".

use std::ops::Range;

use super::term::{Kind, Term};
use super::year::Years;
use crate::label::lexicon::Cue;

/// "ce qui ne lui était plus arrivé depuis 2019": it had then.
pub(super) fn not_since(after: &[Term]) -> Option<i16> {
    let near = &after[..after.len().min(14)];
    let since = near.iter().position(|term| term.word() == "depuis")?;
    let opens = near.first().is_some_and(|term| term.is_mark(','))
        && near.get(1).is_some_and(|term| term.one_of("ce chose"));
    let happened = near[..since]
        .iter()
        .any(|term| term.begins("arriv produi vu connu"));
    near[since + 1..]
        .iter()
        .take(2)
        .find_map(|term| match term.kind {
            Kind::Year(year) if opens && happened => Some(year),
            _ => None,
        })
}

/// "comme en 2021", "comme l'an dernier", wherever it stands.
pub(super) fn likened(terms: &[Term], reach: &Range<usize>, years: &mut Years) {
    for here in reach.clone() {
        let like = terms[here].word() == "comme"
            || terms[here].is_cue(Cue::Likewise) && terms[here].word() == "comme";
        if !like {
            continue;
        }
        let skip = terms[here + 1..reach.end]
            .iter()
            .take_while(|term| term.one_of("en deja l lors de"))
            .count();
        let mut next = here + 1 + skip;
        // "comme en 2017 et en 2018".
        while let Some(Kind::Year(year)) = terms[next..reach.end.max(next)]
            .first()
            .map(|term| &term.kind)
        {
            years.own.retain(|own| own != year);
            if !years.recalled.contains(year) {
                years.recalled.push(*year);
            }
            next += 1 + terms[next + 1..reach.end]
                .iter()
                .take(2)
                .take_while(|term| term.one_of("et en") || term.is_mark(','))
                .count();
        }
        if let Some(Kind::Cue(Cue::Last, _)) = terms.get(here + 1 + skip).map(|term| &term.kind) {
            years.recalled_last = true;
            years.own_back = 0;
        }
    }
}
