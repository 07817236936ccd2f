//! The frontier's words and the database's, one into the other.

use jiff::SignedDuration;

use crate::frontier::{Kind, Known, Memory, Next, Row, State};
use crate::store::{NextRow, VisitKind, VisitRow, VisitState};

/// Every way that a visit ends; a word of the database that is none of these says nothing to the
/// frontier.
const OUTCOMES: [&str; 12] = [
    "captured",
    "unchanged",
    "read",
    "moved",
    "forbidden",
    "reserved",
    "forgotten",
    "gone",
    "refused",
    "unreachable",
    "skipped",
    "blocked",
];

/// The row as the database keeps it; `run` is the one that wrote it.
pub(super) fn to_store(row: Row, run: i64) -> VisitRow {
    VisitRow {
        url: row.url,
        host: row.host,
        kind: match row.kind {
            Kind::Robots => VisitKind::Robots,
            Kind::Reservations => VisitKind::Reservations,
            Kind::Page => VisitKind::Page,
            Kind::Sitemap => VisitKind::Sitemap,
            Kind::Feed => VisitKind::Feed,
            Kind::Search => VisitKind::Search,
        },
        state: match row.state {
            State::Queued => VisitState::Queued,
            State::Done => VisitState::Done,
            State::Dropped => VisitState::Dropped,
        },
        depth: row.depth,
        priority: row.priority.into(),
        via: row.via,
        found_in: Some(run),
        asked_in: row.asked_at.map(|_| run),
        attempts: row.attempts,
        outcome: row.outcome.map(str::to_owned),
        status: row.status,
        detail: row.detail,
        asked_at: row.asked_at,
        next: row.next.map(|next| NextRow {
            due_at: next.due_at,
            interval: next.memory.interval.map(|interval| interval.as_secs()),
            etag: next.memory.etag,
            last_modified: next.memory.last_modified,
            digest: next.memory.digest,
        }),
    }
}

/// The row as the frontier takes it back, in the run `run`.
pub(super) fn to_frontier(row: VisitRow, run: i64, start: bool) -> Known {
    let this_run = row.asked_in == Some(run);
    // A start page that moved keeps its depth where it moved to.
    let start = start || (row.kind == VisitKind::Page && row.depth == 0);
    let outcome = row.outcome.as_deref();
    let outcome = OUTCOMES.into_iter().find(|known| outcome == Some(*known));
    let row = Row {
        url: row.url,
        host: row.host,
        kind: match row.kind {
            VisitKind::Robots => Kind::Robots,
            VisitKind::Reservations => Kind::Reservations,
            VisitKind::Page => Kind::Page,
            VisitKind::Sitemap => Kind::Sitemap,
            VisitKind::Feed => Kind::Feed,
            VisitKind::Search => Kind::Search,
        },
        state: match row.state {
            VisitState::Queued => State::Queued,
            VisitState::Done => State::Done,
            VisitState::Dropped => State::Dropped,
        },
        depth: row.depth,
        priority: i32::try_from(row.priority).unwrap_or_default(),
        via: row.via,
        attempts: row.attempts,
        outcome,
        status: row.status,
        detail: row.detail,
        asked_at: row.asked_at,
        next: row.next.map(next_of),
    };
    Known {
        row,
        this_run,
        start,
    }
}

/// What the last answer of an address left.
pub(super) fn next_of(next: NextRow) -> Next {
    Next {
        due_at: next.due_at,
        memory: Memory {
            etag: next.etag,
            last_modified: next.last_modified,
            digest: next.digest,
            interval: next.interval.map(SignedDuration::from_secs),
        },
    }
}
