//! From drafts to claims: places chosen, years counted, repetitions joined, contradictions settled.

use std::collections::{HashMap, HashSet};

use super::context::Read;
use super::draft::{Draft, Given};
use super::edition;
use super::evidence;
use super::facts;
use super::role::choose;
use super::scene::State;
use super::term::PlaceTerm;
use super::{Label, Statements};
use crate::label::claim::{Arobases, Claim, ClaimKind, Place, PlaceKind, YearBasis};
use crate::label::confidence::{Sort, Table};
use crate::label::gazetteer::Collectivity;
use crate::web::page::Page;

/// A draft whose place and year are settled.
struct Settled {
    claim: Claim,
    given: Given,
}

/// Makes the claims of a page from its drafts.
pub(super) fn statements(
    page: &Page,
    reads: &[Read],
    state: State,
    year: Option<(i16, YearBasis)>,
    departments: &[String],
    label: &Label,
) -> Statements {
    let mut settled: Vec<Settled> = state
        .drafts
        .iter()
        .filter_map(|draft| settle(draft, page, year, departments, label))
        .collect();
    drop_scales(&mut settled);
    join(&mut settled);
    drop_weaker(&mut settled);
    name_kinds(&mut settled, year.map(|(year, _)| year));
    Statements {
        claims: settled.into_iter().map(measured).collect(),
        edition: facts::facts(page, reads, year),
        refusals: state.refusals,
        cut: None,
    }
}

/// The claim with the confidence that the gold gives to its sort; the numbers that the rules set have
/// served to choose among claims that exclude each other.
fn measured(settled: Settled) -> Claim {
    let mut claim = settled.claim;
    claim.confidence = Table::shipped().confidence(&Sort::of(&claim));
    claim
}

fn settle(
    draft: &Draft,
    page: &Page,
    edition: Option<(i16, YearBasis)>,
    departments: &[String],
    label: &Label,
) -> Option<Settled> {
    let base = draft.when.year.or(edition
        .filter(|_| !draft.when.undated)
        .map(|(year, _)| year));
    let year = base.and_then(|base| edition::back(base, draft.when.back));
    if draft.when.back > 0 && year.is_none() {
        // Without an edition to count from, an earlier year is no statement.
        return None;
    }
    let basis = if draft.when.run {
        Some(YearBasis::Run)
    } else if draft.when.year.is_some() {
        Some(YearBasis::Written)
    } else {
        edition.map(|(_, basis)| basis)
    };
    let arobases = match draft.given {
        Given::Grade(grade) => grade.and_then(Arobases::new),
        Given::Mention(_) => None,
    };
    let (kind, mention) = match draft.given {
        Given::Grade(_) => (ClaimKind::Award, None),
        Given::Mention(number) => (
            ClaimKind::Mention,
            Some(label.lexicon.mention(number).to_owned()),
        ),
    };
    let block = page.blocks.get(draft.block)?;
    let name = named_here(draft, &block.text);
    let meant = in_the_land(&draft.place, &draft.near, label);
    let (place, sure) = place(
        meant.as_ref().unwrap_or(&draft.place),
        &draft.near,
        departments,
    );
    let doubt = if sure { 0.0 } else { 0.1 }
        + match basis {
            None | Some(YearBasis::Published | YearBasis::Url | YearBasis::Context) => 0.04,
            _ => 0.0,
        };
    Some(Settled {
        claim: Claim {
            place,
            year,
            year_basis: year.and(basis),
            arobases,
            kind,
            mention,
            evidence: evidence::quote(block, draft.block, &draft.sentence, &draft.words, name),
            rule: draft.rule.into(),
            confidence: (draft.confidence - doubt).clamp(0.05, 0.99),
        },
        given: draft.given,
    })
}

/// The bytes of the name in the draft's own sentence: that of a town spoken of stands in another one.
fn named_here<'d>(draft: &'d Draft, text: &str) -> Option<&'d std::ops::Range<usize>> {
    let written = &draft.place.written;
    let last = written.split([' ', '-']).next_back().unwrap_or_default();
    draft.name.as_ref().filter(|name| {
        draft.sentence.start <= name.start
            && name.end <= draft.sentence.end
            && text
                .get((*name).clone())
                .is_some_and(|words| words.contains(last))
    })
}

/// Under "Guadeloupe", "Le Lamentin" is Lamentin, and not that of another department.
fn in_the_land(term: &PlaceTerm, near: &[String], label: &Label) -> Option<PlaceTerm> {
    let [code] = near else { return None };
    let elsewhere = |found: &Collectivity| {
        found.kind == PlaceKind::Commune && found.department != *code && found.population < 50_000
    };
    let own = term.department.is_some() || term.grouping || term.candidates.is_empty();
    if own || !term.candidates.iter().all(elsewhere) {
        return None;
    }
    let found = label.gazetteer.by_name_in(&term.written, code)?;
    Some(PlaceTerm {
        candidates: vec![found],
        ..term.clone()
    })
}

/// The collectivity that a place of the text is, and whether that is sure.
fn place(term: &PlaceTerm, near: &[String], departments: &[String]) -> (Place, bool) {
    let written = term.written.clone();
    if term.foreign {
        return (
            Place {
                code: None,
                name: written.clone(),
                kind: PlaceKind::Foreign,
                written,
            },
            true,
        );
    }
    if let Some(found) = choose(term, near, departments) {
        let place = Place {
            code: Some(found.code.to_owned()),
            name: found.name.to_owned(),
            kind: found.kind,
            written,
        };
        return (place, term.sure || found.population >= 2_000);
    }
    let kind = if term.grouping {
        PlaceKind::Epci
    } else if term.candidates.is_empty() {
        PlaceKind::Other
    } else {
        PlaceKind::Commune
    };
    let name = term
        .candidates
        .first()
        .map_or_else(|| written.clone(), |found| found.name.to_owned());
    (
        Place {
            code: None,
            name,
            kind,
            written,
        },
        false,
    )
}

/// Place, year, grade and mention.
type Key = (String, Option<i16>, Option<u8>, Option<String>);

/// What makes two claims of a page the same.
fn key(settled: &Settled) -> Key {
    let claim = &settled.claim;
    let place = claim
        .place
        .code
        .clone()
        .unwrap_or_else(|| crate::text::fold(&claim.place.name));
    (
        place,
        claim.year,
        claim.arobases.map(Arobases::count),
        claim.mention.clone(),
    )
}

/// Joins repetitions: the surest words stand for all of them.
fn join(settled: &mut Vec<Settled>) {
    let mut best: HashMap<Key, usize> = HashMap::new();
    let mut kept: Vec<Settled> = Vec::with_capacity(settled.len());
    for one in settled.drain(..) {
        match best.get(&key(&one)) {
            Some(&at) if kept[at].claim.confidence < one.claim.confidence => kept[at] = one,
            Some(_) => {}
            None => {
                best.insert(key(&one), kept.len());
                kept.push(one);
            }
        }
    }
    *settled = kept;
}

/// Two grades and more of the page's town in one year, none with its name, or three of whomever: a
/// scale or a quiz.
fn drop_scales(settled: &mut Vec<Settled>) {
    let unnamed = |one: &Settled| {
        matches!(one.claim.rule.as_ref(), "spoken-of" | "same-subject")
            && one.claim.arobases.is_some()
    };
    drop_many(settled, 1, unnamed);
    drop_many(settled, 2, |one| one.claim.mention.is_none());
}

/// Drops those for whom `fits`, where more than `most` different grades of their place and year do.
fn drop_many(settled: &mut Vec<Settled>, most: usize, fits: impl Fn(&Settled) -> bool) {
    let mut grades: HashMap<_, HashSet<_>> = HashMap::new();
    for one in settled.iter().filter(|one| fits(one)) {
        let same = grades.entry((key(one).0, one.claim.year)).or_default();
        same.extend(one.claim.arobases.map(Arobases::count));
    }
    // Of two told of the page's town the one whose year is written in its own words is believed.
    let written = |one: &Settled| one.claim.year_basis == Some(YearBasis::Written);
    let mut dated: HashMap<_, HashSet<_>> = HashMap::new();
    for one in settled.iter().filter(|one| fits(one) && written(one)) {
        let same = dated.entry((key(one).0, one.claim.year)).or_default();
        same.extend(one.claim.arobases.map(Arobases::count));
    }
    settled.retain(|one| {
        let whose = (key(one).0, one.claim.year);
        let few = |grades: &HashMap<_, HashSet<u8>>, least: usize| {
            grades
                .get(&whose)
                .is_none_or(|grades| (least..=most).contains(&grades.len()))
        };
        !fits(one) || few(&grades, 0) || most == 1 && written(one) && few(&dated, 1)
    });
}

/// A laureate without a grade says nothing where the page tells the grade or a mention; of two
/// grades of one place in one year the surer stays, and both where neither is.
fn drop_weaker(settled: &mut Vec<Settled>) {
    let mut of_place: HashMap<_, Vec<&Settled>> = HashMap::new();
    for one in settled.iter() {
        of_place.entry(key(one).0).or_default().push(one);
    }
    let drop: Vec<bool> = settled
        .iter()
        .map(|one| {
            let others = of_place.get(&key(one).0).into_iter().flatten();
            let mut others = others.filter(|other| !std::ptr::eq(**other, one));
            match one.given {
                Given::Grade(None)
                    if one.claim.rule == "laureate" || one.claim.rule == "list-above" =>
                {
                    others.next().is_some()
                }
                Given::Grade(_) => others
                    .filter(|other| {
                        matches!(other.given, Given::Grade(Some(_)))
                            && other.claim.year == one.claim.year
                    })
                    .any(|other| other.claim.confidence > one.claim.confidence + 0.02),
                Given::Mention(_) => false,
            }
        })
        .collect();
    let mut drop = drop.into_iter();
    settled.retain(|_| !drop.next().unwrap_or(false));
}

/// An award of an earlier edition than the page reports is history; without an edition, the latest
/// year is the award.
fn name_kinds(settled: &mut [Settled], edition: Option<i16>) {
    let latest = edition.or_else(|| {
        settled
            .iter()
            .filter(|one| one.claim.kind == ClaimKind::Award)
            .filter_map(|one| one.claim.year)
            .max()
    });
    for one in settled
        .iter_mut()
        .filter(|one| one.claim.kind == ClaimKind::Award)
    {
        if let (Some(year), Some(latest)) = (one.claim.year, latest)
            && year < latest
        {
            one.claim.kind = ClaimKind::History;
        }
    }
}
