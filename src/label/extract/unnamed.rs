//! Whose a grade is where its sentence names nobody: of the one who speaks, or of the town spoken of.

use super::antecedent;
use super::clause;
use super::holder::Holder;
use super::others;
use super::scene::{Scene, Sentence, State};
use super::sign;
use super::term::{LevelTerm, Role, Term};
use super::tie::{Last, Near, Tie, has_verb, is_dated};
use crate::label::lexicon::Cue;

/// « Nous avons gagné notre quatrième arobase », se félicite le maire de Xville.
pub(super) fn speaker(sentence: &Sentence<'_>, at: usize) -> Option<Tie> {
    let ours = sentence.terms[..at]
        .iter()
        .any(|term| term.one_of("nous notre nos on"));
    let speaks = |holder: &&Holder| {
        holder.terms.start > at && holder.role == Role::Office && !holder.places().is_empty()
    };
    let office = sentence.holders.iter().find(speaks)?;
    ours.then(|| Tie::of(sentence, office, "speaker", 0.85))
}

/// « La troisième arobase, on l'attendait », souffle-t-on à Xville.
pub(super) fn said_there(sentence: &Sentence<'_>, at: usize) -> Option<Tie> {
    let terms = sentence.terms;
    let speaks = |holder: &&Holder| {
        let start = holder.terms.start;
        holder.terms.start > at
            && holder.role == Role::At
            && holder.places().len() == 1
            && start >= 3
            && terms[start - 2].word() == "on"
            && terms[at..start].iter().any(|term| term.is_mark('"'))
    };
    let holder = sentence.holders.iter().find(speaks)?;
    Some(Tie::of(sentence, holder, "speaker", 0.85))
}

/// The town that the text spoke of, or the page's own.
pub(super) fn spoken_of(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &mut State,
    at: usize,
) -> Option<Tie> {
    let asks = sentence.terms[..at]
        .iter()
        .any(|term| term.is_cue(Cue::Candidacy));
    let reason = others::reason(sentence.terms, at)
        .or(Some("candidacy").filter(|_| asks && !sentence.has(Cue::Award)))
        .or(Some("a sign").filter(|_| {
            sign::is_alone(sentence.terms, at, sentence.kind)
                || sign::is_ornament(sentence.terms, at)
                || scene.of_signs && !sentence.has(Cue::Award)
        }));
    if let Some(reason) = reason {
        sentence.refuse(state, at, reason);
        return None;
    }
    let Some(place) = antecedent::spoken_of(sentence, scene, state) else {
        sentence.leave_open(state, at);
        sentence.refuse(state, at, "nobody");
        return None;
    };
    Some(Tie::one(place, None, "spoken-of", 0.85))
}

/// "Avec deux arobases, elle rejoint les communes …": the crowd is whom the one spoken of joins.
pub(super) fn joins_crowd(terms: &[Term], near: &Near<'_>) -> bool {
    let Some(crowd) = near.after.iter().find(|holder| holder.is_crowd()) else {
        return false;
    };
    let gap = &terms[near.at + 1..crowd.terms.start];
    let pronoun = gap.iter().any(|term| term.one_of("elle il nous"));
    pronoun
        && near.before.is_empty()
        && gap
            .iter()
            .any(|term| term.begins("rejoi entr integr figur appartien cote"))
}

/// The holder of the grade before, where it goes on.
pub(super) fn same_subject(sentence: &Sentence<'_>, near: &Near<'_>, last: &Last) -> Option<Tie> {
    let instead = clause::is_instead(sentence.terms, near.at);
    // "Xville : 3 @ en 2017, 4 @ en 2018".
    let dated = near.before.is_empty()
        && !has_verb(&sentence.terms[near.reach.start..near.at])
        && is_dated(&sentence.terms[near.at + 1..near.reach.end]);
    (last.subject || instead || dated || repeats(sentence.terms, near)).then(|| Tie {
        places: last.places.clone(),
        holder: None,
        rule: "same-subject",
        confidence: 0.9,
    })
}

/// "Xville, au sommet du label pour la deuxième fois, avec 5@": the grade told before once more.
fn repeats(terms: &[Term], near: &Near<'_>) -> bool {
    let value = |at: usize| terms[at].level().and_then(LevelTerm::value);
    let before = (0..near.at).rev().find_map(value);
    near.before.is_empty()
        && near.at > 0
        && terms[near.at - 1].word() == "avec"
        && before.is_some()
        && before == value(near.at)
}
