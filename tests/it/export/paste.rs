//! Feeds, linked data, statements and tables to paste, against the database.

use std::collections::BTreeMap;

use pulldown_cmark::{Event as Md, Options, Parser, Tag};
use serde_json::{Map, Value};

use super::{Rows, archive, export_all, items, lined, of_database};
use crate::support::Home;

fn word(row: &Map<String, Value>, name: &str) -> String {
    row[name].as_str().unwrap_or_default().to_owned()
}

/// An archive of some gold pages, exported; what its database says.
fn exported() -> (Home, Rows) {
    let home = archive(&["summer", "held-out"]);
    let rows = of_database(&home);
    assert!(rows.len() > 100, "{}", rows.len());
    export_all(&home, &rows);
    (home, rows)
}

fn text(home: &Home, ending: &str) -> String {
    std::fs::read_to_string(home.path(&format!("out.{ending}"))).unwrap()
}

/// The texts of all elements of that name below entries, with the attribute `href` for links.
pub(super) fn of_atom(text: &str) -> Vec<BTreeMap<String, String>> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut entries, mut open): (Vec<BTreeMap<String, String>>, String) =
        (Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) if start.name().as_ref() == "entry" => {
                entries.push(BTreeMap::new());
            }
            Event::Start(start) => start.name().as_ref().clone_into(&mut open),
            Event::Empty(start) if start.name().as_ref() == "link" => {
                let href = start.try_get_attribute("href").unwrap().unwrap();
                let href = quick_xml::escape::unescape(&href.value)
                    .unwrap()
                    .into_owned();
                entries.last_mut().unwrap().insert("link".to_owned(), href);
            }
            Event::Text(words) => {
                if let Some(entry) = entries.last_mut() {
                    entry.entry(open.clone()).or_default().push_str(&words);
                }
            }
            Event::GeneralRef(reference) => {
                let entity = format!("&{};", &*reference);
                let words = quick_xml::escape::unescape(&entity).unwrap().into_owned();
                if let Some(entry) = entries.last_mut() {
                    entry.entry(open.clone()).or_default().push_str(&words);
                }
            }
            Event::End(_) => open.clear(),
            Event::Eof => return entries,
            _ => {}
        }
    }
}

#[test]
fn a_feed_has_an_entry_for_each_record_with_its_words_and_its_page() {
    let (home, rows) = exported();
    let entries = of_atom(&text(&home, "atom"));
    assert_eq!(entries.len(), rows.len());
    for row in &rows {
        let id = format!("tag:arobase.invalid,2026:record/{}", word(row, "record"));
        let entry = entries.iter().find(|entry| entry["id"] == id).unwrap();
        assert_eq!(entry["link"], word(row, "url"));
        assert_eq!(entry["updated"], word(row, "captured_at"));
        for name in ["quote", "sha256", "rule", "claim"] {
            assert!(
                entry["content"].contains(&lined(&word(row, name))),
                "{entry:?}"
            );
        }
    }
}

#[test]
fn linked_data_quotes_the_page_with_what_stands_around_and_at_most_200_characters() {
    let (home, rows) = exported();
    let graph: Value = serde_json::from_str(&text(&home, "jsonld")).unwrap();
    let nodes = graph["@graph"].as_array().unwrap();
    assert_eq!(nodes.len(), rows.len());
    let mut with_prefix = 0;
    for (node, row) in nodes.iter().zip(&rows) {
        let target = &node["evidence"]["oa:hasTarget"];
        let selector = &target["oa:hasSelector"];
        assert_eq!(selector["oa:exact"], row["quote"]);
        let around = |name: &str| selector[name].as_str().unwrap_or_default().to_owned();
        let (before, after) = (around("oa:prefix"), around("oa:suffix"));
        with_prefix += usize::from(!before.is_empty());
        assert!(word(row, "prefix").ends_with(&before) && word(row, "suffix").starts_with(&after));
        let quoted = [&before, &word(row, "quote"), &after].map(|part| part.chars().count());
        assert!(quoted.iter().sum::<usize>() <= 200, "{node}");
        assert_eq!(target["oa:hasSource"]["schema:sha256"], row["sha256"]);
        assert_eq!(target["oa:hasState"]["captured"], row["captured_at"]);
        let rating = &node["schema:certificationRating"]["schema:ratingValue"];
        assert_eq!(*rating, row["arobases"]);
    }
    assert!(with_prefix > 10, "{with_prefix}");
}

/// The cells that are words of the database as they are, by their place in a line.
const WORDS: [(usize, &str); 6] = [
    (0, "code"),
    (1, "name"),
    (4, "mention"),
    (5, "status"),
    (7, "quote"),
    (11, "sha256"),
];

#[test]
fn a_wiki_table_has_a_line_for_each_record_and_links_its_page() {
    let (home, rows) = exported();
    let wiki = text(&home, "wiki");
    let lines: Vec<Vec<&str>> = wiki
        .split("\n|-\n")
        .skip(1)
        .map(|part| part.lines().collect())
        .collect();
    assert_eq!(lines.len(), rows.len());
    for (cells, row) in lines.iter().zip(&rows) {
        for (at, name) in WORDS {
            let cell = cells[at].strip_prefix("| ").unwrap();
            let shown = quick_xml::escape::unescape(cell).unwrap();
            assert_eq!(shown, lined(&word(row, name)), "{name}");
        }
        let address = word(row, "url").replace('_', "%5F").replace('&', "&amp;");
        assert!(cells[8].contains(&format!("[{address} ")), "{}", cells[8]);
    }
}

#[test]
fn a_markdown_table_has_a_line_for_each_record() {
    let (home, rows) = exported();
    let (mut cells, mut links) = (Vec::new(), Vec::new());
    for event in Parser::new_ext(&text(&home, "md"), Options::ENABLE_TABLES) {
        match event {
            Md::Start(Tag::TableCell) => cells.push(String::new()),
            Md::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.to_string()),
            Md::Text(words) => cells.last_mut().unwrap().push_str(&words),
            _ => {}
        }
    }
    assert_eq!(cells.len(), 13 * (rows.len() + 1));
    assert_eq!(
        links,
        rows.iter().map(|row| word(row, "url")).collect::<Vec<_>>()
    );
    for (cells, row) in cells.chunks(13).skip(1).zip(&rows) {
        for (at, name) in WORDS {
            assert_eq!(cells[at], lined(&word(row, name)), "{name}");
        }
    }
}

#[test]
fn quickstatements_state_only_what_is_sure_and_has_an_item() {
    let home = archive(&["summer"]);
    let rows = of_database(&home);
    export_all(&home, &rows);
    let items = items(&rows);
    let item = |key: &str| {
        let line = items.lines().filter_map(|line| line.split_once('\t'));
        line.rev()
            .find(|(found, _)| *found == key)
            .map(|(_, item)| item.to_owned())
    };
    let expected = rows.iter().filter_map(|row| {
        let sure = row["kind"] == "level" && row["status"] != "contested" && row["confidence"].as_f64()? > 0.899_999;
        let (year, arobases) = (row["year"].as_i64()?, row["arobases"].as_i64().filter(|_| sure)?);
        let place = item(row["code"].as_str()?)?;
        let what = match arobases {
            5 => "Q5".to_owned(),
            _ => "Q7".to_owned(),
        };
        let stated = (arobases != 5).then(|| format!("\tP1932\t\"{}\"", "@".repeat(usize::try_from(arobases).unwrap())));
        let (url, at) = (row["url"].as_str()?, row["captured_at"].as_str()?);
        let quote = lined(row["quote"].as_str()?).replace('"', "\u{201d}");
        Some(format!(
            "{place}\tP166\t{what}\tP585\t+{year}-01-01T00:00:00Z/9{}\tS854\t\"{url}\"\tS813\t+{}T00:00:00Z/11\tS1683\tfr:\"{quote}\"",
            stated.unwrap_or_default(),
            &at[..10]
        ))
    });
    let expected: Vec<String> = expected.collect();
    assert!(expected.len() > 10, "{}", expected.len());
    let written = std::fs::read_to_string(home.path("out.qs")).unwrap();
    assert_eq!(written.lines().collect::<Vec<_>>(), expected);
}
