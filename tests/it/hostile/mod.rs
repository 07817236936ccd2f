//! Servers that mean harm (threats N1 to N16 of the table in the design), as tasks on loopback.
//!
//! One address is marked as one's own by the lab, and every other private address stays refused: the
//! guard itself is on. Whatever such a server does, the fetcher gives an answer within its time, what
//! reads the answer does not panic, and memory stays bounded.

mod families;
mod runs;
mod server;
mod spellings;

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use arobase::fetch::{Answer, Condition, Fetcher, Lab, Limits, Reach, lab};
use arobase::jobs::reading::{Format, Reader};
use arobase::web::blocked::blocked;
use arobase::web::exchange::Exchange;
use arobase::web::feed::Feed;
use arobase::web::robots::Rules;
use arobase::web::sitemap::Sitemap;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::Url;

use families::FAMILIES;
use server::Hostile;

/// Seeds of each family in the suite.
const SEEDS: u64 = 100;
/// Seeds of each family in the long run.
const MANY_SEEDS: u64 = 3_000;
/// Requests at a time: as many as a crawl has.
const AT_ONCE: usize = 32;
/// What a request may take beyond its total limit, on a machine that is busy with other tests.
const SLACK: Duration = Duration::from_secs(10);

/// Readings at a time; a crawl has as many as there are processors.
static READINGS: Semaphore = Semaphore::const_new(2);
static READER: LazyLock<Reader> = LazyLock::new(Reader::shipped);

/// The families whose harm is in what they say; the others say nothing worth reading.
const READ: [&str; 6] = ["n3", "n4", "n9", "n12", "n16", "p"];

/// The limits, so short that nobody waits for a server that stalls.
pub(super) fn hasty() -> Limits {
    Limits {
        lookup: Duration::from_millis(200),
        connect: Duration::from_millis(400),
        first_byte: Duration::from_millis(300),
        idle: Duration::from_millis(150),
        total: Duration::from_millis(700),
        rate_free: Duration::from_millis(100),
        least_rate: 64 * 1024,
        body: 64 * 1024,
        ..Limits::default()
    }
}

/// A fetcher that may ask this address alone besides the public web.
pub(super) fn fetcher(address: &str, limits: Limits) -> Fetcher {
    let lab = Lab {
        allow: vec![lab::range(&format!("{address}/32")).unwrap()],
        hosts: [("hostile.test".to_owned(), address.parse().unwrap())].into(),
        ..Lab::default()
    };
    Fetcher::new("arobase/0 (+test)", Reach::Web(lab), limits).unwrap()
}

pub(super) fn run<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime
        .worker_threads(4)
        .max_blocking_threads(8)
        .enable_all()
        .build()
        .unwrap();
    let done = runtime.block_on(work);
    // Servers that never end are left behind.
    runtime.shutdown_background();
    done
}

pub(super) fn now() -> jiff::Timestamp {
    "2026-02-03T12:00:00Z".parse().unwrap()
}

/// Does with an answer all that a crawl may do with it.
fn read_every_way(exchange: &Exchange) {
    let body = exchange.decoded_body().unwrap_or_default();
    let content_type = exchange.header("content-type");
    let _ = (
        exchange.retry_after(now()),
        exchange.media_type(),
        exchange.is_html(),
    );
    let _ = blocked(
        exchange.status,
        &exchange.headers,
        &String::from_utf8_lossy(&body),
    );
    let _ = Rules::parse(&body).verdict(&exchange.url);
    let _ = Sitemap::parse(&exchange.body, content_type, &exchange.url);
    let _ = Sitemap::parse(&body, content_type, &exchange.url);
    let _ = Feed::parse(&body, content_type, &exchange.url);
    let read = READER.try_read(&body, content_type, Some(&exchange.url), Format::Html);
    assert!(read.is_some(), "the reader failed on {}", exchange.url);
}

/// What a campaign came to.
#[derive(Debug, Default)]
struct Told {
    requests: u64,
    answers: u64,
    cut: u64,
    nothing: u64,
    slowest: Duration,
}

/// Asks each family for so many of its answers, and tells after each hundred; panics where one breaks
/// its promise.
async fn campaign(seeds: u64, mut tell: impl FnMut(u64, &Told)) -> Told {
    let server = Hostile::start("127.0.0.2").await;
    let fetcher = fetcher("127.0.0.2", hasty());
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut flying = JoinSet::new();
    let mut told = Told::default();
    for seed in 0..seeds {
        if seed % SEEDS == 0 {
            tell(seed, &told);
        }
        for family in &FAMILIES {
            let url = server.address_of(family, seed);
            let (fetcher, turn) = (fetcher.clone(), Arc::clone(&turns).acquire_owned().await);
            flying.spawn(async move {
                let _turn = turn;
                one(&fetcher, family, &url).await
            });
            while let Some(done) = flying.try_join_next() {
                told.add(done.unwrap());
            }
        }
    }
    while let Some(done) = flying.join_next().await {
        told.add(done.unwrap());
    }
    told
}

impl Told {
    fn add(&mut self, (answered, cut, took): (bool, bool, Duration)) {
        self.requests += 1;
        self.answers += u64::from(answered);
        self.nothing += u64::from(!answered);
        self.cut += u64::from(cut);
        self.slowest = self.slowest.max(took);
    }
}

/// One request: whether an answer came, whether it was cut, and how long it took.
async fn one(fetcher: &Fetcher, family: &families::Family, url: &Url) -> (bool, bool, Duration) {
    let limits = hasty();
    let begun = Instant::now();
    let condition = Condition::default();
    let asked = tokio::time::timeout(limits.total + SLACK, fetcher.get(url, now(), &condition));
    let answer = asked.await;
    let took = begun.elapsed();
    assert!(answer.is_ok(), "{url} took longer than its time");
    match answer.unwrap() {
        Answer::Nothing { reason, .. } => {
            assert!(!reason.is_empty(), "{url}: no reason");
            // On a busy machine any answer may come too late for limits as short as these.
            let late = reason.contains("timeout");
            assert!(late || !family.answers, "{url} gave nothing: {reason}");
            (false, false, took)
        }
        Answer::Response { exchange, .. } => {
            assert!(exchange.body.len() <= limits.body, "{url}");
            assert_eq!(exchange.ip, Some([127, 0, 0, 2].into()), "{url}");
            assert!(!family.no_answer, "{url} was taken for an answer");
            let cut = exchange.truncated.is_some();
            if !READ.iter().any(|begin| family.name.starts_with(begin)) {
                return (true, cut, took);
            }
            let _turn = READINGS.acquire().await.unwrap();
            tokio::task::spawn_blocking(move || read_every_way(&exchange))
                .await
                .unwrap();
            (true, cut, took)
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures of the campaign")]
fn no_hostile_answer_breaks_the_fetcher_or_what_reads_it() {
    assert!(FAMILIES.len() >= 24, "{}", FAMILIES.len());
    let told = run(campaign(SEEDS, |_, _| {}));
    eprintln!("{} families, {SEEDS} seeds: {told:?}", FAMILIES.len());
    assert_eq!(
        told.requests,
        SEEDS * u64::try_from(FAMILIES.len()).unwrap()
    );
    assert!(
        told.answers > 0 && told.nothing > 0 && told.cut > 0,
        "{told:?}"
    );
}

/// `cargo test --test it hostile_campaign -- --ignored --nocapture`: some minutes.
#[test]
#[ignore = "the long run: 3,000 seeds of each family"]
#[expect(clippy::print_stderr, reason = "the figures of the campaign")]
fn hostile_campaign() {
    let begun = Instant::now();
    let tell = |seeds, told: &Told| {
        let (seconds, peak) = (begun.elapsed().as_secs(), peak_memory() / 1_000_000);
        let families = FAMILIES.len();
        eprintln!(
            "{families} families, {seeds} seeds: {told:?}, {seconds} s, peak memory {peak} MB"
        );
    };
    let told = run(campaign(MANY_SEEDS, tell));
    tell(MANY_SEEDS, &told);
    let peak = peak_memory();
    assert!(peak < 256_000_000, "{peak} bytes");
}

/// Most memory that this process has held, in bytes; 0 where the system does not tell.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

#[test]
fn n1_slow_hosts_keep_no_other_host_waiting() {
    run(async {
        let server = Hostile::start("127.0.0.2").await;
        let fetcher = fetcher(
            "127.0.0.2",
            Limits {
                total: Duration::from_secs(20),
                first_byte: Duration::from_secs(20),
                ..Limits::default()
            },
        );
        let slow = FAMILIES
            .iter()
            .find(|family| family.name == "n1-silent")
            .unwrap();
        let plain = FAMILIES
            .iter()
            .find(|family| family.name == "n14-cookies")
            .unwrap();
        let mut flying = JoinSet::new();
        for seed in 0..20 {
            let (fetcher, url) = (fetcher.clone(), server.address_of(slow, seed));
            flying.spawn(async move { fetcher.get(&url, now(), &Condition::default()).await });
        }
        for seed in 0..50 {
            let answer = fetcher
                .get(
                    &server.address_of(plain, seed),
                    now(),
                    &Condition::default(),
                )
                .await;
            assert!(matches!(answer, Answer::Response { .. }), "{answer:?}");
        }
        assert!(
            flying.try_join_next().is_none(),
            "a slow one ended before its time"
        );
    });
}
