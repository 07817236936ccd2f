//! A page laid out for the grammar: the typed terms of each block of the article, and what the page
//! as a whole says.

use std::collections::HashMap;
use std::ops::Range;

use super::evidence;
use super::limit;
use super::local::Local;
use super::place::PlaceReader;
use super::stairs;
use super::subject::{self, Standing};
use super::term::{Form, Kind, PlaceTerm, Term};
use super::terms::{self, Terms};
use crate::label::claim::Evidence;
use crate::label::extract::Label;
use crate::text::fold;
use crate::web::page::{BlockKind, Page, Zone};

/// The typed terms of one block.
pub(super) struct Read {
    /// Number of the block in the page.
    pub(super) block: usize,
    /// What kind of block it is.
    pub(super) kind: BlockKind,
    pub(super) terms: Vec<Term>,
    sentences: Vec<Range<usize>>,
    /// Whether a block right before this one speaks of the label.
    pub(super) label_before: bool,
}

impl Read {
    /// How many sentences.
    pub(super) fn count(&self) -> usize {
        self.sentences.len()
    }

    /// The terms of sentence `number`.
    pub(super) fn sentence(&self, number: usize) -> &[Term] {
        self.sentences
            .get(number)
            .map_or(&[], |range| &self.terms[range.clone()])
    }

    /// All sentences, in order.
    pub(super) fn sentences(&self) -> impl Iterator<Item = &[Term]> {
        self.sentences
            .iter()
            .map(|range| &self.terms[range.clone()])
    }

    /// Where the sentences begin.
    pub(super) fn starts(&self) -> Vec<usize> {
        self.sentences.iter().map(|range| range.start).collect()
    }

    /// The bytes of sentence `number` in the block's text.
    pub(super) fn bytes(&self, number: usize) -> Range<usize> {
        let sentence = self.sentence(number);
        let start = sentence.first().map_or(0, |term| term.span.start);
        start..sentence.last().map_or(start, |term| term.span.end)
    }

    /// The words of `span` as evidence.
    pub(super) fn quote(&self, page: &Page, number: usize, span: &Range<usize>) -> Evidence {
        let sentence = self.bytes(number);
        page.blocks.get(self.block).map_or_else(
            || Evidence {
                block: self.block,
                ..Evidence::default()
            },
            |block| evidence::quote(block, self.block, &sentence, span, None),
        )
    }

    /// Whether the label's name or unit stands in this sentence or beside it.
    pub(super) fn label_near(&self, number: usize) -> bool {
        let from = number.saturating_sub(2);
        self.label_before && number < 4
            || (from..=number + 1).any(|near| speaks(self.sentence(near)))
    }
}

/// Whether terms name the label or one of its grades.
pub(super) fn speaks(terms: &[Term]) -> bool {
    terms.iter().any(|term| match &term.kind {
        Kind::Label | Kind::Unit | Kind::Delta { .. } => true,
        Kind::Level(level) => matches!(level.form, Form::Plain | Form::Symbols | Form::Ordinal),
        _ => false,
    })
}

/// The page laid out: the blocks of the article, and its own town.
///
/// Blocks in which a short name may stand that only this page makes clear are read a second time.
pub(super) fn lay_out(page: &Page, label: &Label) -> (Vec<Read>, Option<(PlaceTerm, Standing)>) {
    let mut places = PlaceReader::new(label.gazetteer);
    let mut reads = read_blocks(page, label, &places, &|_| true);
    let own = subject::subject(page, &reads, label);
    places.local = Local::of(own.as_ref(), &reads, label.gazetteer);
    let main = page.blocks.iter().filter(|block| block.zone == Zone::Main);
    places
        .local
        .learn_acronyms(main.map(|block| block.text.as_str()), label.gazetteer);
    if !places.local.is_empty() {
        let again = read_blocks(page, label, &places, &|text| {
            places.local.may_stand_in(&fold(text))
        });
        for read in again {
            let place = reads.binary_search_by_key(&read.block, |old| old.block);
            if let Some(old) = place.ok().and_then(|place| reads.get_mut(place)) {
                old.terms = read.terms;
                old.sentences = read.sentences;
            }
        }
    }
    (reads, own)
}

/// Reads the blocks of the article that `wanted` asks for.
fn read_blocks(
    page: &Page,
    label: &Label,
    places: &PlaceReader<'_>,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<Read> {
    let mut reads: Vec<Read> = Vec::new();
    let mut read = 0;
    // Whether the two blocks before speak of the label, pictures left aside.
    let mut before = [false; 2];
    let main = page.blocks.iter().enumerate();
    let main = main.filter(|(_, block)| block.zone == Zone::Main && wanted(&block.text));
    for (number, block) in main {
        if read > limit::MOST_TERMS {
            break;
        }
        let end = block.text.floor_char_boundary(limit::LONGEST_BLOCK);
        let Terms {
            mut terms,
            sentences,
        } = terms::read(label.lexicon, places, &block.text[..end]);
        read += terms.len();
        if let BlockKind::Heading(_) = block.kind {
            lands(&mut terms, places);
        }
        for sentence in &sentences {
            lands_before_colon(&mut terms[sentence.clone()], places);
        }
        let label_before = before.contains(&true);
        if block.kind != BlockKind::ImageAlt {
            before = [before[1], speaks(&terms)];
        }
        reads.push(Read {
            block: number,
            kind: block.kind.clone(),
            terms,
            sentences,
            label_before,
        });
    }
    stairs::settle(&mut reads);
    reads
}

/// Whether the article goes on where the grammar left off.
pub(super) fn is_longer(page: &Page, reads: &[Read]) -> bool {
    let main = page.blocks.iter().filter(|block| block.zone == Zone::Main);
    main.clone().count() > reads.len()
        || main
            .into_iter()
            .any(|block| block.text.len() > limit::LONGEST_BLOCK)
}

/// "Aube, Marne, Ardennes : …"
fn lands_before_colon(terms: &mut [Term], places: &PlaceReader<'_>) {
    let Some(colon) = terms.iter().position(|term| term.is_mark(':')) else {
        return;
    };
    let named = terms[..colon]
        .iter()
        .filter(|term| term.place().is_some() || matches!(term.kind, Kind::Department(_)));
    if named.count() >= 2 {
        lands(&mut terms[..colon], places);
    }
}

/// "Mayenne", "Aube, Marne" above a list are departments, whatever towns bear their names.
fn lands(terms: &mut [Term], places: &PlaceReader<'_>) {
    let code = |term: &Term| {
        let place = term.place().filter(|place| place.department.is_none())?;
        places.gazetteer.department_by_name(&place.written)
    };
    let plain = |term: &Term| {
        code(term).is_some()
            || matches!(
                term.kind,
                Kind::Mark(_) | Kind::Department(_) | Kind::Number(_)
            )
            || term.one_of("et en dans la le les l")
    };
    if !terms.iter().all(plain) {
        return;
    }
    for term in terms {
        if let Some(code) = code(term) {
            term.kind = Kind::Department(code.to_owned());
        }
    }
}

/// Codes of the departments that the page speaks of, the most often first.
pub(super) fn departments(reads: &[Read]) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for term in reads.iter().flat_map(|read| &read.terms) {
        match &term.kind {
            Kind::Department(code) => *counts.entry(code.clone()).or_default() += 2,
            Kind::Place(place) => {
                let one = match place.candidates.as_slice() {
                    [one] if place.sure || one.population >= 10_000 => {
                        Some(one.department.to_owned())
                    }
                    _ => None,
                };
                if let Some(code) = place
                    .department
                    .clone()
                    .or(one)
                    .filter(|code| !code.is_empty())
                {
                    *counts.entry(code).or_default() += 1;
                }
            }
            _ => {}
        }
    }
    let mut found: Vec<(String, usize)> = counts.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.into_iter().map(|(code, _)| code).collect()
}

/// Whether the page says how high the grades go: a scale, or five arobases of somebody.
pub(super) fn states_maximum(reads: &[Read]) -> bool {
    reads
        .iter()
        .flat_map(|read| &read.terms)
        .any(|term| match &term.kind {
            Kind::Scale => true,
            Kind::Level(level) => level.form != Form::Highest && level.value() == Some(5),
            _ => false,
        })
}
