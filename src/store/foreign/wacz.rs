//! The WARC files inside a WACZ (a ZIP file, WACZ 1.1.1), read where they lie: nothing is unpacked to the disk.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use zip::{CompressionMethod, ZipArchive};

use super::input::Input;

/// A part of a file that may hold records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The file itself.
    Whole,
    /// A WARC file that lies in a WACZ as it is.
    Stored {
        /// Its name there.
        name: String,
        /// Where it begins.
        base: u64,
        /// Its length.
        length: u64,
    },
    /// A WARC file that a WACZ has packed.
    Packed {
        /// Its name there.
        name: String,
        /// Its number there.
        index: usize,
        /// Its length once unpacked.
        length: u64,
    },
    /// An entry that is not read.
    Refused {
        /// Its name.
        name: String,
        /// Why.
        why: &'static str,
    },
}

impl Part {
    /// Its name inside the file; empty for the file itself.
    pub fn name(&self) -> &str {
        match self {
            Self::Whole => "",
            Self::Stored { name, .. } | Self::Packed { name, .. } | Self::Refused { name, .. } => {
                name
            }
        }
    }

    /// Hands its bytes to `read`; those of a part that is refused are none.
    ///
    /// # Errors
    /// Failures of the disk, and a ZIP file that cannot be read.
    pub fn read<T>(
        &self,
        file: File,
        read: impl FnOnce(Input<'_>) -> io::Result<T>,
    ) -> io::Result<T> {
        match self {
            Self::Whole => {
                let length = file.metadata()?.len();
                read(Input::of_file(file, 0, length)?)
            }
            Self::Stored { base, length, .. } => read(Input::of_file(file, *base, *length)?),
            Self::Packed { index, length, .. } => {
                let mut zip = ZipArchive::new(io::BufReader::new(file))?;
                let entry = zip.by_index(*index)?;
                read(Input::of_stream(entry, *length))
            }
            Self::Refused { .. } => read(Input::of_stream(io::empty(), 0)),
        }
    }
}

/// The parts of `file`, which holds records or is a WACZ.
///
/// # Errors
/// Failures of the disk, and a ZIP file that cannot be read.
pub fn parts(file: &mut File) -> io::Result<Vec<Part>> {
    let mut magic = [0; 4];
    let is_zip = file.read_exact(&mut magic).is_ok() && &magic == b"PK\x03\x04";
    file.seek(SeekFrom::Start(0))?;
    if !is_zip {
        return Ok(vec![Part::Whole]);
    }
    let mut zip = ZipArchive::new(io::BufReader::new(file.try_clone()?))?;
    let mut found = Vec::new();
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index)?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let ends = |ending: &str| {
            let at = name.len().checked_sub(ending.len());
            at.and_then(|at| name.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case(ending))
        };
        let is_warc = ends(".warc.gz") || ends(".warc");
        if entry.is_dir() || !is_warc {
            if ends(".wacz") {
                let why = "a WACZ inside a WACZ: import it by itself";
                found.push(Part::Refused { name, why });
            }
            continue;
        }
        // Nothing is written under these names; but who writes such a file is not to be believed.
        let why = if entry.is_symlink() {
            Some("a symbolic link")
        } else if entry.enclosed_name().is_none() {
            Some("its name leads out of the archive")
        } else if entry.encrypted() {
            Some("encrypted")
        } else {
            None
        };
        found.push(match (why, entry.compression(), entry.data_start()) {
            (Some(why), ..) => Part::Refused { name, why },
            (None, CompressionMethod::Stored, Some(base)) => Part::Stored {
                name,
                base,
                length: entry.compressed_size(),
            },
            (None, CompressionMethod::Deflated, _) => Part::Packed {
                name,
                index,
                length: entry.size(),
            },
            _ => Part::Refused {
                name,
                why: "packed in a way that is not known here",
            },
        });
    }
    found.sort_by(|one, other| one.name().cmp(other.name()));
    Ok(found)
}
