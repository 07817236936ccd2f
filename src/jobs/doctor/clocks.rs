//! The machine's clock against what servers said when they were last asked: no network is needed for that.

use jiff::{SignedDuration, Timestamp};

use super::{Check, Finding, State, counted};
use crate::store::{CaptureKind, Store, StoreError};

/// Answers that are compared, the newest.
const COMPARED: usize = 15;
/// Servers are a little wrong themselves, and an answer takes its time.
const TOLERATED: SignedDuration = SignedDuration::from_secs(120);
const MEND: &str = "timedatectl set-ntp true, or set the clock by hand";

/// Whether the clock goes right.
pub(super) fn clock(store: &Store, now: Timestamp) -> Option<Finding> {
    let newest = store
        .runs()
        .ok()?
        .first()
        .map(|run| run.ended.unwrap_or(run.started));
    if let Some(newest) = newest.filter(|newest| newest.duration_since(now) > TOLERATED) {
        return Some(Finding::bad(
            Check::Clock,
            State::Wrong,
            format!("it is {now:.0} here, and the last run ended at {newest:.0}: it went back"),
            MEND,
        ));
    }
    let gap = gap(store).ok()?;
    let Some((gap, count)) = gap else {
        return Some(Finding::good(
            Check::Clock,
            format!("{now:.0}; no archived answer tells another time"),
        ));
    };
    let seconds = gap.as_secs();
    let servers = counted(u64::try_from(count).unwrap_or(u64::MAX), "answer");
    Some(if gap.abs() <= TOLERATED {
        Finding::good(
            Check::Clock,
            format!("{seconds} s from the clocks behind the last {servers}"),
        )
    } else {
        let way = if gap.is_negative() {
            "behind"
        } else {
            "ahead of"
        };
        Finding::bad(
            Check::Clock,
            State::Look,
            format!(
                "it was {} s {way} the clocks behind the last {servers}",
                seconds.abs()
            ),
            MEND,
        )
    })
}

/// How far the clock was ahead of the `Date` of the newest answers: the one in the middle, of how many.
fn gap(store: &Store) -> Result<Option<(SignedDuration, usize)>, StoreError> {
    let mut gaps = Vec::new();
    for capture in store.newest_captures(COMPARED)? {
        if capture.kind != CaptureKind::Response {
            continue;
        }
        // What is damaged is told elsewhere.
        let Ok(exchange) = store.payload(&capture) else {
            continue;
        };
        let date = exchange.header("date").and_then(|date| {
            let parser = jiff::fmt::rfc2822::DateTimeParser::new();
            parser.parse_timestamp(date.trim()).ok()
        });
        gaps.extend(date.map(|date| capture.at.duration_since(date)));
    }
    gaps.sort_unstable();
    let count = gaps.len();
    Ok(gaps.get(count / 2).map(|gap| (*gap, count)))
}
