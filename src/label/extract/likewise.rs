//! One grade told of others too, and several told in the order of their holders: "…, tout comme Yville", "A et B
//! obtiennent respectivement 3 et 4 arobases".

use std::ops::Range;

use super::give::give;
use super::holder::Holder;
use super::scene::{Sentence, State};
use super::term::{Kind, LevelTerm, Role, Term};
use super::tie::Tie;
use super::year::Years;
use crate::label::lexicon::Cue;

/// "A et B obtiennent respectivement 3 et 4 arobases". Whether it was so.
pub(super) fn respectively(
    sentence: &Sentence<'_>,
    state: &mut State,
    at: usize,
    level: &LevelTerm,
    tie: &Tie,
    years: &Years,
) -> bool {
    let ordered = |pair: &[Term]| pair[0].one_of("cet l") && pair[1].word() == "ordre";
    let said = sentence.terms.iter().any(|term| term.begins("respectiv"))
        || sentence.terms.windows(2).any(ordered);
    // "5, 4 et 3 @": the first numbers stand before the grade.
    let mut values: Vec<u8> = sentence.terms[..at]
        .iter()
        .rev()
        .take_while(|term| term.is_mark(',') || matches!(term.kind, Kind::Number(1..=5)))
        .filter_map(|term| match term.kind {
            Kind::Number(value) => u8::try_from(value).ok(),
            _ => None,
        })
        .collect();
    values.reverse();
    values.extend(&level.values);
    // "A, B et C obtiennent quatre, trois et deux arobases": as many as there are; "les 4 et 5 @" is a class.
    let first = (at + 1).saturating_sub((values.len() - level.values.len()) * 2);
    let class = first > 0
        && sentence.terms[..first.min(at)]
            .iter()
            .rev()
            .take(2)
            .any(|term| term.one_of("les des aux"));
    let said = said || tie.rule == "subject" && values.len() >= 2 && !class;
    if !said || values.len() != tie.places.len() {
        return false;
    }
    for (place, value) in tie.places.iter().zip(&values) {
        let places = vec![place.clone()];
        let tie = Tie {
            places,
            holder: tie.holder.clone(),
            rule: "respectively",
            confidence: 0.88,
        };
        give(sentence, state, at, Some(*value), &tie, years);
    }
    true
}

/// "A et B obtiennent respectivement quatre arobases et trois arobases": each grade in its turn, with its unit. Whether
/// it was so.
pub(super) fn in_turn(sentence: &Sentence<'_>, state: &mut State, levels: &[usize]) -> bool {
    let terms = sentence.terms;
    let Some(said) = terms.iter().position(|term| term.begins("respectiv")) else {
        return false;
    };
    let holder = sentence.holders.iter().rev().find(|holder| {
        holder.terms.end <= said && holder.role == Role::Free && holder.places().len() >= 2
    });
    let Some(holder) = holder.filter(|holder| {
        holder.places().len() == levels.len() && levels.iter().all(|at| *at > said)
    }) else {
        return false;
    };
    for (place, at) in sentence.places(holder).into_iter().zip(levels) {
        let tie = Tie {
            places: vec![place],
            holder: Some(holder.terms.clone()),
            rule: "respectively",
            confidence: 0.88,
        };
        let value = terms[*at].level().and_then(LevelTerm::value);
        give(sentence, state, *at, value, &tie, &Years::default());
        state.last_grade = value;
    }
    true
}

/// Others that share the grade: "…, tout comme Yville".
pub(super) fn likewise(
    sentence: &Sentence<'_>,
    state: &mut State,
    at: usize,
    reach: &Range<usize>,
    years: &Years,
) {
    let terms = sentence.terms;
    let likens = |here: &usize| terms[*here].is_cue(Cue::Likewise);
    let set_off = |here: &usize| {
        likens(here) && terms[here - 1].is_mark(',') && terms[*here].word() != "comme"
    };
    let near = (at + 1..reach.end.min(at + 12)).find(likens);
    let Some(cue) = near.or_else(|| (at + 1..reach.end.min(at + 30)).find(set_off)) else {
        return;
    };
    let Some(holder) = beside(sentence, cue)
        .filter(|holder| holder.role <= Role::At && !holder.places().is_empty())
    else {
        return;
    };
    let ends = terms
        .get(holder.terms.end)
        .is_none_or(|next| matches!(next.kind, Kind::Mark(_)));
    let free = terms[at + 1..cue].iter().all(|term| {
        matches!(
            term.kind,
            Kind::Mark(',' | '"') | Kind::Year(_) | Kind::Word { .. } | Kind::Label | Kind::Trigger
        )
    });
    // "trois @ vont à Xville, qui …, ainsi qu'à Yville": past what is told of the first.
    let past = set_off(&cue)
        && terms[at + 1..cue].iter().all(|term| {
            !matches!(
                term.kind,
                Kind::Cue(Cue::Award | Cue::Negation | Cue::Hope, _) | Kind::Mark(';' | ':' | '.')
            )
        });
    if ends && (free || past) {
        let tie = Tie::of(sentence, holder, "likewise", 0.88);
        let years = Years {
            own: years.own.clone(),
            own_back: years.own_back,
            ..Years::default()
        };
        give(
            sentence,
            state,
            at,
            terms[at].level().and_then(LevelTerm::value),
            &tie,
            &years,
        );
    }
}

/// The holder that "tout comme" at `cue` likens.
fn beside<'s>(sentence: &'s Sentence<'_>, cue: usize) -> Option<&'s Holder> {
    let terms = sentence.terms;
    // "tout comme un village du Finistère, Xville".
    let introduced = |holder: &Holder| {
        let words = &terms[cue + 1..holder.terms.start];
        words.len() <= 9
            && words.first().is_some_and(|term| term.one_of("un une"))
            && words.last().is_some_and(|term| term.is_mark(','))
            && words.iter().filter(|term| term.is_mark(',')).count() == 1
    };
    sentence
        .holders
        .iter()
        .filter(|holder| holder.terms.start > cue)
        .find(|holder| holder.terms.start <= cue + 4 || introduced(holder))
        // "comme l'an dernier ; Yville": another clause.
        .filter(|holder| {
            !terms[cue + 1..holder.terms.start].iter().any(|term| {
                matches!(
                    term.kind,
                    Kind::Mark(';' | ':' | '.') | Kind::Cue(Cue::Last, _) | Kind::Year(_)
                )
            })
        })
}
