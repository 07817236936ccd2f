//! A record as a row, with the words, the address and the capture that prove it.

use serde::Serialize;

use super::ExportError;
use crate::index::{kind_word, place_word, status_word};
use crate::label::claim::Evidence;
use crate::label::edition::ordinal_of_year;
use crate::store::{Capture, ClaimRow, PageRow, RecordRow, Store};

/// A record, its collectivity and its best evidence: one row of an export.
///
/// The order of the fields is the order of the columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Row {
    /// INSEE code or SIREN, with its leading zeros.
    pub code: Option<String>,
    /// Name of the collectivity.
    pub name: String,
    /// `commune`, `epci`, `foreign` or `other`.
    pub place_kind: &'static str,
    /// Code of the department.
    pub department: Option<String>,
    /// Edition year.
    pub year: Option<i16>,
    /// Ordinal of that edition.
    pub edition: Option<u16>,
    /// Arobases; none where no source gives them or where sources disagree.
    pub arobases: Option<u8>,
    /// `level` or `mention`.
    pub kind: &'static str,
    /// Name of the special mention.
    pub mention: Option<String>,
    /// `confirmed`, `single` or `contested`.
    pub status: &'static str,
    /// Both sides of a contested record: `4@ | 5@`.
    pub contested: Option<String>,
    /// Independent sources.
    pub sources: u32,
    /// The exact words of the best claim, at most 200 characters.
    pub quote: String,
    /// Address of their page.
    pub url: String,
    /// Name of its site.
    pub site: Option<String>,
    /// Title of the page.
    pub title: Option<String>,
    /// When it was published: `2018`, `2018-02` or `2018-02-09`.
    pub published: Option<String>,
    /// When it was captured, RFC 3339 in UTC.
    pub captured_at: String,
    /// SHA-256 of the bytes captured, hex.
    pub sha256: String,
    /// The rule that read the claim.
    pub rule: String,
    /// From 0 to 1.
    pub confidence: f32,
    /// Id of the best claim.
    pub claim: String,
    /// Id of the record.
    pub record: String,
    /// Name of the commune that the best claim is about, where it is another one today.
    pub former_name: Option<String>,
    /// The words right before the quote and right after it, as far as the three together have 200 characters: they
    /// find the quote again in its page (W3C Web Annotation, 4.2.4); no column.
    #[serde(skip)]
    pub around: (String, String),
}

/// Most characters of a quote: the right of quotation is for short ones.
pub(super) const QUOTE: usize = 200;

/// The row of a record.
///
/// # Errors
/// Failures of the database, and a record that it does not hold whole.
pub fn row(store: &Store, record: &RecordRow) -> Result<Row, ExportError> {
    let lost = || ExportError::Orphan {
        record: record.id.clone(),
        what: "best claim",
    };
    let best = store.claim(&record.best_claim)?.ok_or_else(lost)?;
    let (page, capture) = seen(store, record, &best)?;
    let sides = record.sides();
    let evidence = &best.claim.evidence;
    Ok(Row {
        around: around(evidence),
        code: record.code.clone(),
        name: record.name.clone(),
        place_kind: place_word(record.place_kind),
        department: record.department.clone(),
        year: record.year,
        edition: record.year.and_then(ordinal_of_year),
        arobases: record.arobases.map(crate::label::claim::Arobases::count),
        kind: kind_word(record.kind),
        mention: record.mention.clone(),
        status: status_word(record.status),
        contested: (!sides.is_empty()).then(|| sides.join(" | ")),
        sources: record.sources,
        quote: evidence.exact.chars().take(QUOTE).collect(),
        url: page.url,
        site: page.site,
        title: page.title,
        published: page.published.map(|date| date.to_string()),
        captured_at: capture.at.to_string(),
        sha256: capture.sha256,
        rule: best.claim.rule.into_owned(),
        confidence: record.confidence,
        claim: best.id,
        record: record.id.clone(),
        former_name: Some(best.claim.place.name).filter(|name| *name != record.name),
    })
}

/// The page that says a claim of `record`, and its capture.
///
/// # Errors
/// Failures of the database, and a claim whose page or capture it does not hold.
pub(in crate::jobs) fn seen(
    store: &Store,
    record: &RecordRow,
    claim: &ClaimRow,
) -> Result<(PageRow, Capture), ExportError> {
    let lost = |what| ExportError::Orphan {
        record: record.id.clone(),
        what,
    };
    let page = store.page(claim.capture)?.ok_or_else(|| lost("page"))?;
    let capture = store
        .capture(claim.capture)?
        .ok_or_else(|| lost("capture"))?;
    Ok((page, capture))
}

/// What of the words around a quote fits beside it.
fn around(evidence: &Evidence) -> (String, String) {
    let room = QUOTE.saturating_sub(evidence.exact.chars().count());
    let after = evidence.suffix.chars().count().min(room / 2);
    let before = evidence.prefix.chars().count();
    let skipped = before.saturating_sub(room - after);
    (
        evidence.prefix.chars().skip(skipped).collect(),
        evidence.suffix.chars().take(after).collect(),
    )
}

/// The rows of all records, or of those with these ids, by code, year, kind and id; what has no
/// code comes last, by name. `progress` hears how many are read, of how many.
///
/// # Errors
/// Failures of the database; nothing is left out silently.
pub fn rows(
    store: &Store,
    ids: Option<&[String]>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Row>, ExportError> {
    let records = match ids {
        None => store.records()?,
        Some(ids) => ids
            .iter()
            .map(|id| {
                let lost = || ExportError::Orphan {
                    record: id.clone(),
                    what: "row",
                };
                store.record(id)?.ok_or_else(lost)
            })
            .collect::<Result<_, ExportError>>()?,
    };
    let mut rows = Vec::with_capacity(records.len());
    for record in &records {
        rows.push(row(store, record)?);
        progress(rows.len(), records.len());
    }
    rows.sort_by_cached_key(|row| {
        let place = (row.code.is_none(), row.code.clone(), row.name.clone());
        (
            place,
            row.year.is_none(),
            row.year,
            row.kind,
            row.record.clone(),
        )
    });
    Ok(rows)
}
