//! The questions that people ask, each one command, over the gold of this repository and over an
//! archive written by hand.

use arobase::label::claim::{Arobases, Claim, ClaimKind, Evidence, Place, PlaceKind, YearBasis};
use arobase::store::{Batch, NewCapture, Operator, Reading, RunKind, RunStatus, Writer};
use arobase::web::exchange::Exchange;
use arobase::web::page::{Block, BlockKind, Page, Zone};
use jiff::Timestamp;
use serde_json::Value;

use crate::support::Home;

mod conflicts;
mod hostile;
mod meanwhile;
mod search;
mod terminal;
mod together;
mod words;

/// What a page says: code, name, year, arobases (0: named without).
type Said<'a> = (&'a str, &'a str, i16, u8);

/// A page of a host at a day, and what it says; its text has the words of each claim.
fn page(host: &str, path: &str, day: &str, said: &[Said<'_>]) -> NewCapture {
    let words = |(_, name, year, arobases): &Said<'_>| {
        format!("{name} reçoit {arobases} arobases en {year}.")
    };
    let text: Vec<String> = said.iter().map(words).collect();
    let text = text.join(" ");
    let url: url::Url = format!("https://{host}/{path}").parse().unwrap();
    let claim = |one: &Said<'_>| Claim {
        place: Place {
            code: Some(one.0.to_owned()),
            name: one.1.to_owned(),
            kind: PlaceKind::Commune,
            written: one.1.to_owned(),
        },
        year: Some(one.2),
        year_basis: Some(YearBasis::Written),
        arobases: Arobases::new(one.3),
        kind: ClaimKind::Award,
        mention: None,
        evidence: Evidence {
            exact: words(one),
            start: text.find(&words(one)).unwrap(),
            ..Evidence::default()
        },
        rule: "test-rule".into(),
        confidence: 0.9,
    };
    let reading = Reading {
        page: Page {
            url: Some(url.clone()),
            title: Some("Le palmarès".to_owned()),
            site: Some(format!("Journal {host}")),
            blocks: vec![Block {
                kind: BlockKind::Paragraph,
                zone: Zone::Main,
                text: text.clone(),
                css: "article > p".to_owned(),
            }],
            ..Page::default()
        },
        claims: said.iter().map(claim).collect(),
        reader: "test".to_owned(),
        ..Reading::default()
    };
    let exchange = Exchange {
        url,
        at: format!("{day}T12:00:00Z").parse().unwrap(),
        ip: None,
        request: b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        status: 200,
        reason: "OK".to_owned(),
        headers: vec![("content-type".to_owned(), b"text/html".to_vec())],
        body: text.into_bytes(),
        truncated: None,
    };
    NewCapture::answer(exchange, Some(reading))
}

/// One run that archives these pages.
fn archive(home: &Home, captures: Vec<NewCapture>) {
    let now: Timestamp = "2026-03-04T12:00:00Z".parse().unwrap();
    let (mut writer, _) = Writer::open(&home.path("index"), &Operator::default(), now).unwrap();
    let run = writer.begin_run(RunKind::Crawl, "{}", now).unwrap();
    let batch = Batch {
        captures,
        ..Batch::default()
    };
    writer.commit(&batch).unwrap();
    writer.reconcile().unwrap();
    writer.end_run(run.id, RunStatus::Done, "{}", now).unwrap();
    writer.finish().unwrap();
}

const ASCQ: (&str, &str) = ("59009", "Villeneuve-d'Ascq");
const ANZIN: (&str, &str) = ("59014", "Anzin");
const LILLE: (&str, &str) = ("59350", "Lille");
const METZ: (&str, &str) = ("57463", "Metz");

/// Four towns over six editions: gaps, a contested year, one that rises, one that falls, one that
/// is not seen any more.
fn home() -> Home {
    let home = Home::new();
    let of = |(code, name): (&'static str, &'static str), year, grade| (code, name, year, grade);
    archive(
        &home,
        vec![
            page(
                "a.example",
                "2011",
                "2026-01-01",
                &[of(ASCQ, 2011, 4), of(METZ, 2011, 2)],
            ),
            page(
                "a.example",
                "2012",
                "2026-01-01",
                &[of(ASCQ, 2012, 4), of(METZ, 2012, 2)],
            ),
            page("b.example", "2012", "2026-01-01", &[of(ASCQ, 2012, 4)]),
            page("a.example", "2013", "2026-01-01", &[of(ASCQ, 2013, 4)]),
            page("b.example", "2013", "2026-01-01", &[of(ASCQ, 2013, 5)]),
            page(
                "a.example",
                "2016",
                "2026-01-01",
                &[of(ASCQ, 2016, 5), of(ANZIN, 2016, 0)],
            ),
            page(
                "a.example",
                "2017",
                "2026-01-01",
                &[of(ANZIN, 2017, 3), of(LILLE, 2017, 4)],
            ),
            page(
                "a.example",
                "2018",
                "2026-01-01",
                &[of(ASCQ, 2018, 5), of(ANZIN, 2018, 4), of(LILLE, 2018, 3)],
            ),
        ],
    );
    home
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_question_about_the_gold_is_one_command() {
    let gold = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold/");
    let home = Home::new();
    let folders = ["several-towns", "laureates", "one-town"].map(|name| format!("{gold}{name}"));
    home.run(std::iter::once("import".to_owned()).chain(folders))
        .ends(0);
    // Since when does X have 4@?
    home.run(["town", "pont audemer"])
        .ends(0)
        .prints("Pont-Audemer · commune · 27467 · Eure (27)")
        .prints("4@ or more since 2017");
    // Which towns of a department in a year?
    home.run(["search", "dep:33 annee:2018"])
        .ends(0)
        .prints("33318-2018");
    // Who lost, who gained a grade?
    let lost = home
        .run(["changes", "--from", "2017", "--to", "2018", "--lost"])
        .ends(0);
    assert!(
        lost.out.contains("Meylan (38)") && !lost.out.contains("Vannes"),
        "{}",
        lost.out
    );
    home.run(["changes", "--from", "2017", "--to", "2018", "--gained"])
        .ends(0)
        .prints("Vannes (56)");
    // Who stopped renewing?
    home.run(["changes", "--gone-since", "3"])
        .ends(0)
        .tells("not observed is not lost")
        .prints("Trégueux (22)");
    // Show me the proof.
    home.run(["show", "56260-2018", "--text"])
        .ends(0)
        .prints("SHA-256");
    // What is new this week?
    home.run(["changes", "--since", "7d", "--format", "md"])
        .ends(0)
        .prints("| new | 56260 | Vannes | 56 | 2018 | 4 |  | single | ");
    home.run(["export", "--format", "atom"])
        .ends(0)
        .prints("<feed");
    // Which claims contradict each other?
    home.run(["search", "statut:conteste"])
        .ends(0)
        .prints("Le Lamentin (972)");
    // What do we still miss?
    home.run(["coverage", "--year", "2011", "--missing"])
        .ends(0)
        .prints("2011  22360");
    // Where did this number come from?
    let row = home
        .run(["export", "insee:56260", "--format", "jsonl"])
        .ends(0)
        .out;
    for key in ["url", "captured_at", "sha256", "rule", "confidence"] {
        assert!(!json(row.lines().next().unwrap())[key].is_null(), "{key}");
    }
    // Can I trust the archive?
    home.run(["verify", "--read-data"])
        .ends(0)
        .prints("The archive is sound");
}

#[test]
fn a_town_is_told_edition_by_edition_with_gaps_both_sides_and_a_summary() {
    let home = home();
    let ran = home.run(["town", "villeneuve", "d", "ascq"]).ends(0);
    let line = |year: &str| {
        let found = ran
            .out
            .lines()
            .find(|line| line.trim_start().starts_with(year));
        found.unwrap_or_else(|| panic!("no {year} in\n{}", ran.out))
    };
    assert!(line("2012").contains("██ 2") && line("2012").contains("confirmed"));
    assert!(line("2013").contains("4/5@") && line("2013").contains("contested"));
    for side in ["  4@", "  5@"] {
        assert!(
            ran.out
                .lines()
                .any(|line| line.contains(side) && line.contains("Journal"))
        );
    }
    assert!(
        line("2014").contains("not observed (0 of 271 known)"),
        "{}",
        line("2014")
    );
    assert!(
        line("2017").contains("· ")
            && line("2017").contains("not observed (2 of 176 or 241 known)")
    );
    assert!(
        !ran.out.contains("lost"),
        "nobody loses what was not observed"
    );
    assert_eq!(
        ran.out.lines().last().unwrap(),
        "4@ or more since 2011 at least (3 editions between not observed) · \
         5@ since 2016 at least (1 edition between not observed) · last observed in 2018"
    );
}

#[test]
fn a_town_is_json_with_a_schema_and_rows_for_spreadsheets() {
    let home = home();
    let town = json(&home.run(["town", "59009", "--json"]).ends(0).out);
    assert_eq!(town["schema"], "arobase.town/1");
    assert_eq!(town["since"][0]["year"], 2016);
    let editions = town["editions"].as_array().unwrap();
    assert_eq!(editions.len(), 8, "2011 to 2018");
    assert_eq!(editions[3]["standing"], "not-observed");
    assert_eq!(editions[2]["sides"], serde_json::json!(["4@", "5@"]));
    assert_eq!(editions[2]["proofs"].as_array().unwrap().len(), 2);
    let csv = home.run(["town", "59009", "--format", "csv"]).ends(0).out;
    assert_eq!(csv.lines().count(), 9);
    assert!(
        csv.contains("59009,Villeneuve-d'Ascq,2013,14,contested,,4@ | 5@,"),
        "{csv}"
    );
    let lines = home.run(["town", "59009", "--format", "jsonl"]).ends(0).out;
    assert_eq!(
        json(lines.lines().next().unwrap())["schema"],
        "arobase.town-year/1"
    );
}

#[test]
fn a_name_of_several_is_listed_with_codes_and_one_of_nobody_is_told() {
    let home = Home::new();
    let both = [
        ("93066", "Saint-Denis", 2018, 4),
        ("97411", "Saint-Denis", 2018, 5),
    ];
    archive(&home, vec![page("a.example", "x", "2026-01-01", &both)]);
    home.run(["town", "saint denis"])
        .ends(2)
        .tells("93066 Saint-Denis · Seine-Saint-Denis (93)")
        .tells("97411 Saint-Denis");
    home.run(["town", "saint denis (93)"])
        .ends(0)
        .prints("4@ since 2018");
    home.run(["town", "Qwertzuiop"])
        .ends(1)
        .tells("no collectivity is called");
    home.run(["town", "75056"])
        .ends(1)
        .prints("No page in this archive says anything of it.");
}

#[test]
fn changes_tell_gains_losses_and_what_is_not_observed_and_never_more() {
    let home = home();
    let ran = home
        .run(["changes", "--from", "2017", "--to", "2018"])
        .ends(0)
        .tells("2017 (2 known) → 2018 (3 known): 1 gained, 1 lost, 1 again");
    let words: Vec<Vec<&str>> = ran
        .out
        .lines()
        .skip(1)
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        words[0],
        ["gained", "59014", "Anzin", "(59)", "3@", "4@", "59014-2018"]
    );
    assert_eq!(words[1][..3], ["lost", "59350", "Lille"]);
    assert_eq!(words[2][..2], ["again", "59009"]);
    // Without any year, the last two editions covered.
    assert_eq!(home.run(["changes"]).ends(0).out, ran.out);
    assert_eq!(home.run(["changes", "--to", "2018"]).out, ran.out);
    // Named without a grade in 2016: nothing can be said of what changed.
    home.run(["changes", "--from", "2016"])
        .ends(0)
        .prints("open");
    home.run(["changes", "--from", "2014"])
        .ends(1)
        .tells("no page here tells of the edition of 2014")
        .tells("2011, 2012, 2013, 2016, 2017, 2018");
    home.run(["changes", "--from", "2018", "--to", "2017"])
        .ends(2);
    home.run(["changes", "--from", "2012", "--to", "2013", "--gained"])
        .ends(1);
    let row = home
        .run(["changes", "--lost", "--format", "jsonl"])
        .ends(0)
        .out;
    let row = json(&row);
    assert_eq!(
        (&row["change"], &row["before"], &row["after"]),
        (&"lost".into(), &4.into(), &3.into())
    );
    assert_eq!(row["url"], "https://a.example/2018");
}

#[test]
fn who_is_not_observed_any_more_is_never_called_lost() {
    let home = home();
    let ran = home
        .run(["changes", "--gone-since", "2"])
        .ends(0)
        .tells("1 collectivity");
    assert!(ran.out.contains("2@ in 2012") && ran.out.contains("not observed in 4 editions"));
    let row = json(
        &home
            .run(["changes", "--gone-since", "4", "--format", "jsonl"])
            .out,
    );
    assert_eq!(
        (&row["change"], &row["code"]),
        (&"not-observed".into(), &"57463".into())
    );
    home.run(["changes", "--gone-since", "5"]).ends(1);
}

/// The page of 2018 again with one more town, and a source that confirms, contests and completes.
fn home_with_news() -> Home {
    let home = home();
    let anzin = (ANZIN.0, ANZIN.1, 2018, 4);
    let grown = [
        (ASCQ.0, ASCQ.1, 2018, 5),
        anzin,
        (LILLE.0, LILLE.1, 2018, 3),
        ("59512", "Roubaix", 2018, 2),
    ];
    let day = "2026-02-01";
    archive(
        &home,
        vec![
            page("a.example", "2018", day, &grown),
            page("c.example", "2018", day, &[anzin]),
            page("c.example", "2017", day, &[(LILLE.0, LILLE.1, 2017, 5)]),
            page("c.example", "2016", day, &[(ANZIN.0, ANZIN.1, 2016, 2)]),
        ],
    );
    home
}

#[test]
fn new_is_what_no_earlier_capture_of_the_page_had_said() {
    let home = home_with_news();
    for when in [["--run", "2"], ["--since", "2026-01-15"]] {
        let ran = home
            .run(["changes", "--format", "jsonl"].iter().chain(&when))
            .ends(0);
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        let rows = ran.out.lines().map(json);
        let news: Vec<String> = rows
            .map(|row| word(&row["news"]) + " " + &word(&row["record"]))
            .collect();
        let told = [
            "new 59512-2018",
            "contested 59350-2017",
            "graded 59014-2016",
            "more-proof 59014-2018",
        ];
        assert_eq!(news, told, "{when:?}");
    }
    home.run(["changes", "--since", "2026-02-02"])
        .ends(1)
        .tells("no record");
    home.run(["changes", "--run", "9"])
        .ends(1)
        .tells("there is no run 9");
    home.run(["changes", "--since", "soon"])
        .ends(2)
        .tells("--since 7d");
}

#[test]
fn coverage_has_exact_numbers_and_says_where_the_total_is_unknown() {
    let home = home();
    let all = json(&home.run(["coverage", "--json"]).ends(0).out);
    assert_eq!(all["schema"], "arobase.coverage/1");
    let year = |year: i16| {
        let rows = all["rows"].as_array().unwrap();
        rows.iter().find(|row| row["year"] == year).unwrap().clone()
    };
    let known = year(2018);
    assert_eq!(
        (&known["known"], &known["official"]),
        (&3.into(), &serde_json::json!([205]))
    );
    assert_eq!(
        (&known["known_5"], &known["known_4"], &known["percent"]),
        (&1.into(), &1.into(), &1.into())
    );
    assert_eq!(year(2013)["contested"], 1);
    assert_eq!(year(2016)["without_grade"], 1);
    assert_eq!(year(2025)["percent"], Value::Null);
    home.run(["coverage", "--year", "2025"])
        .ends(0)
        .prints("unknown");
    home.run(["coverage", "--year", "1850"])
        .ends(1)
        .tells("1850 is no edition");
    let missing = home
        .run(["coverage", "--year", "2017", "--missing"])
        .ends(0)
        .out;
    assert!(missing.contains("5@ in 2016  5@ in 2018"), "{missing}");
    home.run(["coverage", "--year", "2025", "--missing"])
        .ends(0)
        .prints("3@ in 2018");
}

#[test]
fn records_are_counted_by_year_grade_department_and_source() {
    let home = home();
    home.run(["stats"])
        .ends(0)
        .prints("Nord (59)")
        .prints("a.example")
        .prints("█");
    let rows = home.run(["stats", "dep:57", "--format", "csv"]).ends(0).out;
    assert_eq!(
        rows.replace("\r\n", "\n"),
        "by,name,records\nyear,2012,1\nyear,2011,1\nlevel,2@,2\n\
         department,Moselle (57),2\nsource,a.example,2\n"
    );
    home.run(["stats", "dep:75"]).ends(1);
}

#[test]
fn without_an_archive_every_question_ends_with_10() {
    let home = Home::new();
    for args in [
        &["town", "anzin"][..],
        &["changes"],
        &["coverage"],
        &["stats"],
    ] {
        home.run(args).ends(10).tells("no archive");
    }
    assert!(home.files("").is_empty());
}
