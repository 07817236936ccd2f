//! Runs `arobase import`.

use crate::cli::args::ImportArgs;
use crate::cli::{Ending, Home, screen};
use crate::jobs::import;

/// Runs `arobase import`: files into the archive, and a sentence for each that could not be read.
pub(super) fn run(home: &Home, args: &ImportArgs, quiet: bool) -> anyhow::Result<Ending> {
    let summary = import::import(&home.index(), &args.paths, args.mirror)?;
    for wrong in &summary.wrong {
        screen::tell(&format!("arobase: {wrong}"));
    }
    if !quiet {
        screen::tell(&told(&summary));
    }
    Ok(if summary.wrong.is_empty() {
        Ending::Done
    } else {
        Ending::Partial
    })
}

fn told(summary: &import::Summary) -> String {
    let (archived, known) = (summary.archived, summary.known);
    if archived + known == 0 {
        return "Nothing was imported.".to_owned();
    }
    let known = match known {
        0 => String::new(),
        _ => format!("; {known} in the archive already, left as they are"),
    };
    format!(
        "Imported {archived} files, dated now{known}. {} claims read, {} records in all.",
        summary.claims, summary.records
    )
}
