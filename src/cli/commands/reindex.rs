//! Runs `arobase reindex`.

use crate::cli::{Ending, Failure, Home};

/// Runs `arobase reindex`.
pub(super) fn run(_home: &Home) -> anyhow::Result<Ending> {
    Err(Failure::new(Ending::Bug, "not built yet").into())
}
