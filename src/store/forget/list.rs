//! The list of what is never to be collected again, and the receipts: files of `index/forgotten/`.
//!
//! They are no table, because `verify --repair` may have to make the database again from WARC files, which cannot
//! tell what is no longer in them.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::{StoreError, recover, warc};
use crate::web::forgotten::{Forgotten, Key, Kind, Mark};

/// Name and version of the list.
const SCHEMA: &str = "arobase.forgotten/1";

/// A mark as it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// address, host, words, payload.
    pub(super) kind: String,
    /// How many words in a row, where it is words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) words: Option<usize>,
    /// The keyed hash.
    pub(super) hash: String,
    /// Since when.
    pub(super) since: Timestamp,
}

impl Entry {
    pub(super) fn of(kind: Kind, mark: Mark, since: Timestamp) -> Self {
        let (kind, words) = match kind {
            Kind::Address => ("address", None),
            Kind::Host => ("host", None),
            Kind::Words(count) => ("words", Some(count)),
            Kind::Payload => ("payload", None),
        };
        Self {
            kind: kind.to_owned(),
            words,
            hash: mark.to_string(),
            since,
        }
    }

    fn read(&self) -> Option<(Kind, Mark)> {
        let kind = match (self.kind.as_str(), self.words) {
            ("address", None) => Kind::Address,
            ("host", None) => Kind::Host,
            ("words", Some(count)) => Kind::Words(count),
            ("payload", None) => Kind::Payload,
            _ => return None,
        };
        Some((kind, self.hash.parse().ok()?))
    }
}

/// The list as a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    schema: String,
    /// The secret that the hashes are made with.
    key: String,
    marks: Vec<Entry>,
}

/// The folder of the archive in the folder `index`.
pub(super) fn folder_of(index: &Path) -> PathBuf {
    index.join("forgotten")
}

fn file_of(index: &Path) -> PathBuf {
    folder_of(index).join("list.json")
}

impl List {
    /// The list of the archive in the folder `index`; `None` where nothing was ever forgotten.
    pub(super) fn read(index: &Path) -> Result<Option<Self>, StoreError> {
        let path = file_of(index);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StoreError::disk(&path, source)),
        };
        // Without it, what was forgotten would be collected again: better nothing at all is.
        let damaged = |what: String| StoreError::List {
            path: path.clone(),
            what,
        };
        let list: Self = serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
        if list.schema != SCHEMA {
            return Err(damaged(format!("it is {}, not {SCHEMA}", list.schema)));
        }
        list.marks().map_err(damaged)?;
        Ok(Some(list))
    }

    /// A list under a new secret.
    pub(super) fn new() -> Self {
        let random = || uuid::Uuid::new_v4().simple().to_string();
        Self {
            schema: SCHEMA.to_owned(),
            key: random() + &random(),
            marks: Vec::new(),
        }
    }

    /// A list under a secret that marks were made with already.
    pub(super) fn with_key(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            ..Self::new()
        }
    }

    pub(super) fn key(&self) -> Option<Key> {
        Key::new(&self.key).ok()
    }

    fn marks(&self) -> Result<Forgotten, String> {
        let key = self.key().ok_or("its key is not 64 hex digits")?;
        let mut forgotten = Forgotten::new(key);
        for entry in &self.marks {
            let wrong = || format!("{} {} is no mark", entry.kind, entry.hash);
            let (kind, mark) = entry.read().ok_or_else(wrong)?;
            forgotten.add(kind, mark);
        }
        Ok(forgotten)
    }

    /// Adds what is not there yet.
    pub(super) fn add(&mut self, entries: &[Entry]) {
        for entry in entries {
            let known = |old: &Entry| (&old.kind, &old.hash) == (&entry.kind, &entry.hash);
            if !self.marks.iter().any(known) {
                self.marks.push(entry.clone());
            }
        }
    }

    /// Writes it, whole or not at all.
    pub(super) fn write(&self, index: &Path) -> Result<(), StoreError> {
        // Plain data always serialises.
        let text = serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        write(index, &file_of(index), &text)
    }
}

/// Writes a file of the folder, whole or not at all.
pub(super) fn write(index: &Path, path: &Path, text: &str) -> Result<(), StoreError> {
    let folder = folder_of(index);
    recover::private_folder(&folder)?;
    let unfinished = path.with_extension("tmp");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    recover::private(&mut options);
    let written = options
        .open(&unfinished)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&unfinished, path))
        .and_then(|()| warc::sync_folder(&folder))
        .and_then(|()| warc::sync_folder(index));
    written.map_err(|source| StoreError::disk(path, source))
}

/// What the archive in the folder `index` is never to collect again.
///
/// # Errors
/// A list that cannot be read: nothing may be collected then, since nobody knows what may not be.
pub fn forgotten(index: &Path) -> Result<Forgotten, StoreError> {
    match List::read(index)? {
        None => Ok(Forgotten::default()),
        Some(list) => list.marks().map_err(|what| StoreError::List {
            path: file_of(index),
            what,
        }),
    }
}

/// The secret of the archive in the folder `index`; a new one where nothing was ever forgotten.
///
/// # Errors
/// A list that cannot be read.
pub fn forget_key(index: &Path) -> Result<Key, StoreError> {
    let list = List::read(index)?.unwrap_or_else(List::new);
    list.key().ok_or_else(|| StoreError::List {
        path: file_of(index),
        what: "its key is not 64 hex digits".to_owned(),
    })
}
