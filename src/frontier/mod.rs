//! What to ask next, and when: every rule of politeness, scope and budget, without a clock, a lock
//! or a socket.
//!
//! [`Frontier::next`] says what to do at a given moment, [`Frontier::settle`] takes what came of a
//! visit, [`Frontier::add`] takes what was found. What changed is kept as [`Row`]s for the database
//! until [`Frontier::take_rows`].

mod lists;
mod queue;
pub mod recipe;
mod restore;
mod score;
mod settle;
mod site;
mod trap;
mod visit;

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::web::robots::{Rules, Verdict};
use crate::web::url::{authority, site as site_of};

pub use queue::fingerprint;
pub use restore::Known;
pub use score::{hit_score, link_score, part_score, path_score};
pub use site::{Report, Stop};
pub use trap::is_calendar;
pub use visit::{Admission, Found, Kind, Outcome, Row, State, Step, Visit};

use queue::Entry;
use site::{Access, Site};

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
            budget: 200,
            depth: 8,
            attempts: 3,
            redirects: 5,
        }
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

/// All sites and what is to be asked of them.
#[derive(Debug)]
pub struct Frontier {
    policy: Policy,
    sites: Vec<Site>,
    names: HashMap<String, usize>,
    /// Sites that have work and no request in flight, by the moment from which they may be asked.
    ready: BTreeSet<(Timestamp, usize)>,
    robots: HashMap<String, Access>,
    seen: HashSet<u128>,
    /// Sitemaps that earlier runs asked, and when: asked again where an index says that they changed.
    asked_before: HashMap<u128, Timestamp>,
    in_flight: usize,
    rows: Vec<Row>,
    off_site: u64,
}

impl Frontier {
    /// A frontier without sites.
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            sites: Vec::new(),
            names: HashMap::new(),
            ready: BTreeSet::new(),
            robots: HashMap::new(),
            seen: HashSet::new(),
            asked_before: HashMap::new(),
            in_flight: 0,
            rows: Vec::new(),
            off_site: 0,
        }
    }

    /// Takes the site of `url` into the scope; `prefix` keeps it to one part of its paths.
    pub fn allow(&mut self, url: &Url, prefix: Option<&str>) {
        let site = self.site_index(site_of(url));
        self.sites[site].allow(prefix);
    }

    /// Whether `url` lies in the scope.
    pub fn in_scope(&self, url: &Url) -> bool {
        let site = self.names.get(site_of(url));
        site.is_some_and(|&site| self.sites[site].admits(url))
    }

    /// What stands at the beginning, start pages, sitemaps and feeds, may lie outside the paths that
    /// a site is kept to.
    fn admits(&self, url: &Url, depth: u32) -> bool {
        self.in_scope(url) || (depth == 0 && self.in_scope_as_a_whole(url))
    }

    /// Takes an address to start from, whether it is known or not, unless it was already taken or
    /// restored as asked in this run.
    pub fn start(&mut self, url: &Url, kind: Kind) -> Admission {
        let priority = match kind {
            Kind::Sitemap => SITEMAP,
            Kind::Feed => FEED,
            Kind::Search => SEARCH,
            Kind::Page | Kind::Robots => START,
        };
        self.add(Found {
            url: url.clone(),
            kind,
            priority,
            depth: 0,
            via: None,
        })
    }

    /// Takes an address that was found; tells what became of it.
    pub fn add(&mut self, found: Found) -> Admission {
        self.admit(found, 0)
    }

    fn admit(&mut self, found: Found, redirects: u32) -> Admission {
        if !self.admits(&found.url, found.depth) {
            self.off_site += 1;
            return Admission::Dropped("off-site");
        }
        let name = site_of(&found.url);
        let site = self.site_index(name);
        if !self.seen.insert(fingerprint(found.url.as_str())) {
            if found.priority > FEED {
                self.sites[site].raise(&found);
            }
            return Admission::Known;
        }
        let host = authority(&found.url);
        let refused = if found.depth > self.policy.depth {
            Some("too-many-hops")
        } else if found.kind == Kind::Page && crate::web::url::names_a_file(&found.url) {
            Some("not-a-page")
        } else if self.sites[site].queue.len() >= QUEUE_LIMIT {
            Some("queue-full")
        } else if !self.sites[site].knows_authority(&host) {
            Some("too-many-ports")
        } else {
            self.sites[site].trap(&found.url, found.kind, found.depth)
        };
        let entry = Entry::of(&found, redirects);
        let mut row = entry.row(&host, State::Queued);
        row.via = found.via.map(|via| via.to_string());
        if let Some(reason) = refused {
            row.state = State::Dropped;
            row.outcome = Some("skipped");
            row.detail = Some(reason.to_owned());
            self.rows.push(row);
            self.sites[site].drop_for(reason);
            return Admission::Dropped(reason);
        }
        self.rows.push(row);
        self.sites[site].queue.push(entry);
        self.wake(site);
        Admission::Queued
    }

    /// What to do at the moment `now`. A visit that it hands out is in flight until it is settled.
    pub fn next(&mut self, now: Timestamp) -> Step {
        while let Some(&(ready, site)) = self.ready.first() {
            let state = &self.sites[site];
            if state.in_flight || state.stop.is_some() || state.ready_at != ready {
                // Its place among the ready ones is from before it was put off.
                self.ready.pop_first();
                self.wake(site);
                continue;
            }
            if ready > now {
                return Step::Rest(ready);
            }
            self.ready.pop_first();
            if let Some(visit) = self.take(site) {
                self.sites[site].in_flight = true;
                self.in_flight += 1;
                return Step::Visit(visit);
            }
        }
        if self.in_flight > 0 {
            Step::Wait
        } else {
            Step::Done
        }
    }

    /// The rows that changed since they were last taken, in the order of the changes.
    pub fn take_rows(&mut self) -> Vec<Row> {
        std::mem::take(&mut self.rows)
    }

    /// Addresses waiting or in flight.
    pub fn pending(&self) -> usize {
        let waiting: usize = self.sites.iter().map(|site| site.queue.len()).sum();
        waiting + self.in_flight
    }

    /// What became of each site in scope, in the order in which they were taken into it.
    pub fn reports(&self) -> impl Iterator<Item = Report<'_>> {
        let scope = self.sites.iter().filter(|site| site.in_scope());
        scope.map(|site| site.report())
    }

    /// How many sites are in scope, and how many of them have nothing more to ask in this run.
    pub fn sites_done(&self) -> (usize, usize) {
        let mut count = (0, 0);
        for site in self.sites.iter().filter(|site| site.in_scope()) {
            count.0 += 1;
            let idle = site.queue.is_empty() || site.stop.is_some();
            count.1 += usize::from(idle && !site.in_flight);
        }
        count
    }

    /// Addresses that lie on other sites, each time that one was found.
    pub const fn off_site(&self) -> u64 {
        self.off_site
    }

    fn site_index(&mut self, name: &str) -> usize {
        if let Some(&site) = self.names.get(name) {
            return site;
        }
        self.sites.push(Site::new(name));
        self.names.insert(name.to_owned(), self.sites.len() - 1);
        self.sites.len() - 1
    }

    /// Puts a site among the ready ones where it has work and no request in flight.
    fn wake(&mut self, index: usize) {
        let site = &self.sites[index];
        if !site.in_flight && site.stop.is_none() && !site.queue.is_empty() {
            self.ready.insert((site.ready_at, index));
        }
    }

    /// The best visit of a site; its robots.txt first. `None` where nothing may be asked.
    fn take(&mut self, site: usize) -> Option<Visit> {
        loop {
            let entry = self.sites[site].queue.peek()?;
            if entry.kind == Kind::Robots {
                let entry = self.sites[site].queue.pop()?;
                return entry.visit();
            }
            let Ok(url) = Url::parse(&entry.url) else {
                self.sites[site].queue.pop();
                continue;
            };
            let host = authority(&url);
            // It waited while its like were found to lead nowhere.
            if let Some(reason) = self.sites[site].trap(&url, entry.kind, entry.depth.into()) {
                self.drop_next(site, &host, reason);
                continue;
            }
            match self.robots.get(&host) {
                None => return self.ask_robots(host),
                // The answer comes by another site's turn; it wakes this one.
                Some(Access::Asked) => return None,
                Some(Access::Closed) => {
                    // Its rows stay queued for the next run, when robots.txt may be there again.
                    self.sites[site].queue.pop();
                    continue;
                }
                Some(Access::Rules(rules)) => {
                    if let Verdict::Forbidden { rule } = rules.verdict(&url) {
                        self.forbid(site, &host, rule);
                        continue;
                    }
                }
            }
            if self.sites[site].is_one_list_too_many() {
                // Its row stays as an earlier run left it.
                self.sites[site].queue.pop();
                continue;
            }
            match self.sites[site].spent(self.policy.budget) {
                Some(Kind::Page) => return self.stop_taking(site, Stop::Budget),
                // One list too many: it waits for the next run, the pages go on.
                Some(_) => {
                    self.sites[site].queue.pop();
                    continue;
                }
                None => {}
            }
            let entry = self.sites[site].queue.pop()?;
            self.sites[site].count(entry.kind);
            self.sites[site].lists_again += u32::from(entry.again);
            return entry.visit();
        }
    }

    fn ask_robots(&mut self, host: String) -> Option<Visit> {
        let url = Url::parse(&format!("{host}/robots.txt")).ok()?;
        self.robots.insert(host.clone(), Access::Asked);
        Some(Visit::robots(url, host, 0, 0))
    }

    fn forbid(&mut self, site: usize, host: &str, rule: String) {
        if let Some(entry) = self.sites[site].queue.pop() {
            let mut row = entry.row(host, State::Dropped);
            row.outcome = Some("forbidden");
            row.detail = Some(rule);
            self.rows.push(row);
            self.sites[site].forbidden += 1;
            self.ask_otherwise(&entry.url, entry.kind);
        }
    }

    fn stop_taking(&mut self, site: usize, stop: Stop) -> Option<Visit> {
        self.sites[site].stop = Some(stop);
        // Rules that another site waits for must not be forgotten with this site's queue.
        let waiting = self.sites[site].robots_in_queue();
        for host in waiting {
            self.close(&host);
        }
        None
    }

    /// Gives up an authority for this run.
    fn close(&mut self, host: &str) {
        self.robots.insert(host.to_owned(), Access::Closed);
        self.wake_authority(host);
    }

    fn set_rules(&mut self, host: &str, rules: Rules) {
        if let Some(delay) = rules.crawl_delay()
            && let Some(site) = self.site_of_authority(host)
        {
            self.sites[site].slow_down(delay);
        }
        self.robots.insert(host.to_owned(), Access::Rules(rules));
        self.wake_authority(host);
    }

    fn wake_authority(&mut self, host: &str) {
        if let Some(site) = self.site_of_authority(host) {
            self.wake(site);
        }
    }

    fn site_of_authority(&self, host: &str) -> Option<usize> {
        let url = Url::parse(host).ok()?;
        self.names.get(site_of(&url)).copied()
    }
}

#[cfg(test)]
mod tests;
