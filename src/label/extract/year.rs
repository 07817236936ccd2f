//! The years that a sentence ties to a grade: its own, those that it recalls, and runs.

use std::ops::Range;

use super::aside::is_of_aside;
use super::recalled::{goes_on, likened, not_since, same_as};
use super::span;
use super::term::{DayTerm, Kind, Term};
use crate::label::lexicon::Cue;

/// When the grade at one place of a sentence was given, and when else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Years {
    /// Its own years; empty for the page's edition.
    pub(super) own: Vec<i16>,
    /// So many editions before the page's; 0 for none.
    pub(super) own_back: u32,
    /// Other years with the same grade: "comme en 2021", "déjà obtenus en 2017".
    pub(super) recalled: Vec<i16>,
    /// The same grade at the edition before the page's: "comme l'an dernier".
    pub(super) recalled_last: bool,
    /// So many consecutive editions, this one included.
    pub(super) run: Option<u32>,
}

/// Reads the years around the grade or mention at `at`, inside `reach` (the terms that belong to
/// it); `holder` is where who holds it is named.
pub(super) fn read(
    terms: &[Term],
    at: usize,
    reach: &Range<usize>,
    holder: Option<&Range<usize>>,
) -> Years {
    let mut years = Years::default();
    if let Some(count) = years_after(terms, at) {
        years.own_back = count;
        return years;
    }
    after(terms, at, reach, holder, &mut years);
    // "deux l'an passé, quatre aujourd'hui".
    let now = terms.get(at + 1).is_some_and(|next| {
        next.one_of("aujourd desormais maintenant")
            || next.word() == "cette"
                && terms
                    .get(at + 2)
                    .is_some_and(|term| term.one_of("annee fois edition"))
    });
    if !now && years.own.is_empty() && years.own_back == 0 {
        before(terms, at, reach, holder, &mut years);
    }
    likened(terms, reach, &mut years);
    years.recalled.extend(not_since(&terms[at + 1..reach.end]));
    run(terms, at, reach, &mut years);
    years.recalled.retain(|year| !years.own.contains(year));
    years
}

/// "Deux ans après sa troisième arobase, …": so many editions before what follows.
fn years_after(terms: &[Term], at: usize) -> Option<u32> {
    let back = |steps: usize| at.checked_sub(steps).map(|back| &terms[back]);
    let after = back(1)?.one_of("sa son la le") && back(2)?.word() == "apres";
    let unit = back(3)?.one_of("an ans annee annees edition editions");
    let count = match back(4)?.kind {
        Kind::Number(count @ 1..=9) => count,
        _ if back(4)?.one_of("un une") => 1,
        _ => return None,
    };
    (after && unit).then_some(count)
}

fn keeps(terms: &[Term], at: usize, from: usize) -> bool {
    // "garde la trace de", "garde le souvenir": that keeps no grade.
    let of_memory = |here: usize| {
        terms[here + 1..]
            .iter()
            .take(3)
            .any(|term| term.begins("trace souvenir memoire nostalgi"))
    };
    (from..at).any(|here| {
        terms[here].begins("conserv maintien maintenu gard confirm renouvel revalid reconduit rempil resign persist preserv conforte sauve")
            && !of_memory(here)
    })
}

/// "cinq arobases en 2007, renouvellent leur bail".
fn kept_after(terms: &[Term], at: usize, end: usize) -> bool {
    let parts = |term: &Term| matches!(term.kind, Kind::Mark(';' | ':' | '.'));
    keeps(terms, end, at) && !terms[at..end].iter().any(parts)
}

/// Years after the grade: "obtenues en 2007, en 2010 et en 2012", "de 2018", "déjà en 2017".
fn after(
    terms: &[Term],
    at: usize,
    reach: &Range<usize>,
    holder: Option<&Range<usize>>,
    years: &mut Years,
) {
    let (mut already, mut since, mut back, mut apart, mut depth) = (false, false, 0, 0, 0i32);
    let mut found = Vec::new();
    let mut liked = Vec::new();
    let mut liking = false;
    let most = reach_of_clause(&terms[at + 1..]);
    for (here, term) in terms.iter().enumerate().take(reach.end).skip(at + 1) {
        if ends(term) || apart > most || names_another(term, here, holder) {
            break;
        }
        match &term.kind {
            Kind::Year(_) if year_first(terms, at, here) => break,
            Kind::Year(year) if since => years.recalled.push(*year),
            Kind::Year(year) if found.last().is_some_and(|_| span::ends_at(terms, here)) => {
                let from = found.pop().unwrap_or(*year);
                found.extend(span::editions(from, *year));
            }
            // "4 @ en 2015 comme en 2017": both its own.
            Kind::Year(year) if liking && !found.is_empty() => liked.push(*year),
            Kind::Year(year)
            | Kind::Date(DayTerm {
                year: Some(year), ..
            }) => found.push(*year),
            Kind::Cue(Cue::Last, _) => back = 1,
            Kind::Ago(count) => back = *count,
            Kind::Mark('(') => depth += 1,
            Kind::Mark(')') => {
                depth -= 1;
                // The bracket that holds the grade ends with it.
                if depth < 0 && (apart > 0 || found.is_empty()) {
                    break;
                }
            }
            Kind::Mark(_) => {}
            _ if term.word() == "comme" => liking = true,
            // "(même score l'an dernier)".
            _ if term.word() == "deja" => already = true,
            Kind::Cue(Cue::Same, _) if back == 1 || same_as(terms, here) => already = true,
            _ if term.word() == "depuis" => since = true,
            _ if ties(term) => {}
            _ => apart += 1,
        }
        if matches!(term.kind, Kind::Year(_)) {
            apart = 0;
        }
    }
    let kept = kept_after(terms, at, reach.end) || keeps(terms, at, reach.start);
    let keeping = kept && (!found.is_empty() || back == 1);
    let next = terms[at + 1..reach.end].iter().take(8);
    let like = next
        .clone()
        .take_while(|term| !matches!(term.kind, Kind::Year(_)))
        .any(|term| term.is_cue(Cue::Likewise) || term.word() == "comme");
    if already || keeping || like {
        // A grade that is kept is given now, and was given then.
        years.recalled.extend(found);
        years.recalled_last |= back == 1;
    } else {
        years.own = found;
        years.own.extend(liked);
        years.own_back = if years.own.is_empty() { back } else { 0 };
    }
}

/// How many other words may stand before a year: "les trois premières, que le label nous avait accordées en 2018" goes
/// on with a clause.
fn reach_of_clause(after: &[Term]) -> usize {
    let clause = after.iter().take(3).any(|term| term.one_of("que qu"));
    if clause { 10 } else { 5 }
}

pub(super) fn dates(term: &Term) -> bool {
    matches!(term.kind, Kind::Year(_) | Kind::Cue(Cue::Last, _)) || term.word() == "en"
}

/// "2014 @@@, 2015 @@@": where years stand before their grades, the year at `here` is the next one's.
fn year_first(terms: &[Term], at: usize, here: usize) -> bool {
    let year = |back: usize| {
        at.checked_sub(back)
            .is_some_and(|before| matches!(terms[before].kind, Kind::Year(_)))
    };
    let own = year(1) || year(2) && matches!(terms[at - 1].kind, Kind::Mark(_));
    let next = terms.get(here + 1);
    let graded = |term: Option<&Term>| term.is_some_and(|term| term.level().is_some());
    own && (graded(next)
        || next.is_some_and(|next| next.is_mark(':') || next.is_mark('-'))
            && graded(terms.get(here + 2)))
}

/// Whether nothing behind a term belongs to the grade before it.
fn ends(term: &Term) -> bool {
    matches!(
        term.kind,
        Kind::Mark(';' | ':' | '.' | '!')
            | Kind::Cue(Cue::Negation | Cue::Hope | Cue::Candidacy, _)
            | Kind::OtherLabel
            | Kind::OtherUnit
    ) || term.one_of("celui celle ceux celles mais tandis quand cree creee lance lancee ne nee qui")
}

fn names_another(term: &Term, here: usize, holder: Option<&Range<usize>>) -> bool {
    let names = matches!(term.kind, Kind::Place(_) | Kind::Level(_));
    names && holder.is_none_or(|own| !own.contains(&here))
}

/// Words that only tie a year to its grade.
fn ties(term: &Term) -> bool {
    term.one_of("en et de des eux elles aussi l annee edition puis comme")
        || term.begins("obten decroch rempor")
}

/// A year before the grade: "En 2017, Xville a obtenu", "a gagné, en 2017, une première arobase".
fn before(
    terms: &[Term],
    at: usize,
    reach: &Range<usize>,
    holder: Option<&Range<usize>>,
    years: &mut Years,
) {
    for here in (reach.start..at).rev() {
        match &terms[here].kind {
            Kind::Word { folded, .. }
                if folded == "annee" && here > 0 && terms[here - 1].word() == "cette" =>
            {
                return;
            }
            Kind::Mark(';') => return,
            // "double la mise par rapport à l'an dernier": only compared with.
            Kind::Cue(Cue::Last, _)
                if terms[here.saturating_sub(3)..here]
                    .iter()
                    .any(|term| term.one_of("rapport contre que qu sur depuis")) =>
            {
                return;
            }
            Kind::Cue(Cue::Last, _) => {
                // "Déjà distinguée l'an dernier, Xville reçoit": then and now.
                let clause = (reach.start..here)
                    .rev()
                    .find(|back| terms[*back].is_mark(','))
                    .map_or(reach.start, |back| back + 1);
                let then = terms[clause..here]
                    .iter()
                    .any(|term| term.is_cue(Cue::Award) || term.word() == "deja")
                    && terms[here..at].iter().any(|term| term.is_mark(','));
                if then {
                    years.recalled_last = true;
                } else {
                    years.own_back = 1;
                }
                return;
            }
            // "Entrée il y a deux ans avec trois arobases".
            Kind::Ago(count) => {
                if !terms[here..at].iter().any(opens_clause) {
                    years.own_back = *count;
                }
                return;
            }
            Kind::Year(year)
            | Kind::Date(DayTerm {
                year: Some(year), ..
            }) => {
                // "Depuis 2013, la ville affiche": held since then, and now.
                if here == 1 && terms[0].word() == "depuis" {
                    years.recalled.push(*year);
                } else {
                    let (listed, first) = span::listed(terms, here, reach.start);
                    if first < here && is_tied(terms, first, at, reach, holder) {
                        years.own.extend(listed);
                    } else if is_tied(terms, here, at, reach, holder) {
                        years.own.push(*year);
                    }
                }
                return;
            }
            _ => {}
        }
    }
}

/// Whether a term begins another clause than the time before it belongs to.
fn opens_clause(term: &Term) -> bool {
    matches!(term.kind, Kind::Mark(';' | ':')) || term.one_of("mais aujourd desormais maintenant")
}

/// Whether the year at `here` tells when something else began or ended: "créé en 1999", "depuis 2013".
fn is_of_else(terms: &[Term], here: usize) -> bool {
    let word = |back: usize| {
        here.checked_sub(back)
            .map_or("", |before| terms[before].word())
    };
    let created = (2..=4).any(|back| {
        ["cree", "lance", "fonde", "ne", "nee", "existe", "initie"]
            .iter()
            .any(|stem| word(back).starts_with(stem))
    });
    created
        || word(1) == "annee" && word(2) == "une"
        || matches!(word(1), "depuis" | "qu" | "avant" | "jusqu")
        || word(2) == "depuis" && word(1) != "en"
        || matches!(word(2), "comme" | "qu" | "jusqu")
}

/// Whether nothing but small words stand before a year. "Souvenez-vous : en 2016, nous repartions avec …": what the
/// colon opens is a sentence of its own.
fn leads(before: &[Term]) -> bool {
    let opens = before
        .iter()
        .rposition(|term| term.is_mark(':'))
        .map_or(0, |colon| colon + 1);
    before[opens..].iter().all(|term| {
        matches!(
            &term.kind,
            Kind::Word { .. } | Kind::Mark(',' | '(' | '"' | ')') | Kind::Label | Kind::Edition(_)
        ) || term.is_cue(Cue::Ceremony)
    })
}

/// "C'était en 2014 : nous recevions …".
fn was_then(terms: &[Term], here: usize, from: usize) -> bool {
    let colon = terms.get(here + 1).is_some_and(|next| next.is_mark(':'));
    colon
        && here > 0
        && terms[here - 1].word() == "en"
        && terms[from..here]
            .iter()
            .any(|term| term.one_of("c etait remonte etions"))
}

/// Whether the year at `here` says when the grade at `at` was given.
fn is_tied(
    terms: &[Term],
    here: usize,
    at: usize,
    reach: &Range<usize>,
    holder: Option<&Range<usize>>,
) -> bool {
    let word = |back: usize| {
        here.checked_sub(back)
            .map_or("", |before| terms[before].word())
    };
    if span::opens_clause(terms, here) {
        return true;
    }
    // "Le premier essai remonte à 2018 et s'était soldé par deux arobases".
    let dates_back = word(1) == "à"
        && terms[..here]
            .iter()
            .rev()
            .take(3)
            .any(|term| term.begins("remont"))
        && terms[here + 1..at]
            .iter()
            .all(|term| !matches!(term.kind, Kind::Mark(_)));
    if dates_back || word(1) == "en" && goes_on(&terms[here + 1..at]) {
        return true;
    }
    if is_of_else(terms, here) || is_of_aside(terms, here, at, reach.start) {
        return false;
    }
    let leading = leads(&terms[reach.start..here]);
    // "4 en 2019, Xville obtient …": the year of the grade before.
    if reach.start > 0 && here - reach.start <= 1 && word(1) == "en" {
        return false;
    }
    let told = matches!(terms[here].kind, Kind::Date(_))
        || matches!(
            word(1),
            "en" | "pour" | "des" | "annee" | "de" | "edition" | "l" | "("
        );
    // "2012 : Xville reçoit 4 arobases": the year heads the line.
    let heads = here == 0
        && terms
            .get(1)
            .is_some_and(|next| next.is_mark(':') || next.is_mark('-'));
    let leading = leading && told || heads;
    let from = holder
        .filter(|own| own.end <= here)
        .map_or(reach.start, |own| own.end);
    let verb_before = terms[from..here]
        .iter()
        .any(|term| term.is_cue(Cue::Award) || term.one_of("a ont est sont"));
    let verb_after = terms[here..at]
        .iter()
        .any(|term| term.is_cue(Cue::Award) || term.one_of("a ont avait est avec"));
    let label_year = here > 0 && matches!(terms[here - 1].kind, Kind::Label | Kind::Edition(_));
    label_year
        || was_then(terms, here, reach.start)
        || leading && verb_after
        || verb_before
            && from <= here
            && !terms[from..here]
                .iter()
                .any(|term| matches!(term.kind, Kind::Mark('(')))
        || at - here <= 3
}

fn run(terms: &[Term], at: usize, reach: &Range<usize>, years: &mut Years) {
    let nearest = reach
        .clone()
        .filter_map(|here| match terms[here].kind {
            // "quatre pour la troisième année consécutive, la seconde deux": of the grade before.
            Kind::Run(_)
                if reach.start > 0
                    && here < at
                    && terms[here..at]
                        .iter()
                        .any(|term| matches!(term.kind, Kind::Mark(',' | ';'))) =>
            {
                None
            }
            Kind::Run(count) => Some((here.abs_diff(at), count)),
            _ => None,
        })
        .min();
    // "deux années consécutives, en 2021 et 2022": the years are those of the run.
    let listed = u32::try_from(years.own.len()).ok();
    years.run = nearest
        .filter(|(distance, count)| *distance < 30 && (*count < 2 || listed != Some(*count)))
        .map(|(_, count)| count);
}
