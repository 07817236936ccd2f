//! Feeds: what a site says it published last, as RSS 2.0, RSS 1.0 (RDF) or Atom (RFC 4287).

use url::Url;

use super::date::PartialDate;
use super::url::join;
use super::xml::{self, Step};

/// Most bytes of a feed.
pub const BYTE_LIMIT: usize = 5 * 1024 * 1024;
/// Most entries that are read.
pub const ENTRY_LIMIT: usize = 1_000;

/// A feed, newest first as the site wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Its entries that have an address.
    pub entries: Vec<Entry>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The page, canonical.
    pub url: Url,
    /// Its title, white space collapsed.
    pub title: String,
    /// When it was published or, where only that is said, changed.
    pub published: Option<PartialDate>,
}

/// A file that is not read as a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAFeed {
    /// Larger than [`BYTE_LIMIT`], or a gzip stream that is torn.
    #[error("it is larger than {BYTE_LIMIT} bytes or its gzip stream is torn")]
    Bytes,
    /// It carries a document type: entities could be declared there.
    #[error("it carries a document type")]
    Doctype,
    /// Its root is neither `rss`, `RDF` nor `feed`.
    #[error("it is not a feed")]
    Other,
}

impl Feed {
    /// Reads a feed asked under `base`.
    ///
    /// # Errors
    /// When it is no feed, too large, or carries a document type.
    pub fn parse(bytes: &[u8], content_type: Option<&str>, base: &Url) -> Result<Self, NotAFeed> {
        let bytes = xml::unpacked(bytes, BYTE_LIMIT).ok_or(NotAFeed::Bytes)?;
        let text = xml::decode(&bytes, content_type);
        let mut listing = Listing::new(base);
        // A torn feed is read as far as it goes.
        let _ = xml::walk(&text, |step| listing.see(step));
        match (listing.refused, listing.rooted) {
            (Some(refused), _) => Err(refused),
            (None, false) => Err(NotAFeed::Other),
            (None, true) => Ok(listing.found),
        }
    }
}

/// An entry in the making.
#[derive(Default)]
struct Draft {
    link: String,
    guid: String,
    guid_is_link: bool,
    title: String,
    published: String,
    updated: String,
}

struct Listing<'a> {
    base: &'a Url,
    found: Feed,
    rooted: bool,
    refused: Option<NotAFeed>,
    draft: Option<Draft>,
    /// Names of the elements open below the entry.
    open: Vec<String>,
}

impl<'a> Listing<'a> {
    fn new(base: &'a Url) -> Self {
        Self {
            base,
            found: Feed::default(),
            rooted: false,
            refused: None,
            draft: None,
            open: Vec::new(),
        }
    }

    fn see(&mut self, step: Step) -> bool {
        match step {
            Step::Doctype => {
                self.refused = Some(NotAFeed::Doctype);
                return false;
            }
            Step::Open { name, .. } if !self.rooted => {
                self.rooted = matches!(name.as_str(), "rss" | "rdf" | "feed");
                return self.rooted;
            }
            Step::Open { name, attributes } => self.opened(name, &attributes),
            Step::Words(words) => self.words(&words),
            Step::Close(name) => self.closed(&name),
        }
        self.found.entries.len() < ENTRY_LIMIT
    }

    fn opened(&mut self, name: String, attributes: &[(String, String)]) {
        let value = |wanted: &str| {
            let found = attributes.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.as_str())
        };
        let Some(draft) = &mut self.draft else {
            if name == "item" || name == "entry" {
                self.draft = Some(Draft::default());
                self.open.clear();
            }
            return;
        };
        if self.open.is_empty() {
            match name.as_str() {
                // Atom: the page itself is the link without rel, or with rel="alternate".
                "link" if value("rel").is_none_or(|rel| rel == "alternate") => {
                    if let Some(address) = value("href").filter(|_| draft.link.is_empty()) {
                        address.clone_into(&mut draft.link);
                    }
                }
                "guid" => draft.guid_is_link = value("ispermalink") != Some("false"),
                _ => {}
            }
        }
        self.open.push(name);
    }

    fn words(&mut self, words: &str) {
        let (Some(draft), [element]) = (&mut self.draft, self.open.as_slice()) else {
            return;
        };
        let field = match element.as_str() {
            "link" => &mut draft.link,
            "guid" => &mut draft.guid,
            "title" => &mut draft.title,
            "pubdate" | "published" | "date" | "issued" => &mut draft.published,
            "updated" | "modified" => &mut draft.updated,
            _ => return,
        };
        field.push_str(words);
    }

    fn closed(&mut self, name: &str) {
        if name != "item" && name != "entry" {
            self.open.pop();
            return;
        }
        let Some(draft) = self.draft.take() else {
            return;
        };
        self.found.entries.extend(draft.finish(self.base));
    }
}

impl Draft {
    fn finish(self, base: &Url) -> Option<Entry> {
        let written = match (self.link.trim(), self.guid.trim()) {
            ("", guid) if self.guid_is_link && guid.starts_with("http") => guid,
            ("", _) => return None,
            (link, _) => link,
        };
        let date = [&self.published, &self.updated];
        Some(Entry {
            url: join(base, written).ok()?,
            title: self.title.split_whitespace().collect::<Vec<_>>().join(" "),
            published: date.into_iter().find_map(|text| day_of(text)),
        })
    }
}

/// The date of `Mon, 15 Feb 2021 08:00:00 +0000` (RFC 2822) or of `2021-02-15T08:00:00Z` (RFC 3339).
fn day_of(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    let ten = text.get(..10).unwrap_or(text);
    if let Ok(date) = ten.parse::<PartialDate>() {
        return Some(date);
    }
    let after_weekday = text.split_once(',').map_or(text, |(_, rest)| rest);
    let mut parts = after_weekday.split_whitespace();
    let day = parts.next()?.parse::<i8>().ok()?;
    let name = parts.next()?.to_ascii_lowercase();
    let year = parts.next()?.parse::<i16>().ok()?;
    let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let month = months.iter().position(|month| name.starts_with(month))? + 1;
    let date = jiff::civil::Date::new(year, i8::try_from(month).ok()?, day).ok()?;
    Some(PartialDate::day(date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn base() -> Url {
        Url::parse("http://mairie.example/feed.xml").unwrap()
    }

    fn read(text: &str) -> Result<Feed, NotAFeed> {
        Feed::parse(text.as_bytes(), None, &base())
    }

    fn lines(feed: &Feed) -> Vec<String> {
        let date = |entry: &Entry| {
            entry
                .published
                .map(|date| date.to_string())
                .unwrap_or_default()
        };
        feed.entries
            .iter()
            .map(|entry| format!("{} {} {}", entry.url, entry.title, date(entry)))
            .collect()
    }

    #[test]
    fn rss_2_0_gives_links_titles_and_dates() {
        let feed = read("<?xml version='1.0'?><rss version='2.0'><channel><title>Mairie</title><link>http://mairie.example/</link>
            <item><title>Quatre &amp; cinq\n arobases</title><link>/label</link><pubDate>Tue, 09 Feb 2021 08:00:00 +0100</pubDate></item>
            <item><title><![CDATA[Wifi <b>libre</b>]]></title><guid isPermaLink='true'>http://mairie.example/wifi</guid></item>
            <item><title>Sans adresse</title><guid isPermaLink='false'>42</guid></item>
            </channel></rss>").unwrap();
        assert_eq!(
            lines(&feed),
            [
                "http://mairie.example/label Quatre & cinq arobases 2021-02-09",
                "http://mairie.example/wifi Wifi <b>libre</b> ",
            ]
        );
    }

    #[test]
    fn rss_1_0_items_stand_beside_the_channel() {
        let feed = read("<rdf:RDF xmlns:rdf='r' xmlns:dc='d'><channel><link>http://mairie.example/</link></channel>
            <item rdf:about='x'><title>Label</title><link>http://mairie.example/label</link><dc:date>2014-02-04T12:00:00Z</dc:date></item></rdf:RDF>").unwrap();
        assert_eq!(
            lines(&feed),
            ["http://mairie.example/label Label 2014-02-04"]
        );
    }

    // https://www.rfc-editor.org/rfc/rfc4287.html#section-4.2.7
    #[test]
    fn rfc4287_4_2_7_atom_gives_the_alternate_link() {
        let feed = read("<feed xmlns='http://www.w3.org/2005/Atom'><link href='/'/><entry><title type='html'>Label</title>
            <link rel='replies' href='/replies'/><link rel='alternate' href='/label?a=1&amp;b=2'/><link href='/second'/>
            <author><name>Mairie</name></author><updated>2019-02-01T00:00:00Z</updated></entry></feed>").unwrap();
        assert_eq!(
            lines(&feed),
            ["http://mairie.example/label?a=1&b=2 Label 2019-02-01"]
        );
    }

    #[test]
    fn a_page_a_document_type_or_nothing_is_not_a_feed() {
        assert_eq!(read("<html><body/></html>"), Err(NotAFeed::Other));
        assert_eq!(read(""), Err(NotAFeed::Other));
        assert_eq!(read("<!DOCTYPE rss><rss/>"), Err(NotAFeed::Doctype));
    }

    #[test]
    fn a_torn_feed_gives_what_stands_before_the_tear() {
        let feed = read("<rss><channel><item><link>/a</link></item><item><link>/b</lin").unwrap();
        assert_eq!(feed.entries.len(), 1);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Feed::parse(&bytes, None, &base());
        }

        #[test]
        fn no_markup_makes_it_panic(parts in prop::collection::vec("<[/!?]?(item|entry|link|guid|title|pubDate)( (href|rel)='?/é?'?)?/?>?|&#?x?[0-9a-z]{0,9};?|<!\\[CDATA\\[|\\]\\]>|Tue, 9 F[a-z]{0,3} [0-9]{0,6}", 0..30)) {
            let _ = read(&format!("<rss>{}", parts.concat()));
        }
    }
}
