//! What the head of a foreign record tells, before its body is looked at.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use url::Url;

use crate::store::foreign::{Glance, Head};
use crate::web::exchange::BodyError;
use crate::web::reservation;
use crate::web::url::site;

/// Why a body cannot be unpacked, in few enough words to be counted.
pub(super) fn words(why: &BodyError) -> String {
    match why {
        BodyError::Coding(coding) => format!("content coding {coding} is not read here"),
        BodyError::Broken(_) => "the compressed body is broken".to_owned(),
        BodyError::Bomb | BodyError::Twice => why.to_string(),
    }
}

/// What the head of an answer says of its body.
pub(super) enum Type {
    /// HTML, as it lies there.
    Html,
    /// HTML, in chunks or compressed.
    Coded,
    /// It does not say.
    Untold,
    /// Something else.
    Other(Vec<u8>),
}

impl Type {
    pub(super) fn of(seen: &Glance<'_>) -> Self {
        match (seen.media_type, seen.is_coded) {
            (b"", _) => Self::Untold,
            (name, true) if is_html(name) => Self::Coded,
            (name, false) if is_html(name) => Self::Html,
            (name, _) => Self::Other(name.to_ascii_lowercase()),
        }
    }

    pub(super) const fn is_other(&self) -> bool {
        matches!(self, Self::Other(_))
    }
}

pub(super) fn is_html(media_type: &[u8]) -> bool {
    media_type.eq_ignore_ascii_case(b"text/html")
        || media_type.eq_ignore_ascii_case(b"application/xhtml+xml")
}

/// As the crawl looks at an answer that does not say what it is.
pub(super) fn looks_like_html(body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    let start = start.get(..15).unwrap_or(start).to_ascii_lowercase();
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
}

pub(super) fn names_policy(head: &Head) -> bool {
    head.bare("WARC-Target-URI")
        .is_some_and(|url| url.ends_with(reservation::PATH))
}

/// The site of a record's address, as a number.
pub(super) fn site_of(head: &Head) -> Option<u64> {
    let url = Url::parse(head.bare("WARC-Target-URI")?).ok()?;
    url.has_host().then(|| number_of(site(&url)))
}

/// A site as a number: a hundred million of them fit a set.
pub(super) fn number_of(site: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    site.hash(&mut hasher);
    hasher.finish()
}
