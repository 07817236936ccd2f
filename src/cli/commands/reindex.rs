//! Runs `arobase reindex`: the search index built again from the database.

use crate::cli::{Ending, Home, screen};
use crate::jobs::reindex::reindex;

/// Runs `arobase reindex`.
pub(super) fn run(home: &Home) -> anyhow::Result<Ending> {
    let written = reindex(&home.index())?;
    screen::tell(&format!(
        "search index built again: {} records, {} pages",
        written.records, written.pages
    ));
    Ok(Ending::Done)
}
