//! `verify`: is the archive still what was written? And where it is not, `--repair`: put right from
//! its WARC files, which are the truth.

use std::path::Path;

use super::{clock, reindex, reread};
use crate::index::{self, IndexError};
use crate::store::{self, Cure, Damage, Inspection, Repaired, Store, StoreError};

/// What a look at an archive came to.
#[derive(Debug, Default)]
pub struct Report {
    /// What was found.
    pub found: Inspection,
    /// What was done about it, and what the archive was found to be after that.
    pub repair: Option<(Repaired, Inspection)>,
}

impl Report {
    /// Whether the archive is sound now.
    pub fn is_sound(&self) -> bool {
        let last = self.repair.as_ref().map_or(&self.found, |(_, after)| after);
        last.damages.is_empty()
    }
}

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Bytes of WARC files looked at, of how many.
    Look(u64, u64),
    /// Damage is put right.
    Repair,
    /// Captures read again, of how many.
    Reread(u64, u64),
}

/// Looks at the archive in the folder `index`, with `read_data` at every byte of it; with `repair`,
/// puts right what is damaged and looks again. `tell` hears what is under way.
///
/// # Errors
/// Where there is no archive, and failures of the disk. Damage is no error.
pub fn verify(
    index: &Path,
    read_data: bool,
    repair: bool,
    tell: &mut dyn FnMut(Step),
) -> anyhow::Result<Report> {
    // What is to be cured must be known to its last byte.
    let read_data = read_data || repair;
    let found = look(index, read_data, tell)?;
    if !repair || found.damages.is_empty() {
        return Ok(Report {
            found,
            repair: None,
        });
    }
    tell(Step::Repair);
    let repaired = if found
        .damages
        .iter()
        .all(|damage| damage.cure == Cure::Search)
    {
        Repaired::default()
    } else {
        store::repair(index, clock::now())?
    };
    let rows = found
        .damages
        .iter()
        .any(|damage| damage.cure == Cure::Record);
    if repaired.changed_captures() || rows {
        reread::reread(index, &mut |done, all| tell(Step::Reread(done, all)))?;
    }
    // Numbers of runs and captures may mean other things than when the index was written.
    reindex::reindex(index)?;
    let after = look(index, read_data, tell)?;
    Ok(Report {
        found,
        repair: Some((repaired, after)),
    })
}

fn look(
    index: &Path,
    read_data: bool,
    tell: &mut dyn FnMut(Step),
) -> Result<Inspection, IndexError> {
    let mut found = store::inspect(index, read_data, &mut |done, all| {
        tell(Step::Look(done, all));
    })?;
    // What the index is a cache of must be sound before the two can be compared.
    if found
        .damages
        .iter()
        .all(|damage| damage.cure != Cure::Rebuild)
    {
        search_index(index, &mut found)?;
    }
    Ok(found)
}

/// Whether the search index fits the ledger; one that is missing or behind is brought up to date by
/// the next search.
fn search_index(index: &Path, found: &mut Inspection) -> Result<(), IndexError> {
    let store = match Store::open(index) {
        Ok(store) => store,
        // Nothing was committed yet.
        Err(StoreError::NoArchive(_)) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let folder = reindex::folder(index);
    let what = match index::misfit(&store, &folder) {
        Ok(what) => what,
        Err(error @ (IndexError::Missing(_) | IndexError::Outdated(_))) => {
            found.left_over.push(error.to_string());
            None
        }
        // A disk that cannot be written refuses the lock; nothing says that the index is damaged.
        Err(error @ IndexError::Disk { .. }) => {
            found
                .left_over
                .push(format!("the search index was not looked at: {error:#}"));
            None
        }
        Err(error) if error.is_cured_by_rebuilding() => Some(error.to_string()),
        Err(error) => return Err(error),
    };
    found.damages.extend(what.map(|what| Damage {
        path: folder,
        offset: None,
        url: None,
        what,
        cure: Cure::Search,
    }));
    Ok(())
}
