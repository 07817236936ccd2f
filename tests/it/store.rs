//! The database of the archive: what a commit writes, what readers see, how records come of claims.

use std::path::Path;

use arobase::label::claim::{Arobases, Claim, ClaimKind, Evidence, Place, PlaceKind, YearBasis};
use arobase::store::{
    Batch, NewCapture, Reading, RecordStatus, RobotsRow, RunKind, RunStatus, Store, StoreError,
    VisitKind, VisitRow, VisitState, Writer,
};
use arobase::web::exchange::Exchange;
use arobase::web::page::{Block, BlockKind, Page, Zone};

use crate::archive::{answer, noon, open, operator};

/// A page of `host` that says how many arobases Beauvais got in 2017.
fn says(host: &str, arobases: u8) -> (Exchange, Reading) {
    let text = format!("{host} : Beauvais reçoit {arobases} arobases au label 2017.");
    let quote = format!("{arobases} arobases");
    let mut exchange = answer(0);
    exchange.url = format!("https://{host}/label").parse().unwrap();
    exchange.body = text.clone().into_bytes();
    let claim = Claim {
        place: Place {
            code: Some("60057".to_owned()),
            name: "Beauvais".to_owned(),
            kind: PlaceKind::Commune,
            written: "Beauvais".to_owned(),
        },
        year: Some(2017),
        year_basis: Some(YearBasis::Written),
        arobases: Arobases::new(arobases),
        kind: ClaimKind::Award,
        mention: None,
        evidence: Evidence {
            start: text.find(&quote).unwrap(),
            exact: quote,
            prefix: "reçoit ".to_owned(),
            suffix: " au label".to_owned(),
            block: 0,
            css: "p".to_owned(),
        },
        rule: "grade-near-place".into(),
        confidence: 0.9,
    };
    let block = Block {
        kind: BlockKind::Paragraph,
        zone: Zone::Main,
        text,
        css: "p".to_owned(),
    };
    let page = Page {
        url: Some(exchange.url.clone()),
        title: Some(format!("Label de {host}")),
        blocks: vec![block],
        ..Page::default()
    };
    let reading = Reading {
        page,
        claims: vec![claim],
        reader: "test".to_owned(),
        ..Reading::default()
    };
    (exchange, reading)
}

fn commit(writer: &mut Writer, pages: Vec<(Exchange, Reading)>) -> Vec<i64> {
    let capture = |(exchange, reading)| NewCapture::answer(exchange, Some(reading));
    let captures = pages.into_iter().map(capture).collect();
    writer
        .commit(&Batch {
            captures,
            ..Batch::default()
        })
        .unwrap()
}

fn visit(url: &str, state: VisitState, priority: i64) -> VisitRow {
    VisitRow {
        url: url.to_owned(),
        host: "https://ville.example".to_owned(),
        kind: VisitKind::Page,
        state,
        depth: 1,
        priority,
        via: None,
        found_in: Some(1),
        asked_in: None,
        attempts: 0,
        outcome: None,
        status: None,
        detail: None,
        asked_at: None,
        next: None,
    }
}

#[test]
fn a_claim_leads_to_its_page_its_capture_and_its_bytes() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    let (exchange, reading) = says("ville.example", 5);
    let claim = reading.claims[0].clone();
    commit(&mut writer, vec![(exchange.clone(), reading)]);
    assert_eq!(writer.reconcile().unwrap(), 1);
    let store = Store::open(home.path()).unwrap();
    let record = store.records().unwrap().pop().unwrap();
    assert_eq!(
        (record.id.as_str(), record.status),
        ("60057-2017", RecordStatus::Single)
    );
    assert_eq!(record.arobases, Arobases::new(5));
    let row = store.claims_of(&record).unwrap().pop().unwrap();
    assert_eq!(row.claim, claim);
    assert_eq!(row.id, record.best_claim);
    assert_eq!(
        store.claims_like(&row.id[..6]).unwrap(),
        std::slice::from_ref(&row)
    );
    assert_eq!(store.records_with(&row.id).unwrap(), [record]);
    let page = store.page(row.capture).unwrap().unwrap();
    assert_eq!(page.title.as_deref(), Some("Label de ville.example"));
    let capture = store.capture(row.capture).unwrap().unwrap();
    assert_eq!(store.payload(&capture).unwrap().body, exchange.body);
    assert!(page.text.contains(&claim.evidence.exact));
}

#[test]
fn two_independent_pages_confirm_and_a_third_that_differs_contests() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    let status = |writer: &mut Writer| {
        writer.reconcile().unwrap();
        Store::open(home.path())
            .unwrap()
            .records()
            .unwrap()
            .pop()
            .unwrap()
            .status
    };
    let mut second = says("gazette.example", 5);
    second.1.page.blocks[0].text =
        "Hier soir, la ville de Beauvais a été saluée de 5 arobases, dit le journal.".to_owned();
    commit(&mut writer, vec![says("ville.example", 5), second]);
    assert_eq!(status(&mut writer), RecordStatus::Confirmed);
    commit(&mut writer, vec![says("autre.example", 3)]);
    assert_eq!(status(&mut writer), RecordStatus::Contested);
}

#[test]
fn a_page_that_was_captured_twice_says_one_thing_once() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    commit(&mut writer, vec![says("ville.example", 5)]);
    commit(&mut writer, vec![says("ville.example", 5)]);
    writer.reconcile().unwrap();
    let store = Store::open(home.path()).unwrap();
    let counts = store.counts().unwrap();
    assert_eq!((counts.captures, counts.pages, counts.claims), (2, 1, 1));
    assert_eq!(
        store
            .pages(0, 9)
            .unwrap()
            .iter()
            .map(|page| page.capture)
            .collect::<Vec<_>>(),
        [2]
    );
    assert_eq!(store.claims_on(2).unwrap().len(), 1);
}

#[test]
fn a_page_that_was_corrected_does_not_contradict_itself() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    commit(&mut writer, vec![says("ville.example", 3)]);
    commit(&mut writer, vec![says("ville.example", 4)]);
    writer.reconcile().unwrap();
    let records = Store::open(home.path()).unwrap().records().unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].arobases, Arobases::new(4));
    assert_eq!(records[0].status, RecordStatus::Single);
}

#[test]
fn a_page_may_say_the_same_words_twice() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    let (exchange, mut reading) = says("ville.example", 5);
    reading.claims.push(reading.claims[0].clone());
    commit(&mut writer, vec![(exchange, reading)]);
    assert_eq!(
        Store::open(home.path())
            .unwrap()
            .claims_on(1)
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_new_reading_replaces_the_old_one() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    commit(
        &mut writer,
        vec![says("ville.example", 5), says("gazette.example", 5)],
    );
    let (_, mut better) = says("ville.example", 5);
    better.claims.clear();
    better.reader = "better".to_owned();
    writer.reread(&[(1, Some(better)), (2, None)]).unwrap();
    writer.reconcile().unwrap();
    let store = Store::open(home.path()).unwrap();
    assert_eq!(store.page(1).unwrap().unwrap().reader, "better");
    assert_eq!(store.page(2).unwrap(), None);
    assert!(store.records().unwrap().is_empty());
    assert_eq!(store.counts().unwrap().claims, 0);
}

#[test]
fn only_a_page_of_its_own_host_may_name_its_address() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    let canonical = |url: &str, host: &str| {
        let (exchange, mut reading) = says(host, 5);
        reading.page.canonical = Some(url.parse().unwrap());
        (exchange, reading)
    };
    commit(
        &mut writer,
        vec![
            canonical("https://ville.example/actualites/label", "ville.example"),
            canonical("https://ailleurs.example/label", "gazette.example"),
        ],
    );
    let store = Store::open(home.path()).unwrap();
    let pages = store.pages(0, 9).unwrap();
    assert_eq!(pages[0].url, "https://ville.example/actualites/label");
    assert_eq!(pages[1].url, "https://gazette.example/label");
}

#[test]
fn visits_and_robots_are_kept_with_the_captures_they_came_with() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    let robots = RobotsRow {
        host: "https://ville.example".to_owned(),
        asked_at: noon(),
        status: None,
        body: b"User-agent: *".to_vec(),
    };
    let visits = vec![
        visit("https://ville.example/b", VisitState::Queued, 1),
        visit("https://ville.example/c", VisitState::Queued, 7),
        visit("https://ville.example/a", VisitState::Done, 0),
    ];
    let batch = Batch {
        visits,
        robots: vec![robots.clone()],
        ..Batch::default()
    };
    writer.commit(&batch).unwrap();
    let urls = |rows: Vec<VisitRow>| rows.into_iter().map(|row| row.url).collect::<Vec<_>>();
    assert_eq!(
        urls(writer.queued().unwrap()),
        ["https://ville.example/c", "https://ville.example/b"]
    );
    assert_eq!(writer.visits().unwrap().len(), 3);
    assert_eq!(writer.robots().unwrap(), [robots]);
    let mut again = visit("https://ville.example/b", VisitState::Done, 1);
    again.found_in = Some(2);
    again.outcome = Some("captured".to_owned());
    again.status = Some(200);
    again.asked_at = Some(noon());
    writer
        .commit(&Batch {
            visits: vec![again.clone()],
            ..Batch::default()
        })
        .unwrap();
    again.found_in = Some(1);
    assert_eq!(
        writer.known(&again.url).unwrap(),
        Some(again),
        "the run that met it first stays"
    );
    assert_eq!(writer.known("https://ville.example/none").unwrap(), None);
}

#[test]
fn a_crawl_that_was_stopped_is_gone_on_with_and_one_that_is_done_is_not() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = Writer::open(home.path(), &operator(), noon()).unwrap();
    let begin = |writer: &mut Writer| writer.begin_run(RunKind::Crawl, "{}", noon()).unwrap();
    let first = begin(&mut writer);
    assert!(!first.resumed);
    let killed = begin(&mut writer);
    assert_eq!((killed.id, killed.resumed), (first.id, true));
    writer
        .end_run(first.id, RunStatus::Interrupted, "{}", noon())
        .unwrap();
    assert!(begin(&mut writer).resumed);
    writer
        .end_run(first.id, RunStatus::Done, "{\"pages\":1}", noon())
        .unwrap();
    let next = begin(&mut writer);
    assert_eq!((next.id, next.resumed), (first.id + 1, false));
    let import = writer.begin_run(RunKind::Import, "{}", noon()).unwrap();
    assert!(
        !writer
            .begin_run(RunKind::Import, "{}", noon())
            .unwrap()
            .resumed
    );
    let runs = Store::open(home.path()).unwrap().runs().unwrap();
    let of = |id: i64| runs.iter().find(|run| run.id == id).unwrap();
    assert_eq!(of(import.id).status, RunStatus::Abandoned);
    assert_eq!(
        (of(first.id).ended, of(first.id).summary.as_str()),
        (Some(noon()), "{\"pages\":1}")
    );
}

#[test]
fn captures_outside_a_run_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = Writer::open(home.path(), &operator(), noon()).unwrap();
    let captures = vec![NewCapture::answer(answer(0), None)];
    let refused = writer.commit(&Batch {
        captures,
        ..Batch::default()
    });
    assert!(matches!(refused, Err(StoreError::NoRun(_))));
}

#[test]
fn where_nothing_was_written_there_is_no_archive_and_none_is_made() {
    let home = tempfile::tempdir().unwrap();
    let index = home.path().join("index");
    assert!(matches!(Store::open(&index), Err(StoreError::NoArchive(_))));
    assert!(!index.exists());
}

fn refusals(index: &Path) -> [Option<StoreError>; 2] {
    [
        Store::open(index).err(),
        Writer::open(index, &operator(), noon()).err(),
    ]
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    let home = tempfile::tempdir().unwrap();
    open(home.path()).0.finish().unwrap();
    let db = rusqlite::Connection::open(home.path().join("arobase.db")).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    for refusal in refusals(home.path()) {
        assert!(
            matches!(refusal, Some(StoreError::Newer { found: 99, .. })),
            "{refusal:?}"
        );
    }
}

#[test]
fn a_database_that_is_none_is_damage() {
    let home = tempfile::tempdir().unwrap();
    open(home.path()).0.finish().unwrap();
    std::fs::write(
        home.path().join("arobase.db"),
        b"this is no database ".repeat(1000),
    )
    .unwrap();
    for refusal in refusals(home.path()) {
        assert!(
            matches!(refusal, Some(StoreError::Damaged { .. })),
            "{refusal:?}"
        );
    }
}

#[test]
fn a_database_with_torn_pages_is_damage_and_never_a_panic() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    let hosts = (0..40).map(|number| says(&format!("ville{number}.example"), 5));
    commit(&mut writer, hosts.collect());
    writer.reconcile().unwrap();
    writer.finish().unwrap();
    let path = home.path().join("arobase.db");
    let whole = std::fs::read(&path).unwrap();
    let mut found = 0;
    for page in 1..whole.len() / 4096 {
        let mut torn = whole.clone();
        torn[page * 4096..page * 4096 + 4096].fill(0xa5);
        std::fs::write(&path, &torn).unwrap();
        let read = Store::open(home.path()).and_then(|store| {
            store.pages(0, 1000)?;
            store.captures(0, 1000)?;
            store.runs()?;
            store.records().map(drop)
        });
        match read {
            Ok(()) => {}
            Err(StoreError::Damaged { .. }) => found += 1,
            Err(error) => panic!("page {page}: {error}"),
        }
    }
    assert!(found > 0, "no torn page was noticed");
}

#[test]
fn readers_see_whole_commits_while_the_writer_writes() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    commit(&mut writer, vec![says("a.example", 5)]);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let store = Store::open(home.path()).unwrap();
            let mut seen = 0;
            while seen < 60 {
                let captures = store.captures(0, 1000).unwrap();
                assert_eq!(captures.len() % 3, 1, "half a commit was seen");
                assert!(captures.len() >= seen);
                seen = captures.len();
                let newest = captures.last().unwrap();
                assert!(
                    store
                        .payload(newest)
                        .unwrap()
                        .body
                        .starts_with(b"a.example")
                );
            }
        });
        for _ in 0..20 {
            commit(
                &mut writer,
                vec![
                    says("a.example", 5),
                    says("a.example", 4),
                    says("a.example", 3),
                ],
            );
        }
        reader.join().unwrap();
    });
}
