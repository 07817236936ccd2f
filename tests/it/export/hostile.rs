//! What pages could do to whoever opens, pastes, prints or loads what we write: strings made to drive terminals,
//! spreadsheets, wikis, Markdown, browsers and databases, through every output of the program.
//!
//! The strings go into a real archive as names, mentions, quotes, titles, sites and addresses; each output is read
//! back by a reader of its format, must be safe there, and must still say the same.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Read as _;

use pulldown_cmark::{Event as Md, Parser, Tag};
use serde_json::Value;

use super::paste::of_atom;
use super::strings::{A_PAGE, archive};
use super::{
    Rows, all_same, ask, export_all, lined, lines, objects, of_csv, of_database, of_parquet, shown,
};
use crate::support::{Home, say};

/// Fails where a terminal that shows this would do anything but show it.
#[track_caller]
fn shows_only(what: &str, text: &str) {
    let mut before = '\n';
    for letter in text.chars() {
        let drives = match letter {
            '\n' => false,
            '\t' | '\r' => before == '\r',
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => true,
            letter => letter.is_control() || before == '\r',
        };
        assert!(!drives, "{what}: {letter:?} after {before:?}");
        before = letter;
    }
}

/// Fails unless an address is one of the web, of ASCII, and ends nothing that it stands in.
#[track_caller]
fn is_link(address: &str) {
    assert!(address.starts_with("https://h"), "{address}");
    let harmless = |byte: u8| byte.is_ascii_graphic() && !b"\"'<>()[]{}|\\^`*".contains(&byte);
    assert!(address.bytes().all(harmless), "{address}");
}

/// The files of a zip by name, as its central directory lists them (APPNOTE 4.3.12).
fn unzip(zip: &[u8]) -> Vec<(String, String)> {
    let two = |at: usize| usize::from(u16::from_le_bytes([zip[at], zip[at + 1]]));
    let four = |at: usize| two(at) | two(at + 2) << 16;
    let end = zip
        .windows(4)
        .rposition(|four| four == b"PK\x05\x06")
        .unwrap();
    let (mut at, mut files) = (four(end + 16), Vec::new());
    for _ in 0..two(end + 10) {
        let name = &zip[at + 46..at + 46 + two(at + 28)];
        let (head, packed) = (four(at + 42), four(at + 20));
        let start = head + 30 + two(head + 26) + two(head + 28);
        let mut text = String::new();
        flate2::read::DeflateDecoder::new(&zip[start..start + packed])
            .read_to_string(&mut text)
            .unwrap();
        files.push((String::from_utf8(name.to_vec()).unwrap(), text));
        at += 46 + two(at + 28) + two(at + 30) + two(at + 32);
    }
    files
}

/// A workbook: every part is well-formed, no cell is a formula or a link, every record has its line.
fn check_xlsx(zip: &[u8], rows: &Rows) {
    use quick_xml::events::Event;
    let (mut lines, mut texts) = (0, BTreeSet::new());
    for (name, text) in unzip(zip) {
        shows_only(&name, &text);
        // ECMA-376 part 1, 22.9.2.19: `_x005F_` is an underscore that begins no escape.
        let cells = text.split("<si>").skip(1).map(|cell| {
            let cell = cell.split("</t>").next().unwrap();
            let cell = cell.split_once('>').unwrap().1;
            quick_xml::escape::unescape(cell)
                .unwrap()
                .replace("_x005F_", "_")
        });
        texts.extend(cells);
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) | Event::Empty(start) => {
                    assert!(
                        !["f", "hyperlink", "script"].contains(&start.name().as_ref()),
                        "{name}"
                    );
                    lines += usize::from(start.name().as_ref() == "row");
                }
                Event::Eof => break,
                Event::DocType(_) | Event::CData(_) | Event::Comment(_) => {
                    unreachable!("{name}: {text}")
                }
                _ => {}
            }
        }
    }
    assert_eq!(lines, rows.len() + 1);
    for (row, name) in rows.iter().zip(["quote", "name"].iter().cycle()) {
        let text = shown(row[*name].as_str().unwrap());
        assert!(texts.contains(&text), "{text:?}");
    }
}

/// A CSV: every cell is what it was, and none is computed.
fn check_csv(text: &[u8], rows: &Rows) {
    let mut reader = csv::ReaderBuilder::new().from_reader(text);
    for record in reader.records().map(Result::unwrap) {
        for cell in &record {
            let bare = cell.trim_start_matches(['"', '\u{feff}', ' ', '\u{a0}', '\n']);
            assert!(
                !bare.starts_with([
                    '=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'
                ]),
                "{cell:?}"
            );
        }
    }
    // A cell that began with a quotation mark of its own is guarded as well, where a formula follows.
    let mut read = of_csv(text);
    for (read, row) in read.iter_mut().zip(rows) {
        for (name, cell) in read.iter_mut() {
            let own = row[name]
                .as_str()
                .map(shown)
                .filter(|own| own.starts_with('\''));
            if let Some(own) = own.filter(|own| cell.as_str() == own.strip_prefix('\'')) {
                *cell = Value::String(own);
            }
            if row[name] == "" && cell.is_null() {
                *cell = Value::String(String::new());
            }
        }
    }
    all_same(&read, rows, true);
}

fn check_markdown(text: &str, rows: &Rows) {
    let mut cells: Vec<String> = Vec::new();
    // Every extension but the one that makes quotation marks typographic.
    let extensions =
        pulldown_cmark::Options::all() - pulldown_cmark::Options::ENABLE_SMART_PUNCTUATION;
    for event in Parser::new_ext(text, extensions) {
        match event {
            Md::Start(Tag::TableCell) => cells.push(String::new()),
            Md::Start(Tag::Link { dest_url, .. }) => is_link(&dest_url),
            Md::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow) | Md::End(_) => {}
            Md::Text(words) => cells.last_mut().unwrap().push_str(&words),
            other => unreachable!("{other:?} in Markdown"),
        }
    }
    assert_eq!(cells.len(), 13 * (rows.len() + 1));
    for (cells, row) in cells.chunks(13).skip(1).zip(rows) {
        assert_eq!(
            cells[7].trim(),
            lined(row["quote"].as_str().unwrap()).trim()
        );
    }
}

fn check_wikitext(text: &str, rows: &Rows) {
    let all: Vec<&str> = text.lines().collect();
    assert_eq!(all.len(), 3 + 14 * rows.len());
    for (lines, row) in all[2..].chunks(14).zip(rows) {
        assert_eq!(lines[0], "|-");
        for (at, line) in lines[1..].iter().enumerate() {
            let mut cell = line.strip_prefix("| ").unwrap().to_owned();
            if at == 8 {
                let inside = cell
                    .strip_prefix('[')
                    .and_then(|cell| cell.strip_suffix(']'))
                    .unwrap();
                let (address, label) = inside.split_once(' ').unwrap();
                is_link(&quick_xml::escape::unescape(address).unwrap());
                cell = label.to_owned();
            }
            let bare = cell.replace("&#", "");
            assert!(
                !bare.contains(['&', '<', '>', '[', ']', '{', '}', '|', '~', '_']),
                "{line}"
            );
            assert!(
                !bare.contains("''") && !bare.contains("://") && !bare.contains("mailto:"),
                "{line}"
            );
            if at == 7 {
                let read = quick_xml::escape::unescape(&cell).unwrap();
                assert_eq!(read.trim(), lined(row["quote"].as_str().unwrap()).trim());
            }
        }
    }
}

fn check_atom(text: &str, rows: &Rows) {
    let entries = of_atom(text);
    assert_eq!(entries.len(), rows.len());
    for entry in entries {
        let names: Vec<&String> = entry.keys().filter(|name| !name.is_empty()).collect();
        assert_eq!(names, ["content", "id", "link", "title", "updated"]);
        is_link(&entry["link"]);
    }
}

/// Statements: an item, then pairs of a property and a value of its sort, as the grammar of version 1 has them.
fn check_quickstatements(text: &str, rows: &Rows) {
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines.len() > rows.len() / 10,
        "{} of {}",
        lines.len(),
        rows.len()
    );
    let is_item = |item: &str| {
        let digits = item.strip_prefix('Q');
        digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    for line in lines {
        let (item, parts) = line.split_once('\t').unwrap();
        assert!(is_item(item), "{line}");
        let parts: Vec<&str> = parts.split('\t').collect();
        for pair in parts.chunks(2) {
            let value = pair[1].trim_start_matches("fr:");
            let string = value
                .strip_prefix('"')
                .and_then(|value| value.strip_suffix('"'));
            let fits = match pair[0] {
                "P166" => is_item(value),
                "P585" | "S813" => value.starts_with("+2") && value.contains("T00:00:00Z/"),
                "P1932" => string.is_some_and(|grade| grade.bytes().all(|byte| byte == b'@')),
                "S854" => {
                    is_link(string.unwrap());
                    true
                }
                "S1683" => string.is_some_and(|quote| !quote.contains('"')),
                _ => false,
            };
            assert!(fits, "{pair:?} in {line}");
        }
        assert!(!line.contains("/*") && !line.contains("*/"), "{line}");
    }
}

/// Every export of an archive: read back, safe, and still the same.
fn check_exports(home: &Home) -> usize {
    let rows = of_database(home);
    export_all(home, &rows);
    let read = |ending: &str| std::fs::read(home.path(&format!("out.{ending}"))).unwrap();
    let text = |ending: &str| String::from_utf8(read(ending)).unwrap();
    for ending in [
        "csv", "jsonl", "geojson", "jsonld", "atom", "qs", "wiki", "md", "es",
    ] {
        shows_only(ending, &text(ending));
    }
    check_csv(&read("csv"), &rows);
    check_xlsx(&read("xlsx"), &rows);
    check_markdown(&text("md"), &rows);
    check_wikitext(&text("wiki"), &rows);
    check_atom(&text("atom"), &rows);
    check_quickstatements(&text("qs"), &rows);
    all_same(&objects(lines(&text("jsonl")).into_iter()), &rows, false);
    all_same(
        &objects(lines(&text("es")).into_iter().skip(1).step_by(2)),
        &rows,
        false,
    );
    all_same(&of_parquet(&home.path("out.parquet")), &rows, true);
    let of_sqlite =
        "select * from record order by code is null, code, name, year is null, year, kind, record";
    let mut of_sqlite = ask(&home.path("out.sqlite"), of_sqlite);
    let mut plain = rows.clone();
    // What is replaced may change the order of names.
    let by_id = |row: &serde_json::Map<String, Value>| row["record"].as_str().unwrap().to_owned();
    of_sqlite.sort_by_key(by_id);
    plain.sort_by_key(by_id);
    all_same(&of_sqlite, &plain, true);
    let map: Value = serde_json::from_slice(&read("geojson")).unwrap();
    let properties = map["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| feature["properties"].clone());
    all_same(&objects(properties), &rows, false);
    assert!(!text("jsonld").contains('<'), "a script could be closed");
    let graph: Value = serde_json::from_slice(&read("jsonld")).unwrap();
    for (node, row) in graph["@graph"].as_array().unwrap().iter().zip(&rows) {
        let target = &node["evidence"]["oa:hasTarget"];
        assert_eq!(target["oa:hasSelector"]["oa:exact"], row["quote"]);
        is_link(target["oa:hasSource"]["@id"].as_str().unwrap());
    }
    rows.len()
}

/// What the program prints for people and for pipes: nothing of it drives a terminal.
fn check_prints(home: &Home, shows: usize) {
    let say_only = |args: &[&str]| {
        let ran = home.run(args);
        assert!(
            matches!(ran.code, Some(0..=2)),
            "{args:?}: {:?}\n{}",
            ran.code,
            ran.err
        );
        shows_only(&args.join(" "), &ran.out);
        shows_only(&args.join(" "), &ran.err);
        ran
    };
    for format in ["table", "json", "jsonl", "csv", "tsv", "md"] {
        for query in ["annee:2018", "evil", "script"] {
            say_only(&["search", query, "--limit", "100000", "--format", format]);
        }
        say_only(&[
            "changes", "--from", "2017", "--to", "2018", "--format", format,
        ]);
        for command in ["stats", "conflicts", "coverage"] {
            say_only(&[command, "--format", format]);
        }
    }
    say_only(&["search", "annee:2018", "--facets"]);
    say_only(&["status"]);
    for row in of_database(home).iter().take(shows) {
        say_only(&["show", row["claim"].as_str().unwrap(), "--text"]);
        say_only(&["show", row["record"].as_str().unwrap()]);
        say_only(&["why", row["url"].as_str().unwrap()]);
        let name = row["name"].as_str().unwrap().replace('\0', "");
        say_only(&["town", &name]);
        say_only(&["search", &name]);
    }
}

#[test]
fn nothing_that_a_page_says_is_unsafe_in_any_output() {
    let home = archive(200);
    assert_eq!(check_exports(&home), 200);
    check_prints(&home, 10);
}

#[test]
#[ignore = "three minutes: cargo test --test it hostile_strings -- --ignored --nocapture"]
fn hostile_strings_by_the_hundred_thousand_are_safe_in_every_output() {
    let pages = 100_000 / A_PAGE + 1;
    let home = archive(pages);
    let rows = check_exports(&home);
    check_prints(&home, 500);
    let mut told = String::new();
    write!(
        told,
        "{} strings, {rows} records, {} formats: none unsafe",
        pages * A_PAGE,
        super::FORMATS.len()
    )
    .unwrap();
    say(&told);
}
