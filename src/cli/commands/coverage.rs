//! Runs `arobase coverage`: how much of each edition is known, and who is missing in it.

use serde_json::{Value, json};

use crate::cli::args::{CoverageArgs, Shape};
use crate::cli::asking::counted;
use crate::cli::listing::List;
use crate::cli::table::{Column, screen_width, table};
use crate::cli::words::{say, tr};
use crate::cli::{Ending, Home, screen};
use crate::jobs::town::grade_cell;
use crate::label::chronicle::{Chronicles, Coverage, Missing, Share};
use crate::label::edition::Editions;
use crate::store::{RecordRow, Store};

/// Runs `arobase coverage`.
pub(super) fn run(home: &Home, args: &CoverageArgs) -> anyhow::Result<Ending> {
    let store = Store::open(&home.index())?;
    store.hold()?;
    let records = store.records()?;
    let all = Chronicles::of(&records);
    let mut coverage = all.coverage(Editions::shipped().all());
    coverage.retain(|one| args.year.is_none_or(|year| year == one.year));
    if coverage.is_empty() {
        let year = args.year.unwrap_or_default();
        screen::tell(&say!(
            "{year} is no edition of the label, and no page tells of one",
            year = year,
        ));
        return Ok(Ending::Nothing);
    }
    if args.missing {
        let covered = coverage.iter().flat_map(|one| all.missing(one.year));
        return missing(&covered.collect::<Vec<_>>(), &args.shape);
    }
    if args.shape.is_table() {
        screen::print_marked(&page(&coverage))?;
    } else {
        list(&coverage).print(&args.shape)?;
    }
    Ok(Ending::Done)
}

const fn column(title: &'static str, right: bool, least: Option<usize>) -> Column {
    Column {
        title,
        right,
        least,
    }
}

fn page(coverage: &[Coverage]) -> String {
    let columns = [
        column("YEAR", false, None),
        column("ED.", true, None),
        column("KNOWN", true, None),
        column("OFFICIAL", false, None),
        column("SHARE", true, None),
        column("5@", true, None),
        column("4@", true, None),
        column("3@", true, None),
        column("2@", true, None),
        column("1@", true, None),
        column("CONTESTED", true, None),
        column("NO GRADE", true, None),
    ];
    let rows: Vec<Vec<String>> = coverage.iter().map(cells).collect();
    table(&columns, &rows, screen_width())
}

fn cells(one: &Coverage) -> Vec<String> {
    let edition = one
        .edition
        .map_or_else(|| "–".to_owned(), |n| n.to_string());
    let mut cells = vec![one.year.to_string(), edition, one.all.known.to_string()];
    cells.push(match totals(&one.all) {
        totals if totals.is_empty() => tr("unknown").to_owned(),
        totals => totals,
    });
    cells.push(match one.all.percent() {
        Some(percent) if one.all.is_too_many() => format!("{percent} % !"),
        Some(percent) => format!("{percent} %"),
        None => tr("unknown").to_owned(),
    });
    cells.extend(one.levels.iter().rev().map(level));
    cells.extend([one.contested.to_string(), one.without_grade.to_string()]);
    cells
}

/// `26/33`, or `26` where no source tells how many there are.
fn level(share: &Share) -> String {
    match totals(share) {
        totals if totals.is_empty() => share.known.to_string(),
        totals => format!("{}/{totals}", share.known),
    }
}

fn totals(share: &Share) -> String {
    let totals: Vec<String> = share.official.iter().map(u32::to_string).collect();
    totals.join(tr(" or "))
}

fn list(coverage: &[Coverage]) -> List {
    List {
        schema: "arobase.coverage/1",
        columns: &[
            "year",
            "edition",
            "known",
            "official",
            "percent",
            "known_5",
            "official_5",
            "known_4",
            "official_4",
            "known_3",
            "official_3",
            "known_2",
            "official_2",
            "known_1",
            "official_1",
            "contested",
            "without_grade",
        ],
        rows: coverage.iter().map(row).collect(),
        ..List::default()
    }
}

fn row(one: &Coverage) -> Vec<Value> {
    let mut row = vec![
        json!(one.year),
        json!(one.edition),
        json!(one.all.known),
        json!(one.all.official),
        json!(one.all.percent()),
    ];
    for share in one.levels.iter().rev() {
        row.extend([json!(share.known), json!(share.official)]);
    }
    row.extend([json!(one.contested), json!(one.without_grade)]);
    row
}

/// Who was observed in the covered edition before or after one, and not in it.
fn missing(missing: &[Missing<'_>], shape: &Shape) -> anyhow::Result<Ending> {
    if missing.is_empty() {
        screen::tell(tr(
            "nobody who was observed in a neighbouring edition is missing",
        ));
        return Ok(Ending::Nothing);
    }
    if !shape.is_table() {
        missing_list(missing).print(shape)?;
        return Ok(Ending::Done);
    }
    let columns = [
        column("YEAR", false, None),
        column("CODE", false, None),
        column("COLLECTIVITY", false, Some(16)),
        column("BEFORE", false, None),
        column("AFTER", false, None),
    ];
    let cell = |record: Option<&RecordRow>| {
        record.map_or_else(
            || "·".to_owned(),
            |record| {
                let year = record.year.unwrap_or_default();
                let grade = format!("{}@", grade_cell(record));
                say!("{grade} in {year}", grade = grade, year = year)
            },
        )
    };
    let rows: Vec<Vec<String>> = missing
        .iter()
        .filter_map(|one| {
            let record = one.record()?;
            Some(vec![
                one.year.to_string(),
                record.code.clone().unwrap_or_else(|| "–".to_owned()),
                named(record),
                cell(one.before),
                cell(one.after),
            ])
        })
        .collect();
    screen::print_marked(&table(&columns, &rows, screen_width()))?;
    let both = missing
        .iter()
        .filter(|one| one.before.is_some() && one.after.is_some());
    screen::tell(&say!(
        "{who} not observed, though observed in the covered edition before or after ({both} in both)",
        who = counted(missing.len(), "collectivity"),
        both = both.count(),
    ));
    Ok(Ending::Done)
}

/// A collectivity with its department.
pub(super) fn named(record: &RecordRow) -> String {
    match record.department.as_deref() {
        Some(department) => format!("{} ({department})", record.name),
        None => record.name.clone(),
    }
}

fn missing_list(missing: &[Missing<'_>]) -> List {
    let of = |record: Option<&RecordRow>| {
        [
            json!(record.and_then(|record| record.year)),
            json!(record.and_then(|record| record.arobases)),
            json!(record.map(|record| &record.id)),
        ]
    };
    let row = |one: &Missing<'_>| {
        let record = one.record();
        let mut row = vec![
            json!(one.year),
            json!(record.and_then(|record| record.code.as_ref())),
            json!(record.map(|record| &record.name)),
            json!(record.and_then(|record| record.department.as_ref())),
        ];
        row.extend(of(one.before));
        row.extend(of(one.after));
        row
    };
    List {
        schema: "arobase.missing/1",
        columns: &[
            "year",
            "code",
            "name",
            "department",
            "year_before",
            "arobases_before",
            "record_before",
            "year_after",
            "arobases_after",
            "record_after",
        ],
        rows: missing.iter().map(row).collect(),
        ..List::default()
    }
}
