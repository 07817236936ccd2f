//! A window over the bytes of a foreign file, unpacked as they are wanted.
//!
//! Each step unpacks into the window and stops where a gzip member ends, so that it is known which bytes
//! begin a member: reading can go on there later. The reader of flate2 makes its state anew for each
//! member; here it is used again, which is a third of the time where records are small.

use std::io;

use crc32fast::Hasher;
use flate2::{Decompress, FlushDecompress, Status};

use super::input::Input;
use crate::store::warc::size_of;

/// Bytes read at a time.
const CHUNK: usize = 256 * 1024;
/// What the window holds where nothing longer is wanted: it stays in the processor's cache.
const WINDOW: usize = 256 * 1024;
/// With less room than this a step is not worth its while.
const ROOM: usize = 64 * 1024;
/// How a gzip member begins (RFC 1952, section 2.3.1): magic, and deflate.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// The longest head of a gzip member that is taken.
const HEAD_LIMIT: usize = 128 * 1024;

/// Why no more bytes can be had.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The disk.
    Disk(io::Error),
    /// The bytes are not what they should be.
    Damage(String),
    /// The file ends in the middle of something.
    Torn,
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// The unpacked bytes.
pub(super) struct Bytes<'a> {
    input: Input<'a>,
    raw: Vec<u8>,
    raw_at: usize,
    raw_end: usize,
    window: Vec<u8>,
    start: usize,
    end: usize,
    packed: Option<Packed>,
}

struct Packed {
    inflate: Decompress,
    crc: Hasher,
    in_member: bool,
    /// Where the member that is being unpacked begins.
    member_at: u64,
    /// The first byte of the window begins a member.
    fresh: bool,
}

impl<'a> Bytes<'a> {
    /// Looks at the first bytes to tell whether the file is packed.
    pub(super) fn new(input: Input<'a>) -> Result<Self, Trouble> {
        let mut bytes = Self {
            input,
            raw: vec![0; CHUNK],
            raw_at: 0,
            raw_end: 0,
            window: vec![0; WINDOW],
            start: 0,
            end: 0,
            packed: None,
        };
        while bytes.raw_end < MAGIC.len() && bytes.read_more()? {}
        if bytes.raw[..bytes.raw_end].starts_with(&MAGIC) {
            bytes.packed = Some(Packed {
                inflate: Decompress::new(false),
                crc: Hasher::new(),
                in_member: false,
                member_at: 0,
                fresh: false,
            });
        }
        Ok(bytes)
    }

    /// What was unpacked and not yet consumed.
    pub(super) fn seen(&self) -> &[u8] {
        &self.window[self.start..self.end]
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
        if let Some(packed) = &mut self.packed {
            packed.fresh &= count == 0;
        }
    }

    /// How many bytes of the file were taken in so far.
    pub(super) fn taken(&self) -> u64 {
        self.input.at() - size_of(self.raw_end - self.raw_at)
    }

    /// Where what comes next lies in the file: the gzip member that holds it, or the byte itself.
    pub(super) fn place(&self) -> u64 {
        match &self.packed {
            Some(packed) => packed.member_at,
            None => self.taken() - size_of(self.end - self.start),
        }
    }

    /// Whether what comes next can be found again by [`Bytes::go_to`] its place.
    pub(super) fn can_return(&self) -> bool {
        self.packed.as_ref().is_none_or(|packed| packed.fresh)
    }

    /// Whether the window's last byte ends a gzip member, or the file.
    pub(super) fn ends_member(&self) -> bool {
        self.packed.as_ref().is_none_or(|packed| !packed.in_member)
    }

    pub(super) const fn is_packed(&self) -> bool {
        self.packed.is_some()
    }

    /// Makes sure that `count` bytes are seen, or all that are left; tells how many are, `count` at most.
    pub(super) fn want(&mut self, count: usize) -> Result<usize, Trouble> {
        while self.end - self.start < count {
            if !self.step()? {
                break;
            }
        }
        Ok(count.min(self.end - self.start))
    }

    /// Unpacks some more into the window; `false` at the end of the file.
    pub(super) fn step(&mut self) -> Result<bool, Trouble> {
        self.make_room();
        let Some(packed) = &self.packed else {
            return self.step_plain();
        };
        if !packed.in_member && !self.begin_member()? {
            return Ok(false);
        }
        self.step_packed()
    }

    fn make_room(&mut self) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
        if self.window.len() - self.end >= ROOM {
            return;
        }
        self.window.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.window.len() - self.end < ROOM {
            let length = self.window.len() * 2;
            self.window.resize(length, 0);
        } else if self.window.len() > 4 * WINDOW && self.end < WINDOW / 2 {
            // One long record shall not cost the room of it for ever.
            self.window.truncate(WINDOW);
            self.window.shrink_to_fit();
        }
    }

    fn step_plain(&mut self) -> Result<bool, Trouble> {
        if self.raw_at == self.raw_end && !self.read_more()? {
            return Ok(false);
        }
        let count = (self.raw_end - self.raw_at).min(self.window.len() - self.end);
        let from = &self.raw[self.raw_at..self.raw_at + count];
        self.window[self.end..self.end + count].copy_from_slice(from);
        self.raw_at += count;
        self.end += count;
        Ok(true)
    }

    fn step_packed(&mut self) -> Result<bool, Trouble> {
        if self.raw_at == self.raw_end && !self.read_more()? {
            return Err(Trouble::Torn);
        }
        let Some(packed) = &mut self.packed else {
            return Ok(false);
        };
        let input = &self.raw[self.raw_at..self.raw_end];
        let room = &mut self.window[self.end..];
        let (in_before, out_before) = (packed.inflate.total_in(), packed.inflate.total_out());
        let status = packed
            .inflate
            .decompress(input, room, FlushDecompress::None)
            .map_err(|error| Trouble::Damage(format!("the gzip member cannot be read: {error}")))?;
        let count = |before: u64, after: u64| usize::try_from(after - before).unwrap_or_default();
        let written = count(out_before, packed.inflate.total_out());
        let taken = count(in_before, packed.inflate.total_in());
        packed.crc.update(&room[..written]);
        self.raw_at += taken;
        self.end += written;
        if status == Status::StreamEnd {
            self.end_member()?;
        } else if written == 0 && taken == 0 && self.raw_at < self.raw_end {
            return Err(Trouble::Damage("the gzip member does not go on".to_owned()));
        }
        Ok(true)
    }

    /// Reads the head of the next member; `false` where none follows.
    fn begin_member(&mut self) -> Result<bool, Trouble> {
        // Some pad a file with zeros.
        loop {
            let rest = &self.raw[self.raw_at..self.raw_end];
            let zeros = rest.iter().take_while(|byte| **byte == 0).count();
            self.raw_at += zeros;
            if self.raw_at < self.raw_end {
                break;
            }
            if !self.read_more()? {
                return Ok(false);
            }
        }
        let member_at = self.taken();
        let length = self.member_head()?;
        self.raw_at += length;
        let is_fresh = self.start == self.end;
        if let Some(packed) = &mut self.packed {
            packed.inflate.reset(false);
            packed.crc.reset();
            packed.in_member = true;
            packed.fresh = is_fresh;
            packed.member_at = member_at;
        }
        Ok(true)
    }

    /// The length of the member's head that begins where the raw bytes go on.
    fn member_head(&mut self) -> Result<usize, Trouble> {
        loop {
            match head_length(&self.raw[self.raw_at..self.raw_end]) {
                Some(Ok(length)) => return Ok(length),
                Some(Err(())) => {
                    return Err(Trouble::Damage("no gzip member begins here".to_owned()));
                }
                None if self.raw_end - self.raw_at > HEAD_LIMIT => {
                    return Err(Trouble::Damage(
                        "the head of the gzip member is too long".to_owned(),
                    ));
                }
                None => {
                    if !self.read_more()? {
                        return Err(Trouble::Torn);
                    }
                }
            }
        }
    }

    /// Checks what stands behind the packed bytes (RFC 1952, section 2.3.1).
    fn end_member(&mut self) -> Result<(), Trouble> {
        while self.raw_end - self.raw_at < 8 {
            if !self.read_more()? {
                return Err(Trouble::Torn);
            }
        }
        let told = self.raw[self.raw_at..self.raw_at + 4].try_into();
        let told = u32::from_le_bytes(told.unwrap_or_default());
        self.raw_at += 8;
        let Some(packed) = &mut self.packed else {
            return Ok(());
        };
        packed.in_member = false;
        if packed.crc.clone().finalize() == told {
            Ok(())
        } else {
            Err(Trouble::Damage(
                "the checksum of the gzip member does not fit".to_owned(),
            ))
        }
    }

    /// Reads on behind the raw bytes that are there; `false` at the end.
    fn read_more(&mut self) -> io::Result<bool> {
        if self.raw_at == self.raw_end {
            (self.raw_at, self.raw_end) = (0, 0);
        } else if self.raw_end == self.raw.len() {
            self.raw.copy_within(self.raw_at..self.raw_end, 0);
            self.raw_end -= self.raw_at;
            self.raw_at = 0;
        }
        let read = self.input.read(&mut self.raw[self.raw_end..])?;
        self.raw_end += read;
        Ok(read > 0)
    }

    /// Goes to the byte `at` of the file, where a record begins; `false` where that is not possible.
    pub(super) fn go_to(&mut self, at: u64) -> io::Result<bool> {
        if !self.input.go_to(at)? {
            return Ok(false);
        }
        self.forget();
        Ok(true)
    }

    fn forget(&mut self) {
        (self.start, self.end, self.raw_at, self.raw_end) = (0, 0, 0, 0);
        if let Some(packed) = &mut self.packed {
            packed.in_member = false;
        }
    }

    /// Goes to the next gzip member whose first bytes are those of a record, behind the beginning of the
    /// one at hand; `false` where there is none.
    pub(super) fn next_member(&mut self) -> io::Result<bool> {
        let Some(packed) = &self.packed else {
            return Ok(false);
        };
        let again = packed.member_at + 1;
        // A stream cannot go back: what was taken in of it is lost.
        if !self.go_to(again)? {
            (self.start, self.end) = (0, 0);
        }
        while self.find_magic()? {
            let place = self.taken();
            if let Some(packed) = &mut self.packed {
                packed.in_member = false;
            }
            let begins = matches!(self.want(7), Ok(7)) && self.seen().starts_with(b"WARC/1.");
            if begins {
                return Ok(true);
            }
            if !self.go_to(place + 1)? {
                (self.start, self.end) = (0, 0);
            }
        }
        Ok(false)
    }

    /// Goes to the next bytes that may begin a member.
    fn find_magic(&mut self) -> io::Result<bool> {
        loop {
            let rest = &self.raw[self.raw_at..self.raw_end];
            if let Some(found) = memchr::memmem::find(rest, &MAGIC) {
                self.raw_at += found;
                return Ok(true);
            }
            // The last bytes may begin what the next ones end.
            self.raw_at = self
                .raw_end
                .saturating_sub(MAGIC.len() - 1)
                .max(self.raw_at);
            if !self.read_more()? {
                return Ok(false);
            }
        }
    }
}

/// The length of the head of a gzip member; `None` where more bytes are needed to tell.
fn head_length(bytes: &[u8]) -> Option<Result<usize, ()>> {
    const HEADER_CRC: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    let fixed = bytes.get(..10)?;
    if !fixed.starts_with(&MAGIC) {
        return Some(Err(()));
    }
    let flags = fixed[3];
    let mut at = 10;
    if flags & EXTRA != 0 {
        let length = bytes.get(at..at + 2)?;
        at += 2 + usize::from(u16::from_le_bytes([length[0], length[1]]));
    }
    for flag in [NAME, COMMENT] {
        if flags & flag != 0 {
            at += bytes.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
        }
    }
    if flags & HEADER_CRC != 0 {
        at += 2;
    }
    (bytes.len() >= at).then_some(Ok(at))
}
