//! Brothers that give each other away: other articles beside the article, teasers in a list.

use super::leaf::Leaf;
use super::map::Map;
use super::mark::Mark;
use crate::web::page::BlockKind;

/// So many brothers that look like teasers are a list of them.
const TEASERS: usize = 3;

/// A longer one is an article of its own, in bytes.
const LONGEST_TEASER: usize = 600;

/// So many elements of a heading are looked at for its link.
const MOST_IN_HEADING: usize = 32;

impl Map<'_> {
    /// Where one `<article>` holds the title, the others are other articles, or comments.
    pub(super) fn mark_articles(&mut self) {
        let articles: Vec<usize> = (0..self.flat.len())
            .filter(|at| self.name(*at) == "article")
            .collect();
        let Some(own) = articles
            .iter()
            .copied()
            .rfind(|at| self.holds_title(*at) && self.good(*at) > 0.0)
        else {
            return;
        };
        for at in articles {
            let small = self.good(at) < self.good(own) * 0.5;
            if !self.holds_title(at) && small {
                self.set_mark(at, Mark::Foreign);
            }
        }
    }

    /// Marks lists of teasers: brothers that each have a linked heading and few words.
    pub(super) fn mark_teasers(&mut self) {
        let mut length = vec![0_usize; self.flat.len()];
        let mut linked_heading = vec![false; self.flat.len()];
        for leaf in self.leaves {
            let heading = matches!(leaf.kind, BlockKind::Heading(2..)) && self.is_linked(leaf);
            if let (Some(length), Some(linked)) = (
                length.get_mut(leaf.owner),
                linked_heading.get_mut(leaf.owner),
            ) {
                *length += leaf.text.len();
                *linked |= heading;
            }
        }
        for at in (1..self.flat.len()).rev() {
            let parent = self.parent(at);
            let own = (length.get(at).copied(), linked_heading.get(at).copied());
            if let (Some(length), Some(linked), (Some(own), Some(heading))) =
                (length.get_mut(parent), linked_heading.get_mut(parent), own)
                && parent != at
            {
                *length += own;
                *linked |= heading;
            }
        }
        let is_teaser = |at: usize| {
            let short = length
                .get(at)
                .is_some_and(|length| *length < LONGEST_TEASER);
            short
                && linked_heading.get(at) == Some(&true)
                && !matches!(self.name(at), "h2" | "h3" | "h4" | "h5" | "h6" | "a")
        };
        let mut teasers: Vec<(usize, &str, usize)> = (1..self.flat.len())
            .filter(|at| is_teaser(*at) && !self.holds_title(*at))
            .map(|at| (self.parent(at), self.name(at), at))
            .collect();
        teasers.sort_unstable();
        let lists: Vec<usize> = teasers
            .chunk_by(|one, two| (one.0, one.1) == (two.0, two.1))
            .filter(|list| list.len() >= TEASERS)
            .flatten()
            .map(|(_, _, at)| *at)
            .collect();
        for at in lists {
            self.set_mark(at, Mark::Foreign);
        }
    }

    /// Whether a heading is a link, or stands in one; a link to its own place on the page, as each message of a
    /// forum has, leads nowhere else.
    fn is_linked(&self, leaf: &Leaf) -> bool {
        let inside = leaf.owner..self.end(leaf.owner);
        // A heading holds few elements; a bound spares pages that put all of themselves into one.
        let links = inside
            .take(MOST_IN_HEADING)
            .filter(|at| self.name(*at) == "a");
        let mut targets = links.filter_map(|at| self.flat.get(at)?.attr("href"));
        if targets.any(|href| href.starts_with('#')) {
            return false;
        }
        leaf.linked * 2 > leaf.text.len()
            || self
                .above(leaf.owner)
                .take(4)
                .any(|at| self.name(at) == "a")
    }
}
