//! What pages say drives no terminal, no spreadsheet and no Markdown, whoever asks.

use super::{archive, home, json, page};
use crate::support::Home;

/// Controls, a link (OSC 8), a title bar (OSC 0), text turned round, a formula, markup.
pub(super) const HOSTILE: &str = "=cmd|'/c x'!A1 \u{1b}]8;;http://evil.example\u{7}x\u{1b}]8;;\u{7} \u{1b}]0;t\u{7} \u{9b}2J \u{202e}abc\u{2066} \
                       <script>alert(1)</script> | [x](javascript:alert(1)) `x` **y** \u{e}b\u{f}\r\nDEL\u{7f}";

/// A home of one contested town of which every name, title and word is hostile.
pub(super) fn hostile_home() -> Home {
    let home = Home::new();
    let said = [("59014", HOSTILE, 2018, 4)];
    let other = [("59014", HOSTILE, 2018, 5)];
    let mut pages = vec![
        page("a.example", "1", "2026-01-01", &said),
        page("b.example", "2", "2026-01-01", &other),
        page(
            "c.example",
            "3",
            "2026-01-01",
            &[("59014", HOSTILE, 2017, 3)],
        ),
    ];
    for capture in &mut pages {
        let reading = capture.reading.as_mut().unwrap();
        reading.page.title = Some(HOSTILE.to_owned());
        reading.page.site = Some(HOSTILE.to_owned());
    }
    archive(&home, pages);
    home
}

pub(super) const QUESTIONS: [&[&str]; 8] = [
    &["town", "59014"],
    &["changes", "--from", "2017"],
    &["changes", "--since", "2020-01-01"],
    &["conflicts"],
    &["coverage", "--missing"],
    &["stats"],
    &["search", "annee:2018"],
    &["search", "script"],
];

/// Whether a terminal would do anything else with it than show it.
pub(super) fn drives(letter: char) -> bool {
    (letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn nothing_that_a_page_says_drives_a_terminal_in_any_format() {
    let home = hostile_home();
    for question in QUESTIONS {
        for format in ["table", "json", "jsonl", "csv", "tsv", "md"] {
            let ran = home.run(
                question
                    .iter()
                    .chain(&["--format", format, "--color", "never"]),
            );
            assert!(matches!(ran.code, Some(0 | 1)), "{question:?}: {}", ran.err);
            for text in [&ran.out, &ran.err] {
                assert!(!text.contains(drives), "{question:?} {format}: {text:?}");
            }
            match format {
                "json" if ran.code == Some(0) => {
                    json(&ran.out);
                }
                "jsonl" => ran.out.lines().for_each(|line| {
                    json(line);
                }),
                _ => {}
            }
        }
    }
    let styled = home
        .run(["search", "script", "--color", "always"])
        .ends(0)
        .out;
    let styled = styled.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
    assert!(!styled.contains(drives), "{styled:?}");
}

/// What of a page's words a reader of Markdown would take for more than text.
fn markup(text: &str) -> Option<String> {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let made = Parser::new_ext(text, Options::ENABLE_TABLES).find(|event| match event {
        Event::Start(tag) => !matches!(
            tag,
            Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell | Tag::Paragraph
        ),
        Event::Text(_) | Event::End(_) | Event::SoftBreak => false,
        _ => true,
    });
    made.map(|event| format!("{event:?}"))
}

#[test]
fn no_cell_of_a_spreadsheet_begins_like_a_formula_and_no_markup_is_made() {
    let home = hostile_home();
    for question in QUESTIONS {
        let csv = home.run(question.iter().chain(&["--format", "csv"])).out;
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        for row in reader.records().map(Result::unwrap) {
            for cell in &row {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@']),
                    "{question:?}: {cell}"
                );
            }
        }
        let md = home.run(question.iter().chain(&["--format", "md"])).out;
        if let Some(made) = markup(&md) {
            panic!("{question:?} makes {made}");
        }
    }
}

#[test]
fn a_note_and_a_name_that_were_typed_are_safe_too() {
    let home = home();
    let ran = home.run(["town", HOSTILE]).ends(1);
    assert!(!ran.err.contains(drives), "{:?}", ran.err);
    let rows = home.run(["conflicts", "--format", "jsonl"]).out;
    let claim = json(rows.lines().next().unwrap())["claim"]
        .as_str()
        .unwrap()
        .to_owned();
    let decide = [
        "conflicts",
        "decide",
        "59009/2013",
        "--keep",
        &claim,
        "--note",
        HOSTILE,
    ];
    assert!(!home.run(decide).ends(0).err.contains(drives));
    for args in [&["conflicts", "--all"][..], &["show", "59009-2013"]] {
        let out = home.run(args).ends(0).out;
        assert!(!out.contains(drives), "{out:?}");
    }
}
