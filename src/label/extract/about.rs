//! Whether an article speaks of the label at all.

use super::Label;
use super::context::Read;
use super::term::{Form, Kind};
use crate::label::lexicon::{Cue, Sense};
use crate::text::tokens;
use crate::web::page::Page;

/// Whether the article speaks of the label: by its name, by more than one arobase, by a mention.
/// "Une arobase" alone is a sign on a keyboard.
pub(super) fn about_label(page: &Page, reads: &[Read], label: &Label) -> bool {
    // The sign has a history and accounts of its own: some word must say that it is given.
    let context = reads.iter().flat_map(|read| &read.terms).any(|term| {
        matches!(term.kind, Kind::Trigger | Kind::Edition(_))
            || term.is_cue(Cue::Award)
                && term.begins("affich compte maintien maintenu conserv")
            || term.begins("label palmares laureat decern recompens decroch obtien obtenu recoi recu rempor attribu gagn")
    });
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
    // The whole page is read for the name only where nothing but symbols waits for it.
    told || symbols && names_label(page, label)
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
