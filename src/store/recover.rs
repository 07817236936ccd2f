//! What a killed run left behind is put in order before anything new is written.
//!
//! The database knows how far the open WARC file was committed. What lies behind that end was
//! acknowledged to nobody and may be torn: it is cut, since nothing behind a torn record can be
//! read by anyone.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::warc::{self, Closed, OPEN, WARC};
use super::{StoreError, insert, select};

/// How our own files end that were not finished.
const UNFINISHED: &str = ".tmp";

/// What was put in order when the archive was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Bytes that no commit had acknowledged, cut from the end of a WARC file.
    pub cut_bytes: u64,
    /// The WARC file that a killed run had left open, now closed, or removed where nothing in it
    /// had been acknowledged.
    pub file: Option<String>,
}

/// Files of the archive are for their owner alone: pages may be anything.
pub(super) fn private(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// Makes folders that only their owner can look into: pages may be anything.
pub fn private_folders() -> fs::DirBuilder {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Makes a folder for its owner alone, where there is none.
pub(super) fn private_folder(folder: &Path) -> Result<(), StoreError> {
    private_folders()
        .recursive(true)
        .create(folder)
        .map_err(|source| StoreError::disk(folder, source))
}

/// Notes, as part of `commit`, that the open file `name` is good up to `end`.
pub(super) fn note(commit: &Transaction<'_>, name: &str, end: u64) -> rusqlite::Result<()> {
    commit
        .prepare_cached("insert or replace into meta (key, value) values ('warc_open', ?1)")?
        .execute([format!("{end} {name}")])
        .map(drop)
}

/// The open file and its committed end, as the last commit noted them.
pub(super) fn noted(db: &Connection) -> rusqlite::Result<Option<(u64, String)>> {
    let value: Option<String> = db
        .query_row(
            "select value from meta where key = 'warc_open'",
            [],
            |row| row.get(0),
        )
        .optional()?;
    Ok(value.and_then(|value| {
        let (end, name) = value.split_once(' ')?;
        Some((end.parse().ok()?, name.to_owned()))
    }))
}

/// Cuts, closes and indexes the WARC files that a killed run left.
pub(super) fn recover(index: &Path, db: &Connection) -> Result<Recovery, StoreError> {
    let folder = warc::folder_of(index);
    private_folder(&folder)?;
    let database = super::database::file_of(index);
    let wrong = |source| StoreError::database(&database, source);
    super::forget::recover(index, db)?;
    let noted = noted(db).map_err(wrong)?;
    let mut recovery = Recovery::default();
    for name in names(&folder)? {
        if let Some(warc) = name.strip_suffix(OPEN) {
            let path = folder.join(&name);
            recovery.cut_bytes += match &noted {
                Some((end, file)) if file == warc => cut(&path, *end)?,
                _ => remove(&path)?,
            };
            recovery.file = Some(warc.to_owned());
        } else if name.ends_with(UNFINISHED) {
            remove(&folder.join(&name))?;
        }
    }
    warc::sync_folder(&folder).map_err(|source| StoreError::disk(&folder, source))?;
    for name in names(&folder)?.iter().filter(|name| name.ends_with(WARC)) {
        index_again(&folder.join(name), name, db, &database)?;
    }
    if let Some((_, name)) = &noted {
        sum_again(&folder.join(name), name, db, &database)?;
    }
    Ok(recovery)
}

/// Takes the hash of a file that was closed without it.
fn sum_again(path: &Path, name: &str, db: &Connection, base: &Path) -> Result<(), StoreError> {
    let wrong = |source| StoreError::database(base, source);
    let known = select::warc_file(db, name).map_err(wrong)?.is_some();
    if known || !path.exists() {
        return Ok(());
    }
    let closed = Closed::look(path, name).map_err(|source| StoreError::disk(path, source))?;
    insert::warc_file(db, &closed).map_err(wrong)
}

/// Writes the CDXJ of a closed file where it is missing; files that no capture names are let be.
fn index_again(path: &Path, name: &str, db: &Connection, base: &Path) -> Result<(), StoreError> {
    if warc::index_of(path).exists() {
        return Ok(());
    }
    let captures =
        select::captures_in(db, name).map_err(|source| StoreError::database(base, source))?;
    if captures.is_empty() {
        return Ok(());
    }
    warc::write_index(path, &captures).map_err(|source| StoreError::disk(path, source))
}

/// Cuts the file to its committed end and closes it: how many bytes that took away.
fn cut(path: &Path, end: u64) -> Result<u64, StoreError> {
    let disk = |source| StoreError::disk(path, source);
    let length = fs::metadata(path).map_err(disk)?.len();
    if length < end {
        let what = format!("{length} bytes are left of {end} that were committed");
        return Err(StoreError::damaged(path, what));
    }
    let file = OpenOptions::new().write(true).open(path).map_err(disk)?;
    file.set_len(end)
        .and_then(|()| file.sync_all())
        .map_err(disk)?;
    fs::rename(path, path.with_extension("")).map_err(disk)?;
    Ok(length - end)
}

/// Removes a file in which nothing was acknowledged: how many bytes that took away.
fn remove(path: &Path) -> Result<u64, StoreError> {
    let removed = fs::metadata(path).and_then(|metadata| {
        fs::remove_file(path)?;
        Ok(metadata.len())
    });
    removed.map_err(|source| StoreError::disk(path, source))
}

pub(super) fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.map_err(|source| StoreError::disk(folder, source))?;
    let mut names: Vec<String> = entries
        .iter()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    Ok(names)
}
