//! Those who share a grade told in the sentence before, whatever their own sentence tells besides:
//! "Xville les rejoint : la ville, classée l'an dernier à quatre", "Yville en fait partie, qui n'en
//! comptait que deux".

use super::draft::{Given, When};
use super::earlier;
use super::holder::Holder;
use super::refuse;
use super::scene::{Scene, Sentence, State, Statement};
use super::term::{Kind, PlaceTerm, Role, Term};
use super::who::who_is;
use crate::label::lexicon::Cue;

/// Gives the grade told before to the first holder that is said to join those who have it.
pub(super) fn joined(sentence: &Sentence<'_>, scene: &Scene<'_>, state: &mut State) {
    let terms = sentence.terms;
    let open = match state.pending.as_ref().map(|pending| pending.given) {
        Some(Given::Grade(grade)) => grade,
        _ => None,
    };
    let graded = terms.iter().any(|term| term.level().is_some());
    if graded && opens_members(terms) {
        if let Some(grade) = open.or(state.last_grade)
            && refuse::blocked(terms, 1).is_none()
        {
            members(sentence, state, grade);
            return;
        }
    } else if let Some(with) = shares(terms).filter(|_| !graded) {
        partners(sentence, state, with);
        return;
    }
    for holder in &sentence.holders {
        if holder.role != Role::Free || holder.is_crowd() {
            continue;
        }
        let after = &terms[holder.terms.end..];
        let grade = if rejoins(after) {
            state.last_grade.or(open)
        } else if graded && is_part(after) {
            open.or(state.last_grade)
        } else if graded && is_same_case(after) {
            state.last_grade.or(open)
        } else {
            None
        };
        if grade.is_none() || refuse::blocked(terms, holder.terms.end).is_some() {
            continue;
        }
        let places = if holder.places().is_empty() {
            who_is(sentence, holder, scene, state).into_iter().collect()
        } else {
            sentence.places(holder)
        };
        share(sentence, state, holder, places, grade);
        return;
    }
}

/// "Elle partage ce premier rang avec deux autres communes, A et B": where its partners begin.
fn shares(terms: &[Term]) -> Option<usize> {
    const RANKS: &str = "rang place niveau marche distinction honneur sommet podium note resultat score palier echelon grade privilege";
    let verb = terms.iter().position(|term| term.begins("partag"))?;
    let near = &terms[verb + 1..terms.len().min(verb + 7)];
    let noun = near.iter().position(|term| term.one_of(RANKS))?;
    let known = near[..noun]
        .iter()
        .any(|term| term.one_of("ce cet cette son sa premier premiere meme plus"));
    let with = near.iter().position(|term| term.word() == "avec")?;
    (known && noun < with).then_some(verb + 1 + with)
}

/// "Y figurent des habituées, comme A et B, et C, qui en avait quatre": all those named belong to those told before.
fn opens_members(terms: &[Term]) -> bool {
    let [first, second, ..] = terms else {
        return false;
    };
    first.word() == "y" && second.begins("figur trouv retrouv compt")
        || first.word().starts_with("y figur")
        || first.word() == "parmi" && second.one_of("elles eux lesquelles lesquels")
        || first.word() == "on"
            && second.word() == "y"
            && terms
                .get(2)
                .is_some_and(|verb| verb.begins("trouv retrouv crois compt"))
}

/// Gives the grade to all whom the sentence names.
fn members(sentence: &Sentence<'_>, state: &mut State, grade: u8) {
    let free = |holder: &&Holder| holder.role == Role::Free && !holder.places().is_empty();
    for holder in sentence.holders.iter().filter(free) {
        share(
            sentence,
            state,
            holder,
            sentence.places(holder),
            Some(grade),
        );
    }
}

/// Gives the grade told before to the first names behind term `with`.
fn partners(sentence: &Sentence<'_>, state: &mut State, with: usize) {
    let named = |holder: &&Holder| {
        holder.terms.start > with && holder.role <= Role::At && !holder.places().is_empty()
    };
    if let Some(grade) = state.last_grade.or(state.echo)
        && refuse::blocked(sentence.terms, with).is_none()
        && let Some(holder) = sentence.holders.iter().find(named)
    {
        share(
            sentence,
            state,
            holder,
            sentence.places(holder),
            Some(grade),
        );
    }
}

/// Gives the grade told before to `places`, which `holder` names or stands for.
fn share(
    sentence: &Sentence<'_>,
    state: &mut State,
    holder: &Holder,
    places: Vec<PlaceTerm>,
    grade: Option<u8>,
) {
    let statement = Statement {
        given: Given::Grade(grade),
        when: When::default(),
        words: holder.terms.clone(),
        named: !holder.places().is_empty(),
        rule: "shared",
        confidence: 0.8,
    };
    for place in places {
        sentence.state(state, place, &statement);
    }
}

/// "les rejoint", "l'y rejoint", "vient les rejoindre", "leur emboîte le pas".
fn rejoins(after: &[Term]) -> bool {
    let near = &after[..after.len().min(7)];
    let step = |pair: &[Term]| pair[0].word() == "leur" && pair[1].begins("emboit tien");
    let Some(pronoun) = near.windows(2).position(|pair| {
        pair[0].one_of("les l la le y") && pair[1].begins("rejoi y") || step(pair)
    }) else {
        return false;
    };
    let leads = |term: &Term| {
        term.is_mark(',')
            || term
                .one_of("vient viennent aussi egalement elle elles les l ont a y enfin desormais")
    };
    near[..pronoun].iter().all(leads)
        && (step(&near[pronoun..pronoun + 2])
            || near[pronoun + 1..].iter().take(2).any(|term| {
                term.begins("rejoi") && !term.one_of("rejoindra rejoindront rejoindrait")
            }))
}

/// "est dans le même cas : la cité, elle qui n'en avait que trois": the grade told before, whatever is
/// recalled behind it.
fn is_same_case(after: &[Term]) -> bool {
    let same = |term: &Term| matches!(&term.kind, Kind::Cue(Cue::Same, word) if word.contains("dans le meme cas") || word.contains("de meme"));
    let close = after.iter().take(4).position(same);
    let leads = |term: &Term| term.one_of("est sont se trouve trouvent aussi egalement fait font");
    close.is_some_and(|close| after[..close].iter().all(leads))
}

/// "en fait partie", "est du nombre", "en est".
fn is_part(after: &[Term]) -> bool {
    let word = |at: usize| after.get(at).map_or("", Term::word);
    matches!(
        (word(0), word(1), word(2)),
        ("en", "fait" | "font", "partie")
    ) || matches!(
        (word(0), word(1), word(2)),
        ("est" | "sont", "du", "nombre" | "lot")
    )
}

/// "de ce peloton", "où figure également", "y figure": those whom a sentence names belong to the class
/// just told.
pub(super) fn names_class(terms: &[Term]) -> bool {
    const CLASSES: &str = "peloton groupe club cercle categorie liste famille trio quatuor palmares lot niveau gratin";
    terms.windows(2).any(|pair| {
        pair[0].one_of("ce cet cette") && pair[1].one_of(CLASSES)
            || pair[0].one_of("y où") && pair[1].begins("figur")
    })
}

/// "A rejoint B tout en haut", "A rejoint B à ce niveau": the grade that the page gave B.
pub(super) fn joined_to(sentence: &Sentence<'_>, state: &State) -> Option<u8> {
    let terms = sentence.terms;
    let verb = terms
        .iter()
        .position(|term| term.one_of("rejoint rejoignent rattrape rattrapent"))?;
    let there = terms[verb..].windows(2).any(|pair| {
        pair[0].one_of("en au à") && pair[1].begins("haut sommet")
            || pair[0].one_of("ce cet cette") && pair[1].begins("niveau hauteur rang palier")
    });
    let after = |holder: &&Holder| holder.terms.start == verb + 1;
    let other = sentence.holders.iter().find(after).filter(|_| there)?;
    let named = |holder: &Holder| holder.terms.end <= verb && !holder.places().is_empty();
    let place = sentence.places(other).pop()?;
    let mut drafts = state.drafts.iter().rev();
    drafts
        .find_map(|draft| earlier::grade_of(draft, &place))
        .filter(|_| sentence.holders.iter().any(named))
}
