//! What a file means, beside it: a Data Package whose resource is the file, with a Table Schema where it has columns; a
//! JSON Schema where it is JSON; a mapping for Elasticsearch. All made from the one list of columns.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::column::{COLUMNS, Column, Kind};
use super::{ExportError, Format, Options, write_file};

/// Writes what describes `file` beside it, and tells where.
///
/// # Errors
/// Failures of the disk.
pub fn write_schema(
    file: &Path,
    format: Format,
    options: &Options,
) -> Result<Vec<PathBuf>, ExportError> {
    let mut written = Vec::new();
    for (ending, document) in documents(file, format, options) {
        let path = beside(file, ending);
        write_file(&path, |out| {
            serde_json::to_writer_pretty(&mut *out, &document)?;
            out.write_all(b"\n")
        })?;
        written.push(path);
    }
    Ok(written)
}

/// `palmares.csv` has its `palmares.csv.datapackage.json`: two formats of one name do not share it.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".");
    name.push(ending);
    file.with_file_name(name)
}

/// Each document with the ending of its file.
fn documents(file: &Path, format: Format, options: &Options) -> Vec<(&'static str, Value)> {
    let mut all = vec![("datapackage.json", package(file, format, options))];
    match format {
        Format::Jsonl => all.push(("schema.json", dialect(row()))),
        Format::Bulk => {
            all.push(("schema.json", dialect(row())));
            all.push(("mapping.json", mapping()));
        }
        Format::Geojson => all.push(("schema.json", dialect(features()))),
        _ => {}
    }
    all
}

/// Data Package 1.0 (specs.frictionlessdata.io): one resource.
fn package(file: &Path, format: Format, options: &Options) -> Value {
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let traits = format.traits();
    let mut resource = json!({
        "name": "records",
        "path": name,
        "title": "Territoires, Villes et Villages Internet: one record a collectivity and edition",
        "format": traits.extension,
        "mediatype": traits.media,
        "description": description(format, options),
        "sources": [{ "title": traits.about, "path": traits.spec }],
    });
    if has_columns(format) {
        resource["schema"] = table();
    }
    if !traits.is_binary {
        resource["encoding"] = json!("utf-8");
    }
    if format == Format::Csv {
        resource["dialect"] = json!({
            "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": "\"", "doubleQuote": true, "header": true,
        });
    }
    json!({
        "profile": "data-package",
        "name": "arobase-records",
        "title": "Records of the label Territoires, Villes et Villages Internet",
        "resources": [resource],
    })
}

/// Whether its rows have the columns of the list under their names.
const fn has_columns(format: Format) -> bool {
    matches!(
        format,
        Format::Csv | Format::Xlsx | Format::Parquet | Format::Sqlite | Format::Jsonl
    )
}

fn description(format: Format, options: &Options) -> String {
    let own = match format {
        Format::Csv if options.guard => {
            "Text that a spreadsheet would take for a formula begins with a '. Line breaks inside cells are LF."
        }
        Format::Csv => "Text is as it was found, formulas too. Line breaks inside cells are LF.",
        Format::Xlsx => "The sheet `records`; codes and dates are text.",
        Format::Jsonl => "An object a line; what is not known is null.",
        Format::Parquet => "captured_at is a timestamp in UTC, in microseconds.",
        Format::Sqlite => "The table `record`; the table `column` says what each column means.",
        Format::Geojson => {
            "A feature a record: the point of its town hall (source: Service-Public.fr / DILA, IGN, Licence Ouverte 2.0), \
             null where none is known; the properties are the columns."
        }
        Format::Jsonld => {
            "A schema:Certification a record, with an oa:Annotation that quotes its page by an oa:TextQuoteSelector."
        }
        Format::Atom => "An entry a record; its id is the same from export to export.",
        Format::Quickstatements => {
            "A statement a record that is sure: P166 (award received), P585 (point in time), P1932 (object named as), \
             references P854 (URL), P813 (retrieved), P1683 (quotation)."
        }
        Format::Wikitext | Format::Markdown => {
            "A table to read; a contested grade shows both sides."
        }
        Format::Bulk => {
            "For each record a line that names the document by the record's id and a line that is it."
        }
    };
    format!(
        "{own} A contested record is one that sources disagree about; what is not there was not observed, which does not \
         say that the label was lost. A quote has at most 200 characters."
    )
}

/// Table Schema 1.0.
fn table() -> Value {
    let field = |column: &Column| {
        let mut field = json!({
            "name": column.name, "type": type_word(column.kind), "description": column.about,
        });
        let mut limits = Map::new();
        if column.required {
            limits.insert("required".to_owned(), json!(true));
        }
        if !column.words.is_empty() {
            limits.insert("enum".to_owned(), json!(column.words));
        }
        for (key, limit) in range(column) {
            limits.insert(key.to_owned(), limit);
        }
        if !limits.is_empty() {
            field["constraints"] = Value::Object(limits);
        }
        if column.kind == Kind::Moment {
            field["format"] = json!("any");
        }
        field
    };
    json!({
        "fields": COLUMNS.iter().map(field).collect::<Vec<_>>(),
        "primaryKey": ["record"],
        "missingValues": [""],
    })
}

const fn type_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Moment => "datetime",
    }
}

/// The least and the most of a column of numbers.
fn range(column: &Column) -> Vec<(&'static str, Value)> {
    match column.name {
        "arobases" => vec![("minimum", json!(1)), ("maximum", json!(5))],
        "confidence" => vec![("minimum", json!(0)), ("maximum", json!(1))],
        "sources" | "edition" => vec![("minimum", json!(1))],
        "quote" => vec![("maxLength", json!(super::row::QUOTE))],
        _ => Vec::new(),
    }
}

/// JSON Schema 2020-12 of a row.
fn row() -> Value {
    let property = |column: &Column| {
        let (word, moment) = match column.kind {
            Kind::Moment => ("string", true),
            other => (type_word(other), false),
        };
        let kinds = if column.required {
            json!(word)
        } else {
            json!([word, "null"])
        };
        let mut property = json!({ "type": kinds, "description": column.about });
        if moment {
            property["format"] = json!("date-time");
        }
        if !column.words.is_empty() {
            property["enum"] = json!(column.words);
        }
        for (key, limit) in range(column) {
            property[key] = limit;
        }
        (column.name.to_owned(), property)
    };
    json!({
        "type": "object",
        "properties": COLUMNS.iter().map(property).collect::<Map<_, _>>(),
        "required": COLUMNS.map(|column| column.name),
        "additionalProperties": false,
    })
}

/// JSON Schema of the features, as RFC 7946 and we have them.
fn features() -> Value {
    let degrees =
        |most: u8| json!({ "type": "number", "minimum": -i16::from(most), "maximum": most });
    let point = json!({
        "type": "object",
        "properties": {
            "type": { "const": "Point" },
            "coordinates": {
                "type": "array", "prefixItems": [degrees(180), degrees(90)], "items": false, "minItems": 2,
            },
        },
        "required": ["type", "coordinates"],
    });
    let feature = json!({
        "type": "object",
        "properties": {
            "type": { "const": "Feature" },
            "id": { "type": "string" },
            "geometry": { "anyOf": [{ "type": "null" }, point] },
            "properties": row(),
        },
        "required": ["type", "id", "geometry", "properties"],
    });
    json!({
        "type": "object",
        "properties": {
            "type": { "const": "FeatureCollection" },
            "features": { "type": "array", "items": feature },
        },
        "required": ["type", "features"],
    })
}

fn dialect(mut schema: Value) -> Value {
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema
}

/// The mapping that the index is to be made with: codes are keywords, words are French.
fn mapping() -> Value {
    let property = |column: &Column| {
        let property = match (column.kind, column.name) {
            (_, "quote" | "title") => json!({ "type": "text", "analyzer": "french" }),
            (_, "name") => json!({
                "type": "text", "analyzer": "french", "fields": { "raw": { "type": "keyword" } },
            }),
            (Kind::Text, _) => json!({ "type": "keyword" }),
            (Kind::Integer, _) => json!({ "type": "short" }),
            (Kind::Number, _) => json!({ "type": "float" }),
            (Kind::Moment, _) => json!({ "type": "date" }),
        };
        (column.name.to_owned(), property)
    };
    json!({
        "mappings": {
            "dynamic": "strict",
            "properties": COLUMNS.iter().map(property).collect::<Map<_, _>>(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_described_beside_its_file() {
        let folder = tempfile::tempdir().unwrap();
        for format in Format::ALL {
            let file = folder
                .path()
                .join(format!("palmares.{}", format.extension()));
            let written = write_schema(&file, format, &Options::default()).unwrap();
            assert_eq!(written[0], beside(&file, "datapackage.json"));
            let text = std::fs::read(&written[0]).unwrap();
            let package: Value = serde_json::from_slice(&text).unwrap();
            let resource = &package["resources"][0];
            assert_eq!(resource["path"], json!(file.file_name().unwrap().to_str()));
            let fields = resource["schema"]["fields"].as_array();
            assert_eq!(
                fields.map_or(0, Vec::len),
                if has_columns(format) {
                    COLUMNS.len()
                } else {
                    0
                }
            );
        }
    }

    #[test]
    fn the_json_schema_names_every_column_and_what_may_be_null() {
        let schema = row();
        assert_eq!(
            schema["properties"]["arobases"]["type"],
            json!(["integer", "null"])
        );
        assert_eq!(schema["properties"]["name"]["type"], "string");
        assert_eq!(schema["required"].as_array().unwrap().len(), COLUMNS.len());
        assert_eq!(
            mapping()["mappings"]["properties"]["code"]["type"],
            "keyword"
        );
    }
}
