//! The editions of the label: which year an ordinal, a day, a place or a total speaks of.
//!
//! The facts are data (`seeds/editions.toml`), as printed by the sources named there; the rule that
//! joins ordinals and years is code, and the table is checked against it.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::text::{fold, line_column};

/// The table of the binary.
const SHIPPED: &str = include_str!("../../seeds/editions.toml");

/// One round of awards: what is known of it. Where sources disagree a list holds every number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// Year of the edition.
    pub year: i16,
    /// Its number, from 1.
    pub ordinal: u16,
    /// What the label was called.
    pub name: String,
    /// Other years that pages call it by: that of December 2009 is 2010 for some.
    pub called: Vec<i16>,
    /// Days of the ceremony, the likeliest first.
    pub days: Vec<Date>,
    /// Where it was held: town, and the hall in parentheses.
    pub places: Vec<String>,
    /// Totals of laureates, as printed.
    pub laureates: Vec<u32>,
    /// Totals of collectivities that took part, as printed.
    pub participants: Vec<u32>,
    /// Totals that count every commune of the groupings, as printed.
    pub communes: Vec<u32>,
    /// How many received one to five arobases: `grades[0]` is one.
    pub grades: [Vec<u32>; 5],
    /// How many territories (groupings).
    pub territories: Vec<u32>,
    /// How many towns.
    pub towns: Vec<u32>,
    /// How many villages.
    pub villages: Vec<u32>,
    /// Addresses of the pages that these facts come from.
    pub sources: Vec<String>,
    /// Conflicts and deductions, in English.
    pub notes: String,
}

/// All editions, by year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Editions {
    editions: Vec<Edition>,
    halls: Vec<(i16, Vec<String>)>,
}

/// What is wrong in a table of editions, and where.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {what}")]
pub struct EditionsError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    edition: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    year: Spanned<i16>,
    ordinal: Spanned<u16>,
    name: String,
    #[serde(default)]
    called: Vec<i16>,
    #[serde(default)]
    days: Vec<Spanned<toml::value::Datetime>>,
    #[serde(default)]
    places: Vec<String>,
    #[serde(default)]
    laureates: Vec<u32>,
    #[serde(default)]
    participants: Vec<u32>,
    #[serde(default)]
    communes: Vec<u32>,
    #[serde(default)]
    five: Vec<u32>,
    #[serde(default)]
    four: Vec<u32>,
    #[serde(default)]
    three: Vec<u32>,
    #[serde(default)]
    two: Vec<u32>,
    #[serde(default)]
    one: Vec<u32>,
    #[serde(default)]
    territories: Vec<u32>,
    #[serde(default)]
    towns: Vec<u32>,
    #[serde(default)]
    villages: Vec<u32>,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(default)]
    notes: String,
}

/// The year of the edition with this ordinal: 1998 + n up to the 11th, 1999 + n from the 12th on,
/// for no ceremony was held in calendar 2010. `None` for 0 and past 99.
///
/// ```
/// use arobase::label::edition::year_of_ordinal;
/// assert_eq!((year_of_ordinal(11), year_of_ordinal(12)), (Some(2009), Some(2011)));
/// ```
pub fn year_of_ordinal(ordinal: u16) -> Option<i16> {
    let number = i16::try_from(ordinal).ok()?;
    match number {
        1..=11 => Some(1998 + number),
        12..=99 => Some(1999 + number),
        _ => None,
    }
}

/// The ordinal of the edition of this year; `None` before 1999, for 2010, and past 2098.
pub fn ordinal_of_year(year: i16) -> Option<u16> {
    let ordinal = match year {
        1999..=2009 => year - 1998,
        2011..=2098 => year - 1999,
        _ => return None,
    };
    u16::try_from(ordinal).ok()
}

static EDITIONS: LazyLock<Editions> = LazyLock::new(|| match Editions::parse(SHIPPED) {
    Ok(editions) => editions,
    // The text is part of the program and a test parses it.
    Err(error) => unreachable!("seeds/editions.toml:{error}"),
});

impl Editions {
    /// The table of the binary.
    pub fn shipped() -> &'static Self {
        &EDITIONS
    }

    /// Reads a table (`seeds/editions.toml`).
    ///
    /// # Errors
    /// With line and column: where it is not TOML, has an unknown key, an ordinal that the rule
    /// gives to another year, a day outside its year, or a year twice.
    pub fn parse(text: &str) -> Result<Self, EditionsError> {
        let file: File = toml::from_str(text).map_err(|error| {
            wrong(
                text,
                error.span().unwrap_or_default(),
                error.message().to_owned(),
            )
        })?;
        let mut editions: Vec<Edition> = Vec::with_capacity(file.edition.len());
        for raw in file.edition {
            let span = raw.year.span();
            let edition = raw.check(text)?;
            if editions.iter().any(|other| other.year == edition.year) {
                return Err(wrong(
                    text,
                    span,
                    format!("the year {} stands twice", edition.year),
                ));
            }
            editions.push(edition);
        }
        editions.sort_by_key(|edition| edition.year);
        let halls = editions.iter().flat_map(halls).collect();
        Ok(Self { editions, halls })
    }

    /// All of them, by year.
    pub fn all(&self) -> &[Edition] {
        &self.editions
    }

    /// The edition of this year.
    pub fn get(&self, year: i16) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.year == year)
    }

    /// The year of the edition with this ordinal, whether the table knows it or not.
    pub fn year_of_ordinal(&self, ordinal: u16) -> Option<i16> {
        year_of_ordinal(ordinal)
    }

    /// The ordinal of the edition of this year.
    pub fn ordinal_of_year(&self, year: i16) -> Option<u16> {
        ordinal_of_year(year)
    }

    /// The editions that had a ceremony on this day of any year: 8 February is 2018 and 2024.
    pub fn by_day(&self, month: i8, day: i8) -> Vec<&Edition> {
        let on = |date: &Date| date.month() == month && date.day() == day;
        self.editions
            .iter()
            .filter(|edition| edition.days.iter().any(on))
            .collect()
    }

    /// The editions of which `total` is printed as a number of laureates.
    pub fn by_laureates(&self, total: u32) -> Vec<&Edition> {
        self.editions
            .iter()
            .filter(|edition| edition.laureates.contains(&total))
            .collect()
    }

    /// The editions of which `total` is printed as any count of all: laureates, those who took
    /// part, or communes with the members of groupings.
    pub fn by_total(&self, total: u32) -> Vec<&Edition> {
        let printed = |edition: &&Edition| {
            let counts = [&edition.laureates, &edition.participants, &edition.communes];
            counts.iter().any(|list| list.contains(&total))
        };
        self.editions.iter().filter(printed).collect()
    }

    /// The editions of which `total` is printed as the number of those at five arobases.
    pub fn by_five_at(&self, total: u32) -> Vec<&Edition> {
        self.editions
            .iter()
            .filter(|edition| edition.grades[4].contains(&total))
            .collect()
    }

    /// The words, folded, of the halls in which ceremonies were held, each with its year; only those that are told
    /// apart by more than the town.
    pub fn halls(&self) -> &[(i16, Vec<String>)] {
        &self.halls
    }

    /// The editions whose ceremony was held in this town, or in this hall, in any case and with or
    /// without accents.
    pub fn by_place(&self, name: &str) -> Vec<&Edition> {
        let name = fold(name);
        let same = |place: &String| {
            let mut parts = place.split(['(', ')']).map(fold);
            !name.is_empty() && parts.any(|part| part == name)
        };
        self.editions
            .iter()
            .filter(|edition| edition.places.iter().any(same))
            .collect()
    }
}

/// The halls of an edition that are told apart by more than the town.
fn halls(edition: &Edition) -> impl Iterator<Item = (i16, Vec<String>)> {
    edition.places.iter().filter_map(|place| {
        let (_, hall) = place.split_once('(')?;
        let hall = fold(hall);
        // Every town has its "Hôtel de Ville".
        let apart = hall.contains(' ') && !hall.contains("hotel");
        apart.then(|| (edition.year, hall.split(' ').map(str::to_owned).collect()))
    })
}

fn wrong(text: &str, span: Range<usize>, what: String) -> EditionsError {
    let (line, column) = line_column(text, span.start);
    EditionsError { line, column, what }
}

impl Raw {
    fn check(self, text: &str) -> Result<Edition, EditionsError> {
        let (year, ordinal) = (*self.year.get_ref(), *self.ordinal.get_ref());
        if year_of_ordinal(ordinal) != Some(year) {
            let what = format!("ordinal {ordinal} is not that of the edition of {year}");
            return Err(wrong(text, self.ordinal.span(), what));
        }
        let mut days = Vec::with_capacity(self.days.len());
        for day in self.days {
            let date = day.get_ref().date.and_then(civil);
            let Some(date) = date.filter(|date| date.year() == year) else {
                let what = format!("{} is not a day of {year}", day.get_ref());
                return Err(wrong(text, day.span(), what));
            };
            days.push(date);
        }
        Ok(Edition {
            year,
            ordinal,
            name: self.name,
            called: self.called,
            days,
            places: self.places,
            laureates: self.laureates,
            participants: self.participants,
            communes: self.communes,
            grades: [self.one, self.two, self.three, self.four, self.five],
            territories: self.territories,
            towns: self.towns,
            villages: self.villages,
            sources: self.sources,
            notes: self.notes,
        })
    }
}

fn civil(date: toml::value::Date) -> Option<Date> {
    let year = i16::try_from(date.year).ok()?;
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn years(editions: &[&Edition]) -> Vec<i16> {
        editions.iter().map(|edition| edition.year).collect()
    }

    #[test]
    fn no_edition_has_the_year_2010_and_the_rule_goes_both_ways() {
        for year in 1990..2110 {
            let back = ordinal_of_year(year).and_then(year_of_ordinal);
            let expected = ((1999..=2098).contains(&year) && year != 2010).then_some(year);
            assert_eq!(back, expected, "{year}");
        }
        assert_eq!(year_of_ordinal(0), None);
        assert_eq!(year_of_ordinal(22), Some(2021));
        assert_eq!(year_of_ordinal(u16::MAX), None);
    }

    #[test]
    fn the_shipped_table_has_every_edition_from_1999_to_2026() {
        let editions = Editions::shipped();
        let expected: Vec<i16> = (1999..=2026).filter(|year| *year != 2010).collect();
        assert_eq!(years(&editions.all().iter().collect::<Vec<_>>()), expected);
        assert_eq!(editions.get(2009).unwrap().called, [2010]);
        assert_eq!(editions.get(2010), None);
    }

    #[test]
    fn a_day_or_a_total_may_speak_of_several_editions() {
        let editions = Editions::shipped();
        assert_eq!(years(&editions.by_day(2, 8)), [2018, 2024]);
        assert_eq!(years(&editions.by_day(2, 4)), [2020, 2021]);
        assert_eq!(years(&editions.by_day(7, 14)), Vec::<i16>::new());
        assert_eq!(years(&editions.by_laureates(241)), [2015, 2017, 2024]);
        assert_eq!(years(&editions.by_laureates(257)), [2023]);
        assert_eq!(years(&editions.by_total(331)), [2017]);
        assert_eq!(years(&editions.by_five_at(33)), [2017]);
    }

    #[test]
    fn a_place_is_a_town_or_its_hall() {
        let editions = Editions::shipped();
        assert_eq!(years(&editions.by_place("merignac")), [2015]);
        assert_eq!(years(&editions.by_place("Porte Dorée")), [2018]);
        assert_eq!(years(&editions.by_place("la défense")), [2019]);
        assert!(years(&editions.by_place("PARIS")).contains(&2024));
        assert!(editions.by_place("").is_empty());
    }

    #[test]
    fn a_wrong_table_is_refused_with_line_and_column() {
        for (text, expected) in [
            (
                "[[edition]]\nyear = 2018\nordinal = 18\nname = 'x'",
                "3:11: ordinal 18",
            ),
            (
                "[[edition]]\nyear = 2018\nordinal = 19\nname = 'x'\nplace = 3",
                "5:1: unknown field",
            ),
            (
                "[[edition]]\nyear = 2018\nordinal = 19",
                "1:1: missing field",
            ),
            ("[[edition]\n", "1:"),
            (
                "[[edition]]\nyear = 2018\nordinal = 19\nname = 'x'\ndays = [2017-02-08]",
                "5:9: 2017-02-08 is not a day of 2018",
            ),
        ] {
            let error = Editions::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
        let one = "[[edition]]\nyear = 2018\nordinal = 19\nname = 'x'\n";
        let error = Editions::parse(&format!("{one}{one}")).unwrap_err();
        assert_eq!(
            (error.line, error.what.as_str()),
            (6, "the year 2018 stands twice")
        );
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in "(\\[\\[edition\\]\\]\n|year = 20[0-9]{2}\n|ordinal = 1[0-9]\n|name = 'x'\n|days = \\[20[0-9]{2}-02-3[0-9]\\]\n|\\PC){0,12}") {
            let _ = Editions::parse(&text);
        }
    }
}
