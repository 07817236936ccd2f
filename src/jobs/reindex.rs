//! The search index brought to where the database is: opened for a search, or built again.

use std::path::{Path, PathBuf};

use crate::index::{IndexError, Searcher, Written, rebuild, update};
use crate::store::{Store, holder};

/// The search index of the archive in the folder `index`.
pub fn folder(index: &Path) -> PathBuf {
    index.join("search")
}

/// An archive opened for questions.
pub struct Opened {
    /// The archive.
    pub store: Store,
    /// Its search index.
    pub searcher: Searcher,
    /// What had to be done to the index, or could not be.
    pub state: State,
}

/// How the index was found.
#[derive(Debug)]
pub enum State {
    /// As it should be.
    Fresh,
    /// It lacked something, which was added.
    Updated(Written),
    /// It could not be used for this reason and was built again.
    Rebuilt(IndexError, Written),
    /// It lacks what was archived since, for this reason; what it has is right.
    Behind(String),
}

/// Opens the archive in the folder `index` and its search index, which is built or brought up to
/// date first where that is needed.
///
/// # Errors
/// Where there is no archive; where the index is needed and cannot be written.
pub fn open(index: &Path) -> Result<Opened, IndexError> {
    let store = Store::open(index)?;
    let folder = folder(index);
    match Searcher::open(&folder) {
        Ok(searcher) if searcher.is_fresh(&store)? => Ok(Opened {
            store,
            searcher,
            state: State::Fresh,
        }),
        Ok(searcher) => catch_up(store, searcher, index, &folder),
        Err(error) if error.is_cured_by_rebuilding() => build(store, &folder, error),
        Err(error) => Err(error),
    }
}

/// Builds the index that could not be used; where another process is at it, its index is taken.
fn build(store: Store, folder: &Path, why: IndexError) -> Result<Opened, IndexError> {
    let written = match rebuild(&store, folder) {
        // It may have put its index in place since we looked.
        Err(IndexError::Locked(_)) => {
            let missing = |_| IndexError::Locked(folder.to_owned());
            let searcher = Searcher::open(folder).map_err(missing)?;
            let state = State::Fresh;
            return Ok(Opened {
                store,
                searcher,
                state,
            });
        }
        written => written?,
    };
    let searcher = Searcher::open(folder)?;
    Ok(Opened {
        store,
        searcher,
        state: State::Rebuilt(why, written),
    })
}

/// Adds what is new, unless a crawl is at work that does so itself or the disk refuses: then the
/// index is used as it stands.
fn catch_up(
    store: Store,
    searcher: Searcher,
    index: &Path,
    folder: &Path,
) -> Result<Opened, IndexError> {
    let at_work = holder(index)?.map(|holder| match holder.pid {
        Some(pid) => format!("process {pid} is writing the archive"),
        None => "another process is writing the archive".to_owned(),
    });
    let done = match at_work {
        Some(reason) => Err(reason),
        None => update(&store, folder).map_err(|error| told(&error)),
    };
    match done {
        Ok(written) => {
            let searcher = Searcher::open(folder)?;
            let state = State::Updated(written);
            Ok(Opened {
                store,
                searcher,
                state,
            })
        }
        Err(reason) => Ok(Opened {
            store,
            searcher,
            state: State::Behind(reason),
        }),
    }
}

/// Builds the index of the archive in the folder `index` again, whole.
///
/// # Errors
/// Where there is no archive, another process writes the index, or the disk refuses.
pub fn reindex(index: &Path) -> Result<Written, IndexError> {
    rebuild(&Store::open(index)?, &folder(index))
}

/// An error with its causes on one line.
fn told(error: &IndexError) -> String {
    let mut told = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}
