//! Lists whose grade or mention stands elsewhere: under a heading, after a count, in the sentence
//! before.

use super::clause::HAD;
use super::counted;
use super::draft::{Given, When};
use super::earlier;
use super::heading;
use super::held;
use super::holder::{Holder, Who};
use super::joins;
use super::listing::{is_bare_list, is_list};
use super::members::{is_member, mentioned};
use super::refuse;
use super::scene::{Pending, Sentence, State, Statement};
use super::size;
use super::term::{Form, Kind, Role, Term};
use super::winners;
use crate::label::lexicon::Cue;
use crate::web::page::BlockKind;

/// Names whose grade or mention was told before: "Les lauréats sont : A, B", a list item under
/// "5 arobases", "A et B rejoignent C", "A est dans le même cas", "A en fait partie".
pub(super) fn listed(sentence: &Sentence<'_>, state: &mut State) {
    let own = |term: &Term| term.level().is_some() || matches!(term.kind, Kind::Mention { .. });
    heads_open(sentence, state);
    if sentence.terms.iter().any(own) || winners::head_list(sentence) && state.heading.is_none() {
        heads_list(sentence, state);
        return;
    }
    // "Elle n'est pas seule là-haut.": others follow in the next sentence.
    if state.last_grade.is_some() && sentence.terms.iter().any(is_not_alone) {
        state.shared = state.last_grade;
        return;
    }
    if earlier::had_other(sentence, state)
        || earlier::compared(sentence, state)
        || earlier::runs_on(sentence, state)
        || held::had_it(sentence, state)
    {
        return;
    }
    if counted::named(sentence, state) {
        return;
    }
    if let Some((grade, rule, count)) = told_before(sentence, state) {
        one_more(sentence, state, grade, rule, count);
        return;
    }
    if mentioned(sentence, state) {
        return;
    }
    if let Some(grade) = state.shared.take() {
        if sentence.has(Cue::Award) || sentence.has(Cue::Same) {
            one_more(sentence, state, grade, "shared", usize::MAX);
        }
        return;
    }
    // "Une curiosité : la plus petite de la promotion s'appelle Xville": a laureate whose grade is not told.
    let sized = |holder: &Holder| size::told(sentence.terms, holder).is_some();
    if sentence.holders.iter().any(sized) {
        return;
    }
    let heading = state.heading.clone().filter(|above| {
        is_bare_list(sentence)
            || above.age == 0 && (goes_on(sentence) || heading::opens_with_name(sentence))
    });
    // "S'y ajoutent onze mentions simples : A, B": those have no grade.
    let mentions = sentence.terms.windows(2).any(|pair| {
        matches!(pair[0].kind, Kind::Number(_)) && matches!(pair[1].kind, Kind::Trigger)
    });
    let graded = |pending: &Pending| matches!(pending.given, Given::Grade(Some(_)));
    if mentions && state.pending.as_ref().is_some_and(graded) {
        state.pending = None;
        return;
    }
    let which = state.which && !sentence.has(Cue::Negation);
    let pending = heading
        .or_else(|| state.pending.clone().filter(|_| which || is_list(sentence)))
        .or_else(|| joined_by(sentence, state));
    if let Some(pending) = pending {
        list_above(sentence, state, &pending);
        // "Entrent dans le groupe : A, B. Ces communes y retrouvent C": the next sentence may go on.
        if let Some(open) = &mut state.pending {
            open.age = open.age.min(1);
        }
    }
}

/// "Elles y sont rejointes par seize nouvelles venues, à savoir Xville et Yville": the grade of those told before.
fn joined_by(sentence: &Sentence<'_>, state: &State) -> Option<Pending> {
    let joined = sentence
        .terms
        .iter()
        .take(8)
        .any(|term| term.begins("rejointes rejoints"));
    let by = sentence.has(Cue::Crowd) && sentence.terms.iter().any(|term| term.word() == "par");
    let grade = state.last_grade.filter(|_| joined && by)?;
    Some(Pending {
        given: Given::Grade(Some(grade)),
        year: None,
        age: 0,
    })
}

/// "n'est pas seule", "n'est pas isolée", and no "seulement".
pub(super) fn is_not_alone(term: &Term) -> bool {
    matches!(&term.kind, Kind::Cue(Cue::Affirmation, word)
        if word.contains("seul") && !word.contains("seulement") || word.contains("isole"))
}

/// The grade told before that the sentence gives to its first holders: by which rule, and to how many.
fn told_before(sentence: &Sentence<'_>, state: &State) -> Option<(u8, &'static str, usize)> {
    let terms = sentence.terms;
    let same = |term: &Term| matches!(&term.kind, Kind::Cue(Cue::Same, word) if word != "aussi" && word != "egalement");
    let alike = terms.iter().position(same);
    if let Some((count, grade)) = alike.and_then(|cue| like_whom(sentence, state, cue)) {
        return Some((grade, "same-case", count));
    }
    if let (Some(grade), Some(_)) = (state.last_grade, alike) {
        // "Xville, tout comme Yville, est distinguée à ce niveau".
        let count = if sentence.has(Cue::Likewise) { 2 } else { 1 };
        return Some((grade, "same-case", count));
    }
    if let Some(grade) = joins::joined_to(sentence, state) {
        return Some((grade, "same-case", 1));
    }
    let pending = state.pending.as_ref()?;
    let Given::Grade(Some(grade)) = pending.given else {
        return None;
    };
    // "48 lauréats ont une arobase. C'est le cas du plus petit d'entre eux, A."
    let is_case = |term: &Term| matches!(&term.kind, Kind::Cue(Cue::Same, word) if word.starts_with("c est") && word.ends_with("le cas"));
    if is_member(terms) || pending.age <= 1 && terms.iter().any(is_case) {
        return Some((grade, "one-of-crowd", 1));
    }
    (pending.age <= 1 && joins::names_class(terms)).then_some((grade, "one-of-crowd", usize::MAX))
}

/// "A est dans le même cas que B", "A fait aussi bien que B": the grade that the page gave B, and how many
/// holders stand before the comparison.
fn like_whom(sentence: &Sentence<'_>, state: &State, cue: usize) -> Option<(usize, u8)> {
    let terms = sentence.terms;
    let than = (cue..terms.len().min(cue + 3)).find(|at| {
        terms[*at].one_of("que qu")
            || terms[*at].word().ends_with(" que")
            || terms[*at].word() == "avec" && terms[cue].word().ends_with("jeu egal")
    })?;
    let other = sentence
        .holders
        .iter()
        .find(|holder| holder.terms.start > than && holder.terms.start <= than + 4)?;
    let mut drafts = state.drafts.iter().rev();
    let grade = match sentence.places(other).pop() {
        Some(place) => drafts.find_map(|draft| earlier::grade_of(draft, &place))?,
        // "sont au même niveau que la préfecture": the one told of last.
        None if other.who == Who::Town => drafts.find_map(|draft| match draft.given {
            Given::Grade(grade) if draft.when.back == 0 => grade,
            _ => None,
        })?,
        None => return None,
    };
    let before = |holder: &&Holder| holder.terms.end <= cue && holder.role == Role::Free;
    let count = sentence.holders.iter().filter(before).count();
    (count > 0).then_some((count, grade))
}

/// Under a heading that tells the grade: "Xville et Yville gardent leur rang", "Deux villages font
/// leurs premiers pas : Xville et Yville".
fn goes_on(sentence: &Sentence<'_>) -> bool {
    let terms = sentence.terms;
    let refused = |term: &Term| heading::leaves_heading(term) || term.is_cue(Cue::Last);
    let free = |holder: &Holder| holder.role == Role::Free && !holder.places().is_empty();
    let counted = terms.iter().any(|term| term.is_mark(':'))
        && sentence
            .holders
            .iter()
            .any(|holder| matches!(holder.who, Who::Crowd(Some(_))));
    let holds = |term: &Term| {
        term.is_cue(Cue::Award)
            || term.begins("gard rejoi rattrap complet compl ajout retrouv figur")
    };
    terms.len() <= 30
        && matches!(sentence.kind, BlockKind::Paragraph | BlockKind::ListItem)
        && sentence.holders.iter().any(free)
        && !terms.iter().any(refused)
        && (counted || terms.iter().any(holds))
}

/// Gives a grade that was told before to the first `count` holders of this sentence.
fn one_more(
    sentence: &Sentence<'_>,
    state: &mut State,
    grade: u8,
    rule: &'static str,
    count: usize,
) {
    if refuse::blocked(sentence.terms, sentence.terms.len() - 1).is_some() {
        return;
    }
    let named = |holder: &&Holder| {
        let nth = matches!(holder.who, Who::Nth(_));
        holder.role == Role::Free && (nth || !holder.places().is_empty())
    };
    for holder in sentence.holders.iter().filter(named).take(count) {
        let statement = Statement {
            given: Given::Grade(Some(grade)),
            when: When::default(),
            words: holder.terms.clone(),
            named: true,
            rule,
            confidence: 0.8,
        };
        let places = match holder.who {
            // "La seconde, exactement autant."
            Who::Nth(number) => state.last_group.get(number).cloned().into_iter().collect(),
            _ => sentence.places(holder),
        };
        for place in places {
            sentence.state(state, place, &statement);
        }
    }
}

/// Gives what stands above a list to all of it.
pub(super) fn list_above(sentence: &Sentence<'_>, state: &mut State, pending: &Pending) {
    let joined = sentence
        .terms
        .iter()
        .position(|term| term.begins("rejoi"))
        .or_else(|| finds_again(sentence.terms));
    for holder in sentence
        .holders
        .iter()
        .filter(|holder| holder.role == Role::Free)
    {
        let mut whens = vec![When {
            year: pending.year,
            ..When::default()
        }];
        // "A rejoint B, déjà distinguée l'an dernier", "A rejoint B, qui s'y trouvait déjà en 2006".
        let told = state.which
            && sentence.terms[holder.terms.end..]
                .iter()
                .take(2)
                .any(|term| term.word() == "qui");
        if told || joined.is_some_and(|joined| holder.terms.start > joined) {
            whens.extend(there_before(&sentence.terms[holder.terms.end..]));
        }
        for place in sentence.places(holder) {
            for when in &whens {
                let statement = Statement {
                    given: pending.given,
                    when: *when,
                    words: holder.terms.clone(),
                    named: true,
                    rule: "list-above",
                    confidence: 0.88,
                };
                sentence.state(state, place.clone(), &statement);
            }
        }
    }
}

/// "Ces cinq communes y retrouvent Xville et Yville": those who were there before.
pub(super) fn finds_again(terms: &[Term]) -> Option<usize> {
    let again = |pair: &[Term]| pair[0].word() == "y" && pair[1].begins("retrouv");
    terms
        .windows(2)
        .position(again)
        .map(|at| at + 1)
        .or_else(|| {
            terms
                .iter()
                .position(|term| term.word().starts_with("y retrouv"))
        })
}

/// "déjà distinguée l'an dernier", "présentes depuis 2006", "qui y étaient en 2006": when those who are joined
/// were there before.
fn there_before(after: &[Term]) -> Option<When> {
    let told = |term: &Term| {
        term.one_of("deja depuis presente presentes present presents restees fideles")
            || term.one_of(HAD)
            || term.word().ends_with("aient")
            || term.word().ends_with("ait")
    };
    if let Some(year) = after
        .iter()
        .position(|term| matches!(term.kind, Kind::Year(_)))
        && after[..year].iter().any(told)
        && let Kind::Year(year) = after[year].kind
    {
        return Some(When {
            year: Some(year),
            ..When::default()
        });
    }
    let back = after.iter().find_map(|term| match term.kind {
        Kind::Cue(Cue::Last, _) => Some(1),
        Kind::Ago(count) => Some(count),
        _ => None,
    })?;
    Some(When {
        back,
        ..When::default()
    })
}

/// Whether a heading tells a grade.
fn is_grade(heading: Option<&Pending>) -> bool {
    heading.is_some_and(|above| matches!(above.given, Given::Grade(Some(_))))
}

/// "Quatorze obtiennent cinq arobases. Les voici, par ordre alphabétique :" heads the lines below, each a name.
fn heads_open(sentence: &Sentence<'_>, state: &mut State) {
    let terms = sentence.terms;
    let colon = terms.last().is_some_and(|term| term.is_mark(':'));
    let told = |term: &Term| {
        term.place().is_some()
            || term.level().is_some()
            || matches!(
                term.kind,
                Kind::Cue(Cue::Hope | Cue::Negation | Cue::Candidacy, _)
                    | Kind::OtherLabel
                    | Kind::OtherUnit
                    | Kind::Mark('?')
            )
    };
    let lists = terms
        .iter()
        .any(|term| term.begins("voici liste alphabet suiva laureat gagnant elu promu"))
        || terms
            .iter()
            .any(|term| matches!(term.kind, Kind::Cue(Cue::Crowd, _)));
    if !colon || terms.len() > 14 || !lists || terms.iter().any(told) {
        return;
    }
    if let Some(open) = state.pending.as_ref().filter(|open| open.age <= 1) {
        state.heading = Some(Pending {
            given: open.given,
            year: open.year,
            age: 1,
        });
    }
}

/// A heading or a line that ends in a colon, with a grade and nobody: it heads a list.
fn heads_list(sentence: &Sentence<'_>, state: &mut State) {
    let colon = sentence.terms.last().is_some_and(|term| term.is_mark(':'));
    let short = sentence.terms.len() <= 14;
    // "Trois arobases pour la préfecture" is told of one, and heads no list.
    let named = sentence
        .holders
        .iter()
        .any(|holder| !holder.places().is_empty() || holder.who == Who::Town);
    let heading = matches!(sentence.kind, BlockKind::Heading(_));
    let alone = sentence.terms.len() <= 4
        && matches!(
            sentence.kind,
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::ImageAlt
        );
    if named || !(colon && short || heading || alone) {
        return;
    }
    let level = sentence
        .terms
        .iter()
        .find_map(Term::level)
        .filter(|level| match level.form {
            Form::Highest => false,
            // Below "@@" a bare "@" is the grade that follows.
            Form::Single => is_grade(state.heading.as_ref()),
            _ => true,
        });
    let number = sentence.terms.iter().find_map(|term| match term.kind {
        Kind::Mention { number, .. } => Some(number),
        _ => None,
    });
    let year = sentence.terms.iter().find_map(|term| match term.kind {
        Kind::Year(year) => Some(year),
        _ => None,
    });
    let given = number
        .map(Given::Mention)
        .or_else(|| level.map(|level| Given::Grade(level.value())))
        .or_else(|| winners::head_list(sentence).then_some(Given::Grade(None)));
    if let Some(given) = given {
        state.heading = Some(Pending {
            given,
            year,
            // The title of the whole page heads no single list.
            age: usize::from(sentence.kind == &BlockKind::Heading(1)),
        });
    }
}
