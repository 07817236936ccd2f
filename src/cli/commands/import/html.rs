//! Runs `arobase import html`.

use crate::cli::args::HtmlArgs;
use crate::cli::{Ending, Home, screen};
use crate::jobs::import::html as import;

/// Runs `arobase import html`: files into the archive, and a sentence for each that could not be read.
pub(super) fn run(home: &Home, args: &HtmlArgs, quiet: bool) -> anyhow::Result<Ending> {
    let summary = import::import(&home.index(), &args.paths, args.mirror)?;
    for wrong in &summary.wrong {
        screen::tell(&format!("arobase: {wrong}"));
    }
    if summary.forgotten > 0 {
        let kept = "not kept: somebody asked to forget what they hold (arobase forget)";
        screen::tell(&format!("{} {kept}", files(summary.forgotten)));
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
    let left = match (archived, known) {
        (_, 0) => String::new(),
        (0, _) => return format!("Nothing new: the archive holds {} already.", files(known)),
        _ => format!(" The archive held {} already.", files(known)),
    };
    format!(
        "Imported {}, dated now: {} read, {} in all.{left}",
        files(archived),
        screen::counted(summary.claims, "claim", "claims"),
        screen::counted(summary.records, "record", "records"),
    )
}

fn files(count: u64) -> String {
    screen::counted(count, "file", "files")
}
