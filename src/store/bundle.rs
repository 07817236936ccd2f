//! The WARC files of an archive as they are handed to others: each up to its last commit, and one index of all.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::PathBuf;

use super::warc::{self, OPEN};
use super::{Store, StoreError, recover, select};

/// A WARC file of the archive, as far as it was committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarcPart {
    /// Its name, without `.open`.
    pub name: String,
    /// How many bytes of it count.
    pub length: u64,
    path: PathBuf,
}

impl WarcPart {
    /// Its bytes.
    ///
    /// # Errors
    /// Failures of the disk; one that is shorter than it should be is read to its end.
    pub fn open(&self) -> io::Result<impl Read + use<>> {
        // A crawl may have closed it meanwhile.
        let file = File::open(&self.path).or_else(|error| {
            let name = self.path.to_string_lossy();
            name.strip_suffix(OPEN).map_or(Err(error), File::open)
        })?;
        Ok(file.take(self.length))
    }
}

impl Store {
    /// The WARC files that captures lie in, by name.
    ///
    /// # Errors
    /// Failures of the database, and a file that is missing.
    pub fn warc_parts(&self) -> Result<Vec<WarcPart>, StoreError> {
        let noted = self.ask(recover::noted)?;
        let folder = warc::folder_of(self.index());
        let mut parts = Vec::new();
        for (name, _) in self.ask(select::warc_names)? {
            let closed = folder.join(&name);
            let open = folder.join(format!("{name}{OPEN}"));
            let known = self.ask(|db| select::warc_file(db, &name))?;
            let (path, length) = match (known, &noted) {
                (Some((length, _)), _) => (closed, length),
                (None, Some((end, noted))) if *noted == name => {
                    (if open.exists() { open } else { closed }, *end)
                }
                // An older program closed it.
                (None, _) => {
                    let metadata = std::fs::metadata(&closed);
                    let length = metadata.map_err(|source| StoreError::disk(&closed, source))?;
                    (closed, length.len())
                }
            };
            parts.push(WarcPart { name, length, path });
        }
        Ok(parts)
    }

    /// Hands the lines of the CDXJ of all WARC files together to `take`, sorted by bytes.
    ///
    /// # Errors
    /// Failures of the disk and the database, and those of `take`.
    pub fn index_lines(
        &self,
        parts: &[WarcPart],
        take: &mut dyn FnMut(&str) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        let mut sources: Vec<Box<dyn BufRead>> = Vec::new();
        for part in parts {
            let beside = warc::index_of(&part.path);
            // The one of a closed file lies beside it, sorted; that of an open one is made here.
            let closed = !part.path.to_string_lossy().ends_with(OPEN);
            if let Some(file) = File::open(&beside).ok().filter(|_| closed) {
                sources.push(Box::new(BufReader::new(file)));
            } else {
                let captures = self.ask(|db| select::captures_in(db, &part.name))?;
                sources.push(Box::new(Cursor::new(warc::index_text(&captures))));
            }
        }
        merge(sources, take)
            .map_err(|source| StoreError::disk(&warc::folder_of(self.index()), source))
    }
}

/// Lines of sorted sources in one order, with no more than one of each in memory.
fn merge(
    mut sources: Vec<Box<dyn BufRead>>,
    take: &mut dyn FnMut(&str) -> io::Result<()>,
) -> io::Result<()> {
    let mut heap = BinaryHeap::new();
    let next = |source: &mut Box<dyn BufRead>| -> io::Result<Option<String>> {
        let mut line = String::new();
        Ok((source.read_line(&mut line)? > 0).then_some(line))
    };
    for (number, source) in sources.iter_mut().enumerate() {
        if let Some(line) = next(source)? {
            heap.push(Reverse((line, number)));
        }
    }
    while let Some(Reverse((line, number))) = heap.pop() {
        take(&line)?;
        if let Some(line) = next(&mut sources[number])? {
            heap.push(Reverse((line, number)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_many_files_come_in_one_order() {
        let source = |text: &'static str| -> Box<dyn BufRead> { Box::new(Cursor::new(text)) };
        let mut lines = String::new();
        let sources = vec![source("a\nc\n"), source(""), source("b\nb\nd\n")];
        merge(sources, &mut |line| {
            lines.push_str(line);
            Ok(())
        })
        .unwrap();
        assert_eq!(lines, "a\nb\nb\nc\nd\n");
    }
}
