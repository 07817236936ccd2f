//! The town that the address of a page names: its words, and the parts of its host.

use super::subject::same;
use super::term::PlaceTerm;
use super::words::{DOUBTFUL, REGIONS};
use crate::label::edition::Editions;
use crate::label::extract::Label;
use crate::web::page::Page;
use crate::web::url::site;

/// Numbers that headlines, and so addresses, begin with.
const COUNTS: [&str; 9] = [
    "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
];

/// The one town whose name stands in the host or the path, as slugs write it: "blog-de-xville",
/// "/xville/2017/02/".
pub(super) fn by_address(page: &Page, label: &Label) -> Option<PlaceTerm> {
    let url = page.url.as_ref().filter(|url| url.has_host())?;
    let host = site(url);
    let labels = host.rsplit_once('.').map_or(host, |(labels, _)| labels);
    slug_town(labels.split('.'), label).or_else(|| {
        slug_town(url.path().split(['/', '.', ',', '_']), label)
            .filter(|town| !is_written_small(page, town))
    })
}

/// Whether the title, which the address repeats, writes the words of the name in small letters: "à la loupe".
fn is_written_small(page: &Page, town: &PlaceTerm) -> bool {
    let name = town.written.to_lowercase();
    page.title.as_deref().is_some_and(|title| {
        title.contains(name.as_str()) && !title.contains(town.written.as_str())
    })
}

/// The one town that slugs name; none where they name two.
fn slug_town<'s>(slugs: impl Iterator<Item = &'s str>, label: &Label) -> Option<PlaceTerm> {
    let mut found: Option<PlaceTerm> = None;
    for slug in slugs.take(12) {
        let words: Vec<&str> = slug.split('-').filter(|word| !word.is_empty()).collect();
        let mut at = 0;
        while at < words.len() {
            let longest = (1..=words.len().min(at + 6) - at).rev().find_map(|len| {
                let name = words[at..at + len].join(" ");
                let town = town_of_slug(&name, label)?;
                Some((len, town))
            });
            let Some((len, town)) = longest else {
                at += 1;
                continue;
            };
            // "primees-a-lille": where the ceremony was.
            let there = at > 0 && matches!(words[at - 1], "a" | "pres");
            // "grand-xville", "edition-de-xville": a section of the paper.
            let section = at > 0 && words[at - 1] == "grand"
                || words
                    .first()
                    .is_some_and(|word| matches!(*word, "edition" | "secteur" | "pays"));
            at += len;
            if section {
                continue;
            }
            if there && !Editions::shipped().by_place(&town.written).is_empty() {
                continue;
            }
            if found.as_ref().is_some_and(|first| !same(first, &town)) {
                return None;
            }
            found = found.or(Some(town));
        }
    }
    found
}

/// The town that words of an address name: only one of some size, or of several words.
fn town_of_slug(name: &str, label: &Label) -> Option<PlaceTerm> {
    let bare = ["la ", "le ", "les ", "l "]
        .iter()
        .find_map(|article| name.strip_prefix(article))
        .unwrap_or(name);
    // "trois-villes-et-un-label" counts them.
    let counted = name
        .split_once(' ')
        .is_some_and(|(first, _)| COUNTS.contains(&first));
    if counted || bare.len() < 4 || DOUBTFUL.has(bare) || DOUBTFUL.has(name) || REGIONS.has(bare) {
        return None;
    }
    let places = label.gazetteer.by_name(name);
    let first = places.first()?;
    let land = label.gazetteer.department_by_name(bare).is_some();
    let large = first.population >= 3_000 || name.contains(' ') && name.len() > 8;
    (large && !land).then(|| PlaceTerm::named(places.clone(), first.name))
}
