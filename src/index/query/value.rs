//! The values behind the keys, checked: what no record can have is an error, not an empty result.

use super::{Key, QueryError, Span, Term, grade, key};
use crate::index::words::words;
use crate::label::claim::PlaceKind;
use crate::label::gazetteer::{DEPARTMENTS, REGIONS, read_department, region_by_name};
use crate::text::fold;

/// The clause that `key` with these values asks for.
pub(super) fn term(key: Key, values: &[String]) -> Result<Term, QueryError> {
    if values.is_empty() {
        return Err(QueryError::NoValue { key: key.name() });
    }
    Ok(match key {
        Key::Town => Term::Town(each(values, |value| named(key, value))?),
        Key::Code => Term::Code(each(values, code)?),
        Key::Department => Term::Department(each(values, departments)?.concat()),
        Key::Region => Term::Region(each(values, region)?),
        Key::Year => Term::Year(each(values, year)?),
        Key::Place => Term::Place(each(values, |value| choice(key, &PLACES, value))?),
        Key::Source => Term::Source(each(values, |value| named(key, value))?),
        Key::Status => Term::Status(each(values, |value| choice(key, &STATUSES, value))?),
        Key::Mention => Term::Mention(each(values, mention)?),
        Key::Kind => Term::Kind(each(values, |value| choice(key, &KINDS, value))?),
        Key::Published => Term::Published(each(values, published)?),
        Key::Grade => Term::Grade(arobases(values)?),
    })
}

const PLACES: [(&str, PlaceKind); 11] = [
    ("commune", PlaceKind::Commune),
    ("communes", PlaceKind::Commune),
    ("epci", PlaceKind::Epci),
    ("interco", PlaceKind::Epci),
    ("intercommunalite", PlaceKind::Epci),
    ("agglomeration", PlaceKind::Epci),
    ("metropole", PlaceKind::Epci),
    ("foreign", PlaceKind::Foreign),
    ("etranger", PlaceKind::Foreign),
    ("other", PlaceKind::Other),
    ("autre", PlaceKind::Other),
];

const STATUSES: [(&str, &str); 13] = [
    ("confirme", "confirmed"),
    ("confirmed", "confirmed"),
    ("confirmee", "confirmed"),
    ("seul", "single"),
    ("single", "single"),
    ("unique", "single"),
    ("seule", "single"),
    ("conteste", "contested"),
    ("contested", "contested"),
    ("contestee", "contested"),
    ("decide", "decided"),
    ("decided", "decided"),
    ("decidee", "decided"),
];

const KINDS: [(&str, &str); 4] = [
    ("level", "level"),
    ("niveau", "level"),
    ("arobases", "level"),
    ("mention", "mention"),
];

/// Short names that people use for regions, with the INSEE code.
const REGION_ALIASES: [(&str, &str); 14] = [
    ("hdf", "32"),
    ("idf", "11"),
    ("paca", "93"),
    ("sud", "93"),
    ("ara", "84"),
    ("aura", "84"),
    ("bfc", "27"),
    ("bzh", "53"),
    ("cvl", "24"),
    ("na", "75"),
    ("occ", "76"),
    ("pdl", "52"),
    ("pays de loire", "52"),
    ("alsace champagne ardenne lorraine", "44"),
];

fn each<T>(
    values: &[String],
    mut read: impl FnMut(&str) -> Result<T, QueryError>,
) -> Result<Vec<T>, QueryError> {
    values.iter().map(|value| read(value)).collect()
}

fn wrong(key: Key, value: &str, why: &str, near: Option<String>) -> QueryError {
    QueryError::Value {
        key: key.name(),
        value: value.to_owned(),
        why: why.to_owned(),
        near,
    }
}

/// A value of words: at least one letter or digit.
fn named(key: Key, value: &str) -> Result<String, QueryError> {
    if fold(value).is_empty() {
        return Err(wrong(key, value, "a name has letters", None));
    }
    Ok(value.to_owned())
}

fn choice<T: Copy>(key: Key, known: &[(&'static str, T)], value: &str) -> Result<T, QueryError> {
    let folded = fold(value);
    if let Some((_, chosen)) = known.iter().find(|(name, _)| *name == folded) {
        return Ok(*chosen);
    }
    let near = key::closest(&folded, known.iter().map(|(name, _)| *name)).map(str::to_owned);
    Err(wrong(key, value, "no such value", near))
}

fn code(value: &str) -> Result<String, QueryError> {
    let code: String = value
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let code = code.to_ascii_uppercase();
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_insee = code.len() == 5
        && code.is_ascii()
        && (digits(&code) || (matches!(&code[..2], "2A" | "2B") && digits(&code[2..])));
    let is_siren = code.len() == 9 && digits(&code);
    if is_insee || is_siren {
        return Ok(code);
    }
    let why = "an INSEE code has 5 signs (59009, 2A004), a SIREN 9 digits";
    Err(wrong(Key::Code, value, why, None))
}

fn departments(value: &str) -> Result<Vec<&'static str>, QueryError> {
    let folded = fold(value);
    // Corsica was one department until 1976, and "20" still begins its post codes.
    if folded == "20" || folded == "corse" {
        return Ok(vec!["2A", "2B"]);
    }
    let padded = if folded.len() == 1 {
        format!("0{folded}")
    } else {
        folded.clone()
    };
    if let Some(code) = read_department(&padded).or_else(|| read_department(value)) {
        return Ok(vec![code]);
    }
    let names: Vec<(String, &str)> = DEPARTMENTS
        .iter()
        .map(|department| (fold(department.name), department.name))
        .collect();
    let near = key::closest(&folded, names.iter().map(|(name, _)| name.as_str()));
    let near = near.and_then(|near| names.iter().find(|(name, _)| name == near));
    let near = near.map(|(_, name)| (*name).to_owned());
    Err(wrong(Key::Department, value, "no such department", near))
}

fn region(value: &str) -> Result<&'static str, QueryError> {
    let folded = fold(value);
    let alias = REGION_ALIASES
        .iter()
        .find(|(name, _)| *name == folded)
        .map(|(_, code)| *code);
    let coded = REGIONS
        .iter()
        .map(|(code, _)| *code)
        .find(|code| *code == folded);
    if let Some(code) = alias.or_else(|| region_by_name(value)).or(coded) {
        return Ok(code);
    }
    let names: Vec<(String, &str)> = REGIONS
        .iter()
        .map(|(_, name)| (fold(name), *name))
        .collect();
    let near = key::closest(&folded, names.iter().map(|(name, _)| name.as_str()));
    let near = near.and_then(|near| names.iter().find(|(name, _)| name == near));
    Err(wrong(
        Key::Region,
        value,
        "no such region",
        near.map(|(_, name)| (*name).to_owned()),
    ))
}

fn mention(value: &str) -> Result<String, QueryError> {
    if value == "*" || !words(value).iter().all(super::super::Word::is_stop) {
        return Ok(value.to_owned());
    }
    Err(wrong(
        Key::Mention,
        value,
        "a word of the mention's name, or * for any",
        None,
    ))
}

/// A value with `..`, `-` (where `dashes`) or a comparison, as two ends; either may be open.
fn ends(value: &str, dashes: bool) -> (Option<&str>, Option<&str>) {
    let open = |part: &'_ str| !part.trim().is_empty();
    for (sign, is_least) in [(">=", true), ("≥", true), ("<=", false), ("≤", false)] {
        if let Some(rest) = value.strip_prefix(sign) {
            return if is_least {
                (Some(rest.trim()), None)
            } else {
                (None, Some(rest.trim()))
            };
        }
    }
    let split = value.split_once("..").or_else(|| {
        value
            .split_once(['-', '–'])
            .filter(|(from, _)| dashes && from.len() == 4)
    });
    match split {
        Some((from, to)) => (
            Some(from.trim()).filter(|part| open(part)),
            Some(to.trim()).filter(|part| open(part)),
        ),
        None => (Some(value.trim()), Some(value.trim())),
    }
}

fn year(value: &str) -> Result<Option<Span<i16>>, QueryError> {
    if matches!(value, "?" | "-") || matches!(fold(value).as_str(), "inconnue" | "unknown" | "none")
    {
        return Ok(None);
    }
    let number = |part: &str| {
        part.parse::<i16>()
            .ok()
            .filter(|year| (1900..=2200).contains(year))
    };
    let span = match ends(value, true) {
        (None, None) => None,
        (from, to) => {
            let from = from.map_or(Some(0), number);
            let to = to.map_or(Some(9999), number);
            from.zip(to)
        }
    };
    let Some((from, to)) = span else {
        return Err(wrong(Key::Year, value, "a year has four digits", None));
    };
    Ok(Some(Span {
        from: from.min(to),
        to: from.max(to),
    }))
}

fn published(value: &str) -> Result<Span<u32>, QueryError> {
    let span = match ends(value, false) {
        (None, None) => None,
        (from, to) => {
            let from = from.map_or(Some(0), |part| day(part, false));
            let to = to.map_or(Some(u32::MAX), |part| day(part, true));
            from.zip(to).filter(|(from, to)| from <= to)
        }
    };
    let why = "a day is written 2018, 2018-02 or 2018-02-09";
    span.map(|(from, to)| Span { from, to })
        .ok_or_else(|| wrong(Key::Published, value, why, None))
}

/// `2018-02` as the first or the last day it can mean.
fn day(part: &str, last: bool) -> Option<u32> {
    let mut fields = part.split('-');
    let year = fields
        .next()
        .filter(|year| year.len() == 4)?
        .parse::<u32>()
        .ok()?;
    let mut field = |most: u32| match fields.next() {
        None => Some(if last { 99 } else { 0 }),
        Some(text) if text.len() == 2 => text
            .parse()
            .ok()
            .filter(|number| (1..=most).contains(number)),
        Some(_) => None,
    };
    let month = field(12)?;
    let day = field(31)?;
    fields
        .next()
        .is_none()
        .then_some(year * 10_000 + month * 100 + day)
}

/// Several grades must be neighbours, since the clause is one span.
fn arobases(values: &[String]) -> Result<Span<u8>, QueryError> {
    let mut whole: Option<Span<u8>> = None;
    for value in values {
        let read = grade::read(value, true).map_err(|_| grade_error(value))?;
        let Some((span, _)) = read.filter(|(_, end)| *end == value.len()) else {
            return Err(grade_error(value));
        };
        whole = Some(match whole {
            None => span,
            Some(before) if span.from <= before.to + 1 && before.from <= span.to + 1 => Span {
                from: before.from.min(span.from),
                to: before.to.max(span.to),
            },
            Some(_) => return Err(grade_error(&values.join(","))),
        });
    }
    whole.ok_or(QueryError::NoValue {
        key: Key::Grade.name(),
    })
}

fn grade_error(value: &str) -> QueryError {
    wrong(Key::Grade, value, "one grade or one span from 1 to 5", None)
}
