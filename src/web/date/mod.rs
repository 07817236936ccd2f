//! Dates as pages print them, each with the place where it was read.

mod clock;
mod names;
mod read;

use serde::{Deserialize, Serialize};

pub use clock::readers_day;
pub use read::{Found, find, of_path, of_stamp};

/// A calendar date that a page gives whole, without its day, or as a bare year.
///
/// Printed as `2020-03-09`, `2020-03` or `2020`, in JSON too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// A text that is not a date of the form `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not a date like 2020, 2020-03 or 2020-03-09")]
pub struct NotADate(String);

impl PartialDate {
    /// A whole date.
    pub fn day(date: jiff::civil::Date) -> Self {
        Self {
            year: date.year(),
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }

    /// A year and a month; `None` where the month is not 1 to 12.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self {
            year,
            month: Some(month),
            day: None,
        })
    }

    /// The year, always known.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, where the page gave it.
    pub const fn month_number(self) -> Option<i8> {
        self.month
    }

    /// The whole date, where the page gave it to the day.
    pub fn to_day(self) -> Option<jiff::civil::Date> {
        jiff::civil::Date::new(self.year, self.month?, self.day?).ok()
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for PartialDate {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl std::str::FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let wrong = || NotADate(text.to_owned());
        let mut parts = text.split('-');
        let mut next = |width: usize| match parts.next() {
            None => Ok(None),
            Some(part) if part.len() == width && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse::<i16>().map(Some).map_err(|_| wrong())
            }
            Some(_) => Err(wrong()),
        };
        let (year, month, day) = (next(4)?.ok_or_else(wrong)?, next(2)?, next(2)?);
        if parts.next().is_some() {
            return Err(wrong());
        }
        let month = month.map(|m| i8::try_from(m).unwrap_or_default());
        let day = day.map(|d| i8::try_from(d).unwrap_or_default());
        let valid = match (month, day) {
            (Some(m), Some(d)) => jiff::civil::Date::new(year, m, d).is_ok(),
            (Some(m), None) => (1..=12).contains(&m),
            _ => true,
        };
        valid.then_some(Self { year, month, day }).ok_or_else(wrong)
    }
}

/// Where on the page a date was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateSource {
    /// A selector of the host's or the CMS's profile.
    Profile,
    /// `datePublished` or `dateModified` of a JSON-LD block.
    JsonLd,
    /// A `<meta>`: Open Graph `article:published_time`, Dublin Core, and the like.
    Meta,
    /// A `<time datetime>` or an `itemprop`.
    TimeElement,
    /// Words that a reader sees: "Publié le 09 mars 2020".
    Visible,
    /// The path of the URL.
    Url,
    /// Another day that the page prints, where it prints none of its own: that of its last change,
    /// beside the title, or that of all its comments where it was published hours ago.
    Inferred,
}

/// A date and where it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// The date.
    pub date: PartialDate,
    /// Where it stood.
    pub from: DateSource,
}
