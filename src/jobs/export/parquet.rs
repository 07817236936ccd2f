//! Apache Parquet, for data frames and databases that read columns: text as UTF-8, whole numbers, moments in
//! microseconds, gzip.

use std::io::{self, Write};
use std::sync::Arc;

use jiff::Timestamp;
use parquet::basic::Compression;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::column::{COLUMNS, Cell, Column, Kind};
use super::format::Traits;
use super::safe::plain;
use super::{Options, Row, Written};

pub(super) const TRAITS: Traits = Traits {
    name: "parquet",
    aliases: &[],
    extension: "parquet",
    media: "application/vnd.apache.parquet",
    about: "Apache Parquet for DuckDB, pandas and Spark",
    is_binary: true,
    spec: "https://parquet.apache.org/docs/file-format/",
    write,
};

/// Rows of one group: what a reader may take in parallel, and what is in memory twice at a time.
const GROUP: usize = 100_000;

fn write(rows: &[Row], _: &Options, out: &mut dyn Write) -> io::Result<Written> {
    let mut bytes = Vec::new();
    file(rows, &mut bytes).map_err(io::Error::other)?;
    out.write_all(&bytes)?;
    Ok(Written {
        rows: rows.len(),
        ..Written::default()
    })
}

fn file(rows: &[Row], out: &mut Vec<u8>) -> Result<()> {
    let schema = Arc::new(parse_message_type(&schema())?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::GZIP(parquet::basic::GzipLevel::default()))
        // The crate's own words would make every update of it another file.
        .set_created_by("arobase".to_owned())
        .build();
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    for rows in rows.chunks(GROUP) {
        let mut group = file.next_row_group()?;
        for column in &COLUMNS {
            let mut writer = group
                .next_column()?
                .ok_or_else(|| ParquetError::General("a column too few".to_owned()))?;
            fill(writer.untyped(), column, rows)?;
            writer.close()?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

fn schema() -> String {
    let column = |column: &Column| {
        let repetition = if column.required {
            "REQUIRED"
        } else {
            "OPTIONAL"
        };
        let (kind, logical) = match column.kind {
            Kind::Text => ("BYTE_ARRAY", " (STRING)"),
            Kind::Integer => ("INT64", ""),
            Kind::Number => ("DOUBLE", ""),
            Kind::Moment => ("INT64", " (TIMESTAMP(MICROS,true))"),
        };
        format!("{repetition} {kind} {}{logical};", column.name)
    };
    let columns: Vec<String> = COLUMNS.iter().map(column).collect();
    format!("message record {{ {} }}", columns.join(" "))
}

/// Writes one column: the values that are there, and for each row whether there is one.
fn fill(writer: &mut ColumnWriter<'_>, column: &Column, rows: &[Row]) -> Result<()> {
    let cells: Vec<Cell> = rows.iter().map(|row| (column.cell)(row)).collect();
    let levels: Option<Vec<i16>> = (!column.required).then(|| {
        let level = |cell: &Cell| i16::from(*cell != Cell::None);
        cells.iter().map(level).collect()
    });
    let levels = levels.as_deref();
    match writer {
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let text = |cell: &Cell| match cell {
                Cell::Text(text) => Some(ByteArray::from(&*plain(text))),
                _ => None,
            };
            let values: Vec<_> = cells.iter().filter_map(text).collect();
            writer.write_batch(&values, levels, None)?;
        }
        ColumnWriter::Int64ColumnWriter(writer) => {
            let values: Vec<i64> = cells.iter().filter_map(whole).collect();
            writer.write_batch(&values, levels, None)?;
        }
        ColumnWriter::DoubleColumnWriter(writer) => {
            let number = |cell: &Cell| match cell {
                Cell::Number(number) => Some(*number),
                _ => None,
            };
            let values: Vec<f64> = cells.iter().filter_map(number).collect();
            writer.write_batch(&values, levels, None)?;
        }
        _ => return Err(ParquetError::General(format!("type of {}", column.name))),
    }
    Ok(())
}

/// A whole number, or a moment as microseconds since 1970.
fn whole(cell: &Cell<'_>) -> Option<i64> {
    match cell {
        Cell::Integer(number) => Some(*number),
        Cell::Text(moment) => Some(moment.parse::<Timestamp>().ok()?.as_microsecond()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;

    fn row(code: &str) -> Row {
        Row {
            code: Some(code.into()),
            arobases: Some(4),
            confidence: 0.9,
            quote: "é\u{1b}".into(),
            captured_at: "2026-03-04T12:00:00.5Z".into(),
            record: format!("{code}-2018"),
            ..Row::default()
        }
    }

    fn reader(bytes: &[u8]) -> SerializedFileReader<std::fs::File> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        SerializedFileReader::new(file).unwrap()
    }

    #[test]
    fn a_row_comes_back_with_its_types_and_the_same_rows_are_the_same_bytes() {
        let rows = [row("01004"), row("59009")];
        let mut bytes = Vec::new();
        file(&rows, &mut bytes).unwrap();
        let mut again = Vec::new();
        file(&rows, &mut again).unwrap();
        assert_eq!(bytes, again);
        let reader = reader(&bytes);
        let read: Vec<_> = reader
            .get_row_iter(None)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(read.len(), 2);
        let field = |name: &str| {
            let mut columns = read[0].get_column_iter();
            columns.find(|(title, _)| *title == name).unwrap().1.clone()
        };
        assert_eq!(field("code"), Field::Str("01004".into()));
        assert_eq!(field("arobases"), Field::Long(4));
        assert_eq!(field("year"), Field::Null);
        assert_eq!(field("quote"), Field::Str("é\u{fffd}".into()));
        assert_eq!(field("confidence"), Field::Double(0.9));
        assert_eq!(
            field("captured_at"),
            Field::TimestampMicros(1_772_625_600_500_000)
        );
    }

    #[test]
    fn no_rows_are_a_file_with_all_columns() {
        let mut bytes = Vec::new();
        file(&[], &mut bytes).unwrap();
        let reader = reader(&bytes);
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        assert_eq!(
            (schema.num_columns(), reader.num_row_groups()),
            (COLUMNS.len(), 0)
        );
    }
}
