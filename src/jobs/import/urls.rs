//! `import urls`: addresses that somebody knows wait in the queue for the next crawl of their hosts.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;
use url::Url;

use crate::frontier::FEED;
use crate::jobs::clock;
use crate::store::seeds::{self, OptOut};
use crate::store::{Batch, Operator, RunKind, RunStatus, VisitKind, VisitRow, VisitState, Writer};
use crate::web::url::{authority, names_a_file, site, typed};

/// Addresses committed together.
const BATCH: usize = 1000;
/// The longest file that is taken: ten million addresses.
pub const FILE_LIMIT: u64 = 1024 * 1024 * 1024;

/// What came of an import of addresses.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Addresses that now wait.
    pub queued: u64,
    /// Addresses that were known before, or stood in the file twice.
    pub known: u64,
    /// Sites of them that no seed names: they wait until a crawl is told to go there.
    pub unseeded: BTreeSet<String>,
    /// Lines that are no address to be asked, each with its number from 1 and the reason.
    #[serde(skip)]
    pub wrong: Vec<(usize, String)>,
}

/// Queues the addresses in `text`, one a line, in the archive in the folder `index`; empty lines and those that begin
/// with `#` say nothing. Where there is no address, no archive is made.
///
/// # Errors
/// A seed file that is wrong, and failures of the store.
pub fn import(index: &Path, text: &str, from: &str) -> anyhow::Result<Summary> {
    let mut summary = Summary::default();
    let folder = index.with_file_name("seeds");
    let (mut seeded, mut optouts) = (BTreeSet::new(), Vec::new());
    if folder.is_dir() {
        let seeds = seeds::load(&folder)?;
        let starts = seeds.hosts.iter().flat_map(|seed| &seed.start);
        seeded = starts.map(|start| site(start).to_owned()).collect();
        optouts = seeds.optouts;
    }
    let mut urls = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match address(line, &optouts) {
            Ok(url) => urls.push((place + 1, url)),
            Err(why) => summary.wrong.push((place + 1, why)),
        }
    }
    if urls.is_empty() {
        return Ok(summary);
    }
    let (mut writer, _) = Writer::open(index, &Operator::default(), clock::now())?;
    let settings = serde_json::json!({ "urls": from }).to_string();
    let run = writer.begin_run(RunKind::Import, &settings, clock::now())?;
    let mut met = BTreeSet::new();
    for share in urls.chunks(BATCH) {
        let mut batch = Batch::default();
        for (line, url) in share {
            if writer.forgotten().holds_url(url) {
                let why = "somebody asked to forget it (arobase forget)";
                summary.wrong.push((*line, why.to_owned()));
                continue;
            }
            if !met.insert(url.as_str()) || writer.known(url.as_str())?.is_some() {
                summary.known += 1;
                continue;
            }
            summary.queued += 1;
            if !seeded.contains(site(url)) {
                summary.unseeded.insert(site(url).to_owned());
            }
            batch.visits.push(row(url, run.id));
        }
        writer.commit(&batch)?;
    }
    let told = serde_json::to_string(&summary).context("the summary of the import")?;
    writer.end_run(run.id, RunStatus::Done, &told, clock::now())?;
    writer.finish()?;
    Ok(summary)
}

/// The canonical address that a line is; or why it will not be asked.
fn address(line: &str, optouts: &[OptOut]) -> Result<Url, String> {
    let url = typed(line).map_err(|refusal| refusal.to_string())?;
    if names_a_file(&url) {
        return Err("not a page".to_owned());
    }
    match optouts.iter().find(|optout| optout.covers(site(&url))) {
        Some(optout) => Err(format!("{} asked not to be crawled", optout.host)),
        None => Ok(url),
    }
}

fn row(url: &Url, run: i64) -> VisitRow {
    VisitRow {
        url: url.to_string(),
        host: authority(url).to_owned(),
        kind: VisitKind::Page,
        state: VisitState::Queued,
        // As if a start page had led there: links from it are followed.
        depth: 1,
        // Who names an address wants it sooner than what a site leads to by itself.
        priority: FEED.into(),
        via: None,
        found_in: Some(run),
        asked_in: None,
        attempts: 0,
        outcome: None,
        status: None,
        detail: None,
        asked_at: None,
        next: None,
    }
}
