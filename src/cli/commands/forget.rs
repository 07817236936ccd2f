//! Runs `arobase forget`: what would go is told, and removed once somebody said yes.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::Path;

use ::url::Url;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::args::ForgetArgs;
use crate::cli::screen::counted;
use crate::cli::table::one_line;
use crate::cli::words::{say, tr};
use crate::cli::{Ending, Failure, Home, screen};
use crate::jobs::forget::{self, Done, Mention, Plan, Target, TooShort, told_path};
use crate::web::url;

/// Most places in people's files that are named.
const NAMED: usize = 20;

/// Runs `arobase forget`.
pub(super) fn run(home: &Home, args: &ForgetArgs, quiet: bool) -> anyhow::Result<Ending> {
    let index = home.index();
    let target = target(args)?;
    let asks = !args.yes && !args.dry_run;
    if asks && !is_at_a_terminal() {
        let what = tr("nobody is at a terminal to be asked whether it is really to be forgotten");
        return Err(Failure::new(Ending::Usage, what)
            .help(tr(
                "--yes does it without asking, --dry-run only says what would be removed",
            ))
            .into());
    }
    if let Some(reason) = &args.reason
        && target.is_told_by(&index, reason).map_err(explained)?
    {
        let what = tr("--reason says what is to be forgotten, and would stand in the receipt");
        return Err(Failure::new(Ending::Usage, what)
            .help(tr(
                "say who asked or by which right instead: --reason 'request of 26 November'",
            ))
            .into());
    }
    let bar = if quiet || !std::io::stderr().is_terminal() {
        ProgressBar::hidden()
    } else {
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} captures, {eta} left")?;
        ProgressBar::new(0).with_style(style)
    };
    let mut progress = |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    };
    if !args.yes {
        let plan = forget::look(&index, &target, &mut progress).map_err(explained)?;
        bar.finish_and_clear();
        screen::print(&planned(&plan, &index))?;
        if args.dry_run {
            screen::tell(tr(
                "Nothing was done: without --dry-run it is asked, with --yes it is done.",
            ));
            return Ok(Ending::Done);
        }
        if !is_confirmed()? {
            screen::tell(tr("Nothing was done."));
            return Ok(Ending::Nothing);
        }
    }
    let done = forget::forget(&index, &target, args.reason.as_deref(), &mut progress);
    bar.finish_and_clear();
    let done = done.map_err(explained)?;
    screen::print(&told(&done, &index))?;
    if done.removed.packed {
        return Ok(Ending::Done);
    }
    screen::tell(tr(
        "arobase: another process reads the database: bytes of what was removed are in its files until the next run that writes",
    ));
    screen::tell(tr(
        "  help: end that process, then `arobase reread` or any crawl packs the database",
    ));
    Ok(Ending::Partial)
}

/// What was typed, checked.
fn target(args: &ForgetArgs) -> anyhow::Result<Target> {
    let wrong = |flag: &str, typed: &str, why: &str| {
        Failure::new(
            Ending::Usage,
            format!("--{flag} {}: {why}", one_line(typed)),
        )
    };
    if let Some(typed) = &args.url {
        // A file that was imported without an address is known by its bytes.
        if let Some(urn) = Url::parse(typed).ok().filter(|url| url.scheme() == "urn") {
            return Ok(Target::Address(urn));
        }
        let url = url::typed(typed).map_err(|why| wrong("url", typed, &why.to_string()))?;
        return Ok(Target::Address(url));
    }
    if let Some(typed) = &args.host {
        let host = forget::host(typed).map_err(|why| wrong("host", typed, &why.to_string()))?;
        return Ok(Target::Host(host));
    }
    let words = match args.quote.as_deref() {
        Some("-") => {
            let mut words = String::new();
            std::io::stdin().read_to_string(&mut words)?;
            words
        }
        words => words.unwrap_or_default().to_owned(),
    };
    Ok(Target::Words(words))
}

fn explained(error: anyhow::Error) -> anyhow::Error {
    if error.downcast_ref::<TooShort>().is_none() {
        return error;
    }
    Failure::new(Ending::Usage, format!("--quote: {error}"))
        .help(tr(
            "six letters or digits at least; --dry-run tells how many pages have the words",
        ))
        .into()
}

fn is_at_a_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

fn is_confirmed() -> anyhow::Result<bool> {
    let mut err = std::io::stderr().lock();
    write!(
        err,
        "{} ",
        tr("Nobody can take it back. Forget it? Type yes:")
    )?;
    err.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "yes" | "oui"))
}

/// A line under its label; without one where it goes on with the line before.
fn line(label: &str, text: &str) -> String {
    format!("{label:<13}{}\n", one_line(text))
}

/// What would go, for people.
fn planned(plan: &Plan, index: &Path) -> String {
    let found = &plan.found;
    let mut files: Vec<&str> = found.captures.iter().map(|one| one.warc.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    let mut text = String::new();
    if found.captures.is_empty() {
        text += &line(tr("Would go"), tr("nothing is archived of it"));
    } else {
        let captures = counted(found.captures.len(), "capture", "captures");
        let files = counted(files.len(), "WARC file", "WARC files");
        let told = say!(
            "{captures} in {files}, written again without them",
            captures = captures,
            files = files
        );
        text += &line(tr("Would go"), &told);
        let claims = counted(found.claims.len(), "claim", "claims");
        let records = counted(plan.records_gone, "record", "records");
        let mut told = say!(
            "{claims}, {records} that nothing else proves",
            claims = claims,
            records = records
        );
        if plan.records_left > 0 {
            let left = counted(plan.records_left, "loses", "lose");
            told += &say!("; {left} a proof of several", left = left);
        }
        text += &line("", &told);
    }
    if found.addresses > 0 {
        let addresses = counted(found.addresses, "address", "addresses");
        text += &line("", &say!("{addresses} of the crawl", addresses = addresses));
    }
    if plan.damaged > 0 {
        let files = counted(plan.damaged, "file", "files");
        text += &line(
            "",
            &say!(
                "index/damaged: {files} that nobody can look into",
                files = files
            ),
        );
    }
    let kept = if plan.known {
        tr("its hash, which is on the list already")
    } else {
        tr("a hash of it, so that it is never collected again")
    };
    text + &line(tr("Would stay"), kept) + &unreached(plan, index)
}

/// What was done, for people.
fn told(done: &Done, index: &Path) -> String {
    let removed = &done.removed;
    let captures = counted(removed.captures, "capture", "captures");
    let claims = counted(removed.claims, "claim", "claims");
    let records = counted(removed.records, "record", "records");
    let addresses = counted(removed.addresses, "address", "addresses");
    let what = say!(
        "{captures} with {claims}, {records}, {addresses}",
        captures = captures,
        claims = claims,
        records = records,
        addresses = addresses
    );
    let mut text = line(tr("Forgotten"), &what);
    if !removed.warc_files.is_empty() {
        let files = counted(removed.warc_files.len(), "WARC file", "WARC files");
        text += &line(
            "",
            &say!(
                "{files} written again, search index built anew",
                files = files
            ),
        );
    }
    if done.plan.damaged > 0 {
        let files = counted(done.plan.damaged, "file", "files");
        text += &line("", &say!("index/damaged: {files} removed", files = files));
    }
    let receipt = told_path(index, &removed.receipt).display().to_string();
    text + &line(tr("Kept"), tr("a hash of it: it is never collected again"))
        + &line(tr("Receipt"), &receipt)
        + &unreached(&done.plan, index)
}

fn unreached(plan: &Plan, index: &Path) -> String {
    let mut text = String::new();
    if plan.found.unread > 0 {
        let captures = counted(plan.found.unread, "capture", "captures");
        let what = say!(
            "{captures} with a body that cannot be unpacked here",
            captures = captures
        );
        text += &line(tr("Not seen"), &what);
    }
    for mention in plan.mentions.iter().take(NAMED) {
        let what = say!(
            "{place}: yours, left as it is",
            place = in_words(mention, index)
        );
        text += &line(tr("Names it"), &what);
    }
    let more = plan.mentions.len().saturating_sub(NAMED);
    if more > 0 {
        text += &line("", &say!("and {more} more", more = more));
    }
    // What no program can reach.
    let never = tr("files exported or copied before, backups, links on pages that stay, seeds/");
    text + &line(tr("Not reached"), never)
}

fn in_words(mention: &Mention, index: &Path) -> String {
    let path = told_path(index, &mention.path).display().to_string();
    let line = mention.line.map(|line| format!(":{line}"));
    let what = mention.what.as_ref().map(|what| format!(", {what}"));
    one_line(&(path + &line.unwrap_or_default() + &what.unwrap_or_default()))
}
