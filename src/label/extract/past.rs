//! Grades told of another time than the edition that the page reports, by their verb alone.

use std::ops::Range;

use super::clause::{self, HAD};
use super::term::{DayTerm, Kind, Term};
use super::year::Years;
use crate::label::lexicon::Cue;

impl Years {
    /// Whether the words tell no time at all.
    pub(super) fn is_untold(&self) -> bool {
        self.own.is_empty()
            && self.own_back == 0
            && self.recalled.is_empty()
            && !self.recalled_last
            && self.run.is_none()
    }
}

/// Takes over the years of the grade before, told at `when`, where the clause of the grade at `at` tells of
/// the same time; what was held since a year in the imperfect is held no more.
pub(super) fn settle(terms: &[Term], at: usize, from: usize, years: &mut Years, when: &Years) {
    if years.own.is_empty() && is_meanwhile(terms, at, from) {
        years.own.clone_from(&when.own);
        years.own_back = when.own_back;
    }
    // "plafonnait à deux depuis 2016".
    if years.own.is_empty() && is_state(terms, at, from) {
        years.own = std::mem::take(&mut years.recalled);
    }
}

/// "fut de cet avis en 2004 : il donna trois arobases à sa ville", "en novembre 2008, …, que le jury venait d'accorder":
/// a verb of telling takes over the year that its sentence named last.
pub(super) fn narrated(terms: &[Term], at: usize) -> Option<i16> {
    let from = terms[..at]
        .iter()
        .rposition(|term| term.level().is_some())
        .map_or(0, |level| level + 1);
    let (named, year) = (from..at).rev().find_map(|here| match terms[here].kind {
        Kind::Year(year)
        | Kind::Date(DayTerm {
            year: Some(year), ..
        }) => Some((here, year)),
        _ => None,
    })?;
    let tells = |term: &Term| {
        term.one_of(
            "donna donnerent accorda accorderent decerna decernerent remit remirent recut recurent obtint obtinrent decrocha decrocherent attribua attribuerent octroya gagna",
        )
    };
    // "s'était présentée en 2020 et avait été créditée de deux arobases".
    let had = |pair: &[Term]| {
        pair[0].one_of("avait avaient etait alors")
            && (pair[1].one_of("ete vu vue") || pair[1].is_cue(Cue::Award))
    };
    if terms[named..at].windows(2).any(had)
        && terms[named + 1..at]
            .iter()
            .all(|term| !matches!(term.kind, Kind::Mark(';' | ':' | '.') | Kind::Place(_)))
    {
        return Some(year);
    }
    let just = terms[at + 1..]
        .iter()
        .take(6)
        .any(|term| term.word() == "venait");
    (just || terms[named..at].iter().any(tells)).then_some(year)
}

/// Whether the grade at `at` is told as a state of the past without its year: "qui n'en avait qu'une",
/// "elle affichait trois arobases". It is nothing of the edition that the page reports.
pub(super) fn is_past_state(terms: &[Term], at: usize, from: usize, years: &Years) -> bool {
    // "avait obtenu": the participle stands between, and is found first.
    is_state(terms, at, from) && years.is_untold()
}

/// Whether a list of holders belongs to a clause of the present between the grade of a past clause and it:
/// "elles étaient quatorze l'an passé à détenir 5 arobases ; les voici seize : A, B", "…, elles sont désormais
/// seize : A, B".
pub(super) fn turns_to_now(terms: &[Term], at: usize, holder: Option<&Range<usize>>) -> bool {
    let Some(gap) = holder.and_then(|holder| terms.get(at + 1..holder.start)) else {
        return false;
    };
    let parted = gap
        .iter()
        .position(|term| term.is_mark(';') || term.is_mark(','));
    let clause = parted.map(|parted| &gap[parted + 1..]).unwrap_or_default();
    clause.windows(2).any(|pair| {
        pair[0].one_of("voici voila desormais maintenant")
            || pair[0].one_of("aujourd") && pair[1].word() == "hui"
            || pair[0].word() == "cette" && pair[1].word() == "annee"
    })
}

/// Whether the verb before the grade at `at` tells a state of the past: "affichait trois arobases".
fn is_state(terms: &[Term], at: usize, from: usize) -> bool {
    let verb =
        terms[from..at].iter().rev().take(6).find(|term| {
            term.is_cue(Cue::Award) || term.one_of(HAD) || term.one_of("a est ont sont")
        });
    // What "était" tells is told by the participle behind it.
    verb.is_some_and(|verb| verb.one_of(HAD) && !verb.one_of("etait etaient"))
}

/// Whether the clause of the grade at `at` tells what was so at the time of the grade before: "deux en
/// 2016, quand Xville stagnait à trois".
pub(super) fn is_meanwhile(terms: &[Term], at: usize, from: usize) -> bool {
    let clause = &terms[from..at];
    // "Cette dernière en avait quatre en 2008, Vitré trois."
    let beside = matches!(clause, [comma, name] if comma.is_mark(',') && name.place().is_some())
        && terms[..from].iter().any(|term| term.one_of(HAD));
    if beside {
        return true;
    }
    let opens = clause
        .iter()
        .take(3)
        .any(|term| term.one_of("quand lorsque tandis alors pendant"));
    let past = clause
        .iter()
        .any(|term| term.word().ends_with("ait") || term.word().ends_with("aient"));
    opens && past
}

/// "A, dont le panneau portait déjà trois arobases, en affiche quatre": before whatever the sentence reports, where
/// no year is told of it and another grade follows.
pub(super) fn is_already(terms: &[Term], at: usize, holder: Option<&Range<usize>>) -> bool {
    let Some(holder) = holder.filter(|holder| holder.end <= at) else {
        return false;
    };
    let timed = |term: &Term| {
        matches!(
            term.kind,
            Kind::Year(_) | Kind::Date(_) | Kind::Ago(_) | Kind::Run(_) | Kind::Cue(Cue::Last, _)
        )
    };
    let told = terms[at.saturating_sub(3)..at]
        .iter()
        .any(|term| term.word() == "deja");
    let near = &terms[holder.end..terms.len().min(at + 6)];
    let follows = terms[at + 1..].iter().any(|term| term.level().is_some());
    told && follows && !near.iter().any(timed) && clause::was_before(terms, holder.end, at)
}
