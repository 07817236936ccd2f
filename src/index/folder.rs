//! The folder of the index: its lock, how a new one takes the place of the old, and what a kill leaves beside it.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use super::error::IndexError;
use crate::store::private_folders;

/// Removes what a rebuild that was killed left beside the index.
pub(super) fn remove_leftovers(folder: &Path) -> Result<(), IndexError> {
    remove(&beside(folder, "new"))?;
    remove(&beside(folder, "old"))
}

/// Puts the new folder in the place of the old one. Killed between the two renames, the index is
/// missing, which the next search cures by building it again.
pub(super) fn swap(folder: &Path, new: &Path, old: &Path) -> Result<(), IndexError> {
    if folder.exists() {
        fs::rename(folder, old).map_err(|error| IndexError::disk(folder, error))?;
    }
    fs::rename(new, folder).map_err(|error| IndexError::disk(new, error))?;
    remove(old)
}

/// Takes the kernel lock of the index's writer; it goes with the process, whatever ends it.
pub(super) fn lock(folder: &Path) -> Result<File, IndexError> {
    let path = beside(folder, "lock");
    let file = lock_file(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(IndexError::Locked(folder.to_owned())),
        Err(fs::TryLockError::Error(error)) => Err(IndexError::disk(&path, error)),
    }
}

/// As [`lock`], once whoever holds it has let it go or died.
pub(super) fn lock_in_turn(folder: &Path) -> Result<File, IndexError> {
    let path = beside(folder, "lock");
    let file = lock_file(&path)?;
    let locked = file.lock();
    locked
        .map(|()| file)
        .map_err(|error| IndexError::disk(&path, error))
}

fn lock_file(path: &Path) -> Result<File, IndexError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| IndexError::disk(parent, error))?;
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    options
        .open(path)
        .map_err(|error| IndexError::disk(path, error))
}

pub(super) fn beside(folder: &Path, extension: &str) -> PathBuf {
    folder.with_extension(extension)
}

fn remove(folder: &Path) -> Result<(), IndexError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(IndexError::disk(folder, error))
        }
        _ => Ok(()),
    }
}

/// Makes a folder for its owner alone: pages may be anything.
pub(super) fn create_private(folder: &Path) -> Result<(), IndexError> {
    private_folders()
        .recursive(true)
        .create(folder)
        .map_err(|error| IndexError::disk(folder, error))
}
