//! Runs `arobase search`.

use crate::cli::{Ending, Failure, Home};

/// Runs `arobase search`.
pub(super) fn run(_home: &Home, _args: &crate::cli::args::SearchArgs) -> anyhow::Result<Ending> {
    Err(Failure::new(Ending::Bug, "not built yet").into())
}
