//! What one who goes through a file hands to the one who keeps.

use std::collections::HashSet;

use super::files::Source;
use super::refusal::Tally;
use crate::store::foreign::{Head, Kind, Lost};
use crate::web::exchange::Exchange;

/// What comes of going through a file.
pub(super) enum Event {
    /// A page that may be kept, or an answer that says what another record says.
    Page(Box<Candidate>),
    /// What a host reserves of text and data mining.
    Policy(Box<Exchange>),
    /// A line for the list of what was refused.
    Refused(String),
    /// A stretch that cannot be read.
    Lost(usize, Lost),
    /// Everything before the byte `door` was handed on.
    Reached {
        /// The number of the source.
        source: usize,
        /// Where a record begins; `None` where reading cannot begin again.
        door: Option<u64>,
        /// Bytes read.
        taken: u64,
    },
    /// The file is at its end.
    Ended {
        /// The number of the source.
        source: usize,
        /// What was counted.
        tally: Tally,
        /// Sites with pages that were passed over because they bear no trace.
        passed: HashSet<u64>,
        /// Bytes of the file that were read.
        read: u64,
    },
}

/// A capture that may be kept.
pub(super) struct Candidate {
    pub(super) source: usize,
    pub(super) offset: u64,
    /// WARC-Record-ID without its brackets.
    pub(super) id: String,
    pub(super) concurrent: String,
    pub(super) exchange: Exchange,
    pub(super) kind: Kind,
    /// The record as it lay there, for its digests.
    pub(super) record: (Head, Vec<u8>),
    /// The payload digest as its record tells it.
    pub(super) digest: String,
    /// What a revisit refers to: id, address, date.
    pub(super) refers: [String; 3],
    /// It is kept even without a trace of the label.
    pub(super) is_wanted: bool,
}

impl Candidate {
    /// Its line in the list of what was not kept, without the reason.
    pub(super) fn place(&self, source: &Source) -> String {
        let (name, offset) = (source.short_name(), self.offset);
        format!("{name}\t{offset}\t{}", self.exchange.url)
    }
}
