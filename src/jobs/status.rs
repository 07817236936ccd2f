//! How an archive fares: what it holds, what came of the addresses, how the last run ended.

use std::path::Path;

use crate::store::{
    Counts, Holder, RecordStatus, RunRow, Store, StoreError, Tally, holder, outcomes,
};

/// The state of an archive.
#[derive(Clone, Debug)]
pub struct Status {
    /// How much it holds.
    pub counts: Counts,
    /// Records confirmed, single, contested.
    pub records: [u64; 3],
    /// What came of the addresses, the most frequent first.
    pub outcomes: Vec<Tally>,
    /// All runs, newest first.
    pub runs: Vec<RunRow>,
    /// Who writes to it at this moment.
    pub holder: Option<Holder>,
}

/// Looks at the archive in the folder `index`, also while a crawl goes on.
///
/// # Errors
/// [`StoreError::NoArchive`] where there is none, and failures of the disk and the database.
pub fn status(index: &Path) -> Result<Status, StoreError> {
    let store = Store::open(index)?;
    let mut records = [0; 3];
    for record in store.records()? {
        records[match record.status {
            RecordStatus::Confirmed => 0,
            RecordStatus::Single => 1,
            RecordStatus::Contested => 2,
        }] += 1;
    }
    Ok(Status {
        counts: store.counts()?,
        records,
        outcomes: outcomes(index)?,
        runs: store.runs()?,
        holder: holder(index)?,
    })
}
