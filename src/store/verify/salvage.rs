//! A WARC file left with its whole records alone; the bytes of the others are put aside, never
//! thrown away.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::store::capture::CaptureKind;
use crate::store::warc::{self, OPEN, Scan, Seen, Stretch, sync_folder};
use crate::store::{StoreError, recover};

/// Where bytes go that cannot be read.
pub(super) struct Aside {
    folder: PathBuf,
    /// What was put there.
    pub(super) files: Vec<PathBuf>,
}

impl Aside {
    /// The folder `damaged` of the archive in the folder `index`; it is made when it is needed.
    pub(super) fn of(index: &Path) -> Self {
        Self {
            folder: index.join("damaged"),
            files: Vec::new(),
        }
    }

    /// A path in it that names nothing yet.
    fn free(&self, name: &str) -> Result<PathBuf, StoreError> {
        recover::private_folder(&self.folder)?;
        let mut path = self.folder.join(name);
        for again in 1.. {
            if !path.exists() {
                break;
            }
            path = self.folder.join(format!("{name}.{again}"));
        }
        Ok(path)
    }

    /// Moves a whole file there.
    pub(super) fn take(&mut self, path: &Path) -> Result<(), StoreError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let to = self.free(&name)?;
        let moved = fs::rename(path, &to).and_then(|()| sync_folder(&self.folder));
        moved.map_err(|source| StoreError::disk(&to, source))?;
        self.files.push(to);
        Ok(())
    }

    /// Copies a stretch of a file there.
    fn copy(&mut self, path: &Path, offset: u64, length: u64) -> Result<(), StoreError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.strip_suffix(OPEN).unwrap_or(&name);
        let to = self.free(&format!("{name}.{offset}"))?;
        let copied = copy(path, offset, length, &mut create(&to)?)
            .and_then(|file| file.sync_all())
            .and_then(|()| sync_folder(&self.folder));
        copied.map_err(|source| StoreError::disk(&to, source))?;
        self.files.push(to);
        Ok(())
    }
}

/// A whole record of a salvaged file.
pub(super) struct Kept {
    /// Where its gzip member begins now.
    pub(super) offset: u64,
    /// Length of the gzip member.
    pub(super) length: u64,
    /// What it says.
    pub(super) seen: Seen,
}

/// Leaves in the file `name` of `folder` what is whole of its first `end` bytes, and closes it. Where
/// that is no capture at all, the file is put aside and nothing comes back.
///
/// `known` are the ids of the captures of the files before, and takes those of this one: a revisit of
/// a capture that is lost is lost with it.
pub(super) fn salvage(
    folder: &Path,
    name: &str,
    end: u64,
    known: &mut HashSet<String>,
    aside: &mut Aside,
) -> Result<Vec<Kept>, StoreError> {
    let path = folder.join(name);
    let disk = |source| StoreError::disk(&path, source);
    let (whole, torn) = sort_out(&path, end, known).map_err(disk)?;
    if whole.iter().all(|kept| kept.seen.capture.is_none()) {
        aside.take(&path)?;
        let index = warc::index_of(&path);
        if index.exists() {
            aside.take(&index)?;
        }
        return Ok(Vec::new());
    }
    for (offset, length) in &torn {
        aside.copy(&path, *offset, *length)?;
    }
    let mut at = 0;
    let kept: Vec<Kept> = whole
        .into_iter()
        .map(|kept| {
            let offset = at;
            at += kept.length;
            Kept { offset, ..kept }
        })
        .collect();
    let is_tail = torn.first().is_none_or(|(offset, _)| *offset == at);
    if torn.is_empty() && fs::metadata(&path).map_err(disk)?.len() == at {
        // Nothing to be done: the file is not touched.
    } else if is_tail {
        let cut = OpenOptions::new().write(true).open(&path);
        cut.and_then(|file| {
            file.set_len(at)?;
            file.sync_all()
        })
        .map_err(disk)?;
    } else {
        without(&path, &torn, end)?;
    }
    if let Some(closed) = name.strip_suffix(OPEN) {
        fs::rename(&path, folder.join(closed)).map_err(disk)?;
    }
    sync_folder(folder).map_err(disk)?;
    Ok(kept)
}

/// Where a stretch begins, and its length.
type Torn = (u64, u64);

/// The whole records of a file at their old places, and the stretches that are none.
fn sort_out(
    path: &Path,
    end: u64,
    known: &mut HashSet<String>,
) -> io::Result<(Vec<Kept>, Vec<Torn>)> {
    let (mut whole, mut torn) = (Vec::new(), Vec::new());
    let mut scan = Scan::new(File::open(path)?, end);
    while let Some(Stretch {
        offset,
        length,
        found,
    }) = scan.next()?
    {
        match found {
            Ok(seen) if has_its_bytes(&seen, known) => {
                if seen.capture.is_some() {
                    known.insert(seen.id.clone());
                }
                whole.push(Kept {
                    offset,
                    length,
                    seen,
                });
            }
            _ => torn.push((offset, length)),
        }
    }
    Ok((whole, torn))
}

/// Whether what a record refers to is there, where it refers to something.
fn has_its_bytes(seen: &Seen, known: &HashSet<String>) -> bool {
    let Some(capture) = &seen.capture else {
        return true;
    };
    let refers_to = capture.refers_to.as_ref();
    capture.kind != CaptureKind::Revisit || refers_to.is_some_and(|id| known.contains(id))
}

/// Writes the file again without the stretches that are torn.
fn without(path: &Path, torn: &[Torn], end: u64) -> Result<(), StoreError> {
    let unfinished = path.with_extension("tmp");
    let disk = |source| StoreError::disk(&unfinished, source);
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(error)),
        _ => {}
    }
    let mut file = create(&unfinished)?;
    let mut at = 0;
    for (offset, length) in torn.iter().chain([&(end, 0)]) {
        copy(path, at, offset - at, &mut file).map_err(disk)?;
        at = offset + length;
    }
    file.sync_all()
        .and_then(|()| fs::rename(&unfinished, path))
        .map_err(disk)
}

fn create(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    recover::private(&mut options);
    options
        .open(path)
        .map_err(|source| StoreError::disk(path, source))
}

fn copy<'f>(from: &Path, offset: u64, length: u64, into: &'f mut File) -> io::Result<&'f mut File> {
    let mut file = File::open(from)?;
    file.seek(SeekFrom::Start(offset))?;
    let copied = io::copy(&mut file.take(length), into)?;
    if copied < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    into.flush()?;
    Ok(into)
}

/// What a file is after it was salvaged: its length and hash, read back from the disk.
pub(super) fn closed(folder: &Path, name: &str) -> Result<warc::Closed, StoreError> {
    let path = folder.join(name);
    warc::Closed::look(&path, name).map_err(|source| StoreError::disk(&path, source))
}
