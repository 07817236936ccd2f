//! `status --follow`: how the run that is at work goes on, a line whenever something has changed.

use std::path::Path;
use std::time::Duration;

use crate::cli::{Ending, screen};
use crate::store::{Counts, Release, Store, holder};

/// How often the archive is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// Tells until nobody writes any more.
pub(super) fn run(index: &Path) -> anyhow::Result<Ending> {
    let store = Store::open(index)?;
    if holder(index)?.is_none() {
        screen::tell("nothing is at work");
        return Ok(Ending::Nothing);
    }
    let release = Release::of(index)?;
    let mut told = None;
    loop {
        let counts = store.counts()?;
        if told != Some(counts) {
            screen::print(&(words(&counts) + "\n"))?;
            told = Some(counts);
        }
        if release.comes_within(EVERY)? {
            break;
        }
    }
    let last = store.runs()?.into_iter().next();
    if let Some(last) = last {
        screen::print(&format!("{}\n", super::told(&last, false)))?;
    }
    Ok(Ending::Done)
}

fn words(counts: &Counts) -> String {
    format!(
        "{} asked, {} waiting; {} ({}), {}, {}",
        screen::counted(counts.done, "address", "addresses"),
        counts.queued,
        screen::counted(counts.captures, "capture", "captures"),
        screen::bytes(counts.capture_bytes),
        screen::counted(counts.claims, "claim", "claims"),
        screen::counted(counts.records, "record", "records"),
    )
}
