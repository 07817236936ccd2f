//! The pages of the demo's web: which host answers what under which path.
//!
//! What they say of a town is true and was printed at the time; that they say it as a town hall or
//! a newspaper is play, and each page says so.

/// One answer of the web.
#[derive(Debug)]
pub struct Page {
    /// Host name, under `.example`.
    pub host: &'static str,
    /// Path, from `/`.
    pub path: &'static str,
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub media_type: &'static str,
    /// `Location`, for a redirect.
    pub moved_to: Option<&'static str>,
    /// The body.
    pub body: &'static [u8],
}

/// The address that a `robots.txt` of this web closes to robots, `host/path`.
pub const FORBIDDEN: &str = "ville-martigues.example/brouillons/prochain-numero.html";

/// What an address without a page answers.
pub(super) const NOT_FOUND: &str =
    "<!doctype html><html lang=fr><title>Page introuvable</title><p>Cette page n’existe pas.</p>";

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const XML: &str = "application/xml";

macro_rules! page {
    ($host:literal, $path:literal, $media_type:expr, $file:literal) => {
        Page {
            host: $host,
            path: $path,
            status: 200,
            media_type: $media_type,
            moved_to: None,
            body: include_bytes!(concat!("web/", $host, "/", $file)),
        }
    };
}

/// Every answer of the web; all else is a 404.
#[rustfmt::skip]
pub const PAGES: &[Page] = &[
    page!("ville-martigues.example", "/", HTML, "index.html"),
    page!("ville-martigues.example", "/robots.txt", TEXT, "robots.txt"),
    page!("ville-martigues.example", "/sitemap.xml", XML, "sitemap.xml"),
    page!("ville-martigues.example", "/actualites/label-2020.html", HTML, "actualites/label-2020.html"),
    page!("ville-martigues.example", "/la-ville.html", HTML, "la-ville.html"),
    page!("ville-martigues.example", "/brouillons/prochain-numero.html", HTML, "brouillons/prochain-numero.html"),
    page!("ville-bormes.example", "/", HTML, "index.html"),
    // No charset in the header: only the page's own meta says windows-1252.
    page!("ville-bormes.example", "/label-2021.html", "text/html", "label-2021.html"),
    page!("ville-aubagne.example", "/", HTML, "index.html"),
    page!("ville-aubagne.example", "/label-2020.html", HTML, "label-2020.html"),
    page!("ville-aubagne.example", "/projets.html", HTML, "projets.html"),
    page!("ville-beauvais.example", "/", HTML, "index.html"),
    Page {
        host: "ville-beauvais.example",
        path: "/label",
        status: 301,
        media_type: HTML,
        moved_to: Some("/label-2017.html"),
        body: b"",
    },
    page!("ville-beauvais.example", "/label-2017.html", HTML, "label-2017.html"),
    page!("journal-demonstration.example", "/", HTML, "index.html"),
    page!("journal-demonstration.example", "/robots.txt", TEXT, "robots.txt"),
    page!("journal-demonstration.example", "/flux.xml", "application/rss+xml", "flux.xml"),
    page!("journal-demonstration.example", "/2020/palmares-provence.html", HTML, "2020/palmares-provence.html"),
    page!("journal-demonstration.example", "/2011/saint-medard.html", HTML, "2011/saint-medard.html"),
    page!("gazette-demonstration.example", "/", HTML, "index.html"),
    page!("gazette-demonstration.example", "/robots.txt", TEXT, "robots.txt"),
    page!("gazette-demonstration.example", "/2021/excellence.html", HTML, "2021/excellence.html"),
    page!("gazette-demonstration.example", "/2017/hauts-de-france.html", HTML, "2017/hauts-de-france.html"),
    page!("gazette-demonstration.example", "/2011/palmares.html", HTML, "2011/palmares.html"),
    page!("gazette-demonstration.example", "/le-label.html", HTML, "le-label.html"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_is_under_example_and_has_a_start_page() {
        for page in PAGES {
            assert!(
                page.host
                    .strip_suffix(".example")
                    .is_some_and(|name| !name.is_empty())
            );
            assert!(
                PAGES
                    .iter()
                    .any(|start| start.host == page.host && start.path == "/")
            );
        }
    }

    #[test]
    fn every_html_page_says_that_it_is_a_demonstration() {
        let html = |page: &&Page| page.status == 200 && page.media_type.starts_with("text/html");
        for page in PAGES.iter().filter(html) {
            let text = String::from_utf8_lossy(page.body);
            assert!(
                text.contains("<footer><p>Page de d"),
                "{}{}",
                page.host,
                page.path
            );
        }
    }

    #[test]
    fn one_page_is_windows_1252_and_no_utf_8() {
        let other = |page: &&Page| std::str::from_utf8(page.body).is_err();
        assert_eq!(PAGES.iter().filter(other).count(), 1);
    }

    #[test]
    fn the_forbidden_page_exists_and_is_linked_to() {
        let (host, path) = FORBIDDEN.split_once('/').unwrap();
        let here = |page: &&Page| page.host == host;
        assert!(
            PAGES
                .iter()
                .filter(here)
                .any(|page| page.path[1..] == *path)
        );
        let start = PAGES
            .iter()
            .filter(here)
            .find(|page| page.path == "/")
            .unwrap();
        assert!(String::from_utf8_lossy(start.body).contains(&format!("href=\"/{path}\"")));
    }
}
