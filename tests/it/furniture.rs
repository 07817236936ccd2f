//! What a host repeats from page to page proves nothing, whatever the order of its pages.

use std::path::Path;

use arobase::jobs::reading::{Format, Reader};
use arobase::store::{Batch, NewCapture, Store};

use crate::archive::{answer, open};
use crate::support::Home;

const SUBJECTS: [&str; 6] = [
    "le marché",
    "la piscine",
    "l'école",
    "la voirie",
    "le budget",
    "le cinéma",
];
const ARTICLE: &str = "<p>Le jury du label Villes Internet 2018 a remis hier quatre arobases à la \
    ville de Dole.</p><p>Il a salué le portail, les bornes de la gare et l'atelier du mardi.</p>";

/// Six articles of a town hall; the box stands inside the article of each, where no rule for one
/// page can tell it from the text.
fn town_hall() -> Vec<(String, String)> {
    let page = |(number, subject): (usize, &&str)| {
        let body = format!(
            "<h1>Conseil : {subject}</h1><p>Le conseil municipal a parlé hier soir de {subject}, et le \
             maire a promis que {subject} ne sera pas oublié l'an prochain.</p>\
             <div class=encart><p>La commune de Bourges est Ville Internet 4@</p></div>"
        );
        (format!("https://mairie.example/actu/{number}"), html(&body))
    };
    SUBJECTS.iter().enumerate().map(page).collect()
}

fn html(body: &str) -> String {
    format!(
        "<!doctype html><html lang=fr><head><meta charset=utf-8><title>Mairie</title>\
         <meta property=article:published_time content=2018-02-03></head>\
         <body><article>{body}</article></body></html>"
    )
}

/// Archives pages in this order.
fn archive(index: &Path, pages: &[(String, String)]) {
    let (mut writer, _) = open(index);
    let reader = Reader::shipped();
    let capture = |(number, (url, html)): (usize, &(String, String))| {
        let mut exchange = answer(number);
        exchange.url = url.parse().unwrap();
        exchange.body = html.clone().into_bytes();
        let reading = reader.read(html.as_bytes(), None, Some(&exchange.url), Format::Html);
        NewCapture::answer(exchange, Some(reading))
    };
    let captures = pages.iter().enumerate().map(capture).collect();
    let batch = Batch {
        captures,
        ..Batch::default()
    };
    writer.commit(&batch).unwrap();
    writer.reconcile().unwrap();
}

/// The records, and how many claims were read and refused.
fn ledger(index: &Path) -> (Vec<String>, u64, u64) {
    let store = Store::open(index).unwrap();
    let counts = store.counts().unwrap();
    let records = store.records().unwrap();
    let records = records.iter().map(|record| format!("{record:?}")).collect();
    (records, counts.claims, counts.refused)
}

fn of(pages: &[(String, String)]) -> (Vec<String>, u64, u64) {
    let home = tempfile::tempdir().unwrap();
    archive(home.path(), pages);
    ledger(home.path())
}

#[test]
fn a_box_on_six_pages_is_one_decision_and_no_record() {
    let (records, claims, refused) = of(&town_hall());
    assert_eq!((records.len(), claims, refused), (0, 6, 6), "{records:?}");
    let (_, claims, refused) = of(&town_hall()[..3]);
    assert_eq!((claims, refused), (3, 0), "three pages are no habit");
}

#[test]
fn an_article_at_five_addresses_keeps_its_claim_among_the_furniture() {
    let mut pages = town_hall();
    for way in ["", "amp", "imprimer", "page/1", "?mobile=1"] {
        let body = format!("<h1>Dole et ses arobases</h1>{ARTICLE}<p>{way}</p>");
        pages.push((format!("https://mairie.example/label/{way}"), html(&body)));
    }
    let (records, claims, refused) = of(&pages);
    assert_eq!((records.len(), claims, refused), (1, 11, 6), "{records:?}");
    assert!(records[0].contains("39198-2018"), "{records:?}");
    let (records, _, refused) = of(&pages[6..]);
    assert_eq!((records.len(), refused), (1, 0), "nothing but the copies");
}

#[test]
fn the_order_of_the_pages_does_not_show_in_the_records() {
    let mut pages = town_hall();
    let body = format!("<h1>Dole et ses arobases</h1>{ARTICLE}");
    pages.push(("https://mairie.example/label".to_owned(), html(&body)));
    let forward = of(&pages);
    pages.reverse();
    assert_eq!(of(&pages), forward);
    pages.swap(0, 3);
    assert_eq!(of(&pages), forward);
}

#[test]
fn a_page_that_lost_its_box_later_is_judged_by_what_the_host_repeats_now() {
    let home = tempfile::tempdir().unwrap();
    archive(home.path(), &town_hall());
    let mut pages = town_hall();
    for (_, html) in &mut pages {
        *html = html.replace("Bourges est Ville Internet 4@", "Bourges vous salue");
    }
    let (mut writer, _) = open(home.path());
    let batch = |pages: &[(String, String)]| {
        let capture = |(number, (url, html)): (usize, &(String, String))| {
            let mut exchange = answer(number + 10);
            exchange.url = url.parse().unwrap();
            exchange.body = html.clone().into_bytes();
            let url = exchange.url.clone();
            let reading = Reader::shipped().read(html.as_bytes(), None, Some(&url), Format::Html);
            NewCapture::answer(exchange, Some(reading))
        };
        Batch {
            captures: pages.iter().enumerate().map(capture).collect(),
            ..Batch::default()
        }
    };
    writer.commit(&batch(&pages[..2])).unwrap();
    writer.reconcile().unwrap();
    let (records, claims, refused) = ledger(home.path());
    assert_eq!((records.len(), claims, refused), (0, 6, 6), "{records:?}");
}

#[test]
fn show_and_status_tell_what_was_refused_and_why() {
    let mut home = Home::new();
    for (url, html) in town_hall() {
        let path = url.trim_start_matches("https://");
        home = home.with(&format!("pages/{path}.html"), html);
    }
    home.run(["import", "--mirror", "pages"]).ends(0);
    home.run(["status"])
        .ends(0)
        .prints("Claims     6, 6 of them furniture of their hosts");
    let found = home.run(["search", "commune piscine"]).ends(0).out;
    assert!(
        found.contains("[piscine]") && !found.contains("Bourges"),
        "{found}"
    );
    let store = Store::open(&home.path("index")).unwrap();
    let claim = store.claims_like("").unwrap().remove(0);
    home.run(["show", &claim.id])
        .ends(0)
        .prints("Refused    furniture of the host: 6 of its 6 different pages repeat this block");
}
