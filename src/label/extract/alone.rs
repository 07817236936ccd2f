//! "une" that stands for one arobase, and is no article: "se contente d'une.", "vingt-trois une seule".

use super::moves::moves_to;
use super::term::{Kind, Term};
use crate::label::lexicon::Cue;

/// "se contente d'une.", "ferme la marche avec une", "vingt-trois une seule": one, and no article.
pub(super) fn is_alone(terms: &[Term], at: usize) -> bool {
    if !terms[at].one_of("une un") {
        return false;
    }
    let word = |steps: usize| at.checked_sub(steps).map_or("", |back| terms[back].word());
    let brought = is_brought(terms, at) || is_of_them(terms, at);
    let next = at
        + 1
        + usize::from(
            terms
                .get(at + 1)
                .is_some_and(|term| term.one_of("seule seul")),
        );
    let ends = terms.get(next).is_none_or(|term| {
        matches!(
            term.kind,
            Kind::Mark('.' | ';' | ',' | '!' | ')' | '(' | '…') | Kind::Cue(Cue::Last, _)
        ) || term.word() == "en"
            && terms
                .get(next + 1)
                .is_some_and(|year| matches!(year.kind, Kind::Year(_)))
            || term.is_mark(':') && word(1) == "qu"
            || is_of_them(terms, at) && term.one_of("pour des lors cette mais")
            || word(1) == "qu" && term.one_of("mais")
    });
    if ends && word(1) == "à" && moves_to(terms, at) {
        return true;
    }
    // "n'en compte qu'une": of them, and no more.
    let only = word(1) != "qu" || (2..=4).any(|steps| word(steps) == "en");
    brought && only && ends
}

/// Whether what stands right before the word at `at` brings a grade: "avec une", "seconde d'une", "(une)".
fn is_brought(terms: &[Term], at: usize) -> bool {
    let word = |steps: usize| at.checked_sub(steps).map_or("", |back| terms[back].word());
    matches!(
        word(1),
        "avec"
            | "contre"
            | "compte"
            | "totalise"
            | "obtient"
            | "recoit"
            | "avait"
            | "comptait"
            | "affiche"
            | "decroche"
            | "affichait"
            | "detenait"
            | "possede"
            | "qu"
    ) || matches!(word(1), "d" | "de")
        && (word(2).starts_with("content")
            || matches!(word(2), "seconde" | "premiere" | "deuxieme" | "autre" | "derniere")
            || at >= 2 && terms[at - 2].place().is_some())
        || matches!(word(1), "qu" | "que")
            && (2..=6).any(|steps| matches!(word(steps), "n" | "ne"))
        || at.checked_sub(1).is_some_and(|back| {
            matches!(
                terms[back].kind,
                Kind::Number(_) | Kind::Place(_) | Kind::Mark(',' | ':')
            )
        })
        // "devant Xville (deux) et Yville (une)".
        || at >= 2
            && terms[at - 1].is_mark('(')
            && terms[at - 2].place().is_some()
            && terms.get(at + 1).is_some_and(|next| next.is_mark(')'))
}

/// "la commune en avait une l'an passé".
fn is_of_them(terms: &[Term], at: usize) -> bool {
    let word = |steps: usize| at.checked_sub(steps).map_or("", |back| terms[back].word());
    (2..=4).any(|steps| {
        word(steps) == "en"
            && at.checked_sub(1).is_some_and(|back| {
                terms[back].is_cue(Cue::Award)
                    || terms[back].begins("avai a avons ont compt possed affich glan rafl empoch")
            })
    })
}
