//! The list of what was not kept: a line for each capture, with its file, its place, its address and the reason.

use std::collections::HashSet;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;

/// Who hears of each capture that is not kept.
pub enum List {
    /// A file, whose lines are parted by tabs.
    File(PathBuf, BufWriter<File>),
    /// Somebody who listens.
    Told(Box<dyn FnMut(&str)>),
}

impl List {
    /// A new list in the file `path`.
    ///
    /// # Errors
    /// Failures of the disk.
    pub fn in_file(path: PathBuf) -> anyhow::Result<Self> {
        let made = File::create(&path).with_context(|| path.display().to_string())?;
        Ok(Self::File(path, BufWriter::new(made)))
    }
}

/// The list as it is written.
#[derive(Default)]
pub(super) struct Lines {
    list: Option<List>,
    /// What stands in the list and was kept after all, by the hashes of its lines without the reason.
    kept: HashSet<u64>,
}

impl Lines {
    pub(super) fn new(list: Option<List>) -> Self {
        Self {
            list,
            kept: HashSet::new(),
        }
    }

    pub(super) const fn is_wanted(&self) -> bool {
        self.list.is_some()
    }

    pub(super) fn add(&mut self, line: &str) -> anyhow::Result<()> {
        match &mut self.list {
            Some(List::File(path, out)) => {
                writeln!(out, "{line}").with_context(|| path.display().to_string())
            }
            Some(List::Told(tell)) => {
                tell(line);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Something in the list was kept after all; `line` is its line without the reason.
    pub(super) fn keep(&mut self, line: &str) {
        match &mut self.list {
            Some(List::File(..)) => drop(self.kept.insert(hash(line))),
            Some(List::Told(tell)) => {
                tell(&format!("{line}\tkept after all, its site makes a claim"));
            }
            None => {}
        }
    }

    /// Ends the list: lines of what was kept after all are taken out.
    pub(super) fn end(&mut self) -> anyhow::Result<()> {
        let Some(List::File(path, out)) = &mut self.list else {
            return Ok(());
        };
        let ended = out.flush().and_then(|()| {
            if self.kept.is_empty() {
                return Ok(());
            }
            let beside = path.with_extension(format!("{}.part", std::process::id()));
            let mut again = BufWriter::new(File::create(&beside)?);
            for line in BufReader::new(File::open(&*path)?).lines() {
                let line = line?;
                let place = line.rsplit_once('\t').map_or("", |(place, _)| place);
                if !self.kept.contains(&hash(place)) {
                    writeln!(again, "{line}")?;
                }
            }
            again.into_inner().map_err(io::IntoInnerError::into_error)?;
            fs::rename(&beside, &*path)
        });
        ended.with_context(|| path.display().to_string())
    }
}

fn hash(line: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish()
}
