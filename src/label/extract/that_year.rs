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
        if let Some((year, len)) = named.and_then(|year| after(terms, at, year)) {
            let span = terms[at].span.start..terms[at + len - 1].span.end;
            let word = Term {
                span: span.start..span.start,
                kind: Kind::Word {
                    folded: "en".to_owned(),
                    capital: false,
                },
            };
            let when = Term {
                span,
                kind: Kind::Year(year),
            };
            terms.splice(at..at + len, [word, when]);
            named = Some(year);
            at += 1;
            continue;
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

/// "l'année suivante", "un an plus tard", "deux ans après" told of `year`: the year meant, and how many terms say so.
fn after(terms: &[Term], at: usize, year: i16) -> Option<(i16, usize)> {
    let word = |ahead: usize| terms.get(at + ahead).map_or("", Term::word);
    let ends = |ahead: usize| {
        terms
            .get(at + ahead)
            .is_none_or(|next| matches!(next.kind, Kind::Mark(_)))
    };
    match (word(0), word(1), word(2)) {
        ("l", "annee", "suivante") | ("l", "an", "suivant") => return Some((year + 1, 3)),
        ("l", "annee", "d") if word(3) == "apres" => return Some((year + 1, 4)),
        _ => {}
    }
    let count = match terms[at].kind {
        Kind::Number(count @ 2..=9) => i16::try_from(count).ok()?,
        _ if terms[at].one_of("un une") => 1,
        _ => return None,
    };
    let later = matches!(word(1), "an" | "ans") && word(2) == "plus" && word(3) == "tard";
    (later && ends(4)).then_some((year + count, 4))
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
