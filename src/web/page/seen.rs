//! The days that a reader sees on a page: each place that prints one is weighed by the words before
//! it, the names of its element, how near the title it stands and how alone it is.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::dateline::{LONGEST, bare, first, is_label, is_of_other, is_other, is_today, with_cue};
use super::leaf::Leaf;
use super::named::{Named, named};
use super::place::{LONGEST_NAMED, Place};
use super::tree::{Flat, What};
use super::zone::Zoned;
use crate::web::date::{self, PartialDate};
use crate::web::page::{BlockKind, Zone};

/// A longer line is no part of a date whose parts stand in lines of their own, in bytes.
const LONGEST_PART: usize = 12;

/// With more elements and texts inside, an element is no date, whatever its name.
const MOST_INSIDE: usize = 12;

/// How many elements and texts from the title an element that is named for a date may stand.
const NEAR_NAMED: usize = 150;

/// So many days in lines of one shape are a list: an agenda, teasers, a timeline.
const LIST: usize = 3;

/// How many leaves may stand between two of a list: a picture, a heading, a few words.
const NEXT: usize = 8;

/// With fewer points a day is that of something else; see [`Spot::points`].
const LEAST: u8 = 5;

/// From so many on, a day that is printed is believed before the one in the URL.
const SURE: u8 = 7;

/// With more words a line is a paragraph of the text.
const PARAGRAPH: usize = 12;

/// No page has so many lines or elements that may print its day; each is compared with what stands
/// about it.
const MOST_SPOTS: usize = 500;

/// The leaves that print days, as far as they may be lists.
#[derive(Debug, Default)]
struct Lists<'a> {
    /// Their numbers, by the name and the class of their elements.
    by_shape: HashMap<(&'a str, &'a str), Vec<usize>>,
    /// Number of the leaf after the second paragraph of the text.
    after_text: usize,
}

/// What the days are looked for in.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) flat: &'a [Flat<'a>],
    pub(super) leaves: &'a [Leaf],
    pub(super) zoned: &'a Zoned,
    /// Whether "04/02/2020" is the second of April.
    pub(super) month_first: bool,
}

/// The days that a page prints as its own, the best of each grade.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Days {
    /// Behind words of publication, or in an element that is named for it.
    pub(super) sure: Option<PartialDate>,
    /// Alone beside the title.
    pub(super) fair: Option<PartialDate>,
}

/// A place that prints a day.
#[derive(Clone, Copy, Debug)]
struct Spot {
    date: PartialDate,
    /// Number of the leaf it stands in.
    leaf: usize,
    /// Behind words of publication.
    told: bool,
    /// Next to hardly anything else.
    bare: bool,
    named: Named,
    place: Place,
}

impl Spot {
    /// How much speaks for the day; nothing where nothing binds it to the article.
    const fn points(&self) -> u8 {
        let named = match self.named {
            Named::Publication => 4,
            Named::Date => 1,
            Named::Nothing => 0,
            // A template may have named the line for what else it can hold.
            Named::Other if self.told => 0,
            Named::Other => return 0,
        };
        let place = match self.place {
            Place::Header | Place::Near => 2,
            Place::Edge => 1,
            Place::Far if matches!(self.named, Named::Publication) => 0,
            Place::Far => return 0,
        };
        let told = if self.told { 6 } else { 0 };
        let alone = if self.bare { 3 } else { 0 };
        told + named + place + alone
    }
}

fn has_digits(leaf: &Leaf) -> bool {
    leaf.text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a leaf is a paragraph of the article.
fn is_paragraph((leaf, zone): (&Leaf, &Zone)) -> bool {
    *zone == Zone::Main && leaf.text.split_whitespace().count() > PARAGRAPH
}

impl Seen<'_> {
    /// The days that the page prints as its own.
    pub(super) fn days(&self) -> Days {
        let header = self.header();
        let lists = self.lists();
        let mut spots = self.lines(&header, &lists);
        spots.extend(self.elements(&header, &lists));
        // What stands far from the title is believed where nothing else of its sort says otherwise.
        let far =
            |spot: &Spot| spot.place >= Place::Edge && !(spot.told && spot.place < Place::Far);
        let mut days = spots.iter().filter(|spot| far(spot)).map(|spot| spot.date);
        let one = days.next().is_some_and(|one| days.all(|day| day == one));
        spots.retain(|spot| one || !far(spot));
        let anchor = self.anchor();
        let best = |least: u8| {
            let fit = spots.iter().filter(|spot| spot.points() >= least);
            let best = fit.min_by_key(|spot| {
                // A date before the title may be the last of something else.
                let distance = match spot.leaf.checked_sub(anchor) {
                    Some(after) => after,
                    None => (anchor - spot.leaf) * 2 + 1,
                };
                (u8::MAX - spot.points(), spot.place, distance)
            });
            best.map(|spot| spot.date)
        };
        Days {
            sure: best(SURE),
            fair: best(LEAST),
        }
    }

    /// The day of the last change: in the lines that may print the day of publication too.
    pub(super) fn changed(&self) -> Option<PartialDate> {
        self.changed_in(|_, place| place != Place::Far)
    }

    /// The day of the last change where it stands between the title and the text, as the date of an
    /// article does.
    pub(super) fn changed_beside_title(&self) -> Option<PartialDate> {
        let from = self.anchor();
        let begins = self.leaves.iter().zip(&self.zoned.leaves).skip(from + 1);
        let until = from + 1 + begins.take_while(|both| !is_paragraph(*both)).count();
        self.changed_in(|at, place| place <= Place::Near && at < until)
    }

    fn changed_in(&self, fits: impl Fn(usize, Place) -> bool) -> Option<PartialDate> {
        let header = self.header();
        let leaves = self.leaves.iter().enumerate();
        let mut near = leaves.filter(|(at, leaf)| {
            has_digits(leaf)
                && !self.zoned.foreign(leaf.owner)
                && fits(*at, self.place(*at, leaf, &header))
        });
        near.find_map(|(_, leaf)| {
            let mut lines = leaf.text.lines();
            lines.find_map(|line| with_cue(line, false, self.month_first))
        })
    }

    /// The lines of the page that print a day.
    fn lines(&self, header: &Range<usize>, lists: &Lists<'_>) -> Vec<Spot> {
        let mut spots = Vec::new();
        let mut before = "";
        for (at, leaf) in self.leaves.iter().enumerate() {
            let label = std::mem::replace(&mut before, &leaf.text);
            // The month may come first where the parts of a date stand in lines of their own.
            let next = || self.leaves.get(at + 1).is_some_and(has_digits);
            let dated = has_digits(leaf) || (leaf.text.len() <= LONGEST_PART && next());
            if self.zoned.title == Some(at) || !dated {
                continue;
            }
            if spots.len() >= MOST_SPOTS {
                break;
            }
            let place = self.place(at, leaf, header);
            let told = self.told(label, &leaf.text);
            let own = self.is_own(leaf.owner, told.is_some(), header);
            // The side of an article may hold a box of what is to be known of it.
            let aside = !own && told.is_some() && self.in_own_aside(leaf.owner);
            let place = if aside { Place::Far } else { place };
            if (place == Place::Far && !aside && !self.says_publication(leaf))
                || !(own || aside)
                || is_today(&leaf.text)
            {
                continue;
            }
            let named = || match self.names(leaf.owner) {
                _ if aside => Named::Publication,
                named => named,
            };
            let listed = || {
                let named = place == Place::Header && named() != Named::Nothing;
                self.is_listed(at, leaf, lists) && !named
            };
            let alone = self
                .alone(at, leaf)
                .filter(|_| leaf.kind != BlockKind::Caption && !is_other(label) && !listed());
            let Some(date) = told.or(alone) else {
                continue;
            };
            spots.push(Spot {
                date,
                leaf: at,
                told: told.is_some(),
                bare: alone == Some(date),
                named: named(),
                place,
            });
        }
        spots
    }

    /// The day that a line or the label before it tells as that of publication: "Mise en ligne" and
    /// its day often stand in elements of their own.
    fn told(&self, label: &str, text: &str) -> Option<PartialDate> {
        let joined = if is_label(label) {
            format!("{label} {text}")
        } else {
            text.to_owned()
        };
        let mut lines = joined.lines();
        lines.find_map(|line| with_cue(line, true, self.month_first))
    }

    /// The day that stands alone on a line of the leaf, or on it and the two after it.
    fn alone(&self, at: usize, leaf: &Leaf) -> Option<PartialDate> {
        let mut lines = leaf.text.lines();
        lines
            .find_map(|line| bare(line, self.month_first))
            .or_else(|| bare(&self.split(at)?, self.month_first))
    }

    /// A day whose parts stand in lines of their own, as on the leaf of a calendar: "05", "févr.",
    /// "2018"; the line `at` is its first.
    fn split(&self, at: usize) -> Option<String> {
        let parts = self.leaves.get(at..at + 3)?;
        let short =
            |leaf: &Leaf| leaf.text.len() <= LONGEST_PART && !leaf.text.contains(['\n', ' ']);
        let one = parts.iter().all(short).then(|| {
            let texts: Vec<&str> = parts.iter().map(|leaf| leaf.text.as_str()).collect();
            texts.join(" ")
        })?;
        let found = date::find(&one, self.month_first);
        (found.first()?.span.len() == one.len()).then_some(one)
    }

    /// Whether the element of a line far from the article is named for the day of publication.
    fn says_publication(&self, leaf: &Leaf) -> bool {
        leaf.text.len() <= LONGEST_NAMED && self.names(leaf.owner) == Named::Publication
    }

    /// The numbers of the leaves that print a day of their own, by the shape of their lines.
    fn lists(&self) -> Lists<'_> {
        let mut lists = Lists {
            after_text: self.after_text(),
            ..Lists::default()
        };
        let mut seen = HashSet::new();
        for (at, leaf) in self.leaves.iter().enumerate() {
            if !has_digits(leaf) || self.zoned.foreign(leaf.owner) {
                continue;
            }
            let mut lines = leaf.text.lines().filter(|line| line.len() < LONGEST);
            let day = lines.find_map(|line| {
                let found = date::find(line, self.month_first).into_iter().next()?;
                Some(found.date)
            });
            let shape = self.shape(leaf);
            if day.is_some_and(|day| seen.insert((shape, day))) {
                lists.by_shape.entry(shape).or_default().push(at);
            }
        }
        lists
    }

    /// Whether the leaf number `at` is one of a list of days. Two make one where they are items, or
    /// where they come after the text.
    fn is_listed(&self, at: usize, leaf: &Leaf, lists: &Lists<'_>) -> bool {
        let Some(list) = lists.by_shape.get(&self.shape(leaf)) else {
            return false;
        };
        let few = leaf.kind == BlockKind::ListItem || at >= lists.after_text;
        let from = list.partition_point(|other| other + NEXT < at);
        let mut others = list
            .iter()
            .skip(from)
            .take_while(|other| **other <= at + NEXT);
        list.len() >= (if few { LIST - 1 } else { LIST }) && others.any(|other| *other != at)
    }

    /// Number of the leaf after the second paragraph behind the title; past the end where there is none.
    fn after_text(&self) -> usize {
        let mut leaves = self.leaves.iter().zip(&self.zoned.leaves).enumerate();
        let mut paragraphs = leaves
            .by_ref()
            .skip(self.anchor() + 1)
            .filter(|(_, both)| is_paragraph(*both));
        paragraphs.nth(1).map_or(usize::MAX, |(at, _)| at + 1)
    }

    /// The name and the class of the element of a line.
    fn shape(&self, leaf: &Leaf) -> (&str, &str) {
        let node = self.flat.get(leaf.owner);
        let class = node.and_then(|node| node.attr("class"));
        (node.map_or("", Flat::name), class.unwrap_or_default())
    }

    /// Whether a `<time>` says by its microdata that an event begins or ends then.
    pub(super) fn of_event(&self, at: usize) -> bool {
        let node = self.flat.get(at);
        let said = ["itemprop", "class"].map(|name| node.and_then(|node| node.attr(name)));
        said.into_iter()
            .flatten()
            .flat_map(str::split_ascii_whitespace)
            .any(|name| {
                matches!(
                    name,
                    "startDate" | "endDate" | "doorTime" | "dtstart" | "dtend"
                )
            })
    }

    /// Whether an element is small and holds digits.
    fn may_be_date(&self, at: usize, node: &Flat<'_>) -> bool {
        let inside = self.flat.get(at + 1..node.end).unwrap_or_default();
        let digits = |node: &Flat<'_>| match node.what {
            What::Text(text) => text.bytes().any(|byte| byte.is_ascii_digit()),
            What::Element(_) => false,
        };
        inside.len() <= MOST_INSIDE && inside.iter().any(digits)
    }

    /// Elements named for a date, such as those inside lines that say more.
    fn elements(&self, header: &Range<usize>, lists: &Lists<'_>) -> Vec<Spot> {
        let title = self.anchor_element();
        let near = |at: usize| title.is_none_or(|title| at.abs_diff(title) < NEAR_NAMED);
        let mut spots = Vec::new();
        let mut looked = 0;
        for (at, node) in self.flat.iter().enumerate() {
            // Most elements are passed over here; to read all their names would cost more.
            if !self.may_be_date(at, node) {
                continue;
            }
            let named = named(node);
            if !(named == Named::Publication || (named == Named::Date && near(at))) {
                continue;
            }
            looked += 1;
            if looked > MOST_SPOTS {
                break;
            }
            let text = self.text(at);
            if text.len() > LONGEST_NAMED
                || is_today(&text)
                || self.of_event(at)
                || !self.is_own(at, false, header)
                || self.in_text(at)
            {
                continue;
            }
            let alone = bare(&text, self.month_first);
            let by_name = || first(&text, self.month_first).filter(|_| named == Named::Publication);
            let Some(date) = alone.or_else(by_name) else {
                continue;
            };
            let leaf = self.leaf_of(at);
            let line = self.leaves.get(leaf);
            let of_other = |line: &&Leaf| line.text.lines().any(is_of_other);
            if named == Named::Date && line.as_ref().is_some_and(of_other) {
                continue;
            }
            let place = line.map_or(Place::Far, |line| self.place(leaf, line, header));
            let listed = line.is_some_and(|line| self.is_listed(leaf, line, lists));
            if listed && place != Place::Header {
                continue;
            }
            spots.push(Spot {
                date,
                leaf,
                told: false,
                bare: alone.is_some(),
                named,
                place,
            });
        }
        spots
    }
}
