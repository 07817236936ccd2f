//! Runs `arobase conflicts`: what sources disagree about, and a person's decisions on it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::show::decision_words;
use super::source::told;
use crate::cli::args::{ConflictAction, ConflictsArgs, DecideArgs};
use crate::cli::asking::{counted, failure};
use crate::cli::listing::List;
use crate::cli::table::{cut, one_line, screen_width};
use crate::cli::{Ending, Failure, Home, screen};
use crate::index::status_word;
use crate::jobs::town::{Proof, proof};
use crate::jobs::{clock, decide::follow};
use crate::label::chronicle::Chronicles;
use crate::label::record::{Decision, grade_of, standing};
use crate::store::{RecordRow, RecordStatus, Store, seeds};

/// A contested record with its claims, side by side.
struct Conflict {
    record: RecordRow,
    proofs: Vec<Proof>,
}

/// Runs `arobase conflicts`.
pub(super) fn run(home: &Home, args: &ConflictsArgs) -> anyhow::Result<Ending> {
    match &args.action {
        Some(ConflictAction::Decide(decide)) => self::decide(home, decide),
        Some(ConflictAction::Undo(undo)) => self::undo(home, &undo.which),
        None => list(home, args),
    }
}

/// Whether sources disagree about it.
fn is_conflict(record: &RecordRow) -> bool {
    matches!(
        record.status,
        RecordStatus::Contested | RecordStatus::Decided
    )
}

fn list(home: &Home, args: &ConflictsArgs) -> anyhow::Result<Ending> {
    let store = Store::open(&home.index())?;
    store.hold()?;
    let decisions = seeds::decisions(&home.index())?;
    let mut records = store.records()?;
    records.retain(|record| {
        is_conflict(record) && args.year.is_none_or(|year| record.year == Some(year))
    });
    let open = |record: &RecordRow| record.status == RecordStatus::Contested;
    let decided = records.iter().filter(|record| !open(record)).count();
    records.retain(|record| args.all || open(record));
    records.sort_by_key(|record| std::cmp::Reverse(record.year));
    let mut told = format!(
        "{} contested",
        counted(records.iter().filter(|r| open(r)).count(), "record")
    );
    if decided > 0 {
        // Writing to a string cannot fail.
        let _ = write!(told, ", {decided} decided");
        if !args.all {
            told.push_str(" (--all lists them too)");
        }
    }
    screen::tell(&told);
    if records.is_empty() {
        return Ok(Ending::Nothing);
    }
    let mut conflicts = Vec::with_capacity(records.len());
    for record in records {
        conflicts.push(conflict(&store, record)?);
    }
    if args.shape.is_table() {
        let width = screen_width();
        let text = conflicts.iter().map(|one| page(one, &decisions, width));
        screen::print(&text.collect::<Vec<_>>().join("\n"))?;
        if let Some(open) = conflicts.iter().find(|one| open(&one.record)) {
            screen::tell(&hint(open));
        }
    } else {
        rows(&conflicts, &decisions).print(&args.shape)?;
    }
    Ok(Ending::Done)
}

fn conflict(store: &Store, record: RecordRow) -> anyhow::Result<Conflict> {
    let mut proofs = Vec::new();
    for claim in store.claims_of(&record)? {
        let proof = proof(store, &record, &claim).map_err(failure)?;
        // Who names no grade takes no side.
        if proof.side.is_some() {
            proofs.push(proof);
        }
    }
    proofs.sort_by(|a, b| a.side.cmp(&b.side));
    Ok(Conflict { record, proofs })
}

/// One conflict for people: the sides under the record.
fn page(conflict: &Conflict, decisions: &[Decision], width: usize) -> String {
    let record = &conflict.record;
    let code = record.code.as_deref().unwrap_or("no code");
    let year = record
        .year
        .map_or_else(|| "?".to_owned(), |year| year.to_string());
    let mut text = one_line(&format!("{} ({code}) · {year}", record.name)) + "\n";
    for proof in &conflict.proofs {
        let site = proof.site.as_deref().unwrap_or(&proof.url);
        let published = proof.published.as_deref().map(|day| format!(", {day}"));
        let side = proof.side.as_deref().unwrap_or_default();
        let line = format!(
            "{side}  {site}{}  {}  « {} »",
            published.unwrap_or_default(),
            proof.claim,
            proof.quote
        );
        let line = cut(&one_line(&line), width.saturating_sub(2));
        let _ = writeln!(text, "  {line}");
    }
    if record.status == RecordStatus::Decided
        && let Some(decision) = standing(decisions, &record.id)
    {
        let _ = writeln!(text, "  decided: {}", one_line(&decision_words(decision)));
    }
    text
}

fn hint(conflict: &Conflict) -> String {
    let keep = conflict
        .proofs
        .first()
        .map_or("CLAIM", |proof| &proof.claim);
    format!(
        "decide with: arobase conflicts decide {} --keep {keep} --note \"…\" (dated; `conflicts undo` takes it back)",
        conflict.record.id
    )
}

/// One row a claim.
fn rows(conflicts: &[Conflict], decisions: &[Decision]) -> List {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for one in conflicts {
        let record = &one.record;
        let decided = record.status == RecordStatus::Decided;
        let decision = standing(decisions, &record.id).filter(|_| decided);
        for proof in &one.proofs {
            rows.push(vec![
                json!(record.id),
                json!(record.code),
                json!(record.name),
                json!(record.year),
                json!(status_word(record.status)),
                json!(proof.side),
                json!(proof.claim),
                json!(proof.quote),
                json!(proof.url),
                json!(proof.site),
                json!(proof.published),
                json!(proof.captured_at),
                json!(proof.sha256),
                json!(decision.map(|decision| decision.arobases)),
                json!(decision.map(|decision| decision.on.to_string())),
                json!(decision.map(|decision| &decision.note)),
            ]);
        }
    }
    List {
        schema: "arobase.conflict/1",
        brief: &[
            "record",
            "name",
            "year",
            "status",
            "side",
            "quote",
            "url",
            "published",
        ],
        columns: &[
            "record",
            "code",
            "name",
            "year",
            "status",
            "side",
            "claim",
            "quote",
            "url",
            "site",
            "published",
            "captured_at",
            "sha256",
            "decided",
            "decided_on",
            "note",
        ],
        rows,
        ..List::default()
    }
}

/// The record that `which` means: an id, or a code or name with a year.
fn which(store: &Store, which: &str) -> anyhow::Result<RecordRow> {
    let records = store.records()?;
    if let Some(record) = records.iter().find(|record| record.id == which) {
        return Ok(record.clone());
    }
    let wrong = || {
        Failure::new(Ending::Usage, format!("{which} is no CODE/YEAR"))
            .help("for example 59009/2013; `arobase conflicts` lists them")
    };
    let (name, year) = which.rsplit_once('/').ok_or_else(wrong)?;
    let year: i16 = year.trim().parse().map_err(|_| wrong())?;
    let all = Chronicles::of(&records);
    let (_, named) = all.named(name);
    let mut found: Vec<&RecordRow> = named
        .iter()
        .filter_map(|named| all.town(&named.place)?.levels.get(&year).copied())
        .collect();
    match (found.pop(), found.is_empty()) {
        (Some(record), true) => Ok(record.clone()),
        (Some(_), false) => Err(Failure::new(
            Ending::Usage,
            format!("« {name} » may mean several collectivities"),
        )
        .help("give the code of one")
        .into()),
        (None, _) => {
            Err(Failure::new(Ending::Nothing, format!("no record of {name} in {year}")).into())
        }
    }
}

fn decide(home: &Home, args: &DecideArgs) -> anyhow::Result<Ending> {
    let store = Store::open(&home.index())?;
    let record = which(&store, args.which.trim())?;
    if !is_conflict(&record) {
        let what = format!(
            "{} is {}: nothing to decide",
            record.id,
            status_word(record.status)
        );
        return Err(Failure::new(Ending::Nothing, what).into());
    }
    let (keep, side) = kept(&record, args.keep.trim())?;
    let Some(arobases) = grade_of(&side) else {
        let what = format!("claim {keep} takes no side: it names no grade");
        return Err(Failure::new(Ending::Usage, what).into());
    };
    let decision = Decision {
        record: record.id.clone(),
        keep,
        arobases,
        note: args.note.clone(),
        on: clock::today(),
        undone: None,
    };
    seeds::decide(&home.seeds(), &decision).map_err(told)?;
    screen::tell(&format!(
        "{} {}: {}, of {}",
        record.name,
        record.year.unwrap_or_default(),
        decision_words(&decision),
        record.sides().join(" and ")
    ));
    tell_followed(follow(&home.index())?);
    Ok(Ending::Done)
}

/// The claim of `record` whose id begins with `keep`, and the side that it takes.
fn kept(record: &RecordRow, keep: &str) -> Result<(String, String), Failure> {
    let found = record.claims.iter().filter(|(id, _)| id.starts_with(keep));
    match found.collect::<Vec<_>>().as_slice() {
        [only] if !keep.is_empty() => Ok((*only).clone()),
        found => {
            let what = match found.len() {
                0 => format!("no claim of {} begins with {keep}", record.id),
                many => format!("{many} claims of {} begin with « {keep} »", record.id),
            };
            let help = format!("`arobase show {}` lists them", record.id);
            Err(Failure::new(Ending::Usage, what).help(help))
        }
    }
}

fn undo(home: &Home, name: &str) -> anyhow::Result<Ending> {
    let store = Store::open(&home.index())?;
    let name = name.trim();
    // A decision may be left about a record that is not there any more.
    let id = match which(&store, name) {
        Ok(record) => record.id,
        Err(_) => name.replace('/', "-"),
    };
    let today = clock::today();
    let Some(undone) = seeds::undo(&home.seeds(), &id, today).map_err(told)? else {
        screen::tell(&format!("no decision stands about {id}"));
        return Ok(Ending::Nothing);
    };
    screen::tell(&format!("taken back: {}", decision_words(&undone)));
    tell_followed(follow(&home.index())?);
    Ok(Ending::Done)
}

fn tell_followed(followed: bool) {
    if !followed {
        screen::tell("another process writes to the archive: it counts when that one ends");
    }
}
