//! Relative clauses and tenses: where a clause tells of a town, and what an imperfect puts into the past.

use std::ops::Range;

use super::beside::ADVERBS;
use super::holder::Holder;
use super::scene::Sentence;
use super::term::{Kind, PlaceTerm, Role, Term};
use super::tie::{Near, Tie};
use super::year::Years;
use crate::label::lexicon::Cue;

/// Verbs of state in the imperfect: what one had before.
pub(super) const HAD: &str = "avait avaient comptait comptaient plafonnait plafonnaient stagnait stagnaient pointait \
    pointaient totalisait totalisaient culminait culminaient alignait alignaient restait restaient \
    possedait possedaient detenait detenaient affichait affichaient arborait arboraient etait etaient \
    figurait figuraient portait portaient indiquait indiquaient tournait tournaient vegetait vegetaient cumulait cumulaient";

/// Whether one of `terms` is a verb that gives one grade for another: "troque sa quatrième arobase contre".
pub(super) fn trades(terms: &[Term]) -> bool {
    terms.iter().any(|term| term.begins("troqu echang"))
}

/// "à Xville, où l'on récolte quatre @": the place before "où" holds the grade of its clause.
pub(super) fn place_of(sentence: &Sentence<'_>, near: &Near<'_>) -> Option<Tie> {
    let terms = sentence.terms;
    let here = (near.reach.start..near.at)
        .rev()
        .find(|here| terms[*here].word() == "où")?;
    let clause = &terms[here + 1..near.at];
    let ends = |term: &Term| {
        matches!(
            term.kind,
            Kind::Mark(';' | ':' | '.' | '!') | Kind::Place(_) | Kind::Cue(Cue::Ceremony, _)
        )
    };
    if clause.iter().any(ends) {
        return None;
    }
    let holder = sentence.holders.iter().rev().find(|holder| {
        holder.terms.end <= here && holder.role <= Role::At && !holder.places().is_empty()
    })?;
    // What stands between the name and "où" is another clause of the same kind, or nothing.
    let gap = &terms[holder.terms.end..here];
    let beside = gap.len() <= 2 || gap.iter().any(|term| term.word() == "où");
    let one = holder.places().len() == 1;
    (beside && one).then(|| Tie::of(sentence, holder, "where", 0.86))
}

/// "Xville, dont la médiathèque …, et Yville, avec …, évoluent parmi les 4 @": a plural verb takes in
/// the subject before "et" and what is told of it.
pub(super) fn joined(sentence: &Sentence<'_>, near: &Near<'_>, holder: &Holder) -> Vec<PlaceTerm> {
    let terms = sentence.terms;
    let plural = terms[holder.terms.end..near.at].iter().find(|term| {
        term.is_cue(Cue::Award) || term.one_of("a est ont sont compte comptent") || is_plural(term)
    });
    if !plural.is_some_and(is_plural) {
        return Vec::new();
    }
    let small = |term: &&Term| {
        term.one_of("la le les l ville commune de d du des enfin") || term.is_mark('"')
    };
    let before = terms[..holder.terms.start].iter().rev();
    let skipped = before.clone().take_while(small).count();
    let and = before.clone().nth(skipped).is_some_and(|term| {
        term.one_of("et puis")
            || matches!(&term.kind, Kind::Cue(Cue::Likewise, word) if word == "ainsi que")
    });
    let other = near
        .before
        .iter()
        .rev()
        .find(|other| other.terms.end <= holder.terms.start);
    let Some(other) =
        other.filter(|other| and && other.role == Role::Free && !other.places().is_empty())
    else {
        return Vec::new();
    };
    let gap = &terms[other.terms.end..holder.terms.start];
    let apart = gap.iter().any(|term| {
        matches!(
            term.kind,
            Kind::Mark(';' | ':' | '.' | '!') | Kind::Cue(Cue::Negation, _)
        )
    });
    // The aside begins with a comma or a bracket: "Xville décroche …, et Yville …" does not.
    let aside = gap
        .first()
        .is_some_and(|term| matches!(term.kind, Kind::Mark(',' | '(' | '-')));
    if apart || !aside {
        return Vec::new();
    }
    sentence.places(other)
}

/// "Xville décroche cinq @, imitée par Yville", "Xville est rejointe par Yville": who shares the grade.
pub(super) fn followers(
    sentence: &Sentence<'_>,
    holder: Option<&Range<usize>>,
    reach: &Range<usize>,
) -> Option<Tie> {
    let terms = sentence.terms;
    let from = holder.map_or(reach.start, |holder| holder.end.max(reach.start));
    let verb =
        (from..reach.end).find(|at| terms[*at].begins("rejointe rejoint imite accompagn"))?;
    let by = (verb + 1..reach.end.min(verb + 6)).find(|at| terms[*at].one_of("par d de"))?;
    let other = sentence.holders.iter().find(|other| {
        other.terms.start > by && other.terms.start <= by + 3 && !other.places().is_empty()
    })?;
    let clear = terms[verb..other.terms.start]
        .iter()
        .all(|term| !matches!(term.kind, Kind::Mark(_)));
    (clear && other.role == Role::Free).then(|| Tie {
        places: sentence.places(other),
        holder: None,
        rule: "likewise",
        confidence: 0.86,
    })
}

/// "A et B entrent au club des cinq arobases, où les attendaient C et D, déjà membres l'an dernier": who was there
/// already, and whether a year ago.
pub(super) fn awaited(
    sentence: &Sentence<'_>,
    at: usize,
    reach: &Range<usize>,
) -> Option<(Tie, Years)> {
    let terms = sentence.terms;
    let verb = (at + 1..reach.end).take(10).find(|here| {
        terms[*here].begins("attend retrouv preced")
            && terms[at + 1..*here].iter().any(|term| term.word() == "où")
            && terms[*here - 1].one_of("les l la le y")
    })?;
    let holder = sentence
        .holders
        .iter()
        .find(|holder| holder.terms.start > verb && !holder.places().is_empty())
        .filter(|holder| holder.terms.start <= verb + 4 && holder.role == Role::Free)?;
    let after = &terms[holder.terms.end..terms.len().min(holder.terms.end + 6)];
    let years = Years {
        recalled_last: after.iter().any(|term| term.is_cue(Cue::Last)),
        ..Years::default()
    };
    Some((Tie::of(sentence, holder, "likewise", 0.86), years))
}

/// A verb in the third person of the plural.
fn is_plural(term: &Term) -> bool {
    let word = term.word();
    term.one_of("ont sont font vont")
        || word.len() > 5 && word.ends_with("ent") && !word.ends_with("ment")
}

/// "évoluent dans la catégorie des 4 et 5 arobases", "sont parmi les 4 et 5 @".
pub(super) fn is_of_class(terms: &[Term], at: usize) -> bool {
    terms[at.saturating_sub(4)..at].iter().any(|term| {
        term.begins("categor parmi groupe cercle club peloton rangs dans tranche famille niveau")
    })
}

/// What one had before: the year beside it is its own; without any it is no statement, when what
/// came of it follows. Whether it is none.
pub(super) fn past(
    sentence: &Sentence<'_>,
    near: &Near<'_>,
    holder: Option<&Range<usize>>,
    years: &mut Years,
) -> bool {
    let terms = sentence.terms;
    let from = holder
        .filter(|holder| holder.end <= near.at)
        .map_or(near.reach.start, |holder| holder.end.max(near.reach.start));
    let instead = holder.is_none() && is_instead(terms, near.at);
    let had_already = had_already(terms, near.reach.start, near.at);
    if !instead && !had_already && !was_before(terms, from, near.at) {
        return false;
    }
    let last =
        instead && near.at >= 2 && terms[..near.at].iter().any(|term| term.is_cue(Cue::Last));
    if last && years.own.is_empty() && years.own_back == 0 {
        years.own_back = 1;
    }
    if years.own.is_empty() && years.own_back == 0 {
        years.own.append(&mut years.recalled);
    }
    let next = |term: &Term| term.level().is_some();
    years.own.is_empty()
        && years.own_back == 0
        && years.run.is_none()
        && (instead || terms[near.at + 1..].iter().any(next))
}

/// "quatre arobases contre trois l'an dernier", "au lieu de trois": what was before.
pub(super) fn is_instead(terms: &[Term], at: usize) -> bool {
    let word = |steps: usize| at.checked_sub(steps).map_or("", |back| terms[back].word());
    // "troquent leur quatrième arobase contre une cinquième": what stands behind is what they have now.
    let traded = trades(&terms[at.saturating_sub(12)..at]);
    // "quatre à Xville, contre trois seulement à Yville": what Yville has.
    let skip = usize::from(terms.get(at + 1).is_some_and(|next| next.one_of(ADVERBS)));
    let whose = terms
        .get(at + 1 + skip)
        .is_some_and(|next| next.one_of("à au aux pour"))
        && terms[at + 1..]
            .iter()
            .take(5)
            .any(|next| next.place().is_some());
    word(1) == "contre" && !traded && !whose || matches!(word(1), "de" | "d") && word(2) == "lieu"
}

/// "Déjà titulaire de trois arobases, Xville en obtient …": a state that something follows.
pub(super) fn had_already(terms: &[Term], from: usize, at: usize) -> bool {
    let clause = &terms[from.min(at)..at];
    clause.len() <= 6
        && clause.iter().any(|term| term.word() == "deja")
        && clause
            .iter()
            .any(|term| term.begins("titulaire detent dote labellis recompens forte fort credit"))
}

/// Whether the verb that governs the grade at `at` tells what was before: "qui en comptait trois".
pub(super) fn was_before(terms: &[Term], from: usize, at: usize) -> bool {
    let beside = terms[from.min(at)..at]
        .iter()
        .rev()
        .take(7)
        .take_while(|term| !matches!(term.kind, Kind::Mark(',' | ';' | ':' | '.' | ')')));
    let verb = beside.into_iter().find(|term| {
        term.one_of(HAD)
            || term.is_cue(Cue::Award)
            || term.one_of("a ont est sont passe compte comptent voila")
    });
    verb.is_some_and(|verb| verb.one_of(HAD))
}
