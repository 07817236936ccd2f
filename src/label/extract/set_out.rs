//! Numbers that stand for a grade by the words right beside them: "à hauteur de trois", "nous touchions les quatre",
//! "trois chacune".

use super::beside::owns;
use super::elliptic::counts_nothing;
use super::term::{Kind, Term};
use crate::label::lexicon::Cue;

/// Whether the number at `at` is a grade; `told`: one was told before it.
pub(super) fn stands(terms: &[Term], at: usize, told: bool) -> bool {
    // "Le gros de la troupe est à trois : Xville, Yville".
    let heads = told
        && at >= 2
        && terms[at - 1].word() == "à"
        && terms[at - 2].one_of("est sont reste restent")
        && terms.get(at + 1).is_some_and(|next| next.is_mark(':'))
        && terms[at + 1..]
            .iter()
            .take(3)
            .any(|next| next.place().is_some());
    // "à hauteur de trois".
    let up_to = at >= 2 && terms[at - 1].word() == "de" && terms[at - 2].word() == "hauteur";
    // "nous touchions les quatre", "on nous a remis les cinq".
    let all = told
        && at >= 2
        && terms[at - 1].word() == "les"
        && (terms[at - 2].is_cue(Cue::Award)
            || terms[at - 2].begins("touch remis decroch recu attein"))
        && terms
            .get(at + 1)
            .is_none_or(|next| matches!(next.kind, Kind::Mark('.' | ';' | ',' | '!')));
    // "la totalité des arobases (cinq)".
    let of_unit = at >= 2
        && terms[at - 1].is_mark('(')
        && matches!(terms[at - 2].kind, Kind::Unit)
        && terms.get(at + 1).is_some_and(|next| next.is_mark(')'));
    // "ont toutes le maximum, à savoir cinq".
    let namely = at > 0
        && terms[at - 1].word() == "savoir"
        && terms[at.saturating_sub(7)..at].iter().any(|term| {
            term.one_of("maximum maximal maximale note total") || term.level().is_some()
        })
        && terms
            .get(at + 1)
            .is_none_or(|next| matches!(next.kind, Kind::Mark(_)));
    // "se partagent les honneurs : trois chacune".
    let each = terms
        .get(at + 1)
        .is_some_and(|next| next.one_of("chacune chacun") && counts_nothing(terms, at + 1));
    // "et Yville les trois reçues l'an passé".
    let given = told
        && owns(terms, at)
        && terms
            .get(at + 1)
            .is_some_and(|next| next.begins("recue obtenue decrochee gagnee"));
    heads
        || namely
        || given
        || told && up_to && counts_nothing(terms, at)
        || all
        || of_unit
        || told && each
}
