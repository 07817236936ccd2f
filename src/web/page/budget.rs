//! How much one page may cost. A page over budget is kept as far as it was read, and says so.

use std::time::Duration;

use serde::Serialize;

/// The most text of a page that is looked at, in bytes.
pub(super) const MOST_BYTES: usize = 16 << 20;

/// The most words of a page that are read, in bytes.
pub const TEXT_LIMIT: usize = 2 << 20;

/// The deepest nesting that is followed: browsers stop at 512.
pub(super) const MOST_DEPTH: usize = 512;

/// The most elements, texts and comments.
pub(super) const MOST_NODES: usize = 200_000;

/// The most tags and texts, each times the depth that it stands in: the tree builder looks through
/// its stack of open elements for every tag. Real pages of 5 MB stay under a tenth of this.
pub(super) const MOST_WORK: usize = 20_000_000;

/// The most attributes of one element.
pub(super) const MOST_ATTRIBUTES: usize = 256;

/// The most attributes of all elements together.
pub(super) const MOST_ATTRIBUTES_IN_ALL: usize = 500_000;

/// The most pieces of text; a plain text has so many lines.
pub(super) const MOST_LEAVES: usize = 30_000;

/// The most that all classes and ids of a page may take, in bytes.
pub(super) const MOST_NAMES: usize = 1 << 20;

/// The most scripts and styles that are kept, in bytes: only JSON-LD is read of them, and no page says
/// what it is in a megabyte of it.
pub(super) const MOST_SCRIPT: usize = 4 << 20;

/// The longest that a parse may take, where a clock is handed in. The counts above end a page long
/// before it on any machine that is not in trouble, so that the same bytes give the same page.
pub(super) const LONGEST: Duration = Duration::from_millis(500);

/// Why the end of a page, or a part of it, was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// It is longer than 16 MB.
    Size,
    /// It is nested deeper than 512.
    Depth,
    /// It has more than 200,000 elements and texts, or 30,000 blocks.
    Nodes,
    /// Its tags make the parser work without end.
    Work,
    /// An element has more than 256 attributes, or the page more than 500,000, or a megabyte of classes.
    Attributes,
    /// It has more than 2 MB of words.
    Text,
    /// It states more about the label than 2,000 times.
    Claims,
    /// It took longer than half a second.
    Time,
}

impl Cut {
    /// The reason as one word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Depth => "depth",
            Self::Nodes => "nodes",
            Self::Work => "work",
            Self::Attributes => "attributes",
            Self::Text => "text",
            Self::Claims => "claims",
            Self::Time => "time",
        }
    }
}

/// How long the reading of this page has taken so far, by a clock of the caller's.
pub type Spent<'a> = &'a (dyn Fn() -> Duration + 'a);

/// A clock that stands still: only the counts bound the reading.
pub fn untimed() -> Duration {
    Duration::ZERO
}

/// As much of a text as is looked at, and whether that is not all.
pub(super) fn clip(text: &str) -> (&str, bool) {
    let end = text.floor_char_boundary(MOST_BYTES);
    (text.get(..end).unwrap_or_default(), end < text.len())
}

/// Whether what a parse has made is too much, and of what.
pub(super) fn over(nodes: usize, depth: usize, work: usize) -> Option<Cut> {
    if depth > MOST_DEPTH {
        Some(Cut::Depth)
    } else if nodes > MOST_NODES {
        Some(Cut::Nodes)
    } else {
        (work > MOST_WORK).then_some(Cut::Work)
    }
}

/// Whether the time is over.
pub(super) fn late(spent: Spent<'_>) -> Option<Cut> {
    (spent() > LONGEST).then_some(Cut::Time)
}
