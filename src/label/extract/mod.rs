//! From a page's words to its claims: typed terms, holders and grades, then who holds what and when.
//!
//! A small grammar over typed tokens, in two passes. The first ([`terms`]) finds what a sentence
//! speaks of: places, grades, years, mentions, cues. The second ([`tie`], [`list`], [`mention`],
//! [`table`]) says who holds which grade by the shape of the sentence, and refuses scales, statistics, hopes and
//! negations by name. [`year`] settles the edition. `RULES.md` beside this file lists every rule.

mod context;
mod crowd;
mod draft;
mod edition;
mod elliptic;
mod evidence;
mod finish;
mod give;
mod grouping;
mod holder;
mod level;
mod laureate;
mod list;
mod mention;
mod numeral;
mod place;
mod refuse;
mod scene;
mod settle;
mod subject;
mod table;
mod term;
mod terms;
mod tie;
mod time;
mod words;
mod year;

use crate::label::claim::Claim;
use crate::label::gazetteer::Gazetteer;
use crate::label::lexicon::Lexicon;
use crate::web::page::Page;

pub use draft::Refusal;
pub use edition::EditionFacts;

/// What a reader of the label knows: its words and the collectivities.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    /// The words.
    pub lexicon: &'static Lexicon,
    /// The collectivities.
    pub gazetteer: &'static Gazetteer,
}

impl Label {
    /// What ships with the program.
    pub fn shipped() -> Self {
        Self {
            lexicon: Lexicon::shipped(),
            gazetteer: Gazetteer::shipped(),
        }
    }
}

/// What a page says of the label.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    /// Who holds what.
    pub claims: Vec<Claim>,
    /// What it says of the edition as a whole.
    pub edition: EditionFacts,
    /// Grades and mentions that were seen and not believed, with the reason.
    pub refusals: Vec<Refusal>,
}

/// The claims of `page`, in reading order. Never fails: a page that says nothing yields none.
pub fn claims(page: &Page, label: &Label) -> Vec<Claim> {
    statements(page, label).claims
}

/// All that `page` says of the label: claims, facts of the edition, and what was refused.
pub fn statements(page: &Page, label: &Label) -> Statements {
    if !speaks_of_label(page) {
        return Statements::default();
    }
    scene::read_page(page, label)
}

/// Whether a page can speak of the label at all: a cheap look that spares most pages the grammar.
///
/// The label cannot be spoken of without its unit (a bare `@` stands beside a digit, another `@`, a
/// quotation mark or a blank), "arobase" in any spelling, or "internet" beside ville, village or
/// territoire.
pub fn speaks_of_label(page: &Page) -> bool {
    page.blocks.iter().any(|block| trace(&block.text)) || page.title.as_deref().is_some_and(trace)
}

fn trace(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'@' => {
            // Between two letters it is an address.
            let side = |at: Option<usize>| {
                at.and_then(|at| bytes.get(at))
                    .is_some_and(u8::is_ascii_alphabetic)
            };
            !(side(at.checked_sub(1)) && side(Some(at + 1)))
        }
        b'a' | b'A' => {
            begins(&bytes[at + 1..], b"robas")
                || begins(&bytes[at + 1..], b"rrobas")
                || begins(&bytes[at + 1..], b"robs")
        }
        b'5' | b'4' | b'3' | b'2' => begins(&bytes[at + 1..], b"robas"),
        b'i' | b'I' => begins(&bytes[at + 1..], b"nternet"),
        _ => false,
    })
}

fn begins(bytes: &[u8], word: &[u8]) -> bool {
    bytes
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}
