//! Reservations of text and data mining: what a site, an answer or a page keeps to itself (directive (EU)
//! 2019/790, article 4; W3C community group report "TDM Reservation Protocol", 10 May 2024).
//!
//! Three places may say so: the file `/.well-known/tdmrep.json`, the header `tdm-reservation`, a `<meta>`
//! of that name. Besides, robots.txt or a header may refuse use as a whole (`Content-Usage`,
//! `Content-Signal`): both are drafts, and a refusal of search or of all use is taken as a reservation.

use serde::Deserialize;
use url::{Position, Url};

use super::exchange::Exchange;

/// Where the file of an authority lies.
pub const PATH: &str = "/.well-known/tdmrep.json";
/// Most bytes of the file that are read.
pub const BYTE_LIMIT: usize = 256 * 1024;
/// Most rules of one file.
const RULES_LIMIT: usize = 1_000;
/// What a refusal may be called that reaches what an archive with a search does; refusals of training
/// alone do not.
const REFUSABLE: [&str; 5] = ["search", "tdm", "all", "use", "bots"];

/// The rules of one `tdmrep.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reservations {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    location: String,
    reserved: bool,
}

/// A rule as the file writes it.
#[derive(Deserialize)]
struct Written {
    location: String,
    #[serde(rename = "tdm-reservation")]
    reservation: serde_json::Value,
}

impl Reservations {
    /// Reads the file; one that is no list of rules reserves nothing: a missing file is often answered by
    /// a page that says so. Never fails.
    ///
    /// ```
    /// use arobase::web::reservation::Reservations;
    /// let file = br#"[{"location": "/presse/*", "tdm-reservation": 1}]"#;
    /// let url = url::Url::parse("http://mairie.example/presse/label").unwrap();
    /// assert_eq!(Reservations::parse(file).reserves(&url), Some("/presse/*"));
    /// ```
    pub fn parse(bytes: &[u8]) -> Self {
        let bytes = bytes.get(..BYTE_LIMIT).unwrap_or(bytes);
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let list: Vec<serde_json::Value> = serde_json::from_slice(bytes).unwrap_or_default();
        let rule = |value| {
            let written: Written = serde_json::from_value(value).ok()?;
            Some(Rule {
                location: written.location,
                reserved: is_one(&written.reservation),
            })
        };
        Self {
            rules: list
                .into_iter()
                .take(RULES_LIMIT)
                .filter_map(rule)
                .collect(),
        }
    }

    /// The location that reserves `url`, where one does.
    ///
    /// The report leaves open whether the first or the longest of several matches counts: where the two
    /// differ, the reservation does.
    pub fn reserves(&self, url: &Url) -> Option<&str> {
        let path = &url[Position::BeforePath..Position::AfterQuery];
        let mut matching = self
            .rules
            .iter()
            .filter(|rule| matches(&rule.location, path));
        let first = matching.clone().next()?;
        let longest = matching.clone().map(|rule| rule.location.len()).max();
        let deciding = matching
            .find(|rule| rule.reserved && (*rule == first || Some(rule.location.len()) == longest));
        deciding.map(|rule| rule.location.as_str())
    }
}

fn is_one(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Number(number) => number.as_i64() == Some(1),
        serde_json::Value::String(text) => text.trim() == "1",
        serde_json::Value::Bool(yes) => *yes,
        _ => false,
    }
}

/// Whether a location matches a path: `*` stands for anything, `$` at the end for the end; else it is
/// a beginning. Linear but for the number of stars.
fn matches(location: &str, path: &str) -> bool {
    let (pattern, to_the_end) = match location.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (location, false),
    };
    let mut parts = pattern.split('*').peekable();
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    if parts.peek().is_none() {
        return !to_the_end || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        // The last part may stand earlier as well: at the end is where it must stand.
        if to_the_end && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    true
}

/// The words by which the headers of an answer reserve it, where they do.
pub fn of_headers(exchange: &Exchange) -> Option<String> {
    if let Some(value) = exchange.header("tdm-reservation")
        && value.split(',').any(|one| one.trim() == "1")
    {
        return Some(format!("tdm-reservation: {value}"));
    }
    ["content-usage", "content-signal"]
        .into_iter()
        .find_map(|name| {
            let value = exchange.header(name)?;
            refuses(value).then(|| format!("{name}: {value}"))
        })
}

/// Whether a `<meta>` with this name and content reserves its page.
pub fn of_meta(name: &str, content: &str) -> bool {
    name.trim().eq_ignore_ascii_case("tdm-reservation") && content.trim() == "1"
}

/// Whether preferences as `Content-Usage` and `Content-Signal` write them refuse search or all use:
/// `search=no, ai-train=no`, `bots=n`.
pub fn refuses(preferences: &str) -> bool {
    preferences.split([',', ';']).any(|preference| {
        let (key, value) = preference.split_once('=').unwrap_or_default();
        let refused = matches!(
            value.trim().trim_matches('"'),
            "n" | "no" | "N" | "No" | "NO"
        );
        let key = key.trim();
        refused && REFUSABLE.iter().any(|name| key.eq_ignore_ascii_case(name))
    })
}

/// The lines of a robots.txt that refuse search or all use, each with the beginning of the paths that it
/// speaks of: those of the group named `agent` where there is one, else of that of all; before any group for
/// all.
pub(super) fn lines_for(bytes: &[u8], agent: &str) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(bytes);
    let mut lists: [Vec<(String, String)>; 2] = Default::default();
    let (mut ours, mut all, mut naming, mut named) = (false, true, false, false);
    for line in text.split(['\n', '\r', '\0']) {
        let line = line.split('#').next().unwrap_or_default().trim();
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        if key == "user-agent" {
            if !naming {
                (ours, all) = (false, false);
            }
            naming = true;
            all |= value == "*";
            ours |= value.eq_ignore_ascii_case(agent);
            named |= ours;
            continue;
        }
        naming = false;
        if !matches!(key.as_str(), "content-usage" | "content-signal") {
            continue;
        }
        // A path may stand before the preferences, as in `Content-Usage: /presse/ search=n`.
        let (path, preferences) = match value.split_once(char::is_whitespace) {
            Some((path, rest)) if path.starts_with('/') => (path, rest),
            _ => ("", value),
        };
        if refuses(preferences) {
            let found = (path.to_owned(), line.to_owned());
            if ours {
                lists[0].push(found.clone());
            }
            if all {
                lists[1].push(found);
            }
        }
    }
    let [own, every] = lists;
    if named { own } else { every }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reserved(file: &str, path: &str) -> bool {
        let url = Url::parse(&format!("http://mairie.example{path}")).unwrap();
        Reservations::parse(file.as_bytes())
            .reserves(&url)
            .is_some()
    }

    #[test]
    fn a_rule_reserves_what_lies_under_its_location() {
        let file = r#"[{"location": "/presse/", "tdm-reservation": 1, "tdm-policy": "http://m.example/p"},
                       {"location": "/libre/", "tdm-reservation": 0}]"#;
        assert!(reserved(file, "/presse/") && reserved(file, "/presse/a?b=1"));
        assert!(!reserved(file, "/libre/a") && !reserved(file, "/ailleurs"));
    }

    #[test]
    fn star_and_dollar_mean_what_they_mean_in_robots_txt() {
        for (location, path, expected) in [
            ("/", "/a", true),
            ("*", "/a", true),
            ("/*.pdf$", "/a/b.pdf", true),
            ("/*.pdf$", "/a.pdf/b.pdf", true),
            ("/*.pdf$", "/a.pdfs", false),
            ("/a*c", "/abbbcd", true),
            ("/a*c", "/abbb", false),
            ("/a$", "/a", true),
            ("/a$", "/ab", false),
            ("/a*", "/a", true),
            ("", "/a", true),
        ] {
            assert_eq!(matches(location, path), expected, "{location} {path}");
        }
    }

    #[test]
    fn where_the_first_and_the_longest_rule_differ_the_reservation_counts() {
        let open_first = r#"[{"location": "/", "tdm-reservation": 0}, {"location": "/a/", "tdm-reservation": 1}]"#;
        let reserved_first = r#"[{"location": "/", "tdm-reservation": 1}, {"location": "/a/", "tdm-reservation": 0}]"#;
        assert!(reserved(open_first, "/a/b") && !reserved(open_first, "/b"));
        assert!(reserved(reserved_first, "/a/b") && reserved(reserved_first, "/b"));
    }

    #[test]
    fn what_is_no_list_of_rules_reserves_nothing_and_a_broken_rule_spoils_no_other() {
        for file in [
            "",
            "<html>404</html>",
            "{}",
            "[1, 2]",
            r#"[{"location": "/"}]"#,
        ] {
            assert!(!reserved(file, "/"), "{file}");
        }
        let mixed = r#"[{"location": 7}, {"location": "/a", "tdm-reservation": "1"}]"#;
        assert!(reserved(mixed, "/a"));
    }

    #[test]
    fn refusals_of_search_or_of_all_use_count_and_those_of_training_do_not() {
        for (value, expected) in [
            ("search=no", true),
            ("search=yes, ai-train=no", false),
            ("ai-input=no,search=no", true),
            ("train-ai=n", false),
            ("bots=n", true),
            ("search=y", false),
            ("search", false),
            ("", false),
        ] {
            assert_eq!(refuses(value), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), path in "/[ -~]{0,40}") {
            let url = Url::parse("http://m.example/").unwrap().join(&path);
            if let Ok(url) = url {
                Reservations::parse(&bytes).reserves(&url);
            }
        }

        /// A pattern made of a path by putting stars for parts of it matches that path.
        #[test]
        fn a_path_matches_its_own_pattern(path in "/[a-c/]{0,20}", cut in 0_usize..20, length in 0_usize..5) {
            let cut = cut.min(path.len());
            let end = (cut + length).min(path.len());
            let pattern = format!("{}*{}$", &path[..cut], &path[end..]);
            prop_assert!(matches(&pattern, &path), "{} {}", pattern, path);
        }
    }
}
