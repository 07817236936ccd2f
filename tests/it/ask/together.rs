//! Many processes at one archive: two runs at once, a run during import, export and search, a forget among them. None waits
//! for ever, none fails, and none counts wrong.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use arobase::store::Store;

use crate::support::{Answer, Home, Web, say};

/// What every process must have ended within, on a machine that does other things, too.
const PATIENCE: Duration = Duration::from_mins(3);
/// Towns whose grade is on the web from the beginning, and towns whose pages come by import.
const CRAWLED: [&str; 3] = ["Aubagne", "Istres", "Martigues"];
const IMPORTED: [&str; 9] = [
    "Beauvais",
    "Gardanne",
    "Marignane",
    "Miramas",
    "Anzin",
    "Brest",
    "Colmar",
    "Annecy",
    "Nevers",
];

fn grade(town: &str) -> String {
    format!(
        "<!doctype html><html lang=fr><title>{town}</title><article><h1>Le label à {town}</h1><p>La commune de {town} a obtenu \
         trois arobases au label « Villes Internet » 2019.</p></article>"
    )
}

fn web() -> Web {
    let mut web = Web::new();
    for (number, town) in CRAWLED.iter().enumerate() {
        let host = format!("ville-{number}.example");
        web = web.on(&host, "/", Answer::html(grade(town)));
        // Every run finds it changed: there is always something to be written.
        for version in 0..400 {
            let text =
                format!("<title>Actualités</title><p>Version numéro {version} de la page.</p>");
            web = web.on(&host, "/vivant", Answer::html(text));
        }
    }
    web
}

fn home(web: &Web) -> Home {
    let mut seeds = String::new();
    for number in 0..CRAWLED.len() {
        seeds.extend([format!(
            "[[host]]\nname = 'Ville {number}'\nstart = ['http://ville-{number}.example/', 'http://ville-{number}.example/vivant']\n"
        )]);
    }
    let mut home = Home::new().with("seeds/tous.toml", seeds);
    for town in IMPORTED {
        home = home.with(&format!("files/{town}.html"), grade(town));
    }
    home.run(crawl(&web.url())).ends(0);
    home
}

fn crawl(url: &str) -> [&str; 8] {
    [
        "--quiet",
        "crawl",
        "--contact",
        "a@b.example",
        "--delay",
        "0",
        "--connect-to",
        url,
    ]
}

/// What one process does in one round.
#[derive(Clone, Copy, Debug)]
enum Work {
    Crawl,
    Import,
    Export,
    Search,
    Status,
    Town,
    Reread,
    Forget,
    Verify,
}

/// In each order there are more questions than writers, as where people work.
const ROUND: [Work; 16] = [
    Work::Crawl,
    Work::Search,
    Work::Export,
    Work::Import,
    Work::Status,
    Work::Crawl,
    Work::Town,
    Work::Export,
    Work::Search,
    Work::Import,
    Work::Forget,
    Work::Search,
    Work::Crawl,
    Work::Export,
    Work::Reread,
    Work::Verify,
];

/// All that the processes share.
struct Together<'a> {
    home: &'a Home,
    url: String,
    /// How many records each export and each search found, at the least, so far: they never become fewer.
    refused: AtomicUsize,
    done: AtomicUsize,
}

impl Together<'_> {
    /// One process of one round; `seen` are the towns that this hand has seen.
    fn turn(&self, work: Work, round: usize, seen: &mut BTreeSet<String>) {
        let file = format!("files/{}.html", IMPORTED[round % IMPORTED.len()]);
        // What it names was never archived: it writes all the same, and takes nothing away.
        let nothing = format!("http://nulle-part.example/{round}");
        let args: Vec<&str> = match work {
            Work::Crawl => crawl(&self.url).to_vec(),
            Work::Import => vec!["--quiet", "import", &file],
            Work::Export => vec!["export", "--format", "csv"],
            Work::Search => vec!["search", "annee:2019", "--limit", "100", "--format", "csv"],
            Work::Status => vec!["status", "--json"],
            Work::Town => vec!["town", "martigues"],
            Work::Reread => vec!["--quiet", "reread"],
            Work::Forget => vec!["--quiet", "forget", "--yes", "--url", &nothing],
            Work::Verify => vec!["verify"],
        };
        let began = Instant::now();
        let ran = self.home.run(&args);
        let took = began.elapsed();
        assert!(took < PATIENCE, "{work:?} took {took:?}");
        let writes = matches!(
            work,
            Work::Crawl | Work::Import | Work::Reread | Work::Forget
        );
        match ran.code {
            Some(0) => {}
            // Another process writes.
            Some(11) if writes => {
                self.refused.fetch_add(1, Ordering::Relaxed);
                assert!(
                    ran.err.contains("in use") || ran.err.contains("writes"),
                    "{ran:?}"
                );
            }
            _ => assert_eq!(ran.code, Some(0), "{work:?} in round {round}: {ran:?}"),
        }
        if matches!(work, Work::Export | Work::Search) {
            Self::counts(work, &ran.out, seen);
        }
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Nobody is there twice, nobody who was there is gone, and nobody who is there is unknown.
    fn counts(work: Work, out: &str, seen: &mut BTreeSet<String>) {
        let towns: Vec<String> = CRAWLED
            .iter()
            .chain(&IMPORTED)
            .flat_map(|town| {
                let lines = out
                    .lines()
                    .filter(|line| line.contains(&format!(",{town},")));
                lines.map(|_| (*town).to_owned()).collect::<Vec<_>>()
            })
            .collect();
        let rows = out.lines().count().saturating_sub(1);
        assert_eq!(towns.len(), rows, "{work:?}: {out}");
        let now: BTreeSet<String> = towns.into_iter().collect();
        assert_eq!(now.len(), rows, "{work:?} has one twice: {out}");
        if matches!(work, Work::Export) {
            assert!(
                seen.is_subset(&now),
                "{work:?} lost {:?}",
                seen.difference(&now)
            );
            seen.extend(now);
        }
        let least = CRAWLED.iter().all(|town| out.contains(town));
        assert!(least, "{work:?}: {out}");
    }
}

/// So many hands with so many rounds each.
fn together(hands: usize, rounds: usize) {
    let web = web();
    let home = home(&web);
    let shared = Together {
        home: &home,
        url: web.url(),
        refused: AtomicUsize::new(0),
        done: AtomicUsize::new(0),
    };
    let began = Instant::now();
    std::thread::scope(|scope| {
        for hand in 0..hands {
            let shared = &shared;
            scope.spawn(move || {
                let mut seen = BTreeSet::new();
                for round in 0..rounds {
                    // Each hand goes through the works in an order of its own.
                    let work = ROUND[(round * (2 * hand + 1) + 5 * hand) % ROUND.len()];
                    shared.turn(work, round, &mut seen);
                    if hand == 0 && round % 25 == 24 {
                        say(&format!(
                            "round {} of {rounds} in {:.0?}",
                            round + 1,
                            began.elapsed()
                        ));
                    }
                }
            });
        }
    });
    // What was refused by a lock is done now.
    home.run(["--quiet", "import", "files"]).ends(0);
    let index = home.path("index");
    let report = arobase::jobs::verify::verify(&index, true, false, &mut |_| {}).unwrap();
    assert_eq!(report.found.damages, []);
    let records = Store::open(&index).unwrap().records().unwrap();
    let names: BTreeSet<String> = records.iter().map(|record| record.name.clone()).collect();
    let all: BTreeSet<String> = CRAWLED
        .iter()
        .chain(&IMPORTED)
        .map(|&town| town.to_owned())
        .collect();
    assert_eq!((records.len(), names), (all.len(), all));
    let (done, refused) = (shared.done.into_inner(), shared.refused.into_inner());
    assert_eq!(done, hands * rounds);
    say(&format!(
        "{hands} processes at a time, {rounds} rounds: {done} runs in {:.0?}, {refused} told that another writes, 0 waited for \
         ever, 0 failed, 0 counted wrong",
        began.elapsed()
    ));
}

#[test]
fn eight_processes_at_one_archive_neither_wait_for_ever_nor_fail_nor_count_wrong() {
    together(8, 16);
}

/// The whole of it.
#[test]
#[ignore = "takes some minutes; see CONTRIBUTING.md"]
fn eight_processes_for_two_hundred_rounds() {
    together(8, 200);
}
