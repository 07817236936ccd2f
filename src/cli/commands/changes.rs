//! Runs `arobase changes`: what changed between two editions, who is not observed any more, what is new.

use serde_json::{Value, json};

use super::coverage::named;
use super::news;
use crate::cli::args::{ChangesArgs, Shape};
use crate::cli::asking::{counted, failure};
use crate::cli::listing::List;
use crate::cli::table::{Column, linked, screen_width, table};
use crate::cli::words::{say, tr};
use crate::cli::{Ending, Failure, Home, screen};
use crate::jobs::export;
use crate::jobs::town::grade_cell;
use crate::label::chronicle::{Change, Chronicles, Gone, Turn};
use crate::store::{RecordRow, Store};

/// The column that leads to the strongest proof.
const COLLECTIVITY: usize = 2;

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
            let what = say!("no page here tells of the edition of {year}", year = year);
            let help = say!("the editions covered are {editions}", editions = list());
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
            say!(
                "--from {first} is not before --to {last}",
                first = first,
                last = last
            ),
        )),
        None => Err(Failure::new(
            Ending::Nothing,
            say!(
                "two editions are compared; covered here: {editions}",
                editions = list()
            ),
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
    screen::tell(&say!(
        "{from} ({known} known) → {to} ({known_then} known): {counts}",
        from = from,
        known = known(from),
        to = to,
        known_then = known(to),
        counts = counts(&changes),
    ));
    if changes.is_empty() {
        return Ok(Ending::Nothing);
    }
    if args.shape.is_table() {
        screen::print_marked(&changes_table(store, &changes)?)?;
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

/// The same for people.
pub(super) fn said(word: &'static str) -> String {
    tr(word).replace('-', " ")
}

/// `3 gained, 2 lost, 12 not observed`.
fn counts(changes: &[Change<'_>]) -> String {
    let count = |turn| changes.iter().filter(|change| change.turn == turn).count();
    let told: Vec<String> = TURNS
        .iter()
        .filter(|(turn, _)| count(*turn) > 0)
        .map(|(turn, word)| format!("{} {}", count(*turn), said(word)))
        .collect();
    if told.is_empty() {
        return tr("no change").to_owned();
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

fn changes_table(store: &Store, changes: &[Change<'_>]) -> anyhow::Result<String> {
    let columns = [
        column("CHANGE", None),
        column("CODE", None),
        column("COLLECTIVITY", Some(16)),
        column("BEFORE", None),
        column("AFTER", None),
        column("ID", None),
    ];
    let grade = |record: Option<&RecordRow>| record.map_or_else(|| "·".to_owned(), grade_of);
    let mut rows = Vec::with_capacity(changes.len());
    let mut addresses = Vec::new();
    for change in changes {
        let Some(record) = change.record() else {
            continue;
        };
        rows.push(vec![
            said(word(change.turn)),
            record.code.clone().unwrap_or_else(|| "–".to_owned()),
            named(record),
            grade(change.before),
            grade(change.after),
            record.id.clone(),
        ]);
        // Looked up only where it is shown.
        addresses.push(if screen::is_linked() {
            Some(export::row(store, record).map_err(failure)?.url)
        } else {
            None
        });
    }
    let table = linked(&columns, &rows, screen_width(), |row, column| {
        addresses[row].as_deref().filter(|_| column == COLLECTIVITY)
    });
    Ok(table)
}

pub(super) fn grade_of(record: &RecordRow) -> String {
    match grade_cell(record).as_str() {
        "–" => tr("no grade").to_owned(),
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
    screen::tell(&say!(
        "{who} in two editions or more, then not observed in {least} or more (not observed is not lost; covered: anything is known of it)",
        who = counted(gone.len(), "collectivity"),
        least = least,
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
            say!(
                "{grade} in {year}",
                grade = grade_of(gone.last),
                year = year
            ),
            say!(
                "not observed in {editions}",
                editions = counted(gone.editions, "edition")
            ),
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
