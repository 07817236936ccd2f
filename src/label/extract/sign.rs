//! Arobases that are only a sign or a measure of comparison, and nobody's grade.

use super::context::Read;
use super::term::{Form, Kind, Term};
use crate::label::lexicon::Cue;
use crate::web::page::BlockKind;

/// Words of those who speak of the sign itself: of accounts, keyboards and printers.
const SIGN_WORDS: &str = "twitter tweet gazouill hashtag clavier typograph amphor azerty";

/// Whether a page speaks of the sign itself, more than once.
pub(super) fn is_topic(reads: &[Read]) -> bool {
    let words = reads.iter().flat_map(|read| &read.terms);
    words
        .filter(|term| term.begins(SIGN_WORDS))
        .nth(1)
        .is_some()
}

/// Why the arobases at `at` are no grade at all.
pub(super) fn reason(terms: &[Term], at: usize) -> Option<&'static str> {
    let beside = &terms[at.saturating_sub(8)..terms.len().min(at + 9)];
    let key = |pair: &[Term]| {
        pair[0].one_of("la une cette les des deux") && pair[1].one_of("touche touches")
    };
    if beside.iter().any(|term| term.begins(SIGN_WORDS)) || beside.windows(2).any(key) {
        return Some("a sign");
    }
    let word = |steps: usize| at.checked_sub(steps).map_or("", |back| terms[back].word());
    let next = |steps: usize| terms.get(at + steps).map_or("", Term::word);
    if (next(1), next(2)) == ("de", "suite") {
        return Some("a sign");
    }
    // "c'est comme cinq @", "vaut mieux que cinq arobases": measured by arobases, not given any.
    let like = word(1) == "comme" && at >= 2 && terms[at - 2].one_of("c est un presque sont");
    let better =
        matches!(word(1), "que" | "qu") && matches!(word(2), "mieux" | "autant" | "davantage");
    (like || better).then_some("comparison")
}

/// Whether nothing beside it makes a grade of the sign at `at`: bare symbols in the cell of a table that rates
/// something of its own, "un @ sur la porte" in a heading.
pub(super) fn is_alone(terms: &[Term], at: usize, kind: &BlockKind) -> bool {
    let Some(level) = terms[at].level() else {
        return false;
    };
    let says = |term: &Term| {
        matches!(
            term.kind,
            Kind::Label | Kind::Trigger | Kind::Year(_) | Kind::Place(_)
        ) || term.is_cue(Cue::Award)
            || term.is_cue(Cue::Town)
            || term.is_cue(Cue::Last)
    };
    let silent = !terms.iter().any(says);
    match kind {
        BlockKind::Cell { .. } => level.form == Form::Symbols && silent,
        BlockKind::Heading(_) => {
            level.form == Form::Plain && level.value() == Some(1) && silent && at + 1 < terms.len()
        }
        _ => false,
    }
}

/// Whether bare symbols stand in a sentence that says nothing of an award: "Merci à tous @@ !".
pub(super) fn is_ornament(terms: &[Term], at: usize) -> bool {
    let symbols = terms[at]
        .level()
        .is_some_and(|level| matches!(level.form, Form::Symbols));
    let greets = |term: &Term| {
        matches!(&term.kind, Kind::Word { .. })
            && term.one_of("merci bonjour salut bravo bises cordialement tous toutes")
    };
    let says = |term: &Term| {
        matches!(
            term.kind,
            Kind::Label | Kind::Unit | Kind::Place(_) | Kind::Year(_)
        )
    };
    symbols && terms.iter().any(greets) && !terms.iter().any(says)
}
