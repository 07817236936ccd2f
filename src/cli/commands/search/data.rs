//! What `search` finds, for other programs.

use std::io::{BufWriter, Write as _};

use anyhow::Context as _;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Answer, Coverage, FoundPage};
use crate::cli::args::{Format, Shape};
use crate::cli::asking::words;
use crate::cli::bars::Count;
use crate::cli::listing::List;
use crate::index::Facets;
use crate::jobs::export::{Row, json_line};
use crate::label::gazetteer::department_by_code;

const SCHEMA: &str = "arobase.search/1";

/// The whole answer.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    /// The query as it was read.
    query: String,
    /// What was answered in its place, where nothing was found for it.
    instead: Option<String>,
    notes: Vec<String>,
    records_total: usize,
    pages_total: usize,
    after: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<&'a Coverage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<Map<String, Value>>,
    records: &'a [Row],
    pages: &'a [FoundPage],
}

/// One result on a line of its own; more types may come.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Line<'a> {
    Record(&'a Row),
    Page(&'a FoundPage),
    Facet {
        by: &'a str,
        name: &'a str,
        records: usize,
    },
}

/// A line with the schema that it follows.
#[derive(Serialize)]
struct Named<'a> {
    schema: &'static str,
    #[serde(flatten)]
    line: Line<'a>,
}

/// Prints the answer.
pub(super) fn print(answer: &Answer, shape: &Shape) -> anyhow::Result<()> {
    match shape.chosen() {
        _ if answer.facets.is_none() && shape.has_fields() => list(answer).print(shape),
        Format::Json => {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{}", json_line(&document(answer))?).context("standard output")
        }
        Format::Jsonl => print_lines(answer),
        _ if answer.facets.is_some() => facet_list(answer).print(shape),
        _ => list(answer).print(shape),
    }
}

fn document(answer: &Answer) -> Document<'_> {
    let facets = answer.facets.as_ref().map(|facets| {
        let counts = |counts: Vec<Count>| {
            let counts = counts.into_iter();
            counts
                .map(|(name, records)| json!({ "name": name, "records": records }))
                .collect()
        };
        let groups = groups(facets).into_iter();
        groups.map(|(by, of)| (by.to_owned(), counts(of))).collect()
    });
    Document {
        schema: SCHEMA,
        query: answer.query.to_string(),
        instead: answer.found.instead.as_ref().map(ToString::to_string),
        notes: answer.found.notes.iter().map(words).collect(),
        records_total: answer.found.records_total,
        pages_total: answer.found.pages_total,
        after: answer.after.as_deref(),
        coverage: answer.coverage.as_ref(),
        facets,
        records: &answer.records,
        pages: &answer.pages,
    }
}

fn print_lines(answer: &Answer) -> anyhow::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let records = answer.records.iter().map(Line::Record);
    for line in records.chain(answer.pages.iter().map(Line::Page)) {
        let schema = SCHEMA;
        writeln!(out, "{}", json_line(&Named { schema, line })?)?;
    }
    for (by, counts) in answer.facets.iter().flat_map(groups) {
        for (name, records) in &counts {
            let (schema, records) = (SCHEMA, *records);
            let line = Line::Facet { by, name, records };
            writeln!(out, "{}", json_line(&Named { schema, line })?)?;
        }
    }
    out.flush().context("standard output")
}

/// Facets by their names.
pub(super) fn groups(facets: &Facets) -> [(&'static str, Vec<Count>); 4] {
    let year = |year: &Option<u64>| year.map_or_else(|| "unknown".to_owned(), |y| y.to_string());
    let years = facets.years.iter().map(|(at, count)| (year(at), *count));
    let levels = facets
        .levels
        .iter()
        .map(|(level, count)| (format!("{level}@"), *count));
    let department = |code: &String| match department_by_code(code) {
        Some(found) => format!("{} ({code})", found.name),
        None => code.clone(),
    };
    let departments = facets.departments.iter();
    let departments = departments.map(|(code, count)| (department(code), *count));
    [
        ("year", years.collect()),
        ("level", levels.collect()),
        ("department", departments.collect()),
        ("source", facets.sources.clone()),
    ]
}

fn facet_list(answer: &Answer) -> List {
    let mut rows = Vec::new();
    for (by, counts) in answer.facets.iter().flat_map(groups) {
        rows.extend(
            counts
                .iter()
                .map(|(name, count)| vec![json!(by), json!(name), json!(count)]),
        );
    }
    List {
        schema: "arobase.stats/1",
        columns: &["by", "name", "records"],
        rows,
        ..List::default()
    }
}

/// Records and pages as rows of one table.
fn list(answer: &Answer) -> List {
    let records = answer.records.iter().map(record_cells);
    List {
        schema: SCHEMA,
        brief: &[
            "year",
            "arobases",
            "code",
            "name",
            "department",
            "status",
            "quote",
            "url",
            "title",
        ],
        columns: &[
            "type",
            "year",
            "arobases",
            "mention",
            "code",
            "name",
            "department",
            "status",
            "contested",
            "sources",
            "record",
            "quote",
            "url",
            "title",
            "site",
            "published",
            "captured_at",
            "sha256",
        ],
        rows: records.chain(answer.pages.iter().map(page_cells)).collect(),
        ..List::default()
    }
}

fn record_cells(row: &Row) -> Vec<Value> {
    vec![
        json!("record"),
        json!(row.year),
        json!(row.arobases),
        json!(row.mention),
        json!(row.code),
        json!(row.name),
        json!(row.department),
        json!(row.status),
        json!(row.contested),
        json!(row.sources),
        json!(row.record),
        json!(row.quote),
        json!(row.url),
        json!(row.title),
        json!(row.site),
        json!(row.published),
        json!(row.captured_at),
        json!(row.sha256),
    ]
}

/// A page has no cell of a record, its excerpt is its quotation.
fn page_cells(page: &FoundPage) -> Vec<Value> {
    let mut cells = vec![json!("page")];
    cells.resize(11, Value::Null);
    cells.extend([
        json!(page.excerpt),
        json!(page.url),
        json!(page.title),
        json!(page.site),
        json!(page.published),
        json!(page.captured_at),
        json!(page.sha256),
    ]);
    cells
}
