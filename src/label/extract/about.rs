//! Whether an article speaks of the label at all.

use std::collections::BTreeSet;

use super::Label;
use super::context::Read;
use super::term::{Form, Kind, Term};
use crate::label::lexicon::{Cue, Sense};
use crate::text::tokens;
use crate::web::page::{BlockKind, Page};

/// Words of those who give and receive.
const GIVEN: &str = "label palmares laureat decern recompens decroch obtien obtenu recoi recu rempor attribu gagn \
    distingu diplom prime aureol collectionn vaut valu";

/// Whether the article speaks of the label: by its name, by more than one arobase, by a mention.
/// "Une arobase" alone is a sign on a keyboard.
pub(super) fn about_label(page: &Page, reads: &[Read], label: &Label) -> bool {
    // The sign has a history and accounts of its own: some word must say that it is given.
    let context = reads.iter().flat_map(|read| &read.terms).any(|term| {
        matches!(term.kind, Kind::Trigger | Kind::Edition(_))
            || term.is_cue(Cue::Award) && term.begins("affich compte maintien maintenu conserv")
            || term.begins(GIVEN)
    });
    if shows_grades(reads, context) {
        return true;
    }
    let mut symbols = false;
    let told = reads
        .iter()
        .flat_map(|read| &read.terms)
        .any(|term| match &term.kind {
            Kind::Label | Kind::Mention { loose: false, .. } => true,
            Kind::Level(level) if context && level.values.iter().any(|value| *value > 1) => {
                symbols |= level.form == Form::Symbols;
                matches!(level.form, Form::Plain | Form::Ordinal)
            }
            _ => false,
        });
    // "le label des arobases", "le label aux arobases".
    let told = told
        || reads.iter().any(|read| {
            read.terms.windows(3).any(|three| {
                matches!(three[0].kind, Kind::Trigger)
                    && three[1].one_of("des aux à")
                    && matches!(three[2].kind, Kind::Unit)
            })
        });
    // The whole page is read for the name only where nothing but symbols waits for it.
    told || symbols && names_label(page, label)
}

/// Whether nothing but the label can be meant, though its name is not told: more than one arobase in words, where
/// somebody receives or two places are named; three places with their symbols, not all alike; or arobases, and three
/// places or cells with a number each.
fn shows_grades(reads: &[Read], context: bool) -> bool {
    let terms = || reads.iter().flat_map(|read| &read.terms);
    let places: BTreeSet<&str> = terms()
        .filter_map(Term::place)
        .map(|place| place.written.as_str())
        .collect();
    let many = terms()
        .filter_map(Term::level)
        .any(|level| matches!(level.form, Form::Plain | Form::Ordinal) && level.value() > Some(1));
    let told = terms().any(|term| term.is_cue(Cue::Award) || term.is_cue(Cue::Ceremony));
    if many && (told || places.len() >= 2) {
        return true;
    }
    let mut symbols: Vec<u8> = Vec::new();
    let mut numbers = 0;
    for terms in reads.iter().map(|read| &read.terms) {
        for (at, term) in terms.iter().enumerate() {
            if term.place().is_none() {
                continue;
            }
            let near = at.saturating_sub(2)..terms.len().min(at + 4);
            let level = |term: &Term| match term.level() {
                Some(level) if matches!(level.form, Form::Symbols | Form::Single) => level.value(),
                _ => None,
            };
            symbols.extend(terms[near].iter().find_map(level));
            let after = &terms[at + 1..terms.len().min(at + 4)];
            numbers += usize::from(
                after
                    .iter()
                    .any(|term| matches!(term.kind, Kind::Number(1..=5))),
            );
        }
    }
    let alike = symbols.windows(2).all(|pair| pair[0] == pair[1]);
    let cell = |read: &&Read| {
        matches!(read.kind, BlockKind::Cell { .. })
            && matches!(read.terms.as_slice(), [only] if matches!(only.kind, Kind::Number(1..=5)))
    };
    let cells = reads.iter().filter(cell).count();
    let unit = || terms().any(|term| matches!(term.kind, Kind::Unit));
    symbols.len() >= 3 && !alike || context && (numbers >= 3 || cells >= 3) && unit()
}

/// Whether the label's name stands anywhere on the page: bare symbols mean nothing without it.
fn names_label(page: &Page, label: &Label) -> bool {
    let texts = page.blocks.iter().map(|block| block.text.as_str());
    let mut texts = texts
        .chain(page.title.as_deref())
        .chain(page.site.as_deref());
    texts.any(|text| {
        text.len() < 100_000 && {
            let tokens = tokens(text);
            (0..tokens.len()).any(|at| {
                tokens[at].folded.starts_with(['v', 't', 'l'])
                    && label
                        .lexicon
                        .longest_at(&tokens, at)
                        .is_some_and(|found| found.sense == Sense::Label)
            })
        }
    })
}
