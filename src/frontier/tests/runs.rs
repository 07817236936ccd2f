//! Scope, and what one run leaves to the next.

use super::*;

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
    let start = frontier.start(&url("http://a.example/"), Kind::Page);
    assert_eq!(start, Admission::Queued, "a start page may lie outside");
    frontier.add(link("http://a.example/sport"));
    frontier.add(link("http://a.example/ville/label"));
    let asked = play(&mut frontier, plain);
    assert!(addresses(&asked).contains(&"http://a.example/ville/label"));
    assert!(!addresses(&asked).contains(&"http://a.example/sport"));
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
    assert!(!addresses(&asked).contains(&"http://b.example/foreign.xml"));
    // The usual place is tried where none is named, and nowhere else.
    assert!(!addresses(&asked).contains(&"http://a.example/sitemap.xml"));
    assert!(addresses(&asked).contains(&"http://b.example/sitemap.xml"));
}

#[test]
fn a_run_that_goes_on_asks_what_was_left_and_nothing_twice() {
    let mut first = frontier(&["http://a.example/"]);
    let mut now = noon();
    for page in 0..5 {
        first.add(link(&format!("http://a.example/{page}")));
    }
    let mut asked = Vec::new();
    while asked.len() < 5 {
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
    // The files that speak for the host are asked anew.
    all.extend(asked[2..].iter().map(String::as_str));
    let unique: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(
        (all.len(), unique.len()),
        (7, 7),
        "start, sitemap and five pages: {all:?}"
    );
}

#[test]
fn a_host_that_asked_for_a_day_of_rest_is_not_waited_for() {
    let mut first = frontier(&["http://a.example/"]);
    let Step::Visit(robots) = first.next(noon()) else {
        panic!()
    };
    first.settle(&robots, &rules(""), SignedDuration::ZERO, noon());
    let Step::Visit(file) = first.next(after(10)) else {
        panic!()
    };
    first.settle(&file, &refused(404, None), SignedDuration::ZERO, after(10));
    let Step::Visit(page) = first.next(after(20)) else {
        panic!()
    };
    let day = refused(429, Some(86_400));
    first.settle(&page, &day, SignedDuration::ZERO, after(20));
    let row = first.take_rows().pop().unwrap();
    for (later, waits) in [(60, false), (86_400, true)] {
        let mut second = Frontier::new(policy());
        second.allow(&url("http://a.example/"), None);
        let known = Known {
            row: row.clone(),
            this_run: false,
            start: true,
        };
        second.restore(&known, after(later));
        let rests = second.next(after(later)) == Step::Rest(after(86_420));
        assert_eq!(rests, waits, "after {later} s");
        let resting = matches!(
            second.reports().next().unwrap().stop,
            Some(Stop::Resting(_))
        );
        assert_eq!(resting, !waits);
    }
}

#[test]
fn a_new_run_asks_starts_lists_failures_and_old_pages_again_and_no_others() {
    let row = |address: &str, kind, outcome, status, days: i64| Row {
        url: address.to_owned(),
        host: "http://a.example".into(),
        kind,
        state: State::Done,
        depth: u32::from(kind == Kind::Page),
        priority: 100,
        via: None,
        attempts: 0,
        outcome: Some(outcome),
        status: Some(status),
        detail: None,
        asked_at: Some(noon() - SignedDuration::from_hours(24 * days)),
        next: None,
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

#[test]
fn a_page_and_a_list_are_asked_again_when_they_are_due_and_on_a_condition() {
    let due = |address: &str, kind, hours: i64| Row {
        url: address.to_owned(),
        host: "http://a.example".into(),
        kind,
        state: State::Done,
        depth: 1,
        priority: 100,
        via: None,
        attempts: 0,
        outcome: Some(if kind == Kind::Page {
            "captured"
        } else {
            "read"
        }),
        status: Some(200),
        detail: None,
        asked_at: Some(noon() - SignedDuration::from_hours(24 * 30)),
        next: Some(Next {
            due_at: noon() + SignedDuration::from_hours(hours),
            ..Next::default()
        }),
    };
    let mut frontier = Frontier::new(policy());
    frontier.allow(&url("http://a.example/"), None);
    for row in [
        due("http://a.example/now", Kind::Page, 0),
        due("http://a.example/later", Kind::Page, 1),
        due("http://a.example/feed", Kind::Feed, -1),
        due("http://a.example/sitemap.xml", Kind::Sitemap, 1),
    ] {
        let known = Known {
            row,
            this_run: false,
            start: false,
        };
        frontier.restore(&known, noon());
    }
    let again = std::cell::RefCell::new(Vec::new());
    play(&mut frontier, |visit| {
        if visit.again {
            again.borrow_mut().push(visit.url.path().to_owned());
        }
        plain(visit)
    });
    again.borrow_mut().sort_unstable();
    assert_eq!(*again.borrow(), ["/feed", "/now"]);
}

#[test]
fn what_is_reserved_is_not_asked_and_says_by_which_rule() {
    let mut frontier = frontier(&["http://a.example/"]);
    frontier.add(link("http://a.example/presse/label"));
    let file = br#"[{"location": "/presse/", "tdm-reservation": 1}]"#;
    let asked = play(&mut frontier, |visit| match visit.kind {
        Kind::Reservations => Outcome::Reservations {
            status: 200,
            reservations: Reservations::parse(file),
        },
        _ => plain(visit),
    });
    assert!(!addresses(&asked).contains(&"http://a.example/presse/label"));
    let rows = frontier.take_rows();
    let row = rows
        .iter()
        .rfind(|row| row.url.ends_with("/label"))
        .unwrap();
    assert_eq!(
        (row.state, row.outcome, row.detail.as_deref()),
        (
            State::Dropped,
            Some("reserved"),
            Some("tdm-reservation: 1 for /presse/")
        )
    );
    assert_eq!(frontier.reports().next().unwrap().reserved, 1);
}

#[test]
fn a_file_of_reservations_that_cannot_be_had_reserves_nothing() {
    let mut frontier = frontier(&["http://a.example/"]);
    let asked = play(&mut frontier, |visit| match visit.kind {
        Kind::Reservations => refused(500, None),
        _ => plain(visit),
    });
    assert!(addresses(&asked).contains(&"http://a.example/"));
}
