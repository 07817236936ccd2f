//! Where pages, sitemaps and feeds lead.

use std::collections::HashMap;

use url::Url;

use crate::frontier::{
    FEED, Found, Kind, MORE, SEARCH, SITEMAP, Visit, hit_score, link_score, part_score, path_score,
    recipe,
};
use crate::web::feed::Feed;
use crate::web::front::Front;
use crate::web::hits::{self, Hit};
use crate::web::page::{MOST_LINKS, Page};
use crate::web::sitemap::{Changed, LEVEL_LIMIT, Sitemap};
use crate::web::url::{canonical, site};

/// Most feeds that are taken from one page.
const FEEDS_LIMIT: usize = 3;
/// Past this many hops a page's feeds are those of its comments.
const FEEDS_DEPTH: u32 = 1;

/// What leads on from one answer, and how much of it cannot be asked.
#[derive(Debug, Default)]
pub(super) struct Finds {
    pub(super) found: Vec<Found>,
    /// Sitemaps that an index names, each with when it says that it changed.
    pub(super) parts: Vec<(Found, Option<Changed>)>,
    /// Addresses that are never asked, by reason.
    pub(super) refused: HashMap<&'static str, u64>,
    /// The mark of the page's words.
    pub(super) text: Option<u64>,
}

/// The links and feeds of a page.
pub(super) fn of_page(visit: &Visit, page: &Page) -> Finds {
    let mut finds = Finds::default();
    let depth = visit.depth.saturating_add(1);
    let mut best = HashMap::<Url, (usize, i32)>::new();
    for link in page.links.iter().take(MOST_LINKS) {
        let Some(url) = finds.checked(&link.url) else {
            continue;
        };
        let score = link_score(&url, &link.text, depth);
        let place = best.len();
        let kept = best.entry(url).or_insert((place, score));
        kept.1 = kept.1.max(score);
    }
    let mut links: Vec<_> = best.into_iter().collect();
    links.sort_by_key(|(_, (place, _))| *place);
    for (url, (_, score)) in links {
        finds.push(visit, url, score, depth);
    }
    if visit.depth <= FEEDS_DEPTH {
        let own =
            |feed: &&Url| visit.url.path() == "/" || !feed.path().starts_with(visit.url.path());
        for feed in page.feeds.iter().filter(own).take(FEEDS_LIMIT) {
            if let Some(url) = finds.checked(feed) {
                finds.list(visit, url, Kind::Feed, FEED, 0);
            }
        }
    }
    finds
}

/// The pages of a sitemap, or the sitemaps of an index.
pub(super) fn of_sitemap(visit: &Visit, sitemap: Sitemap) -> Finds {
    let mut finds = Finds::default();
    let level = visit.depth.saturating_add(1);
    for entry in sitemap.entries {
        if !sitemap.index {
            let score = path_score(&entry.url, 1);
            finds.push(visit, entry.url, score, 1);
        } else if level < LEVEL_LIMIT + 1 {
            let score = part_score(&entry.url);
            let part = visit_of(visit, entry.url, Kind::Sitemap, score, level);
            finds.parts.push((part, entry.changed));
        } else {
            *finds.refused.entry("sitemap-too-deep").or_default() += 1;
        }
    }
    finds
}

/// The pages of a feed that lie on its own site.
pub(super) fn of_feed(visit: &Visit, feed: Feed) -> Finds {
    let mut finds = Finds::default();
    for entry in feed.entries {
        // News first: what a feed names is new, and its title is better than an anchor.
        let score = link_score(&entry.url, &entry.title, 1) + 20;
        finds.push(visit, entry.url, score, 1);
    }
    finds
}

/// What the system behind a front page leads to: a question to its search, and its feed where the
/// `page` announces none.
pub(super) fn of_front(visit: &Visit, front: &Front, page: &Page) -> Finds {
    let mut finds = Finds::default();
    let plan = recipe::of(front);
    finds.question(visit, plan.search);
    if let Some(feed) = plan.feed.filter(|_| page.feeds.is_empty()) {
        finds.list(visit, feed, Kind::Feed, FEED, 0);
    }
    finds
}

/// The results of a search, further pages of them, and the next question.
pub(super) fn of_hits(visit: &Visit, hits: Vec<Hit>) -> Finds {
    let mut finds = Finds::default();
    let more = recipe::further(&visit.url, hits.len());
    finds.answered(visit);
    finds.hits(visit, hits);
    finds.more(visit, more);
    finds
}

/// As [`of_hits`], of an answer that is a page.
pub(super) fn of_hits_page(visit: &Visit, page: &Page) -> Finds {
    let mut finds = Finds::default();
    let mut hits = hits::of_page(page, &visit.url);
    let mut more = Vec::new();
    hits.retain(|hit| {
        let goes_on = recipe::goes_on(&visit.url, &hit.url);
        if goes_on {
            more.push(hit.url.clone());
        }
        // The same question in another order, or another question, is no result.
        !goes_on && !recipe::asks_too(&visit.url, &hit.url)
    });
    finds.answered(visit);
    finds.hits(visit, hits);
    finds.more(visit, more);
    finds
}

/// What to ask where a question was not answered: `status` is what came instead.
pub(super) fn of_refusal(visit: &Visit, status: u16) -> Finds {
    let mut finds = Finds::default();
    let other = recipe::after(&visit.url, false);
    // Some themes say 404 where nothing is found.
    let next = other.or_else(|| recipe::after(&visit.url, true).filter(|_| status == 404));
    if visit.depth == 0 {
        finds.question(visit, next);
    }
    finds
}

impl Finds {
    /// Takes the finds of another reading of the same answer.
    pub(super) fn join(&mut self, other: Self) {
        self.found.extend(other.found);
        self.parts.extend(other.parts);
        for (reason, count) in other.refused {
            *self.refused.entry(reason).or_default() += count;
        }
    }

    fn question(&mut self, visit: &Visit, question: Option<Url>) {
        if let Some(url) = question.and_then(|url| self.checked(&url)) {
            self.list(visit, url, Kind::Search, SEARCH, 0);
        }
    }

    /// The first page of results leads to the next question; the others only to results.
    pub(super) fn answered(&mut self, visit: &Visit) {
        if visit.depth == 0 {
            self.question(visit, recipe::after(&visit.url, true));
        }
    }

    fn hits(&mut self, visit: &Visit, hits: Vec<Hit>) {
        for (place, hit) in hits.into_iter().enumerate() {
            let score = hit_score(&hit.url, &hit.title, place);
            if kind_of(&hit.url) == Kind::Page {
                self.list(visit, hit.url, Kind::Page, score, 1);
            }
        }
    }

    fn more(&mut self, visit: &Visit, more: impl IntoIterator<Item = Url>) {
        let depth = visit.depth.saturating_add(1);
        if depth > recipe::FURTHER_LIMIT {
            return;
        }
        for url in more {
            if let Some(url) = self.checked(&url) {
                self.list(visit, url, Kind::Search, MORE, depth);
            }
        }
    }

    fn checked(&mut self, url: &Url) -> Option<Url> {
        match canonical(url) {
            Ok(url) => Some(url),
            Err(refusal) => {
                *self.refused.entry(refusal.as_str()).or_default() += 1;
                None
            }
        }
    }

    fn push(&mut self, visit: &Visit, url: Url, priority: i32, depth: u32) {
        match kind_of(&url) {
            Kind::Page => {}
            kind if site(&url) == site(&visit.url) => {
                let priority = if kind == Kind::Feed {
                    FEED - 1
                } else {
                    SITEMAP - 1
                };
                return self.list(visit, url, kind, priority, 0);
            }
            _ => return,
        }
        self.list(visit, url, Kind::Page, priority, depth);
    }

    fn list(&mut self, visit: &Visit, url: Url, kind: Kind, priority: i32, depth: u32) {
        self.found.push(visit_of(visit, url, kind, priority, depth));
    }
}

fn visit_of(visit: &Visit, url: Url, kind: Kind, priority: i32, depth: u32) -> Found {
    Found {
        url,
        kind,
        priority,
        depth,
        via: Some(visit.url.clone()),
    }
}

/// What a link is likely to lead to, by its name.
fn kind_of(url: &Url) -> Kind {
    let path = url.path().to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    if ending == Some("xml") && name.contains("sitemap") {
        Kind::Sitemap
    } else if matches!(ending, Some("xml" | "rss" | "atom" | "rdf")) {
        Kind::Feed
    } else {
        Kind::Page
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::page::Link;

    fn visit(depth: u32) -> Visit {
        Visit {
            url: url("http://m.example/actualites/"),
            kind: Kind::Page,
            host: "http://m.example".into(),
            depth,
            priority: 0,
            attempts: 0,
            redirects: 0,
            again: false,
        }
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn link(address: &str, text: &str) -> Link {
        Link {
            url: url(address),
            text: text.into(),
            nofollow: false,
        }
    }

    #[test]
    fn a_page_leads_on_once_to_each_address_with_the_best_of_its_words() {
        let page = Page {
            links: vec![
                link("http://m.example/p/1#a", "Lire la suite"),
                link(
                    "http://m.example/p/1?utm_source=x",
                    "Le label Villes Internet",
                ),
                link("mailto:mairie@m.example", "Nous écrire"),
                link("http://m.example/sitemap.xml", "Plan"),
                link("http://m.example/spip-backend.xml", "Syndication"),
            ],
            feeds: vec![
                url("http://m.example/feed"),
                url("http://m.example/actualites/feed"),
            ],
            ..Page::default()
        };
        let finds = of_page(&visit(1), &page);
        let told: Vec<_> = finds
            .found
            .iter()
            .map(|found| (found.url.as_str(), found.kind))
            .collect();
        assert_eq!(
            told,
            [
                ("http://m.example/p/1", Kind::Page),
                ("http://m.example/sitemap.xml", Kind::Sitemap),
                ("http://m.example/spip-backend.xml", Kind::Feed),
                ("http://m.example/feed", Kind::Feed),
            ]
        );
        assert!(finds.found[0].priority > link_score(&url("http://m.example/p/1"), "", 2) + 50);
        assert_eq!(finds.refused.get("scheme"), Some(&1));
    }

    #[test]
    fn feeds_of_deep_pages_are_left_alone() {
        let page = Page {
            feeds: vec![url("http://m.example/feed")],
            ..Page::default()
        };
        assert!(of_page(&visit(2), &page).found.is_empty());
    }

    #[test]
    fn an_index_leads_two_levels_down_and_no_further() {
        let index = || {
            Sitemap::parse(
                b"<sitemapindex><sitemap><loc>/s1.xml</loc></sitemap></sitemapindex>",
                None,
                &url("http://m.example/"),
            )
            .unwrap()
        };
        let depths: Vec<usize> = (0..4)
            .map(|level| of_sitemap(&visit(level), index()).parts.len())
            .collect();
        assert_eq!(depths, [1, 1, 0, 0]);
    }
}
