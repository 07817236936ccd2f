//! Aligned tables for people: as wide as the terminal, and safe to show.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::screen::{BOLD, PLAIN, link, shown};
use super::words::tr;

/// Width where standard output is no terminal.
const WIDTH_ELSEWHERE: usize = 120;
/// The gap between two columns.
const GAP: &str = "  ";

/// A column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    /// What stands over it.
    pub title: &'static str,
    /// Numbers stand to the right.
    pub right: bool,
    /// How narrow it may be cut where the table is too wide; `None`: never cut.
    pub least: Option<usize>,
}

/// The width of the terminal behind standard output, or a usual one, in columns.
pub(crate) fn screen_width() -> usize {
    let terminal = terminal_size::terminal_size_of(std::io::stdout());
    terminal
        .map_or(WIDTH_ELSEWHERE, |(width, _)| usize::from(width.0))
        .max(40)
}

/// Lines of a table under their titles; columns that may be are cut to fit `width`.
pub(crate) fn table(columns: &[Column], rows: &[Vec<String>], width: usize) -> String {
    linked(columns, rows, width, |_, _| None)
}

/// The same, in which a cell may be a link: `address` has that of a row and a column.
pub(crate) fn linked<'a>(
    columns: &[Column],
    rows: &[Vec<String>],
    width: usize,
    address: impl Fn(usize, usize) -> Option<&'a str>,
) -> String {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| one_line(cell)).collect())
        .collect();
    let widths = widths(columns, &rows, width);
    let titles: Vec<String> = columns
        .iter()
        .map(|column| tr(column.title).to_owned())
        .collect();
    let mut text = String::new();
    for (place, row) in std::iter::once(&titles).chain(&rows).enumerate() {
        let mut line = String::new();
        for (at, ((cell, column), width)) in row.iter().zip(columns).zip(&widths).enumerate() {
            let mut cell = cut(cell, *width);
            let padding = " ".repeat(width.saturating_sub(cell.width()));
            // The first line has the titles.
            if let Some(address) = place.checked_sub(1).and_then(|row| address(row, at)) {
                cell = link(address, &cell);
            }
            let sides = if column.right {
                [padding, cell]
            } else {
                [cell, padding]
            };
            line.push_str(GAP);
            line.extend(sides);
        }
        if place == 0 {
            text.push(BOLD);
        }
        text.push_str(line.trim_end());
        if place == 0 {
            text.push(PLAIN);
        }
        text.push('\n');
    }
    text
}

fn widths(columns: &[Column], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = columns
        .iter()
        .map(|column| tr(column.title).width())
        .collect();
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = (*widest).max(cell.width());
        }
    }
    let mut total: usize = widths.iter().map(|width| width + GAP.len()).sum();
    // The widest is cut first, so that a long quotation does not squeeze a short name.
    while total > width {
        let may_be_cut = |(at, width): &(usize, &mut usize)| {
            columns
                .get(*at)
                .and_then(|column| column.least)
                .is_some_and(|least| **width > least)
        };
        let widest = widths
            .iter_mut()
            .enumerate()
            .filter(may_be_cut)
            .max_by_key(|(_, width)| **width);
        let Some((_, widest)) = widest else { break };
        *widest -= 1;
        total -= 1;
    }
    widths
}

/// Text from outside on one line, safe to show; a no-break space stays what it is.
pub(crate) fn one_line(text: &str) -> String {
    let gap = [' ', '\n', '\t'];
    let safe = shown(text);
    let words = safe.split(gap).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The beginning of `text`, at most `width` columns wide, ended by `…` where it was cut.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let mut short = String::new();
    for letter in text.chars() {
        let wide = letter.width().unwrap_or_default();
        if wide > room {
            break;
        }
        room -= wide;
        short.push(letter);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COLUMNS: [Column; 3] = [
        Column {
            title: "@",
            right: true,
            least: None,
        },
        Column {
            title: "NAME",
            right: false,
            least: Some(6),
        },
        Column {
            title: "ID",
            right: false,
            least: None,
        },
    ];

    #[test]
    fn columns_stand_under_their_titles_and_the_widest_is_cut() {
        let row = |name: &str| vec!["5".to_owned(), name.to_owned(), "a1".to_owned()];
        let text = table(&COLUMNS, &[row("L'Haÿ-les-Roses"), row("東京 label")], 18);
        assert_eq!(
            text,
            "\u{e}  @  NAME       ID\u{f}\n  5  L'Haÿ-le…  a1\n  5  東京 lab…  a1\n"
        );
    }

    #[test]
    fn nothing_from_outside_drives_the_terminal_or_breaks_the_line() {
        let row = vec![
            "5".to_owned(),
            "a\u{1b}[2Jb\nc\td".to_owned(),
            "\u{202e}x".to_owned(),
        ];
        let text = table(&COLUMNS, &[row], 80);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
        assert_eq!(text.lines().count(), 2);
    }

    proptest! {
        #[test]
        fn a_cut_is_never_wider_than_asked(text in "\\PC{0,30}", width in 1_usize..20) {
            prop_assert!(cut(&text, width).width() <= width);
        }
    }
}
