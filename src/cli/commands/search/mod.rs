//! Runs `arobase search`: the records first, then the pages that mention what was asked.

mod data;
mod explain;
mod tables;

use serde::Serialize;

use crate::cli::args::{PageOrder, SearchArgs};
use crate::cli::asking::{counted, failure, opened, query, tell};
use crate::cli::words::{say, tr};
use crate::cli::{Ending, Failure, Home, screen};
use crate::index::query::{Clause, Query, Span, Term};
use crate::index::{Facets, Found, Slice, Sort};
use crate::jobs::export::{Row, row};
use crate::jobs::found::{FoundPage, pages};
use crate::jobs::reindex::Opened;
use crate::label::edition::Editions;

/// Before this year there was no label.
const FIRST_EDITION: i16 = 1999;
/// Characters of a page's excerpt.
const EXCERPT: usize = 200;

/// What was found, with what is to be shown of it.
struct Answer {
    query: Query,
    found: Found,
    records: Vec<Row>,
    pages: Vec<FoundPage>,
    facets: Option<Facets>,
    /// Where to go on, where there is more.
    after: Option<String>,
    /// How well the one edition that is asked for is covered.
    coverage: Option<Coverage>,
}

/// How many collectivities of an edition are known.
#[derive(Serialize)]
struct Coverage {
    year: i16,
    known: usize,
    /// Official totals, several where sources disagree.
    official: Vec<u32>,
}

/// Runs `arobase search`.
pub(super) fn run(home: &Home, args: &SearchArgs) -> anyhow::Result<Ending> {
    let query = query(&args.query)?;
    if args.explain {
        screen::print_marked(&explain::told(&query))?;
        return Ok(Ending::Done);
    }
    let slice = slice(args)?;
    let opened = opened(home)?;
    opened.store.hold()?;
    let found = opened.searcher.part(&query, &slice)?;
    tell(&found.notes);
    if found.is_empty() {
        screen::tell(&nothing(&query, &opened));
        return Ok(Ending::Nothing);
    }
    let answer = answer(&opened, query, found, &slice, args.facets)?;
    if answer.records.is_empty() && answer.pages.is_empty() && args.limit > 0 {
        screen::tell(tr("nothing more"));
        return Ok(Ending::Nothing);
    }
    if args.shape.is_table() {
        tables::print(&answer)?;
    } else {
        data::print(&answer, &args.shape)?;
    }
    Ok(Ending::Done)
}

/// The part of the answer that is asked for.
fn slice(args: &SearchArgs) -> Result<Slice, Failure> {
    let wrong = |cursor: &str| {
        Failure::new(
            Ending::Usage,
            say!("--after {cursor} is no place to go on", cursor = cursor),
        )
        .help(tr(
            "a search that has more ends with the word to give, such as r20p20",
        ))
    };
    let (records_from, pages_from) = match args.after.as_deref() {
        None => (0, 0),
        Some(text) => read_cursor(text).ok_or_else(|| wrong(text))?,
    };
    Ok(Slice {
        limit: args.limit,
        records_from,
        pages_from,
        sort: match args.sort {
            PageOrder::Relevance => Sort::Relevance,
            PageOrder::Date => Sort::Date,
        },
    })
}

/// `r20p5`: behind twenty records and five pages.
fn read_cursor(text: &str) -> Option<(usize, usize)> {
    let (records, pages) = text.strip_prefix('r')?.split_once('p')?;
    Some((records.parse().ok()?, pages.parse().ok()?))
}

/// The word for where to go on, where there is more.
fn cursor(found: &Found, slice: &Slice) -> Option<String> {
    let records = slice.records_from.saturating_add(found.records.len());
    let pages = slice.pages_from.saturating_add(found.pages.len());
    let more = records < found.records_total || pages < found.pages_total;
    (more && slice.limit > 0).then(|| format!("r{records}p{pages}"))
}

fn answer(
    opened: &Opened,
    query: Query,
    found: Found,
    slice: &Slice,
    facets: bool,
) -> anyhow::Result<Answer> {
    let used = found.instead.as_ref().unwrap_or(&query);
    let facets = facets
        .then(|| opened.searcher.facets_of(used, &found))
        .transpose()?;
    Ok(Answer {
        records: records(opened, &found)?,
        pages: pages(&opened.store, &found, used, EXCERPT)?,
        after: cursor(&found, slice),
        coverage: coverage(opened, used)?,
        facets,
        query,
        found,
    })
}

/// The coverage of the edition that a query asks for, where it is a single one: what is not listed may
/// only not be known.
fn coverage(opened: &Opened, query: &Query) -> anyhow::Result<Option<Coverage>> {
    let years = query
        .clauses
        .iter()
        .filter_map(|clause| match &clause.term {
            Term::Year(spans) if !clause.negated => Some(spans.as_slice()),
            _ => None,
        });
    let years: Vec<&[Option<Span<i16>>]> = years.collect();
    let [[Some(Span { from, to })]] = years.as_slice() else {
        return Ok(None);
    };
    let Some(edition) = Editions::shipped().get(*from).filter(|_| from == to) else {
        return Ok(None);
    };
    let known = Query::parse(&format!("annee:{from} kind:level"))
        .map_err(|error| Failure::new(Ending::Bug, error.to_string()))?;
    let all = Slice::default();
    Ok(Some(Coverage {
        year: *from,
        known: opened.searcher.part(&known, &all)?.records_total,
        official: edition.laureates.clone(),
    }))
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
        _ if too_early => say!("; the label exists since {year}", year = FIRST_EDITION),
        Ok((0, 0)) => tr("; the archive is empty").to_owned(),
        Ok((records, pages)) => say!(
            "; the archive has {records} and {pages}",
            records = counted(records, "record"),
            pages = counted(pages, "page"),
        ),
        Err(_) => String::new(),
    };
    let covered = covered(query, opened);
    say!(
        "nothing found for {query}{why}{covered}",
        query = query.said(tr),
        why = why,
        covered = covered
    )
}

/// From which edition to which anything is known, where the query asks for a year.
fn covered(query: &Query, opened: &Opened) -> String {
    let asks = |clause: &Clause| matches!(clause.term, Term::Year(_));
    if !query.clauses.iter().any(asks) {
        return String::new();
    }
    // Where the records cannot be read the sentence is true without them.
    let records = opened.store.records().unwrap_or_default();
    let years = records.iter().filter_map(|record| record.year);
    let ends = years.clone().min().zip(years.max());
    ends.map_or_else(String::new, |(first, last)| {
        say!(
            "; the editions known here are of {first} to {last}",
            first = first,
            last = last
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_where_the_next_part_begins_and_there_is_none_at_the_end() {
        let found = |records: usize, records_total, pages_total| {
            let mut found = Found::default();
            found.records = vec![String::new(); records];
            (found.records_total, found.pages_total) = (records_total, pages_total);
            found
        };
        let slice = |records_from| Slice {
            limit: 20,
            records_from,
            ..Slice::default()
        };
        assert_eq!(
            cursor(&found(20, 33, 0), &slice(0)).as_deref(),
            Some("r20p0")
        );
        assert_eq!(cursor(&found(13, 33, 0), &slice(20)), None);
        assert_eq!(
            cursor(&found(13, 33, 2), &slice(20)).as_deref(),
            Some("r33p0")
        );
        assert_eq!(read_cursor("r20p5"), Some((20, 5)));
        for text in ["", "r", "20", "r-1p0", "rp", "r1p2x"] {
            assert_eq!(read_cursor(text), None, "{text}");
        }
    }
}
