//! The one writer of an archive: bytes go to the WARC file, then everything about them to the
//! database in one transaction, so that a commit is all there or not at all.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;

use super::lock::Lock;
use super::row::{NewCapture, RobotsRow, RunKind, RunStatus, VisitRow};
use super::{Recovery, StoreError};

/// Who crawls: what the `warcinfo` of each WARC file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operator {
    /// The User-Agent sent; empty where nothing is sent.
    pub user_agent: String,
    /// Whom a webmaster can write to; empty where nothing is sent.
    pub contact: String,
}

/// A run that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// It goes on with a run that was stopped or killed.
    pub resumed: bool,
}

/// What is committed at once: all of it is kept, or none.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Answers and files to be archived, with what was read in them.
    pub captures: Vec<NewCapture>,
    /// Addresses new to the frontier or changed.
    pub visits: Vec<VisitRow>,
    /// robots.txt as seen.
    pub robots: Vec<RobotsRow>,
}

/// The writer; it holds the archive's lock as long as it lives.
pub struct Writer {
    index: PathBuf,
    db: Connection,
    operator: Operator,
    run: Option<i64>,
    _lock: Lock,
}

impl Writer {
    /// Opens the archive in the folder `index` for writing, making it where there is none, and puts
    /// in order what a killed run left.
    ///
    /// # Errors
    /// [`StoreError::Locked`] where another process writes to it, [`StoreError::Newer`] and
    /// [`StoreError::Damaged`] where it cannot be trusted, and failures of the disk.
    pub fn open(
        index: &Path,
        operator: &Operator,
        now: Timestamp,
    ) -> Result<(Self, Recovery), StoreError> {
        std::fs::create_dir_all(index).map_err(|source| StoreError::disk(index, source))?;
        let lock = Lock::take(index, now)?;
        let db = super::database::open_to_write(&super::database::file_of(index))?;
        let writer = Self {
            index: index.to_owned(),
            db,
            operator: operator.clone(),
            run: None,
            _lock: lock,
        };
        Ok((writer, Recovery::default()))
    }

    /// Begins a run of `kind`, or goes on with a crawl that was stopped or killed.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn begin_run(
        &mut self,
        kind: RunKind,
        settings: &str,
        now: Timestamp,
    ) -> Result<Run, StoreError> {
        let _ = (kind, settings, now);
        Err(StoreError::NoRun(self.index.clone()))
    }

    /// Ends the run `id`; its summary is JSON.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn end_run(
        &mut self,
        id: i64,
        status: RunStatus,
        summary: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let _ = (id, status, summary, now, &self.db, self.run, &self.operator);
        Ok(())
    }

    /// Every address known to the frontier, in the order of URLs.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn visits(&self) -> Result<Vec<VisitRow>, StoreError> {
        Ok(Vec::new())
    }

    /// The addresses still to be asked: by host, highest priority first.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn queued(&self) -> Result<Vec<VisitRow>, StoreError> {
        Ok(Vec::new())
    }

    /// What is known of one address.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn known(&self, url: &str) -> Result<Option<VisitRow>, StoreError> {
        let _ = url;
        Ok(None)
    }

    /// robots.txt of every host as last seen.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn robots(&self) -> Result<Vec<RobotsRow>, StoreError> {
        Ok(Vec::new())
    }

    /// Archives and records a batch; the numbers of its captures come back in its order.
    ///
    /// # Errors
    /// Failures of the disk or the database: nothing of the batch is kept then, and the writer
    /// refuses more until the archive is opened again.
    pub fn commit(&mut self, batch: Batch) -> Result<Vec<i64>, StoreError> {
        let _ = batch;
        Ok(Vec::new())
    }

    /// Computes the records from all claims again; tells how many there are.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn reconcile(&mut self) -> Result<u64, StoreError> {
        Ok(0)
    }

    /// Closes the WARC file and writes its CDXJ.
    ///
    /// # Errors
    /// Failures of the disk or the database.
    pub fn finish(self) -> Result<(), StoreError> {
        Ok(())
    }
}
