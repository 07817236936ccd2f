//! How a command ends: numbered exits, one for each thing that a script may want to tell apart.

use std::io::ErrorKind;
use std::process::ExitCode;

use super::screen;
use super::words::{self, tr};
use crate::index::IndexError;
use crate::store::StoreError;
use crate::store::seeds::SeedError;

/// What helps whoever wrote a wrong seed.
const SEEDS_HELP: &str = "seeds/README.md explains each key";

/// What helps where the disk is full.
const ROOM: &str =
    "make room on that disk and run the same command again: it goes on, nothing is lost";
/// The same, where it is full only by our own measure.
const ROOM_OR_LESS: &str = "make room on that disk and run the same command again: it goes on, nothing is lost; \
     --min-free or min_free_mb in arobase.toml sets how much stays free";
/// What helps where nothing can be written.
const WRITABLE: &str = "this user must be able to write there; -C DIR names another home";

/// An exit code with its meaning; any other code means failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// 0: done, or found.
    Done,
    /// 1: nothing found.
    Nothing,
    /// 2: the arguments, the settings or a seed file are wrong.
    Usage,
    /// 3: finished, but some input could not be read or some sites failed.
    Partial,
    /// 4: the archive is damaged.
    Damaged,
    /// 5: refused by policy: no contact, robots, reservation.
    Refused,
    /// 10: there is no archive here.
    NoArchive,
    /// 11: another crawl holds the archive.
    Locked,
    /// 12: disk full or another failure of reading and writing.
    Disk,
    /// 70: a fault of arobase itself.
    Bug,
    /// 130: interrupted; what was done is kept and the next run goes on.
    Interrupted,
}

impl Ending {
    /// The number that the shell sees.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Nothing => 1,
            Self::Usage => 2,
            Self::Partial => 3,
            Self::Damaged => 4,
            Self::Refused => 5,
            Self::NoArchive => 10,
            Self::Locked => 11,
            Self::Disk => 12,
            Self::Bug => 70,
            Self::Interrupted => 130,
        }
    }
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(ending.code())
    }
}

/// A failure that knows its exit code and what the user can do about it.
///
/// Commands return it inside `anyhow::Error`; an error without one ends with 70, or 12 where an
/// [`std::io::Error`] lies at its root.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct Failure {
    /// How the program ends.
    pub ending: Ending,
    /// What went wrong, with the file, line or address.
    pub what: String,
    /// What to do, one runnable command where there is one.
    pub help: Option<String>,
}

impl Failure {
    /// A failure without advice.
    pub fn new(ending: Ending, what: impl Into<String>) -> Self {
        Self {
            ending,
            what: what.into(),
            help: None,
        }
    }

    /// Adds what the user can do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Tells the user of `error` on standard error and says how the program ends.
pub(crate) fn report(error: &anyhow::Error) -> Ending {
    let io = cause::<std::io::Error>(error);
    if io.is_some_and(|io| io.kind() == ErrorKind::BrokenPipe) {
        return Ending::Done;
    }
    let index = cause::<IndexError>(error).map(of_index);
    let seeds = cause::<SeedError>(error).map(|_| (Ending::Usage, Some(SEEDS_HELP)));
    let kept = cause::<StoreError>(error).map(of_store).or(index).or(seeds);
    let (ending, help) = match (cause::<Failure>(error), kept, io) {
        (Some(failure), _, _) => (failure.ending, failure.help.as_deref()),
        (None, Some(known), _) => known,
        (None, None, Some(_)) => (Ending::Disk, None),
        (None, None, None) => (Ending::Bug, None),
    };
    screen::tell(&format!("arobase{} {}", tr(":"), words::chain(error)));
    if let Some(help) = help {
        // Advice that is not made for one case is a text of the table.
        screen::tell(&format!(
            "  {} {}",
            tr("help:"),
            words::translated(help).unwrap_or(help)
        ));
    }
    ending
}

/// The first error of type `E` among `error` and its causes.
fn cause<E: std::error::Error + Send + Sync + 'static>(error: &anyhow::Error) -> Option<&E> {
    error.chain().find_map(|cause| cause.downcast_ref::<E>())
}

/// Whether `error` says that another process writes to the archive.
pub(crate) fn is_locked(error: &anyhow::Error) -> bool {
    let locked = |error: &StoreError| matches!(error, StoreError::Locked { .. });
    let by_index = cause::<IndexError>(error)
        .is_some_and(|error| matches!(error, IndexError::Store(error) if locked(error)));
    by_index || cause::<StoreError>(error).is_some_and(locked)
}

/// How a failure of the archive ends, and what can be done.
fn of_store(error: &StoreError) -> (Ending, Option<&'static str>) {
    match error {
        StoreError::NoArchive(_) => (
            Ending::NoArchive,
            Some("`arobase crawl` or `arobase import` makes one; -C DIR names another home"),
        ),
        StoreError::Locked { .. } => (
            Ending::Locked,
            Some("--wait 10m waits for it to end; or stop it with Ctrl-C: nothing is lost"),
        ),
        StoreError::Older { .. } => (
            Ending::Damaged,
            Some("`arobase reread` brings it up to date; no site is asked for anything"),
        ),
        StoreError::Newer { .. } => (Ending::Damaged, Some("use a newer arobase on this archive")),
        StoreError::Damaged { .. } => (
            Ending::Damaged,
            Some("`arobase verify` tells what is wrong, `arobase verify --repair` puts it right"),
        ),
        StoreError::List { .. } => (
            Ending::Damaged,
            Some(
                "put the file back from a backup; without it, what was forgotten would be collected again",
            ),
        ),
        StoreError::Full { .. } => (Ending::Disk, Some(ROOM_OR_LESS)),
        error if error.is_full() => (Ending::Disk, Some(ROOM)),
        error if error.is_read_only() => (Ending::Disk, Some(WRITABLE)),
        StoreError::Disk { .. } | StoreError::Database { .. } | StoreError::Broken(_) => {
            (Ending::Disk, None)
        }
        StoreError::Seeds(_) => (Ending::Usage, Some(SEEDS_HELP)),
        StoreError::NoRun(_) => (Ending::Bug, None),
    }
}

/// How a failure of the search index ends, and what can be done.
fn of_index(error: &IndexError) -> (Ending, Option<&'static str>) {
    match error {
        IndexError::Store(error) => of_store(error),
        IndexError::Locked(_) => (Ending::Locked, Some("wait for the other process to end")),
        IndexError::Disk { source, .. } => {
            let help = match source.kind() {
                ErrorKind::StorageFull => Some(ROOM),
                ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Some(WRITABLE),
                _ => None,
            };
            (Ending::Disk, help)
        }
        IndexError::Missing(_)
        | IndexError::Outdated(_)
        | IndexError::Damaged { .. }
        | IndexError::Engine { .. } => (
            Ending::Damaged,
            Some("`arobase reindex` builds it again from the database"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn ending(error: impl Into<anyhow::Error>) -> Ending {
        // The words of whoever called stand around the error that decides.
        report(&error.into().context("while it was tried"))
    }

    #[test]
    fn each_failure_has_its_own_number() {
        let nowhere = || StoreError::NoArchive(PathBuf::from("nowhere"));
        assert_eq!(ending(nowhere()), Ending::NoArchive);
        assert_eq!(ending(IndexError::Store(nowhere())), Ending::NoArchive);
        assert_eq!(
            ending(IndexError::Outdated(PathBuf::from("search"))),
            Ending::Damaged
        );
        assert_eq!(
            ending(StoreError::Newer {
                path: PathBuf::new(),
                found: 9
            }),
            Ending::Damaged
        );
        assert_eq!(
            ending(std::io::Error::from(ErrorKind::StorageFull)),
            Ending::Disk
        );
        assert_eq!(ending(Failure::new(Ending::Refused, "no")), Ending::Refused);
        assert_eq!(ending(anyhow::anyhow!("what nobody foresaw")), Ending::Bug);
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        let closed = std::io::Error::from(ErrorKind::BrokenPipe);
        assert_eq!(ending(closed), Ending::Done);
    }
}
