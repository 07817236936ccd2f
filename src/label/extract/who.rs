//! The place that "la ville", "l'agglomération", "la première" stand for.

use super::antecedent;
use super::holder::{Holder, Who};
use super::scene::{Scene, Sentence, State};
use super::term::{Kind, PlaceTerm, Role, Term};
use crate::label::lexicon::Cue;

/// The town or the grouping named last, where the page names both and the word says which.
fn of_kind(sentence: &Sentence<'_>, holder: &Holder, state: &State) -> Option<PlaceTerm> {
    let words = &sentence.terms[holder.terms.clone()];
    let grouping = words.iter().any(|term| {
        term.word().contains("agglomeration")
            || term.word().contains("communaute")
            || term.word().contains("intercommunalite")
    });
    let here = sentence.terms[..holder.terms.start]
        .iter()
        .rev()
        .filter_map(Term::place)
        .filter(|place| place.role != Role::At);
    let named: Vec<&PlaceTerm> = here.chain(state.named.iter().rev()).collect();
    let both =
        named.iter().any(|place| place.grouping) && named.iter().any(|place| !place.grouping);
    let found = named.iter().find(|place| place.grouping == grouping)?;
    (both
        && (grouping
            || words
                .iter()
                .any(|term| term.word().contains("ville") || term.word().contains("commune"))))
    .then(|| (*found).clone())
}

/// The place that "la ville", "la première" stand for.
pub(super) fn who_is(
    sentence: &Sentence<'_>,
    holder: &Holder,
    scene: &Scene<'_>,
    state: &State,
) -> Option<PlaceTerm> {
    if let Who::Nth(number) = holder.who {
        // "Xville et Yville ont un point commun : la première a reçu …".
        let here = sentence
            .holders
            .iter()
            .rev()
            .find(|other| other.terms.end <= holder.terms.start && other.places().len() >= 2);
        let group = here.map_or_else(|| state.last_group.clone(), |other| sentence.places(other));
        let last = || group.last().filter(|_| number == usize::MAX);
        let found = group.get(number).or_else(last).cloned();
        if found.is_some() || number != usize::MAX {
            return found;
        }
    }
    if holder.who == Who::Latter {
        let mut here = sentence.terms[..holder.terms.start].iter().rev();
        let named = here.find_map(Term::place);
        return named.or_else(|| state.named.last()).cloned();
    }
    // The town named earlier in the sentence is the nearest.
    let named = sentence.holders.iter().rev().find(|other| {
        other.terms.end <= holder.terms.start
            && other.places().len() == 1
            && other.role == Role::Free
    });
    // "À Xville, la médiathèque vaut à la commune …".
    let opening = || {
        sentence.holders.iter().rev().find(|other| {
            let next = sentence.terms.get(other.terms.end);
            let opens = sentence.terms[..other.terms.start]
                .iter()
                .rev()
                .find(|term| !term.one_of("à au aux en la le les l"))
                .is_none_or(|term| matches!(term.kind, Kind::Mark(':' | ';' | '.')));
            other.terms.end <= holder.terms.start
                && other.role == Role::At
                && other.places().len() == 1
                && (opens && next.is_some_and(|term| term.is_mark(','))
                    || next.is_some_and(|term| term.is_mark(':')))
                && !sentence.has(Cue::Ceremony)
        })
    };
    // "l'agglomération", "la ville-centre": of a town and its grouping, the one that the word says.
    let there = opening().filter(|other| {
        let places = sentence.places(other);
        let comma = sentence.terms[other.terms.end].is_mark(',');
        comma && named.is_none() && places.iter().all(|place| !place.grouping)
    });
    if there.is_none()
        && let Some(place) = of_kind(sentence, holder, state)
    {
        return Some(place);
    }
    let named = named
        .or_else(opening)
        .and_then(|other| sentence.places(other).pop());
    named.or_else(|| antecedent::spoken_of(sentence, scene, state))
}
