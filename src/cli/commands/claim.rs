//! A claim in words: what it says, the words that say it, where they were read and where the bytes lie.

use crate::cli::Home;
use crate::cli::table::one_line;
use crate::cli::words::{day, moment, say, tr};
use crate::label::claim::{ClaimKind, YearBasis};
use crate::label::edition::ordinal_of_year;
use crate::store::{Capture, ClaimRow, PageRow};

/// A title in its column.
pub(super) fn titled(title: &'static str) -> String {
    let title = if title.is_empty() { "" } else { tr(title) };
    format!("{title:<10} ")
}

/// A title and what stands beside it.
pub(super) fn line(title: &'static str, value: &str) -> String {
    titled(title) + &one_line(value) + "\n"
}

/// What a claim says and the words that say it.
pub(super) fn claim_words(side: &str, row: &ClaimRow) -> Vec<(&'static str, String)> {
    let evidence = &row.claim.evidence;
    let id = match side {
        "" => row.id.clone(),
        side => format!("{} · {side}", row.id),
    };
    let before = if evidence.prefix.is_empty() {
        ""
    } else {
        "…"
    };
    let after = if evidence.suffix.is_empty() {
        ""
    } else {
        "…"
    };
    let words = format!(
        "{before}{}«{}»{}{after}",
        evidence.prefix, evidence.exact, evidence.suffix
    );
    vec![("Claim", id), ("Says", says(row)), ("Words", words)]
}

/// How often, and when last, the address said the very same.
pub(super) fn seen_again(times: usize, last: &Capture) -> String {
    let times = if times == 1 {
        tr("once").to_owned()
    } else {
        say!("{times} times", times = times)
    };
    let how = if last.status == 304 {
        tr("not modified, says the server")
    } else {
        tr("the same bytes")
    };
    say!(
        "{times}, last on {at} ({how})",
        times = times,
        at = moment(last.at),
        how = how
    )
}

/// Where the words were read, and where the bytes lie.
pub(super) fn origin(
    home: &Home,
    page: &PageRow,
    capture: &Capture,
) -> Vec<(&'static str, String)> {
    let given = |value: &Option<String>, none: &'static str| {
        value.clone().unwrap_or_else(|| tr(none).into())
    };
    let published = page.published.map(|date| day(&date.to_string()));
    let mut lines = vec![
        ("Page", given(&page.title, "(no title)")),
        ("Site", given(&page.site, "(not named)")),
        ("Published", given(&published, "(no date)")),
        ("Address", page.url.clone()),
    ];
    if capture.url != page.url {
        lines.push(("Asked as", capture.url.clone()));
    }
    let warc = home.index().join("warc").join(&capture.warc);
    let (offset, length) = (capture.offset, capture.length);
    lines.extend([
        ("Captured", moment(capture.at)),
        ("SHA-256", capture.sha256.clone()),
        (
            "WARC",
            say!(
                "{warc} at byte {offset}, {length} bytes",
                warc = warc.display(),
                offset = offset,
                length = length,
            ),
        ),
    ]);
    lines
}

/// What a claim says, in words.
fn says(row: &ClaimRow) -> String {
    let claim = &row.claim;
    let mut parts = vec![match &claim.place.code {
        Some(code) => format!("{} ({code})", claim.place.name),
        None => format!("{} ({})", claim.place.name, tr("no code")),
    }];
    if claim.place.written != claim.place.name {
        parts.push(say!("written « {written} »", written = claim.place.written));
    }
    parts.push(year_words(claim.year));
    parts.extend(
        claim
            .year_basis
            .map(|basis| say!("year from {basis}", basis = tr(basis_words(basis)))),
    );
    parts.push(match claim.kind {
        ClaimKind::Award => tr("award").to_owned(),
        ClaimKind::History => tr("recalled").to_owned(),
        ClaimKind::Mention => {
            let mention = claim.mention.as_deref().unwrap_or(tr("not named"));
            say!("mention « {mention} »", mention = mention)
        }
    });
    if claim.kind != ClaimKind::Mention {
        let grade = claim.arobases.map(|grade| format!("{}@", grade.count()));
        parts.push(grade.unwrap_or_else(|| tr("arobases not given").to_owned()));
    }
    parts.join(" · ")
}

pub(super) fn year_words(year: Option<i16>) -> String {
    match (year, year.and_then(ordinal_of_year)) {
        (Some(year), Some(ordinal)) => {
            say!("{year} (edition {ordinal})", year = year, ordinal = ordinal)
        }
        (Some(year), None) => year.to_string(),
        (None, _) => tr("year unknown").to_owned(),
    }
}

fn basis_words(basis: YearBasis) -> &'static str {
    match basis {
        YearBasis::Written => "the words themselves",
        YearBasis::Ceremony => "the date of the ceremony",
        YearBasis::Ordinal => "the ordinal of the edition",
        YearBasis::Totals => "totals that only one edition has",
        YearBasis::Published => "the date of publication",
        YearBasis::Url => "the address",
        YearBasis::Run => "a run of consecutive editions",
        YearBasis::Context => "the year that was judged and the edition hoped for next",
    }
}
