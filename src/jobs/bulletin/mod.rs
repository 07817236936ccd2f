//! What a crawl tells as new: records and their claims, contradictions, hosts that broke and that came back.
//!
//! Everything is told once. What was told lies in the database beside the bulletins, and both are written with
//! the end of the run: one that is killed before tells it at its next end.

pub mod deliver;
pub mod print;

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::export::{ExportError, json_line};
use super::town::proof;
use crate::index::status_word;
use crate::label::claim::Arobases;
use crate::store::{
    HostOutcome, HostRow, NewBulletin, RecordRow, RecordStatus, RunStatus, Store, state_of,
};

/// What a run told as new.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bulletin {
    /// `arobase.bulletin/1`.
    pub schema: String,
    /// The same however often it is sent: who has met it already may leave it.
    pub key: String,
    /// The run.
    pub run: i64,
    /// `done`, or `interrupted` where the run goes on another time.
    pub status: RunStatus,
    /// When the run ended.
    pub at: Timestamp,
    /// Records with news.
    pub records: Vec<RecordNews>,
    /// Hosts with news.
    pub hosts: Vec<HostNews>,
}

/// What is new of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordEvent {
    /// It was not there.
    New,
    /// Sources disagree now.
    Contested,
    /// Another grade, or the first.
    Graded,
    /// The same grade with another standing: confirmed, decided.
    Standing,
    /// Nothing proves it any more.
    Withdrawn,
    /// One page more says the same.
    MoreProof,
}

impl RecordEvent {
    /// Its word, as JSON has it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Contested => "contested",
            Self::Graded => "graded",
            Self::Standing => "standing",
            Self::Withdrawn => "withdrawn",
            Self::MoreProof => "more-proof",
        }
    }
}

/// A record with news.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordNews {
    /// What is new of it.
    pub news: RecordEvent,
    /// Its id.
    pub record: String,
    /// INSEE code or SIREN.
    pub code: Option<String>,
    /// Name of the collectivity.
    pub name: String,
    /// Code of the department.
    pub department: Option<String>,
    /// Edition year.
    pub year: Option<i16>,
    /// Arobases, where the sources agree.
    pub arobases: Option<u8>,
    /// Name of the special mention.
    pub mention: Option<String>,
    /// `confirmed`, `single`, `contested` or `decided`.
    pub status: String,
    /// What its sources say, where they disagree.
    pub sides: Vec<String>,
    /// How it was told before: its status and its grades.
    pub before: Option<String>,
    /// The claims that are new, with their words and addresses.
    pub claims: Vec<ClaimNews>,
}

/// A new claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimNews {
    /// Its id.
    pub claim: String,
    /// Arobases that it gives.
    pub arobases: Option<u8>,
    /// Its words.
    pub quote: String,
    /// The page's address.
    pub url: String,
    /// The page's site.
    pub site: Option<String>,
    /// When the page was published.
    pub published: Option<String>,
    /// When it was captured.
    pub captured_at: String,
    /// SHA-256 of the bytes captured, hex.
    pub sha256: String,
}

/// What is new of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HostEvent {
    /// It answered, and does not any more.
    Broke,
    /// It answers again.
    Back,
}

/// A host with news.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostNews {
    /// What is new of it.
    pub news: HostEvent,
    /// Its name.
    pub host: String,
    /// Why it failed.
    pub reason: Option<String>,
}

/// The news of a run, and what is told from then on.
#[derive(Clone, Debug)]
pub struct Gathered {
    bulletin: Bulletin,
    /// What is told from now on, and what not any more.
    pub told: Vec<(String, Option<String>)>,
}

impl Gathered {
    /// New records, changed ones, and hosts that broke.
    pub fn counts(&self) -> (u64, u64, u64) {
        let (mut new, mut changed) = (0, 0);
        for record in &self.bulletin.records {
            match record.news {
                RecordEvent::New => new += 1,
                RecordEvent::MoreProof => {}
                _ => changed += 1,
            }
        }
        let broke = self
            .bulletin
            .hosts
            .iter()
            .filter(|host| host.news == HostEvent::Broke);
        (
            new,
            changed,
            u64::try_from(broke.count()).unwrap_or_default(),
        )
    }

    /// The row of the outbox; none where nothing is new.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn bulletin(
        &self,
        receivers: Vec<&'static str>,
    ) -> serde_json::Result<Option<NewBulletin>> {
        if self.bulletin.records.is_empty() && self.bulletin.hosts.is_empty() {
            return Ok(None);
        }
        Ok(Some(NewBulletin {
            key: self.bulletin.key.clone(),
            news: json_line(&self.bulletin)?,
            receivers,
        }))
    }
}

/// What is new since the last run that told anything; `hosts` fared so in this one.
///
/// # Errors
/// Failures of the database, and a record that it does not hold whole.
pub fn gather(
    store: &Store,
    run: i64,
    status: RunStatus,
    hosts: &[HostRow],
    at: Timestamp,
) -> Result<Gathered, ExportError> {
    let mut before = store.told()?;
    let mut told = Vec::new();
    let mut records = Vec::new();
    for record in store.records()? {
        records.extend(news_of(store, &record, &mut before, &mut told)?);
    }
    // What is left of the records that were told is there no more.
    let mut gone: Vec<(String, String)> = before
        .iter()
        .filter_map(|(what, state)| Some((what.strip_prefix("record:")?.to_owned(), state.clone())))
        .collect();
    gone.sort();
    for (record, state) in gone {
        told.push((format!("record:{record}"), None));
        records.push(withdrawn(record, state));
    }
    records.sort_by_cached_key(|news: &RecordNews| {
        let name = crate::text::fold(&news.name);
        (
            news.news,
            std::cmp::Reverse(news.year),
            name,
            news.record.clone(),
        )
    });
    let hosts = hosts
        .iter()
        .filter_map(|host| news_of_host(host, &before, &mut told))
        .collect();
    let bulletin = Bulletin {
        schema: "arobase.bulletin/1".to_owned(),
        key: uuid::Uuid::new_v4().to_string(),
        run,
        status,
        at,
        records,
        hosts,
    };
    Ok(Gathered { bulletin, told })
}

/// What is new of a record; what was told of it before is taken out of `before`.
fn news_of(
    store: &Store,
    record: &RecordRow,
    before: &mut HashMap<String, String>,
    told: &mut Vec<(String, Option<String>)>,
) -> Result<Option<RecordNews>, ExportError> {
    let what = format!("record:{}", record.id);
    let state = state_of(record);
    let known = before.remove(&what);
    let is_new = |claim: &str| !before.contains_key(&format!("claim:{claim}"));
    let any_new = record.claims.iter().any(|(claim, _)| is_new(claim));
    if known.as_deref() == Some(state.as_str()) && !any_new {
        return Ok(None);
    }
    let mut claims = Vec::new();
    if any_new {
        for row in store.claims_of(record)? {
            if is_new(&row.id) {
                let proof = proof(store, record, &row)?;
                claims.push(ClaimNews {
                    claim: proof.claim,
                    arobases: proof.arobases,
                    quote: proof.quote,
                    url: proof.url,
                    site: proof.site,
                    published: proof.published,
                    captured_at: proof.captured_at,
                    sha256: proof.sha256,
                });
            }
        }
        told.extend(
            claims
                .iter()
                .map(|claim| (format!("claim:{}", claim.claim), Some(String::new()))),
        );
    }
    let news = event(record, known.as_deref(), &state);
    told.push((what, Some(state)));
    Ok(Some(RecordNews {
        news,
        record: record.id.clone(),
        code: record.code.clone(),
        name: record.name.clone(),
        department: record.department.clone(),
        year: record.year,
        arobases: record.arobases.map(Arobases::count),
        mention: record.mention.clone(),
        status: status_word(record.status).to_owned(),
        sides: record.sides().into_iter().map(str::to_owned).collect(),
        before: known,
        claims,
    }))
}

/// What happened to a record that was told as `before` and is `now`.
fn event(record: &RecordRow, before: Option<&str>, now: &str) -> RecordEvent {
    let Some(before) = before else {
        return RecordEvent::New;
    };
    let grades = |state: &str| state.split_once(' ').map(|(_, grades)| grades.to_owned());
    if before == now {
        RecordEvent::MoreProof
    } else if record.status == RecordStatus::Contested {
        RecordEvent::Contested
    } else if grades(before) == grades(now) {
        RecordEvent::Standing
    } else {
        RecordEvent::Graded
    }
}

fn withdrawn(record: String, state: String) -> RecordNews {
    RecordNews {
        news: RecordEvent::Withdrawn,
        code: None,
        // The record is gone, and its name with it: its id says which it was.
        name: record.clone(),
        record,
        department: None,
        year: None,
        arobases: None,
        mention: None,
        status: "withdrawn".to_owned(),
        sides: Vec::new(),
        before: Some(state),
        claims: Vec::new(),
    }
}

fn news_of_host(
    host: &HostRow,
    before: &HashMap<String, String>,
    told: &mut Vec<(String, Option<String>)>,
) -> Option<HostNews> {
    let what = format!("host:{}", host.host);
    let was_broken = before.contains_key(&what);
    let news = match (host.outcome, was_broken) {
        (HostOutcome::Failed, false) => HostEvent::Broke,
        (HostOutcome::Done | HostOutcome::Budget, true) => HostEvent::Back,
        _ => return None,
    };
    let state = (news == HostEvent::Broke).then(|| "failed".to_owned());
    told.push((what, state));
    Some(HostNews {
        news,
        host: host.host.clone(),
        reason: host.reason.clone(),
    })
}
