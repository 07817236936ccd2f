//! Records as files for tables, spreadsheets, maps and other programs: rows in, bytes out, the same
//! bytes for the same rows.
//!
//! One file a format, all in one table ([`Format`]). No format holds anything that drives a terminal, and none lets
//! a page's words become markup, a formula or a command of the program that opens it (`safe`).

pub(in crate::jobs) mod atom;
mod bulk;
mod column;
mod csv;
mod file;
mod format;
mod geojson;
mod jsonl;
mod jsonld;
mod markdown;
mod parquet;
mod quickstatements;
mod row;
mod safe;
mod schema;
mod sqlite;
pub mod wacz;
mod wikitext;
mod xlsx;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use crate::store::StoreError;

pub(in crate::jobs) use atom::xml;
pub use column::{COLUMNS, Cell, Column, Kind};
pub use file::write_file;
pub use format::{Format, write};
pub(crate) use markdown::words as markdown;
pub use quickstatements::read_items;
pub(in crate::jobs) use row::seen;
pub use row::{Row, row, rows};
pub use safe::{guarded, json_line};
pub(in crate::jobs) use safe::{link, one_line, tag};
pub use schema::write_schema;

/// What of a format can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Write a `'` before text that a spreadsheet would take for a formula (CSV).
    pub guard: bool,
    /// Begin with a byte order mark, without which Excel reads accents wrongly (CSV).
    pub mark: bool,
    /// Items of Wikidata by code of the collectivity (`QuickStatements`).
    pub items: BTreeMap<String, String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            guard: true,
            mark: false,
            items: BTreeMap::new(),
        }
    }
}

/// What came of writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows that the file holds.
    pub rows: usize,
    /// Rows that the format does not take, as it says.
    pub left_out: usize,
    /// Cells that were guarded.
    pub guarded: u64,
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
