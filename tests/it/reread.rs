//! An archive of an older reader, read again, is the archive that this reader makes of the same web.

use std::fmt::Write as _;

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::support::{Answer, Home, Web};

/// What two archives of one web must have in common. Left out is what two crawls cannot share: the
/// numbers of captures (they follow the order of the answers), the times of capture, the names and
/// places in WARC files, and the runs.
const COMMON: [&str; 8] = [
    "select capture.url, capture.sha256, page.url, title, site, lang, published, published_from, text,
         noindex, reader from page join capture on capture.id = page.capture order by 1, 2",
    "select capture.url, claim.id, position, code, name, place_kind, written, year, year_basis, arobases,
         claim.kind, mention, exact, prefix, suffix, block, start, css, rule, confidence
     from claim join capture on capture.id = claim.capture order by 1, 2",
    "select * from record order by id",
    "select * from record_claim order by record, claim",
    "select * from furniture order by host, text",
    "select * from refusal order by claim",
    "select capture.url, position, year, edition_fact.kind, value, exact, prefix, suffix, block, start, css
     from edition_fact join capture on capture.id = edition_fact.capture order by 1, 2",
    "select capture.url, hex(marks) from page_marks
     join capture on capture.id = page_marks.capture order by 1",
];
const DAY: &str = "<meta property=article:published_time content=2020-02-06>";

fn page(title: &str, body: &str) -> Answer {
    Answer::html(format!(
        "<!doctype html><html lang=fr><title>{title}</title>{DAY}<body><article><h1>{title}</h1>{body}</article></body>"
    ))
}

/// A town hall that repeats a box, and a newspaper with a palmarès at two addresses.
fn web() -> Web {
    let mut web = Web::new();
    let subjects = ["marché", "piscine", "école", "voirie", "budget", "cinéma"];
    let links: String = (0..subjects.len())
        .map(|number| format!("<a href='/{number}'>{number}</a> "))
        .collect();
    web = web.on(
        "mairie.example",
        "/",
        page("Accueil", &format!("<p>Bienvenue. {links}</p>")),
    );
    for (number, subject) in subjects.iter().enumerate() {
        let body = format!(
            "<p>Le conseil municipal a parlé hier soir du sujet suivant : {subject}, et le maire a promis \
             que ce sujet, {subject}, ne sera pas oublié.</p>\
             <div class=encart><p>La commune de Bourges est Ville Internet 4@</p></div>"
        );
        web = web.on(
            "mairie.example",
            &format!("/{number}"),
            page(subject, &body),
        );
    }
    let palmares = "<p>La 21e remise du label Villes Internet a eu lieu le 4 février 2020 à Martigues. \
        232 collectivités ont été récompensées : 45 villages, 167 villes et 13 territoires.</p>\
        <ul><li>Martigues (13) @@@@@</li><li>Istres (13) @@@@</li><li>Aubagne (13) @@@</li></ul>\
        <a href='/imprimer'>Imprimer</a>";
    web.on(
        "presse.example",
        "/",
        page("Label Villes Internet 2020 : le palmarès", palmares),
    )
    .on(
        "presse.example",
        "/imprimer",
        page("Label Villes Internet 2020 : le palmarès", palmares),
    )
}

fn crawl(home: &Home, web: &Web) {
    let url = web.url();
    home.run([
        "crawl",
        "--contact",
        "test@ville.example",
        "--delay",
        "0",
        "--connect-to",
        &url,
        "http://mairie.example/",
        "http://presse.example/",
    ])
    .ends(0);
}

fn database(home: &Home) -> Connection {
    Connection::open(home.path("index/arobase.db")).unwrap()
}

fn dump(home: &Home, queries: &[&str]) -> String {
    let db = database(home);
    let mut text = String::new();
    for query in queries {
        let mut select = db.prepare(query).unwrap();
        let columns = select.column_count();
        let mut rows = select.query([]).unwrap();
        writeln!(text, "{query}").unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<Value> = (0..columns).map(|at| row.get(at).unwrap()).collect();
            writeln!(text, "{cells:?}").unwrap();
        }
    }
    text
}

/// The export without the times of capture.
fn export(home: &Home) -> String {
    let told = home.run(["export", "--format", "jsonl"]).ends(0).out;
    let row = |line: &str| {
        let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
        row.as_object_mut().unwrap().remove("captured_at").unwrap();
        row.to_string() + "\n"
    };
    told.lines().map(row).collect()
}

#[test]
fn an_archive_of_an_older_reader_read_again_is_as_one_freshly_crawled() {
    let web = web();
    let fresh = Home::new();
    crawl(&fresh, &web);
    // The older reader knew another profile, which hid the lists of the newspaper.
    let profile = "[[profile]]\nname = 'presse'\nhosts = ['presse.example']\ndrop = ['ul']\n";
    let old = Home::new().with("seeds/profiles.toml", profile);
    crawl(&old, &web);
    assert_ne!(dump(&old, &COMMON), dump(&fresh, &COMMON));
    std::fs::remove_dir_all(old.path("seeds")).unwrap();
    // It read less and worse, and kept it in the layout of its day.
    database(&old)
        .execute_batch(
            "update page set reader = '0.0.1', title = 'x', text = 'y', published = null;
             update claim set arobases = 1, year = null, confidence = 0.1 where arobases = 4;
             delete from claim where position > 0;
             delete from page where capture % 3 = 0;
             drop table edition_fact; drop table page_marks; drop table refusal; drop table furniture;
             delete from capture where purpose <> 'page';
             drop index capture_refers_to;
             alter table visit drop column due_at; alter table visit drop column interval;
             alter table visit drop column etag; alter table visit drop column last_modified;
             alter table visit drop column digest; alter table run drop column config;
             alter table capture drop column kind; alter table capture drop column purpose;
             alter table capture drop column refers_to; alter table capture drop column etag;
             alter table capture drop column last_modified;
             pragma user_version = 1;",
        )
        .unwrap();
    old.run(["status"]).ends(4).tells("arobase reread");
    old.run(["reread"]).ends(0);
    assert_eq!(dump(&old, &COMMON), dump(&fresh, &COMMON));
    assert_eq!(export(&old), export(&fresh));

    let all = [
        "page",
        "claim",
        "record",
        "record_claim",
        "furniture",
        "refusal",
        "edition_fact",
        "page_marks",
    ]
    .map(|table| format!("select * from {table} order by 1, 2"));
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let (once, exported) = (dump(&old, &all), old.run(["export"]).ends(0).out);
    old.run(["reread"]).ends(0);
    assert_eq!(dump(&old, &all), once);
    assert_eq!(old.run(["export"]).ends(0).out, exported);
}

#[test]
fn an_edition_s_own_facts_are_kept_as_printed_and_what_does_not_fit_is_flagged() {
    let (home, web) = (Home::new(), web());
    crawl(&home, &web);
    let shown = home.run(["show", "edition:2020"]).ends(0).out;
    for line in [
        "Edition    2020 (edition 21)\n",
        "Number     21 · 2 pages\n",
        "Laureates  232 · 2 pages\n",
        "Groupings  13 · 2 pages\n",
        "Towns      167 · 2 pages\n",
        "Villages   45 · 2 pages\n",
        "Ceremony   2020-02-04 · 2 pages\n",
        "At         Martigues · 2 pages\n",
        "!          232 laureates ≠ 13 + 167 + 45: http://presse.example/\n",
    ] {
        assert!(shown.contains(line), "no {line:?} in\n{shown}");
    }
    home.run(["show", "edition:1999"]).ends(1);
    home.run(["show", "edition:soon"]).ends(2);
}
