//! Wrong input: each a clear sentence that names the thing, and the right exit code.

use crate::support::Home;

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
        .tells("nowhere");
    home.run(["-C", "a-file", "status"])
        .ends(10)
        .tells("a-file is not a folder");
    home.command(["status"]).env("AROBASE_DIR", "elsewhere");
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
    home.run(crawl(&["ville.example"]))
        .ends(2)
        .tells("ville.example: not a URL");
    home.run(crawl(&["ftp://ville.example/"]))
        .ends(2)
        .tells("ftp://ville.example/: only http");
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
