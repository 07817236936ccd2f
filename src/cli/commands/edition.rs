//! `show edition:2020`: what pages print of an edition, each value with its words and its address,
//! and what does not fit together.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::claim::year_words;
use crate::cli::asking::counted;
use crate::cli::table::one_line;
use crate::cli::{Ending, Failure, screen};
use crate::label::fact::{Fact, FactKind, contradictions};
use crate::store::{FactRow, Store};

/// Shows the facts of the edition of `year`.
pub(super) fn run(store: &Store, year: &str) -> anyhow::Result<Ending> {
    let number: i16 = year.trim().parse().map_err(|_| {
        let what = format!("{year} is no year");
        Failure::new(Ending::Usage, what).help("for example: arobase show edition:2020")
    })?;
    let rows = store.edition_facts(number)?;
    if rows.is_empty() {
        screen::tell(&format!("no page prints a fact of the edition of {number}"));
        return Ok(Ending::Nothing);
    }
    screen::print(&told(number, &rows))?;
    Ok(Ending::Done)
}

/// The facts in words: by kind, then what most pages print.
fn told(year: i16, rows: &[FactRow]) -> String {
    let mut kinds: BTreeMap<FactKind, BTreeMap<&str, Vec<&FactRow>>> = BTreeMap::new();
    for row in rows {
        let values = kinds.entry(row.fact.kind).or_default();
        values.entry(&row.fact.value).or_default().push(row);
    }
    let mut text = format!("Edition    {}\n", year_words(Some(year)));
    for (kind, values) in &kinds {
        let mut values: Vec<_> = values.iter().collect();
        values.sort_by_key(|(value, rows)| (std::cmp::Reverse(rows.len()), **value));
        let disputed = if values.len() > 1 { " !" } else { "" };
        for (value, rows) in values {
            let pages = counted(rows.len(), "page");
            line(
                &mut text,
                word(*kind),
                &format!("{value} · {pages}{disputed}"),
            );
            if let Some(first) = rows.first() {
                let words = format!("«{}» {}", first.fact.evidence.exact, first.url);
                line(&mut text, "", &words);
            }
        }
    }
    for page in rows.chunk_by(|one, other| one.capture == other.capture) {
        let facts: Vec<Fact> = page.iter().map(|row| row.fact.clone()).collect();
        for wrong in contradictions(Some(year), &facts) {
            line(&mut text, "!", &format!("{wrong}: {}", page[0].url));
        }
    }
    text
}

fn line(text: &mut String, title: &str, value: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{title:<10} {}", one_line(value));
}

const fn word(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Ordinal => "Number",
        FactKind::Laureates => "Laureates",
        FactKind::Territories => "Groupings",
        FactKind::Towns => "Towns",
        FactKind::Villages => "Villages",
        FactKind::FiveAt => "At 5@",
        FactKind::Date => "Ceremony",
        FactKind::Place => "At",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::claim::Evidence;

    fn row(capture: i64, kind: FactKind, value: &str) -> FactRow {
        FactRow {
            capture,
            url: format!("https://a.example/{capture}"),
            year: Some(2020),
            fact: Fact {
                kind,
                value: value.to_owned(),
                evidence: Evidence {
                    exact: format!("il y en a {value}"),
                    ..Evidence::default()
                },
            },
        }
    }

    #[test]
    fn values_that_pages_dispute_and_sums_that_do_not_fit_are_flagged() {
        let rows = [
            row(1, FactKind::Laureates, "232"),
            row(1, FactKind::Territories, "13"),
            row(1, FactKind::Towns, "167"),
            row(1, FactKind::Villages, "45"),
            row(2, FactKind::Laureates, "225"),
        ];
        let text = told(2020, &rows);
        assert!(text.contains("Laureates  225 · 1 page !\n"), "{text}");
        assert!(text.contains("Towns      167 · 1 page\n"), "{text}");
        assert!(text.contains("!          232 laureates ≠ 13 + 167 + 45: https://a.example/1"));
    }
}
