//! Lists in later runs: what is due again, and that a site with nothing new costs little.

use super::*;

/// A list that an earlier run asked so many days before noon.
fn list(address: &str, kind: Kind, depth: u32, outcome: &'static str, days: i64) -> Known {
    Known {
        row: Row {
            url: address.to_owned(),
            host: "http://a.example".into(),
            kind,
            state: State::Done,
            depth,
            priority: 300,
            via: None,
            attempts: 0,
            outcome: Some(outcome),
            status: Some(200),
            detail: None,
            asked_at: Some(noon() - SignedDuration::from_hours(24 * days)),
            next: None,
        },
        this_run: false,
        start: false,
    }
}

/// What a new run asks of a site with these lists, without robots.txt and its sitemap.
fn asked_of(lists: &[Known]) -> Vec<String> {
    let mut frontier = Frontier::new(policy());
    frontier.allow(&url("http://a.example/"), None);
    for known in lists {
        frontier.restore(known, noon());
    }
    let asked = play(&mut frontier, |visit| match visit.kind {
        Kind::Robots => rules("Sitemap: http://b.example/none.xml\nDisallow: /sitemap.xml"),
        _ => plain(visit),
    });
    let asked = asked.into_iter().map(|(_, url)| url);
    asked.filter(|url| !url.ends_with("/robots.txt")).collect()
}

#[test]
fn feeds_and_sitemaps_are_due_in_every_run_and_the_others_after_a_time() {
    for (kind, depth, outcome, days, due) in [
        (Kind::Feed, 0, "read", 0, true),
        (Kind::Sitemap, 0, "read", 0, true),
        (Kind::Sitemap, 1, "read", 100, false),
        (Kind::Search, 0, "read", 29, false),
        (Kind::Search, 0, "read", 30, true),
        (Kind::Feed, 0, "refused", 29, false),
        (Kind::Feed, 0, "refused", 30, true),
        (Kind::Sitemap, 0, "skipped", 1, false),
    ] {
        let asked = asked_of(&[list("http://a.example/l", kind, depth, outcome, days)]);
        assert_eq!(asked.len(), usize::from(due), "{kind:?} {outcome} {days}");
    }
}

#[test]
fn three_lists_are_asked_again_in_one_run_those_that_waited_longest_first() {
    let feeds: Vec<Known> = (0..9)
        .map(|n| {
            list(
                &format!("http://a.example/{n}.rss"),
                Kind::Feed,
                0,
                "read",
                i64::from(n == 7),
            )
        })
        .collect();
    let asked = asked_of(&feeds);
    assert_eq!(asked.len(), 3);
    assert_eq!(asked[0], "http://a.example/7.rss");
}

#[test]
fn a_part_that_its_index_does_not_date_is_asked_once_a_week() {
    for (days, changed, expected) in [
        (1, None, Admission::Known),
        (7, None, Admission::Queued),
        (1, Some("2026-02-01"), Admission::Known),
        (1, Some("2026-02-02"), Admission::Queued),
        (1, Some("2026-02"), Admission::Queued),
    ] {
        let mut frontier = Frontier::new(policy());
        frontier.allow(&url("http://a.example/"), None);
        let part = list("http://a.example/p.xml", Kind::Sitemap, 1, "read", days);
        frontier.restore(&part, noon());
        let found = Found {
            kind: Kind::Sitemap,
            ..link("http://a.example/p.xml")
        };
        let changed = changed.map(|day| Changed::On(day.parse().unwrap()));
        let admission = frontier.add_part(found.clone(), changed, noon());
        assert_eq!(admission, expected, "{days} {changed:?}");
        assert_eq!(frontier.add_part(found, None, noon()), Admission::Known);
    }
}

#[test]
fn a_page_that_waits_is_lifted_by_a_better_word_for_it() {
    let mut frontier = frontier(&["http://a.example/"]);
    for page in ["a", "b", "c"] {
        frontier.add(link(&format!("http://a.example/{page}")));
    }
    let hit = Found {
        priority: 500,
        ..link("http://a.example/c")
    };
    assert_eq!(frontier.add(hit), Admission::Known);
    let asked = play(&mut frontier, plain);
    let at = |page: &str| addresses(&asked).iter().position(|url| url.ends_with(page));
    assert!(at("/c") < at("/a") && at("/a") < at("/b"));
    assert_eq!(
        addresses(&asked)
            .iter()
            .filter(|url| url.ends_with("/c"))
            .count(),
        1
    );
}
