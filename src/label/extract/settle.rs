//! What one term alone cannot tell: ranges, comparisons, limits, and grades told twice.

use super::term::{Form, Kind, LevelTerm, Term, Than};
use crate::label::lexicon::Cue;

/// Settles what one term alone cannot tell: scales, totals told twice, comparisons.
pub(super) fn settle(terms: &mut Vec<Term>) {
    host(terms);
    unknown_label(terms);
    join_ranges(terms);
    bare_scale(terms);
    counted(terms);
    compare(terms);
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
                && (1..5).any(|back| at >= back && terms[at - back].begins("pass mont grimp evol"));
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

/// `un de plus qu'en 2013`, `une arobase supplémentaire`, `une de plus`.
fn compare(terms: &mut Vec<Term>) {
    let mut at = 0;
    while at < terms.len() {
        if let Some(len) = a_year_after(terms, at) {
            let span = terms[at].span.start..terms[at + len - 1].span.end;
            let than = Some(Than::Last);
            let kind = Kind::Delta { by: 1, than };
            terms.splice(at..at + len, [Term { span, kind }]);
        } else if let Some((by, len)) = step(terms, at) {
            let mut end = at + len;
            let mut than = None;
            // "par rapport à 2006".
            let about = terms[end..]
                .iter()
                .zip(["par", "rapport", "à"])
                .take_while(|(term, word)| term.word() == *word)
                .count();
            if about == 3
                || about == 2 && terms.get(end + 2).is_some_and(|term| term.word() == "au")
            {
                end += 2;
            }
            if about >= 2 || terms.get(end).is_some_and(|term| term.one_of("qu que à")) {
                let skip = terms[end + 1..]
                    .iter()
                    .take_while(|term| term.one_of("en l à la lors de"))
                    .count();
                match terms.get(end + 1 + skip).map(|term| &term.kind) {
                    Some(Kind::Year(year)) => than = Some(Than::Year(*year)),
                    Some(Kind::Cue(Cue::Last, _)) => than = Some(Than::Last),
                    Some(Kind::Ago(count)) => than = Some(Than::Ago(*count)),
                    _ => {}
                }
                if than.is_some() {
                    end += skip + 2;
                }
            }
            let span = terms[at].span.start..terms[end - 1].span.end;
            terms.splice(
                at..end,
                [Term {
                    span,
                    kind: Kind::Delta { by, than },
                }],
            );
        }
        at += 1;
    }
}

/// "sa deuxième arobase, un an après la première": one less, an edition before.
fn a_year_after(terms: &[Term], at: usize) -> Option<usize> {
    let word = |ahead: usize| terms.get(at + ahead).map_or("", Term::word);
    let year = terms[at].one_of("un une") && matches!(word(1), "an" | "edition" | "annee");
    let only = usize::from(matches!(word(2), "seulement" | "tout" | "juste"));
    let after = word(2 + only) == "apres" && matches!(word(3 + only), "la" | "sa" | "son" | "le");
    let nth = matches!(
        word(4 + only),
        "premiere" | "premier" | "deuxieme" | "troisieme" | "quatrieme" | "precedente"
    );
    (year && after && nth).then_some(5 + only)
}

/// A number of arobases more or less at `at`, and how many terms it takes.
fn step(terms: &[Term], at: usize) -> Option<(i8, usize)> {
    let word = |offset: usize| terms.get(at + offset).map_or("", Term::word);
    let count = match &terms[at].kind {
        Kind::Level(level) if matches!(level.form, Form::Plain | Form::Other | Form::Single) => {
            i8::try_from(level.value()?).ok()?
        }
        Kind::Number(value) => i8::try_from(*value).ok().filter(|value| *value < 5)?,
        Kind::Word { folded, .. } if folded == "un" || folded == "une" => 1,
        _ => return None,
    };
    let verb = |term: &Term| term.begins("gagn perd mont grav grimp prend prenn");
    let sign = |term: &Term| if term.begins("perd") { -count } else { count };
    // "gagne un échelon", "monte d'une marche", "en perd une".
    let before = (1..=2).filter_map(|back| terms.get(at.checked_sub(back)?));
    // A rank that is gained in some table is no grade: arobases must be told beside it.
    let told = |term: &Term| term.level().is_some() || matches!(term.kind, Kind::Unit);
    let bare = terms[at].level().is_none() && terms.iter().any(told);
    if let Some(moves) = before.clone().find(|term| bare && verb(term)) {
        if matches!(word(1), "echelon" | "cran" | "marche" | "rang") {
            return Some((sign(moves), 2));
        }
        let of_them = at >= 2 && terms[at - 2].word() == "en" && verb(&terms[at - 1]);
        let closes = terms.get(at + 1).is_none_or(|next| {
            matches!(next.kind, Kind::Mark(_)) || next.one_of("par de cette et")
        });
        if of_them && closes {
            return Some((sign(moves), 1));
        }
    }
    match (word(1), word(2)) {
        ("de", "plus" | "mieux") | ("en", "plus") => Some((count, 3)),
        ("de" | "en", "moins") => Some((-count, 3)),
        ("supplementaire" | "supplementaires" | "additionnelle" | "additionnelles", _) => {
            Some((count, 2))
        }
        _ => {
            let new = at > 0
                && terms[at - 1].one_of("nouvelle nouvel nouveau autre nouvelles")
                && terms[at]
                    .level()
                    .is_some_and(|level| level.form != Form::Ordinal);
            // "gagne une arobase" says one more as often as the first one.
            let gains = at > 0
                && terms[at - 1].one_of("gagne gagnent gagnant perd perdent prend prennent ajoute ajoutent ajoutant engrange glane")
                && terms[at]
                    .level()
                    .is_some_and(|level| level.form == Form::Plain && level.value() < Some(3));
            let loses = at > 0 && terms[at - 1].begins("perd");
            (new || gains).then_some((if loses { -count } else { count }, 1))
        }
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
            | ("maximum" | "minimum", "de")
            | ("maximum", "est")
            | ("sur", "les" | "un" | "ses")
            | (_, "sur" | "minimum" | "maximum" | "entre")
    );
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
        let open = terms[at + 1..next].iter().any(|term| term.is_mark('('));
        let closed = terms.get(next + 1).is_some_and(|term| term.is_mark(')'));
        let end = next + 1 + usize::from(open && closed);
        let span = terms[at].span.start..terms[end - 1].span.end;
        let kind = terms[kept].kind.clone();
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
