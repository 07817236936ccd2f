//! The grades of one town from year to year in bare notation: "2016 : @@@ / 2017 : @@@@", "3 @ – 2016", "2015 et 2016, trois
//! arobases". Whether the year or the grade begins tells how it is read.

use super::antecedent;
use super::chain::{grade, is_joint};
use super::draft::{Given, When};
use super::scene::{Scene, Sentence, State, Statement};
use super::span;
use super::term::{Form, Kind, PlaceTerm, Term};

/// Reads a sentence that is nothing but years and grades, or a town before them. Whether it is.
pub(super) fn timeline(sentence: &Sentence<'_>, scene: &Scene<'_>, state: &mut State) -> bool {
    let terms = sentence.terms;
    let (from, named) = holder(terms);
    let Some(told) = told(terms, from) else {
        return false;
    };
    let place = named
        .clone()
        .or_else(|| antecedent::spoken_of(sentence, scene, state));
    let Some(place) = place else { return false };
    for (at, value, year) in told {
        let statement = Statement {
            given: Given::Grade(Some(value)),
            when: When {
                year: Some(year),
                ..When::default()
            },
            words: at..at + 1,
            named: named.is_some(),
            rule: "same-subject",
            confidence: 0.92,
        };
        sentence.state(state, place.clone(), &statement);
        state.last_grade = Some(value);
    }
    state.last_places = vec![place];
    true
}

/// "Xville : 2016 @@@, …": the town before the first year or grade, and where they begin.
fn holder(terms: &[Term]) -> (usize, Option<PlaceTerm>) {
    match terms {
        [first, mark, ..] if matches!(mark.kind, Kind::Mark(':' | '-' | '>')) => {
            match first.place() {
                Some(place) => (2, Some(place.clone())),
                None => (0, None),
            }
        }
        _ => (0, None),
    }
}

/// Each grade with its year, where nothing else stands from `from` on.
fn told(terms: &[Term], from: usize) -> Option<Vec<(usize, u8, i16)>> {
    let mut links: Vec<(usize, Link)> = Vec::new();
    for at in from..terms.len() {
        match link(terms, at)? {
            Link::Joint => {}
            Link::Until(to) => {
                // "2014-2016": all editions between.
                let Some((_, Link::Year(first))) = links.last().copied() else {
                    return None;
                };
                let years = span::editions(first, to).into_iter().skip(1);
                links.extend(years.map(|year| (at, Link::Year(year))));
            }
            link => links.push((at, link)),
        }
    }
    let graded = |link: &(usize, Link)| matches!(link.1, Link::Grade(..));
    let (first, last) = (links.first()?, links.last()?);
    let single = links
        .iter()
        .all(|(_, link)| !matches!(link, Link::Grade(_, false)));
    let year_first = match (graded(first), graded(last)) {
        (false, true) => true,
        (true, false) => false,
        _ => return None,
    };
    // Two grades in a row have no year between them; a bare sign alone may be a bullet.
    let bare = links
        .windows(2)
        .any(|pair| graded(&pair[0]) && graded(&pair[1]));
    if single || bare {
        return None;
    }
    Some(pairs(&links, year_first))
}

/// Each grade with the years before it, or with those behind it.
fn pairs(links: &[(usize, Link)], year_first: bool) -> Vec<(usize, u8, i16)> {
    let mut found = Vec::new();
    let mut years: Vec<i16> = Vec::new();
    let mut grade: Option<(usize, u8)> = None;
    for (at, link) in links {
        match link {
            Link::Year(year) if year_first => years.push(*year),
            Link::Year(year) => found.extend(grade.map(|(at, value)| (at, value, *year))),
            Link::Grade(value, _) if year_first => {
                found.extend(years.drain(..).map(|year| (*at, *value, year)));
            }
            Link::Grade(value, _) => grade = Some((*at, *value)),
            Link::Joint | Link::Until(_) => {}
        }
    }
    found
}

/// What one term is to the notation.
#[derive(Clone, Copy)]
enum Link {
    Year(i16),
    /// "-2016" right behind a year.
    Until(i16),
    /// A grade, and whether it is one bare sign.
    Grade(u8, bool),
    Joint,
}

/// What a term is to the notation; nothing where it belongs to none.
fn link(terms: &[Term], at: usize) -> Option<Link> {
    match &terms[at].kind {
        Kind::Year(year) => {
            let dash = at >= 2
                && terms[at - 1].is_mark('-')
                && matches!(terms[at - 2].kind, Kind::Year(_));
            Some(if dash {
                Link::Until(*year)
            } else {
                Link::Year(*year)
            })
        }
        Kind::Level(level) => {
            grade(level).map(|value| Link::Grade(value, level.form == Form::Single))
        }
        Kind::Mark(mark) => is_joint(*mark).then_some(Link::Joint),
        Kind::Label => Some(Link::Joint),
        _ => terms[at]
            .one_of("et puis en annee edition palmares niveau label obtention des de du")
            .then_some(Link::Joint),
    }
}
