//! What a sentence was found to say, before the page's edition and departments are known for good.

use std::ops::Range;

use super::term::PlaceTerm;

/// A grade or a mention that was seen and not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Number of the block in the page.
    pub block: usize,
    /// Bytes of the block's text.
    pub span: Range<usize>,
    /// Why: "scale", "statistic", "hope", "negation", "candidacy", "question", "nobody" …
    pub reason: &'static str,
}

/// When a draft's grade was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct When {
    /// The year beside it; the page's edition where there is none.
    pub(super) year: Option<i16>,
    /// How many editions before that.
    pub(super) back: u32,
    /// Whether it is counted back from a run.
    pub(super) run: bool,
    /// Whether the text tells a state and no edition: "avec ses 4 @".
    pub(super) undated: bool,
}

/// What is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// A grade; `None` where the text names a laureate without one.
    Grade(Option<u8>),
    /// The special mention of this number.
    Mention(usize),
}

/// One place, what it was given, when, and the words.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) place: PlaceTerm,
    /// Departments that the sentence names.
    pub(super) near: Vec<String>,
    pub(super) given: Given,
    pub(super) when: When,
    /// Number of the block.
    pub(super) block: usize,
    /// Bytes of the sentence, and of the words that decide in it.
    pub(super) sentence: Range<usize>,
    pub(super) words: Range<usize>,
    /// Bytes of the place's name, where the sentence names it.
    pub(super) name: Option<Range<usize>>,
    pub(super) rule: &'static str,
    pub(super) confidence: f32,
}
