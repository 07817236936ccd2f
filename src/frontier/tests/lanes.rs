//! One request at a time to a machine, however many sites it serves.

use core::net::IpAddr;

use super::*;

fn machine(last: u8) -> IpAddr {
    [192, 0, 2, last].into()
}

/// A frontier that counts by address, all of whose hosts are found where `place` says.
fn located(starts: &[&str], place: impl Fn(&str) -> Option<IpAddr>) -> Frontier {
    let mut frontier = Frontier::new(Policy {
        by_address: true,
        ..policy()
    });
    for start in starts {
        frontier.allow(&url(start), None);
        frontier.start(&url(start), Kind::Page);
    }
    for _ in starts {
        let Step::Locate(url) = frontier.next(noon()) else {
            panic!("every host is located before it is asked");
        };
        let host = url.host_str().unwrap().to_owned();
        frontier.located(&host, place(&host));
    }
    frontier
}

fn visit(frontier: &mut Frontier, now: Timestamp) -> Visit {
    match frontier.next(now) {
        Step::Visit(visit) => visit,
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_sites_of_one_machine_take_turns_with_the_pause_between_them() {
    let starts = ["http://a.example/", "http://b.example/"];
    let mut frontier = located(&starts, |_| Some(machine(1)));
    let first = visit(&mut frontier, noon());
    assert_eq!(frontier.next(noon()), Step::Wait);
    frontier.settle(&first, &rules(""), SignedDuration::ZERO, after(2));
    assert_eq!(frontier.next(after(2)), Step::Rest(after(12)));
    let second = visit(&mut frontier, after(12));
    assert_ne!(site_of(&first.url), site_of(&second.url));
}

#[test]
fn two_machines_are_asked_at_once() {
    let starts = ["http://a.example/", "http://b.example/"];
    let mut frontier = located(&starts, |host| Some(machine(host.as_bytes()[0])));
    let (first, second) = (visit(&mut frontier, noon()), visit(&mut frontier, noon()));
    assert_ne!(site_of(&first.url), site_of(&second.url));
}

#[test]
fn a_slow_machine_is_spared_whichever_of_its_sites_was_slow() {
    let starts = ["http://a.example/", "http://b.example/"];
    let mut frontier = located(&starts, |_| Some(machine(1)));
    let first = visit(&mut frontier, noon());
    frontier.settle(&first, &rules(""), SignedDuration::from_secs(4), noon());
    assert_eq!(frontier.next(noon()), Step::Rest(after(20)));
}

#[test]
fn a_crawl_delay_binds_its_own_site_and_not_its_neighbours() {
    let starts = ["http://a.example/", "http://b.example/"];
    let mut frontier = located(&starts, |_| Some(machine(1)));
    let first = visit(&mut frontier, noon());
    let slow = rules("User-agent: *\nCrawl-delay: 60");
    frontier.settle(&first, &slow, SignedDuration::ZERO, noon());
    let second = visit(&mut frontier, after(10));
    assert_ne!(site_of(&first.url), site_of(&second.url));
    frontier.settle(&second, &rules(""), SignedDuration::ZERO, after(10));
    let third = visit(&mut frontier, after(20));
    assert_eq!(site_of(&third.url), site_of(&second.url));
}

#[test]
fn an_ipv4_address_written_as_ipv6_is_the_same_machine() {
    let starts = ["http://a.example/", "http://b.example/"];
    let mut frontier = located(&starts, |host| match host {
        "a.example" => Some(machine(1)),
        _ => "::ffff:192.0.2.1".parse().ok(),
    });
    visit(&mut frontier, noon());
    assert_eq!(frontier.next(noon()), Step::Wait);
}

#[test]
fn a_name_that_leads_nowhere_is_asked_once_and_then_looked_up_again() {
    let mut frontier = located(&["http://a.example/"], |_| None);
    let first = visit(&mut frontier, noon());
    let failure = Outcome::Unreachable {
        reason: "no such name".into(),
        again: true,
    };
    frontier.settle(&first, &failure, SignedDuration::ZERO, noon());
    let Step::Rest(until) = frontier.next(noon()) else {
        panic!("a failure is rested from");
    };
    assert!(matches!(frontier.next(until), Step::Locate(_)));
}

#[test]
fn the_two_names_of_a_site_may_be_two_machines_and_each_keeps_its_pause() {
    let mut frontier = located(&["http://a.example/", "http://b.example/"], |host| {
        Some(machine(if host == "a.example" { 1 } else { 2 }))
    });
    let a = visit(&mut frontier, noon());
    let b = visit(&mut frontier, noon());
    frontier.add(Found {
        priority: 5_000,
        ..link("http://www.a.example/x")
    });
    frontier.settle(&a, &rules(""), SignedDuration::ZERO, after(1));
    let Step::Locate(www) = frontier.next(after(11)) else {
        panic!("www.a.example has an address of its own");
    };
    // It is the machine of b.example, which is answering.
    frontier.located(www.host_str().unwrap(), Some(machine(2)));
    assert_eq!(frontier.next(after(11)), Step::Wait);
    frontier.settle(&b, &rules(""), SignedDuration::ZERO, after(12));
    let next = visit(&mut frontier, after(22));
    assert_eq!(next.url.as_str(), "http://www.a.example/robots.txt");
}
