//! Rows of the database as values of the program: the one place that names the columns it reads.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Result as Rows, Row, params};

use super::capture::{Capture, Original};
use super::database::{Moment, Word};
use super::row::{ClaimRow, FactRow, FirstRow, NextRow, PageRow, RobotsRow, RunRow, VisitRow};
use crate::label::claim::{Arobases, Claim, Evidence, Place};
use crate::label::fact::Fact;
use crate::label::record::Record as RecordRow;

/// Chooses the newest page of each address that was asked. The newest is the last by the clock: an import brings
/// captures of long ago. Of a group with one `max`, SQLite takes the other columns from the row that has it.
pub(super) const NEWEST: &str =
    "select id from (select capture.id, max(capture.at || printf('%020d', capture.id))
     from page join capture on capture.id = page.capture group by capture.url)";

/// A number that is never negative; SQLite has only signed ones.
pub(super) fn unsigned(row: &Row<'_>, column: usize) -> Rows<u64> {
    row.get(column).map(i64::cast_unsigned)
}

/// The visits that `which` chooses and orders.
pub(super) fn visits(db: &Connection, which: &str, values: impl Params) -> Rows<Vec<VisitRow>> {
    let mut select = db.prepare_cached(&format!(
        "select url, host, kind, state, depth, priority, via, found_in, asked_in, attempts,
             outcome, status, detail, asked_at, due_at, interval, etag, last_modified, digest
         from visit {which}"
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
                next: next(row)?,
            })
        })?
        .collect()
}

fn next(row: &Row<'_>) -> Rows<Option<NextRow>> {
    let Some(Moment(due_at)) = row.get(14)? else {
        return Ok(None);
    };
    Ok(Some(NextRow {
        due_at,
        interval: row.get(15)?,
        etag: row.get(16)?,
        last_modified: row.get(17)?,
        digest: row.get(18)?,
    }))
}

/// The robots.txt that `which` chooses and orders.
pub(super) fn robots(db: &Connection, which: &str, values: impl Params) -> Rows<Vec<RobotsRow>> {
    let mut select = db.prepare_cached(&format!(
        "select host, asked_at, status, body from robots {which}"
    ))?;
    select
        .query_map(values, |row| {
            Ok(RobotsRow {
                host: row.get(0)?,
                asked_at: row.get::<_, Moment>(1)?.0,
                status: row.get(2)?,
                body: row.get(3)?,
            })
        })?
        .collect()
}

/// Length and hash of a WARC file that was closed.
pub(super) fn warc_file(db: &Connection, name: &str) -> Rows<Option<(u64, String)>> {
    db.prepare_cached("select length, sha256 from warc_file where name = ?1")?
        .query_row([name], |row| Ok((unsigned(row, 0)?, row.get(1)?)))
        .optional()
}

/// The WARC files that captures name, and how many name each.
pub(super) fn warc_names(db: &Connection) -> Rows<Vec<(String, u64)>> {
    let mut select =
        db.prepare_cached("select warc, count(*) from capture group by warc order by warc")?;
    select
        .query_map([], |row| Ok((row.get(0)?, unsigned(row, 1)?)))?
        .collect()
}

/// The captures in one WARC file, in its order.
pub(super) fn captures_in(db: &Connection, warc: &str) -> Rows<Vec<Capture>> {
    captures(db, "where warc = ?1 order by offset", [warc])
}

/// The captures that `which` chooses and orders.
pub(super) fn captures(db: &Connection, which: &str, values: impl Params) -> Rows<Vec<Capture>> {
    let mut select = db.prepare_cached(&format!(
        "select id, run, url, at, status, mime, digest, sha256, record_id, warc, offset, length,
             kind, purpose, refers_to
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
                kind: row.get::<_, Word<_>>(12)?.0,
                purpose: row.get::<_, Word<_>>(13)?.0,
                refers_to: row.get(14)?,
            })
        })?
        .collect()
}

/// The newest full answer of an address. What it is to be asked with next time, an answer since that
/// said the same may have renewed.
pub(super) fn original(db: &Connection, url: &str, by: Timestamp) -> Rows<Option<Original>> {
    let mut select = db.prepare_cached(
        "select id, url, at, record_id, mime, digest, sha256,
             (select etag from capture since where (since.id = whole.id or since.refers_to = whole.id)
              and etag is not null order by since.at desc, since.id desc limit 1),
             (select last_modified from capture since where (since.id = whole.id or since.refers_to = whole.id)
              and last_modified is not null order by since.at desc, since.id desc limit 1)
         from capture whole where url = ?1 and kind = 'response' and status = 200 and at <= ?2
         order by at desc, id desc limit 1",
    )?;
    let row = |row: &Row<'_>| {
        Ok(Original {
            capture: row.get(0)?,
            url: row.get(1)?,
            at: row.get::<_, Moment>(2)?.0,
            record_id: row.get(3)?,
            mime: row.get(4)?,
            digest: row.get(5)?,
            sha256: row.get(6)?,
            etag: row.get(7)?,
            last_modified: row.get(8)?,
        })
    };
    select.query_row(params![url, Moment(by)], row).optional()
}

/// The pages that `which` chooses and orders.
pub(super) fn pages(db: &Connection, which: &str, values: impl Params) -> Rows<Vec<PageRow>> {
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

/// All runs, newest first.
pub(super) fn runs(db: &Connection) -> Rows<Vec<RunRow>> {
    let mut select = db.prepare_cached(
        "select id, kind, started, ended, status, settings, summary, config from run order by id desc",
    )?;
    select.query_map([], run)?.collect()
}

/// One run, of its columns in order.
fn run(row: &Row<'_>) -> Rows<RunRow> {
    Ok(RunRow {
        id: row.get(0)?,
        kind: row.get::<_, Word<_>>(1)?.0,
        started: row.get::<_, Moment>(2)?.0,
        ended: row.get::<_, Option<Moment>>(3)?.map(|at| at.0),
        status: row.get::<_, Word<_>>(4)?.0,
        settings: row.get(5)?,
        summary: row.get(6)?,
        config: row.get(7)?,
    })
}

fn arobases(row: &Row<'_>, column: usize) -> Rows<Option<Arobases>> {
    Ok(row.get::<_, Option<u8>>(column)?.and_then(Arobases::new))
}

/// The claims that `which` chooses and orders.
pub(super) fn claims(db: &Connection, which: &str, values: impl Params) -> Rows<Vec<ClaimRow>> {
    let mut select = db.prepare_cached(&format!(
        "select id, capture, position, code, name, place_kind, written, year, year_basis, arobases,
             kind, mention, exact, prefix, suffix, block, start, css, rule, confidence,
             (select why from refusal where refusal.claim = claim.id)
         from claim {which}"
    ))?;
    select.query_map(values, claim)?.collect()
}

fn claim(row: &Row<'_>) -> Rows<ClaimRow> {
    Ok(ClaimRow {
        id: row.get(0)?,
        capture: row.get(1)?,
        position: size(row, 2)?,
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
            evidence: evidence(row, 12)?,
            rule: row.get::<_, String>(18)?.into(),
            confidence: row.get(19)?,
        },
        refused: row.get(20)?,
    })
}

/// When each claim was said for the first time.
pub(super) fn first_said(db: &Connection) -> Rows<Vec<FirstRow>> {
    let mut select = db.prepare_cached(
        "select claim.id, first.id, first.run, first.at
         from claim join capture own on own.id = claim.capture
         join capture first on first.id = coalesce(
             (select earlier.id from capture earlier join page on page.capture = earlier.id
              where earlier.url = own.url and (earlier.at, earlier.id) < (own.at, own.id)
                and instr(page.text, claim.exact) > 0
              order by earlier.at, earlier.id limit 1),
             own.id)
         order by claim.id",
    )?;
    let row = |row: &Row<'_>| {
        Ok(FirstRow {
            claim: row.get(0)?,
            capture: row.get(1)?,
            run: row.get(2)?,
            at: row.get::<_, Moment>(3)?.0,
        })
    };
    select.query_map([], row)?.collect()
}

/// The words of a claim or a fact, in six columns from `first` on: exact, prefix, suffix, block, start, css.
fn evidence(row: &Row<'_>, first: usize) -> Rows<Evidence> {
    Ok(Evidence {
        exact: row.get(first)?,
        prefix: row.get(first + 1)?,
        suffix: row.get(first + 2)?,
        block: size(row, first + 3)?,
        start: size(row, first + 4)?,
        css: row.get(first + 5)?,
    })
}

/// The facts that `which` chooses and orders.
pub(super) fn facts(db: &Connection, which: &str, values: impl Params) -> Rows<Vec<FactRow>> {
    let mut select = db.prepare_cached(&format!(
        "select edition_fact.capture, page.url, year, kind, value, exact, prefix, suffix, block, start, css
         from edition_fact join page on page.capture = edition_fact.capture {which}"
    ))?;
    select.query_map(values, fact)?.collect()
}

fn fact(row: &Row<'_>) -> Rows<FactRow> {
    Ok(FactRow {
        capture: row.get(0)?,
        url: row.get(1)?,
        year: row.get(2)?,
        fact: Fact {
            kind: row.get::<_, Word<_>>(3)?.0,
            value: row.get(4)?,
            evidence: evidence(row, 5)?,
        },
    })
}

fn size(row: &Row<'_>, column: usize) -> Rows<usize> {
    unsigned(row, column).map(|size| usize::try_from(size).unwrap_or_default())
}

/// The records that `which` chooses and orders, each with its claims.
pub(super) fn records(db: &Connection, which: &str, values: impl Params) -> Rows<Vec<RecordRow>> {
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
