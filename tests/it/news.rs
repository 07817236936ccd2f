//! What a run tells as new, and whom: once each, and no receiver can lose or block anything.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::crawl::args;
use crate::support::program::Ran;
use crate::support::receiver::{Mood, Receiver};
use crate::support::{Answer, Home, Web};

fn page(town: &str, grade: u8, year: u16) -> String {
    format!(
        "<p>La ville de {town} a reçu {grade} arobases au palmarès {year} du label Villes Internet."
    )
}

/// A town hall whose label page says another grade from the second time on.
fn town() -> Web {
    let html = |body: &str| {
        Answer::html(format!(
            "<!doctype html><html lang=fr><title>Label</title><body>{body}</body>"
        ))
    };
    Web::new()
        .page("dole.example", "/", "<a href=/label>Villes Internet</a>")
        .on("dole.example", "/label", html(&page("Dole", 3, 2014)))
        .on("dole.example", "/label", html(&page("Dole", 4, 2014)))
}

/// Makes all pages due.
fn a_week_passes(home: &Home) {
    let db = rusqlite::Connection::open(home.path("index/arobase.db")).unwrap();
    let due = "update visit set due_at = '2001-01-01T00:00:00.000000Z' where due_at is not null";
    db.execute(due, []).unwrap();
}

fn crawl(home: &Home, web: &Web) -> Ran {
    home.run(args(web, &["http://dole.example/"]))
}

fn records(bulletin: &Value) -> Vec<String> {
    let record = |news: &Value| {
        let text = |key: &str| news[key].as_str().unwrap_or("-").to_owned();
        format!(
            "{} {} {} {}",
            text("news"),
            text("record"),
            news["arobases"],
            text("before")
        )
    };
    bulletin["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(record)
        .collect()
}

#[test]
fn a_hook_gets_each_change_once_on_its_standard_input() {
    let home = Home::new().with(
        "arobase.toml",
        "on_news = \"cat >> told; echo \\\"$AROBASE_RUN\\\" >> runs\"\n",
    );
    let web = town();
    crawl(&home, &web)
        .ends(0)
        .tells("News: 1 new record, 0 changed, 0 hosts broken");
    crawl(&home, &web).ends(0);
    a_week_passes(&home);
    crawl(&home, &web)
        .ends(0)
        .tells("News: 0 new records, 1 changed");
    a_week_passes(&home);
    crawl(&home, &web).ends(0);
    let told = fs::read_to_string(home.path("told")).unwrap();
    let told: Vec<Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(told.len(), 2, "a run without news tells nothing");
    assert_eq!(records(&told[0]), ["new 39198-2014 3 -"]);
    assert_eq!(records(&told[1]), ["graded 39198-2014 4 single 3@"]);
    assert_eq!(
        told[1]["records"][0]["claims"][0]["url"],
        "http://dole.example/label"
    );
    assert_eq!(fs::read_to_string(home.path("runs")).unwrap(), "1\n3\n");
    home.run(["news"])
        .ends(0)
        .prints("graded: Dole (39198), 2014: 4@, single (before: single 3@)");
    home.run(["news", "--run", "1", "--format", "json"])
        .ends(0)
        .prints("\"schema\":\"arobase.news-of-runs/1\"");
    home.run(["news", "--last", "9", "--format", "atom"])
        .ends(0)
        .prints("<entry>");
    home.run(["news", "--run", "2"]).ends(1);
}

#[test]
fn news_wait_for_a_webhook_that_fails_and_are_sent_with_the_same_key() {
    let receiver = Receiver::new(Mood::Status(500));
    let settings = format!("[webhook]\nurl = \"{}\"\ntries = 1\n", receiver.url());
    let home = Home::new().with("arobase.toml", settings);
    let web = town();
    crawl(&home, &web)
        .ends(0)
        .tells("the webhook did not take the news: the answer was 500");
    home.run(["status"])
        .ends(0)
        .prints("Outbox     1 bulletin waits for the webhook: the answer was 500");
    home.run(["doctor"])
        .prints("1 bulletin for the webhook: the answer was 500");
    a_week_passes(&home);
    receiver.is(Mood::Status(204));
    crawl(&home, &web).ends(0);
    crawl(&home, &web).ends(0);
    let (posts, taken) = (receiver.posts(), receiver.taken());
    assert_eq!((posts.len(), taken.len()), (3, 2));
    assert_eq!(posts[0].key, taken[0].key);
    assert_eq!(taken[0].key, taken[0].body["key"]);
    assert_eq!(records(&taken[0].body), ["new 39198-2014 3 -"]);
    assert_eq!(records(&taken[1].body), ["graded 39198-2014 4 single 3@"]);
    home.run(["status", "--json"])
        .ends(0)
        .prints("\"outbox\":[]");
}

#[test]
fn a_slow_or_dead_receiver_blocks_no_run_and_loses_nothing() {
    let receiver = Receiver::new(Mood::Silent);
    let settings = |url: &str| {
        format!(
            "on_news = \"sleep 1000 & echo $! > pid; sleep 1000\"\non_news_seconds = 1\n[webhook]\nurl = \"{url}\"\ntries = 1\ntimeout_seconds = 1\n"
        )
    };
    let home = Home::new().with("arobase.toml", settings(&receiver.url()));
    let web = town();
    let begun = Instant::now();
    crawl(&home, &web)
        .ends(0)
        .tells("the hook did not take the news: it took longer than 1 s and was killed")
        .tells("the webhook did not take the news: no answer");
    assert!(begun.elapsed() < Duration::from_mins(1));
    let pid = fs::read_to_string(home.path("pid")).unwrap();
    let state = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    assert!(
        state.is_empty() || state.contains(") Z "),
        "what the hook started was killed with it: {state}"
    );
    // Nobody listens there: the port was ours a moment ago.
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let home = home.with("arobase.toml", settings(&format!("http://{gone}/")));
    a_week_passes(&home);
    crawl(&home, &web).ends(0).tells("no answer");
    home.run(["status"])
        .ends(0)
        .prints("2 bulletins wait for the hook")
        .prints("2 bulletins wait for the webhook");
    let well = Receiver::new(Mood::Status(200));
    let settings = format!(
        "on_news = \"cat >> told\"\n[webhook]\nurl = \"{}\"\n",
        well.url()
    );
    let home = home.with("arobase.toml", settings);
    home.run(["news", "--deliver"])
        .ends(0)
        .tells("4 sent, 0 waiting");
    home.run(["news", "--deliver"])
        .ends(0)
        .tells("0 sent, 0 waiting");
    assert_eq!(well.taken().len(), 2);
    assert_eq!(
        fs::read_to_string(home.path("told"))
            .unwrap()
            .lines()
            .count(),
        2
    );
}

#[test]
fn one_bulletin_that_is_refused_does_not_keep_back_the_next() {
    let receiver = Receiver::new(Mood::Status(413));
    let home = Home::new().with(
        "arobase.toml",
        format!("[webhook]\nurl = \"{}\"\n", receiver.url()),
    );
    let web = town();
    crawl(&home, &web).ends(0);
    a_week_passes(&home);
    crawl(&home, &web).ends(0);
    assert_eq!(
        receiver.posts().len(),
        3,
        "each is tried once a run: 1, then 2"
    );
}

#[test]
fn a_killed_run_tells_at_its_next_end_and_nothing_of_before_the_news_is_told() {
    let web = town();
    let home = Home::new();
    crawl(&home, &web).ends(0);
    let db = rusqlite::Connection::open(home.path("index/arobase.db")).unwrap();
    // As a kill right before the end of the run leaves it.
    db.execute_batch("delete from bulletin; delete from told; delete from run_host; update run set status = 'running', ended = null").unwrap();
    crawl(&home, &web).ends(0).tells("News: 1 new record");
    // As an archive of before the news: all that it holds is known.
    db.execute_batch(
        "delete from bulletin; delete from told; delete from meta where key = 'told_from'",
    )
    .unwrap();
    crawl(&home, &web).ends(0);
    home.run(["news"]).ends(1);
}

#[test]
fn a_host_that_breaks_and_comes_back_is_told_once_each() {
    let web = Web::new()
        .page("a.example", "/", "<p>1")
        .on("b.example", "/robots.txt", Answer::text(""))
        .on("b.example", "/robots.txt", Answer::status(500))
        .on("b.example", "/robots.txt", Answer::status(500))
        .on("b.example", "/robots.txt", Answer::status(500))
        .on("b.example", "/robots.txt", Answer::status(500))
        .on("b.example", "/robots.txt", Answer::text(""))
        .page("b.example", "/", "<p>2");
    let home = Home::new();
    let crawl = || home.run(args(&web, &["http://a.example/", "http://b.example/"]));
    crawl().ends(0);
    let mut codes = Vec::new();
    for _ in 0..6 {
        codes.push(crawl().code.unwrap());
        if codes.last() == Some(&3) {
            home.run(["status", "--failed"]).ends(0).prints("b.example");
        }
    }
    assert!(codes.contains(&3) && codes.ends_with(&[0]), "{codes:?}");
    home.run(["status", "--failed"]).ends(1);
    let told = home
        .run(["news", "--last", "99", "--format", "json"])
        .ends(0)
        .out;
    assert_eq!(told.matches("\"news\":\"broke\"").count(), 1, "{told}");
    assert_eq!(told.matches("\"news\":\"back\"").count(), 1, "{told}");
}

#[test]
fn a_run_writes_its_figures_and_its_log_for_machines() {
    let web = town()
        .on("dole.example", "/robots.txt", Answer::text(""))
        .page("dole.example", "/x", "x");
    let home = Home::new();
    let urls = [
        "http://dole.example/",
        "http://nowhere.example/",
        "--metrics",
        "a.prom",
        "--log-format",
        "json",
    ];
    let web = web.on("nowhere.example", "/robots.txt", Answer::dropped());
    let ran = home.run(args(&web, &urls)).ends(3);
    let figures = fs::read_to_string(home.path("a.prom")).unwrap();
    assert!(
        figures.contains("arobase_run_news{kind=\"new_records\"} 1\n"),
        "{figures}"
    );
    assert!(
        figures.contains("arobase_run_hosts{result=\"failed\"} 1\n"),
        "{figures}"
    );
    let events: Vec<Value> = ran
        .err
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    let failures = events
        .iter()
        .filter(|event| event["target"] == "arobase::failure");
    assert!(failures.clone().count() >= 1, "{}", ran.err);
    assert!(
        failures
            .clone()
            .all(|event| event["url"] == "http://nowhere.example/robots.txt")
    );
    let quiet = home
        .run(args(&web, &["http://nowhere.example/"]))
        .ends(3)
        .err;
    assert!(!quiet.contains("WARN"), "{quiet}");
    let wrong = home.run(["show", "nothing-like-it", "--log-format", "json"]);
    assert!(
        wrong
            .err
            .lines()
            .all(|line| serde_json::from_str::<Value>(line).is_ok()),
        "{}",
        wrong.err
    );
}

#[test]
fn a_wrong_receiver_is_refused_with_its_line() {
    for (text, told) in [
        (
            "[webhook]\nurl = \"ftp://a.example\"\n",
            "arobase.toml:2: webhook.url: it is an address",
        ),
        (
            "on_news = \" \"\n",
            "arobase.toml:1: on_news: it is a command",
        ),
        (
            "on_news = \"cat\"\non_news_seconds = 0\n",
            "arobase.toml:2: on_news_seconds: from 1",
        ),
        (
            "[webhook]\nurl = \"http://127.0.0.1:9/\"\ntries = 99\n",
            "arobase.toml:3: webhook.tries",
        ),
    ] {
        let home = Home::new().with("arobase.toml", text);
        crawl(&home, &Web::new()).ends(2).tells(told);
    }
    Home::new().run(["news", "--deliver"]).ends(10);
}
