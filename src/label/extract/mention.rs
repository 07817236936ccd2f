//! Special mentions: who was given "Territoire d'excellence numérique", a green arobase…

use super::draft::{Draft, Given, When};
use super::holder::{Holder, Who};
use super::link::{self, Pending, Scene, Sentence, State};
use super::refuse;
use super::term::{Kind, PlaceTerm, Role, Term};
use super::year;
use crate::label::lexicon::Cue;

/// Whether terms speak of a special mention for sure.
pub(super) fn any(terms: &[Term]) -> bool {
    terms
        .iter()
        .any(|term| matches!(term.kind, Kind::Mention { loose: false, .. }))
}

/// Links every special mention of a sentence.
pub(super) fn link(sentence: &Sentence<'_>, scene: &Scene<'_>, state: &mut State) {
    let terms = sentence.terms;
    let mentions: Vec<(usize, usize)> = (0..terms.len())
        .filter_map(|at| match terms[at].kind {
            Kind::Mention { number, loose } if !loose || is_named(terms, at) => Some((at, number)),
            _ => None,
        })
        .collect();
    for (index, &(at, number)) in mentions.iter().enumerate() {
        let from = index
            .checked_sub(1)
            .map_or(0, |before| mentions[before].0 + 1);
        let to = mentions.get(index + 1).map_or(terms.len(), |next| next.0);
        if let Some(reason) = reason(sentence, at) {
            link::refuse(sentence, state, at, reason);
            continue;
        }
        let found = who(sentence, scene, state, at, from, to);
        if sentence
            .holders
            .iter()
            .any(|holder| matches!(holder.who, Who::Crowd(_)))
            || found.is_none()
        {
            let year = None;
            state.pending = Some(Pending {
                given: Given::Mention(number),
                year,
                age: 0,
            });
        }
        let Some((places, holder, rule)) = found else {
            link::refuse(sentence, state, at, "nobody");
            continue;
        };
        let reach = from..to;
        let years = year::read(terms, at, &reach, holder.as_ref());
        let words = holder.map_or(at..at + 1, |holder| {
            holder.start.min(at)..holder.end.max(at + 1)
        });
        let words = terms[words.start].span.start..terms[words.end - 1].span.end;
        for place in places {
            let when = When {
                year: years.own.first().or(years.recalled.first()).copied(),
                back: u32::from(years.own_last),
                run: false,
                ..When::default()
            };
            state.drafts.push(Draft {
                name: (rule != "mention-spoken-of" && rule != "list-before")
                    .then(|| place.span.clone()),
                place,
                near: sentence.near.clone(),
                given: Given::Mention(number),
                when,
                block: sentence.block,
                sentence: sentence.bytes.clone(),
                words: words.clone(),
                rule,
                confidence: 0.92,
            });
        }
    }
}

/// An ordinary expression is a mention only beside a word that says so.
fn is_named(terms: &[Term], at: usize) -> bool {
    let hash = at > 0 && terms[at - 1].is_mark('#');
    let from = at.saturating_sub(7);
    let before = terms[from..at]
        .iter()
        .rposition(|term| matches!(term.kind, Kind::Trigger));
    let quoted = at > 0 && terms[at - 1].is_mark('"');
    let bracketed = at > 0
        && terms[at - 1].is_mark('(')
        && terms.get(at + 1).is_some_and(|term| term.is_mark(')'));
    if bracketed
        && terms[..at]
            .iter()
            .any(|term| matches!(term.kind, Kind::Trigger))
    {
        return true;
    }
    let word = |near: &Term| near.word().is_empty();
    let near = before.is_some_and(|place| {
        let gap = &terms[from + place + 1..at];
        quoted
            || gap.len() <= 3
                && gap.iter().all(|term| {
                    word(term) || term.one_of("de la le du speciale special pour en au et à")
                })
    });
    let mention_word = terms[from..at]
        .iter()
        .any(|term| matches!(term.kind, Kind::Trigger));
    hash || near || quoted && mention_word
}

fn reason(sentence: &Sentence<'_>, at: usize) -> Option<&'static str> {
    let terms = sentence.terms;
    if at > 0 && matches!(terms[at - 1].kind, Kind::Number(_)) {
        return Some("statistic");
    }
    let general = sentence
        .holders
        .iter()
        .any(|holder| matches!(holder.who, Who::Crowd(None)) && holder.terms.end <= at)
        && sentence
            .holders
            .iter()
            .all(|holder| holder.places().is_empty())
        && terms
            .iter()
            .any(|term| term.one_of("reconnu reconnue reconnus doit doivent"));
    if general {
        return Some("rule");
    }
    // "reste valable": given before, without saying when.
    let still = terms[at..]
        .iter()
        .take(5)
        .any(|term| term.one_of("reste valable toujours"))
        && !terms
            .iter()
            .any(|term| matches!(term.kind, Kind::Year(_)) || term.is_cue(Cue::Award));
    if still {
        return Some("still valid");
    }
    refuse::blocked(terms, at)
}

type Found = (Vec<PlaceTerm>, Option<std::ops::Range<usize>>, &'static str);

/// Who was given the mention at `at`, among the holders between `from` and `to`.
fn who(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
    at: usize,
    from: usize,
    to: usize,
) -> Option<Found> {
    let terms = sentence.terms;
    let before: Vec<&Holder> = sentence
        .holders
        .iter()
        .filter(|holder| holder.terms.start >= from && holder.terms.end <= at)
        .collect();
    let after: Vec<&Holder> = sentence
        .holders
        .iter()
        .filter(|holder| holder.terms.start > at && holder.terms.start < to)
        .collect();
    if let Some(holder) = before.last().filter(|holder| {
        !holder.places().is_empty() && holder.terms.end + 1 == at && terms[at - 1].is_mark('(')
    }) {
        return Some((
            link::places(sentence, holder),
            Some(holder.terms.clone()),
            "mention-after-name",
        ));
    }
    if let Some(next) = after
        .iter()
        .find(|holder| !matches!(holder.who, Who::Crowd(_)) && holder.role != Role::Landmark)
    {
        let gap = &terms[at + 1..next.terms.start];
        let colon = gap.iter().any(|term| term.is_mark(':'));
        let to_whom = (gap.len() <= 12 || colon && gap.len() <= 22)
            && gap
                .iter()
                .any(|term| term.one_of("pour à au aux") || matches!(term.kind, Kind::Mark(':')))
            && !gap.iter().any(|term| term.level().is_some());
        let subject = before
            .iter()
            .any(|holder| holder.role == Role::Free && !matches!(holder.who, Who::Crowd(_)));
        if to_whom && (!subject || gap.len() <= 3 && gap.iter().any(|term| term.word() == "pour")) {
            let mut places = of(sentence, scene, state, next);
            if colon {
                let more = after.iter().filter(|holder| {
                    holder.terms.start > next.terms.start && holder.role == Role::Free
                });
                places.extend(more.flat_map(|holder| link::places(sentence, holder)));
            }
            return Some((places, Some(next.terms.clone()), "mention-for"));
        }
    }
    if let Some(holder) = before.iter().rev().find(|holder| {
        matches!(holder.role, Role::Free | Role::Office) && !matches!(holder.who, Who::Crowd(_))
    }) {
        let places = of(sentence, scene, state, holder);
        return (!places.is_empty()).then(|| (places, Some(holder.terms.clone()), "mention-of"));
    }
    let crowd = sentence
        .holders
        .iter()
        .any(|holder| matches!(holder.who, Who::Crowd(_)));
    if crowd && state.last_list_only && state.last_group.len() >= 2 {
        return Some((state.last_group.clone(), None, "list-before"));
    }
    // "Son arobase verte, la commune de Xville la doit à …".
    if let Some(holder) = after.iter().find(|holder| {
        holder.role == Role::Free
            && !matches!(holder.who, Who::Crowd(_))
            && holder.terms.start - at <= 12
    }) {
        let places = of(sentence, scene, state, holder);
        return (!places.is_empty()).then(|| (places, Some(holder.terms.clone()), "mention-first"));
    }
    let won = terms.iter().any(|term| term.is_cue(Cue::Award)) || terms.len() <= 16;
    // The sentence goes on about the one before: "5 arobases ; une mention spéciale salue en plus …".
    let same = sentence.holders.iter().find(|holder| {
        holder.role == Role::Free && !holder.places().is_empty() && holder.terms.end <= at
    });
    if let Some(holder) = same {
        return Some((
            link::places(sentence, holder),
            Some(holder.terms.clone()),
            "mention-of",
        ));
    }
    if crowd || !won {
        return None;
    }
    let place = state.focus.clone().or_else(|| scene.subject.clone())?;
    Some((vec![place], None, "mention-spoken-of"))
}

fn of(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
    holder: &Holder,
) -> Vec<PlaceTerm> {
    if holder.places().is_empty() {
        return link::who_is(sentence, holder, scene, state)
            .into_iter()
            .collect();
    }
    link::places(sentence, holder)
}
