//! The WARC files (WARC 1.1, ISO 28500:2017): one gzip member a record, and a CDXJ beside each.

mod surt;

pub use surt::surt;
