//! How fast captures are archived and read back: `cargo bench --bench archive`.
#![expect(clippy::unwrap_used, reason = "a bench may stop at the first surprise")]

use std::fmt::Write as _;

use arobase::store::{Batch, NewCapture, Operator, RunKind, Store, Writer};
use arobase::web::exchange::Exchange;
use divan::counter::ItemsCount;
use jiff::Timestamp;

/// Captures in one commit, as a crawl acknowledges them.
const COMMIT: usize = 50;

fn main() {
    divan::main();
}

/// A page of about 17 kB, the mean of town halls' pages, none like another.
fn answer(number: usize) -> Exchange {
    let mut body = String::from("<!doctype html><html lang=fr><title>Page</title><body>");
    let mut state = number as u64;
    while body.len() < 17_000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let words = [
            "ville", "label", "arobases", "mairie", "commune", "internet", "accueil",
        ];
        let word = words[usize::try_from(state >> 60).unwrap() % words.len()];
        let _ = writeln!(
            body,
            "<p class=\"c{}\">{word} {}</p>",
            state >> 56,
            state >> 40
        );
    }
    let url = format!("https://ville.example/{number}.html");
    Exchange {
        request: format!("GET /{number}.html HTTP/1.1\r\nHost: ville.example\r\n\r\n").into(),
        url: url.parse().unwrap(),
        at: Timestamp::UNIX_EPOCH,
        ip: None,
        status: 200,
        reason: "OK".to_owned(),
        headers: vec![("content-type".to_owned(), b"text/html".to_vec())],
        body: body.into_bytes(),
        truncated: None,
    }
}

fn batch() -> Batch {
    let captures = (0..COMMIT)
        .map(|number| NewCapture::answer(answer(number), None))
        .collect();
    Batch {
        captures,
        ..Batch::default()
    }
}

fn writer(folder: &std::path::Path) -> Writer {
    let (mut writer, _) =
        Writer::open(folder, &Operator::default(), Timestamp::UNIX_EPOCH).unwrap();
    writer
        .begin_run(RunKind::Crawl, "{}", Timestamp::UNIX_EPOCH)
        .unwrap();
    writer
}

/// Captures committed, both fsyncs included.
#[divan::bench(sample_count = 20)]
fn commit(bencher: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let (mut writer, batch) = (writer(folder.path()), batch());
    bencher
        .counter(ItemsCount::new(COMMIT))
        .bench_local(|| writer.commit(&batch).unwrap());
}

/// Captures read back from the WARC file and checked against their SHA-256.
#[divan::bench(sample_count = 20)]
fn payload(bencher: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    writer(folder.path()).commit(&batch()).unwrap();
    let store = Store::open(folder.path()).unwrap();
    let captures = store.captures(0, COMMIT).unwrap();
    bencher.counter(ItemsCount::new(COMMIT)).bench_local(|| {
        captures
            .iter()
            .map(|capture| store.payload(capture).unwrap().body.len())
            .sum::<usize>()
    });
}
