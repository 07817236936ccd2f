//! `import csv`: claims that people made become those of a page, which is their table.
//!
//! The file is archived as it is, named by its bytes; the words of each claim are its row, so that it is proved
//! like any other: by what somebody wrote, and where. Whether they were right no table can tell: such a claim is
//! one source.

use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;
use url::Url;

use crate::index;
use crate::jobs::clock;
use crate::jobs::reading::{Format, Reader};
use crate::label::sheet;
use crate::store::{
    Batch, File, NewCapture, Operator, RunKind, RunStatus, Store, Writer, sha256_of,
};
use crate::web::charset;
use crate::web::exchange::DECODED_LIMIT;

/// What came of an import of claims.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Claims taken.
    pub claims: u64,
    /// The archive held this very table already.
    pub known: bool,
    /// Somebody asked to forget what it holds: nothing of it is kept.
    pub forgotten: bool,
    /// Records of the whole archive.
    pub records: u64,
    /// Columns whose names say nothing here.
    pub unknown: Vec<String>,
    /// Rows that make no claim, by line from 1, each with the reason.
    #[serde(skip)]
    pub wrong: Vec<(u64, String)>,
}

/// Takes the claims of the table `bytes`, which lies in the file `path`, into the archive in the folder `index`; where
/// it makes no claim, nothing is archived.
///
/// # Errors
/// A table that is too long, and failures of the store and of the search index.
pub fn import(index: &Path, bytes: Vec<u8>, path: &Path) -> anyhow::Result<Summary> {
    anyhow::ensure!(
        bytes.len() <= DECODED_LIMIT,
        "{}: longer than {} MB",
        path.display(),
        DECODED_LIMIT / (1024 * 1024)
    );
    let table = sheet::read(&charset::decode(&bytes, None).text);
    let mut summary = Summary {
        unknown: table.unknown,
        wrong: table.wrong,
        ..Summary::default()
    };
    if table.claims.is_empty() {
        return Ok(summary);
    }
    let reader = Reader::of_archive(index)?;
    let sha256 = sha256_of(&bytes);
    let url = Url::parse(&format!("urn:sha256:{sha256}"))?;
    let (mut writer, _) = Writer::open(index, &Operator::default(), clock::now())?;
    if writer.captured(url.as_str(), &sha256)?.is_some() {
        summary.known = true;
        return Ok(summary);
    }
    let shown = path.to_string_lossy().into_owned();
    let settings = serde_json::json!({ "csv": shown }).to_string();
    let run = writer.begin_run(RunKind::Import, &settings, clock::now())?;
    let reading = reader.try_read(&bytes, None, None, Format::Sheet);
    let claims = reading.as_ref().map_or(0, |reading| reading.claims.len());
    summary.claims = u64::try_from(claims)?;
    let file = File {
        url,
        at: clock::now(),
        media_type: Format::Sheet.media_type().to_owned(),
        path: shown,
        body: bytes,
    };
    let kept = writer.commit(&Batch {
        captures: vec![NewCapture::file(file, reading)],
        ..Batch::default()
    })?;
    if kept.is_empty() {
        summary.claims = 0;
        summary.forgotten = true;
    }
    summary.records = writer.reconcile()?;
    let told = serde_json::to_string(&summary).context("the summary of the import")?;
    writer.end_run(run.id, RunStatus::Done, &told, clock::now())?;
    writer.finish()?;
    index::update_in_turn(&Store::open(index)?, &index.join("search"))?;
    Ok(summary)
}
