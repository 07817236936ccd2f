//! Where a clause goes on past what is set between commas, and where another one begins: what stands there
//! takes nothing back.

use super::refuse::is_finite;
use super::term::{Form, Kind, Term};
use super::unreal;
use crate::label::lexicon::Cue;

/// "rate la cinquième et reste à quatre": the verb behind "et" tells what is so.
pub(super) fn goes_on(terms: &[Term], back: usize, at: usize) -> bool {
    let Some(next) = terms.get(back + 1).filter(|_| back + 1 < at) else {
        return false;
    };
    let verb = match &next.kind {
        Kind::Cue(Cue::Award, word) => {
            is_finite(word) && !unreal::is_unreal(word) && !word.ends_with("era")
        }
        _ if next.one_of("en se") => terms
            .get(back + 2)
            .is_some_and(|term| term.one_of("reste garde maintient contente")),
        _ => next.one_of("reste demeure garde conserve"),
    };
    terms[back].word() == "et" && verb
}

/// The comma that opens the relative clause between a name and its elliptic grade: "Xville, qui concourait
/// pour la première fois, deux".
pub(super) fn relative_start(terms: &[Term], start: usize, at: usize) -> Option<usize> {
    let elliptic = terms[at]
        .level()
        .is_some_and(|level| level.form == Form::Elliptic);
    let closed = at > start && terms[at - 1].is_mark(',');
    let opens = start >= 3
        && terms[start - 1].word() == "qui"
        && terms[start - 2].is_mark(',')
        && terms[start - 3].place().is_some();
    (elliptic && closed && opens).then(|| start - 2)
}

/// What is set between commas behind a name, where the clause goes on after it: "Xville, dont c'était le
/// retour après une longue absence, en a trois".
pub(super) fn aside(terms: &[Term], start: usize, at: usize) -> std::ops::Range<usize> {
    let none = at..at;
    let Some(close) = (start..at).rev().find(|back| terms[*back].is_mark(',')) else {
        return none;
    };
    // "Xville, qui concourait pour la première fois, deux".
    let elliptic = close + 1 == at
        && terms
            .get(at)
            .and_then(Term::level)
            .is_some_and(|level| level.form == Form::Elliptic);
    let goes_on = elliptic || terms[close + 1..at].first().is_some_and(|term| {
        term.one_of("en a ont avait garde compte reste affiche conserve")
            || matches!(&term.kind, Kind::Cue(Cue::Award, word) if is_finite(word) && !unreal::is_unreal(word))
    });
    let opens = |back: &usize| {
        terms[*back].is_mark(',')
            && terms[*back - 1].place().is_some()
            && (terms[*back + 1].one_of("dont où malgre pourtant longtemps apres")
                || elliptic && terms[*back + 1].word() == "qui")
    };
    let open = (start.max(1)..close).rev().find(opens);
    open.filter(|_| goes_on).map_or(none, |open| open..close)
}

/// Whether a subject and its verb stand right behind a comma: "…, la commune était redescendue à
/// trois".
pub(super) fn new_clause(terms: &[Term]) -> bool {
    let small =
        |term: &&Term| term.one_of("ou où et puis car or donc la le les l ville commune de d du");
    let joints = terms.iter().take(5).take_while(small).count();
    let subject = terms.get(joints).is_some_and(|term| {
        matches!(&term.kind, Kind::Place(_) | Kind::Cue(Cue::Town, _))
            || term.one_of("elle il nous on")
    });
    let verb = |term: &Term| match &term.kind {
        Kind::Cue(Cue::Award, word) => is_finite(word) && !unreal::is_unreal(word),
        _ => term.one_of("a ont avait est etait garde compte passe en reste affiche"),
    };
    let pronoun = terms
        .get(joints)
        .is_some_and(|term| term.one_of("elle il elles ils on"));
    // "aucun informaticien, elle accroche sa première arobase".
    let does = pronoun
        && terms.get(joints + 1).is_some_and(|term| {
            matches!(&term.kind, Kind::Word { folded, .. } if folded.len() > 2 && !unreal::is_unreal(folded))
        });
    subject && (does || terms[joints + 1..].iter().any(verb))
}

/// Whether the year at `here` belongs to a clause that is closed before the grade at `at`: "A, qui a ouvert ses
/// données en 2011, affiche quatre @", "Équipée du wifi en 2013, A obtient".
pub(super) fn is_of_aside(terms: &[Term], here: usize, at: usize, from: usize) -> bool {
    let closes = |term: &Term| matches!(term.kind, Kind::Mark(',' | '-' | ')'));
    if !terms.get(here + 1).is_some_and(closes) {
        return false;
    }
    let opener = (from..here)
        .rev()
        .find(|back| matches!(terms[*back].kind, Kind::Mark(',' | ';' | ':' | '-' | '(')));
    let first = opener.map_or(from, |mark| mark + 1);
    let clause = &terms[first..here];
    let relative = opener.is_some_and(|mark| terms[mark].is_mark(',') || terms[mark].is_mark('-'))
        && clause
            .first()
            .is_some_and(|term| term.one_of("qui dont où laquelle lequel"));
    // What was done then is told of the town, and not of its grade.
    let done = clause.first().is_some_and(|term| {
        term.begins(
            "equipe dote relie raccord connecte ouvert inaugur instal command jumel fusionn renov",
        )
    }) && terms[here + 1..at]
        .iter()
        .any(|term| term.place().is_some() || term.is_cue(Cue::Town));
    let awarded = clause.iter().any(|term| {
        term.is_cue(Cue::Award) && !term.begins("ouvert ouvre inaugur")
            || matches!(term.kind, Kind::Level(_) | Kind::Label)
    });
    (relative || done) && (!awarded || relative && joins_network(clause))
}

/// "qui a rejoint le réseau en 2011": joined, and given nothing yet.
fn joins_network(clause: &[Term]) -> bool {
    clause
        .iter()
        .any(|term| term.begins("reseau association adher"))
}
