//! How far a claim is to be trusted: how often claims of its sort were right on the gold pages.
//!
//! The table (`confidence.toml`) counts right claims and all claims by rule, by what settled the
//! year and by how well the place is known. A cell with few claims leans on its rule, a rule with
//! few claims on what rules are worth on average, so that nothing is sure that was hardly seen.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::Deserialize;

use super::claim::{Claim, YearBasis};
use super::gazetteer::Gazetteer;

/// The table of the binary.
const SHIPPED: &str = include_str!("confidence.toml");
/// How many claims of its own weigh as much as what a cell leans on.
const LEAN: f32 = 4.0;
/// A commune with more people is seldom mistaken for a word or a person.
const KNOWN: u32 = 2_000;
/// The lowest and the highest confidence: no claim is nothing and none is certain.
const RANGE: (f32, f32) = (0.05, 0.99);

/// The sort of a claim: what its confidence is counted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sort {
    /// The rule that made it.
    pub rule: String,
    /// What settled the year: `written`, `told`, `inferred`, or `none`.
    pub year: &'static str,
    /// How well the place is known: `known`, `small`, or `none` where it has no code.
    pub place: &'static str,
}

impl Sort {
    /// The sort of `claim`.
    pub fn of(claim: &Claim) -> Self {
        let year = match claim.year_basis.filter(|_| claim.year.is_some()) {
            None => "none",
            Some(YearBasis::Written) => "written",
            Some(YearBasis::Ceremony | YearBasis::Ordinal | YearBasis::Totals | YearBasis::Run) => {
                "told"
            }
            Some(YearBasis::Published | YearBasis::Url | YearBasis::Context) => "inferred",
        };
        let code = claim.place.code.as_deref();
        let place = match code.map(|code| Gazetteer::shipped().get(code)) {
            None => "none",
            Some(Some(place)) if place.population < KNOWN => "small",
            Some(_) => "known",
        };
        Self {
            rule: claim.rule.to_string(),
            year,
            place,
        }
    }
}

/// Right claims, and all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that are right.
    pub right: u32,
    /// All of them.
    pub all: u32,
}

impl Tally {
    /// Counts one claim.
    pub fn add(&mut self, right: bool) {
        self.right += u32::from(right);
        self.all += 1;
    }

    fn join(&mut self, other: Self) {
        self.right += other.right;
        self.all += other.all;
    }

    /// The share of right claims, leaning on `before` where there are few.
    fn share(self, before: f32) -> f32 {
        (to_f32(self.right) + LEAN * before) / (to_f32(self.all) + LEAN)
    }
}

/// A count of claims as a fraction's part; there are never so many that it matters.
fn to_f32(count: u32) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

/// The table: a tally for each sort of claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    cells: BTreeMap<(String, String, String), Tally>,
    rules: BTreeMap<String, Tally>,
    average: f32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    cell: Vec<Cell>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cell {
    rule: String,
    year: String,
    place: String,
    right: u32,
    all: u32,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| match Table::parse(SHIPPED) {
    Ok(table) => table,
    // The text is part of the program and a test parses it.
    Err(error) => unreachable!("src/label/confidence.toml: {error}"),
});

impl Table {
    /// The table of the binary.
    pub fn shipped() -> &'static Self {
        &TABLE
    }

    /// Reads a table as [`Table::to_toml`] writes it.
    ///
    /// # Errors
    /// Where it is not TOML, or has other keys.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let cell = |cell: Cell| {
            let (right, all) = (cell.right, cell.all);
            ((cell.rule, cell.year, cell.place), Tally { right, all })
        };
        Ok(Self::of(file.cell.into_iter().map(cell)))
    }

    /// A table of tallies, each with its rule, year and place; the same sort may come again.
    pub fn of(cells: impl IntoIterator<Item = ((String, String, String), Tally)>) -> Self {
        let mut table = Self::default();
        for (sort, tally) in cells {
            table.rules.entry(sort.0.clone()).or_default().join(tally);
            table.cells.entry(sort).or_default().join(tally);
        }
        // Each rule counts once: what is to be told is the worth of a rule that was hardly seen.
        let rules = table.rules.values();
        let worth: f32 = rules
            .map(|tally| to_f32(tally.right + 1) / to_f32(tally.all + 2))
            .sum();
        let count = to_f32(u32::try_from(table.rules.len()).unwrap_or(u32::MAX));
        table.average = (worth + 0.5) / (count + 1.0);
        table
    }

    /// The table as text, with `head` before it, a comment.
    pub fn to_toml(&self, head: &str) -> String {
        let mut text = head.to_owned();
        for ((rule, year, place), Tally { right, all }) in &self.cells {
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "\n[[cell]]\nrule = \"{rule}\"\nyear = \"{year}\"\nplace = \"{place}\"\nright = {right}\nall = {all}\n"
            );
        }
        text
    }

    /// How far a claim of this sort is to be trusted.
    pub fn confidence(&self, sort: &Sort) -> f32 {
        let rule = self.rules.get(&sort.rule).copied().unwrap_or_default();
        let cell = (
            sort.rule.clone(),
            sort.year.to_owned(),
            sort.place.to_owned(),
        );
        let cell = self.cells.get(&cell).copied().unwrap_or_default();
        let share = cell.share(rule.share(self.average));
        // Three digits are more than the gold can tell.
        ((share * 1000.0).round() / 1000.0).clamp(RANGE.0, RANGE.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(rule: &str, year: &'static str) -> Sort {
        Sort {
            rule: rule.to_owned(),
            year,
            place: "known",
        }
    }

    fn table(cells: &[(&str, &str, u32, u32)]) -> Table {
        let cell = |(rule, year, right, all): &(&str, &str, u32, u32)| {
            let (rule, year) = ((*rule).to_owned(), (*year).to_owned());
            let tally = Tally {
                right: *right,
                all: *all,
            };
            ((rule, year, "known".to_owned()), tally)
        };
        Table::of(cells.iter().map(cell))
    }

    #[test]
    fn what_was_right_a_hundred_times_is_trusted_and_what_was_hardly_seen_is_not() {
        let table = table(&[("row", "written", 100, 100), ("guess", "written", 6, 10)]);
        assert!(table.confidence(&sort("row", "written")) > 0.97);
        assert!(table.confidence(&sort("guess", "written")) < 0.75);
        let unseen = table.confidence(&sort("new", "written"));
        assert!((0.5..0.9).contains(&unseen), "{unseen}");
    }

    #[test]
    fn a_cell_with_few_claims_leans_on_its_rule() {
        let table = table(&[("row", "written", 98, 100), ("row", "none", 0, 2)]);
        let (often, seldom) = (sort("row", "written"), sort("row", "none"));
        assert!(table.confidence(&often) > 0.9);
        assert!((0.3..0.8).contains(&table.confidence(&seldom)));
        assert!(table.confidence(&sort("row", "inferred")) > 0.9);
    }

    #[test]
    fn a_table_comes_back_from_its_text() {
        let table = table(&[("row", "written", 98, 100), ("guess", "none", 0, 2)]);
        assert_eq!(Table::parse(&table.to_toml("# head\n")), Ok(table));
        assert!(Table::shipped().average > 0.5);
    }
}
