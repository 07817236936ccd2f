//! The records of a foreign file, one after the other.

use std::io;

use super::input::Input;
use super::unpack::{Bytes, Trouble};
use crate::store::warc::size_of;

/// The longest head of a record that is taken.
const HEAD_LIMIT: usize = 256 * 1024;

/// What sort of record it is (WARC 1.1, section 5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Kind {
    /// An answer of the web.
    Response,
    /// An answer that says what an earlier one said.
    Revisit,
    /// A file without HTTP.
    Resource,
    /// The request of an answer.
    Request,
    /// What opens a file.
    Warcinfo,
    /// Words about another record.
    Metadata,
    /// What was made of another record.
    Conversion,
    /// The rest of a record that was cut in pieces.
    Continuation,
    /// Anything else.
    #[default]
    Other,
}

impl Kind {
    fn of(name: &[u8]) -> Self {
        const NAMES: [(&str, Kind); 8] = [
            ("response", Kind::Response),
            ("request", Kind::Request),
            ("revisit", Kind::Revisit),
            ("resource", Kind::Resource),
            ("metadata", Kind::Metadata),
            ("warcinfo", Kind::Warcinfo),
            ("conversion", Kind::Conversion),
            ("continuation", Kind::Continuation),
        ];
        let found = NAMES
            .iter()
            .find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name));
        found.map_or(Self::Other, |(_, kind)| *kind)
    }
}

/// The fields of a record.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// What sort of record it is.
    pub kind: Kind,
    /// Where it lies in the file: the gzip member that holds it, or its first byte.
    pub offset: u64,
    /// How many bytes its block has.
    pub length: u64,
    /// Whether reading can begin at its offset.
    pub is_door: bool,
    lines: Vec<u8>,
}

impl Head {
    /// The first field called `name`, in any case.
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        field(&self.lines, name)
    }

    /// As [`Head::field`], where it is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.field(name)?).ok()
    }

    /// The name or the address that a field holds, without the `<…>` that some write around it.
    pub fn bare(&self, name: &str) -> Option<&str> {
        let text = self.text(name)?;
        let inside = text
            .strip_prefix('<')
            .and_then(|text| text.strip_suffix('>'));
        Some(inside.unwrap_or(text))
    }
}

/// The value of the first field called `name` in these lines.
pub(super) fn field<'a>(lines: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut rest = lines;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        let Some((start, value)) = line.split_at_checked(name.len()) else {
            continue;
        };
        if start.eq_ignore_ascii_case(name.as_bytes()) {
            let value = value.trim_ascii_start();
            if let Some(value) = value.strip_prefix(b":") {
                return Some(value.trim_ascii());
            }
        }
    }
    None
}

/// A stretch of a file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Where it begins.
    pub offset: u64,
    /// Why.
    pub why: String,
    /// The file ends in it.
    pub at_end: bool,
}

/// What comes next in a file.
#[derive(Debug)]
pub enum Next {
    /// A record, whose head is [`Foreign::head`].
    Record,
    /// Something that cannot be read; what follows it comes next.
    Lost(Lost),
    /// Nothing.
    End,
}

/// A foreign WARC file.
pub struct Foreign<'a> {
    bytes: Bytes<'a>,
    head: Head,
    /// Bytes of the block that were not passed yet.
    left: u64,
    /// What is wrong with the bytes that come next.
    trouble: Option<Trouble>,
    length: u64,
}

impl<'a> Foreign<'a> {
    /// Reads `input` from the byte `from` on, where a record begins.
    ///
    /// # Errors
    /// Failures of the disk.
    pub fn open(input: Input<'a>, from: u64) -> io::Result<Self> {
        let length = input.length();
        let mut bytes = Bytes::new(input).map_err(|trouble| match trouble {
            Trouble::Disk(error) => error,
            Trouble::Damage(_) | Trouble::Torn => io::ErrorKind::InvalidData.into(),
        })?;
        if from > 0 {
            bytes.go_to(from)?;
        }
        Ok(Self {
            bytes,
            head: Head::default(),
            left: 0,
            trouble: None,
            length,
        })
    }

    /// The fields of the record at hand.
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// How many bytes of the file were read.
    pub fn taken(&self) -> u64 {
        self.bytes.taken()
    }

    /// The next record; the block of the one before is passed over.
    ///
    /// # Errors
    /// Failures of the disk; damage is [`Next::Lost`].
    pub fn advance(&mut self) -> io::Result<Next> {
        let trouble = match self.trouble.take() {
            Some(trouble) => trouble,
            None => match self.next_head() {
                Ok(true) => return Ok(Next::Record),
                Ok(false) => return Ok(Next::End),
                Err(trouble) => trouble,
            },
        };
        self.left = 0;
        let offset = self.bytes.place();
        let (why, at_end) = match trouble {
            Trouble::Disk(error) => return Err(error),
            Trouble::Damage(why) => (why, false),
            Trouble::Torn => ("the file ends in the middle of a record".to_owned(), true),
        };
        let found = if self.bytes.is_packed() {
            self.bytes.next_member()?
        } else {
            self.next_line()?
        };
        if !found {
            let length = self.length;
            // A stream that is at its end stays there.
            self.bytes.go_to(length)?;
        }
        Ok(Next::Lost(Lost {
            offset,
            why,
            at_end: at_end && !found,
        }))
    }

    /// Goes to the next line of a plain file that begins a record.
    fn next_line(&mut self) -> io::Result<bool> {
        const BEGIN: &[u8] = b"\nWARC/1.";
        self.bytes.consume(1);
        loop {
            if let Some(found) = memchr::memmem::find(self.bytes.seen(), BEGIN) {
                self.bytes.consume(found + 1);
                return Ok(true);
            }
            let kept = self.bytes.seen().len().min(BEGIN.len() - 1);
            self.bytes.consume(self.bytes.seen().len() - kept);
            match self.bytes.step() {
                Ok(true) => {}
                Ok(false) | Err(Trouble::Damage(_) | Trouble::Torn) => return Ok(false),
                Err(Trouble::Disk(error)) => return Err(error),
            }
        }
    }

    /// Reads the head of the next record; `false` at the end.
    fn next_head(&mut self) -> Result<bool, Trouble> {
        self.pass()?;
        loop {
            if self.bytes.want(1)? == 0 {
                return Ok(false);
            }
            let seen = self.bytes.seen();
            let ends = seen.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
            let ends = ends.count();
            if ends == 0 {
                break;
            }
            self.bytes.consume(ends);
        }
        self.head.offset = self.bytes.place();
        self.head.is_door = self.bytes.can_return();
        if self.bytes.want(7)? < 7 || !self.bytes.seen().starts_with(b"WARC/") {
            return Err(Trouble::Damage("no WARC record begins here".to_owned()));
        }
        self.head_lines()?;
        let number = field(&self.head.lines, "Content-Length")
            .and_then(|value| std::str::from_utf8(value).ok()?.parse().ok());
        let Some(length) = number else {
            return Err(Trouble::Damage("the record tells no length".to_owned()));
        };
        let kind = field(&self.head.lines, "WARC-Type").map_or(Kind::Other, Kind::of);
        (self.head.kind, self.head.length, self.left) = (kind, length, length);
        Ok(true)
    }

    /// Takes the fields of the head, and goes behind the empty line after them.
    fn head_lines(&mut self) -> Result<(), Trouble> {
        let mut looked = 0;
        loop {
            let seen = self.bytes.seen();
            // Some end their lines with LF alone.
            let found = memchr::memchr_iter(b'\n', &seen[looked..])
                .map(|at| looked + at)
                .find_map(|at| match seen.get(at + 1..) {
                    Some([b'\n', ..]) => Some((at, at + 2)),
                    Some([b'\r', b'\n', ..]) => Some((at, at + 3)),
                    _ => None,
                });
            if let Some((end, behind)) = found {
                let start = memchr::memchr(b'\n', seen).map_or(0, |at| at + 1);
                self.head.lines.clear();
                self.head
                    .lines
                    .extend_from_slice(&seen[start.min(end)..end]);
                self.bytes.consume(behind);
                return Ok(());
            }
            looked = seen.len().saturating_sub(2);
            if seen.len() > HEAD_LIMIT {
                let why = "the head of the record has no end";
                return Err(Trouble::Damage(why.to_owned()));
            }
            let before = seen.len();
            if self.bytes.want(before + 1)? == before {
                return Err(Trouble::Torn);
            }
        }
    }

    /// Passes over what is left of the block.
    fn pass(&mut self) -> Result<(), Trouble> {
        while self.left > 0 {
            if self.bytes.seen().is_empty() && !self.bytes.step()? {
                return Err(Trouble::Torn);
            }
            let seen = self.bytes.seen().len();
            let count = usize::try_from(self.left).unwrap_or(usize::MAX).min(seen);
            self.bytes.consume(count);
            self.left -= size_of(count);
        }
        Ok(())
    }

    /// The first bytes of the block, `count` of them or all where it is shorter; fewer where the file is damaged,
    /// of which [`Foreign::advance`] tells.
    ///
    /// # Errors
    /// Failures of the disk.
    pub fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        let count = usize::try_from(self.left).unwrap_or(usize::MAX).min(count);
        match self.bytes.want(count) {
            Ok(_) => {}
            Err(Trouble::Disk(error)) => return Err(error),
            Err(trouble) => self.trouble = Some(trouble),
        }
        let seen = self.bytes.seen();
        Ok(&seen[..count.min(seen.len())])
    }

    /// Makes sure that the whole block is there, and the checksum of its gzip member right; `false` where it is
    /// not, of which [`Foreign::advance`] tells.
    ///
    /// # Errors
    /// Failures of the disk.
    pub fn fetch(&mut self) -> io::Result<bool> {
        let length = usize::try_from(self.left).unwrap_or(usize::MAX);
        if self.peek(length)?.len() < length {
            self.trouble.get_or_insert(Trouble::Torn);
            return Ok(false);
        }
        // The block, the two line ends behind it, and what the member has to say of itself.
        let behind = length.saturating_add(4);
        let seen = |this: &Self| this.bytes.seen().len();
        while seen(self) <= behind && !self.bytes.ends_member() {
            match self.bytes.step() {
                Ok(true) => {}
                Ok(false) => break,
                Err(Trouble::Disk(error)) => return Err(error),
                // The block itself is whole in a file that is cut right behind it.
                Err(Trouble::Torn) if !self.bytes.is_packed() => break,
                Err(trouble) => {
                    self.trouble = Some(trouble);
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// The block, as far as it was fetched.
    pub fn block(&self) -> &[u8] {
        let length = usize::try_from(self.left).unwrap_or(usize::MAX);
        let seen = self.bytes.seen();
        &seen[..length.min(seen.len())]
    }
}
