//! A query in words, so that the user sees how it was read.

use std::fmt;

use super::{Query, Span, Term};
use crate::label::claim::PlaceKind;
use crate::label::gazetteer::{department_by_code, region_name};

impl fmt::Display for Query {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, clause) in self.clauses.iter().enumerate() {
            let joint = if at == 0 { "" } else { " · " };
            let not = if clause.negated { "not " } else { "" };
            write!(formatter, "{joint}{not}{}", clause.term)?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => formatter.write_str(word),
            Self::Prefix(prefix) => write!(formatter, "{prefix}…"),
            Self::Phrase(phrase) => write!(formatter, "« {phrase} »"),
            Self::Grade(Span { from, to }) if from == to => write!(formatter, "{from}@"),
            Self::Grade(Span { from, to: 5 }) => write!(formatter, "{from}@ and more"),
            Self::Grade(Span { from, to }) => write!(formatter, "{from}@ to {to}@"),
            Self::Town(names) => formatter.write_str(&names.join(" or ")),
            Self::Code(codes) => formatter.write_str(&codes.join(" or ")),
            Self::Department(codes) => {
                let name = |code: &&str| {
                    let found = department_by_code(code);
                    format!(
                        "{} ({code})",
                        found.map_or("?", |department| department.name)
                    )
                };
                formatter.write_str(&codes.iter().map(name).collect::<Vec<_>>().join(" or "))
            }
            Self::Region(codes) => {
                let name = |code: &&str| region_name(code).unwrap_or("?").to_owned();
                formatter.write_str(&codes.iter().map(name).collect::<Vec<_>>().join(" or "))
            }
            Self::Year(spans) => formatter.write_str(
                &spans
                    .iter()
                    .copied()
                    .map(year)
                    .collect::<Vec<_>>()
                    .join(" or "),
            ),
            Self::Place(kinds) => {
                let name = |kind: &PlaceKind| match kind {
                    PlaceKind::Commune => "communes",
                    PlaceKind::Epci => "EPCI",
                    PlaceKind::Foreign => "towns abroad",
                    PlaceKind::Other => "others",
                };
                formatter.write_str(&kinds.iter().map(name).collect::<Vec<_>>().join(" or "))
            }
            Self::Source(hosts) => write!(formatter, "source {}", hosts.join(" or ")),
            Self::Status(statuses) => formatter.write_str(&statuses.join(" or ")),
            Self::Mention(names) => write!(formatter, "mention {}", names.join(" or ")),
            Self::Kind(kinds) => write!(formatter, "{} only", kinds.join(" or ")),
            Self::Published(spans) => {
                let span = |span: &Span<u32>| format!("{} to {}", date(span.from), date(span.to));
                let spans: Vec<_> = spans.iter().map(span).collect();
                write!(formatter, "published {}", spans.join(" or "))
            }
            Self::Url(url) => formatter.write_str(url),
        }
    }
}

fn year(span: Option<Span<i16>>) -> String {
    match span {
        None => "year unknown".to_owned(),
        Some(Span { from, to }) if from == to => from.to_string(),
        Some(Span { from, to: 9999 }) => format!("{from} and later"),
        Some(Span { from: 0, to }) => format!("until {to}"),
        Some(Span { from, to }) => format!("{from} to {to}"),
    }
}

/// `20180200` and `20180299` as `2018-02`, which is what was typed.
fn date(day: u32) -> String {
    let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
    match (year, month, day) {
        (0, ..) => "the beginning".to_owned(),
        (429_496, ..) => "now".to_owned(),
        (_, 0 | 99, _) => format!("{year:04}"),
        (_, _, 0 | 99) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    }
}
