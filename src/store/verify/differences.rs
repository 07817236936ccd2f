//! Where the row of a capture and its record say different things.

use url::Url;

use crate::store::capture::{Capture, CaptureKind};
use crate::store::warc::SeenCapture;

/// Which columns of a capture's row differ from its record; `original` is the capture that the row
/// refers to.
pub(super) fn differences(
    row: &Capture,
    id: &str,
    seen: &SeenCapture,
    length: u64,
    original: Option<&Capture>,
) -> Vec<&'static str> {
    let is_revisit = seen.kind == CaptureKind::Revisit;
    let refers_to = original.map(|original| original.record_id.as_str());
    // A fragment is never sent, and no WARC-Target-URI has one.
    let url = Url::parse(&row.url).map(|mut url| {
        url.set_fragment(None);
        url.to_string()
    });
    let mut differs = vec![
        ("record id", row.record_id == id),
        ("kind", row.kind == seen.kind),
        ("purpose", row.purpose == seen.purpose),
        ("address", url.is_ok_and(|url| url == seen.url)),
        ("time", row.at == seen.at),
        ("status", row.status == seen.status),
        ("digest", row.digest == seen.digest),
        ("length", row.length == length),
        (
            "capture that it refers to",
            refers_to == seen.refers_to.as_deref(),
        ),
    ];
    if is_revisit {
        let sha256 = original.map(|original| &original.sha256);
        differs.push(("SHA-256", sha256 == Some(&row.sha256)));
    } else {
        differs.push(("media type", row.mime == seen.mime));
        differs.push(("SHA-256", row.sha256 == seen.sha256));
    }
    differs.retain(|(_, is_same)| !is_same);
    differs.into_iter().map(|(name, _)| name).collect()
}
