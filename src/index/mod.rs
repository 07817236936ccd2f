//! Finding things: the French analyser, the query language, and the Tantivy index, which is a cache
//! of the store and is rebuilt from it whenever it is missing, damaged or of another version.
//!
//! No other module names Tantivy.

mod analyser;
mod compile;
mod doc;
mod error;
mod folder;
mod excerpt;
mod facets;
mod gather;
pub mod query;
mod rank;
mod schema;
mod search;
mod stem;
mod suggest;
mod words;
mod write;

pub use analyser::name_key;
pub use doc::{PageDoc, RecordDoc};
pub use error::IndexError;
pub use excerpt::{Excerpt, excerpt};
pub use facets::Facets;
pub use gather::{host_of, kind_word, place_word, status_word};
pub use search::{Found, Note, PageHit, Searcher, Slice, Sort};
pub use stem::stem;
pub use words::{Word, words};
pub use write::{
    Written, is_fresh, misfit, rebuild, rebuild_in_turn, update, update_in_turn, version,
};
