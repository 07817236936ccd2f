//! What stands in place of a page has a name in the ledger, makes no capture and ends no page.

use arobase::store::{Capture, Store};

use crate::support::{Answer, Home, Web};

/// The arguments of a crawl of `web` from these addresses, without any pause.
fn args<'a>(web: &'a str, urls: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["crawl", "--contact", "test@ville.example", "--delay", "0"];
    args.extend(["--connect-to", web]);
    args.extend(urls);
    args
}

/// Outcome, status and detail of an address.
fn row(home: &Home, url: &str) -> String {
    let db = rusqlite::Connection::open(home.path("index/arobase.db")).unwrap();
    let query = "select outcome || ' ' || status || ' ' || detail from visit where url = ?1";
    db.query_row(query, [url], |row| row.get(0)).unwrap()
}

fn captures(home: &Home) -> Vec<String> {
    let store = Store::open(&home.path("index")).unwrap();
    let captures = store.captures(0, 1_000).unwrap().into_iter();
    captures
        .filter(Capture::is_to_be_read)
        .map(|capture| capture.url)
        .collect()
}

const LABEL: &str = "<p>Label Villes Internet 2018 : 4 arobases pour la ville de Dole.</p>";

#[test]
fn a_wall_a_soft_404_and_a_notice_have_names_and_are_no_captures() {
    let links = "<a href=/mur>a</a> <a href=/perdu>b</a> <a href=/vente>c</a> <a href=/label>d</a>";
    let wall = format!("<title>Just a moment...</title>{LABEL}");
    let wall = Answer::html(wall).header("CF-Mitigated", "challenge");
    let missing = "<title>Page introuvable - Dole</title><p>Cette page n'existe plus.";
    let sale = "<title>x</title><p>Ce nom de domaine est \u{e0} vendre.";
    let web = Web::new()
        .page("dole.example", "/", links)
        .page("dole.example", "/label", LABEL)
        .on("dole.example", "/mur", wall)
        .on("dole.example", "/perdu", Answer::html(missing))
        .on("dole.example", "/vente", Answer::html(sale));
    let home = Home::new();
    home.run(args(&web.url(), &["http://dole.example/"]))
        .ends(0);
    assert_eq!(
        captures(&home),
        ["http://dole.example/", "http://dole.example/label"]
    );
    let row = |path: &str| row(&home, &format!("http://dole.example/{path}"));
    assert_eq!(row("mur"), "blocked 200 bot wall: Cloudflare");
    assert_eq!(row("perdu"), "blocked 200 soft 404");
    assert_eq!(row("vente"), "blocked 200 parked domain");
    assert_eq!(web.asked("dole.example", "/mur"), 3, "it may open");
    assert_eq!(web.asked("dole.example", "/perdu"), 1);
    home.run(["status"]).ends(0);
}

#[test]
fn a_page_behind_a_wall_keeps_its_capture_and_its_record() {
    let wall = Answer::status(403).header("cf-mitigated", "challenge");
    let web = Web::new()
        .page("dole.example", "/", LABEL)
        .on("dole.example", "/", wall);
    let home = Home::new();
    home.run(args(&web.url(), &["http://dole.example/"]))
        .ends(0);
    let records = home.run(["export"]).ends(0).out;
    assert!(records.contains("Dole"), "{records}");
    home.run(args(&web.url(), &["http://dole.example/"]))
        .ends(3)
        .tells("failed: dole.example: http://dole.example/: bot wall: Cloudflare");
    assert_eq!(home.run(["export"]).ends(0).out, records);
    assert_eq!(captures(&home), ["http://dole.example/"]);
}

#[test]
fn one_answer_for_all_sites_is_a_portal_and_not_their_page() {
    let portal = format!("<title>Wi-Fi</title>{}", "<p>Identifiez-vous.".repeat(60));
    let hosts = ["a", "b", "c", "d"].map(|name| format!("{name}.example"));
    let web = hosts.iter().fold(Web::new(), |web, host| {
        web.on(host, "/", Answer::html(&portal))
    });
    let home = Home::new();
    let urls = hosts.map(|host| format!("http://{host}/"));
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    home.run(args(&web.url(), &urls))
        .ends(3)
        .tells("captive portal");
    // Two sites may begin alike; what came third and later is no page.
    assert_eq!(captures(&home).len(), 2);
}

#[test]
fn no_page_of_the_gold_set_is_taken_for_a_wall_or_a_notice() {
    let mut pages = Vec::new();
    html_files(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold"),
        &mut pages,
    );
    assert!(pages.len() > 100, "{}", pages.len());
    for path in pages {
        let bytes = std::fs::read(&path).unwrap();
        let html = arobase::web::charset::decode(&bytes, None).text;
        let found = arobase::web::blocked::blocked(200, &[], &html);
        assert_eq!(found, None, "{}", path.display());
    }
}

fn html_files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            html_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "html") {
            found.push(path);
        }
    }
}
