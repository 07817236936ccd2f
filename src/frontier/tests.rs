//! The rules of the frontier, with times handed in: nothing here waits.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use url::Url;

use super::*;
use crate::web::robots::Rules;

const TEN: SignedDuration = SignedDuration::from_secs(10);

fn noon() -> Timestamp {
    "2026-02-03T12:00:00Z".parse().unwrap()
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn after(seconds: i64) -> Timestamp {
    noon() + SignedDuration::from_secs(seconds)
}

fn policy() -> Policy {
    Policy {
        delay: TEN,
        ..Policy::default()
    }
}

fn frontier(starts: &[&str]) -> Frontier {
    let mut frontier = Frontier::new(policy());
    for start in starts {
        frontier.allow(&url(start), None);
        frontier.start(&url(start), Kind::Page);
    }
    frontier
}

fn link(address: &str) -> Found {
    Found {
        url: url(address),
        kind: Kind::Page,
        priority: 100,
        depth: 1,
        via: None,
    }
}

fn rules(text: &str) -> Outcome {
    Outcome::Rules {
        status: 200,
        rules: Rules::parse(text.as_bytes()),
    }
}

fn captured() -> Outcome {
    Outcome::Captured { status: 200 }
}

fn moved(to: &str) -> Outcome {
    Outcome::Moved {
        status: 301,
        to: Ok(url(to)),
    }
}

fn refused(status: u16, seconds: Option<i64>) -> Outcome {
    Outcome::Refused {
        status,
        retry_after: seconds.map(SignedDuration::from_secs),
    }
}

/// Plays a crawl to its end, time flying; what was asked and when, in order.
fn play(frontier: &mut Frontier, answer: impl Fn(&Visit) -> Outcome) -> Vec<(Timestamp, String)> {
    let mut now = noon();
    let mut asked = Vec::new();
    loop {
        match frontier.next(now) {
            Step::Visit(visit) => {
                asked.push((now, visit.url.to_string()));
                let outcome = answer(&visit);
                frontier.settle(&visit, &outcome, SignedDuration::ZERO, now);
            }
            Step::Rest(until) => now = until,
            Step::Wait => panic!("nothing is in flight"),
            Step::Done => return asked,
        }
        assert!(asked.len() < 10_000, "it does not end");
    }
}

fn addresses(asked: &[(Timestamp, String)]) -> Vec<&str> {
    asked.iter().map(|(_, url)| url.as_str()).collect()
}

/// Every host allows all and has no sitemap.
fn plain(visit: &Visit) -> Outcome {
    match visit.kind {
        Kind::Robots => rules(""),
        Kind::Sitemap => refused(404, None),
        _ => captured(),
    }
}

#[test]
fn robots_txt_comes_first_then_the_start_page_then_the_sitemap() {
    let mut frontier = frontier(&["http://a.example/"]);
    let asked = play(&mut frontier, plain);
    assert_eq!(
        addresses(&asked),
        [
            "http://a.example/robots.txt",
            "http://a.example/",
            "http://a.example/sitemap.xml",
        ]
    );
    let times: Vec<_> = asked.iter().map(|(at, _)| *at).collect();
    assert_eq!(times, [noon(), after(10), after(20)]);
}

#[test]
fn one_request_a_site_is_in_flight_and_other_sites_go_on() {
    let mut frontier = frontier(&["http://a.example/", "http://b.example/"]);
    let first = frontier.next(noon());
    let second = frontier.next(noon());
    assert!(matches!((&first, &second), (Step::Visit(a), Step::Visit(b)) if a.host != b.host));
    assert_eq!(frontier.next(noon()), Step::Wait);
    assert_eq!(frontier.next(after(1_000)), Step::Wait, "however late");
}

#[test]
fn www_and_the_bare_name_share_one_turn() {
    let mut frontier = frontier(&["http://a.example/"]);
    frontier.add(link("http://www.a.example/x"));
    assert!(matches!(frontier.next(noon()), Step::Visit(_)));
    assert_eq!(frontier.next(noon()), Step::Wait);
}

#[test]
fn the_pause_is_the_longest_of_delay_crawl_delay_and_five_times_the_answer() {
    for (robots, took, pause) in [
        ("", 0, 10),
        ("User-agent: *\nCrawl-delay: 1", 0, 10),
        ("User-agent: *\nCrawl-delay: 60", 0, 60),
        ("User-agent: *\nCrawl-delay: 9999", 0, 300),
        ("", 4, 20),
        ("", 100, 300),
    ] {
        let mut frontier = frontier(&["http://a.example/"]);
        let Step::Visit(visit) = frontier.next(noon()) else {
            panic!()
        };
        frontier.settle(
            &visit,
            &rules(robots),
            SignedDuration::from_secs(took),
            noon(),
        );
        assert_eq!(
            frontier.next(noon()),
            Step::Rest(after(pause)),
            "{robots:?} {took}"
        );
    }
}

#[test]
fn a_configured_delay_above_the_ceiling_is_kept() {
    let mut frontier = Frontier::new(Policy {
        delay: SignedDuration::from_secs(900),
        ..policy()
    });
    frontier.allow(&url("http://a.example/"), None);
    frontier.start(&url("http://a.example/"), Kind::Page);
    let Step::Visit(visit) = frontier.next(noon()) else {
        panic!()
    };
    frontier.settle(&visit, &rules(""), SignedDuration::ZERO, noon());
    assert_eq!(frontier.next(noon()), Step::Rest(after(900)));
}

#[test]
fn what_robots_txt_forbids_is_dropped_with_its_line_and_costs_nothing() {
    let mut frontier = frontier(&["http://a.example/"]);
    frontier.add(link("http://a.example/admin/x"));
    let asked = play(&mut frontier, |visit| match visit.kind {
        Kind::Robots => rules("User-agent: *\nDisallow: /admin/\nDisallow: /sitemap"),
        _ => plain(visit),
    });
    assert_eq!(
        addresses(&asked),
        ["http://a.example/robots.txt", "http://a.example/"]
    );
    let rows = frontier.take_rows();
    let row = rows
        .iter()
        .rfind(|row| row.url.ends_with("/admin/x"))
        .unwrap();
    assert_eq!(
        (row.state, row.outcome, row.detail.as_deref()),
        (State::Dropped, Some("forbidden"), Some("Disallow: /admin/"))
    );
    assert_eq!(frontier.reports().next().unwrap().forbidden, 2);
}

// https://www.rfc-editor.org/rfc/rfc9309.html#section-2.3.1.4
#[test]
fn rfc9309_2_3_1_4_unreachable_rules_forbid_everything_and_are_asked_again() {
    for bad in [
        refused(500, None),
        refused(503, None),
        Outcome::Unreachable {
            reason: "timeout".into(),
            again: true,
        },
    ] {
        let mut frontier = frontier(&["http://a.example/"]);
        let asked = play(&mut frontier, |_| bad.clone());
        assert_eq!(addresses(&asked), ["http://a.example/robots.txt"; 3]);
        assert!(frontier.reports().next().unwrap().failure.is_some());
        let last = frontier
            .take_rows()
            .into_iter()
            .rfind(|row| row.url == "http://a.example/")
            .unwrap();
        assert_eq!(last.state, State::Queued, "the page waits for the next run");
    }
}

// https://www.rfc-editor.org/rfc/rfc9309.html#section-2.3.1.2
#[test]
fn rfc9309_2_3_1_2_redirected_rules_bind_the_host_first_asked() {
    let mut frontier = frontier(&["http://a.example/"]);
    let asked = play(&mut frontier, |visit| match visit.url.as_str() {
        "http://a.example/robots.txt" => moved("https://b.example/r.txt"),
        "https://b.example/r.txt" => rules("User-agent: *\nDisallow: /x"),
        _ => plain(visit),
    });
    assert!(addresses(&asked).contains(&"http://a.example/"));
    assert!(
        !addresses(&asked)
            .iter()
            .any(|url| url.contains("b.example/") && !url.ends_with("r.txt"))
    );
    frontier.add(link("http://a.example/x"));
    assert_eq!(play(&mut frontier, plain), []);
}

#[test]
fn rules_that_redirect_for_ever_end_after_five_hops_and_bind_nobody() {
    let mut frontier = frontier(&["http://a.example/"]);
    let asked = play(&mut frontier, |visit| match visit.kind {
        Kind::Robots => moved(&format!("http://a.example/r{}.txt", visit.redirects)),
        _ => plain(visit),
    });
    let robots = asked.iter().filter(|(_, url)| url.contains("/r")).count();
    assert_eq!(robots, 6);
    assert!(addresses(&asked).contains(&"http://a.example/"));
}

#[test]
fn a_redirect_is_a_new_visit_in_its_own_turn_with_rules_of_its_own() {
    let mut frontier = frontier(&["http://a.example/"]);
    let asked = play(&mut frontier, |visit| match visit.url.as_str() {
        "http://a.example/" => moved("https://www.a.example/accueil"),
        _ => plain(visit),
    });
    let list = addresses(&asked);
    let robots = list
        .iter()
        .position(|url| *url == "https://www.a.example/robots.txt")
        .unwrap();
    let page = list
        .iter()
        .position(|url| *url == "https://www.a.example/accueil")
        .unwrap();
    assert!(robots < page);
    assert!(
        asked
            .windows(2)
            .all(|pair| pair[1].0.duration_since(pair[0].0) >= TEN),
        "one turn for both names"
    );
}

#[test]
fn a_chain_of_redirects_ends_after_five() {
    let mut frontier = frontier(&["http://a.example/"]);
    let asked = play(&mut frontier, |visit| match visit.kind {
        Kind::Page => moved(&format!("http://a.example/{}", visit.redirects)),
        _ => plain(visit),
    });
    assert_eq!(asked.len(), 2 + 6, "{asked:?}");
}

#[test]
fn a_start_page_that_leads_off_the_site_is_a_failure_that_says_where() {
    let mut frontier = frontier(&["http://a.example/"]);
    play(&mut frontier, |visit| match visit.kind {
        Kind::Page => moved("http://elsewhere.example/"),
        _ => plain(visit),
    });
    let report = frontier.reports().next().unwrap();
    assert!(
        report
            .failure
            .unwrap()
            .contains("http://elsewhere.example/")
    );
}

#[test]
fn errors_never_make_us_faster() {
    let mut frontier = frontier(&["http://a.example/"]);
    let asked = play(&mut frontier, |visit| match visit.kind {
        Kind::Page => refused(500, None),
        _ => plain(visit),
    });
    let gaps: Vec<i64> = asked
        .windows(2)
        .map(|pair| pair[1].0.duration_since(pair[0].0).as_secs())
        .collect();
    assert_eq!(
        addresses(&asked)[1..],
        [
            "http://a.example/",
            "http://a.example/sitemap.xml",
            "http://a.example/",
            "http://a.example/"
        ]
    );
    assert_eq!(gaps, [10, 20, 10, 20]);
}

#[test]
fn retry_after_puts_the_whole_site_to_rest_and_the_address_waits_unharmed() {
    let mut frontier = frontier(&["http://a.example/"]);
    let Step::Visit(robots) = frontier.next(noon()) else {
        panic!()
    };
    frontier.settle(&robots, &rules(""), SignedDuration::ZERO, noon());
    let Step::Visit(page) = frontier.next(after(10)) else {
        panic!()
    };
    frontier.settle(
        &page,
        &refused(429, Some(600)),
        SignedDuration::ZERO,
        after(10),
    );
    assert_eq!(frontier.next(after(10)), Step::Rest(after(610)));
    let row = frontier.take_rows().pop().unwrap();
    assert_eq!((row.state, row.attempts), (State::Queued, 0));
}

#[test]
fn a_retry_after_of_any_size_is_clamped_and_a_long_one_ends_the_sites_turn() {
    for (seconds, rests) in [(-1, 20), (0, 20), (i64::MAX, 86_400)] {
        let mut frontier = frontier(&["http://a.example/"]);
        let Step::Visit(robots) = frontier.next(noon()) else {
            panic!()
        };
        frontier.settle(
            &robots,
            &refused(503, Some(seconds)),
            SignedDuration::ZERO,
            noon(),
        );
        let row = frontier.take_rows().pop().unwrap();
        assert!(
            row.detail
                .unwrap()
                .ends_with(&format!("rests until {}", after(rests)))
        );
        let next = frontier.next(noon());
        assert_eq!(
            next,
            if rests < 1_800 {
                Step::Rest(after(rests))
            } else {
                Step::Done
            }
        );
    }
}

#[test]
fn five_failures_in_a_row_leave_the_site_alone_and_its_pages_queued() {
    let mut frontier = frontier(&["http://a.example/"]);
    for page in 0..20 {
        frontier.add(link(&format!("http://a.example/{page}")));
    }
    let asked = play(&mut frontier, |visit| match visit.kind {
        Kind::Robots => rules(""),
        _ => Outcome::Unreachable {
            reason: "connection refused".into(),
            again: true,
        },
    });
    assert_eq!(asked.len(), 1 + 5);
    let report = frontier.reports().next().unwrap();
    assert_eq!(
        report.stop,
        Some(&Stop::Failed("connection refused".into()))
    );
    assert!(report.waiting >= 20);
}

#[test]
fn the_budget_counts_pages_and_what_waits_stays_queued() {
    let mut frontier = Frontier::new(Policy {
        budget: 3,
        ..policy()
    });
    frontier.allow(&url("http://a.example/"), None);
    frontier.start(&url("http://a.example/"), Kind::Page);
    for page in 0..20 {
        frontier.add(link(&format!("http://a.example/{page}")));
    }
    let asked = play(&mut frontier, plain);
    assert_eq!(asked.len(), 2 + 3);
    let report = frontier.reports().next().unwrap();
    assert_eq!(
        (report.pages, report.waiting, report.stop),
        (3, 18, Some(&Stop::Budget))
    );
    assert_eq!(report.failure, None);
}

#[test]
fn what_is_not_taken_says_why() {
    let mut frontier = frontier(&["http://a.example/"]);
    assert_eq!(frontier.add(link("http://a.example/")), Admission::Known);
    assert_eq!(
        frontier.add(link("http://b.example/")),
        Admission::Dropped("off-site")
    );
    assert_eq!(
        frontier.add(link("http://a.example/plan.pdf")),
        Admission::Dropped("not-a-page")
    );
    let deep = Found {
        depth: 9,
        ..link("http://a.example/deep")
    };
    assert_eq!(frontier.add(deep), Admission::Dropped("too-many-hops"));
    for port in 1..30 {
        frontier.add(link(&format!("http://a.example:{port}/")));
    }
    let report = frontier.reports().next().unwrap();
    assert_eq!(report.dropped.get("too-many-ports"), Some(&22));
    let dropped = frontier
        .take_rows()
        .into_iter()
        .filter(|row| row.state == State::Dropped);
    assert_eq!(
        dropped.count(),
        24,
        "each with a row, except what lies on other sites"
    );
}

#[test]
fn a_prefix_keeps_a_site_to_one_part_of_its_paths() {
    let mut frontier = Frontier::new(policy());
    frontier.allow(&url("http://a.example/"), Some("/ville/"));
    assert!(frontier.in_scope(&url("http://www.a.example/ville/x")));
    assert!(!frontier.in_scope(&url("http://a.example/sport")));
}

#[test]
fn only_sitemaps_of_the_same_site_are_taken_from_robots_txt() {
    let mut frontier = frontier(&["http://a.example/", "http://b.example/"]);
    let asked = play(&mut frontier, |visit| {
        match (visit.kind, visit.host.as_str()) {
            (Kind::Robots, "http://a.example") => {
                rules("Sitemap: /plan.xml\nSitemap: http://b.example/foreign.xml")
            }
            _ => plain(visit),
        }
    });
    assert!(addresses(&asked).contains(&"http://a.example/plan.xml"));
    assert!(addresses(&asked).contains(&"http://a.example/sitemap.xml"));
    assert!(!addresses(&asked).contains(&"http://b.example/foreign.xml"));
}

#[test]
fn a_run_that_goes_on_asks_what_was_left_and_nothing_twice() {
    let mut first = frontier(&["http://a.example/"]);
    let mut now = noon();
    for page in 0..5 {
        first.add(link(&format!("http://a.example/{page}")));
    }
    let mut asked = Vec::new();
    while asked.len() < 4 {
        match first.next(now) {
            Step::Visit(visit) => {
                asked.push(visit.url.to_string());
                let outcome = plain(&visit);
                first.settle(&visit, &outcome, SignedDuration::ZERO, now);
            }
            Step::Rest(until) => now = until,
            step => panic!("{step:?}"),
        }
    }
    let mut last = std::collections::BTreeMap::new();
    for row in first.take_rows() {
        last.insert(row.url.clone(), row);
    }
    let mut second = Frontier::new(policy());
    second.allow(&url("http://a.example/"), None);
    for row in last.values() {
        let known = Known {
            row: row.clone(),
            this_run: row.asked_at.is_some(),
            start: row.url == "http://a.example/",
        };
        second.restore(&known, now);
    }
    second.start(&url("http://a.example/"), Kind::Page);
    let rest = play(&mut second, plain);
    let mut all: Vec<&str> = addresses(&rest)[1..].to_vec();
    all.extend(asked[1..].iter().map(String::as_str));
    let unique: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(
        (all.len(), unique.len()),
        (7, 7),
        "start, sitemap and five pages: {all:?}"
    );
}

#[test]
fn a_new_run_asks_starts_lists_failures_and_old_pages_again_and_no_others() {
    let row = |address: &str, kind, outcome, status, days: i64| Row {
        url: address.to_owned(),
        host: "http://a.example".into(),
        kind,
        state: State::Done,
        depth: 1,
        priority: 100,
        via: None,
        attempts: 0,
        outcome: Some(outcome),
        status: Some(status),
        detail: None,
        asked_at: Some(noon() - SignedDuration::from_hours(24 * days)),
    };
    let mut frontier = Frontier::new(policy());
    frontier.allow(&url("http://a.example/"), None);
    for row in [
        row("http://a.example/", Kind::Page, "captured", 200, 1),
        row("http://a.example/fresh", Kind::Page, "captured", 200, 6),
        row("http://a.example/old", Kind::Page, "captured", 200, 7),
        row("http://a.example/gone", Kind::Page, "refused", 404, 1),
        row("http://a.example/broken", Kind::Page, "refused", 500, 1),
        row(
            "http://a.example/sitemap.xml",
            Kind::Sitemap,
            "read",
            200,
            1,
        ),
        row("http://a.example/feed", Kind::Feed, "read", 200, 1),
    ] {
        let start = row.url == "http://a.example/";
        frontier.restore(
            &Known {
                row,
                this_run: false,
                start,
            },
            noon(),
        );
    }
    let asked = play(&mut frontier, plain);
    let mut list = addresses(&asked)[1..].to_vec();
    list.sort_unstable();
    assert_eq!(
        list,
        [
            "http://a.example/",
            "http://a.example/broken",
            "http://a.example/feed",
            "http://a.example/old",
            "http://a.example/sitemap.xml",
        ]
    );
}

proptest! {
    /// Whatever servers answer: one request a site at a time, never sooner than the delay after the
    /// last one ended, and it ends.
    #[test]
    fn the_promises_hold_whatever_comes(
        seeds in prop::collection::vec(any::<u64>(), 300),
        delay in 0_i64..30,
    ) {
        let delay = SignedDuration::from_secs(delay);
        let mut frontier = Frontier::new(Policy { delay, budget: 10, ..Policy::default() });
        for name in ["a", "b", "c"] {
            let start = url(&format!("http://{name}.example/"));
            frontier.allow(&start, None);
            frontier.start(&start, Kind::Page);
        }
        let mut now = noon();
        let mut flying: Vec<Visit> = Vec::new();
        let mut ended = HashMap::<String, Timestamp>::new();
        let mut requests = 0;
        for turn in 0.. {
            prop_assert!(turn < 20_000, "it does not end");
            let dice = seeds[turn % seeds.len()].rotate_left(u32::try_from(turn / seeds.len()).unwrap());
            let step = if dice.is_multiple_of(3) && !flying.is_empty() { Step::Wait } else { frontier.next(now) };
            match step {
                Step::Visit(visit) => {
                    let key = site_of(&visit.url).to_owned();
                    prop_assert!(flying.iter().all(|other| site_of(&other.url) != key));
                    if let Some(end) = ended.get(&key) {
                        prop_assert!(now.duration_since(*end) >= delay);
                    }
                    requests += 1;
                    flying.push(visit);
                }
                Step::Rest(until) if flying.is_empty() => { prop_assert!(until > now); now = until; }
                Step::Done => { prop_assert!(flying.is_empty()); break; }
                Step::Rest(_) | Step::Wait => {
                    now += SignedDuration::from_millis(i64::try_from(dice % 4_000).unwrap());
                    let visit = flying.swap_remove(usize::try_from(dice).unwrap_or(0) % flying.len());
                    let outcome = chance(&visit, dice);
                    ended.insert(site_of(&visit.url).to_owned(), now);
                    frontier.settle(&visit, &outcome, SignedDuration::from_millis(7), now);
                    for n in 0..dice % 5 {
                        frontier.add(link(&format!("http://{}.example/{}", ["a", "b", "c", "d"][usize::try_from(n).unwrap() % 4], dice % 97)));
                    }
                }
            }
        }
        prop_assert!(requests < 400, "{requests}");
        prop_assert_eq!(frontier.next(now), Step::Done);
    }
}

fn chance(visit: &Visit, dice: u64) -> Outcome {
    match (visit.kind, dice % 11) {
        (Kind::Robots, 0..=5) => {
            rules("User-agent: *\nDisallow: /1\nCrawl-delay: 2\nSitemap: /s.xml")
        }
        (_, 6) => moved(&format!(
            "http://{}.example/m{}",
            ["a", "b", "d"][usize::try_from(dice % 3).unwrap()],
            dice % 13
        )),
        (_, 7) => refused(503, Some(i64::try_from(dice % 5_000).unwrap())),
        (_, 8) => refused(404, None),
        (_, 9) => Outcome::Unreachable {
            reason: "timeout".into(),
            again: dice.is_multiple_of(2),
        },
        (_, 10) => refused(500, None),
        (Kind::Robots, _) => rules(""),
        _ => captured(),
    }
}
