//! A crawl that is killed at ten moments ends with what an undisturbed one ends with.

use std::collections::BTreeSet;
use std::time::Duration;

use arobase::store::{Capture, Store};

use crate::support::{Answer, Home, Web};

const HOSTS: [&str; 4] = ["a.example", "b.example", "c.example", "d.example"];
const PAGES: usize = 12;

/// Four town halls of a dozen pages in a chain of threes, one forbidden page each.
fn web() -> Web {
    let mut web = Web::new();
    for (number, host) in HOSTS.into_iter().enumerate() {
        web = web.on(
            host,
            "/robots.txt",
            Answer::text("User-agent: *\nDisallow: /p/5\n"),
        );
        for page in 0..PAGES {
            let path = if page == 0 {
                "/".to_owned()
            } else {
                format!("/p/{page}")
            };
            let next: Vec<String> = (page * 3 + 1..=page * 3 + 3)
                .filter(|next| *next < PAGES)
                .map(|next| format!("<a href='/p/{next}'>page {next}</a>"))
                .collect();
            let html = format!(
                "<!doctype html><html lang=fr><title>Page {page}</title><article><h1>Label Villes Internet 20{:02}</h1>
                 <p>Bourges est labellisée Ville Internet : 3 arobases.</p><p>Martigues a obtenu {} arobases au label « Territoires, Villes et Villages Internet » {}.</p></article>{}",
                10 + page, 2 + number % 4, 2010 + page, next.concat()
            );
            web = web.on(
                host,
                &path,
                Answer::html(html).after(Duration::from_millis(3)),
            );
        }
    }
    web
}

fn args(web: &Web) -> Vec<String> {
    web.crawl(HOSTS.map(|host| format!("http://{host}/")))
}

/// Every address in the archive, each capture read back and checked against its digest.
fn archived(home: &Home) -> BTreeSet<String> {
    let store = Store::open(&home.path("index")).unwrap();
    let captures = store.captures(0, 100_000).unwrap();
    for capture in &captures {
        assert_eq!(store.payload(capture).unwrap().url.as_str(), capture.url);
    }
    let pages = captures.into_iter().filter(Capture::is_to_be_read);
    pages.map(|capture| capture.url).collect()
}

/// The records without what differs between two runs of the same web, and how many claims the
/// furniture of the hosts cost.
fn records(home: &Home) -> (Vec<String>, u64) {
    let store = Store::open(&home.path("index")).unwrap();
    let records = store.records().unwrap();
    let records = records.iter().map(|record| format!("{record:?}")).collect();
    (records, store.counts().unwrap().refused)
}

#[test]
fn ten_kills_lose_nothing_and_change_no_record() {
    let (calm, calm_web) = (Home::new(), web());
    calm.run(args(&calm_web)).ends(0);
    let whole = archived(&calm);
    assert_eq!(
        whole.len(),
        HOSTS.len() * (PAGES - 1),
        "all but the forbidden ones"
    );

    let (home, web) = (Home::new(), web());
    let mut wait = 7;
    for kill in 0..10_usize {
        let running = home.start(args(&web));
        // Each process asks robots.txt again, so that a few requests more always come.
        web.wait_for(wait);
        std::thread::yield_now();
        drop(running.kill());
        wait = web.requests().len() + 3 + kill * 5 % 7;
    }
    let ran = home.run(args(&web)).ends(0);
    assert!(
        ran.err.contains("Going on with") || ran.err.contains("Crawling"),
        "{}",
        ran.err
    );
    assert_eq!(archived(&home), whole);
    assert_eq!(records(&home), records(&calm));
    assert_eq!(
        records(&calm).1,
        u64::try_from(whole.len()).unwrap(),
        "the line on Bourges stands on every page"
    );
    for host in HOSTS {
        assert_eq!(
            web.asked(host, "/p/5"),
            0,
            "forbidden, after every kill too"
        );
    }
    assert!(
        home.files("index/warc")
            .iter()
            .all(|file| !file.to_string_lossy().ends_with(".open"))
    );
}
