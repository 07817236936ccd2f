//! Runs `arobase source test`: what a host allows and offers, in a few lines, and what a crawl would cost.

use std::fmt::Write as _;
use std::time::Duration;

use url::Url;

use crate::cli::args::CrawlArgs;
use crate::cli::screen::{self, Table, counted};
use crate::cli::{Ending, Failure, Home, settings};
use crate::frontier::{Kind, Outcome};
use crate::jobs::crawl::probe::{Asked, Trial, probe};
use crate::jobs::reading::Reader;
use crate::store::seeds;

/// Most requests of a later run that finds nothing new.
const LATER: usize = 6;

/// Runs `arobase source test`.
pub(super) fn run(home: &Home, args: &CrawlArgs) -> anyhow::Result<Ending> {
    let settings = settings::crawl(home, args)?;
    if settings.urls.is_empty() {
        let what = "which host? give the address to start from";
        return Err(Failure::new(Ending::Usage, what)
            .help("arobase source test www.ville.example")
            .into());
    }
    let loaded = seeds::load(&home.seeds())?;
    let mut ending = Ending::Done;
    for url in &settings.urls {
        if let Some(optout) = loaded.opted_out(url) {
            let what = format!("{} asked not to be crawled", optout.host);
            return Err(Failure::new(Ending::Refused, what).into());
        }
        let trial = probe(&settings, url, Reader::shipped())?;
        let (text, verdict) = told(&trial, url, settings.budget);
        screen::print(&text)?;
        if verdict != Ending::Done {
            ending = verdict;
        }
    }
    Ok(ending)
}

fn told(trial: &Trial, start: &Url, budget: u32) -> (String, Ending) {
    let mut table = Table::default();
    for asked in &trial.asked {
        table.row([name(asked.kind), asked.url.as_str(), &came(asked)]);
    }
    for (url, rule) in &trial.forbidden {
        table.row(["forbidden", url.as_str(), rule.as_str()]);
    }
    let mut text = table.to_string();
    let (words, ending) = verdict(trial, start, budget);
    let _ = writeln!(text, "verdict     {words}");
    (text, ending)
}

const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Robots => "robots.txt",
        Kind::Reservations => "reserved",
        Kind::Page => "start page",
        Kind::Search => "search",
        Kind::Feed => "feed",
        Kind::Sitemap => "sitemap",
    }
}

/// What one request came to, in words.
fn came(asked: &Asked) -> String {
    let what = match &asked.outcome {
        Outcome::Rules { status, rules } => {
            let delay = rules
                .crawl_delay()
                .map(|delay| format!(", Crawl-delay {} s", delay.as_secs()));
            let sitemaps = counted(rules.sitemaps().len(), "sitemap named", "sitemaps named");
            return format!("{status}, {sitemaps}{}", delay.unwrap_or_default());
        }
        Outcome::Moved { status, to } => {
            let to = to
                .as_ref()
                .map_or_else(|reason| (*reason).to_owned(), Url::to_string);
            return format!("{status}, leads to {to}");
        }
        Outcome::Captured { status } | Outcome::Read { status } | Outcome::Unchanged { status } => {
            status.to_string()
        }
        Outcome::Forgotten { status } => return format!("{status}, forgotten"),
        Outcome::Skipped { status, reason } => return format!("{status}, {reason}"),
        Outcome::Refused { status, .. } if asked.kind == Kind::Reservations && *status < 500 => {
            return format!("{status}, nothing is reserved");
        }
        Outcome::Refused { status, .. } => return format!("refused: {status}"),
        Outcome::Unreachable { reason, .. } => return format!("no answer: {reason}"),
        Outcome::Reservations {
            status,
            reservations,
        } => {
            let all = Url::parse(&format!("{}/", crate::web::url::authority(&asked.url))).ok();
            let all = all.and_then(|url| reservations.reserves(&url).map(str::to_owned));
            let words = all.map_or_else(
                || "nothing is reserved for all".to_owned(),
                |path| format!("text and data mining is reserved for {path}"),
            );
            return format!("{status}, {words}");
        }
        Outcome::Reserved { status, by } => return format!("{status}, reserves itself: {by}"),
        Outcome::Blocked { status, by, .. } => {
            return format!("{status}, blocked: {}", by.name());
        }
    };
    let system = asked
        .system
        .map(|system| format!(", {}", system.name()))
        .unwrap_or_default();
    let noun = match asked.kind {
        Kind::Page => "links",
        Kind::Search => "results",
        Kind::Feed => "entries",
        Kind::Sitemap | Kind::Robots | Kind::Reservations => "addresses",
    };
    let parts = match asked.parts {
        0 => String::new(),
        parts => format!(", {}", counted(parts, "part", "parts")),
    };
    let likely = match (asked.kind, asked.likely) {
        (Kind::Search, _) | (_, 0) => String::new(),
        (_, likely) => format!(", {likely} of them likely"),
    };
    format!("{what}{system}{parts}, {} {noun}{likely}", asked.pages)
}

fn verdict(trial: &Trial, start: &Url, budget: u32) -> (String, Ending) {
    if let Some(rule) = trial.forbids(start) {
        return (
            format!("robots.txt forbids the start page: {rule}"),
            Ending::Refused,
        );
    }
    if trial.reserves(start) {
        let words = "text and data mining is reserved: a crawl would keep nothing";
        return (words.to_owned(), Ending::Refused);
    }
    if trial.start().is_none() {
        return (
            "the start page does not come: a crawl would find nothing".to_owned(),
            Ending::Partial,
        );
    }
    let requests = trial.cost(budget);
    let factor = u32::try_from(requests).unwrap_or(u32::MAX);
    let time = trial.pause.saturating_mul(factor);
    let words = format!(
        "OK: about {requests} requests in a first run ({}), {LATER} at most in a later one with nothing new",
        minutes(time)
    );
    (words, Ending::Done)
}

fn minutes(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}
