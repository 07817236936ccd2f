//! How a name becomes the keys it is found under: folded, St for Saint, without its article.

use crate::text::fold;

/// The leading articles that a name of a commune may have, folded.
const ARTICLES: [&str; 4] = ["le", "la", "les", "l"];

/// Words that stand between the type word of an EPCI and its name.
const CONNECTORS: [&str; 8] = ["de", "du", "des", "d", "le", "la", "les", "l"];

/// Whether `word` (folded) is an article.
pub(super) fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word)
}

/// Whether `word` (folded) may join a type word to a name: `de`, `du`, `l`…
pub(super) fn is_connector(word: &str) -> bool {
    CONNECTORS.contains(&word)
}

/// The article that the contraction `word` (folded) holds: `du Havre` = Le Havre, `des Mureaux` =
/// Les Mureaux.
pub(super) fn contracted(word: &str) -> Option<&'static str> {
    match word {
        "du" | "au" => Some("le"),
        "des" | "aux" => Some("les"),
        _ => None,
    }
}

/// Parts a folded name from its leading article, where it has one and more words after it.
pub(super) fn split_article(folded: &str) -> (Option<&str>, &str) {
    match folded.split_once(' ') {
        Some((first, rest)) if is_article(first) => (Some(first), rest),
        _ => (None, folded),
    }
}

/// The folded key of a name as people write it: `St`, `Ste` and `s/` spelt out.
pub(super) fn key(name: &str) -> String {
    let folded = fold(name);
    let mut key = String::with_capacity(folded.len() + 8);
    for word in folded.split(' ') {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(match word {
            "st" => "saint",
            "ste" => "sainte",
            "sts" => "saints",
            "stes" => "saintes",
            // "Châlons s/ Saône"; a name never begins with it, and "l s" does not occur.
            "s" if key.len() > 1 => "sur",
            _ => word,
        });
    }
    key
}

/// The keys that a text may spell `key` by: itself, and with every Saint shortened.
pub(super) fn spellings(key: &str) -> Vec<String> {
    let short: Vec<&str> = key
        .split(' ')
        .map(|word| match word {
            "saint" => "st",
            "sainte" => "ste",
            "saints" => "sts",
            "saintes" => "stes",
            _ => word,
        })
        .collect();
    let short = short.join(" ");
    if short == key {
        vec![short]
    } else {
        vec![key.to_owned(), short]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saint_is_one_word_however_it_is_written() {
        assert_eq!(key("St-Ouen"), key("Saint Ouen"));
        assert_eq!(key("STE-MAXIME"), "sainte maxime");
        assert_eq!(key("Châlons s/ Saône"), "chalons sur saone");
        assert_eq!(spellings("saint ouen"), ["saint ouen", "st ouen"]);
        assert_eq!(spellings("sens"), ["sens"]);
    }

    #[test]
    fn an_article_is_parted_from_what_follows_it() {
        assert_eq!(split_article("les mureaux"), (Some("les"), "mureaux"));
        assert_eq!(
            split_article("l hay les roses"),
            (Some("l"), "hay les roses")
        );
        assert_eq!(split_article("lens"), (None, "lens"));
        assert_eq!(split_article("la"), (None, "la"));
    }
}
