//! The end of a crawl with all that is kept of it, in one transaction: how each host fared, what it told as
//! new, and who is to have that.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Result as Rows, Transaction, params};

use super::StoreError;
use super::database::{Moment, Word};
use super::row::{HostRow, RunStatus};
use super::write::Writer;
use crate::label::record::Record;

/// The hosts of so many crawls are kept.
const CRAWLS_KEPT: i64 = 100;

/// What a crawl told as new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBulletin {
    /// The same however often it is sent.
    pub key: String,
    /// JSON.
    pub news: String,
    /// Who is to have it.
    pub receivers: Vec<&'static str>,
}

/// How a crawl ended.
#[derive(Clone, Debug)]
pub struct Ending<'a> {
    /// Its number.
    pub run: i64,
    /// Whether it came to its end.
    pub status: RunStatus,
    /// JSON.
    pub summary: &'a str,
    /// When.
    pub at: Timestamp,
    /// The hosts that were asked.
    pub hosts: &'a [HostRow],
    /// What is new, where anything is.
    pub bulletin: Option<NewBulletin>,
    /// What is told from now on, and what not any more.
    pub told: &'a [(String, Option<String>)],
}

/// The state of a record, as it is told: what of it is worth telling again when it changes.
pub fn state_of(record: &Record) -> String {
    let status = match record.status {
        crate::label::record::RecordStatus::Confirmed => "confirmed",
        crate::label::record::RecordStatus::Single => "single",
        crate::label::record::RecordStatus::Contested => "contested",
        crate::label::record::RecordStatus::Decided => "decided",
    };
    let grades = match record.arobases {
        Some(arobases) => format!("{}@", arobases.count()),
        None => record.sides().join(" | "),
    };
    format!("{status} {grades}").trim_end().to_owned()
}

impl Writer {
    /// Takes all that the archive holds as told, where nothing was ever told of it: a first bulletin that lists
    /// the work of years says nothing. Later calls do nothing.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn begin_telling(&mut self) -> Result<(), StoreError> {
        self.transact(|commit| {
            let begun: Option<String> = commit
                .query_row(
                    "select value from meta where key = 'told_from'",
                    [],
                    |row| row.get(0),
                )
                .optional()?;
            if begun.is_some() {
                return Ok(());
            }
            commit.execute(
                "insert or ignore into told (what, state) select 'claim:' || id, '' from claim",
                [],
            )?;
            for record in super::select::records(commit, "order by id", [])? {
                tell(
                    commit,
                    &format!("record:{}", record.id),
                    Some(&state_of(&record)),
                )?;
            }
            commit
                .execute(
                    "insert into meta (key, value) values ('told_from', '1')",
                    [],
                )
                .map(drop)
        })
    }

    /// Ends a crawl.
    ///
    /// # Errors
    /// Failures of the database: nothing of it is kept then.
    pub fn end_crawl(&mut self, ending: &Ending<'_>) -> Result<(), StoreError> {
        self.transact(|commit| {
            commit.execute(
                "update run set status = ?2, summary = ?3, ended = ?4 where id = ?1",
                params![
                    ending.run,
                    Word(ending.status),
                    ending.summary,
                    Moment(ending.at)
                ],
            )?;
            for host in ending.hosts {
                insert_host(commit, host)?;
            }
            commit.execute(
                "delete from run_host where run <
                     (select coalesce(min(id), 0) from
                         (select id from run where kind = 'crawl' order by id desc limit ?1))",
                [CRAWLS_KEPT],
            )?;
            for (what, state) in ending.told {
                tell(commit, what, state.as_deref())?;
            }
            if let Some(bulletin) = &ending.bulletin {
                insert_bulletin(commit, ending, bulletin)?;
            }
            Ok(())
        })
    }
}

fn tell(commit: &Transaction<'_>, what: &str, state: Option<&str>) -> Rows<()> {
    match state {
        Some(state) => commit
            .prepare_cached("insert or replace into told (what, state) values (?1, ?2)")?
            .execute([what, state]),
        None => commit
            .prepare_cached("delete from told where what = ?1")?
            .execute([what]),
    }
    .map(drop)
}

/// A run that goes on adds to what it did before.
fn insert_host(commit: &Transaction<'_>, host: &HostRow) -> Rows<()> {
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    commit
        .prepare_cached(
            "insert into run_host (run, host, requests, captured, unchanged, gone, claims, outcome, reason)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             on conflict (run, host) do update set
                 requests = requests + excluded.requests, captured = captured + excluded.captured,
                 unchanged = unchanged + excluded.unchanged, gone = gone + excluded.gone,
                 claims = claims + excluded.claims, outcome = excluded.outcome, reason = excluded.reason",
        )?
        .execute(params![
            host.run,
            host.host,
            whole(host.requests),
            whole(host.captured),
            whole(host.unchanged),
            whole(host.gone),
            whole(host.claims),
            Word(host.outcome),
            host.reason,
        ])
        .map(drop)
}

fn insert_bulletin(
    commit: &Transaction<'_>,
    ending: &Ending<'_>,
    bulletin: &NewBulletin,
) -> Rows<()> {
    let id = commit
        .prepare_cached("insert into bulletin (key, run, at, news) values (?1, ?2, ?3, ?4)")?
        .insert(params![
            bulletin.key,
            ending.run,
            Moment(ending.at),
            bulletin.news
        ])?;
    let mut delivery =
        commit.prepare_cached("insert into delivery (bulletin, receiver) values (?1, ?2)")?;
    for receiver in &bulletin.receivers {
        delivery.execute(params![id, receiver])?;
    }
    Ok(())
}

/// What was told so far.
pub(super) fn told(db: &Connection) -> Rows<HashMap<String, String>> {
    let mut select = db.prepare_cached("select what, state from told")?;
    select
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// How hosts fared, as `which` chooses and orders.
pub(super) fn hosts(
    db: &Connection,
    which: &str,
    values: impl rusqlite::Params,
) -> Rows<Vec<HostRow>> {
    let count = |row: &rusqlite::Row<'_>, column| super::select::unsigned(row, column);
    let mut select = db.prepare_cached(&format!(
        "select run, host, requests, captured, unchanged, gone, claims, outcome, reason from run_host {which}"
    ))?;
    let host = |row: &rusqlite::Row<'_>| {
        Ok(HostRow {
            run: row.get(0)?,
            host: row.get(1)?,
            requests: count(row, 2)?,
            captured: count(row, 3)?,
            unchanged: count(row, 4)?,
            gone: count(row, 5)?,
            claims: count(row, 6)?,
            outcome: row.get::<_, Word<_>>(7)?.0,
            reason: row.get(8)?,
        })
    };
    select.query_map(values, host)?.collect()
}
