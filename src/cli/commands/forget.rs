//! Runs `arobase forget`: what would go is told, and removed once somebody said yes.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::Path;

use ::url::Url;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::args::ForgetArgs;
use crate::cli::screen::counted;
use crate::cli::table::one_line;
use crate::cli::{Ending, Failure, Home, screen};
use crate::jobs::forget::{self, Done, Mention, Plan, Target, TooShort, told_path};
use crate::web::url;

/// Most places in people's files that are named.
const NAMED: usize = 20;
/// What no program can reach.
const NOT_REACHED: &str =
    "Not reached  files exported or copied before, backups, links on pages that stay, seeds/";

/// Runs `arobase forget`.
pub(super) fn run(home: &Home, args: &ForgetArgs, quiet: bool) -> anyhow::Result<Ending> {
    let index = home.index();
    let target = target(args)?;
    let asks = !args.yes && !args.dry_run;
    if asks && !is_at_a_terminal() {
        let what = "nobody is at a terminal to be asked whether it is really to be forgotten";
        return Err(Failure::new(Ending::Usage, what)
            .help("--yes does it without asking, --dry-run only says what would be removed")
            .into());
    }
    if let Some(reason) = &args.reason
        && target.is_told_by(&index, reason).map_err(explained)?
    {
        let what = "--reason says what is to be forgotten, and would stand in the receipt";
        return Err(Failure::new(Ending::Usage, what)
            .help("say who asked or by which right instead: --reason 'request of 26 November'")
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
            screen::tell("Nothing was done: without --dry-run it is asked, with --yes it is done.");
            return Ok(Ending::Done);
        }
        if !is_confirmed()? {
            screen::tell("Nothing was done.");
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
    screen::tell(
        "arobase: another process reads the database: bytes of what was removed are in its files until the next run that writes",
    );
    screen::tell("  help: end that process, then `arobase reread` or any crawl packs the database");
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
        .help("six letters or digits at least; --dry-run tells how many pages have the words")
        .into()
}

fn is_at_a_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

fn is_confirmed() -> anyhow::Result<bool> {
    let mut err = std::io::stderr().lock();
    write!(err, "Nobody can take it back. Forget it? Type yes: ")?;
    err.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "yes" | "oui"))
}

/// What would go, for people.
fn planned(plan: &Plan, index: &Path) -> String {
    let found = &plan.found;
    let mut text = String::new();
    let mut files: Vec<&str> = found.captures.iter().map(|one| one.warc.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    // Writing to a string cannot fail.
    let _ = if found.captures.is_empty() {
        writeln!(text, "Would go     nothing is archived of it")
    } else {
        writeln!(
            text,
            "Would go     {} in {}, written again without them",
            counted(found.captures.len(), "capture", "captures"),
            counted(files.len(), "WARC file", "WARC files"),
        )
    };
    if !found.captures.is_empty() {
        let lose = match plan.records_left {
            0 => String::new(),
            left => format!("; {} a proof of several", counted(left, "loses", "lose")),
        };
        let _ = writeln!(
            text,
            "             {}, {} that nothing else proves{lose}",
            counted(found.claims.len(), "claim", "claims"),
            counted(plan.records_gone, "record", "records"),
        );
    }
    if found.addresses > 0 {
        let addresses = counted(found.addresses, "address", "addresses");
        let _ = writeln!(text, "             {addresses} of the crawl");
    }
    if plan.damaged > 0 {
        let files = counted(plan.damaged, "file", "files");
        let _ = writeln!(
            text,
            "             index/damaged: {files} that nobody can look into"
        );
    }
    let _ = if plan.known {
        writeln!(text, "Would stay   its hash, which is on the list already")
    } else {
        writeln!(
            text,
            "Would stay   a hash of it, so that it is never collected again"
        )
    };
    text.push_str(&unreached(plan, index));
    text
}

/// What was done, for people.
fn told(done: &Done, index: &Path) -> String {
    let removed = &done.removed;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "Forgotten    {} with {}, {}, {}",
        counted(removed.captures, "capture", "captures"),
        counted(removed.claims, "claim", "claims"),
        counted(removed.records, "record", "records"),
        counted(removed.addresses, "address", "addresses"),
    );
    let files = removed.warc_files.len();
    if files > 0 {
        let files = counted(files, "WARC file", "WARC files");
        let _ = writeln!(
            text,
            "             {files} written again, search index built anew"
        );
    }
    if done.plan.damaged > 0 {
        let files = counted(done.plan.damaged, "file", "files");
        let _ = writeln!(text, "             index/damaged: {files} removed");
    }
    let _ = writeln!(
        text,
        "Kept         a hash of it: it is never collected again"
    );
    let receipt = told_path(index, &removed.receipt);
    let _ = writeln!(
        text,
        "Receipt      {}",
        one_line(&receipt.display().to_string())
    );
    text.push_str(&unreached(&done.plan, index));
    text
}

fn unreached(plan: &Plan, index: &Path) -> String {
    let mut text = String::new();
    if plan.found.unread > 0 {
        let captures = counted(plan.found.unread, "capture", "captures");
        let _ = writeln!(
            text,
            "Not seen     {captures} with a body that cannot be unpacked here"
        );
    }
    for mention in plan.mentions.iter().take(NAMED) {
        let place = in_words(mention, index);
        let _ = writeln!(text, "Names it     {place}: yours, left as it is");
    }
    let more = plan.mentions.len().saturating_sub(NAMED);
    if more > 0 {
        let _ = writeln!(text, "             and {more} more");
    }
    let _ = writeln!(text, "{NOT_REACHED}");
    text
}

fn in_words(mention: &Mention, index: &Path) -> String {
    let path = told_path(index, &mention.path).display().to_string();
    let line = mention.line.map(|line| format!(":{line}"));
    let what = mention.what.as_ref().map(|what| format!(", {what}"));
    one_line(&(path + &line.unwrap_or_default() + &what.unwrap_or_default()))
}
