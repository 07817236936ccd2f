//! Answers that stand in place of a page: named, and nothing of them kept.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::frontier::{Kind, Outcome, Visit};
use crate::web::blocked::{Blocked, Portals, blocked};
use crate::web::charset;
use crate::web::exchange::Exchange;
use crate::web::url::site;

/// Most bytes of a refusal that are looked at: this runs where all requests wait.
const REFUSAL: usize = 256 * 1024;

/// What a wall or a notice makes of an answer that is no success.
pub(super) fn of_refusal(visit: &Visit, exchange: &Exchange, now: Timestamp) -> Option<Outcome> {
    if visit.kind != Kind::Page || exchange.body.len() > REFUSAL {
        return None;
    }
    let body = exchange.decoded_body().unwrap_or_default();
    Some(Outcome::Blocked {
        status: exchange.status,
        by: by(exchange, &body)?,
        retry_after: exchange.retry_after(now),
    })
}

/// What stands in place of a page with status 200; `portals` has seen the start pages so far.
pub(super) fn of_page(
    portals: &Mutex<Portals>,
    visit: &Visit,
    exchange: &Exchange,
    body: &[u8],
) -> Option<Outcome> {
    let portal = || {
        let mut portals = portals.lock().unwrap_or_else(PoisonError::into_inner);
        (visit.depth == 0 && portals.take(site(&visit.url), body)).then_some(Blocked::Portal)
    };
    Some(Outcome::Blocked {
        status: exchange.status,
        by: by(exchange, body).or_else(portal)?,
        retry_after: None,
    })
}

/// What an answer is instead of a page, seen from itself alone.
pub(in crate::jobs) fn by(exchange: &Exchange, body: &[u8]) -> Option<Blocked> {
    let (status, headers) = (exchange.status, &exchange.headers);
    if let Ok(html) = std::str::from_utf8(body) {
        return blocked(status, headers, html);
    }
    let html = charset::decode(body, exchange.header("content-type")).text;
    blocked(status, headers, &html)
}
