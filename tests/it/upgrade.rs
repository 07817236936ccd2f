//! Homes of every earlier layout of the archive, made by the programs of their day: they open, are brought up to date and
//! say what they said; a newer one is refused.
//!
//! `tests/homes/layout-N.tar.gz` is what `arobase demo --keep` left, built at the last commit with `SCHEMA_VERSION` N. A new
//! layout gets a home here before it is left behind.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

use arobase::store::SCHEMA_VERSION;
use rusqlite::{Connection, OpenFlags};

use crate::faults::{each, faults};
use crate::support::{Home, say};

/// The layouts that there is a home of.
const LAYOUTS: [u32; 4] = [1, 2, 3, 4];

/// The home of a layout, as its program left it.
fn home_of(layout: u32) -> Home {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/homes");
    let packed = std::fs::File::open(folder.join(format!("layout-{layout}.tar.gz"))).unwrap();
    let mut tar = Vec::new();
    flate2::read::GzDecoder::new(packed)
        .read_to_end(&mut tar)
        .unwrap();
    let home = Home::new();
    unpack(&tar, &home);
    home
}

/// The files of a tar (POSIX ustar): a head of 512 bytes, then the file filled up to 512.
fn unpack(mut tar: &[u8], home: &Home) {
    while tar.len() >= 512 && tar[0] != 0 {
        let (head, rest) = tar.split_at(512);
        let text = |from: usize, to: usize| {
            let text = String::from_utf8_lossy(&head[from..to]).into_owned();
            text.trim_matches(['\0', ' ']).to_owned()
        };
        let size = usize::from_str_radix(&text(124, 136), 8).unwrap();
        let path = home.path(&text(0, 100));
        if head[156] == b'5' {
            std::fs::create_dir_all(path).unwrap();
        } else {
            std::fs::write(path, &rest[..size]).unwrap();
        }
        tar = &rest[size.next_multiple_of(512)..];
    }
}

fn database(home: &Home) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    Connection::open_with_flags(home.path("index/arobase.db"), flags).unwrap()
}

/// What the home says, in columns that every layout has: its captures with their places, and its records.
fn said(home: &Home) -> (BTreeSet<String>, BTreeSet<String>) {
    let db = database(home);
    let rows = |query: &str| -> BTreeSet<String> {
        let mut select = db.prepare(query).unwrap();
        let rows = select.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    (
        rows(
            "select id || ' ' || url || ' ' || at || ' ' || sha256 || ' ' || warc || ' ' || offset || ' ' || length
             from capture",
        ),
        rows(
            "select id || ' ' || name || ' ' || kind || ' ' || coalesce(arobases, '') || coalesce(mention, '') || ' ' ||
                 status || ' ' || sources from record",
        ),
    )
}

fn layout(home: &Home) -> u32 {
    let version = database(home).pragma_query_value(None, "user_version", |row| row.get(0));
    version.unwrap()
}

fn is_sound(home: &Home) {
    home.run(["verify", "--read-data"])
        .ends(0)
        .prints("The archive is sound.");
    let report =
        arobase::jobs::verify::verify(&home.path("index"), true, false, &mut |_| {}).unwrap();
    assert_eq!(report.found.left_over, Vec::<String>::new());
}

#[test]
fn a_home_of_each_layout_is_brought_up_to_date_and_says_what_it_said() {
    for number in LAYOUTS {
        let home = home_of(number);
        assert_eq!(layout(&home), number);
        let before = said(&home);
        assert!(before.0.len() >= 18 && before.1.len() >= 16, "{before:?}");
        if number < SCHEMA_VERSION {
            for question in [
                &["status"][..],
                &["search", "aubagne"],
                &["export"],
                &["verify"],
            ] {
                home.run(question).ends(4).tells("arobase reread");
            }
        }
        home.run(["reread"]).ends(0);
        assert_eq!(layout(&home), SCHEMA_VERSION);
        assert_eq!(said(&home), before, "layout {number}");
        is_sound(&home);
        home.run(["search", "aubagne"]).ends(0).prints("Aubagne");
    }
}

#[test]
fn whatever_writes_first_brings_a_home_up_to_date() {
    for number in LAYOUTS {
        let text = "Label Villes Internet 2019 : Gardanne (13) obtient trois arobases.";
        let home = home_of(number).with("note.txt", text);
        let before = said(&home);
        home.run(["import", "note.txt"]).ends(0);
        assert_eq!(layout(&home), SCHEMA_VERSION);
        let after = said(&home);
        assert!(after.0.is_superset(&before.0), "layout {number}");
        assert_eq!(after.1.len(), before.1.len() + 1, "layout {number}");
        is_sound(&home);
        let gone = ["forget", "--yes", "--host", "ville-aubagne.example"];
        home.run(gone).ends(0).prints("Forgotten    ");
        is_sound(&home);
    }
}

#[test]
fn killed_while_it_is_brought_up_to_date_a_home_is_of_one_layout_or_the_other() {
    let Some(faults) = faults() else {
        return;
    };
    let reread = |home: &Home, fault: (&str, String)| {
        let mut command = home.command(["--quiet", "reread"]);
        command.env("LD_PRELOAD", faults);
        command.env("AROBASE_FAULT_UNDER", home.path("index/"));
        command.env(fault.0, fault.1).output().unwrap()
    };
    let calm = home_of(1);
    let count = calm.path("count");
    let told = count.to_string_lossy().into_owned();
    assert!(
        reread(&calm, ("AROBASE_FAULT_COUNT", told))
            .status
            .success()
    );
    let points: usize = std::fs::read_to_string(count)
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    // The first of them are those of the new tables and columns.
    let some: Vec<usize> = (1..=20.min(points))
        .chain((21..=points).step_by(points / 8))
        .collect();
    let end = said(&calm);
    let done = each(&some, std::time::Duration::MAX, |n| {
        let home = home_of(1);
        reread(&home, ("AROBASE_CRASH_AT", n.to_string()));
        let now = Connection::open(home.path("index/arobase.db")).unwrap();
        let now: u32 = now
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert!(
            now == 1 || now == SCHEMA_VERSION,
            "killed at {n}: layout {now}"
        );
        home.run(["reread"]).ends(0);
        assert_eq!(said(&home), end, "killed at {n}");
        is_sound(&home);
    });
    say(&format!(
        "killed at {done} of the {points} points of a reread of layout 1"
    ));
}

#[test]
fn a_newer_layout_is_refused_by_every_command_and_nothing_of_it_changes() {
    let text = "Label Villes Internet 2019 : Gardanne (13) obtient trois arobases.";
    let home = home_of(*LAYOUTS.last().unwrap()).with("note.txt", text);
    let db = Connection::open(home.path("index/arobase.db")).unwrap();
    db.pragma_update(None, "user_version", SCHEMA_VERSION + 1)
        .unwrap();
    drop(db);
    let bytes = || std::fs::read(home.path("index/arobase.db")).unwrap();
    let before = bytes();
    let seed = "http://ville-aubagne.example/";
    for command in [
        &["status"][..],
        &["search", "aubagne"],
        &["show", "13005-2020"],
        &["town", "aubagne"],
        &["changes", "--gone-since", "2"],
        &["conflicts"],
        &["coverage"],
        &["stats"],
        &["export"],
        &["why", seed],
        &["reread"],
        &["reindex"],
        &["verify"],
        &["verify", "--repair"],
        &["import", "note.txt"],
        &["forget", "--yes", "--host", "ville-aubagne.example"],
        &[
            "crawl",
            "--contact",
            "a@b.example",
            "--delay",
            "0",
            "--connect-to",
            "http://127.0.0.1:9",
            seed,
        ],
    ] {
        home.run(command).ends(4).tells("use a newer arobase");
    }
    assert_eq!(bytes(), before);
}

#[test]
fn a_search_index_of_another_analyser_is_built_again_by_itself() {
    let home = home_of(4);
    home.run(["reread"]).ends(0);
    let search = |words: &str| home.run(["search", "aubagne"]).ends(0).tells(words);
    search("");
    let meta = home.path("index/search/meta.json");
    let text = std::fs::read_to_string(&meta).unwrap();
    let at = text.find("analyser").unwrap();
    // The fingerprint stands behind its name in the stamp: one digit of it is another.
    let place = at
        + text[at..]
            .find(|letter: char| letter.is_ascii_digit())
            .unwrap();
    let digit = if text.as_bytes()[place] == b'1' {
        "2"
    } else {
        "1"
    };
    let mut other = text.clone();
    other.replace_range(place..=place, digit);
    std::fs::write(&meta, other).unwrap();
    search("built again");
    let ran = home.run(["search", "aubagne"]).ends(0);
    assert!(!ran.err.contains("built again"), "{}", ran.err);
    is_sound(&home);
}
