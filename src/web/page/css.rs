//! CSS paths: for each element a selector that finds it, and nothing else, in the same page.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use super::tree::Flat;

/// The places of elements among their siblings, counted for those that are asked for.
#[derive(Debug)]
pub(super) struct Paths<'a> {
    flat: &'a [Flat<'a>],
    /// How many elements bear each `id`.
    ids: HashMap<Cow<'a, str>, u32>,
    places: Vec<Place>,
}

/// Where an element stands among its siblings.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// Which of its name it is, from 1; 0 where that was not counted.
    nth: u32,
    /// Which child it is, from 1.
    child: u32,
    /// Whether no sibling bears the same name.
    alone: bool,
}

impl<'a> Paths<'a> {
    /// Counts ids.
    pub(super) fn new(flat: &'a [Flat<'a>]) -> Self {
        let mut ids: HashMap<Cow<'a, str>, u32> = HashMap::new();
        for id in flat.iter().filter_map(|node| node.attr("id")) {
            *ids.entry(lower(id)).or_default() += 1;
        }
        Self {
            flat,
            ids,
            places: vec![Place::default(); flat.len()],
        }
    }

    /// The path of the element `at`, from the nearest element with an `id` of its own, or the root.
    pub(super) fn of(&mut self, mut at: usize) -> String {
        let mut steps = Vec::new();
        let mut path = String::new();
        while let Some(node) = self.flat.get(at) {
            if let Some(id) = self.anchor(node) {
                path.push('#');
                path.push_str(id);
                break;
            }
            steps.push(at);
            if at == node.parent {
                break;
            }
            at = node.parent;
        }
        for at in steps.into_iter().rev() {
            if !path.is_empty() {
                path.push_str(" > ");
            }
            self.step(at, &mut path);
        }
        path
    }

    /// The `id` of an element where it is its own.
    fn anchor(&self, node: &Flat<'a>) -> Option<&'a str> {
        let id = node.attr("id").filter(|id| is_name(id))?;
        (self.ids.get(&lower(id)) == Some(&1)).then_some(id)
    }

    /// Adds the step of one element to a path.
    fn step(&mut self, at: usize, path: &mut String) {
        let Some(node) = self.flat.get(at) else {
            return;
        };
        if self.places.get(at).is_none_or(|place| place.nth == 0) {
            self.count(node.parent);
        }
        let place = self.places.get(at).copied().unwrap_or_default();
        let name = node.name();
        // Writing to a string cannot fail.
        let _ = if !is_name(name) {
            write!(path, ":nth-child({})", place.child)
        } else if place.alone {
            path.write_str(name)
        } else {
            write!(path, "{name}:nth-of-type({})", place.nth)
        };
    }

    /// Counts the children of `parent`; the root counts as a child of its own.
    fn count(&mut self, parent: usize) {
        let end = self.flat.get(parent).map_or(0, |node| node.end);
        let mut names: HashMap<&str, (u32, usize)> = HashMap::new();
        let mut child = 0;
        let mut at = if parent == 0 { 0 } else { parent + 1 };
        while let Some(node) = self.flat.get(at).filter(|node| at < end && node.end > at) {
            if node.element().is_some() {
                child += 1;
                let (nth, first) = names.entry(node.name()).or_insert((0, at));
                *nth += 1;
                let (nth, first) = (*nth, *first);
                if let Some(place) = self.places.get_mut(at) {
                    let alone = nth == 1;
                    *place = Place { nth, child, alone };
                }
                if let Some(place) = self.places.get_mut(first).filter(|_| nth > 1) {
                    place.alone = false;
                }
            }
            at = if at == parent { at + 1 } else { node.end };
        }
    }
}

/// In quirks mode ids match in any case.
fn lower(id: &str) -> Cow<'_, str> {
    if id.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(id.to_ascii_lowercase())
    } else {
        Cow::Borrowed(id)
    }
}

/// Whether a name needs no escaping in a selector.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use scraper::Selector;

    use super::super::tree;
    use super::*;

    #[test]
    fn each_path_selects_its_element_and_no_other() {
        let (html, _) = tree::read(
            "<div id=a><p>1<p>2<o:p>3</o:p></div><div id=b><i id=b>4</i><ul><li>5<li id='6 x'>6</ul></div>\
             <section><div><p>7</p></div></section><p>8",
        );
        let flat = tree::flat(&html);
        let mut paths = Paths::new(&flat);
        let mut seen = 0;
        for (at, node) in flat.iter().enumerate() {
            let Some(element) = node.element() else {
                continue;
            };
            let path = paths.of(at);
            let selector = Selector::parse(&path).unwrap();
            let found: Vec<_> = html.select(&selector).collect();
            assert_eq!(found, [element], "{path}");
            seen += 1;
        }
        assert!(seen > 14);
    }

    #[test]
    fn a_path_starts_at_the_nearest_id_of_its_own() {
        let (html, _) = tree::read("<div id=a><div><p>1<p>2</div></div>");
        let flat = tree::flat(&html);
        let last = flat.iter().rposition(|node| node.name() == "p").unwrap();
        assert_eq!(Paths::new(&flat).of(last), "#a > div > p:nth-of-type(2)");
    }
}
