//! Why a grade or a mention in a sentence is nobody's: a hope, a candidacy, a negation, a question…

use super::aside::{aside, goes_on, new_clause, relative_start};
use super::clause::trades;
use super::scale::{
    beside_holder, class_of_holders, ends_scale, is_called_most, is_span_of_scale, scale_of_label,
    so_many_times,
};
use super::sign;
use super::term::{Form, Kind, Term};
use super::unreal;
use crate::label::lexicon::Cue;

/// What the page around a sentence says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    /// The label's name or its unit stands in this sentence or a neighbouring one.
    pub(super) label_near: bool,
    /// The page says how high the grades go.
    pub(super) maximum_stated: bool,
}

/// The reason to refuse what stands at `at`, if there is one.
pub(super) fn reason(terms: &[Term], at: usize, around: Around) -> Option<&'static str> {
    if let Some(level) = terms[at].level() {
        if let Some(reason) = by_form(terms, at, level.form, around) {
            return Some(reason);
        }
        if let Some(reason) = sign::reason(terms, at) {
            return Some(reason);
        }
        if scale_of_label(terms, at) || ends_scale(terms, at) || is_called_most(terms, at) {
            return Some("scale");
        }
        if so_many_times(terms, at) {
            return Some("condition");
        }
        if class_of_holders(terms, at) {
            return Some("class");
        }
        let word = |back: usize| {
            at.checked_sub(back)
                .map_or("", |before| terms[before].word())
        };
        if word(1) == "pas" && level.form == Form::Plain {
            return Some("negation");
        }
        if is_span_of_scale(terms, at) {
            return Some("scale");
        }
        if is_traded(terms, at) {
            return Some("before");
        }
        if is_taken_away(terms, at) {
            return Some("loss");
        }
        // "Deux arobases ne font pas passer le courant".
        let opens = at == 0 || matches!(terms[at - 1].kind, Kind::Mark(_));
        if opens && terms.get(at + 1).is_some_and(|next| next.one_of("ne n")) {
            return Some("negation");
        }
        if (1..=6).any(|back| word(back) == "moyenne") {
            return Some("statistic");
        }
        if unreal::is_worth(terms, at) || unreal::is_for_anyone(terms, at) {
            return Some("rule");
        }
        // "De trois arobases, Xville tombe à deux".
        let comma = terms.get(at + 1).is_some_and(|next| next.is_mark(','));
        if word(1) == "de" && comma && (at == 1 || terms[at - 2].is_mark(':')) {
            return Some("before");
        }
        // "après six années à 5 arobases": a condition, told of no year.
        if matches!(word(1), "à" | "de" | "avec")
            && matches!(
                word(2),
                "annees" | "ans" | "fois" | "labellisations" | "labels"
            )
        {
            return Some("condition");
        }
    }
    blocked(terms, at)
}

/// The reason to refuse a grade by the way in which it is written.
fn by_form(terms: &[Term], at: usize, form: Form, around: Around) -> Option<&'static str> {
    let near = around.label_near
        || terms
            .iter()
            .any(|term| matches!(term.kind, Kind::Label | Kind::Unit));
    match form {
        Form::Other if is_star(terms, at) && !beside_label(terms, at) => {
            return Some("another unit");
        }
        Form::Other
            if !near
                || terms
                    .iter()
                    .any(|term| matches!(term.kind, Kind::OtherLabel)) =>
        {
            return Some("another unit");
        }
        Form::Highest if !near || !(around.maximum_stated || is_of_label(terms, at)) => {
            return Some("no scale stated");
        }
        Form::Highest if !has_award(terms) || is_summit(terms, at) || is_direction(terms, at) => {
            return Some("no award");
        }
        Form::Single if !beside_holder(terms, at) => return Some("a bare sign"),
        _ => {}
    }
    None
}

/// Whether a cue of the clause takes the words at `at` back.
pub(super) fn blocked(terms: &[Term], at: usize) -> Option<&'static str> {
    if terms.iter().rev().take(3).any(|term| term.is_mark('?')) {
        return Some("question");
    }
    let start = clause_start(terms, at);
    let start = relative_start(terms, start, at).unwrap_or(start);
    if is_dreamt(terms, at) || is_aimed(terms, start) || is_aim(terms, at) {
        return Some("hope");
    }
    if unreal::is_example(terms) {
        return Some("example");
    }
    if unreal::is_condition(&terms[start..at]) && !unreal::is_concession(terms, start) {
        return Some("hope");
    }
    let aside = aside(terms, start, at);
    let mut verb_between = false;
    for back in (start..at).rev() {
        if terms[back].is_mark(',') && new_clause(&terms[back + 1..at]) {
            break;
        }
        if aside.contains(&back) {
            continue;
        }
        if goes_on(terms, back, at) {
            break;
        }
        match &terms[back].kind {
            _ if unreal::is_wish(terms, back, at, verb_between) => return Some("hope"),
            Kind::Word { .. }
                if !verb_between
                    && unreal::is_negated(terms, back)
                    && !terms[back..at].iter().any(|term| term.is_mark(',')) =>
            {
                return Some("negation");
            }
            Kind::Cue(Cue::Award, word) if is_finite(word) => verb_between = true,
            _ if is_seen(terms, back) => verb_between = true,
            Kind::Cue(Cue::Affirmation, _) => return None,
            _ if settles(terms, back, at) => return None,
            Kind::Cue(Cue::Negation, word)
                if !verb_between || at - back < 6 || unreal::is_nobody(word, &terms[back..at]) =>
            {
                return Some("negation");
            }
            // "peut afficher ses trois arobases" is told of those who have them.
            Kind::Cue(Cue::Hope, word)
                if matches!(word.as_str(), "peut" | "peuvent")
                    && terms[back + 1..at]
                        .iter()
                        .take(2)
                        .any(|term| term.begins("affich arbor")) => {}
            Kind::Cue(Cue::Hope, _) if !verb_between => return Some("hope"),
            Kind::Cue(Cue::Candidacy, _) if !verb_between && at - back < 9 => {
                return Some("candidacy");
            }
            _ => {}
        }
    }
    taken_back(ahead(terms, at))
}

/// "perd deux arobases", "Le jury lui en a retiré deux"; "Xville en a retiré trois" has them.
fn is_taken_away(terms: &[Term], at: usize) -> bool {
    let word = |back: usize| {
        at.checked_sub(back)
            .map_or("", |before| terms[before].word())
    };
    let loses = [
        "perd", "abandonn", "laisse", "cede", "lache", "enlev", "confisqu",
    ];
    (1..=3).any(|back| loses.iter().any(|stem| word(back).starts_with(stem)))
        || (1..=2).any(|back| word(back).starts_with("retir"))
            && (2..=6).any(|back| matches!(word(back), "lui" | "leur" | "nous"))
}

/// "Une arobase, pour commencer, ce serait déjà bien."
fn is_dreamt(terms: &[Term], at: usize) -> bool {
    let would = |pair: &[Term]| pair[0].one_of("ce cela ca") && pair[1].word() == "serait";
    terms[at..].windows(2).any(would) && terms.iter().all(|term| term.place().is_none())
}

/// "Objectif : trois @", "Elle veut inscrire la ville : « deux arobases »", before the clause that begins at `start`.
fn is_aimed(terms: &[Term], start: usize) -> bool {
    start >= 2
        && terms[start - 1].is_mark(':')
        && (aims(&terms[..start - 1])
            || matches!(&terms[..start - 1], [goal, of, place]
                if goal.begins("objectif ambition cible but")
                    && of.one_of("de d du")
                    && place.place().is_some())
            || terms[start].is_mark('"') && unreal::promises(&terms[..start - 1]))
}

/// "qui n'avait jamais rien demandé, s'est vu remettre …": what follows is given.
fn is_seen(terms: &[Term], at: usize) -> bool {
    terms[at].one_of("vu vue vus vues") && at > 0 && terms[at - 1].one_of("est sont etait voit")
}

/// "troque sa quatrième arobase contre une cinquième": the first of them.
fn is_traded(terms: &[Term], at: usize) -> bool {
    trades(&terms[at.saturating_sub(9)..at])
        && terms[at + 1..]
            .iter()
            .take(3)
            .any(|term| term.word() == "contre")
}

/// "ne passe pas le cap et devra se contenter de trois": who does so has them.
fn settles(terms: &[Term], back: usize, at: usize) -> bool {
    let denied = || {
        terms[back.saturating_sub(4)..back]
            .iter()
            .any(|term| term.one_of("ne n"))
    };
    terms[back].begins("content")
        && at - back <= 4
        && back > 0
        && terms[back - 1].one_of("se s")
        && !denied()
}

/// "Objectif", "Objectif à deux ans", "Notre ambition pour 2022" right before a colon.
fn aims(before: &[Term]) -> bool {
    let clause: Vec<&Term> = before
        .iter()
        .rev()
        .take(9)
        .take_while(|term| !ends_clause(term) && term.place().is_none() && term.level().is_none())
        .collect();
    let reached = clause
        .iter()
        .any(|term| term.begins("attein rempli tenu realis depass reussi"));
    // "petite commune, grande ambition : deux arobases" aims at nothing.
    let noun = |term: &&Term| term.begins("objectif cible") || term.one_of("but cap");
    let ambition = clause
        .iter()
        .zip(clause.iter().skip(1))
        .any(|(term, back)| {
            term.begins("ambition")
                && back.one_of("notre son leur l seule nouvelle prochaine sa une")
        })
        || clause.last().is_some_and(|term| term.begins("ambition"));
    let next = |term: &&Term| term.begins("prochain");
    !reached && (ambition || clause.iter().any(noun) || clause.iter().take(5).any(next))
}

/// "ne cache pas son ambition, trois arobases": the aim right before what it is.
fn is_aim(terms: &[Term], at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map(|back| &terms[back]);
    let noun =
        |steps: usize| back(steps).is_some_and(|term| term.begins("objectif ambition cible"));
    let apart = back(1).is_some_and(|term| matches!(term.kind, Kind::Mark(',' | '-')));
    noun(1) || apart && (noun(2) || noun(3))
}

/// What follows `at` in its clause, a few words far.
fn ahead(terms: &[Term], at: usize) -> impl Iterator<Item = &Term> {
    // "une cinquième arobase est espérée", "5 arobases, c'est l'objectif".
    let comma = move |at: usize| {
        terms[at].is_mark(',')
            && terms
                .get(at + 1)
                .is_none_or(|next| !next.one_of("c ce cela ca"))
    };
    (at + 1..terms.len().min(at + 6))
        .take_while(move |next| {
            // "trois arobases et n'a pas à rougir", "… et espère mieux": another verb's clause.
            !ends_clause(&terms[*next]) && !comma(*next) && terms[*next].word() != "et"
        })
        .map(move |next| &terms[next])
}

/// Whether what follows a grade in its clause takes it back: "est espérée", "n'a pas été accordée",
/// "nous échappe", "couronnerait".
fn taken_back<'t>(ahead: impl Iterator<Item = &'t Term>) -> Option<&'static str> {
    let mut future = false;
    for term in ahead {
        future |= term.one_of("sera seront serait seraient");
        match &term.kind {
            Kind::Cue(Cue::Award, _) if future => return Some("hope"),
            _ if future && term.begins("remis attribu decern distribu") => return Some("hope"),
            Kind::Cue(Cue::Hope, word)
                if !matches!(word.as_str(), "afin d obtenir" | "permettra") =>
            {
                return Some("hope");
            }
            Kind::Cue(_, word) | Kind::Word { folded: word, .. } if unreal::is_unreal(word) => {
                return Some("hope");
            }
            Kind::Cue(Cue::Negation, word) if word.starts_with("n ") || word.starts_with("ne ") => {
                return Some("negation");
            }
            Kind::Cue(Cue::Award, _) | Kind::Place(_) | Kind::Level(_) => break,
            _ if is_lost(term) => return Some("loss"),
            _ => {}
        }
    }
    None
}

/// "échappe", "s'envole", "a été refusée".
fn is_lost(term: &Term) -> bool {
    term.begins("refus echapp envol attendr evapor disparai disparu retire supprim")
}

/// Infinitives and participles present say no fact.
pub(super) fn is_finite(word: &str) -> bool {
    !(word.ends_with("er")
        || word.ends_with("ir")
        || word.ends_with("oir")
        || word.ends_with("ant")
        || word == "obtention")
}

/// Stars: every hotel has them.
fn is_star(terms: &[Term], at: usize) -> bool {
    terms[at].level().is_some_and(|level| level.stars)
}

/// Whether the label's name stands in the same clause, a few words away.
fn beside_label(terms: &[Term], at: usize) -> bool {
    let stop = |term: &&Term| !term.is_mark(',') && !ends_clause(term);
    let before = terms[..at].iter().rev().take(6).take_while(stop);
    let after = terms[at + 1..].iter().take(6).take_while(stop);
    before
        .chain(after)
        .any(|term| matches!(term.kind, Kind::Label))
}

/// "la plus haute distinction du label Villes Internet": the label's own scale is known; a mention
/// may be meant where one is named.
fn is_of_label(terms: &[Term], at: usize) -> bool {
    let small = |term: &&Term| {
        matches!(term.kind, Kind::Trigger) || term.one_of("du de des le la les label")
    };
    let next = terms[at + 1..].iter().take(4).find(|term| !small(term));
    let mention = terms
        .iter()
        .any(|term| matches!(term.kind, Kind::Mention { .. }));
    next.is_some_and(|term| matches!(term.kind, Kind::Label)) && !mention
}

fn has_award(terms: &[Term]) -> bool {
    terms.iter().any(|term| match &term.kind {
        Kind::Cue(Cue::Award, _) => true,
        _ => {
            term.one_of("a ont est avec au tout maintient")
                || term.begins("accompagn occup tron sieg campe domine")
        }
    })
}

/// Where the clause of `at` begins.
fn clause_start(terms: &[Term], at: usize) -> usize {
    (0..at)
        .rev()
        .find(|back| ends_clause(&terms[*back]) && !terms[*back].is_mark(')'))
        .map_or(0, |back| back + 1)
}

fn ends_clause(term: &Term) -> bool {
    matches!(term.kind, Kind::Mark(';' | ':' | '.' | '!' | '?' | ')'))
        || matches!(
            term.word(),
            "mais"
                | "qui"
                | "tandis"
                | "alors"
                | "cependant"
                | "toutefois"
                | "quand"
                | "tout comme"
        )
}

/// "les regards se tournent vers le haut du tableau".
fn is_direction(terms: &[Term], at: usize) -> bool {
    terms[at.saturating_sub(2)..at]
        .iter()
        .any(|term| term.word() == "vers")
}

/// "au sommet de la côte", "au sommet des États": a summit of something else than the label.
fn is_summit(terms: &[Term], at: usize) -> bool {
    // The bare words, which the longer names of the highest grade begin with.
    terms[at].span.len() == "au sommet".len()
        && terms
            .get(at + 1)
            .is_some_and(|next| next.one_of("de d du des"))
}
