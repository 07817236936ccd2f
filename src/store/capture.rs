//! Captures: what is archived, what it is for, and where its bytes lie.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::row::Reading;
use crate::web::exchange::Exchange;

/// Which record of the WARC standard holds a capture (WARC 1.1, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaptureKind {
    /// An answer of the web with its body.
    Response,
    /// An answer that says what an earlier capture said: its head alone.
    Revisit,
    /// A file that came without HTTP.
    Resource,
}

/// What an answer was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To be read.
    #[default]
    Page,
    /// The robots.txt of a host: it is archived as a proof of what it allowed, and never read as a page.
    Robots,
    /// A policy on text and data mining (`/.well-known/tdmrep.json`), a proof likewise.
    Policy,
}

/// What is to be archived.
#[derive(Clone, Debug)]
pub enum Captured {
    /// An answer of the web: archived as a WARC `response` with its `request`.
    Answer(Exchange),
    /// An answer that says what an earlier one said: archived as a WARC `revisit` with its
    /// `request`. Of its own bytes only the head is kept.
    Again(Exchange, Box<Original>),
    /// A file of the user: archived as a WARC `resource`.
    File(File),
}

impl Captured {
    /// The address it is archived under.
    pub const fn url(&self) -> &Url {
        match self {
            Self::Answer(exchange) | Self::Again(exchange, _) => &exchange.url,
            Self::File(file) => &file.url,
        }
    }

    /// When it was asked or read.
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Answer(exchange) | Self::Again(exchange, _) => exchange.at,
            Self::File(file) => file.at,
        }
    }

    /// More bytes than its records take in a WARC file.
    pub(super) fn room(&self) -> u64 {
        /// WARC headers of two records, and what gzip adds to bytes that do not shrink.
        const HEADS: usize = 2048;
        let bytes = match self {
            Self::File(file) => file.body.len() + file.path.len(),
            Self::Answer(exchange) | Self::Again(exchange, _) => {
                let line = |header: &(String, Vec<u8>)| header.0.len() + header.1.len() + 16;
                let headers: usize = exchange.headers.iter().map(line).sum();
                exchange.body.len() + exchange.request.len() + headers
            }
        };
        u64::try_from(HEADS + bytes + bytes / 1000).unwrap_or(u64::MAX)
    }
}

/// A file that the user imports.
#[derive(Clone, Debug)]
pub struct File {
    /// The address it is known under: its own where that is known, else `urn:sha256:` + hex.
    pub url: Url,
    /// When it was read by the import; never the date of the file, which anyone may set.
    pub at: Timestamp,
    /// Its media type, `text/html` or `text/plain`.
    pub media_type: String,
    /// Its path as given to `import`.
    pub path: String,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// The newest full answer of an address, which a later answer may refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// Number of the `response` capture.
    pub capture: i64,
    /// The address it was asked under.
    pub url: String,
    /// When it was asked.
    pub at: Timestamp,
    /// Its WARC-Record-ID.
    pub record_id: String,
    /// Its media type.
    pub mime: String,
    /// Its WARC-Payload-Digest, `sha1:` + base32.
    pub digest: String,
    /// SHA-256 of its payload as archived (content coding kept), hex.
    pub sha256: String,
    /// The `ETag` that the address gave last, as it came (RFC 9110, section 8.8.3).
    pub etag: Option<String>,
    /// The `Last-Modified` that the address gave last, as it came (RFC 9110, section 8.8.2).
    pub last_modified: Option<String>,
}

impl Original {
    /// Whether `exchange` says the same: a 304, or a whole body of the very same bytes.
    pub fn is_said_again_by(&self, exchange: &Exchange) -> bool {
        match exchange.status {
            304 => true,
            200 => {
                exchange.truncated.is_none()
                    && super::warc::sha256_of(&exchange.body) == self.sha256
            }
            _ => false,
        }
    }
}

/// A capture to be committed.
#[derive(Clone, Debug)]
pub struct NewCapture {
    /// The bytes.
    pub what: Captured,
    /// What they were asked for.
    pub purpose: Purpose,
    /// What was read in them; `None` where nothing is to be read.
    pub reading: Option<Reading>,
    /// The file and the record that it was imported from, where another program captured it.
    pub imported_from: Option<String>,
}

impl NewCapture {
    /// An answer of the web, and what was read in it.
    pub fn answer(exchange: Exchange, reading: Option<Reading>) -> Self {
        Self {
            what: Captured::Answer(exchange),
            purpose: Purpose::Page,
            reading,
            imported_from: None,
        }
    }

    /// Whether it is a page with its bytes: no proof, and nothing said again.
    pub fn is_page(&self) -> bool {
        self.purpose == Purpose::Page && !matches!(self.what, Captured::Again(..))
    }

    /// An answer that is no page: robots.txt, a policy.
    pub const fn proof(exchange: Exchange, purpose: Purpose) -> Self {
        Self {
            what: Captured::Answer(exchange),
            purpose,
            reading: None,
            imported_from: None,
        }
    }

    /// An answer that says what `original` said ([`Original::is_said_again_by`]). Whatever was read
    /// in the original holds, so there is nothing to read.
    pub fn again(exchange: Exchange, original: Original, purpose: Purpose) -> Self {
        Self {
            what: Captured::Again(exchange, Box::new(original)),
            purpose,
            reading: None,
            imported_from: None,
        }
    }

    /// A file of the user, and what was read in it.
    pub fn file(file: File, reading: Option<Reading>) -> Self {
        Self {
            what: Captured::File(file),
            purpose: Purpose::Page,
            reading,
            imported_from: None,
        }
    }
}

/// One archived answer and where its bytes lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Its number, from 1, in the order of archiving.
    pub id: i64,
    /// The run that made it.
    pub run: i64,
    /// Which record holds it.
    pub kind: CaptureKind,
    /// What it was asked for.
    pub purpose: Purpose,
    /// The capture whose payload is its own, where it is a revisit.
    pub refers_to: Option<i64>,
    /// The address asked.
    pub url: String,
    /// When it was asked: the WARC-Date.
    pub at: Timestamp,
    /// HTTP status; 200 for an imported file.
    pub status: u16,
    /// Media type without parameters; a revisit has that of the capture it refers to.
    pub mime: String,
    /// WARC-Payload-Digest, `sha1:` + base32.
    pub digest: String,
    /// SHA-256 of the payload as archived (content coding kept), hex.
    pub sha256: String,
    /// WARC-Record-ID, `urn:uuid:…`.
    pub record_id: String,
    /// Name of the WARC file in `index/warc`, without `.open`.
    pub warc: String,
    /// Where its gzip member begins, in bytes.
    pub offset: u64,
    /// Length of the gzip member, in bytes.
    pub length: u64,
}

impl Capture {
    /// Whether a reader is to read it: a revisit was read where its bytes lie, a proof is no page.
    pub fn is_to_be_read(&self) -> bool {
        self.kind != CaptureKind::Revisit && self.purpose == Purpose::Page
    }
}
