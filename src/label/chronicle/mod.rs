//! Records in the order of years: what one collectivity held from edition to edition, what changed
//! between two of them, and what is missing.
//!
//! Nothing is concluded from silence: a collectivity without a record in an edition is *not
//! observed* there, whatever the reason.

mod changes;
mod coverage;
mod named;
mod since;

use std::collections::BTreeMap;

use crate::label::claim::Arobases;
use crate::label::edition::ordinal_of_year;
use crate::label::record::{Record, RecordKind, grade_of};
use crate::text::fold;

pub use changes::{Change, Gone, Turn};
pub use coverage::{Coverage, Missing, Share};
pub use named::{How, Named};
pub use since::{Since, since};

/// All records, by collectivity and year.
#[derive(Clone, Debug, Default)]
pub struct Chronicles<'r> {
    towns: BTreeMap<String, Chronicle<'r>>,
    covered: BTreeMap<i16, usize>,
}

/// What is known of one collectivity.
#[derive(Clone, Debug, Default)]
pub struct Chronicle<'r> {
    /// Its grades by edition year.
    pub levels: BTreeMap<i16, &'r Record>,
    /// Its special mentions, by year and id.
    pub mentions: Vec<&'r Record>,
    /// Its grades of which no page settles the year, by id.
    pub undated: Vec<&'r Record>,
}

/// What holds the records of one collectivity together: its code, or its folded name.
pub fn place_of(record: &Record) -> String {
    record.code.clone().unwrap_or_else(|| fold(&record.name))
}

/// The least and the greatest grade that a record allows, where any source gives one: both the same
/// unless it is contested.
pub fn grades(record: &Record) -> Option<(Arobases, Arobases)> {
    if let Some(grade) = record.arobases {
        return Some((grade, grade));
    }
    let sides = record.claims.iter().filter_map(|(_, side)| grade_of(side));
    let (least, most) = (sides.clone().min(), sides.max());
    least.zip(most)
}

impl<'r> Chronicles<'r> {
    /// The chronicles of all collectivities that these records are about.
    pub fn of(records: &'r [Record]) -> Self {
        let mut all = Self::default();
        for record in records {
            let town = all.towns.entry(place_of(record)).or_default();
            match (record.kind, record.year) {
                (RecordKind::Mention, _) => town.mentions.push(record),
                (RecordKind::Level, None) => town.undated.push(record),
                (RecordKind::Level, Some(year)) => {
                    town.levels.insert(year, record);
                    *all.covered.entry(year).or_default() += 1;
                }
            }
        }
        for town in all.towns.values_mut() {
            town.mentions
                .sort_by_key(|record| (record.year.is_none(), record.year, &record.id));
            town.undated.sort_by_key(|record| &record.id);
        }
        all
    }

    /// The chronicle of the collectivity with this key ([`place_of`]).
    pub fn town(&self, place: &str) -> Option<&Chronicle<'r>> {
        self.towns.get(place)
    }

    /// Every collectivity with a record, by key.
    pub fn towns(&self) -> impl Iterator<Item = (&str, &Chronicle<'r>)> {
        self.towns
            .iter()
            .map(|(place, town)| (place.as_str(), town))
    }

    /// The editions of which anything is known, each with how many collectivities are.
    pub fn covered(&self) -> &BTreeMap<i16, usize> {
        &self.covered
    }

    /// The years that a collectivity is told of: every edition from the first covered to the last, and
    /// every year that it has a record of.
    pub fn years(&self, town: &Chronicle<'_>) -> Vec<i16> {
        let ends = self.covered.keys().next().zip(self.covered.keys().last());
        let Some((first, last)) = ends else {
            return Vec::new();
        };
        let told = |year: &i16| town.levels.contains_key(year) || ordinal_of_year(*year).is_some();
        (*first..=*last).filter(told).collect()
    }
}

impl<'r> Chronicle<'r> {
    /// One of its records: the newest grade, else a mention, else one without a year.
    pub fn any(&self) -> Option<&'r Record> {
        let newest = self.levels.values().next_back();
        newest
            .or(self.mentions.last())
            .or(self.undated.last())
            .copied()
    }
}

#[cfg(test)]
pub(in crate::label) mod tests {
    use super::*;
    use crate::label::claim::PlaceKind;
    use crate::label::record::RecordStatus;

    /// A grade of the collectivity `code`; several grades contest each other.
    pub(in crate::label) fn level(code: &str, year: Option<i16>, grades: &[u8]) -> Record {
        let sides = grades.iter().enumerate();
        let side = |grade: &u8| {
            if grades.len() > 1 {
                format!("{grade}@")
            } else {
                String::new()
            }
        };
        let [grade] = grades else {
            let contested = Record {
                arobases: None,
                status: RecordStatus::Contested,
                ..level(code, year, &[1])
            };
            let claims = sides.map(|(n, grade)| (format!("{code}-{n}"), side(grade)));
            return Record {
                claims: claims.collect(),
                status: if grades.is_empty() {
                    RecordStatus::Single
                } else {
                    RecordStatus::Contested
                },
                ..contested
            };
        };
        Record {
            id: format!(
                "{code}-{}",
                year.map_or("undated".to_owned(), |y| y.to_string())
            ),
            code: Some(code.to_owned()),
            name: format!("Bourg {code}"),
            place_kind: PlaceKind::Commune,
            department: Some(code[..2].to_owned()),
            year,
            kind: RecordKind::Level,
            arobases: Arobases::new(*grade),
            mention: None,
            status: RecordStatus::Single,
            sources: 1,
            confidence: 0.9,
            best_claim: format!("{code}-0"),
            claims: vec![(format!("{code}-0"), String::new())],
        }
    }

    #[test]
    fn a_town_is_told_of_every_edition_covered_and_2010_is_none() {
        let records = [
            level("59009", Some(2009), &[4]),
            level("59014", Some(2008), &[2]),
            level("59014", Some(2012), &[2]),
        ];
        let all = Chronicles::of(&records);
        let town = all.town("59009").unwrap();
        assert_eq!(all.years(town), [2008, 2009, 2011, 2012]);
        assert_eq!(all.covered().get(&2009), Some(&1));
        assert!(all.town("75056").is_none());
    }

    #[test]
    fn a_year_that_is_no_edition_is_told_where_a_page_gives_it() {
        let records = [
            level("59009", Some(2009), &[4]),
            level("59009", Some(2010), &[4]),
            level("59009", Some(2011), &[4]),
        ];
        let all = Chronicles::of(&records);
        assert_eq!(all.years(all.town("59009").unwrap()), [2009, 2010, 2011]);
    }

    #[test]
    fn a_contested_record_allows_what_lies_between_its_sides() {
        let at = |record: &Record| grades(record).map(|(a, b)| (a.count(), b.count()));
        assert_eq!(at(&level("59009", Some(2013), &[5, 4])), Some((4, 5)));
        assert_eq!(at(&level("59009", Some(2013), &[3])), Some((3, 3)));
        assert_eq!(at(&level("59009", Some(2013), &[])), None);
    }

    #[test]
    fn nothing_covered_is_nothing_told() {
        let records = [level("59009", None, &[4])];
        let all = Chronicles::of(&records);
        let town = all.town("59009").unwrap();
        assert!(all.years(town).is_empty() && all.covered().is_empty());
        assert_eq!(town.any().unwrap().id, "59009-undated");
    }
}
