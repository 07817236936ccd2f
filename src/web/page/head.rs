//! What a page says of itself outside its text: canonical URL, language, robots, feeds and links.

use url::Url;

use super::clean::clean;
use super::table::words;
use super::tree::Flat;
use crate::web::page::{Link, MetaRobots, Page};
use crate::web::reservation;

/// The most links that are read.
const MOST_LINKS: usize = 5_000;

/// How much text is shown to the language detector, and how little is too little for it, in bytes.
pub(super) const LANGUAGE_SAMPLE: usize = 2000;
const LANGUAGE_LEAST: usize = 200;

/// Reads all but the text, the names and the dates.
pub(super) fn read(flat: &[Flat<'_>], url: Option<&Url>) -> Page {
    let base = base(flat, url);
    let absolute = |href: &str| absolute(href, base.as_ref());
    let canonical = link_rel(flat, "canonical")
        .or_else(|| meta(flat, &["og:url"]))
        .and_then(absolute);
    Page {
        url: url.cloned(),
        canonical,
        links: links(flat, base.as_ref()),
        feeds: feeds(flat, base.as_ref()),
        robots: robots(flat),
        ..Page::default()
    }
}

/// The content of the first `<meta>` with one of these names, in the order of the names.
pub(super) fn meta<'a>(flat: &[Flat<'a>], names: &[&str]) -> Option<&'a str> {
    let named = |node: &&Flat<'a>, name: &str| {
        node.name() == "meta"
            && [node.attr("property"), node.attr("name")]
                .iter()
                .flatten()
                .any(|given| given.trim().eq_ignore_ascii_case(name))
    };
    let content = |name: &&str| {
        let metas = flat.iter().filter(|node| named(node, name));
        let mut contents = metas.filter_map(|node| node.attr("content"));
        contents.find(|content| !content.trim().is_empty())
    };
    names.iter().find_map(content)
}

fn link_rel<'a>(flat: &[Flat<'a>], rel: &str) -> Option<&'a str> {
    let has = |node: &&Flat<'a>| {
        node.name() == "link" && is_rel(node.attr("rel").unwrap_or_default(), rel)
    };
    flat.iter().filter(has).find_map(|node| node.attr("href"))
}

/// The language: what `<html lang>` says, unless the words of the article are surely another's.
pub(super) fn lang(flat: &[Flat<'_>], text: &str) -> Option<String> {
    let declared = declared_lang(flat);
    let mut end = text.len().min(LANGUAGE_SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end).unwrap_or_default();
    if sample.len() < LANGUAGE_LEAST {
        return declared;
    }
    if declared
        .as_deref()
        .is_some_and(|lang| is_heard(lang, sample))
    {
        return declared;
    }
    let heard = whatlang::detect(sample).filter(whatlang::Info::is_reliable);
    let heard = heard.and_then(|info| two_letters(info.lang()));
    heard.map(str::to_owned).or(declared)
}

/// Whether a sample is in a language beyond doubt: every tenth of its words or more is one that the
/// language says all the time and none of its neighbours does. It spares most pages the detector,
/// which costs as much as a tenth of the parse.
fn is_heard(lang: &str, sample: &str) -> bool {
    let (often, least): (&[&str], usize) = match lang {
        "fr" => (
            &[
                "le", "les", "des", "du", "une", "est", "dans", "pour", "et", "qui", "sur",
            ],
            10,
        ),
        "en" => (
            &["the", "of", "and", "to", "that", "for", "was", "with", "it"],
            15,
        ),
        "de" => (
            &[
                "der", "die", "und", "den", "von", "zu", "das", "mit", "ist", "im", "auf",
            ],
            15,
        ),
        _ => return false,
    };
    let (mut all, mut heard) = (0, 0);
    for word in sample.split(|c: char| !c.is_alphanumeric()) {
        all += usize::from(!word.is_empty());
        heard += usize::from(often.iter().any(|often| often.eq_ignore_ascii_case(word)));
    }
    heard * 100 > all * least
}

/// BCP 47 wants the shorter code where there are two; whatlang has the longer one.
fn two_letters(lang: whatlang::Lang) -> Option<&'static str> {
    use whatlang::Lang;
    Some(match lang {
        Lang::Fra => "fr",
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Cat => "ca",
        Lang::Ara => "ar",
        Lang::Rus => "ru",
        Lang::Jpn => "ja",
        Lang::Cmn => "zh",
        _ => return None,
    })
}

fn declared_lang(flat: &[Flat<'_>]) -> Option<String> {
    let html = flat.iter().find(|node| node.name() == "html")?;
    primary(html.attr("lang").or_else(|| html.attr("xml:lang"))?)
}

/// The primary part of a tag of language.
pub(super) fn primary(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    (matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_lowercase()))
        .then_some(primary)
}

fn base(flat: &[Flat<'_>], url: Option<&Url>) -> Option<Url> {
    let base = flat
        .iter()
        .filter(|node| node.name() == "base")
        .find_map(|node| node.attr("href"));
    based(base, url)
}

/// What links are relative to, by the `href` of `<base>` and the address of the page.
pub(super) fn based(base: Option<&str>, url: Option<&Url>) -> Option<Url> {
    let given = base.and_then(|href| match url {
        Some(url) => url.join(href.trim()).ok(),
        None => Url::parse(href.trim()).ok(),
    });
    given.or_else(|| url.cloned())
}

/// Where an `href` leads from `base`, without its fragment, where that is on the web.
pub(super) fn absolute(href: &str, base: Option<&Url>) -> Option<Url> {
    let href = href.trim();
    let mut url = match base {
        Some(base) => base.join(href).ok()?,
        None => Url::parse(href).ok()?,
    };
    url.set_fragment(None);
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

fn links(flat: &[Flat<'_>], base: Option<&Url>) -> Vec<Link> {
    let hrefs = flat
        .iter()
        .enumerate()
        .filter(|(_, node)| matches!(node.name(), "a" | "area"));
    hrefs
        .filter_map(|(at, node)| {
            let href = node.attr("href")?;
            if href.trim_start().starts_with('#') {
                return None;
            }
            let url = absolute(href, base)?;
            let text = Some(words(flat, at)).filter(|text| !text.is_empty());
            let text = text.or_else(|| node.attr("title").or_else(|| node.attr("alt")).map(clean));
            Some(Link {
                url,
                text: text.unwrap_or_default(),
                nofollow: is_rel(node.attr("rel").unwrap_or_default(), "nofollow"),
            })
        })
        .take(MOST_LINKS)
        .collect()
}

fn feeds(flat: &[Flat<'_>], base: Option<&Url>) -> Vec<Url> {
    let is_feed = |node: &&Flat<'_>| {
        node.name() == "link"
            && announces_feed(
                node.attr("rel").unwrap_or_default(),
                node.attr("type").unwrap_or_default(),
            )
    };
    let mut feeds = Vec::new();
    for node in flat.iter().filter(is_feed) {
        let feed = node.attr("href").and_then(|href| absolute(href, base));
        feeds.extend(feed.filter(|feed| !feeds.contains(feed)));
    }
    feeds
}

/// Whether a `<link>` with this `rel` and `type` announces a feed.
pub(super) fn announces_feed(rel: &str, kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    is_rel(rel, "alternate") && (kind.contains("rss") || kind.contains("atom"))
}

/// Whether a `rel` names this relation among others.
pub(super) fn is_rel(rel: &str, name: &str) -> bool {
    rel.split_ascii_whitespace()
        .any(|one| one.eq_ignore_ascii_case(name))
}

fn robots(flat: &[Flat<'_>]) -> MetaRobots {
    let mut robots = MetaRobots::default();
    for node in flat.iter().filter(|node| node.name() == "meta") {
        ask(
            &mut robots,
            node.attr("name").unwrap_or_default(),
            node.attr("content").unwrap_or_default(),
        );
    }
    robots
}

/// Adds what a `<meta>` with this name asks of robots, or reserves.
pub(super) fn ask(robots: &mut MetaRobots, name: &str, content: &str) {
    robots.reserved |= reservation::of_meta(name, content);
    let name = name.trim();
    if !name.eq_ignore_ascii_case("robots") && !name.eq_ignore_ascii_case("arobase") {
        return;
    }
    for rule in content.to_ascii_lowercase().split(',').map(str::trim) {
        let none = rule == "none";
        robots.noindex |= none || rule == "noindex";
        robots.nofollow |= none || rule == "nofollow";
        robots.noarchive |= rule == "noarchive";
    }
}
