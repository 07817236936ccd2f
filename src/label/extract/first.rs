//! Grades that open their sentence, before those who hold them.

use super::antecedent;
use super::holder::Holder;
use super::scene::{Scene, Sentence, State};
use super::term::{Kind, Role, Term};
use super::tie::{Last, Near, Tie, has_verb};
use super::who::who_is;

/// `Avec quatre arobases, …, Xville et Yville`: the grade opens the sentence.
pub(super) fn grade_first(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
    near: &Near<'_>,
    later: bool,
) -> Option<Tie> {
    // "Il en est reparti avec trois arobases": the subject is the one spoken of.
    let pronoun = sentence.terms[near.reach.start..near.at]
        .iter()
        .take(2)
        .any(|term| term.one_of("il elle ils elles on nous"));
    if pronoun {
        return None;
    }
    if let Some(tie) = with_pronoun(sentence, scene, state, near) {
        return Some(tie);
    }
    let unnamed = sentence.terms[..near.at]
        .iter()
        .all(|term| term.place().is_none());
    // "En recevant à Xville ses quatre arobases, Yville …": the place before is where it was.
    let gerund = sentence.terms.len() > 2
        && sentence.terms[0].word() == "en"
        && sentence.terms[1].begins("recevant decrochant obtenant remportant")
        && sentence.terms[..near.at]
            .iter()
            .filter_map(Term::place)
            .all(|place| place.role >= Role::At);
    let opens = near.at <= 3 && !later || unnamed || gerund;
    if opens && let Some(tie) = arrivals(sentence, near) {
        return Some(tie);
    }
    let holder = near
        .after
        .iter()
        .find(|holder| holder.role == Role::Free && !holder.is_crowd())?;
    let crowd_between = near
        .after
        .iter()
        .any(|other| other.is_crowd() && other.terms.start < holder.terms.start);
    if !opens || crowd_between {
        return None;
    }
    if holder.places().is_empty() {
        let place = who_is(sentence, holder, scene, state)?;
        return Some(Tie::one(place, Some(holder), "grade-first", 0.85));
    }
    let mut tie = Tie::of(sentence, holder, "grade-first", 0.85);
    // "Avec trois @, Xville rejoint Yville".
    let joined = near.after.iter().find(|other| {
        let gap = sentence.terms.get(holder.terms.end..other.terms.start);
        other.role == Role::Free
            && gap.is_some_and(|gap| {
                gap.len() <= 2 && gap.first().is_some_and(|term| term.begins("rejoi"))
            })
    });
    tie.places.extend(
        joined
            .map(|other| sentence.places(other))
            .unwrap_or_default(),
    );
    Some(tie)
}

/// "Avec cinq arobases, elle rejoint Yville": the one spoken of, and whom it joins.
fn with_pronoun(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
    near: &Near<'_>,
) -> Option<Tie> {
    let terms = sentence.terms;
    let with = near.at > 0 && near.at <= 3 && terms[near.at - 1].one_of("avec à fort forte");
    let she = terms.get(near.at + 1).is_some_and(|term| term.is_mark(','))
        && terms
            .get(near.at + 2)
            .is_some_and(|term| term.one_of("elle il"));
    if !with || !she {
        return None;
    }
    let place = antecedent::spoken_of(sentence, scene, state)?;
    let mut tie = Tie::one(place, None, "spoken-of", 0.85);
    let joins = |holder: &&&Holder| {
        holder.role == Role::Free
            && terms[near.at + 3..holder.terms.start]
                .iter()
                .rev()
                .take(4)
                .any(|term| term.begins("rejoi egal imit"))
    };
    if let Some(joined) = near.after.iter().find(|holder| !holder.places().is_empty())
        && joins(&joined)
    {
        tie.places.extend(sentence.places(joined));
    }
    Some(tie)
}

/// `Labellisée @@@ en 2016 et @@@@ en 2017, Xville décroche …`: grades before the only subject.
pub(super) fn opening(sentence: &Sentence<'_>, near: &Near<'_>) -> Option<Tie> {
    if !near.before.is_empty() || !near.after.is_empty() || near.at > 6 {
        return None;
    }
    let mut later = sentence
        .holders
        .iter()
        .filter(|holder| holder.terms.start > near.at && holder.role == Role::Free);
    let holder = later.next().filter(|holder| !holder.places().is_empty())?;
    let opens = sentence.terms[..near.at]
        .iter()
        .all(|term| !matches!(term.kind, Kind::Mark(';' | ':') | Kind::Place(_)));
    let comma = sentence.terms[..holder.terms.start]
        .iter()
        .rev()
        .take(4)
        .any(|term| term.is_mark(','));
    (opens && comma).then(|| Tie::of(sentence, holder, "grade-first", 0.82))
}

/// "Xville (trois @ en 2019) décroche une quatrième arobase": a bracket is closed, a verb follows.
pub(super) fn after_bracket(sentence: &Sentence<'_>, near: &Near<'_>, last: &Last) -> Option<Tie> {
    let [place] = last.places.as_slice() else {
        return None;
    };
    let terms = &sentence.terms[near.reach.start..near.at];
    let close = terms.iter().position(|term| term.is_mark(')'))?;
    let alone = near.before.is_empty() && near.after.is_empty() && has_verb(&terms[close..]);
    alone.then(|| Tie::one(place.clone(), None, "same-subject", 0.85))
}

/// "À trois arobases, on notera l'arrivée de Xville et celle d'Yville, mais aussi le recul de …": nouns
/// that tell that one has the grade.
fn arrivals(sentence: &Sentence<'_>, near: &Near<'_>) -> Option<Tie> {
    let terms = sentence.terms;
    let noun = |at: usize| {
        let from = at.saturating_sub(4).max(near.at + 1);
        terms[from..at]
            .iter()
            .rev()
            .find(|term| !term.one_of("de d du des la le les l"))
    };
    let mut tie: Option<Tie> = None;
    for holder in near
        .after
        .iter()
        .filter(|holder| !holder.places().is_empty())
    {
        let arrives = noun(holder.terms.start).is_some_and(|term| {
            term.one_of("arrivee entree retour presence maintien montee irruption promotion apparition confirmation venue recul repli")
        });
        let goes_on = tie.is_some()
            && noun(holder.terms.start).is_some_and(|term| term.one_of("celle celui celles ceux"));
        match &mut tie {
            _ if !arrives && !goes_on => break,
            Some(tie) => tie.places.extend(sentence.places(holder)),
            None => tie = Some(Tie::of(sentence, holder, "grade-first", 0.85)),
        }
    }
    tie
}
