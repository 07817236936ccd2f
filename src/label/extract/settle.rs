//! What one term alone cannot tell: ranges, comparisons, limits, and grades told twice.

use super::moves;
use super::step::{added, compare};
use super::term::{Form, Kind, LevelTerm, Term};
use crate::label::lexicon::Cue;

/// Settles what one term alone cannot tell: scales, totals told twice, comparisons.
pub(super) fn settle(terms: &mut Vec<Term>) {
    host(terms);
    wanted(terms);
    unknown_label(terms);
    join_ranges(terms);
    bare_scale(terms);
    counted(terms);
    compare(terms);
    added(terms);
    mark_scales(terms);
    join_doubles(terms);
}

/// "Xville reçoit la 26e remise des labels", "a reçu les lauréats": who receives guests hosts them.
fn host(terms: &mut [Term]) {
    for at in 0..terms.len() {
        if !terms[at].is_cue(Cue::Award) || !terms[at].begins("recoi recev recu") {
            continue;
        }
        let small = |term: &&Term| {
            matches!(term.kind, Kind::Number(_)) || term.one_of("la le les l cette ce ces une un des du traditionnelle prochaine grande nationale")
        };
        let object = terms[at + 1..].iter().take(4).find(|term| !small(term));
        let event = |term: &Term| match &term.kind {
            Kind::Edition(_) => true,
            Kind::Cue(Cue::Ceremony | Cue::Crowd, _) => {
                term.begins("ceremoni remise edition congres rencontre soiree gala laureats")
            }
            _ => term.one_of(
                "finale assises seminaire colloque journee journees delegation delegations",
            ),
        };
        if object.is_some_and(event) {
            terms[at].kind = Kind::Cue(Cue::Ceremony, "accueille".to_owned());
        }
    }
}

/// "le titre le plus convoité", "la marche tant convoitée": wanted by all, and no hope of this sentence.
fn wanted(terms: &mut [Term]) {
    for at in 1..terms.len() {
        let told = terms[at - 1].one_of("plus tres tant si fort")
            || terms[at].begins("convoitee convoites");
        if told && terms[at].is_cue(Cue::Hope) && terms[at].begins("convoit") {
            let folded = terms[at].word().to_owned();
            terms[at].kind = Kind::Word {
                folded,
                capital: false,
            };
        }
    }
    // "a mérité ses trois arobases", "mérite ses trois arobases": those are had.
    for at in 0..terms.len() {
        let had = terms
            .get(at + 1)
            .is_some_and(|next| next.one_of("ses leurs"))
            || at > 0 && terms[at - 1].one_of("a ont avait avons");
        if terms[at].is_cue(Cue::Hope) && terms[at].begins("merit") && had {
            terms[at].kind = Kind::Cue(Cue::Award, "merite".to_owned());
        }
    }
    // "Changé, aux portes de Laval": where it lies, and no hope.
    for at in 0..terms.len().saturating_sub(1) {
        if terms[at].word() == "aux portes de" && terms[at + 1].place().is_some() {
            terms[at].kind = Kind::Word {
                folded: "portes".to_owned(),
                capital: false,
            };
        }
    }
}

/// "labellisée « Terre saine »", "le label « Ville à vélo »": a label that no list knows.
fn unknown_label(terms: &mut [Term]) {
    for at in 0..terms.len() {
        let opens = terms[at].begins("labellis labelis")
            || matches!(terms[at].kind, Kind::Trigger) && terms.get(at + 2).is_some();
        if !opens || !terms.get(at + 1).is_some_and(|next| next.is_mark('"')) {
            continue;
        }
        let inside = &terms[at + 2..terms.len().min(at + 10)];
        let Some(close) = inside.iter().position(|term| term.is_mark('"')) else {
            continue;
        };
        let ours = |term: &Term| {
            matches!(
                term.kind,
                Kind::Label
                    | Kind::Level(_)
                    | Kind::Unit
                    | Kind::Scale
                    | Kind::Mention { .. }
                    | Kind::OtherLabel
                    | Kind::OtherUnit
            ) || term.begins("internet numeri villes")
        };
        if close > 0 && !inside[..close].iter().any(ours) {
            terms[at + 2].kind = Kind::OtherLabel;
        }
    }
}

/// "de une à cinq": numbers that state the scale without its unit.
fn bare_scale(terms: &mut Vec<Term>) {
    let one = |term: &Term| matches!(term.kind, Kind::Number(1)) || term.one_of("un une");
    let five = |term: &Term| matches!(term.kind, Kind::Number(5));
    let mut at = 1;
    while at + 2 < terms.len() {
        if terms[at - 1].one_of("de d")
            && one(&terms[at])
            && terms[at + 1].word() == "à"
            && five(&terms[at + 2])
        {
            let span = terms[at].span.start..terms[at + 2].span.end;
            let kind = Kind::Scale;
            terms.splice(at..at + 3, [Term { span, kind }]);
        }
        at += 1;
    }
}

/// "Nombre d'arobases : 3".
fn counted(terms: &mut [Term]) {
    for at in 1..terms.len().min(14) {
        let Kind::Number(value @ 1..=5) = terms[at].kind else {
            continue;
        };
        let unit = terms[..at]
            .iter()
            .any(|term| matches!(term.kind, Kind::Unit));
        let ends = terms
            .get(at + 1)
            .is_none_or(|next| next.is_mark('.') || next.is_mark('/') || next.word() == "sur");
        if unit && ends && terms[at - 1].is_mark(':') {
            let value = u8::try_from(value).unwrap_or(1);
            terms[at].kind = Kind::Level(LevelTerm::one(value, Form::Plain));
        }
    }
}

/// `@ à @@@@@`, `une arobase à cinq arobases`.
fn join_ranges(terms: &mut Vec<Term>) {
    let mut at = 0;
    while at + 2 < terms.len() {
        // "@@@ → @@@@": then and now.
        if let (Some(from), Some(to)) = (terms[at].level(), terms[at + 2].level())
            && terms[at + 1].is_mark('>')
            && (from.value(), to.value()) != (Some(1), Some(5))
        {
            let mut level = to.clone();
            level.from = from.value();
            let span = terms[at].span.start..terms[at + 2].span.end;
            let kind = Kind::Level(level);
            terms.splice(at..at + 3, [Term { span, kind }]);
        }
        if at + 2 >= terms.len() {
            break;
        }
        let joint = terms[at + 1].word() == "à" || terms[at + 1].is_mark('-');
        if let (Some(low), Some(high)) = (terms[at].level(), terms[at + 2].level())
            && joint
            && low.value() < high.value()
            && (terms[at + 1].word() == "à" || low.value() == Some(1))
        {
            let passes = at >= 2
                && terms[at - 1].word() == "de"
                && (1..5).any(|back| at >= back && terms[at - back].begins(moves::BETWEEN));
            let kind = if passes {
                let mut level = high.clone();
                level.from = low.value();
                Kind::Level(level)
            } else {
                Kind::Scale
            };
            let span = terms[at].span.start..terms[at + 2].span.end;
            terms.splice(at..at + 3, [Term { span, kind }]);
        }
        at += 1;
    }
}

/// Grades that a maximum or a minimum makes a rule: "jusqu'à cinq", "sur 5", "5 au maximum".
fn mark_scales(terms: &mut [Term]) {
    for at in 0..terms.len() {
        let rule = match &terms[at].kind {
            // "cinq arobases, la note maximale": the highest is told, no rule.
            Kind::Level(level) => {
                level.form != Form::Highest && is_limit(terms, at) || repeats_unit(terms, at)
            }
            Kind::Number(value) => *value <= 5 && is_limit(terms, at),
            _ => false,
        };
        if rule {
            terms[at].kind = Kind::Scale;
        }
    }
}

/// Whether the words around a number make it a limit.
fn is_limit(terms: &[Term], at: usize) -> bool {
    let before = |back: usize| {
        at.checked_sub(back)
            .map_or("", |before| terms[before].word())
    };
    let skip = usize::from(terms.get(at + 1).is_some_and(|term| term.is_mark('"')));
    let after = |ahead: usize| terms.get(at + ahead + skip).map_or("", Term::word);
    let limited = matches!(
        (before(2), before(1)),
        ("jusqu", "à")
            | ("au", "moins" | "plus" | "maximum" | "minimum")
            | ("minimum", "de")
            | ("maximum", "est")
            | ("sur", "les" | "un" | "ses")
            | (_, "sur" | "minimum" | "maximum" | "entre")
    );
    // "s'alignent sur quatre": those have them.
    let on = before(1) == "sur" && at >= 2 && terms[at - 2].begins("align camp");
    // "affichent le maximum de cinq arobases" is had; "un maximum de cinq" is a rule.
    let most = (before(2), before(1)) == ("maximum", "de");
    let held = at >= 4
        && before(3) == "le"
        && (terms[at - 4].is_cue(Cue::Award)
            || terms[at - 4].one_of("ont a toutes tous deux trois quatre avec")
            || matches!(terms[at - 4].kind, Kind::Number(_)));
    let limited = limited && !on || most && !held;
    let capped = match (after(1), after(2)) {
        ("au", "maximum" | "plus" | "minimum" | "max") => true,
        ("etant" | "est", "le") => after(3).starts_with("max") || after(3) == "plus",
        (word, _) => matches!(
            word,
            "possibles" | "possible" | "maximum" | "maximums" | "max" | "maxi"
        ),
    };
    limited || capped
}

/// "arobases (@)", "de un à cinq (@)": a sign in brackets that only shows the unit.
fn repeats_unit(terms: &[Term], at: usize) -> bool {
    let single = terms[at]
        .level()
        .is_some_and(|level| level.form == Form::Single);
    let counted = |term: &Term| {
        matches!(
            term.kind,
            Kind::Unit | Kind::Level(_) | Kind::Scale | Kind::Number(_)
        )
    };
    single && at >= 2 && terms[at - 1].is_mark('(') && counted(&terms[at - 2])
}

/// A grade told twice in a row is one: "@@@@@ » avec cinq arobases", "le grade le plus élevé (5 arobases)".
fn join_doubles(terms: &mut Vec<Term>) {
    let mut at = 0;
    while at < terms.len() {
        let Some(next) = double(terms, at) else {
            at += 1;
            continue;
        };
        let highest = |at: usize| {
            terms[at]
                .level()
                .is_some_and(|level| level.form == Form::Highest)
        };
        let kept = if highest(at) { next } else { at };
        // "Le niveau le plus élevé est de cinq arobases": a rule.
        let defined = highest(at)
            && terms[at + 1].one_of("est etant")
            && !terms[..at].iter().any(|term| term.is_cue(Cue::Award));
        let open = terms[at + 1..next].iter().any(|term| term.is_mark('('));
        let closed = terms.get(next + 1).is_some_and(|term| term.is_mark(')'));
        let end = next + 1 + usize::from(open && closed);
        let span = terms[at].span.start..terms[end - 1].span.end;
        let kind = if defined {
            Kind::Scale
        } else {
            terms[kept].kind.clone()
        };
        terms.splice(at..end, [Term { span, kind }]);
    }
}

/// The term that tells the grade at `at` again, if one does.
fn double(terms: &[Term], at: usize) -> Option<usize> {
    let first = terms[at].level()?;
    let next = (at + 1..terms.len().min(at + 9)).find(|next| terms[*next].level().is_some())?;
    let second = terms[next].level()?;
    let gap = &terms[at + 1..next];
    let highest = first.form == Form::Highest || second.form == Form::Highest;
    let near = highest || gap.len() < 5 && !gap.iter().any(|term| term.word() == "et");
    (first.values == second.values && near && gap.iter().all(is_apposition)).then_some(next)
}

/// Words and signs that may stand between a grade and its repetition.
fn is_apposition(term: &Term) -> bool {
    match &term.kind {
        Kind::Mark(mark) => matches!(mark, ',' | '"' | '(' | ')' | '-' | ':' | '!'),
        Kind::Label | Kind::Trigger => true,
        Kind::Word { .. } => term.one_of(
            "avec soit c est à dire autrement dit la le du de et ou ce qui represente ville label un une \
             correspondant au en recevant grade degre",
        ),
        _ => false,
    }
}
