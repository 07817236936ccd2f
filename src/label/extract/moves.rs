//! Numbers behind a verb that brings to a grade or leaves at one: "passe de trois à quatre", "la voici à
//! cinq".

use super::elliptic::counts_nothing;
use super::term::{Kind, Term};

/// "montée de quatre à cinq": the grade at `at`, and the one before.
pub(super) fn passes(terms: &[Term], at: usize) -> Option<(u8, u8)> {
    let number = |at: usize| match terms.get(at)?.kind {
        Kind::Number(value @ 1..=5) => u8::try_from(value).ok(),
        Kind::Word { ref folded, .. } if folded == "un" || folded == "une" => Some(1),
        _ => None,
    };
    let back = |steps: usize| at.checked_sub(steps);
    let (from, to) = (number(back(2)?)?, number(at)?);
    let linked = terms[back(1)?].word() == "à" && terms[back(3)?].one_of("de d");
    let moved = (4..=8).any(|steps| back(steps).is_some_and(|near| terms[near].begins(MOVES)))
        || goes_in_time(terms, at);
    (linked && moved && from != to && counts_nothing(terms, at)).then_some((from, to))
}

/// "passe-t-elle en une seule année de deux à quatre": the verb farther off, and nothing but a time between.
fn goes_in_time(terms: &[Term], at: usize) -> bool {
    // What stands before "de deux à quatre".
    let before = &terms[at.saturating_sub(12)..at.saturating_sub(3)];
    let verb = before.iter().rposition(|term| term.begins(MOVES));
    verb.is_some_and(|verb| {
        before[verb + 1..].iter().all(|term| {
            term.one_of("t elle il en un une seule seul an ans annee annees ainsi donc")
        })
    })
}

/// "la voici à quatre.": the clause ends with the number.
pub(super) fn ends_at(terms: &[Term], at: usize) -> bool {
    let to = at >= 2
        && terms[at - 1].word() == "à"
        && matches!(terms[at - 2].kind, Kind::Word { .. } | Kind::Cue(..))
        && !terms[at - 2].one_of("de un une d ou et page");
    to && terms
        .get(at + 1)
        .is_none_or(|next| matches!(next.kind, Kind::Mark('.' | ';' | '!' | ',')))
}

/// Verbs that lead from one grade to another: "passe de deux à trois".
pub(super) const BETWEEN: &str = "pass mont grimp evol progress retrograd recul descend redescend retomb tomb chut \
    bondi saut remont hiss gliss degringol avanc";

/// Verbs that bring to a grade or leave at one: "passe à", "suit à", "la voilà à".
const MOVES: &str = "redescend descend retomb tomb remont mont pass grimp revien reven rest stagn plafonn bloqu \
    culmin pointe pointent suit suivent arriv termin figur emarg voila revoila voici retrouv class demeur \
    mainti install hiss retrograd degringol patient arret cal recul regress progress bond saut evolu gliss chut pli rejoi campe plac situ debut commenc demarr";

/// "est redescendue à trois", "monte désormais à quatre", "la voilà à trois".
pub(super) fn moves_to(terms: &[Term], at: usize) -> bool {
    // "s'alignent sur quatre".
    let on = at >= 2 && terms[at - 1].word() == "sur" && terms[at - 2].begins("align camp cal");
    let to = on
        || at
            .checked_sub(1)
            .is_some_and(|back| terms[back].word() == "à");
    if on {
        return true;
    }
    let moves = |steps: usize| {
        at.checked_sub(steps)
            .is_some_and(|back| terms[back].begins(MOVES))
    };
    // "s'arrête juste en dessous, à quatre".
    let aside = || {
        at >= 2
            && terms[at - 2].is_mark(',')
            && (3..=7).any(|steps| {
                moves(steps)
                    && terms[at - steps..at - 2].iter().all(|term| {
                        matches!(
                            term.kind,
                            Kind::Word { .. } | Kind::Cue(..) | Kind::Number(2)
                        )
                    })
            })
    };
    to && ((2..=4).any(moves) || aside())
}
