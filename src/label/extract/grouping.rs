//! Groupings of communes that no single name of the gazetteer covers: several under one type word
//! ("les communautés de communes A, B et C"), and names that are no longer in force.

use super::term::{Kind, PlaceTerm, Role, Term};
use crate::label::claim::PlaceKind;
use crate::label::gazetteer::Gazetteer;

/// Type words in the plural, and what one grouping of the kind is called.
const HEADS: &[(&[&str], &str)] = &[
    (&["communautes", "de", "communes"], "communauté de communes"),
    (
        &["communautes", "d", "agglomeration"],
        "communauté d'agglomération",
    ),
    (
        &["communautes", "d", "agglomerations"],
        "communauté d'agglomération",
    ),
    (&["communautes", "urbaines"], "communauté urbaine"),
];

/// Reads every list of groupings of a sentence, and completes names that are cut short.
pub(super) fn read(gazetteer: &Gazetteer, text: &str, terms: &mut Vec<Term>) {
    let mut at = 0;
    while at < terms.len() {
        extend(gazetteer, text, terms, at);
        if let Some((len, kind)) = head(terms, at) {
            let (places, end) = listed(gazetteer, text, terms, at + len, kind);
            if !places.is_empty() {
                let mut found = Vec::new();
                for place in places {
                    if !found.is_empty() {
                        found.push(Term {
                            span: place.span.start..place.span.start,
                            kind: Kind::Mark(','),
                        });
                    }
                    found.push(Term {
                        span: place.span.clone(),
                        kind: Kind::Place(Box::new(place)),
                    });
                }
                let after = at + found.len();
                terms.splice(at..end, found);
                at = after;
            }
        }
        at += 1;
    }
}

fn head(terms: &[Term], at: usize) -> Option<(usize, &'static str)> {
    HEADS.iter().find_map(|(words, kind)| {
        // "communautés" and "communes" may be one cue or plain words.
        let mut next = at;
        for word in *words {
            if terms.get(next)?.word() != *word {
                return None;
            }
            next += 1;
        }
        Some((words.len(), *kind))
    })
}

fn names(term: &Term) -> bool {
    match &term.kind {
        Kind::Place(place) => !place.grouping,
        Kind::Word { capital: true, .. } => true,
        _ => false,
    }
}

fn joins(term: &Term) -> bool {
    term.one_of("de du des d la le les l en sur")
}

/// The groupings named from term `from` on, and the term after them.
fn listed(
    gazetteer: &Gazetteer,
    text: &str,
    terms: &[Term],
    from: usize,
    kind: &str,
) -> (Vec<PlaceTerm>, usize) {
    let mut found = Vec::new();
    let mut at = from;
    let mut end = from;
    while let Some(part) = part(terms, at) {
        let (start, mut stop) = part;
        // "Erdre et Gesvres" is one name, "A et B" are two.
        if terms.get(stop).is_some_and(|term| term.word() == "et")
            && let Some((_, more)) = self::part(terms, stop + 1)
        {
            let joined = &text[terms[start].span.start..terms[more - 1].span.end];
            let plural = format!("{joined}s");
            if !gazetteer.epci_by_core(joined).is_empty()
                || !gazetteer.epci_by_core(&plural).is_empty()
            {
                stop = more;
            }
        }
        found.push(grouping(gazetteer, text, &terms[start..stop], kind));
        end = stop;
        let joint = terms
            .get(stop)
            .is_some_and(|term| term.is_mark(',') || term.word() == "et");
        if !joint {
            break;
        }
        at = stop + 1;
    }
    (found, end)
}

/// One name: capitalised words and what joins them.
fn part(terms: &[Term], from: usize) -> Option<(usize, usize)> {
    let start = (from..terms.len()).find(|at| !joins(&terms[*at]))?;
    let mut end = start;
    while end < terms.len()
        && (names(&terms[end])
            || end > start && joins(&terms[end]) && terms.get(end + 1).is_some_and(names))
    {
        end += 1;
    }
    (end > start).then_some((start, end))
}

fn grouping(gazetteer: &Gazetteer, text: &str, words: &[Term], kind: &str) -> PlaceTerm {
    let span = words.first().map_or(0, |term| term.span.start)
        ..words.last().map_or(0, |term| term.span.end);
    let name = text.get(span.clone()).unwrap_or_default();
    let mut candidates = gazetteer.epci_by_core(name);
    candidates.retain(|found| found.kind == PlaceKind::Epci);
    PlaceTerm {
        candidates,
        written: format!("{kind} {name}"),
        department: None,
        foreign: false,
        land: false,
        grouping: true,
        sure: true,
        role: Role::Free,
        span,
    }
}

/// "communauté d'agglomération Caux [Vallée de Seine]": the words that follow belong to the name.
fn extend(gazetteer: &Gazetteer, text: &str, terms: &mut Vec<Term>, at: usize) {
    let Some(place) = terms[at]
        .place()
        .filter(|place| place.grouping && place.candidates.is_empty())
    else {
        return;
    };
    let mut end = at + 1;
    while end < terms.len()
        && (names(&terms[end]) || joins(&terms[end]) && terms.get(end + 1).is_some_and(names))
    {
        end += 1;
    }
    if end == at + 1 {
        return;
    }
    let span = terms[at].span.start..terms[end - 1].span.end;
    let mut place = place.clone();
    text[span.clone()].clone_into(&mut place.written);
    place.candidates = gazetteer.epci_by_name(&place.written);
    terms.splice(
        at..end,
        [Term {
            span,
            kind: Kind::Place(Box::new(place)),
        }],
    );
}
