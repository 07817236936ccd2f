//! What is known of each element: what its names say, what it holds, and where the article stands.

use super::leaf::Leaf;
use super::mark::{Mark, Marker};
use super::tree::{Flat, above};
use crate::text::{fold, folds_to};
use crate::web::page::{BlockKind, Zone};

/// Share of the page's sentences that an element must hold to be believed when its name says that it
/// holds the text.
const LEAST_BODY: f64 = 0.3;

/// How many leaves after the title the body may begin.
const NEAR_TITLE: usize = 14;

/// What is known of each element of the flat tree.
pub(super) struct Map<'a> {
    pub(super) flat: &'a [Flat<'a>],
    pub(super) leaves: &'a [Leaf],
    /// The leaf that is the title.
    pub(super) title: Option<usize>,
    /// Zone that each element gives to what it holds; `Main` where nothing says otherwise.
    pub(super) zone: Vec<Zone>,
    marks: Vec<Mark>,
    /// Bytes of good text under each element, furniture left aside.
    good: Vec<f64>,
}

/// How a leaf weighs as a piece of an article: sentences weigh, links and labels do not.
pub(super) fn weight(leaf: &Leaf) -> f64 {
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
    // Twenty words are as many as more.
    let words = leaf.text.split_whitespace().take(20).count();
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

impl<'a> Map<'a> {
    /// Looks at all elements; those in `drop` are furniture whatever they say.
    pub(super) fn new(
        flat: &'a [Flat<'a>],
        leaves: &'a [Leaf],
        title: Option<&str>,
        drop: &[usize],
    ) -> Self {
        let mut marker = Marker::default();
        let mut marks: Vec<Mark> = flat.iter().map(|node| marker.mark(node)).collect();
        for at in drop {
            if let Some(mark) = marks.get_mut(*at) {
                *mark = Mark::Foreign;
            }
        }
        let mut map = Self {
            flat,
            leaves,
            title: None,
            zone: vec![Zone::Main; flat.len()],
            marks,
            good: vec![0.0; flat.len()],
        };
        map.weigh();
        map.title = map.find_title(title);
        map.mark_articles();
        map.mark_teasers();
        map.spread();
        map.good.fill(0.0);
        map.weigh();
        map
    }

    /// Number of the element that holds the element `at`.
    pub(super) fn parent(&self, at: usize) -> usize {
        self.flat.get(at).map_or(0, |node| node.parent)
    }

    /// Number after the last descendant of the element `at`.
    pub(super) fn end(&self, at: usize) -> usize {
        self.flat.get(at).map_or(at, |node| node.end)
    }

    /// The zone that the element `at` gives to what it holds.
    pub(super) fn zone(&self, at: usize) -> Zone {
        self.zone.get(at).copied().unwrap_or(Zone::Main)
    }

    /// Weight of the sentences in the element `at`.
    pub(super) fn good(&self, at: usize) -> f64 {
        self.good.get(at).copied().unwrap_or_default()
    }

    /// Whether the element `at` stands in `root`.
    pub(super) fn contains(&self, root: usize, at: usize) -> bool {
        (root..self.end(root)).contains(&at)
    }

    /// Name of the element `at`.
    pub(super) fn name(&self, at: usize) -> &'a str {
        self.flat.get(at).map_or("", Flat::name)
    }

    fn mark(&self, at: usize) -> Mark {
        self.marks.get(at).copied().unwrap_or(Mark::None)
    }

    /// Gives the element `at` another mark than its names do.
    pub(super) fn set_mark(&mut self, at: usize, mark: Mark) {
        if let Some(place) = self.marks.get_mut(at) {
            *place = mark;
        }
    }

    /// The element `at` and all those it stands in.
    pub(super) fn above(&self, at: usize) -> impl Iterator<Item = usize> {
        above(self.flat, at)
    }

    /// Whether the title stands in the element `at`.
    pub(super) fn holds_title(&self, at: usize) -> bool {
        let owner = self
            .title
            .and_then(|title| self.leaves.get(title))
            .map(|leaf| leaf.owner);
        owner.is_some_and(|owner| self.contains(at, owner))
    }

    /// Whether names alone say that the element `at` stands in furniture.
    fn in_furniture(&self, at: usize) -> bool {
        let most = self.good(0) * 0.5;
        self.above(at).any(|at| {
            matches!(self.mark(at), Mark::Furniture | Mark::Foreign)
                && self.name(at) != "form"
                && self.good(at) <= most
        })
    }

    /// The leaf that is the title: the heading that says it, else the first line that does.
    fn find_title(&self, title: Option<&str>) -> Option<usize> {
        let title = title.map(fold);
        let says = |leaf: &Leaf| {
            title
                .as_ref()
                .is_some_and(|title| folds_to(&leaf.text, title))
        };
        let is_heading = |leaf: &Leaf| matches!(leaf.kind, BlockKind::Heading(_));
        let is_picture =
            |leaf: &Leaf| matches!(leaf.kind, BlockKind::ImageAlt | BlockKind::Caption);
        let find = |fits: &dyn Fn(&Leaf) -> bool| self.leaves.iter().position(fits);
        find(&|leaf| leaf.kind == BlockKind::Heading(1) && says(leaf))
            .or_else(|| {
                find(&|leaf| is_heading(leaf) && says(leaf) && !self.in_furniture(leaf.owner))
            })
            .or_else(|| {
                find(&|leaf| {
                    says(leaf)
                        && !is_picture(leaf)
                        && leaf.linked == 0
                        && !self.in_furniture(leaf.owner)
                })
            })
            .or_else(|| {
                find(&|leaf| leaf.kind == BlockKind::Heading(1) && !self.in_furniture(leaf.owner))
            })
            .or_else(|| find(&|leaf| leaf.kind == BlockKind::Heading(1)))
    }

    /// Adds the weight of each leaf that may be Main to all the elements it stands in.
    fn weigh(&mut self) {
        for leaf in self.leaves {
            let weight = weight(leaf);
            if weight == 0.0 || self.zone(leaf.owner) != Zone::Main {
                continue;
            }
            if let Some(good) = self.good.get_mut(leaf.owner) {
                *good += weight;
            }
        }
        // What holds an element stands before it: from the end, each hands on what it has.
        for at in (1..self.flat.len()).rev() {
            let (good, parent) = (self.good(at), self.parent(at));
            if let Some(place) = self.good.get_mut(parent).filter(|_| parent != at) {
                *place += good;
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
            let own = self.own_zone(at, all, article);
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

    /// A name cannot make furniture of what holds the title or nearly all of the page.
    fn own_zone(&self, at: usize, all: f64, article: bool) -> Zone {
        let share = if all > 0.0 { self.good(at) / all } else { 0.0 };
        let title = self.holds_title(at);
        let by_tag = matches!(
            self.name(at),
            "nav" | "aside" | "footer" | "form" | "dialog"
        );
        match self.mark(at) {
            Mark::Foreign if share < 0.8 && !title => Zone::Furniture,
            Mark::Furniture if by_tag && share < 0.9 && !title => Zone::Furniture,
            Mark::Furniture if !by_tag && share < 0.5 && !title => Zone::Furniture,
            Mark::Head if share < 0.5 && !article && !title => Zone::Head,
            _ => Zone::Main,
        }
    }

    /// The element that holds the article.
    pub(super) fn root(&self) -> usize {
        if let Some(body) = self.named_body() {
            return body;
        }
        self.deepest(self.start())
    }

    /// Where the search begins: the nearest element about the title that holds most of the
    /// sentences, be it an `<article>`, a cell of an old layout or the whole page.
    fn start(&self) -> usize {
        let owner = self
            .title
            .and_then(|title| self.leaves.get(title))
            .map(|leaf| leaf.owner);
        let Some(owner) = owner else { return 0 };
        let all = self.good(0);
        let least = |at: usize| match self.name(at) {
            "article" | "main" => all * 0.2,
            _ => all * 0.5,
        };
        self.above(owner)
            .find(|at| self.good(*at) > least(*at))
            .unwrap_or_default()
    }

    /// The deepest element in `at` that keeps nearly all of its sentences.
    fn deepest(&self, mut at: usize) -> usize {
        loop {
            let end = self.end(at);
            let mut child = at + 1;
            let mut best = None;
            while child < end {
                if self.good(child) > best.map_or(0.0, |best| self.good(best)) {
                    best = Some(child);
                }
                child = self.end(child);
            }
            let Some(best) = best else { return at };
            let share = self.good(best) / self.good(at).max(1.0);
            if share < 0.8 || !is_container(self.name(best)) {
                return at;
            }
            at = best;
        }
    }

    /// The element whose name says that it holds the text, where one does and stands after the title.
    fn named_body(&self) -> Option<usize> {
        let all = self.good(0);
        let bodies: Vec<usize> = (0..self.flat.len())
            .filter(|at| {
                self.mark(*at) == Mark::Body && self.zone(*at) == Zone::Main && self.good(*at) > 0.0
            })
            .filter(|at| {
                !self
                    .above(*at)
                    .skip(1)
                    .any(|above| self.mark(above) == Mark::Body)
            })
            .collect();
        let near = |at: &usize| {
            let first = self
                .leaves
                .iter()
                .position(|leaf| self.contains(*at, leaf.owner));
            let after = self
                .title
                .zip(first)
                .is_some_and(|(title, first)| (title..title + NEAR_TITLE).contains(&first));
            after || self.good(*at) > all * 0.4
        };
        let bodies: Vec<usize> = bodies.into_iter().filter(near).collect();
        let best = bodies
            .iter()
            .copied()
            .max_by(|one, two| self.good(*one).total_cmp(&self.good(*two)))?;
        let sum: f64 = bodies.iter().map(|at| self.good(*at)).sum();
        if sum < self.good(best) * 1.1 {
            return Some(best).filter(|best| self.good(*best) > all * LEAST_BODY);
        }
        let last = bodies.last().copied()?;
        let common = self.above(best).find(|at| {
            bodies.iter().all(|body| self.contains(*at, *body)) && self.contains(*at, last)
        })?;
        Some(if self.good(common) < sum * 1.5 {
            common
        } else {
            best
        })
    }

    /// For each element, whether it stands in something foreign to the article.
    pub(super) fn foreign(&self) -> Vec<bool> {
        let mut foreign = vec![false; self.flat.len()];
        for at in 0..self.flat.len() {
            let above = at > 0 && foreign.get(self.parent(at)).copied().unwrap_or_default();
            let own = self.zone(at) == Zone::Furniture
                && (self.mark(at) == Mark::Foreign
                    || matches!(self.name(at), "nav" | "aside" | "dialog"));
            if let Some(place) = foreign.get_mut(at) {
                *place = above || own;
            }
        }
        foreign
    }
}

/// Elements that can hold an article; a long paragraph is not one.
fn is_container(name: &str) -> bool {
    !matches!(
        name,
        "p" | "ul"
            | "ol"
            | "dl"
            | "table"
            | "blockquote"
            | "li"
            | "span"
            | "b"
            | "font"
            | "pre"
            | "i"
            | "em"
            | "strong"
            | "a"
    )
}
