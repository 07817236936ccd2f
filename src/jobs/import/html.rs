//! `import html`: files of the user become captures, pages and claims of the archive.
//!
//! A file has no HTTP answer, so it is archived as a WARC `resource`, dated when it was read: the
//! date of a file proves nothing. In a mirror its address is known; elsewhere it is named by its
//! bytes, `urn:sha256:` + hex, so that the same bytes are the same page wherever they lie.

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;
use url::Url;

use crate::index;
use crate::jobs::clock;
use crate::jobs::reading::{Format, Reader, read_all};
use crate::jobs::walk::{self, Found, NotRead};
use crate::store::{
    Batch, File, NewCapture, Operator, Recovery, RunKind, RunStatus, Store, Writer, sha256_of,
};

/// Files are committed together up to so many bytes, and so many of them.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
const BATCH_FILES: usize = 200;

/// What came of an import.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Files archived.
    pub archived: u64,
    /// Files whose bytes the archive held already.
    pub known: u64,
    /// Files that are to be forgotten: nothing is kept of them.
    pub forgotten: u64,
    /// Claims read in the files archived.
    pub claims: u64,
    /// Records of the whole archive.
    pub records: u64,
    /// Files and folders that gave no page, and why.
    #[serde(skip)]
    pub wrong: Vec<NotRead>,
    /// What a killed run had left.
    #[serde(skip)]
    pub recovery: Recovery,
}

/// Imports the files that `paths` stand for into the archive in the folder `index`; where none can
/// be read, no archive is made.
///
/// # Errors
/// Failures of the store and of the search index; what was committed before is kept.
pub fn import(index: &std::path::Path, paths: &[PathBuf], mirror: bool) -> anyhow::Result<Summary> {
    let (found, wrong) = walk::walk(paths, mirror);
    let mut summary = Summary {
        wrong,
        ..Summary::default()
    };
    let mut files = found
        .iter()
        .filter_map(|found| match walk::bytes_of(found) {
            Ok(bytes) => Some((found, bytes)),
            Err(wrong) => {
                summary.wrong.push(wrong);
                None
            }
        });
    let Some(first) = files.next() else {
        drop(files);
        return Ok(summary);
    };
    let reader = Reader::of_archive(index)?;
    let (mut writer, recovery) = Writer::open(index, &Operator::default(), clock::now())?;
    let shown: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    let settings = serde_json::json!({ "paths": shown, "mirror": mirror }).to_string();
    let run = writer.begin_run(RunKind::Import, &settings, clock::now())?;
    let mut import = Import::new(&mut writer, reader);
    for (found, bytes) in std::iter::once(first).chain(files) {
        import.add(found, bytes)?;
    }
    import.flush()?;
    (summary.archived, summary.known, summary.claims) =
        (import.archived, import.known, import.claims);
    summary.forgotten = import.forgotten;
    summary.recovery = recovery;
    summary.records = writer.reconcile()?;
    let told = serde_json::to_string(&summary).context("the summary of the import")?;
    writer.end_run(run.id, RunStatus::Done, &told, clock::now())?;
    writer.finish()?;
    index::update_in_turn(&Store::open(index)?, &index.join("search"))?;
    Ok(summary)
}

struct Import<'a> {
    writer: &'a mut Writer,
    reader: Reader,
    /// What this import has met: the same bytes may lie twice in one folder.
    met: HashSet<(String, String)>,
    waiting: Vec<(File, Format)>,
    waiting_bytes: usize,
    archived: u64,
    known: u64,
    forgotten: u64,
    claims: u64,
}

impl<'a> Import<'a> {
    fn new(writer: &'a mut Writer, reader: Reader) -> Self {
        Self {
            writer,
            reader,
            met: HashSet::new(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            archived: 0,
            known: 0,
            forgotten: 0,
            claims: 0,
        }
    }

    fn add(&mut self, found: &Found, body: Vec<u8>) -> anyhow::Result<()> {
        let sha256 = sha256_of(&body);
        let url = match &found.url {
            Some(url) => url.clone(),
            None => Url::parse(&format!("urn:sha256:{sha256}"))?,
        };
        let is_known = self.writer.captured(url.as_str(), &sha256)?.is_some();
        if is_known || !self.met.insert((url.to_string(), sha256)) {
            self.known += 1;
            return Ok(());
        }
        self.waiting_bytes += body.len();
        let file = File {
            url,
            at: clock::now(),
            media_type: found.format.media_type().to_owned(),
            path: found.path.to_string_lossy().into_owned(),
            body,
        };
        self.waiting.push((file, found.format));
        if self.waiting_bytes >= BATCH_BYTES || self.waiting.len() >= BATCH_FILES {
            self.flush()?;
        }
        Ok(())
    }

    /// Reads and commits what waits.
    fn flush(&mut self) -> anyhow::Result<()> {
        let readings = read_all(&self.waiting, |(file, format)| {
            let url = Some(&file.url).filter(|url| url.has_host());
            self.reader.try_read(&file.body, None, url, *format)
        });
        let mut batch = Batch::default();
        for ((file, _), reading) in self.waiting.drain(..).zip(readings) {
            let capture = NewCapture::file(file, reading);
            if capture.is_of(self.writer.forgotten()) {
                self.forgotten += 1;
                continue;
            }
            let reading = capture.reading.as_ref();
            self.claims += u64::try_from(reading.map_or(0, |reading| reading.claims.len()))?;
            batch.captures.push(capture);
        }
        self.waiting_bytes = 0;
        self.archived += u64::try_from(self.writer.commit(&batch)?.len())?;
        Ok(())
    }
}
