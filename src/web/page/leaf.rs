//! From the tree to leaves: pieces of text as a reader sees them, in reading order, each with the
//! element it stands in.

use std::collections::HashMap;

use super::budget::MOST_LEAVES;
use super::clean::{Words, clean};
use super::table;
pub(super) use super::tags::is_block;
use super::tags::is_unread;
use super::tree::{Flat, What};
use crate::text::{fold, folds_to};
use crate::web::page::BlockKind;

/// A `<figure>` with more elements and texts than this is a part of the page, not a picture.
const LARGEST_FIGURE: usize = 60;

/// A piece of text and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// Number of the element it stands in.
    pub(super) owner: usize,
    /// What it is.
    pub(super) kind: BlockKind,
    /// Its words, clean.
    pub(super) text: String,
    /// How many bytes of the text are words of links.
    pub(super) linked: usize,
}

/// The text of all blocks of a page, whatever part of it they stand in.
pub(super) fn leaves(flat: &[Flat<'_>]) -> Vec<Leaf> {
    let mut walk = Walk {
        flat,
        cells: table::cells(flat),
        leaves: Vec::new(),
        open: Vec::new(),
        words: Words::default(),
        linked: 0,
        links: 0,
        alts: Vec::new(),
    };
    let mut at = 0;
    while let Some(node) = flat.get(at) {
        walk.close_until(at);
        at = match node.what {
            What::Text(text) => walk.text(at, text),
            What::Element(_) => walk.element(at, node),
        };
    }
    walk.close_until(flat.len());
    walk.flush();
    walk.leaves
}

struct Open {
    at: usize,
    end: usize,
    shape: Shape,
    /// Whether its class says that it holds a caption.
    caption: bool,
}

/// How an element shapes the text in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Block,
    Link,
    /// `<sup>` and `<sub>`: what follows a number joins it, "3e".
    Inline,
}

/// What an element makes of the words in it.
enum Makes {
    /// What the element about it makes of them.
    Nothing,
    /// A paragraph.
    Plain,
    /// Something else.
    Kind(BlockKind),
}

struct Walk<'a> {
    flat: &'a [Flat<'a>],
    cells: HashMap<usize, BlockKind>,
    leaves: Vec<Leaf>,
    open: Vec<Open>,
    words: Words,
    linked: usize,
    /// How many links are open.
    links: usize,
    alts: Vec<(usize, String)>,
}

impl Walk<'_> {
    fn text(&mut self, at: usize, text: &str) -> usize {
        let before = self.words.len();
        self.words.node(text);
        if self.links > 0 {
            self.linked += self.words.len() - before;
        }
        at + 1
    }

    fn element(&mut self, at: usize, node: &Flat<'_>) -> usize {
        let shape = match node.name() {
            name if is_unread(name) => return node.end,
            "br" => {
                // Two breaks in a row part paragraphs, as a reader sees them.
                if self.words.at_break() {
                    self.flush();
                }
                self.words.line_break();
                return node.end;
            }
            "wbr" => return node.end,
            "img" | "amp-img" => {
                self.image(at, node);
                return node.end;
            }
            "hr" => {
                self.flush();
                return node.end;
            }
            "a" => Shape::Link,
            name if is_block(name) => {
                self.flush();
                Shape::Block
            }
            _ => Shape::Inline,
        };
        self.links += usize::from(shape == Shape::Link);
        self.open.push(Open {
            at,
            end: node.end,
            shape,
            caption: shape == Shape::Block && is_caption(node),
        });
        at + 1
    }

    fn close_until(&mut self, at: usize) {
        while let Some(open) = self.open.pop_if(|open| open.end <= at) {
            self.links -= usize::from(open.shape == Shape::Link);
            if open.shape == Shape::Block {
                // The element that closes owns the words: put it back for the time of the flush.
                self.open.push(open);
                self.flush();
                self.open.pop();
            }
        }
    }

    fn image(&mut self, at: usize, node: &Flat<'_>) {
        let alt = clean(node.attr("alt").unwrap_or_default());
        if alt.is_empty() {
            return;
        }
        if is_arobase(&alt) {
            self.words.picture(&alt);
        } else {
            self.alts.push((at, alt));
        }
    }

    /// Makes a leaf of the words so far.
    fn flush(&mut self) {
        if self.leaves.len() >= MOST_LEAVES {
            self.words.take();
            self.alts.clear();
            return;
        }
        let linked = std::mem::take(&mut self.linked);
        if self.words.is_empty() {
            self.words.take();
        } else {
            let text = self.words.take();
            let (owner, kind) = self.owner();
            let kind = if is_arobase(&text) && kind == BlockKind::Paragraph {
                BlockKind::ImageAlt
            } else {
                kind
            };
            self.leaves.push(Leaf {
                owner,
                kind,
                text,
                linked,
            });
        }
        for (owner, text) in std::mem::take(&mut self.alts) {
            let kind = BlockKind::ImageAlt;
            self.leaves.push(Leaf {
                owner,
                kind,
                text,
                linked: 0,
            });
        }
    }

    /// The element that the words stand in, and what that makes of them.
    fn owner(&self) -> (usize, BlockKind) {
        let blocks = self
            .open
            .iter()
            .rev()
            .filter(|open| open.shape == Shape::Block);
        let owner = blocks.clone().next().map_or(0, |open| open.at);
        for open in blocks {
            if open.caption {
                return (owner, BlockKind::Caption);
            }
            match self.kind(open.at) {
                Makes::Nothing => {}
                Makes::Plain => break,
                Makes::Kind(kind) => return (owner, kind),
            }
        }
        (owner, BlockKind::Paragraph)
    }

    /// Whether a `<figure>` is a picture with its caption, and not a table, a quotation or a header.
    fn is_picture(&self, node: &Flat<'_>, at: usize) -> bool {
        let inside = self.flat.get(at + 1..node.end).unwrap_or_default();
        inside.len() < LARGEST_FIGURE
            && !inside.iter().any(|node| {
                matches!(
                    node.name(),
                    "h1" | "h2" | "table" | "blockquote" | "pre" | "ul" | "ol"
                )
            })
    }

    /// What an element makes of the words in it.
    fn kind(&self, at: usize) -> Makes {
        let Some(node) = self.flat.get(at) else {
            return Makes::Plain;
        };
        let kind = match node.name() {
            "h1" => BlockKind::Heading(1),
            "h2" => BlockKind::Heading(2),
            "h3" => BlockKind::Heading(3),
            "h4" => BlockKind::Heading(4),
            "h5" => BlockKind::Heading(5),
            "h6" => BlockKind::Heading(6),
            "li" | "dt" | "dd" => BlockKind::ListItem,
            "figcaption" | "caption" => BlockKind::Caption,
            "figure" if self.is_picture(node, at) => BlockKind::Caption,
            "blockquote" => BlockKind::Quote,
            "td" | "th" => match self.cells.get(&at) {
                Some(cell) => cell.clone(),
                None => return Makes::Plain,
            },
            "article" | "section" | "main" | "body" | "table" => return Makes::Plain,
            _ => return Makes::Nothing,
        };
        Makes::Kind(kind)
    }
}

/// Whether a class says that an element holds the caption or the credit of a picture.
fn is_caption(node: &Flat<'_>) -> bool {
    let Some(names) = node
        .attr("class")
        .filter(|_| matches!(node.name(), "p" | "div" | "li" | "dd"))
    else {
        return false;
    };
    // Few classes have both of these letters.
    if !names
        .bytes()
        .any(|byte| matches!(byte, b'c' | b'C' | b'l' | b'L'))
    {
        return false;
    }
    names.split_ascii_whitespace().any(|name| {
        let has = |part: &str| {
            let mut windows = name.as_bytes().windows(part.len());
            windows.any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
        };
        ["caption", "legende", "credit", "copyright"]
            .into_iter()
            .any(has)
            && !has("captioned")
    })
}

/// Parts a title from the lines it is glued to by a mere line break: old layouts set it so.
pub(super) fn part_title(leaves: Vec<Leaf>, title: Option<&str>) -> Vec<Leaf> {
    let Some(title) = title.map(fold) else {
        return leaves;
    };
    let says = |text: &str| folds_to(text, &title);
    let glued = |leaf: &Leaf| leaf.text.contains('\n') && leaf.text.lines().any(says);
    if leaves.iter().any(|leaf| says(&leaf.text)) || !leaves.iter().any(glued) {
        return leaves;
    }
    let mut parted = Vec::with_capacity(leaves.len() + 2);
    for leaf in leaves {
        if !glued(&leaf) {
            parted.push(leaf);
            continue;
        }
        let mut rest = String::new();
        let piece = |text: &str| Leaf {
            text: text.to_owned(),
            linked: 0,
            kind: leaf.kind.clone(),
            owner: leaf.owner,
        };
        for line in leaf.text.lines() {
            if says(line) {
                parted.extend((!rest.is_empty()).then(|| piece(&std::mem::take(&mut rest))));
                parted.push(piece(line));
            } else {
                if !rest.is_empty() {
                    rest.push('\n');
                }
                rest.push_str(line);
            }
        }
        parted.extend((!rest.is_empty()).then(|| piece(&rest)));
    }
    parted
}

/// Whether words say arobases and nothing else: "@", "@@@", "5 arobases", "quatre @".
pub(super) fn is_arobase(alt: &str) -> bool {
    let one_of =
        |words: &[&str], word: &str| words.iter().any(|one| one.eq_ignore_ascii_case(word));
    let numbers = [
        "un", "une", "deux", "trois", "quatre", "cinq", "1", "2", "3", "4", "5",
    ];
    let units = ["arobase", "arobases", "arrobase", "arrobases"];
    let mut seen = false;
    for word in alt.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
        if bare.is_empty() {
            continue;
        }
        let digitless = bare.trim_start_matches(['1', '2', '3', '4', '5']);
        let at_signs = !digitless.is_empty() && digitless.bytes().all(|byte| byte == b'@');
        if at_signs || one_of(&units, digitless) {
            seen = true;
        } else if !one_of(&numbers, bare) {
            return false;
        }
    }
    seen
}
