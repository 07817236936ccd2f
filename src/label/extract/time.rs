//! Years, days, ordinals of the edition and runs of years, as French pages write them.

use jiff::civil::Weekday;

use super::numeral;
use super::term::{DayTerm, Kind};
use crate::text::{Token, TokenKind, word_at as word};

const MONTHS: &[(&str, i8)] = &[
    ("janvier", 1),
    ("janv", 1),
    ("fevrier", 2),
    ("fevr", 2),
    ("fev", 2),
    ("mars", 3),
    ("avril", 4),
    ("avr", 4),
    ("mai", 5),
    ("juin", 6),
    ("juillet", 7),
    ("juil", 7),
    ("aout", 8),
    ("septembre", 9),
    ("sept", 9),
    ("octobre", 10),
    ("oct", 10),
    ("novembre", 11),
    ("nov", 11),
    ("decembre", 12),
    ("dec", 12),
];

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("lundi", Weekday::Monday),
    ("mardi", Weekday::Tuesday),
    ("mercredi", Weekday::Wednesday),
    ("jeudi", Weekday::Thursday),
    ("vendredi", Weekday::Friday),
    ("samedi", Weekday::Saturday),
    ("dimanche", Weekday::Sunday),
];

/// Nouns that a four-digit number counts.
const COUNTED: &[&str] = &[
    "habitants",
    "hab",
    "habitant",
    "communes",
    "villes",
    "euros",
    "euro",
    "collectivites",
    "villages",
    "km",
    "actions",
    "services",
    "elus",
    "initiatives",
    "foyers",
    "prises",
    "visiteurs",
    "personnes",
    "ames",
    "maires",
    "fiches",
    "agents",
    "inscrits",
    "abonnes",
    "m2",
    "metres",
    "heures",
    "jours",
    "logements",
    "eleves",
];

fn find<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, value)| *value)
}

fn number(tokens: &[Token], at: usize) -> Option<u32> {
    match tokens.get(at)?.kind {
        TokenKind::Number(value) => Some(value),
        _ => None,
    }
}

/// The year at `at`: four digits of our time that count nothing.
fn year(tokens: &[Token], at: usize) -> Option<i16> {
    let token = tokens.get(at)?;
    let value = i16::try_from(number(tokens, at)?).ok()?;
    let counts = COUNTED.contains(&word(tokens, at + 1))
        || matches!(
            tokens.get(at + 1).map(|next| next.kind),
            Some(TokenKind::Mark('€' | '%'))
        );
    let part = tokens
        .get(at + 1)
        .is_some_and(|next| next.glued && next.kind == TokenKind::Word);
    (token.span.len() == 4 && (1999..=2049).contains(&value) && !counts && !part).then_some(value)
}

/// What of time begins at token `at`, and how many tokens it takes.
pub(super) fn read(tokens: &[Token], at: usize) -> Option<(Kind, usize)> {
    day(tokens, at)
        .or_else(|| ago(tokens, at))
        .or_else(|| run(tokens, at))
        .or_else(|| edition(tokens, at))
        .or_else(|| Some((Kind::Year(year(tokens, at)?), 1)))
}

fn day(tokens: &[Token], at: usize) -> Option<(Kind, usize)> {
    if let Some(found) = numeric_day(tokens, at) {
        return Some(found);
    }
    let weekday = find(WEEKDAYS, word(tokens, at));
    let mut next = at + usize::from(weekday.is_some());
    let mut day = None;
    if let Some(value @ 1..=31) = number(tokens, next) {
        day = i8::try_from(value).ok();
        next += 1;
        if word(tokens, next) == "er" {
            next += 1;
        }
        // "29-30 janvier", "29 et 30 janvier": the first day stands for both.
        let joined = matches!(word(tokens, next), "et" | "au")
            || matches!(
                tokens.get(next).map(|t| t.kind),
                Some(TokenKind::Mark('-' | '–' | '/'))
            );
        if joined && number(tokens, next + 1).is_some_and(|end| (1..=31).contains(&end)) {
            next += 2;
        } else if number(tokens, next).is_some_and(|end| (1..=31).contains(&end)) {
            next += 1;
        }
    }
    let month = find(MONTHS, word(tokens, next))?;
    next += 1;
    if tokens
        .get(next)
        .is_some_and(|dot| dot.kind == TokenKind::Mark('.'))
        && year(tokens, next + 1).is_some()
    {
        next += 1;
    }
    let year = year(tokens, next);
    next += usize::from(year.is_some());
    if day.is_none() && (year.is_none() || weekday.is_some()) {
        return None;
    }
    Some((
        Kind::Date(DayTerm {
            day,
            month,
            year,
            weekday,
        }),
        next - at,
    ))
}

/// `04/02/2020`, `4.2.2020`, `2020-02-04`.
fn numeric_day(tokens: &[Token], at: usize) -> Option<(Kind, usize)> {
    let sign = |offset: usize| match tokens.get(at + offset)? {
        Token {
            kind: TokenKind::Mark(sign @ ('/' | '.' | '-')),
            glued: true,
            ..
        } => Some(*sign),
        _ => None,
    };
    let (first, second, third) = (
        number(tokens, at)?,
        number(tokens, at + 2)?,
        number(tokens, at + 4)?,
    );
    if sign(1)? != sign(3)? {
        return None;
    }
    let (day, month, year) = if first > 31 {
        (third, second, first)
    } else {
        (first, second, third)
    };
    let (year, month) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?);
    let day = i8::try_from(day).ok()?;
    jiff::civil::Date::new(year, month, day)
        .ok()
        .filter(|_| (1999..=2049).contains(&year))?;
    let day = DayTerm {
        day: Some(day),
        month,
        year: Some(year),
        weekday: None,
    };
    Some((Kind::Date(day), 5))
}

/// `il y a deux ans`, `voici trois ans`, `deux ans plus tôt`, `trois éditions auparavant`.
fn ago(tokens: &[Token], at: usize) -> Option<(Kind, usize)> {
    let opening = match (word(tokens, at), word(tokens, at + 1), word(tokens, at + 2)) {
        ("il", "y", "a" | "avait") => 3,
        ("voici" | "voila", _, _) => 1,
        _ => 0,
    };
    let mut next = at + opening;
    if opening > 0
        && matches!(
            word(tokens, next),
            "deja" | "a" | "peine" | "tout" | "juste"
        )
    {
        next += 1;
    }
    let count = numeral::cardinal(tokens, next)?;
    next += count.len;
    if !matches!(word(tokens, next), "ans" | "an" | "editions" | "annees") {
        return None;
    }
    next += 1;
    if opening == 0 {
        next += match (word(tokens, next), word(tokens, next + 1)) {
            ("plus", "tot") => 2,
            ("auparavant" | "avant", _) => 1,
            _ => return None,
        };
    }
    (1..=25)
        .contains(&count.value)
        .then_some((Kind::Ago(count.value), next - at))
}

/// `5ème année consécutive`, `deux années de suite`.
fn run(tokens: &[Token], at: usize) -> Option<(Kind, usize)> {
    let first = numeral::ordinal(tokens, at).or_else(|| numeral::cardinal(tokens, at))?;
    let mut next = at + first.len;
    if !matches!(
        word(tokens, next),
        "annee" | "annees" | "fois" | "edition" | "editions" | "ans" | "an"
    ) {
        return None;
    }
    next += 1;
    let len = match (word(tokens, next), word(tokens, next + 1)) {
        (
            "consecutive" | "consecutives" | "consecutif" | "consecutifs" | "successive"
            | "successives",
            _,
        ) => 1,
        ("de", "suite" | "rang") | ("d", "affilee" | "affile") => 2,
        _ => return None,
    };
    (2..=30)
        .contains(&first.value)
        .then_some((Kind::Run(first.value), next + len - at))
}

/// `la 22e édition`, `le 21 ème label national`, `huitième remise`.
fn edition(tokens: &[Token], at: usize) -> Option<(Kind, usize)> {
    let first = numeral::ordinal(tokens, at).filter(|first| (2..=60).contains(&first.value))?;
    let nouns = [
        "edition",
        "editions",
        "label",
        "labels",
        "remise",
        "remises",
        "ceremonie",
        "palmares",
        "millesime",
        "verdict",
        "cuvee",
        // The label is one year older at each of its editions since the twelfth.
        "anniversaire",
    ];
    let end =
        (at + first.len..at + first.len + 2).find(|next| nouns.contains(&word(tokens, *next)))?;
    // "une troisième fois le label" is a count of awards, not of editions.
    let between = at + first.len..end;
    if between.clone().any(|next| {
        matches!(
            word(tokens, next),
            "fois" | "annee" | "congres" | "le" | "du" | "au"
        )
    }) {
        return None;
    }
    Some((Kind::Edition(first.value), end + 1 - at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn kind(text: &str) -> Option<Kind> {
        let tokens = tokens(text);
        read(&tokens, 0)
            .filter(|(_, len)| *len == tokens.len())
            .map(|(kind, _)| kind)
    }

    #[test]
    fn days_are_read_whole_or_without_their_year() {
        let Some(Kind::Date(day)) = kind("jeudi 3 février 2022") else {
            panic!("no day")
        };
        assert_eq!((day.day, day.month, day.year), (Some(3), 2, Some(2022)));
        assert!(matches!(
            kind("4 février"),
            Some(Kind::Date(DayTerm { year: None, .. }))
        ));
        assert!(matches!(
            kind("04/02/2020"),
            Some(Kind::Date(DayTerm {
                day: Some(4),
                month: 2,
                ..
            }))
        ));
        assert!(matches!(
            kind("29-30 janvier 2019"),
            Some(Kind::Date(DayTerm { day: Some(29), .. }))
        ));
        assert!(matches!(
            kind("septembre 2001"),
            Some(Kind::Date(DayTerm { day: None, .. }))
        ));
        assert!(kind("mars").is_none());
    }

    #[test]
    fn a_year_counts_nothing() {
        assert!(matches!(kind("2017"), Some(Kind::Year(2017))));
        assert!(read(&tokens("2000 habitants"), 0).is_none());
        assert!(read(&tokens("19992"), 0).is_none());
    }

    #[test]
    fn runs_need_their_word() {
        assert!(matches!(kind("5ème année consécutive"), Some(Kind::Run(5))));
        assert!(matches!(kind("deux années de suite"), Some(Kind::Run(2))));
        assert!(read(&tokens("troisième année"), 0).is_none());
    }

    #[test]
    fn the_ordinal_of_the_edition_is_not_that_of_the_congress() {
        assert!(matches!(kind("18ème édition"), Some(Kind::Edition(18))));
        assert!(matches!(kind("treizièmes labels"), Some(Kind::Edition(13))));
        assert!(read(&tokens("7e congrès"), 0).is_none());
    }
}
