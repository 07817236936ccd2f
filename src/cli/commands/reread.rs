//! Runs `arobase reread`.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::{Ending, Home, screen};
use crate::jobs::reread;

/// Damaged captures that are named one by one.
const NAMED: usize = 20;

/// Runs `arobase reread`: every capture through this version's reader.
pub(super) fn run(home: &Home, quiet: bool) -> anyhow::Result<Ending> {
    let bar = if quiet || !std::io::stderr().is_terminal() {
        ProgressBar::hidden()
    } else {
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} captures, {eta} left")?;
        ProgressBar::new(0).with_style(style)
    };
    let summary = reread::reread(&home.index(), &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    for damaged in summary.damaged.iter().take(NAMED) {
        screen::tell(&format!("arobase: {damaged}"));
    }
    if !quiet {
        screen::tell(&format!(
            "Read {} captures again: {} claims, {} records.",
            summary.captures, summary.claims, summary.records
        ));
    }
    if summary.damaged.is_empty() {
        return Ok(Ending::Done);
    }
    screen::tell(&format!(
        "arobase: {} captures are damaged; what was read in them before is kept",
        summary.damaged.len()
    ));
    Ok(Ending::Damaged)
}
