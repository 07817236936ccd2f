//! A Markdown table (GitHub Flavored Markdown, section 4.10), to read and to paste: who, when, how many, the
//! words, and where they stand.

use std::io::{self, Write};

use super::format::Traits;
use super::safe::{link, one_line};
use super::{Options, Row, Written};

pub(super) const TRAITS: Traits = Traits {
    name: "md",
    aliases: &["markdown"],
    extension: "md",
    media: "text/markdown",
    about: "A Markdown table to read and to paste",
    is_binary: false,
    spec: "https://github.github.com/gfm/",
    write,
};

/// The titles of the columns.
pub(super) const TITLES: [&str; 13] = [
    "Code",
    "Name",
    "Year",
    "Arobases",
    "Mention",
    "Status",
    "Sources",
    "Quote",
    "Page",
    "Published",
    "Captured",
    "SHA-256",
    "Rule, confidence",
];

fn write(rows: &[Row], _: &Options, out: &mut dyn Write) -> io::Result<Written> {
    writeln!(out, "| {} |", TITLES.join(" | "))?;
    writeln!(out, "|{}", " --- |".repeat(TITLES.len()))?;
    for row in rows {
        writeln!(out, "| {} |", cells(row, words, page).join(" | "))?;
    }
    Ok(Written {
        rows: rows.len(),
        ..Written::default()
    })
}

/// The cells of a row, in the order of [`TITLES`]: `words` makes a text safe for the format, `page` links one.
pub(super) fn cells(
    row: &Row,
    words: fn(&str) -> String,
    page: fn(&Row) -> String,
) -> [String; TITLES.len()] {
    let some = |text: &Option<String>| words(text.as_deref().unwrap_or_default());
    let grade = match row.arobases {
        Some(arobases) => arobases.to_string(),
        None => some(&row.contested),
    };
    [
        some(&row.code),
        words(&row.name),
        row.year.map(|year| year.to_string()).unwrap_or_default(),
        grade,
        some(&row.mention),
        words(row.status),
        row.sources.to_string(),
        words(&row.quote),
        page(row),
        some(&row.published),
        words(&row.captured_at),
        words(&row.sha256),
        format!("{}, {}", words(&row.rule), row.confidence),
    ]
}

/// What a link to the page of `row` is called: its title, its site, or its address.
pub(super) fn page_title(row: &Row, words: fn(&str) -> String) -> String {
    [row.title.as_deref(), row.site.as_deref()]
        .into_iter()
        .flatten()
        .map(words)
        .find(|title| !title.is_empty())
        .unwrap_or_else(|| words(&row.url))
}

/// The page by its title, linked where it is one of the web.
fn page(row: &Row) -> String {
    match link(&row.url) {
        Some(address) => {
            // References are read in addresses too: `&lt;` would be a bracket there.
            let address = address.replace('&', "&amp;");
            format!("[{}](<{address}>)", page_title(row, words))
        }
        None => words(&row.url),
    }
}

/// Text that means itself: every sign that marks up is escaped (`CommonMark` 0.31, section 2.4), and
/// what GitHub would link by itself is kept from looking like an address.
pub(crate) fn words(text: &str) -> String {
    let text = one_line(text);
    let mut safe = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        let is_www = letter == '.' && text[..at].to_ascii_lowercase().ends_with("www");
        match letter {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '(' | ')' | '#' | '!'
            | '|' | '~' | '&' | '$' | '^' | '=' => {
                safe.push('\\');
                safe.push(letter);
            }
            // A reference where a renderer links by itself.
            ':' if text[at..].starts_with("://") => safe.push_str("&#58;"),
            '.' if is_www => safe.push_str("&#46;"),
            _ => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options as Extensions, Parser, Tag};

    fn markdown(row: &Row) -> String {
        let mut out = Vec::new();
        write(std::slice::from_ref(row), &Options::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The cells of a table as a reader shows them, row after row, and the links in them; anything
    /// else than text and links in cells fails.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let (mut cells, mut links) = (Vec::new(), Vec::new());
        for event in Parser::new_ext(text, Extensions::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::TableCell) => cells.push(String::new()),
                Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.to_string()),
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow) | Event::End(_) => {}
                Event::Text(text) => cells.last_mut().unwrap().push_str(&text),
                other => panic!("{other:?} in {text}"),
            }
        }
        (cells, links)
    }

    #[test]
    fn a_row_reads_as_its_words_with_one_link() {
        let row = Row {
            name: "Villeneuve-d'Ascq".into(),
            quote: "@@@@ | **bravo** <b>[x](javascript:alert(1))</b> www.a.fr http://b.fr".into(),
            url: "https://a.example/(x)|y>&lt;".into(),
            title: Some("[Le] palmarès".into()),
            ..Row::default()
        };
        let text = markdown(&row);
        let (cells, links) = read(&text);
        assert_eq!(cells.len(), 2 * TITLES.len());
        assert_eq!(cells[13 + 1], "Villeneuve-d'Ascq");
        assert_eq!(cells[13 + 7], row.quote);
        assert_eq!(cells[13 + 8], "[Le] palmarès");
        assert_eq!(links, ["https://a.example/%28x%29%7Cy%3E&lt;"]);
        assert!(
            !text.contains("www.") && !text.contains("http://"),
            "{text}"
        );
    }

    proptest! {
        #[test]
        fn no_words_become_markup(quote: String, title in r"[\\`*_{}\[\]<>()#!|~&$^=:@.a-z \n-]{0,30}") {
            let row = Row {
                quote: quote.clone(),
                title: Some(title),
                url: "https://a.example/".into(),
                ..Row::default()
            };
            let (cells, links) = read(&markdown(&row));
            prop_assert_eq!(cells.len(), 2 * TITLES.len());
            let meant = one_line(&quote);
            prop_assert_eq!(cells[13 + 7].trim(), meant.trim());
            prop_assert_eq!(links, ["https://a.example/"]);
        }
    }
}
