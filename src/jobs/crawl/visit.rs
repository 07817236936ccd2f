//! One visit from request to outcome: asked, judged, read off the reactor.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;

use super::finds::{self, Finds};
use super::host_files;
use super::in_place;
use super::past::Past;
use crate::fetch::{Answer, Fetcher};
use crate::frontier::{Kind, Memory, Outcome, Visit, is_calendar, recipe};
use crate::jobs::clock::Clock;
use crate::jobs::reading::{Format, Reader};
use crate::store::{NewCapture, Purpose, RobotsRow, Store};
use crate::web::blocked::Portals;
use crate::web::charset;
use crate::web::exchange::{BodyError, Exchange, Truncated};
use crate::web::feed::Feed;
use crate::web::forgotten::Forgotten;
use crate::web::front::Front;
use crate::web::hits;
use crate::web::page::{MetaRobots, mark_of_words};
use crate::web::reservation;
use crate::web::robots;
use crate::web::sitemap::Sitemap;
use crate::web::url::{Refusal, join};

/// What visits share.
pub(super) struct Tools {
    pub(super) clock: Clock,
    pub(super) fetcher: Fetcher,
    pub(super) reader: Reader,
    /// What nothing is kept of.
    pub(super) forgotten: Forgotten,
    /// The ledger as earlier visits left it; `None` for a trial, which keeps nothing and asks on no condition.
    pub(super) past: Option<Mutex<Store>>,
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
    /// What the answer leaves for the next time.
    pub(super) memory: Memory,
}

/// What an answer comes to.
pub(super) struct Judged {
    pub(super) outcome: Outcome,
    pub(super) finds: Finds,
    pub(super) capture: Option<NewCapture>,
    pub(super) robots: Option<RobotsRow>,
    pub(super) memory: Memory,
}

impl Judged {
    pub(super) fn plain(outcome: Outcome) -> Self {
        Self {
            outcome,
            finds: Finds::default(),
            capture: None,
            robots: None,
            memory: Memory::default(),
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
    let past = past_of(&tools, &visit).await;
    let condition = past.condition(visit.kind);
    let begun = tools.clock.now();
    let answer = tools.fetcher.get(&visit.url, begun, &condition).await;
    let ended = tools.clock.now();
    let (took, judged) = match answer {
        Answer::Nothing {
            reason,
            again,
            took,
        } => {
            let mut judged = Judged::plain(Outcome::Unreachable { reason, again });
            judged.robots = (visit.kind == Kind::Robots)
                .then(|| host_files::robots_row(&visit, ended, None, Vec::new()));
            (took, judged)
        }
        Answer::Response { exchange, took } => {
            let memory = past.memory_after(visit.kind, &exchange);
            let mut judged = judge(&tools, &visit, *exchange, past, &memory, ended).await;
            judged.memory = memory;
            (took, judged)
        }
    };
    Visited {
        took: SignedDuration::try_from(took).unwrap_or(SignedDuration::MAX),
        ended,
        outcome: judged.outcome,
        finds: judged.finds,
        capture: judged.capture,
        robots: judged.robots,
        memory: judged.memory,
        visit,
    }
}

/// What is known of the address. A ledger that cannot be read now only costs the condition: what is
/// wrong with it will be said when it is written.
async fn past_of(tools: &Arc<Tools>, visit: &Visit) -> Past {
    if !Past::is_asked_of(visit) {
        return Past::default();
    }
    let (shared, asked) = (Arc::clone(tools), visit.clone());
    let look = move || match &shared.past {
        Some(past) => Past::of(&asked, past),
        None => Ok(Past::default()),
    };
    match tokio::task::spawn_blocking(look).await {
        Ok(Ok(past)) => past,
        Ok(Err(error)) => {
            tracing::warn!(url = %visit.url, %error, "its past cannot be read");
            Past::default()
        }
        Err(_) => Past::default(),
    }
}

async fn judge(
    tools: &Arc<Tools>,
    visit: &Visit,
    exchange: Exchange,
    past: Past,
    memory: &Memory,
    now: Timestamp,
) -> Judged {
    let status = exchange.status;
    if matches!(status, 301 | 302 | 303 | 307 | 308) {
        return moved(visit, &exchange, now);
    }
    match visit.kind {
        Kind::Robots => {
            let mut judged = host_files::rules(visit, &exchange, now);
            judged.capture = past.proof(exchange, Purpose::Robots, memory);
            return judged;
        }
        Kind::Reservations => return host_files::reservations(exchange, past, memory, now),
        Kind::Page | Kind::Sitemap | Kind::Feed | Kind::Search => {}
    }
    if let Some(by) = reservation::of_headers(&exchange) {
        return Judged::plain(Outcome::Reserved { status, by });
    }
    if past.says_again(visit.kind, &exchange, memory) {
        return Judged {
            capture: match visit.kind {
                Kind::Page => past.revisit(exchange),
                _ => None,
            },
            ..Judged::plain(Outcome::Unchanged { status })
        };
    }
    if status != 200 {
        return refused(visit, &exchange, now);
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

/// An answer of another status than 200, and no redirect.
fn refused(visit: &Visit, exchange: &Exchange, now: Timestamp) -> Judged {
    let status = exchange.status;
    if let Some(outcome) = in_place::of_refusal(visit, exchange, now) {
        return Judged::plain(outcome);
    }
    let mut judged = match status {
        400..=599 => Judged::plain(Outcome::Refused {
            status,
            retry_after: exchange.retry_after(now),
        }),
        _ => Judged::skipped(status, format!("status {status}")),
    };
    // What asks for patience is asked again by itself.
    let final_answer = (400..500).contains(&status) && !matches!(status, 408 | 425 | 429);
    if visit.kind == Kind::Search && final_answer {
        judged.finds = finds::of_refusal(visit, status);
    }
    judged
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
        judged.robots = Some(host_files::robots_row(
            visit,
            now,
            Some(exchange.status),
            Vec::new(),
        ));
    }
    // The one page that was found may be shown at once, without a list.
    if visit.kind == Kind::Search {
        judged.finds.answered(visit);
    }
    judged
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
        return read_page(tools, visit, exchange, &body);
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

fn read_page(tools: &Tools, visit: &Visit, exchange: Exchange, body: &[u8]) -> Judged {
    let status = exchange.status;
    let content_type = exchange.header("content-type");
    let url = Some(&visit.url);
    let Some(mut reading) = tools.reader.try_read(body, content_type, url, Format::Html) else {
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
    if page.reserved {
        let by = "tdm-reservation: 1 on the page".to_owned();
        return Judged::plain(Outcome::Reserved { status, by });
    }
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
    let capture = NewCapture::answer(exchange, Some(reading));
    if capture.is_of(&tools.forgotten) {
        return Judged {
            finds,
            ..Judged::plain(Outcome::Forgotten { status })
        };
    }
    Judged {
        finds,
        capture: Some(capture),
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
