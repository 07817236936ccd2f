//! Bytes as a server may send them, read whole: charset, page, claims.
//!
//! What must hold: nothing panics; the evidence of each claim stands at its place; a confidence is a
//! share; no more text is kept than the reader says; the same bytes read twice give the same.
#![no_main]

use std::sync::LazyLock;

use arobase::jobs::reading::{Format, Reader};
use arobase::store::Reading;
use arobase::web::page::TEXT_LIMIT;
use libfuzzer_sys::fuzz_target;
use url::Url;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::shipped().whole());
static ADDRESS: LazyLock<Option<Url>> =
    LazyLock::new(|| Url::parse("https://www.ville-martigues.fr/2019/02/page.html").ok());

fn read(bytes: &[u8]) -> Reading {
    READER.read(bytes, None, ADDRESS.as_ref(), Format::Html)
}

fuzz_target!(|bytes: &[u8]| {
    let reading = read(bytes);
    let blocks = &reading.page.blocks;
    let size: usize = blocks.iter().map(|block| block.text.len()).sum();
    assert!(size <= TEXT_LIMIT, "{size} bytes of text");
    for claim in &reading.claims {
        let evidence = &claim.evidence;
        let text = blocks[evidence.block].text.get(evidence.start..);
        assert!(
            text.is_some_and(|text| text.starts_with(&evidence.exact)),
            "{claim:?}"
        );
        assert!(!evidence.exact.is_empty(), "{claim:?}");
        assert!(evidence.exact.chars().count() <= 200, "{claim:?}");
        assert!((0.0..=1.0).contains(&claim.confidence), "{claim:?}");
        assert_eq!(evidence.css, blocks[evidence.block].css);
    }
    let again = read(bytes);
    assert_eq!(again.claims, reading.claims);
    assert_eq!(again.page.blocks, reading.page.blocks);
});
