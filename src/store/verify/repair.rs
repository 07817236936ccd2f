//! An archive put right from its WARC files: they are the truth, the database says what is in them.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use url::Url;

use super::differences::differences;
use super::salvage::{Aside, Kept, closed, salvage};
use super::{Repaired, ledger};
use crate::store::capture::{Capture, CaptureKind, Purpose};
use crate::store::database::{self, Moment, Word};
use crate::store::lock::Lock;
use crate::store::row::{RobotsRow, RunKind, VisitKind, VisitRow, VisitState};
use crate::store::warc::{self, OPEN, SeenCapture, WARC};
use crate::store::{StoreError, forget, insert, recover, select};
use crate::web::url::authority;

/// Puts the archive in the folder `index` right, as far as its WARC files allow.
///
/// What is whole in them is kept, what is not is moved to `damaged/`. A database that cannot be used
/// is moved there too and made again: captures, and the visits and robots rules that they prove.
/// Pages, claims and records are to be made by reading again. What no file proves is gone: addresses
/// that were queued or gave no capture, and the list of runs.
///
/// # Errors
/// [`StoreError::Locked`] where another process writes to the archive, [`StoreError::Newer`], and
/// failures of the disk; a repair that was stopped is done again from the beginning.
pub fn repair(index: &Path, now: Timestamp) -> Result<Repaired, StoreError> {
    recover::private_folder(index)?;
    let _lock = Lock::take(index, now)?;
    let folder = warc::folder_of(index);
    recover::private_folder(&folder)?;
    let mut aside = Aside::of(index);
    let path = database::file_of(index);
    let (mut db, rebuilt) = open(&path, &mut aside)?;
    let mut repaired = Repaired {
        rebuilt,
        ..Repaired::default()
    };
    let wrong = |source| StoreError::database(&path, source);
    let noted = if rebuilt {
        None
    } else {
        forget::recover(index, &db)?;
        recover::noted(&db).map_err(wrong)?
    };
    let names = files(&folder, rebuilt, noted.as_ref())?;
    // Captures that others refer to go and come within it.
    let commit = db
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(wrong)?;
    let mut rows = Rows::begin(&commit, now).map_err(wrong)?;
    let mut known = HashSet::new();
    for (name, end) in &names {
        let kept = salvage(&folder, name, *end, &mut known, &mut aside)?;
        let name = name.strip_suffix(OPEN).unwrap_or(name);
        rows.take(name, &kept).map_err(wrong)?;
    }
    rows.end(&names).map_err(wrong)?;
    (repaired.recovered, repaired.lost) = (rows.recovered, rows.lost);
    commit.commit().map_err(wrong)?;
    beside(&folder, &db, &path)?;
    let _ = db.pragma_update(None, "wal_checkpoint", "truncate");
    repaired.aside = aside.files;
    Ok(repaired)
}

/// The database, or a new one where it cannot be used; whether it is new.
fn open(path: &Path, aside: &mut Aside) -> Result<(Connection, bool), StoreError> {
    if path.exists() {
        match database::open_to_write(path) {
            Ok(db) if ledger::check(&db, path).1 => return Ok((db, false)),
            Ok(_) | Err(StoreError::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
        for ending in ["", "-wal", "-shm"] {
            let mut file = path.as_os_str().to_owned();
            file.push(ending);
            let file = Path::new(&file);
            if file.exists() {
                aside.take(file)?;
            }
        }
    }
    database::open_to_write(path).map(|db| (db, true))
}

/// The WARC files, and how far each is good.
fn files(
    folder: &Path,
    rebuilt: bool,
    noted: Option<&(u64, String)>,
) -> Result<Vec<(String, u64)>, StoreError> {
    let mut files = Vec::new();
    for name in recover::names(folder)? {
        let path = folder.join(&name);
        let size = || {
            let metadata = fs::metadata(&path).map_err(|source| StoreError::disk(&path, source))?;
            Ok::<_, StoreError>(metadata.len())
        };
        match name.strip_suffix(OPEN) {
            None if name.ends_with(WARC) => files.push((name.clone(), size()?)),
            None => {}
            Some(_) if rebuilt => files.push((name.clone(), size()?)),
            // What no commit had acknowledged is asked again, as after any kill.
            Some(closed) => match noted {
                Some((end, file)) if file == closed => {
                    files.push((name.clone(), size()?.min(*end)));
                }
                _ => fs::remove_file(&path).map_err(|source| StoreError::disk(&path, source))?,
            },
        }
    }
    Ok(files)
}

/// The captures of the database, brought to what the files say.
struct Rows<'a> {
    commit: &'a Transaction<'a>,
    run: i64,
    /// By WARC-Record-ID, for revisits.
    ids: HashMap<String, i64>,
    recovered: u64,
    lost: Vec<String>,
}

impl<'a> Rows<'a> {
    fn begin(commit: &'a Transaction<'a>, now: Timestamp) -> rusqlite::Result<Self> {
        commit.pragma_update(None, "defer_foreign_keys", true)?;
        let mut begin = commit.prepare_cached(
            "insert into run (kind, started, ended, status) values (?1, ?2, ?2, 'done')",
        )?;
        let run = begin.insert(params![Word(RunKind::Repair), Moment(now)])?;
        Ok(Self {
            commit,
            run,
            ids: HashMap::new(),
            recovered: 0,
            lost: Vec::new(),
        })
    }

    /// Brings the rows of the file `name` to its whole records.
    fn take(&mut self, name: &str, kept: &[Kept]) -> rusqlite::Result<()> {
        let rows = select::captures_in(self.commit, name)?;
        let mut rows: HashMap<String, Capture> = rows
            .into_iter()
            .map(|row| (row.record_id.clone(), row))
            .collect();
        for one in kept {
            let Some(capture) = &one.seen.capture else {
                continue;
            };
            let original = match &capture.refers_to {
                Some(id) => self.original(id)?,
                None => None,
            };
            let original = original.as_ref();
            let id = match rows.remove(&one.seen.id) {
                Some(row) if self.fits(&row, one, capture)? => {
                    self.move_to(&row, one.offset)?;
                    row.id
                }
                Some(row) => {
                    self.recovered += 1;
                    self.write(Some(row.id), name, one, capture, original)?
                }
                None => {
                    self.recovered += 1;
                    self.seen(capture)?;
                    self.write(None, name, one, capture, original)?
                }
            };
            self.ids.insert(one.seen.id.clone(), id);
        }
        rows.into_values().try_for_each(|row| self.lose(&row))
    }

    /// Whether a row says what its record says.
    fn fits(&self, row: &Capture, one: &Kept, capture: &SeenCapture) -> rusqlite::Result<bool> {
        let original = match row.refers_to {
            Some(id) => select::captures(self.commit, "where id = ?1", [id])?.pop(),
            None => None,
        };
        let differs = differences(row, &one.seen.id, capture, one.length, original.as_ref());
        Ok(differs.is_empty())
    }

    fn move_to(&self, row: &Capture, offset: u64) -> rusqlite::Result<()> {
        if row.offset == offset {
            return Ok(());
        }
        let mut moved = self
            .commit
            .prepare_cached("update capture set offset = ?2 where id = ?1")?;
        moved
            .execute(params![row.id, offset.cast_signed()])
            .map(drop)
    }

    /// The capture whose WARC-Record-ID a revisit names.
    fn original(&self, record: &str) -> rusqlite::Result<Option<Capture>> {
        match self.ids.get(record) {
            Some(id) => Ok(select::captures(self.commit, "where id = ?1", [id])?.pop()),
            None => Ok(None),
        }
    }

    /// Writes the row of a capture as its record tells it, in the place of row `id` where there is one.
    fn write(
        &self,
        id: Option<i64>,
        name: &str,
        one: &Kept,
        capture: &SeenCapture,
        original: Option<&Capture>,
    ) -> rusqlite::Result<i64> {
        let is_revisit = capture.kind == CaptureKind::Revisit;
        let original = original.filter(|_| is_revisit);
        let mime = original.map_or(&capture.mime, |original| &original.mime);
        let sha256 = original.map_or(&capture.sha256, |original| &original.sha256);
        let mut write = self.commit.prepare_cached(
            "insert into capture (id, run, kind, purpose, refers_to, url, at, status, mime, etag,
                 last_modified, digest, sha256, record_id, warc, offset, length)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
             on conflict (id) do update set kind = excluded.kind, purpose = excluded.purpose,
                 refers_to = excluded.refers_to, url = excluded.url, at = excluded.at,
                 status = excluded.status, mime = excluded.mime, etag = excluded.etag,
                 last_modified = excluded.last_modified, digest = excluded.digest,
                 sha256 = excluded.sha256, record_id = excluded.record_id, warc = excluded.warc,
                 offset = excluded.offset, length = excluded.length
             returning id",
        )?;
        write.query_row(
            params![
                id,
                self.run,
                Word(capture.kind),
                Word(capture.purpose),
                original.map(|original| original.id),
                capture.url,
                Moment(capture.at),
                capture.status,
                mime,
                capture.etag,
                capture.last_modified,
                capture.digest,
                sha256,
                one.seen.id,
                name,
                one.offset.cast_signed(),
                one.length.cast_signed(),
            ],
            |row| row.get(0),
        )
    }

    /// Notes the visit and the robots rules that a capture proves, where nothing newer is known.
    fn seen(&self, capture: &SeenCapture) -> rusqlite::Result<()> {
        let Some(host) = host_of(&capture.url) else {
            return Ok(());
        };
        let known = select::visits(self.commit, "where url = ?1", [&capture.url])?.pop();
        if known.is_none_or(|known| known.asked_at.is_none_or(|at| at <= capture.at)) {
            insert::visit(self.commit, &visit(capture, host.clone(), self.run))?;
        }
        if let Some(body) = &capture.body {
            insert::robots(
                self.commit,
                &RobotsRow {
                    host,
                    asked_at: capture.at,
                    status: Some(capture.status),
                    body: body.clone(),
                },
            )?;
        }
        Ok(())
    }

    /// Takes out a capture whose bytes are lost, with all that was read in it; its address is asked
    /// again where no other capture of it is left.
    fn lose(&mut self, row: &Capture) -> rusqlite::Result<()> {
        self.commit
            .prepare_cached("delete from capture where id = ?1")?
            .execute([row.id])?;
        let mut queue = self.commit.prepare_cached(
            "update visit set state = 'queued', attempts = 0, outcome = null, status = null, detail = null
             where url = ?1 and not exists (select 1 from capture where url = ?1)",
        )?;
        queue.execute([&row.url])?;
        // Not on the condition of an answer that is lost: a 304 would bring nothing back.
        let mut forget = self.commit.prepare_cached(
            "update visit set due_at = null, interval = null, etag = null, last_modified = null,
                 digest = null where url = ?1",
        )?;
        forget.execute([&row.url])?;
        self.lost.push(row.url.clone());
        Ok(())
    }

    /// Takes out the rows of files that are not there, and rows that nothing stands behind.
    fn end(&mut self, names: &[(String, u64)]) -> rusqlite::Result<()> {
        let there: HashSet<&str> = names
            .iter()
            .map(|(name, _)| name.strip_suffix(OPEN).unwrap_or(name))
            .collect();
        for (name, _) in select::warc_names(self.commit)? {
            if !there.contains(name.as_str()) {
                for row in select::captures_in(self.commit, &name)? {
                    self.lose(&row)?;
                }
            }
        }
        self.commit.execute(
            "update capture set run = ?1 where run not in (select id from run)",
            [self.run],
        )?;
        self.commit.execute_batch(
            "delete from page where capture not in (select id from capture)
                 or capture in (select id from capture where kind = 'revisit' or purpose <> 'page');
             delete from claim where capture not in (select capture from page);
             delete from edition_fact where capture not in (select capture from page);
             delete from page_marks where capture not in (select capture from page);
             delete from meta where key = 'warc_open';",
        )
    }
}

/// `scheme://authority`; `None` for what never was on the web.
fn host_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(Url::has_host)?;
    Some(format!("{}://{}", url.scheme(), authority(&url)))
}

/// The visit that a capture proves. How many hops led there, nobody knows any more.
fn visit(capture: &SeenCapture, host: String, run: i64) -> VisitRow {
    VisitRow {
        url: capture.url.clone(),
        host,
        kind: match capture.purpose {
            Purpose::Robots => VisitKind::Robots,
            Purpose::Policy => VisitKind::Reservations,
            Purpose::Page => VisitKind::Page,
        },
        state: VisitState::Done,
        depth: 1,
        priority: 0,
        via: None,
        found_in: Some(run),
        asked_in: Some(run),
        attempts: 0,
        outcome: Some("captured".to_owned()),
        status: Some(capture.status),
        detail: None,
        asked_at: Some(capture.at),
        next: None,
    }
}

/// Writes the CDXJ and the hash of every file where they do not fit.
fn beside(folder: &Path, db: &Connection, base: &Path) -> Result<(), StoreError> {
    let wrong = |source| StoreError::database(base, source);
    let names = recover::names(folder)?;
    let there: Vec<&String> = names.iter().filter(|name| name.ends_with(WARC)).collect();
    db.execute("delete from warc_file", []).map_err(wrong)?;
    for name in there {
        let path = folder.join(name);
        insert::warc_file(db, &closed(folder, name)?).map_err(wrong)?;
        let captures = select::captures_in(db, name).map_err(wrong)?;
        let text = warc::index_text(&captures);
        if !fs::read(warc::index_of(&path)).is_ok_and(|old| old == text.as_bytes()) {
            warc::write_index(&path, &captures)
                .map_err(|source| StoreError::disk(&path, source))?;
        }
    }
    Ok(())
}
