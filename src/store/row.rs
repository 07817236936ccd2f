//! What the database holds, one type a table.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::label::claim::Claim;
use crate::label::extract::EditionFacts;
use crate::label::fact::Fact;
use crate::label::furniture::Marks;
use crate::web::date::{DateSource, PartialDate};
use crate::web::exchange::Exchange;
use crate::web::page::Page;

/// What sort of work a run was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunKind {
    /// `crawl`, and the crawl of `demo`.
    Crawl,
    /// `import`.
    Import,
    /// `reread`.
    Reread,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunStatus {
    /// At work, or killed while it was: the lock tells which.
    Running,
    /// Came to its end.
    Done,
    /// Stopped by the user; the next crawl goes on with it.
    Interrupted,
    /// Killed, and not gone on with.
    Abandoned,
}

/// One run of `crawl`, `import` or `reread`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunRow {
    /// Its number, from 1.
    pub id: i64,
    /// What sort of work.
    pub kind: RunKind,
    /// When it began.
    pub started: Timestamp,
    /// When it ended, where it did.
    pub ended: Option<Timestamp>,
    /// How far it came.
    pub status: RunStatus,
    /// Its settings as JSON.
    pub settings: String,
    /// Its summary as JSON.
    pub summary: String,
}

/// What sort of thing an address is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VisitKind {
    /// A robots.txt.
    Robots,
    /// A page.
    Page,
    /// A sitemap or a sitemap index.
    Sitemap,
    /// An RSS or Atom feed.
    Feed,
}

/// Where an address stands in the frontier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VisitState {
    /// To be asked.
    Queued,
    /// Asked, and settled.
    Done,
    /// Never to be asked: out of scope, over budget, given up.
    Dropped,
}

/// One address known to the frontier, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    /// Canonical URL.
    pub url: String,
    /// `scheme://authority`, the key of politeness.
    pub host: String,
    /// What it is asked for.
    pub kind: VisitKind,
    /// Where it stands.
    pub state: VisitState,
    /// Hops from the seed.
    pub depth: u32,
    /// Higher goes first.
    pub priority: i64,
    /// The address that led here.
    pub via: Option<String>,
    /// The run that first met it; kept when the row is written again.
    pub found_in: Option<i64>,
    /// The run that last asked it.
    pub asked_in: Option<i64>,
    /// Failed tries in a row.
    pub attempts: u32,
    /// What came of it: captured, moved, forbidden, refused, unreachable, skipped.
    pub outcome: Option<String>,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Reason, Location or matched robots rule.
    pub detail: Option<String>,
    /// When it was last asked.
    pub asked_at: Option<Timestamp>,
}

/// robots.txt of one host as last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RobotsRow {
    /// `scheme://authority`.
    pub host: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// HTTP status; `None` where the host could not be reached.
    pub status: Option<u16>,
    /// Its bytes, content coding removed.
    pub body: Vec<u8>,
}

/// What is to be archived.
#[derive(Clone, Debug)]
pub enum Captured {
    /// An answer of the web: archived as a WARC `response` with its `request`.
    Answer(Exchange),
    /// A file of the user: archived as a WARC `resource`.
    File(File),
}

impl Captured {
    /// The address it is archived under.
    pub const fn url(&self) -> &Url {
        match self {
            Self::Answer(exchange) => &exchange.url,
            Self::File(file) => &file.url,
        }
    }

    /// When it was asked or read.
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Answer(exchange) => exchange.at,
            Self::File(file) => file.at,
        }
    }

    /// More bytes than its records take in a WARC file.
    pub(super) fn room(&self) -> u64 {
        /// WARC headers of two records, and what gzip adds to bytes that do not shrink.
        const HEADS: usize = 2048;
        let bytes = match self {
            Self::File(file) => file.body.len() + file.path.len(),
            Self::Answer(exchange) => {
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

/// A page and its claims, as one version of the reader read them from the bytes.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The page.
    pub page: Page,
    /// The claims in the order of the page.
    pub claims: Vec<Claim>,
    /// What it says of an edition as a whole.
    pub edition: Box<EditionFacts>,
    /// What its article is compared by, to learn what the host repeats.
    pub marks: Marks,
    /// The reader's version.
    pub reader: String,
}

/// A capture to be committed.
#[derive(Clone, Debug)]
pub struct NewCapture {
    /// The bytes.
    pub what: Captured,
    /// What was read in them; `None` where nothing is to be read.
    pub reading: Option<Reading>,
}

impl NewCapture {
    /// An answer of the web, and what was read in it.
    pub fn answer(exchange: Exchange, reading: Option<Reading>) -> Self {
        Self {
            what: Captured::Answer(exchange),
            reading,
        }
    }

    /// A file of the user, and what was read in it.
    pub fn file(file: File, reading: Option<Reading>) -> Self {
        Self {
            what: Captured::File(file),
            reading,
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
    /// The address asked.
    pub url: String,
    /// When it was asked: the WARC-Date.
    pub at: Timestamp,
    /// HTTP status; 200 for an imported file.
    pub status: u16,
    /// Media type without parameters.
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

/// A capture, read.
#[derive(Clone, Debug, PartialEq)]
pub struct PageRow {
    /// The capture.
    pub capture: i64,
    /// Canonical where the page gives one on its own host, else the capture's address.
    pub url: String,
    /// Title of the article.
    pub title: Option<String>,
    /// Name of the site.
    pub site: Option<String>,
    /// Language, `fr`.
    pub lang: Option<String>,
    /// When it was published.
    pub published: Option<PartialDate>,
    /// Where that date was read.
    pub published_from: Option<DateSource>,
    /// The words of the article, one block a line.
    pub text: String,
    /// The page asks not to be shown in searches.
    pub noindex: bool,
    /// The reader's version.
    pub reader: String,
}

/// A claim as kept.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimRow {
    /// Twelve hex digits, the same for the same words at the same address.
    pub id: String,
    /// The newest capture that says so.
    pub capture: i64,
    /// Order on the page, from 0.
    pub position: usize,
    /// What it says, with its evidence.
    pub claim: Claim,
    /// Why it counts in no record, where it does not.
    pub refused: Option<String>,
}

/// What a page prints of an edition, as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRow {
    /// The newest capture of the page.
    pub capture: i64,
    /// Address of the page.
    pub url: String,
    /// Year of the edition, where the page settles it.
    pub year: Option<i16>,
    /// What it prints, with its evidence.
    pub fact: Fact,
}

/// How much an archive holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Archived answers.
    pub captures: u64,
    /// Bytes of their gzip members.
    pub capture_bytes: u64,
    /// WARC files that hold them.
    pub warc_files: u64,
    /// Addresses with a page.
    pub pages: u64,
    /// Claims.
    pub claims: u64,
    /// Claims that count in no record, being furniture of their hosts.
    pub refused: u64,
    /// Records.
    pub records: u64,
    /// Hosts known to the frontier.
    pub hosts: u64,
    /// Addresses still to be asked.
    pub queued: u64,
    /// Addresses asked.
    pub done: u64,
    /// Addresses that will not be asked.
    pub dropped: u64,
}
