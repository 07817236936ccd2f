//! The archive as everyone but the writer sees it: read-only, also while a crawl goes on.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, Result as Rows, params};
use url::Url;

use super::StoreError;
use super::capture::{Capture, CaptureKind, Original};
use super::database;
use super::furniture;
use super::row::{ClaimRow, Counts, FactRow, FirstRow, PageRow, RobotsRow, RunRow, VisitRow};
use super::select::{self, NEWEST, captures, claims, facts, pages, records, unsigned};
use super::warc::{self, OPEN, Record};
use crate::label::record::Record as RecordRow;
use crate::web::exchange::Exchange;

/// An archive opened for reading.
pub struct Store {
    index: PathBuf,
    path: PathBuf,
    db: Connection,
}

impl Store {
    /// Opens the archive in the folder `index`.
    ///
    /// # Errors
    /// [`StoreError::NoArchive`] where there is none, [`StoreError::Newer`] and
    /// [`StoreError::Damaged`] where it cannot be trusted.
    pub fn open(index: &Path) -> Result<Self, StoreError> {
        let path = database::file_of(index);
        if !path.exists() {
            return Err(StoreError::NoArchive(index.to_owned()));
        }
        let db = database::open_to_read(&path)?;
        Ok(Self {
            index: index.to_owned(),
            path,
            db,
        })
    }

    /// From here on, everything asked is of one moment, whatever a writer does meanwhile: for an
    /// answer that is made of several questions.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn hold(&self) -> Result<(), StoreError> {
        // Ends with the connection; a reader never keeps a writer from its work (SQLite, WAL mode).
        self.ask(|db| db.execute_batch("begin"))
    }

    /// Every record: by name, year, id.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn records(&self) -> Result<Vec<RecordRow>, StoreError> {
        self.ask(|db| records(db, "order by name, year, id", []))
    }

    /// The records whose id begins with `prefix`.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn records_like(&self, prefix: &str) -> Result<Vec<RecordRow>, StoreError> {
        let which = "where substr(id, 1, length(?1)) = ?1 order by id";
        self.ask(|db| records(db, which, [prefix]))
    }

    /// The record `id`.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn record(&self, id: &str) -> Result<Option<RecordRow>, StoreError> {
        self.ask(|db| Ok(records(db, "where id = ?1", [id])?.pop()))
    }

    /// The claims of a record: the one shown first, then by id.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn claims_of(&self, record: &RecordRow) -> Result<Vec<ClaimRow>, StoreError> {
        let which = "where id in (select claim from record_claim where record = ?1)
                     order by id <> ?2, id";
        self.ask(|db| claims(db, which, [&record.id, &record.best_claim]))
    }

    /// The claim `id`.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn claim(&self, id: &str) -> Result<Option<ClaimRow>, StoreError> {
        self.ask(|db| Ok(claims(db, "where id = ?1", [id])?.pop()))
    }

    /// The claims whose id begins with `prefix`.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn claims_like(&self, prefix: &str) -> Result<Vec<ClaimRow>, StoreError> {
        let which = "where substr(id, 1, length(?1)) = ?1 order by id";
        self.ask(|db| claims(db, which, [prefix]))
    }

    /// The claims of a page, in its order.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn claims_on(&self, capture: i64) -> Result<Vec<ClaimRow>, StoreError> {
        self.ask(|db| claims(db, "where capture = ?1 order by position", [capture]))
    }

    /// The records that a claim is part of.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn records_with(&self, claim: &str) -> Result<Vec<RecordRow>, StoreError> {
        let which = "where id in (select record from record_claim where claim = ?1) order by id";
        self.ask(|db| records(db, which, [claim]))
    }

    /// For every claim, the oldest capture of its address whose text has its words: when it was said
    /// for the first time, as far as the archive knows. By claim.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn first_said(&self) -> Result<Vec<FirstRow>, StoreError> {
        self.ask(select::first_said)
    }

    /// What the newest page of each address prints of the edition of `year`: by page, in the order
    /// of the kinds of facts.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn edition_facts(&self, year: i16) -> Result<Vec<FactRow>, StoreError> {
        let which = format!(
            "where edition_fact.year = ?1 and edition_fact.capture in ({NEWEST})
             order by page.url, position"
        );
        self.ask(|db| facts(db, &which, [year]))
    }

    /// The newest page of each address, by capture number, at most `limit` after capture `after`
    /// (0 to begin with).
    ///
    /// # Errors
    /// Failures of the database.
    pub fn pages(&self, after: i64, limit: usize) -> Result<Vec<PageRow>, StoreError> {
        let which = "where page.capture > ?1 and not exists (
                         select 1 from capture this join capture newer on newer.url = this.url
                         join page again on again.capture = newer.id
                         where this.id = page.capture and (newer.at, newer.id) > (this.at, this.id))
                     order by page.capture limit ?2";
        self.ask(|db| pages(db, which, params![after, limit_of(limit)]))
    }

    /// The page read in a capture.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn page(&self, capture: i64) -> Result<Option<PageRow>, StoreError> {
        self.ask(|db| Ok(pages(db, "where capture = ?1", [capture])?.pop()))
    }

    /// The address that each page gives as its own, by capture.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn page_addresses(&self) -> Result<Vec<(i64, String)>, StoreError> {
        self.ask(|db| {
            let mut select = db.prepare_cached("select capture, url from page order by capture")?;
            select
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }

    /// The text of a page without what its host repeats from page to page; the whole of it where
    /// nothing was learnt of the host.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn own_text(&self, page: &PageRow) -> Result<String, StoreError> {
        self.ask(|db| furniture::own_text(db, page))
    }

    /// One capture.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn capture(&self, id: i64) -> Result<Option<Capture>, StoreError> {
        self.ask(|db| Ok(captures(db, "where id = ?1", [id])?.pop()))
    }

    /// Captures by number, at most `limit` after number `after` (0 to begin with).
    ///
    /// # Errors
    /// Failures of the database.
    pub fn captures(&self, after: i64, limit: usize) -> Result<Vec<Capture>, StoreError> {
        let which = "where id > ?1 order by id limit ?2";
        self.ask(|db| captures(db, which, params![after, limit_of(limit)]))
    }

    /// Every address known to the frontier, in the order of URLs.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn visits(&self) -> Result<Vec<VisitRow>, StoreError> {
        self.ask(|db| select::visits(db, "order by url", []))
    }

    /// What is known of one address.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn visit(&self, url: &str) -> Result<Option<VisitRow>, StoreError> {
        self.ask(|db| Ok(select::visits(db, "where url = ?1", [url])?.pop()))
    }

    /// robots.txt of the authority `host` as last seen.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn robots_of(&self, host: &str) -> Result<Option<RobotsRow>, StoreError> {
        self.ask(|db| Ok(select::robots(db, "where host = ?1", [host])?.pop()))
    }

    /// The newest captures, at most so many, the newest first.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn newest_captures(&self, limit: usize) -> Result<Vec<Capture>, StoreError> {
        let which = "order by id desc limit ?1";
        self.ask(|db| captures(db, which, params![limit_of(limit)]))
    }

    /// How many pages another reader than `reader` has read.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn pages_of_other_readers(&self, reader: &str) -> Result<u64, StoreError> {
        let question = "select count(*) from page where reader <> ?1";
        self.ask(|db| db.query_row(question, [reader], |row| unsigned(row, 0)))
    }

    /// Whether a forget has not come to its end: it was killed, or a reader was in its way.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn has_unfinished_forget(&self) -> Result<bool, StoreError> {
        self.ask(super::forget::is_pending)
    }

    /// The captures of `url`, oldest first.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn captures_of(&self, url: &str) -> Result<Vec<Capture>, StoreError> {
        self.ask(|db| captures(db, "where url = ?1 order by id", [url]))
    }

    /// The newest full answer of `url`: what a conditional request names (RFC 9110, section 13.1),
    /// and what an answer that says the same refers to. Only answers of status 200 count.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn original(&self, url: &str) -> Result<Option<Original>, StoreError> {
        self.ask(|db| select::original(db, url, Timestamp::MAX))
    }

    /// The captures that say again what `capture` said, oldest first.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn revisits_of(&self, capture: i64) -> Result<Vec<Capture>, StoreError> {
        self.ask(|db| captures(db, "where refers_to = ?1 order by id", [capture]))
    }

    /// The archived answer, read from its WARC file and checked against its hash. Its `request` is
    /// empty: that is a WARC record of its own. A revisit is the answer that it refers to, at its
    /// own address and time.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the bytes are not those that were archived.
    pub fn payload(&self, capture: &Capture) -> Result<Exchange, StoreError> {
        if capture.kind != CaptureKind::Revisit {
            return self.own_payload(capture);
        }
        let original = capture.refers_to.map(|id| self.capture(id)).transpose()?;
        let Some(original) = original.flatten() else {
            let what = format!(
                "capture {} refers to none that the database has",
                capture.id
            );
            return Err(StoreError::damaged(&self.path, what));
        };
        let mut exchange = self.own_payload(&original)?;
        if capture.sha256 != original.sha256 {
            let what = format!(
                "capture {} refers to capture {}, which says something else",
                capture.id, original.id
            );
            return Err(StoreError::damaged(&self.path, what));
        }
        if let Ok(url) = Url::parse(&capture.url) {
            exchange.url = url;
        }
        exchange.at = capture.at;
        Ok(exchange)
    }

    fn own_payload(&self, capture: &Capture) -> Result<Exchange, StoreError> {
        let path = warc::folder_of(&self.index).join(&capture.warc);
        let wrong =
            |what: String| StoreError::damaged(&path, format!("{what} (capture {})", capture.id));
        let member = member(&path, capture).map_err(|source| match source.kind() {
            io::ErrorKind::UnexpectedEof => wrong("the file ends too early".to_owned()),
            io::ErrorKind::NotFound => wrong("the file is missing".to_owned()),
            _ => StoreError::disk(&path, source),
        })?;
        let record = Record::parse(&member).map_err(wrong)?;
        let exchange = record.into_exchange().map_err(wrong)?;
        if warc::sha256_of(&exchange.body) != capture.sha256 {
            return Err(wrong(
                "the body is not the one that was archived".to_owned(),
            ));
        }
        Ok(exchange)
    }

    /// All runs, newest first.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn runs(&self) -> Result<Vec<RunRow>, StoreError> {
        self.ask(select::runs)
    }

    /// How much the archive holds.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let count = |what: &str| -> Result<u64, StoreError> {
            self.ask(|db| db.query_row(&format!("select {what}"), [], |row| unsigned(row, 0)))
        };
        Ok(Counts {
            captures: count("count(*) from capture")?,
            capture_bytes: count("coalesce(sum(length), 0) from capture")?,
            warc_files: count("count(distinct warc) from capture")?,
            pages: count(
                "count(distinct capture.url) from page join capture on capture.id = page.capture",
            )?,
            claims: count("count(*) from claim")?,
            refused: count("count(*) from refusal")?,
            records: count("count(*) from record")?,
            hosts: count("count(distinct host) from visit")?,
            queued: count("count(*) from visit where state = 'queued'")?,
            done: count("count(*) from visit where state = 'done'")?,
            dropped: count("count(*) from visit where state = 'dropped'")?,
        })
    }

    /// The folder of the archive.
    pub(super) fn index(&self) -> &Path {
        &self.index
    }

    pub(super) fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> Rows<T>,
    ) -> Result<T, StoreError> {
        question(&self.db).map_err(|source| StoreError::database(&self.path, source))
    }
}

/// The bytes of a capture's gzip member; the file may still be open, or be closed meanwhile.
fn member(path: &Path, capture: &Capture) -> io::Result<Vec<u8>> {
    let mut open = path.as_os_str().to_owned();
    open.push(OPEN);
    let mut file = File::open(path)
        .or_else(|_| File::open(&open))
        .or_else(|_| File::open(path))?;
    file.seek(SeekFrom::Start(capture.offset))?;
    let mut bytes = Vec::new();
    file.take(capture.length).read_to_end(&mut bytes)?;
    if warc::size_of(bytes.len()) < capture.length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

fn limit_of(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
