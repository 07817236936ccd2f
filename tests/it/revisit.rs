//! An answer that says what was said before is archived as that, and leads to the first one's bytes.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use arobase::jobs::reread::reread;
use arobase::store::{
    Batch, CaptureKind, NewCapture, Original, Purpose, Store, StoreError, Writer,
};
use arobase::web::exchange::Exchange;
use jiff::ToSpan as _;

use crate::archive::{answer, kinds, noon, open, operator, warc_files, warcio_accepts};
use crate::support::Home;

/// Page 0 as it was first answered, with what a conditional request needs.
fn first() -> Exchange {
    let mut first = answer(0);
    first.headers.push(("ETag".into(), b"\"v1\"".to_vec()));
    let date = b"Tue, 03 Mar 2026 08:00:00 GMT".to_vec();
    first.headers.push(("Last-Modified".into(), date));
    first
}

/// A later answer: the same bytes in full.
fn same(days: i64) -> Exchange {
    let mut same = first();
    same.at = noon() + (days * 24).hours();
    same
}

/// A later answer: no bytes, for they have not changed.
fn unchanged(days: i64, etag: Option<&str>) -> Exchange {
    let mut unchanged = same(days);
    (unchanged.status, unchanged.body) = (304, Vec::new());
    unchanged.reason = "Not Modified".into();
    let etag = etag.map(|etag| ("etag".to_owned(), etag.as_bytes().to_vec()));
    unchanged.headers = etag.into_iter().collect();
    unchanged
}

fn commit(writer: &mut Writer, capture: NewCapture) -> i64 {
    let captures = vec![capture];
    let batch = Batch {
        captures,
        ..Batch::default()
    };
    writer.commit(&batch).unwrap()[0]
}

fn original(writer: &Writer) -> Original {
    writer.original(answer(0).url.as_str()).unwrap().unwrap()
}

/// An archive with page 0, the same bytes again, and a 304.
fn archive(index: &Path) {
    let (mut writer, _) = open(index);
    assert_eq!(commit(&mut writer, NewCapture::answer(first(), None)), 1);
    for exchange in [same(1), unchanged(2, Some("\"v1\""))] {
        let original = original(&writer);
        assert!(original.is_said_again_by(&exchange));
        commit(
            &mut writer,
            NewCapture::again(exchange, original, Purpose::Page),
        );
    }
    writer.finish().unwrap();
}

/// The text of every record of a file.
fn records(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).unwrap();
    let (mut rest, mut records) = (bytes.as_slice(), Vec::new());
    while !rest.is_empty() {
        let mut text = Vec::new();
        let mut member = flate2::bufread::GzDecoder::new(rest);
        member.read_to_end(&mut text).unwrap();
        rest = member.into_inner();
        records.push(String::from_utf8_lossy(&text).into_owned());
    }
    records
}

#[test]
fn warc_1_1_section_6_7_a_revisit_is_a_head_that_names_what_it_repeats() {
    let home = tempfile::tempdir().unwrap();
    archive(home.path());
    let path = warc_files(home.path(), ".warc.gz").pop().unwrap();
    assert_eq!(
        kinds(&path),
        [
            "warcinfo", "response", "request", "revisit", "request", "revisit", "request"
        ]
    );
    let records = records(&path);
    let store = Store::open(home.path()).unwrap();
    let full = store.capture(1).unwrap().unwrap();
    for (record, profile) in [
        (&records[3], "identical-payload-digest"),
        (&records[5], "server-not-modified"),
    ] {
        let (head, block) = record.split_once("\r\n\r\n").unwrap();
        for line in [
            format!("WARC-Profile: http://netpreserve.org/warc/1.1/revisit/{profile}"),
            format!("WARC-Refers-To: <{}>", full.record_id),
            format!("WARC-Refers-To-Target-URI: {}", full.url),
            "WARC-Refers-To-Date: 2026-03-04T12:00:00.000000Z".to_owned(),
            format!("WARC-Payload-Digest: {}", full.digest),
            "Content-Type: application/http;msgtype=response".to_owned(),
        ] {
            assert!(head.lines().any(|one| one == line), "{line} in {head}");
        }
        assert!(block.starts_with("HTTP/1.1 ") && !block.contains("arobases"));
    }
    warcio_accepts(home.path());
}

#[test]
fn a_revisit_is_read_as_the_answer_that_it_refers_to_at_its_own_time() {
    let home = tempfile::tempdir().unwrap();
    archive(home.path());
    let store = Store::open(home.path()).unwrap();
    let captures = store.captures(0, 10).unwrap();
    let told: Vec<_> = captures
        .iter()
        .map(|capture| (capture.kind, capture.status, capture.refers_to))
        .collect();
    assert_eq!(
        told,
        [
            (CaptureKind::Response, 200, None),
            (CaptureKind::Revisit, 200, Some(1)),
            (CaptureKind::Revisit, 304, Some(1)),
        ]
    );
    for capture in &captures {
        let payload = store.payload(capture).unwrap();
        assert_eq!(payload.body, first().body);
        assert_eq!((payload.at, payload.status), (capture.at, 200));
        assert_eq!(capture.mime, "text/html");
    }
    let again = store.revisits_of(1).unwrap();
    assert_eq!(again, captures[1..]);
}

#[test]
fn a_replayer_is_told_in_the_cdxj_which_captures_have_their_bytes_elsewhere() {
    let home = tempfile::tempdir().unwrap();
    archive(home.path());
    let cdxj = fs::read_to_string(&warc_files(home.path(), ".cdxj")[0]).unwrap();
    let mimes: Vec<bool> = cdxj
        .lines()
        .map(|line| line.contains("\"mime\":\"warc/revisit\""))
        .collect();
    // The 304 has no line: it would be replayed as an answer without a page.
    assert_eq!(mimes, [false, true]);
}

#[test]
fn what_a_page_is_asked_with_next_is_what_it_said_last() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    let url = first().url;
    assert_eq!(writer.original(url.as_str()).unwrap(), None);
    commit(&mut writer, NewCapture::answer(first(), None));
    let full = original(&writer);
    assert_eq!(full.etag.as_deref(), Some("\"v1\""));
    assert_eq!(
        full.last_modified.as_deref(),
        Some("Tue, 03 Mar 2026 08:00:00 GMT")
    );
    // The server renews its tag without a new body, then gives none at all.
    for exchange in [unchanged(1, Some("\"v2\"")), unchanged(2, None)] {
        let again = NewCapture::again(exchange, original(&writer), Purpose::Page);
        commit(&mut writer, again);
    }
    assert_eq!(original(&writer).etag.as_deref(), Some("\"v2\""));
    // An error page is no original, a new body is.
    let mut gone = answer(0);
    gone.status = 404;
    commit(&mut writer, NewCapture::answer(gone, None));
    assert_eq!(original(&writer).capture, 1);
    let mut changed = answer(7);
    changed.url = url;
    let id = commit(&mut writer, NewCapture::answer(changed, None));
    assert_eq!(
        (original(&writer).capture, original(&writer).etag),
        (id, None)
    );
}

#[test]
fn only_a_whole_body_of_the_same_bytes_says_the_same() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    commit(&mut writer, NewCapture::answer(first(), None));
    let original = original(&writer);
    let (mut other, mut cut, mut gone) = (same(1), same(1), same(1));
    other.body.push(b' ');
    cut.truncated = Some(arobase::web::exchange::Truncated::Time);
    gone.status = 404;
    assert!(original.is_said_again_by(&same(1)));
    assert!(
        ![other, cut, gone]
            .iter()
            .any(|exchange| original.is_said_again_by(exchange))
    );
}

#[test]
fn robots_txt_is_archived_as_a_proof_and_never_read_as_a_page() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    let mut rules = answer(0);
    rules.url = "https://www.ville.example/robots.txt".parse().unwrap();
    rules.headers = vec![("Content-Type".into(), b"text/plain".to_vec())];
    rules.body =
        "# Bourges a obtenu 4 arobases au label Villes Internet 2018.\nUser-agent: *\n".into();
    commit(&mut writer, NewCapture::proof(rules, Purpose::Robots));
    writer.finish().unwrap();
    let told = reread(home.path(), &mut |_, _| {}).unwrap();
    assert_eq!((told.captures, told.claims), (0, 0));
    let store = Store::open(home.path()).unwrap();
    let capture = store.capture(1).unwrap().unwrap();
    assert_eq!(capture.purpose, Purpose::Robots);
    assert_eq!(store.page(1).unwrap(), None);
    let path = warc_files(home.path(), ".warc.gz").pop().unwrap();
    assert!(records(&path)[1].contains("\r\nX-Arobase-Purpose: robots\r\n"));
    warcio_accepts(home.path());
}

#[test]
fn reading_again_leaves_the_claims_with_the_answer_that_has_the_bytes_and_show_tells_of_the_others()
{
    let home = Home::new();
    let index = home.path("index");
    let (mut writer, _) = open(&index);
    let mut first = first();
    first.body = "<!doctype html><html lang=fr><title>Label</title><article><h1>Label Villes Internet 2018</h1>\
        <p>Bourges a obtenu 4 arobases au label « Territoires, Villes et Villages Internet » 2018.</p></article>"
        .into();
    commit(&mut writer, NewCapture::answer(first.clone(), None));
    for days in 1..3 {
        let original = writer.original(first.url.as_str()).unwrap().unwrap();
        let unchanged = unchanged(days, None);
        commit(
            &mut writer,
            NewCapture::again(unchanged, original, Purpose::Page),
        );
    }
    writer.finish().unwrap();
    let told = reread(&index, &mut |_, _| {}).unwrap();
    assert_eq!((told.captures, told.claims, told.records), (1, 1, 1));
    let store = Store::open(&index).unwrap();
    assert_eq!(store.claims_on(1).unwrap().len(), 1);
    let shown = home.run(["show", "18033-2018"]).ends(0);
    let line =
        "Seen again 2 times, last on 2026-03-06 12:00:00 UTC (not modified, says the server)";
    assert!(shown.out.contains(line), "{}", shown.out);
}

#[test]
fn an_archive_of_layout_2_is_brought_up_to_date_with_its_captures_named_for_what_they_are() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    commit(&mut writer, NewCapture::answer(first(), None));
    writer.finish().unwrap();
    let db = rusqlite::Connection::open(home.path().join("arobase.db")).unwrap();
    db.execute_batch(
        "drop index capture_refers_to;
         alter table capture drop column kind; alter table capture drop column purpose;
         alter table capture drop column refers_to; alter table capture drop column etag;
         alter table capture drop column last_modified;
         alter table visit drop column due_at; alter table visit drop column interval;
         alter table visit drop column etag; alter table visit drop column last_modified;
         alter table visit drop column digest; alter table run drop column config;
         insert into run (id, kind, started, status) values (2, 'import', '2026-03-04T12:00:00Z', 'done');
         insert into capture (run, url, at, status, mime, digest, sha256, record_id, warc, offset, length)
             values (2, 'urn:sha256:00', '2026-03-04T12:00:00.000000Z', 200, 'text/plain', '', '', '', '', 0, 0);
         pragma user_version = 2;",
    )
    .unwrap();
    drop(db);
    assert!(matches!(
        Store::open(home.path()),
        Err(StoreError::Older { found: 2, .. })
    ));
    drop(Writer::open(home.path(), &operator(), noon()).unwrap());
    let captures = Store::open(home.path()).unwrap().captures(0, 9).unwrap();
    let told: Vec<_> = captures.iter().map(|c| (c.kind, c.purpose)).collect();
    assert_eq!(
        told,
        [
            (CaptureKind::Response, Purpose::Page),
            (CaptureKind::Resource, Purpose::Page)
        ]
    );
}
