//! When a page was published: the ladder of places where it may say so, the surest first. A page
//! that says it nowhere has no date.

use std::cell::OnceCell;

use url::Url;

use super::dateline::tells_event;
use super::head::meta;
use super::jsonld::Said;
use super::seen::{Days, Seen};
use super::table::words;
use super::tree::Flat;
use crate::web::date::{self, DateSource, Dated, PartialDate};
use crate::web::page::Zone;

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

/// How many elements with the property of a date are looked at.
const MOST_PROPS: usize = 50;

/// What the dates of an HTML page are read from.
pub(super) struct Sources<'a> {
    pub(super) seen: Seen<'a>,
    pub(super) said: &'a Said,
    pub(super) url: Option<&'a Url>,
    /// Elements that the selectors of profiles found: of the host's, and of the CMS's.
    pub(super) hinted: Vec<usize>,
    /// See `hinted`.
    pub(super) hinted_by_cms: Vec<usize>,
    /// Language of the page.
    pub(super) lang: Option<&'a str>,
}

fn dated(date: PartialDate, from: DateSource) -> Dated {
    Dated { date, from }
}

impl Sources<'_> {
    /// When the page was published.
    pub(super) fn published(&self) -> Option<Dated> {
        // Most pages tell machines: what readers see is then not looked through.
        let seen = OnceCell::new();
        let days = || *seen.get_or_init(|| self.seen.days());
        let visible = |day: Option<PartialDate>| Some(dated(day?, DateSource::Visible));
        let of_url = || of_url(self.url).filter(|dated| !self.is_of_event(dated.date));
        self.profile(&self.hinted)
            .or_else(|| self.stamped(self.said.published.as_deref(), &days, DateSource::JsonLd))
            .or_else(|| self.stamped(meta(self.seen.flat, PUBLISHED), &days, DateSource::Meta))
            .or_else(|| self.profile(&self.hinted_by_cms))
            .or_else(|| self.itemprop("datePublished"))
            .or_else(|| visible(days().sure))
            .or_else(|| of_url().filter(|dated| dated.date.to_day().is_some()))
            .or_else(|| self.time_element())
            .or_else(|| visible(days().fair))
            .or_else(|| self.in_title())
            .or_else(of_url)
            .or_else(|| {
                let changed = self.seen.changed_beside_title();
                let inferred = changed.or_else(|| self.seen.lately());
                Some(dated(inferred?, DateSource::Inferred))
            })
    }

    /// Whether the page tells of something that took place on a day: that it stands in the address
    /// makes it no day of publication.
    fn is_of_event(&self, date: PartialDate) -> bool {
        let Some(day) = date.to_day() else {
            return false;
        };
        let mut lines = self.seen.leaves.iter().flat_map(|leaf| leaf.text.lines());
        lines.any(|line| tells_event(line, day))
    }

    /// The day of a stamp in universal time as the page's own readers had it: as the page or its URL
    /// prints it, else by their clock.
    fn local(&self, stamped: Dated, stamp: &str, days: &dyn Fn() -> Days) -> Dated {
        let utc = stamp.ends_with('Z')
            || stamp.ends_with("+00:00")
            || stamp.ends_with("+0000")
            || stamp.ends_with("GMT");
        let Some(day) = stamped.date.to_day().filter(|_| utc) else {
            return stamped;
        };
        let in_url = of_url(self.url).map(|dated| dated.date);
        let days = days();
        let printed = [in_url, days.sure, days.fair];
        let mut near = printed
            .into_iter()
            .flatten()
            .filter_map(PartialDate::to_day);
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

    fn stamped(
        &self,
        text: Option<&str>,
        days: &dyn Fn() -> Days,
        from: DateSource,
    ) -> Option<Dated> {
        let text = text?.trim();
        Some(self.local(stamp(Some(text), from)?, text, days))
    }

    /// When the page was last changed.
    pub(super) fn modified(&self) -> Option<Dated> {
        stamp(self.said.modified.as_deref(), DateSource::JsonLd)
            .or_else(|| stamp(meta(self.seen.flat, MODIFIED), DateSource::Meta))
            .or_else(|| self.itemprop("dateModified"))
            .or_else(|| Some(dated(self.seen.changed()?, DateSource::Visible)))
    }

    fn profile(&self, hinted: &[usize]) -> Option<Dated> {
        let date = hinted.iter().find_map(|at| self.of_element(*at))?;
        Some(dated(date, DateSource::Profile))
    }

    /// The date of an element, from its attribute or its words.
    fn of_element(&self, at: usize) -> Option<PartialDate> {
        let node = self.seen.flat.get(at)?;
        let attribute = ["datetime", "content"]
            .iter()
            .find_map(|name| date::of_stamp(node.attr(name)?));
        attribute.or_else(|| {
            let text = words(self.seen.flat, at);
            let found = date::find(&text, self.seen.month_first)
                .into_iter()
                .next()?;
            (text.len() < 200).then_some(PartialDate::day(found.date))
        })
    }

    fn zone(&self, at: usize) -> Zone {
        self.seen
            .zoned
            .elements
            .get(at)
            .copied()
            .unwrap_or(Zone::Main)
    }

    fn itemprop(&self, name: &str) -> Option<Dated> {
        let has = |node: &Flat<'_>| {
            node.attr("itemprop")
                .is_some_and(|given| given.split_whitespace().any(|one| one == name))
        };
        let mut found = (0..self.seen.flat.len()).filter(|at| {
            self.seen.flat.get(*at).is_some_and(has) && self.zone(*at) != Zone::Furniture
        });
        let date = found
            .by_ref()
            .take(MOST_PROPS)
            .find_map(|at| self.of_element(at))?;
        Some(dated(date, DateSource::TimeElement))
    }

    /// The `<time datetime>` beside the title.
    fn time_element(&self) -> Option<Dated> {
        let title = self.seen.anchor_element()?;
        let near = |at: &usize| at.abs_diff(title) < NEAR_TIME;
        let times = (0..self.seen.flat.len()).filter(near).filter(|at| {
            let is_time = self
                .seen
                .flat
                .get(*at)
                .is_some_and(|node| node.name() == "time");
            is_time
                && !self.seen.of_event(*at)
                && !self.seen.zoned.foreign(*at)
                && !self.seen.in_text(*at)
        });
        let nearest = times.min_by_key(|at| at.abs_diff(title))?;
        Some(dated(self.of_element(nearest)?, DateSource::TimeElement))
    }

    /// A piece of the `<title>` that is a date: "Un titre | Journal | 23.05.2011".
    fn in_title(&self) -> Option<Dated> {
        let at = self
            .seen
            .flat
            .iter()
            .position(|node| node.name() == "title")?;
        let title = words(self.seen.flat, at);
        let parts = |c: char| matches!(c, '|' | '｜' | '–' | '—' | '(' | ')' | '（' | '）');
        let mut pieces = title.split(parts).flat_map(|piece| piece.split(" - "));
        let date = pieces.by_ref().skip(1).find_map(|piece| {
            let found = date::find(piece, self.seen.month_first)
                .into_iter()
                .next()?;
            (found.span.len() == piece.trim().len()).then_some(PartialDate::day(found.date))
        })?;
        Some(dated(date, DateSource::Visible))
    }
}

fn stamp(text: Option<&str>, from: DateSource) -> Option<Dated> {
    Some(dated(date::of_stamp(text?)?, from))
}

/// The date in the path of the URL.
fn of_url(url: Option<&Url>) -> Option<Dated> {
    date::of_path(url?.path()).map(|date| dated(date, DateSource::Url))
}
