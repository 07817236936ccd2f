//! Sitemaps (sitemaps.org protocol 0.9): lists of pages, and lists of lists.

use jiff::Timestamp;
use url::Url;

use super::date::PartialDate;
use super::url::{join, site};
use super::xml::{self, Step};

/// Most addresses that are read from one file.
pub const URL_LIMIT: usize = 50_000;
/// Most bytes of one file, unpacked.
pub const BYTE_LIMIT: usize = 50 * 1024 * 1024;
/// How deep an index may lead to another.
pub const LEVEL_LIMIT: u32 = 2;

/// What one sitemap lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitemap {
    /// Pages, or further sitemaps where [`Sitemap::index`] says so.
    pub entries: Vec<Entry>,
    /// Whether it is an index of sitemaps.
    pub index: bool,
    /// Entries that lie on another site or are no address: not taken.
    pub foreign: usize,
    /// Whether it was cut by a limit or could not be read to its end.
    pub cut: bool,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it leads, canonical.
    pub url: Url,
    /// When it changed, where the file says so.
    pub changed: Option<Changed>,
}

/// When something changed, as exactly as a sitemap says it (W3C Date and Time Formats).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// To the second.
    At(Timestamp),
    /// To the day, the month or the year.
    On(PartialDate),
}

/// A file that is not read as a sitemap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotASitemap {
    /// Larger than [`BYTE_LIMIT`], or a gzip stream that is torn.
    #[error("it is larger than {BYTE_LIMIT} bytes or its gzip stream is torn")]
    Bytes,
    /// It carries a document type: entities could be declared there.
    #[error("it carries a document type")]
    Doctype,
    /// Its root is neither `urlset` nor `sitemapindex`.
    #[error("it is not a sitemap")]
    Other,
}

impl Sitemap {
    /// Reads a sitemap, packed or not, asked under `base`. Only entries of the same site are taken.
    ///
    /// # Errors
    /// When it is no sitemap, too large, or carries a document type.
    pub fn parse(
        bytes: &[u8],
        content_type: Option<&str>,
        base: &Url,
    ) -> Result<Self, NotASitemap> {
        let bytes = xml::unpacked(bytes, BYTE_LIMIT).ok_or(NotASitemap::Bytes)?;
        let text = xml::decode(&bytes, content_type);
        let mut listing = Listing::new(base);
        let whole = xml::walk(&text, |step| listing.see(step));
        let mut sitemap = listing.refused.map_or(Ok(listing.found), Err)?;
        if !listing.rooted {
            return plain_list(&text, base).ok_or(NotASitemap::Other);
        }
        sitemap.cut |= !whole;
        Ok(sitemap)
    }
}

/// The protocol also allows a plain list, one address a line.
fn plain_list(text: &str, base: &Url) -> Option<Sitemap> {
    let mut sitemap = Sitemap {
        entries: Vec::new(),
        index: false,
        foreign: 0,
        cut: false,
    };
    for line in text.trim_start_matches('\u{feff}').lines() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        // A page of HTML or of words is not a list: every line must be an address.
        if !line.starts_with("http://") && !line.starts_with("https://") {
            return None;
        }
        sitemap.push(line, None, base);
    }
    (!sitemap.entries.is_empty() || sitemap.foreign > 0).then_some(sitemap)
}

impl Sitemap {
    fn push(&mut self, location: &str, changed: Option<Changed>, base: &Url) {
        if self.entries.len() >= URL_LIMIT {
            self.cut = true;
            return;
        }
        match join(base, location) {
            Ok(url) if site(&url) == site(base) => self.entries.push(Entry { url, changed }),
            _ => self.foreign += 1,
        }
    }
}

/// The state of reading one file.
struct Listing<'a> {
    base: &'a Url,
    found: Sitemap,
    rooted: bool,
    refused: Option<NotASitemap>,
    /// The element of an entry whose words are being read.
    inside: Option<&'static str>,
    /// Elements open below the entry: `<image:loc>` in `<image:image>` is not the page's address.
    below: usize,
    location: String,
    changed: String,
}

impl<'a> Listing<'a> {
    fn new(base: &'a Url) -> Self {
        Self {
            base,
            found: Sitemap {
                entries: Vec::new(),
                index: false,
                foreign: 0,
                cut: false,
            },
            rooted: false,
            refused: None,
            inside: None,
            below: 0,
            location: String::new(),
            changed: String::new(),
        }
    }

    /// Whether to read on.
    fn see(&mut self, step: Step) -> bool {
        match step {
            Step::Doctype => {
                self.refused = Some(NotASitemap::Doctype);
                return false;
            }
            Step::Open { name, .. } if !self.rooted => {
                self.found.index = name == "sitemapindex";
                self.rooted = self.found.index || name == "urlset";
                return self.rooted;
            }
            Step::Open { name, .. } => self.open(&name),
            Step::Words(words) => match self.inside {
                Some("loc") => self.location.push_str(&words),
                Some("lastmod") => self.changed.push_str(&words),
                _ => {}
            },
            Step::Close(name) => self.close(&name),
        }
        !self.found.cut
    }

    fn open(&mut self, name: &str) {
        match name {
            "url" | "sitemap" => {
                self.below = 0;
                self.location.clear();
                self.changed.clear();
            }
            "loc" if self.below == 0 => {
                self.inside = Some("loc");
                self.below += 1;
            }
            "lastmod" if self.below == 0 => {
                self.inside = Some("lastmod");
                self.below += 1;
            }
            _ => self.below += 1,
        }
    }

    fn close(&mut self, name: &str) {
        self.inside = None;
        if name == "url" || name == "sitemap" {
            if !self.location.trim().is_empty() {
                let changed = moment_of(&self.changed);
                let location = std::mem::take(&mut self.location);
                self.found.push(&location, changed, self.base);
            }
            self.below = 0;
        } else {
            self.below = self.below.saturating_sub(1);
        }
    }
}

/// The moment of a W3C date and time, `2021-04-13T08:00:00+02:00`.
fn moment_of(text: &str) -> Option<Changed> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(Changed::At(moment));
    }
    let day = text.split('T').next()?;
    day.parse().ok().map(Changed::On)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write as _;

    fn base() -> Url {
        Url::parse("http://mairie.example/sitemap.xml").unwrap()
    }

    fn read(text: &str) -> Result<Sitemap, NotASitemap> {
        Sitemap::parse(text.as_bytes(), None, &base())
    }

    fn urls(sitemap: &Sitemap) -> Vec<&str> {
        sitemap
            .entries
            .iter()
            .map(|entry| entry.url.as_str())
            .collect()
    }

    const PLAN: &str = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>
        <url><loc> http://mairie.example/label?a=1&amp;b=2 </loc><lastmod>2021-02-09T10:00:00Z</lastmod></url>
        <url><loc><![CDATA[http://www.mairie.example/wifi]]></loc><image:image xmlns:image='i'><image:loc>http://mairie.example/photo</image:loc></image:image></url>
        <url><loc>http://ailleurs.example/</loc></url>
        </urlset>";

    #[test]
    fn a_sitemap_gives_the_pages_of_its_own_site_with_their_dates() {
        let plan = read(PLAN).unwrap();
        assert_eq!(
            urls(&plan),
            [
                "http://mairie.example/label?a=1&b=2",
                "http://www.mairie.example/wifi"
            ]
        );
        let moment = "2021-02-09T10:00:00Z".parse().unwrap();
        assert_eq!(plan.entries[0].changed, Some(Changed::At(moment)));
        let day = "2021-02".parse().unwrap();
        assert_eq!(moment_of(" 2021-02 "), Some(Changed::On(day)));
        assert_eq!(moment_of("hier"), None);
        assert_eq!((plan.foreign, plan.index, plan.cut), (1, false, false));
    }

    #[test]
    fn an_index_lists_further_sitemaps() {
        let index =
            read("<sitemapindex><sitemap><loc>/plan-1.xml.gz</loc></sitemap></sitemapindex>")
                .unwrap();
        assert!(index.index);
        assert_eq!(urls(&index), ["http://mairie.example/plan-1.xml.gz"]);
    }

    #[test]
    fn a_packed_sitemap_is_known_by_its_first_bytes_and_not_by_its_name() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(PLAN.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(
            Sitemap::parse(&packed, None, &base())
                .unwrap()
                .entries
                .len(),
            2
        );
        assert_eq!(
            Sitemap::parse(&packed[..40], None, &base()),
            Err(NotASitemap::Bytes)
        );
    }

    #[test]
    fn a_document_type_is_refused() {
        let bomb = "<!DOCTYPE u [<!ENTITY a 'b'>]><urlset><url><loc>http://mairie.example/&a;</loc></url></urlset>";
        assert_eq!(read(bomb), Err(NotASitemap::Doctype));
    }

    #[test]
    fn a_page_in_place_of_a_sitemap_is_not_one() {
        assert_eq!(
            read("<html><body>Page introuvable</body></html>"),
            Err(NotASitemap::Other)
        );
        assert_eq!(read("Introuvable"), Err(NotASitemap::Other));
        assert_eq!(read(""), Err(NotASitemap::Other));
    }

    #[test]
    fn a_plain_list_of_addresses_is_a_sitemap() {
        let list = read("http://mairie.example/a\r\nhttp://mairie.example/b\n").unwrap();
        assert_eq!(
            urls(&list),
            ["http://mairie.example/a", "http://mairie.example/b"]
        );
    }

    #[test]
    fn a_torn_sitemap_gives_what_stands_before_the_tear() {
        let torn =
            read("<urlset><url><loc>http://mairie.example/a</loc></url><url><loc>http://mairie.ex")
                .unwrap();
        assert_eq!(urls(&torn), ["http://mairie.example/a"]);
    }

    #[test]
    fn no_more_than_the_limit_of_addresses_is_taken() {
        let many = "<url><loc>/p</loc></url>".repeat(URL_LIMIT + 5);
        let plan = read(&format!("<urlset>{many}</urlset>")).unwrap();
        assert_eq!(plan.entries.len(), URL_LIMIT);
        assert!(plan.cut);
    }

    #[test]
    fn a_latin_1_sitemap_is_read_by_its_declaration() {
        let bytes = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><urlset><url><loc>http://mairie.example/\xe9t\xe9</loc></url></urlset>";
        let plan = Sitemap::parse(bytes, Some("text/xml; charset=utf-8"), &base()).unwrap();
        assert_eq!(urls(&plan), ["http://mairie.example/%C3%A9t%C3%A9"]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Sitemap::parse(&bytes, None, &base());
        }

        #[test]
        fn no_markup_makes_it_panic(parts in prop::collection::vec("<[/!?]?(url|loc|urlset|sitemap|x)( a='?)?>?|&#?x?[0-9a-z]{0,9};?|<!\\[CDATA\\[|\\]\\]>|http://mairie.example/é", 0..30)) {
            let _ = read(&format!("<urlset>{}", parts.concat()));
        }
    }
}
