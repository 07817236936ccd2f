//! What tag names, classes, ids and roles say of an element: that it is furniture, the site's head,
//! or the body of an article.

use std::collections::HashMap;

use super::tree::Flat;

/// What an element says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing.
    None,
    /// It bears the site's name or says where in the site the page stands.
    Head,
    /// It is furniture, by a name that could also be an accident of a layout.
    Furniture,
    /// It is furniture, whatever it holds: comments, cookie banners, related articles.
    Foreign,
    /// It holds the text of an article.
    Body,
}

/// Names that always stand for something else than the article.
const FOREIGN: &[&str] = &[
    "comment",
    "comments",
    "commentlist",
    "commentaire",
    "commentaires",
    "commentarea",
    "disqus",
    "respond",
    "reactions",
    "reaction",
    "cookie",
    "cookies",
    "consent",
    "rgpd",
    "gdpr",
    "tarteaucitron",
    "didomi",
    "onetrust",
    "axeptio",
    "related",
    "similar",
    "similaires",
    "connexes",
    "relatedposts",
    "recommended",
    "recommendations",
    "recommandations",
    "outbrain",
    "taboola",
    "addthis",
    "addtoany",
    "sharedaddy",
    "sharethis",
    "jp",
    "newsletter",
    "trending",
    "mostread",
    "lireaussi",
    "alire",
    "readmore",
    "tagcloud",
    "visuallyhidden",
    "skiplink",
    "advert",
    "advertisement",
    "publicite",
    "teads",
];

/// Names of furniture that layouts use loosely.
const FURNITURE: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "nav1",
    "menu",
    "menus",
    "submenu",
    "topmenu",
    "mainmenu",
    "footer",
    "pied",
    "piedpage",
    "basdepage",
    "bottom",
    "sidebar",
    "sidebars",
    "aside",
    "coldroite",
    "colonnedroite",
    "coldroit",
    "navgauche",
    "colgauchemenu",
    "rightcol",
    "leftcol",
    "widget",
    "widgets",
    "share",
    "sharing",
    "shares",
    "partage",
    "partager",
    "social",
    "socials",
    "reseaux",
    "banner",
    "bandeau",
    "popup",
    "modal",
    "popin",
    "overlay",
    "subscribe",
    "subscription",
    "abonnement",
    "paywall",
    "ad",
    "ads",
    "pub",
    "pubs",
    "sponsor",
    "sponsored",
    "promo",
    "promoted",
    "tags",
    "taglist",
    "motscles",
    "bio",
    "authorbox",
    "pagination",
    "pager",
    "prevnext",
    "toolbar",
    "tools",
    "outils",
    "search",
    "recherche",
    "login",
    "connexion",
    "print",
    "copyright",
    "legal",
    "credits",
    "mostpopular",
    "populaires",
    "popular",
    "carousel",
    "slider",
    "contentinfo",
    "complementary",
    "inread",
    "rubriques",
];

/// Parts of whole names, "post-navigation" or "blocArticlesLies", that always stand for furniture.
const FOREIGN_PARTS: &[&str] = &[
    "related-",
    "-related",
    "relatedart",
    "comment-list",
    "comments-area",
    "commentform",
    "comment-form",
    "author-box",
    "author-bio",
    "about-author",
    "authorbox",
    "most-read",
    "mostread",
    "plus-lus",
    "lire-aussi",
    "a-lire",
    "sur-le-meme-sujet",
    "meme-sujet",
    "articles-lies",
    "read-also",
    "also-read",
    "see-also",
    "recommended-",
    "post-navigation",
    "nav-links",
    "screen-reader",
    "sr-only",
    "visually-hidden",
    "skip-link",
    "social-share",
];

/// Names of what holds the text.
const BODY_PARTS: &[&str] = &[
    "entry-content",
    "article-body",
    "article__body",
    "articlebody",
    "article-content",
    "article__content",
    "articlecontent",
    "post-content",
    "postcontent",
    "post-body",
    "postbody",
    "post_content",
    "story-body",
    "storybody",
    "story-content",
    "field-name-body",
    "field--name-body",
    "com-content-article__body",
    "item-page",
    "article-text",
    "article_text",
    "articletext",
    "article-texte",
    "td-post-content",
    "news-text-wrap",
    "ce-bodytext",
    "body-text",
    "content-text",
    "texte-article",
    "single-content",
    "richtext",
    "rich-text",
    "articleBody",
    "contenu-article",
];

/// What an element says of itself.
pub(super) fn mark(node: &Flat<'_>) -> Mark {
    Marker::default().mark(node)
}

/// Reads what elements say of themselves; a page repeats its few classes on all its elements, so each
/// is read once.
#[derive(Debug, Default)]
pub(super) struct Marker<'a> {
    known: HashMap<(&'a str, bool), Mark>,
}

impl<'a> Marker<'a> {
    /// What an element says of itself.
    pub(super) fn mark(&mut self, node: &Flat<'a>) -> Mark {
        let name = node.name();
        match name {
            "html" | "body" => return Mark::None,
            "nav" | "aside" | "footer" | "dialog" | "menu" | "amp-sidebar" | "form" => {
                return Mark::Furniture;
            }
            _ => {}
        }
        if is_hidden(node) {
            return Mark::Foreign;
        }
        match node.attr("role") {
            Some(
                "navigation" | "complementary" | "contentinfo" | "search" | "dialog" | "menu"
                | "menubar" | "alertdialog",
            ) => {
                return Mark::Furniture;
            }
            Some("banner") => return Mark::Head,
            _ => {}
        }
        if node
            .attr("itemprop")
            .is_some_and(|props| props.split_whitespace().any(|prop| prop == "articleBody"))
        {
            return Mark::Body;
        }
        if node
            .attr("itemtype")
            .is_some_and(|kind| kind.ends_with("BreadcrumbList"))
        {
            return Mark::Head;
        }
        let by_name = [node.attr("id"), node.attr("class")]
            .into_iter()
            .flatten()
            .map(|names| self.of_names(names, name == "div"))
            .fold(Mark::None, strongest);
        if by_name == Mark::None && name == "header" {
            Mark::Head
        } else {
            by_name
        }
    }
}

impl<'a> Marker<'a> {
    /// What the names in a `class` or an `id` say.
    fn of_names(&mut self, names: &'a str, in_div: bool) -> Mark {
        let mut mark = Mark::None;
        for name in names.split_ascii_whitespace() {
            let known = self.known.entry((name, in_div));
            mark = strongest(mark, *known.or_insert_with(|| of_name(name, in_div)));
        }
        mark
    }
}

/// What one name says.
fn of_name(name: &str, in_div: bool) -> Mark {
    let lower = name.to_ascii_lowercase();
    // A page builder calls all that it lays out a widget; what kind of widget it is follows.
    if let Some(kind) = lower.strip_prefix("elementor-") {
        let kind = kind.strip_prefix("widget").unwrap_or(kind);
        return of_name(kind.trim_start_matches('-'), in_div);
    }
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    // What a theme says of its columns, "has-sidebar", "no-sidebar", is said of the whole page.
    if ["has-", "no-", "with-", "without-", "is-", "js-", "hide-"]
        .iter()
        .any(|start| lower.starts_with(start))
    {
        return Mark::None;
    }
    if has(FOREIGN_PARTS) {
        return Mark::Foreign;
    }
    if has(BODY_PARTS) {
        return Mark::Body;
    }
    let mut mark = Mark::None;
    for word in split(name) {
        let word = word.to_ascii_lowercase();
        let word = word.as_str();
        mark = strongest(
            mark,
            match word {
                _ if FOREIGN.contains(&word) => Mark::Foreign,
                _ if FURNITURE.contains(&word) => Mark::Furniture,
                "breadcrumb" | "breadcrumbs" | "ariane" | "filariane" | "fil" | "hierarchie"
                | "logo" | "masthead" | "branding" | "entete" => Mark::Head,
                "header" if in_div => Mark::Head,
                _ => Mark::None,
            },
        );
    }
    mark
}

fn is_hidden(node: &Flat<'_>) -> bool {
    let Some(style) = node.attr("style") else {
        return node.attr("hidden").is_some();
    };
    let mut style = style.to_ascii_lowercase();
    style.retain(|c| !c.is_ascii_whitespace());
    style.contains("display:none") || style.contains("visibility:hidden")
}

fn strongest(one: Mark, two: Mark) -> Mark {
    let rank = |mark| match mark {
        Mark::None => 0,
        Mark::Head => 1,
        Mark::Furniture => 2,
        Mark::Body => 3,
        Mark::Foreign => 4,
    };
    if rank(two) > rank(one) { two } else { one }
}

/// The words of a name: "blocArticlesLies" and "bloc-articles_lies" alike.
fn split(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .flat_map(|part| {
            let humps = part
                .bytes()
                .zip(part.bytes().skip(1))
                .enumerate()
                .filter(|(_, (one, two))| one.is_ascii_lowercase() && two.is_ascii_uppercase())
                .map(|(at, _)| at + 1);
            let edges: Vec<usize> = std::iter::once(0)
                .chain(humps)
                .chain([part.len()])
                .collect();
            let words: Vec<&str> = edges
                .windows(2)
                .filter_map(|edge| part.get(*edge.first()?..*edge.get(1)?))
                .collect();
            words
        })
}
