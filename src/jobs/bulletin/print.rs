//! Bulletins as people and their feed readers take them: Markdown, and an Atom feed (RFC 4287).

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{Bulletin, HostEvent, RecordEvent, RecordNews};
use crate::jobs::export::{link, markdown, one_line, tag, xml};

/// Most claims of one record that are printed; JSON has them all.
const CLAIMS: usize = 5;

/// What a record's news is, in one line: `new: Anzin (59014), 2018: 4@`.
pub fn title(news: &RecordNews) -> String {
    let code = news.code.as_ref().map(|code| format!(" ({code})"));
    let year = news.year.map(|year| format!(", {year}"));
    let what = match (&news.mention, news.arobases) {
        (Some(mention), _) => format!(": {mention}"),
        (None, Some(arobases)) => format!(": {arobases}@"),
        (None, None) if !news.sides.is_empty() => format!(": {}", news.sides.join(" | ")),
        (None, None) => String::new(),
    };
    let before = match (&news.before, news.news) {
        (None, _) | (_, RecordEvent::MoreProof) => String::new(),
        (Some(before), _) => format!(" (before: {before})"),
    };
    format!(
        "{}: {}{}{}{what}, {}{before}",
        news.news.word().replace('-', " "),
        news.name,
        code.unwrap_or_default(),
        year.unwrap_or_default(),
        news.status,
    )
}

/// What a host's news is, in one line.
pub fn host_title(news: &super::HostNews) -> String {
    let reason = news.reason.as_ref().map(|reason| format!(": {reason}"));
    let word = match news.news {
        HostEvent::Broke => "does not answer any more",
        HostEvent::Back => return format!("{} answers again", news.host),
    };
    format!("{} {word}{}", news.host, reason.unwrap_or_default())
}

/// Bulletins as a terminal shows them.
pub fn as_text(bulletins: &[Bulletin]) -> String {
    listed(bulletins, "", one_line)
}

/// Bulletins as Markdown.
pub fn as_markdown(bulletins: &[Bulletin]) -> String {
    listed(bulletins, "## ", markdown)
}

fn listed(bulletins: &[Bulletin], head: &str, words: fn(&str) -> String) -> String {
    let mut text = String::new();
    for bulletin in bulletins {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{head}Run {}, {:.0}\n", bulletin.run, bulletin.at);
        for news in &bulletin.records {
            let _ = writeln!(text, "- {}", words(&title(news)));
            for claim in news.claims.iter().take(CLAIMS) {
                let address = link(&claim.url).map(|address| format!(" <{address}>"));
                let _ = writeln!(
                    text,
                    "  - « {} »{}",
                    words(&claim.quote),
                    address.unwrap_or_default()
                );
            }
            if news.claims.len() > CLAIMS {
                let _ = writeln!(text, "  - … and {} more", news.claims.len() - CLAIMS);
            }
        }
        for news in &bulletin.hosts {
            let _ = writeln!(text, "- {}", words(&host_title(news)));
        }
        text.push('\n');
    }
    text
}

/// Bulletins as a feed: one entry for each record and host with news, the newest run first.
pub fn as_atom(bulletins: &[Bulletin]) -> String {
    let updated = bulletins
        .iter()
        .map(|bulletin| bulletin.at)
        .max()
        .unwrap_or(Timestamp::UNIX_EPOCH);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <id>tag:arobase.invalid,2026:news</id>\n\
         <title>arobase: what is new of the label Villes Internet</title>\n\
         <updated>{updated:.0}</updated>\n\
         <author><name>arobase</name></author>\n"
    );
    for bulletin in bulletins {
        for news in &bulletin.records {
            let claim = news.claims.first();
            let content = claim
                .map(|claim| format!("« {} »\n{}", one_line(&claim.quote), one_line(&claim.url)));
            let link = claim.and_then(|claim| link(&claim.url));
            let what = format!("{}/{}", bulletin.key, news.record);
            text.push_str(&entry(
                bulletin,
                &what,
                &title(news),
                content.as_deref(),
                link.as_deref(),
            ));
        }
        for news in &bulletin.hosts {
            let what = format!("{}/{}", bulletin.key, news.host);
            text.push_str(&entry(bulletin, &what, &host_title(news), None, None));
        }
    }
    text + "</feed>\n"
}

fn entry(
    bulletin: &Bulletin,
    what: &str,
    title: &str,
    content: Option<&str>,
    link: Option<&str>,
) -> String {
    let mut text = format!(
        "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{:.0}</updated>\n",
        xml(&tag(what)),
        xml(&one_line(title)),
        bulletin.at
    );
    if let Some(address) = link {
        let _ = writeln!(text, "<link rel=\"alternate\" href=\"{}\"/>", xml(address));
    }
    let content = content.unwrap_or(title);
    let _ = writeln!(
        text,
        "<content type=\"text\">{}</content>\n</entry>",
        xml(content)
    );
    text
}

#[cfg(test)]
mod tests {
    use super::super::{ClaimNews, HostNews};
    use super::*;
    use crate::jobs::export::atom::tests::elements;
    use crate::store::RunStatus;
    use proptest::prelude::*;

    fn bulletin(name: &str, quote: &str, reason: &str) -> Bulletin {
        Bulletin {
            schema: "arobase.bulletin/1".into(),
            key: "k".into(),
            run: 7,
            status: RunStatus::Done,
            at: "2026-03-04T12:00:00Z".parse().unwrap(),
            records: vec![RecordNews {
                news: RecordEvent::Contested,
                record: "59014-2018".into(),
                code: Some("59014".into()),
                name: name.into(),
                department: Some("59".into()),
                year: Some(2018),
                arobases: None,
                mention: None,
                status: "contested".into(),
                sides: vec!["4@".into(), "5@".into()],
                before: Some("single 4@".into()),
                claims: vec![ClaimNews {
                    claim: "c".into(),
                    arobases: Some(5),
                    quote: quote.into(),
                    url: "https://a.example/?a=1&b=2".into(),
                    site: None,
                    published: None,
                    captured_at: "2026-03-04T12:00:00Z".into(),
                    sha256: "00".into(),
                }],
            }],
            hosts: vec![HostNews {
                news: HostEvent::Broke,
                host: "a.example".into(),
                reason: Some(reason.into()),
            }],
        }
    }

    #[test]
    fn a_bulletin_is_read_in_one_look() {
        let one = bulletin("Anzin", "Anzin : 5 @", "no answer");
        let text = as_text(std::slice::from_ref(&one));
        assert!(
            text.contains("contested: Anzin (59014), 2018: 4@"),
            "{text}"
        );
        assert!(text.contains("(before: single 4@)"), "{text}");
        assert!(
            text.contains("a.example does not answer any more: no answer"),
            "{text}"
        );
        assert!(as_atom(&[one]).contains("<updated>2026-03-04T12:00:00Z</updated>"));
    }

    proptest! {
        #[test]
        fn no_words_from_outside_become_elements_of_the_feed(name: String, quote: String, reason: String) {
            let wild = as_atom(&[bulletin(&name, &quote, &reason)]);
            prop_assert_eq!(elements(&wild), elements(&as_atom(&[bulletin("a", "b", "c")])));
        }

        #[test]
        fn no_words_from_outside_begin_a_line_of_markdown(name: String, quote: String, reason: String) {
            let text = as_markdown(&[bulletin(&name, &quote, &reason)]);
            prop_assert_eq!(text.lines().count(), as_markdown(&[bulletin("a", "b", "c")]).lines().count());
        }
    }
}
