//! Runs `arobase changes`: what changed between two editions, who is not observed any more, what is new.

use serde_json::{Value, json};

use super::coverage::named;
use super::news;
use crate::cli::args::{ChangesArgs, Shape};
use crate::cli::asking::{counted, failure};
use crate::cli::listing::List;
use crate::cli::table::{Column, screen_width, table};
use crate::cli::{Ending, Failure, Home, screen};
use crate::jobs::export;
use crate::jobs::town::grade_cell;
use crate::label::chronicle::{Change, Chronicles, Gone, Turn};
use crate::store::{RecordRow, Store};

/// Runs `arobase changes`.
pub(super) fn run(home: &Home, args: &ChangesArgs) -> anyhow::Result<Ending> {
    let from = news::from(args.since.as_deref(), args.run)?;
    let store = Store::open(&home.index())?;
    store.hold()?;
    if let Some(from) = from {
        return news::run(&store, from, &args.shape);
    }
    let records = store.records()?;
    let all = Chronicles::of(&records);
    match args.gone_since {
        Some(editions) => gone(&store, &all.gone(editions), editions, &args.shape),
        None => between(&store, &all, args),
    }
}

/// The two editions that are compared: those asked for, else the covered ones beside them, else the
/// last two covered.
fn editions(all: &Chronicles<'_>, args: &ChangesArgs) -> Result<(i16, i16), Failure> {
    let covered: Vec<i16> = all.covered().keys().copied().collect();
    let list = || {
        covered
            .iter()
            .map(i16::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    };
    for year in [args.from, args.to].into_iter().flatten() {
        if !covered.contains(&year) {
            let what = format!("no page here tells of the edition of {year}");
            let help = format!("the editions covered are {}", list());
            return Err(Failure::new(Ending::Nothing, what).help(help));
        }
    }
    let last = args.to.or_else(|| {
        let later = covered
            .iter()
            .find(|year| args.from.is_some_and(|from| **year > from));
        later
            .or(covered.last().filter(|_| args.from.is_none()))
            .copied()
    });
    let first = args.from.or_else(|| {
        let earlier = covered
            .iter()
            .rfind(|year| last.is_some_and(|last| **year < last));
        earlier.copied()
    });
    match first.zip(last) {
        Some((first, last)) if first < last => Ok((first, last)),
        Some((first, last)) => Err(Failure::new(
            Ending::Usage,
            format!("--from {first} is not before --to {last}"),
        )),
        None => Err(Failure::new(
            Ending::Nothing,
            format!("two editions are compared; covered here: {}", list()),
        )),
    }
}

fn between(store: &Store, all: &Chronicles<'_>, args: &ChangesArgs) -> anyhow::Result<Ending> {
    let (from, to) = editions(all, args)?;
    let mut changes = all.changes(from, to);
    if args.lost || args.gained {
        let asked =
            |turn| (args.lost && turn == Turn::Lost) || (args.gained && turn == Turn::Gained);
        changes.retain(|change| asked(change.turn));
    }
    let known = |year| all.covered().get(&year).copied().unwrap_or_default();
    screen::tell(&format!(
        "{from} ({} known) → {to} ({} known): {}",
        known(from),
        known(to),
        counts(&changes)
    ));
    if changes.is_empty() {
        return Ok(Ending::Nothing);
    }
    if args.shape.is_table() {
        screen::print_marked(&changes_table(&changes))?;
    } else {
        changes_list(store, from, to, &changes)?.print(&args.shape)?;
    }
    Ok(Ending::Done)
}

const TURNS: [(Turn, &str); 6] = [
    (Turn::Gained, "gained"),
    (Turn::Lost, "lost"),
    (Turn::New, "new"),
    (Turn::Again, "again"),
    (Turn::NotObserved, "not-observed"),
    (Turn::Open, "open"),
];

fn word(turn: Turn) -> &'static str {
    let found = TURNS.iter().find(|(one, _)| *one == turn);
    found.map_or("", |(_, word)| word)
}

/// `3 gained, 2 lost, 12 not observed`.
fn counts(changes: &[Change<'_>]) -> String {
    let count = |turn| changes.iter().filter(|change| change.turn == turn).count();
    let told: Vec<String> = TURNS
        .iter()
        .filter(|(turn, _)| count(*turn) > 0)
        .map(|(turn, word)| format!("{} {}", count(*turn), word.replace('-', " ")))
        .collect();
    if told.is_empty() {
        return "no change".to_owned();
    }
    told.join(", ")
}

pub(super) const fn column(title: &'static str, least: Option<usize>) -> Column {
    Column {
        title,
        right: false,
        least,
    }
}

fn changes_table(changes: &[Change<'_>]) -> String {
    let columns = [
        column("CHANGE", None),
        column("CODE", None),
        column("COLLECTIVITY", Some(16)),
        column("BEFORE", None),
        column("AFTER", None),
        column("ID", None),
    ];
    let grade = |record: Option<&RecordRow>| record.map_or_else(|| "·".to_owned(), grade_of);
    let rows: Vec<Vec<String>> = changes
        .iter()
        .filter_map(|change| {
            let record = change.record()?;
            Some(vec![
                word(change.turn).replace('-', " "),
                record.code.clone().unwrap_or_else(|| "–".to_owned()),
                named(record),
                grade(change.before),
                grade(change.after),
                record.id.clone(),
            ])
        })
        .collect();
    table(&columns, &rows, screen_width())
}

pub(super) fn grade_of(record: &RecordRow) -> String {
    match grade_cell(record).as_str() {
        "–" => "no grade".to_owned(),
        grade => format!("{grade}@"),
    }
}

/// What a row of evidence has: the words, where they stand, when that was captured, the claim.
fn evidence(store: &Store, record: &RecordRow) -> anyhow::Result<[Value; 5]> {
    let row = export::row(store, record).map_err(failure)?;
    Ok([
        json!(row.quote),
        json!(row.url),
        json!(row.captured_at),
        json!(row.sha256),
        json!(row.claim),
    ])
}

fn changes_list(store: &Store, from: i16, to: i16, changes: &[Change<'_>]) -> anyhow::Result<List> {
    let mut rows = Vec::with_capacity(changes.len());
    for change in changes {
        let Some(record) = change.record() else {
            continue;
        };
        let mut row = vec![
            json!(word(change.turn)),
            json!(record.code),
            json!(record.name),
            json!(record.department),
        ];
        for (year, record) in [(from, change.before), (to, change.after)] {
            row.extend([
                json!(year),
                json!(record.and_then(|record| record.arobases)),
                json!(record.map(RecordRow::sides)),
                json!(record.map(|record| &record.id)),
            ]);
        }
        row.extend(evidence(store, record)?);
        rows.push(row);
    }
    Ok(List {
        schema: "arobase.change/1",
        brief: &[
            "change",
            "code",
            "name",
            "department",
            "before",
            "after",
            "quote",
            "url",
        ],
        columns: &[
            "change",
            "code",
            "name",
            "department",
            "from",
            "before",
            "before_sides",
            "before_record",
            "to",
            "after",
            "after_sides",
            "after_record",
            "quote",
            "url",
            "captured_at",
            "sha256",
            "claim",
        ],
        rows,
        ..List::default()
    })
}

/// Who was observed twice or more, and then not in so many covered editions.
fn gone(
    store: &Store,
    gone: &[Gone<'_>],
    editions: usize,
    shape: &Shape,
) -> anyhow::Result<Ending> {
    let least = counted(editions.max(1), "covered edition");
    screen::tell(&format!(
        "{} in two editions or more, then not observed in {least} or more (not observed is not lost; covered: anything is known of it)",
        counted(gone.len(), "collectivity"),
    ));
    if gone.is_empty() {
        return Ok(Ending::Nothing);
    }
    if !shape.is_table() {
        gone_list(store, gone)?.print(shape)?;
        return Ok(Ending::Done);
    }
    let columns = [
        column("CODE", None),
        column("COLLECTIVITY", Some(16)),
        column("OBSERVED", None),
        column("LAST", None),
        column("SINCE", None),
        column("ID", None),
    ];
    let row = |gone: &Gone<'_>| {
        let year = gone.last.year.unwrap_or_default();
        vec![
            gone.last.code.clone().unwrap_or_else(|| "–".to_owned()),
            named(gone.last),
            counted(gone.observed, "edition"),
            format!("{} in {year}", grade_of(gone.last)),
            format!("not observed in {}", counted(gone.editions, "edition")),
            gone.last.id.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = gone.iter().map(row).collect();
    screen::print_marked(&table(&columns, &rows, screen_width()))?;
    Ok(Ending::Done)
}

fn gone_list(store: &Store, gone: &[Gone<'_>]) -> anyhow::Result<List> {
    let mut rows = Vec::with_capacity(gone.len());
    for gone in gone {
        let record = gone.last;
        let mut row = vec![
            json!("not-observed"),
            json!(record.code),
            json!(record.name),
            json!(record.department),
            json!(gone.observed),
            json!(record.year),
            json!(record.arobases),
            json!(gone.editions),
            json!(record.id),
        ];
        row.extend(evidence(store, record)?);
        rows.push(row);
    }
    Ok(List {
        schema: "arobase.gone/1",
        brief: &[
            "change",
            "code",
            "name",
            "department",
            "last_year",
            "last_arobases",
            "editions_not_observed",
            "quote",
            "url",
        ],
        columns: &[
            "change",
            "code",
            "name",
            "department",
            "editions_observed",
            "last_year",
            "last_arobases",
            "editions_not_observed",
            "record",
            "quote",
            "url",
            "captured_at",
            "sha256",
            "claim",
        ],
        rows,
        ..List::default()
    })
}
