//! `export wacz`: the archive as one file that replays (WACZ 1.1.1): its WARC files, one index, a list of pages
//! with title and text. The same archive gives the same bytes.

use std::io::{self, Read, Write};

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};
use zip::{CompressionMethod, DateTime};

use crate::store::{CaptureKind, Store, StoreError, WarcPart};

/// Pages asked of the database at a time.
const PAGES: usize = 500;
/// Bytes copied at a time.
const CHUNK: usize = 256 * 1024;

/// What is told of the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Its title.
    pub title: Option<String>,
}

/// What came of writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Packed {
    /// WARC files in it.
    pub files: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Pages in its list.
    pub pages: u64,
}

/// A resource of the data package.
#[derive(Serialize)]
struct Resource {
    name: String,
    path: String,
    hash: String,
    bytes: u64,
}

/// A line of the list of pages.
#[derive(Serialize)]
struct Line<'a> {
    id: String,
    url: &'a str,
    ts: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
}

/// Writes the archive `store` as a WACZ; `progress` hears how many bytes of its WARC files are done, of how many.
///
/// # Errors
/// Failures of `out`, of the disk and of the database; a WARC file that is shorter than what was committed.
pub fn write(
    store: &Store,
    options: &Options,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64, u64),
) -> io::Result<Packed> {
    // One moment of the archive, whatever a crawl does meanwhile.
    store.hold().map_err(io::Error::other)?;
    let parts = store.warc_parts().map_err(io::Error::other)?;
    let all = parts.iter().map(|part| part.length).sum();
    let mut file = Packing::new(out);
    let mut packed = Packed::default();
    for part in &parts {
        file.warc(part, &mut |bytes| progress(packed.bytes + bytes, all))?;
        packed.bytes += part.length;
        packed.files += 1;
    }
    file.start("indexes/index.cdxj", CompressionMethod::Deflated)?;
    let lines = store.index_lines(&parts, &mut |line| file.write_all(line.as_bytes()));
    lines.map_err(io::Error::other)?;
    file.end();
    let newest = pages(store, &mut file, &mut packed)?;
    file.describe(options, &newest)?;
    Ok(packed)
}

/// Writes the list of pages; the time of the newest capture comes back.
fn pages(store: &Store, file: &mut Packing<'_>, packed: &mut Packed) -> io::Result<String> {
    file.start("pages/pages.jsonl", CompressionMethod::Deflated)?;
    let head = serde_json::json!({
        "format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": true
    });
    writeln!(file, "{head}")?;
    let lost = |error: StoreError| io::Error::other(error);
    let (mut after, mut newest) = (0, String::new());
    loop {
        let pages = store.pages(after, PAGES).map_err(lost)?;
        let Some(last) = pages.last() else { break };
        after = last.capture;
        for page in &pages {
            let Some(capture) = store.capture(page.capture).map_err(lost)? else {
                continue;
            };
            // The list leads to what replays: an answer or a file at an address of the web.
            let is_web = capture.url.starts_with("http://") || capture.url.starts_with("https://");
            if !is_web || capture.kind == CaptureKind::Revisit {
                continue;
            }
            let ts = capture.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            let id = Sha256::digest(format!("{} {ts}", capture.url));
            let line = Line {
                id: data_encoding::HEXLOWER.encode(&id[..8]),
                url: &capture.url,
                title: page.title.as_deref(),
                text: &page.text,
                ts: ts.clone(),
            };
            serde_json::to_writer(&mut *file, &line)?;
            file.write_all(b"\n")?;
            packed.pages += 1;
            newest = newest.max(ts);
        }
    }
    file.end();
    Ok(newest)
}

/// A WACZ that is being written.
struct Packing<'a> {
    zip: ZipWriter<StreamWriter<&'a mut dyn Write>>,
    resources: Vec<Resource>,
    sum: Sha256,
    bytes: u64,
}

impl<'a> Packing<'a> {
    fn new(out: &'a mut dyn Write) -> Self {
        Self {
            zip: ZipWriter::new_stream(out),
            resources: Vec::new(),
            sum: Sha256::new(),
            bytes: 0,
        }
    }

    fn start(&mut self, path: &str, method: CompressionMethod) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            // The same archive gives the same bytes, whenever and wherever it is packed.
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(0o644)
            .large_file(true);
        self.zip.start_file(path, options)?;
        (self.sum, self.bytes) = (Sha256::new(), 0);
        self.resources.push(Resource {
            name: path.rsplit('/').next().unwrap_or(path).to_lowercase(),
            path: path.to_owned(),
            hash: String::new(),
            bytes: 0,
        });
        Ok(())
    }

    /// Ends the entry: its hash stands in the data package.
    fn end(&mut self) {
        let sum = std::mem::take(&mut self.sum).finalize();
        if let Some(resource) = self.resources.last_mut() {
            resource.hash = format!("sha256:{}", data_encoding::HEXLOWER.encode(&sum));
            resource.bytes = self.bytes;
        }
    }

    /// A WARC file lies in a WACZ as it is, so that a reader finds each record by its place.
    fn warc(&mut self, part: &WarcPart, progress: &mut dyn FnMut(u64)) -> io::Result<()> {
        self.start(&format!("archive/{}", part.name), CompressionMethod::Stored)?;
        let mut from = part.open()?;
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = from.read(&mut chunk)?;
            if read == 0 {
                break;
            }
            self.write_all(&chunk[..read])?;
            progress(self.bytes);
        }
        if self.bytes != part.length {
            let (name, left) = (&part.name, self.bytes);
            let what = format!("{name}: {left} bytes are left of {}", part.length);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, what));
        }
        self.end();
        Ok(())
    }

    fn describe(mut self, options: &Options, created: &str) -> io::Result<()> {
        let package = serde_json::json!({
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": options.title.as_deref().unwrap_or("arobase"),
            "description": "Pages about the label Territoires, Villes et Villages Internet, as they were captured",
            "software": concat!("arobase/", env!("CARGO_PKG_VERSION")),
            "created": created,
            "resources": self.resources,
        });
        let text = serde_json::to_vec_pretty(&package)?;
        let sum = data_encoding::HEXLOWER.encode(&Sha256::digest(&text));
        self.start("datapackage.json", CompressionMethod::Deflated)?;
        self.write_all(&text)?;
        let digest =
            serde_json::json!({ "path": "datapackage.json", "hash": format!("sha256:{sum}") });
        self.start("datapackage-digest.json", CompressionMethod::Deflated)?;
        self.write_all(digest.to_string().as_bytes())?;
        self.zip.finish()?;
        Ok(())
    }
}

impl Write for Packing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.zip.write(bytes)?;
        self.sum.update(&bytes[..written]);
        self.bytes += u64::try_from(written).unwrap_or_default();
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}
