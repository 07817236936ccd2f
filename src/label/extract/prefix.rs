//! Grades before their holder: "cinq @ pour Xville", "4 arobases : A, B", "remises à …, maire de Xville".

use super::crowd;
use super::holder::{Holder, Who};
use super::scene::{Scene, Sentence, State};
use super::term::{Kind, Role, Term};
use super::tie::{Near, Tie};
use super::who::who_is;

/// `cinq @ pour Xville`, `4 arobases : Xville, Yville`, `5 arobases remises à …, maire de Xville`.
pub(super) fn prefix(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
    near: &Near<'_>,
    has_subject: bool,
) -> Option<Tie> {
    let terms = sentence.terms;
    let holder = *near.after.first()?;
    let gap = &terms[near.at + 1..holder.terms.start];
    let by_size = is_equation(gap);
    let listed = !has_subject && opens_list(gap);
    if !(by_size
        || listed
        || is_for(terms, near.at, gap, has_subject)
        || !has_subject && is_handed(gap, holder))
    {
        return None;
    }
    let rule = if listed { "list-below" } else { "for-whom" };
    match &holder.who {
        Who::Crowd(_) => crowd::named(sentence, near, holder),
        Who::Town | Who::Nth(_) | Who::Latter => {
            let place = who_is(sentence, holder, scene, state)?;
            Some(Tie::one(place, Some(holder), rule, 0.88))
        }
        Who::Places(_) => {
            let mut tie = Tie::of(sentence, holder, rule, 0.94);
            // "… est Xville, et la plus grande, Yville"; a list goes on to its end.
            let more = near
                .after
                .iter()
                .skip(1)
                .filter(|more| listed || by_size && is_sized(terms, more));
            tie.places
                .extend(more.flat_map(|more| sentence.places(more)));
            Some(tie)
        }
    }
}

/// "pour Xville"; "à Xville" where nobody else is the subject.
fn is_for(terms: &[Term], at: usize, gap: &[Term], has_subject: bool) -> bool {
    let mut words = gap.iter().filter(|term| !term.word().is_empty());
    let first = gap.iter().find(|term| {
        !term.word().is_empty() && !term.one_of("vont va sont allees est allee revient reviennent")
    });
    let small = words.all(|word| {
        word.one_of("vont va sont allees est allee revient reviennent pour à au aux la le les l de d du des finir terminer conclure egalement aussi encore chacune chacun respectivement")
    });
    let close = gap.len() <= 6
        && gap
            .iter()
            .all(|term| !matches!(term.kind, Kind::Mark(';' | '!')));
    let whom = |term: &Term| {
        term.word() == "pour"
            || term.one_of("à au aux") && (!has_subject || gives_before(terms, at))
    };
    small && close && first.is_some_and(whom)
}

/// "remises à Jeanne Petit, maire de Xville".
fn is_handed(gap: &[Term], holder: &Holder) -> bool {
    holder.role != Role::Landmark
        && gap.len() <= 14
        && gap.iter().any(gives)
        && gap.iter().any(|term| term.one_of("à au aux"))
}

fn opens_list(gap: &[Term]) -> bool {
    // "… des cinq arobases compte désormais quatorze membres : A, B".
    let colon = gap.iter().position(|term| term.is_mark(':'));
    let counted = colon.is_some_and(|colon| {
        colon <= 9
            && gap.len() <= colon + 3
            && gap[..colon].iter().any(|term| {
                matches!(term.kind, Kind::Number(_))
                    || term.begins("membre laureat gagnant gratin elu champion")
            })
    });
    counted
        || gap
            .iter()
            .take(4)
            .any(|term| term.is_mark(':') || term.is_mark('>'))
        || gap.len() == 1 && gap[0].is_mark('(')
}

/// "La plus petite à obtenir cinq arobases *est* Xville".
fn is_equation(gap: &[Term]) -> bool {
    let words: Vec<&str> = gap
        .iter()
        .map(Term::word)
        .filter(|word| !word.is_empty())
        .collect();
    gap.len() <= 3
        && matches!(
            words.as_slice(),
            ["est" | "sont"] | ["s", "appelle"] | ["se", "nomme"]
        )
}

/// "et la plus grande, Yville".
fn is_sized(terms: &[Term], holder: &Holder) -> bool {
    let before = &terms[holder.terms.start.saturating_sub(5)..holder.terms.start];
    before
        .windows(2)
        .any(|pair| pair[0].word() == "plus" && pair[1].begins("grand petit peupl"))
}

fn gives(term: &Term) -> bool {
    term.begins(
        "attribu decern remis remet accord offer donn allee reviennent revient revenu echoi octroy vont va",
    )
}

pub(super) fn gives_before(terms: &[Term], at: usize) -> bool {
    let passive = terms[..at]
        .iter()
        .any(|term| term.one_of("vu vue vus vues voit voient"));
    !passive && terms[..at].iter().rev().take(8).any(gives)
}
