//! From a tie to drafts: the grade itself, its run, what it recalls and compares with, and who shares
//! it.

use super::beside_grade::{are_kept, outdone, rejoined, those_of};
use super::chain::chain;
use super::clause;
use super::draft::{Given, When};
use super::frame;
use super::likewise::{in_turn, likewise, respectively};
use super::list;
use super::past;
use super::refuse;
use super::scene::{Scene, Sentence, State, Statement};
use super::subject;
use super::term::{Form, Kind, PlaceTerm, Term};
use super::than;
use super::tie::{Last, Near, Tie, tie};
use super::timeline::timeline;
use super::year::{self, Years};
use crate::label::lexicon::Cue;

/// Links every grade of a sentence.
pub(super) fn grades(sentence: &Sentence<'_>, scene: &Scene<'_>, state: &mut State) {
    if chain(sentence, state) || timeline(sentence, scene, state) {
        return;
    }
    let terms = sentence.terms;
    let levels: Vec<usize> = (0..terms.len())
        .filter(|at| terms[*at].level().is_some())
        .collect();
    if in_turn(sentence, state, &levels) {
        return;
    }
    let mut last: Option<Last> = None;
    let mut start = 0;
    let mut when = Years::default();
    for (index, &at) in levels.iter().enumerate() {
        let end = levels.get(index + 1).copied().unwrap_or(terms.len());
        if !past::is_meanwhile(terms, at, start) {
            when = year::read(terms, at, &(start..end), None);
        }
        if let Some(reason) = refuse::reason(terms, at, sentence.around) {
            if reason == "class" {
                sentence.leave_open(state, at);
            }
            sentence.refuse(state, at, reason);
            // "n'a pas cinq arobases mais quatre": the subject goes on.
            if !matches!(reason, "negation" | "before" | "loss") {
                start = past_year(terms, at + 1);
            }
            continue;
        }
        let near = Near::new(sentence, at, start..end);
        start = past_year(terms, at + 1);
        if let Some(tie) = tie(sentence, scene, state, &near, last.as_ref()) {
            last = grade(sentence, scene, state, &near, tie, &when).or(last);
        }
    }
}

/// "obtenues", "décroché", "acquises": a participle that only ties a year to its grade.
fn is_participle(word: &str) -> bool {
    [
        "e", "ee", "es", "ees", "u", "ue", "us", "ues", "is", "ise", "ises",
    ]
    .iter()
    .any(|ending| word.ends_with(ending))
}

/// Past the years that belong to the grade right before `from`: "trois [en 2016 et 2017], puis quatre",
/// "deux [l'an dernier]".
fn past_year(terms: &[Term], from: usize) -> usize {
    let small = |term: &&Term| {
        term.one_of("en de des du l annee au palmares comme deja depuis contre")
            || term.is_mark('(')
            || term.is_mark('"')
            || term.is_cue(Cue::Award) && is_participle(term.word())
    };
    let opens = |term: &Term| {
        term.is_mark(':') || term.is_mark('-') || term.is_mark('>') || term.level().is_some()
    };
    let mut end = from;
    // ", comme en 2020", ", déjà en 2019".
    let aside = terms.get(from).is_some_and(|term| term.is_mark(','))
        && terms
            .get(from + 1)
            .is_some_and(|term| term.one_of("comme deja depuis"));
    let from = from + usize::from(aside);
    let mut next = from + terms[from..].iter().take(4).take_while(small).count();
    loop {
        let dated = terms.get(next).is_some_and(|term| {
            matches!(
                term.kind,
                Kind::Year(_) | Kind::Ago(_) | Kind::Cue(Cue::Last, _)
            )
        });
        // "3 @, 2016 : 4 @": there the year opens what follows.
        if !dated || terms.get(next + 1).is_some_and(opens) {
            return end;
        }
        end = next + 1;
        next = end
            + terms[end..]
                .iter()
                .take(3)
                .take_while(|term| term.is_mark(',') || term.one_of("et en puis à comme"))
                .count();
        if next == end {
            return end;
        }
    }
}

/// The years of a grade, whether it is told as one of the past, and whether it was held already.
fn time_of(
    sentence: &Sentence<'_>,
    near: &Near<'_>,
    tie: &Tie,
    when: &Years,
) -> (Years, bool, bool) {
    let (terms, at, holder) = (sentence.terms, near.at, tie.holder.as_ref());
    if tie.rule == "list-below" && past::turns_to_now(terms, at, holder) {
        return (Years::default(), false, false);
    }
    let mut years = year::read(terms, at, &near.reach, holder);
    let before = clause::past(sentence, near, holder, &mut years);
    past::settle(terms, at, near.reach.start, &mut years, when);
    if years.is_untold() {
        years.own.extend(past::narrated(terms, at));
    }
    let is_past = before || past::is_past_state(terms, at, near.reach.start, &years);
    (years, is_past, past::is_already(terms, at, holder))
}

/// Gives one grade to those whom it is tied to.
fn grade(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &mut State,
    near: &Near<'_>,
    mut tie: Tie,
    when: &Years,
) -> Option<Last> {
    let (terms, at) = (sentence.terms, near.at);
    let level = terms[at].level()?;
    if level.values.len() > 1 {
        let years = year::read(terms, at, &near.reach, tie.holder.as_ref());
        if respectively(sentence, state, at, level, &tie, &years) {
            return None;
        }
        // "Décrochant les 4 et 5 @, le haut du tableau : A, B": a group, and one grade for none.
        let belongs = tie.rule == "subject" && clause::is_of_class(terms, at);
        if !belongs && !matches!(tie.rule, "list-below" | "named-crowd" | "grade-first") {
            sentence.refuse(state, at, "undecided");
            return None;
        }
    }
    let host = |place: &PlaceTerm| scene.hosts.iter().any(|host| subject::same(host, place));
    if tie.rule == "state" && !tie.places.iter().any(host) {
        tie.rule = "after-name";
    }
    let (mut years, is_past, already) = time_of(sentence, near, &tie, when);
    let kept = are_kept(&terms[at + 1..]);
    if (already || is_past && !is_framed(terms, at, state)) && !kept {
        sentence.refuse(state, at, "before");
        let subject = tie.rule != "for-whom";
        return Some(Last {
            places: tie.places,
            subject,
        });
    }
    if kept && years.recalled.is_empty() {
        // "Titulaire de cinq arobases en 2021, Xville les conserve": then, and now.
        years.recalled = std::mem::take(&mut years.own);
        years.recalled_last |= years.own_back == 1;
        years.own_back = 0;
    }
    years.recalled.extend(those_of(&terms[at + 1..]));
    if tie.rule == "named-crowd" && !kept {
        // "Comme l'année précédente, 14 villes …" compares the count.
        years.recalled.clear();
        years.recalled_last = false;
    }
    give(sentence, state, at, level.value(), &tie, &years);
    if terms[near.reach.start..at].iter().any(list::is_not_alone) {
        state.shared = level.value();
    }
    state.last_grade = level.value().or(state.last_grade);
    state.last_places.clone_from(&tie.places);
    likewise(sentence, state, at, &near.reach, &years);
    outdone(sentence, state, at, level.value());
    if let Some(tie) = clause::followers(sentence, tie.holder.as_ref(), &near.reach) {
        give(sentence, state, at, level.value(), &tie, &Years::default());
    }
    if let Some((tie, years)) = clause::awaited(sentence, at, &near.reach) {
        give(sentence, state, at, level.value(), &tie, &years);
    }
    rejoined(sentence, state, at, level.value());
    let subject = matches!(
        tie.rule,
        "subject" | "spoken-of" | "same-subject" | "grade-first" | "the-town"
    );
    Some(Last {
        places: tie.places,
        subject,
    })
}

/// Whether a year that stands before the sentence, or opens it, holds for the grade at `at`.
fn is_framed(terms: &[Term], at: usize, state: &State) -> bool {
    frame::year(terms, at)
        .or(state.heading_year)
        .or(state.told.now)
        .is_some()
}

/// Makes the drafts of one tie.
pub(super) fn give(
    sentence: &Sentence<'_>,
    state: &mut State,
    at: usize,
    value: Option<u8>,
    tie: &Tie,
    years: &Years,
) {
    let holder = tie.holder.clone().unwrap_or(at..at + 1);
    let form = sentence.terms[at].level().map(|level| level.form);
    let doubt = if matches!(form, Some(Form::Highest | Form::Other | Form::Elliptic)) {
        0.08
    } else {
        0.0
    };
    let heading = frame::head_year(sentence.terms, at)
        .or_else(|| frame::year(sentence.terms, at))
        .or(state.told.now)
        .or(state.heading_year);
    let mut whens: Vec<(When, Option<u8>)> = whens(years, heading, tie.rule == "state")
        .into_iter()
        .map(|when| (when, value))
        .collect();
    let backwards: Vec<Term> = sentence.terms[..at].iter().rev().cloned().collect();
    whens.extend(
        than::compared(&sentence.terms[at + 1..], value, false)
            .or_else(|| than::compared(&backwards, value, true)),
    );
    // "deux l'an dernier, quatre cette année": the half is told by itself.
    let told = sentence
        .terms
        .iter()
        .filter(|term| term.level().is_some())
        .count();
    whens.extend(than::passed(sentence.terms, at));
    whens.extend(than::doubled(sentence.terms, value).filter(|_| told == 1));
    let recalled = |when: &When| {
        when.year
            .is_some_and(|year| years.recalled.contains(&year) && !years.own.contains(&year))
            || years.recalled_last && when.back == 1 && years.own_back == 0 && !when.run
    };
    let joined = sentence
        .terms
        .iter()
        .find(|term| term.begins("rejoi"))
        .map(|term| term.span.start)
        .filter(|joined| tie.places.iter().any(|place| place.span.start > *joined));
    for place in &tie.places {
        // "A et B rejoignent C, déjà au sommet en 2006": C was, and not A and B.
        let joins = joined.is_some_and(|joined| place.span.start < joined);
        if joins && is_told_of_joined(sentence.terms, at) {
            continue;
        }
        for (when, grade) in &whens {
            if joins && recalled(when) {
                continue;
            }
            let statement = Statement {
                given: Given::Grade(*grade),
                when: *when,
                words: holder.start.min(at)..holder.end.max(at + 1),
                named: tie.holder.is_some(),
                rule: tie.rule,
                confidence: tie.confidence - doubt,
            };
            sentence.state(state, place.clone(), &statement);
        }
    }
}

/// "A rejoint B, déjà à cinq arobases en 2006": the grade of the one that is joined.
fn is_told_of_joined(terms: &[Term], at: usize) -> bool {
    let Some(joined) = terms[..at].iter().position(|term| term.begins("rejoi")) else {
        return false;
    };
    let comma = terms[joined..at].iter().rposition(|term| term.is_mark(','));
    comma.is_some_and(|comma| {
        terms[joined..joined + comma]
            .iter()
            .any(|term| term.place().is_some())
            && terms[joined + comma..at]
                .iter()
                .take(4)
                .any(|term| term.word() == "deja")
    })
}

/// The editions at which a grade was held: its own, those of its run, those recalled.
fn whens(years: &Years, heading: Option<i16>, undated: bool) -> Vec<When> {
    let own: Vec<Option<i16>> = if years.own.is_empty() {
        vec![heading]
    } else {
        years.own.iter().copied().map(Some).collect()
    };
    let mut whens = Vec::new();
    for year in own {
        let back = years.own_back;
        whens.push(When {
            year,
            back,
            undated,
            ..When::default()
        });
        for step in 1..years.run.unwrap_or(1) {
            whens.push(When {
                year,
                back: back + step,
                run: true,
                ..When::default()
            });
        }
    }
    whens.extend(years.recalled.iter().map(|year| When {
        year: Some(*year),
        ..When::default()
    }));
    if years.recalled_last {
        whens.push(When {
            back: 1,
            ..When::default()
        });
    }
    whens
}
