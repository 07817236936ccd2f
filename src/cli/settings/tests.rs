//! What a settings file may say, and which of file, flag and default counts.

use std::time::Duration;

use super::file::File;
use super::*;
use crate::fetch::Reach;
use proptest::prelude::*;

fn parse(text: &str) -> Result<File, String> {
    File::parse(Path::new("arobase.toml"), text.as_bytes()).map_err(|error| error.to_string())
}

fn typed(urls: &[&str]) -> CrawlArgs {
    CrawlArgs {
        urls: urls.iter().map(|url| (*url).to_owned()).collect(),
        contact: Some("veille@ville.example".to_owned()),
        ..CrawlArgs::default()
    }
}

fn settings(args: &CrawlArgs) -> Result<CrawlSettings, Failure> {
    let home = tempfile::tempdir().unwrap();
    crawl(&Home::new(home.path()), args).map_err(|error| error.downcast().unwrap())
}

#[test]
fn an_unknown_key_is_refused_with_its_line_and_the_accepted_ones() {
    let error = parse("contact = \"a@b.example\"\ndelai = 3\n").unwrap_err();
    assert!(
        error.starts_with("arobase.toml:2: unknown field `delai`"),
        "{error}"
    );
    assert!(error.contains("`delay_seconds`"), "{error}");
}

#[test]
fn a_wrong_value_is_refused_with_its_line() {
    for (text, line) in [
        (
            "\ndelay_seconds = -1.0",
            "arobase.toml:2: delay_seconds: a pause",
        ),
        (
            "\n\nbudget = 0",
            "arobase.toml:3: budget: it must be 1 or more",
        ),
        ("budget = \"many\"", "arobase.toml:1: invalid type"),
        (
            "\ncontact = \"nobody\"",
            "arobase.toml:2: contact \"nobody\" is neither",
        ),
        ("contact = \"a@b.example\"\n\ncontact", "arobase.toml:3: "),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.starts_with(line), "{text:?}: {error}");
    }
}

#[test]
fn a_whole_number_of_seconds_is_a_delay() {
    assert!(parse("delay_seconds = 7").is_ok());
}

#[test]
fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path());
    std::fs::write(
        home.settings_file(),
        "contact = \"file@ville.example\"\nbudget = 7\n",
    )
    .unwrap();
    let mut args = typed(&[]);
    let both = crawl(&home, &args).unwrap();
    assert_eq!(
        (both.contact.as_str(), both.budget),
        ("veille@ville.example", 7)
    );
    args.contact = None;
    args.budget = Some(3);
    let flag = crawl(&home, &args).unwrap();
    assert_eq!(
        (flag.contact.as_str(), flag.budget),
        ("file@ville.example", 3)
    );
    assert_eq!(flag.delay, crate::jobs::settings::DEFAULT_DELAY);
}

#[test]
fn without_a_contact_a_crawl_is_refused() {
    let failure = settings(&CrawlArgs {
        contact: Some(" ".to_owned()),
        ..typed(&[])
    });
    assert_eq!(failure.unwrap_err().ending, Ending::Refused);
}

#[test]
fn a_contact_cannot_break_out_of_its_header() {
    for contact in [
        "a@b.example\r\nX: y",
        "a@b.example) x (",
        "a@b",
        "@b.example",
        "ftp://a.b",
    ] {
        assert!(check_contact(contact).is_err(), "{contact:?}");
    }
    for contact in [
        "a@b.example",
        "https://ville.example/robot",
        "a+b@c.d.example",
    ] {
        assert!(check_contact(contact).is_ok(), "{contact:?}");
    }
}

#[test]
fn a_short_delay_is_for_loopback_only() {
    let mut args = CrawlArgs {
        delay: Some(0.5),
        ..typed(&[])
    };
    assert_eq!(settings(&args).unwrap_err().ending, Ending::Refused);
    args.connect_to = Some("http://192.0.2.7:80".to_owned());
    assert_eq!(settings(&args).unwrap_err().ending, Ending::Refused);
    args.connect_to = Some("http://127.0.0.1:8080".to_owned());
    assert_eq!(settings(&args).unwrap().delay, Duration::from_millis(500));
}

#[test]
fn a_wrong_range_of_the_lab_is_refused_with_its_line() {
    for (text, begins) in [
        (
            "[lab]\nallow = [\n  \"127.0.0.0/8\",\n  \"0.0.0.0/0\",\n]",
            "arobase.toml:4: lab.allow: 0.0.0.0/0 is not a private range",
        ),
        (
            "[lab]\nallow = [\"127.0.0.1\"]",
            "arobase.toml:2: lab.allow: \"127.0.0.1\" is not a range",
        ),
        (
            "[lab]\nallow = [\"127.0.0.1/8\"]",
            "arobase.toml:2: lab.allow: 127.0.0.1/8 begins in the middle",
        ),
        (
            "[lab]\nallow = []",
            "arobase.toml:2: lab.allow: it names no range",
        ),
        (
            "[lab]\nallow = [\"::1/128\"]\n[lab.hosts]\n\"m.test\" = \"127.0.0.1\"",
            "arobase.toml:4: lab.hosts: 127.0.0.1 lies in no range of lab.allow",
        ),
        (
            "[lab]\nallow = [\"::1/128\"]\n[lab.hosts]\n\"m.test\" = \"here\"",
            "arobase.toml:4: lab.hosts: \"here\" is not an address",
        ),
        ("[lab]\nalow = []", "arobase.toml:2: unknown field `alow`"),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.starts_with(begins), "{text}: {error}");
    }
}

#[test]
fn with_a_lab_a_short_delay_goes_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path());
    let lab = "[lab]\nallow = [\"127.0.0.0/8\"]\nmany_per_ip = true\nhosts = { \"M.test\" = \"127.0.0.2\" }\n";
    std::fs::write(home.settings_file(), lab).unwrap();
    let polite = crawl(&home, &typed(&[])).unwrap();
    assert!(matches!(polite.reach(), Reach::Web(_)) && !polite.at_home());
    assert!(polite.lab.many_per_ip && polite.lab.hosts.contains_key("m.test"));
    let fast = CrawlArgs {
        delay: Some(0.0),
        ..typed(&[])
    };
    let fast = crawl(&home, &fast).unwrap();
    assert!(matches!(fast.reach(), Reach::Lab(_)) && fast.at_home());
}

#[test]
fn only_web_addresses_are_crawled() {
    for url in [
        "ville example",
        "ftp://ville.example/",
        "mailto:a@b.example",
        "http://",
        "https://a:b@c.example/",
    ] {
        assert_eq!(
            settings(&typed(&[url])).unwrap_err().ending,
            Ending::Usage,
            "{url}"
        );
    }
    let settings = settings(&typed(&["http://ville.example", "ville.example/label"])).unwrap();
    let urls: Vec<_> = settings.urls.iter().map(Url::as_str).collect();
    assert_eq!(
        urls,
        ["http://ville.example/", "https://ville.example/label"]
    );
}

#[test]
fn a_server_to_connect_to_is_one_bare_address() {
    for ok in [
        "http://127.0.0.1:80",
        "http://localhost:9/",
        "http://[::1]:8080",
    ] {
        assert!(address(ok).is_ok(), "{ok}");
    }
    for no in [
        "127.0.0.1:80",
        "https://127.0.0.1",
        "http://ville.example:80",
        "http://127.0.0.1/a",
    ] {
        assert_eq!(address(no).unwrap_err().ending, Ending::Usage, "{no}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_file_reader_panic(bytes: Vec<u8>) {
        let _ = File::parse(Path::new("arobase.toml"), &bytes);
    }

    #[test]
    fn every_delay_is_a_pause_or_a_sentence(seconds: f64) {
        if let Ok(pause) = pause(seconds) {
            prop_assert!(pause <= Duration::from_hours(1));
        }
    }
}
