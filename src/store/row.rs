//! What the database holds, one type a table.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::label::claim::Claim;
use crate::label::extract::EditionFacts;
use crate::label::fact::Fact;
use crate::label::furniture::Marks;
use crate::web::date::{DateSource, PartialDate};
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
    /// `verify --repair`.
    Repair,
    /// `conflicts decide` and `undo`.
    Decide,
    /// `forget`.
    Forget,
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

/// One run of `crawl`, `import`, `reread`, `verify --repair` or `conflicts decide`.
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
    /// Digest of its settings; empty of one from before layout 5.
    pub config: String,
}

/// How a host fared in a crawl.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HostOutcome {
    /// All that was due was asked.
    #[default]
    Done,
    /// Its budget of pages was spent.
    Budget,
    /// It asked to be left alone.
    Resting,
    /// It could not be reached, or gave nothing.
    Failed,
}

/// What came of one host in one crawl.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HostRow {
    /// The run.
    pub run: i64,
    /// Its name, without `www.`.
    pub host: String,
    /// Requests made.
    pub requests: u64,
    /// Pages archived, new or changed.
    pub captured: u64,
    /// Pages that say what they said before.
    pub unchanged: u64,
    /// Pages that are not there any more.
    pub gone: u64,
    /// Claims read.
    pub claims: u64,
    /// How it fared.
    pub outcome: HostOutcome,
    /// Why it failed, or until when it rests.
    pub reason: Option<String>,
}

/// What sort of thing an address is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VisitKind {
    /// A robots.txt.
    Robots,
    /// What a host reserves of text and data mining.
    Reservations,
    /// A page.
    Page,
    /// A sitemap or a sitemap index.
    Sitemap,
    /// An RSS or Atom feed.
    Feed,
    /// A question to a site's own search.
    Search,
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
    /// What came of it, in the words of the frontier.
    pub outcome: Option<String>,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Reason, Location or matched robots rule.
    pub detail: Option<String>,
    /// When it was last asked.
    pub asked_at: Option<Timestamp>,
    /// When it is asked next, where an answer said; kept when a row without it is written.
    pub next: Option<NextRow>,
}

/// When an address is asked next, and on what condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextRow {
    /// The moment from which it is due.
    pub due_at: Timestamp,
    /// The interval that ends then, in seconds.
    pub interval: Option<i64>,
    /// The `ETag` that it gave last, as it came.
    pub etag: Option<String>,
    /// The `Last-Modified` that it gave last, as it came.
    pub last_modified: Option<String>,
    /// SHA-256 of its last body, hex.
    pub digest: Option<String>,
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

/// When a claim was said for the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstRow {
    /// The claim.
    pub claim: String,
    /// The oldest capture of its address that says so.
    pub capture: i64,
    /// The run that made that capture.
    pub run: i64,
    /// When it was made.
    pub at: Timestamp,
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
