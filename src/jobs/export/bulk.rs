//! NDJSON for the bulk interface of Elasticsearch and `OpenSearch`: for each row a line that names the document and
//! a line that is it. The `_id` is the record's own, so that a second load replaces and doubles nothing.

use std::io::{self, Write};

use data_encoding::HEXLOWER;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::format::Traits;
use super::{Options, Row, Written, json_line};

pub(super) const TRAITS: Traits = Traits {
    name: "es-bulk",
    aliases: &["bulk"],
    extension: "es.ndjson",
    media: "application/x-ndjson",
    about: "Bulk lines for Elasticsearch and OpenSearch, _id = the record's id",
    is_binary: false,
    spec: "https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk",
    write,
};

/// The index that the documents go to.
pub(super) const INDEX: &str = "arobase-records";
/// Most bytes of an `_id`, says Elasticsearch.
const LONGEST_ID: usize = 512;

fn write(rows: &[Row], _: &Options, out: &mut dyn Write) -> io::Result<Written> {
    for row in rows {
        let action = json!({ "index": { "_index": INDEX, "_id": id(&row.record) } });
        writeln!(out, "{}\n{}", json_line(&action)?, json_line(row)?)?;
    }
    Ok(Written {
        rows: rows.len(),
        ..Written::default()
    })
}

/// The id of a record, or its hash where it is too long: a name without a code can be.
fn id(record: &str) -> String {
    if record.len() <= LONGEST_ID {
        record.to_owned()
    } else {
        HEXLOWER.encode(&Sha256::digest(record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn each_row_is_two_lines_and_its_id_is_its_own_and_never_too_long() {
        let row = |record: String| Row {
            record,
            quote: "a\nb\u{1b}".into(),
            ..Row::default()
        };
        let rows = [
            row("59009-2018".into()),
            row("x".repeat(513)),
            row("x".repeat(514)),
        ];
        let mut out = Vec::new();
        write(&rows, &Options::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 6);
        assert_eq!(lines[0]["index"]["_id"], "59009-2018");
        assert_eq!(lines[1], json!(rows[0]));
        let ids = [2, 4].map(|line| lines[line]["index"]["_id"].as_str().unwrap().to_owned());
        assert!(ids[0].len() == 64 && ids[1].len() == 64 && ids[0] != ids[1]);
    }
}
