//! Wrong input: each a clear sentence that names the thing, and the right exit code.

use crate::support::{Answer, Home, Web};

const CONTACT: [&str; 3] = ["crawl", "--contact", "test@ville.example"];

fn crawl<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&CONTACT, more].concat()
}

#[test]
fn help_and_version_are_data_and_end_with_0() {
    for flag in ["--help", "--version"] {
        let ran = Home::new().run([flag]).ends(0).prints("arobase");
        assert_eq!(ran.err, "");
    }
}

#[test]
fn an_unknown_command_or_flag_ends_with_2() {
    Home::new().run(["fetch"]).ends(2).tells("'fetch'");
    Home::new()
        .run(["crawl", "--fast"])
        .ends(2)
        .tells("'--fast'");
    Home::new().run(Vec::<&str>::new()).ends(2).tells("Usage");
}

#[test]
fn a_home_that_does_not_exist_is_named() {
    let home = Home::new().with("a-file", "");
    home.run(["-C", "nowhere", "status"])
        .ends(10)
        .tells("nowhere does not exist");
    home.run(["-C", "a-file", "status"])
        .ends(10)
        .tells("a-file is not a folder");
    let elsewhere = home
        .command(["status"])
        .env("AROBASE_DIR", "elsewhere")
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&elsewhere.stderr).contains("elsewhere does not exist"));
    assert_eq!(home.files("").len(), 1, "nothing was made");
}

#[test]
fn an_empty_home_holds_no_archive_and_none_is_made_by_looking() {
    let home = Home::new();
    for args in [
        &["status"][..],
        &["search", "anzin"],
        &["show", "13056-2020"],
        &["export"],
        &["reread"],
        &["reindex"],
    ] {
        home.run(args).ends(10).tells("no archive");
    }
    assert!(home.files("").is_empty(), "{:?}", home.files(""));
}

#[test]
fn a_closed_pipe_is_quiet_and_a_full_disk_is_not() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let closed = Home::new()
        .command(["--help"])
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!((closed.status.code(), closed.stderr), (Some(0), Vec::new()));
    if let Ok(full) = std::fs::File::options().write(true).open("/dev/full") {
        let full = Home::new()
            .command(["--help"])
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(full.status.code(), Some(12));
        assert!(
            String::from_utf8(full.stderr)
                .unwrap()
                .contains("No space left")
        );
    }
}

#[test]
fn what_was_typed_wrong_does_not_drive_the_terminal() {
    let ran = Home::new().run(["\u{1b}[2Jfetch"]).ends(2);
    assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
}

#[test]
fn a_crawl_without_a_contact_is_refused_and_says_how_to_give_one() {
    Home::new()
        .run(["crawl"])
        .ends(5)
        .tells("no contact")
        .tells("AROBASE_CONTACT");
}

#[test]
fn a_contact_that_nobody_can_write_to_is_wrong() {
    let ran = Home::new().run(["crawl", "--contact", "bob"]).ends(2);
    ran.tells("contact \"bob\" is neither a mail address nor the URL of a page");
}

#[test]
fn a_short_delay_is_refused_without_connect_to_loopback() {
    let ran = Home::new().run(crawl(&["--delay", "0.2"])).ends(5);
    ran.tells("a delay of 0.2 s is too short")
        .tells("--connect-to http://127.0.0.1:PORT");
}

#[test]
fn a_bad_url_is_named() {
    let home = Home::new();
    for wrong in [
        "ville example",
        "ftp://ville.example/",
        "http://",
        "https://a:b@ville.example/",
    ] {
        home.run(crawl(&[wrong]))
            .ends(2)
            .tells(&format!("{wrong}: "));
    }
    home.run(crawl(&["--connect-to", "https://a.example"]))
        .ends(2)
        .tells("https://a.example");
}

#[test]
fn a_bad_settings_file_is_named_with_its_line() {
    let home = Home::new().with("arobase.toml", "contact = \"a@ville.example\"\ndelai = 2\n");
    let ran = home
        .run(["crawl"])
        .ends(2)
        .tells("arobase.toml:2: unknown field `delai`");
    ran.tells("contact, delay_seconds, budget");
    let home = Home::new().with("arobase.toml", [0xff, 0xfe, 0x00]);
    home.run(["crawl"])
        .ends(2)
        .tells("arobase.toml:1: not UTF-8");
}

#[test]
fn a_second_crawl_of_one_archive_is_refused_while_the_first_runs() {
    let web = Web::new().on("ville.example", "/robots.txt", Answer::text("").held());
    let (home, to) = (Home::new(), web.url());
    let args = crawl(&[
        "--connect-to",
        &to,
        "--delay",
        "0",
        "https://ville.example/",
    ]);
    let first = home.start(&args);
    web.wait_for(1);
    home.run(&args)
        .ends(11)
        .tells("is in use")
        .tells(&first.id().to_string());
    web.release();
    first.wait();
    home.run(["status"]).ends(0).prints("0 queued");
}

/// A page with one claim, true and in our own words.
const NOTE: &str = "La ville de Martigues a reçu cinq arobases au label Ville Internet 2020.\n";
/// What no reader of text expects.
const JUNK: [u8; 12] = [0, 255, 254, 27, b'[', b'2', b'J', 0, 159, 146, 150, 0];

#[test]
fn a_missing_file_is_named_and_the_others_are_read() {
    let home = Home::new().with("note.txt", NOTE);
    home.run(["extract", "nowhere.txt"])
        .ends(2)
        .tells("nowhere.txt")
        .tells("No such file");
    let both = home.run(["extract", "nowhere.txt", "note.txt"]).ends(3);
    both.tells("nowhere.txt").prints("13056");
    let both = home.run(["import", "nowhere.txt", "note.txt"]).ends(3);
    both.tells("nowhere.txt");
    home.run(["search", "martigues"])
        .ends(0)
        .prints("13056-2020");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_read() {
    let home = Home::new().with("note.txt", NOTE);
    // A link to itself: nobody can open it, not even an administrator.
    std::os::unix::fs::symlink("loop.txt", home.path("loop.txt")).unwrap();
    for command in ["extract", "import"] {
        home.run([command, "loop.txt", "note.txt"])
            .ends(3)
            .tells("loop.txt");
    }
}

#[test]
fn binary_junk_is_named_and_the_others_are_read() {
    let home = Home::new()
        .with("junk.html", JUNK)
        .with("junk.txt", JUNK)
        .with("note.txt", NOTE);
    let files = ["junk.html", "junk.txt", "note.txt"];
    let ran = home.run(["extract", "--format", "jsonl"].iter().chain(&files));
    let ran = ran
        .ends(3)
        .tells("junk.html: not text")
        .tells("junk.txt: not text");
    assert_eq!(ran.out.lines().count(), 1);
    home.run(["import"].iter().chain(&files))
        .ends(3)
        .tells("junk.html: not text");
    home.run(["status"]).ends(0).prints("Captures   1 in");
}

#[test]
fn an_unknown_query_key_is_named_with_the_likely_one() {
    let home = Home::new().with("note.txt", NOTE);
    home.run(["import", "note.txt"]).ends(0);
    for command in ["search", "export"] {
        home.run([command, "vile:martigues"])
            .ends(2)
            .tells("« vile: »")
            .tells("« ville: »");
    }
    home.run(["search", "ville:anzin"]).ends(1).tells("anzin");
    home.run(["show", "ffffffff"]).ends(1).tells("ffffffff");
}

#[test]
fn an_export_is_whole_or_not_there_and_a_closed_pipe_is_quiet() {
    let home = Home::new().with("note.txt", NOTE).with("folder/x", "");
    home.run(["import", "note.txt"]).ends(0);
    home.run(["export", "-o", "records.csv"]).ends(0);
    assert!(
        std::fs::read_to_string(home.path("records.csv"))
            .unwrap()
            .contains("13056")
    );
    home.run(["export", "-o", "folder"])
        .ends(2)
        .tells("folder is a folder");
    home.run(["export", "-o", "nowhere/records.csv"])
        .ends(12)
        .tells("nowhere");
    for args in [
        &["export"][..],
        &["status"],
        &["search", "martigues"],
        &["show", "13056-2020"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let closed = home.command(args).stdout(writer).output().unwrap();
        let told = String::from_utf8(closed.stderr).unwrap();
        assert_eq!(closed.status.code(), Some(0), "{args:?}: {told}");
        assert!(
            !told.contains("panicked") && !told.contains("ipe"),
            "{args:?}: {told}"
        );
    }
}

#[test]
fn a_database_that_is_no_database_is_damage_and_stays_as_it_is() {
    let home = Home::new()
        .with("index/arobase.db", JUNK.repeat(100))
        .with("note.txt", NOTE);
    for args in [
        &["status"][..],
        &["search", "anzin"],
        &["import", "note.txt"],
        &["reread"],
    ] {
        home.run(args).ends(4).tells("arobase.db");
    }
    assert_eq!(
        std::fs::read(home.path("index/arobase.db")).unwrap(),
        JUNK.repeat(100)
    );
}

#[test]
fn a_bad_seed_file_is_named_with_its_line() {
    let wrong = "[[host]]\nname = \"Ville\"\nstart = [\"https://ville.example/\"]\npage = 1\n";
    let home = Home::new().with("seeds/hosts.toml", wrong);
    home.run(crawl(&[]))
        .ends(2)
        .tells("seeds/hosts.toml:4")
        .tells("page");
    let home = Home::new().with("seeds/hosts.toml", JUNK);
    home.run(crawl(&[]))
        .ends(2)
        .tells("seeds/hosts.toml:1")
        .tells("UTF-8");
    Home::new().run(crawl(&[])).ends(2).tells("seeds");
    assert!(home.files("index").is_empty(), "{:?}", home.files("index"));
}
