//! `reread`: every capture read again from its WARC file with this version's reader.
//!
//! A better reader is a run over the archive, never a crawl. Each batch replaces its readings in
//! one transaction: killed anywhere, some captures have the new reading and some the old, and
//! running it again ends where an undisturbed run does.

use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;

use super::clock;
use super::reading::{READER_VERSION, Reader, read_all};
use crate::index;
use crate::store::{
    Capture, Operator, Reading, Recovery, RunKind, RunStatus, Store, StoreError, Writer,
};

/// Captures read and committed together.
const BATCH: usize = 200;

/// What came of reading everything again.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Captures read.
    pub captures: u64,
    /// Claims found in them.
    pub claims: u64,
    /// Records of the whole archive.
    pub records: u64,
    /// Captures whose bytes could not be had back; their old readings are kept.
    #[serde(skip)]
    pub damaged: Vec<StoreError>,
    /// What a killed run had left.
    #[serde(skip)]
    pub recovery: Recovery,
}

/// Reads every capture of the archive in the folder `index` again; `progress` hears how many are
/// done, of how many.
///
/// # Errors
/// Failures of the store and of the search index; what was committed before is kept.
pub fn reread(index: &Path, progress: &mut dyn FnMut(u64, u64)) -> anyhow::Result<Summary> {
    // Before the writer, which would make an archive where there is none.
    match Store::open(index) {
        // An older layout is brought up to date by the writer, and filled by reading again.
        Ok(_) | Err(StoreError::Older { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let reader = Reader::of_archive(index)?;
    let (mut writer, recovery) = Writer::open(index, &Operator::default(), clock::now())?;
    let store = Store::open(index)?;
    let all = store.counts()?.captures;
    let settings = serde_json::json!({ "reader": READER_VERSION }).to_string();
    let run = writer.begin_run(RunKind::Reread, &settings, clock::now())?;
    let mut summary = Summary {
        recovery,
        ..Summary::default()
    };
    let (mut after, mut done) = (0, 0);
    loop {
        let captures = store.captures(after, BATCH)?;
        let Some(last) = captures.last() else {
            break;
        };
        after = last.id;
        done += u64::try_from(captures.len())?;
        let readings = read_again(&store, &reader, &captures, &mut summary);
        writer.reread(&readings)?;
        summary.captures += u64::try_from(readings.len())?;
        progress(done, all);
    }
    summary.records = writer.reconcile()?;
    let told = serde_json::to_string(&summary).context("the summary of the reread")?;
    writer.end_run(run.id, RunStatus::Done, &told, clock::now())?;
    writer.finish()?;
    index::update_in_turn(&store, &index.join("search"))?;
    Ok(summary)
}

fn read_again(
    store: &Store,
    reader: &Reader,
    captures: &[Capture],
    summary: &mut Summary,
) -> Vec<(i64, Option<Reading>)> {
    let mut answers = Vec::with_capacity(captures.len());
    for capture in captures.iter().filter(|capture| capture.is_to_be_read()) {
        match store.payload(capture) {
            Ok(exchange) => answers.push((capture.id, exchange)),
            Err(error) => summary.damaged.push(error),
        }
    }
    let readings = read_all(&answers, |(_, exchange)| reader.read_answer(exchange));
    let count = |reading: &Option<Reading>| reading.as_ref().map_or(0, |r| r.claims.len());
    let claims: usize = readings.iter().map(count).sum();
    summary.claims += u64::try_from(claims).unwrap_or_default();
    answers.iter().map(|(id, _)| *id).zip(readings).collect()
}
