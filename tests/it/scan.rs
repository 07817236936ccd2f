//! The cheap look at pages against the full reading: it misses no page that speaks of the label, and
//! finds the same links, titles and rules.

use std::fs;
use std::path::{Path, PathBuf};

use arobase::label::extract::speaks_of_label;
use arobase::label::trace::Trace;
use arobase::web::charset;
use arobase::web::page::{MOST_LINKS, MOST_WORDS, Page};
use arobase::web::profile::Profiles;
use proptest::prelude::*;
use url::Url;

fn address() -> Url {
    Url::parse("https://www.exemple.example/actualites/page.html").unwrap()
}

fn full(html: &str) -> Page {
    Page::from_html(html, Some(&address()), Profiles::shipped())
}

fn look(html: &str) -> Option<Page> {
    Page::scan(html, Some(&address()), &mut Trace::default())
}

fn links(html: &str) -> Page {
    Page::scan(html, Some(&address()), &mut ()).expect("a plain page")
}

fn html_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            html_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "html") {
            found.push(path);
        }
    }
}

/// The pages of this repository, and those beside it where they are present.
fn pages() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in [
        "tests/pages",
        "tests/gold",
        "src/jobs/demo/web",
        "../shared/gold/pages",
    ] {
        html_files(&root.join(folder), &mut found);
    }
    found.sort();
    let text = |path: PathBuf| {
        let text = charset::decode(&fs::read(&path).unwrap(), None)
            .text
            .clone();
        (path, text)
    };
    found.into_iter().map(text).collect()
}

#[test]
fn links_feeds_and_rules_are_those_of_the_full_reading() {
    for (path, html) in pages() {
        let (full, look) = (full(&html), links(&html));
        let path = path.display();
        assert_eq!(look.links, full.links, "{path}");
        assert_eq!(look.feeds, full.feeds, "{path}");
        assert_eq!(look.robots, full.robots, "{path}");
        assert_eq!(look.canonical, full.canonical, "{path}");
        assert!(look.blocks.is_empty());
    }
}

#[test]
fn titles_nearly_always_hold_that_of_the_full_reading() {
    let mut missed = Vec::new();
    let pages = pages();
    for (path, html) in &pages {
        let holds = |title: &str| full(html).title.is_none_or(|full| title.contains(&full));
        if !links(html).title.as_deref().is_some_and(holds) {
            missed.push((path, links(html).title, full(html).title));
        }
    }
    assert!(missed.len() * 20 <= pages.len(), "{missed:#?}");
}

#[test]
fn no_page_that_speaks_of_the_label_is_missed() {
    for (path, html) in pages() {
        if speaks_of_label(&full(&html)) {
            assert!(look(&html).is_none(), "{}", path.display());
        }
    }
}

#[test]
fn a_page_without_a_trace_keeps_its_title_and_where_it_leads() {
    let page = look(
        "<html lang=fr-FR><title>Marché de Noël - Ville de Dole</title>\
         <meta property=og:site_name content='Ville de Dole'><base href='/fr/'>\
         <link rel=alternate type=application/rss+xml href=flux>\
         <meta name=robots content='noindex, NOFOLLOW'>\
         <p>Écrivez à mairie@dole.example. <a href='a.html#b'>Le <b>marché</b><br>de Noël</a>\
         <a href=c.html rel='external nofollow'><img alt=''></a> <a title=Plan href=/plan></a>\
         <map><area href=zone alt='La zone'></map> <a href=mailto:x@y.example>Écrire</a>\
         <script>var a = '<a href=non>arobase</a>';</script>",
    )
    .unwrap();
    assert_eq!(page.title.as_deref(), Some("Marché de Noël"));
    assert_eq!(page.lang.as_deref(), Some("fr"));
    assert!(page.robots.noindex && page.robots.nofollow);
    assert_eq!(page.feeds[0].path(), "/fr/flux");
    let told: Vec<_> = page
        .links
        .iter()
        .map(|link| (link.url.path(), link.text.as_str(), link.nofollow))
        .collect();
    assert_eq!(
        told,
        [
            ("/fr/a.html", "Le marché de Noël", false),
            ("/fr/c.html", "", true),
            ("/plan", "Plan", false),
            ("/fr/zone", "La zone", false),
        ]
    );
}

#[test]
fn a_trace_is_seen_wherever_a_reader_would_see_one() {
    for html in [
        "<p>Trois &#64;",
        "<p>3&commat;&commat;",
        "<p>Villes&nbsp;Internet",
        "<p>Villes Inter&shy;net",
        "<p>Ville <b>Inter</b>net",
        "<p>Ville Inter<script>x</script>net",
        "<table>Ville Inter<tr><td>x</td></tr>net</table>",
        "<p>une aro<!-- -->base",
        "<p>UNE&#32;ARROBASE",
        "<img alt='4 arobases'>",
        "<amp-img alt=@@@>",
        "<title>Les @ de Dole</title>",
        "<meta property=og:title content='Cinq arobases'>",
        r#"<script type=application/ld+json>{"@type":"Article","headline":"3 \u0061robases"}</script>"#,
        "<noembed>arobase</noembed>",
        "<xmp>arobase",
        "<plaintext>arobase",
        "<svg><style></svg><p>arobase</style>",
        "<svg><![CDATA[x><script>]]></svg><p>arobase</script>",
        "<svg><title><!-- <p></title></svg>arobase -->",
        "<h1>Un<script>arobase</script></h1>",
        "<math><mi><title><image alt='internet",
        "<frameset><title/><style>internet",
    ] {
        assert!(look(html).is_none(), "{html}");
    }
}

#[test]
fn no_trace_is_seen_in_what_nobody_reads() {
    for html in [
        "<style>@media print {}</style>",
        "<script>internet('@')</script>",
        "<svg><style>@media print {}</style></svg>",
        r#"<script type=application/ld+json>{"@context":"x","@type":"WebPage"}</script>"#,
        "<p title=internet class=arobase data-x=@>x<!-- arobase -->",
        "<p>mairie@dole.example",
    ] {
        assert!(look(html).is_some(), "{html}");
    }
}

#[test]
fn a_page_made_to_exhaust_the_look_is_cut_and_costs_time_in_proportion() {
    let links_without_end = "<a href=/x>lien".repeat(100_000);
    assert_eq!(links(&links_without_end).links.len(), MOST_LINKS);
    let words_without_end = format!("<a href=/x>{}", "mot ".repeat(1_000_000));
    assert!(links(&words_without_end).links[0].text.len() <= MOST_WORDS);
    let attributes: String = (0..20_000).map(|n| format!(" a{n}=x href=/{n}")).collect();
    assert_eq!(
        links(&format!("<a{attributes}>x")).links[0].url.path(),
        "/0"
    );
    for start in [
        "<a href=\"",
        "<",
        "<!--",
        "<a ",
        "<script>",
        "<title>",
        "&",
        "<svg>",
        "<h1>",
    ] {
        links(&format!("<p>x{start}{}", "y".repeat(1_000_000)));
        Page::scan(&start.repeat(200_000), None, &mut ());
    }
}

#[expect(clippy::too_many_lines, reason = "a list of scraps of markup")]
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "<a href=/x>",
        "</a>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<div>",
        "</div>",
        "<svg>",
        "</svg>",
        "<math>",
        "<mi>",
        "</math>",
        "<title>",
        "</title>",
        "<style>",
        "</style>",
        "<script>",
        "</script>",
        "<textarea>",
        "</textarea>",
        "<select>",
        "<option>",
        "</select>",
        "<template>",
        "</template>",
        "<noscript>",
        "</noscript>",
        "<xmp>",
        "</xmp>",
        "<iframe>",
        "</iframe>",
        "<desc>",
        "</desc>",
        "<foreignObject>",
        "</foreignObject>",
        "<h1>",
        "</h1>",
        "<br>",
        "<img alt='",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "'",
        ">",
        "<",
        "/",
        "<col>",
        "<caption>",
        "<button>",
        "</button>",
        "<frameset>",
        "<noembed>",
        "</noembed>",
        "<head>",
        "</head>",
        "<body>",
        "</body>",
        "</html>",
        "<image alt='",
        "<meta property=og:title content='",
        "<plaintext>",
        "inter",
        "net",
        "internet",
        "aro",
        "bas",
        "arobase",
        "@",
        "a",
        "4",
        " ",
        "é",
        "\u{301}",
        "&#64;",
        "&shy;",
        "&nbsp;",
        "mairie@dole.example",
        "<svg/>",
        "<title/>",
        "<li>",
        "<ul>",
        "<script type=application/ld+json>",
        r#"{"@type":"Article","headline":""#,
        "\"}",
        "\0",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_page_that_speaks_of_the_label_is_never_passed_over(html in soup()) {
        if look(&html).is_some() {
            prop_assert!(!speaks_of_label(&full(&html)), "{html}");
        }
    }

    #[test]
    fn no_bytes_make_the_look_panic(bytes: Vec<u8>, html in "\\PC{0,200}|[<>a-c/!'\"=& -]{0,200}") {
        let text = String::from_utf8_lossy(&bytes);
        let _ = (look(&text), look(&html));
    }
}
