//! The words and parts of class names by which layouts tell what they hold.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::mark::Mark;

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

/// No word of these lists is longer, in bytes.
pub(super) const LONGEST_WORD: usize = 24;

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
    "contenu-article",
];

/// What whole words of names say.
pub(super) static WORDS: LazyLock<HashMap<&str, Mark>> = LazyLock::new(|| {
    let head = [
        "breadcrumb",
        "breadcrumbs",
        "ariane",
        "filariane",
        "fil",
        "hierarchie",
        "logo",
        "masthead",
        "branding",
        "entete",
    ];
    let said = |words: &[&'static str], mark: Mark| -> Vec<(&'static str, Mark)> {
        words.iter().map(|word| (*word, mark)).collect()
    };
    let head = said(&head, Mark::Head);
    let furniture = said(FURNITURE, Mark::Furniture);
    let foreign = said(FOREIGN, Mark::Foreign);
    // The last of two that say different things counts.
    head.into_iter().chain(furniture).chain(foreign).collect()
});

/// Both lists of parts; `None` only if they could not be compiled, and then no part is found.
static PARTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .build(FOREIGN_PARTS.iter().chain(BODY_PARTS))
        .ok()
});

/// What parts of a whole name say: foreign before body.
pub(super) fn of_parts(name: &str) -> Mark {
    let mut mark = Mark::None;
    for found in PARTS
        .iter()
        .flat_map(|parts| parts.find_overlapping_iter(name))
    {
        if found.pattern().as_usize() < FOREIGN_PARTS.len() {
            return Mark::Foreign;
        }
        mark = Mark::Body;
    }
    mark
}
