//! The loop: never more than one request to a site, many sites at once, readings off the reactor,
//! everything that changed handed to the ledger.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;
use url::Url;

use super::ledger::{Item, Ledger};
use super::means::Means;
use super::visit::{Tools, Visited, perform};
use super::{Pause, Progress, Summary, log, rows};
use crate::fetch::{Fetcher, Limits};
use crate::frontier::{Admission, Frontier, Kind, Outcome, Policy, Step, Stop, Visit};
use crate::jobs::clock::Clock;
use crate::jobs::reading::Reader;
use crate::jobs::settings::CrawlSettings;
use crate::jobs::signal;
use crate::jobs::window::Window;
use crate::store::{HostOutcome, HostRow, NewCapture, Store, StoreError, Writer};
use crate::web::forgotten::Forgotten;
use crate::web::url::site;

/// How long requests in flight may take once the user wants to stop.
const GRACE: Duration = Duration::from_secs(3);
/// How often progress is told where nothing happens.
const TICK: Duration = Duration::from_secs(1);

/// What came of something that was sent off.
enum Landed {
    Visited(Box<Visited>),
    /// The IP address that a host lies at, where it has one.
    Located(Url, Option<IpAddr>),
}

/// What the visits of a crawl with these settings share.
///
/// # Errors
/// When the system's certificates cannot be read.
pub(super) fn tools(
    settings: &CrawlSettings,
    clock: Clock,
    reader: Reader,
    past: Option<Store>,
    forgotten: Forgotten,
) -> anyhow::Result<Tools> {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(Tools {
        clock,
        fetcher: Fetcher::new(&settings.user_agent, settings.reach(), Limits::default())?
            .keeping_connections(settings.keeps_connections()),
        reader,
        forgotten,
        past: past.map(Mutex::new),
        readings: Semaphore::new(processors),
        attempts: Policy::default().attempts,
        portals: Mutex::default(),
    })
}

/// One run of the loop.
pub(super) struct Drive {
    tools: Arc<Tools>,
    frontier: Frontier,
    run: i64,
    progress: Progress,
    refused: BTreeMap<String, u64>,
    means: Means,
    /// Why nothing more is asked, where the disk has too little room.
    full: Option<StoreError>,
    limits: RunLimits,
    /// Why it stopped before its end, where it did by itself.
    pause: Option<Pause>,
    hosts: BTreeMap<String, HostRow>,
}

/// What a run may take.
#[derive(Clone, Copy, Debug)]
struct RunLimits {
    window: Option<Window>,
    time: Option<Duration>,
    requests: Option<u64>,
}

impl Drive {
    pub(super) fn new(
        settings: &CrawlSettings,
        tools: Tools,
        frontier: Frontier,
        run: i64,
        means: Means,
    ) -> Self {
        Self {
            tools: Arc::new(tools),
            frontier,
            run,
            progress: Progress::default(),
            refused: BTreeMap::new(),
            means,
            full: None,
            limits: RunLimits {
                window: settings.window,
                time: settings.max_time,
                requests: settings.max_requests,
            },
            pause: None,
            hosts: BTreeMap::new(),
        }
    }

    /// Runs to the end or to a signal; gives the writer back, and whether it was stopped.
    pub(super) async fn run(
        &mut self,
        writer: Writer,
        tell: &mut dyn FnMut(&Progress),
    ) -> anyhow::Result<(Writer, bool)> {
        let stop = signal::listen();
        let ledger = Ledger::open(writer).context("the system gives no threads")?;
        let stopped = self.turn(&ledger, stop, tell).await;
        // The ledger's own failure is the reason of all others.
        match ledger.close() {
            Ok(writer) => Ok((writer, stopped)),
            Err(Some(error)) => Err(error.into()),
            Err(None) => anyhow::bail!("the thread that writes the archive broke"),
        }
    }

    /// Whether it was stopped by a signal.
    async fn turn(
        &mut self,
        ledger: &Ledger,
        mut stop: tokio::sync::watch::Receiver<bool>,
        tell: &mut dyn FnMut(&Progress),
    ) -> bool {
        let mut flying = JoinSet::new();
        let mut give_up: Option<Instant> = None;
        let mut tick = tokio::time::interval(TICK);
        loop {
            let wake = match give_up {
                None => self.send_off(&mut flying),
                Some(_) => None,
            };
            if !self.hand_over(ledger, Item::default()).await {
                return give_up.is_some();
            }
            if flying.is_empty() && wake.is_none() {
                return give_up.is_some();
            }
            let rest = self.tools.clock.until(wake.unwrap_or(Timestamp::MAX));
            tokio::select! {
                Some(joined) = flying.join_next() => match joined {
                    Ok(Landed::Located(url, address)) => {
                        self.frontier.located(url.host_str().unwrap_or_default(), address);
                    }
                    Ok(Landed::Visited(visited)) => if !self.settle(ledger, *visited).await {
                        return give_up.is_some();
                    },
                    Err(_) => {}
                },
                () = tokio::time::sleep(rest), if wake.is_some() => {}
                Ok(()) = stop.changed(), if give_up.is_none() => {
                    give_up = Some(Instant::now() + GRACE);
                }
                () = until(give_up), if give_up.is_some() => return true,
                _ = tick.tick() => {}
            }
            self.tell(tell);
        }
    }

    /// Sends off every request that may be made now; when to look again, where nothing else says.
    fn send_off(&mut self, flying: &mut JoinSet<Landed>) -> Option<Timestamp> {
        while flying.len() < self.means.in_flight && self.full.is_none() {
            self.pause = self.is_over();
            if self.pause.is_some() {
                return None;
            }
            // What is in flight is still taken: that much room is left.
            self.full = self.means.has_room().err();
            if self.full.is_some() {
                return None;
            }
            match self.frontier.next(self.tools.clock.now()) {
                Step::Visit(visit) => {
                    self.progress.requests += 1;
                    let tools = Arc::clone(&self.tools);
                    flying.spawn(
                        async move { Landed::Visited(Box::new(perform(tools, visit).await)) },
                    );
                }
                Step::Locate(url) => {
                    let tools = Arc::clone(&self.tools);
                    flying.spawn(async move {
                        // Why a name leads nowhere is said by the request that is then tried.
                        let address = tools.fetcher.address(&url).await.ok();
                        Landed::Located(url, address)
                    });
                }
                Step::Rest(until) => return Some(until),
                Step::Wait | Step::Done => return None,
            }
        }
        None
    }

    /// What it may take and has taken.
    fn is_over(&self) -> Option<Pause> {
        let RunLimits {
            window,
            time,
            requests,
        } = self.limits;
        let clock = self.tools.clock;
        if window.is_some_and(|window| !window.is_open(clock.time_of_day())) {
            Some(Pause::Window)
        } else if time.is_some_and(|most| clock.passed() >= most) {
            Some(Pause::Time)
        } else if requests.is_some_and(|most| self.progress.requests >= most) {
            Some(Pause::Requests)
        } else {
            None
        }
    }

    /// Takes what came of a visit; `false` where the ledger has failed.
    async fn settle(&mut self, ledger: &Ledger, visited: Visited) -> bool {
        let Visited {
            visit,
            outcome,
            took,
            ended,
            finds,
            capture,
            robots,
            memory,
        } = visited;
        log::visited(&visit.url, &outcome);
        self.count(&visit, &outcome, capture.as_ref());
        self.frontier
            .settle_with(&visit, &outcome, &memory, took, ended);
        let mut led_on = false;
        for found in finds.found {
            let elsewhere = found.url.path() != visit.url.path();
            led_on |= self.frontier.add(found) == Admission::Queued && elsewhere;
        }
        if let Some(text) = finds.text {
            self.frontier.weigh(&visit, text, led_on);
        }
        for (part, changed) in finds.parts {
            self.frontier.add_part(part, changed, ended);
        }
        for (reason, count) in finds.refused {
            *self.refused.entry(reason.to_owned()).or_default() += count;
        }
        let item = Item {
            capture,
            robots,
            visits: Vec::new(),
        };
        self.hand_over(ledger, item).await
    }

    /// Counts what came of a visit, for the run and for its host.
    fn count(&mut self, visit: &Visit, outcome: &Outcome, capture: Option<&NewCapture>) {
        let host = self.hosts.entry(site(&visit.url).to_owned()).or_default();
        host.requests += 1;
        match outcome {
            Outcome::Unchanged { .. } if visit.kind == Kind::Page => {
                self.progress.unchanged += 1;
                host.unchanged += 1;
            }
            Outcome::Refused {
                status: 404 | 410, ..
            } if visit.again => {
                self.progress.gone += 1;
                host.gone += 1;
            }
            _ => {}
        }
        if let Some(capture) = capture.filter(|capture| capture.is_page()) {
            self.progress.captures += 1;
            host.captured += 1;
            let claims = capture
                .reading
                .as_ref()
                .map_or(0, |reading| reading.claims.len());
            self.progress.claims += u64::try_from(claims).unwrap_or_default();
            host.claims += u64::try_from(claims).unwrap_or_default();
        }
        visit
            .url
            .host_str()
            .unwrap_or_default()
            .clone_into(&mut self.progress.host);
    }

    /// Hands an item to the ledger with all rows that changed.
    async fn hand_over(&mut self, ledger: &Ledger, mut item: Item) -> bool {
        let rows = self.frontier.take_rows();
        item.visits = rows
            .into_iter()
            .map(|row| rows::to_store(row, self.run))
            .collect();
        if item.capture.is_none() && item.robots.is_none() && item.visits.is_empty() {
            return true;
        }
        ledger.take(item).await
    }

    fn tell(&mut self, tell: &mut dyn FnMut(&Progress)) {
        let (sites, done) = self.frontier.sites_done();
        self.progress.sites = sites;
        self.progress.sites_done = done;
        self.progress.waiting = self.frontier.pending();
        self.progress.passed = self.tools.clock.passed();
        tell(&self.progress);
    }

    /// Why it stopped before its end by itself, where it did.
    pub(super) const fn pause(&self) -> Option<Pause> {
        self.pause
    }

    /// How each host fared that was asked.
    pub(super) fn hosts(&mut self) -> Vec<HostRow> {
        for report in self.frontier.reports() {
            let Some(host) = self.hosts.get_mut(report.name) else {
                continue;
            };
            (host.outcome, host.reason) = match (report.failure, report.stop) {
                (_, Some(Stop::Failed(reason))) => (HostOutcome::Failed, Some(reason.clone())),
                (_, Some(Stop::Resting(until))) => (HostOutcome::Resting, Some(until.to_string())),
                (Some(reason), _) => (HostOutcome::Failed, Some(reason.to_owned())),
                (None, Some(Stop::Budget)) => (HostOutcome::Budget, None),
                (None, None) => (HostOutcome::Done, None),
            };
        }
        let hosts = std::mem::take(&mut self.hosts).into_iter();
        hosts
            .map(|(name, host)| HostRow {
                run: self.run,
                host: name,
                ..host
            })
            .collect()
    }

    /// Why it stopped, where the disk had too little room.
    pub(super) fn full(&mut self) -> Option<StoreError> {
        self.full.take()
    }

    /// What it came to.
    pub(super) fn summary(&self, interrupted: bool, records: u64) -> Summary {
        let mut summary = Summary {
            interrupted,
            requests: self.progress.requests,
            captures: self.progress.captures,
            unchanged: self.progress.unchanged,
            gone: self.progress.gone,
            claims: self.progress.claims,
            records,
            dropped: self.refused.clone(),
            waiting: self.frontier.pending(),
            outside_window: self.pause == Some(Pause::Window),
            paused: self.pause,
            seconds: self.tools.clock.passed().as_secs(),
            ..Summary::default()
        };
        summary
            .dropped
            .insert("off-site".to_owned(), self.frontier.off_site());
        summary.dropped.retain(|_, count| *count > 0);
        for report in self.frontier.reports() {
            summary.sites += 1;
            summary.forbidden += report.forbidden;
            summary.reserved += report.reserved;
            for (reason, count) in report.dropped {
                *summary.dropped.entry((*reason).to_owned()).or_default() += count;
            }
            let name = report.name.to_owned();
            match (report.failure, report.stop) {
                (_, Some(Stop::Failed(reason))) => summary.failed.push((name, reason.clone())),
                (_, Some(Stop::Resting(until))) => summary.resting.push((name, until.to_string())),
                (Some(reason), _) => summary.failed.push((name, reason.to_owned())),
                (None, Some(Stop::Budget)) => summary.over_budget.push(name),
                (None, None) => {}
            }
        }
        summary
    }
}

/// Waits for a moment; for ever where there is none.
async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
