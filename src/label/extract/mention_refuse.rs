//! Why a special mention in a sentence is nobody's: counted, explained, still valid, to come.

use super::holder::{Holder, Who};
use super::refuse;
use super::scene::Sentence;
use super::term::{Kind, Term};
use crate::label::lexicon::Cue;

/// Why a mention is nobody's.
pub(super) fn reason(sentence: &Sentence<'_>, at: usize) -> Option<&'static str> {
    let terms = sentence.terms;
    // "Sept arobases vertes ont été attribuées, notamment à Xville".
    let some_named = terms[at..]
        .iter()
        .any(|term| term.one_of("notamment dont parmi"))
        && sentence
            .holders
            .iter()
            .any(|holder| holder.terms.start > at && !holder.places().is_empty());
    let counted = at > 0 && matches!(terms[at - 1].kind, Kind::Number(_));
    if counted && !some_named || is_counted(sentence, at) {
        return Some("statistic");
    }
    let anybody = |holder: &Holder| holder.who == Who::Crowd(None) && holder.terms.end <= at;
    let named = sentence
        .holders
        .iter()
        .any(|holder| !holder.places().is_empty());
    let rule = terms
        .iter()
        .any(|term| term.one_of("reconnu reconnue reconnus doit doivent"));
    if rule && !named && sentence.holders.iter().any(anybody) {
        return Some("rule");
    }
    if !named && (opens_infinitive(terms) || one_of_all(&terms[..at])) {
        return Some("rule");
    }
    // "reste valable": given before, without saying when.
    let lasts = terms[at..]
        .iter()
        .take(5)
        .any(|term| term.one_of("reste valable toujours"));
    let dated = terms.iter().any(|term| matches!(term.kind, Kind::Year(_)));
    if lasts && !dated && !sentence.has(Cue::Award) {
        return Some("still valid");
    }
    // "Les mentions seront dévoilées en février".
    let to_come = |three: &[Term]| {
        three[0].one_of("sera seront")
            && three[1..]
                .iter()
                .any(|term| term.begins("devoil annonc decern attribu remis connu"))
    };
    if terms.windows(3).any(to_come) {
        return Some("hope");
    }
    refuse::blocked(terms, at)
}

/// "obtenir une mention thématique", "d'accéder aux mentions": what one may do.
fn opens_infinitive(terms: &[Term]) -> bool {
    let small = |term: &&Term| {
        matches!(term.kind, Kind::Mark('-' | '"')) || term.one_of("de d et ou à pour et/ou")
    };
    let first = terms.iter().find(|term| !small(term));
    first.is_some_and(|term| {
        let word = term.word();
        term.is_cue(Cue::Award)
            && !refuse::is_finite(word)
            && !word.ends_with("ant")
            && word != "obtention"
            || term.begins("pretendre acceder beneficier viser briguer concourir postuler")
    })
}

/// "l'une des mentions thématiques (arobase verte, …)": any of them.
fn one_of_all(before: &[Term]) -> bool {
    before.windows(3).any(|three| {
        three[0].one_of("une un")
            && three[1].one_of("des de")
            && matches!(three[2].kind, Kind::Trigger)
    })
}

/// "neuf titres de Territoire d'excellence", with nobody named: a statistic.
fn is_counted(sentence: &Sentence<'_>, at: usize) -> bool {
    let before = &sentence.terms[at.saturating_sub(5)..at];
    let Some(trigger) = before
        .iter()
        .rposition(|term| matches!(term.kind, Kind::Trigger))
    else {
        return false;
    };
    let counted = trigger > 0 && matches!(before[trigger - 1].kind, Kind::Number(2..));
    let named = sentence
        .holders
        .iter()
        .any(|holder| !holder.places().is_empty());
    counted && !named && !before[trigger..].iter().any(|term| term.is_mark(':'))
}
