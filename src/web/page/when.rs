//! When a page was published: the ladder of places where it may say so, the surest first. A page
//! that says it nowhere has no date.

use url::Url;

use super::head::meta;
use super::jsonld::Said;
use super::leaf::Leaf;
use super::table::words;
use super::tree::Flat;
use super::zone::Zoned;
use crate::text::fold;
use crate::web::date::{self, DateSource, Dated, PartialDate};
use crate::web::page::{Block, BlockKind, Zone};

/// `<meta>` names that give the day of publication, the surest first.
const PUBLISHED: [&str; 26] = [
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
const MODIFIED: [&str; 7] = [
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "dc.date.modified",
    "dcterms.modified",
    "datemodified",
    "last-modified",
];

/// Words before the day of publication.
const CUES: [&str; 23] = [
    "publie",
    "publiee",
    "mis en ligne",
    "mise en ligne",
    "poste",
    "postee",
    "posted",
    "published",
    "paru le",
    "parue le",
    "ecrit le",
    "redige le",
    "date de publication",
    "date du message",
    "date :",
    "veroffentlicht",
    "griffonne",
    "posted on",
    "publication :",
    "publication le",
    "date",
    "cree le",
    "diffuse le",
];

/// Words before the day of a change.
const CHANGED: [&str; 10] = [
    "mis a jour",
    "mise a jour",
    "maj ",
    "maj le",
    "modifie",
    "actualise",
    "updated",
    "last modified",
    "derniere modification",
    "modification",
];

/// Words of a label whose date is another than that of the page.
const DEADLINES: [&str; 12] = [
    "limite", "delai", "jusqu", "quand", "cloture", "evenement", "inscription", "candidature", "echeance", "rendez-vous", "prochain", "debut",
];

/// Classes of elements that hold the day of publication, in lower case.
const DATE_CLASSES: [&str; 22] = [
    "published", "dt-published", "entry-date", "post-date", "postdate", "post_date", "date-header", "pubdate", "pub-date", "publish-date", "date-published",
    "published-date", "article-date", "article__date", "article_date", "date-publication", "publication-date", "date_publication", "news-list-date",
    "create", "submitted", "postdetails",
];

/// What the dates of an HTML page are read from.
pub(super) struct Sources<'a> {
    pub(super) flat: &'a [Flat<'a>],
    pub(super) leaves: &'a [Leaf],
    pub(super) zoned: &'a Zoned,
    pub(super) said: &'a Said,
    pub(super) url: Option<&'a Url>,
    /// Elements that a profile's selectors found.
    pub(super) hinted: Vec<usize>,
    /// Whether "04/02/2020" is the second of April.
    pub(super) month_first: bool,
}

fn dated(date: PartialDate, from: DateSource) -> Dated {
    Dated { date, from }
}

impl Sources<'_> {
    /// When the page was published.
    pub(super) fn published(&self) -> Option<Dated> {
        self.profile()
            .or_else(|| self.stamped(self.said.published.as_deref(), DateSource::JsonLd))
            .or_else(|| self.stamped(meta(self.flat, &PUBLISHED), DateSource::Meta))
            .or_else(|| self.itemprop("datePublished"))
            .or_else(|| self.told(true))
            .or_else(|| self.by_class())
            .or_else(|| of_url(self.url).filter(|dated| dated.date.to_day().is_some()))
            .or_else(|| self.time_element())
            .or_else(|| self.beside_title())
            .or_else(|| self.in_title())
            .or_else(|| of_url(self.url))
    }

    /// The day of a stamp in UTC as the page's own readers had it: a day off, where the page or its
    /// URL prints that day.
    fn local(&self, stamped: Dated, stamp: &str) -> Dated {
        let utc = stamp.ends_with('Z') || stamp.ends_with("+00:00") || stamp.ends_with("+0000") || stamp.ends_with("GMT");
        let Some(day) = stamped.date.to_day().filter(|_| utc) else {
            return stamped;
        };
        let printed = [of_url(self.url), self.told(true), self.beside_title()];
        let near = printed.into_iter().flatten().filter_map(|dated| dated.date.to_day());
        let off = |other: &jiff::civil::Date| {
            day.yesterday().is_ok_and(|before| before == *other) || day.tomorrow().is_ok_and(|after| after == *other)
        };
        let mut near = near.take(1).filter(off);
        near.next().map_or(stamped, |day| dated(PartialDate::day(day), stamped.from))
    }

    fn stamped(&self, text: Option<&str>, from: DateSource) -> Option<Dated> {
        let text = text?.trim();
        Some(self.local(stamp(Some(text), from)?, text))
    }

    /// When the page was last changed.
    pub(super) fn modified(&self) -> Option<Dated> {
        stamp(self.said.modified.as_deref(), DateSource::JsonLd)
            .or_else(|| stamp(meta(self.flat, &MODIFIED), DateSource::Meta))
            .or_else(|| self.itemprop("dateModified"))
            .or_else(|| self.told(false))
    }

    fn profile(&self) -> Option<Dated> {
        let date = self.hinted.iter().find_map(|at| self.of_element(*at))?;
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

    /// The leaves that can say when: about the title, and the end of the article.
    fn near(&self, before: usize, after: usize, tail: bool) -> impl Iterator<Item = &Leaf> {
        let anchor = self.zoned.title.or(self.zoned.first).unwrap_or_default();
        let (from, to) = (anchor.saturating_sub(before), anchor + after);
        let last = self.zoned.last.unwrap_or(anchor);
        let leaves = self.leaves.iter().enumerate().filter(move |(at, _)| {
            (from..=to).contains(at) || (tail && (last.saturating_sub(2)..=last + 4).contains(at))
        });
        leaves
            .filter(|(_, leaf)| !self.zoned.foreign(leaf.owner))
            .map(|(_, leaf)| leaf)
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
        let times = self.flat.iter().enumerate().filter(|(at, node)| {
            node.name() == "time" && !self.zoned.foreign(*at) && !self.in_text(*at)
        });
        let near = times
            .min_by_key(|(at, _)| at.abs_diff(title))
            .filter(|(at, _)| at.abs_diff(title) < 60)?;
        Some(dated(self.of_element(near.0)?, DateSource::TimeElement))
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

    /// A date beside the title that is next to nothing else.
    fn beside_title(&self) -> Option<Dated> {
        let title = self.zoned.title.and_then(|at| self.leaves.get(at));
        let mut label = "";
        for leaf in self.near(2, 4, false) {
            let is_title = title.is_some_and(|title| std::ptr::eq(title, leaf));
            let labelled = is_label(label) && DEADLINES.iter().any(|word| fold(label).contains(word));
            let told = (!is_title && !labelled && leaf.kind != BlockKind::Caption)
                .then(|| leaf.text.lines().find_map(|line| bare(line, self.month_first)));
            if let Some(date) = told.flatten() {
                return Some(dated(date, DateSource::Visible));
            }
            label = &leaf.text;
        }
        None
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
            let mut names = node.attr("class").unwrap_or_default().split_ascii_whitespace();
            names.any(|name| DATE_CLASSES.contains(&name.to_ascii_lowercase().as_str()))
        };
        let found = (0..self.flat.len()).filter(|at| self.flat.get(*at).is_some_and(says) && !self.zoned.foreign(*at));
        let near = |at: &usize| self.anchor().is_none_or(|title| at.abs_diff(title) < 120);
        let date = found.filter(near).find_map(|at| {
            let title = self.flat.get(at).and_then(|node| date::of_stamp(node.attr("title")?));
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

/// Whether a leaf is a label for the next one: "Mise en ligne", "Date".
fn is_label(text: &str) -> bool {
    text.len() < 40 && text.split_whitespace().count() <= 4 && !text.ends_with('.')
}

fn stamp(text: Option<&str>, from: DateSource) -> Option<Dated> {
    Some(dated(date::of_stamp(text?)?, from))
}

/// The date in the path of the URL.
fn of_url(url: Option<&Url>) -> Option<Dated> {
    date::of_path(url?.path()).map(|date| dated(date, DateSource::Url))
}

/// The date behind a cue of publication (or of change) in a short line.
fn with_cue(line: &str, published: bool, month_first: bool) -> Option<PartialDate> {
    if line.len() > 220 {
        return None;
    }
    let found = date::find(line, month_first);
    let mut from = 0;
    for found in found {
        let before = fold(line.get(from..found.span.start)?);
        from = found.span.end;
        let last = |cues: &[&str]| cues.iter().filter_map(|cue| before.rfind(cue)).max();
        let (cue, change) = (last(&CUES), last(&CHANGED));
        let is_change = change > cue;
        let words_before = before.split_whitespace().count();
        let told = if published {
            cue.is_some() && !is_change
        } else {
            is_change
        };
        if told && words_before <= 12 {
            return Some(PartialDate::day(found.date));
        }
    }
    None
}

/// The date of a line that holds hardly anything else.
fn bare(line: &str, month_first: bool) -> Option<PartialDate> {
    let found = date::find(line, month_first);
    let first = found.first().filter(|first| !first.contradicted)?;
    let around = [line.get(..first.span.start)?, line.get(first.span.end..)?];
    let words: usize = around
        .iter()
        .map(|text| text.split_whitespace().count())
        .sum();
    let folded = fold(line);
    let other = [
        "mise a jour",
        "mis a jour",
        "modifie",
        "du ",
        "jusqu",
        "a partir",
        "avant le",
        "rendez-vous",
        "©",
        "updated",
        "evenement",
        "inscription",
    ];
    let is_other = other
        .iter()
        .any(|word| folded.starts_with(word) || folded.contains(&format!(" {word}")));
    (words <= 6 && found.len() == 1 && !is_other).then_some(PartialDate::day(first.date))
}

/// The date of a page known by its visible lines only.
pub(super) fn of_lines(blocks: &[Block], url: Option<&Url>) -> Option<Dated> {
    let lines = || blocks.iter().flat_map(|block| block.text.lines());
    let start = blocks.iter().take(8).flat_map(|block| block.text.lines());
    let visible = start
        .clone()
        .find_map(|line| with_cue(line, true, false))
        .or_else(|| start.clone().find_map(|line| bare(line, false)))
        .or_else(|| lines().find_map(|line| with_cue(line, true, false)));
    visible
        .map(|date| dated(date, DateSource::Visible))
        .or_else(|| of_url(url))
}
