//! The WARC files (WARC 1.1, ISO 28500:2017): one gzip member a record, and a CDXJ beside each.

mod cdxj;
mod files;
mod http;
mod parse;
mod record;
mod surt;

pub use record::sha256_of;
pub use surt::surt;

pub(super) use cdxj::{index_of, write_index};
pub(super) use files::{Appended, Files, OPEN, folder_of, size_of, sync_folder};
pub(super) use parse::Record;
