//! Puts an HTML page together from what the other files read in its one tree.

use url::Url;

use super::budget::{Cut, MOST_LEAVES, Spent};
use super::leaf::Leaf;
use super::seen::Seen;
use super::tree::Flat;
use super::when::Sources;
use super::{css, head, hint, jsonld, leaf, table, title, tree, zone};
use crate::web::page::{Block, BlockKind, Page, Zone};
use crate::web::profile::Profiles;

/// The most that the CSS paths of all blocks may take, in bytes: what lies beyond it on a page that is
/// nested without end is left unread. Real pages stay under a twentieth.
const MOST_PATHS: usize = 8 << 20;

/// Reads an HTML page within a budget.
pub(super) fn page(html: &str, url: Option<&Url>, profiles: &Profiles, spent: Spent<'_>) -> Page {
    let (html, cut) = tree::parse(html, spent);
    let flat = tree::flat(&html);
    let leaves = leaf::leaves(&flat);
    let said = jsonld::read(&flat);
    let hints = hint::find(&flat, url, profiles);
    let host = url.and_then(Url::host_str);
    let names = title::read(&flat, &leaves, &said, hints.title, host);
    let leaves = leaf::part_title(leaves, names.title.as_deref());
    let zoned = zone::zones(&flat, &leaves, names.title.as_deref(), &hints.zones);
    let mut page = head::read(&flat, url);
    // No page that people wrote has a tenth of so many pieces.
    let full = leaves.len() >= MOST_LEAVES;
    page.cut = cut.or(full.then_some(Cut::Nodes));
    page.title = names.title;
    page.site = names.site;
    page.blocks = blocks(&flat, &leaves, &zoned);
    page.lang = head::lang(&flat, &sample(&page));
    let lang = page.lang.clone();
    let seen = Seen {
        flat: &flat,
        leaves: &leaves,
        zoned: &zoned,
        month_first: lang.as_deref() == Some("en") && !is_british(&flat, url),
    };
    let sources = Sources {
        seen,
        said: &said,
        url,
        lang: lang.as_deref(),
        hinted: hints.dates,
        hinted_by_cms: hints.cms_dates,
    };
    page.published = sources.published();
    page.modified = sources.modified();
    page
}

/// The start of the words of the article, as much as the language is heard from.
fn sample(page: &Page) -> String {
    let mut sample = String::new();
    for text in page.read_blocks() {
        if !sample.is_empty() {
            sample.push('\n');
        }
        sample.push_str(text);
        if sample.len() >= head::LANGUAGE_SAMPLE {
            break;
        }
    }
    sample
}

fn blocks(flat: &[Flat<'_>], leaves: &[Leaf], zoned: &zone::Zoned) -> Vec<Block> {
    let mut paths = css::Paths::new(flat);
    let head = of_head(flat, &mut paths);
    let heading = leaves.iter().any(|leaf| leaf.kind == BlockKind::Heading(1));
    let block = |(at, (leaf, zone)): (usize, (&Leaf, &Zone))| Block {
        // A line that is the title is set as one, whatever its tag.
        kind: if zoned.title == Some(at) && !heading {
            BlockKind::Heading(1)
        } else {
            leaf.kind.clone()
        },
        zone: *zone,
        text: leaf.text.clone(),
        css: paths.of(leaf.owner),
    };
    let mut paths_left = MOST_PATHS;
    let body = leaves.iter().zip(&zoned.leaves).enumerate().map(block);
    let body = body.take_while(|block| {
        paths_left = paths_left.saturating_sub(block.css.len());
        paths_left > 0
    });
    head.into_iter().chain(body).collect()
}

/// The `<title>` as a block: it may name the page's own town.
fn of_head(flat: &[Flat<'_>], paths: &mut css::Paths<'_>) -> Option<Block> {
    let at = flat.iter().position(|node| node.name() == "title")?;
    let text = table::words(flat, at);
    (!text.is_empty()).then(|| Block {
        kind: BlockKind::Paragraph,
        zone: Zone::Head,
        text,
        css: paths.of(at),
    })
}

/// Whether a page in English puts the day first all the same.
fn is_british(flat: &[Flat<'_>], url: Option<&Url>) -> bool {
    let lang = flat
        .iter()
        .find(|node| node.name() == "html")
        .and_then(|node| node.attr("lang"));
    let lang = lang.unwrap_or_default().to_ascii_lowercase();
    let host = url.and_then(Url::host_str).unwrap_or_default();
    let ends = [
        ".uk", ".ie", ".au", ".nz", ".in", ".za", ".eu", ".fr", ".de", ".be", ".ch", ".sg", ".hk",
    ];
    lang != "en-us"
        && (ends.iter().any(|end| host.ends_with(end))
            || matches!(
                lang.as_str(),
                "en-gb" | "en-ie" | "en-au" | "en-nz" | "en-in"
            ))
}
