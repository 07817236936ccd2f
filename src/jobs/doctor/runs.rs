//! What the last runs say: hosts that fail again and again.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Check, Finding, State};
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
