//! The SQLite file: how it is opened, and how values of the program become values of its columns.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use serde::de::{DeserializeOwned, IntoDeserializer as _};

use super::{SCHEMA_VERSION, StoreError};

/// How long one statement waits for another process to finish its own.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// The database of the archive whose folder is `index`.
pub(super) fn file_of(index: &Path) -> PathBuf {
    index.join("arobase.db")
}

/// Opens the database for writing, making it where there is none.
pub(super) fn open_to_write(path: &Path) -> Result<Connection, StoreError> {
    let wrong = |source| StoreError::database(path, source);
    // SQLite gives its -wal and -shm files the mode of the database itself.
    let mut options = std::fs::OpenOptions::new();
    options.read(true).append(true).create(true);
    super::recover::private(&mut options);
    options
        .open(path)
        .map_err(|source| StoreError::disk(path, source))?;
    let db = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    db.pragma_update(None, "journal_mode", "wal")
        .map_err(wrong)?;
    db.pragma_update(None, "synchronous", "full")
        .map_err(wrong)?;
    match version(&db, path)? {
        SCHEMA_VERSION => {}
        found if found > SCHEMA_VERSION => {
            return Err(StoreError::Newer {
                path: path.to_owned(),
                found,
            });
        }
        found => {
            let schema = format!(
                "begin immediate;\n{}\n{}\npragma user_version = {SCHEMA_VERSION};\n\
                 insert or replace into meta (key, value) values ('schema_version', '{SCHEMA_VERSION}');\n\
                 commit;",
                steps_after(found),
                include_str!("schema.sql")
            );
            db.execute_batch(&schema).map_err(wrong)?;
        }
    }
    Ok(db)
}

/// What brings a layout to the next one, as far as the schema itself does not: every statement of
/// that leaves alone what is there, so new tables need no step. The first is that of layout 1.
const STEPS: [&str; 4] = [
    // Tables that the next reading fills.
    "",
    // Before layout 3 every capture was an answer with its body, or a file of an import.
    "alter table capture add column kind text not null default 'response';
     alter table capture add column purpose text not null default 'page';
     alter table capture add column refers_to integer references capture (id);
     alter table capture add column etag text;
     alter table capture add column last_modified text;
     update capture set kind = 'resource' where run in (select id from run where kind = 'import');",
    // Before layout 4 every page was asked again after a week.
    "alter table visit add column due_at text;
     alter table visit add column interval integer;
     alter table visit add column etag text;
     alter table visit add column last_modified text;
     alter table visit add column digest text;",
    // Before layout 5 a run did not keep the digest of its settings.
    "alter table run add column config text not null default '';",
];

/// The steps from the layout `found`; a new database, layout 0, needs none.
fn steps_after(found: u32) -> String {
    let taken = match found {
        0 => STEPS.len(),
        found => usize::try_from(found - 1).unwrap_or(STEPS.len()),
    };
    STEPS.iter().skip(taken).copied().collect()
}

/// Opens the database for reading alone; a writer may be at work meanwhile.
pub(super) fn open_to_read(path: &Path) -> Result<Connection, StoreError> {
    let mut db = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut found = version(&db, path);
    if found.as_ref().is_err_and(is_half_made) {
        // For a writer to read is enough: SQLite rolls back first.
        version(&open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?, path)?;
        db = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        found = version(&db, path);
    }
    match found? {
        SCHEMA_VERSION => Ok(db),
        // A program that was killed while it made its first archive has nothing to be damaged.
        0 if is_empty(path) => Err(StoreError::NoArchive(index_of(path).to_owned())),
        0 => Err(StoreError::damaged(
            path,
            "it is a database without the tables of an archive",
        )),
        found if found < SCHEMA_VERSION => Err(StoreError::Older {
            path: path.to_owned(),
            found,
        }),
        found => Err(StoreError::Newer {
            path: path.to_owned(),
            found,
        }),
    }
}

/// Whether a write that was killed must be taken back before anything can be read: until a new database keeps its
/// log (WAL), SQLite writes as it did before it had one, and leaves a journal that only a writer may roll back.
fn is_half_made(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Database { source: rusqlite::Error::SqliteFailure(code, _), .. }
            if code.extended_code == rusqlite::ffi::SQLITE_READONLY_ROLLBACK
    )
}

/// The folder of the archive whose database is `path`.
fn index_of(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// Whether the archive of the database `path` has no WARC file.
fn is_empty(path: &Path) -> bool {
    let folder = super::warc::folder_of(index_of(path));
    std::fs::read_dir(folder).map_or(true, |mut names| names.next().is_none())
}

/// A connection to the file, with what holds for every one of them.
fn open(path: &Path, access: OpenFlags) -> Result<Connection, StoreError> {
    let wrong = |source| StoreError::database(path, source);
    let db = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(wrong)?;
    db.busy_timeout(PATIENCE).map_err(wrong)?;
    db.set_prepared_statement_cache_capacity(64);
    db.pragma_update(None, "foreign_keys", true)
        .map_err(wrong)?;
    db.pragma_update(None, "trusted_schema", false)
        .map_err(wrong)?;
    Ok(db)
}

fn version(db: &Connection, path: &Path) -> Result<u32, StoreError> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|source| StoreError::database(path, source))
}

/// A value of the program as a column holds it: an enum by the word that its JSON has.
pub(super) struct Word<T>(pub(super) T);

impl<T: Serialize> ToSql for Word<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = serde_json::to_value(&self.0)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        Ok(ToSqlOutput::Owned(match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::String(word) => Value::Text(word),
            other => Value::Text(other.to_string()),
        }))
    }
}

impl<T: DeserializeOwned> FromSql for Word<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
            value.as_str()?.into_deserializer();
        let value = T::deserialize(word).map_err(|error| FromSqlError::Other(Box::new(error)))?;
        Ok(Self(value))
    }
}

/// A moment as a column holds it: RFC 3339 in UTC, always with six digits of the second, so that
/// the order of the text is the order of time.
pub(super) struct Moment(pub(super) Timestamp);

/// The text of a moment, as in [`Moment`] and in WARC-Date (WARC 1.1, section 5.4).
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(moment(self.0).into())
    }
}

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let at = value.as_str()?.parse();
        at.map(Self)
            .map_err(|error: jiff::Error| FromSqlError::Other(Box::new(error)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_whose_making_was_killed_is_rolled_back_before_it_is_read() {
        let made = tempfile::tempdir().unwrap();
        let killed = tempfile::tempdir().unwrap();
        let path = file_of(made.path());
        let db = Connection::open(&path).unwrap();
        // Pages that do not fit the cache are written before the transaction ends, behind a journal.
        db.execute_batch(
            "pragma cache_size = 1; begin immediate; create table t (x);
             with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000)
             insert into t select hex(randomblob(200)) from n;",
        )
        .unwrap();
        for name in ["arobase.db", "arobase.db-journal"] {
            std::fs::copy(made.path().join(name), killed.path().join(name)).unwrap();
        }
        let opened = open_to_read(&file_of(killed.path()));
        assert!(
            matches!(opened, Err(StoreError::NoArchive(_))),
            "{opened:?}"
        );
        assert!(!killed.path().join("arobase.db-journal").exists());
    }
}
