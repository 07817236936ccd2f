//! What the search of a site answers: the pages that it found, as JSON, as a feed or as a page.

use url::Url;

use super::feed::Feed;
use super::page::Page;
use super::url::{join, site};

/// Most results that are taken from one answer.
pub const HIT_LIMIT: usize = 200;

/// One result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The page, canonical.
    pub url: Url,
    /// Its title, as the search gives it.
    pub title: String,
}

/// Reads the answer of a WordPress search (`/wp-json/wp/v2/search`): an array of objects.
///
/// `None` where it is something else; results of another site than that of `base` are left out.
///
/// ```
/// let base = url::Url::parse("http://m.example/wp-json/wp/v2/search?search=x").unwrap();
/// let json = br#"[{"url":"http:\/\/m.example\/label\/","title":"Le label"}]"#;
/// let hits = arobase::web::hits::of_json(json, &base).unwrap();
/// assert_eq!((hits[0].url.path(), hits[0].title.as_str()), ("/label/", "Le label"));
/// ```
pub fn of_json(bytes: &[u8], base: &Url) -> Option<Vec<Hit>> {
    let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let hit = |entry: &serde_json::Value| {
        let address = entry.get("url").or_else(|| entry.get("link"))?.as_str()?;
        let title = entry.get("title");
        let title = title.and_then(|title| title.get("rendered").unwrap_or(title).as_str());
        own(base, address, title.unwrap_or_default())
    };
    let entries = value.as_array()?;
    Some(entries.iter().filter_map(hit).take(HIT_LIMIT).collect())
}

/// The entries of a feed that answers a search.
pub fn of_feed(feed: Feed, base: &Url) -> Vec<Hit> {
    let own = feed
        .entries
        .into_iter()
        .filter(|entry| site(&entry.url) == site(base));
    let hit = own.map(|entry| Hit {
        url: entry.url,
        title: entry.title,
    });
    hit.take(HIT_LIMIT).collect()
}

/// Where a page of results leads, each address once with the longest of its words.
///
/// What stands around the results is among them: a page of results is a list of links like a menu, and
/// only who knows the rest of the site can tell the menu.
pub fn of_page(page: &Page, base: &Url) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for link in &page.links {
        let Some(hit) = own(base, link.url.as_str(), &link.text) else {
            continue;
        };
        if let Some(known) = hits.iter_mut().find(|known| known.url == hit.url) {
            if known.title.len() < hit.title.len() {
                known.title = hit.title;
            }
        } else if hits.len() < HIT_LIMIT {
            hits.push(hit);
        }
    }
    hits
}

fn own(base: &Url, address: &str, title: &str) -> Option<Hit> {
    let url = join(base, address).ok()?;
    (site(&url) == site(base)).then(|| Hit {
        url,
        title: title.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("http://m.example/recherche?q=x").unwrap()
    }

    #[test]
    fn json_that_is_no_list_of_results_is_none() {
        for json in ["", "{}", "<html>", "null", r#"{"code":"rest_forbidden"}"#] {
            assert_eq!(of_json(json.as_bytes(), &base()), None, "{json}");
        }
        let mixed = r#"[1, {}, {"url": 3}, {"url": "mailto:a@b.example"}, {"url": "http://autre.example/"},
            {"link": "/a", "title": {"rendered": "A"}}]"#;
        let hits = of_json(mixed.as_bytes(), &base()).unwrap();
        assert_eq!(hits.len(), 1);
        assert_eq!(
            (hits[0].url.as_str(), hits[0].title.as_str()),
            ("http://m.example/a", "A")
        );
    }

    #[test]
    fn a_page_of_results_gives_each_of_its_addresses_once_with_the_best_words() {
        let html = "<a href=/a>Lire</a><a href=/b>B</a><a href='/a#c'>Le label Villes Internet</a><a href=http://autre.example/>C</a>";
        let page = Page::scan(html, Some(&base()), &mut ()).unwrap();
        let hits = of_page(&page, &base());
        let told: Vec<_> = hits
            .iter()
            .map(|hit| (hit.url.path(), hit.title.as_str()))
            .collect();
        assert_eq!(told, [("/a", "Le label Villes Internet"), ("/b", "B")]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = of_json(&bytes, &base());
        }
    }
}
