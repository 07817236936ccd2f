//! Which leaves are the article, which are the site's head, and which its furniture.

use super::leaf::Leaf;
use super::tree::Flat;
use crate::web::page::Zone;

/// The zone of each leaf.
pub(super) fn zones(flat: &[Flat<'_>], leaves: &[Leaf]) -> Vec<Zone> {
    leaves.iter().map(|leaf| zone(flat, leaf)).collect()
}

fn zone(flat: &[Flat<'_>], leaf: &Leaf) -> Zone {
    let mut at = leaf.owner;
    let mut zone = Zone::Main;
    while let Some(node) = flat.get(at) {
        match node.name() {
            "nav" | "aside" | "footer" | "form" => zone = Zone::Furniture,
            "header" if zone == Zone::Main && leaf.text.len() < 200 => {
                let within = flat
                    .get(node.parent)
                    .is_some_and(|parent| parent.name() == "body");
                if within {
                    zone = Zone::Head;
                }
            }
            _ => {}
        }
        if is_furniture(node) {
            zone = Zone::Furniture;
        }
        if at == node.parent {
            break;
        }
        at = node.parent;
    }
    zone
}

fn is_furniture(node: &Flat<'_>) -> bool {
    let names = [node.attr("class"), node.attr("id"), node.attr("role")];
    let words = [
        "comment",
        "comments",
        "sidebar",
        "share",
        "related",
        "menu",
        "nav",
        "footer",
        "cookie",
        "breadcrumb",
        "widget",
        "navigation",
        "contentinfo",
        "complementary",
        "tags",
    ];
    names.iter().flatten().any(|names| {
        names
            .to_ascii_lowercase()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| words.contains(&word))
    })
}
