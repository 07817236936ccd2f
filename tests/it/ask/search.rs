//! `search` beyond the table: JSON, facets, going on, explaining; and `show` as a page.

use serde_json::Value;

use super::{archive, home, json, page};
use crate::support::Home;

#[test]
fn a_search_is_one_json_document_with_its_schema_and_its_reading() {
    let home = home();
    let found = json(
        &home
            .run(["search", "anzin", "--json", "--facets"])
            .ends(0)
            .out,
    );
    assert_eq!(found["schema"], "arobase.search/1");
    assert_eq!(found["records_total"], 3);
    assert_eq!(found["records"][0]["record"], "59014-2018");
    assert_eq!(
        found["pages"][0]["url"].as_str().unwrap().split('/').next(),
        Some("https:")
    );
    let years: Vec<&Value> = found["facets"]["year"].as_array().unwrap().iter().collect();
    let years: Vec<&str> = years
        .iter()
        .map(|year| year["name"].as_str().unwrap())
        .collect();
    assert_eq!(years, ["2018", "2017", "2016"]);
    let typo = json(&home.run(["search", "anzim", "--json"]).ends(0).out);
    assert_eq!(
        (&typo["query"], &typo["instead"]),
        (&"anzim".into(), &"anzin".into())
    );
    let line = home
        .run(["search", "anzin", "--format", "jsonl"])
        .ends(0)
        .out;
    let line = json(line.lines().next().unwrap());
    assert_eq!(
        (&line["schema"], &line["type"]),
        (&"arobase.search/1".into(), &"record".into())
    );
}

#[test]
fn facets_count_every_record_found_not_only_those_shown() {
    let home = home();
    let rows = home
        .run([
            "search", "dep:59", "--limit", "1", "--facets", "--format", "csv",
        ])
        .ends(0)
        .out;
    let rows: Vec<&str> = rows.lines().collect();
    for row in [
        "year,2018,3",
        "level,5@,3",
        "level,4@,5",
        "level,3@,2",
        "department,Nord (59),10",
        "source,a.example,10",
        "source,b.example,2",
    ] {
        assert!(rows.contains(&row), "no {row} in {rows:#?}");
    }
    home.run(["search", "dep:59", "--facets"])
        .ends(0)
        .prints("DEPARTMENT")
        .prints("█");
}

#[test]
fn a_list_goes_on_where_it_ended_and_nothing_is_shown_twice() {
    let home = home();
    let whole = json(&home.run(["search", "dep:59", "--json"]).out);
    let id = |row: &Value| row["record"].as_str().unwrap().to_owned();
    let all: Vec<String> = whole["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(id)
        .collect();
    assert_eq!(whole["after"], Value::Null);
    let mut shown = Vec::new();
    let mut after = "r0p0".to_owned();
    while after != "null" {
        let args = [
            "search", "dep:59", "--json", "--limit", "3", "--after", &after,
        ];
        let part = json(&home.run(args).ends(0).out);
        shown.extend(part["records"].as_array().unwrap().iter().map(id));
        after = part["after"].as_str().unwrap_or("null").to_owned();
    }
    assert_eq!(shown, all);
    home.run(["search", "dep:59", "--limit", "3"])
        .ends(0)
        .tells("--after r3p0");
    home.run(["search", "dep:59", "--after", "r99p0"])
        .ends(1)
        .tells("nothing more");
    home.run(["search", "dep:59", "--after", "x"])
        .ends(2)
        .tells("r20p20");
}

#[test]
fn pages_stand_newest_first_where_that_is_asked() {
    let home = Home::new();
    let dated = |path: &str, published: &str| {
        let anzin = [("59014", "Anzin", 2018, 4)];
        let mut capture = page("a.example", path, "2026-01-01", &anzin);
        let reading = capture.reading.as_mut().unwrap();
        reading.page.published = published
            .parse()
            .ok()
            .map(|date| arobase::web::date::Dated {
                date,
                from: arobase::web::date::DateSource::Meta,
            });
        capture
    };
    archive(
        &home,
        vec![
            dated("old", "2012-02-07"),
            dated("new", "2018-02-09"),
            dated("none", ""),
        ],
    );
    let rows = home
        .run(["search", "anzin", "--sort", "date", "--json"])
        .ends(0)
        .out;
    let rows = json(&rows);
    let pages: Vec<&str> = rows["pages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|page| page["url"].as_str().unwrap())
        .collect();
    assert_eq!(
        pages,
        [
            "https://a.example/new",
            "https://a.example/old",
            "https://a.example/none"
        ]
    );
}

#[test]
fn a_search_explains_its_reading_without_an_archive() {
    Home::new()
        .run(["search", "dep:nord", "-lille", ">=4@", "--explain"])
        .ends(0)
        .prints("department Nord (59)")
        .prints("not the word lille")
        .prints("grade 4@ and more");
}

#[test]
fn tables_of_other_programs_hold_records_and_pages() {
    let home = home();
    let csv = home.run(["search", "anzin", "--format", "csv"]).ends(0).out;
    assert!(
        csv.starts_with("type,year,arobases,") && csv.contains("\r\npage,,,"),
        "{csv}"
    );
    let tsv = home
        .run(["search", "insee:59014", "--format", "tsv"])
        .ends(0)
        .out;
    assert!(
        tsv.contains("record\t2018\t4\t\t59014\tAnzin\t59\tsingle\t"),
        "{tsv}"
    );
    let md = home
        .run(["search", "insee:59014", "--format", "md"])
        .ends(0)
        .out;
    assert_eq!(md.lines().nth(1).unwrap().matches("---").count(), 9);
}

#[test]
fn a_year_of_which_nothing_is_known_is_told_beside_those_that_are() {
    let home = home();
    home.run(["search", "annee:1998"])
        .ends(1)
        .tells("the label exists since 1999; the editions known here are of 2011 to 2018");
    home.run(["search", "annee:2018"])
        .ends(0)
        .tells("edition of 2018: 3 of 205 known here");
}

#[test]
fn columns_are_chosen_by_name() {
    let home = home();
    let fields = |command: &[&str], fields: &str, format: &str| {
        let more = ["--fields", fields, "--format", format];
        home.run(command.iter().chain(&more)).ends(0).out
    };
    assert_eq!(
        fields(&["search", "insee:59014"], "year,arobases", "tsv"),
        "year\tarobases\n2018\t4\n2017\t3\n2016\t\n"
    );
    assert_eq!(
        fields(&["town", "anzin"], "year,standing", "table")
            .lines()
            .last(),
        Some("  2018  single")
    );
    assert_eq!(
        fields(&["changes", "--lost"], "code,after", "jsonl"),
        "{\"schema\":\"arobase.change/1\",\"code\":\"59350\",\"after\":3}\n"
    );
    home.run(["coverage", "--fields", "grade"])
        .ends(2)
        .tells("there is no column « grade »")
        .tells("known_5");
}

#[test]
fn show_gives_the_archived_page_as_it_came() {
    let home = home();
    let out = home.run(["show", "59014-2018", "--html"]).ends(0).out;
    assert!(
        out.starts_with("Villeneuve-d'Ascq reçoit 5 arobases en 2018."),
        "{out}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn show_opens_the_address_in_the_browser_of_the_desktop() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = home().with("bin/xdg-open", "#!/bin/sh\necho \"$1\" > opened\n");
    let program = home.path("bin/xdg-open");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = home.command(["show", "59014-2018", "--open"]);
    let path = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}:{path}", home.path("bin").display()));
    assert!(command.output().unwrap().status.success());
    let opened = std::fs::read_to_string(home.path("opened")).unwrap();
    assert_eq!(opened, "https://a.example/2018\n");
}
