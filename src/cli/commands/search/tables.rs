//! What `search` finds, for people.

use super::{Answer, Coverage, FoundPage, data};
use crate::cli::asking::counted;
use crate::cli::bars::bars;
use crate::cli::screen::{self, BOLD, PLAIN, is_styled, link};
use crate::cli::table::{Column, cut, linked, one_line, screen_width};
use crate::cli::words::{day, say, tr};
use crate::jobs::export::Row;

/// Most departments and sources that facets show.
const FACETS: usize = 10;
/// The column of the words, which lead to their page.
const WORDS: usize = 5;

/// Prints the answer.
pub(super) fn print(answer: &Answer) -> anyhow::Result<()> {
    let width = screen_width();
    let (found, query) = (&answer.found, &answer.query);
    let records_found = counted(found.records_total, "record");
    screen::tell(&if query.asks_for_pages() {
        let pages_found = counted(found.pages_total, "page");
        format!("{records_found}, {pages_found} · {}", query.said(tr))
    } else {
        format!("{records_found} · {}", query.said(tr))
    });
    let mut parts = Vec::new();
    if !answer.records.is_empty() {
        parts.push(record_table(&answer.records, width));
    }
    if !answer.pages.is_empty() {
        parts.push(
            answer
                .pages
                .iter()
                .map(|page| page_lines(page, width))
                .collect(),
        );
    }
    if let Some(facets) = &answer.facets {
        parts.push(bars(&data::groups(facets), FACETS, width));
    }
    screen::print_marked(&parts.join("\n"))?;
    if let Some(coverage) = &answer.coverage {
        screen::tell(&covered(coverage));
    }
    if let Some(legend) = legend(&answer.records) {
        screen::tell(&legend);
    }
    for (shown, all, what) in [
        (answer.records.len(), found.records_total, "record"),
        (answer.pages.len(), found.pages_total, "page"),
    ] {
        if shown < all {
            let what = counted(all, what);
            screen::tell(&say!(
                "{shown} of {what} shown; more with --limit {all}",
                shown = shown,
                what = what,
                all = all,
            ));
        }
    }
    if let Some(after) = &answer.after {
        screen::tell(&say!("the next ones with --after {after}", after = after));
    }
    Ok(())
}

/// The records as a table for people; `width` is that of the screen.
fn record_table(records: &[Row], width: usize) -> String {
    let column = |title, right, least| Column {
        title,
        right,
        least,
    };
    let columns = [
        column("@", true, None),
        column("YEAR", false, None),
        column("COLLECTIVITY", false, Some(16)),
        column("CODE", false, None),
        column("SOURCES", true, None),
        column("WORDS", false, Some(12)),
        column("ID", false, None),
    ];
    let rows: Vec<Vec<String>> = records.iter().map(record_cells).collect();
    linked(&columns, &rows, width, |row, column| {
        (column == WORDS).then(|| records[row].url.as_str())
    })
}

fn record_cells(row: &Row) -> Vec<String> {
    let grade = match (row.arobases, &row.contested) {
        (Some(arobases), _) => arobases.to_string(),
        (None, Some(sides)) => sides.replace('@', "").replace(" | ", "/"),
        (None, None) => "-".to_owned(),
    };
    let mark = match row.status {
        "single" => " !",
        "contested" => " ?",
        "decided" => " =",
        _ => "  ",
    };
    let department = row
        .department
        .as_ref()
        .filter(|_| row.place_kind == "commune");
    let name = match department {
        Some(department) => format!("{} ({department})", row.name),
        None => row.name.clone(),
    };
    let words = match &row.mention {
        Some(mention) => format!("{mention}: « {} »", row.quote),
        None => format!("« {} »", row.quote),
    };
    vec![
        grade,
        row.year
            .map_or_else(|| "?".to_owned(), |year| year.to_string()),
        name,
        row.code.clone().unwrap_or_else(|| "-".to_owned()),
        format!("{}{mark}", row.sources),
        words,
        row.record.clone(),
    ]
}

/// A page as a few lines: title, where and when, the words in their context, the address.
fn page_lines(page: &FoundPage, width: usize) -> String {
    let title = page
        .title
        .as_deref()
        .filter(|title| !title.trim().is_empty());
    let mut place: Vec<String> = vec![one_line(title.unwrap_or(&page.url))];
    place.extend(page.site.as_deref().map(one_line));
    place.extend(page.published.as_deref().map(day));
    // Signs of private use, one column wide each, so that a line can be cut before they become marks.
    let [before, behind] = if is_styled() {
        ["\u{e000}", "\u{e001}"]
    } else {
        ["[", "]"]
    };
    let mut words = String::new();
    let mut at = 0;
    for mark in &page.marks {
        words.push_str(&page.excerpt[at..mark.start]);
        words.extend([before, &page.excerpt[mark.clone()], behind]);
        at = mark.end;
    }
    words.push_str(&page.excerpt[at..]);
    let inner = width.saturating_sub(6);
    let words = cut(&one_line(&words), 2 * inner);
    let words = if is_styled() {
        words
            .replace(before, &BOLD.to_string())
            .replace(behind, &PLAIN.to_string())
            + "\u{f}"
    } else {
        words
    };
    format!(
        "  {}\n      {words}\n      {}\n",
        cut(&place.join(" · "), width.saturating_sub(2)),
        link(&page.url, &one_line(&page.url)),
    )
}

/// `edition of 2018: 131 of 205 collectivities known here`.
fn covered(coverage: &Coverage) -> String {
    let Coverage {
        year,
        known,
        official,
    } = coverage;
    let totals: Vec<String> = official.iter().map(u32::to_string).collect();
    match totals.join(tr(" or ")) {
        none if none.is_empty() => say!(
            "edition of {year}: {known} known here, official total unknown",
            year = year,
            known = known,
        ),
        totals => say!(
            "edition of {year}: {known} of {totals} known here",
            year = year,
            known = known,
            totals = totals,
        ),
    }
}

fn legend(records: &[Row]) -> Option<String> {
    let any = |status: &str| records.iter().any(|row| row.status == status);
    let mut told = Vec::new();
    if any("single") {
        told.push(tr("! one source only"));
    }
    if any("contested") {
        told.push(tr("? sources disagree"));
    }
    if any("decided") {
        told.push(tr("= sources disagree, a person decided"));
    }
    let first = records.first()?;
    told.push(tr("arobase show ID shows the proof"));
    let told = told.join(" · ");
    let record = &first.record;
    Some(say!(
        "{told}, for example: arobase show {record}",
        told = told,
        record = record
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contested_record_shows_both_sides_and_no_grade() {
        let row = Row {
            name: "Villeneuve-d'Ascq".into(),
            code: Some("59009".into()),
            department: Some("59".into()),
            place_kind: "commune",
            status: "contested",
            contested: Some("4@ | 5@".into()),
            sources: 2,
            record: "59009-2013".into(),
            year: Some(2013),
            quote: "quatre\narobases \u{1b}[2J".into(),
            ..Row::default()
        };
        let text = record_table(&[row], 100);
        let line = text.lines().nth(1).unwrap();
        assert!(line.contains("4/5") && line.contains("2 ?"), "{line}");
        assert!(line.contains("« quatre arobases \\u{1b}[2J »"), "{line}");
    }
}
