//! What tag names, classes, ids and roles say of an element: that it is furniture, the site's head,
//! or the body of an article.

use std::collections::HashMap;

use html5ever::local_name;

use super::classes::{LONGEST_WORD, WORDS, of_parts};
use super::tree::Flat;

/// What an element says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing.
    None,
    /// It bears the site's name or says where in the site the page stands.
    Head,
    /// It is furniture, by a name that could also be an accident of a layout.
    Furniture,
    /// It is furniture, whatever it holds: comments, cookie banners, related articles.
    Foreign,
    /// It holds the text of an article.
    Body,
}

/// What an element says of itself.
pub(super) fn mark(node: &Flat<'_>) -> Mark {
    Marker::default().mark(node)
}

/// Reads what elements say of themselves; a page repeats its few classes on all its elements, so each
/// is read once.
#[derive(Debug, Default)]
pub(super) struct Marker<'a> {
    /// By the whole `class`, and whether it stands on a `<div>`.
    known: HashMap<(&'a str, bool), Mark>,
}

impl<'a> Marker<'a> {
    /// What an element says of itself.
    pub(super) fn mark(&mut self, node: &Flat<'a>) -> Mark {
        let name = node.name();
        match name {
            "html" | "body" => return Mark::None,
            "nav" | "aside" | "footer" | "dialog" | "menu" | "amp-sidebar" | "form" => {
                return Mark::Furniture;
            }
            _ => {}
        }
        let told = Told::of(node);
        if told.is_hidden() {
            return Mark::Foreign;
        }
        match told.role {
            Some(
                "navigation" | "complementary" | "contentinfo" | "search" | "dialog" | "menu"
                | "menubar" | "alertdialog",
            ) => {
                return Mark::Furniture;
            }
            Some("banner") => return Mark::Head,
            _ => {}
        }
        if told
            .itemprop
            .is_some_and(|props| props.split_whitespace().any(|prop| prop == "articleBody"))
        {
            return Mark::Body;
        }
        if told
            .itemtype
            .is_some_and(|kind| kind.ends_with("BreadcrumbList"))
        {
            return Mark::Head;
        }
        // The classic id of a site's head; what asks for cookies or sells is called by longer names.
        if told.id.is_some_and(|id| id.eq_ignore_ascii_case("banner")) {
            return Mark::Head;
        }
        let in_div = name == "div";
        let by_id = told.id.map_or(Mark::None, |id| of_names(id, in_div));
        let by_class = told.class.map_or(Mark::None, |class| {
            let known = self.known.entry((class, in_div));
            *known.or_insert_with(|| of_names(class, in_div))
        });
        let by_name = strongest(by_id, by_class);
        if by_name == Mark::None && name == "header" {
            Mark::Head
        } else {
            by_name
        }
    }
}

/// The attributes by which an element says what it is.
#[derive(Default)]
struct Told<'a> {
    style: Option<&'a str>,
    hidden: bool,
    role: Option<&'a str>,
    itemprop: Option<&'a str>,
    itemtype: Option<&'a str>,
    id: Option<&'a str>,
    class: Option<&'a str>,
}

impl<'a> Told<'a> {
    /// Reads them in one pass.
    fn of(node: &Flat<'a>) -> Self {
        let mut told = Self::default();
        for (name, value) in node.attrs() {
            match *name {
                local_name!("class") => told.class = told.class.or(Some(value)),
                local_name!("id") => told.id = told.id.or(Some(value)),
                local_name!("style") => told.style = told.style.or(Some(value)),
                local_name!("role") => told.role = told.role.or(Some(value)),
                local_name!("hidden") => told.hidden = true,
                local_name!("itemprop") => told.itemprop = told.itemprop.or(Some(value)),
                local_name!("itemtype") => told.itemtype = told.itemtype.or(Some(value)),
                _ => {}
            }
        }
        told
    }

    fn is_hidden(&self) -> bool {
        let Some(style) = self.style else {
            return self.hidden;
        };
        // Most styles speak of something else.
        if !style
            .bytes()
            .any(|byte| matches!(byte, b'd' | b'D' | b'v' | b'V'))
        {
            return false;
        }
        let mut style = style.to_ascii_lowercase();
        style.retain(|c| !c.is_ascii_whitespace());
        style.contains("display:none") || style.contains("visibility:hidden")
    }
}

/// What the names in a `class` or an `id` say.
fn of_names(names: &str, in_div: bool) -> Mark {
    let names = names.split_ascii_whitespace();
    names
        .map(|name| of_name(name, in_div))
        .fold(Mark::None, strongest)
}

/// What one name says.
fn of_name(name: &str, in_div: bool) -> Mark {
    // A page builder calls all that it lays out a widget; what kind of widget it is follows.
    let mut name = name;
    while begins(name, "elementor-") {
        name = name.get("elementor-".len()..).unwrap_or_default();
        if begins(name, "widget") {
            name = name.get("widget".len()..).unwrap_or_default();
        }
        name = name.trim_start_matches('-');
    }
    // What a theme says of its columns, "has-sidebar", "no-sidebar", is said of the whole page.
    if ["has-", "no-", "with-", "without-", "is-", "js-", "hide-"]
        .iter()
        .any(|start| begins(name, start))
    {
        return Mark::None;
    }
    let by_parts = of_parts(name);
    if by_parts != Mark::None {
        return by_parts;
    }
    let mut mark = Mark::None;
    let mut lower = [0; LONGEST_WORD];
    for word in split(name) {
        // No word of the lists is longer.
        let Some(lower) = lower.get_mut(..word.len()) else {
            continue;
        };
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        let said = match std::str::from_utf8(lower).unwrap_or_default() {
            "header" if in_div => Mark::Head,
            word => WORDS.get(word).copied().unwrap_or(Mark::None),
        };
        mark = strongest(mark, said);
    }
    mark
}

fn begins(name: &str, start: &str) -> bool {
    let begins = name.as_bytes().get(..start.len());
    begins.is_some_and(|begins| begins.eq_ignore_ascii_case(start.as_bytes()))
}

fn strongest(one: Mark, two: Mark) -> Mark {
    let rank = |mark| match mark {
        Mark::None => 0,
        Mark::Head => 1,
        Mark::Furniture => 2,
        Mark::Body => 3,
        Mark::Foreign => 4,
    };
    if rank(two) > rank(one) { two } else { one }
}

/// The words of a name: "blocArticlesLies" and "bloc-articles_lies" alike.
pub(super) fn split(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .flat_map(|part| {
            let humps = part
                .bytes()
                .zip(part.bytes().skip(1))
                .enumerate()
                .filter(|(_, (one, two))| one.is_ascii_lowercase() && two.is_ascii_uppercase())
                .map(|(at, _)| at + 1);
            let edges: Vec<usize> = std::iter::once(0)
                .chain(humps)
                .chain([part.len()])
                .collect();
            let words: Vec<&str> = edges
                .windows(2)
                .filter_map(|edge| part.get(*edge.first()?..*edge.get(1)?))
                .collect();
            words
        })
}
