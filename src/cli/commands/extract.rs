//! Runs `arobase extract`: claims of files on standard output, what could not be read on standard
//! error.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::json;

use super::explain;
use crate::cli::args::{ExtractArgs, ListFormat, PageLines};
use crate::cli::asking::counted;
use crate::cli::screen::{self, Table, shown};
use crate::cli::{Ending, Failure};
use crate::jobs::addresses::{self, AddressError, Addresses};
use crate::jobs::export::json_line;
use crate::jobs::extract::{Asked, Told, extract};
use crate::jobs::reading::Reading;
use crate::label::claim::{Arobases, Claim, ClaimKind, PlaceKind, YearBasis};
use crate::label::extract::EditionFacts;
use crate::label::fact::{Fact, contradictions};
use crate::web::date::DateSource;
use crate::web::page::Cut;

/// Most characters of a quote in the table for people.
const QUOTE: usize = 80;

/// One claim as a line of JSON. Fields may be added; none is renamed or taken away.
#[derive(Serialize)]
struct ClaimLine<'a> {
    page: &'a str,
    url: Option<&'a str>,
    code: Option<&'a str>,
    name: &'a str,
    place_kind: PlaceKind,
    year: Option<i16>,
    arobases: Option<Arobases>,
    kind: ClaimKind,
    mention: Option<&'a str>,
    quote: &'a str,
    prefix: &'a str,
    suffix: &'a str,
    css: &'a str,
    written: &'a str,
    year_basis: Option<YearBasis>,
    rule: &'a str,
    confidence: f32,
}

/// One page as a line of JSON. Fields may be added; none is renamed or taken away.
#[derive(Serialize)]
struct PageLine<'a> {
    page: &'a str,
    id: &'a str,
    url: Option<&'a str>,
    title: Option<&'a str>,
    site: Option<&'a str>,
    published: Option<String>,
    /// `published`, where it is known to the day.
    date: Option<String>,
    date_from: Option<DateSource>,
    lang: Option<&'a str>,
    /// Why its end was not read, where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<&'static str>,
    text: String,
}

/// What a page prints of an edition as a whole, as a line of JSON.
#[derive(Serialize)]
struct EditionLine<'a> {
    page: &'a str,
    url: Option<&'a str>,
    edition: BTreeMap<&'static str, serde_json::Value>,
}

/// Runs `arobase extract`.
pub(super) fn run(args: &ExtractArgs) -> anyhow::Result<Ending> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut counts = Counts::default();
    let mut tables = Tables::default();
    extract(&asked(args)?, &mut |told| {
        let (path, reading) = match told {
            Told::Page(found, reading) => (found.path, reading),
            Told::NotRead(wrong) => {
                counts.refuse(&wrong.to_string());
                return Ok(());
            }
            Told::Fault(path) => {
                let what = "the reader failed on it; please report this page";
                counts.refuse(&format!("{}: {what}", path.display()));
                return Ok(());
            }
        };
        counts.pages += 1;
        counts.claims += reading.claims.len();
        match args.format {
            _ if args.explain => out.write_all(explain::page(&path, &reading).as_bytes())?,
            ListFormat::Jsonl => write_lines(&mut out, &path, &reading, args.pages)?,
            ListFormat::Table => tables.add(&path, &reading, args.pages),
        }
        Ok(())
    })?;
    write!(out, "{tables}")?;
    out.flush()?;
    drop(out);
    counts.end(args.pages == Some(PageLines::Only))
}

/// What the arguments ask for, checked.
fn asked(args: &ExtractArgs) -> anyhow::Result<Asked> {
    let addresses = args.urls.as_deref().map(Addresses::read).transpose();
    let addresses = addresses.map_err(|error: AddressError| {
        let help = "each line holds a file name without extension, a tab, a URL";
        Failure::new(Ending::Usage, error.to_string()).help(help)
    })?;
    Ok(Asked {
        paths: args.paths.clone(),
        mirror: args.mirror,
        addresses,
        charset: args.charset,
        // Without the pages themselves, one that says nothing of the label needs no full reading.
        whole: args.pages.is_some() || args.explain,
    })
}

/// What was met.
#[derive(Default)]
struct Counts {
    pages: usize,
    claims: usize,
    refused: usize,
}

impl Counts {
    fn refuse(&mut self, what: &str) {
        self.refused += 1;
        screen::tell(&format!("arobase: {what}"));
    }

    /// How the program ends, with a sentence where there is little to show.
    fn end(&self, pages_only: bool) -> anyhow::Result<Ending> {
        if self.pages == 0 {
            let what = "nothing could be read";
            let help = "give .html or .txt files, or folders that hold some";
            return Err(Failure::new(Ending::Usage, what).help(help).into());
        }
        if self.claims == 0 && !pages_only {
            screen::tell(&format!("No claim in {}.", counted(self.pages, "page")));
        }
        Ok(if self.refused == 0 {
            Ending::Done
        } else {
            Ending::Partial
        })
    }
}

fn write_lines(
    out: &mut impl Write,
    path: &Path,
    reading: &Reading,
    pages: Option<PageLines>,
) -> anyhow::Result<()> {
    let page = path.to_string_lossy();
    let url = reading
        .page
        .url
        .as_ref()
        .or(reading.page.canonical.as_ref());
    let url = url.map(url::Url::as_str);
    // First of a page's lines: a reader that takes what it does not know for the page itself then
    // keeps the page.
    let only = pages == Some(PageLines::Only);
    if let Some(edition) = edition(&reading.edition).filter(|_| !only) {
        let line = EditionLine {
            page: &page,
            url,
            edition,
        };
        writeln!(out, "{}", json_line(&line)?)?;
    }
    if pages.is_some() {
        let published = reading.page.published;
        let line = PageLine {
            page: &page,
            url,
            id: &addresses::id(path),
            title: reading.page.title.as_deref(),
            site: reading.page.site.as_deref(),
            published: published.map(|dated| dated.date.to_string()),
            date: published.and_then(|dated| Some(dated.date.to_day()?.to_string())),
            date_from: published.map(|dated| dated.from),
            lang: reading.page.lang.as_deref(),
            cut: reading.page.cut.map(Cut::as_str),
            text: reading.page.text(),
        };
        writeln!(out, "{}", json_line(&line)?)?;
    }
    let claims = reading.claims.iter().filter(|_| !only);
    for claim in claims {
        writeln!(out, "{}", json_line(&claim_line(&page, url, claim))?)?;
    }
    Ok(())
}

/// The facts of an edition, each with its words; `None` where the page prints none.
fn edition(facts: &EditionFacts) -> Option<BTreeMap<&'static str, serde_json::Value>> {
    let printed = facts.list();
    if printed.is_empty() {
        return None;
    }
    let mut edition = BTreeMap::from([
        ("year", json!(facts.year)),
        ("year_basis", json!(facts.basis)),
        (
            "contradictions",
            json!(contradictions(facts.year, &printed)),
        ),
    ]);
    edition.insert("facts", printed.iter().map(fact).collect());
    Some(edition)
}

fn fact(fact: &Fact) -> serde_json::Value {
    json!({
        "kind": fact.kind,
        "value": fact.value,
        "quote": fact.evidence.exact,
        "css": fact.evidence.css,
    })
}

fn claim_line<'a>(page: &'a str, url: Option<&'a str>, claim: &'a Claim) -> ClaimLine<'a> {
    ClaimLine {
        page,
        url,
        code: claim.place.code.as_deref(),
        name: &claim.place.name,
        place_kind: claim.place.kind,
        year: claim.year,
        arobases: claim.arobases,
        kind: claim.kind,
        mention: claim.mention.as_deref(),
        quote: &claim.evidence.exact,
        prefix: &claim.evidence.prefix,
        suffix: &claim.evidence.suffix,
        css: &claim.evidence.css,
        written: &claim.place.written,
        year_basis: claim.year_basis,
        rule: &claim.rule,
        confidence: claim.confidence,
    }
}

/// What people see: the pages where they were asked for, then the claims.
#[derive(Default)]
struct Tables {
    pages: Table,
    claims: Table,
    any_page: bool,
    any_claim: bool,
}

impl Tables {
    fn add(&mut self, path: &Path, reading: &Reading, pages: Option<PageLines>) {
        let page = path.to_string_lossy();
        if pages.is_some() {
            if !std::mem::replace(&mut self.any_page, true) {
                self.pages
                    .row(["PAGE", "PUBLISHED", "LANG", "CLAIMS", "SITE", "TITLE"]);
            }
            let published = reading.page.published.map(|dated| dated.date.to_string());
            self.pages.row([
                cell(&page),
                published.unwrap_or_else(|| "-".to_owned()),
                cell(reading.page.lang.as_deref().unwrap_or("-")),
                reading.claims.len().to_string(),
                cell(reading.page.site.as_deref().unwrap_or("-")),
                cell(reading.page.title.as_deref().unwrap_or("-")),
            ]);
        }
        if pages == Some(PageLines::Only) {
            return;
        }
        for claim in &reading.claims {
            if !std::mem::replace(&mut self.any_claim, true) {
                self.claims
                    .row(["PAGE", "YEAR", "@", "PLACE", "CODE", "KIND", "QUOTE"]);
            }
            let kind = match claim.kind {
                ClaimKind::Award => "award",
                ClaimKind::History => "history",
                ClaimKind::Mention => claim.mention.as_deref().unwrap_or("mention"),
            };
            self.claims.row([
                cell(&page),
                claim
                    .year
                    .map_or_else(|| "?".to_owned(), |year| year.to_string()),
                claim
                    .arobases
                    .map_or_else(|| "-".to_owned(), |grade| grade.count().to_string()),
                cell(&claim.place.name),
                cell(claim.place.code.as_deref().unwrap_or("-")),
                cell(kind),
                cell(&clipped(&claim.evidence.exact)),
            ]);
        }
    }
}

impl std::fmt::Display for Tables {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.pages)?;
        if self.any_page && self.any_claim {
            writeln!(out)?;
        }
        write!(out, "{}", self.claims)
    }
}

/// Text from a page as one cell: safe for a terminal, on one line.
fn cell(text: &str) -> String {
    shown(&text.replace(['\n', '\t'], " "))
}

fn clipped(quote: &str) -> String {
    match quote.char_indices().nth(QUOTE) {
        Some((end, _)) => format!("{}…", quote[..end].trim_end()),
        None => quote.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_quote_is_clipped_between_letters() {
        assert_eq!(clipped("cinq arobases"), "cinq arobases");
        let long = clipped(&"é".repeat(100));
        assert_eq!(long.chars().count(), QUOTE + 1);
    }
}
