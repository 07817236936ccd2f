//! Questions while a crawl writes: each is answered, none fails, none waits for the lock.

use super::{ANZIN, archive, page};
use crate::support::{Answer, Home, Web};

const HOST: &str = "ville.example";
const PAGES: usize = 40;

/// A site of forty pages about the label, its last one held back.
fn web() -> Web {
    let mut web = Web::new().page(HOST, "/robots.txt", "");
    let links =
        (0..PAGES).map(|number| format!("<p><a href='/label-{number}'>Label {number}</a></p>"));
    let start = links.collect::<String>() + "<p><a href='/held'>Label Ville Internet</a></p>";
    for number in 0..PAGES {
        let body = format!(
            "<title>Anzin</title><h1>Label Ville Internet</h1><article><p>La ville d'Anzin (59) a reçu {} \
             arobases au palmarès {} du label Ville Internet.</p><p>Page {number} : mot{number} autre{number} \
             encore{number}.</p></article>",
            number % 4 + 2,
            2011 + number % 14
        );
        web = web.on(HOST, &format!("/label-{number}"), Answer::html(body));
    }
    web.on(HOST, "/", Answer::html(start))
        .on(HOST, "/held", Answer::html("<p>rien</p>").held())
}

const QUESTIONS: [&[&str]; 10] = [
    &["town", "anzin"],
    &["changes", "--since", "2020-01-01", "--format", "csv"],
    &["changes", "--gone-since", "1"],
    &["conflicts", "--json"],
    &["coverage", "--missing"],
    &["stats"],
    &["search", "anzin", "--facets"],
    &["show", "59014-2018"],
    &["export"],
    &["status", "--json"],
];

#[test]
fn every_question_is_answered_while_a_crawl_writes() {
    let home = Home::new();
    let anzin = [(ANZIN.0, ANZIN.1, 2018, 4)];
    archive(&home, vec![page("a.example", "2018", "2026-01-01", &anzin)]);
    home.run(["reindex"]).ends(0);
    let web = web();
    let to = web.url();
    let start = [
        "crawl",
        "--contact",
        "test@ville.example",
        "--connect-to",
        &to,
    ];
    let crawl = home.start(
        start
            .iter()
            .chain(&["--delay", "0", "https://ville.example/"]),
    );
    web.wait_for(3);
    for question in QUESTIONS.iter().chain(&QUESTIONS) {
        let ran = home.run(*question);
        let code = ran.code.unwrap();
        // 1: nothing is contested, missing or gone yet.
        assert!(
            code == 0 || code == 1,
            "{question:?} ended with {code}: {}",
            ran.err
        );
    }
    home.run(["town", "anzin"]).ends(0).prints("59014-2018");
    web.release();
    crawl.wait().ends(0);
    home.run(["town", "anzin"]).ends(0).prints("59014-2013");
}
