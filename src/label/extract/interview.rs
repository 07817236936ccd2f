//! Questions and their answers: "Combien d'arobases avez-vous ? — Quatre, comme en 2020."

use super::term::{Form, Kind, LevelTerm, Term};
use crate::label::lexicon::Cue;

/// What the sentence before asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// How many arobases.
    HowMany,
    /// Whether so many.
    Whether(u8),
}

/// What a sentence asks of grades, if it does.
pub(super) fn asked(terms: &[Term]) -> Option<Asked> {
    if !terms.iter().rev().take(3).any(|term| term.is_mark('?')) {
        return None;
    }
    let grade = terms.iter().find_map(|term| term.level()?.value());
    let unit = terms
        .iter()
        .any(|term| matches!(term.kind, Kind::Unit) || term.level().is_some());
    let many = terms.iter().any(|term| term.word() == "combien");
    if many && unit {
        return Some(Asked::HowMany);
    }
    // "Peut-on en avoir cinq ?" asks for the rule.
    let open = terms.iter().any(|term| {
        matches!(
            term.kind,
            Kind::Cue(Cue::Hope | Cue::Candidacy | Cue::Crowd, _)
        ) || term.one_of("on faut possible si")
    });
    let held = terms.iter().any(|term| term.is_cue(Cue::Award))
        && terms.iter().any(|term| {
            term.one_of("vous vos votre nos notre")
                || term.place().is_some()
                || term.is_cue(Cue::Town)
        });
    grade.filter(|_| held && !open).map(Asked::Whether)
}

/// Makes a grade of the number that answers: "Quatre.", "— Non, trois.", "Oui." after "… quatre ?".
pub(super) fn answer(terms: &mut [Term], asked: Asked) {
    let small = |term: &Term| {
        matches!(term.kind, Kind::Mark('-' | ',' | '"' | '>' | ':' | '.'))
            || term.one_of("non oui eh bien nous en avons on a ont eu obtenu recu desormais exactement reponse")
    };
    // "Paul Martin : Quatre."
    let from = terms
        .iter()
        .take(6)
        .position(|term| term.is_mark(':'))
        .map_or(0, |colon| colon + 1);
    let agrees = terms
        .get(from)
        .is_some_and(|term| term.one_of("oui exactement effectivement absolument"));
    if let Asked::Whether(value) = asked
        && agrees
        && terms.iter().all(|term| term.level().is_none())
    {
        terms[from].kind = Kind::Level(LevelTerm::one(value, Form::Elliptic));
        return;
    }
    let first = terms[from..].iter().position(|term| !small(term));
    let Some(at) = first.filter(|at| *at < 9).map(|first| from + first) else {
        return;
    };
    let ends = terms.get(at + 1).is_none_or(|next| {
        matches!(
            next.kind,
            Kind::Mark('.' | ',' | '!' | ';' | '…') | Kind::Cue(..) | Kind::Year(_)
        ) || next.one_of("comme en depuis et cette au")
    });
    match terms[at].kind {
        Kind::Number(value @ 1..=5) if ends => {
            let value = u8::try_from(value).unwrap_or(1);
            terms[at].kind = Kind::Level(LevelTerm::one(value, Form::Elliptic));
        }
        Kind::Word { .. } if ends && asked == Asked::HowMany && terms[at].one_of("une un") => {
            terms[at].kind = Kind::Level(LevelTerm::one(1, Form::Elliptic));
        }
        _ => {}
    }
}
