//! Where on the page a date stands: in the header of the article, beside its title, at its end, or in
//! what is no part of it.

use std::ops::Range;

use super::leaf::{Leaf, is_block};
use super::mark::{Mark, mark};
use super::named::{Named, named};
use super::seen::Seen;
use super::table::words;
use super::tree::{Flat, What, above};
use super::zone::in_site_footer;
use crate::web::page::{BlockKind, Zone};

/// With more words, in bytes, a block is a text for sure.
const LONGEST_LINE: usize = 4_000;

/// A longer paragraph is no standfirst any more: the article has begun, in bytes.
const STANDFIRST: usize = 400;

/// An element with a longer text holds more than the date that its name promises, in bytes.
pub(super) const LONGEST_NAMED: usize = 120;

/// With more words an element is a sentence of the article.
const SENTENCE: usize = 25;

/// Where a date stands, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// About the title: the article has not begun yet.
    Header,
    /// A few lines from the title, or in the footer of its `<article>`.
    Near,
    /// Some more lines from the title, or where the article ends.
    Edge,
    /// Anywhere else.
    Far,
}

impl Seen<'_> {
    /// Number of the leaf that the article begins with.
    pub(super) fn anchor(&self) -> usize {
        let first = self.zoned.title.or(self.zoned.first);
        first.unwrap_or_default()
    }

    /// The element of the title, or of the first words of the article.
    pub(super) fn anchor_element(&self) -> Option<usize> {
        let leaf = self.zoned.title.or(self.zoned.first)?;
        self.leaves.get(leaf).map(|leaf| leaf.owner)
    }

    /// The elements from `at` up to the root.
    fn above(&self, at: usize) -> impl Iterator<Item = usize> {
        above(self.flat, at)
    }

    fn name(&self, at: usize) -> &str {
        self.flat.get(at).map_or("", Flat::name)
    }

    /// Where the leaf number `at` stands.
    pub(super) fn place(&self, at: usize, leaf: &Leaf, header: &Range<usize>) -> Place {
        let anchor = self.anchor();
        let within = |before: usize, after: usize| {
            (anchor.saturating_sub(before)..=anchor + after).contains(&at)
        };
        if in_site_footer(self.flat, leaf.owner, self.anchor_element()) {
            return Place::Far;
        }
        let last = self.zoned.last.unwrap_or(anchor);
        if header.contains(&leaf.owner) {
            Place::Header
        } else if within(4, 10) || self.in_article_footer(leaf.owner) {
            Place::Near
        } else if within(8, 14) || (last.saturating_sub(2)..=last + 4).contains(&at) {
            Place::Edge
        } else {
            Place::Far
        }
    }

    /// The largest element about the title in which the article has not begun yet.
    pub(super) fn header(&self) -> Range<usize> {
        let mut zoned = self.leaves.iter().zip(&self.zoned.leaves);
        let begins = zoned.find(|(leaf, zone)| {
            let long = leaf.text.len() > STANDFIRST && leaf.kind == BlockKind::Paragraph;
            **zone == Zone::Main && long
        });
        let (Some(title), Some((body, _))) = (self.zoned.title, begins) else {
            return 0..0;
        };
        let owner = self.leaves.get(title).map_or(0, |leaf| leaf.owner);
        let mut header = owner..owner;
        for at in self.above(owner) {
            let end = self.flat.get(at).map_or(at, |node| node.end);
            if (at..end).contains(&body.owner) || matches!(self.name(at), "body" | "html" | "main")
            {
                break;
            }
            header = at..end;
        }
        header
    }

    /// Whether an element stands in a `<footer>` of the `<article>` that holds the title.
    fn in_article_footer(&self, at: usize) -> bool {
        let title = self.anchor_element().unwrap_or_default();
        let mut footer = false;
        for at in self.above(at) {
            footer |= self.name(at) == "footer";
            if self.name(at) == "article" {
                let end = self.flat.get(at).map_or(at, |node| node.end);
                return footer && (at..end).contains(&title);
            }
        }
        false
    }

    /// What the names of a line's element and of the boxes that hold hardly more promise.
    pub(super) fn names(&self, owner: usize) -> Named {
        let boxes = self
            .above(owner)
            .take(3)
            .take_while(|at| *at == owner || self.text(*at).len() <= LONGEST_NAMED);
        let mut names = boxes.filter_map(|at| self.flat.get(at).map(named));
        names
            .find(|named| *named != Named::Nothing)
            .unwrap_or(Named::Nothing)
    }

    /// Whether a date in the element `at` can be that of the article: not in comments, teasers or the
    /// head of the site. A line that is `told` may have a side box of its own.
    pub(super) fn is_own(&self, at: usize, told: bool, header: &Range<usize>) -> bool {
        let head = self.zoned.elements.get(at) == Some(&Zone::Head);
        let of_site = || {
            !self
                .above(at)
                .any(|at| matches!(self.name(at), "article" | "main"))
        };
        if head && !told && !header.contains(&at) && of_site() {
            return false;
        }
        if !self.zoned.foreign(at) || self.in_article_footer(at) {
            return true;
        }
        let length = self.text(at).len();
        let own = self
            .above(at)
            .take_while(|at| self.text(*at).len() <= length + 2)
            .last();
        let around = own.and_then(|own| self.above(own).nth(1));
        told && around.is_some_and(|around| !self.zoned.foreign(around))
    }

    /// Whether an element stands in an `<aside>` of the article that holds the title, and in nothing
    /// that its names part from it.
    pub(super) fn in_own_aside(&self, at: usize) -> bool {
        let title = self.anchor_element().unwrap_or_default();
        for at in self.above(at) {
            let Some(node) = self.flat.get(at) else { break };
            if matches!(node.name(), "article" | "main") {
                return (at..node.end).contains(&title);
            }
            if mark(node) == Mark::Foreign {
                return false;
            }
        }
        false
    }

    /// Whether an element in a line is a part of a sentence of the article.
    pub(super) fn in_text(&self, at: usize) -> bool {
        if is_block(self.name(at)) {
            return false;
        }
        let block = self.above(at).skip(1).find(|at| is_block(self.name(*at)));
        let block = block.unwrap_or_default();
        let end = self.flat.get(block).map_or(block, |node| node.end);
        let mut length = 0;
        for inside in self.flat.get(block..end).unwrap_or_default() {
            if let What::Text(text) = inside.what {
                length += text.trim().len();
            }
            if length > LONGEST_LINE {
                return true;
            }
        }
        let text = words(self.flat, block);
        text.split_whitespace().count() > SENTENCE
    }

    /// Number of the first leaf in the element `at`, or of the one that it is a part of.
    pub(super) fn leaf_of(&self, at: usize) -> usize {
        let end = self.flat.get(at).map_or(at, |node| node.end);
        let inside = |leaf: &Leaf| (at..end).contains(&leaf.owner);
        let first = self.leaves.iter().position(inside);
        let block = || self.above(at).find(|at| is_block(self.name(*at)));
        let holds = |block: usize| self.leaves.iter().position(|leaf| leaf.owner == block);
        first
            .or_else(|| block().and_then(holds))
            .unwrap_or(usize::MAX)
    }

    /// The words of an element, a space between any two elements; cut where they are no date any more.
    pub(super) fn text(&self, at: usize) -> String {
        let end = self.flat.get(at).map_or(at, |node| node.end);
        let mut text = String::new();
        for inside in self.flat.get(at..end).unwrap_or_default() {
            let What::Text(words) = inside.what else {
                continue;
            };
            for word in words.split_whitespace() {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(word);
            }
            if text.len() > 2 * LONGEST_NAMED {
                break;
            }
        }
        text
    }
}
