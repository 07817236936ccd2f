//! Runs `arobase doctor`: is everything in order, and what mends what is not.

use std::fmt::Write as _;

use clap::Parser as _;
use serde_json::json;

use crate::cli::args::{Args, Command, DoctorArgs};
use crate::cli::table::one_line;
use crate::cli::{Ending, Failure, Home, screen, settings};
use crate::jobs::doctor::{self, Check, Finding, State, Versions};
use crate::jobs::export::json_line;
use crate::jobs::settings::{CrawlSettings, DEFAULT_MIN_FREE};

/// Runs `arobase doctor`.
pub(super) fn run(home: &Home, args: &DoctorArgs) -> anyhow::Result<Ending> {
    let (found, min_free, refusal) = crawl_settings(home);
    let mut findings = vec![found];
    findings.extend(doctor::look(&home.index(), min_free));
    let versions = doctor::versions();
    if args.json {
        let document = json!({
            "schema": "arobase.doctor/1",
            "in_order": findings.iter().all(|finding| finding.state != State::Wrong),
            "findings": findings,
            "versions": versions,
        });
        screen::print(&(json_line(&document)? + "\n"))?;
    } else {
        screen::print(&page(&findings, &versions))?;
    }
    Ok(ending(&findings, refusal))
}

/// The settings of a crawl here, the bytes that it keeps free, and how it would end where they are wrong.
fn crawl_settings(home: &Home) -> (Finding, u64, Option<Ending>) {
    let read = || -> anyhow::Result<CrawlSettings> {
        let args = Args::try_parse_from(["arobase", "crawl"])?;
        match &args.command {
            Command::Crawl(crawl) => settings::crawl(home, crawl),
            _ => anyhow::bail!("`arobase crawl` is no crawl"),
        }
    };
    match read() {
        Ok(settings) => {
            let said = format!(
                "contact {}, a pause of {} s, {} pages a host and run",
                settings.contact,
                settings.delay.as_secs_f64(),
                settings.budget
            );
            (
                Finding::good(Check::Settings, said),
                settings.min_free,
                None,
            )
        }
        Err(error) => {
            let failure = error.downcast_ref::<Failure>();
            let ending = failure.map_or(Ending::Usage, |failure| failure.ending);
            let help = failure.and_then(|failure| failure.help.clone());
            let mend = help.unwrap_or_else(|| "arobase crawl --dry-run".to_owned());
            let said = format!("{error:#}");
            (
                Finding::bad(Check::Settings, State::Wrong, said, mend),
                DEFAULT_MIN_FREE,
                Some(ending),
            )
        }
    }
}

/// All of it for people.
fn page(findings: &[Finding], versions: &Versions) -> String {
    let mut text = String::new();
    for finding in findings {
        let sign = match finding.state {
            State::Good => '✓',
            State::Look => '!',
            State::Wrong => '✗',
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{sign} {:<9}  {}",
            word(finding.check),
            one_line(&finding.said)
        );
        if let Some(mend) = &finding.mend {
            let _ = writeln!(text, "             → {}", one_line(mend));
        }
    }
    let _ = writeln!(
        text,
        "  versions   arobase {}, database {}, reader {}, index {}, WARC {}",
        versions.program, versions.database, versions.reader, versions.index, versions.warc
    );
    let wrong = findings.iter().filter(|one| one.state == State::Wrong);
    let look = findings.iter().filter(|one| one.state == State::Look);
    let _ = match (wrong.count(), look.count()) {
        (0, 0) => writeln!(text, "Everything is in order."),
        (0, look) => writeln!(text, "In order; {look} to look at."),
        (wrong, look) => writeln!(text, "{wrong} to be mended, {look} to look at."),
    };
    text
}

const fn word(check: Check) -> &'static str {
    match check {
        Check::Settings => "settings",
        Check::Seeds => "seeds",
        Check::Folder => "folder",
        Check::Disk => "disk",
        Check::Lock => "lock",
        Check::Files => "files",
        Check::Clock => "clock",
        Check::Archive => "archive",
        Check::Forgotten => "forgotten",
        Check::Index => "index",
        Check::Reader => "reader",
        Check::Hosts => "hosts",
        Check::Schedule => "schedule",
        Check::Outbox => "outbox",
    }
}

/// The worst that was found, by the code with which a run would end for it.
fn ending(findings: &[Finding], settings: Option<Ending>) -> Ending {
    let wrong = |check: Check| {
        findings
            .iter()
            .any(|finding| finding.state == State::Wrong && finding.check == check)
    };
    let is_missing = findings.iter().any(|finding| {
        finding.check == Check::Archive && finding.mend.as_deref() == Some("arobase crawl")
    });
    let codes = [
        (is_missing, Ending::NoArchive),
        (
            wrong(Check::Archive) || wrong(Check::Index) || wrong(Check::Forgotten),
            Ending::Damaged,
        ),
        (
            wrong(Check::Disk) || wrong(Check::Folder) || wrong(Check::Lock) || wrong(Check::Files),
            Ending::Disk,
        ),
        (wrong(Check::Seeds), Ending::Usage),
        (settings.is_some(), settings.unwrap_or(Ending::Usage)),
        (wrong(Check::Clock), Ending::Nothing),
    ];
    let found = codes.iter().find(|(is_so, _)| *is_so);
    found.map_or(Ending::Done, |(_, ending)| *ending)
}
