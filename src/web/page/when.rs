//! When a page was published: the ladder of places where it may say so, the surest first.

use url::Url;

use super::tree::Flat;
use crate::web::date::{self, DateSource, Dated, PartialDate};
use crate::web::page::{Block, Zone};

fn dated(date: PartialDate, from: DateSource) -> Dated {
    Dated { date, from }
}

/// The date of a page known by its visible lines only.
pub(super) fn of_lines(blocks: &[Block], url: Option<&Url>) -> Option<Dated> {
    let lines = blocks
        .iter()
        .take(12)
        .filter(|block| block.zone == Zone::Main)
        .flat_map(|block| block.text.lines());
    let visible = lines
        .filter(|line| line.len() < 120)
        .find_map(publication_line);
    visible
        .or_else(|| {
            blocks
                .iter()
                .flat_map(|block| block.text.lines())
                .find_map(with_cue)
        })
        .map(|date| dated(date, DateSource::Visible))
        .or_else(|| of_url(url))
}

/// A short line that says when: with a cue, or a date and next to nothing else.
fn publication_line(line: &str) -> Option<PartialDate> {
    with_cue(line).or_else(|| {
        let found = date::find(line, false).into_iter().next()?;
        let around = line.len() - found.span.len();
        (around < 12 && found.span.start < 4 && !found.contradicted)
            .then_some(PartialDate::day(found.date))
    })
}

fn with_cue(line: &str) -> Option<PartialDate> {
    let lower = line.to_lowercase();
    let cue = [
        "publié",
        "mis en ligne",
        "posté",
        "écrit le",
        "paru le",
        "published",
    ];
    if line.len() > 160 || !cue.iter().any(|cue| lower.contains(cue)) {
        return None;
    }
    let found = date::find(line, false).into_iter().next()?;
    Some(PartialDate::day(found.date))
}

/// The date in the path of the URL.
pub(super) fn of_url(url: Option<&Url>) -> Option<Dated> {
    date::of_path(url?.path()).map(|date| dated(date, DateSource::Url))
}

/// The date of an HTML page.
pub(super) fn of_page(flat: &[Flat<'_>], blocks: &[Block], url: Option<&Url>) -> Option<Dated> {
    let meta = flat
        .iter()
        .filter(|node| node.name() == "meta")
        .find_map(|node| {
            let name = node.attr("property").or_else(|| node.attr("name"))?;
            let known = [
                "article:published_time",
                "dc.date",
                "dcterms.created",
                "date",
            ];
            let content = node.attr("content")?;
            known
                .contains(&name.to_ascii_lowercase().as_str())
                .then(|| date::of_stamp(content))?
        });
    meta.map(|date| dated(date, DateSource::Meta))
        .or_else(|| of_lines(blocks, url))
}
