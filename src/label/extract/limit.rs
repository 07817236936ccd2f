//! How much of a page the grammar reads. Its rules look back and forth in a sentence and compare what
//! is said with all that was said before: both are quadratic, and no page that people wrote comes near.

/// The longest sentence, in tokens; a longer one is read in pieces. A list of all towns of one edition
/// in one sentence has about a thousand.
pub(super) const LONGEST_SENTENCE: usize = 2_000;

/// The longest block, in bytes.
pub(super) const LONGEST_BLOCK: usize = 100_000;

/// The most terms of a page.
pub(super) const MOST_TERMS: usize = 50_000;

/// The most statements of a page, believed and refused.
pub(super) const MOST_STATEMENTS: usize = 2_000;
