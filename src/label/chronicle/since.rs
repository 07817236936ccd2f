//! Since when a collectivity holds what it holds.

use std::collections::BTreeMap;

use super::grades;
use crate::label::claim::Arobases;
use crate::label::edition::ordinal_of_year;
use crate::label::record::Record;

/// From which edition on every page says so many arobases or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since {
    /// The grade.
    pub arobases: Arobases,
    /// The first year of the run that reaches to the last observation.
    pub year: i16,
    /// Whether some page says more than this since.
    pub more: bool,
    /// Whether the edition before was observed with less; else it may have been so earlier.
    pub exact: bool,
    /// Editions of that run that were not observed.
    pub gaps: usize,
}

/// For every grade up to that of the last observation, since when every observation has that or more:
/// the highest first, grades of one and the same year told once, by the highest.
///
/// An observation that leaves the grade open (no grade given; sides below and above) neither begins
/// nor breaks a run. Editions not observed do not break it either: they are counted.
pub fn since(levels: &BTreeMap<i16, &Record>) -> Vec<Since> {
    let seen: Vec<(i16, Arobases, Arobases)> = levels
        .iter()
        .filter_map(|(year, record)| grades(record).map(|(least, most)| (*year, least, most)))
        .collect();
    let highest = seen.last().map_or(0, |(_, least, _)| least.count());
    let mut told: Vec<Since> = Vec::new();
    for grade in (1..=highest).rev().filter_map(Arobases::new) {
        let Some(found) = run(&seen, levels, grade) else {
            continue;
        };
        if told.iter().all(|other| other.year != found.year) {
            told.push(found);
        }
    }
    told
}

/// The run of observations of `grade` or more that reaches to the last one.
fn run(
    seen: &[(i16, Arobases, Arobases)],
    levels: &BTreeMap<i16, &Record>,
    grade: Arobases,
) -> Option<Since> {
    // A run ends where everything said is less.
    let less = seen.iter().rposition(|(_, _, most)| *most < grade);
    let behind = less.map_or(0, |at| at + 1);
    let run = seen.get(behind..)?;
    let (year, ..) = run.iter().find(|(_, least, _)| *least >= grade)?;
    let (last, ..) = run.last()?;
    let gap = |year: &i16| ordinal_of_year(*year).is_some() && !levels.contains_key(year);
    let before = less.and_then(|at| seen.get(at)).map(|(year, ..)| *year);
    Some(Since {
        arobases: grade,
        year: *year,
        more: run.iter().any(|(_, _, most)| *most > grade),
        exact: before.is_some_and(|before| is_next(before, *year)),
        gaps: (*year..=*last).filter(gap).count(),
    })
}

/// Whether no edition lies between two years.
pub(super) fn is_next(before: i16, after: i16) -> bool {
    (before + 1..after).all(|year| ordinal_of_year(year).is_none())
}

#[cfg(test)]
mod tests {
    use super::super::tests::level;
    use super::*;

    /// Grade, year, exact, gaps.
    fn told(observed: &[(i16, &[u8])]) -> Vec<(u8, i16, bool, usize)> {
        let records: Vec<Record> = observed
            .iter()
            .map(|(year, grades)| level("59009", Some(*year), grades))
            .collect();
        let levels = records
            .iter()
            .map(|record| (record.year.unwrap(), record))
            .collect();
        let told = since(&levels);
        told.iter()
            .map(|since| (since.arobases.count(), since.year, since.exact, since.gaps))
            .collect()
    }

    #[test]
    fn each_grade_is_told_from_its_first_year_and_gaps_are_counted() {
        let observed: [(i16, &[u8]); 5] = [
            (2011, &[4]),
            (2012, &[4]),
            (2013, &[4, 5]),
            (2016, &[5]),
            (2018, &[5]),
        ];
        assert_eq!(told(&observed), [(5, 2016, false, 1), (4, 2011, false, 3)]);
    }

    #[test]
    fn it_is_exact_where_the_edition_before_had_less() {
        assert_eq!(told(&[(2015, &[4]), (2016, &[5])])[0], (5, 2016, true, 0));
        assert!(!told(&[(2014, &[4]), (2016, &[5])])[0].2);
        assert!(
            told(&[(2009, &[4]), (2011, &[5])])[0].2,
            "2010 is no edition"
        );
    }

    #[test]
    fn a_lower_grade_breaks_the_run_and_what_leaves_it_open_does_not() {
        assert_eq!(
            told(&[(2011, &[5]), (2012, &[3]), (2013, &[5])]),
            [(5, 2013, true, 0), (3, 2011, false, 0)]
        );
        assert_eq!(
            told(&[(2011, &[5]), (2012, &[]), (2013, &[5])]),
            [(5, 2011, false, 0)]
        );
    }

    #[test]
    fn where_the_last_observation_is_contested_only_its_lower_side_is_sure() {
        assert_eq!(
            told(&[(2012, &[4]), (2013, &[4, 5])]),
            [(4, 2012, false, 0)]
        );
        assert_eq!(told(&[(2013, &[])]), []);
    }
}
