//! `verify` finds whatever is not as it was written, and `--repair` gives back all that is whole.

use std::fs;
use std::path::{Path, PathBuf};

use arobase::jobs::reread::reread;
use arobase::jobs::verify::verify;
use arobase::store::{
    Batch, Cure, NewCapture, NextRow, Purpose, RobotsRow, Store, VisitState, inspect, repair,
};
use arobase::web::exchange::Exchange;

use crate::archive::{answer, noon, open, warc_files, warcio_accepts};
use crate::support::Home;

/// Pages of the archive below.
const PAGES: usize = 24;

/// Page `number` of a site, which says something of the label.
fn page(number: usize) -> Exchange {
    let mut page = answer(number);
    let body = format!(
        "<!doctype html><html lang=fr><title>Label {number}</title><article><h1>Label Villes Internet 20{:02}</h1>\
         <p>Bourges a obtenu {} arobases au label « Territoires, Villes et Villages Internet » 20{:02}.</p></article>\
         <p>{}</p>",
        10 + number % 10,
        1 + number % 5,
        10 + number % 10,
        // Something that gzip does not make small.
        arobase::store::sha256_of(&[u8::try_from(number).unwrap()]).repeat(4),
    );
    page.body = body.into_bytes();
    page
}

fn rules() -> Exchange {
    let mut rules = answer(0);
    rules.url = "https://www.ville.example/robots.txt".parse().unwrap();
    rules.headers = vec![("Content-Type".into(), b"text/plain".to_vec())];
    rules.body = b"User-agent: *\nDisallow: /prive\n".to_vec();
    rules
}

/// An archive as crawls leave it: robots.txt, pages, a revisit, in two WARC files, read and indexed.
fn archive(index: &Path) {
    let (mut writer, _) = open(index);
    writer.rotate_at(20_000);
    let proof = NewCapture::proof(rules(), Purpose::Robots);
    let robots = RobotsRow {
        host: "https://www.ville.example".to_owned(),
        asked_at: noon(),
        status: Some(200),
        body: rules().body,
    };
    let batch = Batch {
        captures: vec![proof],
        robots: vec![robots],
        ..Batch::default()
    };
    writer.commit(&batch).unwrap();
    for number in 1..=PAGES {
        let captures = vec![NewCapture::answer(page(number), None)];
        let batch = Batch {
            captures,
            ..Batch::default()
        };
        writer.commit(&batch).unwrap();
    }
    let original = writer.original(page(3).url.as_str()).unwrap().unwrap();
    let mut again = page(3);
    (again.status, again.body) = (304, Vec::new());
    let captures = vec![NewCapture::again(again, original, Purpose::Page)];
    let batch = Batch {
        captures,
        ..Batch::default()
    };
    writer.commit(&batch).unwrap();
    writer.finish().unwrap();
    reread(index, &mut |_, _| {}).unwrap();
    assert!(warc_files(index, ".warc.gz").len() > 1);
}

/// Every record and claim, without the numbers of captures.
fn ledger(index: &Path) -> Vec<String> {
    let store = Store::open(index).unwrap();
    let records = store.records().unwrap();
    let claims = records
        .iter()
        .flat_map(|record| store.claims_of(record).unwrap());
    let mut told: Vec<String> = claims
        .map(|claim| format!("{} {:?}", claim.id, claim.claim))
        .collect();
    told.extend(records.iter().map(|record| format!("{record:?}")));
    assert!(told.len() > PAGES / 2, "{told:?}");
    told
}

/// Every capture: address, kind, hash; each one's bytes are read back.
fn captures(index: &Path) -> Vec<String> {
    let store = Store::open(index).unwrap();
    let captures = store.captures(0, usize::MAX).unwrap();
    let told = captures.iter().map(|capture| {
        store.payload(capture).unwrap();
        format!(
            "{} {:?} {:?} {}",
            capture.url, capture.kind, capture.purpose, capture.sha256
        )
    });
    told.collect()
}

fn flip(path: &Path, bit: u64) {
    let mut bytes = fs::read(path).unwrap();
    bytes[usize::try_from(bit / 8).unwrap()] ^= 1 << (bit % 8);
    fs::write(path, bytes).unwrap();
}

fn is_sound(index: &Path) -> bool {
    let found = inspect(index, true, &mut |_, _| {}).unwrap();
    found.damages.is_empty() && found.left_over.is_empty()
}

fn home() -> (Home, PathBuf) {
    let home = Home::new();
    let index = home.path("index");
    archive(&index);
    (home, index)
}

#[test]
fn a_sound_archive_is_called_sound_and_nothing_in_it_changes() {
    let (home, _) = home();
    let before = home.files("index");
    let told = home.run(["verify"]).ends(0).out;
    assert!(
        told.contains("Captures   26 where the database says, in"),
        "{told}"
    );
    let told = home.run(["verify", "--read-data"]).ends(0).out;
    // A warcinfo in each of the files, and a request for each answer.
    assert!(told.contains("read and found whole"), "{told}");
    assert!(told.contains("The archive is sound."), "{told}");
    home.run(["verify", "--repair"]).ends(0);
    assert_eq!(home.files("index"), before);
    Home::new().run(["verify"]).ends(10);
}

#[test]
fn a_thousand_flipped_bits_are_all_found_wherever_they_are() {
    let (_home, index) = home();
    let files = warc_files(&index, ".warc.gz");
    let sizes: Vec<u64> = files
        .iter()
        .map(|file| fs::metadata(file).unwrap().len() * 8)
        .collect();
    let all: u64 = sizes.iter().sum();
    let mut missed = Vec::new();
    for number in 0..1000 {
        // Spread over every bit of every file, heads of gzip members and requests included.
        let mut bit = number * all / 1000 + (number * 7919) % (all / 1000);
        let mut file = 0;
        while bit >= sizes[file] {
            bit -= sizes[file];
            file += 1;
        }
        flip(&files[file], bit);
        if inspect(&index, true, &mut |_, _| {})
            .unwrap()
            .damages
            .is_empty()
        {
            missed.push((file, bit));
        }
        flip(&files[file], bit);
    }
    assert_eq!(missed, []);
    assert!(is_sound(&index));
}

#[test]
fn the_bits_of_a_gzip_head_that_mean_nothing_are_found_too() {
    let (home, index) = home();
    let file = warc_files(&index, ".warc.gz").pop().unwrap();
    // The time of the first member: four bytes behind magic, method and flags.
    flip(&file, 4 * 8);
    let told = home.run(["verify", "--read-data"]).ends(4).out;
    let what = "its bytes are not those that were written, though every record in it is whole";
    assert!(told.contains(what), "{told}");
}

#[test]
fn each_damage_is_named_with_its_file_its_place_and_its_address() {
    let (home, index) = home();
    let store = Store::open(&index).unwrap();
    let capture = store.capture(5).unwrap().unwrap();
    let file = index.join("warc").join(&capture.warc);
    let whole = fs::read(&file).unwrap();
    flip(&file, (capture.offset + capture.length / 2) * 8);
    let told = home.run(["verify", "--read-data"]).ends(4);
    let place = format!("warc/{} at byte {}: ", capture.warc, capture.offset);
    assert!(
        told.out.contains(&place) && told.out.contains(&format!("({})", capture.url)),
        "{}",
        told.out
    );
    assert!(told.err.contains("verify --repair"), "{}", told.err);
    // A look without reading finds what does not begin where it should.
    fs::write(
        &file,
        &whole[..usize::try_from(capture.offset).unwrap() + 9],
    )
    .unwrap();
    let told = home.run(["verify"]).ends(4).out;
    assert!(told.contains(&place), "{told}");
    fs::remove_file(&file).unwrap();
    let told = home.run(["verify"]).ends(4).out;
    assert!(
        told.contains(&format!("warc/{}: it is missing, and", capture.warc)),
        "{told}"
    );
    fs::write(&file, &whole).unwrap();

    let cdxj = file.with_extension("").with_extension("cdxj");
    let text = fs::read_to_string(&cdxj).unwrap();
    fs::write(&cdxj, text.replacen("\"length\":\"", "\"length\":\"1", 1)).unwrap();
    let told = home.run(["verify"]).ends(4).out;
    assert!(
        told.contains(".cdxj: it does not say what the database says"),
        "{told}"
    );
    home.run(["verify", "--repair"]).ends(0);
    assert_eq!(fs::read_to_string(&cdxj).unwrap(), text);
}

#[test]
fn rows_that_do_not_fit_their_records_are_found_and_written_again() {
    let (home, index) = home();
    let (before, kept) = (ledger(&index), captures(&index));
    let db = rusqlite::Connection::open(index.join("arobase.db")).unwrap();
    db.execute_batch(
        "pragma foreign_keys = off;
         update capture set status = 404 where id = 2;
         update capture set url = 'https://autre.example/' where id = 3;
         update capture set sha256 = 'ff' where id = 4;
         update capture set refers_to = 7 where kind = 'revisit';
         delete from page where capture = 6;
         delete from capture where id = 8;",
    )
    .unwrap();
    drop(db);
    let told = home.run(["verify", "--read-data"]).ends(4).out;
    for what in [
        "the database has another status",
        "the database has another address",
        "the database has another SHA-256",
        "the database has another capture that it refers to",
        "the database has no such capture",
        "claims without a page: 1",
        "claims without a capture: 1",
    ] {
        assert!(told.contains(what), "{what} in {told}");
    }
    home.run(["verify", "--repair"]).ends(0);
    assert_eq!(ledger(&index), before);
    let mut after = captures(&index);
    let mut kept = kept;
    after.sort();
    kept.sort();
    assert_eq!(after, kept);
}

#[test]
fn a_lost_or_broken_database_is_made_again_from_the_warc_files_alone() {
    for broken in [false, true] {
        let (home, index) = home();
        let (records, kept) = (ledger(&index), captures(&index));
        for ending in ["-wal", "-shm", ""] {
            let _ = fs::remove_file(index.join(format!("arobase.db{ending}")));
        }
        if broken {
            fs::write(
                index.join("arobase.db"),
                "not a database at all".repeat(500),
            )
            .unwrap();
        }
        let told = home.run(["verify"]).ends(4).out;
        assert!(told.contains("arobase.db: "), "{told}");
        let told = home.run(["verify", "--repair"]).ends(0).out;
        assert!(told.contains("the database was made again"), "{told}");
        assert!(told.contains("26 captures recovered, 0 lost"), "{told}");
        assert_eq!((ledger(&index), captures(&index)), (records, kept));
        let (writer, _) = open(&index);
        let robots = writer.robots().unwrap();
        assert_eq!((robots.len(), &robots[0].body), (1, &rules().body));
        assert_eq!(writer.visits().unwrap().len(), PAGES + 1);
        assert_eq!(home.path("index/damaged").exists(), broken);
    }
}

#[test]
fn a_row_with_a_value_that_nobody_wrote_is_damage_and_the_database_is_made_again() {
    let (home, index) = home();
    let (records, kept) = (ledger(&index), captures(&index));
    for wrong in [
        "update capture set at = 'yesterday' where id = 3",
        "update capture set kind = 'revisited' where id = 3",
        "update claim set place_kind = 'moon'",
        "update run set status = 'lost'",
    ] {
        let db = rusqlite::Connection::open(index.join("arobase.db")).unwrap();
        db.execute(wrong, []).unwrap();
        drop(db);
        let told = home.run(["verify"]).ends(4).out;
        assert!(
            told.contains("arobase.db: a row cannot be read: "),
            "{wrong}: {told}"
        );
        home.run(["verify", "--repair"]).ends(0);
        assert_eq!(
            (ledger(&index), captures(&index)),
            (records.clone(), kept.clone()),
            "{wrong}"
        );
    }
}

#[test]
fn whatever_bit_flips_in_the_database_a_repair_ends_with_a_sound_archive() {
    let (home, index) = home();
    let kept = captures(&index);
    let database = index.join("arobase.db");
    let whole = fs::read(&database).unwrap();
    let bits = u64::try_from(whole.len()).unwrap() * 8;
    for number in 0..24 {
        let index = home.path(&format!("flip-{number}/index"));
        copy(&home.path("index"), &index);
        flip(
            &index.join("arobase.db"),
            number * bits / 24 + number * 31 % 800,
        );
        let report = verify(&index, true, true, &mut |_| {}).unwrap();
        assert!(report.is_sound(), "{number}: {report:?}");
        assert_eq!(captures(&index), kept, "{number}");
        fs::remove_dir_all(home.path(&format!("flip-{number}"))).unwrap();
    }
}

#[test]
fn a_torn_file_keeps_every_whole_capture_and_the_rest_is_asked_again() {
    let (home, index) = home();
    let store = Store::open(&index).unwrap();
    let all = store.captures(0, 100).unwrap();
    let last = all
        .iter()
        .rfind(|capture| capture.url.ends_with("-12.html"))
        .unwrap()
        .clone();
    drop(store);
    let behind = |capture: &&arobase::store::Capture| {
        capture.warc == last.warc && capture.offset >= last.offset
    };
    let lost: Vec<String> = all
        .iter()
        .filter(behind)
        .map(|capture| capture.url.clone())
        .collect();
    let file = index.join("warc").join(&last.warc);
    let bytes = fs::read(&file).unwrap();
    let cut = usize::try_from(last.offset + last.length - 1).unwrap();
    fs::write(&file, &bytes[..cut]).unwrap();

    let told = home.run(["verify", "--repair", "--dry-run"]).ends(4).out;
    assert!(
        told.contains("Would      move what cannot be read to index/damaged"),
        "{told}"
    );
    assert_eq!(fs::read(&file).unwrap().len(), cut);
    let told = home.run(["verify", "--repair"]).ends(0).out;
    for url in &lost {
        assert!(
            told.contains(&format!("Lost       {url}, queued")),
            "{url} in {told}"
        );
    }
    let left = captures(&index);
    assert_eq!(left.len(), all.len() - lost.len());
    let aside = home.files("index/damaged");
    assert_eq!(
        fs::read(&aside[0]).unwrap(),
        bytes[usize::try_from(last.offset).unwrap()..cut]
    );
    assert!(is_sound(&index));
    warcio_accepts(&index);
}

/// The files of a folder and of the folders in it, copied.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

// `store::warc::scan` has the test that cuts at every byte; here is what a repair makes of it.
#[test]
fn wherever_a_file_is_cut_a_repair_gives_back_every_whole_capture() {
    let (home, index) = home();
    let all = Store::open(&index).unwrap().captures(0, 100).unwrap();
    let name = &all[0].warc;
    let bytes = fs::read(index.join("warc").join(name)).unwrap();
    let ends = all
        .iter()
        .filter(|capture| capture.warc == *name)
        .map(|capture| capture.offset + capture.length);
    let mut cuts: Vec<u64> = (1..12).map(|part| part * bytes.len() as u64 / 12).collect();
    cuts.extend(ends.step_by(8).flat_map(|end| [end - 1, end, end + 1]));
    for cut in cuts {
        let index = home.path(&format!("cut-{cut}/index"));
        copy(&home.path("index"), &index);
        fs::write(
            index.join("warc").join(name),
            &bytes[..usize::try_from(cut).unwrap()],
        )
        .unwrap();
        let found = inspect(&index, true, &mut |_, _| {}).unwrap();
        let place = found
            .damages
            .iter()
            .find(|damage| damage.path.ends_with(name))
            .unwrap();
        assert!(
            place.offset.is_some_and(|offset| offset <= cut),
            "{cut}: {place:?}"
        );
        let report = verify(&index, true, true, &mut |_| {}).unwrap();
        assert!(report.is_sound(), "cut at {cut}: {:?}", report.repair);
        let is_whole = |capture: &&arobase::store::Capture| {
            capture.warc != *name || capture.offset + capture.length <= cut
        };
        let whole: Vec<&arobase::store::Capture> = all.iter().filter(is_whole).collect();
        let ids: Vec<i64> = whole.iter().map(|capture| capture.id).collect();
        let expected = whole
            .iter()
            .filter(|capture| capture.refers_to.is_none_or(|id| ids.contains(&id)))
            .map(|capture| capture.url.clone());
        let left: Vec<String> = captures(&index);
        let left: Vec<&str> = left
            .iter()
            .map(|told| told.split(' ').next().unwrap())
            .collect();
        assert_eq!(left, expected.collect::<Vec<_>>(), "cut at {cut}");
        fs::remove_dir_all(home.path(&format!("cut-{cut}"))).unwrap();
    }
}

#[test]
fn damage_in_the_middle_costs_its_own_capture_and_no_other() {
    let (home, index) = home();
    let store = Store::open(&index).unwrap();
    let all = store.captures(0, 100).unwrap();
    // It is revisited: what refers to it has lost its bytes too.
    let hurt = all
        .iter()
        .find(|capture| capture.url.ends_with("-3.html"))
        .unwrap()
        .clone();
    drop(store);
    let mut writer = open(&index).0;
    let visit = arobase::store::VisitRow {
        url: hurt.url.clone(),
        host: "https://www.ville.example".into(),
        kind: arobase::store::VisitKind::Page,
        state: VisitState::Done,
        depth: 3,
        priority: 0,
        via: None,
        found_in: Some(1),
        asked_in: Some(1),
        attempts: 0,
        outcome: Some("captured".into()),
        status: Some(200),
        detail: None,
        asked_at: Some(noon()),
        next: Some(NextRow {
            due_at: noon(),
            interval: Some(3600),
            etag: Some("\"v1\"".into()),
            last_modified: None,
            digest: Some(hurt.sha256.clone()),
        }),
    };
    writer
        .commit(&Batch {
            visits: vec![visit],
            ..Batch::default()
        })
        .unwrap();
    drop(writer);
    let file = index.join("warc").join(&hurt.warc);
    flip(&file, (hurt.offset + hurt.length - 20) * 8);
    let before = captures_but(&all, &hurt.url);
    let told = home.run(["verify", "--repair"]).ends(0).out;
    assert!(told.contains("0 captures recovered, 2 lost"), "{told}");
    assert_eq!(captures(&index), before);
    let (writer, _) = open(&index);
    let visit = writer.known(&hurt.url).unwrap().unwrap();
    assert_eq!((visit.state, visit.depth), (VisitState::Queued, 3));
    assert_eq!(visit.next, None, "it is asked without a condition");
    drop(writer);
    assert!(is_sound(&index));
    warcio_accepts(&index);
}

fn captures_but(all: &[arobase::store::Capture], url: &str) -> Vec<String> {
    all.iter()
        .filter(|capture| capture.url != url)
        .map(|capture| {
            format!(
                "{} {:?} {:?} {}",
                capture.url, capture.kind, capture.purpose, capture.sha256
            )
        })
        .collect()
}

#[test]
fn a_file_that_nobody_can_read_is_put_aside_whole() {
    let (home, index) = home();
    let file = warc_files(&index, ".warc.gz").remove(0);
    let size = fs::metadata(&file).unwrap().len();
    fs::write(&file, vec![0; usize::try_from(size).unwrap()]).unwrap();
    home.run(["verify"]).ends(4);
    home.run(["verify", "--repair"]).ends(0);
    assert!(is_sound(&index));
    // With its CDXJ, and the revisit in the other file, whose bytes lay in it.
    let aside = home.files("index/damaged");
    assert_eq!(aside.len(), 3, "{aside:?}");
    assert!(
        aside
            .iter()
            .any(|path| path.file_name() == file.file_name())
    );
}

#[test]
fn a_search_index_that_does_not_fit_is_built_again() {
    let (home, index) = home();
    let store = home
        .files("index/search")
        .into_iter()
        .find(|path| path.extension().is_some_and(|ending| ending == "store"))
        .unwrap();
    flip(&store, 100);
    let found = home.run(["verify"]).ends(4).out;
    assert!(found.contains("Damaged    search: "), "{found}");
    home.run(["verify", "--repair"]).ends(0);
    home.run(["verify", "--read-data"]).ends(0);
    assert!(is_sound(&index));
}

#[test]
fn what_a_kill_leaves_is_no_damage() {
    let home = Home::new();
    let index = home.path("index");
    let (mut writer, _) = open(&index);
    let batch = |number| Batch {
        captures: vec![NewCapture::answer(page(number), None)],
        ..Batch::default()
    };
    writer.commit(&batch(1)).unwrap();
    drop(writer);
    let file = warc_files(&index, ".open").pop().unwrap();
    let mut bytes = fs::read(&file).unwrap();
    bytes.extend(b"\x1f\x8b\x08 torn");
    fs::write(&file, bytes).unwrap();
    let found = inspect(&index, true, &mut |_, _| {}).unwrap();
    assert_eq!((found.damages.len(), found.captures), (0, 1));
    assert_eq!(found.left_over.len(), 1, "{:?}", found.left_over);
    // The next opening puts it in order.
    drop(open(&index));
    assert!(is_sound(&index));
}

#[test]
fn a_repair_keeps_out_of_an_archive_that_is_being_written() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    let captures = vec![NewCapture::answer(page(1), None)];
    writer
        .commit(&Batch {
            captures,
            ..Batch::default()
        })
        .unwrap();
    assert!(matches!(
        repair(home.path(), noon()),
        Err(arobase::store::StoreError::Locked { .. })
    ));
    // To look is allowed, and what is under way is not taken for damage.
    let found = inspect(home.path(), true, &mut |_, _| {}).unwrap();
    assert!(
        !found
            .damages
            .iter()
            .any(|damage| damage.cure != Cure::Search),
        "{found:?}"
    );
    assert_eq!(found.captures, 1);
}
