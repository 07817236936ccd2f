//! What the profiles that fit a page find in it.

use std::collections::HashSet;

use url::Url;

use super::head::meta;
use super::table::words;
use super::tree::Flat;
use super::zone::Hints;
use crate::web::profile::{Profile, Profiles};
use crate::web::selector::Pattern;

/// What profiles found: each in the order of its selectors.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The title.
    pub(super) title: Option<String>,
    /// Elements that may hold the date, best first, by the profile of the host.
    pub(super) dates: Vec<usize>,
    /// The same by the profile of the CMS, which knows less than the page's words for machines.
    pub(super) cms_dates: Vec<usize>,
    /// The body and what to drop.
    pub(super) zones: Hints,
}

/// The most elements that one selector may drop, and the most dates that are looked at.
const MOST: usize = 500;

/// Looks for what the profiles of the page's host and CMS select.
pub(super) fn find(flat: &[Flat<'_>], url: Option<&Url>, profiles: &Profiles) -> Found {
    let mut found = Found::default();
    let fitting = fitting(flat, url, profiles);
    let classes = if fitting.is_empty() {
        HashSet::new()
    } else {
        classes(flat)
    };
    let search = Search { flat, classes };
    for profile in fitting {
        let first = |selectors: &[Pattern]| {
            selectors
                .iter()
                .find_map(|selector| search.all(selector).next())
        };
        if found.title.is_none() {
            let title = first(&profile.title).map(|at| words(flat, at));
            found.title = title.filter(|title| !title.is_empty());
        }
        for selector in &profile.date {
            let dates = if profile.hosts.is_empty() {
                &mut found.cms_dates
            } else {
                &mut found.dates
            };
            dates.extend(search.all(selector).take(1));
        }
        if found.zones.body.is_none() {
            found.zones.body = profile
                .body
                .iter()
                .find_map(|selector| largest(flat, search.all(selector)));
        }
        for selector in &profile.drop {
            found.zones.drop.extend(search.all(selector).take(MOST));
        }
    }
    found
}

/// The profiles for a page: those of its host, then those of its CMS.
fn fitting<'p>(flat: &[Flat<'_>], url: Option<&Url>, profiles: &'p Profiles) -> Vec<&'p Profile> {
    let host = url.and_then(Url::host_str).unwrap_or_default();
    let mut fitting: Vec<&Profile> = profiles.of_host(host).collect();
    let generator = meta(flat, &["generator"]).map(|name| name.trim().to_lowercase());
    let made_with = |profile: &&Profile| {
        let named = generator.as_ref().is_some_and(|generator| {
            profile
                .generators
                .iter()
                .any(|start| generator.starts_with(start))
        });
        named || profile.markers.iter().any(|marker| marked(flat, marker))
    };
    fitting.extend(
        profiles
            .iter()
            .filter(|profile| profile.hosts.is_empty())
            .filter(made_with),
    );
    fitting
}

/// Whether a marker selects `<html>`, `<body>` or something in `<head>`: a CMS shows itself there, and
/// to look through whole pages for each marker of each CMS would cost more than to parse them.
fn marked(flat: &[Flat<'_>], marker: &Pattern) -> bool {
    let head = flat.iter().take_while(|node| node.name() != "body");
    let body = flat.iter().find(|node| node.name() == "body");
    head.chain(body)
        .filter_map(Flat::element)
        .any(|element| marker.matches(&element))
}

/// All classes of a page.
fn classes<'a>(flat: &[Flat<'a>]) -> HashSet<&'a str> {
    let given: HashSet<&str> = flat.iter().filter_map(|node| node.attr("class")).collect();
    let names = given.into_iter().flat_map(str::split_ascii_whitespace);
    names.collect()
}

/// Looks for elements of one page.
struct Search<'f> {
    flat: &'f [Flat<'f>],
    classes: HashSet<&'f str>,
}

impl Search<'_> {
    /// The elements that a selector finds, in their order.
    fn all(&self, selector: &Pattern) -> impl Iterator<Item = usize> {
        let matches = |node: &Flat<'_>| {
            node.element()
                .is_some_and(|element| selector.matches(&element))
        };
        let flat = if selector.may_be_among(&self.classes) {
            self.flat
        } else {
            &[]
        };
        flat.iter()
            .enumerate()
            .filter(move |(_, node)| matches(node))
            .map(|(at, _)| at)
    }
}

/// Of the elements that a selector finds, the one that holds most; teasers bear the same classes.
fn largest(flat: &[Flat<'_>], found: impl Iterator<Item = usize>) -> Option<usize> {
    found.max_by_key(|at| flat.get(*at).map_or(0, |node| node.end - at))
}
