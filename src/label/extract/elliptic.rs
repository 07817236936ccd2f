//! Numbers that stand for grades without their unit: "en a eu quatre", "trois pour Yville".

use super::term::{Form, Kind, LevelTerm, Term};
use crate::label::lexicon::Cue;

/// Makes grades of the numbers that stand for them. `label_near`: the label's name or unit stands in
/// this sentence or beside it.
pub(super) fn complete(terms: &mut [Term], label_near: bool) {
    let mut seen = label_near && terms.iter().all(|term| term.level().is_none());
    for at in 0..terms.len() {
        if let Kind::Level(level) = &terms[at].kind {
            seen |= level.form != Form::Single;
        }
        let Kind::Number(value @ 1..=5) = terms[at].kind else {
            continue;
        };
        if seen && stands_for_grade(terms, at) {
            terms[at].kind = Kind::Level(LevelTerm::one(
                u8::try_from(value).unwrap_or(1),
                Form::Elliptic,
            ));
        }
    }
}

fn stands_for_grade(terms: &[Term], at: usize) -> bool {
    let told = terms[..at].iter().any(|term| term.level().is_some());
    if told && is_first_ones(terms, at) {
        return true;
    }
    if !counts_nothing(terms.get(at + 1)) {
        return false;
    }
    let word = |steps: usize| at.checked_sub(steps).map_or("", |back| terms[back].word());
    // "se contentent de deux".
    let settles = word(1) == "de" && word(2).starts_with("content");
    // "n'a pas cinq arobases mais quatre", "mieux que Xville (trois)".
    let instead = told && word(1) == "mais";
    let bracketed = told
        && at >= 2
        && terms[at - 1].is_mark('(')
        && terms[at - 2].place().is_some()
        && terms.get(at + 1).is_some_and(|next| next.is_mark(')'));
    is_of_them(terms, at) || instead || bracketed || settles || moves_to(terms, at) || told && (is_for_whom(terms, at) || follows_name(terms, at))
}

/// "les deux premières, obtenues en 2016": the unit is that of the grade told before.
fn is_first_ones(terms: &[Term], at: usize) -> bool {
    let ends = |term: &Term| {
        let kind = matches!(
            term.kind,
            Kind::Mark(_) | Kind::Cue(Cue::Award, _) | Kind::Year(_)
        );
        kind || term.word() == "en"
    };
    terms
        .get(at + 1)
        .is_some_and(|term| term.one_of("premieres premiers"))
        && terms.get(at + 2).is_none_or(ends)
}

/// "est redescendue à trois", "monte désormais à quatre".
fn moves_to(terms: &[Term], at: usize) -> bool {
    let moves = |steps: usize| {
        at.checked_sub(steps).is_some_and(|back| {
            terms[back].begins("redescend descend retomb tomb remont mont pass grimp revien reven rest stagn plafonn bloqu culmin")
        })
    };
    let to = at.checked_sub(1).is_some_and(|back| terms[back].word() == "à");
    to && (moves(2) || moves(3))
}

/// Whether what follows a number is no noun that it counts.
fn counts_nothing(next: Option<&Term>) -> bool {
    let Some(next) = next else { return true };
    let sign = matches!(
        next.kind,
        Kind::Mark(',' | '.' | ';' | '!' | ')' | ':' | '…')
            | Kind::Year(_)
            | Kind::Run(_)
            | Kind::Cue(Cue::Likewise | Cue::Last, _)
    );
    sign || next
        .one_of("et pour à aux en tandis contre cette quand desormais alors comme depuis au")
}

/// "en compte désormais quatre", "en ont reçu trois".
fn is_of_them(terms: &[Term], at: usize) -> bool {
    (2..=5.min(at)).any(|steps| {
        let verb = &terms[at + 1 - steps];
        let between = &terms[at + 1 - steps..at];
        let plain = |term: &Term| {
            !matches!(
                term.kind,
                Kind::Mark(_) | Kind::Place(_) | Kind::Number(_) | Kind::Year(_)
            )
        };
        terms[at - steps].word() == "en"
            && between.iter().all(plain)
            && matches!(verb.kind, Kind::Word { .. } | Kind::Cue(Cue::Award, _))
            && !verb.one_of("les la le")
    })
}

/// "trois pour Yville", "deux pour vingt communes".
fn is_for_whom(terms: &[Term], at: usize) -> bool {
    let someone = |term: &Term| {
        matches!(term.kind, Kind::Place(_) | Kind::Number(_))
            || term.is_cue(Cue::Crowd)
            || term.is_cue(Cue::Town)
    };
    terms
        .get(at + 1)
        .is_some_and(|term| term.one_of("pour à aux au"))
        && terms[at + 2..].iter().take(4).any(someone)
}

/// "Xville cinq arobases, Yville quatre", "Xville de cinq arobases et Yville de trois", "trois en 2017".
fn follows_name(terms: &[Term], at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map(|back| &terms[back]);
    let is_name = |term: &Term| matches!(term.kind, Kind::Place(_));
    let of_name = back(1).is_some_and(|term| term.word() == "de") && back(2).is_some_and(is_name);
    let in_year = terms.get(at + 1).is_some_and(|term| term.word() == "en")
        && terms
            .get(at + 2)
            .is_some_and(|term| matches!(term.kind, Kind::Year(_)));
    let nth = |term: &Term| term.one_of("premiere seconde deuxieme troisieme derniere");
    of_name || in_year || back(1).is_some_and(|term| is_name(term) || nth(term))
}
