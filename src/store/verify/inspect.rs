//! Looks at an archive from end to end and names what is not as it was written; changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use flate2::read::GzDecoder;
use rusqlite::Connection;

use super::differences::differences;
use super::ledger;
use super::{Cure, Damage, Inspection};
use crate::store::capture::Capture;
use crate::store::warc::{self, OPEN, Scan, Stretch, WARC, bare, headers_of};
use crate::store::{StoreError, database, forget, lock, recover, select};

/// The head of a record lies in so many bytes.
const HEAD: u64 = 16 * 1024;

/// Looks at the archive in the folder `index` and changes nothing.
///
/// Every capture of the database must be where it says, every row must fit the others, every CDXJ its
/// file. With `read_data`, every record of every WARC
/// file is read, its digests are computed again, and so is the hash of each file.
///
/// `progress` hears how many bytes of WARC files are done, of how many. A crawl may be at work
/// meanwhile: what it had committed at the beginning is looked at.
///
/// # Errors
/// [`StoreError::NoArchive`], [`StoreError::Older`], [`StoreError::Newer`], and failures of the disk.
/// Damage is no error.
pub fn inspect(
    index: &Path,
    read_data: bool,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Inspection, StoreError> {
    let folder = warc::folder_of(index);
    let names = match recover::names(&folder) {
        Ok(names) => names,
        Err(StoreError::Disk { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            Vec::new()
        }
        Err(error) => return Err(error),
    };
    let path = database::file_of(index);
    let mut inspection = Inspection::default();
    let db = open(&path, names.is_empty(), index, &mut inspection.damages)?;
    let wrong = |source| StoreError::database(&path, source);
    let noted = db.as_ref().map(recover::noted).transpose().map_err(wrong)?;
    let mut look = Look {
        folder: &folder,
        db: db.as_ref(),
        base: &path,
        noted: noted.flatten(),
        is_live: lock::holder(index)?.is_some(),
        read_data,
        found: inspection,
    };
    let all = names.iter().map(|name| look.size(name)).sum();
    let mut done = 0;
    progress(done, all);
    for name in &names {
        look.file(name, &mut |bytes| progress(done + bytes, all))?;
        done += look.size(name);
        progress(done, all);
    }
    look.missing(&names)?;
    Ok(look.found)
}

/// Opens the database where it can be used, and reads from one state of it alone.
fn open(
    path: &Path,
    is_alone: bool,
    index: &Path,
    damages: &mut Vec<Damage>,
) -> Result<Option<Connection>, StoreError> {
    if !path.exists() {
        if is_alone {
            return Err(StoreError::NoArchive(index.to_owned()));
        }
        damages.push(Damage::of(path, "it is missing", Cure::Rebuild));
        return Ok(None);
    }
    let db = match database::open_to_read(path) {
        Ok(db) => db,
        Err(StoreError::Damaged { what, .. }) => {
            damages.push(Damage::of(path, what, Cure::Rebuild));
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let begun = db.execute_batch("begin");
    begun.map_err(|source| StoreError::database(path, source))?;
    let (mut found, is_usable) = ledger::check(&db, path);
    damages.append(&mut found);
    Ok(is_usable.then_some(db))
}

struct Look<'a> {
    folder: &'a Path,
    db: Option<&'a Connection>,
    base: &'a Path,
    noted: Option<(u64, String)>,
    is_live: bool,
    read_data: bool,
    found: Inspection,
}

impl Look<'_> {
    fn size(&self, name: &str) -> u64 {
        let is_ours = name.ends_with(WARC) || name.ends_with(OPEN);
        let length = |file: File| file.metadata().ok().map(|metadata| metadata.len());
        let file = is_ours.then(|| open_either(&self.folder.join(name)).ok());
        file.flatten().and_then(length).unwrap_or(0)
    }

    fn file(&mut self, name: &str, progress: &mut dyn FnMut(u64)) -> Result<(), StoreError> {
        let path = self.folder.join(name);
        let (closed, is_open) = match name.strip_suffix(OPEN) {
            Some(closed) => (closed, true),
            None if name.ends_with(WARC) => (name, false),
            None => return Ok(()),
        };
        if self.is_of_a_killed_forget(closed)? {
            let told = format!("{}: a forget that was killed", path.display());
            self.found.left_over.push(told);
            return Ok(());
        }
        let rows = self.ask(|db| select::captures_in(db, closed))?;
        if open_either(&path).is_err() && (rows.is_empty() || self.is_gone_since(closed)?) {
            return Ok(());
        }
        let size = self.size(name);
        let mut end = size;
        if is_open {
            let committed = match &self.noted {
                Some((end, file)) if file == closed => *end,
                _ => 0,
            };
            if self.db.is_some() {
                end = size.min(committed);
                self.open_file(&path, size, committed);
            }
        } else if self.db.is_some() {
            self.beside(&path, closed, size, &rows)?;
        }
        self.found.files += 1;
        if self.read_data {
            self.read(&path, closed, end, rows, progress)
        } else {
            self.heads(&path, end, &rows, progress)
        }
    }

    /// Whether the next writer removes the file, the archive not being in it.
    fn is_of_a_killed_forget(&self, name: &str) -> Result<bool, StoreError> {
        let asked = self.ask(|db| forget::is_unfinished(db, name).map(|is_it| vec![is_it]))?;
        Ok(asked == [true])
    }

    /// Whether no capture lies in the file any more: a forget has written it again since the look began.
    fn is_gone_since(&self, name: &str) -> Result<bool, StoreError> {
        if self.db.is_none() {
            return Ok(false);
        }
        let wrong = |source| StoreError::database(self.base, source);
        let now = database::open_to_read(self.base)?;
        let rows = select::captures_in(&now, name).map_err(wrong)?;
        Ok(rows.is_empty())
    }

    /// How far the open file got, and how far it was committed.
    fn open_file(&mut self, path: &Path, size: u64, committed: u64) {
        if size < committed {
            let what = format!("{size} bytes are left of {committed} that were committed");
            let damage = Damage::of(path, what, Cure::TakeOut).at(size, None);
            self.found.damages.push(damage);
        } else if size > committed && !self.is_live {
            let left = size - committed;
            let told = format!(
                "{}: {left} bytes that no commit had acknowledged",
                path.display()
            );
            self.found.left_over.push(told);
        }
    }

    /// What lies beside a closed file: its CDXJ, and its length in the database.
    fn beside(
        &mut self,
        path: &Path,
        name: &str,
        size: u64,
        rows: &[Capture],
    ) -> Result<(), StoreError> {
        match self.ask(|db| select::warc_file(db, name).map(|known| known.into_iter().collect()))?[..]
        {
            [] => self.found.unsummed += u64::from(!rows.is_empty()),
            [(length, _)] if length != size => {
                let what = format!("it has {size} bytes, and had {length} when it was closed");
                let damage = Damage::of(path, what, Cure::TakeOut).at(size.min(length), None);
                self.found.damages.push(damage);
            }
            _ => {}
        }
        if rows.is_empty() {
            return Ok(());
        }
        let index = warc::index_of(path);
        match std::fs::read(&index) {
            Ok(text) if text == warc::index_text(rows).into_bytes() => {}
            Ok(_) => {
                let what = "it does not say what the database says";
                let damage = Damage::of(&index, what, Cure::Reindex);
                self.found.damages.push(damage);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let told = format!("{}: not written yet", index.display());
                self.found.left_over.push(told);
            }
            Err(source) => return Err(StoreError::disk(&index, source)),
        }
        Ok(())
    }

    /// Looks whether the record that each row names begins where it says.
    fn heads(
        &mut self,
        path: &Path,
        end: u64,
        rows: &[Capture],
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), StoreError> {
        let disk = |source| StoreError::disk(path, source);
        let mut file = open_either(path).map_err(disk)?;
        for row in rows {
            let what = if row.offset + row.length > end {
                Some(format!("the file ends before it, at byte {end}"))
            } else {
                head_of(&mut file, row).map_err(disk)?
            };
            progress(row.offset);
            match what {
                None => self.found.captures += 1,
                Some(what) => {
                    let damage = Damage::of(path, what, Cure::TakeOut);
                    self.found
                        .damages
                        .push(damage.at(row.offset, Some(&row.url)));
                }
            }
        }
        Ok(())
    }

    /// Reads every record of a file, and compares what it says with the rows of the database.
    fn read(
        &mut self,
        path: &Path,
        name: &str,
        end: u64,
        rows: Vec<Capture>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), StoreError> {
        let disk = |source| StoreError::disk(path, source);
        let before = self.found.damages.len();
        let mut rows: BTreeMap<u64, Capture> =
            rows.into_iter().map(|row| (row.offset, row)).collect();
        let mut scan = Scan::new(open_either(path).map_err(disk)?, end);
        while let Some(stretch) = scan.next().map_err(disk)? {
            self.stretch(path, &stretch, &mut rows)?;
            self.found.bytes += stretch.length;
            progress(stretch.offset + stretch.length);
        }
        for (offset, row) in rows {
            let what = if offset >= end {
                format!("the file ends before it, at byte {end}")
            } else {
                "no record begins here".to_owned()
            };
            let damage = Damage::of(path, what, Cure::TakeOut);
            self.found.damages.push(damage.at(offset, Some(&row.url)));
        }
        let known =
            self.ask(|db| select::warc_file(db, name).map(|known| known.into_iter().collect()))?;
        let sum = scan.sum();
        if let (Some((_, known)), Some(sum), true) =
            (known.first(), sum, before == self.found.damages.len())
            && *known != sum
        {
            let what =
                "its bytes are not those that were written, though every record in it is whole";
            self.found.damages.push(Damage::of(path, what, Cure::Sum));
        }
        Ok(())
    }

    fn stretch(
        &mut self,
        path: &Path,
        stretch: &Stretch,
        rows: &mut BTreeMap<u64, Capture>,
    ) -> Result<(), StoreError> {
        let offset = stretch.offset;
        let seen = match &stretch.found {
            Ok(seen) => seen,
            Err(what) => {
                let end = offset + stretch.length;
                let hurt: Vec<u64> = rows.range(offset..end).map(|(offset, _)| *offset).collect();
                let damage = Damage::of(path, what, Cure::TakeOut).at(offset, None);
                if hurt.is_empty() {
                    self.found.damages.push(damage);
                } else {
                    for row in hurt.iter().filter_map(|offset| rows.remove(offset)) {
                        let damage = damage.clone().at(row.offset, Some(&row.url));
                        self.found.damages.push(damage);
                    }
                }
                return Ok(());
            }
        };
        self.found.records += 1;
        let Some(capture) = seen.capture.as_deref().filter(|_| self.db.is_some()) else {
            return Ok(());
        };
        let Some(row) = rows.remove(&offset) else {
            let damage = Damage::of(path, "the database has no such capture", Cure::Record);
            self.found
                .damages
                .push(damage.at(offset, Some(&capture.url)));
            return Ok(());
        };
        let original = match row.refers_to {
            Some(id) => self
                .ask(|db| select::captures(db, "where id = ?1", [id]))?
                .pop(),
            None => None,
        };
        let differs = differences(&row, &seen.id, capture, stretch.length, original.as_ref());
        if differs.is_empty() {
            self.found.captures += 1;
        } else {
            let what = format!("the database has another {}", differs.join(", "));
            let damage = Damage::of(path, what, Cure::Record);
            self.found.damages.push(damage.at(offset, Some(&row.url)));
        }
        Ok(())
    }

    /// Files that the database names and that are not there.
    fn missing(&mut self, names: &[String]) -> Result<(), StoreError> {
        let there: BTreeSet<&str> = names
            .iter()
            .map(|name| name.strip_suffix(OPEN).unwrap_or(name))
            .collect();
        let named = self.ask(select::warc_names)?;
        for (name, captures) in named {
            let path = self.folder.join(&name);
            // A crawl that is at work may have begun it meanwhile.
            let is_lost = !there.contains(name.as_str()) && open_either(&path).is_err();
            if is_lost && !self.is_gone_since(&name)? {
                let what = format!("it is missing, and {captures} captures with it");
                self.found
                    .damages
                    .push(Damage::of(&path, what, Cure::TakeOut));
            }
        }
        Ok(())
    }

    fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<Vec<T>>,
    ) -> Result<Vec<T>, StoreError> {
        let answer = self.db.map_or_else(|| Ok(Vec::new()), question);
        answer.map_err(|source| StoreError::database(self.base, source))
    }
}

/// The file by this name, whether it is still open or was closed meanwhile.
fn open_either(path: &Path) -> io::Result<File> {
    let name = path.to_string_lossy();
    File::open(path).or_else(|error| match name.strip_suffix(OPEN) {
        Some(closed) => File::open(closed),
        None => Err(error),
    })
}

/// What is wrong with the head of the record that `row` names, where something is.
fn head_of(file: &mut File, row: &Capture) -> io::Result<Option<String>> {
    file.seek(SeekFrom::Start(row.offset))?;
    let mut plain = Vec::new();
    let read = GzDecoder::new(file.take(row.length))
        .take(HEAD)
        .read_to_end(&mut plain);
    match read {
        Err(error) if error.raw_os_error().is_some() => return Err(error),
        Err(error) => return Ok(Some(format!("the gzip member cannot be read: {error}"))),
        Ok(_) => {}
    }
    Ok(match headers_of(&plain) {
        Err(what) => Some(what),
        Ok((headers, _)) => {
            let id = headers
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case("WARC-Record-ID"));
            let is_it = id.is_some_and(|(_, id)| bare(id) == row.record_id);
            (!is_it).then(|| "another record begins here".to_owned())
        }
    })
}
