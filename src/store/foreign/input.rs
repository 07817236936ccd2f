//! Where the bytes of a foreign WARC file come from: a file, a stretch of one, or a stream.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};

/// Bytes to be read; those of a file can be read again from any place.
pub struct Input<'a> {
    from: From<'a>,
    at: u64,
    length: u64,
}

enum From<'a> {
    File { file: File, base: u64 },
    Stream(Box<dyn Read + 'a>),
}

impl<'a> Input<'a> {
    /// The stretch of `file` that begins at `base` and has `length` bytes.
    ///
    /// # Errors
    /// Failures of the disk.
    pub fn of_file(mut file: File, base: u64, length: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(base))?;
        Ok(Self {
            from: From::File { file, base },
            at: 0,
            length,
        })
    }

    /// A stream of `length` bytes, that can only be read once.
    pub fn of_stream(stream: impl Read + 'a, length: u64) -> Self {
        Self {
            from: From::Stream(Box::new(stream)),
            at: 0,
            length,
        }
    }

    /// How many bytes it has.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Where it is read next.
    pub(super) const fn at(&self) -> u64 {
        self.at
    }

    /// Goes to the byte `at`; `false` where that is not possible.
    pub(super) fn go_to(&mut self, at: u64) -> io::Result<bool> {
        let From::File { file, base } = &mut self.from else {
            return Ok(false);
        };
        file.seek(SeekFrom::Start(base.saturating_add(at)))?;
        self.at = at;
        Ok(true)
    }

    pub(super) fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length - self.at.min(self.length)).unwrap_or(usize::MAX);
        let room = left.min(into.len());
        let into = &mut into[..room];
        let read = loop {
            let read = match &mut self.from {
                From::File { file, .. } => file.read(into),
                From::Stream(stream) => stream.read(into),
            };
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.at += u64::try_from(read).unwrap_or_default();
        Ok(read)
    }
}
