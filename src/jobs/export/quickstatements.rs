//! Statements for `QuickStatements` (version 1, tabs): who received the label (P166), in which year (P585), as which page says
//! (P854, P813, P1683).
//!
//! Wikidata's own numbers are not in the archive and are not guessed: a table names them, by INSEE code (Wikidata's P374) or
//! SIREN for places, and `label` or `1@` to `5@` for what they received. Only what is sure is written: dated, not contested, of
//! a confidence of at least 0.9, on a page of the web, of a place in the table.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::format::Traits;
use super::safe::{link, one_line};
use super::{Options, Row, Written};

pub(super) const TRAITS: Traits = Traits {
    name: "quickstatements",
    aliases: &["qs"],
    extension: "qs",
    media: "text/tab-separated-values",
    about: "Statements for Wikidata; needs --wikidata",
    is_binary: false,
    spec: "https://www.wikidata.org/wiki/Help:QuickStatements",
    write,
};

/// Less sure than this, and a person should look before the whole world is told.
const SURE: f32 = 0.9;

/// Reads a table of items: a key, a tab, an item (`Q90`), a line each; `#` begins a comment.
///
/// # Errors
/// The number of the line that is none, and what is wrong with it.
pub fn read_items(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut items = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((key, item)) = line.split_once('\t') else {
            return Err(format!("{number}: a code, a tab and an item are wanted"));
        };
        let digits = item.strip_prefix('Q').unwrap_or_default();
        if digits.is_empty()
            || digits.starts_with('0')
            || !digits.bytes().all(|b| b.is_ascii_digit())
        {
            return Err(format!(
                "{number}: {item:?} is no item of Wikidata, as Q90 is"
            ));
        }
        items.insert(key.to_owned(), item.to_owned());
    }
    Ok(items)
}

fn write(rows: &[Row], options: &Options, out: &mut dyn Write) -> io::Result<Written> {
    let mut written = Written::default();
    for row in rows {
        match statement(row, &options.items) {
            Some(line) => {
                writeln!(out, "{line}")?;
                written.rows += 1;
            }
            None => written.left_out += 1,
        }
    }
    Ok(written)
}

/// The statement of a row that is sure enough to be one.
fn statement(row: &Row, items: &BTreeMap<String, String>) -> Option<String> {
    let sure = row.kind == "level" && row.status != "contested" && row.confidence >= SURE;
    let (year, arobases) = (row.year?, row.arobases.filter(|_| sure)?);
    let place = items.get(row.code.as_ref()?)?;
    let day = row.captured_at.get(..10)?;
    let (grade, stated) = match (items.get(&format!("{arobases}@")), items.get("label")) {
        (Some(grade), _) => (grade, None),
        // The item of the label does not tell the grade: it is said as it is written (P1932).
        (None, Some(label)) => (label, Some("@".repeat(usize::from(arobases)))),
        (None, None) => return None,
    };
    let mut parts = vec![place.clone(), "P166".into(), grade.clone()];
    parts.extend(["P585".into(), format!("+{year:04}-01-01T00:00:00Z/9")]);
    parts.extend(
        stated
            .into_iter()
            .flat_map(|stated| ["P1932".into(), text(&stated)]),
    );
    parts.extend(["S854".into(), text(&link(&row.url)?)]);
    parts.extend(["S813".into(), format!("+{day}T00:00:00Z/11")]);
    let quote = text(&row.quote);
    if quote != "\"\"" {
        parts.extend(["S1683".into(), format!("fr:{quote}")]);
    }
    Some(parts.join("\t"))
}

/// A string: the grammar knows no escape, so a quotation mark becomes a typographic one, and nothing opens a comment.
fn text(text: &str) -> String {
    let text = one_line(text)
        .replace('"', "\u{201d}")
        .replace("/*", "/ *")
        .replace("*/", "* /");
    format!("\"{}\"", text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row() -> Row {
        Row {
            code: Some("59014".into()),
            year: Some(2018),
            arobases: Some(4),
            kind: "level",
            status: "confirmed",
            confidence: 0.9,
            quote: "la \"ville\"\t/* @@@@".into(),
            url: "https://a.example/x".into(),
            captured_at: "2026-03-04T12:00:00Z".into(),
            ..Row::default()
        }
    }

    fn items(text: &str) -> BTreeMap<String, String> {
        read_items(text).unwrap()
    }

    #[test]
    fn a_sure_record_is_a_statement_with_its_year_and_its_proof() {
        let named = items("# towns\n59014\tQ1\n\nlabel\tQ2\n");
        assert_eq!(
            statement(&row(), &named).unwrap(),
            "Q1\tP166\tQ2\tP585\t+2018-01-01T00:00:00Z/9\tP1932\t\"@@@@\"\tS854\t\"https://a.example/x\"\t\
             S813\t+2026-03-04T00:00:00Z/11\tS1683\tfr:\"la ”ville” / * @@@@\""
        );
        let graded = items("59014\tQ1\nlabel\tQ2\n4@\tQ4\n");
        assert!(
            statement(&row(), &graded)
                .unwrap()
                .starts_with("Q1\tP166\tQ4\tP585\t")
        );
    }

    #[test]
    fn what_is_not_sure_or_has_no_item_is_left_out_and_counted() {
        let named = items("59014\tQ1\nlabel\tQ2");
        let unsure = [
            Row {
                year: None,
                ..row()
            },
            Row {
                arobases: None,
                ..row()
            },
            Row {
                status: "contested",
                ..row()
            },
            Row {
                kind: "mention",
                ..row()
            },
            Row {
                confidence: 0.89,
                ..row()
            },
            Row {
                code: Some("59009".into()),
                ..row()
            },
            Row {
                url: "urn:sha256:00".into(),
                ..row()
            },
            row(),
        ];
        let options = Options {
            items: named,
            ..Options::default()
        };
        let mut out = Vec::new();
        let written = write(&unsure, &options, &mut out).unwrap();
        assert_eq!((written.rows, written.left_out), (1, 7));
    }

    #[test]
    fn a_table_that_is_none_is_refused_with_its_line() {
        assert!(
            read_items("59014\tQ1\n59009 Q2")
                .unwrap_err()
                .starts_with("2: ")
        );
        for wrong in ["a\tQ", "a\tQ0", "a\t90", "a\tQ1\tx", "a\tq1"] {
            assert!(read_items(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        // Help:QuickStatements, "Command sequence syntax"
        #[test]
        fn each_line_is_of_the_grammar(quote: String, url in "https://[ -~]{0,20}") {
            let row = Row { quote, url, ..row() };
            let line = statement(&row, &items("59014\tQ1\nlabel\tQ2")).unwrap();
            prop_assert!(!line.contains('\n') && !line.contains("/*"));
            let parts: Vec<&str> = line.split('\t').collect();
            prop_assert!(parts.len() % 2 == 1);
            for value in parts.iter().skip(8).step_by(2).filter(|value| value.contains('"')) {
                let inner = value.trim_start_matches("fr:").strip_prefix('"').and_then(|v| v.strip_suffix('"'));
                prop_assert!(inner.is_some_and(|inner| !inner.contains('"')), "{value}");
            }
        }
    }
}
