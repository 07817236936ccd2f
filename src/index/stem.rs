//! A light French stemmer: plural, feminine and the commonest verb and noun endings, no more.
//!
//! After the idea of J. Savoy, "Light stemming approaches for the French, Portuguese, German and
//! Hungarian languages" (ACM SAC 2006) and "A stemming procedure and stopword list for general
//! French corpora" (JASIS 50(10), 1999): take off little, fold doubled letters, never touch short
//! words. The rules and their order are our own; they work on folded words, so that a word typed
//! without accents has the stem of the accented one.

/// Endings that become others once the plural is off: `(ending, becomes, least letters before it)`.
///
/// The first that fits is applied, so longer endings stand before their own tails.
pub(super) const ENDINGS: [(&str, &str, usize); 12] = [
    ("isation", "is", 3),
    ("isateur", "is", 3),
    ("isatrice", "is", 3),
    ("ation", "", 4),
    ("trice", "teur", 2),
    ("teuse", "teur", 2),
    ("euse", "eu", 2),
    ("ive", "if", 2),
    // The verb of this label, in its three stems: obtenir, obtenu, obtient.
    ("tiennent", "ten", 2),
    ("tient", "ten", 2),
    ("tenir", "ten", 2),
    ("tenue", "ten", 2),
];

/// The stem of a folded word; words with digits and words of three letters or fewer are their own.
///
/// ```
/// use arobase::index::stem;
/// assert_eq!(stem("recompensees"), stem("recompenser"));
/// assert_eq!(stem("journaux"), stem("journal"));
/// assert_eq!(stem("2011"), "2011");
/// ```
pub fn stem(folded: &str) -> String {
    if folded.len() < 4 || !folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return folded.to_owned();
    }
    let singular = singular(folded);
    let base = ENDINGS
        .iter()
        .find_map(|&(ending, becomes, least)| {
            let root = singular.strip_suffix(ending)?;
            (root.len() >= least).then(|| format!("{root}{becomes}"))
        })
        .unwrap_or(singular);
    undouble(bare(&base))
}

/// The word without its plural: `-eaux`, `-aux`, `-eux`, `-oux`, `-s`.
fn singular(word: &str) -> String {
    if word.len() >= 5 {
        if word.ends_with("eaux") || word.ends_with("eux") || word.ends_with("oux") {
            return word[..word.len() - 1].to_owned();
        }
        if let Some(root) = word.strip_suffix("aux") {
            return format!("{root}al");
        }
    }
    match word.strip_suffix('s') {
        Some(root) if !root.ends_with('s') => root.to_owned(),
        _ => word.to_owned(),
    }
}

/// The word without final `-e` (feminine, participle), `-er`, `-ez`, `-ait`, `-tenu`, `-que`.
fn bare(word: &str) -> String {
    let mut root = word;
    while let Some(shorter) = root.strip_suffix('e').filter(|shorter| shorter.len() >= 3) {
        root = shorter;
    }
    for (ending, least) in [("er", 3), ("ez", 3), ("aient", 4), ("ait", 4)] {
        if let Some(shorter) = root
            .strip_suffix(ending)
            .filter(|shorter| shorter.len() >= least)
        {
            root = shorter;
        }
    }
    if let Some(shorter) = root
        .strip_suffix("tenu")
        .filter(|shorter| shorter.len() >= 2)
    {
        return format!("{shorter}ten");
    }
    // publique, communiquer: the sound of public, communication.
    match root.strip_suffix("qu") {
        Some(shorter) if shorter.len() >= 3 => format!("{shorter}c"),
        _ => root.to_owned(),
    }
}

/// Doubled letters once: people double them wrongly, and `-nne`, `-lle` mark the feminine.
fn undouble(mut word: String) -> String {
    let mut last = None;
    word.retain(|letter| {
        let again = last == Some(letter);
        last = Some(letter);
        !again
    });
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_of_one_word_share_a_stem() {
        for forms in [
            ["arobase", "arobases", "arobasse", "arobase"],
            ["recompense", "recompensee", "recompenser", "recompensait"],
            ["obtenir", "obtient", "obtenue", "obtenus"],
            ["directeur", "directrice", "directeurs", "directrices"],
            ["public", "publique", "publics", "publiques"],
            ["premier", "premiere", "premiers", "premieres"],
            ["labellisation", "labelliser", "labellisees", "labelisee"],
            ["municipal", "municipale", "municipaux", "municipales"],
        ] {
            for form in forms {
                assert_eq!(stem(form), stem(forms[0]), "{form} and {}", forms[0]);
            }
        }
    }

    #[test]
    fn words_of_other_meaning_keep_apart() {
        for (one, other) in [
            ("maire", "mairie"),
            ("commune", "communication"),
            ("organe", "organisation"),
            ("departement", "depart"),
            ("interne", "internet"),
            ("ville", "villa"),
        ] {
            assert_ne!(stem(one), stem(other), "{one} and {other}");
        }
    }

    #[test]
    fn short_words_and_numbers_are_left_alone() {
        for word in ["eu", "us", "rue", "2011", "59009", "n2"] {
            assert_eq!(stem(word), word);
        }
    }

    proptest! {
        #[test]
        fn stemming_never_panics_and_never_empties_a_word(word in "[a-z0-9é]{1,20}") {
            prop_assert!(!stem(&word).is_empty());
        }
    }
}
