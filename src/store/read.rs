//! The archive as everyone but the writer sees it: read-only, also while a crawl goes on.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Params, Result as Rows, Row, params};

use super::StoreError;
use super::database::{self, Moment, Word};
use super::row::{Capture, ClaimRow, Counts, PageRow, RobotsRow, RunRow, VisitRow};
use super::warc::{self, OPEN, Record};
use crate::label::claim::{Arobases, Claim, Evidence, Place};
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

    /// The newest page of each address, by capture number, at most `limit` after capture `after`
    /// (0 to begin with).
    ///
    /// # Errors
    /// Failures of the database.
    pub fn pages(&self, after: i64, limit: usize) -> Result<Vec<PageRow>, StoreError> {
        let which = "where page.capture > ?1 and not exists (
                         select 1 from capture this join capture newer on newer.url = this.url
                         join page again on again.capture = newer.id
                         where this.id = page.capture and newer.id > this.id)
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

    /// The archived answer, read from its WARC file and checked against its hash. Its `request` is
    /// empty: that is a WARC record of its own.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the bytes are not those that were archived.
    pub fn payload(&self, capture: &Capture) -> Result<Exchange, StoreError> {
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
        self.ask(|db| {
            let mut select = db.prepare_cached(
                "select id, kind, started, ended, status, settings, summary from run order by id desc",
            )?;
            select.query_map([], run)?.collect()
        })
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
            records: count("count(*) from record")?,
            hosts: count("count(distinct host) from visit")?,
            queued: count("count(*) from visit where state = 'queued'")?,
            done: count("count(*) from visit where state = 'done'")?,
            dropped: count("count(*) from visit where state = 'dropped'")?,
        })
    }

    fn ask<T>(&self, question: impl FnOnce(&Connection) -> Rows<T>) -> Result<T, StoreError> {
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

fn unsigned(row: &Row<'_>, column: usize) -> Rows<u64> {
    row.get(column).map(i64::cast_unsigned)
}

/// The visits that `which` chooses and orders.
pub(super) fn visits(db: &Connection, which: &str, values: impl Params) -> Rows<Vec<VisitRow>> {
    let mut select = db.prepare_cached(&format!(
        "select url, host, kind, state, depth, priority, via, found_in, asked_in, attempts,
             outcome, status, detail, asked_at from visit {which}"
    ))?;
    select
        .query_map(values, |row| {
            Ok(VisitRow {
                url: row.get(0)?,
                host: row.get(1)?,
                kind: row.get::<_, Word<_>>(2)?.0,
                state: row.get::<_, Word<_>>(3)?.0,
                depth: row.get(4)?,
                priority: row.get(5)?,
                via: row.get(6)?,
                found_in: row.get(7)?,
                asked_in: row.get(8)?,
                attempts: row.get(9)?,
                outcome: row.get(10)?,
                status: row.get(11)?,
                detail: row.get(12)?,
                asked_at: row.get::<_, Option<Moment>>(13)?.map(|at| at.0),
            })
        })?
        .collect()
}

/// robots.txt of every host.
pub(super) fn robots(db: &Connection) -> Rows<Vec<RobotsRow>> {
    let mut select =
        db.prepare_cached("select host, asked_at, status, body from robots order by host")?;
    select
        .query_map([], |row| {
            Ok(RobotsRow {
                host: row.get(0)?,
                asked_at: row.get::<_, Moment>(1)?.0,
                status: row.get(2)?,
                body: row.get(3)?,
            })
        })?
        .collect()
}

/// The captures in one WARC file, in its order.
pub(super) fn captures_in(db: &Connection, warc: &str) -> Rows<Vec<Capture>> {
    captures(db, "where warc = ?1 order by offset", [warc])
}

fn captures(db: &Connection, which: &str, values: impl Params) -> Rows<Vec<Capture>> {
    let mut select = db.prepare_cached(&format!(
        "select id, run, url, at, status, mime, digest, sha256, record_id, warc, offset, length
         from capture {which}"
    ))?;
    select
        .query_map(values, |row| {
            Ok(Capture {
                id: row.get(0)?,
                run: row.get(1)?,
                url: row.get(2)?,
                at: row.get::<_, Moment>(3)?.0,
                status: row.get(4)?,
                mime: row.get(5)?,
                digest: row.get(6)?,
                sha256: row.get(7)?,
                record_id: row.get(8)?,
                warc: row.get(9)?,
                offset: unsigned(row, 10)?,
                length: unsigned(row, 11)?,
            })
        })?
        .collect()
}

fn pages(db: &Connection, which: &str, values: impl Params) -> Rows<Vec<PageRow>> {
    let mut select = db.prepare_cached(&format!(
        "select capture, url, title, site, lang, published, published_from, text, noindex, reader
         from page {which}"
    ))?;
    select
        .query_map(values, |row| {
            Ok(PageRow {
                capture: row.get(0)?,
                url: row.get(1)?,
                title: row.get(2)?,
                site: row.get(3)?,
                lang: row.get(4)?,
                published: row.get::<_, Option<Word<_>>>(5)?.map(|date| date.0),
                published_from: row.get::<_, Option<Word<_>>>(6)?.map(|from| from.0),
                text: row.get(7)?,
                noindex: row.get(8)?,
                reader: row.get(9)?,
            })
        })?
        .collect()
}

fn run(row: &Row<'_>) -> Rows<RunRow> {
    Ok(RunRow {
        id: row.get(0)?,
        kind: row.get::<_, Word<_>>(1)?.0,
        started: row.get::<_, Moment>(2)?.0,
        ended: row.get::<_, Option<Moment>>(3)?.map(|at| at.0),
        status: row.get::<_, Word<_>>(4)?.0,
        settings: row.get(5)?,
        summary: row.get(6)?,
    })
}

fn arobases(row: &Row<'_>, column: usize) -> Rows<Option<Arobases>> {
    Ok(row.get::<_, Option<u8>>(column)?.and_then(Arobases::new))
}

/// The claims that `which` chooses and orders.
pub(super) fn claims(db: &Connection, which: &str, values: impl Params) -> Rows<Vec<ClaimRow>> {
    let mut select = db.prepare_cached(&format!(
        "select id, capture, position, code, name, place_kind, written, year, year_basis, arobases,
             kind, mention, exact, prefix, suffix, block, start, css, rule, confidence
         from claim {which}"
    ))?;
    select.query_map(values, claim)?.collect()
}

fn claim(row: &Row<'_>) -> Rows<ClaimRow> {
    let size = |column| unsigned(row, column).map(|size| usize::try_from(size).unwrap_or_default());
    Ok(ClaimRow {
        id: row.get(0)?,
        capture: row.get(1)?,
        position: size(2)?,
        claim: Claim {
            place: Place {
                code: row.get(3)?,
                name: row.get(4)?,
                kind: row.get::<_, Word<_>>(5)?.0,
                written: row.get(6)?,
            },
            year: row.get(7)?,
            year_basis: row.get::<_, Option<Word<_>>>(8)?.map(|basis| basis.0),
            arobases: arobases(row, 9)?,
            kind: row.get::<_, Word<_>>(10)?.0,
            mention: row.get(11)?,
            evidence: Evidence {
                exact: row.get(12)?,
                prefix: row.get(13)?,
                suffix: row.get(14)?,
                block: size(15)?,
                start: size(16)?,
                css: row.get(17)?,
            },
            rule: row.get::<_, String>(18)?.into(),
            confidence: row.get(19)?,
        },
    })
}

fn records(db: &Connection, which: &str, values: impl Params) -> Rows<Vec<RecordRow>> {
    let mut select = db.prepare_cached(&format!(
        "select id, code, name, place_kind, department, year, kind, arobases, mention, status,
             sources, confidence, best_claim from record {which}"
    ))?;
    let mut found = select
        .query_map(values, record)?
        .collect::<Rows<Vec<_>>>()?;
    let mut sides =
        db.prepare_cached("select claim, side from record_claim where record = ?1 order by claim")?;
    for record in &mut found {
        let rows = sides.query_map([&record.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        record.claims = rows.collect::<Rows<_>>()?;
    }
    Ok(found)
}

fn record(row: &Row<'_>) -> Rows<RecordRow> {
    Ok(RecordRow {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        place_kind: row.get::<_, Word<_>>(3)?.0,
        department: row.get(4)?,
        year: row.get(5)?,
        kind: row.get::<_, Word<_>>(6)?.0,
        arobases: arobases(row, 7)?,
        mention: row.get(8)?,
        status: row.get::<_, Word<_>>(9)?.0,
        sources: row.get(10)?,
        confidence: row.get(11)?,
        best_claim: row.get(12)?,
        claims: Vec::new(),
    })
}
