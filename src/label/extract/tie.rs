//! Who holds a grade: the rules that tie it to a holder by the shape of the sentence, in the order
//! in which they are asked.

use std::ops::Range;

use super::clause;
use super::counted as numbered;
use super::crowd;
use super::first::{after_bracket, grade_first, opening};
use super::holder::{Holder, Who};
use super::likened;
use super::postfix::postfix;
use super::prefix::{gives_before, is_given, prefix};
use super::scene::{Scene, Sentence, State};
use super::term::{Kind, PlaceTerm, Role, Term};
use super::unnamed::{joins_crowd, said_there, same_subject, speaker, spoken_of};
use super::who::who_is;
use crate::label::lexicon::Cue;

/// A grade tied to its holder.
pub(super) struct Tie {
    pub(super) places: Vec<PlaceTerm>,
    /// The terms that name the holder, where the sentence names it.
    pub(super) holder: Option<Range<usize>>,
    pub(super) rule: &'static str,
    pub(super) confidence: f32,
}

impl Tie {
    /// The grade is that of all places of `holder`.
    pub(super) fn of(
        sentence: &Sentence<'_>,
        holder: &Holder,
        rule: &'static str,
        confidence: f32,
    ) -> Self {
        let places = sentence.places(holder);
        Self {
            places,
            holder: Some(holder.terms.clone()),
            rule,
            confidence,
        }
    }

    /// The grade is that of a place that `holder` only points at.
    pub(super) fn one(
        place: PlaceTerm,
        holder: Option<&Holder>,
        rule: &'static str,
        confidence: f32,
    ) -> Self {
        let holder = holder.map(|holder| holder.terms.clone());
        Self {
            places: vec![place],
            holder,
            rule,
            confidence,
        }
    }
}

/// The holders around one grade.
pub(super) struct Near<'s> {
    /// The grade's term.
    pub(super) at: usize,
    /// The terms between the grade before and the grade after.
    pub(super) reach: Range<usize>,
    /// Those before it in its reach, from left to right.
    pub(super) before: Vec<&'s Holder>,
    /// Those after it in its reach.
    pub(super) after: Vec<&'s Holder>,
}

impl<'s> Near<'s> {
    /// The holders around the grade at `at`.
    pub(super) fn new(sentence: &'s Sentence<'_>, at: usize, reach: Range<usize>) -> Self {
        let inside = |holder: &&Holder| holder.terms.start >= reach.start && holder.terms.end <= at;
        let beyond = |holder: &&Holder| holder.terms.start > at && holder.terms.start < reach.end;
        let before = sentence.holders.iter().filter(inside).collect();
        let after = sentence.holders.iter().filter(beyond).collect();
        Self {
            at,
            reach,
            before,
            after,
        }
    }

    fn crowds(&self) -> impl Iterator<Item = &&'s Holder> {
        self.before
            .iter()
            .chain(&self.after)
            .filter(|holder| holder.is_crowd())
    }
}

/// What the grade before in the sentence was tied to.
pub(super) struct Last {
    pub(super) places: Vec<PlaceTerm>,
    /// Whether its holder was a subject, which may go on.
    pub(super) subject: bool,
}

/// Finds who holds the grade; a refusal is noted where nobody does.
pub(super) fn tie(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &mut State,
    near: &Near<'_>,
    last: Option<&Last>,
) -> Option<Tie> {
    if let Some(tie) = postfix(sentence, near) {
        return Some(tie);
    }
    let all = crowd::all_of_them(sentence, state, near);
    if let Some(tie) = all.or_else(|| crowd::the_others(sentence, state, near)) {
        return Some(tie);
    }
    let subject = near
        .before
        .iter()
        .rev()
        .copied()
        .find(|holder| can_be_subject(sentence, holder, near.at));
    if let Some(tie) = prefix(sentence, scene, state, near, subject) {
        return Some(tie);
    }
    if let Some(tie) = clause::place_of(sentence, near) {
        return Some(tie);
    }
    if let Some(holder) = subject {
        return by_subject(sentence, scene, state, near, holder);
    }
    if let Some(tie) = last.and_then(|last| same_subject(sentence, near, last)) {
        return Some(tie);
    }
    if let Some(tie) = here_it_is(sentence, near) {
        return Some(tie);
    }
    let first = said_there(sentence, near.at)
        .or_else(|| grade_first(sentence, scene, state, near, last.is_some()));
    let opening = || opening(sentence, near).filter(|_| last.is_none());
    if let Some(tie) = first.or_else(opening) {
        return Some(tie);
    }
    if joins_crowd(sentence.terms, near) {
        return spoken_of(sentence, scene, state, near.at);
    }
    match counted(sentence, state, near) {
        Counted::Named(tie) => return Some(tie),
        Counted::Unnamed => return None,
        Counted::Nobody => {}
    }
    let before_bracket = last.and_then(|last| after_bracket(sentence, near, last));
    if let Some(tie) = before_bracket.or_else(|| speaker(sentence, near.at)) {
        return Some(tie);
    }
    if last.is_some()
        && near.before.is_empty()
        && !has_verb(&sentence.terms[near.reach.start..near.at])
    {
        sentence.refuse(state, near.at, "nobody");
        return None;
    }
    spoken_of(sentence, scene, state, near.at)
}

/// "Xville savoure : la plus haute marche lui échappait, la voilà à cinq arobases": the one that the sentence is about.
fn here_it_is(sentence: &Sentence<'_>, near: &Near<'_>) -> Option<Tie> {
    let terms = sentence.terms;
    let from = near.at.saturating_sub(5);
    let here = (from..near.at).any(|at| {
        terms[at].one_of("voila voici revoila revoici") && at > 0 && terms[at - 1].one_of("la le")
    });
    let one = |holder: &&Holder| {
        holder.terms.end <= near.at && holder.role == Role::Free && holder.places().len() == 1
    };
    let mut named = sentence.holders.iter().filter(one);
    let holder = named.next().filter(|_| here && named.next().is_none())?;
    Some(Tie::of(sentence, holder, "subject", 0.86))
}

/// What the crowds around a grade make of it.
enum Counted {
    Named(Tie),
    Unnamed,
    Nobody,
}

/// "Sont labellisées @@@@ deux autres communes : A et B"; a crowd without names is a statistic.
fn counted(sentence: &Sentence<'_>, state: &mut State, near: &Near<'_>) -> Counted {
    let mut crowds = near.after.iter().filter(|holder| holder.is_crowd());
    if let Some(tie) = crowds.find_map(|crowd| crowd::named(sentence, near, crowd)) {
        return Counted::Named(tie);
    }
    if near.crowds().next().is_none() {
        return Counted::Nobody;
    }
    sentence.leave_open(state, near.at);
    numbered::remember(sentence, state, near.at);
    sentence.refuse(state, near.at, "statistic");
    Counted::Unnamed
}

/// "en 2018", "(2018)", "depuis 2018" right behind a grade.
pub(super) fn is_dated(after: &[Term]) -> bool {
    let small = |term: &&Term| term.one_of("en depuis des") || term.is_mark('(');
    let skip = after.iter().take(2).take_while(small).count();
    matches!(after.get(skip).map(|term| &term.kind), Some(Kind::Year(_)))
}

pub(super) fn has_verb(terms: &[Term]) -> bool {
    terms
        .iter()
        .any(|term| term.is_cue(Cue::Award) || term.one_of("a est compte passe avec avait"))
}

/// Whether a holder before the grade at `at` can be its subject.
fn can_be_subject(sentence: &Sentence<'_>, holder: &Holder, at: usize) -> bool {
    let gap = &sentence.terms[holder.terms.end..at];
    // A colon opens a new clause: what was counted before it has nothing of what follows.
    if holder.is_crowd() && gap.iter().any(|term| term.is_mark(':')) {
        return false;
    }
    // "devant Yville, qui en a trois", "à Yville, qui plafonne à deux".
    if relative(gap) && !holder.places().is_empty() {
        return true;
    }
    let dative = !holder.is_crowd()
        && is_given(sentence.terms, holder, at)
        && gap
            .iter()
            .all(|term| !matches!(term.kind, Kind::Mark(_)) && term.place().is_none());
    match holder.role {
        Role::Free => true,
        Role::At if dative => true,
        Role::Office => !holder.places().is_empty(),
        // "À Xville, 5 arobases": the place is all that the clause names.
        // "À Xville, cinq arobases ; à Yville, quatre".
        Role::At if matches!(gap, [only] if matches!(only.kind, Kind::Mark(',' | ':'))) => {
            let start = holder.terms.start;
            let opens = sentence.terms[..start]
                .iter()
                .rev()
                .find(|term| !term.one_of("à au aux en la le les l"));
            start <= 2 && sentence.holders.len() == 1 && !sentence.has(Cue::Ceremony)
                || opens.is_none_or(|term| {
                    matches!(term.kind, Kind::Mark(';' | ':' | '.' | '-'))
                        || term.one_of("et puis enfin mais")
                }) && !gives_before(sentence.terms, at)
        }
        // "À Xville, on en a quatre", "À Xville, nous avons reçu …": those who live there speak.
        Role::At
            if (holder.terms.start <= 2 || at_ours(&sentence.terms[..holder.terms.start]))
                && holder.places().len() == 1
                && matches!(gap, [comma, who, ..] if comma.is_mark(',') && who.one_of("on nous")
                    || comma.one_of("on nous"))
                && gap
                    .iter()
                    .filter(|term| matches!(term.kind, Kind::Mark(_)))
                    .count()
                    <= 1 =>
        {
            true
        }
        // "Hier à Xville, elles ont terminé à égalité : trois arobases": others are spoken of.
        Role::At if matches!(gap, [comma, who, ..] if comma.is_mark(',') && who.one_of("elle elles il ils")) => {
            false
        }
        Role::At => {
            holder.terms.start <= 2
                && gap
                    .iter()
                    .any(|term| term.is_mark(',') || term.is_mark(':'))
                && sentence.holders.len() == 1
                && holder.places().len() == 1
                && !sentence.has(Cue::Ceremony)
        }
        Role::Landmark => false,
    }
}

/// "Chez moi à", "chez nous, à": those who live there speak.
fn at_ours(before: &[Term]) -> bool {
    before.len() <= 6
        && before
            .windows(2)
            .any(|pair| pair[0].word() == "chez" && pair[1].one_of("moi nous"))
}

/// Whether a relative clause about the name before `gap` leads on to the grade: ", qui en a".
fn relative(gap: &[Term]) -> bool {
    let comma = usize::from(gap.first().is_some_and(|term| term.is_mark(',')));
    // "Xville, leur grande voisine, qui en a trois".
    let apposed = gap[comma..]
        .iter()
        .take(6)
        .position(|term| term.is_mark(','))
        .filter(|close| {
            comma == 1
                && gap[comma..comma + close]
                    .iter()
                    .all(|term| matches!(term.kind, Kind::Word { capital: false, .. }))
        });
    let comma = apposed.map_or(comma, |close| comma + close + 1);
    gap.get(comma).is_some_and(|term| term.word() == "qui")
        && gap[comma + 1..].iter().all(|term| {
            !matches!(
                term.kind,
                Kind::Mark(_) | Kind::Place(_) | Kind::Cue(Cue::Ceremony, _)
            )
        })
}

/// The subject before the grade: a place or a list, the town, or a crowd with or without names.
fn by_subject(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &mut State,
    near: &Near<'_>,
    holder: &Holder,
) -> Option<Tie> {
    let reason = match &holder.who {
        Who::Places(_) => {
            let mut tie = Tie::of(sentence, holder, "subject", 0.92);
            // "…, et deux nouvelles, A et B, qui en avaient quatre": the clause is of those right before it.
            tie.places.extend(crowd::joined(sentence, near, holder));
            if !relative(&sentence.terms[holder.terms.end..near.at]) {
                tie.places
                    .extend(likened::before(sentence, scene, state, near, holder));
            }
            tie.places.extend(clause::joined(sentence, near, holder));
            return Some(tie);
        }
        Who::Town | Who::Nth(_) | Who::Latter => {
            if let Some(place) = who_is(sentence, holder, scene, state) {
                return Some(Tie::one(place, Some(holder), "the-town", 0.88));
            }
            "nobody"
        }
        Who::Crowd(_) => {
            let named = crowd::just_named(sentence, near, holder)
                .or_else(|| crowd::named(sentence, near, holder));
            let tie = named.or_else(|| crowd::member(sentence, scene, state, near, holder));
            if tie.is_some() {
                return tie;
            }
            sentence.leave_open(state, near.at);
            numbered::remember(sentence, state, near.at);
            "statistic"
        }
    };
    sentence.refuse(state, near.at, reason);
    None
}
