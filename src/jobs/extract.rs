//! `extract`: pages from files, read on all processors and told in the order of the files.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

use super::addresses::Addresses;
use super::reading::{Reader, Reading};
use super::walk::{self, Found, NotRead};
use crate::web::charset::Charset;

/// How many pages may wait for their turn to be told, so that memory does not grow with the input.
const WAITING: usize = 64;

/// What is to be read, and what is known of it.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// The folders are laid out as `wget -r` does, `host/path`.
    pub mirror: bool,
    /// The addresses of the files, where a table tells them.
    pub addresses: Option<Addresses>,
    /// The encoding of all files, whatever they say themselves.
    pub charset: Option<Charset>,
}

/// What came of one file.
#[derive(Debug)]
pub enum Told {
    /// It was read.
    Page(Found, Box<Reading>),
    /// It gave no page, and why.
    NotRead(NotRead),
    /// The reader has a fault that this file brings to light.
    Fault(PathBuf),
}

/// Reads the files that the paths of `asked` stand for and gives what came of each to `tell`, in the order of
/// the paths and of names inside a folder; first the paths that stand for no file.
///
/// # Errors
/// Only those of `tell`; nothing more is read after one.
pub fn extract(
    asked: &Asked,
    tell: &mut dyn FnMut(Told) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let (mut found, wrong) = walk::walk(&asked.paths, asked.mirror);
    if let Some(addresses) = &asked.addresses {
        for file in &mut found {
            file.url = addresses.of(&file.path).cloned();
        }
    }
    let reader = Reader::shipped().in_charset(asked.charset);
    for wrong in wrong {
        tell(Told::NotRead(wrong))?;
    }
    let hands = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(found.len());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        for _ in 0..hands {
            let (sender, found, next) = (sender.clone(), &found, &next);
            scope.spawn(move || work(&reader, found, next, &sender));
        }
        // With the last worker the channel closes, and the loop below ends.
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut turn = 0;
        for (number, told) in receiver {
            waiting.insert(number, told);
            while let Some(told) = waiting.remove(&turn) {
                tell(told)?;
                turn += 1;
            }
        }
        Ok(())
    })
}

/// Takes one file after the other until none is left or nobody listens.
fn work(reader: &Reader, found: &[Found], next: &AtomicUsize, sender: &SyncSender<(usize, Told)>) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(file) = found.get(number) else {
            return;
        };
        if sender.send((number, read(reader, file))).is_err() {
            return;
        }
    }
}

fn read(reader: &Reader, file: &Found) -> Told {
    let bytes = match walk::bytes_of(file) {
        Ok(bytes) => bytes,
        Err(wrong) => return Told::NotRead(wrong),
    };
    match reader.try_read(&bytes, None, file.url.as_ref(), file.format) {
        Some(reading) => Told::Page(file.clone(), Box::new(reading)),
        None => Told::Fault(file.path.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(reading: &Reading) -> String {
        reading
            .page
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect()
    }

    fn told(paths: &[PathBuf]) -> Vec<String> {
        let mut all = Vec::new();
        let mut tell = |told: Told| {
            all.push(match told {
                Told::Page(found, reading) => format!(
                    "{}: {}",
                    found.path.file_name().unwrap().to_string_lossy(),
                    words(&reading)
                ),
                Told::NotRead(wrong) => wrong.why.to_string(),
                Told::Fault(path) => path.display().to_string(),
            });
            Ok(())
        };
        let asked = Asked {
            paths: paths.to_owned(),
            ..Asked::default()
        };
        extract(&asked, &mut tell).unwrap();
        all
    }

    #[test]
    fn pages_are_told_in_the_order_of_their_names_whoever_read_them() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..150 {
            let text = format!("Texte {number}.");
            std::fs::write(folder.path().join(format!("{number:03}.txt")), text).unwrap();
        }
        let all = told(&[folder.path().to_owned()]);
        let expected: Vec<String> = (0..150)
            .map(|number| format!("{number:03}.txt: Texte {number}."))
            .collect();
        assert_eq!(all, expected);
    }

    #[test]
    fn a_file_that_cannot_be_read_does_not_keep_the_others_from_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("a.txt"), "Bon texte.").unwrap();
        std::fs::write(path("b.txt"), b"\0\0\0").unwrap();
        let all = told(&[path("absent.txt"), path("b.txt"), path("a.txt")]);
        assert_eq!(all.len(), 3);
        assert!(all[1].starts_with("not text"), "{all:?}");
        assert_eq!(all[2], "a.txt: Bon texte.");
    }

    #[test]
    fn a_listener_that_fails_stops_the_reading() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..300 {
            std::fs::write(folder.path().join(format!("{number}.txt")), "Texte.").unwrap();
        }
        let mut heard = 0;
        let mut tell = |_: Told| {
            heard += 1;
            anyhow::bail!("the pipe is closed")
        };
        let asked = Asked {
            paths: vec![folder.path().to_owned()],
            ..Asked::default()
        };
        assert!(extract(&asked, &mut tell).is_err());
        assert_eq!(heard, 1);
    }
}
