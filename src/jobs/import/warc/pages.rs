//! One page of a foreign file, read.

use super::event::Candidate;
use crate::jobs::crawl::in_place;
use crate::jobs::reading::Reader;
use crate::label::extract::speaks_of_label;
use crate::store::Reading;
use crate::store::foreign::digests_fit;
use crate::web::blocked::Blocked;

/// What a look at a page found.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// What was read.
    pub(super) reading: Option<Reading>,
    /// Whether it bears a trace of the label.
    pub(super) speaks: bool,
    /// Whether a digest that its record tells is not that of its bytes.
    pub(super) wrong_digests: bool,
    /// What stands in place of a page.
    pub(super) blocked: Option<Blocked>,
}

/// Reads a page.
pub(super) fn look(reader: &Reader, candidate: &Candidate) -> Look {
    let exchange = &candidate.exchange;
    let reading = reader.read_answer(exchange);
    let page = reading.as_ref().map(|reading| &reading.page);
    let speaks = page.is_some_and(speaks_of_label);
    if !speaks && !candidate.is_wanted {
        // Most that come here; they are not kept, whatever else they are.
        return Look {
            reading,
            ..Look::default()
        };
    }
    let blocked = match exchange.decoded_body() {
        Ok(body) => in_place::by(exchange, &body),
        Err(_) => None,
    };
    let (head, block) = &candidate.record;
    Look {
        wrong_digests: !digests_fit(head, block, exchange),
        reading,
        speaks,
        blocked,
    }
}
