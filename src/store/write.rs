//! The one writer of an archive: bytes go to the WARC file, then everything about them to the
//! database in one transaction, so that a commit is all there or not at all.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::capture::{NewCapture, Original};
use super::database::{self, Moment, Word};
use super::lock::Lock;
use super::row::{Reading, RobotsRow, RunKind, RunStatus, VisitRow};
use super::warc::{self, Files};
use super::{ROTATE_AT, Recovery, StoreError, forget, insert, recover, select};
use crate::web::forgotten::Forgotten;

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
    /// What a job wants to find again, by a name of its own, in place of what it noted before.
    pub notes: Vec<(String, String)>,
}

/// The writer; it holds the archive's lock as long as it lives.
pub struct Writer {
    path: PathBuf,
    folder: PathBuf,
    db: Connection,
    files: Files,
    forgotten: Forgotten,
    run: Option<i64>,
    broken: bool,
    // Last, so that it is let go after everything that it guards.
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
        recover::private_folder(index)?;
        let lock = Lock::take(index, now)?;
        let path = database::file_of(index);
        let db = database::open_to_write(&path)?;
        let recovery = recover::recover(index, &db)?;
        let writer = Self {
            path,
            folder: warc::folder_of(index),
            db,
            files: Files::new(index, operator, ROTATE_AT),
            forgotten: forget::forgotten(index)?,
            run: None,
            broken: false,
            _lock: lock,
        };
        Ok((writer, recovery))
    }

    /// The folder of the archive.
    pub(super) fn index(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// What is never to be collected again; [`Writer::commit`] keeps nothing of it.
    pub const fn forgotten(&self) -> &Forgotten {
        &self.forgotten
    }

    /// The database.
    pub(super) const fn connection(&self) -> &Connection {
        &self.db
    }

    /// Closes a WARC file at `bytes` instead of [`ROTATE_AT`].
    pub fn rotate_at(&mut self, bytes: u64) {
        self.files.rotate_at(bytes);
    }

    /// Begins a run of `kind` with `settings` as JSON, or goes on with a crawl that was stopped or
    /// killed; other work that was killed is marked as abandoned.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn begin_run(
        &mut self,
        kind: RunKind,
        settings: &str,
        now: Timestamp,
    ) -> Result<Run, StoreError> {
        let config = warc::sha256_of(settings.as_bytes());
        let config = config.get(..16).unwrap_or_default();
        let run = self.transact(|commit| {
            let unfinished: Option<i64> = commit
                .query_row(
                    "select id from run where kind = ?1 and status in ('running', 'interrupted')
                     order by id desc limit 1",
                    [Word(kind)],
                    |row| row.get(0),
                )
                .optional()?;
            if let (Some(id), RunKind::Crawl) = (unfinished, kind) {
                commit.execute(
                    "update run set status = 'running', ended = null, settings = ?2, config = ?3 where id = ?1",
                    params![id, settings, config],
                )?;
                return Ok(Run { id, resumed: true });
            }
            commit.execute(
                "update run set status = 'abandoned' where kind = ?1 and status = 'running'",
                [Word(kind)],
            )?;
            let mut begin = commit.prepare_cached(
                "insert into run (kind, started, status, settings, config) values (?1, ?2, 'running', ?3, ?4)",
            )?;
            let id = begin.insert(params![Word(kind), Moment(now), settings, config])?;
            Ok(Run { id, resumed: false })
        })?;
        self.run = Some(run.id);
        Ok(run)
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
        self.transact(|commit| {
            commit
                .execute(
                    "update run set status = ?2, summary = ?3, ended = ?4 where id = ?1",
                    params![id, Word(status), summary, Moment(now)],
                )
                .map(drop)
        })
    }

    /// Every address known to the frontier, in the order of URLs.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn visits(&self) -> Result<Vec<VisitRow>, StoreError> {
        self.ask(|db| select::visits(db, "order by url", []))
    }

    /// The addresses still to be asked: by host, highest priority first.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn queued(&self) -> Result<Vec<VisitRow>, StoreError> {
        let which = "where state = 'queued' order by host, priority desc, depth, url";
        self.ask(|db| select::visits(db, which, []))
    }

    /// What is known of one address.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn known(&self, url: &str) -> Result<Option<VisitRow>, StoreError> {
        self.ask(|db| Ok(select::visits(db, "where url = ?1", [url])?.pop()))
    }

    /// robots.txt of every host as last seen.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn robots(&self) -> Result<Vec<RobotsRow>, StoreError> {
        self.ask(|db| select::robots(db, "order by host", []))
    }

    /// The newest capture of `url` whose bytes have this SHA-256 (hex), where there is one; for a
    /// revisit the one that it refers to.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn captured(&self, url: &str, sha256: &str) -> Result<Option<i64>, StoreError> {
        self.ask(|db| {
            db.prepare_cached(
                "select max(coalesce(refers_to, id)) from capture where url = ?1 and sha256 = ?2",
            )?
            .query_row([url, sha256], |row| row.get(0))
        })
    }

    /// As [`Store::original`](super::Store::original).
    ///
    /// # Errors
    /// Failures of the database.
    pub fn original(&self, url: &str) -> Result<Option<Original>, StoreError> {
        self.ask(|db| select::original(db, url, Timestamp::MAX))
    }

    /// Archives and records a batch; the numbers of its captures come back in its order, without those that are to be
    /// forgotten: nothing of them is kept.
    ///
    /// # Errors
    /// [`StoreError::NoRun`] where captures come before a run has begun. Failures of the disk or
    /// the database: nothing of the batch is kept then, and the writer refuses more until the
    /// archive is opened again.
    pub fn commit(&mut self, batch: &Batch) -> Result<Vec<i64>, StoreError> {
        let batch = &*forget::kept(batch, &self.forgotten);
        if batch.captures.is_empty() {
            return self
                .transact(|commit| side_rows(commit, batch))
                .map(|()| Vec::new());
        }
        let run = self
            .run
            .ok_or_else(|| StoreError::NoRun(self.path.clone()))?;
        self.healthy()?;
        let appended = self.append(&batch.captures);
        let (file, end, places) = appended.inspect_err(|_| self.broken = true)?;
        self.transact(|commit| {
            side_rows(commit, batch)?;
            let mut ids = Vec::with_capacity(places.len());
            for (new, place) in batch.captures.iter().zip(&places) {
                let id = insert::capture(commit, run, new, place, &file)?;
                if let Some(reading) = &new.reading {
                    insert::reading(commit, id, new.what.url().as_str(), reading)?;
                }
                ids.push(id);
            }
            recover::note(commit, &file, end)?;
            Ok(ids)
        })
    }

    /// Puts new readings of captures in place of the old; `None` removes a page.
    ///
    /// # Errors
    /// Failures of the database: none of these readings is kept then.
    pub fn reread(&mut self, readings: &[(i64, Option<Reading>)]) -> Result<(), StoreError> {
        self.transact(|commit| {
            for (id, reading) in readings {
                let url: String = commit
                    .prepare_cached("select url from capture where id = ?1")?
                    .query_row([id], |row| row.get(0))?;
                match reading {
                    Some(reading) => insert::reading(commit, *id, &url, reading)?,
                    None => drop(commit.execute("delete from page where capture = ?1", [id])?),
                }
            }
            Ok(())
        })
    }

    /// Closes the WARC file and writes its CDXJ.
    ///
    /// # Errors
    /// Failures of the disk or the database; the next opening then does what is left to do.
    pub fn finish(mut self) -> Result<(), StoreError> {
        self.healthy()?;
        self.close_file()?;
        // The log of changes goes back into the database, so that one file holds it all. Where a
        // reader is at work it stays, which is as good.
        let _ = self.db.pragma_update(None, "wal_checkpoint", "truncate");
        Ok(())
    }

    fn append(
        &mut self,
        captures: &[NewCapture],
    ) -> Result<(String, u64, Vec<warc::Appended>), StoreError> {
        let coming = captures.iter().map(|new| new.what.room()).sum();
        if self.files.is_full_for(coming) {
            self.close_file()?;
        }
        let at = captures.first().map(|new| new.what.at());
        self.files.append(captures, at.unwrap_or_default())
    }

    fn close_file(&mut self) -> Result<(), StoreError> {
        if let Some(closed) = self.files.close()? {
            let captures = self.ask(|db| select::captures_in(db, &closed.name))?;
            let path = self.folder.join(&closed.name);
            warc::write_index(&path, &captures)
                .map_err(|source| StoreError::disk(&path, source))?;
            self.ask(|db| insert::warc_file(db, &closed))?;
        }
        Ok(())
    }

    fn healthy(&self) -> Result<(), StoreError> {
        if self.broken {
            Err(StoreError::Broken(self.path.clone()))
        } else {
            Ok(())
        }
    }

    pub(super) fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        question(&self.db).map_err(|source| StoreError::database(&self.path, source))
    }

    /// Does `work` in one transaction. After a failure only a new opening can tell how far the
    /// WARC file is good, so the writer refuses everything from then on.
    pub(super) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.healthy()?;
        let done = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(|commit| {
                let told = work(&commit)?;
                commit.commit()?;
                Ok(told)
            });
        done.map_err(|source| {
            self.broken = true;
            StoreError::database(&self.path, source)
        })
    }
}

fn side_rows(commit: &Transaction<'_>, batch: &Batch) -> rusqlite::Result<()> {
    for visit in &batch.visits {
        insert::visit(commit, visit)?;
    }
    for robots in &batch.robots {
        insert::robots(commit, robots)?;
    }
    let mut note =
        commit.prepare_cached("insert or replace into meta (key, value) values (?1, ?2)")?;
    for (name, value) in &batch.notes {
        note.execute([name, value])?;
    }
    Ok(())
}
