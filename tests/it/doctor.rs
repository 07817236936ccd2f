//! What is not in order is told with the command that mends it, and nothing else is.

use std::os::unix::fs::PermissionsExt as _;

use arobase::store::{Operator, SCHEMA_VERSION, Writer};
use rusqlite::Connection;
use serde_json::Value;

use crate::support::{Answer, Home, Web};

const SEEDS: &str = "[[host]]\nname = 'Ville A'\nstart = ['http://ville-a.example/']\n";
const SETTINGS: &str = "contact = 'test@ville.example'\n";

/// A home that was crawled, of a server whose clock says this.
fn home(date: &str) -> (Home, Web) {
    let page = "<title>A</title><p>La commune de Martigues a obtenu quatre arobases au label Villes Internet 2019.</p>";
    let web = Web::new().on(
        "ville-a.example",
        "/",
        Answer::html(page).header("Date", date),
    );
    let home = Home::new()
        .with("seeds/a.toml", SEEDS)
        .with("arobase.toml", SETTINGS);
    crawl(&home, &web);
    (home, web)
}

fn crawl(home: &Home, web: &Web) {
    let ran = home.run([
        "--quiet",
        "crawl",
        "--delay",
        "0",
        "--connect-to",
        &web.url(),
    ]);
    assert!(matches!(ran.code, Some(0 | 3)), "{ran:?}");
}

fn now() -> String {
    let now = arobase::jobs::clock::now();
    now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn database(home: &Home, sql: &str) {
    let db = Connection::open(home.path("index/arobase.db")).unwrap();
    db.execute_batch(sql).unwrap();
}

/// The finding about `check`: its state, its words, its command.
fn finding(home: &Home, code: i32, check: &str) -> (String, String, String) {
    let out = home.run(["doctor", "--json"]).ends(code).out;
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["schema"], "arobase.doctor/1");
    let findings = document["findings"].as_array().unwrap();
    let found = findings.iter().rfind(|one| one["check"] == check);
    assert!(found.is_some(), "nothing about {check} in {out}");
    let found = found.unwrap();
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    (text("state"), text("said"), text("mend"))
}

#[track_caller]
fn says(home: &Home, code: i32, check: &str, state: &str, said: &str, mend: &str) {
    let found = finding(home, code, check);
    assert!(
        found.0 == state && found.1.contains(said) && found.2.contains(mend),
        "{check}: {found:?}"
    );
}

#[test]
fn a_home_in_order_is_called_so_with_its_versions() {
    let (home, _web) = home(&now());
    let told = home.run(["doctor"]).ends(0).out;
    assert!(told.ends_with("Everything is in order.\n"), "{told}");
    assert!(
        told.contains(&format!("database {SCHEMA_VERSION}, reader ")),
        "{told}"
    );
    assert!(told.contains("✓ clock"), "{told}");
    says(
        &home,
        0,
        "clock",
        "good",
        "s from the clocks behind the last 1 answer",
        "",
    );
}

#[test]
fn what_a_crawl_would_be_refused_for_ends_with_the_code_of_that_crawl() {
    let (home, _web) = home(&now());
    std::fs::write(home.path("arobase.toml"), "").unwrap();
    says(&home, 5, "settings", "wrong", "no contact", "--contact");
    std::fs::write(home.path("arobase.toml"), "contact = 'nobody'\n").unwrap();
    says(&home, 2, "settings", "wrong", "arobase.toml:1: contact", "");
    let much = format!("{SETTINGS}min_free_mb = 4000000000\n");
    std::fs::write(home.path("arobase.toml"), much).unwrap();
    says(
        &home,
        12,
        "disk",
        "wrong",
        "a crawl stops at 4000000000 MB",
        "df -h",
    );
    std::fs::write(home.path("arobase.toml"), SETTINGS).unwrap();
    std::fs::write(home.path("seeds/b.toml"), "[[host]]\nnam = 'x'\n").unwrap();
    says(
        &home,
        2,
        "seeds",
        "wrong",
        "seeds/b.toml:2:1: unknown field `nam`",
        "source list",
    );
    std::fs::remove_dir_all(home.path("seeds")).unwrap();
    says(
        &home,
        0,
        "seeds",
        "look",
        "nowhere to start",
        "arobase source add",
    );
    std::fs::remove_dir_all(home.path("index")).unwrap();
    says(&home, 10, "archive", "wrong", "no archive", "arobase crawl");
}

#[test]
fn what_is_wrong_with_the_archive_has_the_command_that_puts_it_right() {
    let (home, _web) = home(&now());
    database(
        &home,
        "update page set reader = '0.0.1'; update run set status = 'running', ended = null;",
    );
    says(
        &home,
        0,
        "reader",
        "look",
        "1 page not read by this reader",
        "arobase reread",
    );
    says(
        &home,
        0,
        "archive",
        "look",
        "run 1 was killed",
        "arobase crawl",
    );
    home.run(["reread"]).ends(0);
    says(&home, 0, "reader", "good", "", "");
    std::fs::remove_dir_all(home.path("index/search")).unwrap();
    says(
        &home,
        0,
        "index",
        "look",
        "the next search builds it again",
        "arobase reindex",
    );
    home.run(["reindex"]).ends(0);
    says(&home, 0, "index", "good", "", "");
    std::fs::create_dir_all(home.path("index/forgotten")).unwrap();
    std::fs::write(home.path("index/forgotten/list.json"), "{}").unwrap();
    says(&home, 4, "forgotten", "wrong", "list.json", "backup");
    std::fs::remove_dir_all(home.path("index/forgotten")).unwrap();
    database(
        &home,
        &format!("pragma user_version = {}", SCHEMA_VERSION + 1),
    );
    says(&home, 4, "archive", "wrong", "has layout", "newer arobase");
    database(
        &home,
        &format!("pragma user_version = {}", SCHEMA_VERSION - 1),
    );
    says(&home, 4, "archive", "wrong", "has layout", "arobase reread");
    std::fs::write(home.path("index/arobase.db"), [7; 9000]).unwrap();
    says(
        &home,
        4,
        "archive",
        "wrong",
        "is damaged",
        "arobase verify --repair",
    );
}

#[test]
fn who_writes_and_who_may_look_is_told() {
    let (home, _web) = home(&now());
    says(&home, 0, "lock", "good", "nobody writes", "");
    let index = home.path("index");
    let noon = arobase::jobs::clock::now();
    let (writer, _) = Writer::open(&index, &Operator::default(), noon).unwrap();
    let told = format!("process {} writes to the archive", std::process::id());
    says(&home, 0, "lock", "good", &told, "");
    drop(writer);
    for (path, mode) in [("index", 0o755), ("index/arobase.db", 0o644)] {
        let rights = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(home.path(path), rights).unwrap();
    }
    says(
        &home,
        0,
        "folder",
        "look",
        "arobase.db (rights 644)",
        "chmod -R go-rwx",
    );
}

#[test]
fn a_clock_that_differs_from_those_of_servers_or_went_back_is_told() {
    let (home, _web) = home("Tue, 15 Nov 1994 12:45:26 GMT");
    says(
        &home,
        0,
        "clock",
        "look",
        "s ahead of the clocks behind the last 1 answer",
        "timedatectl",
    );
    database(
        &home,
        "update run set ended = '2099-01-01T00:00:00.000000Z'",
    );
    says(&home, 1, "clock", "wrong", "it went back", "timedatectl");
}

#[test]
fn a_host_that_fails_three_times_in_a_row_is_named_with_its_reason() {
    let (home, web) = home(&now());
    let seeds = format!("{SEEDS}[[host]]\nname = 'B'\nstart = ['http://ville-b.example/']\n");
    std::fs::write(home.path("seeds/a.toml"), seeds).unwrap();
    for _ in 0..3 {
        crawl(&home, &web);
    }
    says(
        &home,
        0,
        "hosts",
        "look",
        "ville-b.example (",
        "arobase source test ville-b.example",
    );
}
