//! Why a capture is not kept: each reason in words, and how often it was met.

use std::collections::BTreeMap;
use std::fmt;

/// So many media types are told by name; files can name any number of them.
const NAMED: usize = 40;

/// Why a capture is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal<'a> {
    /// Its status is that of no page.
    Status(u16),
    /// It is something else than HTML.
    MediaType(&'a [u8]),
    /// No trace of the label is on it.
    NoTrace,
    /// Anything else.
    Other(&'a str),
}

impl fmt::Display for Refusal<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(out, "status {status}"),
            Self::MediaType(b"") => write!(out, "no media type, and no HTML"),
            Self::MediaType(name) => {
                let name = String::from_utf8_lossy(name).replace(char::is_control, "?");
                write!(out, "not a page: {name}")
            }
            Self::NoTrace => write!(out, "no trace of the label"),
            Self::Other(why) => write!(out, "{why}"),
        }
    }
}

/// How often each reason was met, and what else was counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Records read.
    pub(super) records: u64,
    no_trace: u64,
    statuses: BTreeMap<u16, u64>,
    media_types: BTreeMap<Vec<u8>, u64>,
    others: BTreeMap<String, u64>,
}

impl Tally {
    pub(super) fn refuse(&mut self, refusal: Refusal<'_>) {
        match refusal {
            Refusal::NoTrace => self.no_trace += 1,
            Refusal::Status(status) => *self.statuses.entry(status).or_default() += 1,
            Refusal::MediaType(name) => {
                if let Some(count) = self.media_types.get_mut(name) {
                    *count += 1;
                } else if self.media_types.len() < NAMED {
                    self.media_types.insert(name.to_owned(), 1);
                } else {
                    *self
                        .media_types
                        .entry(b"another media type".to_vec())
                        .or_default() += 1;
                }
            }
            Refusal::Other(why) => {
                if let Some(count) = self.others.get_mut(why) {
                    *count += 1;
                } else {
                    self.others.insert(why.to_owned(), 1);
                }
            }
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.records += other.records;
        self.no_trace += other.no_trace;
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
        for (name, count) in &other.media_types {
            *self.media_types.entry(name.clone()).or_default() += count;
        }
        for (why, count) in &other.others {
            *self.others.entry(why.clone()).or_default() += count;
        }
    }

    /// Takes back pages without a trace that were kept after all.
    pub(super) fn take_back(&mut self, pages: u64) {
        self.no_trace = self.no_trace.saturating_sub(pages);
    }

    /// The reasons in words, with how often each was met.
    pub(super) fn reasons(&self) -> BTreeMap<String, u64> {
        let mut reasons = BTreeMap::new();
        let mut add = |refusal: Refusal<'_>, count: u64| {
            if count > 0 {
                *reasons.entry(refusal.to_string()).or_default() += count;
            }
        };
        add(Refusal::NoTrace, self.no_trace);
        for (status, count) in &self.statuses {
            add(Refusal::Status(*status), *count);
        }
        for (name, count) in &self.media_types {
            add(Refusal::MediaType(name), *count);
        }
        for (why, count) in &self.others {
            add(Refusal::Other(why), *count);
        }
        reasons
    }
}
