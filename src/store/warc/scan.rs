//! A WARC file read from end to end: which stretches of it are whole records, and which are not.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::GzDecoder;
use sha2::{Digest as _, Sha256};

use super::parse::{RECORD_LIMIT, Record, Seen, Wrong, unreadable};
use super::size_of;

/// How the gzip member of a record begins (RFC 1952, section 2.3.1): magic and deflate.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// Bytes read at a time.
const CHUNK: usize = 256 * 1024;

/// A stretch of a WARC file.
pub(in crate::store) struct Stretch {
    /// Where it begins.
    pub(in crate::store) offset: u64,
    /// Its length in bytes.
    pub(in crate::store) length: u64,
    /// The record that it is, or what is wrong with it.
    pub(in crate::store) found: Result<Seen, Wrong>,
}

/// Goes through a file, stretch by stretch; what cannot be read is passed over up to where the next
/// record begins.
pub(in crate::store) struct Scan<R> {
    source: Source<R>,
    end: u64,
    sound: bool,
}

impl<R: Read + Seek> Scan<R> {
    /// Reads `file` from its beginning to the byte `end`, which is its end or lies before it.
    pub(in crate::store) fn new(file: R, end: u64) -> Self {
        Self {
            source: Source::new(file, end),
            end,
            sound: true,
        }
    }

    /// The next stretch; `None` at the end.
    ///
    /// # Errors
    /// Failures of the disk; damage is a stretch like any other.
    pub(in crate::store) fn next(&mut self) -> io::Result<Option<Stretch>> {
        let offset = self.source.at;
        if offset >= self.end {
            return Ok(None);
        }
        let found = self.record()?;
        if found.is_ok() {
            let length = self.source.at - offset;
            return Ok(Some(Stretch {
                offset,
                length,
                found,
            }));
        }
        self.sound = false;
        let next = self.next_member(offset + 1)?;
        let length = next - offset;
        Ok(Some(Stretch {
            offset,
            length,
            found,
        }))
    }

    /// SHA-256 of all that was read, hex; `None` where something could not be read.
    pub(in crate::store) fn sum(self) -> Option<String> {
        let sum = self.source.sum.finalize();
        (self.sound && self.source.at == self.end).then(|| data_encoding::HEXLOWER.encode(&sum))
    }

    fn record(&mut self) -> io::Result<Result<Seen, Wrong>> {
        let mut plain = Vec::new();
        let read = GzDecoder::new(&mut self.source)
            .take(RECORD_LIMIT + 1)
            .read_to_end(&mut plain);
        match read {
            Err(error) if error.raw_os_error().is_some() => return Err(error),
            Err(error) => return Ok(Err(unreadable(&error))),
            Ok(length) if size_of(length) > RECORD_LIMIT => {
                return Ok(Err(format!(
                    "the record is longer than {RECORD_LIMIT} bytes"
                )));
            }
            Ok(_) => {}
        }
        Ok(Record::of_plain(plain).and_then(Record::check))
    }

    /// Goes to the first record that begins at `from` or behind it, or to the end; tells where.
    fn next_member(&mut self, from: u64) -> io::Result<u64> {
        let mut at = from;
        loop {
            self.source.go_to(at)?;
            let Some(magic) = self.source.find_magic()? else {
                self.source.go_to(self.end)?;
                return Ok(self.end);
            };
            let mut start = [0; 7];
            let begins = GzDecoder::new(&mut self.source).read_exact(&mut start);
            if begins.is_ok() && start == *b"WARC/1." {
                self.source.go_to(magic)?;
                return Ok(magic);
            }
            at = magic + 1;
        }
    }
}

/// A file that knows where it is read, how far it may be, and the hash of what was.
struct Source<R> {
    file: BufReader<io::Take<R>>,
    at: u64,
    sum: Sha256,
}

impl<R: Read + Seek> Source<R> {
    fn new(file: R, end: u64) -> Self {
        Self {
            file: BufReader::with_capacity(CHUNK, file.take(end)),
            at: 0,
            sum: Sha256::new(),
        }
    }

    fn go_to(&mut self, at: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(at))?;
        self.at = at;
        Ok(())
    }

    /// Goes to the next bytes that may begin a gzip member; tells where.
    fn find_magic(&mut self) -> io::Result<Option<u64>> {
        let mut window = [0; MAGIC.len()];
        let mut seen = 0_u64;
        let begun = self.at;
        loop {
            let buffer = self.fill_buf()?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let length = buffer.len();
            for (place, byte) in buffer.iter().enumerate() {
                window.rotate_left(1);
                window[MAGIC.len() - 1] = *byte;
                if window == MAGIC && seen + size_of(place) + 1 >= size_of(MAGIC.len()) {
                    let found = begun + seen + size_of(place) + 1 - size_of(MAGIC.len());
                    self.go_to(found)?;
                    return Ok(Some(found));
                }
            }
            seen += size_of(length);
            self.consume(length);
        }
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let buffer = self.fill_buf()?;
        let length = buffer.len().min(into.len());
        into[..length].copy_from_slice(&buffer[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: Read> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.file.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        self.sum.update(&self.file.buffer()[..length]);
        self.file.consume(length);
        self.at += size_of(length);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::store::capture::NewCapture;
    use crate::store::warc::{Files, OPEN, folder_of};
    use crate::store::{Operator, sha256_of};
    use crate::web::exchange::Exchange;

    /// A WARC file of so many bytes at least, with answers that gzip does not make small; and where
    /// each of its gzip members ends.
    fn file(bytes: usize) -> (Vec<u8>, Vec<usize>) {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder_of(home.path())).unwrap();
        let mut files = Files::new(home.path(), &Operator::default(), u64::MAX);
        let (mut number, mut ends) = (0_u32, Vec::new());
        loop {
            let hash = |part: u32| sha256_of(&(number * 100 + part).to_be_bytes());
            let exchange = Exchange {
                url: format!("http://ville.example/{number}").parse().unwrap(),
                at: jiff::Timestamp::UNIX_EPOCH,
                ip: None,
                request: b"GET / HTTP/1.1\r\n\r\n".to_vec(),
                status: 200,
                reason: "OK".to_owned(),
                headers: Vec::new(),
                body: (0..40).map(hash).collect::<String>().into_bytes(),
                truncated: None,
            };
            let new = [NewCapture::answer(exchange, None)];
            let (name, end, appended) = files.append(&new, jiff::Timestamp::UNIX_EPOCH).unwrap();
            let end = usize::try_from(end).unwrap();
            ends.push(usize::try_from(appended[0].offset).unwrap());
            ends.push(usize::try_from(appended[0].offset + appended[0].length).unwrap());
            ends.push(end);
            number += 1;
            if end >= bytes {
                let path = folder_of(home.path()).join(format!("{name}{OPEN}"));
                ends.dedup();
                return (std::fs::read(path).unwrap(), ends);
            }
        }
    }

    /// How many records are whole, and where those begin that are not.
    fn look(bytes: &[u8]) -> (usize, Vec<u64>) {
        let mut scan = Scan::new(Cursor::new(bytes), size_of(bytes.len()));
        let (mut whole, mut torn) = (0, Vec::new());
        while let Some(stretch) = scan.next().unwrap() {
            match stretch.found {
                Ok(_) => whole += 1,
                Err(_) => torn.push(stretch.offset),
            }
        }
        assert_eq!(scan.sum().is_some(), torn.is_empty());
        (whole, torn)
    }

    #[test]
    fn cut_at_any_byte_of_its_last_64_kib_a_file_shows_every_whole_record_and_where_it_is_torn() {
        const LAST: usize = 64 * 1024;
        let (bytes, ends) = file(LAST);
        assert_eq!(look(&bytes), (ends.len(), vec![]));
        for length in bytes.len() - LAST..bytes.len() {
            let whole = ends.iter().filter(|end| **end <= length).count();
            let last = ends[..whole].last().copied().unwrap_or_default();
            let torn = |at: usize| (last < length).then(|| size_of(at)).into_iter().collect();
            // The last record alone at every byte, all that stand before it at some.
            assert_eq!(look(&bytes[last..length]), (0, torn(0)), "cut at {length}");
            if length % 251 == 0 || length - last < 2 {
                assert_eq!(
                    look(&bytes[..length]),
                    (whole, torn(last)),
                    "cut at {length}"
                );
            }
        }
    }

    #[test]
    fn a_stretch_that_cannot_be_read_ends_where_the_next_record_begins() {
        let (mut bytes, ends) = file(40_000);
        let junk = b"\x1f\x8b\x08\x00\x1f\x8b\x08\x00 no record \x1f\x8b";
        let place = ends[3];
        bytes.splice(place..place, junk.iter().copied());
        bytes[ends[1] - 1] ^= 1;
        let torn = vec![size_of(ends[0]), size_of(place)];
        assert_eq!(look(&bytes), (ends.len() - 1, torn));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_gone_through_to_their_end(bytes: Vec<u8>) {
            let mut scan = Scan::new(Cursor::new(&bytes), size_of(bytes.len()));
            let mut at = 0;
            while let Some(stretch) = scan.next().unwrap() {
                proptest::prop_assert_eq!(stretch.offset, at);
                proptest::prop_assert!(stretch.length > 0);
                at += stretch.length;
            }
            proptest::prop_assert_eq!(at, size_of(bytes.len()));
        }
    }
}
