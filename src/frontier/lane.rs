//! The turns of sites that share one machine: hundreds of communes are hosted at one address, and
//! what a pause means to that machine is a pause between any two of its sites.
//!
//! Every site stands in one lane. Until its address is known, and where the policy does not count by
//! address, the lane is its own; then it stands in the lane of its IP address with all the others.

use core::net::IpAddr;
use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Frontier;

/// Sites that take turns: at most one of them has a request in flight.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) in_flight: bool,
    /// The moment from which any of its sites may be asked.
    pub(super) ready_at: Timestamp,
    /// Sites that have work, by the moment from which each may be asked.
    pub(super) sites: BTreeSet<(Timestamp, usize)>,
}

impl Lane {
    pub(super) const fn new() -> Self {
        Self {
            in_flight: false,
            ready_at: Timestamp::MIN,
            sites: BTreeSet::new(),
        }
    }

    /// When it has something to do, where nothing is in flight.
    pub(super) fn due(&self) -> Option<Timestamp> {
        let &(first, _) = self.sites.first()?;
        (!self.in_flight).then(|| first.max(self.ready_at))
    }
}

/// Where a host name leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// To the machine whose lane this is.
    Lane(usize),
    /// Its address could not be had: one request will say so, then the name is looked up again.
    Nowhere,
}

impl Frontier {
    /// Takes the answer to [`Step::Locate`](super::Step::Locate): the IP address that a request to `host`
    /// would go to, or nothing where the name leads nowhere.
    pub fn located(&mut self, host: &str, address: Option<IpAddr>) {
        let place = match address {
            Some(address) => Place::Lane(self.lane_of(address)),
            None => Place::Nowhere,
        };
        self.places.insert(host.to_owned(), place);
        self.in_flight = self.in_flight.saturating_sub(1);
        let waiting = self.locating.remove(host);
        if let Some(site) = waiting {
            self.sites[site].in_flight = false;
            self.wake(site);
        }
    }

    /// The lane of an IP address. An IPv4 address that is written as IPv6 is the same machine.
    fn lane_of(&mut self, address: IpAddr) -> usize {
        let address = address.to_canonical();
        if let Some(&lane) = self.addresses.get(&address) {
            return lane;
        }
        self.lanes.push(Lane::new());
        self.addresses.insert(address, self.lanes.len() - 1);
        self.lanes.len() - 1
    }

    /// The next thing that the site needs before `host` may be asked: nothing where it stands in the
    /// lane of that host's machine.
    pub(super) fn placed(&mut self, site: usize, host: &str) -> Placed {
        if !self.policy.by_address {
            return Placed::Here;
        }
        match self.places.get(host) {
            None => {
                self.locating.insert(host.to_owned(), site);
                Placed::Unknown
            }
            Some(&Place::Lane(lane)) if lane != self.sites[site].lane => {
                self.sites[site].lane = lane;
                Placed::Moved
            }
            Some(Place::Lane(_) | Place::Nowhere) => Placed::Here,
        }
    }

    /// A request to `host` ended: a name that led nowhere is looked up again next time.
    pub(super) fn forget_nowhere(&mut self, host: &str) {
        if self.places.get(host) == Some(&Place::Nowhere) {
            self.places.remove(host);
        }
    }

    /// Puts a lane among the ready ones where it has work and nothing in flight.
    pub(super) fn wake_lane(&mut self, lane: usize) {
        if let Some(due) = self.lanes[lane].due() {
            self.ready.insert((due, lane));
        }
    }
}

/// Where a site stands before a request to one of its hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placed {
    /// In the lane of that host's machine.
    Here,
    /// It was put into that lane, and takes its turn there.
    Moved,
    /// The host's address must be known first.
    Unknown,
}
