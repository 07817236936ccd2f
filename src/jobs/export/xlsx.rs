//! A workbook for spreadsheets (ECMA-376): codes and dates as text, so that nothing is lost of them, arobases as whole
//! numbers, and no formula: text is text there, whatever it begins with.

use std::io::{self, Write};

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::column::{COLUMNS, Cell, Column, Kind};
use super::format::Traits;
use super::safe::plain;
use super::{Options, Row, Written};

pub(super) const TRAITS: Traits = Traits {
    name: "xlsx",
    aliases: &[],
    extension: "xlsx",
    media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    about: "A workbook for Excel and LibreOffice",
    is_binary: true,
    spec: "https://ecma-international.org/publications-and-standards/standards/ecma-376/",
    write,
};

/// The name of the sheet of records.
const SHEET: &str = "records";

fn write(rows: &[Row], _: &Options, out: &mut dyn Write) -> io::Result<Written> {
    let bytes = workbook(rows).map_err(io::Error::other)?;
    out.write_all(&bytes)?;
    Ok(Written {
        rows: rows.len(),
        ..Written::default()
    })
}

fn workbook(rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same rows give the same bytes: the workbook is as old as the newest capture in it.
    let properties = DocProperties::new()
        .set_title("Territoires, Villes et Villages Internet")
        .set_author("arobase")
        .set_creation_datetime(&newest(rows)?);
    book.set_properties(&properties);
    let sheet = book.add_worksheet().set_name(SHEET)?;
    let bold = Format::new().set_bold();
    for (at, column) in (0_u16..).zip(&COLUMNS) {
        sheet.write_string_with_format(0, at, column.name, &bold)?;
        sheet.set_column_width(at, width(column))?;
    }
    sheet.set_freeze_panes(1, 2)?;
    for (line, row) in (1_u32..).zip(rows) {
        for (at, column) in (0_u16..).zip(&COLUMNS) {
            cell(sheet, line, at, (column.cell)(row))?;
        }
    }
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let right = u16::try_from(COLUMNS.len() - 1).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last.max(1), right)?;
    book.save_to_buffer()
}

fn cell(sheet: &mut Worksheet, line: u32, at: u16, cell: Cell<'_>) -> Result<(), XlsxError> {
    match cell {
        Cell::None => {}
        #[expect(
            clippy::cast_precision_loss,
            reason = "years, grades and counts are small"
        )]
        Cell::Integer(number) => {
            sheet.write_number(line, at, number as f64)?;
        }
        Cell::Number(number) => {
            sheet.write_number(line, at, number)?;
        }
        Cell::Text(text) => {
            sheet.write_string(line, at, plain(text))?;
        }
    }
    Ok(())
}

/// The newest capture, to the second; without any, the year of the label's first edition.
fn newest(rows: &[Row]) -> Result<ExcelDateTime, XlsxError> {
    let moments = rows
        .iter()
        .filter_map(|row| row.captured_at.parse::<Timestamp>().ok());
    match moments.max() {
        Some(moment) => ExcelDateTime::from_timestamp(moment.as_second()),
        None => ExcelDateTime::from_ymd(1999, 1, 1),
    }
}

/// As wide as what it usually holds, in characters.
fn width(column: &Column) -> f64 {
    match (column.kind, column.name) {
        (_, "quote" | "title" | "url") => 50.0,
        (_, "name" | "site" | "captured_at" | "mention") => 24.0,
        (Kind::Integer | Kind::Number, _) => 10.0,
        _ => 14.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_rows_are_the_same_bytes_of_a_zip_and_other_rows_are_others() {
        let row = Row {
            code: Some("01004".into()),
            quote: "=1+1\u{1b}]8;;x\u{7}".into(),
            captured_at: "2026-03-04T12:00:00.5Z".into(),
            ..Row::default()
        };
        let rows = [row, Row::default()];
        let first = workbook(&rows).unwrap();
        assert!(first.starts_with(b"PK\x03\x04"));
        assert_eq!(workbook(&rows).unwrap(), first);
        assert_ne!(workbook(&rows[..1]).unwrap(), first);
        assert!(workbook(&[]).unwrap().starts_with(b"PK"));
    }
}
