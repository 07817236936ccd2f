//! Runs `arobase status`.

use crate::cli::{Ending, Failure, Home};

/// Runs `arobase status`.
pub(super) fn run(_home: &Home) -> anyhow::Result<Ending> {
    Err(Failure::new(Ending::Bug, "not built yet").into())
}
