//! Runs `arobase import csv`.

use std::path::Path;

use crate::cli::{Ending, Failure, Home, screen};
use crate::jobs::import::csv;

/// Wrong rows that are named one by one.
const NAMED: usize = 20;

/// Runs `arobase import csv`.
pub(super) fn run(home: &Home, path: &Path, quiet: bool) -> anyhow::Result<Ending> {
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::new(Ending::Usage, format!("{}: {error}", path.display())))?;
    let summary = csv::import(&home.index(), bytes, path)?;
    for (line, why) in summary.wrong.iter().take(NAMED) {
        let why = screen::shown(why);
        screen::tell(&format!("arobase: {}:{line}: {why}", path.display()));
    }
    if summary.wrong.len() > NAMED {
        let more = summary.wrong.len() - NAMED;
        screen::tell(&format!("arobase: and {more} more rows that make no claim"));
    }
    if summary.forgotten {
        screen::tell("not kept: somebody asked to forget what it holds (arobase forget)");
    }
    if !quiet {
        if !summary.unknown.is_empty() {
            let names = summary.unknown.join(", ");
            screen::tell(&format!(
                "columns kept as words only: {}",
                screen::shown(&names)
            ));
        }
        screen::tell(&match (summary.known, summary.claims) {
            (true, _) => "Nothing new: the archive holds this table already.".to_owned(),
            (false, 0) => "Nothing was imported.".to_owned(),
            (false, claims) => format!(
                "Imported a table, dated now: {}, {} in all.",
                screen::counted(claims, "claim", "claims"),
                screen::counted(summary.records, "record", "records")
            ),
        });
    }
    Ok(if summary.wrong.is_empty() {
        Ending::Done
    } else {
        Ending::Partial
    })
}
