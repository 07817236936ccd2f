//! Grades right behind their holder: `Xville (3 @)`, `Xville : 3 arobases`, `Xville avec ses 3 @`.

use super::crowd;
use super::holder::Holder;
use super::prefix::gives_before;
use super::scene::Sentence;
use super::term::{Form, Kind, Role, Term};
use super::tie::{Near, Tie};

/// `Xville (3 @)`, `Xville (59) @@@`, `Xville : 3 arobases`, `Xville avec ses 3 @`.
pub(super) fn postfix(sentence: &Sentence<'_>, near: &Near<'_>) -> Option<Tie> {
    let holder = near
        .before
        .last()
        .filter(|holder| !holder.places().is_empty())?;
    let gap = &sentence.terms[holder.terms.end..near.at];
    if let Some(sure) = said_of(gap, holder) {
        return Some(Tie::of(sentence, holder, "after-name", sure));
    }
    // "est revenue de Lille avec trois arobases", "venait de Lyon : deux arobases".
    let comes = |term: &Term| term.word() == "avec" || term.is_mark(':');
    if holder.role == Role::Landmark && gap.iter().any(comes) {
        return None;
    }
    // "proclamé à Xville : quatre arobases pour …": the colon follows the whole sentence.
    let clause = sentence.terms[..holder.terms.start]
        .iter()
        .rposition(|term| term.is_mark(';'))
        .map_or(0, |mark| mark + 1);
    if holder.role == Role::At
        && holder.terms.start - clause > 2
        && gap.iter().any(|term| term.is_mark(':'))
    {
        return None;
    }
    // "Xville, quatre": the comma stands for the verb.
    let is_elliptic = sentence.terms[near.at]
        .level()
        .is_some_and(|level| level.form == Form::Elliptic);
    // "La palme revient à Xville, avec cinq arobases."
    let apposed = matches!(gap, [comma, with] if comma.is_mark(',') && with.word() == "avec")
        && (holder.role == Role::Free || gives_before(sentence.terms, holder.terms.start))
        && sentence
            .terms
            .get(near.at + 1)
            .is_none_or(|next| matches!(next.kind, Kind::Mark(_)));
    if is_given_on(sentence, near, gap, is_elliptic) {
        return None;
    }
    let tight = gap.iter().all(|term| {
        matches!(
            term.kind,
            Kind::Mark('(' | '"' | ':' | '-' | '>' | '=' | '[' | '/')
        ) || term.is_mark(',') && (is_elliptic || apposed)
            || term.one_of("avec et ses label ville internet")
    });
    let own = gap.iter().any(|term| term.word() == "ses");
    // "A et trois @ pour B": a bare "et" begins the next one.
    if !tight || !own && gap.iter().any(|term| term.word() == "et") {
        return None;
    }
    if own && is_received_at(sentence.terms, holder) {
        return None;
    }
    let given = holder.role == Role::At && gives_before(sentence.terms, near.at);
    let rule = if own && !given { "state" } else { "after-name" };
    let mut tie = Tie::of(sentence, holder, rule, 0.96);
    // "Xville rejoint Yville avec trois @".
    if gap.iter().any(|term| term.word() == "avec") {
        tie.places.extend(crowd::joined(sentence, near, holder));
    }
    Some(tie)
}

/// "sur la route de Xville (labellisée trois arobases)", "Félicitations à Xville pour ses quatre arobases": how sure it is
/// that what stands between a name and the grade makes it its own.
fn said_of(gap: &[Term], holder: &Holder) -> Option<f32> {
    match gap {
        [bracket, word] if bracket.is_mark('(') && word.begins("labell label") => Some(0.92),
        [because, its] if because.word() == "pour" && its.one_of("ses leurs") => {
            (holder.role <= Role::At).then_some(0.9)
        }
        _ => None,
    }
}

/// "En recevant à Xville ses quatre arobases, Yville …": where they were received.
fn is_received_at(terms: &[Term], holder: &Holder) -> bool {
    holder.role == Role::At
        && terms[..holder.terms.start]
            .iter()
            .rev()
            .take(5)
            .any(|term| term.begins("recev recoi recu decroch obten retir"))
}

/// "quatre à Xville, trois à Yville", "5 @ pour Xville / 4 @ pour Yville": what follows says whose it is.
fn is_given_on(sentence: &Sentence<'_>, near: &Near<'_>, gap: &[Term], elliptic: bool) -> bool {
    let apart =
        |term: &Term| term.is_mark(',') && elliptic || matches!(term.kind, Kind::Mark('/' | '-'));
    let named = near
        .after
        .first()
        .is_some_and(|next| next.terms.start <= near.at + 4 && !next.places().is_empty());
    let next = sentence.terms.get(near.at + 1);
    (elliptic || named)
        && gap.iter().any(apart)
        && next.is_some_and(|next| next.one_of("à au aux pour"))
}
