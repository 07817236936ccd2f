//! Which leaves are the article, which are the site's head, and which its furniture.

use super::leaf::Leaf;
use super::map::{Map, weight};
use super::said;
use super::tree::{Flat, above};
use crate::web::page::{BlockKind, Zone};

/// The zones of a page.
#[derive(Debug)]
pub(super) struct Zoned {
    /// The zone of each leaf.
    pub(super) leaves: Vec<Zone>,
    /// The zone that each element gives to what it holds, by its names alone.
    pub(super) elements: Vec<Zone>,
    /// Elements inside something that is no part of the article whatever it holds: comments,
    /// related articles, and all other furniture but the lines about the article itself.
    foreign: Vec<bool>,
    /// Number of the leaf that is the title.
    pub(super) title: Option<usize>,
    /// Number of the first leaf of the article.
    pub(super) first: Option<usize>,
    /// Number of the last leaf of the article.
    pub(super) last: Option<usize>,
}

impl Zoned {
    /// Whether the element `at` stands in comments, related articles and the like.
    pub(super) fn foreign(&self, at: usize) -> bool {
        self.foreign.get(at).copied().unwrap_or_default()
    }
}

/// Share of the page's sentences that the body of a profile must hold: a site that was made anew keeps
/// some of its old names for other things.
const LEAST_HINTED: f64 = 0.15;

/// A longer line opens no part of the page, in bytes.
const LONGEST_OPENING: usize = 300;

/// What a profile says of a page's elements.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints {
    /// The element that holds the text.
    pub(super) body: Option<usize>,
    /// Elements that are no part of it.
    pub(super) drop: Vec<usize>,
}

/// The zone of each leaf of a page called `title`.
pub(super) fn zones(
    flat: &[Flat<'_>],
    leaves: &[Leaf],
    title: Option<&str>,
    hints: &Hints,
) -> Zoned {
    let map = Map::new(flat, leaves, title, &hints.drop);
    let root = hints
        .body
        .filter(|body| map.good(*body) > map.good(0) * LEAST_HINTED)
        .unwrap_or_else(|| map.root());
    let mut zones: Vec<Zone> = leaves
        .iter()
        .map(|leaf| zone_in(&map, leaf, root))
        .collect();
    lead(&map, &mut zones, root);
    before_title(&map, &mut zones);
    sections(&map, &mut zones, root);
    scraps(&map, &mut zones);
    footers(&map, &mut zones);
    let is_main = |zone: &Zone| *zone == Zone::Main;
    Zoned {
        foreign: map.foreign(),
        title: map.title,
        first: zones.iter().position(is_main),
        last: zones.iter().rposition(is_main),
        leaves: zones,
        elements: map.zone,
    }
}

fn zone_in(map: &Map<'_>, leaf: &Leaf, root: usize) -> Zone {
    match map.zone(leaf.owner) {
        Zone::Main if map.contains(root, leaf.owner) => Zone::Main,
        Zone::Main => Zone::Furniture,
        zone => zone,
    }
}

/// Brings back the title and the standfirst that stand before the body.
fn lead(map: &Map<'_>, zones: &mut [Zone], root: usize) {
    let Some(title) = map.title else { return };
    let first = map
        .leaves
        .iter()
        .position(|leaf| map.contains(root, leaf.owner))
        .unwrap_or_default();
    for at in (title..first).chain([title]) {
        let Some(leaf) = map.leaves.get(at) else {
            break;
        };
        let heading = matches!(leaf.kind, BlockKind::Heading(_));
        let words = leaf.text.split_whitespace().count();
        let keeps = at == title || (words >= 8 && (heading || weight(leaf) > 0.0));
        let own = at == title || map.zone(leaf.owner) != Zone::Furniture;
        if let Some(zone) = zones.get_mut(at).filter(|_| keeps && own) {
            *zone = Zone::Main;
        }
    }
}

/// Drops what stands before the title: the site's name, the way to the page, a banner. A title that
/// stands behind much of the text is not believed to begin it.
fn before_title(map: &Map<'_>, zones: &mut [Zone]) {
    let Some(title) = map.title else { return };
    let before = map.leaves.iter().zip(zones.iter()).take(title);
    let weight: f64 = before
        .filter(|(_, zone)| **zone == Zone::Main)
        .map(|(leaf, _)| weight(leaf))
        .sum();
    if weight > map.good(0) * 0.2 {
        return;
    }
    for zone in zones
        .iter_mut()
        .take(title)
        .filter(|zone| **zone == Zone::Main)
    {
        *zone = Zone::Furniture;
    }
}

/// Drops the parts of the root that a heading calls something else.
fn sections(map: &Map<'_>, zones: &mut [Zone], root: usize) {
    let mut closed: Option<(u8, usize)> = None;
    for (leaf, zone) in map.leaves.iter().zip(zones.iter_mut()) {
        if !map.contains(root, leaf.owner) {
            continue;
        }
        let level = match leaf.kind {
            BlockKind::Heading(level) => Some(level),
            _ => None,
        };
        // Short paragraphs like "Contact" may be the article's; only a heading opens a part.
        let length = leaf.text.len();
        let opens = length < LONGEST_OPENING
            && (level.is_some() || length > 12)
            && said::opens_furniture(&leaf.text);
        if let Some((since, end)) = closed {
            let other = level.is_some_and(|level| level <= since) && !opens;
            if other || leaf.owner >= end {
                closed = None;
            } else {
                *zone = Zone::Furniture;
            }
        }
        if closed.is_none() && opens {
            if let Some(level) = level {
                closed = Some((level, map.end(map.parent(leaf.owner))));
            }
            *zone = Zone::Furniture;
        }
    }
}

/// Drops the footer of the site, however short the article above it is: a town hall's address may be
/// longer than its news.
fn footers(map: &Map<'_>, zones: &mut [Zone]) {
    let Some(title) = map.title else { return };
    let owner = map.leaves.get(title).map(|leaf| leaf.owner);
    let mut footers = Vec::new();
    let mut article = false;
    for (at, leaf) in map.leaves.iter().enumerate() {
        if zones.get(at) != Some(&Zone::Main) || at == title {
            continue;
        }
        if in_site_footer(map.flat, leaf.owner, owner) {
            footers.push(at);
        } else {
            article |= at > title && weight(leaf) > 0.0;
        }
    }
    for at in footers.into_iter().filter(|_| article) {
        if let Some(zone) = zones.get_mut(at) {
            *zone = Zone::Furniture;
        }
    }
}

/// Whether the element `at` stands in the footer of the whole site: not in that of an `<article>`, nor
/// in one that holds the element of the title.
pub(super) fn in_site_footer(flat: &[Flat<'_>], at: usize, title: Option<usize>) -> bool {
    let mut footer = None;
    for at in above(flat, at) {
        let Some(node) = flat.get(at) else { break };
        if footer.is_some() && node.name() == "article" {
            return false;
        }
        if footer.is_none() {
            let id = node.attr("id").unwrap_or_default();
            let named = ["footer", "pied"].iter().any(|name| {
                id.get(..name.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(name))
            });
            footer = (named || node.name() == "footer").then_some(at..node.end);
        }
    }
    footer.is_some_and(|footer| title.is_none_or(|title| !footer.contains(&title)))
}

/// Drops links to elsewhere, bylines, credits and buttons.
fn scraps(map: &Map<'_>, zones: &mut [Zone]) {
    for (at, (leaf, zone)) in map.leaves.iter().zip(zones.iter_mut()).enumerate() {
        if *zone != Zone::Main || map.title == Some(at) {
            continue;
        }
        let heading = matches!(leaf.kind, BlockKind::Heading(_));
        let quoted = leaf.kind == BlockKind::Quote || leaf.text.starts_with(['—', '–']);
        let linked = leaf.linked * 10 > leaf.text.len() * 8 && !heading;
        let byline = !heading && !quoted && said::is_byline(&leaf.text);
        if linked || byline || said::is_aside(&leaf.text) || said::is_boxed(&leaf.text) {
            *zone = Zone::Furniture;
        }
    }
}
