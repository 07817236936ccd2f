//! How fast a question is answered and an index built: `cargo bench --bench search`.
//!
//! The archive is made up (`benches/corpus`): 5,000 pages, each with the grade of one commune in one year, in a
//! temporary folder. `benches/peers` has a hundred thousand, and other engines beside.
#![expect(clippy::unwrap_used, reason = "a bench may stop at the first surprise")]

#[path = "corpus/mod.rs"]
mod corpus;

use std::sync::LazyLock;

use arobase::index::query::Query;
use arobase::index::{Searcher, rebuild};
use arobase::store::Store;

use corpus::Corpus;

const PAGES: usize = 5_000;

fn main() {
    divan::main();
}

struct Archive {
    folder: tempfile::TempDir,
    store: Store,
}

static ARCHIVE: LazyLock<std::sync::Mutex<Archive>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    corpus::archive(folder.path(), &Corpus::new(), PAGES);
    let store = Store::open(folder.path()).unwrap();
    rebuild(&store, &folder.path().join("search")).unwrap();
    std::sync::Mutex::new(Archive { folder, store })
});

static SEARCHER: LazyLock<Searcher> = LazyLock::new(|| {
    Searcher::open(&ARCHIVE.lock().unwrap().folder.path().join("search")).unwrap()
});

#[divan::bench(args = [
    "numérique",
    "numérique fibre",
    "\"services publics en ligne\"",
    "dep:59 annee:2018 >=4@",
    "@@@@@",
    "arob*",
    "ville:lille",
    "réseau dep:59",
    "comunne",
])]
fn answer(bencher: divan::Bencher<'_, '_>, text: &str) {
    let searcher = &*SEARCHER;
    let query = Query::parse(text).unwrap();
    bencher.bench(|| searcher.search(&query, 20).unwrap());
}

#[divan::bench]
fn open_and_check() -> Searcher {
    let _ = &*SEARCHER;
    Searcher::open(&ARCHIVE.lock().unwrap().folder.path().join("search")).unwrap()
}

#[divan::bench]
fn read_a_query() -> Query {
    Query::parse(divan::black_box(
        "ville:villeneuve d ascq dep:Nord annee:2015..2018 >=4@ -lille",
    ))
    .unwrap()
}

#[divan::bench(sample_count = 5)]
fn rebuild_5000_pages(bencher: divan::Bencher<'_, '_>) {
    let _ = &*SEARCHER;
    bencher.bench(|| {
        let archive = ARCHIVE.lock().unwrap();
        rebuild(&archive.store, &archive.folder.path().join("again")).unwrap()
    });
}
