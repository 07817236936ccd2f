//! The table of formats: what each is called, what its files are, and what writes it.

use std::io::{self, Write};

use super::{Options, Row, Written};
use super::{
    atom, bulk, csv, geojson, jsonl, jsonld, markdown, parquet, quickstatements, sqlite, wikitext,
    xlsx,
};

/// Writes rows in one format.
pub(super) type Writer = fn(&[Row], &Options, &mut dyn Write) -> io::Result<Written>;

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traits {
    /// Its name on the command line.
    pub(super) name: &'static str,
    /// What else it may be called there; endings of files too.
    pub(super) aliases: &'static [&'static str],
    /// The ending of its files, without the dot.
    pub(super) extension: &'static str,
    /// Its media type.
    pub(super) media: &'static str,
    /// What it is, in a line.
    pub(super) about: &'static str,
    /// Whether its bytes are no text, so that no terminal should see them.
    pub(super) is_binary: bool,
    /// Address of what defines it.
    pub(super) spec: &'static str,
    /// What writes it.
    pub(super) write: Writer,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180 in UTF-8, lines ended by CRLF.
    Csv,
    /// A workbook, ECMA-376.
    Xlsx,
    /// One JSON object a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
    /// An `SQLite` database.
    Sqlite,
    /// RFC 7946.
    Geojson,
    /// JSON-LD 1.1.
    Jsonld,
    /// RFC 4287.
    Atom,
    /// Version 1, tabs.
    Quickstatements,
    /// A table for `MediaWiki`.
    Wikitext,
    /// A table for people.
    Markdown,
    /// NDJSON for the bulk interface of Elasticsearch.
    Bulk,
}

impl Format {
    /// Every format, in the order in which the help lists them.
    pub const ALL: [Self; 12] = [
        Self::Csv,
        Self::Xlsx,
        Self::Jsonl,
        Self::Parquet,
        Self::Sqlite,
        Self::Geojson,
        Self::Jsonld,
        Self::Atom,
        Self::Quickstatements,
        Self::Wikitext,
        Self::Markdown,
        Self::Bulk,
    ];

    pub(super) const fn traits(self) -> &'static Traits {
        match self {
            Self::Csv => &csv::TRAITS,
            Self::Xlsx => &xlsx::TRAITS,
            Self::Jsonl => &jsonl::TRAITS,
            Self::Parquet => &parquet::TRAITS,
            Self::Sqlite => &sqlite::TRAITS,
            Self::Geojson => &geojson::TRAITS,
            Self::Jsonld => &jsonld::TRAITS,
            Self::Atom => &atom::TRAITS,
            Self::Quickstatements => &quickstatements::TRAITS,
            Self::Wikitext => &wikitext::TRAITS,
            Self::Markdown => &markdown::TRAITS,
            Self::Bulk => &bulk::TRAITS,
        }
    }

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        self.traits().name
    }

    /// What else it may be called on the command line.
    pub const fn aliases(self) -> &'static [&'static str] {
        self.traits().aliases
    }

    /// The ending of its files, without the dot.
    pub const fn extension(self) -> &'static str {
        self.traits().extension
    }

    /// What it is, in a line.
    pub const fn about(self) -> &'static str {
        self.traits().about
    }

    /// Whether its bytes are no text, so that no terminal should see them.
    pub const fn is_binary(self) -> bool {
        self.traits().is_binary
    }

    /// The format of files with this ending, in any case; the first where several have it.
    pub fn of_extension(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| {
            let is_it = |known: &&str| known.eq_ignore_ascii_case(ending);
            is_it(&format.extension()) || format.aliases().iter().any(is_it)
        })
    }
}

/// Writes rows.
///
/// # Errors
/// Failures of `out`, and what does not fit the format.
pub fn write(
    rows: &[Row],
    format: Format,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<Written> {
    let written = (format.traits().write)(rows, options, out)?;
    out.flush()?;
    Ok(written)
}
