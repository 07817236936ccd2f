//! How a site is searched for the label: by which addresses its own system answers questions, and what to
//! ask next when one of them is closed.
//!
//! A question is an [`Url`] and nothing more: what to ask after it can be read off it, so that a run that
//! was stopped goes on from the rows of the database.

use url::Url;

use crate::web::front::{Form, Front, System};

/// What is asked of a search, one question each. Engines that want all words find the pages that name the
/// label; the second word finds those that only tell the grade.
pub const QUESTIONS: [&str; 2] = ["villes internet", "arobase"];

/// Most further pages of results that are asked for one question.
pub const FURTHER_LIMIT: u32 = 5;

/// Results of one answer of a WordPress, by its interface and by its feed: a full answer may have more
/// behind it.
const BY_INTERFACE: usize = 100;
const BY_FEED: usize = 10;

/// Keys that count through pages of results.
const COUNTING: [&str; 10] = [
    "page",
    "paged",
    "start",
    "offset",
    "limitstart",
    "p",
    "pg",
    "pagination",
    "tx_solr[page]",
    "from",
];

/// What the front page of a site leads to, beyond its links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The first question to its search.
    pub search: Option<Url>,
    /// The feed that its system has where the page announces none.
    pub feed: Option<Url>,
}

/// The plan for a site whose front page says this.
pub fn of(front: &Front) -> Plan {
    let Some(home) = &front.home else {
        return Plan::default();
    };
    let words = QUESTIONS[0];
    let own = || front.search.as_ref().map(|form| form.ask(words));
    let search = match front.system {
        Some(System::WordPress) => interface(front, words),
        // The form knows where a SPIP in a folder has its script.
        Some(System::Spip) => own().or_else(|| spip(home, words)),
        // Its robots.txt has always forbidden it, for good reason: each question costs it dearly.
        Some(System::Drupal) => own().filter(|url| !under_search(url)),
        Some(System::Joomla) => own().or_else(|| joomla(home, words)),
        Some(System::Ez) => own().or_else(|| plain(home, "/content/search", "SearchText", words)),
        Some(System::Typo3) | None => own(),
    };
    let feed = match front.system {
        Some(System::WordPress) => home.join("/feed/").ok(),
        Some(System::Spip) => home.join("/spip.php?page=backend").ok(),
        Some(System::Drupal) => home.join("/rss.xml").ok(),
        _ => None,
    };
    Plan { search, feed }
}

/// What to ask once a question has been `answered`, or has been refused or forbidden: the next question in
/// the same way, or the same question in the next way. `None` at the end.
pub fn after(asked: &Url, answered: bool) -> Option<Url> {
    let words = question_of(asked)?;
    if answered {
        let at = QUESTIONS.iter().position(|question| *question == words)?;
        let next = QUESTIONS.get(at + 1)?;
        return Some(replaced(asked, |_, value| {
            (value == words).then_some(*next)
        }));
    }
    another_way(asked, words)
}

/// The question that an address asks.
pub fn question_of(asked: &Url) -> Option<&'static str> {
    let of = |question: &&&str| asked.query_pairs().any(|(_, value)| value == ***question);
    QUESTIONS.iter().find(of).copied()
}

/// Whether `link`, found on the answer to `asked`, puts a question to the same search, this one or another.
pub fn asks_too(asked: &Url, link: &Url) -> bool {
    let words = question_of(asked);
    let field = asked
        .query_pairs()
        .find(|(_, value)| Some(&**value) == words);
    let same = |(field, _)| link.query_pairs().any(|(key, _)| key == field);
    question_of(link).is_some() || (link.path() == asked.path() && field.is_some_and(same))
}

/// Whether `link`, found on the answer to `asked`, shows more results of the same question.
pub fn goes_on(asked: &Url, link: &Url) -> bool {
    let known: Vec<_> = asked.query_pairs().collect();
    let more: Vec<_> = link
        .query_pairs()
        .filter(|pair| !known.contains(pair) && !pair.1.is_empty())
        .collect();
    let counts = |key: &str| COUNTING.contains(&key) || key.starts_with("debut_");
    let path = link.path().trim_end_matches('/');
    // WordPress: /page/2/?s=arobase
    let paged = path.rsplit_once("/page/");
    let paged = paged.filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()));
    let stem = paged.map_or(path, |(stem, _)| stem);
    question_of(link).is_some()
        && question_of(link) == question_of(asked)
        && stem == asked.path().trim_end_matches('/')
        && (paged.is_some() || !more.is_empty())
        && more.iter().all(|(key, _)| counts(key))
}

/// The next page of results of an answer that names no next one and held `count`.
pub fn further(asked: &Url, count: usize) -> Option<Url> {
    let (key, full) = if wants_json(asked) {
        ("page", BY_INTERFACE)
    } else if has(asked, "feed", "rss2") {
        ("paged", BY_FEED)
    } else {
        return None;
    };
    let page = asked.query_pairs().find(|(name, _)| name == key);
    let page: u32 = page.map_or(Ok(1), |(_, value)| value.parse()).ok()?;
    if count < full || page > FURTHER_LIMIT {
        return None;
    }
    let mut url = replaced(asked, |name, _| (name == key).then_some(""));
    let kept: Vec<_> = url
        .query_pairs()
        .into_owned()
        .filter(|(name, _)| name != key)
        .collect();
    let next = (page + 1).to_string();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .append_pair(key, &next);
    Some(url)
}

/// Where a WordPress is searched by its REST interface.
fn interface(front: &Front, words: &str) -> Option<Url> {
    let home = front.home.as_ref()?;
    let mut url = match &front.api {
        Some(api) => api.clone(),
        None => home.join("/wp-json/").ok()?,
    };
    // Without permalinks it is /?rest_route=/
    let route = url.query_pairs().find(|(key, _)| key == "rest_route");
    let route = route.map(|(_, route)| format!("{}/wp/v2/search", route.trim_end_matches('/')));
    if route.is_none() {
        url = url.join("wp/v2/search").ok()?;
    }
    url.query_pairs_mut()
        .clear()
        .extend_pairs(route.map(|route| ("rest_route", route)))
        .append_pair("search", words)
        .append_pair("per_page", &BY_INTERFACE.to_string())
        .append_pair("_fields", "url,title");
    Some(url)
}

/// Whether an address is that of the interface of a WordPress, which answers nothing but JSON.
pub fn wants_json(url: &Url) -> bool {
    url.path().ends_with("/wp/v2/search")
        || url
            .query_pairs()
            .any(|(key, value)| key == "rest_route" && value.ends_with("/wp/v2/search"))
}

fn spip(home: &Url, words: &str) -> Option<Url> {
    let script = home.join("/spip.php").ok()?;
    let form = Form {
        action: script,
        hidden: vec![("page".to_owned(), "recherche".to_owned())],
        field: "recherche".to_owned(),
    };
    Some(form.ask(words))
}

fn joomla(home: &Url, words: &str) -> Option<Url> {
    let pairs = [("option", "com_finder"), ("view", "search")];
    let form = Form {
        action: home.join("/index.php").ok()?,
        hidden: pairs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .to_vec(),
        field: "q".to_owned(),
    };
    Some(form.ask(words))
}

fn plain(home: &Url, path: &str, field: &str, words: &str) -> Option<Url> {
    let form = Form {
        action: home.join(path).ok()?,
        hidden: Vec::new(),
        field: field.to_owned(),
    };
    Some(form.ask(words))
}

fn under_search(url: &Url) -> bool {
    url.path().split('/').any(|segment| segment == "search")
}

/// The same question by another door.
fn another_way(asked: &Url, words: &str) -> Option<Url> {
    if wants_json(asked) {
        let (folder, _) = asked.path().rsplit_once("/wp-json/").unwrap_or(("", ""));
        let mut url = asked.join(&format!("{folder}/")).ok()?;
        url.query_pairs_mut()
            .clear()
            .append_pair("s", words)
            .append_pair("feed", "rss2");
        return Some(url);
    }
    if has(asked, "feed", "rss2") {
        let mut url = asked.clone();
        url.query_pairs_mut().clear().append_pair("s", words);
        return Some(url);
    }
    if has(asked, "option", "com_finder") {
        let mut url = asked.clone();
        url.query_pairs_mut()
            .clear()
            .append_pair("option", "com_search")
            .append_pair("searchword", words);
        return Some(url);
    }
    None
}

fn has(url: &Url, key: &str, value: &str) -> bool {
    url.query_pairs()
        .any(|pair| pair.0 == key && pair.1 == value)
}

/// The address with the values of its query that `new` gives others for.
fn replaced(url: &Url, new: impl Fn(&str, &str) -> Option<&'static str>) -> Url {
    let pairs: Vec<(String, String)> = url
        .query_pairs()
        .map(|(key, value)| {
            let value = new(&key, &value).map_or_else(|| value.to_string(), str::to_owned);
            (key.into_owned(), value)
        })
        .collect();
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(pairs);
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn front(system: Option<System>, html: &str) -> Front {
        let front = Front::read(html, &[], &url("http://m.example/"));
        Front { system, ..front }
    }

    fn first(system: Option<System>, html: &str) -> Option<String> {
        of(&front(system, html)).search.map(|url| url.to_string())
    }

    /// Every question that a site is asked which always answers so.
    fn asked(start: &str, answered: bool) -> Vec<String> {
        let first = Some(url(start));
        let chain = std::iter::successors(first, |asked| after(asked, answered));
        chain
            .map(|url| url.as_str().replace("http://m.example", ""))
            .collect()
    }

    #[test]
    fn each_system_is_asked_in_its_own_way() {
        let form = "<form action=/chercher><input type=search name=q></form>";
        for (system, html, expected) in [
            (
                Some(System::WordPress),
                form,
                Some(
                    "http://m.example/wp-json/wp/v2/search?search=villes+internet&per_page=100&_fields=url%2Ctitle",
                ),
            ),
            (
                Some(System::Spip),
                "",
                Some("http://m.example/spip.php?page=recherche&recherche=villes+internet"),
            ),
            (
                Some(System::Joomla),
                "",
                Some("http://m.example/index.php?option=com_finder&view=search&q=villes+internet"),
            ),
            (
                Some(System::Ez),
                "",
                Some("http://m.example/content/search?SearchText=villes+internet"),
            ),
            (
                Some(System::Typo3),
                form,
                Some("http://m.example/chercher?q=villes+internet"),
            ),
            (
                None,
                form,
                Some("http://m.example/chercher?q=villes+internet"),
            ),
            (None, "", None),
            (
                Some(System::Drupal),
                form,
                Some("http://m.example/chercher?q=villes+internet"),
            ),
            (
                Some(System::Drupal),
                "<form action=/search/node><input name=keys></form>",
                None,
            ),
            (Some(System::Drupal), "", None),
        ] {
            assert_eq!(first(system, html).as_deref(), expected, "{system:?}");
        }
    }

    #[test]
    fn a_wordpress_without_permalinks_or_in_a_folder_is_found_too() {
        let link = |href: &str| format!("<link rel='https://api.w.org/' href='{href}'>");
        let plain = first(Some(System::WordPress), &link("/index.php?rest_route=/")).unwrap();
        assert!(
            plain.starts_with("http://m.example/index.php?rest_route=%2Fwp%2Fv2%2Fsearch&search="),
            "{plain}"
        );
        let folder = first(Some(System::WordPress), &link("/blog/wp-json/")).unwrap();
        assert_eq!(
            asked(&folder, false)[1..],
            [
                "/blog/?s=villes+internet&feed=rss2",
                "/blog/?s=villes+internet"
            ]
        );
    }

    #[test]
    fn a_closed_door_leads_to_the_next_and_an_open_one_to_the_next_question() {
        let start = "http://m.example/wp-json/wp/v2/search?search=villes+internet&per_page=100";
        assert_eq!(
            asked(start, false)[1..],
            ["/?s=villes+internet&feed=rss2", "/?s=villes+internet"]
        );
        assert_eq!(
            asked(start, true)[1..],
            ["/wp-json/wp/v2/search?search=arobase&per_page=100"]
        );
        let finder = "http://m.example/index.php?option=com_finder&q=villes+internet";
        assert_eq!(
            asked(finder, false)[1..],
            ["/index.php?option=com_search&searchword=villes+internet"]
        );
        assert_eq!(
            asked("http://m.example/chercher?q=villes+internet", false).len(),
            1
        );
        assert_eq!(after(&url("http://m.example/?q=autre"), true), None);
    }

    #[test]
    fn further_pages_of_results_are_known_and_other_links_are_not() {
        let spip = url("http://m.example/spip.php?page=recherche&recherche=arobase");
        for (link, more) in [
            (
                "http://m.example/spip.php?page=recherche&recherche=arobase&debut_articles=10",
                true,
            ),
            (
                "http://m.example/spip.php?page=recherche&recherche=arobase",
                false,
            ),
            (
                "http://m.example/spip.php?page=recherche&recherche=autre&debut_articles=10",
                false,
            ),
            (
                "http://m.example/spip.php?page=recherche&recherche=arobase&tri=date",
                false,
            ),
            ("http://m.example/spip.php?article12", false),
        ] {
            assert_eq!(goes_on(&spip, &url(link)), more, "{link}");
        }
        assert!(asks_too(
            &spip,
            &url("http://m.example/spip.php?page=recherche&recherche=autre")
        ));
        assert!(!asks_too(
            &spip,
            &url("http://m.example/spip.php?page=plan")
        ));
        let wordpress = url("http://m.example/?s=arobase");
        assert!(goes_on(
            &wordpress,
            &url("http://m.example/page/2/?s=arobase")
        ));
        assert!(!goes_on(&wordpress, &url("http://m.example/page/2/")));
    }

    #[test]
    fn a_full_answer_has_more_behind_it_five_times_at_most() {
        let feed = url("http://m.example/?s=arobase&feed=rss2");
        assert_eq!(further(&feed, 9), None);
        let next = |asked: &Url| further(asked, 10);
        let all: Vec<_> = std::iter::successors(Some(feed), next).collect();
        assert_eq!(
            all[1].as_str(),
            "http://m.example/?s=arobase&feed=rss2&paged=2"
        );
        assert_eq!(all.len(), 1 + FURTHER_LIMIT as usize);
        assert_eq!(
            further(&url("http://m.example/chercher?q=arobase"), 1_000),
            None
        );
    }

    proptest! {
        /// Whatever a site answers, the questions end.
        #[test]
        fn the_questions_end(answers in prop::collection::vec(any::<bool>(), 40), system in 0..7_usize, form in any::<bool>()) {
            let systems = [None, Some(System::WordPress), Some(System::Spip), Some(System::Drupal), Some(System::Joomla),
                Some(System::Typo3), Some(System::Ez)];
            let html = if form { "<form action=/q?a=1><input type=search name=q></form>" } else { "" };
            let mut asked = of(&front(systems[system], html)).search;
            let mut count = 0;
            for answer in answers {
                let Some(url) = asked else { break };
                prop_assert!(question_of(&url).is_some());
                count += 1;
                asked = after(&url, answer);
            }
            prop_assert!(count <= 4, "{count}");
        }
    }
}
