//! A page: what one HTML or text document says, in reading order, each block with its CSS path.

use serde::Serialize;
use url::Url;

use crate::web::date::Dated;
use crate::web::profile::Profiles;

mod brothers;
mod budget;
mod classes;
mod clean;
mod css;
mod dateline;
mod declare;
mod head;
mod hint;
mod html;
mod intern;
mod jsonld;
mod lately;
mod leaf;
mod lex;
mod map;
mod mark;
mod named;
mod place;
mod plain;
mod print;
mod raw;
mod reference;
mod said;
mod scan;
mod seen;
mod site;
mod table;
mod tags;
mod title;
mod tree;
mod when;
mod words;
mod zone;

pub use budget::{Cut, Spent, TEXT_LIMIT, untimed};
pub(crate) use clean::is_invisible;
pub use scan::{MOST_LINKS, MOST_WORDS, Watch};
pub use words::mark_of_words;

/// One document, read.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Page {
    /// The address it was asked under, where known.
    pub url: Option<Url>,
    /// The address that the page gives as its own (`rel=canonical`, `og:url`).
    pub canonical: Option<Url>,
    /// The title of the article, without the site's name.
    pub title: Option<String>,
    /// The name of the site.
    pub site: Option<String>,
    /// Language as BCP 47 primary tag, `fr`.
    pub lang: Option<String>,
    /// When it was published.
    pub published: Option<Dated>,
    /// When it was last changed.
    pub modified: Option<Dated>,
    /// What the page says, in reading order.
    pub blocks: Vec<Block>,
    /// Where it leads.
    pub links: Vec<Link>,
    /// Feeds that it announces.
    pub feeds: Vec<Url>,
    /// What its `<meta name=robots>` asks.
    pub robots: MetaRobots,
    /// Why the end of it, or a part, was not read; nothing where all was.
    pub cut: Option<Cut>,
}

/// One block of a page: a heading, a paragraph, a list item, a table cell…
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Block {
    /// What kind of block it is.
    pub kind: BlockKind,
    /// Whether it is part of the article, of the site's head, or of its furniture.
    pub zone: Zone,
    /// Its words: white space collapsed, control characters removed, NFC.
    pub text: String,
    /// CSS path from the root, `article > p:nth-of-type(3)`; `line N` for a plain text.
    pub css: String,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// `h1` to `h6`, or a line that is set as one.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// One item of a list, without the items nested in it.
    ListItem,
    /// One cell of a table, with the headers that rule it.
    Cell {
        /// Text of the header of its row.
        row: Option<String>,
        /// Text of the header of its column.
        column: Option<String>,
        /// Number of the table in the page, from 0.
        table: usize,
        /// Number of the row in the table, from 0.
        line: usize,
    },
    /// A quotation.
    Quote,
    /// The caption of a picture.
    Caption,
    /// The alternative text of one picture or of several in a row.
    ImageAlt,
}

/// Which part of the page a block stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Zone {
    /// The article: the only zone that yields claims.
    Main,
    /// The site's head: logo, site name, breadcrumb. It may name the page's own town.
    Head,
    /// Navigation, "à lire aussi", comments, share bars, footers: read, kept, never believed.
    Furniture,
}

/// A link of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Where it leads, absolute, without fragment.
    pub url: Url,
    /// Its words.
    pub text: String,
    /// Whether the page does not vouch for it (`rel=nofollow`).
    pub nofollow: bool,
}

/// What `<meta name="robots">` (or `arobase`) asks, and whether the page is reserved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four questions, each answered by itself"
)]
pub struct MetaRobots {
    /// Not to be shown in searches.
    pub noindex: bool,
    /// Its links are not to be followed.
    pub nofollow: bool,
    /// No copy is to be kept.
    pub noarchive: bool,
    /// Text and data mining is reserved (`<meta name="tdm-reservation">`).
    pub reserved: bool,
}

impl Page {
    /// Reads an HTML document that came from `url`; `profiles` say where known hosts and CMS keep what.
    ///
    /// Total: a page in any state is a page, with less in it.
    pub fn from_html(html: &str, url: Option<&Url>, profiles: &Profiles) -> Self {
        Self::from_html_within(html, url, profiles, &untimed)
    }

    /// As [`Page::from_html`], but by a clock: `spent` tells how long the reading has taken so far. A
    /// page that takes too long, or that holds more of anything than pages do, is a page as far as it
    /// was read, and says so in [`Page::cut`].
    pub fn from_html_within(
        html: &str,
        url: Option<&Url>,
        profiles: &Profiles,
        spent: Spent<'_>,
    ) -> Self {
        html::page(html, url, profiles, spent)
    }

    /// Looks at an HTML document without reading it, and shows its text to `watch`: its links and what
    /// it says of itself, no blocks and no dates. Nothing as soon as the watch has found what it waits
    /// for, or where the markup is too odd for a look: then the page is to be read in full.
    pub fn scan(html: &str, url: Option<&Url>, watch: &mut impl Watch) -> Option<Self> {
        scan::page(html, url, watch)
    }

    /// Reads the visible text of a page, as a person would copy it; `url` is where it stood.
    pub fn from_text(text: &str, url: Option<&Url>) -> Self {
        plain::page(text, url)
    }

    /// The words of the article, one block a line, for search and for people: without its title, its
    /// captions and what only pictures say.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for block in self.read_blocks() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(block);
        }
        text
    }

    /// The words of each block that [`Page::text`] has.
    fn read_blocks(&self) -> impl Iterator<Item = &str> {
        let main = self.blocks.iter().filter(|block| block.zone == Zone::Main);
        main.filter(|block| self.is_read(block))
            .map(|block| block.text.as_str())
    }

    fn is_read(&self, block: &Block) -> bool {
        match block.kind {
            BlockKind::Caption | BlockKind::ImageAlt | BlockKind::Heading(1) => false,
            BlockKind::Heading(_) => self.title.as_ref() != Some(&block.text),
            _ => true,
        }
    }
}
