//! Years that a sentence recalls beside the grade it tells: "comme en 2021", "plus arrivé depuis 2019".

use std::ops::Range;

use super::term::{Kind, Term};
use super::year::{Years, dates};
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

/// "soit exactement ce que la commune avait eu en 2020": the same grade, then.
fn as_was_had(terms: &[Term], reach: &Range<usize>) -> Option<i16> {
    let that = |here: &usize| {
        terms[*here].word() == "ce" && terms[*here + 1].one_of("que qu") && *here > 0 && {
            let before = &terms[*here - 1];
            before.one_of("soit exactement juste precisement") || before.begins("autant")
        }
    };
    let from = (reach.start..reach.end.saturating_sub(1)).find(that)?;
    let near = &terms[from..reach.end.min(from + 12)];
    let had = near
        .iter()
        .position(|term| term.one_of("avait avaient avions"))?;
    near[had..].windows(2).find_map(|pair| match pair[1].kind {
        Kind::Year(year) if pair[0].word() == "en" => Some(year),
        _ => None,
    })
}

/// "retrouve ses trois arobases, celles de 2024": the same grade, then.
fn those_of(terms: &[Term], reach: &Range<usize>) -> Option<i16> {
    let those = terms[reach.clone()]
        .windows(4)
        .find_map(|four| match four[3].kind {
            Kind::Year(year)
                if (four[0].is_mark(',') || four[0].word() == "apres")
                    && four[1].one_of("celles ceux celle celui")
                    && four[2].one_of("de d") =>
            {
                Some(year)
            }
            _ => None,
        });
    // ", son niveau de 2016".
    let level = || {
        terms[reach.clone()]
            .windows(5)
            .find_map(|five| match five[4].kind {
                Kind::Year(year)
                    if five[0].is_mark(',')
                        && five[1].one_of("son sa leur")
                        && five[2].one_of("niveau score note rang total palier")
                        && five[3].one_of("de d") =>
                {
                    Some(year)
                }
                _ => None,
            })
    };
    those.or_else(level)
}

/// "comme en 2021", "comme l'an dernier", wherever it stands.
pub(super) fn likened(terms: &[Term], reach: &Range<usize>, years: &mut Years) {
    if let Some(year) = as_was_had(terms, reach).or_else(|| those_of(terms, reach)) {
        years.own.retain(|own| *own != year);
        years.recalled.push(year);
    }
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

/// "le même nombre que l'an passé", "autant qu'en 2019", "(même score en 2016)".
pub(super) fn same_as(terms: &[Term], here: usize) -> bool {
    if terms.get(here + 1).is_some_and(dates) {
        return true;
    }
    let than = terms
        .get(here + 1)
        .is_some_and(|next| next.one_of("que qu"));
    let skip = usize::from(terms.get(here + 2).is_some_and(|next| next.word() == "en"));
    than && terms.get(here + 2 + skip).is_some_and(dates)
}

/// "avait participé une fois, en 2019, et récolté une arobase": nothing but another participle between the year and
/// its grade.
pub(super) fn goes_on(gap: &[Term]) -> bool {
    gap.iter().any(|term| term.one_of("et puis"))
        && gap.iter().all(|term| {
            term.is_mark(',')
                || term.one_of("et puis y en avait")
                || term.is_cue(Cue::Award) && !term.begins("recoi obtient decroche")
        })
}
