//! The site's name as its head shows it: the link that leads home, the words of the logo.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use html5ever::local_name;

use super::clean::clean;
use super::mark::{Mark, mark};
use super::table::words;
use super::tree::{Flat, above};
use crate::text::fold;

/// A longer name is a slogan or a sentence, in bytes.
pub(super) const LONGEST: usize = 80;

/// How many elements that may bear the name are looked at.
const MOST: usize = 8;

/// Parts of classes and ids of what bears the site's name.
const NAMES: &[&str] = &[
    "site-title",
    "sitetitle",
    "site_title",
    "site-name",
    "sitename",
    "site_name",
    "site-branding",
    "titre-site",
    "titre_site",
    "nom-site",
    "nom_site",
    "logo",
    "brand",
];

/// Words of a link home that name no site.
const GENERIC: &[&str] = &[
    "accueil",
    "home",
    "logo",
    "menu",
    "retour a l'accueil",
    "page d'accueil",
    "retour",
    "homepage",
    "index",
    "banniere",
    "header",
    "bandeau",
];

/// The name of the site in its head.
pub(super) fn in_header(flat: &[Flat<'_>]) -> Option<String> {
    let bears = flat.iter().enumerate().filter(|(at, node)| {
        is_named(node) || (node.name() == "a" && leads_home(node) && in_head(flat, *at))
    });
    bears
        .filter(|(at, _)| !in_furniture(flat, *at))
        .take(MOST)
        .find_map(|(at, node)| name(flat, at, node))
}

/// Finds [`NAMES`]; `None` only if they could not be compiled.
static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .build(NAMES)
        .ok()
});

fn is_named(node: &Flat<'_>) -> bool {
    let named = |names: &str| FINDER.as_ref().is_some_and(|finder| finder.is_match(names));
    node.attrs().any(|(name, value)| match *name {
        local_name!("id") | local_name!("class") => named(value),
        local_name!("rel") => {
            node.name() == "a" && value.split_whitespace().any(|rel| rel == "home")
        }
        _ => false,
    })
}

fn leads_home(node: &Flat<'_>) -> bool {
    let href = node.attr("href").unwrap_or_default().trim();
    matches!(
        href,
        "/" | "./"
            | "index.html"
            | "/index.html"
            | "index.php"
            | "/index.php"
            | "/fr"
            | "/fr/"
            | "/accueil"
            | "spip.php"
            | "./spip.php"
    )
}

/// The element `at` and all those it stands in.
fn boxes<'f>(flat: &'f [Flat<'f>], at: usize) -> impl Iterator<Item = &'f Flat<'f>> {
    above(flat, at).filter_map(|at| flat.get(at))
}

fn in_head(flat: &[Flat<'_>], at: usize) -> bool {
    boxes(flat, at).any(|node| node.name() == "header" || mark(node) == Mark::Head)
}

fn in_furniture(flat: &[Flat<'_>], at: usize) -> bool {
    boxes(flat, at).any(|node| {
        matches!(node.name(), "footer" | "aside" | "article" | "main" | "li")
            || mark(node) == Mark::Foreign
    })
}

fn name(flat: &[Flat<'_>], at: usize, node: &Flat<'_>) -> Option<String> {
    let inside = flat.get(at..node.end).unwrap_or_default();
    let alt = inside
        .iter()
        .filter(|node| node.name() == "img")
        .find_map(|node| node.attr("alt"));
    let label = node.attr("title").or_else(|| node.attr("aria-label"));
    let told = [Some(words(flat, at)), alt.map(clean), label.map(clean)];
    told.into_iter()
        .flatten()
        .map(|name| without_logo(&name))
        .find(|name| {
            let folded = fold(name);
            name.len() > 2 && name.len() <= LONGEST && !GENERIC.contains(&folded.as_str())
        })
}

/// "Logo de la ville d'Aville" names "la ville d'Aville".
fn without_logo(name: &str) -> String {
    let lower = name.to_lowercase();
    let starts = [
        "logo du site ",
        "logo du ",
        "logo de ",
        "logo - ",
        "logo : ",
        "logo ",
        "accueil - ",
        "accueil : ",
        "retour à l'accueil de ",
        "retour à l’accueil de ",
        "aller à l'accueil ",
        "page d'accueil de ",
    ];
    let start = starts.iter().find(|start| lower.starts_with(*start));
    let bare = name
        .chars()
        .skip(start.map_or(0, |start| start.chars().count()))
        .collect::<String>();
    let ends = [
        " - accueil",
        " - retour à l'accueil",
        " | accueil",
        ", retour à l'accueil",
        " - aller à l'accueil",
    ];
    let lower = bare.to_lowercase();
    let end = ends.iter().find(|end| lower.ends_with(*end));
    let keep = bare.chars().count() - end.map_or(0, |end| end.chars().count());
    bare.chars().take(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;

    fn site(html: &str) -> Option<String> {
        let (html, _) = tree::read(html);
        in_header(&tree::flat(&html))
    }

    #[test]
    fn the_head_names_the_site() {
        for (html, name) in [
            (
                "<div class='titre-site'>Ville d'Aville</div>",
                "Ville d'Aville",
            ),
            (
                "<header><a href='/'><img src=l.png alt='Logo de la ville d'Aville - Accueil'></a></header>",
                "",
            ),
            (
                "<header><a href=/index.html>Aville Info</a> <a href=/sport>Sport</a></header>",
                "Aville Info",
            ),
            (
                "<a rel=home href=/><img alt='Accueil' src=l.png></a><a id=logo title='Accueil : Aville' href=/></a>",
                "Aville",
            ),
        ] {
            let found = site(html);
            if name.is_empty() {
                assert!(
                    found.is_some_and(|name| name.contains("Aville") || name.contains("ville d")),
                    "{html}"
                );
            } else {
                assert_eq!(found.as_deref(), Some(name), "{html}");
            }
        }
    }

    #[test]
    fn links_home_in_the_article_name_nothing() {
        assert_eq!(
            site("<article><a href=/ class=brand>Retrouvez-nous</a></article>"),
            None
        );
    }
}
