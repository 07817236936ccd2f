//! Runs `arobase search`: the records first, then the pages that mention what was asked.

use std::io::{BufWriter, Write as _};

use anyhow::Context as _;
use serde::Serialize;

use crate::cli::args::{ListFormat, SearchArgs};
use crate::cli::asking::{counted, failure, opened, query, tell};
use crate::cli::table::{Column, cut, one_line, screen_width, table};
use crate::cli::{Ending, Home, screen};
use crate::index::query::{Query, Term};
use crate::index::{Excerpt, Found, excerpt};
use crate::jobs::export::{Row, json_line, row};
use crate::jobs::reindex::Opened;

/// Before this year there was no label.
const FIRST_EDITION: i16 = 1999;
/// Characters of a page's excerpt.
const EXCERPT: usize = 200;

/// One result as JSON; more types may come.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Line<'a> {
    Record(&'a Row),
    Page(&'a Page),
}

/// A page that was found.
#[derive(Serialize)]
struct Page {
    url: String,
    title: Option<String>,
    site: Option<String>,
    published: Option<String>,
    captured_at: String,
    capture: i64,
    excerpt: String,
    #[serde(skip)]
    marks: Vec<std::ops::Range<usize>>,
}

/// Runs `arobase search`.
pub(super) fn run(home: &Home, args: &SearchArgs) -> anyhow::Result<Ending> {
    let query = query(&args.query)?;
    let opened = opened(home)?;
    let found = opened.searcher.search(&query, args.limit)?;
    tell(&found.notes);
    if found.is_empty() {
        screen::tell(&nothing(&query, &opened));
        return Ok(Ending::Nothing);
    }
    let records = records(&opened, &found)?;
    let pages = pages(&opened, &found, &query)?;
    match args.format {
        ListFormat::Jsonl => print_lines(&records, &pages)?,
        ListFormat::Table => print_tables(&query, &found, &records, &pages)?,
    }
    Ok(Ending::Done)
}

fn records(opened: &Opened, found: &Found) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::with_capacity(found.records.len());
    for id in &found.records {
        // A crawl may have made the records anew since the index was written.
        if let Some(record) = opened.store.record(id)? {
            rows.push(row(&opened.store, &record).map_err(failure)?);
        }
    }
    Ok(rows)
}

fn pages(opened: &Opened, found: &Found, query: &Query) -> anyhow::Result<Vec<Page>> {
    let mut pages = Vec::with_capacity(found.pages.len());
    for hit in &found.pages {
        let page = opened.store.page(hit.capture)?;
        let capture = opened.store.capture(hit.capture)?;
        let (Some(page), Some(capture)) = (page, capture) else {
            continue;
        };
        let mut shown = excerpt(&opened.store.own_text(&page)?, query, EXCERPT);
        if shown.marks.is_empty() {
            // It was found for what its host repeats.
            shown = excerpt(&page.text, query, EXCERPT);
        }
        let Excerpt { text, marks } = shown;
        pages.push(Page {
            url: page.url,
            title: page.title,
            site: page.site,
            published: page.published.map(|date| date.to_string()),
            captured_at: capture.at.to_string(),
            capture: capture.id,
            excerpt: text,
            marks,
        });
    }
    Ok(pages)
}

fn print_lines(records: &[Row], pages: &[Page]) -> anyhow::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for record in records {
        writeln!(out, "{}", json_line(&Line::Record(record))?)?;
    }
    for page in pages {
        writeln!(out, "{}", json_line(&Line::Page(page))?)?;
    }
    out.flush().context("standard output")
}

fn print_tables(
    query: &Query,
    found: &Found,
    records: &[Row],
    pages: &[Page],
) -> anyhow::Result<()> {
    let width = screen_width();
    let records_found = counted(found.records_total, "record");
    screen::tell(&if query.asks_for_pages() {
        let pages_found = counted(found.pages_total, "page");
        format!("{records_found}, {pages_found} · {query}")
    } else {
        format!("{records_found} · {query}")
    });
    let mut text = String::new();
    if !records.is_empty() {
        text.push_str(&record_table(records, width));
    }
    if !pages.is_empty() {
        if !records.is_empty() {
            text.push('\n');
        }
        for page in pages {
            text.push_str(&page_lines(page, width));
        }
    }
    screen::print(&text)?;
    if let Some(legend) = legend(records) {
        screen::tell(&legend);
    }
    for (shown, all, what) in [
        (records.len(), found.records_total, "records"),
        (pages.len(), found.pages_total, "pages"),
    ] {
        if shown < all {
            screen::tell(&format!(
                "{shown} of {all} {what} shown; more with --limit {all}"
            ));
        }
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
    table(&columns, &rows, width)
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
fn page_lines(page: &Page, width: usize) -> String {
    let title = page
        .title
        .as_deref()
        .filter(|title| !title.trim().is_empty());
    let mut place: Vec<String> = vec![one_line(title.unwrap_or(&page.url))];
    place.extend(page.site.as_deref().map(one_line));
    place.extend(page.published.clone());
    let mut words = String::new();
    let mut at = 0;
    for mark in &page.marks {
        words.push_str(&page.excerpt[at..mark.start]);
        words.extend(["[", &page.excerpt[mark.clone()], "]"]);
        at = mark.end;
    }
    words.push_str(&page.excerpt[at..]);
    let inner = width.saturating_sub(6);
    format!(
        "  {}\n      {}\n      {}\n",
        cut(&place.join(" · "), width.saturating_sub(2)),
        cut(&one_line(&words), 2 * inner),
        one_line(&page.url),
    )
}

fn legend(records: &[Row]) -> Option<String> {
    let any = |status: &str| records.iter().any(|row| row.status == status);
    let mut told = Vec::new();
    if any("single") {
        told.push("! one source only");
    }
    if any("contested") {
        told.push("? sources disagree");
    }
    if any("decided") {
        told.push("= sources disagree, a person decided");
    }
    let first = records.first()?;
    told.push("arobase show ID shows the proof");
    Some(format!(
        "{}, for example: arobase show {}",
        told.join(" · "),
        first.record
    ))
}

/// The sentence for an empty result: why it may be so.
fn nothing(query: &Query, opened: &Opened) -> String {
    let too_early = query.clauses.iter().any(|clause| match &clause.term {
        Term::Year(spans) => {
            !clause.negated
                && spans
                    .iter()
                    .all(|span| span.is_some_and(|span| span.to < FIRST_EDITION))
        }
        _ => false,
    });
    let why = match opened.searcher.size() {
        _ if too_early => format!("; the label exists since {FIRST_EDITION}"),
        Ok((0, 0)) => "; the archive is empty".to_owned(),
        Ok((records, pages)) => format!("; the archive has {records} records and {pages} pages"),
        Err(_) => String::new(),
    };
    format!("nothing found for {query}{why}")
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
