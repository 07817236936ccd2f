//! Numbers that stand for grades without their unit: "en a eu quatre", "trois pour Yville".

use super::alike;
use super::alone::is_alone;
use super::beside::{
    ADVERBS, bracketed_names, counts_them, follows_count, follows_name, is_and_of, is_bracketed,
    is_for_whom, is_kept, is_out_of, leads_names, opens_names,
};
use super::moves::{ends_at, moves_to, passes};
use super::nth;
use super::set_out;
use super::term::{Form, Kind, LevelTerm, Term};
use crate::label::lexicon::Cue;

/// Makes grades of the numbers that stand for them. `label_near`: the label's name or unit stands in
/// this sentence or beside it; `before`: the grade that the sentence before told last.
pub(super) fn complete(terms: &mut [Term], label_near: bool, before: Option<u8>, echo: Option<u8>) {
    // A grade that "même tarif" was made of stands for one told before.
    let first = terms.iter().find_map(Term::level);
    let mut seen = label_near && first.is_none_or(|level| level.form == Form::Elliptic);
    let mut last = before;
    let graded = label_near && terms.iter().any(|term| term.level().is_some());
    let several = bracketed_names(terms);
    if label_near {
        alike::in_order(terms);
    }
    for at in 0..terms.len() {
        if let Kind::Level(level) = &terms[at].kind {
            seen |= level.form != Form::Single;
            last = level.value().or(last);
        }
        if label_near && let Some((from, value)) = passes(terms, at) {
            let mut level = LevelTerm::one(value, Form::Elliptic);
            level.from = Some(from);
            last = Some(value);
            terms[at].kind = Kind::Level(level);
            continue;
        }
        seen |= label_near && counts_by_year(terms, at);
        // "de quatre à cinq": the second tells both.
        if label_near && passes(terms, at + 2).is_some() {
            continue;
        }
        let value = match &terms[at].kind {
            Kind::Number(value @ 1..=5) => u8::try_from(*value).ok(),
            _ if let Some(ordinal) = ordinal(terms, at, last, echo, label_near) => {
                last = ordinal.value();
                terms[at].kind = Kind::Level(ordinal);
                continue;
            }
            _ if let Some(value) = alike::value(terms, at, last) => {
                last = Some(value);
                terms[at].kind = Kind::Level(LevelTerm::one(value, Form::Elliptic));
                continue;
            }
            _ if is_alone(terms, at) => Some(1),
            _ => continue,
        };
        // "Bron, qui en comptait trois l'an dernier, pointe à quatre arobases".
        let ahead = graded
            && !seen
            && (is_of_them(terms, at) || moves_to(terms, at))
            && counts_nothing(terms, at);
        let listed = is_bracketed(terms, at) && (label_near && several >= 2 || several >= 3);
        if ahead || listed || seen && stands_for_grade(terms, at, before.is_some()) {
            last = value;
            terms[at].kind = Kind::Level(LevelTerm::one(value.unwrap_or(1), Form::Elliptic));
        }
    }
}

/// The grade that an ordinal or "une autre" at `at` stands for, where one was told before.
fn ordinal(
    terms: &[Term],
    at: usize,
    last: Option<u8>,
    echo: Option<u8>,
    label_near: bool,
) -> Option<LevelTerm> {
    let value = nth::value(&terms[at]);
    if last.or(echo).is_some() && nth::dates_back(terms, at) {
        return Some(LevelTerm::one(value.unwrap_or(1), Form::Ordinal));
    }
    if last.is_some() && (nth::is_next_one(terms, at) || nth::stands_for_grade(terms, at))
        || last.or(echo).is_some() && nth::is_added(terms, at)
    {
        return Some(LevelTerm::one(value.unwrap_or(1), Form::Ordinal));
    }
    if let Some(last) = last.filter(|last| *last < 5)
        && nth::is_another(terms, at)
    {
        return Some(LevelTerm::one(last + 1, Form::Ordinal));
    }
    (label_near && nth::is_rung(terms, at))
        .then(|| LevelTerm::one(value.unwrap_or(1), Form::Elliptic))
}

fn stands_for_grade(terms: &[Term], at: usize, graded: bool) -> bool {
    let told = graded || terms[..at].iter().any(|term| term.level().is_some());
    if told && nth::is_first_ones(terms, at) {
        return true;
    }
    if set_out::stands(terms, at, told) {
        return true;
    }
    if told && (opens_names(terms, at) || is_kept(terms, at) || leads_names(terms, at))
        || is_and_of(terms, at)
        || is_out_of(terms, at)
    {
        return true;
    }
    if counts_them(terms, at) {
        return false;
    }
    if told && was_before(terms, at) {
        return true;
    }
    if !counts_nothing(terms, at) {
        return false;
    }
    let word = |steps: usize| at.checked_sub(steps).map_or("", |back| terms[back].word());
    // "n'a pas cinq arobases mais quatre", "mieux que Xville (trois)".
    let instead = told && matches!(word(1), "mais" | "contre");
    let bracketed = (told || bracketed_names(terms) >= 2)
        && at >= 2
        && terms[at - 1].is_mark('(')
        && (terms[at - 2].place().is_some() || talks_of_one(&terms[..at - 1]))
        && terms.get(at + 1).is_some_and(|next| next.is_mark(')'));
    // "trois en 2020 et maintenant quatre".
    let this_year = told
        && at >= 3
        && terms[at - 1].is_mark(',')
        && terms[at - 3].one_of("cette aujourd")
        && terms[at - 2].one_of("annee fois edition hui");
    // "2018 : trois."
    let headed = told
        && at >= 2
        && terms[at - 1].is_mark(':')
        && matches!(terms[at - 2].kind, Kind::Year(_));
    let now = headed
        || told && closes_with(terms, at)
        || total(terms, at)
        || this_year
        || told && at > 0 && terms[at - 1].one_of("maintenant desormais hui puis enfin voici");
    is_of_them(terms, at)
        || now
        || told && ends_at(terms, at)
        || instead
        || told
            && terms
                .get(at + 1)
                .is_some_and(|next| next.one_of("aujourd maintenant desormais cette"))
        || bracketed
        || told && stands_alone(terms, at)
        || settles_for(terms, at)
        || is_dated(terms, at)
        || is_alone(terms, at)
        || moves_to(terms, at)
        || told && (is_for_whom(terms, at) || follows_name(terms, at) || follows_count(terms, at))
}

/// "contre deux obtenues en 2014", "après les trois de 2022": what was had before.
fn was_before(terms: &[Term], at: usize) -> bool {
    let next = |ahead: usize| terms.get(at + ahead);
    let had =
        next(1).is_some_and(|next| next.begins("obtenue decroche recu acquis attribue gagne"));
    let after = at >= 2
        && terms[at - 1].one_of("les ses leurs")
        && terms[at - 2].word() == "apres"
        && next(1).is_some_and(|next| next.one_of("de en"))
        && next(2).is_some_and(|year| matches!(year.kind, Kind::Year(_)));
    after || had && at > 0 && terms[at - 1].word() == "contre"
}

/// "une arobase de plus, soit quatre au total", "atteignent le maximum, soit cinq".
fn total(terms: &[Term], at: usize) -> bool {
    let told = |term: &Term| {
        let highest = term
            .level()
            .is_some_and(|level| level.form == Form::Highest);
        matches!(term.kind, Kind::Delta { .. }) || highest || term.one_of("maximum max plafond")
    };
    at > 0 && terms[at - 1].one_of("soit") && terms[..at].iter().any(told)
}

/// "Seule Xville fait mieux, avec cinq."
fn closes_with(terms: &[Term], at: usize) -> bool {
    at > 0
        && terms[at - 1].word() == "avec"
        && terms[..at].iter().any(|term| term.place().is_some())
        && terms.get(at + 1).is_none_or(|next| {
            matches!(next.kind, Kind::Mark('.' | ';' | '!'))
                || next.is_mark(',') && comes_back(terms, at)
        })
}

/// "Xville et Yville repartent avec deux, Zville avec trois."
fn comes_back(terms: &[Term], at: usize) -> bool {
    (2..=6.min(at)).any(|steps| {
        !terms[at + 1 - steps..at]
            .iter()
            .any(|term| matches!(term.kind, Kind::Mark(_)))
            && terms[at - steps]
                .begins("repart revien rentr reviennent sort termin fini figur suiv")
    })
}

/// "… au sommet de l'échelle : cinq.", "… – quatre.": a number between two signs closes the sentence.
fn stands_alone(terms: &[Term], at: usize) -> bool {
    let opened = at >= 2 && (terms[at - 1].is_mark(':') || terms[at - 1].is_mark('-'));
    let ends = |term: &Term| matches!(term.kind, Kind::Mark('.' | '!' | '…' | ';'));
    opened && terms.get(at + 1).is_none_or(ends)
}

/// "Xville les talonne (quatre)": before the bracket stands a verb of one town, and no crowd.
fn talks_of_one(before: &[Term]) -> bool {
    let clause = before.iter().rev().take_while(|term| {
        !matches!(
            term.kind,
            Kind::Mark(';' | ':' | '.' | ')') | Kind::Level(_)
        )
    });
    let mut named = false;
    for term in clause.take(8) {
        if matches!(term.kind, Kind::Cue(Cue::Crowd, _) | Kind::Number(_)) {
            return false;
        }
        named |= term.place().is_some();
    }
    named
}

/// "n'avait reçu que des arobases : trois en 2020, quatre en 2021": the unit before the colon is that of the numbers.
fn counts_by_year(terms: &[Term], at: usize) -> bool {
    matches!(terms[at].kind, Kind::Unit) && terms.get(at + 1).is_some_and(|next| next.is_mark(':'))
}

/// ": trois en 2020", ", quatre en 2021".
fn is_dated(terms: &[Term], at: usize) -> bool {
    // "En 2012, deux : le site avait été refait."
    let framed = at >= 3
        && terms[at - 1].is_mark(',')
        && matches!(terms[at - 2].kind, Kind::Year(_))
        && terms[at - 3].word() == "en"
        && (at == 3 || matches!(terms[at - 4].kind, Kind::Mark(';' | '.' | ',' | ':')))
        && terms
            .get(at + 1)
            .is_none_or(|next| matches!(next.kind, Kind::Mark(':' | ',' | '.' | ';' | '!')));
    framed
        || at > 0 && matches!(terms[at - 1].kind, Kind::Mark(':' | ',')) && {
            let skip = usize::from(terms.get(at + 1).is_some_and(|next| next.one_of(ADVERBS)));
            let next = |ahead: usize| terms.get(at + ahead + skip);
            next(1).is_some_and(|next| next.word() == "en")
                && next(2).is_some_and(|year| matches!(year.kind, Kind::Year(_)))
        }
}

/// "se contentent de deux", "se contentent, si l'on ose dire, de deux".
fn settles_for(terms: &[Term], at: usize) -> bool {
    let aside = || {
        let open = |pair: &[Term]| pair[0].begins("content") && pair[1].is_mark(',');
        terms[at - 2].is_mark(',') && terms[at.saturating_sub(10)..at].windows(2).any(open)
    };
    at >= 2 && terms[at - 1].word() == "de" && (terms[at - 2].begins("content") || aside())
}

/// "Xville et Yville, cinq.": names, numbers, and nothing that says what they do.
pub(super) fn is_verbless(terms: &[Term]) -> bool {
    let number = |term: &Term| matches!(term.kind, Kind::Number(1..=5)) || term.one_of("un une");
    let joint = |term: &Term| {
        matches!(
            term.kind,
            Kind::Mark(',' | ';' | ':' | '.' | '-' | '(' | ')')
                | Kind::Department(_)
                | Kind::Cue(Cue::Same, _)
        ) || term
            .one_of("et puis enfin ensuite d abord la le les l de du des ville commune aussi mais")
    };
    terms.iter().any(|term| term.place().is_some())
        && terms.iter().any(number)
        && terms
            .iter()
            .all(|term| term.place().is_some() || number(term) || joint(term))
}

/// "cinq ans plus tard", two terms behind `at`.
fn is_later(terms: &[Term], at: usize) -> bool {
    terms
        .get(at + 2)
        .is_some_and(|unit| unit.one_of("ans annees mois"))
        && terms.get(at + 3).is_some_and(|more| more.word() == "plus")
}

/// Whether what follows a number is no noun that it counts.
pub(super) fn counts_nothing(terms: &[Term], at: usize) -> bool {
    let Some(next) = terms.get(at + 1) else {
        return true;
    };
    let sign = matches!(
        next.kind,
        Kind::Mark(',' | '.' | ';' | '!' | ')' | '(' | ':' | '…')
            | Kind::Year(_)
            | Kind::Run(_)
            | Kind::Cue(Cue::Likewise | Cue::Last, _)
    ) || matches!(next.kind, Kind::Ago(_)) && next.span.len() > 12;
    // "en possède quatre cinq ans plus tard".
    let later = matches!(next.kind, Kind::Number(_) | Kind::Ago(_)) && is_later(terms, at);
    // "trois de 2009 à 2012"
    let span = next.word() == "de"
        && terms
            .get(at + 2)
            .is_some_and(|year| matches!(year.kind, Kind::Year(_)));
    // "en décroche une dès sa première participation".
    let at_once = next.word() == "des"
        && terms
            .get(at + 2)
            .is_some_and(|own| own.one_of("sa son leur la le"));
    // "quatre aussi pour Xville"
    let adverb = next.one_of(ADVERBS)
        && terms
            .get(at + 2)
            .is_some_and(|term| term.one_of("pour à au aux"));
    sign || later || span || at_once || adverb || next
        .one_of(
            "et pour à aux en tandis contre cette quand desormais alors comme depuis au aujourd maintenant seulement chacune chacun seule seul l vont encore toujours deja",
        )
}

/// "en compte désormais quatre", "en ont reçu trois".
fn is_of_them(terms: &[Term], at: usize) -> bool {
    (2..=5.min(at)).any(|steps| {
        let verb = &terms[at + 1 - steps];
        let between = &terms[at + 1 - steps..at];
        let plain = |term: &Term| {
            !matches!(
                term.kind,
                Kind::Mark(_) | Kind::Place(_) | Kind::Number(_) | Kind::Year(_)
            )
        };
        // "il n'en reste que deux" says nothing of whom.
        let remains = at > steps
            && terms[at - steps - 1].word() == "n"
            && between.iter().any(|term| term.begins("reste"));
        !remains
            && terms[at - steps].word() == "en"
            && !between
                .iter()
                .any(|term| term.begins("refus rejet perd rendu vendu ferme"))
            && between.iter().all(plain)
            && matches!(verb.kind, Kind::Word { .. } | Kind::Cue(Cue::Award, _))
            && !verb.one_of("les la le")
    })
}
