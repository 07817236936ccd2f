//! One WARC record read back from its gzip member.

use std::io::Read as _;

use flate2::read::GzDecoder;
use jiff::Timestamp;
use url::Url;

use super::http::{self, Lines};
use super::record::{PURPOSE, sha1_of, sha256_of};
use crate::store::capture::{CaptureKind, Purpose};
use crate::web::exchange::{Exchange, Truncated};

/// The longest record that is read back: a body of 16 MB, decoded or not, with room for its head.
pub(super) const RECORD_LIMIT: u64 = 64 * 1024 * 1024;

/// A record read back.
pub(in crate::store) struct Record {
    headers: Vec<(String, String)>,
    block: Vec<u8>,
    /// What follows the block.
    end: Vec<u8>,
}

/// What is wrong with a record.
pub(in crate::store) type Wrong = String;

impl Record {
    /// Reads the one record in the gzip member `bytes`.
    pub(in crate::store) fn parse(bytes: &[u8]) -> Result<Self, Wrong> {
        let mut plain = Vec::new();
        GzDecoder::new(bytes)
            .take(RECORD_LIMIT)
            .read_to_end(&mut plain)
            .map_err(|error| unreadable(&error))?;
        Self::of_plain(plain)
    }

    /// Reads the one record that a gzip member held.
    pub(super) fn of_plain(mut plain: Vec<u8>) -> Result<Self, Wrong> {
        let (headers, at) = headers_of(&plain)?;
        let mut record = Self {
            headers,
            block: Vec::new(),
            end: Vec::new(),
        };
        let length = record
            .header("content-length")
            .and_then(|length| length.parse().ok());
        let end = length.and_then(|length: usize| at.checked_add(length));
        let Some(end) = end.filter(|end| *end <= plain.len()) else {
            return Err("the record is shorter than its Content-Length".to_owned());
        };
        record.end = plain.split_off(end);
        record.block = plain.split_off(at);
        Ok(record)
    }

    /// What a whole record says, once its digests were found right.
    pub(super) fn check(self) -> Result<Seen, Wrong> {
        // WARC 1.1, section 4: two line ends follow the block.
        if self.end != b"\r\n\r\n" {
            return Err("the record is longer than its Content-Length".to_owned());
        }
        let is_right = |name: &str, bytes: &[u8]| match self.header(name) {
            Some(digest) if digest != sha1_of(bytes) => Err(format!("its {name} does not fit")),
            _ => Ok(()),
        };
        is_right("WARC-Block-Digest", &self.block)?;
        let text = |name: &str| self.header(name).map(bare);
        let kind = match self.header("WARC-Type") {
            Some("response") => Some(CaptureKind::Response),
            Some("revisit") => Some(CaptureKind::Revisit),
            Some("resource") => Some(CaptureKind::Resource),
            Some(_) => None,
            None => return Err("it has no WARC-Type".to_owned()),
        };
        let id = text("WARC-Record-ID").ok_or("it has no WARC-Record-ID")?;
        let Some(kind) = kind else {
            return Ok(Seen { id, capture: None });
        };
        let purpose = self.purpose();
        let refers_to = text("WARC-Refers-To");
        let told = text("WARC-Payload-Digest").unwrap_or_default();
        let body_at = match kind {
            CaptureKind::Resource => 0,
            CaptureKind::Response | CaptureKind::Revisit => {
                http::parse(&self.block)
                    .ok_or("its HTTP head cannot be read")?
                    .body_at
            }
        };
        let payload = &self.block[body_at..];
        if kind != CaptureKind::Revisit {
            is_right("WARC-Payload-Digest", payload)?;
        }
        let (digest, sha256) = (sha1_of(payload), sha256_of(payload));
        let exchange = self.into_exchange()?;
        let header = |name: &str| exchange.header(name).map(str::to_owned);
        let capture = SeenCapture {
            kind,
            purpose,
            refers_to,
            url: exchange.url.to_string(),
            at: exchange.at,
            status: exchange.status,
            mime: exchange.media_type(),
            etag: header("etag").filter(|_| kind != CaptureKind::Resource),
            last_modified: header("last-modified").filter(|_| kind != CaptureKind::Resource),
            digest: if kind == CaptureKind::Revisit {
                told
            } else {
                digest
            },
            sha256,
            body: (purpose == Purpose::Robots).then(|| exchange.decoded_body().unwrap_or_default()),
        };
        let capture = Some(Box::new(capture));
        Ok(Seen { id, capture })
    }

    fn purpose(&self) -> Purpose {
        match self.header(PURPOSE) {
            Some("robots") => Purpose::Robots,
            Some("policy") => Purpose::Policy,
            _ => Purpose::Page,
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The answer that a `response` or a `resource` holds; of a `revisit`, its head.
    pub(in crate::store) fn into_exchange(mut self) -> Result<Exchange, Wrong> {
        let text = |name: &str| self.header(name).ok_or_else(|| format!("it has no {name}"));
        let target = text("WARC-Target-URI")?;
        let url =
            Url::parse(target.trim_matches(['<', '>'])).map_err(|e| format!("{target}: {e}"))?;
        let at = text("WARC-Date")?
            .parse()
            .map_err(|error: jiff::Error| error.to_string())?;
        let ip = self
            .header("WARC-IP-Address")
            .and_then(|ip| ip.parse().ok());
        let truncated = match self.header("WARC-Truncated") {
            Some("length") => Some(Truncated::Length),
            Some("time") => Some(Truncated::Time),
            Some(_) => Some(Truncated::Disconnect),
            None => None,
        };
        let kind = text("WARC-Type")?.to_owned();
        let (status, reason, headers, body_at) = match kind.as_str() {
            "response" | "revisit" => {
                let head = http::parse(&self.block).ok_or("its HTTP head cannot be read")?;
                (head.status, head.reason, head.headers, head.body_at)
            }
            "resource" => {
                let content_type = text("Content-Type")?.as_bytes().to_vec();
                (
                    200,
                    "OK".to_owned(),
                    vec![("Content-Type".to_owned(), content_type)],
                    0,
                )
            }
            _ => return Err(format!("it is a {kind}, not an answer")),
        };
        let body = self.block.split_off(body_at);
        let request = Vec::new();
        Ok(Exchange {
            url,
            at,
            ip,
            request,
            status,
            reason,
            headers,
            body,
            truncated,
        })
    }
}

/// A WARC record that was found whole.
pub(in crate::store) struct Seen {
    /// WARC-Record-ID without its angle brackets.
    pub(in crate::store) id: String,
    /// What it captured; `None` of a warcinfo, a request and the like.
    pub(in crate::store) capture: Option<Box<SeenCapture>>,
}

/// A capture as its record alone tells it.
pub(in crate::store) struct SeenCapture {
    pub(in crate::store) kind: CaptureKind,
    pub(in crate::store) purpose: Purpose,
    /// WARC-Record-ID of the capture that a revisit refers to.
    pub(in crate::store) refers_to: Option<String>,
    pub(in crate::store) url: String,
    pub(in crate::store) at: Timestamp,
    pub(in crate::store) status: u16,
    /// Empty where a revisit's head has none.
    pub(in crate::store) mime: String,
    pub(in crate::store) etag: Option<String>,
    pub(in crate::store) last_modified: Option<String>,
    pub(in crate::store) digest: String,
    /// Of the payload, hex; of a revisit it says nothing.
    pub(in crate::store) sha256: String,
    /// The bytes of a robots.txt, content coding removed.
    pub(in crate::store) body: Option<Vec<u8>>,
}

/// The fields of a record and where its block begins; `plain` may end anywhere after them.
pub(in crate::store) fn headers_of(plain: &[u8]) -> Result<(Vec<(String, String)>, usize), Wrong> {
    let mut lines = Lines {
        bytes: plain,
        at: 0,
    };
    if !lines
        .next()
        .is_some_and(|line| line.starts_with(b"WARC/1."))
    {
        return Err("no WARC record begins here".to_owned());
    }
    let mut headers = Vec::new();
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let line = String::from_utf8_lossy(line);
        let Some((name, value)) = line.split_once(':') else {
            return Err(format!("{line:?} is not a WARC header"));
        };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    Ok((headers, lines.at))
}

/// What is wrong with a gzip member that cannot be read.
pub(super) fn unreadable(error: &std::io::Error) -> Wrong {
    format!("the gzip member cannot be read: {error}")
}

/// A record's name without its angle brackets.
pub(in crate::store) fn bare(id: &str) -> String {
    id.trim_matches(['<', '>']).to_owned()
}
