//! A month of scheduled runs on simulated time, in one process as `schedule run` has it, over a web that changes:
//! pages appear, change, move and vanish, hosts die and return. Everything is told once, and nothing grows but by
//! content.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use arobase::jobs::bulletin::deliver::deliver;
use arobase::jobs::clock::Clock;
use arobase::jobs::crawl::{Crawl, Start};
use arobase::jobs::reading::Reader;
use arobase::jobs::schedule::Agenda;
use arobase::jobs::schedule::agenda::Due;
use arobase::jobs::settings::{CrawlSettings, Webhook};
use arobase::store::{Store, state_of};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use url::Url;

use crate::support::receiver::{Mood, Receiver};
use crate::support::{Answer, Web, say};

/// The hour of the month that the web lives in.
static HOUR: AtomicU64 = AtomicU64::new(0);
/// One month at a time: they share the hour.
static MONTH: Mutex<()> = Mutex::new(());

const TOWNS: [(&str, &str); 12] = [
    ("aubagne", "Aubagne"),
    ("martigues", "Martigues"),
    ("istres", "Istres"),
    ("miramas", "Miramas"),
    ("rognac", "Rognac"),
    ("grenoble", "Grenoble"),
    ("beauvais", "Beauvais"),
    ("dole", "Dole"),
    ("anzin", "Anzin"),
    ("maing", "Maing"),
    ("evreux", "Évreux"),
    ("lens", "Lens"),
];
/// Pages that appear in a town, besides the first.
const LATER: u64 = 10;

/// When the page of the year 2011 + `page` appears.
const fn appears(town: u64, page: u64) -> u64 {
    40 + 50 * page + 7 * town
}

const fn changes(town: u64) -> Option<u64> {
    if town.is_multiple_of(3) {
        Some(150 + 10 * town)
    } else {
        None
    }
}

const fn dies(town: u64) -> std::ops::Range<u64> {
    100 + 40 * town..100 + 40 * town + 48
}

/// From when on the first page that appeared in a town has moved, or is gone.
const AWAY: u64 = 300;
/// From when on a newspaper contradicts the first town.
const CONTRADICTS: u64 = 480;

const fn grade(town: u64, page: u64) -> u64 {
    (town + page) % 5 + 1
}

fn label(town: u64, grade: u64, year: u64) -> Answer {
    let name = TOWNS[usize::try_from(town).unwrap()].1;
    Answer::html(format!(
        "<!doctype html><html lang=fr><title>{name}, {year}</title><body><p>La ville de {name} a reçu {grade} arobases au palmarès {year} du label Villes Internet.</body>"
    ))
}

/// The web at its hour.
fn web_now(host: &str, path: &str) -> Answer {
    let hour = HOUR.load(Ordering::SeqCst);
    if host == "journal.example" {
        return newspaper(hour, path);
    }
    let slug = host.trim_end_matches(".example");
    let Some(town) = TOWNS.iter().position(|(one, _)| *one == slug) else {
        return Answer::status(404);
    };
    let town = u64::try_from(town).unwrap();
    if dies(town).contains(&hour) {
        return Answer::dropped();
    }
    let page = |path: &str| path.strip_prefix("/label-")?.parse::<u64>().ok();
    match (path, page(path)) {
        ("/", _) => {
            let shown = (0..LATER).filter(|page| appears(town, *page) <= hour);
            let links: String = shown
                .map(|page| format!("<p><a href=/label-{}>Nouvelle {page}</a>", 2011 + page))
                .collect();
            Answer::html(format!(
                "<!doctype html><title>Mairie</title><p><a href=/label-2010>Villes Internet</a>{links}"
            ))
        }
        (_, Some(2010)) => {
            let changed = changes(town).is_some_and(|at| at <= hour);
            label(
                town,
                if changed {
                    grade(town, 1)
                } else {
                    grade(town, 0)
                },
                2010,
            )
        }
        (_, Some(2011)) if hour >= AWAY && town % 3 == 1 => Answer::redirect("/archives/2011"),
        (_, Some(2011)) if hour >= AWAY && town % 3 == 2 => Answer::status(410),
        ("/archives/2011", _) if hour >= AWAY && town % 3 == 1 => label(town, grade(town, 1), 2011),
        (_, Some(year @ 2011..)) if appears(town, year - 2011) <= hour => {
            label(town, grade(town, year - 2010), year)
        }
        _ => Answer::status(404),
    }
}

fn newspaper(hour: u64, path: &str) -> Answer {
    match path {
        "/" if hour >= CONTRADICTS => Answer::html(
            "<!doctype html><title>Journal</title><p><a href=/contraire>Villes Internet</a>",
        ),
        "/" => Answer::html("<!doctype html><title>Journal</title><p>Rien."),
        "/contraire" if hour >= CONTRADICTS => label(0, 5, 2010),
        _ => Answer::status(404),
    }
}

/// What was measured after one run.
#[derive(Clone, Copy, Debug)]
struct Sample {
    memory: u64,
    files: usize,
    /// Bytes of the WARC files and their CDXJ, of the database, of the search index, of all.
    disk: [u64; 4],
    /// Bytes of the captures.
    content: u64,
}

/// One figure of a sample.
type Figure = fn(&Sample) -> u64;

/// The parts of what lies on the disk.
const PARTS: [(&str, Figure); 5] = [
    ("all of it", |sample| sample.disk[3]),
    ("captures", |sample| sample.content),
    ("WARC files and CDXJ", |sample| sample.disk[0]),
    ("database", |sample| sample.disk[1]),
    ("search index", |sample| sample.disk[2]),
];

fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| match entry.metadata() {
            Ok(found) if found.is_dir() => size(&entry.path()),
            Ok(found) => found.len(),
            Err(_) => 0,
        })
        .sum()
}

/// By how much a value grows from sample to sample: least squares.
#[expect(clippy::cast_precision_loss, reason = "a slope of small numbers")]
fn slope(values: &[u64]) -> f64 {
    let count = values.len() as f64;
    let middle = (count - 1.0) / 2.0;
    let mean = values.iter().map(|value| *value as f64).sum::<f64>() / count;
    let (mut above, mut below) = (0.0, 0.0);
    for (at, value) in values.iter().enumerate() {
        let away = at as f64 - middle;
        above += away * (*value as f64 - mean);
        below += away * away;
    }
    above / below
}

struct Life {
    index: tempfile::TempDir,
    receiver: Receiver,
    samples: Vec<Sample>,
}

fn sample(index: &Path) -> Sample {
    let database = std::fs::metadata(index.join("arobase.db")).unwrap().len();
    Sample {
        memory: memory(),
        files: open_files(),
        disk: [
            size(&index.join("warc")),
            database,
            size(&index.join("search")),
            size(index),
        ],
        content: Store::open(index).unwrap().counts().unwrap().capture_bytes,
    }
}

/// Lives through a month, a run every `step` hours.
fn live(runs: u64, step: u64) -> Life {
    let web = Web::new().otherwise(web_now);
    let receiver = Receiver::new(Mood::Status(200));
    let index = tempfile::tempdir().unwrap();
    let mut settings = CrawlSettings::new("test@ville.example");
    settings.delay = Duration::ZERO;
    settings.min_free = 0;
    settings.connect_to = Some(web.url().trim_start_matches("http://").parse().unwrap());
    settings.receivers.webhook = Some(Webhook {
        url: receiver.url().parse().unwrap(),
        limit: Duration::from_secs(10),
        tries: 1,
    });
    let hosts = TOWNS.iter().map(|(slug, _)| *slug).chain(["journal"]);
    let starts: Vec<Start> = hosts
        .map(|slug| Start::site(Url::parse(&format!("http://{slug}.example/")).unwrap()))
        .collect();
    let first: Timestamp = "2026-04-01T00:00:00Z".parse().unwrap();
    let agenda = Agenda::new("0 * * * *", Some("UTC"), SignedDuration::ZERO, first).unwrap();
    let mut begun = first - SignedDuration::from_hours(1);
    let mut samples = Vec::new();
    for run in 0..runs {
        let hour = run * step;
        HOUR.store(hour, Ordering::SeqCst);
        let now = first + SignedDuration::from_hours(i64::try_from(hour).unwrap());
        assert_eq!(agenda.due(Some(begun), now, 0.0), Due::Now, "hour {hour}");
        begun = now;
        // The receiver has its own bad days.
        receiver.is(Mood::Status(if (320..360).contains(&hour) {
            503
        } else {
            200
        }));
        let clock = Clock::at(now);
        let reader = Reader::of_archive(index.path()).unwrap();
        let crawl = Crawl::open(index.path(), &settings, &starts, reader, clock).unwrap();
        crawl.run(&mut |_| {}).unwrap();
        deliver(
            index.path(),
            &settings.receivers,
            &settings.user_agent,
            clock,
        )
        .unwrap();
        web.forget_requests();
        samples.push(sample(index.path()));
    }
    Life {
        index,
        receiver,
        samples,
    }
}

/// What was told of one thing, in order.
type Story = BTreeMap<String, Vec<(String, Value)>>;

/// Everything that the receiver took, by record and by host.
fn stories(life: &Life) -> (Story, BTreeMap<String, Vec<String>>) {
    let (mut keys, mut claims) = (BTreeSet::new(), BTreeSet::new());
    let (mut records, mut hosts) = (Story::new(), BTreeMap::<String, Vec<String>>::new());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for post in life.receiver.taken() {
        assert!(keys.insert(post.key.clone()), "a bulletin was taken twice");
        for news in post.body["records"].as_array().unwrap() {
            for claim in news["claims"].as_array().unwrap() {
                assert!(claims.insert(text(&claim["claim"])), "told twice: {claim}");
            }
            let story = records.entry(text(&news["record"])).or_default();
            story.push((text(&news["news"]), news.clone()));
        }
        for news in post.body["hosts"].as_array().unwrap() {
            hosts
                .entry(text(&news["host"]))
                .or_default()
                .push(text(&news["news"]));
        }
    }
    (records, hosts)
}

/// Every change of the web was told, and told once.
fn all_was_told_once(life: &Life) {
    let (records, hosts) = stories(life);
    let store = Store::open(life.index.path()).unwrap();
    assert!(store.outbox().unwrap().is_empty(), "nothing waits");
    let held: HashMap<String, String> = store
        .records()
        .unwrap()
        .iter()
        .map(|record| (record.id.clone(), state_of(record)))
        .collect();
    assert_eq!(
        records.len(),
        TOWNS.len() * usize::try_from(LATER + 1).unwrap(),
        "a record for each page that ever was"
    );
    let (mut graded, mut contested, mut moved) = (0, 0, 0);
    for (record, story) in &records {
        assert_eq!(story[0].0, "new", "{record}");
        let mut before = String::new();
        for (number, (news, value)) in story.iter().enumerate() {
            let sides = value["sides"].as_array().unwrap();
            let sides: Vec<&str> = sides.iter().filter_map(Value::as_str).collect();
            let grades = value["arobases"]
                .as_u64()
                .map_or_else(|| sides.join(" | "), |grade| format!("{grade}@"));
            let state = format!("{} {grades}", value["status"].as_str().unwrap());
            assert!(
                number == 0 || value["before"] == before.as_str(),
                "{record}: {value}"
            );
            assert!(
                state != before || news == "more-proof",
                "{record} was told twice: {value}"
            );
            match news.as_str() {
                "graded" => graded += 1,
                "contested" => contested += 1,
                "more-proof" => moved += 1,
                "new" => assert_eq!(number, 0, "{record} is new once"),
                other => unreachable!("{record}: {other}"),
            }
            before = state;
        }
        assert_eq!(
            held.get(record),
            Some(&before),
            "{record}: the last that was told is what holds"
        );
    }
    assert_eq!(
        (graded, contested, moved),
        (4, 1, 4),
        "pages changed, contradicted, moved"
    );
    hosts_were_told_once(&hosts);
}

/// Each town hall died once and came back once.
fn hosts_were_told_once(hosts: &BTreeMap<String, Vec<String>>) {
    let town_halls: Vec<String> = TOWNS
        .iter()
        .map(|(slug, _)| format!("{slug}.example"))
        .collect();
    assert_eq!(hosts.len(), town_halls.len());
    for host in town_halls {
        assert_eq!(hosts[&host], ["broke", "back"], "{host}");
    }
}

#[test]
fn a_month_in_twenty_runs_tells_every_change_once() {
    let _alone = MONTH
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let life = live(21, 36);
    all_was_told_once(&life);
    let keys: BTreeSet<String> = life
        .receiver
        .posts()
        .into_iter()
        .map(|post| post.key)
        .collect();
    assert_eq!(
        keys.len(),
        life.receiver.taken().len(),
        "what failed was sent again, with its key"
    );
}

#[test]
#[ignore = "720 runs: minutes; the command is in CONTRIBUTING.md"]
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn a_month_of_720_scheduled_runs_leaks_nothing() {
    let _alone = MONTH
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let begun = Instant::now();
    let life = live(720, 1);
    let seconds = begun.elapsed().as_secs();
    all_was_told_once(&life);
    // What is loaded once is not growth; in the last days nothing of the web changes any more. Connections that
    // the server has not yet let go and what the allocator has not yet given back are no growth either: the least
    // of each day is.
    let days: Vec<Sample> = life.samples.chunks(24).map(least).collect();
    let (later, still) = (&days[10..], &days[26..]);
    let slope_of =
        |samples: &[Sample], value: Figure| slope(&samples.iter().map(value).collect::<Vec<u64>>());
    let memory_a_day = slope_of(later, |sample| sample.memory) / 1e6;
    let files_a_day = slope_of(later, |sample| u64::try_from(sample.files).unwrap());
    let last = days.last().unwrap();
    say(&format!(
        "720 runs in {seconds} s: memory {:.1} MB at the end, {memory_a_day:+.3} MB a day, {:+.3} in the last four; \
         open files {}, {files_a_day:+.3} a day; {} bulletins",
        last.memory as f64 / 1e6,
        slope_of(still, |sample| sample.memory) / 1e6,
        last.files,
        life.receiver.taken().len(),
    ));
    for (part, value) in PARTS {
        say(&format!(
            "disk, {part}: {:.2} MB, {:+.0} bytes a run, {:+.0} in the last four days",
            value(last) as f64 / 1e6,
            slope_of(later, value) / 24.0,
            slope_of(still, value) / 24.0,
        ));
    }
    assert!(
        memory_a_day < 1.0,
        "memory grows by {memory_a_day} MB a day"
    );
    assert!(
        files_a_day.abs() < 0.1,
        "open files grow by {files_a_day} a day"
    );
}

/// The least of each figure.
fn least(samples: &[Sample]) -> Sample {
    let of = |value: Figure| samples.iter().map(value).min().unwrap_or_default();
    Sample {
        memory: of(|sample| sample.memory),
        files: samples.iter().map(|sample| sample.files).min().unwrap(),
        disk: [
            of(|sample| sample.disk[0]),
            of(|sample| sample.disk[1]),
            of(|sample| sample.disk[2]),
            of(|sample| sample.disk[3]),
        ],
        content: of(|sample| sample.content),
    }
}
