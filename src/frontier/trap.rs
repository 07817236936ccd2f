//! Addresses without end: calendars that walk on for ever, filters in every combination, links that spiral,
//! pages that come again under ever new addresses.
//!
//! No form of an address proves a trap, so that most of it is learned while the site is asked: addresses
//! have a *shape* (their path with numbers, their query with values left out), and a shape is closed once a
//! dozen of its pages in a row brought no new text. A shape that goes on giving new texts is never closed.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use url::Url;

use super::queue::fingerprint;
use super::visit::{State, Visit};
use super::{Frontier, site_of};

/// So many pages of a shape in a row without a new text close it.
const BARREN: u32 = 12;
/// So many combinations of filters on one path that lead nowhere new close the path to further ones.
const COMBINATIONS: u32 = 12;
/// A calendar is followed so many months into the future.
const MONTHS_AHEAD: i64 = 13;
/// Before this year nothing was on the web: a calendar that goes there is turned back.
const FIRST_YEAR: i64 = 1_993;
/// The last year that four digits are taken for.
const LAST_YEAR: i64 = 9_999;

/// Why an address is a trap.
pub(super) const CALENDAR: &str = "trap: calendar";
/// It goes the way that it came.
pub(super) const SPIRAL: &str = "trap: spiral";
/// Filters that were all asked already, in another combination.
pub(super) const FILTERS: &str = "trap: filters";
/// Its like gave nothing new.
pub(super) const NOTHING_NEW: &str = "trap: nothing new";

/// What a site has shown of its addresses in this run.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// Marks of the texts that came.
    texts: HashSet<u64>,
    /// Pages in a row without a new text, by shape.
    barren: HashMap<u128, u32>,
    /// Keys with values that were asked, each with its path.
    filters: HashSet<u128>,
    /// Combinations that led nowhere new, by path.
    combinations: HashMap<u128, u32>,
}

impl Shapes {
    /// Why `url` is not to be asked on the day `today`; `None` where nothing speaks against it.
    pub(super) fn refuse(&self, url: &Url, today: Option<Date>) -> Option<&'static str> {
        if spirals(url.path()) {
            return Some(SPIRAL);
        }
        if today.is_some_and(|today| is_far(url, today)) {
            return Some(CALENDAR);
        }
        let closed = self.barren.get(&fingerprint(&shape(url)));
        if closed.is_some_and(|barren| *barren >= BARREN) {
            return Some(NOTHING_NEW);
        }
        let many = self.combinations.get(&fingerprint(url.path()));
        (many.is_some_and(|many| *many >= COMBINATIONS) && self.combines(url)).then_some(FILTERS)
    }

    /// Learns from a page that came: `text` is the mark of its words, `led_on` whether it led to an address
    /// of another path that was not known.
    pub(super) fn learn(&mut self, url: &Url, text: u64, led_on: bool) {
        let combines = self.combines(url);
        let new = self.texts.insert(text);
        let barren = self.barren.entry(fingerprint(&shape(url))).or_default();
        *barren = if new { 0 } else { *barren + 1 };
        if combines && !led_on {
            *self
                .combinations
                .entry(fingerprint(url.path()))
                .or_default() += 1;
        }
        self.filters.extend(filters(url));
    }

    /// Whether each key of the query was asked with its value before, beside other ones: the page shows a
    /// choice of what is known already.
    fn combines(&self, url: &Url) -> bool {
        let mut count = 0;
        let known = filters(url).all(|filter| {
            count += 1;
            self.filters.contains(&filter)
        });
        known && count > 1
    }
}

fn filters(url: &Url) -> impl Iterator<Item = u128> + '_ {
    let pairs = url.query().into_iter().flat_map(|query| query.split('&'));
    pairs.map(|pair| fingerprint(&format!("{}?{pair}", url.path())))
}

/// The pattern of an address: numbers are `0`, long codes `x`, a segment that stands several times in a row
/// stands once, the keys of the query are sorted and stand without their values.
///
/// ```text
/// /agenda/2025/01/?vue=mois   /agenda/0/0/?vue
/// ```
fn shape(url: &Url) -> String {
    let mut shape = String::with_capacity(url.path().len());
    let mut last = String::new();
    for segment in url.path().split('/') {
        let pattern = pattern(segment);
        // A date of three numbers is no repetition.
        if pattern != last || pattern == "0" || pattern.is_empty() {
            shape.push('/');
            shape.push_str(&pattern);
        }
        last = pattern;
    }
    let mut keys: Vec<String> = url
        .query()
        .into_iter()
        .flat_map(|query| query.split('&'))
        .map(|pair| pattern(pair.split('=').next().unwrap_or_default()))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    if !keys.is_empty() {
        shape.push('?');
        shape.push_str(&keys.join("&"));
    }
    shape
}

/// A word with its numbers left out.
fn pattern(word: &str) -> String {
    let code = word.len() >= 16
        && word
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && word.bytes().any(|byte| byte.is_ascii_digit());
    if code {
        return "x".to_owned();
    }
    let mut pattern = String::with_capacity(word.len());
    let mut number = false;
    for letter in word.chars() {
        if !letter.is_ascii_digit() {
            pattern.push(letter);
        } else if !number {
            pattern.push('0');
        }
        number = letter.is_ascii_digit();
    }
    pattern
}

/// Whether a path goes twice through the same two segments or more: `/a/b/a/b`.
fn spirals(path: &str) -> bool {
    let segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    let count = segments.len();
    (2..=count / 2).any(|length| {
        segments.windows(2 * length).any(|window| {
            let (first, second) = window.split_at(length);
            // Numbers of a date may be the same as those of another.
            first == second && first.iter().any(|segment| !is_number(segment))
        })
    })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `url` is that of a calendar's page: its path ends with a month or a day, or its query names one. What
/// such a page says of its own time is nothing new.
pub fn is_calendar(url: &Url) -> bool {
    let words: Vec<&str> = url
        .path()
        .split('/')
        .filter(|word| !word.is_empty())
        .collect();
    let at_the_end = match words.as_slice() {
        [.., year, number, day] if is_number(day) && month(year, number).is_some() => true,
        [.., year, number] if month(year, number).is_some() => true,
        [.., word] => written(word).is_some(),
        [] => false,
    };
    at_the_end || of_query(url).is_some()
}

/// Whether `url` names a month that no calendar of use goes to.
fn is_far(url: &Url, today: Date) -> bool {
    let Some((year, month)) = month_of(url) else {
        return false;
    };
    let ahead = (year - i64::from(today.year())) * 12 + month - i64::from(today.month());
    ahead > MONTHS_AHEAD || year < FIRST_YEAR
}

/// The month that an address names: `/2031/07/`, `2031-07`, `annee=2031&mois=7`. A number alone is a year
/// only where its key says so.
fn month_of(url: &Url) -> Option<(i64, i64)> {
    let words: Vec<&str> = url.path().split('/').collect();
    let in_path = words.windows(2).find_map(|pair| month(pair[0], pair[1]));
    let in_path = in_path.or_else(|| words.iter().find_map(|word| written(word)));
    in_path.or_else(|| of_query(url))
}

/// The month that a query names.
fn of_query(url: &Url) -> Option<(i64, i64)> {
    let pairs = || {
        let query = url.query().into_iter().flat_map(|query| query.split('&'));
        query.filter_map(|pair| pair.split_once('='))
    };
    let of = |keys: &[&str]| {
        let found = pairs().find(|(key, _)| keys.contains(&key.to_ascii_lowercase().as_str()));
        found.map(|(_, value)| value)
    };
    pairs().find_map(|(_, value)| written(value)).or_else(|| {
        let year = of(&["year", "annee", "an", "y", "yr", "ai1ec_year"])?;
        let number = of(&["month", "mois", "m", "mo"]).unwrap_or("1");
        month(year, number)
    })
}

fn month(year: &str, month: &str) -> Option<(i64, i64)> {
    if year.len() != 4 || !is_number(year) || !is_number(month) || month.len() > 2 {
        return None;
    }
    let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
    ((1..=12).contains(&month) && (1..=LAST_YEAR).contains(&year)).then_some((year, month))
}

/// `2031-07` or `2031-07-14`, alone in a word.
fn written(word: &str) -> Option<(i64, i64)> {
    let mut parts = word.split('-');
    let found = month(parts.next()?, parts.next()?)?;
    let day = parts
        .next()
        .is_none_or(|day| day.len() <= 2 && is_number(day));
    (day && parts.next().is_none()).then_some(found)
}

impl Frontier {
    /// Learns from a page that came, after what it leads to was added: `text` is the mark of its words
    /// ([`crate::web::page::mark_of_words`], timeless for a calendar's page), `led_on` whether it led to an address of another path that was not
    /// known.
    pub fn weigh(&mut self, visit: &Visit, text: u64, led_on: bool) {
        let site = self.site_index(site_of(&visit.url));
        self.sites[site].shapes.learn(&visit.url, text, led_on);
    }

    /// Drops what goes next at a site.
    pub(super) fn drop_next(&mut self, site: usize, host: &str, reason: &'static str) {
        if let Some(entry) = self.sites[site].queue.pop() {
            let mut row = entry.row(host, State::Dropped);
            row.outcome = Some("skipped");
            row.detail = Some(reason.to_owned());
            self.rows.push(row);
            self.sites[site].drop_for(reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn url(path: &str) -> Url {
        Url::parse(&format!("http://m.example{path}")).unwrap()
    }

    fn day() -> Date {
        "2026-11-26".parse().unwrap()
    }

    fn refused(shapes: &Shapes, url: &Url) -> Option<&'static str> {
        shapes.refuse(url, Some(day()))
    }

    #[test]
    fn a_shape_leaves_out_what_counts_and_keeps_what_names() {
        for (path, expected) in [
            ("/", "//"),
            ("/agenda/2025/01/?vue=mois", "//agenda/0/0/?vue"),
            ("/spip.php?article12", "//spip.php?article0"),
            (
                "/actualites/le-label-2018.html",
                "//actualites/le-label-0.html",
            ),
            ("/a?b=1&a=2&b=3", "//a?a&b"),
            ("/suite/suite/suite/page", "//suite/page"),
            ("/s/0123456789abcdef0123/x", "//s/x"),
        ] {
            assert_eq!(shape(&url(path)), expected, "{path}");
        }
    }

    #[test]
    fn a_calendar_is_followed_for_a_year_and_not_into_the_past_before_the_web() {
        let shapes = Shapes::default();
        for (path, trap) in [
            ("/agenda/2027/12/", false),
            ("/agenda/2028/01/", true),
            ("/agenda/2031/07/14", true),
            ("/agenda?date=2031-07-14", true),
            ("/agenda?annee=2031&mois=7", true),
            ("/agenda?year=1970", true),
            ("/agenda/1969-12/", true),
            ("/2018/03/le-label", false),
            ("/page/2031/", false),
            ("/p?id=2031", false),
            ("/delib/1912-45-3", false),
            ("/article/9999/99", false),
        ] {
            let refused = refused(&shapes, &url(path));
            assert_eq!(refused, trap.then_some(CALENDAR), "{path}");
        }
        assert_eq!(
            shapes.refuse(&url("/agenda/2031/07/"), None),
            None,
            "nobody knows the day"
        );
    }

    #[test]
    fn a_page_of_a_calendar_ends_with_its_time_and_an_article_does_not() {
        for (path, calendar) in [
            ("/agenda/2026/03/", true),
            ("/agenda/2026/03/14", true),
            ("/agenda/2026-03", true),
            ("/agenda?date=2026-03-14", true),
            ("/agenda?annee=2026&mois=3", true),
            ("/2018/03/article-191/", false),
            ("/2018/03/14/le-label", false),
            ("/spip.php?article12", false),
            ("/", false),
        ] {
            assert_eq!(is_calendar(&url(path)), calendar, "{path}");
        }
    }

    #[test]
    fn a_path_that_goes_the_way_it_came_is_a_spiral() {
        for (path, trap) in [
            ("/a/b/a/b", true),
            ("/x/a/b/c/a/b/c/y", true),
            ("/a/b/a", false),
            ("/a/a/b", false),
            ("/2018/03/2018/03", false),
            ("/mairie/services/ecoles", false),
        ] {
            assert_eq!(spirals(path), trap, "{path}");
        }
    }

    #[test]
    fn a_shape_is_closed_by_a_dozen_pages_without_a_new_text_and_by_nothing_else() {
        let mut shapes = Shapes::default();
        let page = |number: u32| url(&format!("/suite/{number}"));
        for number in 0..100 {
            shapes.learn(&page(number), number.into(), false);
        }
        for number in 0..BARREN {
            assert_eq!(refused(&shapes, &page(1_000)), None);
            shapes.learn(&page(100 + number), 7, false);
        }
        assert_eq!(refused(&shapes, &page(1_000)), Some(NOTHING_NEW));
        assert_eq!(refused(&shapes, &url("/autre/1")), None);
    }

    #[test]
    fn filters_are_asked_each_and_not_in_every_combination() {
        let mut shapes = Shapes::default();
        let mut asked = 0;
        let mut text = 0;
        for theme in 0..10 {
            for place in 0..10 {
                for order in ["nom", "date"] {
                    let url = url(&format!("/annuaire?theme={theme}&lieu={place}&tri={order}"));
                    if refused(&shapes, &url).is_none() {
                        asked += 1;
                        text += 1;
                        shapes.learn(&url, text, false);
                    }
                }
            }
        }
        // Each theme and each place was asked once at least.
        assert!((20..45).contains(&asked), "{asked}");
        let new = url("/annuaire?theme=77&lieu=3&tri=nom");
        assert_eq!(refused(&shapes, &new), None);
    }

    #[test]
    fn pages_of_a_list_that_lead_to_new_addresses_are_no_combinations() {
        let mut shapes = Shapes::default();
        for theme in 0..10 {
            for page in 0..20_u64 {
                let url = url(&format!("/actualites?theme={theme}&page={page}"));
                assert_eq!(refused(&shapes, &url), None, "{url}");
                shapes.learn(&url, theme * 100 + page, true);
            }
        }
    }

    proptest! {
        /// Whatever addresses a site makes up, where their pages say the same again the crawl of them ends.
        #[test]
        fn pages_that_say_the_same_are_asked_a_dozen_times_a_shape(paths in prop::collection::vec("(/[a-c]{1,2}|/[0-9]{1,3}){1,3}", 1..100)) {
            let mut shapes = Shapes::default();
            let mut asked = HashMap::<String, u32>::new();
            for path in &paths {
                let url = url(path);
                if refused(&shapes, &url).is_none() {
                    *asked.entry(shape(&url)).or_default() += 1;
                    shapes.learn(&url, 1, false);
                }
            }
            prop_assert!(asked.values().all(|count| *count <= BARREN + 1), "{asked:?}");
        }

        /// Where every page says something new, nothing is held back but what the address itself tells.
        #[test]
        fn new_texts_keep_a_shape_open(count in 1_u64..500) {
            let mut shapes = Shapes::default();
            for number in 0..count {
                let url = url(&format!("/article-{number}?id={number}"));
                prop_assert_eq!(refused(&shapes, &url), None);
                shapes.learn(&url, number, false);
            }
        }

        #[test]
        fn any_address_has_a_shape_that_is_one_of_itself(path in "/[ -~]{0,60}") {
            let Ok(url) = Url::parse("http://m.example/").unwrap().join(&path) else { return Ok(()) };
            let _ = refused(&Shapes::default(), &url);
            let first = shape(&url);
            prop_assert_eq!(&first, &shape(&url));
        }
    }
}
