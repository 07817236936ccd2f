//! Which files are to be read, which parts they have, and how far each was read before.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::jobs::reading::READER_VERSION;
use crate::store::foreign::{Input, Part, parts};
use crate::store::{StoreError, Writer, sha256_of};

/// The files of a folder that are taken.
const ENDINGS: [&str; 3] = [".warc", ".warc.gz", ".wacz"];
/// Bytes at the beginning and at the end by which a file is known again.
const SAMPLE: u64 = 64 * 1024;

/// A file that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct NotRead {
    /// The file, or the part of a WACZ.
    pub path: PathBuf,
    /// The reason.
    pub why: String,
}

/// How far a source was read, as the database keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Which reader looked at it.
    reader: String,
    /// Whether every page was kept.
    all: bool,
    /// Where the next record begins.
    at: u64,
    /// It was read to its end.
    ended: bool,
    /// The pages of sites that turned out to matter were fetched, too.
    whole: bool,
}

/// A file of records: by itself, or inside a WACZ.
#[derive(Clone, Debug)]
pub(super) struct Source {
    path: PathBuf,
    part: Part,
    length: u64,
    /// The name by which the database knows it.
    key: String,
    mark: Mark,
    /// An earlier import has read some of it.
    was_begun: bool,
}

impl Source {
    /// What people call it.
    pub(super) fn name(&self) -> String {
        let path = self.path.display();
        match self.part.name() {
            "" => path.to_string(),
            inside => format!("{path}:{inside}"),
        }
    }

    /// The name of its file, without the folders that are nobody's business later.
    pub(super) fn short_name(&self) -> String {
        let file = self.path.file_name().unwrap_or_default().to_string_lossy();
        match self.part.name() {
            "" => file.into_owned(),
            inside => format!("{file}:{inside}"),
        }
    }

    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    /// Whether it was read to its end before.
    pub(super) const fn is_done(&self) -> bool {
        self.mark.ended
    }

    /// Whether the pages of sites that matter were fetched from it.
    pub(super) const fn is_whole(&self) -> bool {
        self.mark.whole || self.mark.all
    }

    /// Where to begin reading.
    pub(super) const fn begin(&self) -> u64 {
        self.mark.at
    }

    /// Takes back how far it was read by an earlier import that kept the same.
    pub(super) fn recall(
        &mut self,
        writer: &Writer,
        settings: &Settings,
    ) -> Result<(), StoreError> {
        let told = writer.note(&self.key)?;
        let mark: Option<Mark> = told.and_then(|told| serde_json::from_str(&told).ok());
        let fits = |mark: &Mark| mark.reader == READER_VERSION && (mark.all || !settings.all);
        self.mark = match mark.filter(|mark| fits(mark) && !settings.again) {
            Some(mark) => mark,
            None => Mark {
                reader: READER_VERSION.to_owned(),
                all: settings.all,
                ..Mark::default()
            },
        };
        self.was_begun = self.mark.at > 0 || self.mark.ended;
        Ok(())
    }

    /// Whether an earlier import has read some of it.
    pub(super) const fn was_begun(&self) -> bool {
        self.was_begun
    }

    pub(super) fn reached(&mut self, at: u64) -> (String, String) {
        self.mark.at = at;
        self.as_note()
    }

    pub(super) fn ended(&mut self) -> (String, String) {
        self.mark.ended = true;
        self.as_note()
    }

    pub(super) fn made_whole(&mut self) -> (String, String) {
        self.mark.whole = true;
        self.as_note()
    }

    fn as_note(&self) -> (String, String) {
        let told = serde_json::to_string(&self.mark).unwrap_or_default();
        (self.key.clone(), told)
    }

    /// Hands its bytes to `read`.
    pub(super) fn read<T>(&self, read: impl FnOnce(Input<'_>) -> io::Result<T>) -> io::Result<T> {
        self.part.read(File::open(&self.path)?, read)
    }
}

/// The sources that `paths` stand for, in order; and what cannot be read.
pub(super) fn sources(paths: &[PathBuf]) -> (Vec<Source>, Vec<NotRead>) {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for path in paths {
        let before = found.len() + wrong.len();
        match fs::metadata(path) {
            Err(error) => wrong.push(not_read(path, error.to_string())),
            Ok(metadata) if metadata.is_dir() => {
                enter(path, &mut found, &mut wrong);
                if found.len() + wrong.len() == before {
                    let why = "no .warc, .warc.gz or .wacz file in this folder";
                    wrong.push(not_read(path, why.to_owned()));
                }
            }
            Ok(metadata) if metadata.is_file() => add(path, &mut found, &mut wrong),
            Ok(_) => wrong.push(not_read(path, "not a file".to_owned())),
        }
    }
    // The same file may be named twice.
    let mut keys = std::collections::HashSet::new();
    found.retain(|source| keys.insert(source.key.clone()));
    (found, wrong)
}

fn not_read(path: &Path, why: String) -> NotRead {
    NotRead {
        path: path.to_owned(),
        why,
    }
}

/// Goes through a folder by names; symbolic links may lead out of it and are passed over.
fn enter(folder: &Path, found: &mut Vec<Source>, wrong: &mut Vec<NotRead>) {
    let entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
        Ok(entries) => entries,
        Err(error) => return wrong.push(not_read(folder, error.to_string())),
    };
    let mut paths: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    for path in paths {
        match fs::symlink_metadata(&path) {
            Err(error) => wrong.push(not_read(&path, error.to_string())),
            Ok(metadata) if metadata.is_dir() => enter(&path, found, wrong),
            Ok(metadata) if metadata.is_file() => {
                let name = path.to_string_lossy().to_ascii_lowercase();
                if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
                    add(&path, found, wrong);
                }
            }
            Ok(_) => {}
        }
    }
}

fn add(path: &Path, found: &mut Vec<Source>, wrong: &mut Vec<NotRead>) {
    let looked = File::open(path).and_then(|mut file| {
        let parts = parts(&mut file)?;
        let whole = file.metadata()?.len();
        Ok((parts, whole, print_of(&mut file, whole)?))
    });
    let (parts, whole, print) = match looked {
        Ok(looked) => looked,
        Err(error) => return wrong.push(not_read(path, error.to_string())),
    };
    if whole == 0 {
        return wrong.push(not_read(path, "empty".to_owned()));
    }
    let before = found.len() + wrong.len();
    for part in parts {
        let length = match &part {
            Part::Refused { name, why } => {
                let inside = PathBuf::from(format!("{}:{name}", path.display()));
                wrong.push(not_read(&inside, (*why).to_owned()));
                continue;
            }
            Part::Whole => whole,
            Part::Stored { length, .. } | Part::Packed { length, .. } => *length,
        };
        let key = match part.name() {
            "" => format!("import:{print}"),
            name => format!("import:{print}:{name}"),
        };
        found.push(Source {
            path: path.to_owned(),
            part,
            length,
            key,
            mark: Mark::default(),
            was_begun: false,
        });
    }
    if found.len() + wrong.len() == before {
        wrong.push(not_read(path, "no WARC file inside".to_owned()));
    }
}

/// What a file is known again by, without reading all of it: hundreds of gigabytes are read once.
fn print_of(file: &mut File, length: u64) -> io::Result<String> {
    let mut sample = length.to_le_bytes().to_vec();
    file.seek(SeekFrom::Start(0))?;
    file.by_ref().take(SAMPLE).read_to_end(&mut sample)?;
    file.seek(SeekFrom::Start(length.saturating_sub(SAMPLE)))?;
    file.by_ref().take(SAMPLE).read_to_end(&mut sample)?;
    Ok(sha256_of(&sample))
}
