//! Others that share the grade of a subject before its verb: "Tout comme Xville, elle a cinq arobases",
//! "Comme Xville, Yville reçoit …".

use super::antecedent;
use super::holder::Holder;
use super::scene::{Scene, Sentence, State};
use super::term::{PlaceTerm, Role, Term};
use super::tie::Near;
use crate::label::lexicon::Cue;

/// Those who hold the grade beside its subject `holder`: the town that "elle" stands for, where the
/// subject itself is only likened to it, or those to whom the subject is likened.
pub(super) fn before(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
    near: &Near<'_>,
    holder: &Holder,
) -> Vec<PlaceTerm> {
    let terms = sentence.terms;
    let next = |ahead: usize| terms.get(holder.terms.end + ahead);
    if is_likened(terms, holder) {
        let pronoun = next(0).is_some_and(|term| term.is_mark(','))
            && next(1).is_some_and(|term| term.one_of("elle il elles ils"));
        let here = sentence.holders.iter().rev().find(|other| {
            other.terms.end < holder.terms.start
                && other.role == Role::Free
                && !other.places().is_empty()
        });
        let place = here
            .and_then(|other| sentence.places(other).pop())
            .or_else(|| antecedent::spoken_of(sentence, scene, state));
        return place.filter(|_| pronoun).into_iter().collect();
    }
    let likened = near.before.iter().find(|other| {
        other.terms.end <= holder.terms.start
            && other.role == Role::Free
            && !other.places().is_empty()
            && is_likened(terms, other)
            && terms[other.terms.end].is_mark(',')
            && holder.terms.start <= other.terms.end + 5
    });
    likened.map_or_else(Vec::new, |other| sentence.places(other))
}

/// Whether "comme", "tout comme", "à l'instar de" stand right before a holder.
fn is_likened(terms: &[Term], holder: &Holder) -> bool {
    let from = holder.terms.start.saturating_sub(4);
    let before = &terms[from..holder.terms.start];
    let Some(cue) = before.iter().rposition(|term| term.is_cue(Cue::Likewise)) else {
        return false;
    };
    let cue_word = before[cue].word();
    let alike = !matches!(cue_word, "ainsi que" | "aux cotes de" | "rejoint ainsi");
    let opens = from + cue == 0 || matches!(terms[from + cue - 1].kind, super::term::Kind::Mark(_));
    alike
        && opens
        && before[cue + 1..]
            .iter()
            .all(|term| term.one_of("la le les l de d du ville commune sa voisine son voisin"))
}
