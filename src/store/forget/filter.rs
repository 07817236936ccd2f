//! Nothing that is to be forgotten is written: the last door, whoever collects.

use std::borrow::Cow;

use url::Url;

use crate::store::capture::{Captured, NewCapture};
use crate::store::row::{RobotsRow, VisitRow};
use crate::store::warc::sha256_of;
use crate::store::write::Batch;
use crate::web::forgotten::Forgotten;

/// The batch without what is to be forgotten.
pub(in crate::store) fn kept<'b>(batch: &'b Batch, forgotten: &Forgotten) -> Cow<'b, Batch> {
    if forgotten.is_empty() {
        return Cow::Borrowed(batch);
    }
    let captures: Vec<bool> = batch
        .captures
        .iter()
        .map(|new| !new.is_of(forgotten))
        .collect();
    let is_clean = captures.iter().all(|kept| *kept)
        && batch.visits.iter().all(|row| visit(forgotten, row))
        && batch.robots.iter().all(|row| robots(forgotten, row));
    if is_clean {
        return Cow::Borrowed(batch);
    }
    let captures = batch.captures.iter().zip(captures);
    let visits = batch
        .visits
        .iter()
        .filter(|row| !names(forgotten, &row.url));
    Cow::Owned(Batch {
        captures: captures
            .filter(|(_, kept)| *kept)
            .map(|(new, _)| new.clone())
            .collect(),
        visits: visits
            .map(|row| VisitRow {
                via: row.via.clone().filter(|via| !names(forgotten, via)),
                detail: row.detail.as_ref().map(|detail| {
                    if forgotten.is_named_in(detail) {
                        "forgotten".to_owned()
                    } else {
                        detail.clone()
                    }
                }),
                ..row.clone()
            })
            .collect(),
        robots: batch
            .robots
            .iter()
            .filter(|row| robots(forgotten, row))
            .cloned()
            .collect(),
        notes: batch.notes.clone(),
    })
}

impl NewCapture {
    /// Whether it is one that is to be forgotten: for its address, the one that it gives as its own, its bytes or
    /// its words.
    pub fn is_of(&self, forgotten: &Forgotten) -> bool {
        if forgotten.is_empty() {
            return false;
        }
        let own = self.reading.as_ref();
        let own = own.and_then(|reading| reading.page.canonical.as_ref());
        if own.is_some_and(|own| forgotten.holds_url(own)) {
            return true;
        }
        match &self.what {
            Captured::Answer(exchange) => forgotten.holds(exchange, &sha256_of(&exchange.body)),
            Captured::Again(exchange, original) => forgotten.holds(exchange, &original.sha256),
            Captured::File(file) => {
                let is_html = !matches!(file.media_type.as_str(), "text/plain" | "text/csv");
                forgotten.holds_url(&file.url)
                    || forgotten.holds_payload(&sha256_of(&file.body))
                    || forgotten.holds_document(&file.body, None, is_html)
            }
        }
    }
}

fn names(forgotten: &Forgotten, url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| forgotten.holds_url(&url))
}

/// Whether a row can stay as it is.
fn visit(forgotten: &Forgotten, row: &VisitRow) -> bool {
    let via = row.via.as_ref();
    let detail = row.detail.as_ref();
    !names(forgotten, &row.url)
        && !via.is_some_and(|via| names(forgotten, via))
        && !detail.is_some_and(|detail| forgotten.is_named_in(detail))
}

fn robots(forgotten: &Forgotten, row: &RobotsRow) -> bool {
    !names(forgotten, &format!("{}/", row.host))
        && !forgotten.holds_words(&String::from_utf8_lossy(&row.body))
}
