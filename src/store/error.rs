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
    /// The list of what is never to be collected again cannot be read.
    #[error("{} cannot be used, and says what is never to be collected again: {what}", path.display())]
    List {
        /// The file.
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
    /// The disk has less room than is to stay free.
    #[error(
        "the disk of {} has {} MB free, and {} MB are to stay free",
        path.display(), free / MEGABYTE, wanted / MEGABYTE
    )]
    Full {
        /// The folder.
        path: PathBuf,
        /// Bytes that are free.
        free: u64,
        /// Bytes that are to stay free.
        wanted: u64,
    },
    /// A file of the home's seeds cannot be used.
    #[error(transparent)]
    Seeds(#[from] super::seeds::SeedError),
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

/// As disks are sold.
const MEGABYTE: u64 = 1_000_000;

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

    /// Whether there is no room left on the disk.
    pub fn is_full(&self) -> bool {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match self {
            Self::Full { .. } => true,
            Self::Disk { source, .. } => {
                matches!(source.kind(), StorageFull | QuotaExceeded | FileTooLarge)
            }
            Self::Database { source, .. } => {
                source.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull)
            }
            _ => false,
        }
    }

    /// Whether this user, or nobody, may write there.
    pub fn is_read_only(&self) -> bool {
        use rusqlite::ErrorCode::{PermissionDenied, ReadOnly};
        use std::io::ErrorKind;
        match self {
            Self::Disk { source, .. } => matches!(
                source.kind(),
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
            ),
            Self::Database { source, .. } => {
                matches!(
                    source.sqlite_error_code(),
                    Some(PermissionDenied | ReadOnly)
                )
            }
            _ => false,
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
