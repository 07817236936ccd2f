//! The answers that speak for a host: its robots.txt, and what it reserves of text and data mining.

use jiff::Timestamp;

use super::past::Past;
use super::visit::Judged;
use crate::frontier::{Memory, Outcome, Visit};
use crate::store::{Purpose, RobotsRow};
use crate::web::exchange::{Exchange, Truncated};
use crate::web::reservation::Reservations;
use crate::web::robots::{self, Access};

/// RFC 9309, section 2.3.1: what the answer to a request for robots.txt means.
pub(super) fn rules(visit: &Visit, exchange: &Exchange, now: Timestamp) -> Judged {
    let status = exchange.status;
    let body = exchange.decoded_body();
    let whole = !matches!(
        exchange.truncated,
        Some(Truncated::Time | Truncated::Disconnect)
    );
    let row = robots_row(
        visit,
        now,
        Some(status),
        body.as_deref().unwrap_or_default().to_vec(),
    );
    let outcome = match (
        Access::of(status, body.as_deref().unwrap_or_default()),
        &body,
    ) {
        // Half a file may lack the line that forbids; a body that cannot be unpacked says nothing.
        (Access::Rules(_), _) if (200..300).contains(&status) && (!whole || body.is_err()) => {
            Outcome::Unreachable {
                reason: "robots.txt broke off".to_owned(),
                again: true,
            }
        }
        (Access::Rules(rules), _) => Outcome::Rules { status, rules },
        (Access::Unreachable, _) => Outcome::Refused {
            // Anything that is neither success nor 4xx forbids for now, like a 5xx.
            status: if status < 400 { 500 } else { status },
            retry_after: exchange.retry_after(now),
        },
    };
    let mut judged = Judged::plain(outcome);
    judged.robots = Some(row);
    judged
}

/// What the ledger keeps of a request for robots.txt.
pub(super) fn robots_row(
    visit: &Visit,
    now: Timestamp,
    status: Option<u16>,
    mut body: Vec<u8>,
) -> RobotsRow {
    body.truncate(robots::BYTE_LIMIT);
    RobotsRow {
        host: visit.host.clone(),
        asked_at: now,
        status,
        body,
    }
}

/// What a host reserves; an answer that is no such file reserves nothing, one that may come later is
/// asked again.
pub(super) fn reservations(
    exchange: Exchange,
    past: Past,
    memory: &Memory,
    now: Timestamp,
) -> Judged {
    let status = exchange.status;
    if status != 200 {
        return Judged::plain(Outcome::Refused {
            status: if status < 400 { 404 } else { status },
            retry_after: exchange.retry_after(now),
        });
    }
    let reservations = match exchange.decoded_body() {
        Ok(body) => Reservations::parse(&body),
        Err(_) => Reservations::default(),
    };
    Judged {
        capture: past.proof(exchange, Purpose::Policy, memory),
        ..Judged::plain(Outcome::Reservations {
            status,
            reservations,
        })
    }
}
