//! The cheap look at a page: one pass of the tokenizer over its HTML, without a tree, that finds where
//! the page leads and what it says of itself, and shows its text to a watch.
//!
//! Most pages of a crawl say nothing of the label; only their links are wanted, and to parse, lay flat
//! and zone them costs several times as much.
//!
//! What differs from the full reading ([`Page::from_html`]), all of it on purpose: no blocks, no dates;
//! at most [`MOST_LINKS`] links and [`MOST_WORDS`] bytes of words a link; the language is what `<html>`
//! says; the title keeps the site's name where nothing tells that name; a link that broken markup leaves open across paragraphs is one link, not one a paragraph.

mod doubt;
mod emit;
mod gather;

use html5gum::Tokenizer;
use url::Url;

use self::emit::Emit;
use self::gather::Gather;
use super::Page;
use super::budget;

/// The most links that are taken from one page: a crawl follows no more.
pub const MOST_LINKS: usize = 5_000;

/// The most of a link's words that are kept, in bytes.
pub const MOST_WORDS: usize = 2_000;

/// Looks at the text of a page as it goes by, and says when it has seen what it waits for.
///
/// The scan has no tree: it shows all text that could possibly be read, in the order of the source.
pub trait Watch {
    /// A piece of text, UTF-8 as a whole but cut anywhere, its entities decoded.
    fn text(&mut self, piece: &[u8]);

    /// A tag stands between two texts: what is parted here may yet be shown as one word.
    fn tag(&mut self);

    /// A text for itself: what a picture says, a title for machines.
    fn alone(&mut self, text: &str);

    /// Whether it has seen what it waits for.
    fn found(&self) -> bool;
}

/// Waits for nothing.
impl Watch for () {
    fn text(&mut self, _: &[u8]) {}
    fn tag(&mut self) {}
    fn alone(&mut self, _: &str) {}
    fn found(&self) -> bool {
        false
    }
}

/// Scans an HTML document that came from `url`.
///
/// Gives the page without its blocks; or nothing, as soon as the watch has found what it waits for or
/// the markup is such that only a tree can tell text from script. Total, and linear in the size of `html`.
pub(super) fn page(html: &str, url: Option<&Url>, watch: &mut impl Watch) -> Option<Page> {
    // The full reading goes no further either.
    let (html, _) = budget::clip(html);
    let mut gather = Gather::default();
    // The emitter yields a token only to stop.
    let stopped = Tokenizer::new_with_emitter(html, Emit::new(watch, &mut gather)).next();
    if stopped.is_some() {
        return None;
    }
    let page = gather.page(url, watch);
    (!watch.found()).then_some(page)
}
