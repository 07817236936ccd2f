//! Checks one-sentence pages: `cargo run --example shapes -- FILE`.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a developer's tool"
)]
use arobase::label::extract::{Label, statements};
use arobase::web::page::{Block, BlockKind, Page, Zone};
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let label = Label::shipped();
    let (mut right, mut all) = (0, 0);
    for case in text.split("\n== ").map(|c| c.trim_start_matches("== ")) {
        let mut page = Page::default();
        let mut expected = String::new();
        let (mut row, mut name) = (0, "");
        for (n, line) in case.lines().enumerate() {
            if n == 0 {
                name = line;
                continue;
            }
            if line.is_empty() {
                continue;
            }
            let mut push = |kind, text: &str| {
                page.blocks.push(Block {
                    kind,
                    zone: Zone::Main,
                    text: text.to_owned(),
                    css: format!("line {n}"),
                })
            };
            if let Some(date) = line.strip_prefix("@ ") {
                page.published = Some(arobase::web::date::Dated {
                    date: date.parse().unwrap(),
                    from: arobase::web::date::DateSource::Visible,
                });
            } else if let Some(host) = line.strip_prefix("host ") {
                page.url = Some(url::Url::parse(&format!("http://{host}/x")).unwrap());
            } else if let Some(x) = line.strip_prefix("=>") {
                expected = x.trim().to_owned();
            } else if let Some(x) = line.strip_prefix("## ") {
                push(BlockKind::Heading(2), x);
            } else if let Some(x) = line.strip_prefix("# ") {
                push(BlockKind::Heading(1), x);
            } else if let Some(x) = line.strip_prefix("- ") {
                push(BlockKind::ListItem, x);
            } else if let Some(x) = line.strip_prefix("| ") {
                for cell in x.split(" | ") {
                    push(
                        BlockKind::Cell {
                            row: None,
                            column: None,
                            table: 0,
                            line: row,
                        },
                        cell,
                    );
                }
                row += 1;
            } else {
                push(BlockKind::Paragraph, line);
            }
        }
        let said = statements(&page, &label);
        let mut want: Vec<String> = expected
            .split(';')
            .map(|s| s.trim().to_owned())
            .filter(|s| !s.is_empty())
            .collect();
        let mut got: Vec<String> = said
            .claims
            .iter()
            .map(|c| {
                let code = c.place.code.clone().unwrap_or_default();
                let who = if want.iter().any(|w| w.starts_with(&code)) && !code.is_empty() {
                    code
                } else {
                    c.place.name.clone()
                };
                let year = c.year.map_or("-".to_owned(), |y| y.to_string());
                let what = c.mention.clone().unwrap_or_else(|| {
                    c.arobases.map_or("?".to_owned(), |a| a.count().to_string())
                });
                format!("{who} {year} {what}")
            })
            .collect();
        want.sort();
        got.sort();
        all += 1;
        if want == got {
            right += 1
        } else {
            println!(
                "✗ {name}\n   {}\n   want {want:?}\n   got  {got:?}",
                page.blocks
                    .iter()
                    .map(|b| b.text.as_str())
                    .collect::<Vec<_>>()
                    .join(" / ")
            );
            for r in &said.refusals {
                println!(
                    "   refused {:?}: {}",
                    &page.blocks[r.block].text[r.span.clone()],
                    r.reason
                );
            }
            for c in &said.claims {
                println!("   {} {}", c.rule, c.place.name);
            }
        }
    }
    println!("{right}/{all}");
}
