//! Words as they compare: folding of case and accents, with the way back to the original bytes.

mod fold;
mod position;

pub use fold::{Folded, fold};
pub use position::line_column;
