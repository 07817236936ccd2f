//! A WARC file written again without some of its captures.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::store::warc::{self, Closed, Scan, Stretch, WARC, bare, headers_of, size_of};
use crate::store::{StoreError, recover};
use crate::web::forgotten::Forgotten;

/// What of a file is not taken along.
pub(super) struct Without<'a> {
    /// WARC-Record-IDs of captures.
    pub(super) records: &'a HashSet<String>,
    /// What else names an address that is to be forgotten.
    pub(super) target: &'a Forgotten,
}

/// A capture in the new file.
pub(super) struct Moved {
    /// Its WARC-Record-ID.
    pub(super) record: String,
    /// Where its gzip member begins now.
    pub(super) offset: u64,
}

/// A file that was written again.
pub(super) struct Rewritten {
    /// Its new name, length and hash; nothing where no capture was left.
    pub(super) file: Option<Closed>,
    /// The captures that were left.
    pub(super) moved: Vec<Moved>,
    /// Records that were not taken along, requests included.
    pub(super) dropped: u64,
}

/// The name of the next writing of a file: it stands in the place of the old one in the order of names, so that a
/// revisit stays behind what it refers to.
pub(super) fn next_name(name: &str) -> String {
    let stem = name.strip_suffix(WARC).unwrap_or(name);
    let parted = stem
        .rsplit_once("-r")
        .and_then(|(stem, number)| Some((stem, number.parse::<u32>().ok()?)));
    let (stem, number) = parted.unwrap_or((stem, 0));
    format!("{stem}-r{}{WARC}", number.saturating_add(1))
}

/// Writes the file `name` of `folder` again under the name `new`, without what is not taken along; the old one stays.
///
/// # Errors
/// A record that cannot be read: nobody knows what it holds. Failures of the disk.
pub(super) fn rewrite(
    folder: &Path,
    name: &str,
    new: &str,
    without: &Without<'_>,
) -> Result<Rewritten, StoreError> {
    let path = folder.join(name);
    let disk = |source| StoreError::disk(&path, source);
    let mut from = File::open(&path).map_err(disk)?;
    let end = from.metadata().map_err(disk)?.len();
    let mut scan = Scan::new(File::open(&path).map_err(disk)?, end);
    let mut into = Into::create(folder, new)?;
    while let Some(stretch) = scan.next().map_err(disk)? {
        let Stretch {
            offset,
            length,
            found,
        } = stretch;
        let seen = found
            .map_err(|what| StoreError::damaged(&path, format!("{what} (at byte {offset})")))?;
        let member = read(&mut from, offset, length).map_err(disk)?;
        let head = head_of(&member).map_err(|what| StoreError::damaged(&path, what))?;
        if is_dropped(&head, without) {
            into.dropped += 1;
        } else if is(&head, "WARC-Type", "warcinfo") {
            into.add(&renamed(&member, name, new).map_err(disk)?)?;
        } else {
            if seen.capture.is_some() {
                into.moved.push(Moved {
                    record: seen.id,
                    offset: into.end,
                });
            }
            into.add(&member)?;
        }
    }
    into.close(folder, new)
}

type Head = Vec<(String, String)>;

fn value<'h>(head: &'h Head, name: &str) -> Option<&'h str> {
    let mut fields = head.iter();
    let found = fields.find(|(field, _)| field.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

fn is(head: &Head, name: &str, wanted: &str) -> bool {
    value(head, name) == Some(wanted)
}

/// A record goes with the capture that it is, belongs to or refers to, and with its address.
fn is_dropped(head: &Head, without: &Without<'_>) -> bool {
    let names = ["WARC-Record-ID", "WARC-Concurrent-To", "WARC-Refers-To"];
    let ids = head
        .iter()
        .filter(|(field, _)| names.iter().any(|name| field.eq_ignore_ascii_case(name)));
    let mut ids = ids.map(|(_, id)| bare(id));
    if ids.any(|id| without.records.contains(&id)) {
        return true;
    }
    let addresses = ["WARC-Target-URI", "WARC-Refers-To-Target-URI"];
    addresses.iter().any(|name| {
        let url = value(head, name).map(|url| url.trim_matches(['<', '>']));
        url.and_then(|url| Url::parse(url).ok())
            .is_some_and(|url| without.target.holds_url(&url))
    })
}

fn read(file: &mut File, offset: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn head_of(member: &[u8]) -> Result<Head, String> {
    /// The head of a record lies in so many bytes.
    const HEAD: u64 = 64 * 1024;
    let mut plain = Vec::new();
    let read = GzDecoder::new(member).take(HEAD).read_to_end(&mut plain);
    read.map_err(|error| error.to_string())?;
    headers_of(&plain).map(|(head, _)| head)
}

/// The warcinfo of a file under its new name.
fn renamed(member: &[u8], name: &str, new: &str) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(member).read_to_end(&mut plain)?;
    let old = format!("\r\nWARC-Filename: {name}\r\n");
    let Some(at) = memchr::memmem::find(&plain, old.as_bytes()) else {
        return Ok(member.to_vec());
    };
    let field = format!("\r\nWARC-Filename: {new}\r\n");
    plain.splice(at..at + old.len(), field.into_bytes());
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(&plain)?;
    encoder.finish()
}

/// The new file.
struct Into {
    file: File,
    path: std::path::PathBuf,
    end: u64,
    sum: Sha256,
    moved: Vec<Moved>,
    dropped: u64,
}

impl Into {
    fn create(folder: &Path, new: &str) -> Result<Self, StoreError> {
        let path = folder.join(format!("{new}.tmp"));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        recover::private(&mut options);
        let file = options.open(&path);
        Ok(Self {
            file: file.map_err(|source| StoreError::disk(&path, source))?,
            path,
            end: 0,
            sum: Sha256::new(),
            moved: Vec::new(),
            dropped: 0,
        })
    }

    fn add(&mut self, member: &[u8]) -> Result<(), StoreError> {
        let written = self.file.write_all(member);
        written.map_err(|source| StoreError::disk(&self.path, source))?;
        self.end += size_of(member.len());
        self.sum.update(member);
        Ok(())
    }

    /// Gives it its name; a file without a capture is not kept.
    fn close(self, folder: &Path, new: &str) -> Result<Rewritten, StoreError> {
        let is_empty = self.moved.is_empty();
        let closed = if is_empty {
            fs::remove_file(&self.path)
        } else {
            self.file
                .sync_all()
                .and_then(|()| fs::rename(&self.path, folder.join(new)))
        };
        closed
            .and_then(|()| warc::sync_folder(folder))
            .map_err(|source| StoreError::disk(&self.path, source))?;
        let sha256 = data_encoding::HEXLOWER.encode(&self.sum.finalize());
        Ok(Rewritten {
            file: (!is_empty).then(|| Closed {
                name: new.to_owned(),
                length: self.end,
                sha256,
            }),
            moved: self.moved,
            dropped: self.dropped,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_written_again_stands_in_the_order_of_names_where_it_stood() {
        let first = "arobase-20260101000000-00000.warc.gz";
        let second = next_name(first);
        assert_eq!(second, "arobase-20260101000000-00000-r1.warc.gz");
        let third = next_name(&second);
        assert_eq!(third, "arobase-20260101000000-00000-r2.warc.gz");
        assert_eq!(next_name("a-rest.warc.gz"), "a-rest-r1.warc.gz");
        let next = "arobase-20260101000000-00001.warc.gz";
        assert!(*second < *first && *third < *next && *second < *next);
    }
}
