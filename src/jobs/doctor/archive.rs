//! The archive itself: lock, database, list of what is forgotten, search index, reader.

use std::path::Path;

use super::{Check, Finding, State, counted};
use crate::index::{self, IndexError};
use crate::jobs::reading::READER_VERSION;
use crate::jobs::reindex;
use crate::store::{self, RunStatus, Store, StoreError};

/// Who writes to it.
pub(super) fn lock(index: &Path) -> Finding {
    match store::holder(index) {
        Ok(None) => Finding::good(Check::Lock, "nobody writes to the archive"),
        Ok(Some(holder)) => {
            let pid = holder.pid.map(|pid| format!(" {pid}")).unwrap_or_default();
            let since = holder.since.map(|since| format!(" since {since:.0}"));
            let since = since.unwrap_or_default();
            Finding::good(
                Check::Lock,
                format!("process{pid} writes to the archive{since}"),
            )
        }
        Err(error) => Finding::bad(
            Check::Lock,
            State::Wrong,
            told(&error),
            format!("ls -l '{}'", index.join("lock").display()),
        ),
    }
}

/// Whether the list of what is never to be collected again can be read.
pub(super) fn forgotten(index: &Path) -> Finding {
    match store::forgotten(index) {
        Ok(list) if list.is_empty() => {
            Finding::good(Check::Forgotten, "nothing was ever to be forgotten")
        }
        Ok(list) => Finding::good(
            Check::Forgotten,
            format!(
                "{} of what is never collected again",
                counted(u64::try_from(list.len()).unwrap_or(u64::MAX), "mark")
            ),
        ),
        Err(error) => Finding::bad(
            Check::Forgotten,
            State::Wrong,
            told(&error),
            format!(
                "put {} back from a backup",
                index.join("forgotten/list.json").display()
            ),
        ),
    }
}

/// The archive opened, and how its database stands; or why it cannot be opened.
pub(super) fn open(index: &Path) -> Result<(Store, Vec<Finding>), Finding> {
    let wrong = |state, error: &StoreError, mend: &str| {
        Err(Finding::bad(Check::Archive, state, told(error), mend))
    };
    let opened = Store::open(index).and_then(|store| {
        let counts = store.counts()?;
        let runs = store.runs()?;
        Ok((store, counts, runs))
    });
    let (store, counts, runs) = match opened {
        Ok(opened) => opened,
        Err(error @ StoreError::NoArchive(_)) => {
            return wrong(State::Wrong, &error, "arobase crawl");
        }
        Err(error @ StoreError::Older { .. }) => {
            return wrong(State::Wrong, &error, "arobase reread");
        }
        Err(error @ StoreError::Newer { .. }) => {
            return wrong(State::Wrong, &error, "use a newer arobase on this archive");
        }
        Err(error) => return wrong(State::Wrong, &error, "arobase verify --repair --dry-run"),
    };
    let said = format!(
        "layout {}, {} captures, {} records",
        store::SCHEMA_VERSION,
        counts.captures,
        counts.records
    );
    let mut found = vec![Finding::good(Check::Archive, said)];
    let held = !matches!(store::holder(index), Ok(None));
    if let Some(run) = runs
        .first()
        .filter(|run| run.status == RunStatus::Running && !held)
    {
        found.push(Finding::bad(
            Check::Archive,
            State::Look,
            format!("run {} was killed; nothing is lost", run.id),
            "arobase crawl goes on with it",
        ));
    }
    if store.has_unfinished_forget().unwrap_or(false) && !held {
        found.push(Finding::bad(
            Check::Archive,
            State::Wrong,
            "a forget was killed, or a reader was in its way: bytes of what it removed may be there still",
            "arobase reread (any run that writes finishes it)",
        ));
    }
    Ok((store, found))
}

/// Whether the search index shows what the database holds.
pub(super) fn search_index(index: &Path, store: &Store) -> Finding {
    let rebuilt = |said: String| Finding::bad(Check::Index, State::Look, said, "arobase reindex");
    match index::is_fresh(store, &reindex::folder(index)) {
        Ok(true) => Finding::good(
            Check::Index,
            format!("has all that the database has ({})", index::version()),
        ),
        Ok(false) => rebuilt("lacks what was archived last; the next search adds it".to_owned()),
        Err(error @ (IndexError::Missing(_) | IndexError::Outdated(_))) => {
            rebuilt(format!("{error}; the next search builds it again"))
        }
        Err(error) => Finding::bad(Check::Index, State::Wrong, told(&error), "arobase reindex"),
    }
}

/// Whether this program's reader read all pages.
pub(super) fn reader(store: &Store) -> Option<Finding> {
    let older = store.pages_of_other_readers(READER_VERSION).ok()?;
    Some(if older == 0 {
        Finding::good(
            Check::Reader,
            format!("all pages were read by {READER_VERSION}"),
        )
    } else {
        Finding::bad(
            Check::Reader,
            State::Look,
            format!(
                "{} not read by this reader, {READER_VERSION}",
                counted(older, "page")
            ),
            "arobase reread",
        )
    })
}

/// An error with its causes on one line.
fn told(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}
