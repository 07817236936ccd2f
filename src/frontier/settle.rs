//! What a visit's outcome changes: the row, the queue, the site's clock, its rests and strikes.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::access::Access;
use super::queue::Entry;
use super::revisit::{Change, Memory, next};
use super::site::Stop;
use super::visit::{Admission, Found, Kind, Outcome, Row, State, Visit};
use super::{Frontier, PATIENCE, REST_LIMIT, SITEMAP, STRIKES, recipe};
use crate::web::reservation::Reservations;
use crate::web::robots::Rules;
use crate::web::url::{authority, join, site as site_of};

/// How far a retried address falls behind the others: one broken page must not stand before all.
const RETRY_PENALTY: i32 = 2_000;

/// What a failure asks for.
struct Failure {
    reason: String,
    /// Whether the same request may succeed later.
    again: bool,
    /// Whether the try counts against the address; a host that is busy is not the page's fault.
    counts: bool,
    retry_after: Option<SignedDuration>,
}

impl Frontier {
    /// Takes what came of a visit that [`Frontier::next`] handed out. `took` is how long the answer
    /// took, `now` when it ended: the pause begins there.
    pub fn settle(
        &mut self,
        visit: &Visit,
        outcome: &Outcome,
        took: SignedDuration,
        now: Timestamp,
    ) {
        self.settle_with(visit, outcome, &Memory::default(), took, now);
    }

    /// As [`Frontier::settle`], with what the answer leaves for the next time.
    pub fn settle_with(
        &mut self,
        visit: &Visit,
        outcome: &Outcome,
        memory: &Memory,
        took: SignedDuration,
        now: Timestamp,
    ) {
        let index = self.site_index(site_of(&visit.url));
        self.in_flight = self.in_flight.saturating_sub(1);
        let pause = self.sites[index].pause(&self.policy, took);
        let site = &mut self.sites[index];
        site.in_flight = false;
        site.last = Some(now);
        site.ready_at = now.saturating_add(pause).unwrap_or(Timestamp::MAX);
        let lane = &mut self.lanes[site.lane];
        lane.in_flight = false;
        lane.ready_at = now
            .saturating_add(self.policy.pause(took))
            .unwrap_or(Timestamp::MAX);
        let lane = site.lane;
        self.forget_nowhere(visit.url.host_str().unwrap_or_default());
        match failure_of(outcome) {
            Some(failure) if failure.again => self.fail(index, visit, outcome, failure, pause, now),
            other => {
                let site = &mut self.sites[index];
                site.strikes = 0;
                if let Some(failure) = other {
                    self.give_up(index, visit, &failure.reason);
                }
                self.succeed(visit, outcome, memory, now);
            }
        }
        self.wake(index);
        self.wake_lane(lane);
    }

    /// An answer came that is final, whatever it is.
    fn succeed(&mut self, visit: &Visit, outcome: &Outcome, memory: &Memory, now: Timestamp) {
        let mut row = row_of(visit, outcome, now);
        row.next = change_of(outcome).map(|change| next(visit.kind, change, memory, now));
        match outcome {
            Outcome::Reservations { reservations, .. } => {
                self.rows.push(row);
                self.reserve(&visit.host, reservations.clone());
                return;
            }
            // No file, or none to be had: nothing is reserved by it.
            _ if visit.kind == Kind::Reservations => {
                self.rows.push(row);
                self.reserve(&visit.host, Reservations::default());
                return;
            }
            Outcome::Reserved { .. } => {
                let index = self.site_index(site_of(&visit.url));
                self.sites[index].reserved += 1;
            }
            Outcome::Rules { rules, .. } => {
                self.rows.push(row);
                self.learn(visit, rules);
                return;
            }
            Outcome::Moved { to, .. } if visit.kind == Kind::Robots => {
                self.rows.push(row);
                self.follow_robots(visit, to.as_ref().ok());
                return;
            }
            Outcome::Moved { to: Ok(to), .. } => {
                row.detail = Some(self.follow(visit, to));
            }
            _ if visit.kind == Kind::Robots => {
                self.rows.push(row);
                self.close(&visit.host);
                return;
            }
            _ => {}
        }
        self.rows.push(row);
    }

    /// A redirect is a new visit: scope, rules and politeness apply to it by themselves.
    fn follow(&mut self, visit: &Visit, to: &Url) -> String {
        let redirects = visit.redirects + 1;
        if redirects > self.policy.redirects {
            return format!("too many redirects, at {to}");
        }
        // A search that shows the one page that it found leads to a page.
        let leads_to_a_page = visit.kind == Kind::Search && recipe::question_of(to).is_none();
        let found = Found {
            url: to.clone(),
            kind: if leads_to_a_page {
                Kind::Page
            } else {
                visit.kind
            },
            priority: visit.priority,
            depth: visit.depth,
            via: Some(visit.url.clone()),
        };
        match self.admit(found, redirects) {
            Admission::Dropped(reason) => {
                let told = format!("{reason}: {to}");
                if visit.depth == 0 && visit.kind == Kind::Page {
                    let index = self.site_index(site_of(&visit.url));
                    let failure = format!("{} leads to {to} ({reason})", visit.url);
                    self.sites[index].failure.get_or_insert(failure);
                }
                told
            }
            Admission::Queued | Admission::Known => to.to_string(),
        }
    }

    /// RFC 9309, section 2.3.1.2: at least five redirects are followed, other hosts included, and
    /// the rules found belong to the authority first asked.
    fn follow_robots(&mut self, visit: &Visit, to: Option<&Url>) {
        let redirects = visit.redirects + 1;
        let Some(to) = to else {
            return self.close(&visit.host);
        };
        if redirects > self.policy.redirects {
            return self.set_rules(&visit.host, Rules::none());
        }
        let known = self.robots.get(authority(to));
        if let (Some(Access::Rules(rules)), "/robots.txt") = (known, to.path()) {
            let rules = rules.clone();
            return self.set_rules(&visit.host, rules);
        }
        if self.forgotten.holds_url(to) {
            return self.close(&visit.host);
        }
        let target = self.site_index(site_of(to));
        if self.sites[target].stop.is_some() {
            return self.close(&visit.host);
        }
        let next = Visit::of_host(Kind::Robots, to.clone(), visit.host.clone(), redirects);
        self.sites[target]
            .queue
            .push(Entry::again(&next, i32::MAX, 0));
        self.wake(target);
    }

    /// Takes the rules of an authority, and the sitemaps that they name.
    fn learn(&mut self, visit: &Visit, rules: &Rules) {
        let answered = authority(&visit.url);
        let same_site =
            Url::parse(&visit.host).is_ok_and(|url| site_of(&url) == site_of(&visit.url));
        // `http://` that sends all to `https://` has its sitemap there too.
        let home = if same_site { answered } else { &visit.host };
        if let Ok(base) = Url::parse(home)
            && self.in_scope_as_a_whole(&base)
        {
            let listed = rules.sitemaps().iter().map(String::as_str);
            let mut all: Vec<Url> = listed.filter_map(|text| join(&base, text).ok()).collect();
            // The usual place is tried only where the site does not say the right one.
            if all.is_empty() {
                all.extend(join(&base, "/sitemap.xml").ok());
            }
            for url in all {
                // A sitemap of another site would enrol pages that nobody listed.
                if site_of(&url) == site_of(&base) {
                    self.admit_list(url, &visit.url);
                }
            }
        }
        if visit.url.path() == "/robots.txt" && answered != visit.host {
            self.robots.remove(answered);
            self.set_rules(answered, rules.clone());
        }
        self.set_rules(&visit.host, rules.clone());
    }

    fn admit_list(&mut self, url: Url, via: &Url) {
        self.admit(
            Found {
                url,
                kind: Kind::Sitemap,
                priority: SITEMAP,
                depth: 0,
                via: Some(via.clone()),
            },
            0,
        );
    }

    pub(super) fn in_scope_as_a_whole(&self, url: &Url) -> bool {
        let site = self.names.get(site_of(url));
        site.is_some_and(|&site| self.sites[site].in_scope())
    }

    /// A failure that may pass: the site rests, and the address comes again later.
    fn fail(
        &mut self,
        index: usize,
        visit: &Visit,
        outcome: &Outcome,
        failure: Failure,
        pause: SignedDuration,
        now: Timestamp,
    ) {
        let site = &mut self.sites[index];
        site.strikes += 1;
        let asked = failure.retry_after.unwrap_or_default();
        let asked = asked.clamp(SignedDuration::ZERO, REST_LIMIT);
        let rest = site
            .rest(pause, self.policy.rest)
            .max(asked)
            .min(REST_LIMIT);
        let until = now.saturating_add(rest).unwrap_or(Timestamp::MAX);
        site.ready_at = site.ready_at.max(until);
        let attempts = visit.attempts + u32::from(failure.counts);
        let mut row = row_of(visit, outcome, now);
        row.attempts = attempts;
        if attempts >= self.policy.attempts {
            self.rows.push(row);
            self.give_up(index, visit, &failure.reason);
            match visit.kind {
                Kind::Robots => self.close(&visit.host),
                Kind::Reservations => self.reserve(&visit.host, Reservations::default()),
                Kind::Page | Kind::Sitemap | Kind::Feed | Kind::Search => {}
            }
        } else {
            row.state = State::Queued;
            row.detail = Some(format!("{}; rests until {until}", failure.reason));
            self.rows.push(row);
            let priority = match visit.kind {
                Kind::Robots | Kind::Reservations => i32::MAX,
                Kind::Sitemap | Kind::Feed | Kind::Search => visit.priority,
                Kind::Page => visit
                    .priority
                    .saturating_sub(RETRY_PENALTY)
                    .max(-RETRY_PENALTY),
            };
            self.sites[index]
                .queue
                .push(Entry::again(visit, priority, attempts));
        }
        let strikes = self.sites[index].strikes;
        if rest > PATIENCE {
            self.stop(index, Stop::Resting(until));
        } else if strikes >= STRIKES {
            self.stop(index, Stop::Failed(failure.reason));
        }
    }

    /// The address gave nothing; where the site begins with it, that is the site's failure.
    fn give_up(&mut self, index: usize, visit: &Visit, reason: &str) {
        let begins = match visit.kind {
            Kind::Robots => true,
            Kind::Page => visit.depth == 0,
            Kind::Sitemap | Kind::Feed | Kind::Search | Kind::Reservations => false,
        };
        if begins {
            let failure = format!("{}: {reason}", visit.url);
            let site = match visit.kind {
                Kind::Robots => self.site_of_authority(&visit.host).unwrap_or(index),
                _ => index,
            };
            self.sites[site].failure.get_or_insert(failure);
        }
    }

    fn stop(&mut self, index: usize, stop: Stop) {
        if self.sites[index].stop.is_none() {
            self.stop_taking(index, stop);
        }
    }
}

fn failure_of(outcome: &Outcome) -> Option<Failure> {
    match outcome {
        Outcome::Refused {
            status,
            retry_after,
        } => {
            let busy = matches!(status, 429 | 503);
            Some(Failure {
                reason: format!("status {status}"),
                again: busy || matches!(status, 408 | 425 | 500..=599),
                counts: *status != 429,
                retry_after: *retry_after,
            })
        }
        Outcome::Blocked {
            by, retry_after, ..
        } => Some(Failure {
            reason: by.name(),
            again: by.passes(),
            counts: true,
            retry_after: *retry_after,
        }),
        Outcome::Unreachable { reason, again } => Some(Failure {
            reason: reason.clone(),
            again: *again,
            counts: true,
            retry_after: None,
        }),
        _ => None,
    }
}

fn row_of(visit: &Visit, outcome: &Outcome, now: Timestamp) -> Row {
    let (status, detail) = match outcome {
        Outcome::Captured { status }
        | Outcome::Read { status }
        | Outcome::Rules { status, .. }
        | Outcome::Reservations { status, .. }
        | Outcome::Unchanged { status }
        | Outcome::Forgotten { status }
        | Outcome::Refused { status, .. } => (Some(*status), None),
        Outcome::Reserved { status, by } => (Some(*status), Some(by.clone())),
        Outcome::Moved { status, to } => {
            let to = match to {
                Ok(to) => to.to_string(),
                Err(reason) => format!("to an address that is not asked: {reason}"),
            };
            (Some(*status), Some(to))
        }
        Outcome::Skipped { status, reason } => (Some(*status), Some(reason.clone())),
        Outcome::Blocked { status, by, .. } => (Some(*status), Some(by.name())),
        Outcome::Unreachable { reason, .. } => (None, Some(reason.clone())),
    };
    // Not there any more: whatever was archived of it stays.
    let gone = visit.again
        && matches!(
            outcome,
            Outcome::Refused {
                status: 404 | 410,
                ..
            }
        );
    let name = if gone { "gone" } else { outcome.word() };
    Row {
        url: visit.url.to_string(),
        host: visit.host.clone(),
        kind: visit.kind,
        state: State::Done,
        depth: visit.depth,
        priority: visit.priority,
        via: None,
        attempts: 0,
        outcome: Some(name),
        status,
        detail,
        asked_at: Some(now),
        next: None,
    }
}

/// What an outcome says of the answer before; nothing where it is no answer to the question.
fn change_of(outcome: &Outcome) -> Option<Change> {
    match outcome {
        Outcome::Captured { .. }
        | Outcome::Read { .. }
        | Outcome::Rules { .. }
        | Outcome::Reservations { .. } => Some(Change::Changed),
        Outcome::Unchanged { .. } => Some(Change::Same),
        Outcome::Refused {
            status: 404 | 410, ..
        } => Some(Change::Gone),
        _ => None,
    }
}
