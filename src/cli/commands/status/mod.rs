//! Runs `arobase status`: what the archive holds and how the last runs went.

mod follow;

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::args::StatusArgs;
use crate::cli::screen::{self, Table};
use crate::cli::{Ending, Home};
use crate::jobs::clock;
use crate::jobs::export::json_line;
use crate::jobs::schedule::installed;
use crate::jobs::status::{Status, Trouble, status, trouble};
use crate::store::{RunKind, RunRow, RunStatus, Store};

/// Most ways to end, and most runs, that are listed.
const LISTED: usize = 8;

/// Runs `arobase status`.
pub(super) fn run(home: &Home, args: &StatusArgs) -> anyhow::Result<Ending> {
    let index = home.index();
    if args.follow {
        return follow::run(&index);
    }
    if args.failed {
        return failed(&index, args.json);
    }
    let status = status(&index)?;
    let next = next_run(home);
    if args.json {
        let mut document = document(&status);
        if let (Value::Object(document), Some((_, next))) = (&mut document, &next) {
            document.insert("next_run".to_owned(), json!(next));
        }
        screen::print(&(json_line(&document)? + "\n"))?;
        return Ok(Ending::Done);
    }
    let next = next.map(|(shown, _)| format!("Next run   {shown}\n"));
    screen::print(&format!(
        "Archive    {}\n{}{}",
        index.display(),
        page(&status),
        next.unwrap_or_default()
    ))?;
    Ok(Ending::Done)
}

/// When the schedule that is installed for this home starts the next run: for people, and for programs. A
/// schedule that cannot be read is `schedule show`'s to tell.
fn next_run(home: &Home) -> Option<(String, Timestamp)> {
    let home = std::fs::canonicalize(home.folder()).ok()?;
    let found = installed(&home).ok()??;
    let agenda = super::schedule::of_installed(&found)?;
    let next = agenda.next(clock::now())?;
    Some((agenda.shown(next), next))
}

/// The hosts that failed when they were asked last.
fn failed(index: &Path, as_json: bool) -> anyhow::Result<Ending> {
    let trouble = trouble(&Store::open(index)?)?;
    if as_json {
        let document = json!({ "schema": "arobase.failed/1", "hosts": hosts(&trouble) });
        screen::print(&(json_line(&document)? + "\n"))?;
    } else {
        screen::print(&table_of(&trouble, ""))?;
    }
    if trouble.is_empty() {
        screen::tell("no host failed when it was asked last");
        return Ok(Ending::Nothing);
    }
    Ok(Ending::Done)
}

fn hosts(trouble: &[Trouble]) -> Vec<Value> {
    let one = |one: &Trouble| {
        json!({
            "host": one.host.host, "reason": one.host.reason, "run": one.host.run,
            "since_run": one.since, "crawls": one.crawls,
        })
    };
    trouble.iter().map(one).collect()
}

fn table_of(trouble: &[Trouble], indent: &str) -> String {
    let mut table = Table::default();
    for one in trouble {
        table.row([
            format!("{indent}{}", one.host.host),
            format!(
                "{} since run {}",
                screen::counted(one.crawls, "time", "times"),
                one.since
            ),
            one.host.reason.clone().unwrap_or_default(),
        ]);
    }
    table.to_string()
}

/// The state of an archive, for other programs.
fn document(status: &Status) -> Value {
    let [confirmed, single, contested, decided] = status.records;
    let outcomes = status.outcomes.iter().map(|tally| {
        json!({
            "outcome": tally.outcome, "status": tally.status, "reason": tally.reason, "count": tally.count,
        })
    });
    // Settings and summaries are JSON of each kind of run's own.
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let runs = status.runs.iter().map(|run| {
        json!({
            "run": run.id, "kind": run.kind, "status": run.status, "started": run.started,
            "ended": run.ended, "config": run.config, "settings": parsed(&run.settings), "summary": parsed(&run.summary),
        })
    });
    json!({
        "schema": "arobase.status/1",
        "counts": status.counts,
        "records": {
            "confirmed": confirmed, "single": single, "contested": contested, "decided": decided,
        },
        "outcomes": outcomes.collect::<Vec<_>>(),
        "index_up_to_date": status.index_fresh,
        "writer": status.holder.as_ref().map(|holder| holder.pid),
        "hosts_in_trouble": hosts(&status.trouble),
        "outbox": status.outbox,
        "disk": { "used_bytes": status.used, "free_bytes": status.free },
        "runs": runs.collect::<Vec<_>>(),
    })
}

/// The state of an archive, for people.
fn page(status: &Status) -> String {
    let counts = status.counts;
    let [confirmed, single, contested, decided] = status.records;
    let mut page = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(page, "Hosts      {}", counts.hosts);
    let _ = writeln!(
        page,
        "Addresses  {} asked, {} queued, {} dropped",
        counts.done, counts.queued, counts.dropped
    );
    page.push_str(&outcomes(status));
    let _ = writeln!(
        page,
        "Captures   {} in {} WARC {} ({})",
        counts.captures,
        counts.warc_files,
        if counts.warc_files == 1 {
            "file"
        } else {
            "files"
        },
        screen::bytes(counts.capture_bytes)
    );
    let _ = writeln!(page, "Pages      {}", counts.pages);
    let refused = match counts.refused {
        0 => String::new(),
        refused => format!(", {refused} of them furniture of their hosts"),
    };
    let _ = writeln!(page, "Claims     {}{refused}", counts.claims);
    let _ = writeln!(
        page,
        "Records    {}: {confirmed} confirmed, {single} single, {contested} contested{}",
        counts.records,
        match decided {
            0 => String::new(),
            decided => format!(", {decided} decided"),
        }
    );
    let index = if status.index_fresh {
        "up to date"
    } else {
        "behind: run `arobase reindex`"
    };
    let _ = writeln!(page, "Index      {index}");
    page.push_str(&disk(status));
    page.push_str(&runs(status));
    page.push_str(&in_trouble(status));
    page.push_str(&outbox(status));
    page
}

fn disk(status: &Status) -> String {
    let free = status
        .free
        .map(|free| format!(", {} free", screen::bytes(free)));
    format!(
        "Disk       {}{}\n",
        screen::bytes(status.used),
        free.unwrap_or_default()
    )
}

fn outbox(status: &Status) -> String {
    let mut text = String::new();
    for waiting in &status.outbox {
        let why = waiting.error.as_ref().map(|why| format!(": {why}"));
        let count = screen::counted(waiting.bulletins, "bulletin waits", "bulletins wait");
        let _ = writeln!(
            text,
            "Outbox     {count} for the {}{}",
            waiting.receiver,
            why.unwrap_or_default()
        );
    }
    text
}

fn in_trouble(status: &Status) -> String {
    let count = status.trouble.len();
    if count == 0 {
        return String::new();
    }
    let few = status.trouble.get(..LISTED.min(count)).unwrap_or_default();
    let mut text = format!(
        "In trouble {}\n{}",
        screen::counted(u64::try_from(count).unwrap_or(u64::MAX), "host", "hosts"),
        table_of(few, "           ")
    );
    if count > LISTED {
        text.push_str("           … `arobase status --failed` lists all\n");
    }
    text
}

fn outcomes(status: &Status) -> String {
    let mut table = Table::default();
    for tally in status.outcomes.iter().take(LISTED) {
        let answer = tally.status.map(|status| status.to_string());
        let reason = tally.reason.clone().unwrap_or_default();
        table.row([
            format!("           {}", tally.count),
            format!("{} {}", tally.outcome, answer.unwrap_or_default())
                .trim_end()
                .to_owned(),
            reason,
        ]);
    }
    let more = status.outcomes.len().saturating_sub(LISTED);
    let tail = if more > 0 {
        format!("           … and {more} other ways\n")
    } else {
        String::new()
    };
    table.to_string() + &tail
}

fn runs(status: &Status) -> String {
    let Some(last) = status.runs.first() else {
        return "Last run   none\n".to_owned();
    };
    let mut text = format!("Last run   {}\n", told(last, status.holder.is_some()));
    for run in status.runs.iter().skip(1).take(LISTED) {
        let _ = writeln!(text, "           {}", told(run, false));
    }
    text
}

/// One run in one line.
fn told(run: &RunRow, held: bool) -> String {
    let kind = match run.kind {
        RunKind::Crawl => "crawl",
        RunKind::Import => "import",
        RunKind::Reread => "reread",
        RunKind::Repair => "verify --repair",
        RunKind::Decide => "conflicts decide",
        RunKind::Forget => "forget",
    };
    let how = match (run.status, held) {
        (RunStatus::Done, _) => "done",
        (RunStatus::Interrupted, _) => "stopped, the next crawl goes on with it",
        (RunStatus::Abandoned, _) => "killed",
        (RunStatus::Running, true) => "at work now",
        (RunStatus::Running, false) => "killed, the next one puts things in order",
    };
    let took = run
        .ended
        .map(|ended| format!(" in {} s", seconds(run.started, ended)));
    format!(
        "{}: {kind} of {:.0}, {how}{}",
        run.id,
        run.started,
        took.unwrap_or_default()
    )
}

fn seconds(started: Timestamp, ended: Timestamp) -> i64 {
    ended.as_second().saturating_sub(started.as_second())
}
