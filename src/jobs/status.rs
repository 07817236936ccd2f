//! How an archive fares: what it holds, what came of the addresses, how the last run ended.

use std::path::Path;

use crate::index::{IndexError, is_fresh};
use crate::store::{
    Counts, Holder, HostRow, RecordStatus, RunRow, Store, Tally, Waiting, free_room, holder,
    outcomes,
};

/// Where the search index lies in `index/`.
const SEARCH_FOLDER: &str = "search";

/// The state of an archive.
#[derive(Clone, Debug)]
pub struct Status {
    /// How much it holds.
    pub counts: Counts,
    /// Records confirmed, single, contested, decided.
    pub records: [u64; 4],
    /// What came of the addresses, the most frequent first.
    pub outcomes: Vec<Tally>,
    /// All runs, newest first.
    pub runs: Vec<RunRow>,
    /// Whether the search index shows all that the database holds.
    pub index_fresh: bool,
    /// Who writes to it at this moment.
    pub holder: Option<Holder>,
    /// Hosts that failed when they were asked last.
    pub trouble: Vec<Trouble>,
    /// What waits in the outbox.
    pub outbox: Vec<Waiting>,
    /// Bytes of the archive's folder.
    pub used: u64,
    /// Bytes free on its disk, where the system tells.
    pub free: Option<u64>,
}

/// A host that failed when it was asked last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// How it fared then.
    pub host: HostRow,
    /// The first of the crawls in a row in which it failed.
    pub since: i64,
    /// How many those are, of the last hundred.
    pub crawls: u64,
}

/// The hosts that failed when they were asked last.
///
/// # Errors
/// Failures of the database.
pub fn trouble(store: &Store) -> Result<Vec<Trouble>, IndexError> {
    let hosts = store.hosts_in_trouble()?.into_iter();
    Ok(hosts
        .map(|(host, since, crawls)| Trouble {
            host,
            since,
            crawls,
        })
        .collect())
}

/// Bytes of the files under a folder; what goes away meanwhile counts nothing.
fn size_of(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(found) if found.is_dir() => size_of(&entry.path()),
            Ok(found) => found.len(),
            Err(_) => 0,
        })
        .sum()
}

/// Looks at the archive in the folder `index`, also while a crawl goes on.
///
/// # Errors
/// [`IndexError::Store`] with `NoArchive` where there is none, and failures of the disk, the
/// database and the index.
pub fn status(index: &Path) -> Result<Status, IndexError> {
    let store = Store::open(index)?;
    let mut records = [0; 4];
    for record in store.records()? {
        records[match record.status {
            RecordStatus::Confirmed => 0,
            RecordStatus::Single => 1,
            RecordStatus::Contested => 2,
            RecordStatus::Decided => 3,
        }] += 1;
    }
    Ok(Status {
        counts: store.counts()?,
        records,
        outcomes: outcomes(index)?,
        runs: store.runs()?,
        index_fresh: index_fresh(&store, &index.join(SEARCH_FOLDER))?,
        holder: holder(index)?,
        trouble: trouble(&store)?,
        outbox: store.outbox()?,
        used: size_of(index),
        free: free_room(index),
    })
}

/// An index that is missing or broken is one to be built again, not a failure to look at it.
fn index_fresh(store: &Store, folder: &Path) -> Result<bool, IndexError> {
    match is_fresh(store, folder) {
        Err(error) if error.is_cured_by_rebuilding() => Ok(false),
        answer => answer,
    }
}
