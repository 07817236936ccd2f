//! What to ask next, and when: every rule of politeness, scope and budget, without a clock, a lock
//! or a socket.
//!
//! [`Frontier::next`] says what to do at a given moment, [`Frontier::settle`] takes what came of a
//! visit, [`Frontier::add`] takes what was found. What changed is kept as [`Row`]s for the database
//! until [`Frontier::take_rows`].

mod access;
mod lane;
mod lists;
mod policy;
mod queue;
pub mod recipe;
mod restore;
mod revisit;
mod score;
mod settle;
mod site;
mod trap;
mod visit;

use core::net::IpAddr;
use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use url::Url;

use crate::web::forgotten::Forgotten;
use crate::web::reservation::Reservations;
use crate::web::url::{authority, site as site_of};

pub use policy::{
    AUTHORITIES_LIMIT, FEED, LISTS_LIMIT, MORE, PATIENCE, PAUSE_LIMIT, Policy, QUEUE_LIMIT,
    REST_LIMIT, SEARCH, SITEMAP, START, STRIKES,
};
pub use queue::fingerprint;
pub use restore::Known;
pub use revisit::{Memory, Next};
pub use score::{hit_score, link_score, part_score, path_score};
pub use site::{Report, Stop};
pub use trap::is_calendar;
pub use visit::{Admission, Found, Kind, Outcome, Row, State, Step, Visit};

use access::{Access, Permission};
use lane::{Lane, Place, Placed};
use queue::Entry;
use site::Site;

/// Why an address is dropped that somebody asked to be forgotten.
const FORGOTTEN: &str = "forgotten";

/// All sites and what is to be asked of them.
#[derive(Debug)]
pub struct Frontier {
    policy: Policy,
    sites: Vec<Site>,
    names: HashMap<String, usize>,
    lanes: Vec<Lane>,
    /// The lane of each IP address that a site was found at.
    addresses: HashMap<IpAddr, usize>,
    /// Where each host name leads, as far as it was looked up.
    places: HashMap<String, Place>,
    /// Hosts whose address is being looked up, each with the site that waits for it.
    locating: HashMap<String, usize>,
    /// Lanes that have work and no request in flight, by the moment from which they may be asked.
    ready: BTreeSet<(Timestamp, usize)>,
    robots: HashMap<String, Access>,
    /// What each authority reserves; `None` while its file is asked for.
    reservations: HashMap<String, Option<Reservations>>,
    seen: HashSet<u128>,
    /// Sitemaps that earlier runs asked, and when: asked again where an index says that they changed.
    asked_before: HashMap<u128, Timestamp>,
    forgotten: Forgotten,
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
            lanes: Vec::new(),
            addresses: HashMap::new(),
            places: HashMap::new(),
            locating: HashMap::new(),
            ready: BTreeSet::new(),
            robots: HashMap::new(),
            reservations: HashMap::new(),
            seen: HashSet::new(),
            asked_before: HashMap::new(),
            forgotten: Forgotten::default(),
            in_flight: 0,
            rows: Vec::new(),
            off_site: 0,
        }
    }

    /// Takes what is never to be asked again; before any address is taken.
    pub fn keep_away_from(&mut self, forgotten: Forgotten) {
        self.forgotten = forgotten;
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
            Kind::Page | Kind::Robots | Kind::Reservations => START,
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
        if self.forgotten.holds_url(&found.url) {
            // Without a row: it would say in clear what only a hash is to know.
            self.sites[site].drop_for(FORGOTTEN);
            return Admission::Dropped(FORGOTTEN);
        }
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
        } else if !self.sites[site].knows_authority(host) {
            Some("too-many-ports")
        } else {
            self.sites[site].trap(&found.url, found.kind, found.depth)
        };
        let entry = Entry::of(&found, redirects);
        let mut row = entry.row(host, State::Queued);
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

    /// What to do at the moment `now`. A visit that it hands out is in flight until it is settled, and
    /// a host that is to be located until [`Frontier::located`] is told where it lies.
    pub fn next(&mut self, now: Timestamp) -> Step {
        while let Some(&(ready, lane)) = self.ready.first() {
            let Some(due) = self.lanes[lane].due() else {
                self.ready.pop_first();
                continue;
            };
            if due != ready {
                // Its place among the ready ones is from before it was put off.
                self.ready.pop_first();
                self.ready.insert((due, lane));
                continue;
            }
            if ready > now {
                return Step::Rest(ready);
            }
            self.ready.pop_first();
            let step = self.turn(lane);
            self.wake_lane(lane);
            if let Some(step) = step {
                self.in_flight += 1;
                return step;
            }
        }
        if self.in_flight > 0 {
            Step::Wait
        } else {
            Step::Done
        }
    }

    /// The turn of the first site of a lane.
    fn turn(&mut self, lane: usize) -> Option<Step> {
        let (_, site) = self.lanes[lane].sites.pop_first()?;
        self.sites[site].listed = None;
        if self.sites[site].stop.is_some() {
            return None;
        }
        let step = self.take(site)?;
        self.sites[site].in_flight = true;
        if matches!(step, Step::Visit(_)) {
            self.lanes[lane].in_flight = true;
        }
        Some(step)
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
        // A lane of its own until its address is known.
        self.lanes.push(Lane::new());
        self.sites.push(Site::new(name, self.lanes.len() - 1));
        self.names.insert(name.to_owned(), self.sites.len() - 1);
        self.sites.len() - 1
    }

    /// Puts a site among the ready ones of its lane where it has work and no request in flight.
    fn wake(&mut self, index: usize) {
        self.leave(index);
        let site = &mut self.sites[index];
        if !site.in_flight && site.stop.is_none() && !site.queue.is_empty() {
            let place = (site.lane, site.ready_at);
            site.listed = Some(place);
            self.lanes[place.0].sites.insert((place.1, index));
            self.wake_lane(place.0);
        }
    }

    /// Takes a site out of the lane in which it waits: its moment has changed, or its lane.
    fn leave(&mut self, index: usize) {
        if let Some((lane, moment)) = self.sites[index].listed.take() {
            self.lanes[lane].sites.remove(&(moment, index));
        }
    }

    /// The best step of a site; its robots.txt first. `None` where nothing may be asked now.
    fn take(&mut self, site: usize) -> Option<Step> {
        loop {
            let entry = self.sites[site].queue.peek()?;
            let Ok(url) = Url::parse(&entry.url) else {
                self.sites[site].queue.pop();
                continue;
            };
            let kind = entry.kind;
            // It waited while its like were found to lead nowhere.
            if let Some(reason) = self.sites[site].trap(&url, kind, entry.depth.into()) {
                self.drop_next(site, authority(&url), reason);
                continue;
            }
            match self.placed(site, url.host_str().unwrap_or_default()) {
                Placed::Here => {}
                Placed::Moved => {
                    self.wake(site);
                    return None;
                }
                Placed::Unknown => return Some(Step::Locate(url)),
            }
            if matches!(kind, Kind::Robots | Kind::Reservations) {
                let entry = self.sites[site].queue.pop()?;
                return entry.visit().map(Step::Visit);
            }
            match self.permission(&url, kind) {
                Permission::Given => {}
                Permission::Ask(visit) => return Some(Step::Visit(visit)),
                Permission::Awaited => return None,
                Permission::Out => {
                    self.sites[site].queue.pop();
                    continue;
                }
                Permission::Refused { outcome, rule } => {
                    self.refuse(site, authority(&url), outcome, rule);
                    continue;
                }
            }
            if self.sites[site].is_one_list_too_many() {
                // Its row stays as an earlier run left it.
                self.sites[site].queue.pop();
                continue;
            }
            match self.sites[site].spent(self.policy.budget) {
                Some(Kind::Page) => {
                    self.stop_taking(site, Stop::Budget);
                    return None;
                }
                // One list too many: it waits for the next run, the pages go on.
                Some(_) => {
                    self.sites[site].queue.pop();
                    continue;
                }
                None => {}
            }
            let entry = self.sites[site].queue.pop()?;
            self.sites[site].count(entry.kind);
            self.sites[site].lists_again += u32::from(entry.is_list_again());
            return entry.visit().map(Step::Visit);
        }
    }

    fn stop_taking(&mut self, site: usize, stop: Stop) {
        self.sites[site].stop = Some(stop);
        // Rules that another site waits for must not be forgotten with this site's queue.
        let waiting = self.sites[site].robots_in_queue();
        for host in waiting {
            self.close(&host);
        }
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
