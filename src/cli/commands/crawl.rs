//! Runs `arobase crawl`: settings and starts become a crawl, its progress and its end become words.

use std::fmt::Write as _;
use std::time::Duration;

use super::bulletin;
use crate::cli::args::CrawlArgs;
use crate::cli::asking::failure;
use crate::cli::teller::Teller;
use crate::cli::words::{say, tr};
use crate::cli::{Ending, Failure, Home, screen, settings};
use crate::fetch::FetchError;
use crate::jobs::bulletin::deliver::deliver;
use crate::jobs::clock::{self, Clock};
use crate::jobs::crawl::plan::{Plan, plan};
use crate::jobs::crawl::{Crawl, Pause, Start, Summary};
use crate::jobs::export::write_file;
use crate::jobs::metrics::{self, Figures};
use crate::jobs::reading::Reader;
use crate::jobs::settings::CrawlSettings;
use crate::store::{self, Store, seeds};
use crate::web::url::site;

/// Most sites that a plan names.
const PLANNED: usize = 20;
/// Most failed sites that the summary names.
const NAMED: usize = 20;

/// Runs `arobase crawl`.
pub(super) fn run(home: &Home, args: &CrawlArgs, quiet: bool) -> anyhow::Result<Ending> {
    let settings = settings::crawl(home, args)?;
    let (starts, reader) = starts(home, &settings)?;
    if args.dry_run {
        screen::print(&planned(
            &plan(&home.index(), &settings, &starts)?,
            &settings,
        ))?;
        return Ok(Ending::Done);
    }
    let crawl = Crawl::open(&home.index(), &settings, &starts, reader, Clock::start())?;
    if let Some(warning) = warning(&settings) {
        screen::tell(&warning);
    }
    if !quiet {
        screen::tell(&opening(&crawl, &settings));
    }
    let number = crawl.number();
    let mut teller = Teller::new(quiet);
    let summary = crawl.run(&mut |progress| teller.hear(progress));
    teller.end();
    let summary = summary.map_err(explained)?;
    if !quiet {
        screen::tell(&ending(home, &summary)?);
    }
    after(home, args, &settings, number, &summary)?;
    if let Some(pause) = summary.paused {
        screen::tell(&paused(pause, &summary, &settings, &again(home, args)));
        return Ok(Ending::Done);
    }
    if summary.interrupted {
        screen::tell(&say!(
            "Stopped. What was fetched is kept; to go on: {again}",
            again = again(home, args),
        ));
        return Ok(Ending::Interrupted);
    }
    let whole = summary.failed.is_empty() && summary.resting.is_empty();
    Ok(if whole { Ending::Done } else { Ending::Partial })
}

/// What follows a run: its news to whoever is to have them, and its figures to their file. One who wants to stop
/// is not kept: the news wait for the next run.
fn after(
    home: &Home,
    args: &CrawlArgs,
    settings: &CrawlSettings,
    run: i64,
    summary: &Summary,
) -> anyhow::Result<()> {
    let index = home.index();
    let stopped = summary.interrupted && summary.paused.is_none();
    if !stopped {
        let agent = &settings.user_agent;
        let delivered = deliver(&index, &settings.receivers, agent, Clock::start())?;
        bulletin::tell(&delivered);
    }
    if let Some(path) = &args.metrics {
        let store = Store::open(&index)?;
        let text = metrics::text(&Figures {
            run,
            ended: clock::now(),
            summary,
            counts: store.counts()?,
            outbox: &store.outbox()?,
        });
        write_file(path, |out| out.write_all(text.as_bytes())).map_err(failure)?;
    }
    Ok(())
}

/// Why a run ended before all was asked, and what goes on with it.
fn paused(pause: Pause, summary: &Summary, settings: &CrawlSettings, again: &str) -> String {
    let waiting = screen::counted(summary.waiting, "address waits", "addresses wait");
    match pause {
        Pause::Window => {
            let hours = settings.window.map(|window| window.to_string());
            say!(
                "{addresses} for the hours {hours}; to go on then: {again}",
                addresses = waiting,
                hours = hours.unwrap_or_default(),
                again = again,
            )
        }
        Pause::Time => say!(
            "{addresses}: the time of the run is over; to go on: {again}",
            addresses = waiting,
            again = again,
        ),
        Pause::Requests => say!(
            "{addresses}: the requests of the run are spent; to go on: {again}",
            addresses = waiting,
            again = again,
        ),
    }
}

/// Where to start: the addresses given, or the seeds of the home; and the reader of the home, whose
/// profiles come with the seeds.
fn starts(home: &Home, settings: &CrawlSettings) -> anyhow::Result<(Vec<Start>, Reader)> {
    let seeds = home.seeds();
    let loaded = seeds::load(&seeds).map_err(|error| {
        Failure::new(Ending::Usage, format!("{:#}", anyhow::Error::from(error)))
    })?;
    if !settings.urls.is_empty() {
        let forgotten = store::forgotten(&home.index())?;
        for url in &settings.urls {
            if let Some(optout) = loaded.opted_out(url) {
                let (file, line) = (optout.file.display(), optout.line);
                let what = say!(
                    "{host} asked not to be crawled ({file}:{line})",
                    host = optout.host,
                    file = file,
                    line = line,
                );
                return Err(Failure::new(Ending::Refused, what).into());
            }
            if forgotten.holds_url(url) {
                let what = format!("{url} is to be forgotten (arobase forget): it is not asked");
                return Err(Failure::new(Ending::Refused, what).into());
            }
        }
        let starts = settings.urls.iter().cloned().map(Start::site).collect();
        return Ok((starts, Reader::of_archive(&home.index())?));
    }
    let mut starts = Vec::new();
    for seed in loaded.hosts {
        let opted_out = |url| loaded.optouts.iter().any(|optout| optout.covers(site(url)));
        if seed.start.iter().any(opted_out) {
            continue;
        }
        // The feeds of a host go with its first start page.
        let mut feeds = seed.feeds;
        starts.extend(seed.start.into_iter().map(|url| Start {
            url,
            feeds: std::mem::take(&mut feeds),
            scope: seed.scope.clone(),
        }));
    }
    if !starts.is_empty() {
        return Ok((starts, Reader::with_profiles(loaded.profiles)));
    }
    Err(Failure::new(
        Ending::Usage,
        say!(
            "no address is given, and {seeds} holds no seeds",
            seeds = seeds.display(),
        ),
    )
    .help(tr(
        "arobase crawl https://www.example.org, or write seeds (seeds/README.md says how)",
    ))
    .into())
}

/// What would be asked, for people.
fn planned(plan: &Plan, settings: &CrawlSettings) -> String {
    let mut text = String::new();
    let requests = |count: u64| screen::counted(count, "request", "requests");
    let _ = writeln!(
        text,
        "{}, a pause of {} s or more between two requests to one of them, at most {} pages of each",
        sites(plan.sites),
        settings.delay.as_secs_f64(),
        settings.budget,
    );
    let _ = writeln!(
        text,
        "at least {}, {}; at most {}, {}",
        requests(plan.least),
        span(plan.shortest),
        requests(plan.most),
        span(plan.longest),
    );
    for (site, count) in plan.largest.iter().take(PLANNED) {
        let _ = writeln!(text, "{count:>7}  {site}");
    }
    if plan.largest.len() > PLANNED {
        let _ = writeln!(text, "     …  {} more", plan.largest.len() - PLANNED);
    }
    text.push_str(
        "Nothing was asked. Sites of one machine take turns, and a site that is slow or asks for a longer pause takes longer.\n",
    );
    text
}

/// A length of time in the two largest of its units.
fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min {} s", seconds % 60),
        (0, _, _) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

fn opening(crawl: &Crawl, settings: &CrawlSettings) -> String {
    let mut text = String::new();
    let recovery = crawl.recovery();
    if recovery.cut_bytes > 0 {
        let file = recovery.file.as_deref().unwrap_or("a WARC file");
        let _ = writeln!(
            text,
            "{}",
            say!(
                "The last run was killed: {bytes} that nothing had acknowledged were cut from {file}.",
                bytes = screen::bytes(recovery.cut_bytes),
                file = file,
            )
        );
    }
    let (waiting, count) = crawl.pending();
    let verb = if crawl.resumed() {
        tr("Going on with")
    } else {
        tr("Crawling")
    };
    text += &say!(
        "{verb} {sites}, {addresses} waiting; a pause of {seconds} s or more, as {agent}",
        verb = verb,
        sites = sites(count),
        addresses = screen::counted(waiting, "address", "addresses"),
        seconds = settings.delay.as_secs_f64(),
        agent = settings.user_agent,
    );
    if let Some(address) = settings.connect_to {
        text.push('\n');
        text += &say!(
            "Every request goes to {address} in plain HTTP.",
            address = address
        );
    }
    text
}

/// What is said of a lab, and even when quiet: the guard is open there.
fn warning(settings: &CrawlSettings) -> Option<String> {
    let lab = &settings.lab;
    if lab.is_empty() || settings.connect_to.is_some() {
        return None;
    }
    let ranges: Vec<String> = lab.allow.iter().map(ToString::to_string).collect();
    let mut text = format!(
        "WARNING: [lab] in arobase.toml opens the address guard for {}: this crawl may ask private addresses there.",
        ranges.join(", ")
    );
    if settings.at_home() {
        text.push_str("\nWARNING: the pause is under 1 s, so nothing outside the lab is asked.");
    }
    Some(text)
}

fn addresses(count: u64) -> String {
    screen::counted(count, "address", "addresses")
}

fn sites(count: usize) -> String {
    screen::counted(count, "site", "sites")
}

/// The summary for people.
fn ending(home: &Home, summary: &Summary) -> anyhow::Result<String> {
    let counts = Store::open(&home.index())?.counts()?;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}",
        say!(
            "{requests} requests to {sites} in {seconds} s: {pages} pages archived, {claims} claims read",
            requests = summary.requests,
            sites = sites(summary.sites),
            seconds = summary.seconds,
            pages = summary.captures,
            claims = summary.claims,
        )
    );
    text.push_str(&left_alone(summary));
    for (reason, count) in &summary.dropped {
        let addresses = addresses(*count);
        let told = say!(
            "{addresses} not followed: {reason}",
            addresses = addresses,
            reason = reason
        );
        let _ = writeln!(text, "{told}");
    }
    for (site, reason) in summary.failed.iter().take(NAMED) {
        let told = say!("failed: {site}: {reason}", site = site, reason = reason);
        let _ = writeln!(text, "{told}");
    }
    if summary.failed.len() > NAMED {
        let told = say!("failed: {more} more", more = summary.failed.len() - NAMED);
        let _ = writeln!(text, "{told}");
    }
    for (site, until) in &summary.resting {
        let told = say!(
            "{site} asks to be left alone until {until}",
            site = site,
            until = until
        );
        let _ = writeln!(text, "{told}");
    }
    if !summary.over_budget.is_empty() {
        let told = say!(
            "{count} over their budget of pages, the next run goes on: {sites}",
            count = summary.over_budget.len(),
            sites = summary.over_budget.join(", "),
        );
        let _ = writeln!(text, "{told}");
    }
    text.push_str(&of_news(summary));
    let index = home.index();
    text += &say!(
        "The archive {path} holds {captures} captures ({bytes}), {claims} claims, {records} records",
        path = index.display(),
        captures = counts.captures,
        bytes = screen::bytes(counts.capture_bytes),
        claims = counts.claims,
        records = summary.records,
    );
    Ok(text)
}

/// What it told as new.
fn of_news(summary: &Summary) -> String {
    if summary.new_records + summary.changed_records + summary.broken_hosts == 0 {
        return String::new();
    }
    let told = say!(
        "News: {records}, {changed} changed, {hosts} broken (`arobase news` tells which)",
        records = screen::counted(summary.new_records, "new record", "new records"),
        changed = summary.changed_records,
        hosts = screen::counted(summary.broken_hosts, "host", "hosts"),
    );
    told + "\n"
}

/// What was asked again for nothing, and what was not asked.
fn left_alone(summary: &Summary) -> String {
    let mut text = String::new();
    let pages = |count| screen::counted(count, "page", "pages");
    let told = [
        (
            summary.unchanged > 0,
            pages(summary.unchanged),
            tr("asked again and found as they were"),
        ),
        (
            summary.gone > 0,
            pages(summary.gone),
            tr("not there any more: what was archived of them stays"),
        ),
        (
            summary.reserved > 0,
            addresses(summary.reserved),
            tr("left alone: reserved from text and data mining"),
        ),
        (
            summary.forbidden > 0,
            addresses(summary.forbidden),
            tr("left alone: robots.txt forbids it"),
        ),
    ];
    for (_, count, words) in told.iter().filter(|(any, ..)| *any) {
        let _ = writeln!(text, "{count} {words}");
    }
    text
}

/// A client that cannot be built is nearly always a machine without certificates.
fn explained(error: anyhow::Error) -> anyhow::Error {
    if error.downcast_ref::<FetchError>().is_none() {
        return error;
    }
    let help =
        "the system's CA certificates must be installed (Debian: apt-get install ca-certificates)";
    Failure::new(Ending::Usage, format!("{error:#}"))
        .help(help)
        .into()
}

/// The command that goes on with this crawl.
fn again(home: &Home, args: &CrawlArgs) -> String {
    let mut text = format!("arobase -C {} crawl", home.folder().display());
    for url in &args.urls {
        let _ = write!(text, " {url}");
    }
    if let Some(address) = &args.connect_to {
        let _ = write!(text, " --connect-to {address}");
    }
    if let Some(delay) = args.delay {
        let _ = write!(text, " --delay {delay}");
    }
    text
}
