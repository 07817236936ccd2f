//! What the machine gives a crawl: room on the disk, and files that may be open.

use std::io;
use std::path::{Path, PathBuf};

use crate::store::{StoreError, has_room};

/// Most requests in flight, each to another site.
const IN_FLIGHT: u64 = 32;
/// Files that are open beside the requests: the database and its log twice, a WARC file, the parts of the
/// search index, what the runtime and the system's look-ups of names need.
const OPEN_FILES: u64 = 24;
/// A request has its connection, and the look-up of its name before.
const FILES_EACH: u64 = 2;

/// What there is.
#[derive(Debug)]
pub(super) struct Means {
    index: PathBuf,
    min_free: u64,
    /// Most requests in flight.
    pub(super) in_flight: usize,
}

impl Means {
    /// Looks at the machine for a crawl into the folder `index`; `min_free` bytes of its disk stay free.
    ///
    /// # Errors
    /// Where it has too little of anything to begin at all.
    pub(super) fn look(index: &Path, min_free: u64) -> anyhow::Result<Self> {
        let in_flight = in_flight(open_files())?;
        let means = Self {
            index: index.to_owned(),
            min_free,
            in_flight,
        };
        means.has_room()?;
        Ok(means)
    }

    /// Whether more may be fetched.
    ///
    /// # Errors
    /// [`StoreError::Full`] where the disk has too little room.
    pub(super) fn has_room(&self) -> Result<(), StoreError> {
        has_room(&self.index, self.min_free)
    }
}

/// How many files this process may have open, after asking for more; `None` where nobody counts.
fn open_files() -> Option<u64> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let wanted = OPEN_FILES + IN_FLIGHT * FILES_EACH;
        let limit = getrlimit(Resource::Nofile);
        let current = limit.current?;
        if current >= wanted {
            return Some(current);
        }
        let more = limit.maximum.map_or(wanted, |most| most.min(wanted));
        let asked = Rlimit {
            current: Some(more),
            ..limit
        };
        Some(if setrlimit(Resource::Nofile, asked).is_ok() {
            more
        } else {
            current
        })
    }
    #[cfg(not(unix))]
    None
}

/// How many files this process may have open at the most, how many a crawl at full speed needs, and how many it needs
/// at all; `None` where nobody counts.
pub(in crate::jobs) fn files() -> Option<(u64, u64, u64)> {
    #[cfg(unix)]
    {
        let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
        let most = limit.maximum.or(limit.current)?;
        let wanted = OPEN_FILES + IN_FLIGHT * FILES_EACH;
        Some((most, wanted, OPEN_FILES + FILES_EACH))
    }
    #[cfg(not(unix))]
    None
}

/// How many requests may be in flight with so many files.
fn in_flight(open_files: Option<u64>) -> io::Result<usize> {
    let Some(files) = open_files else {
        return Ok(usize::try_from(IN_FLIGHT).unwrap_or(1));
    };
    let requests = files.saturating_sub(OPEN_FILES) / FILES_EACH;
    if requests == 0 {
        let needed = OPEN_FILES + FILES_EACH;
        return Err(io::Error::other(format!(
            "only {files} files may be open, and a crawl needs {needed}: `ulimit -n 256` allows more"
        )));
    }
    Ok(usize::try_from(requests.min(IN_FLIGHT)).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_open_files_mean_few_requests_and_too_few_a_sentence() {
        let requests = |files| in_flight(Some(files)).ok();
        assert_eq!(requests(1024), Some(32));
        assert_eq!(requests(32), Some(4));
        assert_eq!(requests(26), Some(1));
        let told = in_flight(Some(25)).unwrap_err().to_string();
        assert!(
            told.contains("only 25 files") && told.contains("ulimit -n"),
            "{told}"
        );
    }
}
