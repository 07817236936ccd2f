//! Politeness: one request at a time, pauses, rests, budgets.

use super::*;

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
    assert_eq!(times, [noon(), after(10), after(20), after(30)]);
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
    assert_eq!(gaps, [10, 10, 20, 10, 20]);
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
    assert_eq!(addresses(&asked).len(), 2 + 3);
    let report = frontier.reports().next().unwrap();
    assert_eq!(
        (report.pages, report.waiting, report.stop),
        (3, 18, Some(&Stop::Budget))
    );
    assert_eq!(report.failure, None);
}
