//! Runs `arobase import`.

use crate::cli::{Ending, Failure, Home};

/// Runs `arobase import`.
pub(super) fn run(_home: &Home, _args: &crate::cli::args::ImportArgs) -> anyhow::Result<Ending> {
    Err(Failure::new(Ending::Bug, "not built yet").into())
}
