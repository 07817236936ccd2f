//! A query in words, so that the user sees how it was read.

use std::fmt;

use super::{Query, Span, Term};
use crate::label::claim::PlaceKind;
use crate::label::gazetteer::{department_by_code, region_name};

/// The words of ours in another language.
pub(super) type Speech = fn(&'static str) -> &'static str;

impl fmt::Display for Query {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.said(|word| word))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.said(|word| word))
    }
}

impl Query {
    /// The query in words; those that are ours as `speech` has them.
    pub fn said(&self, speech: Speech) -> String {
        let clauses = self.clauses.iter().map(|clause| {
            let not = if clause.negated { speech("not ") } else { "" };
            format!("{not}{}", clause.term.said(speech))
        });
        clauses.collect::<Vec<_>>().join(" · ")
    }
}

impl Term {
    /// The term in words; those that are ours as `speech` has them.
    pub fn said(&self, speech: Speech) -> String {
        let or = |names: &[String]| names.join(speech(" or "));
        let to = speech(" to ");
        match self {
            Self::Word(word) => word.clone(),
            Self::Prefix(prefix) => format!("{prefix}…"),
            Self::Phrase(phrase) => format!("« {phrase} »"),
            Self::Grade(Span { from, to }) if from == to => format!("{from}@"),
            Self::Grade(Span { from, to: 5 }) => format!("{from}@{}", speech(" and more")),
            Self::Grade(Span { from, to: last }) => format!("{from}@{to}{last}@"),
            Self::Town(names) | Self::Code(names) => or(names),
            Self::Department(codes) => {
                let name = |code: &&str| {
                    let found = department_by_code(code).map_or("?", |found| found.name);
                    format!("{found} ({code})")
                };
                or(&codes.iter().map(name).collect::<Vec<_>>())
            }
            Self::Region(codes) => {
                let name = |code: &&str| region_name(code).unwrap_or("?").to_owned();
                or(&codes.iter().map(name).collect::<Vec<_>>())
            }
            Self::Year(spans) => {
                let years = spans.iter().map(|span| year(*span, speech));
                or(&years.collect::<Vec<_>>())
            }
            Self::Place(kinds) => {
                let names = kinds.iter().map(|kind| speech(place(*kind)).to_owned());
                or(&names.collect::<Vec<_>>())
            }
            Self::Source(hosts) => format!("source {}", or(hosts)),
            Self::Status(statuses) => {
                let names = statuses.iter().map(|status| speech(status).to_owned());
                or(&names.collect::<Vec<_>>())
            }
            Self::Mention(names) => format!("mention {}", or(names)),
            Self::Kind(kinds) => format!("{}{}", kinds.join(speech(" or ")), speech(" only")),
            Self::Published(spans) => {
                let span = |span: &Span<u32>| {
                    format!("{}{to}{}", date(span.from, speech), date(span.to, speech))
                };
                let spans: Vec<_> = spans.iter().map(span).collect();
                format!("{}{}", speech("published "), or(&spans))
            }
            Self::Url(url) => url.clone(),
        }
    }
}

fn place(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Commune => "communes",
        PlaceKind::Epci => "EPCI",
        PlaceKind::Foreign => "towns abroad",
        PlaceKind::Other => "others",
    }
}

fn year(span: Option<Span<i16>>, speech: Speech) -> String {
    match span {
        None => speech("year unknown").to_owned(),
        Some(Span { from, to }) if from == to => from.to_string(),
        Some(Span { from, to: 9999 }) => format!("{from}{}", speech(" and later")),
        Some(Span { from: 0, to }) => format!("{}{to}", speech("until ")),
        Some(Span { from, to }) => format!("{from}{}{to}", speech(" to ")),
    }
}

/// `20180200` and `20180299` as `2018-02`, which is what was typed.
fn date(day: u32, speech: Speech) -> String {
    let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
    match (year, month, day) {
        (0, ..) => speech("the beginning").to_owned(),
        (429_496, ..) => speech("now").to_owned(),
        (_, 0 | 99, _) => format!("{year:04}"),
        (_, _, 0 | 99) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    }
}
