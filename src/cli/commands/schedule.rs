//! Runs `arobase schedule`: a crawl without a hand, started by systemd, by cron, or by this program itself.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Parser as _;
use jiff::SignedDuration;
use serde_json::json;

use super::crawl;
use crate::cli::args::schedule::{
    AgendaArgs, InstallArgs, ScheduleArgs, ScheduleCommand, ScheduleRunArgs, WhenArgs,
};
use crate::cli::args::{Args, Command, CrawlArgs};
use crate::cli::settings::Choice;
use crate::cli::{Ending, Failure, Home, ending, screen, settings};
use crate::jobs::clock;
use crate::jobs::export::json_line;
use crate::jobs::schedule::agenda::Due;
use crate::jobs::schedule::systemd::Units;
use crate::jobs::schedule::{
    Agenda, Installed, Job, NoAgenda, Place, ToolError, When, crontab, installed, name_of, systemd,
};
use crate::jobs::signal::Alarm;
use crate::store::{RunKind, Store, StoreError};

/// Runs `arobase schedule`.
pub(super) fn run(home: &Home, args: &ScheduleArgs, quiet: bool) -> anyhow::Result<Ending> {
    match &args.command {
        ScheduleCommand::Install(args) => install(home, args),
        ScheduleCommand::Show(args) => show(home, args.json),
        ScheduleCommand::Remove(args) => remove(home, args.dry_run),
        ScheduleCommand::Run(args) => stay(home, args, quiet),
    }
}

fn usage(error: impl std::fmt::Display) -> Failure {
    Failure::new(Ending::Usage, error.to_string())
}

/// When runs begin, as it was typed.
fn when(args: &WhenArgs) -> Result<When, Failure> {
    let said = [
        args.hourly.as_deref().map(When::hourly),
        args.daily.as_deref().map(When::daily),
        args.weekly.as_deref().map(When::weekly),
        args.monthly.as_deref().map(When::monthly),
    ];
    match said.into_iter().flatten().next() {
        Some(when) => when.map_err(usage),
        None => Ok(When::Cron(args.expression.clone().unwrap_or_default())),
    }
}

fn agenda(when: &When, args: &AgendaArgs) -> Result<Agenda, Failure> {
    let jitter = SignedDuration::try_from(args.jitter).unwrap_or(SignedDuration::MAX);
    let made = Agenda::new(
        &when.expression(),
        args.timezone.as_deref(),
        jitter,
        clock::now(),
    );
    made.map_err(|error| {
        let failure = usage(&error);
        match error {
            NoAgenda::Zone(_) => failure.help("for example --timezone Europe/Paris; a small container may lack the package tzdata"),
            _ => failure.help("five fields: minute, hour, day, month, weekday, as in --expression \"30 6 * * 1\""),
        }
    })
}

/// The home as its schedule names it, whatever folder the next run begins in.
fn absolute(home: &Home) -> anyhow::Result<PathBuf> {
    Ok(std::fs::canonicalize(home.folder())?)
}

/// The arguments of `crawl`, checked now: a mistake is told to a person, not to a machine by night.
fn crawl_args(home: &Home, typed: &[String]) -> anyhow::Result<CrawlArgs> {
    let words = ["arobase", "crawl"]
        .into_iter()
        .chain(typed.iter().map(String::as_str));
    let parsed = Args::try_parse_from(words).map_err(|error| usage(error.render()))?;
    let Command::Crawl(crawl) = parsed.command else {
        return Err(usage("behind -- stand arguments of `crawl`").into());
    };
    if crawl.dry_run {
        return Err(usage("a crawl with --dry-run asks nothing: nothing to schedule").into());
    }
    if crawl
        .metrics
        .as_ref()
        .is_some_and(|path| path.is_relative())
    {
        let failure = usage("--metrics: a schedule needs the whole path of the file");
        return Err(failure
            .help("as in --metrics /var/lib/node_exporter/arobase.prom")
            .into());
    }
    settings::crawl(home, &crawl)?;
    Ok(crawl)
}

/// The command that one would type.
fn job(home: &Home, typed: &[String]) -> anyhow::Result<Job> {
    crawl_args(home, typed)?;
    let folder = absolute(home)?;
    let text = |path: &std::path::Path| {
        let wrong = || usage(format!("{} is no text, and units are", path.display()));
        path.to_str().map(str::to_owned).ok_or_else(wrong)
    };
    let mut args = vec!["-C".to_owned(), text(&folder)?];
    match home.choice() {
        Choice::None => args.push("--no-config".to_owned()),
        Choice::Only(path) => {
            args.extend(["--config".to_owned(), text(&std::fs::canonicalize(path)?)?]);
        }
        Choice::Own | Choice::Found => {}
    }
    args.extend(["crawl", "--quiet"].map(str::to_owned));
    args.extend(typed.iter().cloned());
    // The next run does not have the environment of this one.
    if let Ok(contact) = std::env::var("AROBASE_CONTACT")
        && !typed.iter().any(|word| word.starts_with("--contact"))
    {
        args.extend(["--contact".to_owned(), contact]);
    }
    Ok(Job {
        program: text(&std::env::current_exe()?)?,
        home: folder,
        args,
    })
}

fn install(home: &Home, args: &InstallArgs) -> anyhow::Result<Ending> {
    let when = when(&args.agenda.when)?;
    let agenda = agenda(&when, &args.agenda)?;
    let job = job(home, &args.agenda.crawl)?;
    let by_systemd = args.systemd || (!args.cron && systemd::is_here());
    if !by_systemd {
        return install_line(&job, &when, args);
    }
    let jitter = SignedDuration::try_from(args.agenda.jitter)?;
    let zone = args.agenda.timezone.as_deref();
    let units = systemd::units(&job, &when, zone, jitter, systemd::folder()?);
    let Some(units) = units else {
        let failure = usage("systemd's calendar has no words for every cron expression");
        return Err(failure
            .help("--daily, --weekly or --monthly; or --cron for a line of the crontab")
            .into());
    };
    if args.dry_run {
        let texts = units
            .files()
            .map(|(path, text)| format!("# {}\n{text}", path.display()));
        screen::print(&texts.join("\n"))?;
        return Ok(Ending::Done);
    }
    install_units(&units, &job, &agenda)
}

fn install_units(units: &Units, job: &Job, agenda: &Agenda) -> anyhow::Result<Ending> {
    let started = units.install();
    let timer = format!("{}.timer", units.name);
    let ending = match &started {
        Ok(()) => Ending::Done,
        Err(ToolError::Missing(_) | ToolError::Failed { .. }) => Ending::Partial,
        Err(_) => return started.map(|()| Ending::Done).map_err(of_tool),
    };
    let mut text = format!("{} is written to {}\n", timer, units.folder.display());
    let _ = writeln!(text, "it starts: {}", job.typed());
    let _ = write!(text, "{}", next(agenda));
    screen::tell(&text);
    match started {
        Ok(()) => {
            screen::tell("To have it run also while you are logged out: loginctl enable-linger");
        }
        Err(error) => screen::tell(&format!(
            "arobase: {error}\n  help: systemctl --user daemon-reload && systemctl --user enable --now {timer}"
        )),
    }
    Ok(ending)
}

fn next(agenda: &Agenda) -> String {
    let next = agenda.next(clock::now()).map(|next| agenda.shown(next));
    format!("next run: {}", next.unwrap_or_else(|| "never".to_owned()))
}

fn install_line(job: &Job, when: &When, args: &InstallArgs) -> anyhow::Result<Ending> {
    if args.agenda.timezone.is_some() {
        let failure = usage(
            "the times of a crontab are those of the machine: --timezone is for systemd and `schedule run`",
        );
        return Err(failure.into());
    }
    let most = u32::try_from(args.agenda.jitter.as_secs() / 60).unwrap_or(u32::MAX);
    if most > 0 && matches!(when, When::Cron(_)) {
        return Err(usage("cron knows no jitter, and an expression says its minute itself").into());
    }
    // Cron rolls no dice: each home has a share of the jitter of its own, always the same.
    let share = name_of(&job.home).bytes().fold(7_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    let when = when.later(share % most.saturating_add(1).max(1));
    if args.dry_run {
        screen::print(&format!("{}\n", crontab::line(job, &when)))?;
        return Ok(Ending::Done);
    }
    let before = crontab::read().map_err(of_tool)?;
    crontab::write(&crontab::with(&before, job, &when)).map_err(of_tool)?;
    screen::tell(&format!(
        "A line is written to your crontab: {}\n\
         What is missed while the machine is off is not caught up by cron; `arobase schedule run` and systemd do.",
        crontab::line(job, &when)
    ));
    Ok(Ending::Done)
}

/// What helps where a tool of the system fails.
fn of_tool(error: ToolError) -> anyhow::Error {
    let help = match &error {
        ToolError::Missing(_) => "`arobase schedule run` needs neither systemd nor cron",
        _ => return error.into(),
    };
    Failure::new(Ending::Usage, error.to_string())
        .help(help)
        .into()
}

fn show(home: &Home, as_json: bool) -> anyhow::Result<Ending> {
    let Some(found) = installed(&absolute(home)?).map_err(of_tool)? else {
        let what = format!("nothing is scheduled for {}", home.folder().display());
        return Err(Failure::new(Ending::Nothing, what)
            .help("arobase schedule install --daily 06:30")
            .into());
    };
    let agenda = of_installed(&found);
    let next = agenda.as_ref().and_then(|agenda| agenda.next(clock::now()));
    if as_json {
        let document = json!({
            "schema": "arobase.schedule/1",
            "command": found.command,
            "where": place(&found.place),
            "by": match found.place { Place::Timer(_) => "systemd", Place::Crontab => "cron" },
            "expression": found.expression,
            "timezone": found.timezone,
            "next": next,
        });
        screen::print(&(json_line(&document)? + "\n"))?;
        return Ok(Ending::Done);
    }
    let shown = agenda.zip(next).map(|(agenda, next)| agenda.shown(next));
    let zone = found.timezone.as_ref().map(|zone| format!(" ({zone})"));
    screen::print(&format!(
        "What       {}\nWhere      {}\nWhen       {}{}\nNext run   {}\n",
        found.command,
        place(&found.place),
        found.expression.as_deref().unwrap_or("?"),
        zone.unwrap_or_default(),
        shown.as_deref().unwrap_or("?"),
    ))?;
    Ok(Ending::Done)
}

/// The agenda of what is installed.
pub(super) fn of_installed(found: &Installed) -> Option<Agenda> {
    let expression = found.expression.as_deref()?;
    Agenda::new(
        expression,
        found.timezone.as_deref(),
        SignedDuration::ZERO,
        clock::now(),
    )
    .ok()
}

fn place(place: &Place) -> String {
    match place {
        Place::Timer(path) => path.display().to_string(),
        Place::Crontab => "crontab".to_owned(),
    }
}

fn remove(home: &Home, dry_run: bool) -> anyhow::Result<Ending> {
    let home = absolute(home)?;
    let mut gone: Vec<String> = systemd::remove(&home, dry_run)
        .map_err(of_tool)?
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    match crontab::read() {
        Ok(before) => {
            let (left, line) = crontab::without(&before, &home);
            if let Some(line) = line {
                if !dry_run {
                    crontab::write(&left).map_err(of_tool)?;
                }
                gone.push(format!("crontab: {line}"));
            }
        }
        Err(ToolError::Missing(_)) => {}
        Err(error) => return Err(of_tool(error)),
    }
    if gone.is_empty() {
        return Err(Failure::new(
            Ending::Nothing,
            format!("nothing is scheduled for {}", home.display()),
        )
        .into());
    }
    let verb = if dry_run {
        "would be removed"
    } else {
        "removed"
    };
    for one in &gone {
        screen::tell(&format!("{verb}: {one}"));
    }
    Ok(Ending::Done)
}

/// Crawls whenever it is time, until it is asked to stop.
fn stay(home: &Home, args: &ScheduleRunArgs, quiet: bool) -> anyhow::Result<Ending> {
    let when = when(&args.agenda.when)?;
    let agenda = agenda(&when, &args.agenda)?;
    let crawl = crawl_args(home, &args.agenda.crawl)?;
    let mut alarm = Alarm::set()?;
    let mut begun = last_run(home)?;
    let mut at_once = args.now;
    while !alarm.rang() {
        let due = if at_once {
            Due::Now
        } else {
            agenda.due(begun, clock::now(), dice())
        };
        at_once = false;
        match due {
            Due::Now => {
                let tried = clock::now();
                match crawl::run(home, &crawl, quiet) {
                    Ok(Ending::Interrupted) => return Ok(Ending::Interrupted),
                    Ok(_) => {}
                    // The next run may do better: the disk has room again, the other process has ended.
                    Err(error) => drop(ending::report(&error)),
                }
                begun = last_run(home)?.max(Some(tried));
            }
            Due::At(moment) => {
                if !quiet {
                    screen::tell(&format!("next run: {}", agenda.shown(moment)));
                }
                alarm.wait_until(moment);
                at_once = !alarm.rang();
            }
            Due::Never => break,
        }
    }
    Ok(Ending::Done)
}

/// When the last crawl ended, or began where it was killed.
fn last_run(home: &Home) -> anyhow::Result<Option<jiff::Timestamp>> {
    let store = match Store::open(&home.index()) {
        Ok(store) => store,
        Err(StoreError::NoArchive(_) | StoreError::Older { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let crawls = store
        .runs()?
        .into_iter()
        .filter(|run| run.kind == RunKind::Crawl);
    Ok(crawls.map(|run| run.ended.unwrap_or(run.started)).max())
}

/// A number from 0 to 1, another one each time.
fn dice() -> f64 {
    use std::hash::{BuildHasher as _, Hasher as _};
    let thrown = std::hash::RandomState::new().build_hasher().finish();
    f64::from(u32::try_from(thrown >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}
