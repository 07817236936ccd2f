//! JSON lines: one object a row, its keys the columns; what nobody knows is `null`.

use std::io::{self, Write};

use super::format::Traits;
use super::{Options, Row, Written, json_line};

pub(super) const TRAITS: Traits = Traits {
    name: "jsonl",
    aliases: &["ndjson"],
    extension: "jsonl",
    media: "application/x-ndjson",
    about: "One JSON object a line",
    is_binary: false,
    spec: "https://jsonlines.org/",
    write,
};

/// Writes rows as JSON lines.
fn write(rows: &[Row], _: &Options, out: &mut dyn Write) -> io::Result<Written> {
    for row in rows {
        writeln!(out, "{}", json_line(row)?)?;
    }
    Ok(Written {
        rows: rows.len(),
        ..Written::default()
    })
}
