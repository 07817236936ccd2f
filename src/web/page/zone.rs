//! Which leaves are the article, which are the site's head, and which its furniture.

use super::leaf::Leaf;
use super::mark::{Mark, mark};
use super::said;
use super::tree::Flat;
use crate::text::fold;
use crate::web::page::{BlockKind, Zone};

/// What is known of each element of the flat tree.
struct Map<'a> {
    flat: &'a [Flat<'a>],
    leaves: &'a [Leaf],
    /// Zone that each element gives to what it holds; `Main` where nothing says otherwise.
    zone: Vec<Zone>,
    marks: Vec<Mark>,
    /// Bytes of good text under each element, furniture left aside.
    good: Vec<f64>,
}

/// How a leaf weighs as a piece of an article: sentences weigh, links and labels do not.
fn weight(leaf: &Leaf) -> f64 {
    if matches!(
        leaf.kind,
        BlockKind::Heading(_) | BlockKind::Caption | BlockKind::ImageAlt
    ) {
        return 0.0;
    }
    let length = leaf.text.len();
    if leaf.linked * 2 > length {
        return 0.0;
    }
    let words = leaf.text.split_whitespace().count();
    let stops = leaf
        .text
        .ends_with(['.', '!', '?', '…', '»', '"', ':', ';', ')']);
    let share = match words {
        0..=4 => 0.0,
        5..=9 if stops => 0.5,
        5..=9 => 0.1,
        10..=19 if !stops => 0.6,
        _ => 1.0,
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "lengths of texts are far below 2^52"
    )]
    let length = (length - leaf.linked) as f64;
    length * share
}

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
    /// Numbers of the first and the last leaf of the article.
    pub(super) first: Option<usize>,
    /// See `first`.
    pub(super) last: Option<usize>,
}

impl Zoned {
    /// Whether the element `at` stands in comments, related articles and the like.
    pub(super) fn foreign(&self, at: usize) -> bool {
        self.foreign.get(at).copied().unwrap_or_default()
    }
}

/// The zone of each leaf of a page called `title`.
pub(super) fn zones(flat: &[Flat<'_>], leaves: &[Leaf], title: Option<&str>) -> Zoned {
    let map = Map::new(flat, leaves);
    let root = map.root();
    let title = map.title(title);
    let mut zones: Vec<Zone> = leaves.iter().map(|leaf| map.zone_in(leaf, root)).collect();
    map.lead(&mut zones, root, title);
    map.sections(&mut zones, root);
    map.scraps(&mut zones, title);
    let is_main = |zone: &Zone| *zone == Zone::Main;
    Zoned {
        foreign: map.foreign(),
        title,
        first: zones.iter().position(is_main),
        last: zones.iter().rposition(is_main),
        leaves: zones,
        elements: map.zone,
    }
}

impl<'a> Map<'a> {
    fn new(flat: &'a [Flat<'a>], leaves: &'a [Leaf]) -> Self {
        let marks: Vec<Mark> = flat.iter().map(mark).collect();
        let mut map = Self {
            flat,
            leaves,
            zone: vec![Zone::Main; flat.len()],
            marks,
            good: vec![0.0; flat.len()],
        };
        map.weigh();
        map.spread();
        map.good.fill(0.0);
        map.weigh();
        map
    }

    fn parent(&self, at: usize) -> usize {
        self.flat.get(at).map_or(0, |node| node.parent)
    }

    fn zone(&self, at: usize) -> Zone {
        self.zone.get(at).copied().unwrap_or(Zone::Main)
    }

    fn good(&self, at: usize) -> f64 {
        self.good.get(at).copied().unwrap_or_default()
    }

    fn name(&self, at: usize) -> &'a str {
        self.flat.get(at).map_or("", Flat::name)
    }

    /// Adds the weight of each leaf that may be Main to all the elements it stands in.
    fn weigh(&mut self) {
        for leaf in self.leaves {
            let weight = weight(leaf);
            if weight == 0.0 || self.zone(leaf.owner) != Zone::Main {
                continue;
            }
            let mut at = leaf.owner;
            loop {
                if let Some(good) = self.good.get_mut(at) {
                    *good += weight;
                }
                let parent = self.parent(at);
                if parent == at {
                    break;
                }
                at = parent;
            }
        }
    }

    /// Gives each element the zone of what it stands in, then its own.
    fn spread(&mut self) {
        let all = self.good(0);
        let mut in_article = vec![false; self.flat.len()];
        for at in 0..self.flat.len() {
            let parent = self.parent(at);
            let inherited = if at == 0 {
                Zone::Main
            } else {
                self.zone(parent)
            };
            let article = matches!(self.name(at), "article" | "main")
                || in_article.get(parent) == Some(&true);
            if let Some(place) = in_article.get_mut(at) {
                *place = article;
            }
            // A name cannot make furniture of what holds most of the page.
            let most = all > 0.0 && self.good(at) > all * 0.5;
            let own = match self.marks.get(at).copied().unwrap_or(Mark::None) {
                Mark::Foreign if self.good(at) < all * 0.8 => Zone::Furniture,
                Mark::Furniture if !most => Zone::Furniture,
                Mark::Head if !most && !article => Zone::Head,
                _ => Zone::Main,
            };
            let zone = match (inherited, own) {
                (Zone::Furniture, _) | (_, Zone::Furniture) => Zone::Furniture,
                (Zone::Head, _) | (_, Zone::Head) => Zone::Head,
                _ => Zone::Main,
            };
            if let Some(place) = self.zone.get_mut(at) {
                *place = zone;
            }
        }
    }

    /// The element that holds the article: the deepest that keeps nearly all the good text.
    fn root(&self) -> usize {
        let mut at = 0;
        loop {
            let end = self.flat.get(at).map_or(at, |node| node.end);
            let mut child = at + 1;
            let mut best = None;
            while child < end {
                if self.good(child) > best.map_or(0.0, |best| self.good(best)) {
                    best = Some(child);
                }
                child = self.flat.get(child).map_or(end, |node| node.end);
            }
            let Some(best) = best else { return at };
            let share = self.good(best) / self.good(at).max(1.0);
            let stays = matches!(
                self.name(best),
                "p" | "ul"
                    | "ol"
                    | "table"
                    | "blockquote"
                    | "li"
                    | "span"
                    | "b"
                    | "font"
                    | "dl"
                    | "pre"
            );
            if share < 0.8 || stays {
                return at;
            }
            at = best;
        }
    }

    /// The leaf that is the title: the heading that says it, else the first line that does.
    fn title(&self, title: Option<&str>) -> Option<usize> {
        let title = title.map(fold);
        let says = |leaf: &Leaf| {
            title
                .as_ref()
                .is_some_and(|title| fold(&leaf.text) == *title)
        };
        let known = |heading: bool| {
            self.leaves.iter().position(|leaf| {
                matches!(leaf.kind, BlockKind::Heading(_)) == heading
                    && says(leaf)
                    && (heading || self.zone(leaf.owner) == Zone::Main)
            })
        };
        let first = || {
            let is_title = |leaf: &Leaf| {
                leaf.kind == BlockKind::Heading(1) && self.zone(leaf.owner) == Zone::Main
            };
            self.leaves.iter().position(is_title)
        };
        known(true).or_else(|| known(false)).or_else(first)
    }

    /// For each element, whether it stands in something foreign to the article.
    fn foreign(&self) -> Vec<bool> {
        let mut foreign = vec![false; self.flat.len()];
        for at in 0..self.flat.len() {
            let above = at > 0 && foreign.get(self.parent(at)).copied().unwrap_or_default();
            let mark = self.marks.get(at).copied().unwrap_or(Mark::None);
            let own = self.zone(at) == Zone::Furniture
                && (mark == Mark::Foreign || matches!(self.name(at), "nav" | "aside" | "dialog"));
            if let Some(place) = foreign.get_mut(at) {
                *place = above || own;
            }
        }
        foreign
    }

    fn contains(&self, root: usize, at: usize) -> bool {
        let end = self.flat.get(root).map_or(root, |node| node.end);
        (root..end).contains(&at)
    }

    fn zone_in(&self, leaf: &Leaf, root: usize) -> Zone {
        match self.zone(leaf.owner) {
            Zone::Main if self.contains(root, leaf.owner) => Zone::Main,
            Zone::Main => Zone::Furniture,
            zone => zone,
        }
    }

    /// Brings back the title and the standfirst that stand before the body.
    fn lead(&self, zones: &mut [Zone], root: usize, title: Option<usize>) {
        let Some(title) = title else { return };
        let first = self
            .leaves
            .iter()
            .position(|leaf| self.contains(root, leaf.owner))
            .unwrap_or(0);
        for at in title..first {
            let Some(leaf) = self.leaves.get(at) else {
                break;
            };
            let keeps =
                at == title || (weight(leaf) > 0.0 && leaf.text.split_whitespace().count() >= 8);
            if let Some(zone) = zones
                .get_mut(at)
                .filter(|_| keeps && self.zone(leaf.owner) != Zone::Furniture)
            {
                *zone = Zone::Main;
            }
        }
    }

    /// Drops the parts of the root that a heading calls something else.
    fn sections(&self, zones: &mut [Zone], root: usize) {
        let mut closed: Option<(u8, usize)> = None;
        for (leaf, zone) in self.leaves.iter().zip(zones.iter_mut()) {
            if !self.contains(root, leaf.owner) {
                continue;
            }
            let level = match leaf.kind {
                BlockKind::Heading(level) => Some(level),
                _ => None,
            };
            if let Some((since, end)) = closed {
                let other =
                    level.is_some_and(|level| level <= since) && !said::opens_furniture(&leaf.text);
                if other || leaf.owner >= end {
                    closed = None;
                } else {
                    *zone = Zone::Furniture;
                }
            }
            if closed.is_none() && said::opens_furniture(&leaf.text) && leaf.text.len() < 60 {
                let parent = self.parent(leaf.owner);
                let end = self.flat.get(parent).map_or(0, |node| node.end);
                if level.is_some() {
                    closed = Some((level.unwrap_or(6), end));
                }
                *zone = Zone::Furniture;
            }
        }
    }

    /// Drops links to elsewhere, bylines, credits and buttons.
    fn scraps(&self, zones: &mut [Zone], title: Option<usize>) {
        for (at, (leaf, zone)) in self.leaves.iter().zip(zones.iter_mut()).enumerate() {
            if *zone != Zone::Main || title == Some(at) {
                continue;
            }
            let heading = matches!(leaf.kind, BlockKind::Heading(_));
            let linked = leaf.linked * 10 > leaf.text.len() * 8 && !heading;
            if linked || said::is_aside(&leaf.text) || (!heading && said::is_byline(&leaf.text)) {
                *zone = Zone::Furniture;
            }
        }
    }
}
