//! A laureate told by its size: "La plus petite commune du lot, A, ne compte que …", "A est le plus petit
//! lauréat".

use super::holder::Holder;
use super::refuse;
use super::term::{Kind, Role, Term};
use crate::label::lexicon::Cue;

/// The term that makes `holder` the smallest or the greatest of the laureates, if one does.
pub(super) fn told(terms: &[Term], holder: &Holder) -> Option<usize> {
    if holder.role != Role::Free {
        return None;
    }
    behind(terms, holder).or_else(|| before(terms, holder))
}

/// "Le plus petit de tous se nomme A", "La plus petite commune de la liste – A –", "Le plus petit lauréat, A,".
fn behind(terms: &[Term], holder: &Holder) -> Option<usize> {
    let joint = holder.terms.start.checked_sub(1)?;
    let clause = terms[..joint]
        .iter()
        .rposition(|term| matches!(term.kind, Kind::Mark(';' | '.' | ':')))
        .map_or(0, |mark| mark + 1);
    let before = &terms[clause..joint];
    let at = superlative(before)?;
    let others = |term: &Term| term.place().is_some() || term.is_cue(Cue::Negation);
    if before.iter().any(others) || are_candidates(&before[at..]) {
        return None;
    }
    let sign = matches!(terms[joint].kind, Kind::Mark(',' | '-' | ':' | '('));
    let of_all = before[at..]
        .iter()
        .any(|term| term.one_of("tous toutes") || term.is_cue(Cue::Award));
    let named = terms[joint].one_of("nomme appelle est reste demeure");
    (sign && of_laureates(&before[at..]) || named && (of_all || of_laureates(&before[at..])))
        .then_some(joint)
}

/// "A est la plus petite commune labellisée", "A, plus petite lauréate,".
fn before(terms: &[Term], holder: &Holder) -> Option<usize> {
    let after = &terms[holder.terms.end..];
    let leads = |term: &&Term| {
        term.one_of("est reste demeure la le donc aussi desormais") || term.is_mark(',')
    };
    let skip = after.iter().take(4).take_while(leads).count();
    let phrase = &after[skip..after.len().min(skip + 9)];
    let end = phrase
        .iter()
        .position(|term| matches!(term.kind, Kind::Mark(_)) || term.place().is_some())
        .unwrap_or(phrase.len());
    let phrase = &phrase[..end];
    let fits = superlative(phrase) == Some(0)
        && of_laureates(phrase)
        && !are_candidates(phrase)
        && skip > 0;
    let at = holder.terms.end + skip;
    (fits && refuse::blocked(terms, at).is_none()).then_some(at)
}

/// Where "plus petite", "plus grand", "moins peuplée" stands.
fn superlative(terms: &[Term]) -> Option<usize> {
    let size = |pair: &[Term]| {
        pair[0].one_of("plus moins") && pair[1].begins("petit grand peupl modest import")
    };
    terms
        .windows(2)
        .position(size)
        .or_else(|| terms.iter().position(|term| term.begins("benjamin doyen")))
}

/// "du lot", "de la liste", "d'entre elles", "lauréate", "labellisée", "du palmarès": among those who won.
fn of_laureates(terms: &[Term]) -> bool {
    let set = |pair: &[Term]| {
        pair[0].one_of("du la le ce cette de")
            && pair[1].one_of(
                "lot liste promotion palmares classement selection moisson cru edition tableau peloton fournee",
            )
            || pair[0].word() == "entre" && pair[1].one_of("elles eux")
    };
    terms.windows(2).any(set)
        || terms
            .iter()
            .any(|term| term.begins("laureat labellis labelis prime recompens distingue"))
}

/// "du lot des candidates", "de la liste des membres": those are no laureates.
fn are_candidates(terms: &[Term]) -> bool {
    terms.iter().any(|term| {
        term.begins("candidat membre adheren participan inscrit postulan")
            || term.is_cue(Cue::Candidacy)
    })
}
