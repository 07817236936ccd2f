//! Runs `arobase export`.

use crate::cli::{Ending, Failure, Home};

/// Runs `arobase export`.
pub(super) fn run(_home: &Home, _args: &crate::cli::args::ExportArgs) -> anyhow::Result<Ending> {
    Err(Failure::new(Ending::Bug, "not built yet").into())
}
