//! What a sentence without a grade says of the grade just told: "C'est une de plus que l'an passé",
//! "C'est autant qu'en 2019".

use super::draft::{Draft, Given, When};
use super::holder::Holder;
use super::scene::{Sentence, State, Statement};
use super::subject;
use super::term::{Kind, PlaceTerm, Term, Than, before_step};
use crate::label::lexicon::Cue;

/// Gives those of the sentence before the grade that they had earlier. Whether it was so.
pub(super) fn compared(sentence: &Sentence<'_>, state: &mut State) -> bool {
    let terms = sentence.terms;
    let Some(grade) = state.last_grade else {
        return false;
    };
    let opens = terms
        .iter()
        .take(3)
        .any(|term| term.one_of("c soit elle il ce elles"))
        && terms.iter().all(|term| term.place().is_none());
    if !opens || state.last_places.is_empty() || terms.iter().any(|term| term.is_cue(Cue::Hope)) {
        return false;
    }
    let Some((at, by, than)) = comparison(terms) else {
        return false;
    };
    let Some(before) = before_step(grade, by) else {
        return false;
    };
    let (year, back) = than.when();
    let statement = Statement {
        given: Given::Grade(Some(before)),
        when: When {
            year,
            back,
            ..When::default()
        },
        words: at..at + 1,
        named: false,
        rule: "compared",
        confidence: 0.82,
    };
    for place in state.last_places.clone() {
        sentence.state(state, place, &statement);
    }
    true
}

/// "Xville les reçoit pour la cinquième année consécutive", "C'est la troisième année d'affilée": the grade just told
/// was held at the editions before. Whether it was so.
pub(super) fn runs_on(sentence: &Sentence<'_>, state: &mut State) -> bool {
    let terms = sentence.terms;
    let run = |at: usize| match terms[at].kind {
        Kind::Run(count @ 2..) => Some((at, count)),
        _ => None,
    };
    let (Some((at, count)), Some(grade)) = ((0..terms.len()).find_map(run), state.last_grade)
    else {
        return false;
    };
    let [place] = state.last_places.as_slice() else {
        return false;
    };
    let place = place.clone();
    let same = terms
        .iter()
        .filter_map(Term::place)
        .all(|other| subject::same(other, &place));
    let pronoun = terms[..at].windows(2).any(|pair| {
        pair[0].one_of("les l la le")
            && (pair[1].is_cue(Cue::Award) || pair[1].one_of("a avons est detient garde"))
    });
    let is_it = terms.iter().take(3).any(|term| term.one_of("c ce cela"))
        && terms[..at].iter().any(|term| term.one_of("est fait"));
    // "… lui a remis ses cinq arobases. Pour la troisième fois consécutive."
    let fragment = at <= 3
        && terms.len() <= at + 5
        && terms[..at]
            .iter()
            .all(|term| term.one_of("pour et ce c est la le une"));
    let hoped = terms.iter().any(|term| {
        term.is_cue(Cue::Hope) || term.is_cue(Cue::Negation) || term.is_cue(Cue::Candidacy)
    });
    if !same || hoped || !(pronoun || is_it || fragment) {
        return false;
    }
    for back in 1..count {
        let statement = Statement {
            given: Given::Grade(Some(grade)),
            when: When {
                back,
                run: true,
                ..When::default()
            },
            words: at..at + 1,
            named: false,
            rule: "run-of-it",
            confidence: 0.84,
        };
        sentence.state(state, place.clone(), &statement);
    }
    true
}

/// The grade that a draft gives `place` for now.
pub(super) fn grade_of(draft: &Draft, place: &PlaceTerm) -> Option<u8> {
    match draft.given {
        Given::Grade(grade) if draft.when.back == 0 && subject::same(&draft.place, place) => grade,
        _ => None,
    }
}

/// "Étampes en comptait une de moins l'an dernier": measured by the grade that the page gave it now. Whether it was
/// so.
pub(super) fn had_other(sentence: &Sentence<'_>, state: &mut State) -> bool {
    let terms = sentence.terms;
    let step = |at: &usize| matches!(terms[*at].kind, Kind::Delta { .. });
    let Some(at) = (0..terms.len()).find(step) else {
        return false;
    };
    let Kind::Delta { by, than } = terms[at].kind else {
        return false;
    };
    let had = terms[..at]
        .iter()
        .rev()
        .take(3)
        .any(|term| term.one_of("avait avaient comptait comptaient affichait possedait"));
    let when = than.map(Than::when).or_else(|| {
        terms[at + 1..]
            .iter()
            .take(3)
            .find_map(|term| match term.kind {
                Kind::Year(year) => Some((Some(year), 0)),
                Kind::Ago(count) => Some((None, count)),
                Kind::Cue(Cue::Last, _) => Some((None, 1)),
                _ => None,
            })
    });
    let free = |holder: &&Holder| holder.terms.end <= at && holder.places().len() == 1;
    let holder = sentence.holders.iter().find(free);
    let (Some((year, back)), Some(holder), true) = (when, holder, had) else {
        return false;
    };
    let Some(place) = sentence.places(holder).pop() else {
        return false;
    };
    let now = state
        .drafts
        .iter()
        .rev()
        .find_map(|draft| grade_of(draft, &place));
    let Some(before) = now.and_then(|now| before_step(now, -by)) else {
        return false;
    };
    let statement = Statement {
        given: Given::Grade(Some(before)),
        when: When {
            year,
            back,
            ..When::default()
        },
        words: holder.terms.start..at + 1,
        named: true,
        rule: "compared",
        confidence: 0.82,
    };
    sentence.state(state, place, &statement);
    true
}

/// Where a sentence compares, by how much, and with which edition.
fn comparison(terms: &[Term]) -> Option<(usize, i8, Than)> {
    let step = |at: usize| match terms[at].kind {
        Kind::Delta {
            by,
            than: Some(than),
        } => Some((at, by, than)),
        _ => None,
    };
    if let Some(found) = (0..terms.len()).find_map(step) {
        return Some(found);
    }
    let last = terms.iter().position(|term| term.is_cue(Cue::Last))?;
    let as_much = |term: &Term| {
        term.one_of("autant comme") || term.is_cue(Cue::Same) || term.is_cue(Cue::Likewise)
    };
    let links = |term: &Term| as_much(term) || term.one_of("que qu");
    let beside = terms[last.saturating_sub(3)..last].iter().any(links);
    (beside && terms[..last].iter().any(as_much)).then_some((last, 0, Than::Last))
}
