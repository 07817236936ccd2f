//! The title of the article and the name of the site, told apart: pages print them together, in any
//! order, with any separator.

use std::collections::BTreeSet;

use super::clean::clean;
use super::head::meta;
use super::jsonld::Said;
use super::leaf::Leaf;
use super::site;
use super::table::words;
use super::tree::Flat;
use crate::text::fold;
use crate::web::page::{BlockKind, Watch};

/// More pieces than these are no title and site.
const MOST_PARTS: usize = 12;

/// What a page is called, and its site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// The title, without the site's name.
    pub(super) title: Option<String>,
    /// The site's name.
    pub(super) site: Option<String>,
}

/// A longer heading is a paragraph in large letters.
const LONGEST: usize = 300;

/// Reads both names; `hinted` is the title that a profile found, `host` that of the page's URL.
pub(super) fn read(
    flat: &[Flat<'_>],
    leaves: &[Leaf],
    said: &Said,
    hinted: Option<String>,
    host: Option<&str>,
) -> Names {
    let given = of_title_element(flat);
    let parts = given.as_deref().map(parts).unwrap_or_default();
    let og = meta(flat, &["og:title", "twitter:title"])
        .map(|title| short(&clean(title)))
        .filter(|title| !title.is_empty());
    let told_site = meta(flat, &["og:site_name"])
        .map(clean)
        .or_else(|| said.site.as_deref().map(clean))
        .filter(|site| !site.is_empty() && site.len() <= site::LONGEST);
    let header = site::in_header(flat);
    let known = [told_site.clone().or_else(|| header.clone())];
    let sites: Vec<String> = known.iter().flatten().map(|site| squashed(site)).collect();
    let labels = host_labels(host);
    let is_site = |text: &str| {
        let text = squashed(text);
        !text.is_empty() && (sites.contains(&text) || text.len() > 2 && labels.contains(&text))
    };
    let heading = heading(leaves, given.as_deref(), og.as_deref(), &is_site);
    let headline = said
        .headline
        .as_deref()
        .map(|title| short(&clean(title)))
        .filter(|title| !title.is_empty());
    let title = hinted
        .filter(|title| !is_site(title))
        .or_else(|| {
            agreed(
                given.as_deref(),
                og.as_deref(),
                headline.as_deref(),
                heading.as_deref(),
                &is_site,
            )
        })
        .or_else(|| printed(given.as_deref()?, &parts, leaves, &is_site));
    let site = told_site
        .or_else(|| rest(given.as_deref()?, &parts, title.as_deref()?))
        .or_else(|| {
            meta(flat, &["application-name", "dc.publisher", "twitter:site"])
                .map(clean)
                .filter(|name| !name.starts_with('@'))
        })
        .or(header);
    let site = site.filter(|site| !site.is_empty() && site.len() <= site::LONGEST);
    let title = title
        .map(|title| without_site(&title, site.as_deref(), host))
        .filter(|title| !title.is_empty());
    Names { title, site }
}

/// Reads both names where there is no tree: of the `<title>`, the title for machines and the headline,
/// with the site's name left in where the page tells it nowhere else. What they are cut to is shown to
/// `watch`, too.
pub(super) fn without_tree(
    titles: [Option<String>; 3],
    site: Option<String>,
    host: Option<&str>,
    watch: &mut impl Watch,
) -> Names {
    let kept = |title: String| Some(short(&clean(&title))).filter(|title| !title.is_empty());
    let [given, told, headline] = titles.map(|title| title.and_then(kept));
    for title in [&given, &told, &headline].into_iter().flatten() {
        watch.alone(title);
    }
    let site = site
        .map(|site| clean(&site))
        .filter(|site| !site.is_empty() && site.len() <= site::LONGEST);
    let is_site =
        |text: &str| site.as_ref().is_some_and(|site| same(site, text)) || is_host(text, host);
    let told = told.or(headline).filter(|title| !is_site(title));
    let title = told
        .or(given)
        .map(|title| without_site(&title, site.as_deref(), host))
        .filter(|title| !title.is_empty());
    Names { title, site }
}

fn of_title_element(flat: &[Flat<'_>]) -> Option<String> {
    let is_title = |at: &usize| {
        let parent = flat.get(*at).and_then(|node| flat.get(node.parent));
        parent.is_none_or(|parent| parent.name() != "svg")
    };
    let named = flat
        .iter()
        .enumerate()
        .filter(|(_, node)| node.name() == "title");
    let at = named.map(|(at, _)| at).find(is_title)?;
    Some(short(&words(flat, at))).filter(|title| !title.is_empty())
}

/// The start of a title that may be endless: it is compared with every line of the page.
fn short(title: &str) -> String {
    title.chars().take(LONGEST).collect()
}

/// Letters and digits only, folded: how two names are compared.
fn squashed(text: &str) -> String {
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        return letters
            .map(|letter| char::from(letter.to_ascii_lowercase()))
            .collect();
    }
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn same(one: &str, two: &str) -> bool {
    let (one, two) = (squashed(one), squashed(two));
    !one.is_empty() && one == two
}

/// The names that a host gives its site, squashed: "maritima" of `www.maritima.info`.
fn host_labels(host: Option<&str>) -> Vec<String> {
    let Some(host) = host else { return Vec::new() };
    let host = host.strip_prefix("www.").unwrap_or(host);
    let bare = host.rsplit_once('.').map_or(host, |(bare, _)| bare);
    let labels = [host, bare, bare.rsplit('.').next().unwrap_or(bare)];
    labels.into_iter().map(squashed).collect()
}

/// Whether a text is the name of the host: "Maritima" for `www.maritima.info`.
fn is_host(text: &str, host: Option<&str>) -> bool {
    let text = squashed(text);
    text.len() > 2 && host_labels(host).contains(&text)
}

/// The pieces of a `<title>`, as byte ranges, between separators that stand free.
fn parts(title: &str) -> Vec<std::ops::Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in title.char_indices() {
        let (before, after) = (title.get(..at), title.get(at + c.len_utf8()..));
        let free_before = before.is_some_and(|text| text.ends_with(' '));
        let free_after = after.is_some_and(|text| text.starts_with(' '));
        let parts_it = match c {
            '|' | '»' | '·' | '•' | '←' | '→' | '–' | '—' | '-' | '/' | '«' | '>' | '<' | '~'
            | '*' => free_before && free_after,
            ':' => free_after,
            _ => false,
        };
        if parts_it {
            parts.push(start..at);
            start = at + c.len_utf8();
        }
    }
    parts.push(start..title.len());
    // Pieces are compared in all their runs: a title that is made of dashes is one piece.
    if parts.len() > MOST_PARTS {
        parts.clear();
        parts.push(0..title.len());
        return parts;
    }
    parts.retain(|part| {
        title
            .get(part.clone())
            .is_some_and(|text| text.chars().any(char::is_alphanumeric))
    });
    parts
}

/// The heading that is the title: of several, the one that the page's other titles repeat.
fn heading(
    leaves: &[Leaf],
    given: Option<&str>,
    og: Option<&str>,
    is_site: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let headings = |level: u8| {
        leaves.iter().filter(move |leaf| {
            leaf.kind == BlockKind::Heading(level)
                && leaf.text.len() <= LONGEST
                && !is_site(&leaf.text)
        })
    };
    let titles: Vec<String> = [given, og].into_iter().flatten().map(squashed).collect();
    let repeated = |leaf: &&Leaf| {
        let text = squashed(&leaf.text);
        text.len() > 3 && titles.iter().any(|title| title.contains(&text))
    };
    // A single first heading may say more than the words that browsers and networks get.
    let only = headings(1).next().filter(|_| headings(1).nth(1).is_none());
    let likens = |leaf: &&Leaf| {
        [given, og]
            .iter()
            .flatten()
            .any(|title| overlap(title, &leaf.text) >= 0.5)
    };
    let found = headings(1)
        .filter(repeated)
        .max_by_key(|leaf| leaf.text.len())
        .or_else(|| only.filter(likens))
        .or_else(|| {
            (2..=4).find_map(|level| {
                headings(level)
                    .filter(repeated)
                    .max_by_key(|leaf| leaf.text.len())
            })
        })
        .or_else(|| headings(1).find(|leaf| leaf.linked * 2 < leaf.text.len()))
        .or_else(|| headings(1).next());
    found.map(|leaf| leaf.text.replace('\n', " "))
}

/// The title that the page's machine-readable words and its heading give.
fn agreed(
    given: Option<&str>,
    og: Option<&str>,
    headline: Option<&str>,
    heading: Option<&str>,
    is_site: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let told = og.or(headline).filter(|title| !is_site(title));
    match (told, heading) {
        // What readers see is the title, as long as the words for machines speak of the same.
        (Some(told), Some(heading)) => {
            let repeats = |title: &str| overlap(title, heading) >= 0.5;
            let seen = repeats(told) || given.is_some_and(repeats);
            Some(if seen { heading } else { told }.to_owned())
        }
        (told, heading) => told.or(heading).map(str::to_owned),
    }
}

/// Share of the words of the shorter text that the other has too.
fn overlap(one: &str, two: &str) -> f64 {
    let words = |text: &str| -> BTreeSet<String> {
        let folded = fold(text);
        folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (one, two) = (words(one), words(two));
    let share = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    share(one.intersection(&two).count()) / share(one.len().min(two.len()).max(1))
}

/// The title out of the `<title>` alone: the piece that the page prints, else what is not the site.
fn printed(
    given: &str,
    parts: &[std::ops::Range<usize>],
    leaves: &[Leaf],
    is_site: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let piece = |first: usize, last: usize| {
        let (first, last) = (parts.get(first)?, parts.get(last)?);
        given.get(first.start..last.end).map(str::trim)
    };
    let printed = |text: &str| text.len() > 8 && leaves.iter().any(|leaf| same(&leaf.text, text));
    let mut best: Option<&str> = None;
    for first in 0..parts.len() {
        for last in first..parts.len() {
            let longer = |text: &&str| best.is_none_or(|best| text.len() > best.len());
            let fits = |text: &&str| printed(text) && !is_site(text);
            best = piece(first, last).filter(longer).filter(fits).or(best);
        }
    }
    let left = parts
        .iter()
        .filter_map(|part| given.get(part.clone()).map(str::trim));
    let left = left
        .filter(|text| !is_site(text))
        .max_by_key(|text| text.len());
    best.or(left).or(Some(given)).map(str::to_owned)
}

/// What the `<title>` says beside the title: the site's name.
fn rest(given: &str, parts: &[std::ops::Range<usize>], title: &str) -> Option<String> {
    let title = squashed(title);
    let texts: Vec<&str> = parts
        .iter()
        .filter_map(|part| given.get(part.clone()).map(str::trim))
        .collect();
    if texts.len() < 2 || title.is_empty() {
        return None;
    }
    let stands = |text: &str| title.contains(&squashed(text)) && !squashed(text).is_empty();
    let (first, last) = (*texts.first()?, *texts.last()?);
    match (stands(first), stands(last)) {
        (true, false) => {
            // A site's own name may hold a separator: "La Seyne Info - Forum".
            let from = texts.iter().rposition(|text| stands(text))? + 1;
            given.get(parts.get(from)?.start..).map(|name| {
                if name.len() > site::LONGEST {
                    last
                } else {
                    name.trim()
                }
                .to_owned()
            })
        }
        (false, true) => {
            let to = texts.iter().position(|text| stands(text))?.checked_sub(1)?;
            let name = given.get(..parts.get(to)?.end)?.trim();
            Some(
                if name.len() > site::LONGEST {
                    first
                } else {
                    name
                }
                .to_owned(),
            )
        }
        _ => None,
    }
}

/// A title without the site's name before or after it.
fn without_site(title: &str, site: Option<&str>, host: Option<&str>) -> String {
    let ranges = parts(title);
    let is_site = |text: &str| site.is_some_and(|site| same(site, text)) || is_host(text, host);
    let text = |range: Option<&std::ops::Range<usize>>| {
        range
            .and_then(|range| title.get(range.clone()))
            .unwrap_or_default()
    };
    let (mut from, mut to) = (0, ranges.len());
    while to - from > 1 && is_site(text(ranges.get(to - 1))) {
        to -= 1;
    }
    while to - from > 1 && is_site(text(ranges.get(from))) {
        from += 1;
    }
    let (first, last) = (ranges.get(from), ranges.get(to.saturating_sub(1)));
    match (first, last) {
        (Some(first), Some(last)) if to - from < ranges.len() => title
            .get(first.start..last.end)
            .unwrap_or(title)
            .trim()
            .to_owned(),
        _ => title.trim().to_owned(),
    }
}
