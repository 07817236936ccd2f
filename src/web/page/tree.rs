//! The HTML tree, made once under a budget and laid flat in document order, so that nothing that
//! walks it needs to recurse.

use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{LocalName, QualName};
use scraper::{ElementRef, Html, HtmlTreeSink, Node, StrTendril};

use super::budget::{self, Cut, Spent};
use super::lex::{Lexer, with_line_feeds};

/// How many tags and texts are read between two looks at what they have cost.
const STRIDE: usize = 32;

/// How many looks there are to one at the clock, which is a call of the system.
const LOOKS: usize = 32;

/// Makes the tree of `html`, giving up where the budget ends: what was read until then is kept.
///
/// Says too what was cut from it.
pub(super) fn parse(html: &str, spent: Spent<'_>) -> (Html, Option<Cut>) {
    let (html, too_long) = budget::clip(html);
    let text = with_line_feeds(html);
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut lexer = Lexer::new(&text, TreeBuilder::new(sink, TreeBuilderOpts::default()));
    let mut work = 0_usize;
    let mut cut = None;
    'page: for look in 0_usize.. {
        for _ in 0..STRIDE {
            if !lexer.step() {
                break 'page;
            }
        }
        let (nodes, depth) = growth(&lexer.builder.sink);
        // The builder looks through its stack of open elements for every tag.
        work += STRIDE * (depth + 8);
        cut = budget::over(nodes, depth, work);
        if cut.is_none() && look.is_multiple_of(LOOKS) {
            cut = budget::late(spent);
        }
        if cut.is_some() {
            break;
        }
    }
    lexer.end();
    let lost = lexer.lost.or(too_long.then_some(Cut::Size));
    (lexer.builder.sink.finish(), cut.or(lost))
}

/// Number of nodes in the tree, and the depth of the one made last.
fn growth(sink: &HtmlTreeSink) -> (usize, usize) {
    let html = sink.0.borrow();
    let last = html.tree.nodes().next_back();
    let depth = last.map_or(0, |node| node.ancestors().count());
    (html.tree.nodes().len(), depth)
}

/// One element or text of the tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flat<'a> {
    /// What it is.
    pub(super) what: What<'a>,
    /// The name of the element, or nothing for a text.
    name: &'a str,
    attrs: &'a [(QualName, StrTendril)],
    /// Number of the parent in the flat tree; the root is its own parent.
    pub(super) parent: usize,
    /// Number after that of its last descendant.
    pub(super) end: usize,
}

/// An element or a text.
#[derive(Clone, Copy, Debug)]
pub(super) enum What<'a> {
    /// An element.
    Element(ElementRef<'a>),
    /// A text.
    Text(&'a str),
}

impl<'a> Flat<'a> {
    /// The element, where it is one.
    pub(super) fn element(&self) -> Option<ElementRef<'a>> {
        match self.what {
            What::Element(element) => Some(element),
            What::Text(_) => None,
        }
    }

    /// The name of the element, or nothing for a text.
    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    /// The attributes of the element.
    pub(super) fn attrs(&self) -> impl Iterator<Item = (&'a LocalName, &'a str)> {
        let attrs = self.attrs.iter();
        attrs.map(|(name, value)| (&name.local, &**value))
    }

    /// An attribute of the element.
    pub(super) fn attr(&self, name: &str) -> Option<&'a str> {
        // Few elements have more than three attributes: to compare them costs less than to intern
        // the name first, as `ElementRef::attr` does.
        let mut attributes = self.attrs();
        attributes
            .find(|(known, _)| ***known == *name)
            .map(|(_, value)| value)
    }
}

/// All elements and texts in document order.
pub(super) fn flat(html: &Html) -> Vec<Flat<'_>> {
    let mut flat: Vec<Flat<'_>> = Vec::with_capacity(html.tree.nodes().len());
    let mut open: Vec<usize> = Vec::new();
    let mut node = html.tree.root();
    loop {
        let none: &[_] = &[];
        let (what, name, attrs) = match node.value() {
            Node::Element(element) => {
                let what = ElementRef::wrap(node).map(What::Element);
                (what, element.name(), element.attrs.as_slice())
            }
            Node::Text(text) => (Some(What::Text(text)), "", none),
            _ => (None, "", none),
        };
        let is_element = matches!(what, Some(What::Element(_)));
        if let Some(what) = what {
            let parent = open.last().copied().unwrap_or_default();
            let end = flat.len() + 1;
            flat.push(Flat {
                what,
                name,
                attrs,
                parent,
                end,
            });
            if is_element {
                open.push(flat.len() - 1);
            }
        }
        if let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        loop {
            if node.value().is_element() {
                close(&mut flat, &mut open);
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return flat,
            }
        }
    }
}

fn close(flat: &mut [Flat<'_>], open: &mut Vec<usize>) {
    let end = flat.len();
    if let Some(closed) = open.pop().and_then(|at| flat.get_mut(at)) {
        closed.end = end;
    }
}

/// The element `at` and all those it stands in, up to the root.
pub(super) fn above<'f>(flat: &'f [Flat<'_>], at: usize) -> impl Iterator<Item = usize> + 'f {
    std::iter::successors(Some(at), move |at| {
        let parent = flat.get(*at)?.parent;
        (parent != *at).then_some(parent)
    })
}

/// The tree of `html` with no clock, for tests.
#[cfg(test)]
pub(super) fn read(html: &str) -> (Html, Option<Cut>) {
    parse(html, &budget::untimed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flat_tree_knows_parents_and_ends() {
        let (html, cut) = read("<p>Un <b>deux</b></p><p>trois</p>");
        assert_eq!(cut, None);
        let flat = flat(&html);
        let at = flat.iter().position(|node| node.name() == "p").unwrap();
        let inside: Vec<_> = flat[at + 1..flat[at].end].iter().map(Flat::name).collect();
        assert_eq!(inside, ["", "b", ""]);
        assert_eq!(flat[flat[at].parent].name(), "body");
        assert_eq!(flat[flat[at].end].name(), "p");
    }

    #[test]
    fn a_page_nested_too_deep_keeps_what_came_before() {
        let (html, cut) = read(&format!("<p>avant</p>{}", "<ul><li>".repeat(100_000)));
        assert_eq!(cut, Some(Cut::Depth));
        assert_eq!(
            flat(&html).iter().filter(|node| node.name() == "p").count(),
            1
        );
    }
}
