//! `import warc`: the pages in WARC and WACZ files of other programs become captures, as a crawl would have
//! kept them, at the day of their capture.
//!
//! One hand a file reads it, unpacks it and passes over at once what is no page or bears no trace of the label;
//! pages that may bear one are read on all processors, and one thread writes. What is kept is what a crawl of the
//! same pages keeps, but for one thing: a crawl has chosen its sites, such a file holds anything. So the pages of
//! a site are kept once one of them made a claim (then all of them, because what a site repeats is learnt from its
//! other pages), and of other sites those pages that bear a trace; `all` keeps every page.

mod event;
mod files;
mod judge;
mod keep;
mod list;
mod pages;
mod refusal;
mod revisit;
mod sift;
mod told;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

use anyhow::Context as _;
use serde::Serialize;

use crate::index;
use crate::jobs::clock;
use crate::jobs::reading::Reader;
use crate::store::{Operator, Recovery, RunKind, RunStatus, Store, Writer, seeds};

use event::Event;
pub use files::NotRead;
use files::{Source, sources};
use keep::Keep;
pub use list::List;
use sift::{Sift, Way};

/// Events that wait for the one who writes: each may hold a page.
const WAITING: usize = 16;

/// What is to be imported, and how.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// WARC and WACZ files, or folders of them.
    pub paths: Vec<PathBuf>,
    /// Keep every page, not those alone that speak of the label.
    pub all: bool,
    /// Read again what was read to its end before.
    pub again: bool,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Bytes of the files read, of how many.
    pub bytes: (u64, u64),
    /// Pages archived.
    pub archived: u64,
    /// Claims read in them.
    pub claims: u64,
}

/// What came of an import.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Files read, each part of a WACZ for itself.
    pub files: u64,
    /// Files that were read to their end before.
    pub done_before: u64,
    /// Records in them.
    pub records_read: u64,
    /// Bytes read of them, as they lie on the disk.
    pub bytes: u64,
    /// Pages archived.
    pub archived: u64,
    /// Pages that say again what an archived one says.
    pub revisits: u64,
    /// Captures that the archive held already.
    pub known: u64,
    /// Captures with a digest that does not fit their bytes, kept all the same.
    pub wrong_digests: u64,
    /// Claims read.
    pub claims: u64,
    /// Records of the whole archive.
    pub records: u64,
    /// Captures that were not kept, by reason.
    pub refused: BTreeMap<String, u64>,
    /// Stretches of files that could not be read, each with its place and reason.
    #[serde(skip)]
    pub lost: Vec<String>,
    /// Files that could not be read at all.
    #[serde(skip)]
    pub wrong: Vec<NotRead>,
    /// What a killed run had left.
    #[serde(skip)]
    pub recovery: Recovery,
}

/// Imports the pages in WARC and WACZ files into the archive in the folder `index`.
///
/// Where no file can be read, no archive is made. Each capture that is not kept is a line of `refused`: file, place,
/// address, reason.
///
/// # Errors
/// Failures of the disk, of the store and of the search index; what was committed before is kept, and the next
/// import of the same files goes on behind it.
pub fn import(
    index: &Path,
    settings: &Settings,
    refused: Option<List>,
    tell: &mut dyn FnMut(Progress),
) -> anyhow::Result<Summary> {
    let (mut sources, wrong) = sources(&settings.paths);
    let mut summary = Summary {
        wrong,
        ..Summary::default()
    };
    if sources.is_empty() {
        return Ok(summary);
    }
    let reader = Reader::of_archive(index)?;
    let optouts = match index.with_file_name("seeds") {
        folder if folder.is_dir() => seeds::load(&folder)?.optouts,
        _ => Vec::new(),
    };
    let (mut writer, recovery) = Writer::open(index, &Operator::default(), clock::now())?;
    summary.recovery = recovery;
    let shown: Vec<_> = settings
        .paths
        .iter()
        .map(|path| path.to_string_lossy())
        .collect();
    let told = serde_json::json!({ "paths": shown, "all": settings.all }).to_string();
    let run = writer.begin_run(RunKind::Import, &told, clock::now())?;
    let mut keep = Keep::new(index, writer, reader, optouts, refused);
    for source in &mut sources {
        source.recall(keep.writer(), settings)?;
    }
    summary.done_before = count(sources.iter().filter(|source| source.is_done()));
    // Of what was read before, nobody knows any more which sites were passed over.
    let is_unsure = sources
        .iter()
        .any(|source| source.was_begun() && !source.is_whole());
    if sources.iter().any(|source| !source.is_done()) {
        let sites = keep.sites_with_claims()?;
        pass(&mut keep, &mut sources, settings, &sites, tell)?;
    }
    // What a site repeats is learnt from all its pages: those of a site that turned out to matter are fetched now.
    let mut sites = keep.sites_with_claims()?;
    sites.retain(|site| is_unsure || keep.passed_over(*site));
    if !sites.is_empty() && !settings.all {
        keep.only_sites();
        pass(&mut keep, &mut sources, settings, &sites, tell)?;
    }
    keep.end(&mut sources)?;
    keep.add_to(&mut summary);
    summary.files = count(sources.iter());
    let mut writer = keep.into_writer();
    summary.records = writer.reconcile()?;
    let told = serde_json::to_string(&summary).context("the summary of the import")?;
    writer.end_run(run.id, RunStatus::Done, &told, clock::now())?;
    writer.finish()?;
    index::update_in_turn(&Store::open(index)?, &index.join("search"))?;
    Ok(summary)
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    u64::try_from(items.count()).unwrap_or(u64::MAX)
}

/// Goes through the sources that are not done; `sites` are kept whole. Once only those are wanted, through all
/// sources that were not gone through for them.
fn pass(
    keep: &mut Keep,
    sources: &mut [Source],
    settings: &Settings,
    sites: &HashSet<u64>,
    tell: &mut dyn FnMut(Progress),
) -> anyhow::Result<()> {
    let (events, mail) = mpsc::sync_channel(WAITING);
    let way = Way {
        sites,
        all: settings.all,
        only: keep.wants_only_sites(),
        lists: keep.lists(),
    };
    let todo: Vec<(usize, Source)> = sources
        .iter()
        .cloned()
        .enumerate()
        .filter(|(_, source)| {
            if way.only {
                !source.is_whole()
            } else {
                !source.is_done()
            }
        })
        .collect();
    let all = todo.iter().map(|(_, source)| source.length()).sum();
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    let hands = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..hands.min(todo.len()) {
            let events = events.clone();
            let (todo, next, failed, way) = (&todo, &next, &failed, &way);
            scope.spawn(move || {
                while let Some((number, source)) = todo.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = Sift::new(*number, source, &events, way).run() {
                        let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                        failed.get_or_insert((source.name(), error));
                        break;
                    }
                }
            });
        }
        drop(events);
        let mut bytes = BTreeMap::new();
        for event in mail {
            if let Event::Reached { source, taken, .. } = &event {
                bytes.insert(*source, *taken);
                let done = bytes.values().sum::<u64>().min(all);
                tell(keep.progress((done, all)));
            }
            keep.take(event, sources)?;
        }
        keep.settle(sources)
    })?;
    match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some((name, error)) => Err(anyhow::Error::from(error).context(name)),
        None => Ok(()),
    }
}
