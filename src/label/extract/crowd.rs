//! Crowds: "24 villes ont reçu 5 @" is a statistic, unless names stand beside it or one of the crowd
//! is named before it.

use super::antecedent;
use super::draft::Given;
use super::holder::{Holder, Who};
use super::scene::{Scene, Sentence, State};
use super::subject;
use super::term::{Kind, PlaceTerm, Role, Term};
use super::tie::{Near, Tie};
use super::who::who_is;
use crate::label::lexicon::Cue;

/// A crowd whose names stand beside it: "24 villes (Agen, Metz…)", "16 villes : A, B", "dont A et B".
pub(super) fn named(sentence: &Sentence<'_>, near: &Near<'_>, crowd: &Holder) -> Option<Tie> {
    let from = near.at.max(crowd.terms.end - 1);
    let named = |holder: &&&Holder| {
        holder.terms.start > from && !holder.places().is_empty() && holder.role <= Role::At
    };
    let list = near.after.iter().find(named)?;
    let gap = &sentence.terms[from + 1..list.terms.start];
    if let Some(tie) = ends_of(sentence, near, list, gap) {
        return Some(tie);
    }
    let colon = gap.iter().any(|term| term.is_mark(':'));
    let introduced = gap
        .iter()
        .any(|term| term.one_of("dont comme notamment sont lesquelles lesquels"));
    // "Parmi les autres détenteurs de cinq arobases, on note Xville et Yville".
    let shown = |pair: &[Term]| {
        pair[0].word() == "on" && pair[1].begins("not trouv retrouv compt relev remarqu voit reper")
    };
    // "des villes moins peuplées raflent les cinq, à l'instar de Xville", ", à savoir Xville".
    let such = |term: &Term| {
        matches!(&term.kind, Kind::Cue(Cue::Likewise, word) if word.starts_with("a l i"))
            || term.word() == "savoir"
    };
    let introduced = introduced || gap.windows(2).any(shown) || gap.iter().any(such);
    // "Deux communes en obtiennent quatre, Xville et Yville": as many names as were counted.
    let counted = match crowd.who {
        Who::Crowd(Some(count)) => usize::try_from(count) == Ok(list.places().len()),
        _ => false,
    };
    let introduced = introduced || counted && matches!(gap, [only] if only.is_mark(','));
    let close = gap.len() <= 16 && gap.iter().all(|term| term.level().is_none());
    if !close || !(colon || introduced || opens_bracket(gap)) || list.role == Role::At && !colon {
        return None;
    }
    // "34 villes : le palmarès proclamé à Xville": the place of the ceremony, no name of the crowd.
    let beside = gap.iter().rev().take(3).any(|term| term.is_mark(':'));
    let next = sentence.terms[list.terms.end..].iter().take(2);
    let denied = next.clone().any(|term| term.is_cue(Cue::Negation))
        || next.clone().next().is_some_and(|term| term.word() == "n");
    if list.role == Role::At && !beside || denied {
        return None;
    }
    let mut tie = Tie::of(sentence, list, "named-crowd", 0.92);
    tie.places.extend(with_asides(sentence, near, list));
    Some(tie)
}

/// ": Xville, qui …, Yville, où …, et Zville, dont …": the names that follow the first one's aside.
fn with_asides(sentence: &Sentence<'_>, near: &Near<'_>, list: &Holder) -> Vec<PlaceTerm> {
    let terms = sentence.terms;
    let mut end = list.terms.end;
    let mut found = Vec::new();
    for next in near
        .after
        .iter()
        .filter(|next| next.terms.start > list.terms.start)
    {
        let gap = &terms[end..next.terms.start];
        let opens = opens_aside(gap);
        let joint = is_land_between(gap)
            || match gap {
                [.., comma, and] if and.one_of("et puis enfin") => comma.is_mark(','),
                [.., comma] => gap.len() > 2 && comma.is_mark(','),
                [] => false,
            };
        let apart = gap
            .iter()
            .any(|term| term.level().is_some() || matches!(term.kind, Kind::Mark(';' | ':' | '.')));
        let aside = terms.get(next.terms.end).is_none_or(|after| {
            matches!(after.kind, Kind::Mark(',' | '.' | '('))
                || after.one_of("enfin en dans")
                || owns_something(&terms[next.terms.end..])
        });
        if next.role != Role::Free
            || next.places().is_empty()
            || !opens
            || !joint
            || apart
            || !aside
        {
            break;
        }
        found.extend(sentence.places(next));
        end = next.terms.end;
    }
    found
}

/// ", qui …", ", dont …", " et son …", ", pionnière parmi les pionnières": an aside about the name before it.
fn opens_aside(gap: &[Term]) -> bool {
    let comma = gap.first().is_some_and(|term| term.is_mark(','));
    let plain = |term: &Term| {
        matches!(term.kind, Kind::Word { .. } | Kind::Mark(','))
            && !term.one_of("et est sont a ont elle il mais puis")
    };
    comma
        && gap
            .get(1)
            .is_some_and(|term| term.one_of("qui dont où avec"))
        || owns_something(gap)
        || is_land_between(gap)
        || comma && gap.len() >= 3 && gap.len() <= 10 && gap.iter().all(plain)
}

/// "en Ille-et-Vilaine,", "dans le Finistère et": only the department stands between two names.
fn is_land_between(gap: &[Term]) -> bool {
    gap.iter()
        .any(|term| matches!(term.kind, Kind::Department(_)))
        && gap.iter().all(|term| {
            matches!(term.kind, Kind::Department(_) | Kind::Mark(',' | '(' | ')'))
                || term.one_of("en dans le la les l et puis enfin")
        })
}

/// "et son programme", "et ses écoles".
fn owns_something(after: &[Term]) -> bool {
    matches!(after, [and, own, ..] if and.word() == "et" && own.one_of("son sa ses"))
}

/// "ceux de Xville et de Yville : les deux villes affichent cinq @": as many as the sentence named before.
pub(super) fn just_named(sentence: &Sentence<'_>, near: &Near<'_>, crowd: &Holder) -> Option<Tie> {
    let Who::Crowd(Some(count)) = crowd.who else {
        return None;
    };
    let back = |steps: usize| {
        crowd
            .terms
            .start
            .checked_sub(steps)
            .map(|at| &sentence.terms[at])
    };
    let article = |steps: usize| back(steps).is_some_and(|term| term.one_of("les ces"));
    let definite = article(1) || article(2);
    let places: Vec<PlaceTerm> = near
        .before
        .iter()
        .filter(|holder| holder.terms.end < crowd.terms.start && holder.role != Role::Landmark)
        .flat_map(|holder| sentence.places(holder))
        .collect();
    let fits = definite && count >= 2 && usize::try_from(count) == Ok(places.len());
    let tie = Tie {
        places,
        holder: None,
        rule: "all-of-them",
        confidence: 0.86,
    };
    fits.then_some(tie)
}

/// "vingt-six communes, de Xville à Yville": the two ends of a crowd.
fn ends_of(sentence: &Sentence<'_>, near: &Near<'_>, list: &Holder, gap: &[Term]) -> Option<Tie> {
    let from = matches!(gap, [comma, of] if comma.is_mark(',') && of.one_of("de d du"));
    let to = sentence.terms.get(list.terms.end)?;
    let other = near
        .after
        .iter()
        .find(|other| other.terms.start == list.terms.end + 1)?;
    if !from || !to.one_of("à au") || list.places().len() != 1 {
        return None;
    }
    let mut tie = Tie::of(sentence, list, "named-crowd", 0.88);
    tie.places
        .extend(sentence.places(other).into_iter().take(1));
    Some(tie)
}

/// "(Agen, Metz…)" right behind the crowd; "et une (Agen)" is another one.
fn opens_bracket(gap: &[Term]) -> bool {
    let bracket = gap.iter().position(|term| term.is_mark('('));
    let ends = |term: &Term| term.is_mark(',') || term.word() == "et";
    bracket.is_some_and(|bracket| !gap[..bracket].iter().any(ends))
}

/// "Beauvais figure parmi les 33 collectivités 5 @": one of the crowd is named before it.
pub(super) fn member(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
    near: &Near<'_>,
    crowd: &Holder,
) -> Option<Tie> {
    let before = |holder: &&&Holder| {
        holder.terms.end <= crowd.terms.start && !holder.is_crowd() && holder.role == Role::Free
    };
    let holder = near.before.iter().rev().find(before).copied();
    let gap = &sentence.terms[holder.map_or(0, |holder| holder.terms.end)..crowd.terms.start];
    let word = |term: &Term| {
        term.one_of("parmi partie figure rejoint integre club cercle rangs cotes appartient appartenir famille")
    };
    let one_of = |pair: &[Term]| {
        pair[0].one_of("une un seule seul") && pair[1].one_of("des de")
            // "29 d'entre elles" are counted, "entre dans le club" is told of one.
            || pair[1].word() == "entre" && !pair[0].one_of("d de")
    };
    if !(gap.iter().any(word) || gap.windows(2).any(one_of)) {
        return None;
    }
    let Some(holder) = holder else {
        // "Parmi les 254 participants, les mieux notés …": others than the town are spoken of.
        if gap.first().is_some_and(|term| term.word() == "parmi") {
            return None;
        }
        let place = antecedent::spoken_of(sentence, scene, state)?;
        return Some(Tie::one(place, None, "one-of-crowd", 0.85));
    };
    if holder.places().is_empty() {
        let place = who_is(sentence, holder, scene, state)?;
        return Some(Tie::one(place, Some(holder), "one-of-crowd", 0.9));
    }
    Some(Tie::of(sentence, holder, "one-of-crowd", 0.9))
}

/// "Toutes les quatre affichent cinq arobases", "Les trois communes ont 4 @": those that the sentence
/// before named, when their number is the one that is told.
pub(super) fn all_of_them(sentence: &Sentence<'_>, state: &State, near: &Near<'_>) -> Option<Tie> {
    let before = &sentence.terms[..near.at];
    let named = before
        .iter()
        .filter_map(Term::place)
        .any(|place| place.role != Role::At);
    if let Some(tie) = one_and_other(sentence, near) {
        return Some(tie);
    }
    let opens = before
        .iter()
        .take(6)
        .any(|term| term.one_of("toutes tous elles ils"))
        || before.iter().take(3).any(|term| term.one_of("les ces"));
    let number = before.iter().take(5).find_map(|term| match &term.kind {
        Kind::Number(value) => usize::try_from(*value).ok(),
        _ if term.one_of("deux") => Some(2),
        _ => None,
    });
    let all = before.iter().take(2).any(|term| term.one_of("toutes tous"));
    let count = state.together.len();
    // "Hier à Xville, elles ont terminé à égalité : trois arobases partout."
    let alike = before.iter().any(|term| term.one_of("elles ils"))
        && (before
            .iter()
            .any(|term| term.begins("egalite aequo partag identique"))
            || sentence.terms[near.at..]
                .iter()
                .take(3)
                .any(|term| term.one_of("partout chacune chacun")));
    // "Elles ont quatre @": those just named.
    let pronoun = before.first().is_some_and(|term| term.word() == "elles");
    let fits = number.map_or(all || alike || pronoun, |number| number == count);
    // "Toutes deux sont récompensées, de trois arobases pour l'une et de deux pour l'autre".
    let parted = sentence.terms[near.at + 1..]
        .iter()
        .take(4)
        .any(|term| term.one_of("une un premiere premier"))
        && sentence
            .terms
            .get(near.at + 1)
            .is_some_and(|term| term.one_of("pour à"));
    if parted {
        return None;
    }
    let others = before.iter().take(4).any(|term| term.word() == "autres");
    (count >= 2 && opens && fits && !named && !others).then(|| Tie {
        places: state.together.clone(),
        holder: None,
        rule: "all-of-them",
        confidence: 0.86,
    })
}

/// "Xville et Yville se partagent la première place : l'une et l'autre ont cinq arobases".
fn one_and_other(sentence: &Sentence<'_>, near: &Near<'_>) -> Option<Tie> {
    let terms = &sentence.terms[..near.at];
    let said = terms.windows(5).rposition(|five| {
        five[0].word() == "l"
            && five[1].one_of("une un")
            && five[2].one_of("et comme")
            && five[3].word() == "l"
            && five[4].word() == "autre"
    })?;
    let mut pair = sentence
        .holders
        .iter()
        .filter(|holder| holder.terms.end <= said && holder.places().len() == 2);
    let holder = pair.next_back()?;
    let apart = terms[said..].iter().any(|term| term.place().is_some());
    (!apart).then(|| Tie::of(sentence, holder, "all-of-them", 0.86))
}

/// "La première accède à cinq arobases. Les deux autres se contentent de trois": of the list named before those who
/// were told of by nobody yet.
pub(super) fn the_others(sentence: &Sentence<'_>, state: &State, near: &Near<'_>) -> Option<Tie> {
    let before = &sentence.terms[..near.at];
    let opens = before
        .windows(2)
        .take(3)
        .any(|pair| matches!(pair[0].kind, Kind::Number(_)) && pair[1].word() == "autres")
        || before
            .windows(2)
            .take(2)
            .any(|pair| pair[0].word() == "les" && pair[1].word() == "autres");
    let named = before.iter().any(|term| term.place().is_some());
    let told = |place: &PlaceTerm| {
        state.drafts.iter().any(|draft| {
            matches!(draft.given, Given::Grade(Some(_))) && subject::same(&draft.place, place)
        })
    };
    // "Les autres s'échelonnent de deux à quatre".
    let spread = before
        .iter()
        .any(|term| term.begins("echelonn oscill situent repart"));
    if !opens || named || spread || state.last_group.len() < 3 {
        return None;
    }
    let places: Vec<PlaceTerm> = state
        .last_group
        .iter()
        .filter(|place| !told(place))
        .cloned()
        .collect();
    let number = before.iter().take(3).find_map(|term| match term.kind {
        Kind::Number(value) => usize::try_from(value).ok(),
        _ => None,
    });
    let fits = number.is_none_or(|number| number == places.len());
    (fits && (1..state.last_group.len()).contains(&places.len())).then_some(Tie {
        places,
        holder: None,
        rule: "all-of-them",
        confidence: 0.84,
    })
}

/// "A, B et C rejoignent D et E": both lists hold the grade.
pub(super) fn joined(sentence: &Sentence<'_>, near: &Near<'_>, holder: &Holder) -> Vec<PlaceTerm> {
    let before = near
        .before
        .iter()
        .rev()
        .find(|other| other.terms.end <= holder.terms.start);
    let Some(other) = before else {
        return Vec::new();
    };
    let gap = &sentence.terms[other.terms.end..holder.terms.start];
    let joins = gap.len() <= 3 && gap.iter().any(|term| term.begins("rejoi"));
    if joins {
        sentence.places(other)
    } else {
        Vec::new()
    }
}
