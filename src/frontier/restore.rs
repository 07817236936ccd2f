//! What earlier runs knew: the queue of a run that was stopped goes on, the pages of a finished one
//! are asked again when they are due.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::queue::{Entry, fingerprint};
use super::site::Stop;
use super::visit::{Found, Kind, Row, State};
use super::{Frontier, PATIENCE, START, lists};
use crate::web::blocked::Blocked;
use crate::web::url::{authority, site as site_of};

/// After how long a page is asked again where nothing else is known.
const DUE_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// An address as an earlier process left it.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its row.
    pub row: Row,
    /// Whether the run that goes on has asked it.
    pub this_run: bool,
    /// Whether it is a place to start from, or one that a start page led to by redirect: asked once
    /// in every run.
    pub start: bool,
}

impl Frontier {
    /// Takes back an address of the database. Sites must be in scope before; rows of others stay
    /// as they are.
    pub fn restore(&mut self, known: &Known, now: Timestamp) {
        let row = &known.row;
        let Ok(url) = Url::parse(&row.url) else {
            return;
        };
        if self.forgotten.holds_url(&url) {
            return;
        }
        // What speaks for a host is asked anew by each process.
        if matches!(row.kind, Kind::Robots | Kind::Reservations) || !self.admits(&url, row.depth) {
            return;
        }
        let index = self.site_index(site_of(&url));
        let site = &mut self.sites[index];
        if known.this_run {
            site.count(row.kind);
        }
        if let Some(until) = rests_until(row) {
            site.ready_at = site.ready_at.max(until);
            // The run does not wait for it, as it did not when it was asked.
            if until.duration_since(now) > PATIENCE {
                site.stop = Some(Stop::Resting(until));
            }
        }
        if row.state == State::Dropped && !matches!(row.outcome, Some("forbidden" | "reserved")) {
            // It is judged again when it is found again.
            return;
        }
        if !self.seen.insert(fingerprint(url.as_str())) {
            return;
        }
        let done_before = row.state == State::Done && !known.this_run;
        let list_again = done_before && row.kind != Kind::Page;
        if !due(known, now) {
            if let (Kind::Sitemap, Some(asked)) = (row.kind, row.asked_at) {
                self.asked_before.insert(fingerprint(url.as_str()), asked);
            }
            return;
        }
        let priority = if list_again {
            row.priority + lists::by_age(row.asked_at, now)
        } else if known.start {
            row.priority.max(START)
        } else {
            row.priority
        };
        let found = Found {
            url,
            kind: row.kind,
            priority,
            depth: row.depth,
            via: None,
        };
        let mut entry = Entry::of(&found, 0);
        if row.state == State::Queued {
            entry.attempts = u8::try_from(row.attempts).unwrap_or(u8::MAX);
        }
        entry.again = list_again || (row.kind == Kind::Page && row.next.is_some());
        let site = &mut self.sites[index];
        site.knows_authority(authority(&found.url));
        site.queue.push(entry);
        // One that waits where it should is not put there once more for each of its pages.
        if site.listed != Some((site.lane, site.ready_at)) {
            self.wake(index);
        }
    }
}

fn due(known: &Known, now: Timestamp) -> bool {
    let row = &known.row;
    match row.state {
        State::Queued => true,
        State::Dropped => !known.this_run,
        State::Done if known.this_run => false,
        State::Done => {
            let old = match (&row.next, row.asked_at) {
                // Somebody's clock was ahead: a time that has not come yet says nothing.
                (_, Some(at)) if at > now => true,
                (Some(next), _) => next.due_at <= now,
                // What an earlier layout kept.
                (None, Some(at)) => row.kind != Kind::Page || now.duration_since(at) >= DUE_AFTER,
                (None, None) => true,
            };
            let failed = match row.outcome {
                Some("unreachable") => true,
                // A page that is not there will not come back by itself; a wall or a notice goes.
                Some("blocked") => {
                    row.detail.as_deref() != Some(Blocked::SoftMissing.name().as_str())
                }
                Some("refused") => row
                    .status
                    .is_none_or(|status| status == 429 || status >= 500),
                _ => false,
            };
            match row.kind {
                Kind::Page => known.start || failed || old,
                _ => failed || lists::is_due(known, now),
            }
        }
    }
}

/// The moment before which a host asked not to be disturbed, as [`Row::detail`] keeps it.
fn rests_until(row: &Row) -> Option<Timestamp> {
    let (_, until) = row.detail.as_deref()?.rsplit_once("rests until ")?;
    (row.state == State::Queued).then(|| until.parse().ok())?
}
