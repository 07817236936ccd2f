//! CSS paths: for each element a selector that finds it, and nothing else, in the same page.

use std::collections::HashMap;

use super::tree::Flat;

/// The places of all elements among their siblings.
#[derive(Debug)]
pub(super) struct Paths {
    /// For each element: which of its name it is among its siblings, from 1.
    nth: Vec<u32>,
    /// For each element: which child it is, from 1.
    child: Vec<u32>,
    /// For each element: whether a sibling bears the same name.
    alone: Vec<bool>,
    /// For each element: whether its `id` is its own.
    anchor: Vec<bool>,
}

impl Paths {
    /// Counts siblings and ids.
    pub(super) fn new(flat: &[Flat<'_>]) -> Self {
        let mut of_name: HashMap<(usize, &str), u32> = HashMap::new();
        let mut of_parent: HashMap<usize, u32> = HashMap::new();
        let mut ids: HashMap<String, u32> = HashMap::new();
        let (mut nth, mut child) = (
            Vec::with_capacity(flat.len()),
            Vec::with_capacity(flat.len()),
        );
        for node in flat {
            let Some(element) = node.element() else {
                nth.push(0);
                child.push(0);
                continue;
            };
            let count = of_name
                .entry((node.parent, element.value().name()))
                .or_default();
            *count += 1;
            nth.push(*count);
            let count = of_parent.entry(node.parent).or_default();
            *count += 1;
            child.push(*count);
            if let Some(id) = element.value().id() {
                // In quirks mode ids match in any case.
                *ids.entry(id.to_ascii_lowercase()).or_default() += 1;
            }
        }
        let alone = |node: &Flat<'_>| of_name.get(&(node.parent, node.name())) == Some(&1);
        let anchor = |node: &Flat<'_>| {
            let id = node.element().and_then(|element| element.value().id());
            id.is_some_and(|id| is_name(id) && ids.get(&id.to_ascii_lowercase()) == Some(&1))
        };
        Self {
            nth,
            child,
            alone: flat.iter().map(alone).collect(),
            anchor: flat.iter().map(anchor).collect(),
        }
    }

    /// The path of the element `at`, from the nearest element with an `id` of its own, or the root.
    pub(super) fn of(&self, flat: &[Flat<'_>], mut at: usize) -> String {
        let mut steps = Vec::new();
        while let Some(node) = flat.get(at) {
            let element = node.element();
            if self.anchor.get(at) == Some(&true) {
                let id = element.and_then(|element| element.value().id());
                steps.push(format!("#{}", id.unwrap_or_default()));
                break;
            }
            steps.push(self.step(node, at));
            if at == node.parent {
                break;
            }
            at = node.parent;
        }
        steps.reverse();
        steps.join(" > ")
    }

    fn step(&self, node: &Flat<'_>, at: usize) -> String {
        let name = node.name();
        let number = |numbers: &[u32]| numbers.get(at).copied().unwrap_or_default();
        if !is_name(name) {
            return format!(":nth-child({})", number(&self.child));
        }
        if self.alone.get(at) == Some(&true) {
            return name.to_owned();
        }
        format!("{name}:nth-of-type({})", number(&self.nth))
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
        let paths = Paths::new(&flat);
        let mut seen = 0;
        for (at, node) in flat.iter().enumerate() {
            let Some(element) = node.element() else {
                continue;
            };
            let path = paths.of(&flat, at);
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
        assert_eq!(
            Paths::new(&flat).of(&flat, last),
            "#a > div > p:nth-of-type(2)"
        );
    }
}
