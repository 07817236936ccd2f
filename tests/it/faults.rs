//! The disk dies at every moment it can: the program is killed at a write, fsync, rename, truncation
//! or removal, SQLite's and the search engine's too (`tests/faults.c`), or the disk is full from then
//! on. Nothing acknowledged is lost, and the crawl that goes on ends where an undisturbed one does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use arobase::jobs::verify::verify;
use arobase::store::{Purpose, Store, StoreError, inspect};

use crate::support::{Answer, Home, Web, say};

/// The preloaded library, built once; `None`, said aloud, where that cannot be.
pub(crate) fn faults() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let build = || {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults.c");
        let library = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("faults-{}.so", std::process::id()));
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&library)
            .args([source, "-ldl"])
            .output();
        built
            .is_ok_and(|built| built.status.success())
            .then_some(library)
    };
    let library = BUILT.get_or_init(|| cfg!(target_os = "linux").then(build).flatten());
    if library.is_none() {
        say("skipped: faults of the disk need Linux and a C compiler");
    }
    library.as_deref()
}

/// A web of so many hosts with so many pages each, linked from the first; some speak of the label.
struct Site {
    web: Web,
    hosts: Vec<String>,
}

impl Site {
    fn new(hosts: usize, pages: usize) -> Self {
        let hosts: Vec<String> = (0..hosts)
            .map(|host| format!("ville-{host}.example"))
            .collect();
        let mut web = Web::new();
        for (number, host) in hosts.iter().enumerate() {
            let rules = "User-agent: *\nDisallow: /prive\n";
            web = web.on(host, "/robots.txt", Answer::text(rules));
            for page in 0..pages {
                let path = if page == 0 {
                    "/".to_owned()
                } else {
                    format!("/p/{page}")
                };
                web = web.on(host, &path, Answer::html(html(number, page, pages)));
            }
        }
        Self { web, hosts }
    }

    fn args(&self) -> Vec<String> {
        let starts = self.hosts.iter().map(|host| format!("http://{host}/"));
        let mut args = self.web.crawl(starts);
        args.insert(0, "--quiet".to_owned());
        args
    }

    /// Crawls, with a fault of the disk.
    fn crawl(&self, home: &Home, fault: &[(&str, String)]) -> Output {
        let mut command = home.command(self.args());
        if let Some(faults) = faults() {
            command.env("LD_PRELOAD", faults);
            command.env("AROBASE_FAULT_UNDER", home.path("index/"));
            command.envs(fault.iter().map(|(name, value)| (name, value)));
        }
        command.output().unwrap()
    }

    /// How many points an undisturbed crawl has, and what it ends with.
    fn calm(&self) -> (usize, End) {
        let home = Home::new();
        let count = home.path("count");
        let ran = self.crawl(
            &home,
            &[("AROBASE_FAULT_COUNT", count.to_string_lossy().into_owned())],
        );
        assert!(ran.status.success(), "{ran:?}");
        let points = std::fs::read_to_string(count).unwrap();
        (points.trim().parse().unwrap(), End::of(&home))
    }
}

fn html(host: usize, page: usize, pages: usize) -> String {
    let links: String = (1..pages)
        .filter(|_| page == 0)
        .map(|next| format!("<a href='/p/{next}'>page {next}</a> "))
        .collect();
    let label = if page % 5 == 1 {
        format!(
            "<article><h1>Label Villes Internet {year}</h1><p>Martigues a obtenu {grade} arobases au label \
             « Territoires, Villes et Villages Internet » {year}.</p></article>",
            year = 2010 + page % 15,
            grade = 2 + host % 3
        )
    } else {
        format!("<p>Le conseil municipal numéro {page} de la ville {host} s'est réuni.</p>")
    };
    format!("<!doctype html><html lang=fr><title>Page {page}</title>{label}{links}")
}

/// What a crawl ends with, without what differs between two crawls of the same web.
#[derive(Debug, PartialEq, Eq)]
struct End {
    pages: BTreeSet<String>,
    records: Vec<String>,
}

impl End {
    fn of(home: &Home) -> Self {
        let store = Store::open(&home.path("index")).unwrap();
        let captures = store.captures(0, usize::MAX).unwrap();
        let pages: Vec<String> = captures
            .into_iter()
            .filter(|capture| capture.purpose == Purpose::Page)
            .map(|capture| capture.url)
            .collect();
        let (count, pages) = (pages.len(), BTreeSet::from_iter(pages));
        // What died behind the end of its run asks what is due once more.
        if store.runs().unwrap().len() == 1 {
            assert_eq!(count, pages.len(), "a page was archived twice in one run");
        }
        let records = store.records().unwrap();
        let records = records.iter().map(|record| format!("{record:?}")).collect();
        Self { pages, records }
    }
}

/// The pages that are archived; every byte of the archive is read, and none is damaged.
fn kept(home: &Home, after: &str) -> BTreeSet<String> {
    let index = home.path("index");
    let found = inspect(&index, true, &mut |_, _| {});
    // It may have died before it had made an archive.
    if matches!(found, Err(StoreError::NoArchive(_))) {
        return BTreeSet::new();
    }
    assert_eq!(found.unwrap().damages, [], "{after}");
    let store = Store::open(&index).unwrap();
    let captures = store.captures(0, usize::MAX).unwrap();
    captures.into_iter().map(|capture| capture.url).collect()
}

/// The archive is whole, and its search index fits it.
fn is_sound(home: &Home) {
    let report = verify(&home.path("index"), true, false, &mut |_| {}).unwrap();
    assert_eq!(
        (report.found.damages, report.found.left_over),
        (vec![], vec![])
    );
}

/// Dies at point `n`, then goes on to the end.
fn dies_at(site: &Site, calm: &End, n: usize) {
    let home = Home::new();
    let mut before = BTreeSet::new();
    // Every third dies once more while it puts things in order.
    for n in [n, n % 60 + 1]
        .into_iter()
        .take(1 + usize::from(n.is_multiple_of(3)))
    {
        site.crawl(&home, &[("AROBASE_CRASH_AT", n.to_string())]);
        let now = kept(&home, &format!("killed at {n}"));
        assert!(
            before.is_subset(&now),
            "killed at {n}: lost {:?}",
            before.difference(&now)
        );
        before = now;
    }
    let ran = site.crawl(&home, &[]);
    assert!(ran.status.success(), "killed at {n}: {ran:?}");
    assert_eq!(End::of(&home), *calm, "killed at {n}");
    is_sound(&home);
}

/// The disk is full from point `n` on, of about so many; then there is room again.
fn full_at(site: &Site, calm: &End, points: usize, n: usize) {
    let home = Home::new();
    let ran = site.crawl(&home, &[("AROBASE_FULL_AT", n.to_string())]);
    let told = String::from_utf8_lossy(&ran.stderr).into_owned();
    // How many visits share one commit differs from run to run, and so does the number of points: one
    // of the last may not be reached, and then all is there.
    let unreached = n > points / 2 && ran.status.code() == Some(0);
    if !unreached {
        assert_eq!(ran.status.code(), Some(12), "full at {n}: {told}");
        assert!(told.contains("index"), "full at {n}: {told}");
    }
    kept(&home, &format!("full at {n}"));
    let ran = site.crawl(&home, &[]);
    assert!(ran.status.success(), "full at {n}: {ran:?}");
    assert_eq!(End::of(&home), *calm, "full at {n}");
    is_sound(&home);
}

/// Does `one` at each of the points, on all processors, until the time is over: how many it did.
pub(crate) fn each(points: &[usize], time: Duration, one: impl Fn(usize) + Sync) -> usize {
    let (next, began) = (AtomicUsize::new(0), Instant::now());
    let done = Mutex::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while began.elapsed() < time
                    && let Some(n) = points.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    one(*n);
                    let mut done = done.lock().unwrap();
                    *done += 1_usize;
                    if done.is_multiple_of(100) {
                        say(&format!(
                            "{done} of {} points in {:.0?}",
                            points.len(),
                            began.elapsed()
                        ));
                    }
                }
            });
        }
    });
    done.into_inner().unwrap()
}

#[test]
fn killed_at_any_write_fsync_or_rename_it_loses_nothing() {
    if faults().is_none() {
        return;
    }
    let site = Site::new(3, 6);
    let (points, calm) = site.calm();
    assert!(points > 100 && calm.pages.len() == 18, "{points} {calm:?}");
    let some: Vec<usize> = (1..=points).step_by(points / 24).collect();
    each(&some, Duration::MAX, |n| dies_at(&site, &calm, n));
}

#[test]
fn a_disk_that_is_full_from_any_write_on_ends_with_12_and_a_sentence_and_nothing_is_missing() {
    if faults().is_none() {
        return;
    }
    let site = Site::new(3, 6);
    let (points, calm) = site.calm();
    let some: Vec<usize> = (1..=points * 9 / 10).step_by(points / 16).collect();
    each(&some, Duration::MAX, |n| full_at(&site, &calm, points, n));
}

/// All points of a crawl of 300 pages, in an order that has the whole crawl in every part of it:
/// `AROBASE_FAULT_MINUTES` (10 without) says for how long, `AROBASE_FAULT_SKIP` how many an earlier run has done.
#[test]
#[ignore = "takes an hour or more; see CONTRIBUTING.md"]
fn every_point_of_a_crawl_of_300_pages() {
    if faults().is_none() {
        return;
    }
    let minutes = std::env::var("AROBASE_FAULT_MINUTES").map_or(10, |n| n.parse().unwrap());
    let time = Duration::from_secs(minutes * 60);
    let site = Site::new(10, 30);
    let (points, calm) = site.calm();
    assert_eq!(calm.pages.len(), 300);
    say(&format!(
        "{points} points: writes, fsyncs, renames, truncations, removals"
    ));
    // A prime that no count of points is a multiple of.
    let spread: Vec<usize> = (0..points).map(|n| n * 7_368_787 % points + 1).collect();
    let done = std::env::var("AROBASE_FAULT_SKIP").map_or(0, |n| n.parse().unwrap());
    let left = spread.get(done..).unwrap_or_default();
    let killed = each(left, time, |n| dies_at(&site, &calm, n));
    say(&format!(
        "killed at {killed} of {points} points, every third once more while it put things in order: 0 lost"
    ));
}
