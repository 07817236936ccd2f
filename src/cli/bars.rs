//! Counts with small bars, for people.

use std::fmt::Write as _;

use super::table::{cut, one_line};
use super::words::{say, tr, translated};

/// The widest bar, in cells.
const WIDEST: usize = 40;
/// The widest name beside a bar, in columns.
const NAME: usize = 34;

/// Names that are words of ours and no data.
const OURS: [&str; 5] = [
    "unknown",
    "mention",
    "contested",
    "not given",
    "none or several",
];

/// One thing counted: its name, and how many records.
pub(super) type Count = (String, usize);

/// The counts with their bars, each group by its own measure.
pub(super) fn bars(groups: &[(&str, Vec<Count>)], limit: usize, width: usize) -> String {
    let mut text = String::new();
    for (title, counts) in groups {
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(1);
        let shown = match *title {
            "department" | "source" => limit,
            _ => counts.len(),
        };
        let names = counts
            .iter()
            .take(shown)
            .map(|(name, _)| one_line(name_of(name)).chars().count());
        let name_width = names.max().unwrap_or_default().min(NAME);
        let room = width.saturating_sub(name_width + 12).clamp(4, WIDEST);
        let _ = writeln!(
            text,
            "{}",
            translated(title).unwrap_or(title).to_uppercase()
        );
        for (name, count) in counts.iter().take(shown) {
            let name = cut(&one_line(name_of(name)), NAME);
            let bar = bar(*count, most, room);
            let _ = writeln!(text, "  {name:<name_width$}  {count:>6}  {bar}");
        }
        if counts.len() > shown {
            let more = say!("… and {more} more (--limit)", more = counts.len() - shown);
            let _ = writeln!(text, "  {more}");
        }
    }
    text
}

/// A name as it came, or in the language of the user where it is a word of ours.
fn name_of(name: &str) -> &str {
    let ours = OURS.iter().find(|word| **word == name);
    ours.map_or(name, |word| tr(word))
}

/// A bar as long beside `room` cells as `count` is beside `most`, in eighths of a cell.
fn bar(count: usize, most: usize, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (count * room * 8).div_ceil(most.max(1));
    let mut bar = "█".repeat(eighths / 8);
    bar.push_str(EIGHTHS[eighths % 8]);
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_count_and_never_empty_for_one() {
        assert_eq!(bar(10, 10, 4), "████");
        assert_eq!(bar(5, 10, 4), "██");
        assert_eq!(bar(1, 1000, 4), "▏");
        assert_eq!(bar(0, 0, 4), "");
    }

    #[test]
    fn what_is_more_than_the_limit_is_told() {
        let counts = |n: usize| (0..n).map(|i| (format!("d{i}"), n - i)).collect();
        let text = bars(&[("department", counts(12)), ("year", counts(12))], 10, 80);
        assert!(text.contains("… and 2 more (--limit)"), "{text}");
        assert_eq!(text.lines().count(), 1 + 10 + 1 + 1 + 12);
        assert!(text.lines().all(|line| line.chars().count() <= 80));
    }
}
