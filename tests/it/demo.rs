//! `arobase demo` from outside: no network, the real crawl, and what it promises to print.

use crate::support::Home;

#[test]
fn the_demo_crawls_its_small_web_and_shows_what_it_found() {
    let home = Home::new();
    let ran = home.run(["demo", "--keep", "kept"]).ends(0);
    let ran = ran
        .prints("2020  5    Martigues                          confirmed  2        13056-2020\n");
    let ran = ran.prints("2011  4/5  Saint-Médard-en-Jalles             contested  2        33449");
    let ran = ran
        .prints("Territoire d'excellence numérique")
        .prints("kept/index/arobase.db");
    let table = ran
        .out
        .split("\n\n")
        .find(|part| part.starts_with("YEAR"))
        .unwrap();
    assert!(
        table.lines().all(|line| line.chars().count() <= 80),
        "{table}"
    );
    home.run(["-C", "kept", "status"])
        .ends(0)
        .prints("6: ")
        .prints("0 queued");
    home.run(["-C", "kept", "search", "bormes les mimosas"])
        .ends(0)
        .prints("83019");
}

#[test]
fn every_claim_of_the_demo_is_one_that_its_pages_make() {
    let home = Home::new();
    home.run(["demo", "--keep", "kept"]).ends(0);
    let export = home
        .run(["-C", "kept", "export", "--format", "jsonl"])
        .ends(0)
        .out;
    let mut found: Vec<String> = export.lines().map(fact).collect();
    found.sort();
    let expected = [
        "13005 2016 2 single",
        "13005 2020 3 single",
        "13047 2020 4 single",
        "13056 2020 5 confirmed",
        "13063 2020 3 single",
        "13077 2020 1 single",
        "13081 2020 3 single",
        "248000531 2017 4 single",
        "33449 2011 null contested",
        "38185 2021 null single",
        "60057 2012 4 single",
        "60057 2013 5 single",
        "60057 2017 5 confirmed",
        "60414 2017 2 single",
        "83019 2020 5 single",
        "83019 2021 5 single",
    ];
    assert_eq!(found, expected);
}

/// Code, year, grade and status of one exported line.
fn fact(line: &str) -> String {
    let record: serde_json::Value = serde_json::from_str(line).unwrap();
    let word = |key: &str| record[key].to_string().replace('"', "");
    format!(
        "{} {} {} {}",
        word("code"),
        word("year"),
        word("arobases"),
        word("status")
    )
}

#[test]
fn a_second_demo_in_the_same_folder_is_refused_and_touches_nothing() {
    let home = Home::new().with("kept/mine.txt", "mine");
    let ran = home.run(["demo", "--keep", "kept"]).ends(2);
    ran.tells("--keep kept: the folder is not empty");
    assert_eq!(home.files("kept").len(), 1);
    home.run(["demo", "--keep", "kept/mine.txt"])
        .ends(2)
        .tells("not a folder");
}
