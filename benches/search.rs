//! How fast a question is answered and an index built: `cargo bench --bench search`.
//!
//! The archive is made up: 5,000 pages of some 150 words, each with the grade of one commune in one
//! year, in a temporary folder.
#![expect(clippy::unwrap_used, reason = "a bench may stop at the first surprise")]

use std::sync::LazyLock;

use arobase::index::query::Query;
use arobase::index::{Searcher, rebuild};
use arobase::label::claim::{Arobases, Claim, ClaimKind, Evidence, Place, PlaceKind, YearBasis};
use arobase::label::gazetteer::{Collectivity, Gazetteer};
use arobase::store::{Batch, NewCapture, Operator, Reading, RunKind, RunStatus, Store, Writer};
use arobase::web::exchange::Exchange;
use arobase::web::page::{Block, BlockKind, Page, Zone};

const PAGES: usize = 5_000;
const WORDS: [&str; 24] = [
    "commune",
    "numérique",
    "réseau",
    "citoyens",
    "école",
    "label",
    "services",
    "publics",
    "récompense",
    "cérémonie",
    "élus",
    "mairie",
    "fibre",
    "accès",
    "médiathèque",
    "territoire",
    "habitants",
    "démarches",
    "internet",
    "jury",
    "dématérialisation",
    "projets",
    "jeunes",
    "site",
];

fn main() {
    divan::main();
}

struct Archive {
    folder: tempfile::TempDir,
    store: Store,
}

fn claim(place: &Collectivity, year: i16, arobases: u8, exact: String) -> Claim {
    Claim {
        place: Place {
            code: Some(place.code.to_owned()),
            name: place.name.to_owned(),
            kind: PlaceKind::Commune,
            written: place.name.to_owned(),
        },
        year: Some(year),
        year_basis: Some(YearBasis::Written),
        arobases: Arobases::new(arobases),
        kind: ClaimKind::Award,
        mention: None,
        evidence: Evidence {
            exact,
            prefix: String::new(),
            suffix: String::new(),
            block: 0,
            start: 0,
            css: "p".to_owned(),
        },
        rule: "bench".into(),
        confidence: 0.9,
    }
}

fn page(number: usize, place: &Collectivity) -> NewCapture {
    let year = 2005 + i16::try_from(number % 20).unwrap();
    let arobases = u8::try_from(number % 5 + 1).unwrap();
    let exact = format!("{} obtient {arobases} arobases en {year}", place.name);
    // A fixed sequence that never repeats within a page: the same archive at each run.
    let word = |at: usize| WORDS[(number * 31 + at * at * 7 + at) % WORDS.len()];
    let text = format!(
        "{exact}. {}",
        (0..150).map(word).collect::<Vec<_>>().join(" ")
    );
    let url: url::Url = format!("https://ville{}.example/{number}", number % 500)
        .parse()
        .unwrap();
    let exchange = Exchange {
        url: url.clone(),
        at: "2026-03-04T12:00:00Z".parse().unwrap(),
        ip: None,
        request: b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        status: 200,
        reason: "OK".to_owned(),
        headers: vec![("content-type".to_owned(), b"text/html".to_vec())],
        body: text.clone().into_bytes(),
        truncated: None,
    };
    let block = Block {
        kind: BlockKind::Paragraph,
        zone: Zone::Main,
        text,
        css: "p".to_owned(),
    };
    let page = Page {
        url: Some(url),
        blocks: vec![block],
        ..Page::default()
    };
    let claims = vec![claim(place, year, arobases, exact)];
    NewCapture::answer(
        exchange,
        Some(Reading {
            page,
            claims,
            reader: "bench".to_owned(),
            ..Reading::default()
        }),
    )
}

static ARCHIVE: LazyLock<std::sync::Mutex<Archive>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let now = "2026-03-04T12:00:00Z".parse().unwrap();
    let (mut writer, _) = Writer::open(folder.path(), &Operator::default(), now).unwrap();
    let run = writer.begin_run(RunKind::Crawl, "{}", now).unwrap();
    let communes = Gazetteer::shipped().all().filter(Collectivity::in_force);
    let communes: Vec<_> = communes
        .filter(|place| place.kind == PlaceKind::Commune)
        .collect();
    for numbers in (0..PAGES).collect::<Vec<_>>().chunks(500) {
        let place = |number: usize| &communes[number * 7 % communes.len()];
        let captures = numbers
            .iter()
            .map(|number| page(*number, place(*number)))
            .collect();
        writer
            .commit(&Batch {
                captures,
                ..Batch::default()
            })
            .unwrap();
    }
    writer.reconcile().unwrap();
    writer.end_run(run.id, RunStatus::Done, "{}", now).unwrap();
    writer.finish().unwrap();
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
    "\"services publics\"",
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
