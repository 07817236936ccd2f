//! `changes --since` and `--run`: the records that say something that no page had said before.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::json;

use super::changes::{column, grade_of, said};
use super::coverage::named;
use crate::cli::args::Shape;
use crate::cli::asking::counted;
use crate::cli::listing::List;
use crate::cli::table::{linked, screen_width};
use crate::cli::words::{self, Lang, lang, say, tr};
use crate::cli::{Ending, Failure, screen};
use crate::index::status_word;
use crate::jobs::clock;
use crate::jobs::news::{Effect, From, News, news};
use crate::jobs::town::{Proof, proof};
use crate::store::Store;

/// The column of the source, which leads to its page.
const SOURCE: usize = 5;

/// From when on something is new, where that is asked.
pub(super) fn from(since: Option<&str>, run: Option<i64>) -> Result<Option<From>, Failure> {
    Ok(match (since, run) {
        (Some(when), _) => Some(From::Moment(moment(when, clock::now())?)),
        (None, Some(run)) => Some(From::Run(run)),
        (None, None) => None,
    })
}

/// The moment from which on something is new: `7d`, `2w`, `3m` before `now`, or the beginning of a day
/// (UTC, as captures are dated).
fn moment(text: &str, now: Timestamp) -> Result<Timestamp, Failure> {
    let text = text.trim();
    let wrong = || {
        Failure::new(
            Ending::Usage,
            say!("--since {text} is neither a time nor a day", text = text),
        )
        .help(tr(
            "for example --since 7d, --since 2w, --since 3m, --since 2026-11-19",
        ))
    };
    if let Ok(day) = text.parse::<Date>() {
        return TimeZone::UTC
            .to_timestamp(day.at(0, 0, 0, 0))
            .map_err(|_| wrong());
    }
    let digits = text.trim_end_matches(char::is_alphabetic);
    let count: i64 = digits.trim().parse().map_err(|_| wrong())?;
    let days = match &text[digits.len()..] {
        "d" | "j" | "day" | "days" | "jour" | "jours" => Some(count),
        "w" | "s" | "week" | "weeks" | "semaine" | "semaines" => count.checked_mul(7),
        "m" | "month" | "months" | "mois" => count.checked_mul(30),
        _ => None,
    };
    let hours = days
        .filter(|days| *days >= 0)
        .and_then(|days| days.checked_mul(24));
    let span = hours.and_then(|hours| Span::new().try_hours(hours).ok());
    span.and_then(|span| now.checked_sub(span).ok())
        .ok_or_else(wrong)
}

/// Tells what is new.
pub(super) fn run(store: &Store, from: From, shape: &Shape) -> anyhow::Result<Ending> {
    if let From::Run(run) = from
        && !store.runs()?.iter().any(|known| known.id == run)
    {
        let what = say!("there is no run {run}", run = run);
        return Err(Failure::new(Ending::Nothing, what)
            .help(tr("`arobase status` lists the last ones"))
            .into());
    }
    let news = news(store, from)?;
    let since = match from {
        From::Moment(since) => match lang() {
            Lang::En => format!("since {since:.0}"),
            Lang::Fr => say!("since {since}", since = words::moment(since)),
        },
        From::Run(run) => say!("in run {run}", run = run),
    };
    let records = counted(news.len(), "record");
    screen::tell(&say!(
        "{records} with claims that are new {since}",
        records = records,
        since = since,
    ));
    if news.is_empty() {
        return Ok(Ending::Nothing);
    }
    let mut proofs = Vec::with_capacity(news.len());
    for one in &news {
        let Some(claim) = one.claims.first() else {
            continue;
        };
        let proof = proof(store, &one.record, claim).map_err(crate::cli::asking::failure)?;
        proofs.push((one, proof));
    }
    if shape.is_table() {
        screen::print_marked(&page(&proofs))?;
    } else {
        list(&proofs).print(shape)?;
    }
    Ok(Ending::Done)
}

fn page(news: &[(&News, Proof)]) -> String {
    let columns = [
        column("NEWS", None),
        column("YEAR", None),
        column("@", None),
        column("COLLECTIVITY", Some(16)),
        column("WORDS", Some(12)),
        column("SOURCE", Some(12)),
        column("ID", None),
    ];
    let row = |(one, proof): &(&News, Proof)| {
        let record = &one.record;
        let year = record.year.map(|year| year.to_string());
        vec![
            said(word(one.effect)),
            year.unwrap_or_else(|| "?".to_owned()),
            record.mention.clone().unwrap_or_else(|| grade_of(record)),
            named(record),
            format!("« {} »", proof.quote),
            proof.site.clone().unwrap_or_else(|| proof.url.clone()),
            record.id.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = news.iter().map(row).collect();
    linked(&columns, &rows, screen_width(), |row, column| {
        (column == SOURCE).then(|| news[row].1.url.as_str())
    })
}

fn list(news: &[(&News, Proof)]) -> List {
    let row = |(one, proof): &(&News, Proof)| {
        let record = &one.record;
        vec![
            json!(word(one.effect)),
            json!(record.code),
            json!(record.name),
            json!(record.department),
            json!(record.year),
            json!(record.arobases),
            json!(record.mention),
            json!(status_word(record.status)),
            json!(record.sides()),
            json!(one.claims.len()),
            json!(proof.quote),
            json!(proof.url),
            json!(proof.site),
            json!(proof.published),
            json!(proof.captured_at),
            json!(proof.sha256),
            json!(proof.claim),
            json!(record.id),
        ]
    };
    List {
        schema: "arobase.news/1",
        brief: &[
            "news",
            "code",
            "name",
            "department",
            "year",
            "arobases",
            "mention",
            "status",
            "quote",
            "url",
        ],
        columns: &[
            "news",
            "code",
            "name",
            "department",
            "year",
            "arobases",
            "mention",
            "status",
            "sides",
            "new_claims",
            "quote",
            "url",
            "site",
            "published",
            "captured_at",
            "sha256",
            "claim",
            "record",
        ],
        rows: news.iter().map(row).collect(),
        ..List::default()
    }
}

const fn word(effect: Effect) -> &'static str {
    match effect {
        Effect::New => "new",
        Effect::Contested => "contested",
        Effect::Graded => "graded",
        Effect::MoreProof => "more-proof",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_counted_back_in_french_or_english_and_a_day_begins_at_midnight() {
        let now: Timestamp = "2026-11-26T12:00:00Z".parse().unwrap();
        let told = |text: &str| moment(text, now).map(|at| at.to_string()).ok();
        for text in ["7d", "7j", "7 jours", "1w", " 1 semaine"] {
            assert_eq!(
                told(text).as_deref(),
                Some("2026-11-19T12:00:00Z"),
                "{text}"
            );
        }
        assert_eq!(told("2026-11-19").as_deref(), Some("2026-11-19T00:00:00Z"));
        for text in ["", "d", "-7d", "7x", "99999999999999d", "2026-13-01", "é"] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
