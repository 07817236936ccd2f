//! The promises that a crawl keeps, the limits that nothing moves, and what goes before what.

use jiff::SignedDuration;

/// Priority of a start page.
pub const START: i32 = 1_000;
/// Priority of a question to the site's own search: one answer names most of what is wanted.
pub const SEARCH: i32 = 990;
/// Priority of a further page of results: after results that name the label.
pub const MORE: i32 = 590;
/// Priority of a feed: below pages that name the label, above all others.
pub const FEED: i32 = 320;
/// Priority of a sitemap.
pub const SITEMAP: i32 = 300;

/// The promises that a crawl keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Shortest pause between the end of one request to a site and the start of the next.
    pub delay: SignedDuration,
    /// Shortest rest after a failure; it doubles with each failure in a row.
    pub rest: SignedDuration,
    /// Pause for five times as long as the last answer took. Off only for one's own machine.
    pub by_latency: bool,
    /// At most one request at a time to one IP address, with the same pause between two of them. Off
    /// only for one's own machines.
    pub by_address: bool,
    /// Wait for the `Crawl-delay` of a robots.txt. Off only for one's own machines.
    pub by_crawl_delay: bool,
    /// Most pages asked of one site in one run.
    pub budget: u32,
    /// Most hops from a start page.
    pub depth: u32,
    /// Tries for one address.
    pub attempts: u32,
    /// Most redirects in a row.
    pub redirects: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            delay: SignedDuration::from_secs(5),
            rest: SignedDuration::from_secs(2),
            by_latency: true,
            by_address: true,
            by_crawl_delay: true,
            budget: 200,
            depth: 8,
            attempts: 3,
            redirects: 5,
        }
    }
}

impl Policy {
    /// The pause that a machine gets after an answer that took `took`, whatever its site asks for.
    pub(super) fn pause(&self, took: SignedDuration) -> SignedDuration {
        let by_latency = if self.by_latency {
            took.saturating_mul(5)
        } else {
            SignedDuration::ZERO
        };
        by_latency.min(PAUSE_LIMIT).max(self.delay)
    }
}

/// The longest pause between two requests, whatever asks for it; a rest may be longer.
pub const PAUSE_LIMIT: SignedDuration = SignedDuration::from_secs(300);
/// The longest rest that a `Retry-After` can ask for.
pub const REST_LIMIT: SignedDuration = SignedDuration::from_hours(24);
/// A rest longer than this ends the site's turn in this run: the next run waits for the rest of it.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(30);
/// Failures of one site in a row after which it is left alone until the next run.
pub const STRIKES: u32 = 5;
/// Most sitemaps and feeds asked of one site in one run.
pub const LISTS_LIMIT: u32 = 60;
/// Most addresses waiting for one site.
pub const QUEUE_LIMIT: usize = 200_000;
/// Most pairs of scheme and port of one site: each costs a robots.txt.
pub const AUTHORITIES_LIMIT: usize = 8;
