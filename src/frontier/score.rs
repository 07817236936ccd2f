//! Which links are likely to lead to the label: the words of the address and of the link.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use url::Url;

use crate::text::fold;

/// Words that speak of the label, most telling first, each with what it is worth. They are
/// compared with the beginnings of folded words: `arobase` finds `arobases`.
const TELLING: [(&str, i32); 24] = [
    ("arobase", 80),
    ("villes internet", 80),
    ("ville internet", 80),
    ("village internet", 80),
    ("villages internet", 80),
    ("territoires villes et villages", 80),
    ("label", 50),
    ("palmares", 40),
    ("laureat", 30),
    ("numerique", 30),
    ("internet", 25),
    ("distinction", 20),
    ("recompense", 20),
    ("prix", 10),
    ("actualite", 20),
    ("actu", 15),
    ("news", 15),
    ("communique", 15),
    ("presse", 15),
    ("innovation", 10),
    ("archive", 10),
    ("bulletin", 8),
    ("publication", 8),
    ("wifi", 8),
];

/// Words of pages that never speak of it.
const EMPTY: [&str; 16] = [
    "connexion",
    "login",
    "panier",
    "mentions legales",
    "contact",
    "recherche",
    "search",
    "imprimer",
    "print",
    "partager",
    "share",
    "cookies",
    "accessibilite",
    "replytocom",
    "wp login",
    "wp json",
];

/// The highest worth of words.
const CEILING: i32 = 250;
/// Words that are worth so much name the label: such a page is asked before any list.
const NAMING: i32 = 80;
/// What lifts such a page above sitemaps and feeds.
const LIKELY: i32 = 300;
/// What lifts a result of the site's own search above lists; one that names the label stands there already,
/// and goes before those that do not.
const HIT: i32 = 380;
const NAMED_HIT: i32 = 200;
/// Results on from this one are all the same.
const RANKS: i32 = 40;
/// Words of sitemaps that list no articles.
const NO_ARTICLES: [&str; 14] = [
    "image",
    "video",
    "author",
    "auteur",
    "tag",
    "category",
    "categor",
    "attachment",
    "user",
    "agenda",
    "evenement",
    "event",
    "product",
    "media",
];

/// Priority of a link, from its address, its words and its depth.
///
/// ```
/// let url = |text| url::Url::parse(text).unwrap();
/// let telling = arobase::frontier::link_score(&url("http://m.example/p/12"), "Notre 4e arobase", 1);
/// let plain = arobase::frontier::link_score(&url("http://m.example/piscine"), "La piscine", 1);
/// assert!(telling > plain);
/// ```
pub fn link_score(url: &Url, words: &str, depth: u32) -> i32 {
    let text = format!("{} {}", path_words(url), fold(words));
    score(&text, depth)
}

/// Priority of an address without words, as sitemaps give them.
pub fn path_score(url: &Url, depth: u32) -> i32 {
    score(&path_words(url), depth)
}

/// Priority of a result of the site's own search; `place` is its place among the results, from 0.
///
/// It is above all lists, and where its title names the label above all links.
pub fn hit_score(url: &Url, title: &str, place: usize) -> i32 {
    let rank = RANKS - i32::try_from(place).unwrap_or(RANKS).min(RANKS);
    let words = link_score(url, title, 1);
    let lift = if words > LIKELY { NAMED_HIT } else { HIT };
    words + lift + rank
}

/// Priority of one file of a sitemap index.
///
/// Files that say what they list go first, those that list no articles after all pages that say something.
pub fn part_score(url: &Url) -> i32 {
    let text = path_words(url);
    if NO_ARTICLES.iter().any(|word| begins_a_word(&text, word)) {
        return SITEMAP_OF_OTHERS;
    }
    super::SITEMAP - 60 + score(&text, 0).min(LIKELY) / 10
}

/// Below pages whose words say anything, above those whose words say nothing at all.
const SITEMAP_OF_OTHERS: i32 = 101;

fn begins_a_word(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| at == 0 || text.as_bytes()[at - 1] == b' ')
}

/// All words that are worth something in one pass over a text: a page has forty links, and to look for
/// forty words in each, one after the other, was a sixth of the work of a crawl. Nothing where the table
/// cannot be built.
static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = TELLING.iter().map(|(word, _)| *word).chain(EMPTY);
    AhoCorasick::new(words).ok()
});

fn score(text: &str, depth: u32) -> i32 {
    let mut told = [false; TELLING.len() + EMPTY.len()];
    for found in WORDS
        .iter()
        .flat_map(|words| words.find_overlapping_iter(text))
    {
        let begins = found.start() == 0 || text.as_bytes()[found.start() - 1] == b' ';
        told[found.pattern().as_usize()] |= begins;
    }
    let (telling, empty) = told.split_at(TELLING.len());
    let worth = TELLING.iter().zip(telling).filter(|(_, told)| **told);
    let telling: i32 = worth.map(|((_, worth), _)| worth).sum();
    let empty = if empty.contains(&true) { 30 } else { 0 };
    let depth = i32::try_from(depth)
        .unwrap_or(i32::MAX)
        .saturating_mul(5)
        .min(90);
    let likely = if telling >= NAMING { LIKELY } else { 0 };
    100 + telling.min(CEILING) + likely - empty - depth
}

fn path_words(url: &Url) -> String {
    let mut bytes = Vec::with_capacity(url.path().len());
    let mut rest = url.path().as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let escaped = (byte == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    let query = url.query().unwrap_or_default();
    fold(&format!("{} {query}", String::from_utf8_lossy(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, words: &str, depth: u32) -> i32 {
        link_score(
            &Url::parse(&format!("http://m.example{path}")).unwrap(),
            words,
            depth,
        )
    }

    #[test]
    fn the_label_in_the_address_or_in_the_words_goes_first() {
        let plain = of("/piscine", "Horaires", 1);
        for (path, words) in [
            ("/villes-internet-2015", "Lire"),
            ("/p/3", "Label « Villes Internet »"),
            ("/palmar%C3%A8s", ""),
            ("/?p=3&label=1", ""),
        ] {
            assert!(of(path, words, 1) > plain, "{path} {words}");
        }
        assert!(of("/wp-login.php", "", 1) < plain);
        assert!(of("/piscine", "Horaires", 3) < plain);
    }

    #[test]
    fn a_word_counts_only_where_it_begins() {
        assert_eq!(of("/x", "reprix", 1), of("/x", "cheval", 1));
        assert!(of("/x", "arobases", 1) > of("/x", "cheval", 1));
    }

    #[test]
    fn what_names_the_label_goes_before_lists_and_lists_before_the_rest() {
        use super::super::{FEED, MORE, SEARCH, SITEMAP, START};
        let all = TELLING.map(|(word, _)| word).join(" ");
        let url = |path: &str| Url::parse(&format!("http://m.example{path}")).unwrap();
        let hit = |title: &str, place| hit_score(&url("/p/1"), title, place);
        let order = [
            START,
            SEARCH,
            hit(&all, 0),
            hit("4 arobases", 99),
            MORE,
            hit("La piscine", 0),
            hit("La piscine", 99),
            FEED,
            SITEMAP,
            part_score(&url("/sitemap-actualites.xml")),
            part_score(&url("/sitemap-1.xml")),
            of("/x", "Le label de la commune", 1),
            part_score(&url("/sitemap-images.xml")),
            of("/x", "La piscine", 1),
        ];
        assert!(order.is_sorted_by(|a, b| a > b), "{order:?}");
        // A page at the bottom of the site that names the label is still above the lists.
        assert!(of("/villes-internet", "", 8) > FEED);
        assert!(of("/x", "label numérique", 8) > FEED);
    }
}
