//! Finds the dates in running text, in stamps and in URL paths: "Publié le 09 mars 2020",
//! "mardi 4 février 2020", "04/02/2020 à 16:43", "2 nov. 2023", `/2020/03/09/`.

use std::ops::Range;

use jiff::civil::Date;

use super::{PartialDate, names};
use crate::text::fold;

/// Years that a web page can have been written in; others are numbers of something else.
const YEARS: Range<i16> = 1991..2100;

/// A date in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The day.
    pub date: Date,
    /// Where it stands, in bytes, its weekday included.
    pub span: Range<usize>,
    /// Whether a weekday stands before it and is another than that of the day.
    pub contradicted: bool,
    /// Whether the day and the month could be exchanged: "04/02/2020".
    pub ambiguous: bool,
}

/// The whole dates (day, month and year) in `text`, in order.
///
/// `month_first` reads "04/02/2020" as an American would.
pub fn find(text: &str, month_first: bool) -> Vec<Found> {
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let read = numeric(text, &words, at, month_first)
            .or_else(|| day_first(text, &words, at))
            .or_else(|| name_first(text, &words, at))
            .or_else(|| ideographic(text, &words, at));
        let Some((date, used, ambiguous)) = read else {
            at += 1;
            continue;
        };
        found.push(with_weekday(&words, at, at + used, date, ambiguous));
        at += used;
    }
    found
}

/// A run of digits or of letters.
struct Word<'a> {
    text: &'a str,
    span: Range<usize>,
}

impl Word<'_> {
    fn number(&self, digits: Range<usize>) -> Option<i16> {
        let fits =
            digits.contains(&self.text.len()) && self.text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| self.text.parse().ok()).flatten()
    }
}

fn words(text: &str) -> Vec<Word<'_>> {
    let class = |c: char| match c {
        c if c.is_ascii_digit() => 1,
        '年' | '月' | '日' => 2,
        c if c.is_alphabetic() || c == '\u{301}' => 3,
        _ => 0,
    };
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut last = 0;
    for (at, c) in text.char_indices() {
        let (this, end) = (class(c), at + c.len_utf8());
        if this == last && this != 0 {
            if let Some(word) = words.last_mut() {
                word.span.end = end;
            }
        } else if this != 0 {
            words.push(Word {
                text: "",
                span: at..end,
            });
        }
        last = this;
    }
    for word in &mut words {
        word.text = text.get(word.span.clone()).unwrap_or_default();
    }
    words
}

/// What stands between two words.
fn between<'a>(text: &'a str, words: &[Word<'_>], left: usize) -> Option<&'a str> {
    text.get(words.get(left)?.span.end..words.get(left + 1)?.span.start)
}

fn day(year: i16, month: i16, day: i16) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day)
        .ok()
        .filter(|_| YEARS.contains(&year))
}

/// Two digits of a year: "01/06/18".
const fn century(year: i16) -> i16 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

type Reading = Option<(Date, usize, bool)>;

/// `2020-03-09`, `09/03/2020`, `09.03.20`.
fn numeric(text: &str, words: &[Word<'_>], at: usize, month_first: bool) -> Reading {
    let (first, second, third) = (words.get(at)?, words.get(at + 1)?, words.get(at + 2)?);
    let separator = between(text, words, at)?;
    let separator = separator.trim();
    if between(text, words, at + 1)?.trim() != separator || !matches!(separator, "-" | "/" | ".") {
        return None;
    }
    let glued =
        |edge: Option<char>| edge.is_some_and(|c| c == '/' || c == '.' || c == '-' || c == ':');
    if let Some(year) = first.number(4..5) {
        let date = day(year, second.number(1..3)?, third.number(1..3)?)?;
        return Some((date, 3, false));
    }
    let before = text.get(..first.span.start)?.chars().next_back();
    if glued(before) {
        return None;
    }
    let (one, two) = (first.number(1..3)?, second.number(1..3)?);
    let year = match third.number(4..5) {
        Some(year) => year,
        // Two digits are a year only where each part has two: "1.2.18" is a version.
        None if first.text.len() == 2 && second.text.len() == 2 => {
            let mut after = text.get(third.span.end..)?.chars();
            let (next, then) = (after.next(), after.next());
            if glued(next) && then.is_some_and(|c| c.is_ascii_digit()) {
                return None;
            }
            century(third.number(2..3)?)
        }
        None => return None,
    };
    let ambiguous = one <= 12 && two <= 12 && one != two;
    let (in_month, month) = if month_first { (two, one) } else { (one, two) };
    let date = day(year, month, in_month).or_else(|| day(year, in_month, month))?;
    Some((date, 3, ambiguous))
}

/// "9 mars 2020", "1er février 2019", "2 nov. 2023", "9. März 2020", "27 Mar 20".
fn day_first(text: &str, words: &[Word<'_>], at: usize) -> Reading {
    let in_month = words.get(at)?.number(1..3)?;
    let mut next = at + 1;
    let ordinal = words.get(next)?;
    if matches!(
        ordinal.text,
        "er" | "ER" | "e" | "st" | "nd" | "rd" | "th" | "th,"
    ) {
        next += 1;
    }
    if matches!(words.get(next)?.text, "de" | "of" | "di") {
        next += 1;
    }
    let month = names::month(&fold(words.get(next)?.text))?;
    let short = words.get(next)?.text.chars().count() <= 4;
    (at..next).try_for_each(|left| gap(between(text, words, left)?))?;
    let mut end = next + 1;
    let year = words.get(end)?;
    if matches!(year.text, "de" | "del") {
        end += 1;
    }
    gap(between(text, words, end - 1)?)?;
    let year = words.get(end)?;
    let year = match year.number(4..5) {
        Some(year) => year,
        None if short => {
            let after = text.get(year.span.end..)?.trim_start().chars().next();
            let goes_on = after.is_some_and(|c| matches!(c, ':' | 'h' | '%' | '€'));
            century(year.number(2..3).filter(|_| !goes_on)?)
        }
        None => return None,
    };
    Some((day(year, month.into(), in_month)?, end + 1 - at, false))
}

/// "March 9, 2020", "Mar. 9th 2020".
fn name_first(text: &str, words: &[Word<'_>], at: usize) -> Reading {
    let name = words.get(at)?.text;
    let in_month = words.get(at + 1)?.number(1..3)?;
    let month = names::month(&fold(name))?;
    gap(between(text, words, at)?)?;
    let mut end = at + 2;
    if matches!(words.get(end)?.text, "st" | "nd" | "rd" | "th") {
        end += 1;
    }
    let before_year = between(text, words, end - 1)?;
    gap(before_year)?;
    // "mars 9 2020" in small letters is no date of any language, "octubre 7, 2020" is.
    if !name.starts_with(char::is_uppercase) && !before_year.starts_with(',') {
        return None;
    }
    let year = words.get(end)?.number(4..5)?;
    Some((day(year, month.into(), in_month)?, end + 1 - at, false))
}

/// `2020年3月9日`.
fn ideographic(_text: &str, words: &[Word<'_>], at: usize) -> Reading {
    let mark = |offset: usize, mark: &str| (words.get(at + offset)?.text == mark).then_some(());
    mark(1, "年")?;
    mark(3, "月")?;
    mark(5, "日")?;
    let number = |offset: usize, digits| words.get(at + offset)?.number(digits);
    Some((
        day(number(0, 4..5)?, number(2, 1..3)?, number(4, 1..3)?)?,
        6,
        false,
    ))
}

/// What may stand between the parts of one date.
fn gap(between: &str) -> Option<()> {
    let fits = between.len() <= 4
        && between
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, '.' | ',' | '-' | '\'' | '’' | '/'));
    fits.then_some(())
}

fn with_weekday(words: &[Word<'_>], from: usize, to: usize, date: Date, ambiguous: bool) -> Found {
    let span = |from: usize| {
        let start = words.get(from).map_or(0, |word| word.span.start);
        start..words.get(to - 1).map_or(start, |word| word.span.end)
    };
    let before = from.checked_sub(1).and_then(|at| words.get(at));
    let near = before.filter(|word| span(from).start - word.span.end <= 4);
    let weekday = near.and_then(|word| names::weekday(&fold(word.text)));
    Found {
        date,
        span: span(from - usize::from(weekday.is_some())),
        contradicted: weekday.is_some_and(|weekday| weekday != date.weekday()),
        ambiguous,
    }
}

/// The date of a machine-readable stamp: `2020-03-09T10:00:00+01:00`, `2020-03-09`, `20200309`,
/// `Mon, 09 Mar 2020 10:00:00 GMT`, or what a careless template put there.
///
/// The day is that of the stamp's own clock.
pub fn of_stamp(stamp: &str) -> Option<PartialDate> {
    let stamp = stamp.trim();
    let head: String = stamp.chars().take(80).collect();
    let digits = head.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 8 || digits == 14 {
        let number = |range: Range<usize>| head.get(range)?.parse::<i16>().ok();
        return day(number(0..4)?, number(4..6)?, number(6..8)?).map(PartialDate::day);
    }
    if let Some(found) = find(&head, false).into_iter().next() {
        return Some(PartialDate::day(found.date));
    }
    if digits == 10 && head.len() == 10 {
        let seconds = head.parse().ok()?;
        let date = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::from_second(seconds).ok()?);
        return Some(PartialDate::day(date.date())).filter(|date| YEARS.contains(&date.year()));
    }
    let month: PartialDate = head.parse().ok()?;
    (month.month_number().is_some() && YEARS.contains(&month.year())).then_some(month)
}

/// The date in the path of a URL: `/2020/03/09/`, `-20200309`, `-09-03-2020.html`, `/2019/02/` (to the month).
pub fn of_path(path: &str) -> Option<PartialDate> {
    let words: Vec<&str> = path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let number = |word: &str, digits: usize| {
        let fits = word.len() == digits && word.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| word.parse::<i16>().ok()).flatten()
    };
    for (at, word) in words.iter().enumerate() {
        let next = |offset: usize| words.get(at + offset).copied().unwrap_or_default();
        if let Some(year) = number(word, 4).filter(|year| YEARS.contains(year)) {
            let month = number(next(1), 2).or_else(|| number(next(1), 1));
            let month = month.or_else(|| names::month(next(1)).map(i16::from));
            let in_month = number(next(2), 2).or_else(|| number(next(2), 1));
            if let Some(date) = month.zip(in_month).and_then(|(m, d)| day(year, m, d)) {
                return Some(PartialDate::day(date));
            }
            // "-09-03-2020.html", "-09-03-2020-123456": a day in its usual order that closes the name.
            let back = |steps: usize| at.checked_sub(steps).and_then(|at| number(words[at], 2));
            let closes = matches!(next(1), "" | "html" | "htm" | "php")
                || next(1).len() > 4 && next(1).bytes().all(|byte| byte.is_ascii_digit());
            let date = back(1).zip(back(2)).and_then(|(m, d)| day(year, m, d));
            if let Some(date) = date.filter(|_| closes) {
                return Some(PartialDate::day(date));
            }
        }
        if word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_digit()) {
            let part = |range: Range<usize>| word.get(range)?.parse::<i16>().ok();
            let date = part(0..4).zip(part(4..6)).zip(part(6..8));
            if let Some(date) = date.and_then(|((y, m), d)| day(y, m, d)) {
                return Some(PartialDate::day(date));
            }
        }
    }
    of_month_path(path)
}

/// `/2019/02/` as two folders of their own.
fn of_month_path(path: &str) -> Option<PartialDate> {
    let folders: Vec<&str> = path.split('/').collect();
    folders.windows(2).find_map(|pair| {
        let (year, month) = (pair.first()?, pair.get(1)?);
        let fits = year.len() == 4 && month.len() == 2;
        let year: i16 = year
            .parse()
            .ok()
            .filter(|year| fits && YEARS.contains(year))?;
        PartialDate::month(year, month.parse().ok()?)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn days(text: &str) -> Vec<String> {
        find(text, false)
            .iter()
            .map(|found| found.date.to_string())
            .collect()
    }

    #[test]
    fn french_dates_are_read_in_every_form() {
        for (text, day) in [
            ("Publié le 09 mars 2020", "2020-03-09"),
            ("mardi 4 février 2020", "2020-02-04"),
            ("Mardi 4 Fevrier 2020 - 10h12", "2020-02-04"),
            ("04/02/2020 à 16:43", "2020-02-04"),
            ("le 1er décembre 2016", "2016-12-01"),
            ("2 nov. 2023", "2023-11-02"),
            ("27 Mar 20", "2020-03-27"),
            ("12.03.2020", "2020-03-12"),
            ("10.12.19", "2019-12-10"),
            ("01/06/18", "2018-06-01"),
            ("2020-02-04 555", "2020-02-04"),
            ("28 AOÛT 2011", "2011-08-28"),
            ("3 févr. 2022", "2022-02-03"),
            ("Jeudi, 8. Februar 2018", "2018-02-08"),
            ("February 8th, 2018", "2018-02-08"),
            ("febrero 8, 2018", "2018-02-08"),
            ("8 فبراير 2018", "2018-02-08"),
            ("2018年2月8日", "2018-02-08"),
        ] {
            assert_eq!(days(text), [day], "{text}");
        }
    }

    #[test]
    fn what_is_no_whole_date_is_none() {
        for text in [
            "le 4 février dernier",
            "février 2020",
            "en 2020",
            "version 1.2.18",
            "192.168.10.12.19",
            "04 42 18 19 20",
            "31 février 2020",
            "2 mars 3 avril",
            "32/01/2020",
            "10 mars 20 %",
        ] {
            assert_eq!(days(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_weekday_is_a_free_checksum() {
        assert!(!find("mardi 4 février 2020", false)[0].contradicted);
        assert!(find("lundi 4 février 2020", false)[0].contradicted);
        assert_eq!(find("le mardi 4 février 2020", false)[0].span, 3..24);
    }

    #[test]
    fn american_order_is_asked_for() {
        let found = &find("04/02/2020", true)[0];
        assert_eq!(
            (found.date.to_string().as_str(), found.ambiguous),
            ("2020-04-02", true)
        );
        assert_eq!(find("13/02/2020", true)[0].date.to_string(), "2020-02-13");
    }

    #[test]
    fn stamps_keep_the_day_of_their_own_clock() {
        for (stamp, date) in [
            ("2020-03-09T23:30:00+01:00", Some("2020-03-09")),
            ("2020-03-09 10:00", Some("2020-03-09")),
            ("20200309", Some("2020-03-09")),
            ("20200309T101112", Some("2020-03-09")),
            ("Mon, 09 Mar 2020 10:00:00 GMT", Some("2020-03-09")),
            ("2020-03", Some("2020-03")),
            ("1583748000", Some("2020-03-09")),
            ("2020", None),
            ("0000-00-00", None),
            ("", None),
        ] {
            assert_eq!(
                of_stamp(stamp).map(|date| date.to_string()).as_deref(),
                date,
                "{stamp}"
            );
        }
    }

    #[test]
    fn paths_give_a_day_or_a_month() {
        for (path, date) in [
            ("/2020/03/09/label.html", Some("2020-03-09")),
            ("/actu/label-20200309.html", Some("2020-03-09")),
            ("/actu/2020-3-9-label", Some("2020-03-09")),
            ("/2019/02/label.html", Some("2019-02")),
            ("/2019/13/label.html", None),
            ("/palmares-2019/liste", None),
            ("/article65346", None),
            ("/2019/feb/08/label", Some("2019-02-08")),
            ("/actu/label-09-03-2020.html", Some("2020-03-09")),
            ("/actu/label-09-03-2020-123456", Some("2020-03-09")),
            ("/actu/du-09-03-2020-au-soir", None),
        ] {
            assert_eq!(
                of_path(path).map(|date| date.to_string()).as_deref(),
                date,
                "{path}"
            );
        }
    }

    proptest! {
        #[test]
        fn never_panics_on_any_text(text in "(\\PC|[0-9]{1,4}[./ -]|mars |mardi ){0,20}") {
            for found in find(&text, true) {
                prop_assert!(text.get(found.span).is_some());
            }
            of_stamp(&text);
            of_path(&text);
        }
    }
}
