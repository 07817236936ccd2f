//! From bytes to claims, the same way for `extract`, `import`, `crawl` and `reread`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use url::Url;

use super::clock::Spell;
use super::crawl::visit::tags;
use crate::label::extract::{self, Label};
use crate::label::furniture::Marks;
use crate::label::sheet;
use crate::label::trace::Trace;
pub use crate::store::Reading;
use crate::store::seeds::{self, SeedError};
use crate::web::charset::{self, Charset};
use crate::web::exchange::Exchange;
use crate::web::page::{Cut, Page, TEXT_LIMIT};
use crate::web::profile::Profiles;

/// The version of the reader: it changes with anything that makes it read something else.
pub const READER_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), ".6");
/// What a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// HTML, whatever its version.
    Html,
    /// Plain text.
    Text,
    /// A table of claims that people made (`import csv`).
    Sheet,
}

impl Format {
    /// The format of a media type; `None` for what is not read.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "text/plain" => Some(Self::Text),
            "text/csv" => Some(Self::Sheet),
            _ => None,
        }
    }

    /// The media type to archive a file of this format under.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Text => "text/plain",
            Self::Sheet => "text/csv",
        }
    }
}

/// Reads pages; made once, used for many.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    profiles: &'static Profiles,
    label: Label,
    charset: Option<Charset>,
    whole: bool,
}

impl Reader {
    /// The reader with the tables and profiles that ship in the binary.
    pub fn shipped() -> Self {
        Self::of(Profiles::shipped())
    }

    fn of(profiles: &'static Profiles) -> Self {
        Self {
            profiles,
            label: Label::shipped(),
            charset: None,
            whole: false,
        }
    }

    /// The same reader for documents that are known to be in `charset`, whatever they say.
    #[must_use]
    pub const fn in_charset(self, charset: Option<Charset>) -> Self {
        Self { charset, ..self }
    }

    /// The reader of the archive in the folder `index`: with the profiles of the home's `seeds/`
    /// where it has any, so that every reading of one home is read alike.
    ///
    /// # Errors
    /// A seed file that is wrong, with its line.
    pub fn of_archive(index: &Path) -> Result<Self, SeedError> {
        let folder = index.with_file_name("seeds");
        if !folder.is_dir() {
            return Ok(Self::shipped());
        }
        Ok(Self::with_profiles(seeds::load(&folder)?.profiles))
    }

    /// The reader of a home whose seeds are loaded already.
    pub fn with_profiles(profiles: Profiles) -> Self {
        // A process reads one home; its profiles live as long as the process.
        Self::of(Box::leak(Box::new(profiles)))
    }

    /// The same reader, which reads pages without a trace of the label in full, too.
    #[must_use]
    pub const fn whole(self) -> Self {
        Self {
            whole: true,
            ..self
        }
    }

    /// Reads one document: a pure function of its bytes and of what is said of them. Of HTML without
    /// a trace of the label it takes title, links and robots rules alone, unless it reads [`Reader::whole`].
    ///
    /// `content_type` is the value of the HTTP header, where there was one; `url` the address it
    /// was asked under, where known. Never fails: junk is a page with nothing on it.
    pub fn read(
        &self,
        bytes: &[u8],
        content_type: Option<&str>,
        url: Option<&Url>,
        format: Format,
    ) -> Reading {
        let clock = Spell::start();
        let decoded = match self.charset {
            Some(charset) => charset::decode_as(bytes, charset),
            None => charset::decode(bytes, content_type),
        };
        if format == Format::Sheet {
            let sheet = sheet::read(&decoded.text);
            return Reading {
                page: sheet.page,
                claims: sheet.claims,
                reader: READER_VERSION.to_owned(),
                ..Reading::default()
            };
        }
        let mut page = match format {
            Format::Html => self.scanned(&decoded.text, url).unwrap_or_else(|| {
                let spent = || clock.spent();
                Page::from_html_within(&decoded.text, url, self.profiles, &spent)
            }),
            Format::Text | Format::Sheet => Page::from_text(&decoded.text, url),
        };
        shorten(&mut page);
        let said = extract::statements(&page, &self.label);
        page.cut = page.cut.or(said.cut);
        // Furniture that yields a claim speaks of the label on every page that has it.
        let marks = if extract::speaks_of_label(&page) {
            Marks::of(&page)
        } else {
            Marks::default()
        };
        Reading {
            marks,
            page,
            claims: said.claims,
            edition: Box::new(said.edition),
            reader: READER_VERSION.to_owned(),
        }
    }

    /// The page without its blocks, where a cheap look finds no trace of the label.
    fn scanned(&self, html: &str, url: Option<&Url>) -> Option<Page> {
        if self.whole {
            return None;
        }
        Page::scan(html, url, &mut Trace::default())
    }

    /// Reads an archived answer as the crawl read it; `None` where it is no page.
    pub fn read_answer(&self, exchange: &Exchange) -> Option<Reading> {
        let body = exchange.decoded_body().ok()?;
        let media_type = exchange.media_type();
        let format = Format::of_media_type(if media_type.is_empty() {
            "text/html"
        } else {
            &media_type
        })?;
        let url = Some(&exchange.url).filter(|url| url.has_host());
        let mut reading = self.try_read(&body, exchange.header("content-type"), url, format)?;
        let (asked, page) = (tags(exchange), &mut reading.page.robots);
        page.noindex |= asked.noindex;
        page.nofollow |= asked.nofollow;
        page.noarchive |= asked.noarchive;
        Some(reading)
    }

    /// As [`Reader::read`], but a fault of the reader costs one page and not the whole run.
    pub fn try_read(
        &self,
        bytes: &[u8],
        content_type: Option<&str>,
        url: Option<&Url>,
        format: Format,
    ) -> Option<Reading> {
        let read = || self.read(bytes, content_type, url, format);
        let reading = catch_unwind(AssertUnwindSafe(read)).ok();
        if reading.is_none() {
            let url = url.map_or("a file", Url::as_str);
            tracing::error!(url, "the reader failed on a page; its bytes are kept");
        }
        reading
    }
}

/// Reads many, on all processors, in their order.
pub(super) fn read_all<T: Sync, R: Send>(
    items: &[T],
    read: impl Fn(&T) -> Option<R> + Sync,
) -> Vec<Option<R>> {
    let hands = std::thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(hands).max(1);
    std::thread::scope(|scope| {
        let read = &read;
        let shares = items.chunks(share);
        let hands: Vec<_> = shares
            .map(|share| scope.spawn(move || share.iter().map(read).collect::<Vec<_>>()))
            .collect();
        let read = hands.into_iter().zip(items.chunks(share));
        read.flat_map(|(hand, share)| {
            hand.join()
                .unwrap_or_else(|_| share.iter().map(|_| None).collect())
        })
        .collect()
    })
}

/// Drops the blocks past [`TEXT_LIMIT`].
fn shorten(page: &mut Page) {
    let mut left = TEXT_LIMIT;
    for (place, block) in page.blocks.iter_mut().enumerate() {
        if block.text.len() > left {
            let end = block.text.floor_char_boundary(left);
            block.text.truncate(end);
            page.blocks.truncate(place + 1);
            page.cut = page.cut.or(Some(Cut::Text));
            return;
        }
        left -= block.text.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_two_megabytes_between_two_letters() {
        let text = "é".repeat(TEXT_LIMIT);
        let reading = Reader::shipped().read(text.as_bytes(), None, None, Format::Text);
        let length: usize = reading
            .page
            .blocks
            .iter()
            .map(|block| block.text.len())
            .sum();
        assert!(length <= TEXT_LIMIT && length > TEXT_LIMIT / 2, "{length}");
    }

    #[test]
    fn many_are_read_in_their_order() {
        let texts: Vec<String> = (0..23).map(|number| format!("Page {number}.")).collect();
        let reader = Reader::shipped();
        let read = read_all(&texts, |text| {
            reader.try_read(text.as_bytes(), None, None, Format::Text)
        });
        let back: Vec<String> = read
            .into_iter()
            .map(|read| read.unwrap().page.text())
            .collect();
        assert_eq!(back, texts);
    }

    proptest::proptest! {
        #[test]
        fn reading_never_panics_on_any_bytes(bytes: Vec<u8>) {
            let reader = Reader::shipped();
            for format in [Format::Html, Format::Text] {
                let _ = reader.read(&bytes, None, None, format);
            }
        }
    }
}
