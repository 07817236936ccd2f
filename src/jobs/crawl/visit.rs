//! One visit from request to outcome: asked, judged, read off the reactor.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;

use super::finds::{self, Finds};
use super::in_place;
use crate::fetch::{Answer, Fetcher};
use crate::frontier::{Kind, Outcome, Visit, is_calendar, recipe};
use crate::jobs::clock::Clock;
use crate::jobs::reading::{Format, Reader};
use crate::store::{NewCapture, RobotsRow};
use crate::web::blocked::Portals;
use crate::web::charset;
use crate::web::exchange::{BodyError, Exchange, Truncated};
use crate::web::feed::Feed;
use crate::web::front::Front;
use crate::web::hits;
use crate::web::page::{MetaRobots, mark_of_words};
use crate::web::robots::{self, Access};
use crate::web::sitemap::Sitemap;
use crate::web::url::{Refusal, join};

/// What visits share.
pub(super) struct Tools {
    pub(super) clock: Clock,
    pub(super) fetcher: Fetcher,
    pub(super) reader: Reader,
    /// As many readings at a time as there are processors.
    pub(super) readings: Semaphore,
    /// Tries for one address.
    pub(super) attempts: u32,
    /// The start pages so far: a network that answers in place of all sites shows in them.
    pub(super) portals: Mutex<Portals>,
}

/// A visit and all that came of it.
pub(super) struct Visited {
    pub(super) visit: Visit,
    pub(super) outcome: Outcome,
    pub(super) took: SignedDuration,
    pub(super) ended: Timestamp,
    pub(super) finds: Finds,
    pub(super) capture: Option<NewCapture>,
    pub(super) robots: Option<RobotsRow>,
}

/// What an answer comes to.
struct Judged {
    outcome: Outcome,
    finds: Finds,
    capture: Option<NewCapture>,
    robots: Option<RobotsRow>,
}

impl Judged {
    fn plain(outcome: Outcome) -> Self {
        Self {
            outcome,
            finds: Finds::default(),
            capture: None,
            robots: None,
        }
    }

    fn skipped(status: u16, reason: impl Into<String>) -> Self {
        Self::plain(Outcome::Skipped {
            status,
            reason: reason.into(),
        })
    }

    fn read(status: u16, finds: Finds) -> Self {
        Self {
            finds,
            ..Self::plain(Outcome::Read { status })
        }
    }
}

/// Asks for an address and reads the answer.
pub(super) async fn perform(tools: Arc<Tools>, visit: Visit) -> Visited {
    let answer = tools.fetcher.get(&visit.url, tools.clock.now()).await;
    let ended = tools.clock.now();
    let (took, judged) = match answer {
        Answer::Nothing {
            reason,
            again,
            took,
        } => {
            let mut judged = Judged::plain(Outcome::Unreachable { reason, again });
            judged.robots =
                (visit.kind == Kind::Robots).then(|| robots_row(&visit, ended, None, Vec::new()));
            (took, judged)
        }
        Answer::Response { exchange, took } => {
            (took, judge(&tools, &visit, *exchange, ended).await)
        }
    };
    Visited {
        took: SignedDuration::try_from(took).unwrap_or(SignedDuration::MAX),
        ended,
        outcome: judged.outcome,
        finds: judged.finds,
        capture: judged.capture,
        robots: judged.robots,
        visit,
    }
}

async fn judge(tools: &Arc<Tools>, visit: &Visit, exchange: Exchange, now: Timestamp) -> Judged {
    let status = exchange.status;
    if matches!(status, 301 | 302 | 303 | 307 | 308) {
        return moved(visit, &exchange, now);
    }
    if visit.kind == Kind::Robots {
        return rules(visit, &exchange, now);
    }
    if status != 200 {
        let retry_after = exchange.retry_after(now);
        if let Some(outcome) = in_place::of_refusal(visit, &exchange, now) {
            return Judged::plain(outcome);
        }
        let mut judged = match status {
            400..=599 => Judged::plain(Outcome::Refused {
                status,
                retry_after,
            }),
            _ => Judged::skipped(status, format!("status {status}")),
        };
        // What asks for patience is asked again by itself.
        let final_answer = (400..500).contains(&status) && !matches!(status, 408 | 425 | 429);
        if visit.kind == Kind::Search && final_answer {
            judged.finds = finds::of_refusal(visit, status);
        }
        return judged;
    }
    let broken = matches!(
        exchange.truncated,
        Some(Truncated::Time | Truncated::Disconnect)
    );
    // The last try keeps what came, marked as cut.
    if broken && visit.attempts + 1 < tools.attempts {
        return Judged::plain(Outcome::Unreachable {
            reason: "the answer broke off".to_owned(),
            again: true,
        });
    }
    let readings = tools.readings.acquire().await;
    let (reader, asked) = (Arc::clone(tools), visit.clone());
    let work = move || read(&reader, &asked, exchange);
    let read = tokio::task::spawn_blocking(work).await;
    drop(readings);
    read.unwrap_or_else(|_| Judged::skipped(status, "the reading was stopped"))
}

fn moved(visit: &Visit, exchange: &Exchange, now: Timestamp) -> Judged {
    let to = match exchange.header("location") {
        Some(location) => join(&visit.url, location).map_err(Refusal::as_str),
        None => Err("no location"),
    };
    let mut judged = Judged::plain(Outcome::Moved {
        status: exchange.status,
        to,
    });
    if visit.kind == Kind::Robots {
        judged.robots = Some(robots_row(visit, now, Some(exchange.status), Vec::new()));
    }
    // The one page that was found may be shown at once, without a list.
    if visit.kind == Kind::Search {
        judged.finds.answered(visit);
    }
    judged
}

/// RFC 9309, section 2.3.1: what the answer to a request for robots.txt means.
fn rules(visit: &Visit, exchange: &Exchange, now: Timestamp) -> Judged {
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

fn robots_row(visit: &Visit, now: Timestamp, status: Option<u16>, mut body: Vec<u8>) -> RobotsRow {
    body.truncate(robots::BYTE_LIMIT);
    RobotsRow {
        host: visit.host.clone(),
        asked_at: now,
        status,
        body,
    }
}

/// Reads a 200 answer. Runs on the pool.
fn read(tools: &Tools, visit: &Visit, exchange: Exchange) -> Judged {
    let status = exchange.status;
    let body = match exchange.decoded_body() {
        Ok(body) => body,
        // A sitemap may be larger than a page; its reader unpacks it up to its own limit.
        Err(BodyError::Bomb) if visit.kind == Kind::Sitemap => exchange.body.clone(),
        // A cut gzip stream is read no further, but what came of it is archived.
        Err(_) if exchange.truncated.is_some() && exchange.is_html() => {
            return Judged {
                capture: Some(NewCapture::answer(exchange, None)),
                ..Judged::plain(Outcome::Captured { status })
            };
        }
        Err(error) => return Judged::skipped(status, error.to_string()),
    };
    if visit.kind == Kind::Page && is_page(&exchange, &body) {
        if let Some(outcome) = in_place::of_page(&tools.portals, visit, &exchange, &body) {
            return Judged::plain(outcome);
        }
        return read_page(&tools.reader, visit, exchange, &body);
    }
    if visit.kind == Kind::Search {
        return read_answer(&tools.reader, visit, &exchange, &body);
    }
    let content_type = exchange.header("content-type");
    let sitemap = Sitemap::parse(&body, content_type, &visit.url);
    if let Ok(sitemap) = sitemap {
        return Judged::read(status, finds::of_sitemap(visit, sitemap));
    }
    let feed = Feed::parse(&body, content_type, &visit.url);
    if let Ok(feed) = feed {
        return Judged::read(status, finds::of_feed(visit, feed));
    }
    let reason = match (visit.kind, sitemap.err(), feed.err()) {
        (Kind::Sitemap, Some(error), _) => error.to_string(),
        (Kind::Feed, _, Some(error)) => error.to_string(),
        _ => format!("not a page: {}", exchange.media_type()),
    };
    Judged::skipped(status, reason)
}

/// Reads the answer of a site's search: a list of results in one of three forms.
fn read_answer(reader: &Reader, visit: &Visit, exchange: &Exchange, body: &[u8]) -> Judged {
    let status = exchange.status;
    let content_type = exchange.header("content-type");
    if let Some(hits) = hits::of_json(body, &visit.url) {
        return Judged::read(status, finds::of_hits(visit, hits));
    }
    if let Ok(feed) = Feed::parse(body, content_type, &visit.url) {
        let hits = hits::of_feed(feed, &visit.url);
        return Judged::read(status, finds::of_hits(visit, hits));
    }
    let page = is_page(exchange, body) && !recipe::wants_json(&visit.url);
    let reading = page.then(|| {
        let url = Some(&visit.url);
        reader.try_read(body, content_type, url, Format::Html)
    });
    if let Some(reading) = reading.flatten() {
        return Judged::read(status, finds::of_hits_page(visit, &reading.page));
    }
    Judged {
        finds: finds::of_refusal(visit, status),
        ..Judged::skipped(status, format!("not an answer: {}", exchange.media_type()))
    }
}

/// Whether the answer is HTML; one without a media type is looked at.
fn is_page(exchange: &Exchange, body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    let start = start.get(..15).unwrap_or(start).to_ascii_lowercase();
    let looks = start.starts_with(b"<!doctype html") || start.starts_with(b"<html");
    exchange.is_html() || (exchange.media_type().is_empty() && looks)
}

fn read_page(reader: &Reader, visit: &Visit, exchange: Exchange, body: &[u8]) -> Judged {
    let status = exchange.status;
    let content_type = exchange.header("content-type");
    let url = Some(&visit.url);
    let Some(mut reading) = reader.try_read(body, content_type, url, Format::Html) else {
        return Judged {
            capture: Some(NewCapture::answer(exchange, None)),
            ..Judged::plain(Outcome::Captured { status })
        };
    };
    let asked = tags(&exchange);
    let page = &mut reading.page.robots;
    page.noindex |= asked.noindex;
    page.nofollow |= asked.nofollow;
    page.noarchive |= asked.noarchive;
    let mut finds = Finds::default();
    if !page.nofollow {
        finds = finds::of_page(visit, &reading.page);
        if visit.depth == 0 {
            let html = charset::decode(body, content_type).text;
            let front = Front::read(&html, &exchange.headers, &visit.url);
            finds.join(finds::of_front(visit, &front, &reading.page));
        }
    }
    finds.text = Some(mark_of_words(body, is_calendar(&visit.url)));
    // No copy is to be kept: neither of the page nor of its words.
    if reading.page.robots.noarchive {
        return Judged {
            finds,
            ..Judged::skipped(status, "noarchive")
        };
    }
    Judged {
        finds,
        capture: Some(NewCapture::answer(exchange, Some(reading))),
        ..Judged::plain(Outcome::Captured { status })
    }
}

/// What all `X-Robots-Tag` headers ask together.
pub(in crate::jobs) fn tags(exchange: &Exchange) -> MetaRobots {
    let mut all = MetaRobots::default();
    for (name, value) in &exchange.headers {
        if name.eq_ignore_ascii_case("x-robots-tag") {
            let asked = robots::tag(&String::from_utf8_lossy(value));
            all.noindex |= asked.noindex;
            all.nofollow |= asked.nofollow;
            all.noarchive |= asked.noarchive;
        }
    }
    all
}
