//! The crawl: asks the frontier what to do, has it done, and hands what comes of it to the ledger.

mod drive;
mod finds;
mod host_files;
pub(super) mod in_place;
mod ledger;
mod log;
pub(super) mod means;
mod past;
pub mod plan;
pub mod probe;
mod rows;
pub(super) mod visit;

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use url::Url;

use super::bulletin;
use super::clock::Clock;
use super::reading::Reader;
use super::settings::CrawlSettings;
use crate::frontier::{Frontier, Kind, Policy};
use crate::index;
use crate::store::{
    Ending, Operator, Recovery, Run, RunKind, RunStatus, Store, VisitRow, Writer, sha256_of,
};
use crate::web::forgotten::Forgotten;

/// The shortest rest after a failure of one's own machine.
const HOME_REST: SignedDuration = SignedDuration::from_millis(100);

/// A place to start from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The start page.
    pub url: Url,
    /// Feeds that are known beforehand.
    pub feeds: Vec<Url>,
    /// Only paths that begin so belong to it; all of its site where there is none.
    pub scope: Vec<String>,
}

impl Start {
    /// All of a site, from this page.
    pub const fn site(url: Url) -> Self {
        Self {
            url,
            feeds: Vec::new(),
            scope: Vec::new(),
        }
    }
}

/// How far a crawl has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Sites of this crawl.
    pub sites: usize,
    /// Those that have nothing more to be asked.
    pub sites_done: usize,
    /// Requests made, robots.txt, sitemaps and feeds included.
    pub requests: u64,
    /// Pages archived, new or changed.
    pub captures: u64,
    /// Pages asked again that say what they said before.
    pub unchanged: u64,
    /// Pages asked again that are not there any more.
    pub gone: u64,
    /// Claims read in them.
    pub claims: u64,
    /// Addresses waiting.
    pub waiting: usize,
    /// The host that answered last.
    pub host: String,
    /// Since the start.
    pub passed: Duration,
}

/// Why a crawl ended by itself before all was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pause {
    /// The hours in which it may ask were over.
    Window,
    /// It had taken as long as it might.
    Time,
    /// It had made as many requests as it might.
    Requests,
}

/// What a crawl came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// Sites in scope.
    pub sites: usize,
    /// Requests made, robots.txt, sitemaps and feeds included.
    pub requests: u64,
    /// Pages archived, new or changed.
    pub captures: u64,
    /// Pages asked again that say what they said before.
    pub unchanged: u64,
    /// Pages asked again that are not there any more.
    pub gone: u64,
    /// Claims read in them.
    pub claims: u64,
    /// Records in the archive afterwards.
    pub records: u64,
    /// Addresses that a robots.txt forbids.
    pub forbidden: u64,
    /// Addresses that are reserved from text and data mining.
    pub reserved: u64,
    /// Addresses found that are not asked, by reason.
    pub dropped: BTreeMap<String, u64>,
    /// Whether it ended because the hours in which it may ask were over.
    pub outside_window: bool,
    /// Why it ended before all was asked, where it did by itself.
    pub paused: Option<Pause>,
    /// Records told as new after it.
    pub new_records: u64,
    /// Records told as changed after it: another grade or status, or no proof any more.
    pub changed_records: u64,
    /// Hosts told as broken after it.
    pub broken_hosts: u64,
    /// Addresses that wait for the next run.
    pub waiting: usize,
    /// Sites that gave nothing or failed, each with the reason.
    pub failed: Vec<(String, String)>,
    /// Sites whose budget of pages is spent.
    pub over_budget: Vec<String>,
    /// Sites that asked to be left alone, each until when.
    pub resting: Vec<(String, String)>,
    /// How long it took, in seconds.
    pub seconds: u64,
}

/// A crawl that is ready to start: it holds the archive.
pub struct Crawl {
    index: PathBuf,
    settings: CrawlSettings,
    clock: Clock,
    frontier: Frontier,
    writer: Writer,
    run: Run,
    reader: Reader,
    recovery: Recovery,
    means: means::Means,
}

impl Crawl {
    /// Opens the archive in the folder `index` and takes back what earlier runs left; `reader` reads
    /// its pages, `clock` says what time it is.
    ///
    /// # Errors
    /// When the archive is held by another, cannot be trusted or cannot be written.
    pub fn open(
        index: &Path,
        settings: &CrawlSettings,
        starts: &[Start],
        reader: Reader,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        let means = means::Means::look(index, settings.min_free)?;
        let operator = Operator {
            user_agent: settings.user_agent.clone(),
            contact: settings.contact.clone(),
        };
        let (mut writer, recovery) = Writer::open(index, &operator, clock.now())?;
        let run = writer.begin_run(RunKind::Crawl, &as_json(settings, starts), clock.now())?;
        writer.begin_telling()?;
        let forgotten = writer.forgotten().clone();
        let visits = writer.visits()?;
        let frontier = frontier_of(settings, starts, forgotten, visits, run.id, clock.now());
        Ok(Self {
            index: index.to_owned(),
            settings: settings.clone(),
            clock,
            frontier,
            writer,
            run,
            reader,
            recovery,
            means,
        })
    }

    /// What had to be put in order after a run that was killed.
    pub const fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// Whether this goes on with a run that was stopped or killed.
    pub const fn resumed(&self) -> bool {
        self.run.resumed
    }

    /// The number of the run.
    pub const fn number(&self) -> i64 {
        self.run.id
    }

    /// Addresses that wait, and the sites they belong to.
    pub fn pending(&self) -> (usize, usize) {
        (self.frontier.pending(), self.frontier.sites_done().0)
    }

    /// Crawls to the end or to the first signal; `tell` hears how far it has come, after each visit
    /// and at least once a second.
    ///
    /// # Errors
    /// Failures of the disk, the database or the index. Whatever the web does is no error.
    pub fn run(self, tell: &mut dyn FnMut(&Progress)) -> anyhow::Result<Summary> {
        let Self {
            index,
            settings,
            clock,
            frontier,
            writer,
            run,
            reader,
            means,
            ..
        } = self;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("the system gives no threads")?;
        let past = Store::open(&index)?;
        let forgotten = writer.forgotten().clone();
        let tools = drive::tools(&settings, clock, reader, Some(past), forgotten)?;
        let mut drive = drive::Drive::new(&settings, tools, frontier, run.id, means);
        let driven = runtime.block_on(drive.run(writer, tell));
        let (mut writer, stopped) = driven?;
        let full = drive.full();
        let interrupted = stopped || full.is_some() || drive.pause().is_some();
        let records = writer.reconcile()?;
        let mut summary = drive.summary(interrupted, records);
        let hosts = drive.hosts();
        let status = if interrupted {
            RunStatus::Interrupted
        } else {
            RunStatus::Done
        };
        let news = bulletin::gather(&Store::open(&index)?, run.id, status, &hosts, clock.now())?;
        (
            summary.new_records,
            summary.changed_records,
            summary.broken_hosts,
        ) = news.counts();
        let json = serde_json::to_string(&summary).context("the summary")?;
        writer.end_crawl(&Ending {
            run: run.id,
            status,
            summary: &json,
            at: clock.now(),
            hosts: &hosts,
            bulletin: news.bulletin(settings.receivers.names())?,
            told: &news.told,
        })?;
        writer.finish()?;
        update_index(&index)?;
        // Readings that were left behind are not waited for.
        runtime.shutdown_background();
        full.map_or(Ok(summary), |full| Err(full.into()))
    }
}

/// Brings the search index up to date with the database.
fn update_index(folder: &Path) -> anyhow::Result<()> {
    let store = Store::open(folder)?;
    index::update_in_turn(&store, &folder.join("search")).map(drop)?;
    Ok(())
}

/// The frontier of a crawl: what earlier runs left, and the starts; `run` is the run that goes on.
fn frontier_of(
    settings: &CrawlSettings,
    starts: &[Start],
    forgotten: Forgotten,
    visits: Vec<VisitRow>,
    run: i64,
    now: Timestamp,
) -> Frontier {
    let mut frontier = Frontier::new(policy(settings));
    frontier.keep_away_from(forgotten);
    for start in starts {
        if start.scope.is_empty() {
            frontier.allow(&start.url, None);
        }
        for prefix in &start.scope {
            frontier.allow(&start.url, Some(prefix));
        }
    }
    let urls: HashSet<&str> = starts.iter().map(|start| start.url.as_str()).collect();
    for row in visits {
        let start = urls.contains(row.url.as_str());
        frontier.restore(&rows::to_frontier(row, run, start), now);
    }
    for start in starts {
        frontier.start(&start.url, Kind::Page);
        for feed in &start.feeds {
            frontier.start(feed, Kind::Feed);
        }
    }
    frontier
}

fn policy(settings: &CrawlSettings) -> Policy {
    let at_home = settings.at_home();
    Policy {
        delay: SignedDuration::try_from(settings.delay).unwrap_or(SignedDuration::MAX),
        // Nobody else is disturbed by a crawl of one's own machine.
        by_latency: !at_home,
        by_address: settings.one_per_address(),
        by_crawl_delay: !(at_home && settings.lab.no_crawl_delay),
        rest: if at_home {
            HOME_REST
        } else {
            Policy::default().rest
        },
        budget: settings.budget,
        ..Policy::default()
    }
}

/// All that decides what a crawl does, so that its digest tells whether two were told the same.
fn as_json(settings: &CrawlSettings, starts: &[Start]) -> String {
    let mut told = String::new();
    for Start { url, feeds, scope } in starts {
        // Writing to a string cannot fail.
        let _ = writeln!(told, "{url} {feeds:?} {scope:?}");
    }
    serde_json::json!({
        "contact": settings.contact,
        "user_agent": settings.user_agent,
        "delay_seconds": settings.delay.as_secs_f64(),
        "budget": settings.budget,
        "min_free": settings.min_free,
        "window": settings.window.map(|window| window.to_string()),
        "max_seconds": settings.max_time.map(|time| time.as_secs()),
        "max_requests": settings.max_requests,
        "connect_to": settings.connect_to.map(|address| address.to_string()),
        "lab": settings.lab.allow.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "urls": settings.urls,
        "starts": sha256_of(told.as_bytes()),
        "receivers": settings.receivers.names(),
    })
    .to_string()
}
