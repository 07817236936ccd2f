//! Runs `arobase stats`: the records counted by year, grade, department and source.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::cli::args::StatsArgs;
use crate::cli::asking::{counted, opened, query, tell};
use crate::cli::bars::{Count, bars};
use crate::cli::listing::List;
use crate::cli::table::screen_width;
use crate::cli::{Ending, Home, screen};
use crate::index::host_of;
use crate::label::gazetteer::department_by_code;
use crate::store::{RecordRow, RecordStatus, Store};

/// Runs `arobase stats`.
pub(super) fn run(home: &Home, args: &StatsArgs) -> anyhow::Result<Ending> {
    let (store, records) = records(home, args)?;
    screen::tell(&counted(records.len(), "record"));
    if records.is_empty() {
        return Ok(Ending::Nothing);
    }
    let groups = [
        ("year", years(&records)),
        ("level", levels(&records)),
        ("department", departments(&records)),
        ("source", sources(&store, &records)?),
    ];
    if args.shape.is_table() {
        screen::print(&bars(&groups, args.limit, screen_width()))?;
    } else {
        list(&groups).print(&args.shape)?;
    }
    Ok(Ending::Done)
}

/// All records, or those of the query.
fn records(home: &Home, args: &StatsArgs) -> anyhow::Result<(Store, Vec<RecordRow>)> {
    if args.query.is_empty() {
        let store = Store::open(&home.index())?;
        store.hold()?;
        let records = store.records()?;
        return Ok((store, records));
    }
    let query = query(&args.query)?;
    let opened = opened(home)?;
    opened.store.hold()?;
    let (ids, notes) = opened.searcher.record_ids(&query)?;
    tell(&notes);
    let ids: BTreeSet<String> = ids.into_iter().collect();
    let mut records = opened.store.records()?;
    records.retain(|record| ids.contains(&record.id));
    Ok((opened.store, records))
}

/// By year, the newest first; unknown last.
fn years(records: &[RecordRow]) -> Vec<Count> {
    let mut years: BTreeMap<Option<i16>, usize> = BTreeMap::new();
    for record in records {
        *years.entry(record.year).or_default() += 1;
    }
    let name = |year: Option<i16>| year.map_or_else(|| "unknown".to_owned(), |y| y.to_string());
    let counts = years.into_iter().rev();
    counts.map(|(year, count)| (name(year), count)).collect()
}

/// By grade, the highest first.
fn levels(records: &[RecordRow]) -> Vec<Count> {
    let name = |record: &RecordRow| match (record.arobases, &record.mention) {
        (Some(grade), _) => format!("{}@", grade.count()),
        (None, Some(_)) => "mention".to_owned(),
        (None, None) if record.status == RecordStatus::Contested => "contested".to_owned(),
        (None, None) => "not given".to_owned(),
    };
    let order = [
        "5@",
        "4@",
        "3@",
        "2@",
        "1@",
        "contested",
        "not given",
        "mention",
    ];
    let count = |level: &&str| {
        records
            .iter()
            .filter(|record| name(record) == **level)
            .count()
    };
    let counts = order
        .iter()
        .map(|level| ((*level).to_owned(), count(level)));
    counts.filter(|(_, count)| *count > 0).collect()
}

fn departments(records: &[RecordRow]) -> Vec<Count> {
    let name = |record: &RecordRow| match record.department.as_deref() {
        Some(code) => match department_by_code(code) {
            Some(found) => format!("{} ({code})", found.name),
            None => code.to_owned(),
        },
        None => "none or several".to_owned(),
    };
    most_first(records.iter().map(name))
}

/// By the host of each page that says so; a record with two hosts counts for both.
fn sources(store: &Store, records: &[RecordRow]) -> anyhow::Result<Vec<Count>> {
    let mut pages: BTreeMap<i64, String> = BTreeMap::new();
    let mut hosts = Vec::new();
    for record in records {
        let mut own = BTreeSet::new();
        for claim in store.claims_of(record)? {
            let host = if let Some(host) = pages.get(&claim.capture) {
                host.clone()
            } else {
                let page = store.page(claim.capture)?;
                let host = page.map_or_else(String::new, |page| host_of(&page.url));
                pages.insert(claim.capture, host.clone());
                host
            };
            own.insert(host);
        }
        hosts.extend(own);
    }
    Ok(most_first(hosts.into_iter()))
}

/// How often each name stands, the most frequent first, then by name.
fn most_first(names: impl Iterator<Item = String>) -> Vec<Count> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<Count> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

fn list(groups: &[(&str, Vec<Count>)]) -> List {
    let rows = groups.iter().flat_map(|(by, counts)| {
        counts
            .iter()
            .map(move |(name, count)| vec![json!(by), json!(name), json!(count)])
    });
    List {
        schema: "arobase.stats/1",
        columns: &["by", "name", "records"],
        rows: rows.collect(),
        ..List::default()
    }
}
