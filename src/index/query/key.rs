//! The keys of the query language, French and English, and what was probably meant by another.

use crate::text::fold;

/// What a `key:value` asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Name of the collectivity.
    Town,
    /// INSEE code or SIREN.
    Code,
    /// Department.
    Department,
    /// Region.
    Region,
    /// Edition year.
    Year,
    /// Sort of collectivity.
    Place,
    /// Host of a source.
    Source,
    /// How well the record is founded.
    Status,
    /// Special mention.
    Mention,
    /// Level or mention.
    Kind,
    /// Date of publication.
    Published,
    /// Number of arobases.
    Grade,
}

/// Each key with its names, folded; the first is the one shown.
const KEYS: [(Key, &[&str], &str); 12] = [
    (
        Key::Town,
        &["ville", "town", "commune", "collectivite", "nom", "name"],
        "ville:anzin",
    ),
    (Key::Code, &["insee", "code", "siren", "cog"], "insee:59014"),
    (
        Key::Department,
        &["dep", "departement", "department", "dept", "dpt"],
        "dep:59,62 or dep:Nord",
    ),
    (Key::Region, &["region", "reg"], "region:hauts-de-france"),
    (
        Key::Year,
        &["annee", "year", "an"],
        "annee:2018, annee:2015..2018 or annee:inconnue",
    ),
    (
        Key::Place,
        &["type"],
        "type:commune, type:epci, type:foreign or type:other",
    ),
    (
        Key::Source,
        &["source", "site", "host", "hote"],
        "source:ville-anzin",
    ),
    (
        Key::Status,
        &["statut", "status"],
        "statut:confirme, statut:seul, statut:conteste or statut:decide",
    ),
    (Key::Mention, &["mention"], "mention:excellence"),
    (Key::Kind, &["kind", "genre"], "kind:level or kind:mention"),
    (
        Key::Published,
        &["publie", "published"],
        "publie:2018-02 or publie:2017..2018",
    ),
    (
        Key::Grade,
        &["arobases", "arobase", "niveau", "level", "grade"],
        "arobases:4 or arobases:>=4",
    ),
];

impl Key {
    /// The key with this name, in any case, with or without accents.
    pub fn named(name: &str) -> Option<Self> {
        let folded = fold(name);
        KEYS.iter()
            .find(|(_, names, _)| names.contains(&folded.as_str()))
            .map(|(key, ..)| *key)
    }

    /// The name shown for it.
    pub fn name(self) -> &'static str {
        KEYS.iter()
            .find(|(key, ..)| *key == self)
            .map_or("", |(_, names, _)| names[0])
    }

    /// How it is used, for help.
    pub fn example(self) -> String {
        KEYS.iter()
            .find(|(key, ..)| *key == self)
            .map_or_else(String::new, |(_, _, example)| {
                format!("for example {example}")
            })
    }
}

/// All keys by the names shown, for help.
pub(super) fn list() -> String {
    KEYS.iter()
        .map(|(_, names, _)| format!("{}:", names[0]))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The key that a misspelt name was probably meant for, by its name.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let folded = fold(name);
    closest(
        &folded,
        KEYS.iter().flat_map(|(_, names, _)| names.iter().copied()),
    )
}

/// The closest of `known` to `word`: at most a third of its letters away, and two at most.
pub(super) fn closest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).clamp(1, 2);
    known
        .map(|name| (distance(word, name), name))
        .filter(|(far, name)| *far <= most && *far < name.chars().count())
        .min()
        .map(|(_, name)| name)
}

/// Edit distance with transpositions of neighbours (optimal string alignment).
pub(in crate::index) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut previous = None;
    for (row, letter) in one.chars().enumerate() {
        let mut line = vec![row + 1];
        for (column, &wanted) in other.iter().enumerate() {
            let mut least = last[column] + usize::from(letter != wanted);
            least = least.min(last[column + 1] + 1).min(line[column] + 1);
            let swapped = column > 0 && previous == Some(wanted) && other[column - 1] == letter;
            if swapped && letter != wanted {
                least = least.min(before[column - 1] + 1);
            }
            line.push(least);
        }
        before = std::mem::replace(&mut last, line);
        previous = Some(letter);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits_and_swaps() {
        for (one, other, far) in [
            ("", "", 0),
            ("vile", "ville", 1),
            ("anene", "annee", 1),
            ("dep", "", 3),
            ("ab", "ba", 1),
        ] {
            assert_eq!(distance(one, other), far, "{one} {other}");
        }
    }

    #[test]
    fn every_name_of_a_key_leads_to_it_and_none_to_two() {
        let mut seen = std::collections::HashSet::new();
        for (key, names, _) in KEYS {
            for name in names {
                assert_eq!(Key::named(name), Some(key));
                assert!(seen.insert(*name), "{name} twice");
            }
        }
        assert_eq!(nearest("anne"), Some("annee"));
        assert_eq!(nearest("zzzzzz"), None);
    }
}
