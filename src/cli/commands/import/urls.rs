//! Runs `arobase import urls`.

use std::path::Path;

use crate::cli::{Ending, Failure, Home, screen};
use crate::jobs::import::urls::{self, FILE_LIMIT};

/// Wrong lines that are named one by one.
const NAMED: usize = 20;
/// Sites that a sentence lists.
const SITES: usize = 4;

/// Runs `arobase import urls`.
pub(super) fn run(home: &Home, path: &Path, quiet: bool) -> anyhow::Result<Ending> {
    let text = text_of(path)?;
    let summary = urls::import(&home.index(), &text, &path.to_string_lossy())?;
    for (line, why) in summary.wrong.iter().take(NAMED) {
        screen::tell(&format!("arobase: {}:{line}: {why}", path.display()));
    }
    if summary.wrong.len() > NAMED {
        let more = summary.wrong.len() - NAMED;
        screen::tell(&format!(
            "arobase: and {more} more lines that are no address"
        ));
    }
    if !quiet {
        let known = match summary.known {
            0 => String::new(),
            known => format!(", {known} known already"),
        };
        let queued = screen::counted(summary.queued, "address", "addresses");
        screen::tell(&format!("{queued} queued for the next crawl{known}."));
        if !summary.unseeded.is_empty() {
            let sites: Vec<&str> = summary
                .unseeded
                .iter()
                .take(SITES)
                .map(String::as_str)
                .collect();
            let more = match summary.unseeded.len().saturating_sub(SITES) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            screen::tell(&format!(
                "No seed names {}{more}: they wait until `arobase source add` or `arobase crawl URL` does.",
                sites.join(", ")
            ));
        }
    }
    Ok(if summary.wrong.is_empty() {
        Ending::Done
    } else {
        Ending::Partial
    })
}

/// The text of a file that people wrote.
pub(super) fn text_of(path: &Path) -> anyhow::Result<String> {
    let named = |what: String| Failure::new(Ending::Usage, format!("{}: {what}", path.display()));
    let metadata = std::fs::metadata(path).map_err(|error| named(error.to_string()))?;
    if metadata.is_dir() {
        return Err(named("it is a folder".to_owned()).into());
    }
    if metadata.len() > FILE_LIMIT {
        return Err(named("longer than 1 GB".to_owned()).into());
    }
    let bytes = std::fs::read(path).map_err(|error| named(error.to_string()))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| named("not UTF-8".to_owned()).help("iconv -f windows-1252 -t utf-8"))?;
    Ok(text)
}
