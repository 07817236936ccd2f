//! Which edition the page reports, by all that it says of it; and the edition's own facts.

use std::collections::BTreeMap;

use super::ceremony::{day_and_town, days, hall_chooses, venues};
use super::context::Read;
use super::term::{DayTerm, Form, Kind, Term};
use crate::label::claim::{Evidence, YearBasis};
use crate::label::edition::{Editions, ordinal_of_year, year_of_ordinal};
use crate::label::lexicon::Cue;
use crate::web::date::{DateSource, PartialDate};
use crate::web::page::{BlockKind, Page};

/// What a page says of the edition as a whole, as printed; each with its words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EditionFacts {
    /// Year of the edition, written or inferred.
    pub year: Option<i16>,
    /// What settled the year.
    pub basis: Option<YearBasis>,
    /// Its number, as printed.
    pub ordinal: Option<(u32, Evidence)>,
    /// Number of laureates, as printed.
    pub laureates: Option<(u32, Evidence)>,
    /// Number of groupings among them, as printed.
    pub territories: Option<(u32, Evidence)>,
    /// Number of towns among them, as printed.
    pub towns: Option<(u32, Evidence)>,
    /// Number of villages among them, as printed.
    pub villages: Option<(u32, Evidence)>,
    /// Number of those at five arobases, as printed.
    pub five_at: Option<(u32, Evidence)>,
    /// Day of the ceremony, where the page gives it whole.
    pub date: Option<(jiff::civil::Date, Evidence)>,
    /// Town of the ceremony, as written.
    pub place: Option<(String, Evidence)>,
}

/// Points for and against each year.
#[derive(Default)]
pub(super) struct Ballot(BTreeMap<i16, Vec<(i32, YearBasis)>>);

impl Ballot {
    pub(super) fn vote(&mut self, year: i16, points: i32, basis: YearBasis) {
        self.0.entry(year).or_default().push((points, basis));
    }

    /// Whether anything speaks for `year`.
    pub(super) fn has(&self, year: i16) -> bool {
        self.0.contains_key(&year)
    }

    /// Whether more than one year is spoken for.
    pub(super) fn is_undecided(&self) -> bool {
        self.0.len() > 1
    }

    /// The year with most points, and its weightiest basis; none where two years are level.
    fn winner(&self, latest_past: Option<i16>) -> Option<(i16, YearBasis)> {
        let mut sums: Vec<(i32, i16)> = self
            .0
            .iter()
            .map(|(year, votes)| {
                let late = latest_past.is_some_and(|past| *year < past);
                (
                    votes.iter().map(|(points, _)| points).sum::<i32>() - if late { 5 } else { 0 },
                    *year,
                )
            })
            .collect();
        sums.sort_unstable_by(|a, b| b.cmp(a));
        let (points, year) = *sums.first()?;
        let level = sums.get(1).is_some_and(|(second, _)| *second == points);
        if level || points <= 0 {
            return None;
        }
        let votes = self.0.get(&year)?;
        votes
            .iter()
            .max_by_key(|(points, _)| *points)
            .map(|(_, basis)| (year, *basis))
    }
}

/// The edition that the page reports, and what says so.
pub(super) fn resolve(page: &Page, reads: &[Read]) -> Option<(i16, YearBasis)> {
    let mut ballot = Ballot::default();
    let published = page.published.map(|dated| dated.date);
    let mut hoped: Option<i16> = None;
    let mut past: Option<i16> = None;
    for read in reads {
        for (number, sentence) in read.sentences().enumerate() {
            let hoping = sentence.iter().any(|term| term.is_cue(Cue::Hope));
            let hopeful = hoping || sentence.iter().any(|term| term.is_cue(Cue::Candidacy));
            if hoping {
                hoped = hoped.max(hoped_year(sentence));
            } else if sentence.len() >= 8 {
                past = past.max(past_year(sentence));
            }
            written(&mut ballot, sentence, hopeful);
            ordinals(&mut ballot, read, number, published, hopeful);
            if !hoping {
                days(&mut ballot, read, number, published);
            }
            totals(&mut ballot, sentence);
            if !hoping && read.label_near(number) {
                venues(&mut ballot, sentence);
            }
        }
    }
    hall_chooses(&mut ballot, reads);
    if published.is_none() {
        day_and_town(&mut ballot, reads);
        titled(&mut ballot, reads);
    }
    if let Some(date) = published {
        let from = page.published.map(|dated| dated.from);
        let basis = if from == Some(DateSource::Url) {
            YearBasis::Url
        } else {
            YearBasis::Published
        };
        ballot.vote(edition_at(date), 3, basis);
        // Nothing is reported before it happened.
        ballot.0.retain(|year, _| *year <= date.year() + 1);
    }
    let past = past.filter(|year| published.is_none_or(|date| *year <= date.year()));
    ballot.winner(past).or_else(|| around(past, hoped))
}

/// The day in a heading decides between editions that fit: "séance du 20 février 2019".
fn titled(ballot: &mut Ballot, reads: &[Read]) {
    let headings = reads
        .iter()
        .filter(|read| matches!(read.kind, BlockKind::Heading(_)));
    // Minutes that tell no other year are of the day in their title.
    let silent = ballot.0.is_empty();
    for term in headings.flat_map(|read| &read.terms) {
        if let Kind::Date(DayTerm {
            month,
            year: Some(year),
            day: Some(_),
            ..
        }) = term.kind
            && month >= 2
            && (ballot.has(year) || silent && year >= 2011)
        {
            ballot.vote(year, 1, YearBasis::Context);
        }
    }
}

/// The edition between the year whose work is judged and the one that is hoped for: "en 2020 les
/// actions ont été nombreuses … devrait, en 2022, confirmer" is 2021.
fn around(past: Option<i16>, hoped: Option<i16>) -> Option<(i16, YearBasis)> {
    let year = hoped? - 1;
    (past? == year || past? == year - 1).then_some((year, YearBasis::Context))
}

fn hoped_year(sentence: &[Term]) -> Option<i16> {
    let hope = sentence.iter().position(|term| term.is_cue(Cue::Hope))?;
    sentence[hope..]
        .iter()
        .take(6)
        .find_map(|term| match term.kind {
            Kind::Year(year) => Some(year),
            _ => None,
        })
}

fn past_year(sentence: &[Term]) -> Option<i16> {
    // "Dernière mise à jour : 3 mai 2021" tells of the page, "pour 2018" of what is to come.
    let of_page = sentence
        .iter()
        .take(4)
        .any(|term| term.begins("mise maj modifi publi actualis"));
    // "Prochaine session à l'automne 2006".
    let coming = sentence.iter().any(|term| term.begins("prochain"));
    let to_come = |at: usize| at > 0 && sentence[at - 1].one_of("pour horizon avant jusqu ici d");
    let year = |at: usize| match sentence[at].kind {
        Kind::Year(_) if to_come(at) => None,
        Kind::Year(year) => Some(year),
        Kind::Date(DayTerm { year, .. }) => year,
        _ => None,
    };
    (0..sentence.len())
        .filter_map(year)
        .max()
        .filter(|_| !of_page && !coming)
}

/// Words that a year of the edition stands beside.
const KEYS: &str = "label labels palmares edition cru millesime promotion ceremonie classement laureats laureates remise";

/// Years written beside the label: "palmarès 2017", "Villes Internet 2016", "@@@@@ 2023".
fn written(ballot: &mut Ballot, sentence: &[Term], hopeful: bool) {
    for (at, term) in sentence.iter().enumerate() {
        let Kind::Year(year) = term.kind else {
            continue;
        };
        // "l'édition 2010 n'a jamais existé".
        let denied = sentence
            .get(at + 1)
            .is_some_and(|next| next.word() == "n" || next.is_cue(Cue::Negation));
        if denied {
            continue;
        }
        let points = if stands_beside(sentence, at) {
            4
        } else if frames_award(sentence, at) {
            2
        } else {
            continue;
        };
        ballot.vote(year, if hopeful { 1 } else { points }, YearBasis::Written);
    }
}

/// Whether the year at `at` is that of a label, a round of awards or a grade right before it.
fn stands_beside(sentence: &[Term], at: usize) -> bool {
    for back in (at.saturating_sub(6)..at).rev() {
        let before = &sentence[back];
        return match &before.kind {
            Kind::Label | Kind::Edition(_) => true,
            // "les épreuves du label 2023".
            Kind::Trigger if back + 1 == at => true,
            Kind::Level(level) => {
                matches!(level.form, Form::Symbols | Form::Plain) && at - back <= 2
            }
            _ if before.one_of(KEYS) => true,
            Kind::Mark('"' | '(' | '-') => continue,
            _ if before.one_of("de du l annee national des le la pour") => continue,
            _ => false,
        };
    }
    false
}

/// "Pour l'année 2016, 163 communes …", "En 2006, dix communes ont cinq arobases", "ont reçu en 2006
/// cinq arobases": the year frames an award, though it may be an earlier one.
fn frames_award(sentence: &[Term], at: usize) -> bool {
    let word = |back: usize| {
        at.checked_sub(back)
            .map_or("", |back| sentence[back].word())
    };
    let awards = |terms: &[Term]| terms.iter().any(|term| term.is_cue(Cue::Award));
    let graded = |term: &Term| matches!(term.kind, Kind::Level(_) | Kind::Label | Kind::Unit);
    let label = sentence.iter().any(graded);
    let of_year = word(1) == "annee" && word(2) == "l" && (label || awards(sentence));
    let held = awards(sentence) || sentence.iter().any(|term| term.one_of("ont a"));
    let leading = at == 1 && matches!(word(1), "pour" | "en") && label && held;
    let next = sentence
        .get(at + 1)
        .is_some_and(|term| term.level().is_some());
    of_year || leading || word(1) == "en" && awards(&sentence[..at]) && next
}

fn ordinals(
    ballot: &mut Ballot,
    read: &Read,
    number: usize,
    published: Option<PartialDate>,
    hopeful: bool,
) {
    for term in read.sentence(number) {
        let Kind::Edition(ordinal) = term.kind else {
            continue;
        };
        let hoping = read
            .sentence(number)
            .iter()
            .any(|term| term.is_cue(Cue::Hope));
        if !read.label_near(number) {
            continue;
        }
        let Some(year) = u16::try_from(ordinal).ok().and_then(year_of_ordinal) else {
            continue;
        };
        let plausible =
            published.is_none_or(|date| (date.year() - year).abs() <= 1 || year <= date.year());
        if plausible && ordinal >= 2 && !hoping {
            ballot.vote(year, if hopeful { 2 } else { 5 }, YearBasis::Ordinal);
        }
    }
}

/// Totals that only one edition has: "254 collectivités".
fn totals(ballot: &mut Ballot, sentence: &[Term]) {
    for (at, term) in sentence.iter().enumerate() {
        let Kind::Number(total) = term.kind else {
            continue;
        };
        let counted = sentence[at + 1..]
            .iter()
            .take(2)
            .any(|next| next.is_cue(Cue::Crowd));
        if !counted {
            continue;
        }
        if total >= 130 {
            for edition in Editions::shipped().by_total(total) {
                ballot.vote(edition.year, 2, YearBasis::Totals);
            }
        }
        let five = sentence[at + 1..]
            .iter()
            .take(7)
            .any(|next| next.level().is_some_and(|level| level.value() == Some(5)))
            || sentence.iter().any(|next| {
                next.level()
                    .is_some_and(|level| level.form == Form::Highest)
            });
        if five && total >= 9 {
            for edition in Editions::shipped().by_five_at(total) {
                ballot.vote(edition.year, 2, YearBasis::Totals);
            }
        }
    }
}

/// The edition that was the news of this day: that of the year since 2011; before 2010 the label
/// was given in autumn.
pub(super) fn edition_at(date: PartialDate) -> i16 {
    let year = date.year();
    if year <= 2009 {
        let autumn = date.month_number().is_none_or(|month| month >= 9);
        return if autumn { year } else { year - 1 };
    }
    if year == 2010 {
        return 2009;
    }
    let before = date.to_day().is_some_and(|day| {
        Editions::shipped().get(year).is_some_and(|edition| {
            edition.days.iter().all(|held| day < *held) && !edition.days.is_empty()
        })
    });
    if before {
        back(year, 1).unwrap_or(year)
    } else {
        year
    }
}

/// The year of the edition `count` editions before that of `year`: nothing was held in 2010.
pub(super) fn back(year: i16, count: u32) -> Option<i16> {
    if count == 0 {
        return Some(year);
    }
    let ordinal = ordinal_of_year(if year == 2010 { 2009 } else { year })?;
    year_of_ordinal(ordinal.checked_sub(u16::try_from(count).ok()?)?)
}
