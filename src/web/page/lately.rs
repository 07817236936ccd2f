//! The day of a page that says "il y a 3 heures" instead of a day: that of its comments, where they
//! are all of one day. They came after it, and it was hours old when it was asked for.

use super::dateline::bare;
use super::leaf::Leaf;
use super::seen::Seen;
use crate::text::fold;
use crate::web::date::PartialDate;

/// How many leaves before and after the title the words may stand.
const NEAR: (usize, usize) = (8, 14);

/// A longer line is no line about the article, in bytes.
const LONGEST: usize = 80;

/// One comment proves too little.
const FEWEST: usize = 2;

impl Seen<'_> {
    /// The one day of all comments on a page that was hours old.
    pub(super) fn lately(&self) -> Option<PartialDate> {
        let anchor = self.anchor();
        let near = self.leaves.iter().skip(anchor.saturating_sub(NEAR.0));
        let mut near = near.take(NEAR.0 + NEAR.1);
        if !near.any(|leaf| leaf.text.lines().any(says_hours)) {
            return None;
        }
        let with_hour = |leaf: &&Leaf| self.zoned.foreign(leaf.owner) && prints_hour(&leaf.text);
        let comments = self.leaves.iter().filter(with_hour);
        let mut days = comments.filter_map(|leaf| bare(&leaf.text, self.month_first));
        let first = days.next()?;
        let mut count = 1;
        for day in days {
            if day != first {
                return None;
            }
            count += 1;
        }
        (count >= FEWEST).then_some(first)
    }
}

/// Whether a short line says that something was hours or minutes ago.
fn says_hours(line: &str) -> bool {
    if line.len() > LONGEST {
        return false;
    }
    let folded = fold(line);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let number = |word: &str| word.parse::<u8>().is_ok() || matches!(word, "une" | "an" | "einer");
    let short = |word: &str| {
        ["heure", "minute", "min", "hour", "stunde"]
            .iter()
            .any(|unit| word.starts_with(unit))
            || matches!(word, "h" | "mn")
    };
    words.windows(3).any(|three| {
        let [one, two, three] = [three[0], three[1], three[2]];
        let after = matches!(one, "a" | "vor") && number(two) && short(three);
        after || (number(one) && short(two) && three == "ago")
    })
}

/// Whether a line prints an hour of the clock: "09:47", "9 h 47".
fn prints_hour(line: &str) -> bool {
    let mut before = None;
    for (at, c) in line.char_indices() {
        let next = || line.get(at + 1..).unwrap_or_default().trim_start();
        let minutes = || next().as_bytes().iter().take(2).all(u8::is_ascii_digit);
        if matches!(c, ':' | 'h') && before.is_some_and(|c: char| c.is_ascii_digit()) {
            return !next().is_empty() && minutes();
        }
        if !c.is_whitespace() {
            before = Some(c);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_ago_are_told_from_days_and_from_sentences() {
        for line in ["Publié il y a 3 heures", "2 hours ago", "vor 5 Minuten"] {
            assert!(says_hours(line), "{line}");
        }
        for line in [
            "il y a 3 jours",
            "3 heures de route",
            "La ville a 3 heures de retard sur un programme que personne n'avait jamais lu en entier.",
        ] {
            assert!(!says_hours(line), "{line}");
        }
    }

    #[test]
    fn an_hour_of_the_clock_is_two_numbers() {
        for (line, prints) in [
            ("22/11/2024 à 09:47", true),
            ("le 3 mai à 9 h 47", true),
            ("22/11/2024", false),
            ("le 3 mai à 9 h", false),
        ] {
            assert_eq!(prints_hour(line), prints, "{line}");
        }
    }
}
