//! "cette année-là", "la même année": the year that the text named last.

use super::term::{Kind, Term};

/// Puts `year` in the place of the words that point at it.
pub(super) fn resolve(terms: &mut Vec<Term>, year: Option<i16>) {
    let mut named = year;
    let mut at = 0;
    while at < terms.len() {
        if let Kind::Year(year) = terms[at].kind {
            named = Some(year);
        }
        if let Some(year) = named.filter(|_| points(terms, at)) {
            let (first, last) = (terms[at].span.clone(), terms[at + 2].span.clone());
            let on = Kind::Word {
                folded: "en".to_owned(),
                capital: false,
            };
            let word = Term {
                span: first.clone(),
                kind: on,
            };
            let when = Term {
                span: terms[at + 1].span.start..last.end,
                kind: Kind::Year(year),
            };
            terms.splice(at..at + 3, [word, when]);
        }
        at += 1;
    }
}

/// "cette année-là", "la même année".
fn points(terms: &[Term], at: usize) -> bool {
    that_year(&terms[at..]) || same_year(&terms[at..])
}

/// "cette année-là"; in "cette année la note" the article has no accent, and is a byte shorter.
pub(super) fn that_year(terms: &[Term]) -> bool {
    matches!(terms, [first, second, third, ..]
        if first.word() == "cette" && second.word() == "annee" && third.word() == "la"
            && third.span.len() == "là".len())
}

fn same_year(terms: &[Term]) -> bool {
    matches!(terms, [first, second, third, ..]
        if first.word() == "la" && second.word() == "meme" && third.word() == "annee")
}

/// The one year that a sentence names; `before` where it names none.
pub(super) fn named(terms: &[Term], before: Option<i16>) -> Option<i16> {
    let mut years = terms.iter().filter_map(|term| match term.kind {
        Kind::Year(year) => Some(year),
        _ => None,
    });
    match (years.next(), years.next_back()) {
        (Some(year), None) => Some(year),
        (Some(_), Some(_)) => None,
        (None, _) => before,
    }
}
