//! A feed (RFC 4287): one entry a record, the newest capture first, its id the record's own for ever.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::io::{self, Write};

use jiff::Timestamp;
use quick_xml::escape::escape;

use super::format::Traits;
use super::safe::{link, one_line, plain, tag};
use super::{Options, Row, Written};

pub(super) const TRAITS: Traits = Traits {
    name: "atom",
    aliases: &[],
    extension: "atom",
    media: "application/atom+xml",
    about: "A feed for readers, RFC 4287",
    is_binary: false,
    spec: "https://www.rfc-editor.org/rfc/rfc4287",
    write,
};

/// When a feed without entries was changed last: the year of the first edition.
const NEVER: &str = "1999-01-01T00:00:00Z";

fn write(rows: &[Row], _: &Options, out: &mut dyn Write) -> io::Result<Written> {
    let mut rows: Vec<&Row> = rows.iter().collect();
    let at = |row: &Row| row.captured_at.parse::<Timestamp>().ok();
    rows.sort_by_cached_key(|row| (Reverse(at(row)), row.record.clone()));
    let updated = rows.first().map_or(NEVER, |row| row.captured_at.as_str());
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\">\n\
         <id>tag:arobase.invalid,2026:records</id>\n\
         <title>Territoires, Villes et Villages Internet</title>\n\
         <updated>{}</updated>\n\
         <author><name>arobase</name></author>",
        xml(updated)
    )?;
    for row in &rows {
        out.write_all(entry(row).as_bytes())?;
    }
    writeln!(out, "</feed>")?;
    Ok(Written {
        rows: rows.len(),
        ..Written::default()
    })
}

fn entry(row: &Row) -> String {
    let mut text = format!(
        "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n",
        tag(&row.record),
        xml(&one_line(&title(row))),
        xml(&row.captured_at)
    );
    // Writing to a string cannot fail.
    if let Some(address) = link(&row.url) {
        let _ = writeln!(text, "<link rel=\"alternate\" href=\"{}\"/>", xml(&address));
    }
    if let Some(year) = row.year {
        let _ = writeln!(text, "<category term=\"{year}\"/>");
    }
    let _ = writeln!(
        text,
        "<content type=\"text\">{}</content>\n</entry>",
        xml(&content(row))
    );
    text
}

/// `Anzin (59014), 2018: 4@`.
fn title(row: &Row) -> String {
    let code = row.code.as_ref().map(|code| format!(" ({code})"));
    let year = row.year.map(|year| format!(", {year}"));
    let what = match (&row.mention, row.arobases, &row.contested) {
        (Some(mention), _, _) => format!(": {mention}"),
        (None, Some(arobases), _) => format!(": {arobases}@"),
        (None, None, Some(sides)) => format!(": {sides}"),
        (None, None, None) => String::new(),
    };
    let (code, year) = (code.unwrap_or_default(), year.unwrap_or_default());
    format!("{}{code}{year}{what}", row.name)
}

/// The words, and where they come from.
fn content(row: &Row) -> String {
    let source = [
        row.title.as_deref(),
        row.site.as_deref(),
        row.published.as_deref(),
    ];
    let source: Vec<String> = source.into_iter().flatten().map(one_line).collect();
    format!(
        "« {} »\n{}\n{}\n{}, sources: {}\ncaptured {}, SHA-256 {}\nrule {}, confidence {}, claim {}",
        one_line(&row.quote),
        source.join(", "),
        one_line(&row.url),
        row.status,
        row.sources,
        row.captured_at,
        row.sha256,
        one_line(&row.rule),
        row.confidence,
        one_line(&row.claim)
    )
}

/// Text as XML: of the characters that XML 1.0 forbids (section 2.2) none is left.
pub(in crate::jobs) fn xml(text: &str) -> String {
    escape(plain(text)).into_owned()
}

#[cfg(test)]
pub(in crate::jobs) mod tests {
    use super::*;
    use proptest::prelude::*;
    use quick_xml::{Reader, events::Event};

    fn feed(rows: &[Row]) -> String {
        let mut out = Vec::new();
        write(rows, &Options::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The names of all elements, in order; fails where it is not well-formed.
    pub(in crate::jobs) fn elements(text: &str) -> Vec<String> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        let mut names = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) | Event::Empty(start) => {
                    names.push(start.name().as_ref().to_owned());
                }
                Event::Eof => return names,
                _ => {}
            }
        }
    }

    #[test]
    fn rfc4287_4_1_2_each_entry_has_id_title_updated_and_content() {
        let row = Row {
            code: Some("59014".into()),
            name: "Anzin".into(),
            year: Some(2018),
            arobases: Some(4),
            url: "https://a.example/?a=1&b=2".into(),
            captured_at: "2026-03-04T12:00:00Z".into(),
            record: "59014-2018".into(),
            ..Row::default()
        };
        let file = Row {
            url: "urn:sha256:00".into(),
            record: "x y".into(),
            ..Row::default()
        };
        let text = feed(&[file, row]);
        assert_eq!(
            elements(&text),
            [
                "feed", "id", "title", "updated", "author", "name", "entry", "id", "title",
                "updated", "link", "category", "content", "entry", "id", "title", "updated",
                "content"
            ]
        );
        assert!(text.contains("<title>Anzin (59014), 2018: 4@</title>"));
        assert!(text.contains("<id>tag:arobase.invalid,2026:record/59014-2018</id>"));
        assert!(text.contains("record/x%20y</id>"));
        assert!(text.contains("href=\"https://a.example/?a=1&amp;b=2\""));
        assert_eq!(text.matches("2026-03-04T12:00:00Z").count(), 3);
    }

    proptest! {
        #[test]
        fn no_words_become_elements(quote: String, name: String) {
            let row = Row { name, quote, ..Row::default() };
            let text = feed(std::slice::from_ref(&row));
            prop_assert_eq!(elements(&text), elements(&feed(&[Row::default()])));
        }
    }
}
