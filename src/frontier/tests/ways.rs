//! Rules and redirects: robots.txt before pages, every hop a visit of its own.

use super::*;

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
    assert_eq!(addresses(&asked).len(), 2 + 6, "{asked:?}");
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
