//! What JSON-LD blocks say of the page: when it was published, its headline, who publishes it.

use serde_json::Value;

use super::tree::{Flat, What};

/// The most objects of one page that are looked at.
const MOST: usize = 2000;

/// What the JSON-LD of a page says of the article on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// `datePublished`, as written.
    pub(super) published: Option<String>,
    /// `dateModified`, as written.
    pub(super) modified: Option<String>,
    /// `headline`.
    pub(super) headline: Option<String>,
    /// Name of the publisher, else of the web site.
    pub(super) site: Option<String>,
}

/// How much an object with this `@type` speaks for the page's article.
fn rank(kind: &str) -> u8 {
    match kind {
        "NewsArticle"
        | "Article"
        | "BlogPosting"
        | "ReportageNewsArticle"
        | "OpinionNewsArticle"
        | "AnalysisNewsArticle"
        | "LiveBlogPosting"
        | "TechArticle"
        | "SocialMediaPosting"
        | "ScholarlyArticle"
        | "Report"
        | "DiscussionForumPosting"
        | "BackgroundNewsArticle"
        | "ReviewNewsArticle"
        | "AskPublicNewsArticle"
        | "GovernmentService" => 3,
        "WebPage" | "ItemPage" | "AboutPage" | "QAPage" | "Review" | "Event" | "Recipe"
        | "PodcastEpisode" | "VideoObject" | "CreativeWork" | "MedicalWebPage" | "FAQPage" => 2,
        _ => 0,
    }
}

/// Reads all JSON-LD blocks; a broken one is passed over.
pub(super) fn read(flat: &[Flat<'_>]) -> Said {
    let mut scripts = Scripts::default();
    for (at, node) in flat.iter().enumerate() {
        if node.name() == "script" && node.attr("type").is_some_and(is_json) {
            scripts.add(&text(flat, at));
        }
    }
    scripts.said()
}

/// Whether the `type` of a script says that it is JSON-LD.
pub(super) fn is_json(kind: &str) -> bool {
    kind.trim().eq_ignore_ascii_case("application/ld+json")
}

/// The JSON-LD blocks of a page, one after the other.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    best: Said,
    best_rank: u8,
    site_name: Option<String>,
}

impl Scripts {
    /// Reads one more.
    pub(super) fn add(&mut self, text: &str) {
        let Some(value) = parse(text) else {
            return;
        };
        for object in objects(&value) {
            let rank = types(object).map(rank).max().unwrap_or_default();
            let headline = string(object, "headline").or_else(|| string(object, "name"));
            if rank > self.best_rank {
                self.best_rank = rank;
                let old = std::mem::take(&mut self.best);
                self.best = Said {
                    published: string(object, "datePublished").or(old.published),
                    modified: string(object, "dateModified").or(old.modified),
                    headline: headline.filter(|_| rank == 3),
                    site: publisher(object).or(old.site),
                };
            } else if rank == self.best_rank && rank > 0 && self.best.published.is_none() {
                self.best.published = string(object, "datePublished");
            }
            if self.site_name.is_none() && types(object).any(|kind| kind == "WebSite") {
                self.site_name = string(object, "name");
            }
        }
    }

    /// What all of them say together.
    pub(super) fn said(self) -> Said {
        let mut said = self.best;
        said.site = said.site.or(self.site_name);
        said
    }
}

fn text(flat: &[Flat<'_>], at: usize) -> String {
    let end = flat.get(at).map_or(at, |node| node.end);
    let mut text = String::new();
    for inside in flat.get(at + 1..end).unwrap_or_default() {
        if let What::Text(words) = inside.what {
            text.push_str(words);
        }
    }
    text
}

fn parse(text: &str) -> Option<Value> {
    let text = text.trim();
    let text = text.strip_prefix("<!--").unwrap_or(text);
    let text = text
        .strip_prefix("//<![CDATA[")
        .or_else(|| text.strip_prefix("<![CDATA["))
        .unwrap_or(text);
    let text = text
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim_end_matches("]]>");
    let text = text.trim().trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    // Templates print raw line ends and tabs inside strings, which JSON forbids.
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    serde_json::from_str(&spaced).ok()
}

/// The objects that speak of the page itself: those at the top, in a `@graph`, or its main entity.
/// What hangs on other properties (comments, related articles, parts) has dates of its own.
fn objects(value: &Value) -> Vec<&serde_json::Map<String, Value>> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop().filter(|_| found.len() < MOST) {
        match value {
            Value::Array(values) => open.extend(values.iter().rev()),
            Value::Object(object) => {
                found.push(object);
                for key in ["mainEntity", "mainEntityOfPage", "@graph"] {
                    if let Some(inside) = object
                        .get(key)
                        .filter(|inside| inside.is_object() || inside.is_array())
                    {
                        open.push(inside);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn types(object: &serde_json::Map<String, Value>) -> impl Iterator<Item = &str> {
    let kinds = match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(kind)) => vec![kind.as_str()],
        _ => Vec::new(),
    };
    kinds
        .into_iter()
        .map(|kind| kind.rsplit('/').next().unwrap_or(kind))
}

fn string(object: &serde_json::Map<String, Value>, key: &str) -> Option<String> {
    let value = match object.get(key)? {
        Value::Array(values) => values.first()?,
        value => value,
    };
    value
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn publisher(object: &serde_json::Map<String, Value>) -> Option<String> {
    let publisher = match object.get("publisher")? {
        Value::Array(values) => values.first()?,
        value => value,
    };
    string(publisher.as_object()?, "name")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tree;
    use super::*;

    fn said(json: &str) -> Said {
        let (html, _) = tree::read(&format!(
            "<script type='application/ld+json'>{json}</script>"
        ));
        read(&tree::flat(&html))
    }

    #[test]
    fn an_article_in_a_graph_is_preferred_to_its_web_page() {
        let said = said(
            r#"{"@context":"https://schema.org","@graph":[
            {"@type":"WebPage","datePublished":"2019-01-01","name":"Une page"},
            {"@type":["Article"],"headline":"Un titre","datePublished":"2020-03-09T10:00:00+01:00",
             "publisher":{"@type":"Organization","name":"Aville Info"},
             "comment":[{"@type":"Comment","datePublished":"2021-01-01"}]}]}"#,
        );
        assert_eq!(said.published.as_deref(), Some("2020-03-09T10:00:00+01:00"));
        assert_eq!(said.headline.as_deref(), Some("Un titre"));
        assert_eq!(said.site.as_deref(), Some("Aville Info"));
    }

    #[test]
    fn dates_of_other_things_are_not_the_pages() {
        assert_eq!(
            said(r#"{"@type":"Organization","datePublished":"2020-01-01"}"#).published,
            None
        );
        let list = r#"{"@type":"ItemList","itemListElement":[{"@type":"Article","datePublished":"2020-01-01"}]}"#;
        assert_eq!(said(list).published, None);
    }

    #[test]
    fn raw_line_ends_in_strings_are_forgiven() {
        let said = said(
            "{\"@type\":\"Article\",\"headline\":\"Un\ntitre\",\"datePublished\":\"2020-03-09\"};",
        );
        assert_eq!(said.headline.as_deref(), Some("Un titre"));
    }

    proptest! {
        #[test]
        fn never_panics_on_any_script(text in "\\PC{0,80}|[\\[{\"a:,}\\]@]{0,40}") {
            said(&text);
        }
    }
}
