//! The CDXJ of a WARC file: one line a capture, sorted by bytes, for pywb and its like.
//!
//! It is written when the WARC file is closed and can be made again from the database at any time.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use url::Url;

use super::surt;
use crate::store::capture::{Capture, CaptureKind};

/// The object of a line; every value is text, as in the files of other programs.
#[derive(Serialize)]
struct Line<'a> {
    url: &'a str,
    mime: &'a str,
    status: String,
    digest: &'a str,
    length: String,
    offset: String,
    filename: &'a str,
}

/// The index beside the WARC file `warc`: `….warc.gz` has `….cdxj`.
pub(in crate::store) fn index_of(warc: &Path) -> PathBuf {
    // Twice, for .gz and .warc.
    warc.with_extension("").with_extension("cdxj")
}

/// The text of the index of one WARC file.
///
/// A 304 has no line: pywb would replay it to the letter, as an answer without a page. Without one it
/// takes the nearest capture that has the bytes, which are the same.
pub(in crate::store) fn index_text(captures: &[Capture]) -> String {
    let shown = captures.iter().filter(|capture| capture.status != 304);
    let mut lines: Vec<String> = shown.map(line).collect();
    lines.sort_unstable();
    lines.concat()
}

/// Writes the index of one WARC file, whole or not at all.
pub(in crate::store) fn write_index(warc: &Path, captures: &[Capture]) -> io::Result<()> {
    let path = index_of(warc);
    let unfinished = path.with_extension("cdxj.tmp");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    crate::store::recover::private(&mut options);
    let mut file = options.open(&unfinished)?;
    file.write_all(index_text(captures).as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, &path)?;
    warc.parent().map_or(Ok(()), super::sync_folder)
}

fn line(capture: &Capture) -> String {
    let key = Url::parse(&capture.url).map_or_else(|_| capture.url.clone(), |url| surt(&url));
    let line = Line {
        url: &capture.url,
        // The word by which replayers know that the payload lies elsewhere.
        mime: match capture.kind {
            CaptureKind::Revisit => "warc/revisit",
            CaptureKind::Response | CaptureKind::Resource => &capture.mime,
        },
        status: capture.status.to_string(),
        digest: &capture.digest,
        length: capture.length.to_string(),
        offset: capture.offset.to_string(),
        filename: &capture.warc,
    };
    let object = serde_json::to_string(&line).unwrap_or_default();
    format!("{key} {} {object}\n", capture.at.strftime("%Y%m%d%H%M%S"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::capture::Purpose;

    fn capture(url: &str, offset: u64) -> Capture {
        Capture {
            id: 1,
            run: 1,
            kind: CaptureKind::Response,
            purpose: Purpose::Page,
            refers_to: None,
            url: url.to_owned(),
            at: "2026-03-04T05:06:07.891Z".parse().unwrap(),
            status: 200,
            mime: "text/html".to_owned(),
            digest: "sha1:AAAA".to_owned(),
            sha256: "00".to_owned(),
            record_id: "urn:uuid:0".to_owned(),
            warc: "a.warc.gz".to_owned(),
            offset,
            length: 12,
        }
    }

    #[test]
    fn lines_are_sorted_by_key_and_hold_what_a_replayer_needs() {
        let folder = tempfile::tempdir().unwrap();
        let warc = folder.path().join("a.warc.gz");
        write_index(
            &warc,
            &[
                capture("http://www.z.fr/", 7),
                capture("http://b.fr/?q", 90),
            ],
        )
        .unwrap();
        let text = fs::read_to_string(folder.path().join("a.cdxj")).unwrap();
        assert_eq!(
            text,
            "fr,b)/?q 20260304050607 {\"url\":\"http://b.fr/?q\",\"mime\":\"text/html\",\
             \"status\":\"200\",\"digest\":\"sha1:AAAA\",\"length\":\"12\",\"offset\":\"90\",\
             \"filename\":\"a.warc.gz\"}\n\
             fr,z)/ 20260304050607 {\"url\":\"http://www.z.fr/\",\"mime\":\"text/html\",\
             \"status\":\"200\",\"digest\":\"sha1:AAAA\",\"length\":\"12\",\"offset\":\"7\",\
             \"filename\":\"a.warc.gz\"}\n"
        );
    }
}
