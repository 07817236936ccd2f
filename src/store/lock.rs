//! One writer at a time: a lock of the kernel, which dies with the process that holds it.

use std::fs::{self, TryLockError};
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::time::Duration;

use jiff::Timestamp;

use super::StoreError;

/// A reader's look at the lock lasts microseconds; a writer that meets one tries again.
const TRIES: usize = 200;

/// Who holds an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Process number.
    pub pid: Option<u32>,
    /// Since when.
    pub since: Option<Timestamp>,
}

/// The lock on `index/lock`, held as long as this value lives.
#[derive(Debug)]
pub(super) struct Lock {
    file: fs::File,
}

impl Lock {
    /// Takes the lock of the folder `index`, which must exist.
    pub(super) fn take(index: &Path, now: Timestamp) -> Result<Self, StoreError> {
        let path = file_of(index);
        let disk = |source| StoreError::disk(&path, source);
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        super::recover::private(&mut options);
        let mut file = options.open(&path).map_err(disk)?;
        for attempt in 0.. {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if attempt < TRIES => std::thread::yield_now(),
                Err(TryLockError::WouldBlock) => {
                    let Holder { pid, since } = written(&path);
                    return Err(StoreError::Locked { path, pid, since });
                }
                Err(TryLockError::Error(source)) => return Err(disk(source)),
            }
        }
        file.set_len(0).map_err(disk)?;
        file.rewind().map_err(disk)?;
        writeln!(file, "{}\n{now}", std::process::id()).map_err(disk)?;
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Only so that nobody reads the number of a process that has gone; the kernel frees the lock.
        let _ = self.file.set_len(0);
    }
}

/// Who writes to the archive in `index` now; `None` where nobody does.
///
/// # Errors
/// When the lock file cannot be opened.
pub fn holder(index: &Path) -> Result<Option<Holder>, StoreError> {
    let path = file_of(index);
    let file = match fs::File::open(&path) {
        Ok(file) => file,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(StoreError::disk(&path, source)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(written(&path))),
        Err(TryLockError::Error(source)) => Err(StoreError::disk(&path, source)),
    }
}

/// Word of the moment in which nobody writes to an archive any more. The kernel wakes it: nothing is asked again
/// and again.
pub struct Release {
    path: PathBuf,
    told: Receiver<std::io::Result<()>>,
}

impl Release {
    /// Waits for it from now on, for the archive in the folder `index`.
    ///
    /// # Errors
    /// When the lock file cannot be opened.
    pub fn of(index: &Path) -> Result<Self, StoreError> {
        let path = file_of(index);
        let (tell, told) = std::sync::mpsc::channel();
        match fs::File::open(&path) {
            // A wait in vain ends with the program.
            Ok(file) => drop(std::thread::spawn(move || {
                tell.send(file.lock_shared().and_then(|()| file.unlock()))
            })),
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => drop(tell.send(Ok(()))),
            Err(source) => return Err(StoreError::disk(&path, source)),
        }
        Ok(Self { path, told })
    }

    /// Whether it came within `patience`.
    ///
    /// # Errors
    /// When the lock cannot be waited for.
    pub fn comes_within(&self, patience: Duration) -> Result<bool, StoreError> {
        match self.told.recv_timeout(patience) {
            Ok(Ok(())) => Ok(true),
            Ok(Err(source)) => Err(StoreError::disk(&self.path, source)),
            Err(_) => Ok(false),
        }
    }
}

fn file_of(index: &Path) -> PathBuf {
    index.join("lock")
}

fn written(path: &Path) -> Holder {
    let text = fs::read_to_string(path).unwrap_or_default();
    let mut lines = text.lines();
    Holder {
        pid: lines.next().and_then(|line| line.parse().ok()),
        since: lines.next().and_then(|line| line.parse().ok()),
    }
}
