//! Where people's files name what is forgotten: told, and left as it is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::store::seeds;
use crate::web::forgotten::Forgotten;

/// Files past this size are not looked into.
const LIMIT: u64 = 64 * 1024 * 1024;

/// A place in a file of the home that is not ours to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The file.
    pub path: PathBuf,
    /// The line there, from 1; nothing where the decision is told by its record.
    pub line: Option<usize>,
    /// What stands there, where it is not the thing itself.
    pub what: Option<String>,
}

/// Looks through `seeds/` and the files that lie in the home itself, and for decisions about what goes.
pub(super) fn mentions(
    index: &Path,
    alone: &Forgotten,
    claims: &BTreeSet<&str>,
    records: &[String],
) -> Vec<Mention> {
    let home = index.parent().unwrap_or(index);
    let mut found = Vec::new();
    for folder in [home.to_owned(), home.join("seeds")] {
        for path in files(&folder) {
            // A file that is no text cannot be looked into so.
            let text = fs::read_to_string(&path).unwrap_or_default();
            let lines = text.lines().enumerate();
            let lines = lines.filter(|(_, line)| alone.is_named_in(line));
            found.extend(lines.map(|(place, _)| Mention {
                path: path.clone(),
                line: Some(place + 1),
                what: None,
            }));
        }
    }
    // A file of decisions that is wrong is told by whoever uses it.
    for decision in seeds::decisions(index).unwrap_or_default() {
        let is_gone = claims.iter().any(|claim| claim.starts_with(&decision.keep));
        if decision.undone.is_none() && (is_gone || records.contains(&decision.record)) {
            found.push(Mention {
                path: home.join("seeds/decisions.toml"),
                line: None,
                what: Some(format!("the decision about {}", decision.record)),
            });
        }
    }
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| {
            let metadata = entry.metadata();
            metadata.is_ok_and(|file| file.is_file() && file.len() <= LIMIT)
        })
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files
}
