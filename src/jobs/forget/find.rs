//! Which captures are to go.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::Target;
use crate::store::{Capture, CaptureKind, Purpose, Store, StoreError};
use crate::web::exchange::Exchange;
use crate::web::forgotten::{Forgotten, Key, Mark, SHORTEST_PAYLOAD};

/// Captures looked into together.
const BATCH: usize = 200;

/// What of a target is in an archive.
#[derive(Debug, Default)]
pub struct Found {
    /// The captures that go, by number.
    pub captures: Vec<Capture>,
    /// The claims that were read in them.
    pub claims: Vec<String>,
    /// Addresses of the frontier that name it.
    pub addresses: usize,
    /// What else is kept of it: marks of its bytes.
    pub payloads: Vec<Mark>,
    /// Captures whose bodies nobody here could look into.
    pub unread: u64,
}

/// All captures of an archive, and which of them go.
struct Search<'a> {
    store: &'a Store,
    all: Vec<Capture>,
    gone: BTreeSet<i64>,
    unread: u64,
}

/// Finds what of `target` is in the archive; `alone` knows what names it.
pub(super) fn find(
    store: &Store,
    target: &Target,
    alone: &Forgotten,
    key: &Key,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Found, StoreError> {
    let mut search = Search {
        store,
        all: store.captures(0, usize::MAX)?,
        gone: BTreeSet::new(),
        unread: 0,
    };
    search.by_address(alone)?;
    if alone.has_words() {
        search.by_words(alone, progress)?;
    }
    let mut payloads = Vec::new();
    if matches!(target, Target::Address(_)) {
        payloads = search.by_bytes(key)?;
    }
    search.what_refers();
    let mut found = Found {
        payloads,
        unread: search.unread,
        ..Found::default()
    };
    for capture in search.all {
        if search.gone.contains(&capture.id) {
            let claims = store.claims_on(capture.id)?;
            found
                .claims
                .extend(claims.into_iter().map(|claim| claim.id));
            found.captures.push(capture);
        }
    }
    let named = |url: &str| Url::parse(url).is_ok_and(|url| alone.holds_url(&url));
    found.addresses = store
        .visits()?
        .iter()
        .filter(|visit| named(&visit.url))
        .count();
    Ok(found)
}

impl Search<'_> {
    /// Those of its address, and those that give it as their own.
    fn by_address(&mut self, alone: &Forgotten) -> Result<(), StoreError> {
        let named = |url: &str| Url::parse(url).is_ok_and(|url| alone.holds_url(&url));
        let asked = self.all.iter().filter(|capture| named(&capture.url));
        self.gone.extend(asked.map(|capture| capture.id));
        let own = self.store.page_addresses()?;
        let own = own.iter().filter(|(_, url)| named(url));
        self.gone.extend(own.map(|(capture, _)| *capture));
        Ok(())
    }

    /// Those whose bytes hold the words.
    fn by_words(
        &mut self,
        alone: &Forgotten,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), StoreError> {
        let whole = |capture: &&Capture| capture.kind != CaptureKind::Revisit;
        let left: Vec<&Capture> = self.all.iter().filter(whole).collect();
        let all = u64::try_from(left.len()).unwrap_or(u64::MAX);
        let mut done = 0;
        for batch in left.chunks(BATCH) {
            let mut answers = Vec::with_capacity(batch.len());
            for capture in batch {
                answers.push((*capture, self.store.payload(capture)?));
            }
            let looked = look_into(&answers, alone);
            for ((capture, exchange), holds) in answers.iter().zip(looked) {
                if holds {
                    self.gone.insert(capture.id);
                }
                self.unread += u64::from(!holds && exchange.decoded_body().is_err());
            }
            done += u64::try_from(batch.len()).unwrap_or_default();
            progress(done, all);
        }
        Ok(())
    }

    /// Those that have the very bytes of a page that goes; marks of these bytes.
    fn by_bytes(&mut self, key: &Key) -> Result<Vec<Mark>, StoreError> {
        let mut payloads = BTreeMap::new();
        for capture in &self.all {
            let is_page = capture.purpose == Purpose::Page && matches!(capture.status, 200 | 304);
            if !self.gone.contains(&capture.id)
                || !is_page
                || payloads.contains_key(&capture.sha256)
            {
                continue;
            }
            let length = self.store.payload(capture)?.body.len();
            if length >= SHORTEST_PAYLOAD {
                payloads.insert(capture.sha256.clone(), key.payload(&capture.sha256));
            }
        }
        let same = self.all.iter().filter(|capture| {
            capture.purpose == Purpose::Page && payloads.contains_key(&capture.sha256)
        });
        self.gone.extend(same.map(|capture| capture.id));
        Ok(payloads.into_values().collect())
    }

    /// Revisits of what goes: without it they say nothing.
    fn what_refers(&mut self) {
        let refers = |capture: &&Capture| {
            let original = capture.refers_to;
            original.is_some_and(|original| self.gone.contains(&original))
        };
        let more: Vec<i64> = self
            .all
            .iter()
            .filter(refers)
            .map(|capture| capture.id)
            .collect();
        self.gone.extend(more);
    }
}

/// Whether each answer is to go, on all processors.
fn look_into(answers: &[(&Capture, Exchange)], alone: &Forgotten) -> Vec<bool> {
    let hands = std::thread::available_parallelism().map_or(1, usize::from);
    let share = answers.len().div_ceil(hands).max(1);
    std::thread::scope(|scope| {
        let hands: Vec<_> = answers
            .chunks(share)
            .map(|share| {
                scope.spawn(move || -> Vec<bool> {
                    let looked = share.iter();
                    looked
                        .map(|(capture, exchange)| alone.holds(exchange, &capture.sha256))
                        .collect()
                })
            })
            .collect();
        let looked = hands.into_iter().zip(answers.chunks(share));
        looked
            .flat_map(|(hand, share)| {
                // What could not be looked into is not kept.
                hand.join().unwrap_or_else(|_| vec![true; share.len()])
            })
            .collect()
    })
}
