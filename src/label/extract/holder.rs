//! Who may hold a grade in a sentence: a place or a list of places, a crowd ("24 villes"), or "the
//! town" that was spoken of before.

use std::ops::Range;

use super::others::is_neighbourhood;
use super::term::{Kind, Role, Term};
use crate::label::lexicon::Cue;

/// Somebody that a sentence may give a grade to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    /// The terms that name it.
    pub(super) terms: Range<usize>,
    /// Who it is.
    pub(super) who: Who,
    /// How it stands in the sentence.
    pub(super) role: Role,
}

/// Who holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Places, by the numbers of their terms.
    Places(Vec<usize>),
    /// Many, and how many where it is said.
    Crowd(Option<u32>),
    /// The one spoken of.
    Town,
    /// "la première", "la seconde": one of the list named before, from 0; `usize::MAX` for the last.
    Nth(usize),
    /// "cette dernière", "celle-ci": the one named last of all.
    Latter,
}

/// The holders of the sentence `terms`, from left to right.
pub(super) fn holders(terms: &[Term]) -> Vec<Holder> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < terms.len() {
        let holder = match &terms[at].kind {
            Kind::Place(place) => Some(group(terms, at, place.role)),
            Kind::Cue(Cue::Crowd, _)
                if !names_place(terms, at)
                    && !is_of_grouping(terms, at)
                    && !is_neighbourhood(terms, at) =>
            {
                Some(crowd(terms, at))
            }
            Kind::Cue(Cue::Town, _) if !names_place(terms, at) && !is_another(terms, at) => {
                Some(Holder {
                    terms: at..at + 1,
                    who: Who::Town,
                    role: town_role(terms, at),
                })
            }
            Kind::Number(value) if counts(terms, at) => Some(Holder {
                terms: at..at + 1,
                who: Who::Crowd(Some(*value)),
                role: Role::Free,
            }),
            _ if is_latter(terms, at) => Some(Holder {
                terms: at..at + 2,
                who: Who::Latter,
                role: Role::Free,
            }),
            _ => nth(terms, at)
                .or_else(|| former(terms, at))
                .map(|(number, len)| Holder {
                    terms: at..at + len,
                    who: Who::Nth(number),
                    role: Role::Free,
                }),
        };
        at = holder.as_ref().map_or(at + 1, |holder| holder.terms.end);
        found.extend(holder);
    }
    found
}

/// "communauté de communes": those are counted by nobody.
fn is_of_grouping(terms: &[Term], at: usize) -> bool {
    at >= 2 && terms[at - 1].word() == "de" && terms[at - 2].begins("communaute groupement")
}

/// "la ville voisine", "la ville d'à côté": not the one spoken of.
fn is_another(terms: &[Term], at: usize) -> bool {
    let word = |ahead: usize| terms.get(at + ahead).map_or("", Term::word);
    matches!(word(1), "voisine" | "voisin" | "suivante" | "precedente")
        || word(1) == "d" && matches!(word(2), "à" | "a" | "en")
}

/// "cette dernière", "ce dernier", "celle-ci".
fn is_latter(terms: &[Term], at: usize) -> bool {
    let next = terms.get(at + 1).map_or("", Term::word);
    terms[at].one_of("cette ce") && matches!(next, "derniere" | "dernier")
        || terms[at].one_of("celle celui") && next == "ci"
}

/// "la première a reçu", "à la seconde, le jury donne", "sa voisine, elle, en compte": one of those
/// just named, by its number; and how many words say so.
fn nth(terms: &[Term], at: usize) -> Option<(usize, usize)> {
    if !terms[at].one_of("la le sa son l les") {
        return None;
    }
    let number = match terms.get(at + 1)?.word() {
        "premiers" | "premieres" if terms[at].word() == "les" => 0,
        "seconds" | "secondes" if terms[at].word() == "les" => 1,
        _ if terms[at].word() == "les" => return None,
        "premiere" | "premier" => 0,
        "seconde" | "second" | "deuxieme" => 1,
        "troisieme" => 2,
        "derniere" | "dernier" | "autre" => usize::MAX,
        "voisine" | "voisin" if terms[at].one_of("sa son") => usize::MAX,
        _ => return None,
    };
    // "La dernière nommée obtient".
    let len = 2 + usize::from(
        terms
            .get(at + 2)
            .is_some_and(|next| next.one_of("nommee nomme citee cite")),
    );
    // "trois pour la première."
    let given = at > 0 && terms[at - 1].one_of("à pour chez");
    let Some(next) = terms.get(at + len) else {
        return given.then_some((number, len));
    };
    let verb = |term: &Term| {
        term.is_cue(Cue::Award)
            || term.level().is_some()
            || matches!(term.kind, Kind::Number(1..=5))
            || term.one_of("a se s est avec compte en doit autant prend sont ont fait culmine domine caracole passe tombe retombe monte grimpe reste recule garde suit arrive stagne plafonne redescend progresse")
    };
    // "La seconde, elle, en compte": the comma and what is set between commas do not matter.
    let aside = next.is_mark(',')
        && terms[at + len + 1..]
            .iter()
            .take(9)
            .any(|term| verb(term) || term.is_cue(Cue::Same));
    let closed = given && matches!(next.kind, Kind::Mark(',' | ';' | '.' | ')'));
    (verb(next) || aside || closed).then_some((number, len))
}

/// "celle-là" and "l'une" are the first of those just named.
fn former(terms: &[Term], at: usize) -> Option<(usize, usize)> {
    let next = terms.get(at + 1)?.word();
    match (terms[at].word(), next) {
        ("celle" | "celui", "la") => Some((0, 2)),
        // "l'une trois, l'autre deux"; "l'une et l'autre" are both.
        ("l", "une" | "un")
            if (at > 0 && terms[at - 1].one_of("pour à")
                || !terms
                    .get(at + 2)
                    .is_some_and(|term| term.one_of("et ou des de")))
                && terms[at + 2..].iter().any(|term| term.word() == "autre") =>
        {
            Some((0, 2))
        }
        _ => None,
    }
}

fn town_role(terms: &[Term], at: usize) -> Role {
    match at.checked_sub(1).map_or("", |before| terms[before].word()) {
        "à" | "au" | "en" | "dans" => Role::At,
        "de" | "l" => Role::Office,
        _ => Role::Free,
    }
}

/// The words that only link a type word to its name: "la ville *de* Beauvais".
fn names_place(terms: &[Term], at: usize) -> bool {
    let mut next = at + 1;
    while terms
        .get(next)
        .is_some_and(|term| term.one_of("de d du des la le les l") || term.is_mark('"'))
    {
        next += 1;
    }
    (next > at + 1 || is_town_word(&terms[at]))
        && terms.get(next).is_some_and(|term| term.place().is_some())
}

fn is_town_word(term: &Term) -> bool {
    matches!(&term.kind, Kind::Cue(Cue::Crowd | Cue::Town, _))
}

fn crowd(terms: &[Term], at: usize) -> Holder {
    let number = (1..=2).find_map(|back| match terms.get(at.checked_sub(back)?)?.kind {
        Kind::Number(value) => Some(value),
        _ => None,
    });
    Holder {
        terms: at..at + 1,
        who: Who::Crowd(number),
        role: Role::Free,
    }
}

/// Whether the number at `at` stands for so many holders: "28 ont décroché", "37 à deux arobases".
fn counts(terms: &[Term], at: usize) -> bool {
    let Some(next) = terms.get(at + 1) else {
        return false;
    };
    // "Xville et Yville ont tous deux obtenu": those just named.
    if at > 0
        && terms[at - 1].one_of("tous toutes")
        && terms[..at].iter().any(|term| term.place().is_some())
    {
        return false;
    }
    // "passe de deux à trois": nobody is counted.
    let from_to = at > 0
        && terms[at - 1].one_of("de d")
        && next.word() == "à"
        && terms
            .get(at + 2)
            .is_some_and(|term| matches!(term.kind, Kind::Number(1..=5)) || term.level().is_some());
    if from_to {
        return false;
    }
    match &next.kind {
        Kind::Word { folded, .. } => matches!(
            folded.as_str(),
            "ont"
                | "sont"
                | "en"
                | "a"
                | "à"
                | "qui"
                | "avec"
                | "pour"
                | "n"
                | "se"
                | "d"
                | "seulement"
                | "dont"
        ),
        Kind::Cue(Cue::Award, _) | Kind::Level(_) | Kind::Number(_) => true,
        Kind::Mark(',') => {
            matches!(
                terms.get(at + 2).map(|term| &term.kind),
                Some(Kind::Level(_))
            ) || terms.get(at + 2).is_some_and(|term| term.word() == "dont")
        }
        _ => false,
    }
}

/// The list of places that begins at `at`.
fn group(terms: &[Term], at: usize, role: Role) -> Holder {
    let mut places = vec![at];
    let mut end = at + 1;
    let mut closed = false;
    while let Some(next) = next_place(terms, end) {
        let place = terms[next].place();
        // "à A et à B" goes on as it began; a landmark or an office does not belong to a list.
        let goes_on = place.is_some_and(|place| {
            place.role == role || place.role == Role::Free && continues(terms, end, next, role)
        });
        // "à quatre @, A et B ; C et D s'arrêtent à trois": "et" closed the list before the semicolon.
        let parted = closed && terms[end..next].iter().any(|term| term.is_mark(';'));
        if !goes_on || parted {
            break;
        }
        closed |= terms[end..next].iter().any(|term| term.word() == "et");
        places.push(next);
        end = next + 1;
    }
    // "A et B dans l'Eure": the department belongs to the list.
    let mut tail = end;
    while terms
        .get(tail)
        .is_some_and(|term| term.one_of("dans en le la l les"))
    {
        tail += 1;
    }
    if tail > end
        && terms
            .get(tail)
            .is_some_and(|term| matches!(term.kind, Kind::Department(_)))
    {
        end = tail + 1;
        if let Some(next) = next_place(terms, end) {
            let more = group(terms, next, role);
            if let Who::Places(more_places) = more.who {
                places.extend(more_places);
                end = more.terms.end;
            }
        }
    }
    Holder {
        terms: at..end,
        who: Who::Places(places),
        role,
    }
}

/// Whether a place without a preposition goes on a list that began with one: "à A, B et C" is a
/// list, "à A, B a reçu" is not.
fn continues(terms: &[Term], end: usize, next: usize, role: Role) -> bool {
    let comma = terms[end..next].iter().all(|term| !term.one_of("et ou"));
    match role {
        Role::Free => true,
        Role::At | Role::Office => !comma || next_place(terms, next + 1).is_some(),
        Role::Landmark => !comma,
    }
}

/// The place that continues a list after term `end`, when only joints lie between.
fn next_place(terms: &[Term], end: usize) -> Option<usize> {
    let mut joined = false;
    let mut at = end;
    while at < terms.len() && at < end + 12 {
        let term = &terms[at];
        match &term.kind {
            Kind::Place(_) => return joined.then_some(at),
            // "et, hors de nos frontières, Xville".
            Kind::Mark(',') if joined && terms[at - 1].one_of("et puis enfin") => {
                at += inset(&terms[at..])?;
            }
            Kind::Mark(',' | ';' | '/') => joined = true,
            Kind::Mark('"' | '-') => {}
            Kind::Mark('(') => {
                // "(200 habitants)", "(EPCI)": what is in brackets about a place does not end the list.
                let close = terms[at..]
                    .iter()
                    .take(7)
                    .position(|term| term.is_mark(')'))?;
                let inside = &terms[at + 1..at + close];
                if inside.iter().any(|term| {
                    term.level().is_some()
                        || term.place().is_some()
                        || matches!(term.kind, Kind::Year(_) | Kind::Mention { .. })
                }) {
                    return None;
                }
                at += close;
            }
            Kind::Cue(Cue::Crowd | Cue::Town, _) if names_place(terms, at) => {}
            Kind::Cue(Cue::Likewise, word)
                if word == "ainsi que" || word == "comme" && at == end =>
            {
                joined = true;
            }
            _ => match term.word() {
                "et" | "ou" | "puis" | "ainsi" => joined = true,
                "mais"
                    if terms
                        .get(at + 1)
                        .is_some_and(|next| next.one_of("aussi egalement")) =>
                {
                    joined = true;
                }
                // "et de la plus petite commune de la liste, Xville".
                "plus" if joined => at += sized(&terms[at..])?,
                "encore" | "que" | "mais" | "aussi" | "enfin" | "egalement" | "bien" | "la"
                | "le" | "les" | "l" | "de" | "du" | "des" | "d" | "celle" | "celles" | "un"
                | "une" | "village" | "territoire" | "ville" | "commune" | "dans" | "en" | "à"
                | "au" | "aux" | "petite" | "petit" => {}
                _ => {
                    let department = matches!(term.kind, Kind::Department(_))
                        && terms[at - 1].one_of("dans en l le la");
                    if !department {
                        return None;
                    }
                }
            },
        }
        at += 1;
    }
    None
}

/// How many terms the aside takes that opens with the first comma, before the place behind its second.
fn inset(terms: &[Term]) -> Option<usize> {
    let close = 1 + terms[1..]
        .iter()
        .take(8)
        .position(|term| term.is_mark(','))?;
    let plain = terms[1..close].iter().all(|term| {
        matches!(
            term.kind,
            Kind::Word { .. } | Kind::Cue(Cue::Hope | Cue::Crowd, _)
        )
    });
    let named = terms[close + 1..]
        .iter()
        .find(|term| !term.one_of("la le les l ville commune de d"))
        .is_some_and(|term| term.place().is_some());
    (plain && named && close > 1).then_some(close)
}

/// How many terms "plus petite commune de la liste" takes before the comma of its name.
fn sized(terms: &[Term]) -> Option<usize> {
    let comma = terms.iter().take(8).position(|term| term.is_mark(','))?;
    let plain = terms[1..comma].iter().all(|term| {
        matches!(
            term.kind,
            Kind::Word { .. } | Kind::Cue(Cue::Crowd | Cue::Town, _) | Kind::Department(_)
        )
    });
    let named = terms
        .get(comma + 1)
        .is_some_and(|term| term.place().is_some());
    let size = terms
        .get(1)
        .is_some_and(|term| term.begins("petit grand peupl jeune modeste"));
    (plain && named && size).then_some(comma)
}

impl Holder {
    /// Whether it is a crowd.
    pub(super) fn is_crowd(&self) -> bool {
        matches!(self.who, Who::Crowd(_))
    }

    /// The numbers of its places' terms.
    pub(super) fn places(&self) -> &[usize] {
        match &self.who {
            Who::Places(places) => places,
            _ => &[],
        }
    }
}
