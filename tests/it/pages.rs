//! A page is a folder: `tests/pages/<kind>/source.html`, with what was read in the snapshot beside it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use arobase::web::charset;
use arobase::web::page::{Page, Zone};
use arobase::web::profile::Profiles;
use proptest::prelude::*;
use scraper::{Html, Selector};
use url::Url;

fn read(bytes: &[u8], url: &str) -> Page {
    let text = charset::decode(bytes, None).text;
    Page::from_html(&text, Url::parse(url).ok().as_ref(), Profiles::shipped())
}

/// What was read, for people to compare.
fn told(page: &Page) -> String {
    let mut told = String::new();
    let date = |dated: Option<arobase::web::date::Dated>| {
        dated.map_or("none".to_owned(), |dated| {
            format!("{} ({:?})", dated.date, dated.from)
        })
    };
    let mut line = |name: &str, value: &str| writeln!(told, "{name}: {value}").unwrap();
    line("title", page.title.as_deref().unwrap_or("none"));
    line("site", page.site.as_deref().unwrap_or("none"));
    line("lang", page.lang.as_deref().unwrap_or("none"));
    line("published", &date(page.published));
    line("modified", &date(page.modified));
    line(
        "canonical",
        page.canonical.as_ref().map_or("none", Url::as_str),
    );
    line("links", &page.links.len().to_string());
    for block in &page.blocks {
        let zone = match block.zone {
            Zone::Main => "main",
            Zone::Head => "head",
            Zone::Furniture => "----",
        };
        let text = block.text.replace('\n', " / ");
        writeln!(told, "{zone} {:?} | {text} | {}", block.kind, block.css).unwrap();
    }
    told
}

#[test]
fn each_kind_of_site_is_read_as_its_snapshot_says() {
    insta::glob!("../pages", "*/source.html", |path| {
        let page = read(
            &fs::read(path).unwrap(),
            "https://www.exemple.example/page.html",
        );
        insta::assert_snapshot!(told(&page));
    });
}

fn without_space(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200B}')
        .collect()
}

/// What an element says, its pictures of arobases included.
fn said(html: &Html, css: &str) -> Vec<String> {
    let selector = Selector::parse(css).unwrap();
    let say = |element: scraper::ElementRef<'_>| {
        let mut said = String::new();
        said.push_str(element.attr("alt").unwrap_or_default());
        for node in element.descendants() {
            match node.value() {
                scraper::Node::Text(text) => said.push_str(text),
                scraper::Node::Element(inner) => {
                    said.push_str(inner.attr("alt").unwrap_or_default());
                }
                _ => {}
            }
        }
        said
    };
    html.select(&selector).map(say).collect()
}

#[test]
fn each_block_is_found_again_by_its_css_path_and_by_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut seen = 0;
    for entry in fs::read_dir(root).unwrap() {
        let text =
            fs::read_to_string(entry.unwrap().path().join("source.html")).unwrap_or_default();
        let page = read(text.as_bytes(), "https://www.exemple.example/");
        let html = Html::parse_document(&text);
        for block in &page.blocks {
            let found = said(&html, &block.css);
            assert_eq!(
                found.len(),
                1,
                "{} finds {} elements",
                block.css,
                found.len()
            );
            let (all, words) = (without_space(&found[0]), without_space(&block.text));
            assert!(
                all.contains(&words),
                "{}: {words} is not in {all}",
                block.css
            );
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} blocks");
}

#[test]
fn the_same_page_is_read_the_same_twice() {
    let text = fs::read("tests/pages/wordpress/source.html").unwrap();
    let once = serde_json::to_string(&read(&text, "https://www.exemple.example/")).unwrap();
    let twice = serde_json::to_string(&read(&text, "https://www.exemple.example/")).unwrap();
    assert_eq!(once, twice);
}

/// A piece of a page in any state of repair.
fn piece() -> impl Strategy<Value = String> {
    let names = "(p|div|ul|li|table|tr|td|th|b|a|h1|h2|span|time|img|br|form|select|option|script|style|svg|title|template|article|figure|blockquote|frameset|noscript)";
    prop_oneof![
        names.prop_map(|name| format!("<{name}>")),
        names.prop_map(|name| format!("</{name}>")),
        (names, "[a-z-]{1,8}", "\\PC{0,12}")
            .prop_map(|(name, attribute, value)| format!("<{name} {attribute}='{value}'")),
        proptest::sample::select(vec![
            "<img alt=@>",
            "<td colspan=99999>",
            "<time datetime=2020-02-30>",
            "<meta name=date content='>",
            "<base href='//['>",
            "<a href='http://[::1'>",
            "<!--",
            "-->",
            "<![CDATA[",
            "&#0;&#xD800;&nbsp",
            "<p hidden>",
        ])
        .prop_map(str::to_owned),
        "(4 février 2020|Publié le 31/02/2020|@@@|\\PC{0,20})",
    ]
}

proptest! {
    #[test]
    fn any_tag_soup_is_read_without_a_panic(pieces in proptest::collection::vec(piece(), 0..60)) {
        let soup: String = pieces.concat();
        let page = read(soup.as_bytes(), "https://www.exemple.example/2020/02/a");
        for block in &page.blocks {
            prop_assert!(!block.text.is_empty());
            prop_assert!(!block.text.contains(|c: char| c.is_control() && c != '\n'));
            prop_assert!(Selector::parse(&block.css).is_ok(), "{}", block.css);
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>) {
        read(&bytes, "https://www.exemple.example/");
        Page::from_text(&String::from_utf8_lossy(&bytes), None);
    }
}

/// On the annotated pages beside the repository, where they are: dates right, and none invented.
#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn dates_of_publication_are_right_on_the_annotated_pages_and_none_is_invented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold");
    let Ok(gold) = fs::read_to_string(root.join("gold.jsonl")) else {
        eprintln!("skipped: the annotated pages are not at ../shared/gold");
        return;
    };
    let (mut dated, mut right, mut invented) = (0, 0, Vec::new());
    for line in gold.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let bytes = fs::read(root.join(row["path"].as_str().unwrap())).unwrap();
        let url = row["url"].as_str().unwrap();
        let read = read(&bytes, url)
            .published
            .map(|dated| dated.date.to_string());
        match row["published"].as_str() {
            Some(published) => {
                dated += 1;
                right += usize::from(read.as_deref() == Some(published));
            }
            None => invented.extend(read.map(|date| format!("{url}: {date}"))),
        }
    }
    assert!(invented.is_empty(), "{invented:?}");
    assert!(right * 100 >= dated * 97, "{right} of {dated} dates");
}
