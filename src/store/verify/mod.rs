//! Whether an archive is still what was written, and how it is put right from its WARC files.

mod differences;
mod inspect;
mod ledger;
mod repair;
mod salvage;

use std::path::{Path, PathBuf};

pub use inspect::inspect;
pub use repair::repair;

/// Something in an archive that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// Where in it, in bytes.
    pub offset: Option<u64>,
    /// The address whose capture is hurt.
    pub url: Option<String>,
    /// What is wrong.
    pub what: String,
    /// What a repair does about it.
    pub cure: Cure,
}

/// What a repair does about a damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cure {
    /// The database is put aside and made again from the WARC files.
    Rebuild,
    /// What cannot be read is put aside; its addresses are asked again by the next crawl.
    TakeOut,
    /// The database takes what the WARC file says.
    Record,
    /// The CDXJ is written again.
    Reindex,
    /// The hash of the file is taken again, every record in it being whole.
    Sum,
    /// The search index is built again.
    Search,
}

impl Damage {
    pub(super) fn of(path: &Path, what: impl Into<String>, cure: Cure) -> Self {
        Self {
            path: path.to_owned(),
            offset: None,
            url: None,
            what: what.into(),
            cure,
        }
    }

    pub(super) fn at(self, offset: u64, url: Option<&str>) -> Self {
        Self {
            offset: Some(offset),
            url: url.map(str::to_owned),
            ..self
        }
    }
}

/// What was looked at, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// Captures of the database that were found where it says.
    pub captures: u64,
    /// WARC files.
    pub files: u64,
    /// Records in them that were read and found whole; 0 where the data was not read.
    pub records: u64,
    /// Bytes of the WARC files that were read.
    pub bytes: u64,
    /// Closed WARC files of which the database has no hash: an older program wrote them.
    pub unsummed: u64,
    /// What is not as it was written.
    pub damages: Vec<Damage>,
    /// What a killed run left, which the next one puts in order by itself.
    pub left_over: Vec<String>,
}

/// What a repair did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repaired {
    /// The database was made again from the WARC files.
    pub rebuilt: bool,
    /// Captures that were written into the database, or written anew.
    pub recovered: u64,
    /// Addresses of captures whose bytes are lost; they are queued again.
    pub lost: Vec<String>,
    /// Files that hold what was put aside.
    pub aside: Vec<PathBuf>,
}

impl Repaired {
    /// Whether captures came or went, so that everything read in them is to be read again.
    pub fn changed_captures(&self) -> bool {
        self.rebuilt || self.recovered > 0 || !self.lost.is_empty()
    }
}
