//! Prints the claims of pages as JSON lines: `cargo run --example claims -- ROOT FILE…`.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a developer's tool"
)]

use arobase::label::extract::{Label, statements};
use arobase::web::{charset, page::Page, profile::Profiles};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let root = arguments.next().unwrap();
    let explain = std::env::var_os("EXPLAIN").is_some();
    let profiles = Profiles::shipped();
    let label = Label::shipped();
    for file in arguments {
        let bytes = std::fs::read(format!("{root}/{file}")).unwrap();
        let decoded = charset::decode(&bytes, None);
        let url = url::Url::parse(&format!("http://{}", file.trim_start_matches("pages/"))).ok();
        let page = if file.ends_with(".txt") {
            Page::from_text(&decoded.text, None)
        } else {
            Page::from_html(&decoded.text, url.as_ref(), profiles)
        };
        let said = statements(&page, &label);
        if explain {
            println!(
                "#### {file}\n title={:?} site={:?} pub={:?}",
                page.title, page.site, page.published
            );
            for (number, block) in page.blocks.iter().enumerate() {
                println!(
                    "  [{number}] {:?} {:?} {}",
                    block.zone, block.kind, block.text
                );
            }
            println!("  EDITION {:?} {:?}", said.edition.year, said.edition.basis);
            for refusal in &said.refusals {
                println!(
                    "  - refused {:?} in {}: {}",
                    &page.blocks[refusal.block].text[refusal.span.clone()],
                    refusal.block,
                    refusal.reason
                );
            }
            for claim in &said.claims {
                println!(
                    "  + {} {:?} {:?} {:?}@ {:?} {:?} {} {:.2} | {}",
                    claim.place.name,
                    claim.place.code,
                    claim.year,
                    claim.arobases.map(u8::from),
                    claim.kind,
                    claim.mention,
                    claim.rule,
                    claim.confidence,
                    claim.evidence.exact
                );
            }
            continue;
        }
        println!(
            "{}",
            serde_json::json!({"page": file, "published": page.published.map(|d| d.date.to_string()), "title": page.title})
        );
        for claim in said.claims {
            println!(
                "{}",
                serde_json::json!({"page": file, "code": claim.place.code, "name": claim.place.name, "year": claim.year, "arobases": claim.arobases, "kind": claim.kind, "mention": claim.mention})
            );
        }
    }
}
