//! French numerals: `vingt-quatre`, `3ème`, `treizièmes`, `une quarantaine`.

use crate::text::{Token, TokenKind, word_at as word};

/// A numeral and how many tokens it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numeral {
    pub(super) value: u32,
    pub(super) len: usize,
}

const UNITS: &[(&str, u32)] = &[
    ("un", 1),
    ("une", 1),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("six", 6),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
    ("douze", 12),
    ("treize", 13),
    ("quatorze", 14),
    ("quinze", 15),
    ("seize", 16),
];

const TENS: &[(&str, u32)] = &[
    ("vingt", 20),
    ("trente", 30),
    ("quarante", 40),
    ("cinquante", 50),
    ("soixante", 60),
];

/// Beginnings of ordinals that are not those of the numeral itself.
const ORDINALS: &[(&str, u32)] = &[
    ("un", 1),
    ("deux", 2),
    ("trois", 3),
    ("quatr", 4),
    ("cinqu", 5),
    ("six", 6),
    ("sept", 7),
    ("huit", 8),
    ("neuv", 9),
    ("dix", 10),
    ("onz", 11),
    ("douz", 12),
    ("treiz", 13),
    ("quatorz", 14),
    ("quinz", 15),
    ("seiz", 16),
    ("vingt", 20),
    ("trent", 30),
    ("quarant", 40),
    ("cinquant", 50),
];

fn find(table: &[(&str, u32)], word: &str) -> Option<u32> {
    table
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, value)| *value)
}

/// The cardinal numeral at `at`, in digits or in words.
pub(super) fn cardinal(tokens: &[Token], at: usize) -> Option<Numeral> {
    if let TokenKind::Number(value) = tokens.get(at)?.kind {
        return Some(Numeral { value, len: 1 });
    }
    let (mut total, mut len) = (0, 0);
    if word(tokens, at) == "cent" {
        (total, len) = (100, 1);
    } else if word(tokens, at + 1) == "cent" || word(tokens, at + 1) == "cents" {
        (total, len) = (find(UNITS, word(tokens, at))? * 100, 2);
    }
    if let Some(rest) = below_hundred(tokens, at + len) {
        total += rest.value;
        len += rest.len;
    }
    (len > 0).then_some(Numeral { value: total, len })
}

fn below_hundred(tokens: &[Token], at: usize) -> Option<Numeral> {
    if word(tokens, at) == "quatre" && matches!(word(tokens, at + 1), "vingt" | "vingts") {
        let rest = find(UNITS, word(tokens, at + 2));
        return Some(Numeral {
            value: 80 + rest.unwrap_or(0),
            len: 2 + usize::from(rest.is_some()),
        });
    }
    if let Some(tens) = find(TENS, word(tokens, at)) {
        if word(tokens, at + 1) == "et" && matches!(word(tokens, at + 2), "un" | "une" | "onze") {
            let rest = find(UNITS, word(tokens, at + 2))?;
            return Some(Numeral {
                value: tens + rest,
                len: 3,
            });
        }
        let rest = find(UNITS, word(tokens, at + 1)).filter(|rest| *rest > 1);
        return Some(Numeral {
            value: tens + rest.unwrap_or(0),
            len: 1 + usize::from(rest.is_some()),
        });
    }
    let unit = find(UNITS, word(tokens, at))?;
    if unit == 10
        && let Some(rest @ 7..=9) = find(UNITS, word(tokens, at + 1))
    {
        return Some(Numeral {
            value: 10 + rest,
            len: 2,
        });
    }
    Some(Numeral {
        value: unit,
        len: 1,
    })
}

/// The ordinal numeral at `at`: `3e`, `3 ème`, `3^e`, `troisième`, `vingt-deuxième`, `première`.
pub(super) fn ordinal(tokens: &[Token], at: usize) -> Option<Numeral> {
    if let TokenKind::Number(value) = tokens.get(at)?.kind {
        let mut next = at + 1;
        if let Some(Token {
            kind: TokenKind::Mark('^' | '°' | '<'),
            glued: true,
            ..
        }) = tokens.get(next)
        {
            if tokens[next].kind == TokenKind::Mark('°') {
                return Some(Numeral { value, len: 2 });
            }
            next += 1;
        }
        let ending = matches!(
            word(tokens, next),
            "e" | "eme"
                | "emes"
                | "ieme"
                | "iemes"
                | "er"
                | "ere"
                | "ers"
                | "eres"
                | "re"
                | "res"
                | "nd"
                | "nde"
                | "es"
                | "me"
                | "de"
        );
        // "21 ème" has a blank, but "2 de" and "3 me" are no ordinals.
        let glued = tokens.get(next).is_some_and(|token| token.glued);
        let spaced = matches!(
            word(tokens, next),
            "eme" | "emes" | "ieme" | "iemes" | "ere"
        );
        return (ending && (glued || spaced)).then_some(Numeral {
            value,
            len: next + 1 - at,
        });
    }
    if let Some(value) = simple_ordinal(word(tokens, at)) {
        return Some(Numeral { value, len: 1 });
    }
    let tens =
        find(TENS, word(tokens, at)).or_else(|| (word(tokens, at) == "dix").then_some(10))?;
    if word(tokens, at + 1) == "et" {
        return (simple_ordinal(word(tokens, at + 2)) == Some(1)).then_some(Numeral {
            value: tens + 1,
            len: 3,
        });
    }
    let rest = simple_ordinal(word(tokens, at + 1)).filter(|rest| *rest < 10)?;
    Some(Numeral {
        value: tens + rest,
        len: 2,
    })
}

fn simple_ordinal(word: &str) -> Option<u32> {
    match word {
        "premier" | "premiere" | "premiers" | "premieres" => Some(1),
        "second" | "seconde" | "seconds" | "secondes" => Some(2),
        _ => {
            let stem = word
                .strip_suffix("iemes")
                .or_else(|| word.strip_suffix("ieme"))?;
            find(ORDINALS, stem)
        }
    }
}

/// "une quarantaine": about how many.
pub(super) fn about(word: &str) -> Option<u32> {
    let stem = word.strip_suffix("aine")?;
    find(
        &[("diz", 10), ("douz", 12), ("quinz", 15), ("cent", 100)],
        stem,
    )
    .or_else(|| find(ORDINALS, stem).filter(|value| *value >= 20))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn read(text: &str, of: fn(&[Token], usize) -> Option<Numeral>) -> Option<u32> {
        let tokens = tokens(text);
        of(&tokens, 0)
            .filter(|found| found.len == tokens.len())
            .map(|found| found.value)
    }

    #[test]
    fn cardinals_in_words_are_read_to_their_end() {
        for (text, value) in [
            ("cinq", 5),
            ("vingt-quatre", 24),
            ("vingt et un", 21),
            ("soixante et onze", 71),
            ("dix-sept", 17),
            ("quatre-vingt-onze", 91),
            ("cent six", 106),
            ("deux cent trois", 203),
            ("303", 303),
            ("soixante-seize", 76),
        ] {
            assert_eq!(read(text, cardinal), Some(value), "{text}");
        }
    }

    #[test]
    fn ordinals_in_all_their_spellings() {
        for (text, value) in [
            ("3e", 3),
            ("3ème", 3),
            ("21 ème", 21),
            ("3^e", 3),
            ("1er", 1),
            ("troisième", 3),
            ("treizièmes", 13),
            ("vingt-deuxième", 22),
            ("dix-huitième", 18),
            ("première", 1),
            ("12es", 12),
            ("vingt et unième", 21),
            ("cinquième", 5),
        ] {
            assert_eq!(read(text, ordinal), Some(value), "{text}");
        }
        assert_eq!(read("3 me", ordinal), None);
    }

    #[test]
    fn round_numbers() {
        assert_eq!(about("quarantaine"), Some(40));
        assert_eq!(about("semaine"), None);
    }
}
