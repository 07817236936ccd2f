//! One collectivity, edition by edition: what is known, by which proofs, and what was not observed.

use serde::Serialize;

use crate::index::{place_word, status_word};
use crate::jobs::export::{ExportError, seen};
use crate::label::chronicle::{Chronicle, Chronicles, How, Named, grades, since};
use crate::label::claim::{Arobases, ClaimKind};
use crate::label::edition::{Editions, ordinal_of_year};
use crate::label::record::{Decision, standing};
use crate::store::{ClaimRow, RecordRow, RecordStatus, Store};

/// What a name led to.
#[derive(Clone, Debug)]
pub enum Answer {
    /// This collectivity, the only one of those that the name may mean with a record, or at all.
    Town(Box<Town>),
    /// Several that have records; the name must say more.
    Several(Vec<Named>),
    /// Several, none of which has a record.
    Unobserved(Vec<Named>),
    /// Nobody is called so.
    Nobody,
}

/// One collectivity in all editions.
#[derive(Clone, Debug, Serialize)]
pub struct Town {
    /// `arobase.town/1`.
    pub schema: &'static str,
    /// INSEE code or SIREN.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// `commune`, `epci`, `foreign` or `other`.
    pub place_kind: &'static str,
    /// Code of its department.
    pub department: Option<String>,
    /// The former commune that was asked for.
    pub former_name: Option<String>,
    /// Since when it holds so many arobases or more, the highest first.
    pub since: Vec<SinceYear>,
    /// The last year that a page gives it a place in.
    pub last_observed: Option<i16>,
    /// Every edition from the first covered to the last.
    pub editions: Vec<Year>,
    /// Special mentions.
    pub mentions: Vec<Year>,
    /// Grades of which no page settles the year.
    pub undated: Vec<Year>,
    /// How the name was understood.
    #[serde(skip)]
    pub how: How,
    /// Others that the name may mean, without a record.
    #[serde(skip)]
    pub others: Vec<Named>,
}

/// From which edition on it was so many arobases or more.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SinceYear {
    /// The grade.
    pub arobases: u8,
    /// The year.
    pub year: i16,
    /// Whether some page says more than this since.
    pub or_more: bool,
    /// Whether the edition before was observed with less; else it may have been so earlier.
    pub exact: bool,
    /// Editions since that were not observed, up to the last observation.
    pub not_observed: usize,
}

/// One edition of one collectivity.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Year {
    /// Edition year.
    pub year: Option<i16>,
    /// Its ordinal.
    pub edition: Option<u16>,
    /// `confirmed`, `single`, `contested`, `decided`, or `not-observed`.
    pub standing: &'static str,
    /// The grade, where one is known.
    pub arobases: Option<u8>,
    /// What is said where sources disagree: `4@`, `5@`.
    pub sides: Vec<String>,
    /// Name of the special mention.
    pub mention: Option<String>,
    /// Independent sources.
    pub sources: u32,
    /// Id of the record.
    pub record: Option<String>,
    /// How many collectivities are known of this edition.
    pub known: usize,
    /// Official totals of it, several where sources disagree.
    pub official: Vec<u32>,
    /// What a person decided about it, where sources disagree.
    pub decision: Option<Decided>,
    /// What proves it, the strongest first.
    pub proofs: Vec<Proof>,
}

/// A decision about one edition.
#[derive(Clone, Debug, Serialize)]
pub struct Decided {
    /// The grade that counts.
    pub arobases: u8,
    /// Id of the claim that was kept.
    pub keep: String,
    /// The day.
    pub on: String,
    /// Why.
    pub note: String,
}

/// A claim with where it was read.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Proof {
    /// Its id.
    pub claim: String,
    /// The grade that it gives.
    pub arobases: Option<u8>,
    /// The side that it takes in a contested record.
    pub side: Option<String>,
    /// `award`, `history` or `mention`.
    pub kind: &'static str,
    /// The exact words.
    pub quote: String,
    /// Address of the page.
    pub url: String,
    /// Name of its site.
    pub site: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// When it was captured, RFC 3339 in UTC.
    pub captured_at: String,
    /// SHA-256 of the bytes captured, hex.
    pub sha256: String,
    /// The rule that read it.
    pub rule: String,
    /// From 0 to 1.
    pub confidence: f32,
}

/// Tells what is known of the collectivity that `name` means, and what was decided about it.
///
/// # Errors
/// Failures of the database, and a claim that has lost its page.
pub fn town(store: &Store, name: &str, decisions: &[Decision]) -> Result<Answer, ExportError> {
    let records = store.records()?;
    let all = Chronicles::of(&records);
    let (how, named) = all.named(name);
    let (observed, others): (Vec<Named>, Vec<Named>) = named
        .into_iter()
        .partition(|named| all.town(&named.place).is_some());
    let (chosen, others) = match (observed.as_slice(), others.as_slice()) {
        ([], []) => return Ok(Answer::Nobody),
        ([only], _) => (only.clone(), others),
        ([], [only]) => (only.clone(), Vec::new()),
        ([], _) => return Ok(Answer::Unobserved(others)),
        _ => return Ok(Answer::Several(observed)),
    };
    let nothing = Chronicle::default();
    let chronicle = all.town(&chosen.place).unwrap_or(&nothing);
    let mut town = told(store, &all, chronicle, chosen)?;
    for year in &mut town.editions {
        year.decision = decided(year, decisions);
    }
    (town.how, town.others) = (how, others);
    Ok(Answer::Town(Box::new(town)))
}

fn told(
    store: &Store,
    all: &Chronicles<'_>,
    town: &Chronicle<'_>,
    named: Named,
) -> Result<Town, ExportError> {
    let mut editions = Vec::new();
    for year in all.years(town) {
        editions.push(match town.levels.get(&year) {
            Some(record) => observed(store, all, record)?,
            None => Year {
                standing: "not-observed",
                ..edition(all, Some(year))
            },
        });
    }
    let each = |records: &[&RecordRow]| -> Result<Vec<Year>, ExportError> {
        records
            .iter()
            .map(|record| observed(store, all, record))
            .collect()
    };
    Ok(Town {
        schema: "arobase.town/1",
        code: named.code,
        name: named.name,
        place_kind: place_word(named.kind),
        department: named.department,
        former_name: named.former,
        since: since(&town.levels)
            .into_iter()
            .map(|since| SinceYear {
                arobases: since.arobases.count(),
                year: since.year,
                or_more: since.more,
                exact: since.exact,
                not_observed: since.gaps,
            })
            .collect(),
        last_observed: town.levels.last_key_value().map(|(year, _)| *year),
        editions,
        mentions: each(&town.mentions)?,
        undated: each(&town.undated)?,
        how: How::AsTyped,
        others: Vec::new(),
    })
}

/// What was decided about an edition, where that counts.
fn decided(year: &Year, decisions: &[Decision]) -> Option<Decided> {
    let id = year.record.as_ref()?;
    let counts = year.standing == status_word(RecordStatus::Decided);
    let decision = standing(decisions, id).filter(|_| counts)?;
    Some(Decided {
        arobases: decision.arobases.count(),
        keep: decision.keep.clone(),
        on: decision.on.to_string(),
        note: decision.note.clone(),
    })
}

/// What is known of the edition itself.
fn edition(all: &Chronicles<'_>, year: Option<i16>) -> Year {
    let table = year.and_then(|year| Editions::shipped().get(year));
    Year {
        year,
        edition: year.and_then(ordinal_of_year),
        known: year.map_or(0, |year| all.covered().get(&year).copied().unwrap_or(0)),
        official: table
            .map(|edition| edition.laureates.clone())
            .unwrap_or_default(),
        ..Year::default()
    }
}

fn observed(store: &Store, all: &Chronicles<'_>, record: &RecordRow) -> Result<Year, ExportError> {
    let claims = store.claims_of(record)?;
    Ok(Year {
        standing: status_word(record.status),
        arobases: record.arobases.map(Arobases::count),
        sides: record.sides().into_iter().map(str::to_owned).collect(),
        mention: record.mention.clone(),
        sources: record.sources,
        record: Some(record.id.clone()),
        proofs: claims
            .iter()
            .map(|claim| proof(store, record, claim))
            .collect::<Result<_, _>>()?,
        ..edition(all, record.year)
    })
}

/// The grade of a record in a cell: `4`, `4/5` where it is contested, `–` where nobody gives one.
pub fn grade_cell(record: &RecordRow) -> String {
    match (record.arobases, grades(record)) {
        (Some(grade), _) => grade.count().to_string(),
        (None, Some(_)) => record.sides().join("/").replace('@', ""),
        (None, None) => "–".to_owned(),
    }
}

/// A claim of `record` with where it was read.
///
/// # Errors
/// Failures of the database, and a claim that has lost its page or capture.
pub fn proof(store: &Store, record: &RecordRow, row: &ClaimRow) -> Result<Proof, ExportError> {
    let (page, capture) = seen(store, record, row)?;
    let side = record.claims.iter().find(|(id, _)| *id == row.id);
    Ok(Proof {
        claim: row.id.clone(),
        arobases: row.claim.arobases.map(Arobases::count),
        side: side
            .map(|(_, side)| side.clone())
            .filter(|side| !side.is_empty()),
        kind: match row.claim.kind {
            ClaimKind::Award => "award",
            ClaimKind::History => "history",
            ClaimKind::Mention => "mention",
        },
        quote: row.claim.evidence.exact.clone(),
        url: page.url,
        site: page.site,
        published: page.published.map(|date| date.to_string()),
        captured_at: capture.at.to_string(),
        sha256: capture.sha256,
        rule: row.claim.rule.to_string(),
        confidence: row.claim.confidence,
    })
}
