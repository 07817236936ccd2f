//! Mentions that a pronoun or a verb behind them gives: "Xville l'a reçue", "elle va à Xville et à Yville".

use super::draft::Given;
use super::holder::Holder;
use super::mention::{SURE, give, to};
use super::refuse;
use super::scene::{Scene, Sentence, State};
use super::term::{Kind, PlaceTerm, Role, Term};
use super::tie::{Near, Tie};
use crate::label::lexicon::Cue;

/// "Xville a fait partie des onze collectivités qui l'ont reçu": what the sentence before told of
/// nobody.
pub(super) fn by_pronoun(sentence: &Sentence<'_>, scene: &Scene<'_>, state: &mut State) {
    let terms = sentence.terms;
    let Some(Given::Mention(number)) = state.pending.as_ref().map(|pending| pending.given) else {
        return;
    };
    let taken = |at: &usize| {
        terms[*at].one_of("l le la")
            && terms[at + 1..]
                .iter()
                .take(3)
                .take_while(|term| !matches!(term.kind, Kind::Mark(_)))
                .any(|term| term.is_cue(Cue::Award))
            && terms.get(at + 1).is_some_and(|next| {
                next.one_of("a ont avait doit doivent") || next.is_cue(Cue::Award)
            })
    };
    let Some(at) = (0..terms.len()).find(taken) else {
        pronoun_goes_to(sentence, state, number);
        return;
    };
    if terms.iter().any(|term| term.level().is_some()) || refuse::blocked(terms, at + 1).is_some() {
        return;
    }
    let able = |holder: &&Holder| {
        matches!(holder.role, Role::Free | Role::Office)
            && !holder.is_crowd()
            && holder.terms.end <= at
    };
    let Some(holder) = sentence.holders.iter().find(able) else {
        return;
    };
    let near = Near::new(sentence, at, 0..terms.len());
    if let Some(tie) = to(sentence, scene, state, holder, "mention-of") {
        give(sentence, state, &near, number, tie);
    }
}

/// "Elle va cette année à Xville et à Yville": the mention that the sentence before told of nobody.
fn pronoun_goes_to(sentence: &Sentence<'_>, state: &mut State, number: usize) {
    let terms = sentence.terms;
    let opens = terms
        .first()
        .is_some_and(|term| term.one_of("elle il celle celui elles ils"));
    let goes = terms.iter().take(6).position(|term| {
        term.one_of("va vont revient reviennent echoit allee alle revenue")
            || term.begins("attribu decern remis")
    });
    let Some(verb) = goes.filter(|_| opens) else {
        return;
    };
    let first = sentence.holders.iter().find(|holder| {
        holder.terms.start > verb
            && holder.terms.start <= verb + 7
            && holder.role == Role::At
            && !holder.places().is_empty()
    });
    let Some(first) = first else { return };
    if refuse::blocked(terms, first.terms.start).is_some() {
        return;
    }
    let near = Near::new(sentence, verb, 0..terms.len());
    let mut tie = Tie::of(sentence, first, "mention-for", SURE);
    tie.places.extend(others_too(sentence, &near, first));
    give(sentence, state, &near, number, tie);
}

/// "Xville et Yville sont du nombre": of those who have the mention just told.
pub(super) fn given_to_members(sentence: &Sentence<'_>, state: &mut State, number: usize) {
    if refuse::blocked(sentence.terms, sentence.terms.len() - 1).is_some() {
        return;
    }
    let named = |holder: &&Holder| holder.role == Role::Free && !holder.places().is_empty();
    let Some(holder) = sentence.holders.iter().find(named) else {
        return;
    };
    let near = Near::new(sentence, holder.terms.end - 1, 0..sentence.terms.len());
    let mut tie = Tie::of(sentence, holder, "mention-of", SURE);
    // "Xville, encore elle, et Yville en sont les lauréates".
    if let Some(verb) = are_its_winners(sentence.terms) {
        let others = sentence
            .holders
            .iter()
            .filter(named)
            .filter(|other| other.terms.start > holder.terms.start && other.terms.end <= verb);
        tie.places
            .extend(others.flat_map(|other| sentence.places(other)));
    }
    give(sentence, state, &near, number, tie);
}

/// "en sont les lauréates", "en est la seule titulaire": where it says so of those before it.
pub(super) fn are_its_winners(terms: &[Term]) -> Option<usize> {
    let en = |at: &usize| terms[*at].word() == "en" && terms[*at + 1].one_of("est sont");
    let at = (0..terms.len().saturating_sub(2)).find(en)?;
    terms[at + 2..]
        .iter()
        .take(4)
        .any(|term| term.begins("laureat benefici titulair detent recipiend destinat"))
        .then_some(at)
}

/// "l'arobase verte, parrainée par la ministre, elle va à Xville et à Yville": to whom it goes past an
/// aside.
pub(super) fn goes_to(sentence: &Sentence<'_>, near: &Near<'_>) -> Option<Tie> {
    let terms = sentence.terms;
    // « Transition écologique », un sujet que …, revient à Xville": what heads the sentence is its subject.
    let heads = near.at <= 3;
    let goes = |at: &usize| {
        (terms[*at].one_of("elle il celle celui") || heads && terms[*at].is_mark(','))
            && terms[*at + 1].one_of("va vont revient reviennent echoit")
            && terms[*at + 2].one_of("à au aux")
    };
    let verb = (near.at + 1..near.reach.end.saturating_sub(2)).find(goes)?;
    let first = near
        .after
        .iter()
        .find(|holder| holder.terms.start > verb && !holder.places().is_empty())?;
    (first.terms.start <= verb + 6).then(|| {
        let mut tie = Tie::of(sentence, first, "mention-for", SURE);
        tie.places.extend(others_too(sentence, near, first));
        tie
    })
}

/// "à Xville, pour ses serveurs, et à Yville": those to whom it is given besides.
pub(super) fn others_too(
    sentence: &Sentence<'_>,
    near: &Near<'_>,
    first: &Holder,
) -> Vec<PlaceTerm> {
    let terms = sentence.terms;
    let mut end = first.terms.end;
    let mut found = Vec::new();
    for holder in &near.after {
        if holder.terms.start <= end {
            continue;
        }
        let gap = &terms[end..holder.terms.start];
        let small = |term: &&Term| term.one_of("la le les l ville commune de d du");
        let joint: Vec<&str> = gap
            .iter()
            .rev()
            .skip_while(small)
            .take(2)
            .map(Term::word)
            .collect();
        // "à Xville, pour son télécentre, et une autre à Yville".
        let another = gap.windows(3).any(|three| {
            three[0].word() == "et" && three[1].one_of("une un") && three[2].word() == "autre"
        });
        // "à Xville pour ses serveurs, à Yville pour l'éclairage et à Zville".
        let comma = gap.iter().rev().skip_while(small).nth(1);
        let joined = matches!(
            joint.as_slice(),
            ["à" | "au" | "aux", "et" | "puis" | "enfin" | "qu"]
        ) || matches!(joint.first(), Some(&("à" | "au" | "aux")))
            && (another || comma.is_some_and(|term| term.is_mark(',')));
        // ", qui a cessé de renouveler son parc,": what is told of the first in a clause of its own.
        let aside = gap.first().is_some_and(|term| term.is_mark(','))
            && gap
                .get(1)
                .is_some_and(|term| term.one_of("qui dont où pour"))
            || gap.first().is_some_and(|term| term.word() == "pour");
        let apart = gap.iter().any(|term| {
            term.is_cue(Cue::Award) && !aside || term.level().is_some() || term.is_mark(';')
        });
        if holder.places().is_empty() || !joined || apart {
            break;
        }
        found.extend(sentence.places(holder));
        end = holder.terms.end;
    }
    found
}
