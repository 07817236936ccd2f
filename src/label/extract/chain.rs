//! A palmarès in bare notation: names, grades and the signs between them, in whatever order and with whatever
//! signs. "4 @ : A, B ; 3 @ : C", "A, B (4 @) – C (3 @)", "A @@@@ · B @@@": where it begins and ends tells how it is read.

use super::draft::Given;
use super::give::give;
use super::scene::{Sentence, State};
use super::term::{Form, Kind, LevelTerm, PlaceTerm, Role, Term};
use super::tie::Tie;
use super::year::Years;
use crate::label::lexicon::Cue;

/// What one term is to the notation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Place,
    Grade,
    /// A name that no table knows.
    Unknown,
    Joint,
}

/// One grade, and the terms of those who have it.
struct Part {
    grade: usize,
    places: Vec<usize>,
}

/// Reads a sentence that ends in such a notation. Whether it does.
pub(super) fn chain(sentence: &Sentence<'_>, state: &mut State) -> bool {
    // Below "@@ (A, B)" a bare "@ (C)" goes on.
    let goes_on = state.drafts.last().is_some_and(|draft| {
        draft.block + 1 >= sentence.block
            && matches!(draft.rule, "list-below" | "after-name" | "list-above")
            && matches!(draft.given, Given::Grade(Some(_)))
    });
    let Some(parts) = parts(sentence.terms, goes_on) else {
        return false;
    };
    for part in parts {
        let terms = sentence.terms;
        let (Some(first), Some(last)) = (part.places.first(), part.places.last()) else {
            continue;
        };
        let value = terms[part.grade].level().and_then(grade);
        let place = |at: &usize| terms[*at].place().cloned();
        let places: Vec<PlaceTerm> = part.places.iter().filter_map(place).collect();
        let rule = if *first > part.grade {
            "list-below"
        } else {
            "after-name"
        };
        let tie = Tie {
            places,
            holder: Some(*first..*last + 1),
            rule,
            confidence: 0.94,
        };
        give(sentence, state, part.grade, value, &tie, &Years::default());
        state.last_grade = value;
        state.last_places = tie.places;
    }
    true
}

/// The parts of the notation in which a sentence ends.
fn parts(terms: &[Term], goes_on: bool) -> Option<Vec<Part>> {
    let from = begin(terms)?;
    let links: Vec<(usize, Link)> = (from..terms.len())
        .filter_map(|at| link(terms, at).map(|link| (at, link)))
        .filter(|(_, link)| *link != Link::Joint)
        .collect();
    let count = |kind: Link| links.iter().filter(|(_, link)| *link == kind).count();
    let (grades, places) = (count(Link::Grade), count(Link::Place));
    // One sign alone may be a bullet or an account.
    let single = |at: usize| {
        terms[at]
            .level()
            .is_some_and(|level| level.form == Form::Single)
    };
    let bare = links
        .iter()
        .all(|(at, link)| *link != Link::Grade || single(*at));
    if bare && !(goes_on && from == 0) {
        return None;
    }
    let least = if from == 0 {
        (1, if bare { 1 } else { 2 })
    } else {
        (2, 2)
    };
    if grades < least.0 || places < least.1 || count(Link::Unknown) * 3 > places {
        return None;
    }
    let first = links.first()?.1;
    let last = links.last()?.1;
    match (first == Link::Grade, last == Link::Grade) {
        (true, false) => split(&links, true),
        (false, true) => split(&links, false).map(|parts| alone(terms, parts)),
        _ => None,
    }
}

/// Each grade with the names behind it, or with those before it.
fn split(links: &[(usize, Link)], grade_first: bool) -> Option<Vec<Part>> {
    let mut found: Vec<Part> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, link) in links {
        match link {
            Link::Grade if grade_first => found.push(Part {
                grade: *at,
                places: Vec::new(),
            }),
            Link::Grade => found.push(Part {
                grade: *at,
                places: std::mem::take(&mut open),
            }),
            Link::Place if grade_first => found.last_mut()?.places.push(*at),
            Link::Place => open.push(*at),
            Link::Unknown | Link::Joint => {}
        }
    }
    // Two grades in a row are no notation: each has its names, known or not.
    let bare = links
        .windows(2)
        .any(|pair| pair[0].1 == Link::Grade && pair[1].1 == Link::Grade);
    (!bare).then_some(found)
}

/// "A (4) - B - C (1)": where one sign parts all names, one without its grade has none.
fn alone(terms: &[Term], mut parts: Vec<Part>) -> Vec<Part> {
    let sign = |from: usize, to: usize| {
        terms[from..to]
            .iter()
            .rev()
            .find_map(|term| match term.kind {
                Kind::Mark(mark) if !matches!(mark, '(' | ')' | '"' | ',') => Some(mark),
                _ => None,
            })
    };
    for at in 1..parts.len() {
        let before = parts[at - 1].grade;
        let [.., last_but_one, last] = parts[at].places.as_slice() else {
            continue;
        };
        let (last_but_one, last) = (*last_but_one, *last);
        let first = parts[at].places[0];
        let group = sign(before, first);
        if group.is_some() && group == sign(last_but_one, last) {
            parts[at].places = vec![last];
        }
    }
    parts
}

/// Where the notation begins: with the sentence, or behind the colon that introduces it.
fn begin(terms: &[Term]) -> Option<usize> {
    let Some(last) = (0..terms.len()).rev().find(|at| link(terms, *at).is_none()) else {
        return Some(0);
    };
    let colon = (last + 1..terms.len()).find(|at| terms[*at].is_mark(':'))?;
    let clear = terms[last + 1..colon]
        .iter()
        .all(|term| term.place().is_none() && term.level().is_none());
    // What introduces it hopes for nothing and speaks of no other label.
    let apart = terms[..colon].iter().any(|term| {
        matches!(
            term.kind,
            Kind::OtherLabel
                | Kind::OtherUnit
                | Kind::Level(_)
                | Kind::Place(_)
                | Kind::Mention { .. }
                | Kind::Cue(Cue::Hope | Cue::Negation | Cue::Candidacy | Cue::Last, _)
        ) || term.is_mark('?')
    });
    (clear && !apart).then_some(colon + 1)
}

/// What a term is to the notation; nothing where it belongs to none.
fn link(terms: &[Term], at: usize) -> Option<Link> {
    match &terms[at].kind {
        Kind::Place(place) if place.role != Role::Office => Some(Link::Place),
        Kind::Level(level) => grade(level).map(|_| Link::Grade),
        Kind::Department(_) => Some(Link::Joint),
        Kind::Mark(mark) => is_joint(*mark).then_some(Link::Joint),
        Kind::Cue(Cue::Likewise, word) if word == "ainsi que" => Some(Link::Joint),
        Kind::Cue(Cue::Town | Cue::Crowd, _) => terms
            .get(at + 1)
            .is_some_and(|next| next.one_of("de d du des") || next.place().is_some())
            .then_some(Link::Joint),
        Kind::Word { capital: true, folded } if folded.len() > 3 => {
            let parted = |term: Option<&Term>| {
                term.is_none_or(|term| {
                    matches!(term.kind, Kind::Mark(_)) || term.one_of("et de du le la les sur en")
                })
            };
            let before = at.checked_sub(1).map(|before| &terms[before]);
            (at > 0 && parted(before) && parted(terms.get(at + 1))).then_some(Link::Unknown)
        }
        _ => terms[at]
            .one_of("la le les l de d du des et puis enfin dans en avec pour à au aux niveau niveaux ville villes commune communes")
            .then_some(Link::Joint),
    }
}

/// The one grade that a bare notation may tell so: no step, no maximum, nothing that stands for the unit.
pub(super) fn grade(level: &LevelTerm) -> Option<u8> {
    let told = level.from.is_none()
        && !level.stars
        && !matches!(level.form, Form::Highest | Form::Other | Form::Ordinal);
    level.value().filter(|_| told)
}

/// Whether a sign may stand between the parts of a bare notation.
pub(super) const fn is_joint(mark: char) -> bool {
    !matches!(mark, '?' | '+' | '%' | '#' | '=' | '€')
}
