//! Runs `arobase status`: what the archive holds and how the last runs went.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::screen::{self, Table};
use crate::cli::{Ending, Home};
use crate::jobs::export::json_line;
use crate::jobs::status::{Status, status};
use crate::store::{RunKind, RunRow, RunStatus};

/// Most ways to end, and most runs, that are listed.
const LISTED: usize = 8;

/// Runs `arobase status`.
pub(super) fn run(home: &Home, as_json: bool) -> anyhow::Result<Ending> {
    let index = home.index();
    let status = status(&index)?;
    if as_json {
        screen::print(&(json_line(&document(&status))? + "\n"))?;
        return Ok(Ending::Done);
    }
    screen::print(&format!(
        "Archive    {}\n{}",
        index.display(),
        page(&status)
    ))?;
    Ok(Ending::Done)
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
            "ended": run.ended, "settings": parsed(&run.settings), "summary": parsed(&run.summary),
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
    page.push_str(&runs(status));
    page
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
