//! Writing the index from the store: whole into a new folder that is swapped in, or what is new.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::indexer::LogMergePolicy;
use tantivy::{Index, IndexWriter, Term};

use super::analyser;
use super::doc::{PageDoc, RecordDoc, digest, sort};
use super::error::IndexError;
use super::folder::{beside, create_private, lock, lock_in_turn, remove_leftovers, swap};
use super::gather;
use super::schema::{Fields, LAYOUT, schema};
use crate::store::{PageRow, RunKind, Store, StoreError};

/// Memory of the indexing thread, in bytes; one thread, so that one store gives one index.
const ARENA: usize = 50_000_000;
/// Pages read from the store at a time.
const PAGES_AT_ONCE: usize = 200;
/// A segment with more deleted documents than this is merged away; the engine's own default never is.
const DELETED_BEFORE_MERGE: f32 = 0.2;

/// What the index was made from; kept inside its last commit, so that both are always of one piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Layout of the fields.
    pub layout: String,
    /// Fingerprint of the analyser.
    pub analyser: String,
    /// The newest run, its status and its end.
    pub run: Option<(i64, String, Option<String>)>,
    /// The newest run that read pages again, or forgot some.
    pub reread: Option<i64>,
    /// The newest page's capture.
    pub capture: i64,
    /// Hash of the records.
    pub records: String,
}

impl Stamp {
    /// The stamp of an empty store.
    #[cfg(test)]
    pub(super) fn for_tests() -> Self {
        Self {
            layout: LAYOUT.to_owned(),
            analyser: analyser::fingerprint(),
            run: None,
            reread: None,
            capture: 0,
            records: String::new(),
        }
    }

    /// Whether the store holds nothing newer.
    pub(super) fn is_fresh(&self, store: &Store) -> Result<bool, StoreError> {
        let now = stamp(store)?;
        let nothing_new = store.pages(self.capture, 1)?.is_empty();
        Ok(nothing_new && now.run == self.run && now.reread == self.reread)
    }

    /// Whether this program wrote an index with this stamp.
    pub(super) fn is_ours(&self) -> bool {
        self.layout == LAYOUT && self.analyser == analyser::fingerprint()
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Whether the whole index was built again.
    pub rebuilt: bool,
    /// Records in the index, where they were replaced.
    pub records: u64,
    /// Pages added or replaced.
    pub pages: u64,
}

/// Builds the index in `folder` from the store, whole: into a new folder that replaces the old one
/// at the end, so that a search meanwhile finds the old one and a crash leaves one of the two.
///
/// # Errors
/// When another process writes the index, and failures of the disk or the store.
pub fn rebuild(store: &Store, folder: &Path) -> Result<Written, IndexError> {
    let _lock = lock(folder)?;
    rebuild_locked(store, folder)
}

/// As [`rebuild`], but another process that writes the index is waited for: nothing of the old one may stay.
///
/// # Errors
/// Failures of the disk or the store.
pub fn rebuild_in_turn(store: &Store, folder: &Path) -> Result<Written, IndexError> {
    let _lock = lock_in_turn(folder)?;
    rebuild_locked(store, folder)
}

/// Brings the index in `folder` up to date with the store; builds it where it is missing, damaged,
/// of another version, or where pages were read again.
///
/// # Errors
/// When another process writes the index, and failures of the disk or the store.
pub fn update(store: &Store, folder: &Path) -> Result<Written, IndexError> {
    let _lock = lock(folder)?;
    update_locked(store, folder)
}

/// As [`update`], but another process that writes the index is waited for: for a run that has archived what the index is
/// to show, and that has not failed because somebody searches meanwhile.
///
/// # Errors
/// Failures of the disk or the store.
pub fn update_in_turn(store: &Store, folder: &Path) -> Result<Written, IndexError> {
    let _lock = lock_in_turn(folder)?;
    update_locked(store, folder)
}

fn update_locked(store: &Store, folder: &Path) -> Result<Written, IndexError> {
    // A killed rebuild may have left a folder that holds what was forgotten since.
    remove_leftovers(folder)?;
    let (index, fields, before) = match open(folder) {
        Ok(opened) => opened,
        Err(error) if error.is_cured_by_rebuilding() => return rebuild_locked(store, folder),
        Err(error) => return Err(error),
    };
    let mut now = stamp(store)?;
    if now.reread != before.reread {
        return rebuild_locked(store, folder);
    }
    let records = gather::records(store)?;
    now.records = digest(&records);
    now.capture = before.capture;
    let mut builder = Builder::over(&index, fields, folder)?;
    let mut written = Written::default();
    if now.records != before.records {
        written.records = builder.replace_records(records)?;
    }
    written.pages = add_pages(&mut builder, store, &mut now.capture)?;
    builder.finish((now != before).then_some(&now))?;
    Ok(written)
}

/// The version of the index that this program writes: its layout, and the fingerprint of its analyser.
pub fn version() -> String {
    format!("{LAYOUT} {}", analyser::fingerprint())
}

/// Whether the index in `folder` holds all that the store does; a cheap look.
///
/// # Errors
/// Why the index cannot be used, and failures of the store.
pub fn is_fresh(store: &Store, folder: &Path) -> Result<bool, IndexError> {
    let (_, _, stamp) = open(folder)?;
    Ok(stamp.is_fresh(store)?)
}

/// What does not fit between the index in `folder` and the store, where something does not.
///
/// Every file is looked at by its checksum, the records by their count and their hash; of an index
/// that is merely behind, only the files.
///
/// # Errors
/// Why the index cannot be used, and failures of the store.
pub fn misfit(store: &Store, folder: &Path) -> Result<Option<String>, IndexError> {
    let (index, _, stamp) = open(folder)?;
    let damaged = |error: tantivy::TantivyError| IndexError::damaged(folder, error.to_string());
    let broken = index.validate_checksum().map_err(damaged)?;
    if let Some(file) = broken.iter().min() {
        return Ok(Some(format!("{} has changed", file.display())));
    }
    if !stamp.is_fresh(store)? {
        return Ok(None);
    }
    let records = gather::records(store)?;
    let (held, _) = super::search::Searcher::open(folder)?.size()?;
    if held != records.len() {
        let what = format!("it has {held} records, the database {}", records.len());
        return Ok(Some(what));
    }
    let is_same = digest(&records) == stamp.records;
    Ok((!is_same).then(|| "its records are not those of the database".to_owned()))
}

/// Opens the index and checks that this program wrote it.
pub(super) fn open(folder: &Path) -> Result<(Index, Fields, Stamp), IndexError> {
    if !folder.join("meta.json").is_file() {
        return Err(IndexError::Missing(folder.to_owned()));
    }
    let damaged = |error: tantivy::TantivyError| IndexError::damaged(folder, error.to_string());
    let index = Index::open_in_dir(folder).map_err(damaged)?;
    analyser::register(index.tokenizers());
    let payload = index
        .load_metas()
        .map_err(damaged)?
        .payload
        .unwrap_or_default();
    let stamp: Stamp =
        serde_json::from_str(&payload).map_err(|_| IndexError::Outdated(folder.to_owned()))?;
    let (schema, fields) = schema();
    if !stamp.is_ours() || index.schema() != schema {
        return Err(IndexError::Outdated(folder.to_owned()));
    }
    Ok((index, fields, stamp))
}

/// What the store holds now; `records` is left empty, since hashing them takes reading them.
fn stamp(store: &Store) -> Result<Stamp, StoreError> {
    let runs = store.runs()?;
    let newest = runs.first().map(|run| {
        (
            run.id,
            format!("{:?}", run.status),
            run.ended.map(|ended| ended.to_string()),
        )
    });
    let reread = runs
        .iter()
        .find(|run| matches!(run.kind, RunKind::Reread | RunKind::Forget))
        .map(|run| run.id);
    Ok(Stamp {
        layout: LAYOUT.to_owned(),
        analyser: analyser::fingerprint(),
        run: newest,
        reread,
        capture: 0,
        records: String::new(),
    })
}

fn rebuild_locked(store: &Store, folder: &Path) -> Result<Written, IndexError> {
    let (new, old) = (beside(folder, "new"), beside(folder, "old"));
    remove_leftovers(folder)?;
    let mut builder = Builder::create(&new)?;
    let mut now = stamp(store)?;
    let records = gather::records(store)?;
    now.records = digest(&records);
    let written = Written {
        rebuilt: true,
        records: builder.replace_records(records)?,
        pages: add_pages(&mut builder, store, &mut now.capture)?,
    };
    builder.finish(Some(&now))?;
    swap(folder, &new, &old)?;
    Ok(written)
}

/// Adds the newest page of each address archived after `capture`, which moves on; a page that asks
/// not to be shown in searches only takes its older self away, and the print version of a page, which often
/// asks for that, is not that page.
fn add_pages(builder: &mut Builder, store: &Store, capture: &mut i64) -> Result<u64, IndexError> {
    let mut added = 0;
    loop {
        let pages = store.pages(*capture, PAGES_AT_ONCE)?;
        let Some(last) = pages.last() else {
            return Ok(added);
        };
        *capture = last.capture;
        for page in pages {
            let shown = !page.noindex;
            if !shown && is_a_copy(store, &page)? {
                continue;
            }
            let page = gather::page(page);
            builder.remove_page(&page.url);
            if shown {
                builder.add_page(&page)?;
                added += 1;
            }
        }
    }
}

/// Whether a page was read under another address than the one that it gives as its own.
fn is_a_copy(store: &Store, page: &PageRow) -> Result<bool, StoreError> {
    let capture = store.capture(page.capture)?;
    Ok(capture.is_some_and(|capture| capture.url != page.url))
}

/// An index being written; nothing of it is seen before [`Builder::finish`].
pub(super) struct Builder {
    folder: PathBuf,
    fields: Fields,
    writer: IndexWriter,
}

impl Builder {
    /// A new index in `folder`, which is made.
    pub(super) fn create(folder: &Path) -> Result<Self, IndexError> {
        create_private(folder)?;
        let (schema, fields) = schema();
        let engine = |error| IndexError::writing(folder, error);
        let directory = MmapDirectory::open(folder).map_err(|error| engine(error.into()))?;
        let index = Index::builder()
            .schema(schema)
            .open_or_create(directory)
            .map_err(engine)?;
        analyser::register(index.tokenizers());
        Self::over(&index, fields, folder)
    }

    /// Goes on with an index that is there.
    fn over(index: &Index, fields: Fields, folder: &Path) -> Result<Self, IndexError> {
        let writer = index
            .writer_with_num_threads(1, ARENA)
            .map_err(|error| IndexError::writing(folder, error))?;
        let mut merging = LogMergePolicy::default();
        merging.set_del_docs_ratio_before_merge(DELETED_BEFORE_MERGE);
        writer.set_merge_policy(Box::new(merging));
        Ok(Self {
            folder: folder.to_owned(),
            fields,
            writer,
        })
    }

    /// Puts these records in the place of all that are there; tells how many.
    pub(super) fn replace_records(
        &mut self,
        mut records: Vec<RecordDoc>,
    ) -> Result<u64, IndexError> {
        self.writer
            .delete_term(Term::from_field_text(self.fields.doc, "record"));
        sort(&mut records);
        let mut order = 0;
        for record in &records {
            self.add(record.document(&self.fields, order))?;
            order += 1;
        }
        Ok(order)
    }

    /// Takes away the page with this address.
    pub(super) fn remove_page(&mut self, url: &str) {
        self.writer
            .delete_term(Term::from_field_text(self.fields.id, url));
    }

    /// Adds a page.
    pub(super) fn add_page(&mut self, page: &PageDoc) -> Result<(), IndexError> {
        self.add(page.document(&self.fields))
    }

    fn add(&self, document: tantivy::TantivyDocument) -> Result<(), IndexError> {
        let added = self.writer.add_document(document);
        added
            .map(drop)
            .map_err(|error| IndexError::writing(&self.folder, error))
    }

    /// Makes all of it visible at once, with the stamp of what it was made from; without a stamp,
    /// nothing.
    pub(super) fn finish(mut self, stamp: Option<&Stamp>) -> Result<(), IndexError> {
        let engine = |error| IndexError::writing(&self.folder, error);
        if let Some(stamp) = stamp {
            // A stamp is plain data: it always serialises.
            let payload = serde_json::to_string(stamp).unwrap_or_default();
            let mut commit = self.writer.prepare_commit().map_err(engine)?;
            commit.set_payload(&payload);
            commit.commit().map_err(engine)?;
        }
        self.writer.wait_merging_threads().map_err(engine)
    }
}
