//! Tables: which ones hold data and which only lay a page out, and the headers that rule each cell.

use std::collections::HashMap;

use super::clean::clean;
use super::tree::{Flat, What};
use crate::web::page::BlockKind;

/// A cell with more words than this is text that was put in a table to be placed, not a datum.
const LONGEST_DATUM: usize = 400;

/// The kind of block of each cell of each data table, by the cell's number in the flat tree.
pub(super) fn cells(flat: &[Flat<'_>]) -> HashMap<usize, BlockKind> {
    let mut cells = HashMap::new();
    let mut number = 0;
    for (at, _) in flat
        .iter()
        .enumerate()
        .filter(|(_, node)| node.name() == "table")
    {
        let rows = rows(flat, at);
        if is_data(flat, at, &rows) {
            kinds(flat, &rows, number, &mut cells);
            number += 1;
        }
    }
    cells
}

/// The cells of each row of a table, without those of tables inside it.
fn rows(flat: &[Flat<'_>], table: usize) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let end = flat.get(table).map_or(table, |node| node.end);
    let mut at = table + 1;
    while let Some(node) = flat.get(at).filter(|_| at < end) {
        match node.name() {
            "table" | "script" | "style" => {
                at = node.end;
                continue;
            }
            "tr" => rows.push(Vec::new()),
            "td" | "th" => {
                if let Some(row) = rows.last_mut() {
                    row.push(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    rows.retain(|row| !row.is_empty());
    rows
}

fn is_data(flat: &[Flat<'_>], table: usize, rows: &[Vec<usize>]) -> bool {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let Some(node) = flat.get(table).filter(|_| rows.len() >= 2 && columns >= 2) else {
        return false;
    };
    if matches!(node.attr("role"), Some("presentation" | "none")) {
        return false;
    }
    let inside = flat.get(table + 1..node.end).unwrap_or_default();
    let lays_out = |name: &str| {
        matches!(
            name,
            "table" | "h1" | "h2" | "h3" | "form" | "article" | "section" | "nav" | "iframe"
        )
    };
    if inside.iter().any(|node| lays_out(node.name())) {
        return false;
    }
    let longest = rows
        .iter()
        .flatten()
        .map(|cell| words(flat, *cell).len())
        .max();
    longest.unwrap_or_default() <= LONGEST_DATUM
}

/// The words of an element, its images' arobases left aside.
pub(super) fn words(flat: &[Flat<'_>], at: usize) -> String {
    let Some(node) = flat.get(at) else {
        return String::new();
    };
    let mut text = String::new();
    for inside in flat.get(at + 1..node.end).unwrap_or_default() {
        match inside.what {
            What::Text(words) => text.push_str(words),
            What::Element(_) if matches!(inside.name(), "br" | "p" | "div" | "li") => {
                text.push(' ');
            }
            What::Element(_) => {}
        }
    }
    clean(&text)
}

fn kinds(
    flat: &[Flat<'_>],
    rows: &[Vec<usize>],
    table: usize,
    cells: &mut HashMap<usize, BlockKind>,
) {
    let is_header = |cell: &usize| flat.get(*cell).is_some_and(|node| node.name() == "th");
    let in_head = |cell: &usize| {
        let row = flat.get(*cell).map(|node| node.parent);
        let group = row.and_then(|row| flat.get(row)).map(|row| row.parent);
        group
            .and_then(|group| flat.get(group))
            .is_some_and(|group| group.name() == "thead")
    };
    let plain = !rows.iter().flatten().any(is_header);
    let mut columns: Vec<Option<String>> = Vec::new();
    let mut taken: Vec<usize> = Vec::new();
    let mut ruled = false;
    for (line, row) in rows.iter().enumerate() {
        // A row of headers only rules the columns below it, until the next such row; a row of
        // headers right below another one says more of the same columns.
        let rules = row.iter().all(is_header)
            || row.iter().all(in_head)
            || plain && line == 0 && (heads_columns(flat, row) || heads_numbers(flat, rows));
        let more = rules && ruled;
        ruled = rules;
        let mut header_of_row = None;
        let mut column = 0;
        for cell in row {
            while taken.get(column).is_some_and(|rows| *rows > line) {
                column += 1;
            }
            let text = Some(words(flat, *cell)).filter(|text| !text.is_empty());
            let kind = BlockKind::Cell {
                row: if rules { None } else { header_of_row.clone() },
                column: if rules {
                    None
                } else {
                    columns.get(column).cloned().flatten()
                },
                table,
                line,
            };
            cells.insert(*cell, kind);
            let (span, down) = (span(flat, *cell, "colspan"), span(flat, *cell, "rowspan"));
            taken.resize(taken.len().max(column + span), 0);
            for last in taken.iter_mut().skip(column).take(span) {
                *last = line + down;
            }
            if rules {
                columns.resize(columns.len().max(column + span), None);
                for place in columns.iter_mut().skip(column).take(span) {
                    *place = match (place.take().filter(|_| more), &text) {
                        (Some(above), Some(text)) => Some(format!("{above} {text}")),
                        (above, text) => text.clone().or(above),
                    };
                }
            } else if is_header(cell) || (column == 0 && header_of_row.is_none()) {
                header_of_row = text;
            }
            column += span;
        }
    }
}

/// Whether a first row of plain cells heads the columns: all of it is bold, or it counts years.
fn heads_columns(flat: &[Flat<'_>], row: &[usize]) -> bool {
    let bold = |cell: &usize| {
        let end = flat.get(*cell).map_or(*cell, |node| node.end);
        let inside = flat.get(cell + 1..end).unwrap_or_default();
        inside
            .iter()
            .any(|node| matches!(node.name(), "b" | "strong"))
    };
    let is_year = |cell: &&usize| {
        let text = words(flat, **cell);
        text.len() == 4
            && text
                .parse::<u16>()
                .is_ok_and(|year| (1990..2100).contains(&year))
    };
    row.len() >= 2 && (row.iter().all(bold) || row.iter().skip(1).filter(is_year).count() >= 2)
}

/// Whether words of the first row stand above a column that holds nothing but numbers or signs: "Commune |
/// Arobases" above "Dole | 3".
fn heads_numbers(flat: &[Flat<'_>], rows: &[Vec<usize>]) -> bool {
    let [first, rest @ ..] = rows else {
        return false;
    };
    let counts = |cell: &usize| {
        let text = words(flat, *cell);
        let told = |sign: char| sign.is_ascii_digit() || sign == '@';
        text.contains(told) && !text.contains(char::is_alphabetic)
    };
    let names = |cell: &usize| {
        let text = words(flat, *cell);
        text.contains(char::is_alphabetic)
            && !text.contains(['@', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    };
    let same = rest.iter().all(|row| row.len() == first.len());
    let below = |column: usize| rest.iter().all(|row| row.get(column).is_some_and(counts));
    first.len() >= 2
        && !rest.is_empty()
        && same
        && first.iter().all(names)
        && (1..first.len()).any(below)
}

/// Over how many columns ("colspan") or rows ("rowspan") a cell reaches.
fn span(flat: &[Flat<'_>], cell: usize, name: &str) -> usize {
    let span = flat.get(cell).and_then(|node| node.attr(name));
    span.and_then(|span| span.trim().parse().ok())
        .unwrap_or(1)
        .clamp(1, 100)
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;

    fn read(html: &str) -> Vec<(String, Option<String>, Option<String>, usize)> {
        let (html, _) = tree::read(html);
        let flat = tree::flat(&html);
        let cells = cells(&flat);
        let mut sorted: Vec<_> = cells.into_iter().collect();
        sorted.sort_by_key(|(at, _)| *at);
        let told = |(at, kind)| match kind {
            BlockKind::Cell {
                row, column, line, ..
            } => (words(&flat, at), row, column, line),
            _ => unreachable!(),
        };
        sorted.into_iter().map(told).collect()
    }

    #[test]
    fn cells_know_the_headers_of_their_row_and_column() {
        let cells = read(
            "<table><thead><tr><th>Ville<th>2019<th>2020</thead>\
             <tr><td>Aville<td>@@<td>@@@<tr><td>Bville<td>@<td>@@</table>",
        );
        let wanted = (
            "@@".to_owned(),
            Some("Bville".to_owned()),
            Some("2020".to_owned()),
            2,
        );
        assert_eq!(cells.last(), Some(&wanted));
        assert_eq!(cells[0], ("Ville".to_owned(), None, None, 0));
    }

    #[test]
    fn headers_in_bold_and_headers_in_two_rows_rule_their_columns() {
        let bold = read("<table><tr><td><b>Ville</b><td><b>2016</b><tr><td>Dole<td>3 @</table>");
        assert_eq!(bold[3].2.as_deref(), Some("2016"));
        let two = read(
            "<table><tr><th rowspan=2>Ville<th colspan=2>Arobases<tr><th>1<th>2\
             <tr><td>Dole<td><td>X</table>",
        );
        let crossed = two.iter().find(|cell| cell.0 == "X");
        assert_eq!(
            crossed.and_then(|cell| cell.2.as_deref()),
            Some("Arobases 2")
        );
    }

    #[test]
    fn words_above_a_column_of_numbers_are_its_header() {
        let told =
            read("<table><tr><td>Commune<td>Arobases<tr><td>Dole<td>3<tr><td>Gray<td>2</table>");
        assert_eq!(told[3].2.as_deref(), Some("Arobases"));
        assert_eq!(told[3].1.as_deref(), Some("Dole"));
        let signs = read("<table><tr><td>Ville<td>Dpt<td>Label<tr><td>Dole<td>39<td>@@@</table>");
        assert_eq!(signs[5].2.as_deref(), Some("Label"));
        // A first row that counts as well is a row as any other.
        let bare = read("<table><tr><td>Dole<td>3<tr><td>Gray<td>2</table>");
        assert_eq!(bare[1].2, None);
        let texts = read("<table><tr><td>Dole<td>oui<tr><td>Gray<td>non</table>");
        assert_eq!(texts[3].2, None);
    }

    #[test]
    fn a_table_that_lays_the_page_out_has_no_cells() {
        assert!(read("<table><tr><td>Menu<td><h1>Titre</h1><tr><td>a<td>b</table>").is_empty());
        assert!(read("<table><tr><td>Menu<td><table><tr><td>x</table></table>").is_empty());
    }
}
