//! Several years told together: "2016, 2017 et 2018", "de 2016 à 2018".

use super::term::{Kind, Term};

/// Whether the year at `here` ends a span: "de 2016 à 2018", "2016-2018".
pub(super) fn ends_at(terms: &[Term], here: usize) -> bool {
    here >= 2
        && (terms[here - 1].one_of("à au") || terms[here - 1].is_mark('-'))
        && matches!(terms[here - 2].kind, Kind::Year(_))
}

/// The editions from one year to another: nothing was held in 2010.
pub(super) fn editions(from: i16, to: i16) -> Vec<i16> {
    if from >= to || to - from > 12 {
        return vec![from, to];
    }
    (from..=to).filter(|year| *year != 2010).collect()
}

/// The years that the one at `here` closes: "2016, 2017 et 2018", "de 2016 à 2018".
pub(super) fn listed(terms: &[Term], here: usize, start: usize) -> (Vec<i16>, usize) {
    let Kind::Year(year) = terms[here].kind else {
        return (Vec::new(), here);
    };
    let mut found = vec![year];
    let mut first = here;
    loop {
        let joints = terms[start..first]
            .iter()
            .rev()
            .take_while(|term| {
                term.is_mark(',') || term.one_of("et en puis à au") || term.is_mark('-')
            })
            .count();
        let Some(before) = first
            .checked_sub(joints + 1)
            .filter(|before| *before >= start)
        else {
            return (found, first);
        };
        let (Kind::Year(earlier), 1..=3) = (&terms[before].kind, joints) else {
            return (found, first);
        };
        if ends_at(terms, first) {
            let last = found.remove(0);
            found.splice(0..0, editions(*earlier, last));
        } else {
            found.insert(0, *earlier);
        }
        first = before;
    }
}

/// "mieux qu'en 2018, où elle n'avait obtenu que trois": the clause is about the year at `here`.
pub(super) fn opens_clause(terms: &[Term], here: usize) -> bool {
    let comma = usize::from(terms.get(here + 1).is_some_and(|next| next.is_mark(',')));
    terms
        .get(here + 1 + comma)
        .is_some_and(|next| next.one_of("où quand lorsque lorsqu annee qui"))
}
