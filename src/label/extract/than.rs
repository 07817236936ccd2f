//! Grades told beside another: what was had before, by a step, a doubling or a comparison.

use super::draft::When;
use super::term::{Kind, Term, before_step};
use crate::label::lexicon::Cue;

/// "passe de deux à trois arobases en un an": what was had before, where the time is told.
pub(super) fn passed(terms: &[Term], at: usize) -> Option<(When, Option<u8>)> {
    let from = terms[at].level()?.from?;
    let after = &terms[at + 1..terms.len().min(at + 9)];
    let until = after
        .iter()
        .position(|term| matches!(term.kind, Kind::Mark(';' | '.' | ':') | Kind::Level(_)))
        .unwrap_or(after.len());
    let years = after[..until].windows(3).find_map(|three| {
        let count = match three[1].kind {
            Kind::Number(count @ 1..=9) => count,
            _ if three[1].one_of("un une") => 1,
            _ => return None,
        };
        (three[0].word() == "en" && three[2].one_of("an ans annee annees")).then_some(count)
    });
    let other = |pair: &[Term]| pair[0].one_of("une un") && pair[1].one_of("annee an");
    let yearly = after[..until].windows(2).any(other)
        && after[..until].iter().any(|term| term.begins("autre"));
    let before = &terms[at.saturating_sub(10)..at];
    let in_one = before.windows(3).any(|three| {
        three[0].word() == "en"
            && three[1].one_of("un une")
            && three[2].one_of("an annee seul seule")
    });
    let back = years.or((yearly || in_one).then_some(1))?;
    let when = When {
        back,
        ..When::default()
    };
    Some((when, Some(from)))
}

/// "double la mise par rapport à l'an dernier": half of it then.
pub(super) fn doubled(terms: &[Term], value: Option<u8>) -> Option<(When, Option<u8>)> {
    let value = value.filter(|value| value % 2 == 0)?;
    let doubles = terms.iter().position(|term| term.begins("doubl"))?;
    let near = &terms[doubles..terms.len().min(doubles + 12)];
    // "le double de son score de 2013", "par rapport à 2013".
    let year = near.windows(2).find_map(|pair| match pair[1].kind {
        Kind::Year(year) if pair[0].one_of("de à que qu") => Some(year),
        _ => None,
    });
    let last = near.iter().any(|term| term.is_cue(Cue::Last));
    let when = When {
        year,
        back: u32::from(year.is_none()),
        ..When::default()
    };
    (last || year.is_some()).then_some((when, Some(value / 2)))
}

/// "… obtient quatre arobases et coiffe B d'une arobase": the term of B, and its grade.
pub(super) fn outdone(terms: &[Term], at: usize, value: Option<u8>) -> Option<(usize, u8)> {
    let value = value?;
    let after = terms.get(at + 1..terms.len().min(at + 16))?;
    let until = after
        .iter()
        .position(|term| term.level().is_some() || matches!(term.kind, Kind::Mark(';' | '.')))
        .unwrap_or(after.len());
    // "avec quatre arobases, soit une de plus que Yville".
    let more = after[..until]
        .iter()
        .enumerate()
        .find_map(|(at, term)| match term.kind {
            Kind::Delta { by, than: None } => Some((at, by)),
            _ => None,
        });
    if let Some((step, by)) = more
        && after
            .get(step + 1)
            .is_some_and(|next| next.one_of("que qu"))
        && let Some(place) =
            (step + 2..after.len().min(step + 5)).find(|next| after[*next].place().is_some())
    {
        return Some((at + 1 + place, before_step(value, by)?));
    }
    let beats = after[..until]
        .iter()
        .position(|term| term.begins("devanc coiff distanc depass surpass battan bat"))?;
    let place = (beats + 1..until.min(beats + 4)).find(|next| after[*next].place().is_some())?;
    let by = after[place + 1..until]
        .iter()
        .take(2)
        .find_map(|term| match term.kind {
            Kind::Delta { by, than: None } => Some(by),
            _ => None,
        })?;
    Some((at + 1 + place, before_step(value, by)?))
}

/// "quatre niveaux, un de plus qu'en 2013": the grade that it is compared with.
pub(super) fn compared(
    after: &[Term],
    value: Option<u8>,
    backwards: bool,
) -> Option<(When, Option<u8>)> {
    let beside = |term: &&Term| !term.is_mark(';') && term.level().is_none();
    // Read backwards, the step may be that of another: "A trois, une de plus qu'en 2011, et B autant : trois".
    let others = |step: usize| {
        backwards
            && after[..step].iter().any(|term| term.place().is_some())
            && after[step + 1..]
                .iter()
                .take(2)
                .any(|term| term.level().is_some())
    };
    let step = after
        .iter()
        .position(|term| matches!(term.kind, Kind::Delta { than: Some(_), .. }));
    if step.is_some_and(others) {
        return None;
    }
    let mut near = after.iter().take(26).take_while(beside);
    let (by, than) = near.find_map(|term| match &term.kind {
        Kind::Delta {
            by,
            than: Some(than),
        } => Some((*by, *than)),
        _ => None,
    })?;
    let before = before_step(value?, by)?;
    let (year, back) = than.when();
    let when = When {
        year,
        back,
        ..When::default()
    };
    Some((when, Some(before)))
}
