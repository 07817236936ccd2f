//! Runs `arobase reread`.

use crate::cli::{Ending, Failure, Home};

/// Runs `arobase reread`.
pub(super) fn run(_home: &Home, _quiet: bool) -> anyhow::Result<Ending> {
    Err(Failure::new(Ending::Bug, "not built yet").into())
}
