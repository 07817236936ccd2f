//! The cheap look at a page against the full reading: it passes over no page that speaks of the label.
#![no_main]

use arobase::label::extract::speaks_of_label;
use arobase::label::trace::Trace;
use arobase::web::page::{MOST_LINKS, MOST_WORDS, Page};
use arobase::web::profile::Profiles;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|html: &str| {
    let url = Url::parse("https://www.exemple.example/a/page.html").ok();
    let Some(page) = Page::scan(html, url.as_ref(), &mut Trace::default()) else {
        return;
    };
    assert!(page.links.len() <= MOST_LINKS);
    for link in &page.links {
        assert!(link.url.has_host() && link.url.fragment().is_none());
        // NFC may lengthen what was cut.
        assert!(link.text.len() <= 3 * MOST_WORDS.max(html.len()));
    }
    let full = Page::from_html(html, url.as_ref(), Profiles::shipped());
    assert!(!speaks_of_label(&full), "missed: {full:?}");
});
