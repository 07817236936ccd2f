//! How much room the disk of an archive has, and what of it stays free.

use std::path::Path;

use super::StoreError;

/// Bytes that are free for this user on the disk of `folder`; `None` where the system does not tell.
pub fn free(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        // The folder may be still to be made.
        let mut there = folder
            .ancestors()
            .filter_map(|folder| rustix::fs::statvfs(folder).ok());
        let disk = there.next()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// Whether `wanted` bytes are free on the disk of `folder`.
///
/// # Errors
/// [`StoreError::Full`] where they are not.
pub fn has_room(folder: &Path, wanted: u64) -> Result<(), StoreError> {
    match free(folder) {
        Some(free) if free < wanted => Err(StoreError::Full {
            path: folder.to_owned(),
            free,
            wanted,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_without_so_much_room_is_named_with_what_it_has() {
        let folder = tempfile::tempdir().unwrap();
        assert!(has_room(folder.path(), 0).is_ok());
        let full = has_room(folder.path(), u64::MAX).unwrap_err().to_string();
        let name = folder.path().to_str().unwrap();
        assert!(full.contains(name) && full.contains("MB"), "{full}");
        assert!(has_room(&folder.path().join("to/be/made"), u64::MAX).is_err());
    }
}
