//! Questions asked of arobase, of SQLite's FTS5 and of `PostgreSQL`'s French search, one after the other, on the
//! same made-up documents: `taskset -c 1 cargo bench --bench peers`. `BENCHMARKS.md` has the figures.
//!
//! - `AROBASE_BENCH_PAGES=5000` makes fewer pages than the hundred thousand;
//! - `AROBASE_BENCH_FOLDER=DIR` keeps the archive and FTS5's database there, for the next run;
//! - `AROBASE_BENCH_POSTGRES="host=/run/postgresql dbname=bench"` names a server (it is skipped, and
//!   said so, without); what is written there lies in the schema `arobase_bench`. The extension `unaccent` must be
//!   installable: Debian's postgresql-contrib has it.
//!
//! What is measured in arobase is the whole answer: both totals, ten ids of records, ten pages with title, address, capture
//! and excerpt. The others give the total and ten pages with title, address and excerpt.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench may stop at the first surprise, and prints"
)]

#[path = "../corpus/mod.rs"]
mod corpus;
mod fts5;
mod postgres;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use arobase::index::query::Query;
use arobase::jobs::found;
use arobase::jobs::reindex::{Opened, open, reindex};

use corpus::{Corpus, Dice, PHRASES};

const PAGES: usize = 100_000;
const ROUNDS: usize = 5;
const TERMS: usize = 60;

/// A sort of question.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Term,
    Both,
    Phrase,
    Facets,
}

/// What became of a question.
pub(crate) struct Answer {
    pub(crate) wall: Duration,
    /// Processor time; a server's is its own affair.
    pub(crate) work: Option<Duration>,
    pub(crate) hits: u64,
}

/// A stopwatch of the clock on the wall and of this thread's processor time: other work on the machine lengthens the first alone.
pub(crate) struct Watch(Instant, Duration);

impl Watch {
    pub(crate) fn start() -> Self {
        Self(Instant::now(), worked())
    }

    pub(crate) fn stop(&self, hits: u64) -> Answer {
        Answer {
            wall: self.0.elapsed(),
            work: Some(worked().saturating_sub(self.1)),
            hits,
        }
    }
}

fn worked() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(
        now.tv_sec.try_into().unwrap(),
        now.tv_nsec.try_into().unwrap(),
    )
}

/// An engine that answers.
pub(crate) trait Peer {
    fn name(&self) -> &'static str;
    /// How long the answer took, how long of that this thread worked, and how much was found.
    fn answer(&mut self, sort: Sort, text: &str) -> Answer;
}

struct Arobase {
    opened: Opened,
}

impl Peer for Arobase {
    fn name(&self) -> &'static str {
        "arobase"
    }

    fn answer(&mut self, sort: Sort, text: &str) -> Answer {
        let watch = Watch::start();
        let text = if sort == Sort::Phrase {
            &format!("\"{text}\"")
        } else {
            text
        };
        let query = Query::parse(text).unwrap();
        let found = self.opened.searcher.search(&query, 10).unwrap();
        if sort == Sort::Facets {
            // What they take more, beside an answer.
            let watch = Watch::start();
            let facets = self.opened.searcher.facets_of(&query, &found).unwrap();
            let counted = facets.years.iter().map(|(_, count)| *count as u64).sum();
            return watch.stop(counted);
        }
        let pages = found::pages(&self.opened.store, &found, &query, 200).unwrap();
        divan::black_box(&pages);
        watch.stop(found.pages_total as u64)
    }
}

fn main() {
    let pages = std::env::var("AROBASE_BENCH_PAGES").map_or(PAGES, |n| n.parse().unwrap());
    let made = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("AROBASE_BENCH_FOLDER").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| made.path().to_owned());
    let corpus = Corpus::new();
    let text_bytes = prepare(&folder, &corpus, pages);
    let index = folder.join("index");
    let opened = open(&index).unwrap();
    let size = bytes_under(&index.join("search"));
    println!(
        "{pages} pages, {} MB of text; search index {} MB, {:.2} of it",
        text_bytes / 1_000_000,
        size / 1_000_000,
        ratio(size, text_bytes),
    );
    let mut peers: Vec<Box<dyn Peer>> = vec![Box::new(Arobase { opened })];
    let fts5 = fts5::Fts5::open(&folder.join("fts5.db"), &corpus, pages);
    println!(
        "FTS5: {} MB with its documents",
        bytes_under(&folder.join("fts5.db")) / 1_000_000
    );
    peers.push(Box::new(fts5));
    match postgres::Postgres::open(&corpus, pages) {
        Ok(postgres) => peers.push(Box::new(postgres)),
        Err(why) => println!("PostgreSQL skipped: {why}"),
    }
    for (title, sort, texts) in questions(&corpus) {
        compare(title, sort, &texts, &mut peers);
    }
    processes(&folder);
}

/// Makes what is not there yet; the bytes of all texts and titles.
fn prepare(folder: &Path, corpus: &Corpus, pages: usize) -> u64 {
    let index = folder.join("index");
    std::fs::create_dir_all(folder).unwrap();
    let known = folder.join(format!("{pages}.bytes"));
    if !known.exists() {
        let began = Instant::now();
        corpus::archive(&index, corpus, pages);
        println!("archive made in {:.0?}", began.elapsed());
        let began = Instant::now();
        reindex(&index).unwrap();
        println!("indexed in {:.1?}", began.elapsed());
        let bytes = |number| {
            let document = corpus.document(number);
            document.text.len() + document.title.len()
        };
        let bytes: usize = (0..pages).map(bytes).sum();
        std::fs::write(&known, bytes.to_string()).unwrap();
    }
    std::fs::read_to_string(known).unwrap().parse().unwrap()
}

/// Words from the sixtieth to the twenty-thousandth place, as many among the frequent as among the rare ones.
fn questions(corpus: &Corpus) -> [(&'static str, Sort, Vec<String>); 4] {
    let mut dice = Dice(42);
    let term = |dice: &mut Dice| {
        let steps = dice.below(1000);
        let mut rank = 60;
        for _ in 0..steps {
            // A thousand steps of 0.58 % lead from 60 to 20,000.
            rank = rank + rank * 58 / 10_000 + usize::from(dice.below(2) == 0);
        }
        corpus.forms[rank.min(20_000)].clone()
    };
    let terms: Vec<String> = (0..TERMS).map(|_| term(&mut dice)).collect();
    let mut both = Vec::new();
    for _ in 0..TERMS {
        let frequent = &corpus.forms[62 + dice.below(120)];
        both.push(format!("{frequent} {}", term(&mut dice)));
    }
    let facets = terms.iter().take(20).cloned().collect();
    [
        ("term, 10 excerpts", Sort::Term, terms),
        ("two terms, 10 excerpts", Sort::Both, both),
        (
            "phrase, 10 excerpts",
            Sort::Phrase,
            PHRASES.map(str::to_owned).into(),
        ),
        ("facets alone", Sort::Facets, facets),
    ]
}

/// Asks all of them each question in turn, so that what else the machine does falls on all alike.
fn compare(title: &str, sort: Sort, texts: &[String], peers: &mut [Box<dyn Peer>]) {
    let mut times = vec![Vec::new(); peers.len()];
    let mut works = vec![Vec::new(); peers.len()];
    let mut hits = vec![Vec::new(); peers.len()];
    for round in 0..=ROUNDS {
        for text in texts {
            for (at, peer) in peers.iter_mut().enumerate() {
                let answer = peer.answer(sort, text);
                // The first round warms all of them up.
                if round > 0 {
                    times[at].push(answer.wall);
                    works[at].extend(answer.work);
                    hits[at].push(answer.hits);
                }
            }
        }
    }
    let first = quantile(&mut times[0], 50);
    for (at, peer) in peers.iter().enumerate() {
        let middle = quantile(&mut times[at], 50);
        let work = match works[at].len() {
            0 => "       –".to_owned(),
            _ => format!("{:8.3}", milliseconds(quantile(&mut works[at], 50))),
        };
        println!(
            "{title:24} {:11} p50 {:8.3} ms (worked {work})  p90 {:8.3} ms  worst {:8.3} ms  ratio {:6.2}  hits p50 {}",
            peer.name(),
            milliseconds(middle),
            milliseconds(quantile(&mut times[at], 90)),
            milliseconds(quantile(&mut times[at], 100)),
            middle.as_secs_f64() / first.as_secs_f64(),
            quantile(&mut hits[at], 50),
        );
    }
}

/// From the start of the program to the end of what it prints.
fn processes(folder: &Path) {
    for query in [
        "label",
        "\"label national\"",
        "dep:59 annee:2008",
        "labelisassions",
    ] {
        let mut times = Vec::new();
        for _ in 0..=30 {
            let began = Instant::now();
            let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_arobase"));
            program
                .arg("-C")
                .arg(folder)
                .args(["search", "--limit", "10", query]);
            program.output().unwrap();
            times.push(began.elapsed());
        }
        println!(
            "arobase search {query:24} from start to end: p50 {:6.2} ms, p90 {:6.2} ms",
            milliseconds(quantile(&mut times, 50)),
            milliseconds(quantile(&mut times, 90)),
        );
    }
}

/// A line for whoever waits.
pub(crate) fn tell(text: &str) {
    println!("{text}");
}

fn quantile<T: Ord + Copy>(values: &mut [T], percent: usize) -> T {
    values.sort_unstable();
    values[(values.len() - 1) * percent / 100]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other as f64
}

fn bytes_under(path: &Path) -> u64 {
    let about = std::fs::metadata(path).unwrap();
    if about.is_file() {
        return about.len();
    }
    let entries = std::fs::read_dir(path).unwrap();
    entries
        .map(|entry| bytes_under(&entry.unwrap().path()))
        .sum()
}
