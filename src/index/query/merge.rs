//! One key given twice: both values, since no record has two years or two departments.

use super::{Clause, Span, Term};

/// `clauses` with those of one key joined into the first of them; negated ones stay apart, since
/// all of them must fail to hold anyway.
pub(super) fn same_keys(clauses: Vec<Clause>) -> Vec<Clause> {
    let mut merged: Vec<Clause> = Vec::with_capacity(clauses.len());
    for clause in clauses {
        let joined = merged
            .iter_mut()
            .filter(|before| !before.negated && !clause.negated)
            .any(|before| join(before, &clause));
        if !joined {
            merged.push(clause);
        }
    }
    merged
}

/// Joins `clause` into `before` where both are of one key.
fn join(before: &mut Clause, clause: &Clause) -> bool {
    match (&mut before.term, &clause.term) {
        (Term::Town(all), Term::Town(more))
        | (Term::Code(all), Term::Code(more))
        | (Term::Mention(all), Term::Mention(more)) => all.extend(more.iter().cloned()),
        (Term::Department(all), Term::Department(more))
        | (Term::Region(all), Term::Region(more))
        | (Term::Status(all), Term::Status(more))
        | (Term::Kind(all), Term::Kind(more)) => all.extend(more),
        (Term::Place(all), Term::Place(more)) => all.extend(more),
        (Term::Year(all), Term::Year(more)) => match (all.as_slice(), more.as_slice()) {
            ([Some(one)], [Some(other)]) if meet(*one, *other, 0, 9999) => {
                *all = vec![Some(common(*one, *other))];
            }
            _ => all.extend(more),
        },
        (Term::Published(all), Term::Published(more)) => match (all.as_slice(), more.as_slice()) {
            ([one], [other]) if meet(*one, *other, 0, u32::MAX) => {
                *all = vec![common(*one, *other)];
            }
            _ => all.extend(more),
        },
        _ => return false,
    }
    before.typed = format!("{} {}", before.typed, clause.typed);
    true
}

/// Whether two spans are a least and a greatest end that leave something between them.
fn meet<T: PartialOrd + Copy>(one: Span<T>, other: Span<T>, least: T, most: T) -> bool {
    let ends = |one: Span<T>, other: Span<T>| one.to == most && other.from == least;
    (ends(one, other) || ends(other, one)) && one.from <= other.to && other.from <= one.to
}

fn common<T: PartialOrd>(one: Span<T>, other: Span<T>) -> Span<T> {
    let from = if one.from > other.from {
        one.from
    } else {
        other.from
    };
    let to = if one.to < other.to { one.to } else { other.to };
    Span { from, to }
}
