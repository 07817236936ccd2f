//! Finding things: the French analyser, the query language, and the Tantivy index, which is a cache
//! of the store and is rebuilt from it whenever it is missing, damaged or of another version.
//!
//! No other module names Tantivy.

mod analyser;
pub mod query;
mod stem;
mod words;

pub use analyser::name_key;
pub use stem::stem;
pub use words::{Word, words};
