//! Tables: one row says who or when, one cell says which grade; a header may say the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Read;
use super::draft::{Draft, Given, When};
use super::mention;
use super::place::PlaceReader;
use super::refuse::{self, Around};
use super::scene::{self, Scene, State};
use super::subject::Standing;
use super::term::{DayTerm, Form, Kind, LevelTerm, PlaceTerm, Term};
use super::terms;
use crate::web::page::BlockKind;

/// What the cells of one row say together.
#[derive(Default)]
struct Row {
    place: Option<PlaceTerm>,
    year: Option<i16>,
    cells: Vec<usize>,
    /// What the heading above the table says: a year and departments.
    above: (Option<i16>, Vec<String>),
    /// The grade at the head of the row: "5 arobases | Xville, Yville".
    head: Option<LevelTerm>,
    /// Whether the table tells more than one arobase of somebody, or the label's name heads it.
    graded: bool,
}

/// Reads the tables that hold grades; returns the numbers of the blocks that it has read.
pub(super) fn read(reads: &[Read], scene: &Scene<'_>, state: &mut State) -> Vec<usize> {
    let mut rows: BTreeMap<(usize, usize), Row> = BTreeMap::new();
    let mut above = (None, Vec::new());
    for (index, read) in reads.iter().enumerate() {
        if let BlockKind::Heading(level) = read.kind {
            let year = first_year(&read.terms).filter(|_| level > 1);
            above = (year, scene::departments(&read.terms, &[]));
        }
        let BlockKind::Cell {
            table, line, row, ..
        } = &read.kind
        else {
            continue;
        };
        let entry = rows.entry((*table, *line)).or_insert_with(|| Row {
            above: above.clone(),
            ..Row::default()
        });
        entry.cells.push(index);
        // Pages of old lay their whole text out in cells: a long cell is running text.
        if read.terms.len() > 14 {
            continue;
        }
        entry.year = entry.year.or_else(|| first_year(&read.terms));
        if entry.place.is_none() && entry.cells.len() == 1 {
            entry.place = read.terms.first().and_then(Term::place).cloned();
        }
        if let Some(header) = row {
            let header = header_terms(scene, header);
            entry.year = entry.year.or_else(|| first_year(&header));
            entry.place = entry
                .place
                .take()
                .or_else(|| header.iter().find_map(Term::place).cloned());
            let alone = header.iter().all(|term| term.place().is_none());
            entry.head = header
                .iter()
                .find_map(Term::level)
                .filter(|_| alone)
                .cloned();
        }
    }
    let graded = graded_tables(reads, scene);
    for ((table, _), row) in &mut rows {
        row.graded = graded.contains(table);
    }
    let mut done = Vec::new();
    for row in rows.values() {
        let short = row.cells.iter().all(|cell| reads[*cell].terms.len() <= 14);
        // A table has several cells in a row, a layout has text.
        if short && (row.cells.len() > 1 || row.year.is_some()) {
            for cell in &row.cells {
                if read_cell(&reads[*cell], row, scene, state) {
                    done.extend(row.cells.iter().map(|cell| reads[*cell].block));
                }
            }
        }
    }
    done
}

/// The tables whose cells tell two arobases and more, or whose headers name the label or its unit.
fn graded_tables(reads: &[Read], scene: &Scene<'_>) -> BTreeSet<usize> {
    let more = |term: &Term| {
        term.level().is_some_and(|level| {
            matches!(level.form, Form::Plain | Form::Symbols)
                && level.value().is_none_or(|value| value > 1)
        })
    };
    let names = |term: &Term| matches!(term.kind, Kind::Label | Kind::Unit);
    let mut found = BTreeSet::new();
    for read in reads {
        let BlockKind::Cell { table, column, .. } = &read.kind else {
            continue;
        };
        let headed = column
            .as_deref()
            .is_some_and(|header| header_terms(scene, header).iter().any(names));
        if headed || read.terms.iter().any(more) {
            found.insert(*table);
        }
    }
    found
}

fn header_terms(scene: &Scene<'_>, header: &str) -> Vec<Term> {
    let places = PlaceReader {
        gazetteer: scene.label.gazetteer,
        local: super::local::Local::default(),
    };
    terms::read(scene.label.lexicon, &places, header).terms
}

fn first_year(terms: &[Term]) -> Option<i16> {
    terms.iter().find_map(|term| match term.kind {
        Kind::Year(year) => Some(year),
        Kind::Date(DayTerm { year, .. }) => year,
        _ => None,
    })
}

/// The grade of one cell, with what its row and its column say. Whether it held one.
fn read_cell(read: &Read, row: &Row, scene: &Scene<'_>, state: &mut State) -> bool {
    let BlockKind::Cell { column, .. } = &read.kind else {
        return false;
    };
    let header = column.as_deref().map(|header| header_terms(scene, header));
    let header = header.unwrap_or_default();
    let Some((value, places)) = holders(read, &header, row, scene) else {
        return false;
    };
    let year = first_year(&header)
        .or_else(|| first_year(&read.terms))
        .or(row.year)
        .or(row.above.0);
    let (Some(first), Some(last)) = (read.terms.first(), read.terms.last()) else {
        return false;
    };
    let span = first.span.start..last.span.end;
    let mentions = read
        .terms
        .iter()
        .enumerate()
        .filter_map(|(at, term)| match term.kind {
            Kind::Mention { number, loose } if !loose || mention::is_named(&read.terms, at) => {
                Some(Given::Mention(number))
            }
            _ => None,
        });
    let given: Vec<Given> = std::iter::once(Given::Grade(value))
        .chain(mentions)
        .collect();
    for (place, given) in places
        .iter()
        .flat_map(|place| given.iter().map(move |given| (place.clone(), *given)))
    {
        state.drafts.push(Draft {
            place,
            near: row.above.1.clone(),
            given,
            when: When {
                year,
                ..When::default()
            },
            block: read.block,
            sentence: span.clone(),
            words: span.clone(),
            name: None,
            rule: "table",
            confidence: 0.92,
        });
    }
    true
}

/// The grade of a cell and those who hold it: named in it, at the head of its row, or the page's town.
fn holders(
    read: &Read,
    header: &[Term],
    row: &Row,
    scene: &Scene<'_>,
) -> Option<(Option<u8>, Vec<PlaceTerm>)> {
    let plain = |level: &LevelTerm| level.form != Form::Highest;
    let names: Vec<PlaceTerm> = read.terms.iter().filter_map(Term::place).cloned().collect();
    let Some(at) = read
        .terms
        .iter()
        .position(|term| term.level().is_some_and(plain))
    else {
        if let Some(value) = crossed(read, header) {
            return row.place.clone().map(|place| (Some(value), vec![place]));
        }
        // "5 @" heads the column or the row, the cell names the towns.
        let level = header.iter().find_map(Term::level).or(row.head.as_ref())?;
        return (!names.is_empty()).then(|| (level.value(), names));
    };
    let level = read.terms[at].level()?;
    // One bare sign in a table of signs may mark anything; beside "@@" it is a grade.
    if level.form == Form::Single && !row.graded {
        return None;
    }
    let around = Around {
        label_near: read.label_before,
        maximum_stated: scene.maximum_stated,
    };
    if level.form != Form::Single && refuse::reason(&read.terms, at, around).is_some() {
        return None;
    }
    let place = names
        .into_iter()
        .next()
        .or_else(|| row.place.clone())
        .or_else(|| own(row, scene));
    Some((level.value(), place.into_iter().collect()))
}

/// The page's own town, for a row that tells a year and no name. A row of grades without either
/// explains the scale.
fn own(row: &Row, scene: &Scene<'_>) -> Option<PlaceTerm> {
    let (place, standing) = scene.subject.as_ref()?;
    let dated = row.year.is_some() || row.above.0.is_some();
    (dated || *standing == Standing::Own && row.cells.len() > 1 && row.head.is_none())
        .then(|| place.clone())
}

/// A cross below a number: "Arobases | 1 | 2 | 3", and a cross in the third column.
fn crossed(read: &Read, header: &[Term]) -> Option<u8> {
    let cross = match read.terms.as_slice() {
        [one] => one.one_of("x oui") || one.is_mark('@') || one.is_mark('✓') || one.is_mark('✔'),
        _ => false,
    };
    let unit = |term: &Term| matches!(term.kind, Kind::Unit);
    match header.last()?.kind {
        Kind::Number(value @ 1..=5) if cross && header.iter().any(unit) => u8::try_from(value).ok(),
        Kind::Level(ref level) if cross => level.value(),
        _ => None,
    }
}
