//! Numbers that stand for grades without their unit: "en a eu quatre", "trois pour Yville".

use super::moves::{ends_at, moves_to, passes};
use super::nth;
use super::term::{Form, Kind, LevelTerm, Term};
use crate::label::lexicon::Cue;

/// Makes grades of the numbers that stand for them. `label_near`: the label's name or unit stands in
/// this sentence or beside it; `before`: the grade that the sentence before told last.
pub(super) fn complete(terms: &mut [Term], label_near: bool, before: Option<u8>, echo: Option<u8>) {
    let mut seen = label_near && terms.iter().all(|term| term.level().is_none());
    let mut last = before;
    let graded = label_near && terms.iter().any(|term| term.level().is_some());
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
        // "de quatre à cinq": the second tells both.
        if label_near && passes(terms, at + 2).is_some() {
            continue;
        }
        let value = match &terms[at].kind {
            Kind::Number(value @ 1..=5) => u8::try_from(*value).ok(),
            _ if last.is_some()
                && (nth::is_next_one(terms, at) || nth::stands_for_grade(terms, at)) =>
            {
                let value = nth::value(&terms[at]).unwrap_or(1);
                last = Some(value);
                terms[at].kind = Kind::Level(LevelTerm::one(value, Form::Ordinal));
                continue;
            }
            _ if last.or(echo).is_some() && nth::is_added(terms, at) => {
                last = nth::value(&terms[at]);
                terms[at].kind = Kind::Level(LevelTerm::one(last.unwrap_or(1), Form::Ordinal));
                continue;
            }
            _ if nth::is_another(terms, at) && last.is_some_and(|last| last < 5) => {
                last = last.map(|last| last + 1);
                terms[at].kind = Kind::Level(LevelTerm::one(last.unwrap_or(1), Form::Ordinal));
                continue;
            }
            _ if label_near && nth::is_rung(terms, at) => {
                last = nth::value(&terms[at]);
                terms[at].kind = Kind::Level(LevelTerm::one(last.unwrap_or(1), Form::Elliptic));
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
        if ahead || seen && stands_for_grade(terms, at, before.is_some()) {
            last = value;
            terms[at].kind = Kind::Level(LevelTerm::one(value.unwrap_or(1), Form::Elliptic));
        }
    }
}

/// "se contente d'une.", "ferme la marche avec une", "vingt-trois une seule": one, and no article.
fn is_alone(terms: &[Term], at: usize) -> bool {
    if !terms[at].one_of("une un") {
        return false;
    }
    let word = |steps: usize| at.checked_sub(steps).map_or("", |back| terms[back].word());
    let brought = matches!(
        word(1),
        "avec"
            | "compte"
            | "totalise"
            | "obtient"
            | "recoit"
            | "avait"
            | "comptait"
            | "affiche"
            | "decroche"
            | "affichait"
            | "detenait"
            | "possede"
            | "qu"
    ) || matches!(word(1), "d" | "de") && word(2).starts_with("content")
        || matches!(word(1), "qu" | "que")
            && (2..=6).any(|steps| matches!(word(steps), "n" | "ne"))
        || at.checked_sub(1).is_some_and(|back| {
            matches!(
                terms[back].kind,
                Kind::Number(_) | Kind::Place(_) | Kind::Mark(',' | ':')
            )
        });
    // "la commune en avait une l'an passé".
    let of_them = (2..=4).any(|steps| {
        word(steps) == "en"
            && at.checked_sub(1).is_some_and(|back| {
                terms[back].is_cue(Cue::Award)
                    || terms[back].begins("avai a avons ont compt possed affich")
            })
    });
    let brought = brought || of_them;
    let next = at
        + 1
        + usize::from(
            terms
                .get(at + 1)
                .is_some_and(|term| term.one_of("seule seul")),
        );
    let ends = terms.get(next).is_none_or(|term| {
        matches!(
            term.kind,
            Kind::Mark('.' | ';' | ',' | '!' | ')' | '(' | '…') | Kind::Cue(Cue::Last, _)
        ) || term.word() == "en"
            && terms
                .get(next + 1)
                .is_some_and(|year| matches!(year.kind, Kind::Year(_)))
            || term.is_mark(':') && word(1) == "qu"
    });
    if ends && word(1) == "à" && moves_to(terms, at) {
        return true;
    }
    // "n'en compte qu'une": of them, and no more.
    let only = word(1) != "qu" || (2..=4).any(|steps| word(steps) == "en");
    brought && only && ends
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
    if !counts_nothing(terms, at) {
        return false;
    }
    let word = |steps: usize| at.checked_sub(steps).map_or("", |back| terms[back].word());
    // "se contentent de deux".
    let settles = word(1) == "de" && word(2).starts_with("content");
    // "n'a pas cinq arobases mais quatre", "mieux que Xville (trois)".
    let instead = told && matches!(word(1), "mais" | "contre");
    let bracketed = told
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
        || settles
        || is_alone(terms, at)
        || moves_to(terms, at)
        || told && (is_for_whom(terms, at) || follows_name(terms, at) || follows_count(terms, at))
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
    sign || later || next
        .one_of(
            "et pour à aux en tandis contre cette quand desormais alors comme depuis au aujourd maintenant chacune chacun seule seul l vont encore toujours deja",
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
            && between.iter().all(plain)
            && matches!(verb.kind, Kind::Word { .. } | Kind::Cue(Cue::Award, _))
            && !verb.one_of("les la le")
    })
}

/// "trois pour Yville", "deux pour vingt communes".
fn is_for_whom(terms: &[Term], at: usize) -> bool {
    let someone = |term: &Term| {
        matches!(term.kind, Kind::Place(_) | Kind::Number(_))
            || term.is_cue(Cue::Crowd)
            || term.is_cue(Cue::Town)
            || term
                .one_of("celle celui premiere premier seconde second derniere dernier autre elle")
    };
    // "trois, pour finir, à Yville"
    let aside = |term: &&Term| !term.one_of("à aux au") && !someone(term);
    let skip = match terms.get(at + 1) {
        Some(term) if term.is_mark(',') => {
            1 + terms[at + 1..].iter().take(5).take_while(aside).count()
        }
        _ => 1,
    };
    let opens =
        at == 0 || terms[at - 1].one_of("et puis") || matches!(terms[at - 1].kind, Kind::Mark(_));
    (skip == 1 || opens)
        && terms
            .get(at + skip)
            .is_some_and(|term| term.one_of("pour à aux au"))
        && terms[at + skip + 1..].iter().take(4).any(someone)
}

/// "soixante-neuf deux (Xville, Yville)": the unit is that of the grade told before.
fn follows_count(terms: &[Term], at: usize) -> bool {
    at > 0 && matches!(terms[at - 1].kind, Kind::Number(6..))
}

/// "Xville cinq arobases, Yville quatre", "Xville de cinq arobases et Yville de trois", "trois en 2017".
fn follows_name(terms: &[Term], at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map(|back| &terms[back]);
    let is_name = |term: &Term| matches!(term.kind, Kind::Place(_));
    let of_name =
        back(1).is_some_and(|term| term.one_of("de à avec")) && back(2).is_some_and(is_name);
    // "Xville et Yville, de cinq".
    let of_name = of_name
        || back(1).is_some_and(|term| term.word() == "de")
            && back(2).is_some_and(|term| term.is_mark(','))
            && back(3).is_some_and(is_name);
    let in_year = terms
        .get(at + 1)
        .is_some_and(|term| term.one_of("en depuis"))
        && terms
            .get(at + 2)
            .is_some_and(|term| matches!(term.kind, Kind::Year(_)));
    let nth = |term: &Term| term.one_of("premiere seconde deuxieme troisieme derniere");
    // "Xville, quatre ;", "Xville et Yville : deux".
    let set_off = back(1).is_some_and(|term| term.is_mark(',') || term.is_mark(':'))
        && back(2).is_some_and(is_name)
        && terms
            .get(at + 1)
            .is_none_or(|term| !term.one_of("pour à aux au") && !term.is_mark('('));
    // "Xville, Yville : 4 et 3 @": numbers of a list, told in its order.
    let counted = |ahead: usize| {
        terms
            .get(at + ahead)
            .is_some_and(|term| matches!(term.kind, Kind::Number(1..=5)) || term.level().is_some())
    };
    let in_list = terms
        .get(at + 1)
        .is_some_and(|term| term.is_mark(',') || term.word() == "et")
        && counted(2);
    let set_off = set_off && !in_list;
    of_name
        || in_year
        || set_off
        || after_aside(terms, at)
        || owns(terms, at)
        || back(1).is_some_and(|term| is_name(term) || nth(term))
}

/// "Xville, plus discrète, deux": an aside between the name and its number.
fn after_aside(terms: &[Term], at: usize) -> bool {
    let comma = at
        .checked_sub(1)
        .is_some_and(|back| terms[back].is_mark(','));
    let ends = terms.get(at + 1).is_none_or(|next| {
        matches!(next.kind, Kind::Mark('.' | ',' | ';' | '!')) || next.word() == "et"
    });
    if !comma || !ends {
        return false;
    }
    let plain = |term: &&Term| {
        matches!(
            term.kind,
            Kind::Word { .. } | Kind::Department(_) | Kind::Cue(Cue::Candidacy | Cue::Town, _)
        ) && !term.one_of("et qui que")
    };
    let aside = terms[..at - 1]
        .iter()
        .rev()
        .take(7)
        .take_while(plain)
        .count();
    let open = at.checked_sub(2 + aside);
    aside > 0
        && open.is_some_and(|open| {
            terms[open].is_mark(',') && open > 0 && terms[open - 1].place().is_some()
        })
}

/// "Xville conserve ses cinq arobases et Yville ses quatre".
fn owns(terms: &[Term], at: usize) -> bool {
    at >= 2 && terms[at - 1].one_of("ses les leurs") && terms[at - 2].place().is_some()
}
