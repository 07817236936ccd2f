//! Records as rows, each with the words, the address and the capture that prove it: for tables,
//! spreadsheets and other programs.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::index::{kind_word, place_word, status_word};
use crate::label::edition::ordinal_of_year;
use crate::store::{RecordRow, Store, StoreError};

/// A record, its collectivity and its best evidence: one row of an export.
///
/// The order of the fields is the order of the columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Row {
    /// INSEE code or SIREN, with its leading zeros.
    pub code: Option<String>,
    /// Name of the collectivity.
    pub name: String,
    /// `commune`, `epci`, `foreign` or `other`.
    pub place_kind: &'static str,
    /// Code of the department.
    pub department: Option<String>,
    /// Edition year.
    pub year: Option<i16>,
    /// Ordinal of that edition.
    pub edition: Option<u16>,
    /// Arobases; none where no source gives them or where sources disagree.
    pub arobases: Option<u8>,
    /// `level` or `mention`.
    pub kind: &'static str,
    /// Name of the special mention.
    pub mention: Option<String>,
    /// `confirmed`, `single` or `contested`.
    pub status: &'static str,
    /// Both sides of a contested record: `4@ | 5@`.
    pub contested: Option<String>,
    /// Independent sources.
    pub sources: u32,
    /// The exact words of the best claim, at most 200 characters.
    pub quote: String,
    /// Address of their page.
    pub url: String,
    /// Name of its site.
    pub site: Option<String>,
    /// Title of the page.
    pub title: Option<String>,
    /// When it was published: `2018`, `2018-02` or `2018-02-09`.
    pub published: Option<String>,
    /// When it was captured, RFC 3339 in UTC.
    pub captured_at: String,
    /// SHA-256 of the bytes captured, hex.
    pub sha256: String,
    /// The rule that read the claim.
    pub rule: String,
    /// From 0 to 1.
    pub confidence: f32,
    /// Id of the best claim.
    pub claim: String,
    /// Id of the record.
    pub record: String,
    /// Name of the commune that the best claim is about, where it is another one today.
    pub former_name: Option<String>,
}

/// The columns, as [`Row`] has them.
const COLUMNS: [&str; 24] = [
    "code",
    "name",
    "place_kind",
    "department",
    "year",
    "edition",
    "arobases",
    "kind",
    "mention",
    "status",
    "contested",
    "sources",
    "quote",
    "url",
    "site",
    "title",
    "published",
    "captured_at",
    "sha256",
    "rule",
    "confidence",
    "claim",
    "record",
    "former_name",
];

/// Most characters of a quote: the right of quotation is for short ones.
const QUOTE: usize = 200;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180 in UTF-8, lines ended by CRLF.
    Csv {
        /// Write a `'` before text that a spreadsheet would take for a formula.
        guard: bool,
        /// Begin with a byte order mark, without which Excel reads accents wrongly.
        mark: bool,
    },
    /// One JSON object a line.
    Jsonl,
}

/// A failure of an export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The archive.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record without the claim, page or capture that it is made of.
    #[error("record {record} has lost its {what}")]
    Orphan {
        /// The record.
        record: String,
        /// What is not there.
        what: &'static str,
    },
    /// The file is something else.
    #[error("{} is a folder", .0.display())]
    Folder(PathBuf),
    /// The disk refused.
    #[error("{}", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

/// The row of a record.
///
/// # Errors
/// Failures of the database, and a record that it does not hold whole.
pub fn row(store: &Store, record: &RecordRow) -> Result<Row, ExportError> {
    let lost = |what| ExportError::Orphan {
        record: record.id.clone(),
        what,
    };
    let best = store
        .claim(&record.best_claim)?
        .ok_or_else(|| lost("best claim"))?;
    let page = store.page(best.capture)?.ok_or_else(|| lost("page"))?;
    let capture = store
        .capture(best.capture)?
        .ok_or_else(|| lost("capture"))?;
    let mut sides: Vec<&str> = record
        .claims
        .iter()
        .map(|(_, side)| side.as_str())
        .filter(|side| !side.is_empty())
        .collect();
    sides.sort_unstable();
    sides.dedup();
    Ok(Row {
        code: record.code.clone(),
        name: record.name.clone(),
        place_kind: place_word(record.place_kind),
        department: record.department.clone(),
        year: record.year,
        edition: record.year.and_then(ordinal_of_year),
        arobases: record.arobases.map(crate::label::claim::Arobases::count),
        kind: kind_word(record.kind),
        mention: record.mention.clone(),
        status: status_word(record.status),
        contested: (!sides.is_empty()).then(|| sides.join(" | ")),
        sources: record.sources,
        quote: best.claim.evidence.exact.chars().take(QUOTE).collect(),
        url: page.url,
        site: page.site,
        title: page.title,
        published: page.published.map(|date| date.to_string()),
        captured_at: capture.at.to_string(),
        sha256: capture.sha256,
        rule: best.claim.rule.into_owned(),
        confidence: record.confidence,
        claim: best.id,
        record: record.id.clone(),
        former_name: Some(best.claim.place.name).filter(|name| *name != record.name),
    })
}

/// The rows of all records, or of those with these ids, by code, year, kind and id; what has no
/// code comes last, by name.
///
/// # Errors
/// Failures of the database; nothing is left out silently.
pub fn rows(store: &Store, ids: Option<&[String]>) -> Result<Vec<Row>, ExportError> {
    let records = match ids {
        None => store.records()?,
        Some(ids) => ids
            .iter()
            .map(|id| {
                let lost = || ExportError::Orphan {
                    record: id.clone(),
                    what: "row",
                };
                store.record(id)?.ok_or_else(lost)
            })
            .collect::<Result<_, ExportError>>()?,
    };
    let mut rows: Vec<Row> = records
        .iter()
        .map(|record| row(store, record))
        .collect::<Result<_, _>>()?;
    rows.sort_by_cached_key(|row| {
        let place = (row.code.is_none(), row.code.clone(), row.name.clone());
        (
            place,
            row.year.is_none(),
            row.year,
            row.kind,
            row.record.clone(),
        )
    });
    Ok(rows)
}

/// Writes rows; tells how many cells were guarded.
///
/// # Errors
/// Failures of `out`.
pub fn write(rows: &[Row], format: Format, out: &mut impl Write) -> io::Result<u64> {
    match format {
        Format::Csv { guard, mark } => write_csv(rows, guard, mark, out),
        Format::Jsonl => {
            for row in rows {
                writeln!(out, "{}", json_line(row)?)?;
            }
            out.flush().map(|()| 0)
        }
    }
}

/// A value as JSON on one line, in which nothing drives a terminal: controls and marks that reorder
/// text are escaped, as JSON allows for any character (RFC 8259 section 7).
///
/// # Errors
/// What cannot be JSON: not plain data.
pub fn json_line(value: &impl Serialize) -> serde_json::Result<String> {
    let json = serde_json::to_string(value)?;
    let mut line = String::with_capacity(json.len());
    for letter in json.chars() {
        match letter {
            '\u{7f}'..='\u{9f}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                // Writing to a string cannot fail.
                let _ = write!(line, "\\u{:04x}", u32::from(letter));
            }
            _ => line.push(letter),
        }
    }
    Ok(line)
}

fn write_csv(rows: &[Row], guard: bool, mark: bool, out: &mut impl Write) -> io::Result<u64> {
    if mark {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    csv.write_record(COLUMNS).map_err(io_of)?;
    let mut guarded = 0;
    for row in rows {
        for cell in cells(row) {
            let is_text = matches!(cell, Cell::Text(_));
            let text = cell.into_text();
            if guard && is_text && is_formula(&text) {
                guarded += 1;
                csv.write_field(format!("'{text}")).map_err(io_of)?;
            } else {
                csv.write_field(text).map_err(io_of)?;
            }
        }
        csv.write_record(None::<&[u8]>).map_err(io_of)?;
    }
    csv.flush()?;
    Ok(guarded)
}

/// What a cell holds: a number is never guarded, since it is ours.
enum Cell {
    Text(String),
    Number(String),
}

impl Cell {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) => text,
        }
    }
}

fn cells(row: &Row) -> [Cell; COLUMNS.len()] {
    let text = |text: &str| Cell::Text(text.to_owned());
    let some = |text: &Option<String>| Cell::Text(text.clone().unwrap_or_default());
    let number =
        |number: Option<i64>| Cell::Number(number.map_or_else(String::new, |n| n.to_string()));
    [
        some(&row.code),
        text(&row.name),
        text(row.place_kind),
        some(&row.department),
        number(row.year.map(i64::from)),
        number(row.edition.map(i64::from)),
        number(row.arobases.map(i64::from)),
        text(row.kind),
        some(&row.mention),
        text(row.status),
        some(&row.contested),
        number(Some(i64::from(row.sources))),
        text(&row.quote),
        text(&row.url),
        some(&row.site),
        some(&row.title),
        some(&row.published),
        text(&row.captured_at),
        text(&row.sha256),
        text(&row.rule),
        Cell::Number(row.confidence.to_string()),
        text(&row.claim),
        text(&row.record),
        some(&row.former_name),
    ]
}

/// Text of a cell that no spreadsheet takes for a formula: with a `'` before it where one would.
pub fn guarded(text: String) -> String {
    if is_formula(&text) {
        format!("'{text}")
    } else {
        text
    }
}

/// Whether a spreadsheet would take this text for a formula, or could not tell it from one guarded.
///
/// OWASP "CSV Injection": `=`, `+`, `-`, `@`, tab and carriage return at the beginning; here also
/// behind spaces and quotes, which some programs take off, and in their full-width forms.
fn is_formula(text: &str) -> bool {
    let inert = |letter: char| matches!(letter, '\'' | '"' | '\u{feff}' | ' ' | '\u{a0}' | '\n');
    text.trim_start_matches(inert).starts_with([
        '=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

fn io_of(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Writes a file whole or not at all: beside its place, then renamed into it. What is no regular
/// file (a pipe, `/dev/stdout`) is written as it is.
///
/// # Errors
/// Where `path` is a folder, and failures of the disk; a file that was there is kept then.
pub fn write_file(rows: &[Row], format: Format, path: &Path) -> Result<u64, ExportError> {
    let disk = |source| ExportError::Disk {
        path: path.to_owned(),
        source,
    };
    // A link keeps pointing where it did: the file behind it is the one to replace.
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&place) {
        Ok(found) if found.is_dir() => return Err(ExportError::Folder(path.to_owned())),
        Ok(found) if !found.is_file() => {
            let file = OpenOptions::new().write(true).open(&place).map_err(disk)?;
            return write(rows, format, &mut BufWriter::new(file)).map_err(disk);
        }
        _ => {}
    }
    let name = place
        .file_name()
        .ok_or_else(|| ExportError::Folder(path.to_owned()))?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.part", std::process::id()));
    let beside = place.with_file_name(beside);
    let written = write_new(rows, format, &beside)
        .and_then(|guarded| fs::rename(&beside, &place).map(|()| guarded));
    if written.is_err() {
        // It may never have been made; what counts is the failure before.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(disk)
}

fn write_new(rows: &[Row], format: Format, path: &Path) -> io::Result<u64> {
    let mut out = BufWriter::new(File::create(path)?);
    let guarded = write(rows, format, &mut out)?;
    out.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()?;
    Ok(guarded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn csv_of(rows: &[Row], guard: bool) -> (String, u64) {
        let mut out = Vec::new();
        let guarded = write(rows, Format::Csv { guard, mark: false }, &mut out).unwrap();
        (String::from_utf8(out).unwrap(), guarded)
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
    fn the_columns_are_the_fields_of_a_row_in_order() {
        let (text, _) = csv_of(&[], true);
        assert_eq!(text, COLUMNS.join(",") + "\r\n");
        let json = serde_json::to_string(&Row::default()).unwrap();
        let mut at = 0;
        for column in COLUMNS {
            at += json[at..]
                .find(&format!("\"{column}\":"))
                .unwrap_or_else(|| panic!("{column}"));
        }
        assert_eq!(json.matches("\":").count(), COLUMNS.len());
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
        let line = &read_back(&text)[1];
        assert_eq!((line[0].as_str(), line[6].as_str()), ("01004", "4"));
        assert_eq!(line[12], "'@@@@ pour la ville, \"bravo\"\nici");
        assert_eq!(line[8], "'=1+1");
        let (text, guarded) = csv_of(&[row], false);
        assert_eq!((read_back(&text)[1][8].as_str(), guarded), ("=1+1", 0));
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("palmares.csv");
        let format = Format::Csv {
            guard: true,
            mark: true,
        };
        write_file(&[Row::default()], format, &path).unwrap();
        let first = fs::read(&path).unwrap();
        assert!(first.starts_with("\u{feff}code,".as_bytes()));
        write_file(&[], Format::Jsonl, &path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"");
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no part is left"
        );
        let error = write_file(&[], format, folder.path()).unwrap_err();
        assert!(matches!(error, ExportError::Folder(_)), "{error}");
        let nowhere = folder.path().join("none").join("x.csv");
        assert!(matches!(
            write_file(&[], format, &nowhere),
            Err(ExportError::Disk { .. })
        ));
    }

    #[test]
    fn a_full_disk_is_a_failure_not_a_short_file() {
        let full = Path::new("/dev/full");
        if full.exists() {
            let error = write_file(&[Row::default()], Format::Jsonl, full).unwrap_err();
            assert!(matches!(error, ExportError::Disk { .. }), "{error}");
        }
    }

    /// What a reader does that knows of the guard.
    fn unguarded(cell: &str) -> &str {
        cell.strip_prefix('\'')
            .filter(|bare| is_formula(bare))
            .unwrap_or(cell)
    }

    #[test]
    fn json_lines_drive_no_terminal_and_mean_the_same() {
        let text = "a\u{1b}[2J\u{9b}\u{202e}é\u{2028}@";
        let line = json_line(&text).unwrap();
        assert!(!line.contains(|letter: char| letter.is_control() || letter == '\u{202e}'));
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }

    proptest! {
        // RFC 4180 section 2
        #[test]
        fn any_text_comes_back_from_a_csv(
            quote in "[-=+@'\" \t\r\n,;a-zé\u{feff}]{0,12}|\\PC{0,20}",
            name in "\\PC{0,20}",
        ) {
            let row = Row { quote: quote.clone(), name: name.clone(), ..Row::default() };
            let (text, _) = csv_of(std::slice::from_ref(&row), true);
            let line = &read_back(&text)[1];
            prop_assert_eq!(line.len(), COLUMNS.len());
            prop_assert!(!line[12].starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(unguarded(&line[12]), &quote);
            prop_assert_eq!(unguarded(&line[1]), &name);
            let (text, _) = csv_of(&[row], false);
            prop_assert_eq!(&read_back(&text)[1][12], &quote);
        }
    }
}
