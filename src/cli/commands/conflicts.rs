//! Runs `arobase conflicts`: what sources disagree about, and a person's decisions on it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::show::decision_words;
use super::source::told;
use crate::cli::args::{ConflictAction, ConflictsArgs, DecideArgs};
use crate::cli::asking::{counted, failure};
use crate::cli::listing::List;
use crate::cli::table::{cut, one_line, screen_width};
use crate::cli::words::{day, say, tr};
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
    let contested = records.iter().filter(|r| open(r)).count();
    let mut told = say!(
        "{records} contested",
        records = counted(contested, "record")
    );
    if decided > 0 {
        told += &say!(", {decided} decided", decided = decided);
        if !args.all {
            told.push_str(tr(" (--all lists them too)"));
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
    let code = record.code.as_deref().unwrap_or(tr("no code"));
    let year = record
        .year
        .map_or_else(|| "?".to_owned(), |year| year.to_string());
    let mut text = one_line(&format!("{} ({code}) · {year}", record.name)) + "\n";
    for proof in &conflict.proofs {
        let site = proof.site.as_deref().unwrap_or(&proof.url);
        let published = proof
            .published
            .as_deref()
            .map(|on| format!(", {}", day(on)));
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
        let decision = one_line(&decision_words(decision));
        let _ = writeln!(
            text,
            "  {}",
            say!("decided: {decision}", decision = decision)
        );
    }
    text
}

fn hint(conflict: &Conflict) -> String {
    let keep = conflict
        .proofs
        .first()
        .map_or("CLAIM", |proof| &proof.claim);
    say!(
        "decide with: arobase conflicts decide {record} --keep {keep} --note \"…\" (dated; `conflicts undo` takes it back)",
        record = conflict.record.id,
        keep = keep,
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
        Failure::new(
            Ending::Usage,
            say!("{which} is no CODE/YEAR", which = which),
        )
        .help(tr("for example 59009/2013; `arobase conflicts` lists them"))
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
            say!("« {name} » may mean several collectivities", name = name),
        )
        .help(tr("give the code of one"))
        .into()),
        (None, _) => {
            let what = say!("no record of {name} in {year}", name = name, year = year);
            Err(Failure::new(Ending::Nothing, what).into())
        }
    }
}

fn decide(home: &Home, args: &DecideArgs) -> anyhow::Result<Ending> {
    let store = Store::open(&home.index())?;
    let record = which(&store, args.which.trim())?;
    if !is_conflict(&record) {
        let what = say!(
            "{record} is {status}: nothing to decide",
            record = record.id,
            status = tr(status_word(record.status)),
        );
        return Err(Failure::new(Ending::Nothing, what).into());
    }
    let (keep, side) = kept(&record, args.keep.trim())?;
    let Some(arobases) = grade_of(&side) else {
        let what = say!("claim {keep} takes no side: it names no grade", keep = keep);
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
    screen::tell(&say!(
        "{name} {year}: {decision}, of {sides}",
        name = record.name,
        year = record.year.unwrap_or_default(),
        decision = decision_words(&decision),
        sides = record.sides().join(tr(" and ")),
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
                0 => say!(
                    "no claim of {record} begins with {keep}",
                    record = record.id,
                    keep = keep
                ),
                many => say!(
                    "{many} claims of {record} begin with « {keep} »",
                    many = many,
                    record = record.id,
                    keep = keep,
                ),
            };
            let help = say!("`arobase show {record}` lists them", record = record.id);
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
        screen::tell(&say!("no decision stands about {id}", id = id));
        return Ok(Ending::Nothing);
    };
    screen::tell(&say!(
        "taken back: {decision}",
        decision = decision_words(&undone)
    ));
    tell_followed(follow(&home.index())?);
    Ok(Ending::Done)
}

fn tell_followed(followed: bool) {
    if !followed {
        screen::tell(tr(
            "another process writes to the archive: it counts when that one ends",
        ));
    }
}
