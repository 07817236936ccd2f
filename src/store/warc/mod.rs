//! The WARC files (WARC 1.1, ISO 28500:2017): one gzip member a record, and a CDXJ beside each.

mod cdxj;
mod files;
mod http;
mod parse;
mod record;
mod scan;
mod surt;

pub use record::sha256_of;
pub use surt::surt;

pub(super) use cdxj::{index_of, index_text, write_index};
pub(super) use files::{Appended, Closed, Files, OPEN, WARC, folder_of, size_of, sync_folder};
pub(super) use parse::{Record, Seen, SeenCapture, bare, headers_of};
pub(super) use scan::{Scan, Stretch};
