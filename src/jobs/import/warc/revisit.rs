//! Revisits: answers whose body another record has. They wait until all files were gone through.

use jiff::Timestamp;

use super::event::Candidate;
use super::files::Source;
use super::keep::{BATCH, Keep};
use crate::store::Store;
use crate::store::foreign::{Head, Kind};
use crate::web::exchange::Exchange;

impl Keep {
    /// Archives the revisits whose original is in the archive; the others go on waiting.
    pub(super) fn resolve(&mut self, sources: &mut [Source]) -> anyhow::Result<()> {
        let mut left = Vec::new();
        for candidate in std::mem::take(&mut self.revisits) {
            let Some(original) = self.original_of(&candidate)? else {
                left.push(candidate);
                continue;
            };
            self.waiting.push(filled(candidate, original));
            if self.waiting.len() >= BATCH {
                self.flush(sources)?;
            }
        }
        self.revisits = left;
        self.flush(sources)
    }

    /// The answer whose body a revisit has: by the name, the address and time, or the digest that it tells.
    fn original_of(&self, candidate: &Candidate) -> anyhow::Result<Option<Exchange>> {
        let [id, url, at] = &candidate.refers;
        let named = self.originals.get(id).copied();
        let at: Option<Timestamp> = at.parse().ok();
        let asked = match (named, at) {
            (None, Some(at)) => self.writer.response_at(url, at)?,
            (named, _) => named,
        };
        let digest = Some(&candidate.digest).filter(|digest| !digest.is_empty());
        let alike = asked.or_else(|| self.originals.get(digest?).copied());
        let found = match alike {
            None if candidate.exchange.status == 304 => {
                let (url, at) = (candidate.exchange.url.as_str(), candidate.exchange.at);
                let before = self.writer.original_before(url, at)?;
                before.map(|original| original.capture)
            }
            found => found,
        };
        let Some(id) = found else { return Ok(None) };
        let store = Store::open(&self.index)?;
        let Some(capture) = store.capture(id)? else {
            return Ok(None);
        };
        Ok(Some(store.payload(&capture)?))
    }

    pub(super) fn unresolved(
        &mut self,
        left: Vec<Candidate>,
        sources: &[Source],
    ) -> anyhow::Result<()> {
        for candidate in left {
            let why = "a revisit of what is not archived";
            self.refuse(&candidate, &sources[candidate.source], why)?;
        }
        Ok(())
    }
}

/// The answer that a revisit stands for: its own head with the body of the `original`. Where the two came
/// packed in different ways, only the original's head fits the body.
fn filled(candidate: Candidate, original: Exchange) -> Candidate {
    let coding = |exchange: &Exchange| exchange.header("content-encoding").map(str::to_owned);
    let mut exchange = candidate.exchange;
    if exchange.status == 304
        || coding(&exchange) != coding(&original)
        || exchange.headers.is_empty()
    {
        exchange.headers = original.headers;
    }
    exchange.status = original.status;
    exchange.reason = original.reason;
    exchange.body = original.body;
    exchange.truncated = original.truncated;
    Candidate {
        exchange,
        kind: Kind::Response,
        // Its original was kept, for whatever reason; its own record has no digest of these bytes.
        is_wanted: true,
        record: (Head::default(), Vec::new()),
        ..candidate
    }
}
