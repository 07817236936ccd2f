//! One site: its queue, its clock, its budget, and why it was left alone.

use std::collections::{BTreeMap, BinaryHeap};

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::lists::LISTS_AGAIN;
use super::queue::Entry;
use super::trap::Shapes;
use super::visit::{Found, Kind};
use super::{AUTHORITIES_LIMIT, LISTS_LIMIT, PAUSE_LIMIT, Policy, STRIKES};

/// Why a site is asked nothing more in this run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Its budget of pages is spent; what waits goes on in the next run.
    Budget,
    /// It failed too often in a row, with this last reason.
    Failed(String),
    /// It asked to be left alone until then.
    Resting(Timestamp),
}

/// What became of one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report<'a> {
    /// Its name, without `www.`.
    pub name: &'a str,
    /// Pages asked in this run.
    pub pages: u32,
    /// Addresses that its robots.txt forbids.
    pub forbidden: u64,
    /// Addresses that are reserved from text and data mining.
    pub reserved: u64,
    /// Addresses that were not taken, by reason.
    pub dropped: &'a BTreeMap<&'static str, u64>,
    /// Addresses still waiting.
    pub waiting: usize,
    /// Why it was left alone, where it was.
    pub stop: Option<&'a Stop>,
    /// Why its start page or its robots.txt gave nothing, where they did not.
    pub failure: Option<&'a str>,
}

#[derive(Debug)]
pub(super) struct Site {
    pub(super) name: String,
    /// `None`: not in scope; known only because a robots.txt led here.
    scope: Option<Vec<String>>,
    pub(super) queue: BinaryHeap<Entry>,
    /// The lane in which it takes its turns.
    pub(super) lane: usize,
    /// The lane and the moment under which it waits.
    pub(super) listed: Option<(usize, Timestamp)>,
    pub(super) ready_at: Timestamp,
    pub(super) in_flight: bool,
    /// When its last request ended.
    pub(super) last: Option<Timestamp>,
    pub(super) crawl_delay: SignedDuration,
    pub(super) strikes: u32,
    pub(super) stop: Option<Stop>,
    pub(super) failure: Option<String>,
    pub(super) forbidden: u64,
    /// Lists of earlier runs that were asked again in this one.
    pub(super) lists_again: u32,
    /// What its addresses have been worth so far.
    pub(super) shapes: Shapes,
    pub(super) reserved: u64,
    pages: u32,
    lists: u32,
    authorities: Vec<String>,
    dropped: BTreeMap<&'static str, u64>,
}

impl Site {
    pub(super) fn new(name: &str, lane: usize) -> Self {
        Self {
            name: name.to_owned(),
            scope: None,
            queue: BinaryHeap::new(),
            lane,
            listed: None,
            ready_at: Timestamp::MIN,
            in_flight: false,
            last: None,
            crawl_delay: SignedDuration::ZERO,
            strikes: 0,
            stop: None,
            failure: None,
            forbidden: 0,
            lists_again: 0,
            shapes: Shapes::default(),
            reserved: 0,
            pages: 0,
            lists: 0,
            authorities: Vec::new(),
            dropped: BTreeMap::new(),
        }
    }

    /// Takes the site into scope; an empty list of prefixes means all of it.
    pub(super) fn allow(&mut self, prefix: Option<&str>) {
        match (&mut self.scope, prefix) {
            (scope @ None, prefix) => {
                *scope = Some(prefix.map(str::to_owned).into_iter().collect());
            }
            (Some(prefixes), None) => prefixes.clear(),
            // An empty list already means the whole site.
            (Some(prefixes), Some(prefix)) if !prefixes.is_empty() => {
                prefixes.push(prefix.to_owned());
            }
            (Some(_), Some(_)) => {}
        }
    }

    /// Takes a Crawl-delay that came after the last request's pause was set.
    pub(super) fn slow_down(&mut self, delay: SignedDuration) {
        self.crawl_delay = self.crawl_delay.max(delay.min(PAUSE_LIMIT));
        if let Some(until) = self
            .last
            .and_then(|last| last.checked_add(self.crawl_delay).ok())
        {
            self.ready_at = self.ready_at.max(until);
        }
    }

    pub(super) const fn in_scope(&self) -> bool {
        self.scope.is_some()
    }

    pub(super) fn admits(&self, url: &Url) -> bool {
        let Some(prefixes) = &self.scope else {
            return false;
        };
        let path = url.path();
        prefixes.is_empty() || prefixes.iter().any(|prefix| path.starts_with(prefix))
    }

    /// Whether `host` is one of the site's few authorities, taking it in where there is room.
    pub(super) fn knows_authority(&mut self, host: &str) -> bool {
        if self.authorities.iter().any(|known| known == host) {
            return true;
        }
        let room = self.authorities.len() < AUTHORITIES_LIMIT;
        if room {
            self.authorities.push(host.to_owned());
        }
        room
    }

    /// Lifts an address that waits already, where what was found of it says more than what was known.
    /// Only for the few that name the label: it looks through the whole queue.
    pub(super) fn raise(&mut self, found: &Found) {
        let waits = |entry: &Entry| {
            entry.kind == found.kind && *entry.url == *found.url.as_str() && entry.attempts == 0
        };
        let lower = |entry: &Entry| waits(entry) && entry.priority < found.priority;
        if !self.queue.iter().any(lower) {
            return;
        }
        let entries = std::mem::take(&mut self.queue).into_vec().into_iter();
        let lifted = entries.map(|mut entry| {
            if lower(&entry) {
                entry.priority = found.priority;
            }
            entry
        });
        self.queue = lifted.collect();
    }

    /// Why a page of this site is a trap, where it is one. What a crawl starts from is none.
    pub(super) fn trap(&self, url: &Url, kind: Kind, depth: u32) -> Option<&'static str> {
        if kind != Kind::Page || depth == 0 {
            return None;
        }
        let today = self.last.map(|last| Offset::UTC.to_datetime(last).date());
        self.shapes.refuse(url, today)
    }

    pub(super) fn drop_for(&mut self, reason: &'static str) {
        *self.dropped.entry(reason).or_default() += 1;
    }

    /// Whether the next entry is a list that waits for another run: one with nothing new is to cost little.
    pub(super) fn is_one_list_too_many(&self) -> bool {
        let next = self.queue.peek();
        self.lists_again >= LISTS_AGAIN && next.is_some_and(Entry::is_list_again)
    }

    /// The kind of the next entry, where it is one too many.
    pub(super) fn spent(&self, budget: u32) -> Option<Kind> {
        let kind = self.queue.peek()?.kind;
        let over = match kind {
            Kind::Page => self.pages >= budget,
            Kind::Sitemap | Kind::Feed | Kind::Search => self.lists >= LISTS_LIMIT,
            Kind::Robots | Kind::Reservations => false,
        };
        over.then_some(kind)
    }

    pub(super) fn count(&mut self, kind: Kind) {
        match kind {
            Kind::Page => self.pages += 1,
            Kind::Sitemap | Kind::Feed | Kind::Search => self.lists += 1,
            Kind::Robots | Kind::Reservations => {}
        }
    }

    /// Robots entries of other authorities that wait in this queue.
    pub(super) fn robots_in_queue(&self) -> Vec<String> {
        let rules = self
            .queue
            .iter()
            .filter_map(|entry| entry.rules_of.as_deref());
        rules.map(str::to_owned).collect()
    }

    /// The pause after a request that took `took`.
    pub(super) fn pause(&self, policy: &Policy, took: SignedDuration) -> SignedDuration {
        let longest = policy.pause(took).max(self.crawl_delay);
        // The configured delay is a promise of its own and is never cut.
        longest.min(PAUSE_LIMIT).max(policy.delay)
    }

    /// The rest after a failure: twice the pause at first, then twice as long each time.
    pub(super) fn rest(&self, pause: SignedDuration, least: SignedDuration) -> SignedDuration {
        let doubled = 1 << self.strikes.min(STRIKES);
        pause
            .saturating_mul(doubled)
            .max(least.saturating_mul(doubled / 2))
    }

    pub(super) fn report(&self) -> Report<'_> {
        Report {
            name: &self.name,
            pages: self.pages,
            forbidden: self.forbidden,
            reserved: self.reserved,
            dropped: &self.dropped,
            waiting: self.queue.len(),
            stop: self.stop.as_ref(),
            failure: self.failure.as_deref(),
        }
    }
}
