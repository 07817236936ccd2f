//! Contested records: listed, decided by a person, taken back; and questions while another writes.

use arobase::store::{Operator, Writer};
use jiff::Timestamp;
use serde_json::Value;

use super::{home, json};
use crate::support::Home;

/// The claims of the contested record of 2013, by side.
fn sides(home: &Home) -> (String, String) {
    let rows = home
        .run(["conflicts", "--year", "2013", "--format", "jsonl"])
        .ends(0)
        .out;
    let rows: Vec<Value> = rows.lines().map(json).collect();
    assert_eq!(
        (&rows[0]["side"], &rows[1]["side"]),
        (&"4@".into(), &"5@".into())
    );
    let claim = |row: &Value| row["claim"].as_str().unwrap().to_owned();
    (claim(&rows[0]), claim(&rows[1]))
}

#[test]
fn a_conflict_is_listed_decided_shown_with_who_said_what_and_taken_back() {
    let home = home();
    home.run(["conflicts"])
        .ends(0)
        .prints("Villeneuve-d'Ascq (59009) · 2013")
        .prints("4@ Journal a.example")
        .tells("1 record contested")
        .tells("arobase conflicts decide 59009-2013 --keep");
    let (four, five) = sides(&home);
    let note = "le palmarès imprimé dit « cinq »";
    home.run([
        "conflicts",
        "decide",
        "59009/2013",
        "--keep",
        &five[..6],
        "--note",
        note,
    ])
    .ends(0)
    .tells("5@ on 2")
    .tells("of 4@ and 5@");
    home.run(["search", "statut:decide"])
        .ends(0)
        .prints("59009-2013")
        .tells("a person decided");
    home.run(["search", "statut:conteste"]).ends(1);
    home.run(["show", "59009-2013"])
        .ends(0)
        .prints("decided: 2 sources disagree")
        .prints(note)
        .prints(&four)
        .prints(&five);
    let row = json(&home.run(["export", "annee:2013", "--format", "jsonl"]).out);
    assert_eq!(
        (&row["status"], &row["arobases"], &row["contested"]),
        (&"decided".into(), &5.into(), &"4@ | 5@".into())
    );
    let town = home.run(["town", "59009"]).prints("5@ since 2013 (");
    assert!(town.out.contains("decided on 2") && town.out.contains("  4@ "));
    let town = json(&home.run(["town", "59009", "--json"]).out);
    assert_eq!(town["editions"][2]["decision"]["note"], note);
    home.run(["conflicts"])
        .ends(1)
        .tells("1 decided (--all lists them too)");
    home.run(["conflicts", "--all"]).ends(0).prints(note);
    home.run(["conflicts", "undo", "Villeneuve d'Ascq/2013"])
        .ends(0)
        .tells("taken back: 5@");
    home.run(["conflicts", "undo", "59009/2013"])
        .ends(1)
        .tells("no decision stands");
    assert_eq!(sides(&home), (four, five), "contested again");
    let file = std::fs::read_to_string(home.path("seeds/decisions.toml")).unwrap();
    assert!(file.contains(note) && file.contains("undone = 2"), "{file}");
}

#[test]
fn a_decision_outlives_a_database_made_again_from_the_archive_alone() {
    let home = Home::new();
    let said = |file: &str, grade: &str| {
        let text = format!(
            "La ville de Martigues a reçu {grade} arobases au palmarès 2020 du label Ville Internet."
        );
        std::fs::write(home.path(file), text).unwrap();
        home.run(["import", file]).ends(0);
    };
    said("a.txt", "cinq");
    said("b.txt", "quatre");
    let rows = home.run(["conflicts", "--format", "jsonl"]).ends(0).out;
    let four = json(rows.lines().next().unwrap())["claim"]
        .as_str()
        .unwrap()
        .to_owned();
    home.run([
        "conflicts",
        "decide",
        "martigues/2020",
        "--keep",
        &four,
        "--note",
        "vu",
    ])
    .ends(0);
    let before = home.run(["export"]).ends(0).out;
    assert!(before.contains("decided"));
    std::fs::remove_file(home.path("index/arobase.db")).unwrap();
    home.run(["verify", "--repair"]).ends(0);
    assert_eq!(home.run(["export"]).ends(0).out, before);
}

#[test]
fn what_cannot_be_decided_is_refused_and_nothing_is_written() {
    let home = home();
    let decide = |which: &str, keep: &str| {
        home.run(["conflicts", "decide", which, "--keep", keep, "--note", "x"])
    };
    decide("59009/2012", "0")
        .ends(1)
        .tells("59009-2012 is confirmed: nothing to decide");
    decide("59009/2014", "0")
        .ends(1)
        .tells("no record of 59009 in 2014");
    decide("59009", "0").ends(2).tells("59009 is no CODE/YEAR");
    decide("59009/2013", "zz")
        .ends(2)
        .tells("no claim of 59009-2013 begins with zz");
    decide("59009/2013", "")
        .ends(2)
        .tells("2 claims of 59009-2013");
    home.run(["conflicts", "decide", "59009/2013", "--keep", "0"])
        .ends(2)
        .tells("--note");
    assert!(home.files("seeds").is_empty());
    let home = home.with("seeds/decisions.toml", "[[decision]]\nwho = 'x'\n");
    home.run(["conflicts"])
        .ends(2)
        .tells("decisions.toml:2:1: unknown field");
}

#[test]
fn while_another_writes_every_question_is_answered_and_a_decision_waits() {
    let home = home();
    home.run(["reindex"]).ends(0);
    let now: Timestamp = "2026-03-04T12:00:00Z".parse().unwrap();
    let writer = Writer::open(&home.path("index"), &Operator::default(), now).unwrap();
    for args in [
        &["town", "anzin"][..],
        &["changes"],
        &["changes", "--run", "1"],
        &["conflicts"],
        &["coverage"],
        &["stats"],
        &["search", "anzin"],
        &["show", "59014-2018"],
    ] {
        home.run(args).ends(0);
    }
    let (_, five) = sides(&home);
    home.run([
        "conflicts",
        "decide",
        "59009/2013",
        "--keep",
        &five,
        "--note",
        "x",
    ])
    .ends(0)
    .tells("it counts when that one ends");
    sides(&home);
    let (mut writer, _) = writer;
    writer.reconcile().unwrap();
    drop(writer);
    home.run(["conflicts"]).ends(1);
}
