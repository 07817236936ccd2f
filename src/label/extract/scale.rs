//! Grades that belong to the label's own scale or to a class of holders, and to nobody.

use super::term::{Kind, LevelTerm, Term};
use crate::label::lexicon::Cue;

/// "du village 1 @ à la ville 5 @": from one end of the scale to the other, with nobody named.
pub(super) fn is_span_of_scale(terms: &[Term], at: usize) -> bool {
    let unnamed = |part: &[Term]| part.iter().all(|term| term.place().is_none());
    let graded = |other: &usize| terms[*other].level().is_some();
    let joined = |first: usize, second: usize| {
        let head = &terms[first.saturating_sub(4)..first];
        let gap = &terms[first + 1..second];
        let value = |at: usize| terms[at].level().and_then(LevelTerm::value);
        (2..6).contains(&gap.len())
            && value(first) < value(second)
            && unnamed(head)
            && head.iter().any(|term| term.one_of("du de des d"))
            && unnamed(gap)
            && gap.iter().any(|term| term.one_of("à jusqu"))
            && gap.iter().all(|term| !matches!(term.kind, Kind::Mark(_)))
    };
    let after = (at + 1..terms.len().min(at + 7)).find(graded);
    let before = (at.saturating_sub(6)..at).rev().find(graded);
    after.is_some_and(|after| joined(at, after)) || before.is_some_and(|before| joined(before, at))
}

/// "réservé à des collectivités labellisées cinq arobases au moins six fois": what one must have had, beside a mention.
pub(super) fn so_many_times(terms: &[Term], at: usize) -> bool {
    let after = &terms[at + 1..terms.len().min(at + 6)];
    after.iter().any(|term| term.word() == "fois")
        && after.iter().all(|term| {
            !matches!(term.kind, Kind::Mark(',' | '.' | ';' | ':')) || term.is_mark(',')
        })
        && terms
            .iter()
            .any(|term| matches!(term.kind, Kind::Mention { .. }))
}

/// "Cinq arobases : c'est le plafond.": what the sign says at its most.
pub(super) fn is_called_most(terms: &[Term], at: usize) -> bool {
    let after = &terms[at + 1..terms.len().min(at + 6)];
    at <= 1
        && terms.iter().all(|term| term.place().is_none())
        && after
            .first()
            .is_some_and(|term| matches!(term.kind, Kind::Mark(':' | ',')))
        && after.windows(3).any(|three| {
            three[0].word() == "est"
                && three[1].one_of("le la")
                && three[2].one_of("plafond maximum max sommet maximale")
        })
}

/// "Du plus simple (un seul @) au plus fourni (cinq)": an end of the scale in its bracket.
pub(super) fn ends_scale(terms: &[Term], at: usize) -> bool {
    let open = (at.saturating_sub(2)..at)
        .rev()
        .find(|back| terms[*back].is_mark('('));
    open.is_some_and(|open| {
        let near = &terms[open.saturating_sub(4)..open];
        let most = near
            .windows(2)
            .any(|pair| pair[0].one_of("du au la") && pair[1].one_of("plus moins"));
        most && near
            .iter()
            .all(|term| term.place().is_none() && !term.is_cue(Cue::Town))
    })
}

/// "Le label Villes Internet compte cinq niveaux": the label's own scale.
pub(super) fn scale_of_label(terms: &[Term], at: usize) -> bool {
    // "Le label, attribué chaque hiver par une association, comporte cinq niveaux".
    if at > 0 && terms[at - 1].one_of("comporte comprend comportait comprenait") {
        return true;
    }
    let from = at.saturating_sub(5);
    let Some(label) = terms[from..at].iter().rposition(|term| {
        matches!(term.kind, Kind::Label)
            || term.one_of("label")
            || matches!(term.kind, Kind::Trigger)
    }) else {
        return false;
    };
    let label = from + label;
    let small = |term: &&Term| {
        matches!(term.kind, Kind::Trigger | Kind::Mark('"')) || term.one_of("label des de")
    };
    let subject = terms[..label].iter().rev().find(|term| !small(term));
    // "participe au label, qui compte cinq niveaux".
    let relative = terms[label + 1..at].iter().any(|term| term.word() == "qui");
    subject.is_some_and(|term| term.one_of("le ce") || relative && term.one_of("au du un"))
        && terms[label + 1..at].iter().any(|term| {
            term.begins("compte comport compren prevoi propose declin existe")
                || term.one_of("va vont")
        })
}

/// "le club des 5 arobases", "la catégorie 5@", "le nombre de villes 5 arobases": nobody's grade,
/// unless somebody joins it.
pub(super) fn class_of_holders(terms: &[Term], at: usize) -> bool {
    let from = at.saturating_sub(4);
    let Some(class) = (from..at)
        .rev()
        .find(|back| terms[*back].one_of("club categorie nombre strate cercle rangs rang carre"))
    else {
        return false;
    };
    // "Le club des cinq arobases compte quatorze membres : A, B": its names follow.
    let named = terms[at..]
        .iter()
        .take(12)
        .position(|term| term.is_mark(':'))
        .is_some_and(|colon| {
            terms[at + colon + 1..]
                .iter()
                .take(3)
                .any(|term| term.place().is_some())
        });
    if named {
        return false;
    }
    // "au deuxième rang, avec deux arobases": the grade is no part of the class.
    if terms[class + 1..at]
        .iter()
        .any(|term| term.is_mark(',') || term.one_of("avec a et"))
    {
        return false;
    }
    let start = class.saturating_sub(6);
    !terms[start..class].iter().any(|term| {
        term.begins(
            "rejoi entr integr fait figure accede appartien reste dans parmi adh eleve promu hiss",
        )
    })
}

pub(super) fn beside_holder(terms: &[Term], at: usize) -> bool {
    let mut back = at;
    while back > 0
        && matches!(
            terms[back - 1].kind,
            Kind::Mark('(' | '"' | ':' | '-' | '>')
        )
    {
        back -= 1;
    }
    let before = back.checked_sub(1).map(|before| &terms[before]);
    let label =
        before.is_some_and(|term| matches!(term.kind, Kind::Place(_) | Kind::Department(_)));
    let first = before.is_some_and(|term| term.word() == "un" || term.word() == "une");
    // "@ - Xville, Yville" heads a line.
    let next = |ahead: usize| terms.get(at + ahead);
    let heads = at == 0
        && next(1).is_some_and(|term| matches!(term.kind, Kind::Mark('-' | ':' | '>')))
        && next(2).is_some_and(|term| term.place().is_some());
    // "s'est vu donner « @ »".
    let given = before
        .is_some_and(|term| term.begins("donner decerner remettre attribuer accorder"))
        && back >= 2
        && terms[back - 2].one_of("vu vue vus vues voit voyait");
    label || first || heads || given
}
