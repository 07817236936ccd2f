//! Grades that are measured by the one told before: "un cran au-dessous", "autant pour Yville", "double la mise".

use super::beside::is_told_of_name;
use super::clause::HAD;
use super::rung;
use super::term::{Form, Kind, LevelTerm, Term, before_step};
use crate::label::lexicon::Cue;

/// The grade that the words at `at` make of `last`, the one told before.
pub(super) fn value(terms: &[Term], at: usize, last: Option<u8>) -> Option<u8> {
    let last = last?;
    if doubles(terms, at) && last <= 2 {
        return Some(last * 2);
    }
    if let Some(value) = at_rung(terms, at, last) {
        return Some(value);
    }
    if let Kind::Delta { by, than: None } = terms[at].kind
        && (is_told_of_name(terms, at) || heads_others(terms, at) || does(terms, at))
    {
        return before_step(last, -by);
    }
    is_as_many(terms, at).then_some(last)
}

/// "sont respectivement à trois, deux et trois": one grade with as many values, in the order of their holders.
pub(super) fn in_order(terms: &mut [Term]) {
    let Some(said) = terms.iter().position(|term| term.begins("respectiv")) else {
        return;
    };
    let value = |term: &Term| match term.kind {
        Kind::Number(value @ 1..=5) => u8::try_from(value).ok(),
        _ if term.one_of("un une") => Some(1),
        _ => None,
    };
    let small = terms[said + 1..]
        .iter()
        .take(2)
        .take_while(|term| term.one_of("à de d en"))
        .count();
    let first = said + 1 + small;
    let joint = |term: &Term| term.is_mark(',') || term.one_of("et à de d");
    let end = first
        + terms[first..]
            .iter()
            .take_while(|term| value(term).is_some() || joint(term))
            .count();
    let values: Vec<u8> = terms[first..end].iter().filter_map(value).collect();
    // A unit behind the last one makes all of them a grade elsewhere.
    let closed = terms
        .get(end)
        .is_none_or(|next| matches!(next.kind, Kind::Mark('.' | ';' | '!' | ')')));
    if values.len() < 2 || !closed {
        return;
    }
    for term in &mut terms[first + 1..end] {
        term.kind = Kind::Mark(',');
    }
    let mut level = LevelTerm::one(values[0], Form::Elliptic);
    level.values = values;
    terms[first].kind = Kind::Level(level);
}

/// "Un cran au-dessous, on trouve Xville": one less than the grade told before.
fn at_rung(terms: &[Term], at: usize, last: u8) -> Option<u8> {
    let (by, len) = rung::distance(terms, at)?;
    // "le cran au-dessus, avec quatre": the number says it.
    let said = terms[at + len..]
        .iter()
        .take(3)
        .any(|term| matches!(term.kind, Kind::Number(1..=5)) || term.level().is_some());
    let value = before_step(last, -by).filter(|_| !said || terms.len() <= at + len + 3)?;
    rung::tells(terms, at, len).then_some(value)
}

/// "Yville fait une arobase de plus": than the one just told of.
fn does(terms: &[Term], at: usize) -> bool {
    at > 0
        && terms[at - 1].one_of("fait font affiche")
        && terms[..at].iter().any(|term| term.place().is_some())
}

/// "qui n'en avait qu'une l'an passé, double la mise": twice what was told to have been had, where no grade
/// follows.
fn doubles(terms: &[Term], at: usize) -> bool {
    let object = |place: usize, test: &dyn Fn(&Term) -> bool| terms.get(place).is_some_and(test);
    // First what a glance tells: the rest goes through the whole sentence.
    let verb = terms[at].one_of("double doublent")
        && (1..=2).any(|ahead| {
            object(at + ahead, &|next| next.one_of("la son sa le ses"))
                && object(at + ahead + 1, &|next| {
                    next.begins("mise score total note nombre recolte capital butin")
                })
        });
    verb && terms[..at].iter().any(|term| term.one_of(HAD))
        && terms[..at]
            .iter()
            .filter(|term| term.level().is_some())
            .count()
            == 1
        && terms[at + 1..]
            .iter()
            .all(|term| term.level().is_none() && !matches!(term.kind, Kind::Number(1..=5)))
}

/// "quatre pour Xville et autant pour Yville": the grade just told once more.
fn is_as_many(terms: &[Term], at: usize) -> bool {
    let someone = |term: &Term| term.place().is_some() || term.is_cue(Cue::Town);
    let whom = terms
        .get(at + 1)
        .is_some_and(|term| term.one_of("pour à au aux chez"))
        && terms[at + 2..].iter().take(4).any(someone);
    // "la deuxième, Yville, autant."
    let after_name = at >= 2
        && terms[at - 1].is_mark(',')
        && terms[at - 2].place().is_some()
        && terms
            .get(at + 1)
            .is_none_or(|next| matches!(next.kind, Kind::Mark('.' | ';' | ',' | '!')));
    (terms[at].word() == "autant"
        || matches!(&terms[at].kind, Kind::Cue(Cue::Same, word) if word == "autant"))
        && (whom || after_name)
}

/// "Viennent ensuite, avec une arobase de moins, Xville et Yville".
fn heads_others(terms: &[Term], at: usize) -> bool {
    let with = at > 0 && terms[at - 1].word() == "avec";
    let comma = terms.get(at + 1).is_some_and(|term| term.is_mark(','));
    with && comma && terms.get(at + 2).is_some_and(|term| term.place().is_some())
}
