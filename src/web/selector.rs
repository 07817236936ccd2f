//! CSS selectors that know at a glance what they cannot match.
//!
//! A selector asks for nearly every element of a page in vain, and to ask the engine costs more than to
//! parse the element. Its last compound, `h1.title` of `.head h1.title`, is looked at first.

use std::collections::HashSet;

use html5ever::{LocalName, local_name};
use memchr::memmem;
use scraper::{ElementRef, Selector};

/// A CSS selector.
#[derive(Clone, Debug)]
pub struct Pattern {
    selector: Selector,
    /// What an element must bear, for each selector of the list; nothing where that is not known.
    needs: Vec<Need>,
}

/// What a compound selector asks of the element itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Need {
    name: Option<LocalName>,
    id: bool,
    class: Option<String>,
    attribute: Option<LocalName>,
}

impl Pattern {
    /// Reads a selector, or a list of them between commas.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let selector = Selector::parse(text).map_err(|error| error.to_string())?;
        let needs = split(text, &[',']).iter().map(|one| need(one)).collect();
        Ok(Self { selector, needs })
    }

    /// Whether it can select anything in a page with these classes.
    pub fn may_be_among(&self, classes: &HashSet<&str>) -> bool {
        self.needs.iter().any(|need| {
            need.class
                .as_deref()
                .is_none_or(|class| classes.contains(class))
        })
    }

    /// Whether it selects `element`.
    pub fn matches(&self, element: &ElementRef<'_>) -> bool {
        self.needs.iter().any(|need| need.may_be(element)) && self.selector.matches(element)
    }
}

impl Need {
    fn may_be(&self, element: &ElementRef<'_>) -> bool {
        let element = element.value();
        if self
            .name
            .as_ref()
            .is_some_and(|name| *name != element.name.local)
        {
            return false;
        }
        let (mut id, mut class, mut attribute) =
            (!self.id, self.class.is_none(), self.attribute.is_none());
        if id && class && attribute {
            return true;
        }
        for (name, value) in &element.attrs {
            let name = &name.local;
            if !class && *name == local_name!("class") {
                let class_of = |class: &String| memmem::find(value.as_bytes(), class.as_bytes());
                class = self.class.as_ref().and_then(class_of).is_some();
            }
            id |= *name == local_name!("id");
            attribute |= self.attribute.as_ref() == Some(name);
        }
        id && class && attribute
    }
}

/// The pieces of a selector between signs that stand outside of brackets and quotes.
fn split<'t>(text: &'t str, signs: &[char]) -> Vec<&'t str> {
    let (mut pieces, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) => quote = Some(open).filter(|open| *open != c),
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, c) if depth == 0 && signs.contains(&c) => {
                pieces.push(text.get(start..at).unwrap_or_default());
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces
}

/// What the last compound of a selector asks for.
fn need(selector: &str) -> Need {
    let mut need = Need::default();
    // An escape may hide any sign.
    if selector.contains('\\') {
        return need;
    }
    let compounds = split(selector.trim(), &[' ', '\t', '\n', '>', '+', '~']);
    let mut rest = compounds.last().copied().unwrap_or_default();
    let name = word(rest);
    if !name.is_empty() {
        need.name = Some(LocalName::from(name.to_ascii_lowercase()));
        rest = rest.get(name.len()..).unwrap_or_default();
    }
    while let Some(sign) = rest.chars().next() {
        let after = rest.get(sign.len_utf8()..).unwrap_or_default();
        let name = word(after);
        match sign {
            '.' => need.class = Some(name.to_owned()),
            '#' => need.id = true,
            '[' => need.attribute = Some(LocalName::from(name.to_ascii_lowercase())),
            _ => break,
        }
        let end = match sign {
            '[' => after.find(']').map_or(after.len(), |end| end + 1),
            _ => name.len(),
        };
        rest = after.get(end..).unwrap_or_default();
    }
    // What follows a quoted bracket, or a namespace, is not read any further.
    need.attribute = need.attribute.filter(|name| !name.is_empty());
    need
}

fn word(text: &str) -> &str {
    let is_sign = |c: char| !(c.is_alphanumeric() || c == '-' || c == '_');
    text.split(is_sign).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[test]
    fn a_pattern_matches_what_its_selector_matches() {
        let html = Html::parse_document(
            "<html amp><body class='a page-node'><h1 id=t class='title big'>x</h1><p data-a='x]'>1<p class=b>2\
             <ul><li>3<li class=last>4</ul><time class='entry-date published' itemprop='a datePublished'>5</time>",
        );
        for text in [
            "html[amp]",
            "h1",
            "H1.title",
            ".title",
            "body h1#t",
            "#t",
            "[data-a]",
            "p[data-a='x]']",
            "p.b, li.last",
            "p:not(.b)",
            "li:nth-child(2)",
            "time.entry-date.published",
            "[itemprop~='datePublished']",
            "*",
            ".a > p",
            "p + p",
            "body[class*='page-node'] ~ p",
            "h1 ~ ul li",
            ":is(h1, p)",
            "\\68 1",
            "time[class~=\"published\"]",
        ] {
            let (pattern, selector) = (
                Pattern::parse(text).unwrap(),
                Selector::parse(text).unwrap(),
            );
            for element in html.root_element().descendent_elements() {
                assert_eq!(
                    pattern.matches(&element),
                    selector.matches(&element),
                    "{text} {element:?}"
                );
            }
        }
    }

    #[test]
    fn the_last_compound_says_what_is_needed() {
        let time = need(".meta time.entry-date[itemprop~='x y']");
        assert_eq!(time.name.as_deref(), Some("time"));
        assert_eq!(time.class.as_deref(), Some("entry-date"));
        assert_eq!(time.attribute.as_deref(), Some("itemprop"));
    }
}
