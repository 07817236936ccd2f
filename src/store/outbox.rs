//! The outbox: what runs told as new, until each receiver has it. It has a lock of its own, so that a receiver
//! that is slow keeps no run from its work, and two processes never send the same.

use std::fs::{self, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, Result as Rows, Row, params};
use serde::Serialize;

use super::StoreError;
use super::database::{self, Moment};
use super::read::Store;

/// What a run told as new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulletinRow {
    /// Its number.
    pub id: i64,
    /// The same however often it is sent.
    pub key: String,
    /// The run.
    pub run: i64,
    /// When.
    pub at: Timestamp,
    /// JSON.
    pub news: String,
}

/// A receiver for whom something waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// `hook` or `webhook`.
    pub receiver: String,
    /// Bulletins that wait.
    pub bulletins: u64,
    /// Why the last attempt was in vain.
    pub error: Option<String>,
}

/// The outbox, held by this process.
pub struct Outbox {
    path: PathBuf,
    db: Connection,
    _lock: fs::File,
}

impl Outbox {
    /// Opens the outbox of the archive in the folder `index`; `None` where another process is at it.
    ///
    /// # Errors
    /// Failures of the disk and of the database.
    pub fn open(index: &Path) -> Result<Option<Self>, StoreError> {
        let path = index.join("outbox.lock");
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        super::recover::private(&mut options);
        let lock = options
            .open(&path)
            .map_err(|source| StoreError::disk(&path, source))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(source)) => return Err(StoreError::disk(&path, source)),
        }
        let path = database::file_of(index);
        let db = database::open_to_write(&path)?;
        Ok(Some(Self {
            path,
            db,
            _lock: lock,
        }))
    }

    /// What waits for a receiver, oldest first.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn waiting_for(&self, receiver: &str) -> Result<Vec<BulletinRow>, StoreError> {
        let which = "where id in (select bulletin from delivery where receiver = ?1 and delivered is null) order by id";
        self.ask(|db| bulletins(db, which, [receiver]))
    }

    /// Notes that a receiver has it.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn delivered(
        &self,
        bulletin: i64,
        receiver: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.ask(|db| {
            db.execute(
                "update delivery set attempts = attempts + 1, tried = ?3, delivered = ?3, error = null
                 where bulletin = ?1 and receiver = ?2",
                params![bulletin, receiver, Moment(at)],
            )
            .map(drop)
        })
    }

    /// Notes that an attempt was in vain.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn failed(
        &self,
        bulletin: i64,
        receiver: &str,
        error: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.ask(|db| {
            db.execute(
                "update delivery set attempts = attempts + 1, tried = ?3, error = ?4
                 where bulletin = ?1 and receiver = ?2",
                params![bulletin, receiver, Moment(at), error],
            )
            .map(drop)
        })
    }

    fn ask<T>(&self, question: impl FnOnce(&Connection) -> Rows<T>) -> Result<T, StoreError> {
        question(&self.db).map_err(|source| StoreError::database(&self.path, source))
    }
}

impl Store {
    /// What was told as new so far: of each claim, record and broken host the state that was told.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn told(&self) -> Result<std::collections::HashMap<String, String>, StoreError> {
        self.ask(super::told::told)
    }

    /// The last `limit` bulletins, newest first; of one run alone where `run` names it.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn bulletins(&self, run: Option<i64>, limit: i64) -> Result<Vec<BulletinRow>, StoreError> {
        let which = "where ?1 is null or run = ?1 order by id desc limit ?2";
        self.ask(|db| bulletins(db, which, params![run, limit]))
    }

    /// What waits in the outbox, by receiver.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn outbox(&self) -> Result<Vec<Waiting>, StoreError> {
        self.ask(|db| {
            let mut select = db.prepare_cached(
                "select receiver, count(*), max(error) from delivery where delivered is null
                 group by receiver order by receiver",
            )?;
            let waiting = |row: &Row<'_>| {
                Ok(Waiting {
                    receiver: row.get(0)?,
                    bulletins: super::select::unsigned(row, 1)?,
                    error: row.get(2)?,
                })
            };
            select.query_map([], waiting)?.collect()
        })
    }

    /// How each host fared in the run.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn hosts_of(&self, run: i64) -> Result<Vec<super::HostRow>, StoreError> {
        self.ask(|db| super::told::hosts(db, "where run = ?1 order by host", [run]))
    }

    /// The hosts that failed when they were asked last, each with the first of the failed crawls in a row and
    /// how many they are.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn hosts_in_trouble(&self) -> Result<Vec<(super::HostRow, i64, u64)>, StoreError> {
        let last = "where outcome = 'failed' and run = (select max(run) from run_host one where one.host = run_host.host) order by host";
        self.ask(|db| {
            let mut since = db.prepare_cached(
                "select min(run), count(*) from run_host where host = ?1 and run >
                     (select coalesce(max(run), 0) from run_host where host = ?1 and outcome <> 'failed')",
            )?;
            let mut found = Vec::new();
            for host in super::told::hosts(db, last, [])? {
                let (first, times) = since.query_row([&host.host], |row| {
                    Ok((row.get(0)?, super::select::unsigned(row, 1)?))
                })?;
                found.push((host, first, times));
            }
            Ok(found)
        })
    }
}

fn bulletins(
    db: &Connection,
    which: &str,
    values: impl rusqlite::Params,
) -> Rows<Vec<BulletinRow>> {
    let mut select = db.prepare_cached(&format!(
        "select id, key, run, at, news from bulletin {which}"
    ))?;
    let row = |row: &Row<'_>| {
        Ok(BulletinRow {
            id: row.get(0)?,
            key: row.get(1)?,
            run: row.get(2)?,
            at: row.get::<_, Moment>(3)?.0,
            news: row.get(4)?,
        })
    };
    select.query_map(values, row)?.collect()
}
