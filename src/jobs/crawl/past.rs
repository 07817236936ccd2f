//! What earlier runs know of an address: on what condition it is asked again, and whether the answer is
//! the one that was had before.

use std::sync::{Mutex, PoisonError};

use super::rows;
use crate::fetch::Condition;
use crate::frontier::{Kind, Memory, Visit};
use crate::store::{NewCapture, Original, Purpose, Store, StoreError, sha256_of};
use crate::web::exchange::Exchange;

/// The past of one address.
#[derive(Debug, Default)]
pub(super) struct Past {
    /// The newest full answer in the archive.
    original: Option<Original>,
    /// What the last answer left.
    memory: Memory,
}

impl Past {
    /// Whether there is a past to look up: one that was never answered has none, but those that speak for a
    /// host are asked anew in each run.
    pub(super) const fn is_asked_of(visit: &Visit) -> bool {
        visit.again || matches!(visit.kind, Kind::Robots | Kind::Reservations)
    }

    /// Looks an address up.
    ///
    /// # Errors
    /// Failures of the database.
    pub(super) fn of(visit: &Visit, store: &Mutex<Store>) -> Result<Self, StoreError> {
        let url = visit.url.as_str();
        let store = store.lock().unwrap_or_else(PoisonError::into_inner);
        let next = store.visit(url)?.and_then(|row| row.next);
        Ok(Self {
            original: store.original(url)?,
            memory: next.map(rows::next_of).unwrap_or_default().memory,
        })
    }

    /// What the address is asked on. A page only where the archive has the bytes that a 304 would stand
    /// for; what speaks for a host never, because it is read each time.
    pub(super) fn condition(&self, kind: Kind) -> Condition {
        match (kind, &self.original) {
            (Kind::Page, Some(original)) => Condition {
                etag: original.etag.clone(),
                last_modified: original.last_modified.clone(),
            },
            (Kind::Sitemap | Kind::Feed | Kind::Search, _) => Condition {
                etag: self.memory.etag.clone(),
                last_modified: self.memory.last_modified.clone(),
            },
            (Kind::Page | Kind::Robots | Kind::Reservations, _) => Condition::default(),
        }
    }

    /// What an answer leaves for the next time. That of a page leaves no digest: the archive has it, and pages
    /// are many.
    pub(super) fn memory_after(&self, kind: Kind, exchange: &Exchange) -> Memory {
        let header = |name: &str| exchange.header(name).map(str::to_owned);
        let before = &self.memory;
        // A 304 has no body, and may leave out what has not changed (RFC 9110, section 15.4.5).
        let same = exchange.status == 304;
        let kept = |old: &Option<String>| old.clone().filter(|_| same);
        Memory {
            etag: header("etag").or_else(|| kept(&before.etag)),
            last_modified: header("last-modified").or_else(|| kept(&before.last_modified)),
            digest: if same {
                before.digest.clone()
            } else {
                let whole = kind != Kind::Page && exchange.truncated.is_none();
                whole.then(|| sha256_of(&exchange.body))
            },
            interval: before.interval,
        }
    }

    /// Whether the answer is the one that was had before.
    pub(super) fn says_again(&self, kind: Kind, exchange: &Exchange, now: &Memory) -> bool {
        match (kind, &self.original) {
            (Kind::Page, original) => original
                .as_ref()
                .is_some_and(|original| original.is_said_again_by(exchange)),
            (_, _) if exchange.status == 304 => self.memory.interval.is_some(),
            (_, _) => now.digest.is_some() && now.digest == self.memory.digest,
        }
    }

    /// The capture of an answer that is the one that was had before.
    pub(super) fn revisit(self, exchange: Exchange) -> Option<NewCapture> {
        let original = self.original?;
        Some(NewCapture::again(exchange, original, Purpose::Page))
    }

    /// The capture of an answer that speaks for a host: a proof of what was allowed. The same answer is
    /// archived whole once, and then as a revisit; the same refusal but once.
    pub(super) fn proof(
        self,
        exchange: Exchange,
        purpose: Purpose,
        now: &Memory,
    ) -> Option<NewCapture> {
        match self.original {
            Some(original) if original.is_said_again_by(&exchange) => {
                Some(NewCapture::again(exchange, original, purpose))
            }
            _ if exchange.status != 200
                && now.digest.is_some()
                && now.digest == self.memory.digest =>
            {
                None
            }
            _ => Some(NewCapture::proof(exchange, purpose)),
        }
    }
}
