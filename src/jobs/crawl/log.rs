//! What the log says of each visit.

use url::Url;

use crate::frontier::Outcome;

/// One event a visit: a warning where it failed, under a target of its own, since the end of a run tells
/// people of failures anyway.
pub(super) fn visited(url: &Url, outcome: &Outcome) {
    let outcome_word = outcome.word();
    match outcome {
        Outcome::Unreachable { reason, .. } => {
            tracing::warn!(target: "arobase::failure", %url, outcome = outcome_word, reason, "failed");
        }
        Outcome::Refused { status, .. } if *status == 429 || *status >= 500 => {
            tracing::warn!(target: "arobase::failure", %url, outcome = outcome_word, status, "failed");
        }
        Outcome::Blocked { by, .. } => {
            tracing::warn!(target: "arobase::failure", %url, outcome = outcome_word, by = by.name(), "failed");
        }
        _ => tracing::info!(%url, outcome = outcome_word, "visited"),
    }
}
