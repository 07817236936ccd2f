//! What the tags of a page yield without a tree: links, the words for machines, the title.

use std::ops::Range;

use url::Url;

use super::{MOST_LINKS, MOST_WORDS, Watch};
use crate::web::page::clean::clean;
use crate::web::page::jsonld::{self, Scripts};
use crate::web::page::{Link, MetaRobots, Page, head, title};

/// The longest value of an attribute that is kept, in bytes: beyond lie data, not addresses or words.
const LONGEST_VALUE: usize = 64 << 10;

/// The most of all addresses and words of links that are kept, in bytes.
const MOST_KEPT: usize = 8 << 20;

/// The longest JSON-LD that is looked at, in bytes.
const LONGEST_JSON: usize = 4 << 20;

/// The longest title that is kept, in bytes; no page compares more of it.
const LONGEST_TITLE: usize = 4 << 10;

/// The most feeds that are kept.
const MOST_FEEDS: usize = 100;

/// Attributes that matter, each in its place.
const NAMES: [&[u8]; 10] = [
    b"href",
    b"alt",
    b"title",
    b"content",
    b"rel",
    b"type",
    b"name",
    b"property",
    b"lang",
    b"xml:lang",
];

/// The attributes of the tag at hand that matter: of two of a name, the first.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    values: [Vec<u8>; NAMES.len()],
    given: [bool; NAMES.len()],
    at: Option<usize>,
    open: bool,
    /// One of them was longer than is kept.
    too_long: bool,
}

impl Attributes {
    pub(super) fn clear(&mut self) {
        self.given = [false; NAMES.len()];
        (self.at, self.open, self.too_long) = (None, false, false);
    }

    pub(super) fn begin(&mut self) {
        self.open = true;
    }

    /// The name is known and a value follows.
    pub(super) fn name(&mut self, name: &[u8]) {
        self.at = None;
        if !self.open {
            return;
        }
        let place = NAMES.iter().position(|known| *known == name);
        let Some(place) = place.filter(|place| self.given.get(*place) == Some(&false)) else {
            return;
        };
        if let (Some(given), Some(value)) = (self.given.get_mut(place), self.values.get_mut(place))
        {
            *given = true;
            value.clear();
            self.at = Some(place);
        }
    }

    pub(super) fn push(&mut self, piece: &[u8]) {
        let value = self.at.and_then(|at| self.values.get_mut(at));
        let Some(value) = value else { return };
        if value.len() + piece.len() <= LONGEST_VALUE {
            value.extend_from_slice(piece);
        } else {
            self.too_long = true;
        }
    }

    pub(super) fn end(&mut self) {
        (self.at, self.open) = (None, false);
    }

    fn get(&self, name: &[u8]) -> Option<&str> {
        let place = NAMES.iter().position(|known| *known == name)?;
        let given = self.given.get(place)?;
        let value = self.values.get(place).filter(|_| *given)?;
        std::str::from_utf8(value).ok()
    }
}

/// A link as the page writes it: its parts are bytes of [`Gather::kept`], one after the other.
#[derive(Debug)]
struct Draft {
    href: Range<usize>,
    /// Where what its attributes say ends, and its words begin.
    label: usize,
    /// Where its words end.
    words: usize,
    nofollow: bool,
}

/// Where the text that comes in belongs.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a text may stand in any of them at once"
)]
struct Places {
    link: bool,
    title: bool,
    heading: bool,
    json: bool,
}

/// All that was found so far.
#[derive(Debug, Default)]
pub(super) struct Gather {
    links: Vec<Draft>,
    /// Addresses and words of all links: some allocations a link would cost as much as the look itself.
    kept: Vec<u8>,
    places: Places,
    base: Option<String>,
    canonical: Option<String>,
    feeds: Vec<String>,
    robots: MetaRobots,
    lang: Option<String>,
    title: Option<Vec<u8>>,
    json: Vec<u8>,
    scripts: Scripts,
    og_title: Option<String>,
    twitter_title: Option<String>,
    og_url: Option<String>,
    og_site: Option<String>,
}

impl Gather {
    /// Whether the attributes of an element are of use.
    pub(super) fn wants(name: &[u8]) -> bool {
        matches!(
            name,
            b"a" | b"area"
                | b"base"
                | b"link"
                | b"meta"
                | b"html"
                | b"img"
                | b"amp-img"
                | b"image"
                | b"script"
        )
    }

    /// Whether a heading is open: what stands in it, scripts too, may become the title.
    pub(super) fn in_heading(&self) -> bool {
        self.places.heading
    }

    /// A start tag.
    pub(super) fn start(
        &mut self,
        name: &[u8],
        attributes: &Attributes,
        foreign: bool,
        watch: &mut impl Watch,
    ) {
        match name {
            b"a" => self.link(attributes, true),
            b"area" => self.link(attributes, false),
            b"img" | b"amp-img" | b"image" => {
                if attributes.too_long {
                    watch.alone("@");
                }
                watch.alone(attributes.get(b"alt").unwrap_or_default());
            }
            b"base" => first(&mut self.base, attributes.get(b"href")),
            b"link" => self.relation(attributes),
            b"meta" => self.meta(attributes, watch),
            b"html" => first(
                &mut self.lang,
                attributes
                    .get(b"lang")
                    .or_else(|| attributes.get(b"xml:lang")),
            ),
            b"script" => {
                self.places.json = attributes.get(b"type").is_some_and(jsonld::is_json);
                self.json.clear();
            }
            b"title" if !foreign && self.title.is_none() => {
                self.places.title = true;
                self.title = Some(Vec::new());
            }
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                self.places.heading = true;
            }
            b"br" | b"p" | b"div" | b"li" => self.text(b" "),
            _ => {}
        }
    }

    /// An end tag.
    pub(super) fn end(&mut self, name: &[u8]) {
        match name {
            b"a" => self.places.link = false,
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                self.places.heading = false;
            }
            _ => {}
        }
    }

    /// Text of any kind.
    pub(super) fn text(&mut self, piece: &[u8]) {
        if self.places.link
            && let Some(link) = self.links.last_mut()
        {
            let room = MOST_WORDS.saturating_sub(link.words - link.label);
            let piece = piece.get(..room.min(piece.len())).unwrap_or_default();
            self.kept.extend_from_slice(piece);
            link.words += piece.len();
        }
    }

    /// Raw text: of a title, of a script.
    pub(super) fn raw(&mut self, piece: &[u8]) {
        if self.places.json && self.json.len() <= LONGEST_JSON {
            self.json.extend_from_slice(piece);
        }
        if self.places.title
            && let Some(title) = &mut self.title
            && title.len() < LONGEST_TITLE
        {
            title.extend_from_slice(piece);
        }
    }

    /// The end of an element of raw text, or of the page.
    pub(super) fn end_raw(&mut self, watch: &mut impl Watch) {
        self.places.title = false;
        if std::mem::take(&mut self.places.json) {
            if self.json.len() > LONGEST_JSON {
                watch.alone("@");
            }
            self.scripts.add(&String::from_utf8_lossy(&self.json));
            self.json.clear();
        }
    }

    fn link(&mut self, attributes: &Attributes, has_words: bool) {
        self.places.link = false;
        let Some(href) = attributes.get(b"href") else {
            return;
        };
        let is_place = href.trim_start().starts_with('#');
        if is_place || self.links.len() >= MOST_LINKS || self.kept.len() > MOST_KEPT {
            return;
        }
        let label = attributes.get(b"title").or_else(|| attributes.get(b"alt"));
        let start = self.kept.len();
        self.kept.extend_from_slice(href.as_bytes());
        let href = start..self.kept.len();
        self.kept
            .extend_from_slice(label.unwrap_or_default().as_bytes());
        let label = self.kept.len();
        self.links.push(Draft {
            href,
            label,
            words: label,
            nofollow: head::is_rel(attributes.get(b"rel").unwrap_or_default(), "nofollow"),
        });
        self.places.link = has_words;
    }

    fn relation(&mut self, attributes: &Attributes) {
        let rel = attributes.get(b"rel").unwrap_or_default();
        if head::is_rel(rel, "canonical") {
            first(&mut self.canonical, attributes.get(b"href"));
        }
        let kind = attributes.get(b"type").unwrap_or_default();
        if head::announces_feed(rel, kind) && self.feeds.len() < MOST_FEEDS {
            self.feeds
                .extend(attributes.get(b"href").map(str::to_owned));
        }
    }

    fn meta(&mut self, attributes: &Attributes, watch: &mut impl Watch) {
        let content = attributes.get(b"content").unwrap_or_default();
        head::ask(
            &mut self.robots,
            attributes.get(b"name").unwrap_or_default(),
            content,
        );
        if content.trim().is_empty() {
            return;
        }
        let names = [attributes.get(b"property"), attributes.get(b"name")];
        for name in names.into_iter().flatten() {
            let place = match name.trim().to_ascii_lowercase().as_str() {
                "og:title" => &mut self.og_title,
                "twitter:title" => &mut self.twitter_title,
                "og:url" => &mut self.og_url,
                "og:site_name" => &mut self.og_site,
                _ => continue,
            };
            first(place, Some(content));
            if attributes.too_long {
                watch.alone("@");
            }
            watch.alone(content);
        }
    }

    /// The page, and to `watch` the titles as they are cut.
    pub(super) fn page(self, url: Option<&Url>, watch: &mut impl Watch) -> Page {
        let base = head::based(self.base.as_deref(), url);
        let absolute = |href: &str| head::absolute(href, base.as_ref());
        let kept =
            |part: Range<usize>| String::from_utf8_lossy(self.kept.get(part).unwrap_or_default());
        let link = |draft: &Draft| {
            let words = tidy(&kept(draft.label..draft.words));
            let url = absolute(&kept(draft.href.clone()))?;
            let text = if words.is_empty() {
                tidy(&kept(draft.href.end..draft.label))
            } else {
                words
            };
            Some(Link {
                url,
                text,
                nofollow: draft.nofollow,
            })
        };
        let links = self.links.iter().filter_map(link).collect();
        let mut feeds: Vec<Url> = Vec::new();
        for feed in self.feeds.iter().filter_map(|href| absolute(href)) {
            if !feeds.contains(&feed) {
                feeds.push(feed);
            }
        }
        let said = self.scripts.said();
        let given = self
            .title
            .map(|title| String::from_utf8_lossy(&title).into_owned());
        let names = title::without_tree(
            [given, self.og_title.or(self.twitter_title), said.headline],
            self.og_site.or(said.site),
            url.and_then(Url::host_str),
            watch,
        );
        Page {
            url: url.cloned(),
            canonical: self
                .canonical
                .or(self.og_url)
                .and_then(|href| absolute(&href)),
            title: names.title,
            site: names.site,
            lang: self.lang.as_deref().and_then(head::primary),
            links,
            feeds,
            robots: self.robots,
            ..Page::default()
        }
    }
}

/// As [`clean`], sooner for the plain words that most links have.
fn tidy(text: &str) -> String {
    let text = text.trim_ascii();
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains("  ") {
        return text.to_owned();
    }
    clean(text)
}

fn first(place: &mut Option<String>, given: Option<&str>) {
    if place.is_none() {
        *place = given.map(str::to_owned);
    }
}
