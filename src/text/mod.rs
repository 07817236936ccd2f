//! Words as they compare: folding of case and accents, with the way back to the original bytes;
//! tokens with their spans, and sentences.

mod fold;
mod sentence;
mod token;

pub use fold::{Folded, fold};
pub use sentence::sentences;
pub use token::{Token, TokenKind, tokens};
