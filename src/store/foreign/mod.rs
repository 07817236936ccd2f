//! WARC files made by other hands, read from end to end without ever being wholly in memory.
//!
//! What they do that the standard does not say is taken as it is meant: `<…>` around addresses, names of
//! fields in lower case, lines that end in LF alone, one gzip member for a whole file, records that run
//! into each other. What is damaged is passed over up to the next record, and told.

mod answer;
mod input;
mod record;
mod unpack;
mod wacz;

pub use answer::{Glance, NoAnswer, answer, digests_fit, glance};
pub use input::Input;
pub use record::{Foreign, Head, Kind, Lost, Next};
pub use wacz::{Part, parts};
