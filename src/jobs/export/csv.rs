//! CSV as RFC 4180 has it, in UTF-8: codes as text, arobases as whole numbers, and no cell that a
//! spreadsheet computes.

use std::io::{self, Write};

use super::column::{COLUMNS, Cell};
use super::format::Traits;
use super::safe::{is_formula, plain};
use super::{Options, Row, Written};

pub(super) const TRAITS: Traits = Traits {
    name: "csv",
    aliases: &[],
    extension: "csv",
    media: "text/csv",
    about: "Comma-separated, UTF-8, RFC 4180",
    is_binary: false,
    spec: "https://www.rfc-editor.org/rfc/rfc4180",
    write,
};

/// Writes rows as CSV. Lines end with CRLF; a line break inside a cell is `\n`.
fn write(rows: &[Row], options: &Options, out: &mut dyn Write) -> io::Result<Written> {
    if options.mark {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    csv.write_record(COLUMNS.map(|column| column.name))
        .map_err(io_of)?;
    let mut guarded = 0;
    for row in rows {
        for column in &COLUMNS {
            let field = match (column.cell)(row) {
                Cell::None => String::new(),
                // A number is never guarded, since it is ours.
                Cell::Integer(number) => number.to_string(),
                Cell::Number(number) => number.to_string(),
                Cell::Text(text) => {
                    let text = plain(text);
                    if options.guard && is_formula(&text) {
                        guarded += 1;
                        format!("'{text}")
                    } else {
                        text.into_owned()
                    }
                }
            };
            csv.write_field(field).map_err(io_of)?;
        }
        csv.write_record(None::<&[u8]>).map_err(io_of)?;
    }
    csv.flush()?;
    Ok(Written {
        rows: rows.len(),
        guarded,
        ..Written::default()
    })
}

fn io_of(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn csv_of(rows: &[Row], guard: bool) -> (String, u64) {
        let mut out = Vec::new();
        let options = Options {
            guard,
            ..Options::default()
        };
        let written = write(rows, &options, &mut out).unwrap();
        (String::from_utf8(out).unwrap(), written.guarded)
    }

    fn read_back(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        reader
            .records()
            .map(|line| line.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn codes_keep_their_zeros_grades_are_whole_numbers_and_formulas_are_guarded() {
        let row = Row {
            code: Some("01004".into()),
            arobases: Some(4),
            confidence: 0.5,
            quote: "@@@@ pour la ville, \"bravo\"\nici".into(),
            mention: Some("=1+1".into()),
            ..Row::default()
        };
        let (text, guarded) = csv_of(std::slice::from_ref(&row), true);
        assert_eq!(guarded, 2);
        assert!(text.starts_with("code,name,place_kind,") && text.ends_with("\r\n"));
        let line = &read_back(&text)[1];
        assert_eq!((line[0].as_str(), line[6].as_str()), ("01004", "4"));
        assert_eq!(line[12], "'@@@@ pour la ville, \"bravo\"\nici");
        assert_eq!(line[8], "'=1+1");
        let (text, guarded) = csv_of(&[row], false);
        assert_eq!((read_back(&text)[1][8].as_str(), guarded), ("=1+1", 0));
    }

    /// What a reader does that knows of the guard.
    fn unguarded(cell: &str) -> &str {
        cell.strip_prefix('\'')
            .filter(|bare| is_formula(bare))
            .unwrap_or(cell)
    }

    proptest! {
        // RFC 4180 section 2
        #[test]
        fn any_text_comes_back_from_a_csv(
            quote in "[-=+@'\" \t\r\n,;a-zé\u{feff}]{0,12}|\\PC{0,20}",
            name in "\\PC{0,20}",
        ) {
            // A carriage return alone would let a cell write over the line of a terminal: breaks are `\n`.
            let meant = plain(&quote).into_owned();
            let row = Row { quote, name: name.clone(), ..Row::default() };
            let (text, _) = csv_of(std::slice::from_ref(&row), true);
            let line = &read_back(&text)[1];
            prop_assert_eq!(line.len(), COLUMNS.len());
            prop_assert!(!line[12].starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(unguarded(&line[12]), &meant);
            prop_assert_eq!(unguarded(&line[1]), plain(&name));
            let (text, _) = csv_of(&[row], false);
            prop_assert_eq!(&read_back(&text)[1][12], &meant);
        }
    }
}
