//! Words as they compare: folding of case and accents, with the way back to the original bytes.

mod fold;

pub use fold::{Folded, fold};
