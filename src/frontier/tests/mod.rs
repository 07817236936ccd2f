//! The rules of the frontier, with times handed in: nothing here waits.

mod lanes;
mod lists;
mod pace;
mod runs;
mod ways;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use url::Url;

use super::*;
use crate::web::reservation;
use crate::web::robots::Rules;
use crate::web::sitemap::Changed;

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
        // What the addresses of hosts change is told in `lanes`.
        by_address: false,
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
            Step::Locate(url) => panic!("{url} is to be located"),
            Step::Wait => panic!("nothing is in flight"),
            Step::Done => return asked,
        }
        assert!(asked.len() < 10_000, "it does not end");
    }
}

/// What was asked but for the reservations, which come once a host before its first page.
fn addresses(asked: &[(Timestamp, String)]) -> Vec<&str> {
    let all = asked.iter().map(|(_, url)| url.as_str());
    all.filter(|url| !url.ends_with(reservation::PATH))
        .collect()
}

/// Every host allows all and has no sitemap.
fn plain(visit: &Visit) -> Outcome {
    match visit.kind {
        Kind::Robots => rules(""),
        Kind::Sitemap | Kind::Reservations => refused(404, None),
        _ => captured(),
    }
}

proptest! {
    /// Whatever servers answer: one request a site and one an IP address at a time, never sooner than
    /// the delay after the last one ended, and it ends.
    #[test]
    fn the_promises_hold_whatever_comes(
        seeds in prop::collection::vec(any::<u64>(), 300),
        delay in 0_i64..30,
    ) {
        let delay = SignedDuration::from_secs(delay);
        let mut frontier = Frontier::new(Policy { delay, budget: 10, ..Policy::default() });
        // Two of the hosts are one machine.
        let machine = |visit: &Visit| if site_of(&visit.url).starts_with('c') { 2 } else { 1 };
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
                    prop_assert!(flying.iter().all(|other| machine(other) != machine(&visit)));
                    for end in [ended.get(&key), ended.get(&machine(&visit).to_string())].into_iter().flatten() {
                        prop_assert!(now.duration_since(*end) >= delay);
                    }
                    requests += 1;
                    flying.push(visit);
                }
                Step::Locate(url) => {
                    let last = if site_of(&url).starts_with('c') { 2 } else { 1 };
                    frontier.located(url.host_str().unwrap(), Some([192, 0, 2, last].into()));
                }
                Step::Rest(until) if flying.is_empty() => { prop_assert!(until > now); now = until; }
                Step::Done => { prop_assert!(flying.is_empty()); break; }
                Step::Rest(_) | Step::Wait => {
                    now += SignedDuration::from_millis(i64::try_from(dice % 4_000).unwrap());
                    let visit = flying.swap_remove(usize::try_from(dice).unwrap_or(0) % flying.len());
                    let outcome = chance(&visit, dice);
                    ended.insert(site_of(&visit.url).to_owned(), now);
                    ended.insert(machine(&visit).to_string(), now);
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
