//! One page of a foreign file, read.

use super::event::Candidate;
use crate::jobs::crawl::in_place;
use crate::jobs::reading::Reader;
use crate::label::extract::speaks_of_label;
use crate::store::Reading;
use crate::web::blocked::Blocked;

/// What a look at a page found.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// What was read.
    pub(super) reading: Option<Reading>,
    /// Whether it bears a trace of the label.
    pub(super) speaks: bool,
    /// What stands in place of a page.
    pub(super) blocked: Option<Blocked>,
}

/// Reads a page.
pub(super) fn look(reader: &Reader, candidate: &Candidate) -> Look {
    let exchange = &candidate.exchange;
    let blocked = match exchange.decoded_body() {
        Ok(body) => in_place::by(exchange, &body),
        Err(_) => None,
    };
    let reading = match blocked {
        Some(_) => None,
        None => reader.read_answer(exchange),
    };
    Look {
        speaks: reading
            .as_ref()
            .is_some_and(|reading| speaks_of_label(&reading.page)),
        reading,
        blocked,
    }
}
