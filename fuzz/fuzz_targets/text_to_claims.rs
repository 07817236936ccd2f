//! A text as a person would copy it from a page, read for claims: the grammar without the HTML.
#![no_main]

use arobase::label::extract::{Label, statements, tokens};
use arobase::web::page::Page;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let label = Label::shipped();
    let page = Page::from_text(text, None);
    let said = statements(&page, &label);
    for claim in &said.claims {
        let evidence = &claim.evidence;
        let block = page.blocks[evidence.block].text.get(evidence.start..);
        assert!(
            block.is_some_and(|text| text.starts_with(&evidence.exact)),
            "{claim:?}"
        );
        assert!((0.0..=1.0).contains(&claim.confidence), "{claim:?}");
        assert!(
            claim.year.is_none_or(|year| (1990..2100).contains(&year)),
            "{claim:?}"
        );
    }
    assert_eq!(statements(&page, &label).claims, said.claims);
    let _ = tokens(&page, &label);
});
