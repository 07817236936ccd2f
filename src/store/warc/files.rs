//! The WARC file that is being written: begun when the first capture comes, called `….open` until
//! it is closed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::record::{self, Member};
use crate::store::capture::{Captured, NewCapture};
use crate::store::{Operator, StoreError};

/// What follows the name of a file that is still written.
pub(in crate::store) const OPEN: &str = ".open";

/// How the names of closed files end.
pub(in crate::store) const WARC: &str = ".warc.gz";

/// The folder of the WARC files of the archive whose folder is `index`.
pub(in crate::store) fn folder_of(index: &Path) -> PathBuf {
    index.join("warc")
}

/// The files of one writer.
pub(in crate::store) struct Files {
    folder: PathBuf,
    operator: Operator,
    rotate_at: u64,
    begun: u32,
    open: Option<OpenFile>,
}

struct OpenFile {
    /// Its name once closed.
    name: String,
    file: File,
    end: u64,
    /// Hash of what was written.
    sum: Sha256,
    /// WARC-Record-ID of its warcinfo.
    info: String,
    /// It holds nothing but its warcinfo.
    fresh: bool,
}

/// One capture in the open file.
pub(in crate::store) struct Appended {
    /// What the database keeps of the record.
    pub(in crate::store) member: Member,
    /// Where its gzip member begins.
    pub(in crate::store) offset: u64,
    /// Length of the gzip member.
    pub(in crate::store) length: u64,
}

/// A file that was closed.
pub(in crate::store) struct Closed {
    pub(in crate::store) name: String,
    pub(in crate::store) length: u64,
    /// Of all its bytes, hex.
    pub(in crate::store) sha256: String,
}

impl Closed {
    /// Takes the hash of the closed file `path`.
    pub(in crate::store) fn look(path: &Path, name: &str) -> io::Result<Self> {
        let mut sum = Sha256::new();
        let length = io::copy(&mut File::open(path)?, &mut sum)?;
        Ok(Self {
            name: name.to_owned(),
            length,
            sha256: data_encoding::HEXLOWER.encode(&sum.finalize()),
        })
    }
}

impl Files {
    /// No file is made before the first capture comes.
    pub(in crate::store) fn new(index: &Path, operator: &Operator, rotate_at: u64) -> Self {
        Self {
            folder: folder_of(index),
            operator: operator.clone(),
            rotate_at,
            begun: 0,
            open: None,
        }
    }

    pub(in crate::store) fn rotate_at(&mut self, bytes: u64) {
        self.rotate_at = bytes;
    }

    /// The file to be closed before `coming` bytes are added; they may fill it past its limit.
    pub(in crate::store) fn is_full_for(&self, coming: u64) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| !open.fresh && open.end.saturating_add(coming) > self.rotate_at)
    }

    /// Appends the captures and makes sure that they are on the disk: name of the file, its new
    /// end, and each capture's place.
    ///
    /// After an error the file may end in the middle of a record: it must not be written again
    /// before it was cut to the last end that was committed.
    pub(in crate::store) fn append(
        &mut self,
        captures: &[NewCapture],
        at: Timestamp,
    ) -> Result<(String, u64, Vec<Appended>), StoreError> {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.begin(at)?,
        };
        let mut bytes = Vec::new();
        let mut appended = Vec::with_capacity(captures.len());
        for capture in captures {
            let (answer, request) = members(capture, &open.info);
            let offset = open.end + size_of(bytes.len());
            let length = size_of(answer.bytes.len());
            bytes.extend_from_slice(&answer.bytes);
            if let Some(request) = request {
                bytes.extend_from_slice(&request.bytes);
            }
            appended.push(Appended {
                member: answer,
                offset,
                length,
            });
        }
        let written = open
            .file
            .write_all(&bytes)
            .and_then(|()| open.file.sync_data());
        written.map_err(|source| StoreError::disk(&self.folder.join(&open.name), source))?;
        open.end += size_of(bytes.len());
        open.sum.update(&bytes);
        open.fresh = false;
        let told = (open.name.clone(), open.end, appended);
        self.open = Some(open);
        Ok(told)
    }

    /// Closes the open file, where there is one, and tells of it; nothing where it held no capture.
    pub(in crate::store) fn close(&mut self) -> Result<Option<Closed>, StoreError> {
        let Some(open) = self.open.take() else {
            return Ok(None);
        };
        let path = self.folder.join(format!("{}{OPEN}", open.name));
        let closed = open.file.sync_all().and_then(|()| {
            drop(open.file);
            if open.fresh {
                return fs::remove_file(&path);
            }
            fs::rename(&path, self.folder.join(&open.name))?;
            sync_folder(&self.folder)
        });
        closed.map_err(|source| StoreError::disk(&path, source))?;
        Ok((!open.fresh).then(|| Closed {
            name: open.name,
            length: open.end,
            sha256: data_encoding::HEXLOWER.encode(&open.sum.finalize()),
        }))
    }

    fn begin(&mut self, at: Timestamp) -> Result<OpenFile, StoreError> {
        let day = at.strftime("%Y%m%d%H%M%S");
        loop {
            let name = format!("arobase-{day}-{:05}.warc.gz", self.begun);
            self.begun += 1;
            let path = self.folder.join(format!("{name}{OPEN}"));
            if path.exists() || self.folder.join(&name).exists() {
                continue;
            }
            let info = record::warcinfo(&name, &self.operator, at);
            let file = create(&path, &info.bytes, &self.folder)
                .map_err(|source| StoreError::disk(&path, source))?;
            let end = size_of(info.bytes.len());
            return Ok(OpenFile {
                name,
                file,
                end,
                sum: Sha256::new_with_prefix(&info.bytes),
                info: info.id,
                fresh: true,
            });
        }
    }
}

fn create(path: &Path, first: &[u8], folder: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create_new(true);
    crate::store::recover::private(&mut options);
    let mut file = options.open(path)?;
    file.write_all(first)?;
    // A file whose name is lost with the power is as lost as its bytes.
    sync_folder(folder)?;
    Ok(file)
}

fn members(new: &NewCapture, info: &str) -> (Member, Option<Member>) {
    let (exchange, answer) = match &new.what {
        Captured::File(file) => return (record::resource(file, info), None),
        Captured::Answer(exchange) => (exchange, record::response(exchange, new, info)),
        Captured::Again(exchange, original) => {
            let answer = record::revisit(exchange, original, new, info);
            (exchange, answer)
        }
    };
    let asked = (!exchange.request.is_empty()).then(|| record::request(exchange, info, &answer.id));
    (answer, asked)
}

/// Makes sure that the names in `folder` are on the disk.
pub(in crate::store) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows keeps names without being asked and does not open folders as files.
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// A length in memory as a length on the disk.
pub(in crate::store) fn size_of(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
