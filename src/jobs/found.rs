//! The pages that a search finds, with what is shown of each: where it stands in the archive, and the words
//! asked for in their context.

use serde::Serialize;

use crate::index::query::Query;
use crate::index::{Excerpt, Found, excerpt};
use crate::store::{Store, StoreError};

/// A page that was found.
#[derive(Clone, Debug, Serialize)]
pub struct FoundPage {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
    /// The name of its site.
    pub site: Option<String>,
    /// Day of publication, as far as it is known.
    pub published: Option<String>,
    /// When it was captured.
    pub captured_at: String,
    /// Hash of the archived bytes.
    pub sha256: String,
    /// The capture that holds it.
    pub capture: i64,
    /// The words in their context, on one line.
    pub excerpt: String,
    /// The words asked for, as byte spans of the excerpt, in order.
    #[serde(skip)]
    pub marks: Vec<std::ops::Range<usize>>,
}

/// The pages of `found`, each with an excerpt for `query` of about `width` characters.
///
/// # Errors
/// Failures of the database.
pub fn pages(
    store: &Store,
    found: &Found,
    query: &Query,
    width: usize,
) -> Result<Vec<FoundPage>, StoreError> {
    let mut pages = Vec::with_capacity(found.pages.len());
    for hit in &found.pages {
        let page = store.page(hit.capture)?;
        let capture = store.capture(hit.capture)?;
        let (Some(page), Some(capture)) = (page, capture) else {
            continue;
        };
        let mut shown = excerpt(&store.own_text(&page)?, query, width);
        if shown.marks.is_empty() {
            // It was found for what its host repeats.
            shown = excerpt(&page.text, query, width);
        }
        let Excerpt { text, marks } = shown;
        pages.push(FoundPage {
            url: page.url,
            title: page.title,
            site: page.site,
            published: page.published.map(|date| date.to_string()),
            captured_at: capture.at.to_string(),
            sha256: capture.sha256,
            capture: capture.id,
            excerpt: text,
            marks,
        });
    }
    Ok(pages)
}
