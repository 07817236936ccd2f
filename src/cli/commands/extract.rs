//! Runs `arobase extract`.

use crate::cli::{Ending, Failure};

/// Runs `arobase extract`.
pub(super) fn run(_args: &crate::cli::args::ExtractArgs) -> anyhow::Result<Ending> {
    Err(Failure::new(Ending::Bug, "not built yet").into())
}
