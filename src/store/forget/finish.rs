//! What is left to do once an archive has moved from its old files to the new ones, now or after a kill.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::list::{self, Entry, List, folder_of};
use crate::store::warc;
use crate::store::{StoreError, database};
use crate::web::forgotten::Key;

/// How long a forget waits for readers to let go of the old state of the database.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// The same for a run that only puts in order what a kill left.
const SHORT_PATIENCE: Duration = Duration::from_secs(2);
/// A database up to this size is packed in memory, so that no file outside the archive has its pages.
const PACKED_IN_MEMORY: u64 = 256_000_000;
/// The row of `meta`.
const ROW: &str = "forget";

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// New files are written; the archive is the old ones.
    Making,
    /// The archive is the new ones; the old ones are to go.
    Made,
}

/// A forget that is under way, as the database knows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pending {
    state: State,
    new: Vec<String>,
    old: Vec<String>,
    marks: Vec<Entry>,
    key: String,
    pub(super) receipt: Value,
    pub(super) receipt_name: String,
}

impl Pending {
    /// Before the first new file.
    pub(super) fn making(new: Vec<String>) -> Self {
        Self {
            state: State::Making,
            new,
            old: Vec::new(),
            marks: Vec::new(),
            key: String::new(),
            receipt: Value::Null,
            receipt_name: String::new(),
        }
    }

    /// With the transaction that moves the archive.
    pub(super) fn made(&mut self, old: Vec<String>, marks: Vec<Entry>, key: &Key) {
        self.state = State::Made;
        self.old = old;
        self.marks = marks;
        key.hex().clone_into(&mut self.key);
    }

    pub(super) fn receipt_file(&self, index: &Path) -> PathBuf {
        folder_of(index).join(&self.receipt_name)
    }
}

/// Notes it, in place of what was noted before.
pub(super) fn note(db: &Connection, pending: &Pending) -> rusqlite::Result<()> {
    // Plain data always serialises.
    let text = serde_json::to_string(pending).unwrap_or_default();
    db.execute(
        "insert or replace into meta (key, value) values (?1, ?2)",
        [ROW, &text],
    )
    .map(drop)
}

fn noted(db: &Connection) -> rusqlite::Result<Option<Pending>> {
    let text: Option<String> = db
        .query_row("select value from meta where key = ?1", [ROW], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Whether the WARC file `name` is one that a forget which was killed left beside those of the archive; the next writer
/// removes it.
pub(in crate::store) fn is_unfinished(db: &Connection, name: &str) -> rusqlite::Result<bool> {
    Ok(noted(db)?.is_some_and(|pending| match pending.state {
        State::Making => pending.new.iter().any(|new| new == name),
        State::Made => pending.old.iter().any(|old| old == name),
    }))
}

/// Whether a forget has not come to its end.
pub(in crate::store) fn is_pending(db: &Connection) -> rusqlite::Result<bool> {
    noted(db).map(|pending| pending.is_some())
}

/// Puts in order what a forget that was killed left: taken back where the archive had not moved, gone on with where it
/// had.
pub(in crate::store) fn recover(index: &Path, db: &Connection) -> Result<(), StoreError> {
    let base = database::file_of(index);
    let wrong = |source| StoreError::database(&base, source);
    let Some(pending) = noted(db).map_err(wrong)? else {
        return Ok(());
    };
    if pending.state == State::Made {
        return finish(index, db, &pending, SHORT_PATIENCE).map(drop);
    }
    remove_files(&warc::folder_of(index), &pending.new)?;
    db.execute("delete from meta where key = ?1", [ROW])
        .map(drop)
        .map_err(wrong)
}

/// Removes the old files, keeps the marks, and packs the database so that nothing is left in it of what was deleted;
/// `false` where a reader keeps an old state of it alive: then the next writer packs it.
pub(super) fn finish(
    index: &Path,
    db: &Connection,
    pending: &Pending,
    patience: Duration,
) -> Result<bool, StoreError> {
    let base = database::file_of(index);
    let wrong = |source| StoreError::database(&base, source);
    // First of all: what is gone must not come back.
    let mut list = match List::read(index)? {
        Some(list) => list,
        None => List::with_key(&pending.key),
    };
    list.add(&pending.marks);
    list.write(index)?;
    let folder = warc::folder_of(index);
    remove_files(&folder, &pending.old)?;
    for name in &pending.new {
        reindex(&folder, name, db, &base)?;
    }
    // Bytes that nobody can read may be those that were to go.
    remove_folder(&index.join("damaged"))?;
    let text = serde_json::to_string_pretty(&pending.receipt).unwrap_or_default() + "\n";
    list::write(index, &pending.receipt_file(index), &text)?;
    let size = fs::metadata(&base).map_or(0, |file| file.len());
    let store = if size <= PACKED_IN_MEMORY { 2 } else { 0 };
    db.pragma_update(None, "temp_store", store).map_err(wrong)?;
    db.pragma_update(None, "secure_delete", true)
        .map_err(wrong)?;
    db.execute_batch("vacuum").map_err(wrong)?;
    db.busy_timeout(patience).map_err(wrong)?;
    let packed = packed(db).map_err(wrong)?;
    db.busy_timeout(database::PATIENCE).map_err(wrong)?;
    if packed {
        db.execute("delete from meta where key = ?1", [ROW])
            .map_err(wrong)?;
    }
    Ok(packed)
}

/// Takes the log back into the database and cuts it to nothing: whether no reader was in the way.
fn packed(db: &Connection) -> rusqlite::Result<bool> {
    db.query_row("pragma wal_checkpoint(truncate)", [], |row| {
        row.get::<_, i64>(0).map(|busy| busy == 0)
    })
}

/// Writes the CDXJ of a new file.
fn reindex(folder: &Path, name: &str, db: &Connection, base: &Path) -> Result<(), StoreError> {
    let path = folder.join(name);
    if !path.exists() {
        return Ok(());
    }
    let captures = crate::store::select::captures_in(db, name);
    let captures = captures.map_err(|source| StoreError::database(base, source))?;
    warc::write_index(&path, &captures).map_err(|source| StoreError::disk(&path, source))
}

/// Removes WARC files with their CDXJ.
fn remove_files(folder: &Path, names: &[String]) -> Result<(), StoreError> {
    for name in names {
        let path = folder.join(name);
        let unfinished = folder.join(format!("{name}.tmp"));
        for path in [&warc::index_of(&path), &path, &unfinished] {
            gone(fs::remove_file(path)).map_err(|source| StoreError::disk(path, source))?;
        }
    }
    gone(warc::sync_folder(folder)).map_err(|source| StoreError::disk(folder, source))
}

fn remove_folder(folder: &Path) -> Result<(), StoreError> {
    gone(fs::remove_dir_all(folder)).map_err(|source| StoreError::disk(folder, source))
}

/// What is not there need not be removed.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
