//! What the frontier costs at a million addresses: `cargo bench --bench frontier`.
//!
//! `open` takes a million rows back, `push` finds a million addresses, `pop` hands out and settles
//! visits. Divan also counts what is allocated at the most.

use arobase::frontier::{Found, Frontier, Kind, Known, Outcome, Policy, Row, State, Step};
use arobase::web::robots::Rules;
use divan::counter::ItemsCount;
use jiff::{SignedDuration, Timestamp};
use url::Url;

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

const SITES: usize = 1_000;
const PAGES: usize = 1_000;

fn main() {
    divan::main();
}

fn noon() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

fn address(number: usize) -> String {
    let (site, page) = (number % SITES, number / SITES);
    format!("https://www.mairie-{site}.example/actualites/la-page-numero-{page}.html")
}

fn empty() -> Frontier {
    let policy = Policy {
        delay: SignedDuration::ZERO,
        by_address: false,
        budget: u32::MAX,
        ..Policy::default()
    };
    let mut frontier = Frontier::new(policy);
    for site in 0..SITES {
        if let Ok(url) = Url::parse(&address(site)) {
            frontier.allow(&url, None);
        }
    }
    frontier
}

fn found() -> Vec<Found> {
    let urls = (0..SITES * PAGES).filter_map(|number| Url::parse(&address(number)).ok());
    urls.map(|url| Found {
        url,
        kind: Kind::Page,
        priority: 100,
        depth: 1,
        via: None,
    })
    .collect()
}

fn rows() -> Vec<Known> {
    let row = |url: String| Row {
        host: url.split('/').take(3).collect::<Vec<_>>().join("/"),
        url,
        kind: Kind::Page,
        state: State::Queued,
        depth: 1,
        priority: 100,
        via: None,
        attempts: 0,
        outcome: None,
        status: None,
        detail: None,
        asked_at: None,
        next: None,
    };
    (0..SITES * PAGES)
        .map(|number| Known {
            row: row(address(number)),
            this_run: false,
            start: false,
        })
        .collect()
}

/// A run that goes on with a million addresses in its queue.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn open_a_million(bencher: divan::Bencher) {
    bencher
        .with_inputs(rows)
        .counter(ItemsCount::new(SITES * PAGES))
        .bench_local_values(|rows| {
            let mut frontier = empty();
            for known in &rows {
                frontier.restore(known, noon());
            }
            frontier
        });
}

/// A million addresses found, their rows taken by the hundred as the crawl does.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn push_a_million(bencher: divan::Bencher) {
    bencher
        .with_inputs(found)
        .counter(ItemsCount::new(SITES * PAGES))
        .bench_local_values(|found| {
            let mut frontier = empty();
            for (number, found) in found.into_iter().enumerate() {
                frontier.add(found);
                if number % 100 == 0 {
                    divan::black_box(frontier.take_rows());
                }
            }
            frontier
        });
}

/// 100,000 visits handed out and settled, from a queue of a million.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn pop_a_hundred_thousand(bencher: divan::Bencher) {
    let full = || {
        let mut frontier = empty();
        for known in &rows() {
            frontier.restore(known, noon());
        }
        frontier
    };
    bencher
        .with_inputs(full)
        .counter(ItemsCount::new(100_000_usize))
        .bench_local_values(|mut frontier| {
            let rules = Outcome::Rules {
                status: 200,
                rules: Rules::parse(b"User-agent: *\nDisallow: /prive/\n"),
            };
            let captured = Outcome::Captured { status: 200 };
            for _ in 0..100_000 {
                let Step::Visit(visit) = frontier.next(noon()) else {
                    break;
                };
                let outcome = if visit.kind == Kind::Robots {
                    &rules
                } else {
                    &captured
                };
                frontier.settle(&visit, outcome, SignedDuration::ZERO, noon());
                divan::black_box(frontier.take_rows());
            }
            frontier
        });
}
