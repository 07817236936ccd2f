//! What can go wrong with the index.

use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenWriteError};

use crate::store::StoreError;

/// A failure of the index.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no index.
    #[error("there is no search index in {}", .0.display())]
    Missing(PathBuf),
    /// It was written by another version of the program.
    #[error("the search index {} was written by another version", .0.display())]
    Outdated(PathBuf),
    /// Its files are not what was written.
    #[error("the search index {} is damaged: {what}", path.display())]
    Damaged {
        /// Its folder.
        path: PathBuf,
        /// What does not fit.
        what: String,
    },
    /// Another process writes it.
    #[error("another process is writing the search index {}", .0.display())]
    Locked(PathBuf),
    /// The disk refused.
    #[error("{}", path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The search engine refused.
    #[error("search index {}", path.display())]
    Engine {
        /// Its folder.
        path: PathBuf,
        /// The reason.
        source: TantivyError,
    },
}

impl IndexError {
    pub(super) fn disk(path: &Path, source: std::io::Error) -> Self {
        Self::Disk {
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            what: what.into(),
        }
    }

    /// A failure of the engine while it opens what is there: what cannot be read is damaged, a lock that
    /// the disk refuses is the disk's fault.
    pub(super) fn opening(path: &Path, source: &TantivyError) -> Self {
        match source {
            TantivyError::LockFailure(LockError::IoError(io), _) => Self::refused(path, io),
            other => Self::damaged(path, other.to_string()),
        }
    }

    fn refused(path: &Path, io: &std::io::Error) -> Self {
        Self::disk(path, std::io::Error::new(io.kind(), io.to_string()))
    }

    /// A failure of the engine while it writes: the disk's fault is told apart.
    pub(super) fn writing(path: &Path, source: TantivyError) -> Self {
        // The engine's own threads pass the disk's refusal on as words alone.
        if source.to_string().contains("(os error 28)") {
            return Self::disk(path, std::io::ErrorKind::StorageFull.into());
        }
        // "A worker thread encountered an error": which one, only the disk can tell.
        if matches!(source, TantivyError::ErrorInThread(_))
            && let Err(refused) = is_writable(path)
        {
            return Self::disk(path, refused);
        }
        let io = match &source {
            TantivyError::IoError(io) | TantivyError::LockFailure(LockError::IoError(io), _) => {
                Some(&**io)
            }
            TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. })
            | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. }) => {
                Some(&**io_error)
            }
            TantivyError::LockFailure(..) => return Self::Locked(path.to_owned()),
            _ => None,
        };
        match io {
            Some(io) => Self::refused(path, io),
            None => Self::Engine {
                path: path.to_owned(),
                source,
            },
        }
    }

    /// Whether building the index again from the store is the cure.
    pub fn is_cured_by_rebuilding(&self) -> bool {
        matches!(
            self,
            Self::Missing(_) | Self::Outdated(_) | Self::Damaged { .. } | Self::Engine { .. }
        )
    }
}

/// Writes a few bytes into `folder`, and takes them away again.
fn is_writable(folder: &Path) -> std::io::Result<()> {
    let path = folder.join(".probe");
    let written = std::fs::write(&path, [0_u8; 4096]);
    let removed = std::fs::remove_file(&path);
    written.and(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_died_on_a_disk_that_takes_nothing_is_the_disks_fault() {
        let died = || TantivyError::ErrorInThread("an index writer was killed".to_owned());
        let folder = tempfile::tempdir().unwrap();
        let well = IndexError::writing(folder.path(), died());
        assert!(matches!(well, IndexError::Engine { .. }), "{well:?}");
        let nowhere = IndexError::writing(&folder.path().join("nowhere"), died());
        assert!(matches!(nowhere, IndexError::Disk { .. }), "{nowhere:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
