//! Whether an address may be asked: what its host's robots.txt and its reservations say, and the requests
//! that find that out.

use url::Url;

use super::Frontier;
use super::visit::{Kind, State, Visit};
use crate::web::reservation::{self, Reservations};
use crate::web::robots::{Rules, Verdict};
use crate::web::url::authority;

/// What is known of the rules of one authority.
#[derive(Debug)]
pub(super) enum Access {
    /// Its robots.txt was asked for and has not come.
    Asked,
    /// It came.
    Rules(Rules),
    /// It cannot be had: nothing is asked in this run.
    Closed,
}

/// Whether an address may be asked.
#[derive(Debug)]
pub(super) enum Permission {
    /// It may.
    Given,
    /// That must be asked first.
    Ask(Visit),
    /// That was asked, and its answer has not come: it will wake the site.
    Awaited,
    /// Not in this run: its row stays queued for the next, when robots.txt may be there again.
    Out,
    /// It may not, by this rule.
    Refused { outcome: &'static str, rule: String },
}

impl Frontier {
    /// Whether `url` may be asked, as far as its host has said.
    pub(super) fn permission(&mut self, url: &Url, kind: Kind) -> Permission {
        let host = authority(url);
        let rules = match self.robots.get(host) {
            None => {
                return self
                    .ask_robots(host)
                    .map_or(Permission::Out, Permission::Ask);
            }
            Some(Access::Asked) => return Permission::Awaited,
            Some(Access::Closed) => return Permission::Out,
            Some(Access::Rules(rules)) => rules,
        };
        if let Verdict::Forbidden { rule } = rules.verdict(url) {
            return Permission::Refused {
                outcome: "forbidden",
                rule,
            };
        }
        if let Some(line) = rules.refusal(url) {
            return Permission::Refused {
                outcome: "reserved",
                rule: line.to_owned(),
            };
        }
        if kind != Kind::Page {
            return Permission::Given;
        }
        match self.reservations.get(host) {
            Some(None) => Permission::Awaited,
            Some(Some(reservations)) => match reservations.reserves(url) {
                None => Permission::Given,
                Some(location) => Permission::Refused {
                    outcome: "reserved",
                    rule: format!("tdm-reservation: 1 for {location}"),
                },
            },
            None => {
                if let Some(visit) = reservations_of(host, rules) {
                    self.reservations.insert(host.to_owned(), None);
                    return Permission::Ask(visit);
                }
                self.reserve(host, Reservations::default());
                Permission::Given
            }
        }
    }

    fn ask_robots(&mut self, host: &str) -> Option<Visit> {
        let url = Url::parse(&format!("{host}/robots.txt")).ok()?;
        self.robots.insert(host.to_owned(), Access::Asked);
        Some(Visit::of_host(Kind::Robots, url, host.to_owned(), 0))
    }

    /// Drops the first address of a site's queue: its host refuses it to us by `rule`.
    pub(super) fn refuse(&mut self, site: usize, host: &str, outcome: &'static str, rule: String) {
        if let Some(entry) = self.sites[site].queue.pop() {
            let mut row = entry.row(host, State::Dropped);
            row.outcome = Some(outcome);
            row.detail = Some(rule);
            self.rows.push(row);
            match outcome {
                "reserved" => self.sites[site].reserved += 1,
                _ => self.sites[site].forbidden += 1,
            }
            self.ask_otherwise(&entry.url, entry.kind);
        }
    }

    /// Takes what an authority reserves.
    pub(super) fn reserve(&mut self, host: &str, reservations: Reservations) {
        self.reservations
            .insert(host.to_owned(), Some(reservations));
        self.wake_authority(host);
    }

    /// Gives up an authority for this run.
    pub(super) fn close(&mut self, host: &str) {
        self.robots.insert(host.to_owned(), Access::Closed);
        self.wake_authority(host);
    }

    pub(super) fn set_rules(&mut self, host: &str, rules: Rules) {
        if let Some(delay) = rules.crawl_delay().filter(|_| self.policy.by_crawl_delay)
            && let Some(site) = self.site_of_authority(host)
        {
            self.sites[site].slow_down(delay);
        }
        self.robots.insert(host.to_owned(), Access::Rules(rules));
        self.wake_authority(host);
    }
}

/// The request for what an authority reserves; `None` where its robots.txt forbids even that.
fn reservations_of(host: &str, rules: &Rules) -> Option<Visit> {
    let url = Url::parse(&format!("{host}{}", reservation::PATH)).ok()?;
    let allowed = rules.verdict(&url) == Verdict::Allowed;
    allowed.then(|| Visit::of_host(Kind::Reservations, url, host.to_owned(), 0))
}
