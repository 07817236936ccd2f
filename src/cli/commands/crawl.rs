//! Runs `arobase crawl`.

use crate::cli::{Ending, Failure, Home};

/// Runs `arobase crawl`.
pub(super) fn run(
    _home: &Home,
    _args: &crate::cli::args::CrawlArgs,
    _quiet: bool,
) -> anyhow::Result<Ending> {
    Err(Failure::new(Ending::Bug, "not built yet").into())
}
