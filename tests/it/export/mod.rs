//! Every format of `export`, read back by something that did not write it, against the database itself, row by row:
//! here in Rust; in `paste` feeds, linked data and what is pasted; in
//! `peers` by the readers that people use; in `hostile` with what pages could do to them.

mod hostile;
mod office;
mod paste;
mod peers;
mod strings;
mod wacz;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use arobase::label::edition::ordinal_of_year;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use serde_json::{Map, Value, json};

use crate::support::Home;

/// Every format with the ending of its file.
const FORMATS: [(&str, &str); 12] = [
    ("csv", "csv"),
    ("xlsx", "xlsx"),
    ("jsonl", "jsonl"),
    ("parquet", "parquet"),
    ("sqlite", "sqlite"),
    ("geojson", "geojson"),
    ("jsonld", "jsonld"),
    ("atom", "atom"),
    ("quickstatements", "qs"),
    ("wikitext", "wiki"),
    ("md", "md"),
    ("es-bulk", "es"),
];

/// What the database says, in the order and under the names of the columns; `edition` is told by the year alone.
const ROWS: &str = "select r.code, r.name, r.place_kind, r.department, r.year, r.arobases, r.kind, r.mention, r.status,
        (select group_concat(side, ' | ') from
            (select distinct side from record_claim where record = r.id and side <> '' order by side)) as contested,
        r.sources, c.exact as quote, p.url, p.site, p.title, p.published, k.at as captured_at,
        k.sha256, c.rule, r.confidence, c.id as claim, r.id as record, nullif(c.name, r.name) as former_name,
        c.prefix, c.suffix
    from record r join claim c on c.id = r.best_claim join page p on p.capture = c.capture
        join capture k on k.id = c.capture
    order by r.code is null, r.code, r.name, r.year is null, r.year, r.kind, r.id";

type Rows = Vec<Map<String, Value>>;

/// The rows of a query, each as an object.
fn ask(database: &Path, query: &str) -> Rows {
    let db = rusqlite::Connection::open(database).unwrap();
    let mut select = db.prepare(query).unwrap();
    let names: Vec<String> = select.column_names().map(str::to_owned).collect();
    let rows = select.query_map([], |row| {
        let mut object = Map::new();
        for (at, name) in names.iter().enumerate() {
            let value = match row.get_ref(at)? {
                rusqlite::types::ValueRef::Null => Value::Null,
                rusqlite::types::ValueRef::Integer(number) => json!(number),
                rusqlite::types::ValueRef::Real(number) => json!(number),
                rusqlite::types::ValueRef::Text(text) => json!(std::str::from_utf8(text).unwrap()),
                rusqlite::types::ValueRef::Blob(_) => unreachable!("no column holds bytes"),
            };
            object.insert(name.clone(), value);
        }
        Ok(object)
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// The rows of an archive as its database has them.
fn of_database(home: &Home) -> Rows {
    let mut rows = ask(&home.path("index/arobase.db"), ROWS);
    for row in &mut rows {
        let year = row["year"]
            .as_i64()
            .and_then(|year| i16::try_from(year).ok());
        let at: jiff::Timestamp = row["captured_at"].as_str().unwrap().parse().unwrap();
        row.insert("captured_at".to_owned(), json!(at.to_string()));
        let quote: String = row["quote"].as_str().unwrap().chars().take(200).collect();
        row.insert("quote".to_owned(), json!(quote));
        row.insert("edition".to_owned(), json!(year.and_then(ordinal_of_year)));
    }
    rows
}

/// An archive of the pages of these folders of the repository's gold.
fn archive(folders: &[&str]) -> Home {
    let home = Home::new();
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    let mut args: Vec<PathBuf> = ["import", "--mirror"].iter().map(PathBuf::from).collect();
    args.extend(folders.iter().map(|folder| gold.join(folder).join("pages")));
    home.run(args).ends(0);
    home
}

/// The items that the test makes up: every other place has one.
fn items(rows: &Rows) -> String {
    let mut items = String::from("label\tQ7\n5@\tQ5\n");
    for (number, row) in rows
        .iter()
        .enumerate()
        .filter(|(number, _)| number % 2 == 0)
    {
        if let Some(code) = row["code"].as_str() {
            writeln!(items, "{code}\tQ{}", number + 100).unwrap();
        }
    }
    items
}

/// Exports everything in every format, described; the files lie in the home as `out.ENDING`.
fn export_all(home: &Home, rows: &Rows) {
    std::fs::write(home.path("items.tsv"), items(rows)).unwrap();
    for (format, ending) in FORMATS {
        let file = format!("out.{ending}");
        let mut args = vec!["export", "--format", format, "-o", &file, "--with-schema"];
        if format == "quickstatements" {
            args.extend(["--wikidata", "items.tsv"]);
        }
        home.run(args).ends(0).tells(&format!("written to {file}"));
    }
}

/// Text as a format has it that cannot escape: no controls, nothing that reorders.
fn shown(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|letter| match letter {
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\n' | '\t' => letter,
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{fffe}'
            | '\u{ffff}' => '\u{fffd}',
            letter if letter.is_control() => '\u{fffd}',
            letter => letter,
        })
        .collect()
}

/// The same on one line.
fn lined(text: &str) -> String {
    let words = shown(text);
    let words = words
        .split([' ', '\n', '\t'])
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Fails unless a row that was read back is that of the database.
#[track_caller]
fn same(read: &Map<String, Value>, row: &Map<String, Value>, plain: bool) {
    for (name, value) in read {
        let wanted = &row[name];
        let is_same = match (value, wanted) {
            (Value::Number(value), Value::Number(wanted)) => {
                (value.as_f64().unwrap() - wanted.as_f64().unwrap()).abs() < 1e-6
            }
            (Value::String(value), Value::String(wanted)) if plain => *value == shown(wanted),
            (value, wanted) => value == wanted,
        };
        assert!(
            is_same,
            "{}: {name} is {value}, not {wanted}",
            row["record"]
        );
    }
}

/// Fails unless as many rows were read back as there are, each with all columns and equal to its own.
#[track_caller]
fn all_same(read: &Rows, rows: &Rows, plain: bool) {
    assert_eq!(read.len(), rows.len());
    for (read, row) in read.iter().zip(rows) {
        assert_eq!(read.len(), 24, "{:?}", read.keys());
        same(read, row, plain);
    }
}

/// A CSV as rows: what the guard added is taken off, and numbers are numbers.
fn of_csv(text: &[u8]) -> Rows {
    let mut reader = csv::Reader::from_reader(text);
    let names = reader.headers().unwrap().clone();
    let records = reader.records().map(Result::unwrap);
    let object = |record: csv::StringRecord| {
        let cell = |(name, cell): (&str, &str)| {
            let value = match name {
                _ if cell.is_empty() => Value::Null,
                "year" | "edition" | "arobases" | "sources" | "confidence" => cell.parse().unwrap(),
                _ => json!(cell.strip_prefix('\'').unwrap_or(cell)),
            };
            (name.to_owned(), value)
        };
        names.iter().zip(&record).map(cell).collect()
    };
    records.map(object).collect()
}

fn of_parquet(path: &Path) -> Rows {
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let object = |row: parquet::record::Row| {
        let value = |(name, field): (&String, &Field)| {
            let value = match field {
                Field::Null => Value::Null,
                Field::Str(text) => json!(text),
                Field::Long(number) => json!(number),
                Field::Double(number) => json!(number),
                Field::TimestampMicros(micros) => {
                    json!(
                        jiff::Timestamp::from_microsecond(*micros)
                            .unwrap()
                            .to_string()
                    )
                }
                other => unreachable!("{name}: {other:?}"),
            };
            (name.clone(), value)
        };
        row.get_column_iter().map(value).collect()
    };
    reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| object(row.unwrap()))
        .collect()
}

fn objects(values: impl Iterator<Item = Value>) -> Rows {
    values
        .map(|value| match value {
            Value::Object(object) => object,
            other => unreachable!("{other}"),
        })
        .collect()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn every_format_says_what_the_database_says_row_by_row() {
    let home = archive(&["spring", "summer", "held-out"]);
    let rows = of_database(&home);
    assert!(rows.len() > 150, "{}", rows.len());
    export_all(&home, &rows);
    let read = |ending: &str| std::fs::read(home.path(&format!("out.{ending}"))).unwrap();
    let text = |ending: &str| String::from_utf8(read(ending)).unwrap();

    all_same(&of_csv(&read("csv")), &rows, true);
    all_same(&objects(lines(&text("jsonl")).into_iter()), &rows, false);
    all_same(&of_parquet(&home.path("out.parquet")), &rows, true);
    let of_sqlite = ask(
        &home.path("out.sqlite"),
        "select * from record order by code is null, code, name, year is null, year, kind, record",
    );
    all_same(&of_sqlite, &rows, true);

    let bulk = lines(&text("es"));
    for (pair, row) in bulk.chunks(2).zip(&rows) {
        assert_eq!(pair[0]["index"]["_id"], row["record"]);
    }
    all_same(&objects(bulk.into_iter().skip(1).step_by(2)), &rows, false);

    let map: Value = serde_json::from_slice(&read("geojson")).unwrap();
    let features = map["features"].as_array().unwrap().clone();
    let located = features
        .iter()
        .filter(|feature| !feature["geometry"].is_null())
        .count();
    assert!(
        located * 10 > features.len() * 8,
        "{located} of {}",
        features.len()
    );
    all_same(
        &objects(
            features
                .into_iter()
                .map(|feature| feature["properties"].clone()),
        ),
        &rows,
        false,
    );
}

#[test]
fn the_same_records_are_the_same_bytes_in_every_format() {
    let home = archive(&["held-out"]);
    let rows = of_database(&home);
    export_all(&home, &rows);
    let files = || -> Vec<(PathBuf, Vec<u8>)> {
        let named = |path: &PathBuf| {
            path.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with("out.")
        };
        let files = home.files("").into_iter().filter(named);
        files
            .map(|path| (path.clone(), std::fs::read(path).unwrap()))
            .collect()
    };
    let first = files();
    // Twelve files, twelve packages, three schemas, one mapping; no part is left.
    assert_eq!(first.len(), 28);
    export_all(&home, &rows);
    for ((path, one), (_, other)) in first.iter().zip(&files()) {
        assert!(one == other, "{} differs", path.display());
    }
}

#[test]
fn what_cannot_be_written_as_asked_is_refused_with_a_word_of_help() {
    let home = archive(&["held-out"]);
    home.run(["export", "--format", "qs"])
        .ends(2)
        .tells("--wikidata")
        .tells("wdt:P374");
    home.run(["export", "--format", "qs", "--wikidata", "none.tsv"])
        .ends(12);
    let home = home.with("items.tsv", "59014 Q1\n");
    home.run(["export", "--format", "qs", "--wikidata", "items.tsv"])
        .ends(2)
        .tells("items.tsv:1: ");
    home.run(["export", "--wikidata", "items.tsv"]).ends(2);
    home.run(["export", "--with-schema"])
        .ends(2)
        .tells("--output");
    home.run(["export", "--format", "xlsx", "--bom"]).ends(2);
    // The ending of the file tells the format.
    home.run(["export", "-o", "towns.geojson"]).ends(0);
    let map = std::fs::read(home.path("towns.geojson")).unwrap();
    assert!(map.starts_with(b"{\"type\":\"FeatureCollection\""));
}
