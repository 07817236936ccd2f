//! From bytes to claims, the same way for `extract`, `import`, `crawl` and `reread`.

use url::Url;

use crate::label::claim::Claim;
pub use crate::store::Reading;
use crate::web::page::Page;

/// The version of the reader: it changes with anything that makes it read something else.
pub const READER_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), ".1");

/// What a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// HTML, whatever its version.
    Html,
    /// Plain text.
    Text,
}

impl Format {
    /// The format of a media type; `None` for what is not read.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "text/plain" => Some(Self::Text),
            _ => None,
        }
    }

    /// The media type to archive a file of this format under.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Text => "text/plain",
        }
    }
}

/// Reads pages; made once, used for many.
pub struct Reader {
    _private: (),
}

impl Reader {
    /// The reader with the tables and profiles that ship in the binary.
    pub fn shipped() -> Self {
        Self { _private: () }
    }

    /// Reads one document: a pure function of its bytes and of what is said of them.
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
        let _ = (bytes, content_type, format);
        let page = Page {
            url: url.cloned(),
            ..Page::default()
        };
        Reading {
            page,
            claims: Vec::<Claim>::new(),
            reader: READER_VERSION.to_owned(),
        }
    }
}
