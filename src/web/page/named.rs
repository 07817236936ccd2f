//! What the names of an element, its class and its id, say of a date in it.

use super::mark::split;
use super::tree::Flat;

/// What the names of an element promise of a date in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// The day of publication: `entry-date`, `published-on`, `dateline`.
    Publication,
    /// Some day: `date`, `byline`, `meta`, `infos`; a `<time>`.
    Date,
    /// Nothing.
    Nothing,
    /// Another day: of an event, of a change, of a comment, today's.
    Other,
}

/// Words that name the day of publication by themselves.
const PUBLICATION: &[&str] = &[
    "published",
    "publish",
    "publication",
    "publie",
    "publi",
    "pubdate",
    "posted",
    "postdate",
    "posttime",
    "postdetails",
    "createdate",
    "create",
    "created",
    "submitted",
    "dateline",
    "veroeffentlicht",
];

/// Words of which the first kind names it together with the second: `entry-date`, `article__time`.
const OWNERS: &[&str] = &[
    "post",
    "entry",
    "article",
    "news",
    "story",
    "content",
    "pub",
    "page",
    "blog",
    "release",
    "actu",
    "actualite",
    "hero",
    "author",
    "byline",
];

/// See [`OWNERS`].
const DATES: &[&str] = &[
    "date",
    "dates",
    "time",
    "datetime",
    "timestamp",
    "stamp",
    "datum",
    "fecha",
    "data",
    "jour",
    "when",
];

/// Words that stand for the lines about an article.
const LINES: &[&str] = &[
    "meta", "metas", "metadata", "byline", "infos", "info", "stand", "author", "postinfo", "posted",
];

/// Words that name a day of something else, or what is no article.
const OTHER: &[&str] = &[
    "event",
    "events",
    "evenement",
    "evenements",
    "agenda",
    "comment",
    "comments",
    "commentaire",
    "commentaires",
    "today",
    "current",
    "expire",
    "expires",
    "deadline",
    "copyright",
    "thumb",
    "teaser",
    "related",
];

/// Words that name the day of a change; templates put them beside that of publication.
const CHANGED: &[&str] = &[
    "modified",
    "modification",
    "update",
    "updated",
    "changed",
    "maj",
];

/// What the class and the id of an element, and its being a `<time>`, promise of a date in it.
pub(super) fn named(node: &Flat<'_>) -> Named {
    let names = [node.attr("class"), node.attr("id")];
    let mut words: Vec<String> = Vec::new();
    for name in names.into_iter().flatten() {
        // A whole theme speaks in the class of a large element; a date has a few words at most.
        for part in name.split(|c: char| !c.is_ascii_alphanumeric()).take(16) {
            words.extend(split(part).map(str::to_ascii_lowercase));
        }
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    if has(OTHER) {
        return Named::Other;
    }
    if has(PUBLICATION) {
        return Named::Publication;
    }
    if has(CHANGED) {
        return Named::Other;
    }
    if has(OWNERS) && has(DATES) {
        return Named::Publication;
    }
    if has(DATES) || has(LINES) || node.name() == "time" {
        return Named::Date;
    }
    Named::Nothing
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;

    fn of(html: &str) -> Named {
        let (html, _) = tree::read(&format!("<body>{html}</body>"));
        let flat = tree::flat(&html);
        let body = flat.iter().position(|node| node.name() == "body").unwrap();
        named(&flat[body + 1])
    }

    #[test]
    fn names_tell_the_day_of_publication_from_other_days() {
        for (html, name) in [
            ("<p class='entry-date'>", Named::Publication),
            ("<p class='ArticlePublicationDate'>", Named::Publication),
            ("<p class=published-on>", Named::Publication),
            ("<p id=postDate>", Named::Publication),
            ("<p class='meta__date fa'>", Named::Date),
            ("<time>", Named::Date),
            ("<p class='article-infos'>", Named::Date),
            ("<p class='event-date'>", Named::Other),
            ("<p class='post-date date--updated'>", Named::Other),
            (
                "<p class='entry-date published updated'>",
                Named::Publication,
            ),
            ("<p class='comment__date published'>", Named::Other),
            ("<p class='article-title'>", Named::Nothing),
            ("<p>", Named::Nothing),
        ] {
            assert_eq!(of(html), name, "{html}");
        }
    }
}
