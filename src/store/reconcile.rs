//! The records, computed from all claims: the ledger is never edited, only computed again.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Result, Transaction, params};
use url::Url;

use super::database::Word;
use super::furniture::{self, Hosts};
use super::row::ClaimRow;
use super::warc::size_of;
use super::write::Writer;
use super::{StoreError, seeds};
use crate::label::claim::{Arobases, ClaimKind};
use crate::label::record::{self, Decision, Record, Sketch, Statement};

impl Writer {
    /// Computes the records from all claims again, and from what people decided (`seeds/decisions.toml`
    /// of the home); tells how many there are.
    ///
    /// # Errors
    /// A file of decisions that cannot be used, and failures of the database: the records of before are
    /// kept then.
    pub fn reconcile(&mut self) -> Result<u64, StoreError> {
        let decisions = seeds::decisions(self.index())?;
        self.transact(|commit| reconcile(commit, &decisions))
    }
}

/// Computes the records again as part of `commit`; tells how many there are.
pub(super) fn reconcile(commit: &Transaction<'_>, decisions: &[Decision]) -> Result<u64> {
    let mut records = record::reconcile(&statements(commit)?);
    record::decide(&mut records, decisions);
    commit.execute("delete from record_claim", [])?;
    commit.execute("delete from record", [])?;
    for record in &records {
        insert(commit, record)?;
    }
    Ok(size_of(records.len()))
}

/// What a statement takes from the page of its claim.
struct Source {
    asked: String,
    /// When it was captured, as the database writes it, and the capture: what is newest goes by both.
    age: (String, i64),
    url: String,
    host: String,
    sketch: Sketch,
}

fn statements(commit: &Transaction<'_>) -> Result<Vec<Statement>> {
    let hosts = Hosts::learn(commit)?;
    let sources = sources(commit, &hosts)?;
    let claims = furniture::sift(commit, &hosts)?;
    let last = last_words(&claims, &sources);
    let statement = |row: &ClaimRow| {
        let source = sources.get(&row.capture)?;
        (last.get(&subject(row, source)) == Some(&&source.age)).then(|| Statement {
            claim_id: row.id.clone(),
            claim: row.claim.clone(),
            url: source.url.clone(),
            host: source.host.clone(),
            sketch: source.sketch.clone(),
        })
    };
    Ok(claims.iter().filter_map(statement).collect())
}

/// What a claim is about, at one address.
type Subject<'a> = (&'a str, &'a str, Option<i16>, Option<&'a str>);

fn subject<'a>(row: &'a ClaimRow, source: &'a Source) -> Subject<'a> {
    let claim = &row.claim;
    let place = claim.place.code.as_ref().unwrap_or(&claim.place.name);
    let mention = claim
        .mention
        .as_deref()
        .filter(|_| claim.kind == ClaimKind::Mention);
    (&source.asked, place, claim.year, mention)
}

/// The newest capture of each address that speaks of a subject: a page that was corrected does not
/// contradict itself. What a page has stopped saying is kept: it is archived that it said so.
fn last_words<'a>(
    claims: &'a [ClaimRow],
    sources: &'a HashMap<i64, Source>,
) -> BTreeMap<Subject<'a>, &'a (String, i64)> {
    let mut last = BTreeMap::new();
    for row in claims {
        if let Some(source) = sources.get(&row.capture) {
            let newest = last.entry(subject(row, source)).or_insert(&source.age);
            *newest = (&source.age).max(*newest);
        }
    }
    last
}

fn sources(commit: &Transaction<'_>, hosts: &Hosts) -> Result<HashMap<i64, Source>> {
    let mut select = commit.prepare_cached(
        "select page.capture, capture.url, page.url, page.text, capture.at
         from page join capture on capture.id = page.capture
         where page.capture in (select capture from claim)",
    )?;
    let rows = select.query_map([], |row| {
        let (asked, url, text): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let host = Url::parse(&url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        let capture = row.get(0)?;
        // What hosts with one theme have in common makes no copy.
        let text = hosts.cleared(capture, &text).unwrap_or(text);
        let source = Source {
            asked,
            age: (row.get(4)?, capture),
            url,
            host: host.unwrap_or_default(),
            sketch: Sketch::of(&text),
        };
        Ok((capture, source))
    })?;
    rows.collect()
}

fn insert(commit: &Transaction<'_>, record: &Record) -> Result<()> {
    commit
        .prepare_cached(
            "insert into record (id, code, name, place_kind, department, year, kind, arobases,
                 mention, status, sources, confidence, best_claim)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            record.id,
            record.code,
            record.name,
            Word(record.place_kind),
            record.department,
            record.year,
            Word(record.kind),
            record.arobases.map(Arobases::count),
            record.mention,
            Word(record.status),
            record.sources,
            f64::from(record.confidence),
            record.best_claim,
        ])?;
    let mut side = commit
        .prepare_cached("insert into record_claim (record, claim, side) values (?1, ?2, ?3)")?;
    for (claim, said) in &record.claims {
        side.execute([&record.id, claim, said])?;
    }
    Ok(())
}
