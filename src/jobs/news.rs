//! What is new: the records that have claims which no page had made before a day, or before a run.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::label::chronicle::grades;
use crate::label::claim::Arobases;
use crate::store::{ClaimRow, FirstRow, RecordRow, RecordStatus, Store, StoreError};

/// From when on a claim is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Said for the first time in a capture of this moment or later.
    Moment(Timestamp),
    /// Said for the first time in a capture that this run made.
    Run(i64),
}

/// What new claims did to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// There was none before.
    New,
    /// It was not contested before.
    Contested,
    /// No source had given the grade before.
    Graded,
    /// They say what was said already.
    MoreProof,
}

/// A record with new claims.
#[derive(Clone, Debug)]
pub struct News {
    /// What they did.
    pub effect: Effect,
    /// The record.
    pub record: RecordRow,
    /// The new claims, the strongest of the record first.
    pub claims: Vec<ClaimRow>,
}

impl From {
    fn is_new(self, first: &FirstRow) -> bool {
        match self {
            Self::Moment(since) => first.at >= since,
            Self::Run(run) => first.run == run,
        }
    }
}

/// The records with claims that are new, by effect, then year (newest first) and name.
///
/// # Errors
/// Failures of the database.
pub fn news(store: &Store, from: From) -> Result<Vec<News>, StoreError> {
    let firsts = store.first_said()?.into_iter();
    let new: HashMap<String, bool> = firsts
        .map(|first| (first.claim.clone(), from.is_new(&first)))
        .collect();
    let is_new = |claim: &str| new.get(claim).copied().unwrap_or(false);
    let mut news = Vec::new();
    for record in store.records()? {
        if !record.claims.iter().any(|(claim, _)| is_new(claim)) {
            continue;
        }
        let (mut claims, old): (Vec<ClaimRow>, Vec<ClaimRow>) = store
            .claims_of(&record)?
            .into_iter()
            .partition(|claim| is_new(&claim.id));
        // The claim shown first may be an old one.
        claims.sort_by(|a, b| b.claim.confidence.total_cmp(&a.claim.confidence));
        news.push(News {
            effect: effect(&record, &old),
            record,
            claims,
        });
    }
    news.sort_by_cached_key(|news| {
        let record = &news.record;
        let name = crate::text::fold(&record.name);
        (
            news.effect,
            std::cmp::Reverse(record.year),
            name,
            record.id.clone(),
        )
    });
    Ok(news)
}

/// What the claims that are not among the `old` ones did to their record.
fn effect(record: &RecordRow, old: &[ClaimRow]) -> Effect {
    let mut before: Vec<Arobases> = old.iter().filter_map(|row| row.claim.arobases).collect();
    before.sort_unstable();
    before.dedup();
    if old.is_empty() {
        Effect::New
    } else if record.status == RecordStatus::Contested && before.len() < 2 {
        Effect::Contested
    } else if before.is_empty() && grades(record).is_some() {
        Effect::Graded
    } else {
        Effect::MoreProof
    }
}
