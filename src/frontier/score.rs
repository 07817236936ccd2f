//! Which links are likely to lead to the label: the words of the address and of the link.

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

/// The highest score that words can give; sitemaps and feeds stay above all links.
const CEILING: i32 = 250;

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

fn score(text: &str, depth: u32) -> i32 {
    let padded = format!(" {text}");
    let has = |word: &str| {
        padded
            .match_indices(word)
            .any(|(at, _)| padded.as_bytes()[at.saturating_sub(1)] == b' ')
    };
    let telling: i32 = TELLING
        .iter()
        .filter(|(word, _)| has(word))
        .map(|(_, worth)| worth)
        .sum();
    let empty = if EMPTY.iter().any(|word| has(word)) {
        30
    } else {
        0
    };
    let depth = i32::try_from(depth)
        .unwrap_or(i32::MAX)
        .saturating_mul(5)
        .min(90);
    100 + telling.min(CEILING) - empty - depth
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
    fn no_link_comes_before_sitemaps_and_feeds() {
        let all = TELLING.map(|(word, _)| word).join(" ");
        assert!(of("/x", &all, 0) < super::super::FEED);
    }
}
