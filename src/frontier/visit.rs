//! The words that the frontier and the rest speak: visits, steps, outcomes, rows.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::revisit::Next;
use crate::web::blocked::Blocked;
use crate::web::reservation::Reservations;
use crate::web::robots::Rules;

/// What an address is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The rules of a host.
    Robots,
    /// What a host reserves of text and data mining.
    Reservations,
    /// A page.
    Page,
    /// A sitemap or an index of sitemaps.
    Sitemap,
    /// A feed.
    Feed,
    /// A question to the site's own search.
    Search,
}

/// An address that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Canonical, as [`crate::web::url::canonical`] makes it.
    pub url: Url,
    /// What it is asked for.
    pub kind: Kind,
    /// Higher goes first.
    pub priority: i32,
    /// Hops from the start page; for a sitemap, how many indexes lead to it; for a search, how many
    /// pages of results.
    pub depth: u32,
    /// The address that led here.
    pub via: Option<Url>,
}

/// What became of an address that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It will be asked.
    Queued,
    /// It was met before.
    Known,
    /// It will not be asked, for this reason.
    Dropped(&'static str),
}

/// What to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Ask this address and settle it.
    Visit(Visit),
    /// Find out the IP address of this address's host, and tell [`Frontier::located`](super::Frontier::located).
    Locate(Url),
    /// Nothing may be asked before this moment.
    Rest(Timestamp),
    /// Everything that is left waits for a visit in flight.
    Wait,
    /// Nothing is left, and nothing is in flight.
    Done,
}

/// One request to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The address.
    pub url: Url,
    /// What it is asked for.
    pub kind: Kind,
    /// Scheme and authority whose rules it stands under, or whose rules are asked for.
    pub host: String,
    /// Hops from the start page; for a sitemap, how many indexes lead to it.
    pub depth: u32,
    /// Its priority.
    pub priority: i32,
    /// Failed tries so far.
    pub attempts: u32,
    /// Redirects in a row that led here.
    pub redirects: u32,
    /// Whether it gave an answer before, so that it may be asked on a condition.
    pub again: bool,
}

impl Visit {
    /// A visit to one of the files that speak for a host.
    pub(super) fn of_host(kind: Kind, url: Url, host: String, redirects: u32) -> Self {
        Self {
            url,
            kind,
            host,
            depth: 0,
            priority: i32::MAX,
            attempts: 0,
            redirects,
            again: false,
        }
    }
}

/// What came of a visit. The web is never an error, it is an outcome.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A page was archived.
    Captured {
        /// HTTP status.
        status: u16,
    },
    /// A list was read: a sitemap, a feed, the answer of a search; it is not kept.
    Read {
        /// HTTP status.
        status: u16,
    },
    /// The rules of the host.
    Rules {
        /// HTTP status.
        status: u16,
        /// What they say.
        rules: Rules,
    },
    /// What the host reserves of text and data mining.
    Reservations {
        /// HTTP status.
        status: u16,
        /// What it says.
        reservations: Reservations,
    },
    /// The answer is the one that was had before.
    Unchanged {
        /// HTTP status: 304, or 200 with the same bytes.
        status: u16,
    },
    /// The answer or the page reserves itself: nothing of it is kept but its address.
    Reserved {
        /// HTTP status.
        status: u16,
        /// The words that say so.
        by: String,
    },
    /// The answer leads elsewhere.
    Moved {
        /// HTTP status.
        status: u16,
        /// The new address, canonical; or why the one given cannot be asked.
        to: Result<Url, &'static str>,
    },
    /// The page says what is to be forgotten: nothing of it is kept but its address.
    Forgotten {
        /// HTTP status.
        status: u16,
    },
    /// An answer that is not kept, for a reason that trying again does not change.
    Skipped {
        /// HTTP status.
        status: u16,
        /// Why: `not-html`, `noarchive`, `not-a-sitemap`…
        reason: String,
    },
    /// Something else came in place of the page: it is not kept, and says nothing of the page.
    Blocked {
        /// HTTP status.
        status: u16,
        /// What it is.
        by: Blocked,
        /// How long it asks to be left alone.
        retry_after: Option<SignedDuration>,
    },
    /// The server refused.
    Refused {
        /// HTTP status.
        status: u16,
        /// How long it asks to be left alone.
        retry_after: Option<SignedDuration>,
    },
    /// No answer came.
    Unreachable {
        /// Why.
        reason: String,
        /// Whether trying again may help.
        again: bool,
    },
}

impl Outcome {
    /// Its word in the database and in the log.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Captured { .. } => "captured",
            Self::Read { .. } | Self::Rules { .. } | Self::Reservations { .. } => "read",
            Self::Unchanged { .. } => "unchanged",
            Self::Reserved { .. } => "reserved",
            Self::Moved { .. } => "moved",
            Self::Forgotten { .. } => "forgotten",
            Self::Skipped { .. } => "skipped",
            Self::Blocked { .. } => "blocked",
            Self::Refused { .. } => "refused",
            Self::Unreachable { .. } => "unreachable",
        }
    }
}

/// Where an address stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// To be asked.
    Queued,
    /// Asked, and settled.
    Done,
    /// Never to be asked.
    Dropped,
}

/// What the database is to know of one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Canonical URL.
    pub url: String,
    /// Scheme and authority.
    pub host: String,
    /// What it is asked for.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// Hops from the start page.
    pub depth: u32,
    /// Its priority.
    pub priority: i32,
    /// The address that led here; `None` also where that was said before.
    pub via: Option<String>,
    /// Failed tries in a row.
    pub attempts: u32,
    /// captured, unchanged, read, moved, forbidden, reserved, forgotten, gone, blocked, refused, unreachable, skipped.
    pub outcome: Option<&'static str>,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Reason, new address, matched rule, or until when the host is left alone.
    pub detail: Option<String>,
    /// When it was asked, where this row tells of a request.
    pub asked_at: Option<Timestamp>,
    /// When it is asked next and on what condition, where this row tells of an answer that says so.
    pub next: Option<Next>,
}
