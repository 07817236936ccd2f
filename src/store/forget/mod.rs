//! What is to be forgotten goes out of the archive so that its bytes are gone: WARC files are written again without
//! it, its rows are deleted and the database is packed, and hashes of it are kept so that it never comes back.
//!
//! New files are written beside the old ones, then one transaction moves the archive from the old to the new, then
//! the old ones go. Killed before that transaction it is taken back, killed after it it is gone on with, by
//! whatever writes to the archive next ([`finish::recover`]).

mod filter;
mod finish;
mod list;
mod rewrite;
mod sweep;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;

use jiff::Timestamp;
use rusqlite::{Result as Rows, Transaction, params};
use serde::Serialize;
use serde_json::json;

pub(super) use filter::kept;
pub(super) use finish::{is_pending, is_unfinished, recover};
pub use list::{forget_key, forgotten};

use super::capture::{Capture, CaptureKind};
use super::database::{Moment, Word};
use super::row::{Reading, RunKind, RunStatus};
use super::warc;
use super::write::Writer;
use super::{StoreError, insert, reconcile, seeds, select};
use crate::web::forgotten::{Forgotten, Key, Kind, Mark};
use finish::{PATIENCE, Pending, note};
use list::Entry;
use rewrite::{Rewritten, Without, next_name, rewrite};

/// What is to go, found beforehand.
pub struct Removal<'a> {
    /// The captures that go, revisits included.
    pub captures: &'a [Capture],
    /// Captures that stay at addresses which lose some, read again, oldest first.
    pub readings: &'a [(i64, Option<Reading>)],
    /// Knows what names it.
    pub target: &'a Forgotten,
    /// The secret that the marks are made with.
    pub key: &'a Key,
    /// What is kept so that it never comes back.
    pub marks: &'a [(Kind, Mark)],
    /// What sort of thing it is: `url`, `host`, `quote`.
    pub what: &'a str,
    /// Why, in the words of whoever asked.
    pub reason: Option<&'a str>,
    /// Captures whose bodies nobody here could look into.
    pub unread: u64,
}

/// A WARC file before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// Its name.
    pub before: String,
    /// SHA-256 of its bytes, hex, where it was known.
    pub sha256_before: Option<String>,
    /// Its new name; nothing where no capture was left.
    pub after: Option<String>,
    /// SHA-256 of its bytes now, hex.
    pub sha256_after: Option<String>,
}

/// What was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Removed {
    /// Captures, revisits included.
    pub captures: u64,
    /// Revisits among them.
    pub revisits: u64,
    /// WARC records, requests included.
    pub warc_records: u64,
    /// Pages that were read in them.
    pub pages: u64,
    /// Claims of those pages.
    pub claims: u64,
    /// What those pages print of an edition.
    pub facts: u64,
    /// Records that nothing proves any more.
    pub records: u64,
    /// Addresses of the frontier.
    pub addresses: u64,
    /// Texts about runs that named it.
    pub run_texts: u64,
    /// Captures whose bodies nobody here could look into.
    pub captures_not_looked_into: u64,
    /// WARC files that were written again.
    pub warc_files: Vec<FileChange>,
    /// Where the receipt is.
    #[serde(skip)]
    pub receipt: PathBuf,
    /// Whether the bytes are gone from the database's files, too: a reader that was at work keeps them there.
    #[serde(skip)]
    pub packed: bool,
}

impl Writer {
    /// Removes what `removal` names from WARC files and database, and keeps its marks.
    ///
    /// # Errors
    /// A WARC file that is damaged, a file of decisions that cannot be used, and failures of the disk or the database:
    /// nothing is removed then.
    pub fn forget(&mut self, removal: &Removal<'_>, now: Timestamp) -> Result<Removed, StoreError> {
        let index = self.index().to_owned();
        let decisions = seeds::decisions(&index)?;
        let files = self.plan(removal);
        let mut pending = Pending::making(files.values().cloned().collect());
        self.transact(|commit| {
            commit.pragma_update(None, "secure_delete", true)?;
            note(commit, &pending)
        })?;
        let made = self.make(removal, &files).and_then(|(made, mut removed)| {
            removed.captures_not_looked_into = removal.unread;
            let old = files.keys().cloned().collect();
            self.transact(|commit| {
                let rows = commit.query_row("select count(*) from record", [], count)?;
                take_out(commit, removal, &files, &made, &mut removed)?;
                reconcile::reconcile(commit, &decisions)?;
                let left = commit.query_row("select count(*) from record", [], count)?;
                removed.records = rows.saturating_sub(left);
                let run = run_row(commit, removal, &removed, now)?;
                pending.made(old, entries(removal, now), removal.key);
                pending.receipt = receipt(removal, &removed, run, now);
                pending.receipt_name =
                    format!("receipt-{}-{run}.json", now.strftime("%Y%m%d-%H%M%S"));
                note(commit, &pending)
            })?;
            Ok(removed)
        });
        let mut removed = match made {
            Ok(removed) => removed,
            Err(error) => {
                // What was wrong first is what is told; the next writer takes back what this cannot.
                let _ = recover(&index, self.connection());
                return Err(error);
            }
        };
        removed.receipt = pending.receipt_file(&index);
        removed.packed = finish::finish(&index, self.connection(), &pending, PATIENCE)?;
        Ok(removed)
    }

    /// The WARC files that are to be written again, each with its new name.
    fn plan(&self, removal: &Removal<'_>) -> BTreeMap<String, String> {
        let folder = warc::folder_of(self.index());
        let names: BTreeSet<&String> = removal.captures.iter().map(|one| &one.warc).collect();
        let mut files = BTreeMap::new();
        for name in names {
            let mut new = next_name(name);
            while folder.join(&new).exists() {
                new = next_name(&new);
            }
            files.insert(name.clone(), new);
        }
        files
    }

    /// Writes the new files beside the old ones.
    fn make(
        &self,
        removal: &Removal<'_>,
        files: &BTreeMap<String, String>,
    ) -> Result<(BTreeMap<String, Rewritten>, Removed), StoreError> {
        let folder = warc::folder_of(self.index());
        let records: HashSet<String> = removal
            .captures
            .iter()
            .map(|capture| capture.record_id.clone())
            .collect();
        let without = Without {
            records: &records,
            target: removal.target,
        };
        let (mut made, mut removed) = (BTreeMap::new(), Removed::default());
        for (name, new) in files {
            let rewritten = rewrite(&folder, name, new, &without)?;
            let known = self.ask(|db| select::warc_file(db, name))?;
            removed.warc_records += rewritten.dropped;
            removed.warc_files.push(FileChange {
                before: name.clone(),
                sha256_before: known.map(|(_, sha256)| sha256),
                after: rewritten.file.as_ref().map(|file| file.name.clone()),
                sha256_after: rewritten.file.as_ref().map(|file| file.sha256.clone()),
            });
            made.insert(name.clone(), rewritten);
        }
        let revisits = removal.captures.iter();
        let revisits = revisits.filter(|capture| capture.kind == CaptureKind::Revisit);
        removed.captures = warc::size_of(removal.captures.len());
        removed.revisits = warc::size_of(revisits.count());
        Ok((made, removed))
    }
}

fn count(row: &rusqlite::Row<'_>) -> Rows<u64> {
    select::unsigned(row, 0)
}

/// Deletes the rows of what goes, and moves those of what stays to the new files.
fn take_out(
    commit: &Transaction<'_>,
    removal: &Removal<'_>,
    files: &BTreeMap<String, String>,
    made: &BTreeMap<String, Rewritten>,
    removed: &mut Removed,
) -> Rows<()> {
    // Captures that others refer to go within it.
    commit.pragma_update(None, "defer_foreign_keys", true)?;
    let how_many =
        |what: &str| commit.query_row(&format!("select count(*) from {what}"), [], count);
    let before = (
        how_many("page")?,
        how_many("claim")?,
        how_many("edition_fact")?,
    );
    let mut claims = HashSet::new();
    let mut made_of = commit.prepare_cached("select id from claim where capture = ?1")?;
    let mut delete = commit.prepare_cached("delete from capture where id = ?1")?;
    for capture in removal.captures {
        for id in made_of.query_map([capture.id], |row| row.get::<_, String>(0))? {
            claims.insert(id?);
        }
        delete.execute([capture.id])?;
    }
    removed.pages = before.0.saturating_sub(how_many("page")?);
    removed.claims = before.1.saturating_sub(how_many("claim")?);
    removed.facts = before.2.saturating_sub(how_many("edition_fact")?);
    for (name, new) in files {
        commit.execute("delete from warc_file where name = ?1", [name])?;
        if let Some(rewritten) = made.get(name) {
            move_rows(commit, name, new, rewritten)?;
        }
    }
    let mut url = commit.prepare_cached("select url from capture where id = ?1")?;
    for (id, reading) in removal.readings {
        if let Some(reading) = reading {
            let url: String = url.query_row([id], |row| row.get(0))?;
            insert::reading(commit, *id, &url, reading)?;
        }
    }
    // What a capture that stays says as well is not gone.
    let mut left = commit.prepare_cached("select 1 from claim where id = ?1")?;
    let mut gone = HashSet::new();
    for id in claims {
        if !left.exists([&id])? {
            gone.insert(id);
        }
    }
    let names = sweep::Names {
        target: removal.target,
        claims: gone,
    };
    sweep::sweep(commit, &names, removed)
}

/// Points the captures that are left at the new file.
fn move_rows(commit: &Transaction<'_>, name: &str, new: &str, rewritten: &Rewritten) -> Rows<()> {
    let mut place = commit.prepare_cached(
        "update capture set warc = ?3, offset = ?4 where warc = ?1 and record_id = ?2",
    )?;
    for moved in &rewritten.moved {
        place.execute(params![name, moved.record, new, moved.offset.cast_signed()])?;
    }
    // The new file must have every capture that stays: else nothing is removed.
    let left: u64 = commit.query_row(
        "select count(*) from capture where warc = ?1",
        [name],
        count,
    )?;
    if left > 0 {
        return Err(rusqlite::Error::StatementChangedRows(rewritten.moved.len()));
    }
    match &rewritten.file {
        Some(file) => insert::warc_file(commit, file),
        None => Ok(()),
    }
}

/// The run; neither its settings nor its summary say what was forgotten.
fn run_row(
    commit: &Transaction<'_>,
    removal: &Removal<'_>,
    removed: &Removed,
    now: Timestamp,
) -> Rows<i64> {
    let settings = json!({ "what": removal.what, "reason": removal.reason }).to_string();
    let summary = json!(removed).to_string();
    commit
        .prepare_cached(
            "insert into run (kind, started, ended, status, settings, summary) values (?1, ?2, ?2, ?3, ?4, ?5)",
        )?
        .insert(params![
            Word(RunKind::Forget),
            Moment(now),
            Word(RunStatus::Done),
            settings,
            summary
        ])
}

fn entries(removal: &Removal<'_>, now: Timestamp) -> Vec<Entry> {
    let marks = removal.marks.iter();
    marks
        .map(|(kind, mark)| Entry::of(*kind, *mark, now))
        .collect()
}

/// What is written down of it: counts and hashes, never what was forgotten.
fn receipt(
    removal: &Removal<'_>,
    removed: &Removed,
    run: i64,
    now: Timestamp,
) -> serde_json::Value {
    json!({
        "schema": "arobase.receipt/1",
        "at": now,
        "run": run,
        "program": concat!("arobase ", env!("CARGO_PKG_VERSION")),
        "what": removal.what,
        "reason": removal.reason,
        "marks": entries(removal, now),
        "hashes": "SHA-256 with a secret of this archive, so that nobody else can try guesses on them",
        "removed": removed,
        "not_reached": [
            "files that were exported or copied out of the archive before",
            "backups and snapshots of the disk, and what the disk itself keeps of freed blocks",
            "the files of seeds/, which people write",
        ],
    })
}
