//! How much of each edition is known, against what was officially told of it.

use super::{Chronicles, grades};
use crate::label::edition::{Edition, ordinal_of_year};
use crate::label::record::Record;

/// How many are known of how many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Collectivities with a record.
    pub known: usize,
    /// The official totals, several where sources disagree; none where no source tells one.
    pub official: Vec<u32>,
}

/// How much is known of one edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Its year.
    pub year: i16,
    /// Its ordinal; none for a year that is no edition.
    pub edition: Option<u16>,
    /// All laureates.
    pub all: Share,
    /// Those at one to five arobases, whose grade nobody disputes.
    pub levels: [Share; 5],
    /// Known, but the grade is contested.
    pub contested: usize,
    /// Known, but no source gives the grade.
    pub without_grade: usize,
}

/// A collectivity observed in a neighbouring edition, and not in this one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Missing<'r> {
    /// The edition in which it is missing.
    pub year: i16,
    /// Its record in the nearest covered edition before.
    pub before: Option<&'r Record>,
    /// Its record in the nearest covered edition after.
    pub after: Option<&'r Record>,
}

impl Share {
    /// Whole percents, rounded down, of the greatest total told: at least so much is known.
    pub fn percent(&self) -> Option<usize> {
        let total = usize::try_from(*self.official.iter().max()?).ok()?;
        (self.known * 100).checked_div(total)
    }

    /// Whether more are known than any source tells: then something is wrong on one side.
    pub fn is_too_many(&self) -> bool {
        let most = self.official.iter().max();
        most.is_some_and(|most| self.known > usize::try_from(*most).unwrap_or(usize::MAX))
    }
}

impl Missing<'_> {
    /// One of its two records.
    pub fn record(&self) -> Option<&Record> {
        self.before.or(self.after)
    }
}

impl<'r> Chronicles<'r> {
    /// The coverage of every edition in `editions` and of every other year that has a record, by year.
    pub fn coverage(&self, editions: &[Edition]) -> Vec<Coverage> {
        let mut years: Vec<i16> = editions.iter().map(|edition| edition.year).collect();
        years.extend(self.covered().keys());
        years.sort_unstable();
        years.dedup();
        years
            .into_iter()
            .map(|year| {
                let edition = editions.iter().find(|edition| edition.year == year);
                self.of_edition(year, edition)
            })
            .collect()
    }

    fn of_edition(&self, year: i16, edition: Option<&Edition>) -> Coverage {
        let mut coverage = Coverage {
            year,
            edition: ordinal_of_year(year),
            ..Coverage::default()
        };
        if let Some(edition) = edition {
            coverage.all.official.clone_from(&edition.laureates);
            for (share, told) in coverage.levels.iter_mut().zip(&edition.grades) {
                share.official.clone_from(told);
            }
        }
        let records = self.towns().filter_map(|(_, town)| town.levels.get(&year));
        for record in records {
            coverage.all.known += 1;
            match (record.arobases, grades(record)) {
                (Some(grade), _) => {
                    let place = usize::from(grade.count()).saturating_sub(1);
                    if let Some(share) = coverage.levels.get_mut(place) {
                        share.known += 1;
                    }
                }
                (None, Some(_)) => coverage.contested += 1,
                (None, None) => coverage.without_grade += 1,
            }
        }
        coverage
    }

    /// Who was observed in the nearest covered edition before or after `year`, and not in `year`: those
    /// of both first, then by name.
    pub fn missing(&self, year: i16) -> Vec<Missing<'r>> {
        let covered = self.covered();
        let earlier = covered.range(..year).next_back().map(|(year, _)| *year);
        let later = covered.range(year + 1..).next().map(|(year, _)| *year);
        let mut missing = Vec::new();
        for (_, town) in self.towns() {
            let at = |year: Option<i16>| year.and_then(|year| town.levels.get(&year)).copied();
            let (before, after) = (at(earlier), at(later));
            if !town.levels.contains_key(&year) && (before.is_some() || after.is_some()) {
                missing.push(Missing {
                    year,
                    before,
                    after,
                });
            }
        }
        missing.sort_by_cached_key(|missing| {
            let one_side = missing.before.is_none() || missing.after.is_none();
            let record = missing.record();
            let name = record.map(|record| crate::text::fold(&record.name));
            (one_side, name, record.map(|record| record.id.clone()))
        });
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::level;
    use super::*;

    #[test]
    fn known_stand_against_the_official_totals_and_what_nobody_tells_is_unknown() {
        let records = [
            level("01001", Some(2018), &[5]),
            level("01002", Some(2018), &[5]),
            level("01003", Some(2018), &[4, 5]),
            level("01004", Some(2018), &[]),
            level("01005", Some(2010), &[1]),
        ];
        let editions = [Edition {
            year: 2018,
            ordinal: 19,
            laureates: vec![7, 9],
            grades: [vec![], vec![], vec![], vec![], vec![1]],
            ..Edition::default()
        }];
        let all = Chronicles::of(&records).coverage(&editions);
        assert_eq!(all.len(), 2);
        let (stray, known) = (&all[0], &all[1]);
        assert_eq!(
            (stray.year, stray.edition, stray.all.percent()),
            (2010, None, None)
        );
        assert_eq!((known.all.known, known.all.percent()), (4, Some(44)));
        assert_eq!((known.contested, known.without_grade), (1, 1));
        assert_eq!(known.levels[4].known, 2);
        assert!(known.levels[4].is_too_many() && !known.all.is_too_many());
        assert_eq!(known.levels[3], Share::default());
    }

    #[test]
    fn an_edition_of_which_nothing_is_known_is_told_with_none() {
        let editions = [Edition {
            year: 2011,
            laureates: vec![296],
            ..Edition::default()
        }];
        let all = Chronicles::default().coverage(&editions);
        assert_eq!((all[0].all.known, all[0].all.percent()), (0, Some(0)));
    }

    #[test]
    fn missing_are_those_of_the_nearest_covered_editions_and_those_of_both_come_first() {
        let records = [
            level("01001", Some(2012), &[3]),
            level("01002", Some(2009), &[3]),
            level("01002", Some(2012), &[4]),
            level("01003", Some(2009), &[3]),
            level("01003", Some(2011), &[3]),
            level("01003", Some(2012), &[3]),
            // Not a neighbour: 2012 lies between.
            level("01004", Some(2013), &[3]),
        ];
        let all = Chronicles::of(&records);
        let missing = all.missing(2011);
        let told: Vec<_> = missing
            .iter()
            .map(|one| {
                let year = |record: Option<&Record>| record.and_then(|record| record.year);
                let code = one.record().unwrap().code.clone().unwrap();
                (code, year(one.before), year(one.after))
            })
            .collect();
        assert_eq!(
            told,
            [
                ("01002".to_owned(), Some(2009), Some(2012)),
                ("01001".to_owned(), None, Some(2012))
            ]
        );
    }
}
