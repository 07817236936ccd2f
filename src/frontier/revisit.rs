//! When an address is asked again: sooner where it changes, later where it does not, and soon in the
//! weeks in which the label is given.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::visit::Kind;

const fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// The longest interval in January and February: the label is given at the turn of these months.
const IN_SEASON: SignedDuration = days(3);
/// How many months the season has, from the first of the year.
const SEASON_MONTHS: i8 = 2;

/// The intervals of one kind of address.
struct Bounds {
    first: SignedDuration,
    shortest: SignedDuration,
    longest: SignedDuration,
}

const PAGE: Bounds = Bounds {
    first: days(7),
    shortest: days(1),
    longest: days(90),
};

/// Lists: where news is said first. What [`lists`](super::lists) says of them goes before.
const LIST: Bounds = Bounds {
    first: SignedDuration::from_hours(20),
    shortest: SignedDuration::from_hours(20),
    longest: days(14),
};

/// What an answer leaves for the next time its address is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// Its `ETag`, as it came.
    pub etag: Option<String>,
    /// Its `Last-Modified`, as it came.
    pub last_modified: Option<String>,
    /// SHA-256 of its body, hex.
    pub digest: Option<String>,
    /// The interval until now, where the address was asked before.
    pub interval: Option<SignedDuration>,
}

/// When an address is asked next, and what on condition of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Next {
    /// What the last answer left; its interval is the one that begins now.
    pub memory: Memory,
    /// The moment from which it is due.
    pub due_at: Timestamp,
}

/// What an answer says of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It is another.
    Changed,
    /// It is the same.
    Same,
    /// There is nothing any more. That is kept as it is, and looked at ever more rarely.
    Gone,
}

/// When to ask again after an answer that came at `now`.
pub(super) fn next(kind: Kind, change: Change, memory: &Memory, now: Timestamp) -> Next {
    let bounds = match kind {
        Kind::Page => PAGE,
        Kind::Sitemap | Kind::Feed | Kind::Search | Kind::Reservations | Kind::Robots => LIST,
    };
    let interval = match (memory.interval, change) {
        (None, _) => bounds.first,
        (Some(before), Change::Changed) => before / 2,
        (Some(before), Change::Same) => before.saturating_mul(3) / 2,
        (Some(before), Change::Gone) => before.saturating_mul(2),
    };
    let interval = interval.clamp(bounds.shortest, bounds.longest);
    Next {
        memory: Memory {
            interval: Some(interval),
            ..memory.clone()
        },
        due_at: due(now, interval),
    }
}

/// The end of an interval, drawn forward into the season where that comes first.
fn due(now: Timestamp, interval: SignedDuration) -> Timestamp {
    let plain = now.saturating_add(interval).unwrap_or(Timestamp::MAX);
    let today = Offset::UTC.to_datetime(now).date();
    if today.month() <= SEASON_MONTHS {
        return plain.min(now.saturating_add(IN_SEASON).unwrap_or(plain));
    }
    let opening = Date::new(today.year().saturating_add(1), 1, 1)
        .and_then(|first| Offset::UTC.to_timestamp(first.at(0, 0, 0, 0)));
    opening.map_or(plain, |opening| plain.min(opening))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn memory(hours: i64) -> Memory {
        Memory {
            etag: Some("\"a\"".into()),
            interval: Some(SignedDuration::from_hours(hours)),
            ..Memory::default()
        }
    }

    fn hours(kind: Kind, change: Change, memory: &Memory) -> i64 {
        let next = next(kind, change, memory, at("2026-05-01T00:00:00Z"));
        next.memory.interval.unwrap().as_hours()
    }

    #[test]
    fn a_page_is_asked_again_after_a_week_then_sooner_or_later_as_it_changes() {
        let first = Memory::default();
        assert_eq!(hours(Kind::Page, Change::Changed, &first), 7 * 24);
        assert_eq!(hours(Kind::Page, Change::Changed, &memory(100)), 50);
        assert_eq!(hours(Kind::Page, Change::Same, &memory(100)), 150);
        assert_eq!(hours(Kind::Page, Change::Gone, &memory(100)), 200);
        assert_eq!(hours(Kind::Page, Change::Changed, &memory(30)), 24);
        assert_eq!(hours(Kind::Page, Change::Same, &memory(2_000)), 90 * 24);
        assert_eq!(hours(Kind::Feed, Change::Same, &memory(20)), 30);
    }

    #[test]
    fn what_the_answer_left_is_kept_for_the_next_request() {
        let next = next(Kind::Page, Change::Same, &memory(24), Timestamp::UNIX_EPOCH);
        assert_eq!(next.memory.etag.as_deref(), Some("\"a\""));
    }

    #[test]
    fn the_season_of_the_label_draws_every_page_forward() {
        let long = SignedDuration::from_hours(90 * 24);
        for (now, expected) in [
            ("2026-05-01T12:00:00Z", "2026-07-30T12:00:00Z"),
            ("2026-12-01T12:00:00Z", "2027-01-01T00:00:00Z"),
            ("2027-01-01T00:00:00Z", "2027-01-04T00:00:00Z"),
            ("2027-02-28T23:00:00Z", "2027-03-03T23:00:00Z"),
            ("2027-03-01T00:00:00Z", "2027-05-30T00:00:00Z"),
        ] {
            assert_eq!(due(at(now), long), at(expected), "{now}");
        }
    }

    proptest! {
        #[test]
        fn an_address_is_never_due_before_now_nor_later_than_its_longest_interval(
            now in 0_i64..4_000_000_000, hours in 0_i64..100_000, change in 0..3,
        ) {
            let now = Timestamp::from_second(now).unwrap();
            let change = [Change::Changed, Change::Same, Change::Gone][usize::try_from(change).unwrap()];
            let next = next(Kind::Page, change, &memory(hours), now);
            prop_assert!(next.due_at >= now && next.due_at <= now + PAGE.longest);
        }
    }
}
