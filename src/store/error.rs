//! What can go wrong with an archive, and which of it is the disk's fault.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

/// A failure of the archive.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no archive in this folder.
    #[error("there is no archive in {}", .0.display())]
    NoArchive(PathBuf),
    /// Another process writes to the archive.
    #[error("the archive {} is in use{}", path.display(), by(*pid, *since))]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// Process that holds it, where it could be read.
        pid: Option<u32>,
        /// Since when.
        since: Option<Timestamp>,
    },
    /// The archive was written by a newer program.
    #[error(
        "{} has layout {found}, this program knows up to {}",
        path.display(),
        super::SCHEMA_VERSION
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// The version of its layout.
        found: u32,
    },
    /// The archive was written by an older program, and nothing has written to it since.
    #[error(
        "{} has layout {found}, which this program does not read before it has brought it up to date",
        path.display()
    )]
    Older {
        /// The database.
        path: PathBuf,
        /// The version of its layout.
        found: u32,
    },
    /// What was kept is no longer what was written.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// The database or the WARC file.
        path: PathBuf,
        /// What does not fit.
        what: String,
    },
    /// The disk refused.
    #[error("{}", path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// The database refused.
    #[error("{}", path.display())]
    Database {
        /// The database.
        path: PathBuf,
        /// The reason.
        source: rusqlite::Error,
    },
    /// A write failed before; only opening the archive again can tell what was kept.
    #[error("an earlier write to {} failed, open the archive again", .0.display())]
    Broken(PathBuf),
    /// A capture was committed outside any run.
    #[error("no run has begun in {}", .0.display())]
    NoRun(PathBuf),
}

fn by(pid: Option<u32>, since: Option<Timestamp>) -> String {
    let pid = pid
        .map(|pid| format!(" by process {pid}"))
        .unwrap_or_default();
    let since = since
        .map(|since| format!(" since {since:.0}"))
        .unwrap_or_default();
    pid + &since
}

impl StoreError {
    /// A failure of `path` as the disk gave it.
    pub(crate) fn disk(path: &Path, source: std::io::Error) -> Self {
        Self::Disk {
            path: path.to_owned(),
            source,
        }
    }

    /// A failure of the database `path`: damage is told apart from a disk that refuses.
    pub(crate) fn database(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::Error::{FromSqlConversionFailure, InvalidColumnType};
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase, Unknown};
        // Unknown is SQLite's own word for a statement that does not fit the tables; the
        // statements are fixed, so the tables are not ours any more.
        let damaged = matches!(
            source.sqlite_error_code(),
            Some(DatabaseCorrupt | NotADatabase | Unknown)
        ) || matches!(source, FromSqlConversionFailure(..) | InvalidColumnType(..));
        if damaged {
            return Self::damaged(path, source.to_string());
        }
        Self::Database {
            path: path.to_owned(),
            source,
        }
    }

    /// What `path` holds does not fit.
    pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            what: what.into(),
        }
    }
}
