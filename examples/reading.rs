//! Reads pages and prints one JSON line for each, for the scoring scripts and for looking at blocks:
//! `cargo run --release --example reading -- (--gold | --content | --blocks) PATH…`
#![expect(
    clippy::unwrap_used,
    reason = "a tool for the people who work on the reader"
)]

use std::io::Write;
use std::path::{Path, PathBuf};

use arobase::web::charset;
use arobase::web::page::Page;
use arobase::web::profile::Profiles;
use url::Url;

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut inside: Vec<_> = std::fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        inside.sort();
        inside.iter().for_each(|path| files(path, found));
    } else {
        found.push(path.to_owned());
    }
}

/// The URLs of `urls.tsv` beside the folder of pages: one id and one URL a line.
fn urls(path: &Path) -> std::collections::HashMap<String, Url> {
    let text = std::fs::read_to_string(path.join("../urls.tsv")).unwrap_or_default();
    let pair = |line: &str| {
        let (id, url) = line.split_once('\t')?;
        Some((id.to_owned(), Url::parse(url).ok()?))
    };
    text.lines().filter_map(pair).collect()
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mode = arguments.next().unwrap_or_default();
    let mut out = std::io::stdout().lock();
    for argument in arguments {
        let root = Path::new(&argument);
        let known = urls(root);
        let mut found = Vec::new();
        files(root, &mut found);
        for file in found {
            let extension = file
                .extension()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if !matches!(extension.as_str(), "html" | "htm" | "txt" | "php" | "") {
                continue;
            }
            let bytes = std::fs::read(&file).unwrap();
            let relative = file
                .strip_prefix(root)
                .unwrap_or(&file)
                .to_string_lossy()
                .into_owned();
            let id = relative
                .strip_suffix(".html")
                .unwrap_or(&relative)
                .to_owned();
            let url = match mode.as_str() {
                "--gold" => Url::parse(&format!("http://{relative}")).ok(),
                _ => known.get(&id).cloned(),
            };
            let page = if extension == "txt" {
                Page::from_text(&String::from_utf8_lossy(&bytes), url.as_ref())
            } else {
                let text = match mode.as_str() {
                    "--content" => String::from_utf8_lossy(&bytes).into_owned(),
                    _ => charset::decode(&bytes, None).text,
                };
                Page::from_html(&text, url.as_ref(), Profiles::shipped())
            };
            let published = page.published.map(|dated| dated.date.to_string());
            match mode.as_str() {
                "--gold" => {
                    let line = serde_json::json!({"page": relative, "published": published, "title": page.title,
                        "site": page.site, "lang": page.lang, "from": page.published.map(|d| d.from), "text": page.text()});
                    writeln!(out, "{line}").unwrap();
                }
                "--content" => {
                    let day = published.filter(|date| date.len() == 10);
                    let line = serde_json::json!({"id": id, "text": page.text(), "title": page.title, "date": day,
                        "from": page.published.map(|d| d.from)});
                    writeln!(out, "{line}").unwrap();
                }
                _ => {
                    writeln!(out, "== {relative}\ntitle {:?}\nsite {:?} lang {:?}\npublished {:?} modified {:?}\ncanonical {:?} links {} feeds {}",
                        page.title, page.site, page.lang, page.published, page.modified, page.canonical.as_ref().map(Url::as_str), page.links.len(), page.feeds.len()).unwrap();
                    for block in &page.blocks {
                        let zone = match block.zone {
                            arobase::web::page::Zone::Main => "M",
                            arobase::web::page::Zone::Head => "H",
                            arobase::web::page::Zone::Furniture => "-",
                        };
                        writeln!(
                            out,
                            "{zone} {:?} | {} | {}",
                            block.kind,
                            block.text.replace('\n', "⏎"),
                            block.css
                        )
                        .unwrap();
                    }
                }
            }
        }
    }
}
