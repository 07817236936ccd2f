//! `forget`: what somebody asks to be forgotten is found, removed with its bytes, and never collected again.

mod find;
mod mention;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use url::Url;

use super::clock;
use super::reading::Reader;
use crate::index::{self, IndexError};
use crate::store::{
    Capture, Operator, Reading, Recovery, Removal, Removed, Store, StoreError, Writer, forget_key,
};
use crate::web::forgotten::{Forgotten, Key, Kind, Mark};
use crate::web::url::site;
pub use find::Found;
pub use mention::Mention;

/// What is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An address: what was archived of it, and what bears it as its own or has its very bytes.
    Address(Url),
    /// A host without `www.`, and the hosts below it.
    Host(String),
    /// Words: every page that has them, in any spelling.
    Words(String),
}

/// The words say too little to be told from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("so few letters stand on too many pages")]
pub struct TooShort;

impl Target {
    /// Its word in runs and receipts.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Address(_) => "url",
            Self::Host(_) => "host",
            Self::Words(_) => "quote",
        }
    }

    fn mark(&self, key: &Key) -> Result<(Kind, Mark), TooShort> {
        Ok(match self {
            Self::Address(url) => (Kind::Address, key.address(url)),
            Self::Host(host) => (Kind::Host, key.host(host)),
            Self::Words(words) => {
                let (count, mark) = key.words(words).ok_or(TooShort)?;
                (Kind::Words(count), mark)
            }
        })
    }

    /// The target alone, as its mark knows it.
    fn alone(&self, key: &Key) -> Result<Forgotten, TooShort> {
        let (kind, mark) = self.mark(key)?;
        let mut alone = Forgotten::new(key.clone());
        alone.add(kind, mark);
        Ok(alone)
    }

    /// Whether a text of whoever asks would tell what is forgotten.
    ///
    /// # Errors
    /// Where the words say too little.
    pub fn is_told_by(&self, index: &Path, text: &str) -> anyhow::Result<bool> {
        Ok(self.alone(&forget_key(index)?)?.is_named_in(text))
    }
}

/// What would be done.
#[derive(Debug, Default)]
pub struct Plan {
    /// What is in the archive of it.
    pub found: Found,
    /// Records that nothing else proves.
    pub records_gone: usize,
    /// Records that lose a proof and keep another.
    pub records_left: usize,
    /// Files of `index/damaged`.
    pub damaged: usize,
    /// Where people's files name it.
    pub mentions: Vec<Mention>,
    /// Whether it is on the list already.
    pub known: bool,
}

/// What was done.
#[derive(Debug)]
pub struct Done {
    /// What would be, as it was found.
    pub plan: Plan,
    /// What was removed.
    pub removed: Removed,
    /// What a killed run had left.
    pub recovery: Recovery,
}

/// Looks what `target` is in the archive whose folder is `index`; changes nothing. `progress` hears how many captures were
/// looked into, of how many.
///
/// # Errors
/// Where there is no archive, words that say too little, a capture that is damaged, and failures of the disk.
pub fn look(
    index: &Path,
    target: &Target,
    progress: &mut dyn FnMut(u64, u64),
) -> anyhow::Result<Plan> {
    let store = Store::open(index)?;
    let key = forget_key(index)?;
    plan(index, &store, target, &key, progress)
}

fn plan(
    index: &Path,
    store: &Store,
    target: &Target,
    key: &Key,
    progress: &mut dyn FnMut(u64, u64),
) -> anyhow::Result<Plan> {
    let alone = target.alone(key)?;
    let found = find::find(store, target, &alone, key, progress)?;
    let claims: BTreeSet<&str> = found.claims.iter().map(String::as_str).collect();
    let (mut records_gone, mut records_left) = (Vec::new(), 0);
    for record in store.records()? {
        let all = record.claims.len();
        let gone = record.claims.iter();
        let gone = gone.filter(|(claim, _)| claims.contains(claim.as_str()));
        match gone.count() {
            0 => {}
            gone if gone == all => records_gone.push(record.id),
            _ => records_left += 1,
        }
    }
    let mentions = mention::mentions(index, &alone, &claims, &records_gone);
    let (kind, mark) = target.mark(key)?;
    Ok(Plan {
        known: crate::store::forgotten(index)?.has(kind, mark),
        records_gone: records_gone.len(),
        records_left,
        damaged: files_in(&index.join("damaged")),
        mentions,
        found,
    })
}

fn files_in(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

/// Removes `target` from the archive whose folder is `index`, and keeps a hash of it so that it never comes back.
///
/// # Errors
/// As [`look`]; an archive that another process writes to, a WARC file that is damaged. Nothing is removed then.
pub fn forget(
    index: &Path,
    target: &Target,
    reason: Option<&str>,
    progress: &mut dyn FnMut(u64, u64),
) -> anyhow::Result<Done> {
    // Before the writer, which would make an archive where there is none.
    match Store::open(index) {
        Ok(_) | Err(StoreError::Older { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let reader = Reader::of_archive(index)?;
    let (mut writer, recovery) = Writer::open(index, &Operator::default(), clock::now())?;
    // Now that nobody else can make another.
    let key = forget_key(index)?;
    let store = Store::open(index)?;
    let plan = plan(index, &store, target, &key, progress)?;
    let readings = readings(&store, &reader, &plan.found.captures)?;
    let mut alone = target.alone(&key)?;
    let mut marks = vec![target.mark(&key)?];
    marks.extend(
        plan.found
            .payloads
            .iter()
            .map(|payload| (Kind::Payload, *payload)),
    );
    for (kind, mark) in &marks {
        alone.add(*kind, *mark);
    }
    let removed = writer.forget(
        &Removal {
            captures: &plan.found.captures,
            readings: &readings,
            target: &alone,
            key: &key,
            marks: &marks,
            what: target.word(),
            reason,
            unread: plan.found.unread,
        },
        clock::now(),
    )?;
    writer.finish()?;
    rebuild(index, &store)?;
    Ok(Done {
        plan,
        removed,
        recovery,
    })
}

/// No stretch of the old search index may stay.
fn rebuild(index: &Path, store: &Store) -> Result<(), IndexError> {
    index::rebuild_in_turn(store, &super::reindex::folder(index)).map(drop)
}

/// The captures that stay at an address which loses some, read again: a claim that both made stands with the newer.
fn readings(
    store: &Store,
    reader: &Reader,
    gone: &[Capture],
) -> Result<Vec<(i64, Option<Reading>)>, StoreError> {
    let ids: BTreeSet<i64> = gone.iter().map(|capture| capture.id).collect();
    let urls: BTreeSet<&str> = gone.iter().map(|capture| capture.url.as_str()).collect();
    let mut left = Vec::new();
    for url in urls {
        for capture in store.captures_of(url)? {
            if !ids.contains(&capture.id) && capture.is_to_be_read() {
                let exchange = store.payload(&capture)?;
                left.push((capture.id, reader.read_answer(&exchange)));
            }
        }
    }
    left.sort_by_key(|(id, _)| *id);
    Ok(left)
}

/// The host that somebody typed, as a host or as an address on it: without `www.`.
///
/// # Errors
/// When it is no host.
pub fn host(typed: &str) -> Result<String, crate::web::url::Refusal> {
    crate::web::url::typed(typed).map(|url| site(&url).to_owned())
}

/// A path as it is told: from the home on.
pub fn told_path(index: &Path, path: &Path) -> PathBuf {
    let home = index.parent().unwrap_or(index);
    path.strip_prefix(home).unwrap_or(path).to_owned()
}
