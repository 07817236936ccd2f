//! Numbers that stand for grades without their unit: "en a eu quatre", "trois pour Yville".

use super::alone::is_alone;
use super::beside::{
    bracketed_names, counts_them, follows_count, follows_name, is_and_of, is_bracketed,
    is_for_whom, is_kept, is_out_of, is_told_of_name, leads_names, opens_names, owns,
};
use super::moves::{ends_at, moves_to, passes};
use super::nth;
use super::term::{Form, Kind, LevelTerm, Term, before_step};
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
            _ if doubles(terms, at) && last.is_some_and(|last| last <= 2) => {
                let value = last.map_or(2, |last| last * 2);
                terms[at].kind = Kind::Level(LevelTerm::one(value, Form::Elliptic));
                continue;
            }
            Kind::Delta { by, than: None }
                if last.is_some() && (is_told_of_name(terms, at) || heads_others(terms, at)) =>
            {
                if let Some(value) = last.and_then(|last| before_step(last, -by)) {
                    terms[at].kind = Kind::Level(LevelTerm::one(value, Form::Elliptic));
                }
                continue;
            }
            _ if is_alone(terms, at) => Some(1),
            _ if last.is_some() && is_as_many(terms, at) => {
                let value = last.unwrap_or(1);
                terms[at].kind = Kind::Level(LevelTerm::one(value, Form::Elliptic));
                continue;
            }
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

/// "qui n'en avait qu'une l'an passé, double la mise": twice what was told to have been had, where no grade
/// follows.
fn doubles(terms: &[Term], at: usize) -> bool {
    let object = |place: usize, test: &dyn Fn(&Term) -> bool| terms.get(place).is_some_and(test);
    // First what a glance tells: the rest goes through the whole sentence.
    let verb = terms[at].one_of("double doublent")
        && object(at + 1, &|next| next.one_of("la son sa le ses"))
        && object(at + 2, &|next| {
            next.begins("mise score total note nombre recolte capital butin")
        });
    verb && terms[..at]
        .iter()
        .any(|term| term.one_of("avait avaient comptait comptaient possedait detenait affichait"))
        && terms[..at]
            .iter()
            .filter(|term| term.level().is_some())
            .count()
            == 1
        && terms[at + 1..]
            .iter()
            .all(|term| term.level().is_none() && !matches!(term.kind, Kind::Number(1..=5)))
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

/// "quatre pour Xville et autant pour Yville": the grade just told once more.
fn is_as_many(terms: &[Term], at: usize) -> bool {
    let someone = |term: &Term| term.place().is_some() || term.is_cue(Cue::Town);
    terms[at].word() == "autant"
        && terms
            .get(at + 1)
            .is_some_and(|term| term.one_of("pour à au aux chez"))
        && terms[at + 2..].iter().take(4).any(someone)
}

fn stands_for_grade(terms: &[Term], at: usize, graded: bool) -> bool {
    let told = graded || terms[..at].iter().any(|term| term.level().is_some());
    if told && nth::is_first_ones(terms, at) {
        return true;
    }
    // "et Yville les trois reçues l'an passé".
    let given = terms
        .get(at + 1)
        .is_some_and(|next| next.begins("recue obtenue decrochee gagnee"));
    if told && given && owns(terms, at) {
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
    // "une arobase de plus, soit quatre au total".
    let step = |term: &Term| matches!(term.kind, Kind::Delta { .. });
    let total = at > 0 && terms[at - 1].one_of("soit") && terms[..at].iter().any(step);
    let now = headed
        || told && closes_with(terms, at)
        || total
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

/// "Seule Xville fait mieux, avec cinq."
fn closes_with(terms: &[Term], at: usize) -> bool {
    at > 0
        && terms[at - 1].word() == "avec"
        && terms[..at].iter().any(|term| term.place().is_some())
        && terms
            .get(at + 1)
            .is_none_or(|next| matches!(next.kind, Kind::Mark('.' | ';' | '!')))
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
    at > 0
        && matches!(terms[at - 1].kind, Kind::Mark(':' | ','))
        && terms.get(at + 1).is_some_and(|next| next.word() == "en")
        && terms
            .get(at + 2)
            .is_some_and(|year| matches!(year.kind, Kind::Year(_)))
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

/// "Viennent ensuite, avec une arobase de moins, Xville et Yville".
fn heads_others(terms: &[Term], at: usize) -> bool {
    let with = at > 0 && terms[at - 1].word() == "avec";
    let comma = terms.get(at + 1).is_some_and(|term| term.is_mark(','));
    with && comma && terms.get(at + 2).is_some_and(|term| term.place().is_some())
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
    sign || later || span || at_once || next
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
        terms[at - steps].word() == "en"
            && !between
                .iter()
                .any(|term| term.begins("refus rejet perd rendu vendu ferme"))
            && between.iter().all(plain)
            && matches!(verb.kind, Kind::Word { .. } | Kind::Cue(Cue::Award, _))
            && !verb.one_of("les la le")
    })
}
