//! No page costs more than its share: what is too much of anything is cut and says so.

use arobase::jobs::reading::{Format, Reader};
use arobase::label::extract::{self, Label};
use arobase::web::page::{Cut, Page, TEXT_LIMIT, untimed};
use arobase::web::profile::Profiles;
use proptest::prelude::*;

use crate::support::shapes::shapes;

#[test]
fn pages_of_every_hostile_shape_are_cut_where_their_budget_ends_and_keep_what_came_before() {
    let label = Label::shipped();
    let mut other = Vec::new();
    for shape in shapes(1) {
        // Without a clock: what is cut is counted, on a slow machine too.
        let mut page = Page::from_html(&shape.html, None, Profiles::shipped());
        page.cut = page.cut.or(extract::statements(&page, &label).cut);
        let cut = page.cut.map(Cut::as_str);
        if cut != shape.cut {
            other.push((shape.name, cut));
        }
        let before = page
            .blocks
            .iter()
            .any(|block| block.text.ends_with("arobases pour Dole."));
        assert!(before, "{}", shape.name);
        assert!(page.blocks.len() <= 30_001, "{}", shape.name);
        assert!(page.links.len() <= 5_000, "{}", shape.name);
        let words: usize = page.blocks.iter().map(|block| block.text.len()).sum();
        assert!(words <= TEXT_LIMIT, "{}", shape.name);
    }
    assert!(other.is_empty(), "{other:?}");
}

#[test]
fn a_page_that_takes_too_long_by_the_clock_handed_in_is_kept_as_far_as_it_was_read() {
    let html = format!("<title>Un titre</title><p>Avant.{}", "<p>x".repeat(10_000));
    let slow = || std::time::Duration::from_secs(1);
    let page = Page::from_html_within(&html, None, Profiles::shipped(), &slow);
    assert_eq!(page.cut, Some(Cut::Time));
    assert_eq!(page.title.as_deref(), Some("Un titre"));
    let page = Page::from_html_within(&html, None, Profiles::shipped(), &untimed);
    assert_eq!(page.cut, None);
}

/// What soups are made of.
const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<div class='a entry-content'>",
    "</div>",
    "<article>",
    "</article>",
    "<h1>",
    "</h1>",
    "<ul>",
    "<li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "<th colspan=9>",
    "</table>",
    "<b>",
    "</b>",
    "<i>",
    "<a href='/x?y#z'>",
    "</a>",
    "<br>",
    "<img alt='@@@'>",
    "<img alt='3 arobases'>",
    "<time datetime=2018-02-03>",
    "</time>",
    "<meta name=date content='2018'>",
    "<title>",
    "</title>",
    "<script type='application/ld+json'>",
    "{\"@type\":\"Article\",\"headline\":\"x\"}",
    "</script>",
    "<svg>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&eacute;",
    "&#0;",
    "&amp",
    "\0",
    "\u{ad}",
    "e\u{301}",
    "Dole",
    "3 arobases",
    "@@@",
    "5 @",
    "label Villes Internet",
    "2018",
    "(39)",
    ", ",
    ". ",
    ": ",
    "Publié le 3 février 2018",
    "<header>",
    "<nav>",
    "<footer>",
    "<form>",
    "<select>",
    "<template>",
    "<noscript>",
    "<base href='http://a.example/'>",
    "<figure>",
    "<sup>",
    "</",
    "<",
    ">",
    "'",
    "\"",
    "=",
    "\r\n",
    " ",
];

fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(PIECES);
    let raw = prop::collection::vec(any::<u8>(), 0..4);
    let piece = prop_oneof![9 => piece.prop_map(|piece| piece.as_bytes().to_vec()), 1 => raw];
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_soup_of_tags_words_and_bytes_makes_the_reader_panic(bytes in soup()) {
        let reader = Reader::shipped();
        for format in [Format::Html, Format::Text] {
            let once = reader.read(&bytes, None, None, format);
            let twice = reader.read(&bytes, None, None, format);
            prop_assert_eq!(once.claims, twice.claims);
        }
    }
}
