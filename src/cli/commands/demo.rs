//! Runs `arobase demo`.

use crate::cli::{Ending, Failure};

/// Runs `arobase demo`.
pub(super) fn run(_args: &crate::cli::args::DemoArgs) -> anyhow::Result<Ending> {
    Err(Failure::new(Ending::Bug, "not built yet").into())
}
