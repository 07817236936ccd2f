//! A table in the markup of `MediaWiki`, to paste into an article: the same columns as in Markdown.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::format::Traits;
use super::markdown::{TITLES, cells, page_title};
use super::safe::{link, one_line};
use super::{Options, Row, Written};

pub(super) const TRAITS: Traits = Traits {
    name: "wikitext",
    aliases: &["wiki"],
    extension: "wiki",
    media: "text/x-wiki",
    about: "A table for MediaWiki to paste",
    is_binary: false,
    spec: "https://www.mediawiki.org/wiki/Help:Tables",
    write,
};

/// Words that `MediaWiki` links by themselves where a number follows.
const MAGIC: [&str; 3] = ["ISBN", "RFC", "PMID"];

fn write(rows: &[Row], _: &Options, out: &mut dyn Write) -> io::Result<Written> {
    writeln!(out, "{{| class=\"wikitable sortable\"")?;
    writeln!(out, "! {}", TITLES.join(" !! "))?;
    for row in rows {
        writeln!(out, "|-\n| {}", cells(row, words, page).join("\n| "))?;
    }
    writeln!(out, "|}}")?;
    Ok(Written {
        rows: rows.len(),
        ..Written::default()
    })
}

/// The page by its title, linked where it is one of the web.
fn page(row: &Row) -> String {
    match link(&row.url) {
        Some(address) => {
            // Signatures, switches and references are looked for in addresses too.
            let address = address
                .replace('~', "%7E")
                .replace('_', "%5F")
                .replace('&', "&amp;");
            format!("[{address} {}]", page_title(row, words))
        }
        None => words(&row.url),
    }
}

/// Text that means itself: every sign that marks up is a character reference.
fn words(text: &str) -> String {
    let text = one_line(text);
    let mut safe = String::with_capacity(text.len());
    let mut before = '\0';
    for (at, letter) in text.char_indices() {
        let after = text[at + letter.len_utf8()..].chars().next();
        let marks = match letter {
            '&' | '<' | '>' | '[' | ']' | '{' | '}' | '|' | '~' | '_' | '=' | '*' | '#' | ';'
            | '!' => true,
            // An address links by itself; a time or a French colon does not.
            ':' => at == 0 || before.is_ascii_alphabetic(),
            // Alone it is an apostrophe; two are italics.
            '\'' => before == '\'' || after == Some('\''),
            ' ' => MAGIC.iter().any(|word| text[..at].ends_with(word)),
            // What begins a cell could begin a row or a caption.
            '-' | '+' => at == 0,
            _ => false,
        };
        if marks {
            // Writing to a string cannot fail.
            let _ = write!(safe, "&#{};", u32::from(letter));
        } else {
            safe.push(letter);
        }
        before = letter;
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(row: &Row) -> String {
        let mut out = Vec::new();
        write(std::slice::from_ref(row), &Options::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn markup_in_words_is_shown_and_the_page_is_linked() {
        assert_eq!(
            words("Villeneuve-d'Ascq ''x'' {{a|b}}"),
            "Villeneuve-d'Ascq &#39;&#39;x&#39;&#39; &#123;&#123;a&#124;b&#125;&#125;"
        );
        assert_eq!(words("RFC 2606, -x"), "RFC&#32;2606, -x");
        assert_eq!(words("-x"), "&#45;x");
        let row = Row {
            url: "https://a.example/~~~~/__NOTOC__?[x]".into(),
            title: Some("Le [palmarès]".into()),
            ..Row::default()
        };
        let text = table(&row);
        assert!(
            text.contains("| [https://a.example/%7E%7E%7E%7E/%5F%5FNOTOC%5F%5F?%5Bx%5D Le &#91;palmarès&#93;]\n"),
            "{text}"
        );
    }

    proptest! {
        #[test]
        fn no_words_become_markup(quote: String, mention in r"[-+'|{}\[\]<>&~_:=*#;! a-z\n]{0,20}") {
            let row = Row { quote, mention: Some(mention), ..Row::default() };
            let text = table(&row);
            prop_assert_eq!(text.lines().count(), 4 + TITLES.len());
            for cell in text.lines().skip(3).take(TITLES.len()) {
                let cell = cell.strip_prefix("| ").unwrap();
                let rest = cell.replace("&#", "");
                // References end with `;`, and nothing else is left that marks up.
                prop_assert!(!rest.contains(['&', '<', '>', '[', ']', '{', '}', '|', '~', '_', '=']), "{cell}");
                prop_assert!(!rest.contains("''"), "{}", cell);
            }
        }
    }
}
