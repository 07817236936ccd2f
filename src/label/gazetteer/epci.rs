//! How groupings of communes are named: a type word on one side or the other of a core name.

use crate::label::gazetteer::names::is_connector;
use crate::label::gazetteer::table::Sort;

/// The words that announce an EPCI, folded, longest first where one begins another; with the type
/// that they state, where they state one.
const HEADS: [(&[&str], Option<Sort>); 23] = [
    (&["communaute", "de", "communes"], Some(Sort::Cc)),
    (&["communaute", "des", "communes"], Some(Sort::Cc)),
    (&["communautes", "de", "communes"], Some(Sort::Cc)),
    (&["comcom"], Some(Sort::Cc)),
    (&["cc"], Some(Sort::Cc)),
    (&["cdc"], Some(Sort::Cc)),
    (&["communaute", "d", "agglomeration"], Some(Sort::Ca)),
    (&["communaute", "d", "agglomerations"], Some(Sort::Ca)),
    (&["communaute", "d", "agglo"], Some(Sort::Ca)),
    (&["communautes", "d", "agglomeration"], Some(Sort::Ca)),
    (&["communaute", "agglomeration"], Some(Sort::Ca)),
    (&["ca"], Some(Sort::Ca)),
    (&["communaute", "urbaine"], Some(Sort::Cu)),
    (&["communautes", "urbaines"], Some(Sort::Cu)),
    (&["cu"], Some(Sort::Cu)),
    (&["etablissement", "public", "territorial"], Some(Sort::Ept)),
    (&["ept"], Some(Sort::Ept)),
    (&["metropole", "europeenne"], Some(Sort::Metropole)),
    (&["metropole"], Some(Sort::Metropole)),
    (&["eurometropole"], Some(Sort::Metropole)),
    (&["agglomeration"], None),
    (&["agglo"], None),
    (&["intercommunalite"], None),
];

/// Initials that announce an EPCI only when they are written in capitals: "ca" is a word.
const INITIALS: [&str; 5] = ["cc", "cdc", "ca", "cu", "ept"];

/// Names that an EPCI of today bore before, with the same SIREN, as cores.
pub(super) const FORMER: [(&str, &str); 3] = [
    ("caux vallee de seine", "200010700"),
    ("grand lyon", "200046977"),
    ("rouen elbeuf austreberthe", "200023414"),
];

/// Type words that may follow a core name: "Lorient Agglomération", "Metz Métropole".
const TAILS: [&str; 6] = [
    "metropole",
    "agglomeration",
    "agglo",
    "communaute",
    "eurometropole",
    "intercommunalite",
];

/// A type phrase at the beginning of a folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Its length in bytes.
    pub(super) length: usize,
    /// The type that it states.
    pub(super) sort: Option<Sort>,
    /// Whether it counts only in capitals.
    pub(super) initials: bool,
    /// Whether it announces several.
    pub(super) plural: bool,
}

/// The type phrase that `folded` begins with.
pub(super) fn head(folded: &str) -> Option<Head> {
    // Most words are none of these: one look at the first letter spares the table.
    if !folded.starts_with(['a', 'c', 'e', 'i', 'm']) {
        return None;
    }
    HEADS.iter().find_map(|(phrase, sort)| {
        let mut words = folded.split(' ');
        if !phrase.iter().all(|word| words.next() == Some(word)) {
            return None;
        }
        let length = phrase.iter().map(|word| word.len() + 1).sum::<usize>() - 1;
        let initials = matches!(phrase, [one] if INITIALS.contains(one));
        let plural = phrase.first() == Some(&"communautes");
        Some(Head {
            length,
            sort: *sort,
            initials,
            plural,
        })
    })
}

/// Whether `word` (folded) may follow a core name as its type word.
pub(super) fn is_tail(word: &str) -> bool {
    TAILS.contains(&word)
}

/// `folded` without the connectors that it begins with.
pub(super) fn skip_connectors(folded: &str) -> &str {
    let mut rest = folded;
    while let Some((word, after)) = rest.split_once(' ') {
        if !is_connector(word) {
            break;
        }
        rest = after;
    }
    rest
}

/// The type that the folded name of an EPCI states, and the name without its type word in front.
pub(super) fn split_head(folded: &str) -> (Option<Sort>, &str) {
    match head(folded) {
        Some(head) if head.length < folded.len() => (
            head.sort,
            skip_connectors(folded[head.length..].trim_start()),
        ),
        _ => (None, skip_connectors(folded)),
    }
}

/// The core names of an EPCI, from its folded official name: without the type word in front, and
/// without those behind or in the middle.
pub(super) fn cores(folded: &str) -> Vec<String> {
    let (_, rest) = split_head(folded);
    let mut cores = vec![rest.to_owned()];
    let words: Vec<&str> = rest.split(' ').collect();
    let tail = words.iter().position(|word| is_tail(word));
    if let Some(tail) = tail.filter(|tail| *tail > 0) {
        cores.push(words[..tail].join(" "));
        cores.push(words[..=tail].join(" "));
    }
    cores.sort();
    cores.dedup();
    cores
}

/// The initials of the full name of an EPCI, from its folded official name: "CA du Pays Ajaccien"
/// is the CAPA.
pub(super) fn initials(folded: &str) -> String {
    let spelt = match folded.split_once(' ') {
        Some(("cc", rest)) => format!("communaute communes {rest}"),
        Some(("ca", rest)) => format!("communaute agglomeration {rest}"),
        Some(("cu", rest)) => format!("communaute urbaine {rest}"),
        _ => folded.to_owned(),
    };
    let own = |word: &&str| !is_connector(word) && !matches!(*word, "et" | "en" | "a");
    spelt
        .split(' ')
        .filter(own)
        .filter_map(|word| word.chars().next())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_word_is_read_on_either_side() {
        assert_eq!(cores("cc de parthenay gatine"), ["parthenay gatine"]);
        assert_eq!(cores("metz metropole"), ["metz", "metz metropole"]);
        assert_eq!(cores("metropole europeenne de lille"), ["lille"]);
        assert!(cores("tours metropole val de loire").contains(&"tours".to_owned()));
        assert_eq!(cores("ca le grand perigueux"), ["grand perigueux"]);
        assert_eq!(cores("plaine commune"), ["plaine commune"]);
    }

    #[test]
    fn a_head_states_the_type() {
        let long = head("communaute d agglomeration amiens").unwrap();
        assert_eq!((long.length, long.sort), (26, Some(Sort::Ca)));
        assert!(head("ca amiens").unwrap().initials);
        assert_eq!(head("communautaire"), None);
        assert_eq!(head("communaute des villes"), None);
    }

    #[test]
    fn initials_skip_the_small_words() {
        assert_eq!(initials("ca du pays ajaccien"), "capa");
        assert_eq!(initials("ca du beauvaisis"), "cab");
        assert_eq!(initials("metropole europeenne de lille"), "mel");
    }
}
