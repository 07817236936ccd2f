//! Words as they compare: folding of case and accents, with the way back to the original bytes;
//! tokens with their spans, sentences, and lines and columns of a text.

mod fold;
mod position;
mod sentence;
mod token;

pub use fold::{Folded, fold, folds_to};
pub use position::line_column;
pub use sentence::sentences;
pub use token::{Token, TokenKind, tokens, word_at};
