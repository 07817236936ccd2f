//! Who is meant where a sentence names nobody: the town spoken of last, or the page's own.
//!
//! A small account of what is in focus, after the idea of centering (Grosz, Joshi, Weinstein 1995): a
//! town that did something in the sentence before is what the next one goes on about; a town that was
//! only a place where something happened is not; and the page's own town is never far.

use super::context::Read;
use super::holder::Holder;
use super::scene::{Scene, Sentence, State};
use super::subject::{self, Standing};
use super::term::{Kind, PlaceTerm, Role, Term};
use crate::label::edition::Editions;
use crate::label::lexicon::Cue;
use crate::text::fold;

/// A town that the text spoke of.
#[derive(Clone, Debug)]
pub(super) struct Focus {
    /// Who.
    pub(super) place: PlaceTerm,
    /// The block in which it was named.
    pub(super) block: usize,
    /// Sentences since.
    pub(super) age: usize,
    /// Whether it was the one that did something, not a mark on the way.
    pub(super) acts: bool,
}

/// The place that a sentence without a name speaks of.
pub(super) fn spoken_of(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
) -> Option<PlaceTerm> {
    let focus = state.focus.as_ref();
    let Some((own, standing)) = scene.subject.as_ref() else {
        return focus.map(|focus| focus.place.clone());
    };
    let Some(focus) = focus else {
        return Some(own.clone());
    };
    if subject::same(own, &focus.place) {
        return Some(focus.place.clone());
    }
    // A twin town abroad is told of, and spoken of no more.
    if focus.place.foreign {
        return Some(own.clone());
    }
    let at_hand = focus.acts && focus.block == sentence.block && focus.age <= 2;
    let ours = sentence
        .terms
        .iter()
        .any(|term| term.begins("nous notre nos") || is_ours(term));
    let goes_on = match standing {
        Standing::Own => at_hand && !ours,
        Standing::Told => at_hand || focus.acts && focus.age <= 1,
        Standing::Guessed => focus.acts && focus.age <= 3,
    };
    Some(if goes_on { &focus.place } else { own }.clone())
}

/// "notre ville", "nos services" inside an expression of the lexicon.
fn is_ours(term: &Term) -> bool {
    matches!(&term.kind, Kind::Cue(Cue::Town, word) if word.starts_with("notre ") || word.starts_with("ma ") || word.starts_with("votre "))
}

/// What a sentence does to the focus.
pub(super) enum Shift {
    /// It leaves it as it was.
    Stays,
    /// It names several: none is in focus.
    Lost,
    /// It speaks of this one.
    To(Focus),
}

/// What the sentence puts in focus for the next one: the first town that it names as one that acts.
pub(super) fn shift(sentence: &Sentence<'_>, scene: &Scene<'_>) -> Shift {
    let groups: Vec<&Holder> = sentence
        .holders
        .iter()
        .filter(|holder| !holder.places().is_empty())
        .collect();
    let own = |holder: &Holder| {
        let subject = scene.subject.as_ref();
        sentence
            .places(holder)
            .iter()
            .any(|place| subject.is_some_and(|(own, _)| subject::same(own, place)))
    };
    let venue = |holder: &Holder| {
        let places = sentence.places(holder);
        places.iter().any(|place| is_venue(scene, place)) && !own(holder)
    };
    let given = sentence.has(Cue::Award);
    let free = groups
        .iter()
        .find(|holder| holder.role == Role::Free && (given || !venue(holder)));
    let opens = || {
        groups
            .iter()
            .find(|holder| holder.role == Role::At && holder.terms.start <= 1 && !venue(holder))
    };
    let office = || {
        groups.iter().find(|holder| {
            holder.role == Role::Office && is_town_office(sentence.terms, holder.terms.start)
        })
    };
    let Some(group) = free.or_else(opens).or_else(office) else {
        return Shift::Stays;
    };
    let governs = group.role == Role::Office;
    match sentence.places(group).as_slice() {
        [place] if !place.foreign || place.sure && group.role == Role::Free => Shift::To(Focus {
            place: place.clone(),
            block: sentence.block,
            age: 0,
            acts: governs || !follows_joint(sentence.terms, group.terms.start),
        }),
        [_] => Shift::Stays,
        _ => Shift::Lost,
    }
}

/// "la plateforme de Xville", "l'équipe de Xville": what belongs to a town does not act for it.
fn follows_joint(terms: &[Term], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map(|before| &terms[before]);
    let joint = before(1).is_some_and(|term| term.one_of("de d du des"));
    let noun = before(2).is_some_and(|term| {
        matches!(term.kind, Kind::Word { capital: false, .. })
            && !term.one_of("ville commune village cite mairie municipalite celle")
    });
    joint && noun
        || before(1).is_some_and(|term| {
            term.one_of("avec par selon contre comme entre parmi sauf hors via")
        })
}

/// Whether the word before a name is that of somebody who governs it.
fn is_town_office(terms: &[Term], at: usize) -> bool {
    let from = at.saturating_sub(4);
    terms[from..at]
        .iter()
        .any(|term| term.begins("maire adjoint elu echevin dgs secretaire"))
}

/// Towns where the ceremony was held, which are on everybody's lips and hold nothing by it.
pub(super) fn venues(reads: &[Read], edition: Option<i16>) -> Vec<String> {
    let known = edition.and_then(|year| Editions::shipped().get(year));
    let mut found: Vec<String> = known
        .map(|edition| edition.places.iter().map(|name| fold(name)).collect())
        .unwrap_or_default();
    let round =
        |term: &Term| term.begins("ceremoni congres rencontre palmares remise proclam soiree gala");
    let dated = |term: &Term| matches!(term.kind, Kind::Date(_) | Kind::Edition(_));
    for sentence in reads.iter().flat_map(Read::sentences) {
        if !(sentence.iter().any(round) && sentence.iter().any(dated)) {
            continue;
        }
        let places = sentence.iter().filter_map(Term::place);
        let there = places.filter(|place| place.role == Role::At);
        found.extend(there.map(|place| fold(&place.written)));
    }
    found
}

/// Whether the ceremony was held there.
fn is_venue(scene: &Scene<'_>, place: &PlaceTerm) -> bool {
    let written = fold(&place.written);
    let names = place.candidates.iter().map(|found| fold(found.name));
    names
        .chain([written])
        .any(|name| scene.venues.contains(&name))
}
