//! A host, tried: its rules, its start page, its search, its feeds and sitemaps, asked as a crawl asks and
//! with all its politeness, but a few requests only, and nothing is archived.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use jiff::SignedDuration;
use url::Url;

use super::drive::tools;
use super::policy;
use super::visit::{Tools, Visited, perform};
use crate::frontier::{FEED, Found, Frontier, Kind, Outcome, Step};
use crate::jobs::clock::Clock;
use crate::jobs::reading::Reader;
use crate::jobs::settings::CrawlSettings;
use crate::store::Captured;
use crate::web::charset;
use crate::web::forgotten::Forgotten;
use crate::web::front::{Front, System};
use crate::web::robots::{Rules, Verdict};

/// Most requests of one trial.
const REQUESTS: usize = 12;
/// Longest rest that a trial waits for.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

/// What one request came to.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What was asked for.
    pub kind: Kind,
    /// The address.
    pub url: Url,
    /// What came of it.
    pub outcome: Outcome,
    /// Addresses of pages that it leads to, and how many of them are likely to be about the label.
    pub pages: usize,
    /// See [`Asked::pages`].
    pub likely: usize,
    /// Further sitemaps that it names.
    pub parts: usize,
    /// The system that made the page, where one is known.
    pub system: Option<System>,
}

/// What a trial came to.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// Every request, in order.
    pub asked: Vec<Asked>,
    /// Addresses that robots.txt forbids, each with the line that does.
    pub forbidden: Vec<(String, String)>,
    /// The pause that a crawl of this host keeps.
    pub pause: Duration,
}

impl Trial {
    /// The rules that were found last: those of the authority that the start page is on.
    fn rules(&self) -> Option<&Rules> {
        self.asked
            .iter()
            .rev()
            .find_map(|asked| match &asked.outcome {
                Outcome::Rules { rules, .. } => Some(rules),
                _ => None,
            })
    }

    /// The line by which robots.txt forbids `url`.
    pub fn forbids(&self, url: &Url) -> Option<String> {
        match self.rules()?.verdict(url) {
            Verdict::Forbidden { rule } => Some(rule),
            Verdict::Allowed => None,
        }
    }

    /// Whether text and data mining of `url` is reserved, by its host or by itself.
    pub fn reserves(&self, url: &Url) -> bool {
        self.asked.iter().any(|asked| match &asked.outcome {
            Outcome::Reservations { reservations, .. } => reservations.reserves(url).is_some(),
            Outcome::Reserved { .. } => asked.kind == Kind::Page,
            _ => false,
        })
    }

    /// The start page, where it came.
    pub fn start(&self) -> Option<&Asked> {
        let start = self.asked.iter().rfind(|asked| asked.kind == Kind::Page);
        start.filter(|page| matches!(page.outcome, Outcome::Captured { .. }))
    }

    /// About how many requests a first run makes that may ask `budget` pages: the lists and the pages that
    /// are known of; as many as it may where no sitemap tells.
    pub fn cost(&self, budget: u32) -> usize {
        let budget = usize::try_from(budget).unwrap_or(usize::MAX);
        let lists = self.asked.iter().filter(|asked| asked.kind != Kind::Page);
        let parts: usize = self.asked.iter().map(|asked| asked.parts).sum();
        let sitemaps = self
            .asked
            .iter()
            .filter(|asked| asked.kind == Kind::Sitemap);
        let pages: usize = sitemaps.map(|asked| asked.pages).sum();
        // Of an index one part was read: the others are taken to be as large.
        let pages = pages.saturating_mul(parts.max(1));
        let pages = if pages == 0 {
            budget
        } else {
            pages.min(budget)
        };
        lists
            .count()
            .saturating_add(parts.saturating_sub(1))
            .saturating_add(pages)
    }
}

/// Tries the host of `start`.
///
/// # Errors
/// When the system gives no threads or no certificates. Whatever the web does is no error.
pub fn probe(settings: &CrawlSettings, start: &Url, reader: Reader) -> anyhow::Result<Trial> {
    let clock = Clock::start();
    let tools = Arc::new(tools(settings, clock, reader, None, Forgotten::default())?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("the system gives no threads")?;
    let mut frontier = Frontier::new(policy(settings));
    frontier.allow(start, None);
    frontier.start(start, Kind::Page);
    let mut trial = runtime.block_on(ask(&tools, &mut frontier));
    for row in frontier.take_rows() {
        if row.outcome == Some("forbidden") {
            trial
                .forbidden
                .push((row.url, row.detail.unwrap_or_default()));
        }
    }
    let asked = trial
        .rules()
        .and_then(Rules::crawl_delay)
        .unwrap_or_default();
    trial.pause = settings
        .delay
        .max(Duration::try_from(asked).unwrap_or_default());
    runtime.shutdown_background();
    Ok(trial)
}

async fn ask(tools: &Arc<Tools>, frontier: &mut Frontier) -> Trial {
    let mut trial = Trial::default();
    while trial.asked.len() < REQUESTS {
        let now = tools.clock.now();
        match frontier.next(now) {
            Step::Visit(visit) => {
                let visited = perform(Arc::clone(tools), visit).await;
                trial.asked.push(settle(frontier, visited, &trial));
            }
            Step::Locate(url) => {
                // Why a name leads nowhere is said by the request that is then tried.
                let address = tools.fetcher.address(&url).await.ok();
                frontier.located(url.host_str().unwrap_or_default(), address);
            }
            Step::Rest(until) if until.duration_since(now) <= PATIENCE => {
                tokio::time::sleep(tools.clock.until(until)).await;
            }
            Step::Rest(_) | Step::Wait | Step::Done => break,
        }
    }
    trial
}

/// Takes what came, and of all that it leads to the first list of each kind.
fn settle(frontier: &mut Frontier, visited: Visited, trial: &Trial) -> Asked {
    let Visited {
        visit,
        outcome,
        took,
        ended,
        finds,
        capture,
        ..
    } = visited;
    frontier.settle(&visit, &outcome, took, ended);
    let pages = |least: i32| {
        let pages = finds.found.iter().filter(|found| found.kind == Kind::Page);
        pages.filter(|found| found.priority > least).count()
    };
    let asked = Asked {
        kind: visit.kind,
        pages: pages(i32::MIN),
        likely: pages(FEED),
        parts: finds.parts.len(),
        system: capture.and_then(|capture| match capture.what {
            Captured::Answer(exchange) => {
                let body = exchange.decoded_body().ok()?;
                let html = charset::decode(&body, exchange.header("content-type")).text;
                Front::read(&html, &exchange.headers, &visit.url).system
            }
            Captured::Again(..) | Captured::File(_) => None,
        }),
        url: visit.url,
        outcome,
    };
    let mut had: Vec<Kind> = trial.asked.iter().map(|asked| asked.kind).collect();
    had.push(asked.kind);
    let refused = matches!(
        asked.outcome,
        Outcome::Refused { .. } | Outcome::Skipped { .. }
    );
    let mut add = |frontier: &mut Frontier, found: Found| {
        // A search that is closed leads to the next way to ask it.
        let again = found.kind == Kind::Search && refused;
        if found.kind != Kind::Page && (again || !had.contains(&found.kind)) {
            had.push(found.kind);
            frontier.add(found);
        }
    };
    for found in finds.found {
        add(frontier, found);
    }
    if let Some((part, _)) = finds.parts.into_iter().next() {
        frontier.add(part);
    }
    asked
}
