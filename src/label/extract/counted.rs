//! Those who were counted with their grade before, and are pointed at by their number: "29 communes ont cinq
//! arobases … Les 29 premières sont des villes moyennes, telles que A et B".

use super::draft::{Given, When};
use super::scene::{Sentence, State, Statement};
use super::term::{Kind, LevelTerm, Term};
use crate::label::lexicon::Cue;

/// Remembers how many hold the grade at `at`, told of a crowd without names.
pub(super) fn remember(sentence: &Sentence<'_>, state: &mut State, at: usize) {
    let count = sentence.terms[..at]
        .iter()
        .rev()
        .take(12)
        .find_map(|term| match term.kind {
            Kind::Number(count) => Some(count),
            _ => None,
        });
    let value = sentence.terms[at].level().and_then(LevelTerm::value);
    if let (Some(count @ 6..), Some(value)) = (count, value) {
        state.counts.push((count, value));
    }
}

/// Gives the names that a sentence on them tells their grade. Whether there were any.
pub(super) fn named(sentence: &Sentence<'_>, state: &mut State) -> bool {
    let terms = sentence.terms;
    let Some((from, grade)) = pointed_at(terms, &state.counts) else {
        return false;
    };
    let leads = |at: usize| {
        let word = |back: usize| at.checked_sub(back).map_or("", |at| terms[at].word());
        let joint = usize::from(matches!(word(1), "de" | "d" | "à"));
        let like = matches!(
            word(1 + joint),
            "que"
                | "telles"
                | "tels"
                | "comme"
                | "dont"
                | "notamment"
                | "image"
                | "instar"
                | "exemple"
                | "citons"
        );
        like || joint == 0
            && at > 0
            && (terms[at - 1].is_mark(':') || terms[at - 1].is_cue(Cue::Likewise))
    };
    let first = sentence.holders.iter().position(|holder| {
        holder.terms.start > from && !holder.places().is_empty() && leads(holder.terms.start)
    });
    let Some(first) = first else { return false };
    let mut end = sentence.holders[first].terms.start;
    for holder in &sentence.holders[first..] {
        let joint = |term: &Term| term.is_mark(',') || term.one_of("et ou de d à");
        if holder.places().is_empty() || !terms[end..holder.terms.start].iter().all(joint) {
            break;
        }
        end = holder.terms.end;
        // "telles que A n'ont pas …".
        let denied = terms[end..]
            .iter()
            .take(2)
            .any(|term| term.is_cue(Cue::Negation) || term.one_of("n ne"));
        if denied {
            break;
        }
        let statement = Statement {
            given: Given::Grade(Some(grade)),
            when: When::default(),
            words: holder.terms.clone(),
            named: true,
            rule: "named-crowd",
            confidence: 0.8,
        };
        for place in sentence.places(holder) {
            sentence.state(state, place, &statement);
        }
    }
    true
}

/// Where a sentence points at a crowd of `counts`, and its grade: "Les 29 premières", "Ces 29 communes", "Les
/// mieux notées".
fn pointed_at(terms: &[Term], counts: &[(u32, u8)]) -> Option<(usize, u8)> {
    let opens = |at: usize| terms[at].one_of("les ces parmi aux des");
    for at in 0..terms.len().min(4).saturating_sub(1) {
        if let Kind::Number(count) = terms[at + 1].kind
            && opens(at)
        {
            let mut same = counts.iter().filter(|(own, _)| *own == count);
            let grade = same.next().map(|(_, grade)| *grade)?;
            let follows = terms.get(at + 2).is_some_and(|next| {
                next.is_cue(Cue::Crowd)
                    || next.begins("premier meilleur elu laureat heureu lauriers")
            });
            return (follows && same.all(|(_, other)| *other == grade)).then_some((at + 1, grade));
        }
    }
    let best = terms.windows(3).take(3).position(|three| {
        three[0].one_of("les ces")
            && three[1].one_of("mieux")
            && three[2].begins("note class dote loti recompens")
    })?;
    let highest = counts.iter().any(|(_, grade)| *grade == 5);
    highest.then_some((best + 2, 5))
}
