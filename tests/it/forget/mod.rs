//! What somebody asks to be forgotten is gone with its bytes, and never collected again.

mod home;
mod killed;

use arobase::store::{CaptureKind, Store};

use crate::support::{Answer, Home, Web};
use home::{ADDRESS, HOST, QUOTE, URL, crawl, forget, is_silent, is_sound, who_says};

fn store(home: &Home) -> Store {
    Store::open(&home.path("index")).unwrap()
}

fn records(home: &Home) -> Vec<String> {
    let records = store(home).records().unwrap();
    records.into_iter().map(|record| record.name).collect()
}

/// Every file of a folder with its bytes.
fn tree(home: &Home, inside: &str) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let files = home.files(inside).into_iter();
    let files = files.filter(|path| !path.ends_with("arobase.db-shm"));
    files
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect()
}

#[test]
fn three_things_that_are_forgotten_are_in_no_byte_of_the_home_and_never_come_back() {
    let web = home::web();
    let home = home::home(&web);
    assert_eq!(records(&home), ["Aubagne", "Istres", "Martigues"]);
    for word in [ADDRESS, HOST, "CANARICHARLIE"] {
        assert!(!who_says(&home, word).is_empty(), "{word} was never there");
    }
    let told = forget(&home, &["--url", URL, "--reason", "demande de l'éditeur"]);
    let told = told.prints("seeds/tous.toml:3: yours, left as it is").out;
    // Twice at its own address (the second a revisit), and once where it stands for print.
    assert!(
        told.contains("Forgotten    3 captures with 2 claims, 1 record, 1 address"),
        "{told}"
    );
    forget(&home, &["--host", "www.ville-b.example"])
        .prints("Forgotten    5 captures with 1 claim, 1 record");
    forget(&home, &["--quote", QUOTE]).prints("Forgotten    2 captures");
    is_sound(&home);
    is_silent(&home);
    assert_eq!(records(&home), ["Istres"]);

    let asked = |host: &str, path: &str| web.asked(host, path);
    let before = (
        asked("presse.example", "/canarialpha-article"),
        asked("ville-b.example", "/robots.txt"),
        asked("ville-b.example", "/"),
    );
    crawl(&home, &web);
    let after = (
        asked("presse.example", "/canarialpha-article"),
        asked("ville-b.example", "/robots.txt"),
        asked("ville-b.example", "/"),
    );
    assert_eq!(before, after);
    is_silent(&home);
    is_sound(&home);
    // What says the words is asked, since nobody can know before, and nothing of it is kept.
    let visit = store(&home)
        .visit("http://ville-c.example/")
        .unwrap()
        .unwrap();
    assert_eq!(visit.outcome.as_deref(), Some("forgotten"));
    home.run(["why", URL])
        .ends(1)
        .prints("forgotten, as somebody asked");
    // People's own file says it still, until they change it.
    let seeds = "[[host]]\nname = 'Ville C'\nstart = ['http://ville-c.example/']\n";
    std::fs::write(home.path("seeds/tous.toml"), seeds).unwrap();
    for path in home.files("") {
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("canari"), "{}", path.display());
    }
}

#[test]
fn the_versions_of_a_page_that_do_not_say_the_words_stay_with_their_claims() {
    let web = home::web();
    let home = home::home(&web);
    forget(&home, &["--quote", QUOTE]);
    let store = store(&home);
    let captures = store.captures_of("http://ville-c.example/").unwrap();
    let [capture] = captures.as_slice() else {
        panic!("{captures:?}")
    };
    assert_eq!(store.claims_on(capture.id).unwrap().len(), 1);
    assert_eq!(
        store
            .captures_of("http://ville-c.example/autre")
            .unwrap()
            .len(),
        1
    );
    is_sound(&home);
}

#[test]
fn a_dry_run_tells_all_of_it_and_changes_nothing() {
    let web = home::web();
    let home = home::home(&web);
    let before = tree(&home, "");
    home.run(["forget", "--dry-run", "--url", URL])
        .ends(0)
        .prints("Would go     3 captures in ")
        .prints("2 claims, 1 record that nothing else proves\n")
        .prints("Not reached")
        .tells("Nothing was done");
    home.run([
        "forget",
        "--dry-run",
        "--quote",
        "des mots que nulle page ne dit",
    ])
    .ends(0)
    .prints("nothing is archived of it");
    assert_eq!(tree(&home, ""), before);
}

#[test]
fn nobody_is_asked_where_there_is_no_terminal_and_wrong_arguments_are_named() {
    let web = home::web();
    let home = home::home(&web);
    for (args, code, words) in [
        (
            &["forget", "--url", URL][..],
            2,
            "--yes does it without asking",
        ),
        (&["forget", "--yes"], 2, "--quote <WORDS>"),
        (&["forget", "--yes", "--quote", "4 @"], 2, "six letters"),
        (
            &["forget", "--yes", "--url", "mailto:a@b.fr"],
            2,
            "--url mailto:a@b.fr",
        ),
        (&["forget", "--yes", "--host", "a b"], 2, "--host a b"),
        (
            &[
                "forget",
                "--yes",
                "--quote",
                QUOTE,
                "--reason",
                "pour Madame CANARICHARLIE",
            ],
            2,
            "--reason says what",
        ),
        (
            &["-C", "seeds", "forget", "--yes", "--url", URL],
            10,
            "no archive",
        ),
    ] {
        home.run(args).ends(code).tells(words);
    }
    assert_eq!(store(&home).runs().unwrap().len(), 2);
}

#[test]
fn the_receipt_has_counts_and_hashes_and_none_of_the_words() {
    let web = home::web();
    let home = home::home(&web);
    forget(&home, &["--quote", QUOTE, "--reason", "article 17 du RGPD"]);
    let receipts: Vec<_> = home
        .files("index/forgotten")
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("receipt-"))
        .collect();
    let [receipt] = receipts.as_slice() else {
        panic!("{receipts:?}")
    };
    let text = std::fs::read_to_string(receipt).unwrap();
    assert!(!text.to_lowercase().contains("canari"), "{text}");
    let receipt: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(receipt["reason"], "article 17 du RGPD");
    assert_eq!(receipt["removed"]["captures"], 2);
    assert_eq!(receipt["marks"][0]["words"], 2);
    assert_eq!(receipt["marks"][0]["hash"].as_str().unwrap().len(), 64);
    let file = &receipt["removed"]["warc_files"][0];
    let name = file["after"].as_str().unwrap();
    let bytes = std::fs::read(home.path("index/warc").join(name)).unwrap();
    assert_eq!(file["sha256_after"], arobase::store::sha256_of(&bytes));
}

#[test]
fn an_import_of_what_is_forgotten_is_refused_by_address_by_bytes_by_words_and_by_the_page_s_own_address()
 {
    let web = home::web();
    let home = home::home(&web);
    let page = "<!doctype html><title>x</title><p>Le label Villes Internet de Gardanne : deux arobases.</p>";
    let same = format!("{page}<p>{}</p>", "Un article de la gazette. ".repeat(20));
    let words = format!("{page}<p>Mme Tartempion d'Aubigné</p>");
    let own = format!("<link rel=canonical href='https://gazette.example/b'>{page}");
    for (path, text) in [
        ("mirror/gazette.example/a.html", &same),
        (
            "mirror/presse.example/canarialpha-article",
            &page.to_owned(),
        ),
        ("files/same.html", &same),
        ("files/words.html", &words),
        ("files/own.html", &own),
        ("files/kept.html", &page.to_owned()),
    ] {
        let path = home.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    home.run(["import", "--mirror", "mirror/gazette.example/.."])
        .ends(0);
    forget(&home, &["--url", URL]);
    forget(&home, &["--url", "https://gazette.example/a.html"]).prints("Forgotten    1 capture");
    forget(&home, &["--url", "https://gazette.example/b"]);
    forget(&home, &["--quote", "TARTEMPION D AUBIGNE"]);
    let before = store(&home).counts().unwrap().captures;
    home.run(["import", "files"])
        .ends(0)
        .tells("3 files not kept");
    assert_eq!(store(&home).counts().unwrap().captures, before + 1);
    home.run(["import", "--mirror", "mirror"])
        .ends(0)
        .tells("not kept");
    assert_eq!(store(&home).counts().unwrap().captures, before + 1);
    is_sound(&home);
}

#[test]
fn the_list_outlives_the_database_and_nothing_is_collected_without_it() {
    let web = home::web();
    let home = home::home(&web);
    forget(&home, &["--url", URL]);
    std::fs::remove_file(home.path("index/arobase.db")).unwrap();
    home.run(["verify", "--repair"]).ends(0);
    let asked = web.asked("presse.example", "/canarialpha-article");
    crawl(&home, &web);
    assert_eq!(web.asked("presse.example", "/canarialpha-article"), asked);
    let args = [
        "crawl",
        "--contact",
        "a@b.example",
        "--delay",
        "0",
        "--connect-to",
    ];
    let url = web.url();
    home.run(args.iter().copied().chain([url.as_str(), URL]))
        .ends(5)
        .tells("is to be forgotten");
    let list = home.path("index/forgotten/list.json");
    std::fs::write(&list, "{").unwrap();
    home.run(args.iter().copied().chain([url.as_str()]))
        .ends(4)
        .tells("forgotten/list.json")
        .tells("backup");
}

#[test]
fn a_revisit_goes_with_the_answer_that_it_refers_to_and_what_was_put_aside_goes_too() {
    let page = |text: &str| Answer::html(format!("<title>Page</title><p>{text}</p>"));
    let web = Web::new()
        .on("a.example", "/", page("Le Canari jaune chante."))
        .on("b.example", "/", page("Rien à dire."));
    let home = Home::new();
    let url = web.url();
    for _ in 0..3 {
        home.run([
            "crawl",
            "--contact",
            "a@b.example",
            "--delay",
            "0",
            "--connect-to",
            &url,
            "http://a.example/",
            "http://b.example/",
        ])
        .ends(0);
    }
    let revisits = |home: &Home| {
        let captures = store(home).captures(0, 100).unwrap();
        captures
            .iter()
            .filter(|one| one.kind == CaptureKind::Revisit && one.url.contains("a.example/"))
            .count()
    };
    assert!(revisits(&home) >= 2);
    let damaged = home.path("index/damaged");
    std::fs::create_dir(&damaged).unwrap();
    std::fs::write(damaged.join("x.warc.gz.12"), "Le Canari jaune").unwrap();
    forget(&home, &["--quote", "canari jaune"])
        .prints("Forgotten    3 captures")
        .prints("index/damaged: 1 file removed");
    assert_eq!(revisits(&home), 0);
    assert_eq!(who_says(&home, "Canari"), Vec::<String>::new());
    is_sound(&home);
}

#[test]
fn a_damaged_warc_file_is_not_written_again_and_the_archive_stays_as_it_was() {
    let web = home::web();
    let home = home::home(&web);
    // In the bytes of a capture that is to go, where each of them means something.
    let captures = store(&home).captures_of("http://presse.example/").unwrap();
    let capture = &captures[0];
    let path = home.path("index/warc").join(&capture.warc);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[usize::try_from(capture.offset + capture.length / 2).unwrap()] ^= 0xff;
    std::fs::write(&path, &bytes).unwrap();
    let names = home.files("index/warc");
    home.run(["forget", "--yes", "--host", "presse.example"])
        .ends(4)
        .tells("arobase verify");
    assert_eq!(home.files("index/warc"), names);
    assert!(!home.path("index/forgotten").exists());
}
