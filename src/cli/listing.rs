//! Lists as data: JSON, JSON lines, CSV, TSV and Markdown of the same rows. Tables for people are each
//! command's own.

use std::io::{BufWriter, Write};

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use serde_json::Value;

use super::args::{Format, Shape};
use super::screen::{BOLD, PLAIN};
use super::table::{Column, screen_width, table};
use super::{Ending, Failure};
use crate::jobs::export::{guarded, json_line, markdown};

/// A list that any program can read.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    /// Name and version of what each JSON document holds: `arobase.change/1`.
    pub schema: &'static str,
    /// What holds for the whole list; in JSON only.
    pub about: Vec<(&'static str, Value)>,
    /// Names of the columns.
    pub columns: &'static [&'static str],
    /// Those that a Markdown table has, which people read; all where it is empty.
    pub brief: &'static [&'static str],
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<Value>>,
}

/// A list and the columns of it that are written.
struct Written<'l> {
    list: &'l List,
    /// The places of the columns, in their order.
    places: Vec<usize>,
}

impl List {
    /// Writes the list to standard output, with the columns that were asked for.
    ///
    /// # Errors
    /// A column that there is not, and failures of standard output.
    pub(super) fn print(&self, shape: &Shape) -> anyhow::Result<()> {
        let written = self.chosen(shape)?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        written.write(shape.chosen(), &mut out)?;
        out.flush()?;
        Ok(())
    }

    fn chosen(&self, shape: &Shape) -> Result<Written<'_>, Failure> {
        let names: Vec<&str> = if shape.has_fields() {
            shape.fields.iter().map(|field| field.trim()).collect()
        } else if shape.chosen() == Format::Md && !self.brief.is_empty() {
            self.brief.to_vec()
        } else {
            self.columns.to_vec()
        };
        let place = |name: &str| {
            let found = self.columns.iter().position(|column| *column == name);
            found.ok_or_else(|| {
                Failure::new(Ending::Usage, format!("there is no column « {name} »"))
                    .help(format!("the columns are {}", self.columns.join(", ")))
            })
        };
        let places = names.into_iter().map(place).collect::<Result<_, _>>()?;
        Ok(Written { list: self, places })
    }
}

impl<'l> Written<'l> {
    fn titles(&self) -> Vec<&'static str> {
        let title = |place: &usize| self.list.columns.get(*place).copied();
        self.places.iter().filter_map(title).collect()
    }

    /// The rows, cut down to the columns.
    fn rows(&self) -> impl Iterator<Item = Vec<&'l Value>> {
        let places = self.places.clone();
        let rows = self.list.rows.iter();
        rows.map(move |row| places.iter().filter_map(|place| row.get(*place)).collect())
    }

    fn lines(&self, alone: bool) -> impl Iterator<Item = Line<'l>> {
        let columns = self.titles();
        let schema = alone.then_some(self.list.schema);
        self.rows().map(move |row| Line {
            schema,
            columns: columns.clone(),
            row,
        })
    }

    fn write(&self, format: Format, out: &mut impl Write) -> anyhow::Result<()> {
        match format {
            Format::Table => write!(out, "{}", self.table())?,
            Format::Json => writeln!(out, "{}", json_line(&Document(self))?)?,
            Format::Jsonl => {
                for line in self.lines(true) {
                    writeln!(out, "{}", json_line(&line)?)?;
                }
            }
            Format::Csv => self.csv(out)?,
            Format::Tsv => self.tsv(out)?,
            Format::Md => self.markdown(out)?,
        }
        Ok(())
    }

    /// A plain table, for columns that were chosen; its titles are the names that `--fields` takes.
    fn table(&self) -> String {
        let column = |title: &'static str| Column {
            title,
            right: false,
            least: Some(8),
        };
        let columns: Vec<Column> = self.titles().into_iter().map(column).collect();
        let rows: Vec<Vec<String>> = self
            .rows()
            .map(|row| row.into_iter().map(cell).collect())
            .collect();
        table(&columns, &rows, screen_width()).replace([BOLD, PLAIN], "")
    }

    fn csv(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let mut csv = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        csv.write_record(self.titles())?;
        for row in self.rows() {
            csv.write_record(row.into_iter().map(safe_cell))?;
        }
        csv.flush()?;
        Ok(())
    }

    /// IANA text/tab-separated-values: no cell holds a tab or a line break.
    fn tsv(&self, out: &mut impl Write) -> anyhow::Result<()> {
        writeln!(out, "{}", self.titles().join("\t"))?;
        for row in self.rows() {
            let cells = row.into_iter().map(|value| one_line(&safe_cell(value)));
            writeln!(out, "{}", cells.collect::<Vec<_>>().join("\t"))?;
        }
        Ok(())
    }

    fn markdown(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let titles = self.titles();
        writeln!(out, "| {} |", titles.join(" | "))?;
        writeln!(out, "|{}", " --- |".repeat(titles.len()))?;
        for row in self.rows() {
            let cells = row.into_iter().map(|value| markdown(&cell(value)));
            writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "))?;
        }
        Ok(())
    }
}

/// The list as one JSON document.
struct Document<'l, 'w>(&'w Written<'l>);

impl Serialize for Document<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let list = self.0.list;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", list.schema)?;
        for (key, value) in &list.about {
            map.serialize_entry(key, value)?;
        }
        map.serialize_entry("rows", &self.0.lines(false).collect::<Vec<_>>())?;
        map.end()
    }
}

/// A row as a JSON object, its keys in the order of the columns.
struct Line<'l> {
    schema: Option<&'static str>,
    columns: Vec<&'static str>,
    row: Vec<&'l Value>,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(schema) = self.schema {
            map.serialize_entry("schema", schema)?;
        }
        for (column, value) in self.columns.iter().zip(&self.row) {
            map.serialize_entry(column, value)?;
        }
        map.end()
    }
}

/// A value as the text of a cell; nothing for what is not known.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(" | "),
        other => other.to_string(),
    }
}

/// The same, that no spreadsheet takes for a formula.
fn safe_cell(value: &Value) -> String {
    match value {
        Value::String(_) | Value::Array(_) => guarded(&cell(value)),
        _ => cell(value),
    }
}

/// Text without controls, on one line.
fn one_line(text: &str) -> String {
    super::table::one_line(&text.replace('\r', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn list(text: &str) -> List {
        List {
            schema: "arobase.test/1",
            about: vec![("from", json!(2017))],
            columns: &["code", "arobases", "quote"],
            brief: &[],
            rows: vec![vec![json!("01004"), json!(4), json!(text)]],
        }
    }

    fn written(text: &str, format: Format) -> String {
        asked(&list(text), format, &[]).unwrap()
    }

    fn asked(list: &List, format: Format, fields: &[&str]) -> Result<String, Failure> {
        let shape = Shape {
            format,
            fields: fields.iter().map(|&field| field.to_owned()).collect(),
            ..Shape::default()
        };
        let mut out = Vec::new();
        list.chosen(&shape)?.write(format, &mut out).unwrap();
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn columns_are_chosen_by_name_in_any_format_and_markdown_has_few() {
        let list = List {
            brief: &["code", "quote"],
            ..list("x")
        };
        let all = |format, fields: &[&str]| asked(&list, format, fields).unwrap();
        assert_eq!(
            all(Format::Csv, &["quote", " code"]),
            "quote,code\r\nx,01004\r\n"
        );
        assert_eq!(all(Format::Table, &["arobases"]), "  arobases\n  4\n");
        assert!(all(Format::Md, &[]).starts_with("| code | quote |\n"));
        assert!(all(Format::Md, &["arobases"]).starts_with("| arobases |\n"));
        let error = asked(&list, Format::Json, &["grade"]).unwrap_err();
        assert_eq!(error.help.unwrap(), "the columns are code, arobases, quote");
    }

    #[test]
    fn json_names_its_schema_and_keeps_the_order_of_the_columns() {
        assert_eq!(
            written("x", Format::Json),
            "{\"schema\":\"arobase.test/1\",\"from\":2017,\"rows\":[{\"code\":\"01004\",\"arobases\":4,\"quote\":\"x\"}]}\n"
        );
        assert_eq!(
            written("x", Format::Jsonl),
            "{\"schema\":\"arobase.test/1\",\"code\":\"01004\",\"arobases\":4,\"quote\":\"x\"}\n"
        );
    }

    #[test]
    fn a_formula_is_guarded_in_what_spreadsheets_open() {
        assert!(written("=1+1", Format::Csv).contains(",'=1+1\r\n"));
        assert!(written("=1\t2", Format::Tsv).ends_with("\t4\t'=1 2\n"));
    }

    #[test]
    fn markdown_shows_text_and_runs_none() {
        let text = written("a|b <script> [x](https://x.example)", Format::Md);
        let cell = r"a\|b \<script\> \[x\]\(https&#58;//x.example\)";
        assert!(text.ends_with(&format!("| {cell} |\n")), "{text}");
    }

    proptest! {
        #[test]
        fn every_row_is_one_line_of_tsv_and_markdown(text in any::<String>()) {
            for format in [Format::Tsv, Format::Md] {
                let text = written(&text, format);
                prop_assert!(!text.contains(|sign: char| sign.is_control() && !matches!(sign, '\n' | '\t')));
                let head = if format == Format::Md { 3 } else { 2 };
                prop_assert_eq!(text.lines().count(), head);
            }
            prop_assert_eq!(written(&text, Format::Tsv).matches('\t').count(), 4);
        }

        #[test]
        fn any_text_comes_back_from_json(text in any::<String>()) {
            let value: Value = serde_json::from_str(&written(&text, Format::Jsonl)).unwrap();
            prop_assert_eq!(&value["quote"], &json!(text));
        }
    }
}
