//! Runs `arobase show`.

use crate::cli::{Ending, Failure, Home};

/// Runs `arobase show`.
pub(super) fn run(_home: &Home, _args: &crate::cli::args::ShowArgs) -> anyhow::Result<Ending> {
    Err(Failure::new(Ending::Bug, "not built yet").into())
}
