//! What the last runs say: hosts that fail again and again, a schedule whose runs do not begin, news that nobody takes.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Check, Finding, State};
use crate::jobs::schedule::{Agenda, Place, installed};
use crate::store::{RunKind, RunStatus, Store};

/// A host that fails in so many crawls in a row is told.
const IN_A_ROW: usize = 3;
/// Most hosts that are named.
const NAMED: usize = 5;

/// Hosts that failed in each of the last crawls.
pub(super) fn hosts(store: &Store) -> Option<Finding> {
    let runs = store.runs().ok()?;
    let crawls = runs
        .iter()
        .filter(|run| run.kind == RunKind::Crawl && run.status == RunStatus::Done);
    let last: Vec<BTreeMap<String, String>> = crawls
        .take(IN_A_ROW)
        .map(|run| failed(&run.summary))
        .collect();
    if last.len() < IN_A_ROW {
        return None;
    }
    let (newest, before) = last.split_first()?;
    let always: Vec<(&String, &String)> = newest
        .iter()
        .filter(|(host, _)| before.iter().all(|run| run.contains_key(*host)))
        .collect();
    let Some((host, _)) = always.first() else {
        return Some(Finding::good(
            Check::Hosts,
            format!("none failed in each of the last {IN_A_ROW} crawls"),
        ));
    };
    let named: Vec<String> = always
        .iter()
        .take(NAMED)
        .map(|(host, reason)| format!("{host} ({reason})"))
        .collect();
    let more = always.len().saturating_sub(NAMED);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    Some(Finding::bad(
        Check::Hosts,
        State::Look,
        format!(
            "{} failed in each of the last {IN_A_ROW} crawls: {}{more}",
            always.len(),
            named.join(", ")
        ),
        format!("arobase source test {host}, or arobase source remove {host}"),
    ))
}

/// The schedule of the home, where one is installed: two times that came since, and no crawl at either, mean that
/// nobody starts them.
pub(super) fn schedule(index: &Path, store: &Store, now: Timestamp) -> Option<Finding> {
    let home = std::fs::canonicalize(index.parent()?).ok()?;
    let found = installed(&home).ok()??;
    let zone = found.timezone.as_deref();
    let agenda = Agenda::new(
        found.expression.as_deref()?,
        zone,
        SignedDuration::ZERO,
        now,
    )
    .ok()?;
    let last = agenda.last(now)?;
    let before = agenda.last(last.checked_sub(SignedDuration::from_secs(1)).ok()?)?;
    let since = match &found.place {
        Place::Timer(path) => std::fs::metadata(path)
            .and_then(|about| about.modified())
            .ok()?,
        // When a line was written nobody knows.
        Place::Crontab => std::time::SystemTime::UNIX_EPOCH,
    };
    let crawls = store
        .runs()
        .ok()?
        .into_iter()
        .filter(|run| run.kind == RunKind::Crawl);
    let ran = crawls.map(|run| run.ended.unwrap_or(run.started)).max();
    if Timestamp::try_from(since).is_ok_and(|since| since < before)
        && ran.is_none_or(|ran| ran < before)
    {
        let (state, mend) = match &found.place {
            Place::Timer(path) => {
                let timer = path.file_name().unwrap_or_default().display();
                (
                    State::Wrong,
                    format!("systemctl --user status {timer}; loginctl enable-linger"),
                )
            }
            Place::Crontab => (
                State::Look,
                "crontab -l, and whether cron is at work".to_owned(),
            ),
        };
        let said = format!(
            "no crawl since before {}, and two were due",
            agenda.shown(before)
        );
        return Some(Finding::bad(Check::Schedule, state, said, mend));
    }
    let next = agenda.next(now).map(|next| agenda.shown(next));
    Some(Finding::good(
        Check::Schedule,
        format!("next run {}", next.unwrap_or_default()),
    ))
}

/// News that wait for a receiver that failed.
pub(super) fn outbox(store: &Store) -> Option<Finding> {
    let waiting = store.outbox().ok()?;
    let failed = waiting.iter().find(|waiting| waiting.error.is_some())?;
    let said = format!(
        "{} for the {}: {}",
        super::counted(failed.bulletins, "bulletin"),
        failed.receiver,
        failed.error.as_deref().unwrap_or_default()
    );
    Some(Finding::bad(
        Check::Outbox,
        State::Look,
        said,
        "arobase news --deliver",
    ))
}

/// The hosts that failed in a crawl, each with the reason, as its summary has them.
fn failed(summary: &str) -> BTreeMap<String, String> {
    let summary: Value = serde_json::from_str(summary).unwrap_or_default();
    let failed = summary["failed"].as_array().cloned().unwrap_or_default();
    let pair = |one: &Value| {
        let (host, reason) = (one.get(0)?.as_str()?, one.get(1)?.as_str()?);
        Some((host.to_owned(), reason.to_owned()))
    };
    failed.iter().filter_map(pair).collect()
}
