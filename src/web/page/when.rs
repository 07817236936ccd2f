//! When a page was published: the ladder of places where it may say so, the surest first. A page
//! that says it nowhere has no date.

use url::Url;

use super::dateline::{bare, is_label, is_other, with_cue};
use super::head::meta;
use super::jsonld::Said;
use super::leaf::Leaf;
use super::table::words;
use super::tree::Flat;
use super::zone::Zoned;
use crate::web::date::{self, DateSource, Dated, PartialDate};
use crate::web::page::{BlockKind, Zone};

/// `<meta>` names that give the day of publication, the surest first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article.published",
    "published_time",
    "publish-date",
    "publish_date",
    "publishdate",
    "published-date",
    "pubdate",
    "publication_date",
    "date_published",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "originalpublicationdate",
    "creation_date",
    "date",
];

/// `<meta>` names that give the day of the last change.
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "dc.date.modified",
    "dcterms.modified",
    "datemodified",
    "last-modified",
];

/// How many elements and texts from the title its `<time>` may stand.
const NEAR_TIME: usize = 60;

/// A longer paragraph is no standfirst any more: the article has begun, in bytes.
const STANDFIRST: usize = 400;

/// Classes of elements that hold the day of publication, in lower case.
const DATE_CLASSES: &[&str] = &[
    "published",
    "dt-published",
    "entry-date",
    "post-date",
    "postdate",
    "post_date",
    "date-header",
    "pubdate",
    "pub-date",
    "publish-date",
    "date-published",
    "published-date",
    "article-date",
    "article__date",
    "article_date",
    "date-publication",
    "publication-date",
    "date_publication",
    "news-list-date",
    "create",
    "submitted",
    "postdetails",
];

/// What the dates of an HTML page are read from.
pub(super) struct Sources<'a> {
    pub(super) flat: &'a [Flat<'a>],
    pub(super) leaves: &'a [Leaf],
    pub(super) zoned: &'a Zoned,
    pub(super) said: &'a Said,
    pub(super) url: Option<&'a Url>,
    /// Elements that the selectors of profiles found: of the host's, and of the CMS's.
    pub(super) hinted: Vec<usize>,
    /// See `hinted`.
    pub(super) hinted_by_cms: Vec<usize>,
    /// Language of the page.
    pub(super) lang: Option<&'a str>,
    /// Whether "04/02/2020" is the second of April.
    pub(super) month_first: bool,
}

fn dated(date: PartialDate, from: DateSource) -> Dated {
    Dated { date, from }
}

impl Sources<'_> {
    /// When the page was published.
    pub(super) fn published(&self) -> Option<Dated> {
        self.profile(&self.hinted)
            .or_else(|| self.stamped(self.said.published.as_deref(), DateSource::JsonLd))
            .or_else(|| self.stamped(meta(self.flat, PUBLISHED), DateSource::Meta))
            .or_else(|| self.profile(&self.hinted_by_cms))
            .or_else(|| self.itemprop("datePublished"))
            .or_else(|| self.told(true))
            .or_else(|| self.by_class())
            .or_else(|| of_url(self.url).filter(|dated| dated.date.to_day().is_some()))
            .or_else(|| self.time_element())
            .or_else(|| self.beside_title())
            .or_else(|| self.in_title())
            .or_else(|| of_url(self.url))
    }

    /// The day of a stamp in universal time as the page's own readers had it: as the page or its URL
    /// prints it, else by their clock.
    fn local(&self, stamped: Dated, stamp: &str) -> Dated {
        let utc = stamp.ends_with('Z')
            || stamp.ends_with("+00:00")
            || stamp.ends_with("+0000")
            || stamp.ends_with("GMT");
        let Some(day) = stamped.date.to_day().filter(|_| utc) else {
            return stamped;
        };
        let printed = [of_url(self.url), self.told(true), self.beside_title()];
        let mut near = printed
            .into_iter()
            .flatten()
            .filter_map(|dated| dated.date.to_day());
        let off = |other: &jiff::civil::Date| {
            day.yesterday().is_ok_and(|before| before == *other)
                || day.tomorrow().is_ok_and(|after| after == *other)
        };
        let printed = near.next().filter(off);
        let host = self.url.and_then(Url::host_str);
        let local = || date::readers_day(stamp, host, self.lang);
        printed
            .or_else(local)
            .map_or(stamped, |day| dated(PartialDate::day(day), stamped.from))
    }

    fn stamped(&self, text: Option<&str>, from: DateSource) -> Option<Dated> {
        let text = text?.trim();
        Some(self.local(stamp(Some(text), from)?, text))
    }

    /// When the page was last changed.
    pub(super) fn modified(&self) -> Option<Dated> {
        stamp(self.said.modified.as_deref(), DateSource::JsonLd)
            .or_else(|| stamp(meta(self.flat, MODIFIED), DateSource::Meta))
            .or_else(|| self.itemprop("dateModified"))
            .or_else(|| self.told(false))
    }

    fn profile(&self, hinted: &[usize]) -> Option<Dated> {
        let date = hinted.iter().find_map(|at| self.of_element(*at))?;
        Some(dated(date, DateSource::Profile))
    }

    /// The date of an element, from its attribute or its words.
    fn of_element(&self, at: usize) -> Option<PartialDate> {
        let node = self.flat.get(at)?;
        let attribute = ["datetime", "content"]
            .iter()
            .find_map(|name| date::of_stamp(node.attr(name)?));
        attribute.or_else(|| {
            let text = words(self.flat, at);
            let found = date::find(&text, self.month_first).into_iter().next()?;
            (text.len() < 200).then_some(PartialDate::day(found.date))
        })
    }

    fn zone(&self, at: usize) -> Zone {
        self.zoned.elements.get(at).copied().unwrap_or(Zone::Main)
    }

    fn itemprop(&self, name: &str) -> Option<Dated> {
        let has = |node: &Flat<'_>| {
            node.attr("itemprop")
                .is_some_and(|given| given.split_whitespace().any(|one| one == name))
        };
        let mut found = (0..self.flat.len())
            .filter(|at| self.flat.get(*at).is_some_and(has) && self.zone(*at) != Zone::Furniture);
        let date = found.find_map(|at| self.of_element(at))?;
        Some(dated(date, DateSource::TimeElement))
    }

    /// The leaves that can say when: about the title, in its header, and the end of the article.
    fn near(&self, before: usize, after: usize, tail: bool) -> impl Iterator<Item = &Leaf> {
        let anchor = self.zoned.title.or(self.zoned.first).unwrap_or_default();
        let (from, to) = (anchor.saturating_sub(before), anchor + after);
        let last = self.zoned.last.unwrap_or(anchor);
        let header = self.header();
        let leaves = self.leaves.iter().enumerate().filter(move |(at, leaf)| {
            (from..=to).contains(at)
                || header.contains(&leaf.owner)
                || (tail && (last.saturating_sub(2)..=last + 4).contains(at))
        });
        leaves
            .filter(|(_, leaf)| !self.zoned.foreign(leaf.owner))
            .map(|(_, leaf)| leaf)
    }

    /// The largest element about the title in which the article has not begun yet.
    fn header(&self) -> std::ops::Range<usize> {
        let begins = self
            .leaves
            .iter()
            .zip(&self.zoned.leaves)
            .find(|(leaf, zone)| {
                **zone == Zone::Main
                    && leaf.text.len() > STANDFIRST
                    && leaf.kind == BlockKind::Paragraph
            });
        let (Some(title), Some((body, _))) = (self.zoned.title, begins) else {
            return 0..0;
        };
        let mut at = self.leaves.get(title).map_or(0, |leaf| leaf.owner);
        let mut header = at..at;
        while let Some(node) = self.flat.get(at) {
            if (at..node.end).contains(&body.owner)
                || matches!(node.name(), "body" | "html" | "main")
            {
                break;
            }
            header = at..node.end;
            at = node.parent;
        }
        header
    }

    /// A date behind words of publication, or of change.
    fn told(&self, published: bool) -> Option<Dated> {
        let mut label = "";
        for leaf in self.near(8, 14, true) {
            // "Mise en ligne" and its day often stand in elements of their own.
            let joined = format!("{label} {}", leaf.text);
            for line in joined.trim().lines() {
                if let Some(date) = with_cue(line, published, self.month_first) {
                    return Some(dated(date, DateSource::Visible));
                }
            }
            label = if is_label(&leaf.text) { &leaf.text } else { "" };
        }
        None
    }

    /// The `<time datetime>` beside the title.
    fn time_element(&self) -> Option<Dated> {
        let title = self.anchor()?;
        let near = |at: &usize| at.abs_diff(title) < NEAR_TIME;
        let times = (0..self.flat.len()).filter(near).filter(|at| {
            let is_time = self.flat.get(*at).is_some_and(|node| node.name() == "time");
            is_time && !self.zoned.foreign(*at) && !self.in_text(*at)
        });
        let nearest = times.min_by_key(|at| at.abs_diff(title))?;
        Some(dated(self.of_element(nearest)?, DateSource::TimeElement))
    }

    /// Whether an element is a part of a sentence of the article.
    fn in_text(&self, at: usize) -> bool {
        let mut at = at;
        while let Some(node) = self.flat.get(at).filter(|node| node.parent != at) {
            at = node.parent;
            if super::leaf::is_block(self.flat.get(at).map_or("", Flat::name)) {
                break;
            }
        }
        let text = words(self.flat, at);
        text.split_whitespace().count() > 25
    }

    /// A date beside the title that is next to nothing else, or in the footer of the article.
    fn beside_title(&self) -> Option<Dated> {
        let title = self.zoned.title.and_then(|at| self.leaves.get(at));
        let mut label = "";
        for leaf in self.near(4, 10, false).chain(self.article_footer()) {
            let is_title = title.is_some_and(|title| std::ptr::eq(title, leaf));
            let reads = !is_title && !is_other(label) && leaf.kind != BlockKind::Caption;
            let mut lines = leaf.text.lines().filter(|_| reads);
            if let Some(date) = lines.find_map(|line| bare(line, self.month_first)) {
                return Some(dated(date, DateSource::Visible));
            }
            label = &leaf.text;
        }
        None
    }

    /// The leaves in a `<footer>` of the article that holds the title.
    fn article_footer(&self) -> impl Iterator<Item = &Leaf> {
        let title = self.anchor().unwrap_or_default();
        let in_footer = move |leaf: &&Leaf| {
            let mut at = leaf.owner;
            let mut footer = false;
            while let Some(node) = self.flat.get(at).filter(|node| node.parent != at) {
                footer |= node.name() == "footer";
                if node.name() == "article" {
                    return footer && (at..node.end).contains(&title);
                }
                at = node.parent;
            }
            false
        };
        self.leaves.iter().filter(in_footer)
    }

    /// A piece of the `<title>` that is a date: "Un titre | Journal | 23.05.2011".
    fn in_title(&self) -> Option<Dated> {
        let at = self.flat.iter().position(|node| node.name() == "title")?;
        let title = words(self.flat, at);
        let date = title.split(['|', '–', '—']).skip(1).find_map(|piece| {
            let found = date::find(piece, self.month_first).into_iter().next()?;
            (found.span.len() == piece.trim().len()).then_some(PartialDate::day(found.date))
        })?;
        Some(dated(date, DateSource::Visible))
    }

    /// An element whose class says that it holds the day: `entry-date`, `published`, `post-date`.
    fn by_class(&self) -> Option<Dated> {
        let says = |node: &Flat<'_>| {
            let mut names = node
                .attr("class")
                .unwrap_or_default()
                .split_ascii_whitespace();
            names.any(|name| DATE_CLASSES.contains(&name.to_ascii_lowercase().as_str()))
        };
        let found = (0..self.flat.len())
            .filter(|at| self.flat.get(*at).is_some_and(says) && !self.zoned.foreign(*at));
        let near = |at: &usize| self.anchor().is_none_or(|title| at.abs_diff(title) < 120);
        let date = found.filter(near).find_map(|at| {
            let title = self
                .flat
                .get(at)
                .and_then(|node| date::of_stamp(node.attr("title")?));
            title.or_else(|| self.of_element(at))
        })?;
        Some(dated(date, DateSource::TimeElement))
    }

    /// The element of the title, or of the first words of the article.
    fn anchor(&self) -> Option<usize> {
        let leaf = self.zoned.title.or(self.zoned.first)?;
        self.leaves.get(leaf).map(|leaf| leaf.owner)
    }
}

fn stamp(text: Option<&str>, from: DateSource) -> Option<Dated> {
    Some(dated(date::of_stamp(text?)?, from))
}

/// The date in the path of the URL.
fn of_url(url: Option<&Url>) -> Option<Dated> {
    date::of_path(url?.path()).map(|date| dated(date, DateSource::Url))
}
