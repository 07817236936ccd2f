//! When lists are asked again: feeds in every run, sitemaps and searches now and then, the parts of a
//! sitemap where their index says that they changed; few in one run, so that a site with nothing new costs
//! no more than the two files that speak for it, its start page and [`LISTS_AGAIN`] lists.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::queue::{Entry, fingerprint};
use super::restore::Known;
use super::visit::{Admission, Found, Kind};
use super::{Frontier, SEARCH, recipe};
use crate::web::sitemap::Changed;
use crate::web::url::site as site_of;

/// Most lists of earlier runs that are asked again in one run.
pub(super) const LISTS_AGAIN: u32 = 3;
/// After how long a part of a sitemap is asked again whose index does not say when it changed.
const PART_AGAIN: SignedDuration = SignedDuration::from_hours(7 * 24);
/// After how long a search is asked again: what is new stands in feeds and sitemaps first.
const SEARCH_AGAIN: SignedDuration = SignedDuration::from_hours(30 * 24);
/// After how long a list is tried again that was none.
const FAILED_AGAIN: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The lists that waited longest go first; past so many hours they wait alike.
const AGES: i64 = 15;

/// Whether a list that an earlier run asked is due again at `now`.
pub(super) fn is_due(known: &Known, now: Timestamp) -> bool {
    let row = &known.row;
    let Some(asked) = row.asked_at else {
        return true;
    };
    let passed = now.duration_since(asked);
    let answered = matches!(row.outcome, Some("read" | "moved" | "unchanged"));
    match row.kind {
        _ if !answered => passed >= FAILED_AGAIN,
        Kind::Feed => true,
        Kind::Search => passed >= SEARCH_AGAIN,
        // What an index names waits for the index.
        Kind::Sitemap => row.depth == 0,
        Kind::Page | Kind::Robots | Kind::Reservations => false,
    }
}

/// How much sooner a list goes that was asked at `asked`, among those of its kind.
pub(super) fn by_age(asked: Option<Timestamp>, now: Timestamp) -> i32 {
    let hours = asked.map_or(AGES, |asked| now.duration_since(asked).as_hours());
    i32::try_from(hours.clamp(0, AGES)).unwrap_or_default()
}

impl Frontier {
    /// Takes a sitemap that an index names, read at `now`; `changed` is when the index says that it changed.
    pub fn add_part(
        &mut self,
        found: Found,
        changed: Option<Changed>,
        now: Timestamp,
    ) -> Admission {
        let print = fingerprint(found.url.as_str());
        let Some(&asked) = self.asked_before.get(&print) else {
            return self.add(found);
        };
        let (newer, surely) = match changed {
            None => (now.duration_since(asked) >= PART_AGAIN, false),
            Some(Changed::At(at)) => (at > asked, true),
            Some(Changed::On(date)) => {
                let day = Offset::UTC.to_datetime(asked).date();
                // Of two changes on one day the second cannot be told.
                (
                    date.to_day().is_none_or(|date| date >= day),
                    date.to_day() != Some(day),
                )
            }
        };
        if !newer {
            return Admission::Known;
        }
        self.asked_before.remove(&print);
        let index = self.site_index(site_of(&found.url));
        let mut entry = Entry::of(&found, 0);
        entry.again = !surely;
        self.sites[index].queue.push(entry);
        self.wake(index);
        Admission::Queued
    }

    /// A question to a site's search that its robots.txt forbids may be allowed another way.
    pub(super) fn ask_otherwise(&mut self, asked: &str, kind: Kind) {
        let Some(asked) = Url::parse(asked).ok().filter(|_| kind == Kind::Search) else {
            return;
        };
        if let Some(url) = recipe::after(&asked, false) {
            self.add(Found {
                url,
                kind,
                priority: SEARCH,
                depth: 0,
                via: Some(asked),
            });
        }
    }
}
