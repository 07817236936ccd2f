//! What a sentence tells beside the grade that it gives: that it is kept, whom it outdoes, who is joined, the year of
//! "celles-là mêmes".

use super::draft::{Given, When};
use super::holder::Holder;
use super::scene::{Sentence, State, Statement};
use super::term::{Kind, Role, Term};
use super::than;
use crate::label::lexicon::Cue;

/// "… les conserve", "… l'a gardée": the grade just told is held still.
pub(super) fn are_kept(after: &[Term]) -> bool {
    let keeps = |term: &Term| term.begins("conserv gard maintien maintenu confirm renouvel reedit");
    let pronoun = |at: usize| after[at].one_of("les l la le");
    let until = after
        .iter()
        .position(|term| matches!(term.kind, Kind::Mark('.' | ';' | '!') | Kind::Level(_)))
        .unwrap_or(after.len());
    (0..until).any(|at| {
        pronoun(at)
            && after[at + 1..until]
                .iter()
                .take(2)
                .take_while(|term| keeps(term) || term.one_of("a ont avait ai"))
                .any(keeps)
    })
}

/// "… et coiffe B d'une arobase": B has one less.
pub(super) fn outdone(sentence: &Sentence<'_>, state: &mut State, at: usize, value: Option<u8>) {
    let Some((other, grade)) = than::outdone(sentence.terms, at, value) else {
        return;
    };
    let Some(place) = sentence.terms[other].place().cloned() else {
        return;
    };
    let statement = Statement {
        given: Given::Grade(Some(grade)),
        when: When::default(),
        words: at..other + 1,
        named: true,
        rule: "compared",
        confidence: 0.82,
    };
    sentence.state(state, place, &statement);
}

/// "A et B rejoignent C et D, qui avaient déjà obtenu cinq arobases l'an dernier": all of them have the grade now.
pub(super) fn rejoined(sentence: &Sentence<'_>, state: &mut State, at: usize, value: Option<u8>) {
    let terms = sentence.terms;
    let Some(joined) = terms[..at].iter().position(|term| term.begins("rejoi")) else {
        return;
    };
    let already = terms[joined..at].windows(3).any(|three| {
        three[0].word() == "qui"
            && three[1].one_of("avaient avait etaient etait")
            && three[2].word() == "deja"
    });
    let last = terms[at + 1..].iter().take(4).any(|term| {
        matches!(
            term.kind,
            Kind::Cue(Cue::Last, _) | Kind::Year(_) | Kind::Ago(_)
        )
    });
    if !already || !last {
        return;
    }
    let statement = Statement {
        given: Given::Grade(value),
        when: When::default(),
        words: joined..at + 1,
        named: true,
        rule: "shared",
        confidence: 0.84,
    };
    let free = |holder: &&Holder| holder.role == Role::Free && holder.terms.end <= at;
    for holder in sentence.holders.iter().filter(free) {
        for place in sentence.places(holder) {
            sentence.state(state, place, &statement);
        }
    }
}

/// "…, celles-là mêmes que la Ville avait reçues en 2020": the year of the same grade.
pub(super) fn those_of(after: &[Term]) -> Option<i16> {
    let until = after
        .iter()
        .position(|term| matches!(term.kind, Kind::Mark('.' | ';' | '!') | Kind::Level(_)))
        .unwrap_or(after.len());
    let those = after[..until]
        .iter()
        .take(5)
        .position(|term| term.one_of("celles ceux celle celui"))?;
    let clause = &after[those..until.min(those + 14)];
    let had = clause
        .iter()
        .position(|term| term.one_of("avait avaient"))?;
    clause[had..].iter().find_map(|term| match term.kind {
        Kind::Year(year) => Some(year),
        _ => None,
    })
}
