//! Search, show, export and reindex over an archive written by hand: what the pages say is ours.

use std::path::Path;

use arobase::index::{Searcher, is_fresh, query::Query, rebuild, update};
use arobase::label::claim::{Arobases, Claim, ClaimKind, Evidence, Place, PlaceKind, YearBasis};
use arobase::store::{Batch, NewCapture, Operator, Reading, RunKind, RunStatus, Store, Writer};
use arobase::web::exchange::Exchange;
use arobase::web::page::{Block, BlockKind, MetaRobots, Page, Zone};
use jiff::{Timestamp, ToSpan as _};

use crate::support::Home;

fn noon() -> Timestamp {
    "2026-03-04T12:00:00Z".parse().unwrap()
}

/// One page: host, path, title, its words, and what they say of whom: code, name, year, arobases.
struct Said<'a> {
    host: &'a str,
    path: &'a str,
    title: &'a str,
    words: &'a str,
    claims: &'a [(&'a str, &'a str, Option<i16>, u8)],
}

fn claim(said: &Said<'_>, (code, name, year, arobases): (&str, &str, Option<i16>, u8)) -> Claim {
    let start = said.words.find('@').unwrap_or(0);
    Claim {
        place: Place {
            code: Some(code.to_owned()),
            name: name.to_owned(),
            kind: PlaceKind::Commune,
            written: name.to_uppercase(),
        },
        year,
        year_basis: year.map(|_| YearBasis::Written),
        arobases: Arobases::new(arobases),
        kind: ClaimKind::Award,
        mention: None,
        evidence: Evidence {
            exact: said.words[start..].to_owned(),
            prefix: said.words[..start].chars().take(32).collect(),
            suffix: String::new(),
            block: 0,
            start,
            css: "article > p".to_owned(),
        },
        rule: "test-rule".into(),
        confidence: 0.9,
    }
}

fn capture(said: &Said<'_>, noindex: bool, minutes: i64) -> NewCapture {
    let url: url::Url = format!("https://{}/{}", said.host, said.path)
        .parse()
        .unwrap();
    let exchange = Exchange {
        url: url.clone(),
        at: noon() + minutes.minutes(),
        ip: None,
        request: b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        status: 200,
        reason: "OK".to_owned(),
        headers: vec![("content-type".to_owned(), b"text/html".to_vec())],
        body: said.words.as_bytes().to_vec(),
        truncated: None,
    };
    let page = Page {
        url: Some(url),
        title: Some(said.title.to_owned()),
        site: Some("Le Journal".to_owned()),
        blocks: vec![Block {
            kind: BlockKind::Paragraph,
            zone: Zone::Main,
            text: said.words.to_owned(),
            css: "article > p".to_owned(),
        }],
        robots: MetaRobots {
            noindex,
            ..MetaRobots::default()
        },
        ..Page::default()
    };
    let claims = said
        .claims
        .iter()
        .map(|said_of| claim(said, *said_of))
        .collect();
    NewCapture::answer(
        exchange,
        Some(Reading {
            page,
            claims,
            reader: "test".to_owned(),
            ..Reading::default()
        }),
    )
}

fn archive(index: &Path, kind: RunKind, captures: Vec<NewCapture>) {
    let operator = Operator {
        user_agent: "arobase/test".into(),
        contact: "test".into(),
    };
    let (mut writer, _) = Writer::open(index, &operator, noon()).unwrap();
    let run = writer.begin_run(kind, "{}", noon()).unwrap();
    writer
        .commit(&Batch {
            captures,
            ..Batch::default()
        })
        .unwrap();
    writer.reconcile().unwrap();
    writer
        .end_run(run.id, RunStatus::Done, "{}", noon())
        .unwrap();
    writer.finish().unwrap();
}

const PALMARES: Said<'_> = Said {
    host: "journal.example",
    path: "palmares",
    title: "Le palmarès du label",
    words: "@@@@@ pour Villeneuve-d'Ascq et quatre arobases pour Anzin en 2018",
    claims: &[
        ("59009", "Villeneuve-d'Ascq", Some(2018), 5),
        ("59014", "Anzin", Some(2018), 4),
        ("01004", "Ambérieu-en-Bugey", Some(2018), 1),
    ],
};
const ANZIN: Said<'_> = Said {
    host: "ville-anzin.example",
    path: "label",
    title: "La ville d'Anzin récompensée",
    words: "La commune décroche son label : 5 @ cette année",
    claims: &[("59014", "Anzin", Some(2018), 5)],
};
const SECRET: Said<'_> = Said {
    host: "secret.example",
    path: "intranet",
    title: "Réservé",
    words: "Une page réservée aux agents, 3 @",
    claims: &[],
};

/// A home with three pages: one palmarès, one that contradicts it, one not to be shown.
fn home() -> Home {
    let home = Home::new();
    let captures = vec![
        capture(&PALMARES, false, 0),
        capture(&ANZIN, false, 1),
        capture(&SECRET, true, 2),
    ];
    archive(&home.path("index"), RunKind::Crawl, captures);
    home
}

#[test]
fn search_builds_the_index_when_there_is_none_and_finds_records_and_pages() {
    let home = home();
    home.run(["search", "villeneuve d ascq"])
        .ends(0)
        .tells("there is no search index")
        .tells("1 record")
        .prints("59009-2018")
        .prints("journal.example/palmares");
    let again = home
        .run(["search", "VILLENEUVE-D’ASCQ 5@"])
        .ends(0)
        .prints("59009-2018");
    assert!(!again.err.contains("built again"), "{}", again.err);
}

#[test]
fn search_answers_as_json_lines_with_a_type() {
    let ran = home().run(["search", "anzin", "--format", "jsonl"]).ends(0);
    let lines: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["type"], "record");
    assert_eq!(lines[0]["record"], "59014-2018");
    assert_eq!(lines[0]["contested"], "4@ | 5@");
    assert_eq!(lines[0]["arobases"], serde_json::Value::Null);
    let page = lines.iter().find(|line| line["type"] == "page").unwrap();
    assert_eq!(page["url"], "https://ville-anzin.example/label");
}

#[test]
fn an_excluded_phrase_takes_out_its_pages_alone_wherever_they_stand() {
    let home = Home::new();
    let texts = [
        "La ville garde ses arobases",
        "Le village garde ses arobases",
        "La ville sage garde ses arobases, et le bourg sage aussi",
        "Le village sage, un bourg, garde ses arobases",
        "Un bourg sage garde ses arobases",
        "Encore des arobases",
    ];
    let captures = texts.iter().zip(0..).map(|(words, minutes)| {
        let host = format!("h{minutes}.example");
        let said = Said {
            host: &host,
            path: "a",
            title: "Titre",
            words,
            claims: &[],
        };
        capture(&said, false, minutes)
    });
    archive(&home.path("index"), RunKind::Crawl, captures.collect());
    let ran = home
        .run(["search", "arobases", "-\"bourg sage\"", "--format", "jsonl"])
        .ends(0);
    let found = |host: &str| ran.out.contains(&format!("https://{host}.example/a"));
    let hosts = ["h0", "h1", "h2", "h3", "h4", "h5"].map(found);
    assert_eq!(hosts, [true, true, false, true, false, true], "{}", ran.out);
}

#[test]
fn nothing_found_is_a_sentence_and_exit_1() {
    let home = home();
    home.run(["search", "dep:75"])
        .ends(1)
        .tells("nothing found for Paris (75)");
    home.run(["search", "annee:1998"])
        .ends(1)
        .tells("the label exists since 1999");
    home.run(["search", "réservée"]).ends(1);
}

#[test]
fn a_typing_error_is_told_with_what_was_searched_instead() {
    home()
        .run(["search", "anzim"])
        .ends(0)
        .tells("no result for « anzim »: results for « anzin »");
}

#[test]
fn wrong_queries_are_exit_2_with_the_word_that_is_wrong() {
    let home = home();
    home.run(["search", "vile:anzin"])
        .ends(2)
        .tells("« vile: » - did you mean « ville: »")
        .tells("annee:");
    home.run(["search", "de la"]).ends(2).tells("too common");
    home.run(["search", "6@"]).ends(2).tells("1 to 5");
    home.run(["search", "dep:Nrod"])
        .ends(2)
        .tells("did you mean « Nord »");
    home.run(["search", "\"label"]).ends(2).tells("not closed");
}

#[test]
fn without_an_archive_every_question_is_exit_10() {
    let home = Home::new();
    for args in [
        &["search", "anzin"][..],
        &["show", "59014"],
        &["export"],
        &["export", "4@"],
        &["reindex"],
    ] {
        home.run(args).ends(10).tells("help:");
    }
    assert!(home.files("index").is_empty(), "a question makes nothing");
}

#[test]
fn a_deleted_or_damaged_index_is_built_again_with_a_word() {
    let home = home();
    home.run(["search", "anzin"]).ends(0);
    for damage in ["meta.json", "idx", "all"] {
        for file in home.files("index/search") {
            let name = file.to_str().unwrap();
            if damage == "all" || name.ends_with(damage) {
                let mut bytes = std::fs::read(&file).unwrap();
                let middle = bytes.len() / 2;
                if let Some(byte) = bytes.get_mut(middle) {
                    *byte ^= 0x41;
                }
                std::fs::write(&file, bytes).unwrap();
            }
        }
        home.run(["search", "anzin"])
            .ends(0)
            .tells("built again")
            .prints("59014-2018");
    }
    std::fs::remove_dir_all(home.path("index/search")).unwrap();
    home.run(["search", "anzin"])
        .ends(0)
        .tells("built again")
        .prints("59014-2018");
}

#[test]
fn leftovers_of_a_killed_rebuild_do_no_harm() {
    let home = home()
        .with("index/search.new/meta.json", "half")
        .with("index/search.old/x", "old");
    home.run(["reindex"]).ends(0).tells("3 records, 2 pages");
    let names: Vec<String> = std::fs::read_dir(home.path("index"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("search"))
        .collect();
    assert!(
        !names
            .iter()
            .any(|name| name.ends_with("new") || name.ends_with("old")),
        "{names:?}"
    );
}

#[test]
fn what_is_archived_later_is_added_and_equals_a_whole_rebuild() {
    let home = home();
    let (index, folder) = (home.path("index"), home.path("index/search"));
    let store = || Store::open(&index).unwrap();
    rebuild(&store(), &folder).unwrap();
    assert!(is_fresh(&store(), &folder).unwrap());
    let newer = Said {
        title: "Le palmarès corrigé",
        claims: &PALMARES.claims[..1],
        ..PALMARES
    };
    let later = Said {
        host: "autre.example",
        path: "a",
        title: "Autre",
        words: "Anzin garde 4@",
        ..ANZIN
    };
    archive(
        &index,
        RunKind::Crawl,
        vec![capture(&newer, false, 60), capture(&later, false, 61)],
    );
    assert!(!is_fresh(&store(), &folder).unwrap());
    let written = update(&store(), &folder).unwrap();
    assert!(!written.rebuilt && written.pages == 2, "{written:?}");
    assert!(is_fresh(&store(), &folder).unwrap());
    let answers = || -> Vec<_> {
        let searcher = Searcher::open(&folder).unwrap();
        let ask = |text: &str| {
            let found = searcher.search(&Query::parse(text).unwrap(), 50).unwrap();
            let mut pages: Vec<_> = found
                .pages
                .into_iter()
                .map(|page| (page.url, page.capture))
                .collect();
            pages.sort();
            (found.records, found.records_total, pages)
        };
        ["anzin", "palmares", ">=1@", "corrigé", "site:example"]
            .map(ask)
            .into()
    };
    let updated = answers();
    assert_eq!(updated[3].2.len(), 1, "the newer version is found");
    rebuild(&store(), &folder).unwrap();
    assert_eq!(answers(), updated);
    // Nothing new: nothing is written.
    assert_eq!(update(&store(), &folder).unwrap().records, 0);
}

#[test]
fn pages_read_again_are_indexed_again() {
    let home = home();
    let (index, folder) = (home.path("index"), home.path("index/search"));
    rebuild(&Store::open(&index).unwrap(), &folder).unwrap();
    let operator = Operator::default();
    let (mut writer, _) = Writer::open(&index, &operator, noon()).unwrap();
    let run = writer.begin_run(RunKind::Reread, "{}", noon()).unwrap();
    writer
        .end_run(run.id, RunStatus::Done, "{}", noon())
        .unwrap();
    writer.finish().unwrap();
    let store = Store::open(&index).unwrap();
    assert!(!is_fresh(&store, &folder).unwrap());
    assert!(update(&store, &folder).unwrap().rebuilt);
}

#[test]
fn show_gives_the_words_the_address_the_capture_and_both_sides() {
    let home = home();
    let ran = home
        .run(["show", "59014-2018"])
        .ends(0)
        .prints("contested")
        .prints("4@")
        .prints("5@");
    for words in [
        "Anzin (59014)",
        "Nord (59)",
        "2018 (edition",
        "«@@@@@ pour Villeneuve-d'Ascq",
        "https://journal.example/palmares",
        "https://ville-anzin.example/label",
        "2026-03-04 12:01:00 UTC",
        "test-rule",
        ".warc.gz at byte ",
        "SHA-256",
    ] {
        assert!(ran.out.contains(words), "no {words:?} in\n{}", ran.out);
    }
    let id = ran
        .out
        .lines()
        .find_map(|line| line.strip_prefix("Claim      "))
        .unwrap();
    let id = id.split(' ').next().unwrap();
    home.run(["show", &id[..8], "--text"])
        .ends(0)
        .prints("Text of https://")
        .prints("59014-2018");
    home.run(["show", "59"])
        .ends(2)
        .tells("2 ids begin with 59")
        .tells("59009-2018");
    home.run(["show", "zzz"])
        .ends(1)
        .tells("nothing has the id zzz");
    home.run(["show", ""]).ends(2);
}

#[test]
fn export_writes_one_row_a_record_with_its_proof() {
    let home = home();
    let ran = home
        .run(["export"])
        .ends(0)
        .tells("3 records written")
        .tells("formula");
    let mut reader = csv::Reader::from_reader(ran.out.as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|title| title == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cells = |name: &str| -> Vec<&str> { rows.iter().map(|row| &row[column(name)]).collect() };
    assert_eq!(cells("code"), ["01004", "59009", "59014"]);
    assert_eq!(cells("arobases"), ["1", "5", ""]);
    assert_eq!(cells("contested"), ["", "", "4@ | 5@"]);
    assert_eq!(cells("year"), ["2018", "2018", "2018"]);
    assert!(cells("quote")[1].starts_with("'@@@@@ pour"));
    assert_eq!(cells("captured_at")[1], "2026-03-04T12:00:00Z");
    assert!(cells("sha256").iter().all(|hash| hash.len() == 64));
    assert!(ran.out.contains("\r\n"));
    assert_eq!(home.run(["export"]).out, ran.out, "the same bytes again");
}

#[test]
fn export_takes_a_query_and_a_file_and_keeps_the_old_file_on_failure() {
    let home = home();
    let path = home.path("out.csv");
    let file = path.to_str().unwrap();
    home.run(["export", "dep:59", "5@", "-o", file])
        .ends(0)
        .tells("2 records written to");
    let first = std::fs::read(&path).unwrap();
    assert_eq!(String::from_utf8_lossy(&first).lines().count(), 3);
    home.run(["export", "-dep:59", "-o", file])
        .ends(0)
        .tells("1 record written to");
    home.run(["export", "dep:59", "5@", "-o", file]).ends(0);
    home.run(["export", "dep:75", "-o", file]).ends(1);
    home.run(["export", "vile:x", "-o", file]).ends(2);
    assert_eq!(std::fs::read(&path).unwrap(), first);
    home.run(["export", "-o", home.path("index").to_str().unwrap()])
        .ends(2)
        .tells("is a folder");
    home.run(["export", "-o", home.path("none/x.csv").to_str().unwrap()])
        .ends(12);
    home.run(["export", "--format", "jsonl", "--bom"]).ends(2);
    let marked = home.run(["export", "--bom", "--no-formula-guard"]).ends(0);
    assert!(marked.out.starts_with("\u{feff}code,") && marked.out.contains(",@@@@@ pour"));
    if Path::new("/dev/full").exists() {
        home.run(["export", "-o", "/dev/full"]).ends(12);
    }
}
