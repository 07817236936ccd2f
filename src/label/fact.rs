//! An edition's own facts (its number, how many laureates, when, where), as pages print them, and
//! where what is printed does not fit together.

use serde::{Deserialize, Serialize};

use super::claim::Evidence;
use super::edition::year_of_ordinal;

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// The number of the edition.
    Ordinal,
    /// How many laureates.
    Laureates,
    /// How many of them are groupings.
    Territories,
    /// How many of them are towns.
    Towns,
    /// How many of them are villages.
    Villages,
    /// How many received five arobases.
    FiveAt,
    /// The day of the ceremony.
    Date,
    /// The town of the ceremony.
    Place,
}

/// One fact of an edition as one page prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub kind: FactKind,
    /// Its value: a number, a day as `2020-02-04`, a name as written.
    pub value: String,
    /// The words that print it.
    pub evidence: Evidence,
}

/// What does not fit together in the facts that one page prints of the edition of `year`, in words;
/// nothing where all fits. What is printed stays as printed.
pub fn contradictions(year: Option<i16>, facts: &[Fact]) -> Vec<String> {
    let number = |kind| {
        let found = facts.iter().find(|fact| fact.kind == kind)?;
        found.value.parse::<u32>().ok()
    };
    let mut found = Vec::new();
    let parts = [FactKind::Territories, FactKind::Towns, FactKind::Villages].map(number);
    if let ([Some(territories), Some(towns), Some(villages)], Some(all)) =
        (parts, number(FactKind::Laureates))
        && territories + towns + villages != all
    {
        found.push(format!(
            "{all} laureates ≠ {territories} + {towns} + {villages}"
        ));
    }
    if let (Some(five), Some(all)) = (number(FactKind::FiveAt), number(FactKind::Laureates))
        && five > all
    {
        found.push(format!("{five} at 5@ of {all} laureates"));
    }
    let ordinal = number(FactKind::Ordinal).and_then(|ordinal| u16::try_from(ordinal).ok());
    if let (Some(ordinal), Some(year)) = (ordinal, year)
        && let Some(other) = year_of_ordinal(ordinal).filter(|other| *other != year)
    {
        found.push(format!(
            "edition {ordinal} is that of {other}, not of {year}"
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(said: &[(FactKind, &str)]) -> Vec<Fact> {
        let fact = |(kind, value): &(FactKind, &str)| Fact {
            kind: *kind,
            value: (*value).to_owned(),
            evidence: Evidence::default(),
        };
        said.iter().map(fact).collect()
    }

    #[test]
    fn sums_that_do_not_fit_are_told_and_others_are_not() {
        use FactKind::{Laureates, Territories, Towns, Villages};
        let mut said = vec![(Laureates, "232"), (Territories, "13"), (Towns, "167")];
        assert!(contradictions(Some(2020), &facts(&said)).is_empty());
        said.push((Villages, "45"));
        assert_eq!(
            contradictions(Some(2020), &facts(&said)),
            ["232 laureates ≠ 13 + 167 + 45"]
        );
        said[3].1 = "52";
        assert!(contradictions(Some(2020), &facts(&said)).is_empty());
    }

    #[test]
    fn an_ordinal_of_another_year_is_told() {
        let said = facts(&[(FactKind::Ordinal, "21")]);
        assert!(contradictions(Some(2020), &said).is_empty());
        assert!(contradictions(None, &said).is_empty());
        assert_eq!(
            contradictions(Some(2018), &said),
            ["edition 21 is that of 2020, not of 2018"]
        );
    }
}
