//! Tables: one row says who or when, one cell says which grade; a header may say the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::context::{self, Read};
use super::draft::{Draft, Given, When};
use super::heading;
use super::mention;
use super::place::PlaceReader;
use super::refuse::{self, Around};
use super::scene::{Scene, State};
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
    /// What stands above the table.
    above: Above,
    /// Departments that the row names.
    lands: Vec<String>,
    /// Whether the row begins with a department, and not with a town.
    land_first: bool,
    /// The grade at the head of the row: "5 arobases | Xville, Yville".
    head: Option<LevelTerm>,
    /// Whether the table tells more than one arobase of somebody, or the label's name heads it.
    graded: bool,
}

/// What the heading and the lines above a table say.
#[derive(Clone, Default)]
struct Above {
    year: Option<i16>,
    departments: Vec<String>,
    /// Whether they speak of arobases, so that bare numbers count them.
    unit: bool,
    /// Whether they name the label, so that numbers of one to five below years count its grades.
    label: bool,
    /// Whether they speak of another label.
    foreign: bool,
}

/// Reads the tables that hold grades; returns the numbers of the blocks that it has read.
pub(super) fn read(reads: &[Read], scene: &Scene<'_>, state: &mut State) -> Vec<usize> {
    let mut rows: BTreeMap<(usize, usize), Row> = BTreeMap::new();
    let mut above = Above::default();
    let mut before: Vec<bool> = Vec::new();
    let mut named: Vec<bool> = Vec::new();
    for (index, read) in reads.iter().enumerate() {
        let BlockKind::Cell { table, line, .. } = &read.kind else {
            if let BlockKind::Heading(level) = read.kind {
                above.year = first_year(&read.terms).filter(|_| level > 1);
                above.departments = heading::departments(&read.terms, &[]);
                above.foreign = read
                    .terms
                    .iter()
                    .any(|term| matches!(term.kind, Kind::OtherLabel))
                    && !context::speaks(&read.terms);
            }
            before.push(counts_arobases(&read.terms));
            above.unit = before.iter().rev().take(3).any(|unit| *unit);
            named.push(
                read.terms
                    .iter()
                    .any(|term| matches!(term.kind, Kind::Label)),
            );
            above.label = named.iter().rev().take(3).any(|named| *named);
            continue;
        };
        let row = rows.entry((*table, *line)).or_insert_with(|| Row {
            above: above.clone(),
            ..Row::default()
        });
        row.cells.push(index);
        // Pages of old lay their whole text out in cells: a long cell is running text.
        if read.terms.len() <= 14 {
            describe(row, read, scene);
        }
    }
    let graded = graded_tables(reads, scene);
    for ((table, _), row) in &mut rows {
        row.graded = graded.contains(table);
    }
    let mut done = Vec::new();
    for row in rows.values().filter(|row| !row.above.foreign) {
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

/// Whether a line above a table says that it counts arobases.
fn counts_arobases(terms: &[Term]) -> bool {
    terms
        .iter()
        .any(|term| matches!(term.kind, Kind::Unit | Kind::Scale))
}

/// Adds what one cell and the head of its row say of the row.
fn describe(row: &mut Row, read: &Read, scene: &Scene<'_>) {
    let BlockKind::Cell {
        column, row: head, ..
    } = &read.kind
    else {
        return;
    };
    let column = column.as_deref().map(|column| header_terms(scene, column));
    let column = column.unwrap_or_default();
    let first = row.cells.len() == 1;
    if column.iter().any(is_land) {
        row.lands.extend(heading::departments(&read.terms, &[]));
        let named = read.terms.iter().filter_map(Term::place);
        let codes =
            named.filter_map(|place| scene.label.gazetteer.department_by_name(&place.written));
        row.lands.extend(codes.map(str::to_owned));
        row.land_first |= first;
        return;
    }
    // "Première participation : 2012" is not the year of the grade.
    let other_year =
        |term: &Term| term.begins("premiere participation depuis adhe creation entree");
    if !column.iter().any(other_year) {
        row.year = row.year.or_else(|| first_year(&read.terms));
    }
    let graded = read.terms.iter().any(|term| term.level().is_some());
    // The place of the ceremony has a column of its own on the pages of one town.
    let hosts = |term: &Term| term.begins("accueil hote ceremoni remise lieu");
    let holder = column.iter().any(names_holder) && !column.iter().any(hosts)
        || column.is_empty() && row.year.is_none();
    if row.place.is_none() && (first || !graded && holder) {
        row.place = read.terms.first().and_then(Term::place).cloned();
    }
    let Some(head) = head.as_deref().filter(|_| !row.land_first) else {
        return;
    };
    let terms = header_terms(scene, head);
    row.year = row.year.or_else(|| first_year(&terms));
    row.place = row
        .place
        .take()
        .or_else(|| terms.iter().find_map(Term::place).cloned())
        .or_else(|| exact_name(scene, head));
    let alone = terms.iter().all(|term| term.place().is_none());
    row.head = terms
        .iter()
        .find_map(Term::level)
        .filter(|_| alone)
        .cloned();
}

/// The head of a column of departments, regions or numbers of inhabitants.
fn is_land(term: &Term) -> bool {
    term.begins("departement region population habitant canton arrondissement academie pays")
        || term.is_cue(crate::label::lexicon::Cue::Crowd) && term.begins("departement region")
}

/// The head of a column of those who hold a grade.
fn names_holder(term: &Term) -> bool {
    term.begins("commune ville village collectivite nom laureat territoire epci intercommunalite beneficiaire titulaire")
}

fn header_terms(scene: &Scene<'_>, header: &str) -> Vec<Term> {
    let places = PlaceReader::new(scene.label.gazetteer);
    terms::read(scene.label.lexicon, &places, header).terms
}

/// "Die" alone in the cell that heads its row is the town, and no German article.
fn exact_name(scene: &Scene<'_>, cell: &str) -> Option<PlaceTerm> {
    let written = cell.trim();
    let found = scene.label.gazetteer.by_name(written);
    let exact = found.iter().any(|found| found.name == written);
    exact.then(|| PlaceTerm::named(found, written))
}

fn first_year(terms: &[Term]) -> Option<i16> {
    terms.iter().find_map(|term| match term.kind {
        Kind::Year(year) => Some(year),
        Kind::Date(DayTerm { year, .. }) => year,
        _ => None,
    })
}

/// The grade or the mention of one cell, with what its row and its column say. Whether it held one.
fn read_cell(read: &Read, row: &Row, scene: &Scene<'_>, state: &mut State) -> bool {
    let BlockKind::Cell { column, .. } = &read.kind else {
        return false;
    };
    let header = column.as_deref().map(|header| header_terms(scene, header));
    let header = header.unwrap_or_default();
    // "Notre avis": the signs are the paper's own.
    if header
        .iter()
        .any(|term| term.begins("avis appreciation commentaire accueil confort tarif poste"))
    {
        return false;
    }
    let graded = holders(read, &header, row, scene);
    let said = graded.is_some() || header.iter().any(|term| matches!(term.kind, Kind::Trigger));
    let mut given: Vec<Given> = mentions(read, said);
    let places = match graded {
        Some((value, places)) => {
            given.insert(0, Given::Grade(value));
            places
        }
        // A special mention alone in its cell, below a header that says so.
        None if read.terms.len() <= 6 => row.place.clone().into_iter().collect(),
        None => Vec::new(),
    };
    if given.is_empty() || places.is_empty() {
        return false;
    }
    let year = first_year(&header)
        .or_else(|| first_year(&read.terms))
        .or(row.year)
        .or(row.above.year);
    let (Some(first), Some(last)) = (read.terms.first(), read.terms.last()) else {
        return false;
    };
    let span = first.span.start..last.span.end;
    for (place, given) in places
        .iter()
        .flat_map(|place| given.iter().map(move |given| (place.clone(), *given)))
    {
        state.drafts.push(Draft {
            place,
            near: row
                .lands
                .iter()
                .chain(&row.above.departments)
                .cloned()
                .collect(),
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

/// The special mentions of a cell; `said`: its header or its grade makes an ordinary expression one.
fn mentions(read: &Read, said: bool) -> Vec<Given> {
    let named = |(at, term): (usize, &Term)| match term.kind {
        Kind::Mention { number, loose }
            if !loose || said && read.terms.len() <= 6 || mention::is_named(&read.terms, at) =>
        {
            Some(Given::Mention(number))
        }
        _ => None,
    };
    read.terms.iter().enumerate().filter_map(named).collect()
}

/// A bare number below "Arobases", or below a year where the lines above the table count arobases.
fn bare_number(read: &Read, header: &[Term], row: &Row) -> Option<u8> {
    let value = match read.terms.as_slice() {
        [only] => match only.kind {
            Kind::Number(value @ 1..=5) => u8::try_from(value).ok()?,
            _ => return None,
        },
        _ => return None,
    };
    let unit = |term: &Term| matches!(term.kind, Kind::Unit | Kind::Label) || term.is_mark('@');
    let year = |term: &Term| {
        matches!(
            term.kind,
            Kind::Year(_) | Kind::Trigger | Kind::Mark(_) | Kind::Edition(_)
        ) || term.one_of("en annee niveau grade palmares edition resultat resultats")
    };
    let only_years = || {
        header
            .iter()
            .all(|term| matches!(term.kind, Kind::Year(_) | Kind::Edition(_)))
    };
    let dated = !header.is_empty()
        && (row.above.unit && header.iter().all(year)
            || row.above.label && row.place.is_some() && only_years());
    (header.iter().any(unit) || dated).then_some(value)
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
        if let Some(value) = crossed(read, header).or_else(|| bare_number(read, header, row)) {
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
    let column = || header.iter().find_map(Term::place).cloned();
    let place = names
        .into_iter()
        .next()
        .or_else(|| row.place.clone())
        .or_else(column)
        .or_else(|| own(row, header, scene));
    Some((level.value(), place.into_iter().collect()))
}

/// The page's own town, for a row that tells a year and no name. A row of grades without either
/// explains the scale.
fn own(row: &Row, header: &[Term], scene: &Scene<'_>) -> Option<PlaceTerm> {
    let (place, standing) = scene.subject.as_ref()?;
    let dated = row.year.is_some() || row.above.year.is_some() || first_year(header).is_some();
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
