//! The archive under a microscope: what is acknowledged is kept, whatever happens to the process,
//! and what is kept is a WARC that others accept.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use arobase::store::{Batch, NewCapture, Operator, Recovery, RunKind, Store, StoreError, Writer};
use arobase::web::exchange::Exchange;
use jiff::{Timestamp, ToSpan as _};

pub(crate) fn noon() -> Timestamp {
    "2026-03-04T12:00:00Z".parse().unwrap()
}

pub(crate) fn operator() -> Operator {
    Operator {
        user_agent: "arobase/test (+https://ville.example/robot)".to_owned(),
        contact: "https://ville.example/robot".to_owned(),
    }
}

/// The answer number `number` of a site that never says the same twice.
pub(crate) fn answer(number: usize) -> Exchange {
    let body = format!("<html><title>Page {number}</title><p>La ville a obtenu 4 arobases.</p>");
    Exchange {
        url: format!("https://www.ville.example/page-{number}.html")
            .parse()
            .unwrap(),
        at: noon() + i64::try_from(number).unwrap().seconds(),
        ip: Some("192.0.2.1".parse().unwrap()),
        request: format!("GET /page-{number}.html HTTP/1.1\r\nHost: www.ville.example\r\n\r\n")
            .into(),
        status: 200,
        reason: "OK".to_owned(),
        headers: vec![
            (
                "content-type".to_owned(),
                b"text/html; charset=utf-8".to_vec(),
            ),
            ("transfer-encoding".to_owned(), b"chunked".to_vec()),
            ("x-latin".to_owned(), b"caf\xe9".to_vec()),
        ],
        body: body.into_bytes(),
        truncated: None,
    }
}

pub(crate) fn batch(numbers: std::ops::Range<usize>) -> Batch {
    Batch {
        captures: numbers
            .map(|number| NewCapture::answer(answer(number), None))
            .collect(),
        ..Batch::default()
    }
}

pub(crate) fn open(index: &Path) -> (Writer, Recovery) {
    let (mut writer, recovery) = Writer::open(index, &operator(), noon()).unwrap();
    writer.begin_run(RunKind::Crawl, "{}", noon()).unwrap();
    (writer, recovery)
}

pub(crate) fn warc_files(index: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(index.join("warc"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.to_str().unwrap().ends_with(ending))
        .collect();
    files.sort();
    files
}

/// The WARC-Type of every record of a file, which must be whole gzip members to its last byte.
pub(crate) fn kinds(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).unwrap();
    let (mut rest, mut kinds) = (bytes.as_slice(), Vec::new());
    while !rest.is_empty() {
        let mut member = String::new();
        let mut text = Vec::new();
        let mut decoder = flate2::bufread::GzDecoder::new(rest);
        decoder.read_to_end(&mut text).unwrap();
        member.push_str(&String::from_utf8_lossy(&text));
        rest = decoder.into_inner();
        let kind = member
            .split("WARC-Type: ")
            .nth(1)
            .unwrap()
            .lines()
            .next()
            .unwrap();
        assert!(member.starts_with("WARC/1.1\r\n") && member.ends_with("\r\n\r\n"));
        kinds.push(kind.to_owned());
    }
    kinds
}

/// Every capture comes back as it was sent, and has its line in the CDXJ once its file is closed.
fn check(index: &Path) -> usize {
    let store = Store::open(index).unwrap();
    let captures = store.captures(0, usize::MAX).unwrap();
    for capture in &captures {
        let payload = store.payload(capture).unwrap();
        let number = capture
            .url
            .split(['-', '.'])
            .rev()
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(payload.body, answer(number).body);
        assert_eq!(payload.at, capture.at);
    }
    let lines: usize = warc_files(index, ".cdxj")
        .iter()
        .map(|path| fs::read_to_string(path).unwrap().lines().count())
        .sum();
    if warc_files(index, ".open").is_empty() {
        assert_eq!(lines, captures.len());
    }
    for path in warc_files(index, ".warc.gz") {
        let kinds = kinds(&path);
        assert_eq!(kinds[0], "warcinfo");
        assert!(
            kinds[1..]
                .chunks(2)
                .all(|pair| pair == ["response", "request"]),
            "{kinds:?}"
        );
    }
    captures.len()
}

#[test]
fn what_was_committed_comes_back_also_while_the_file_is_open() {
    let home = tempfile::tempdir().unwrap();
    let index = home.path().join("index");
    let (mut writer, recovery) = open(&index);
    assert_eq!(recovery, Recovery::default());
    assert!(
        warc_files(&index, "").is_empty(),
        "no file before the first capture"
    );
    assert_eq!(writer.commit(&batch(0..3)).unwrap(), [1, 2, 3]);
    assert_eq!(warc_files(&index, ".open").len(), 1);
    assert_eq!(check(&index), 3);
    writer.finish().unwrap();
    assert_eq!(warc_files(&index, ".open").len(), 0);
    assert_eq!(check(&index), 3);
    let payload = {
        let store = Store::open(&index).unwrap();
        store.payload(&store.capture(2).unwrap().unwrap()).unwrap()
    };
    let header = |name: &str| {
        payload
            .headers
            .iter()
            .find(|h| h.0 == name)
            .unwrap()
            .1
            .clone()
    };
    assert_eq!(header("x-latin"), b"caf\xe9");
    assert_eq!(header("X-Crawler-Transfer-Encoding"), b"chunked");
    assert_eq!(
        header("Content-Length"),
        payload.body.len().to_string().into_bytes()
    );
}

#[test]
fn a_full_file_is_closed_and_the_next_one_begun() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    writer.rotate_at(6000);
    for number in 0..16 {
        writer.commit(&batch(number..number + 1)).unwrap();
    }
    writer.finish().unwrap();
    let files = warc_files(home.path(), ".warc.gz");
    assert!(files.len() > 2, "{files:?}");
    assert!(
        files
            .iter()
            .all(|file| fs::metadata(file).unwrap().len() <= 6000)
    );
    assert_eq!(check(home.path()), 16);
}

#[test]
fn a_run_without_captures_leaves_no_warc_file() {
    let home = tempfile::tempdir().unwrap();
    let (writer, _) = open(home.path());
    writer.finish().unwrap();
    assert!(warc_files(home.path(), "").is_empty());
}

#[test]
fn a_second_writer_is_refused_and_told_who_is_first() {
    let home = tempfile::tempdir().unwrap();
    let (writer, _) = open(home.path());
    assert!(arobase::store::holder(home.path()).unwrap().is_some());
    let Err(StoreError::Locked { pid, since, .. }) = Writer::open(home.path(), &operator(), noon())
    else {
        panic!("two writers at once");
    };
    assert_eq!((pid, since), (Some(std::process::id()), Some(noon())));
    drop(writer);
    assert!(arobase::store::holder(home.path()).unwrap().is_none());
    open(home.path());
}

/// The archive with its database as it was after `committed` commits, and the bytes that the WARC
/// file got to after one more: a response and a request.
struct Torn {
    home: tempfile::TempDir,
    bytes: Vec<u8>,
    end: usize,
    name: PathBuf,
}

fn torn() -> Torn {
    let home = tempfile::tempdir().unwrap();
    let index = home.path().join("index");
    let (mut writer, _) = open(&index);
    writer.commit(&batch(0..2)).unwrap();
    let name = warc_files(&index, ".open").pop().unwrap();
    let end = usize::try_from(fs::metadata(&name).unwrap().len()).unwrap();
    let saved = home.path().join("saved");
    fs::create_dir(&saved).unwrap();
    for file in ["arobase.db", "arobase.db-wal"] {
        fs::copy(index.join(file), saved.join(file)).unwrap();
    }
    writer.commit(&batch(2..3)).unwrap();
    let bytes = fs::read(&name).unwrap();
    drop(writer);
    Torn {
        home,
        bytes,
        end,
        name: PathBuf::from(name.file_name().unwrap()),
    }
}

impl Torn {
    /// The archive with only the first `length` bytes of its WARC file, as a power cut leaves it.
    fn cut_at(&self, length: usize) -> PathBuf {
        let index = self.home.path().join("cut");
        let _ = fs::remove_dir_all(&index);
        fs::create_dir_all(index.join("warc")).unwrap();
        for file in ["arobase.db", "arobase.db-wal"] {
            fs::copy(self.home.path().join("saved").join(file), index.join(file)).unwrap();
        }
        fs::write(index.join("warc").join(&self.name), &self.bytes[..length]).unwrap();
        index
    }
}

#[test]
fn a_tail_torn_at_any_byte_is_cut_and_reported_and_everything_committed_is_kept() {
    let torn = torn();
    for length in torn.end..=torn.bytes.len() {
        let index = torn.cut_at(length);
        let (writer, recovery) = open(&index);
        assert_eq!(
            recovery.cut_bytes,
            u64::try_from(length - torn.end).unwrap()
        );
        assert_eq!(
            recovery.file.as_deref(),
            torn.name.file_stem().unwrap().to_str()
        );
        drop(writer);
        assert_eq!(check(&index), 2, "torn at {length}");
    }
}

#[test]
fn after_a_torn_tail_the_archive_goes_on_in_a_new_file() {
    let torn = torn();
    let index = torn.cut_at(torn.bytes.len() - 1);
    let (mut writer, _) = open(&index);
    writer.commit(&batch(2..5)).unwrap();
    writer.finish().unwrap();
    assert_eq!(warc_files(&index, ".warc.gz").len(), 2);
    assert_eq!(check(&index), 5);
}

#[test]
fn an_acknowledged_byte_that_is_missing_is_damage_and_nothing_is_cut() {
    let torn = torn();
    let index = torn.cut_at(torn.end - 1);
    let Err(error) = Writer::open(&index, &operator(), noon()) else {
        panic!("damage passed over");
    };
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    let left = fs::metadata(index.join("warc").join(&torn.name))
        .unwrap()
        .len();
    assert_eq!(left, u64::try_from(torn.end - 1).unwrap());
}

#[test]
fn a_file_of_which_nothing_was_committed_is_removed() {
    let home = tempfile::tempdir().unwrap();
    let (writer, _) = open(home.path());
    drop(writer);
    let stray = home
        .path()
        .join("warc/arobase-20260304120000-00000.warc.gz.open");
    fs::write(&stray, b"\x1f\x8b torn").unwrap();
    let (_writer, recovery) = open(home.path());
    assert_eq!(recovery.cut_bytes, 7);
    assert!(!stray.exists());
}

#[test]
fn a_lost_cdxj_is_written_again() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    writer.commit(&batch(0..3)).unwrap();
    writer.finish().unwrap();
    let index = warc_files(home.path(), ".cdxj").pop().unwrap();
    let before = fs::read(&index).unwrap();
    fs::remove_file(&index).unwrap();
    open(home.path());
    assert_eq!(fs::read(&index).unwrap(), before);
}

#[test]
fn every_flipped_bit_of_an_answer_is_found_or_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    writer.commit(&batch(0..1)).unwrap();
    writer.finish().unwrap();
    let path = warc_files(home.path(), ".warc.gz").pop().unwrap();
    let whole = fs::read(&path).unwrap();
    let store = Store::open(home.path()).unwrap();
    let capture = store.capture(1).unwrap().unwrap();
    let sent = format!("{:?}", store.payload(&capture).unwrap());
    let (from, length) = (capture.offset, capture.length);
    let mut idle = 0;
    for at in from..from + length {
        let mut flipped = whole.clone();
        flipped[usize::try_from(at).unwrap()] ^= 0x10;
        fs::write(&path, &flipped).unwrap();
        match store.payload(&capture) {
            Err(StoreError::Damaged { .. }) => {}
            Err(error) => panic!("byte {at}: {error}"),
            // Gzip has bits that say nothing: the time in its head, the padding of its last byte.
            Ok(payload) => {
                assert_eq!(format!("{payload:?}"), sent, "byte {at}");
                idle += 1;
            }
        }
    }
    assert!(idle <= 7, "{idle} flips passed over");
}

#[cfg(unix)]
#[test]
fn the_archive_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let index = home.path().join("index");
    let (mut writer, _) = open(&index);
    writer.commit(&batch(0..1)).unwrap();
    writer.finish().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&index), mode(&index.join("warc"))), (0o700, 0o700));
    let mut files = warc_files(&index, "");
    files.extend(["arobase.db", "lock"].map(|name| index.join(name)));
    assert_eq!(files.len(), 4);
    assert!(files.iter().all(|file| mode(file) == 0o600), "{files:?}");
}

const FOLDER: &str = "AROBASE_TEST_CHILD_ARCHIVE";

/// The child of the tests below: it commits until it is killed and says what was acknowledged.
#[test]
#[ignore = "a child process of other tests, which name its folder"]
fn child_writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let (mut writer, _) = open(Path::new(&folder));
    writer.rotate_at(20_000);
    for step in 0.. {
        match writer.commit(&batch(step * 3..step * 3 + 1 + step % 3)) {
            Ok(ids) => {
                let mut out = std::io::stdout().lock();
                writeln!(out, "kept {}", ids.last().unwrap()).unwrap();
                out.flush().unwrap();
            }
            Err(error) => {
                assert!(matches!(
                    error,
                    StoreError::Disk { .. } | StoreError::Database { .. }
                ));
                let after = writer.commit(&batch(0..1));
                assert!(
                    matches!(after, Err(StoreError::Broken(_))),
                    "it writes after a failure"
                );
                writeln!(std::io::stdout().lock(), "refused").unwrap();
                return;
            }
        }
    }
}

fn child(before: &str, folder: &Path) -> Child {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("{before} exec \"$0\" \"$@\"")])
        .arg(program)
        .args([
            "--exact",
            "archive::child_writes_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ]);
    command
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn acknowledged(line: &str) -> Option<usize> {
    line.strip_prefix("kept ")?.parse().ok()
}

#[cfg(unix)]
#[test]
fn killed_at_any_moment_it_loses_nothing_that_it_acknowledged() {
    let home = tempfile::tempdir().unwrap();
    let mut kept = 0;
    for round in 0..12_u64 {
        let mut child = child("", home.path());
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        // A moment that no clock chooses: after some commits, and then some turns of a loop.
        let mut random = RandomState::new().build_hasher();
        random.write_u64(round);
        let random = random.finish();
        let commits = usize::try_from(random % 20).unwrap();
        let mut last = lines
            .by_ref()
            .filter_map(|line| acknowledged(&line))
            .nth(commits)
            .unwrap();
        for _ in 0..random >> 8 & 0xf_ffff {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        last = lines
            .filter_map(|line| acknowledged(&line))
            .last()
            .unwrap_or(last);
        let (writer, _) = open(home.path());
        drop(writer);
        assert!(warc_files(home.path(), ".open").is_empty());
        let found = check(home.path());
        assert!(
            found >= last,
            "round {round}: {found} of {last} captures are there"
        );
        assert!(
            found <= last + 3,
            "round {round}: {found} captures, {last} acknowledged"
        );
        kept = found;
    }
    assert!(kept > 12, "the child did nothing: {kept}");
    warcio_accepts(home.path());
}

#[cfg(unix)]
#[test]
fn a_full_disk_stops_it_with_everything_acknowledged_kept() {
    let home = tempfile::tempdir().unwrap();
    for blocks in [130, 160, 400, 700] {
        // No file may grow past the limit, which to the program looks like a full disk.
        let child = child(&format!("trap '' XFSZ; ulimit -f {blocks};"), home.path());
        let told = child.wait_with_output().unwrap();
        let told = String::from_utf8(told.stdout).unwrap();
        assert!(told.contains("refused") || !told.contains("kept"), "{told}");
        let last = told.lines().filter_map(acknowledged).next_back();
        let (writer, _) = open(home.path());
        drop(writer);
        let found = check(home.path());
        assert!(
            last.is_none_or(|last| last == found),
            "{blocks}: {found} of {last:?}"
        );
    }
    let (mut writer, _) = open(home.path());
    writer.commit(&batch(0..3)).unwrap();
    writer.finish().unwrap();
    assert!(check(home.path()) > 3);
    warcio_accepts(home.path());
}

/// Lets the `warcio` of the Python that `AROBASE_WARCIO` names check every closed file.
pub(crate) fn warcio_accepts(index: &Path) {
    let Some(python) = std::env::var_os("AROBASE_WARCIO") else {
        let mut err = std::io::stderr().lock();
        let _ = writeln!(
            err,
            "skipped: AROBASE_WARCIO names no Python that has warcio"
        );
        return;
    };
    for file in warc_files(index, ".warc.gz") {
        let check = Command::new(&python)
            .args(["-m", "warcio.cli", "check", "-v"])
            .arg(&file)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&check.stdout).into_owned();
        assert!(check.status.success(), "{}: {told}", file.display());
        // warcio checks no digest of a revisit, whose payload lies elsewhere.
        let kinds = kinds(&file);
        let checked = kinds.iter().filter(|kind| *kind != "revisit").count();
        assert_eq!(told.matches("digest pass").count(), checked, "{told}");
    }
}

#[test]
fn warcio_accepts_every_kind_of_record() {
    let home = tempfile::tempdir().unwrap();
    let (mut writer, _) = open(home.path());
    let mut cut = answer(0);
    cut.truncated = Some(arobase::web::exchange::Truncated::Length);
    let mut empty = answer(1);
    (empty.body, empty.reason, empty.status) = (Vec::new(), String::new(), 404);
    let file = arobase::store::File {
        url: "urn:sha256:00ff".parse().unwrap(),
        at: noon(),
        media_type: "text/plain".to_owned(),
        path: "été.txt".to_owned(),
        body: b"quatre arobases".to_vec(),
    };
    let captures = vec![
        NewCapture::answer(cut, None),
        NewCapture::answer(empty, None),
        NewCapture::file(file, None),
    ];
    writer
        .commit(&Batch {
            captures,
            ..Batch::default()
        })
        .unwrap();
    writer.finish().unwrap();
    let file = warc_files(home.path(), ".warc.gz").pop().unwrap();
    assert_eq!(
        kinds(&file),
        [
            "warcinfo", "response", "request", "response", "request", "resource"
        ]
    );
    warcio_accepts(home.path());
}
