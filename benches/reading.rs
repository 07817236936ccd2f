//! How fast pages are read: `cargo bench --bench reading`.
//!
//! On the pages of `../shared` where they are present, small (`gold`) or large (`content`) ones as
//! `AROBASE_BENCH` says, else all; each round reads all of them.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark may stop at the first surprise"
)]

use std::path::{Path, PathBuf};

use arobase::jobs::reading::{Format, Reader};
use arobase::label::furniture::{Furniture, Marks};
use arobase::label::trace::Trace;
use arobase::web::charset;
use arobase::web::page::{Block, BlockKind, Page, Zone};
use arobase::web::profile::Profiles;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use scraper::{Html, Selector};
use url::Url;

fn main() {
    divan::main();
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            found.push(path);
        }
    }
}

fn pages() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let mut paths = Vec::new();
    let which = std::env::var("AROBASE_BENCH").unwrap_or_default();
    for folder in ["gold/pages", "bench/content/html"] {
        if folder.contains(&which) {
            collect(&root.join(folder), &mut paths);
        }
    }
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

/// What any reader pays: the parse alone.
#[divan::bench]
fn bare_parse(bencher: Bencher<'_, '_>) {
    each(bencher, parse);
}

fn parse(bytes: &[u8]) -> usize {
    let html = Html::parse_document(&String::from_utf8_lossy(bytes));
    html.tree.nodes().len()
}

/// The parse, and the links selected.
#[divan::bench]
fn parse_and_links(bencher: Bencher<'_, '_>) {
    let links = Selector::parse("a[href]").unwrap();
    each(bencher, |bytes| {
        Html::parse_document(&String::from_utf8_lossy(bytes))
            .select(&links)
            .count()
    });
}

/// The cheap look, where only the links of a page are wanted.
#[divan::bench]
fn scan_for_links(bencher: Bencher<'_, '_>) {
    each(bencher, |bytes| {
        let url = Url::parse("https://www.exemple.example/a/b.html").ok();
        let text = String::from_utf8_lossy(bytes);
        Page::scan(&text, url.as_ref(), &mut ()).map_or(0, |page| page.links.len())
    });
}

/// The cheap look that stops at the first trace of the label.
#[divan::bench]
fn scan_for_label(bencher: Bencher<'_, '_>) {
    each(bencher, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        Page::scan(&text, None, &mut Trace::default()).map_or(0, |page| page.links.len())
    });
}

/// The cheap look of pages without a trace of the label, alone; and what a bare parse of these costs.
#[divan::bench(args = ["scan", "bare parse"])]
fn without_trace(bencher: Bencher<'_, '_>, how: &str) {
    let url = Url::parse("https://www.exemple.example/a/b.html").ok();
    let scan = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        Page::scan(&text, url.as_ref(), &mut Trace::default())
    };
    let mut pages = pages();
    pages.retain(|bytes| scan(bytes).is_some());
    if how == "scan" {
        those(bencher, &pages, |bytes| {
            scan(bytes).map_or(0, |page| page.links.len())
        });
    } else {
        those(bencher, &pages, parse);
    }
}

/// Encoding and page: all that the reader does before the label is looked for.
#[divan::bench]
fn charset_and_page(bencher: Bencher<'_, '_>) {
    let profiles = Profiles::shipped();
    each(bencher, |bytes| {
        let text = charset::decode(bytes, None).text;
        Page::from_html(&text, None, profiles).blocks.len()
    });
}

/// All that `extract` does with a page: encoding, page, dates, and the label where it is spoken of.
#[divan::bench]
fn whole_reading(bencher: Bencher<'_, '_>) {
    let reader = Reader::shipped();
    each(bencher, |bytes| {
        let reading = reader.read(bytes, None, None, Format::Html);
        reading.page.blocks.len() + reading.claims.len()
    });
}

/// What a host of 1,000 pages repeats: 40 blocks of each page are its own, 20 stand on all of them.
#[divan::bench]
fn furniture_of_a_host(bencher: Bencher<'_, '_>) {
    let block = |number: usize| Block {
        kind: BlockKind::Paragraph,
        zone: Zone::Main,
        text: format!("Bloc {number} : la commune et ses habitants, le marché et la piscine."),
        css: format!("main > p:nth-of-type({number})"),
    };
    let page = |page: usize| {
        let own = page * 40 + 20..page * 40 + 60;
        Marks::of(&Page {
            blocks: (0..20).chain(own).map(block).collect(),
            ..Page::default()
        })
    };
    let pages: Vec<Marks> = (0..1_000).map(page).collect();
    bencher
        .counter(ItemsCount::new(pages.len()))
        .with_inputs(|| pages.clone())
        .bench_values(|pages| Furniture::learn(pages, 0));
}

fn each(bencher: Bencher<'_, '_>, read: impl Fn(&[u8]) -> usize + Sync) {
    those(bencher, &pages(), read);
}

fn those(bencher: Bencher<'_, '_>, pages: &[Vec<u8>], read: impl Fn(&[u8]) -> usize + Sync) {
    // Without the pages beside the repository there is nothing to read, and the figures say so: 0.
    let bytes: usize = pages.iter().map(Vec::len).sum();
    bencher
        .counter(ItemsCount::new(pages.len()))
        .counter(BytesCount::new(bytes))
        .bench(|| pages.iter().map(|page| read(page)).sum::<usize>());
}
