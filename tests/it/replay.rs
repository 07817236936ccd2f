//! What others make of our archive: `warcio check` passes every record, and pywb replays every gold
//! page byte for byte, revisits included, from our WARC files and our CDXJ.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use arobase::store::{Batch, NewCapture, Purpose};
use arobase::web::exchange::{Exchange, gunzip};
use jiff::{Timestamp, ToSpan as _};

use crate::archive::{noon, open, warc_files};
use crate::support::{python, say};

/// What is installed.
const PEERS: [&str; 2] = ["warcio==1.8.1", "pywb==2.10.0"];

/// A Python that has warcio and pywb.
fn python() -> Option<PathBuf> {
    python::with(&python::Wanted {
        variable: "AROBASE_WARCIO",
        folder: "peers",
        imports: "import warcio, pywb",
        packages: &PEERS,
        what: "warcio and pywb",
    })
}

/// Every gold page, under its own address.
fn gold() -> Vec<(String, Vec<u8>)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                walk(&entry.path(), found);
            } else if entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "html")
            {
                found.push(entry.path());
            }
        }
    }
    let mut found = Vec::new();
    walk(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold")),
        &mut found,
    );
    found.sort();
    let page = |path: PathBuf| {
        let name = path.to_str().unwrap();
        let address = name
            .rsplit_once("/pages/")
            .map_or(name, |(_, address)| address);
        let address = address.trim_start_matches('/');
        (format!("https://{address}"), fs::read(&path).unwrap())
    };
    let mut pages: Vec<_> = found.into_iter().map(page).collect();
    pages.dedup_by(|one, other| one.0 == other.0);
    pages
}

fn answer(url: &str, body: &[u8], number: usize, at: Timestamp) -> Exchange {
    let mut headers = vec![("Content-Type".to_owned(), b"text/html".to_vec())];
    let mut body = body.to_vec();
    // Every third came compressed, every second in chunks.
    if number.is_multiple_of(3) {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(&body).unwrap();
        body = gzip.finish().unwrap();
        headers.push(("Content-Encoding".to_owned(), b"gzip".to_vec()));
    }
    if number.is_multiple_of(2) {
        headers.push(("Transfer-Encoding".to_owned(), b"chunked".to_vec()));
    }
    Exchange {
        url: url.parse().unwrap(),
        at,
        ip: Some("192.0.2.1".parse().unwrap()),
        request: b"GET / HTTP/1.1\r\nHost: gold.example\r\n\r\n".to_vec(),
        status: 200,
        reason: "OK".to_owned(),
        headers,
        body,
        truncated: None,
    }
}

/// What is to be replayed: address, time, bytes; whether it was a 304.
type Replay = (String, Timestamp, Vec<u8>, bool);

/// An archive of all gold pages, each answered in full, then as the same bytes, then as unchanged.
fn archive(index: &Path) -> Vec<Replay> {
    let (mut writer, _) = open(index);
    writer.rotate_at(300_000);
    let mut replays = Vec::new();
    for (number, (url, body)) in gold().into_iter().enumerate() {
        let at = noon() + i64::try_from(number).unwrap().seconds();
        for day in 0..3 {
            let at = at + (day * 24).hours();
            let mut exchange = answer(&url, &body, number, at);
            let capture = if day == 0 {
                NewCapture::answer(exchange, None)
            } else {
                if day == 2 {
                    (exchange.status, exchange.body) = (304, Vec::new());
                    exchange.headers.clear();
                }
                let original = writer.original(exchange.url.as_str()).unwrap().unwrap();
                NewCapture::again(exchange, original, Purpose::Page)
            };
            let captures = vec![capture];
            writer
                .commit(&Batch {
                    captures,
                    ..Batch::default()
                })
                .unwrap();
            replays.push((url.clone(), at, body.clone(), day == 2));
        }
    }
    writer.finish().unwrap();
    replays
}

/// A pywb that serves a collection; it ends with the value.
struct Pywb {
    child: Child,
    port: u16,
}

impl Drop for Pywb {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Pywb {
    /// Serves the WARC files of an archive with their own CDXJ, merged as pywb wants it.
    fn start(python: &Path, home: &Path, index: &Path) -> Self {
        let collection = home.join("collections/arobase");
        for folder in ["archive", "indexes"] {
            fs::create_dir_all(collection.join(folder)).unwrap();
        }
        for file in warc_files(index, ".warc.gz") {
            fs::copy(
                &file,
                collection.join("archive").join(file.file_name().unwrap()),
            )
            .unwrap();
        }
        let texts = warc_files(index, ".cdxj")
            .into_iter()
            .map(|file| fs::read_to_string(file).unwrap());
        let text: String = texts.collect();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        fs::write(
            collection.join("indexes/index.cdxj"),
            lines.join("\n") + "\n",
        )
        .unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let run = "from pywb.apps.cli import wayback; wayback()";
        let child = Command::new(python)
            .args(["-c", run, "-b", "127.0.0.1", "-p", &port.to_string()])
            .current_dir(home)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pywb = Self { child, port };
        let log = BufReader::new(pywb.child.stderr.take().unwrap());
        let mut log = log.lines().map_while(Result::ok);
        let begun = log.find(|line| line.contains("Starting Gevent Server"));
        assert!(begun.is_some(), "pywb ended");
        // It says so a moment before it listens; what it says later nobody reads, but all of it is taken.
        std::thread::spawn(move || log.count());
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(pywb.child.try_wait().unwrap().is_none(), "pywb ended");
            std::thread::yield_now();
        }
        pywb
    }

    /// The bytes that it replays for an address at a time, and the time that it says they are of.
    fn get(&self, url: &str, at: Timestamp) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let at = at.strftime("%Y%m%d%H%M%S");
        let request = format!(
            "GET /arobase/{at}id_/{url} HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        (head, answer.split_off(end + 4))
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(": ")?;
        found.eq_ignore_ascii_case(name).then_some(value)
    })
}

#[test]
#[ignore = "installs warcio and pywb from PyPI: cargo test --test it pywb_replays -- --ignored"]
fn warcio_passes_every_record_and_pywb_replays_every_gold_page_and_every_revisit() {
    let Some(python) = python() else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let index = home.path().join("index");
    let replays = archive(&index);
    assert!(replays.len() > 1000, "{}", replays.len());
    let files = warc_files(&index, ".warc.gz");
    assert!(files.len() > 1, "{files:?}");
    let check = Command::new(&python)
        .args(["-m", "warcio.cli", "check"])
        .args(&files)
        .output()
        .unwrap();
    assert!(
        check.status.success(),
        "{}",
        String::from_utf8_lossy(&check.stdout)
    );

    let pywb = Pywb::start(&python, home.path(), &index);
    for (url, at, body, is_304) in &replays {
        let (head, replayed) = pywb.get(url, *at);
        assert!(
            head.starts_with("HTTP/1.0 200") || head.starts_with("HTTP/1.1 200"),
            "{url} {at}: {head}"
        );
        let replayed = match header(&head, "Content-Encoding") {
            Some("gzip") => gunzip(&replayed).unwrap(),
            _ => replayed,
        };
        assert!(
            replayed == *body,
            "{url} {at}: {head}\n{} bytes for {}",
            replayed.len(),
            body.len()
        );
        let told = header(&head, "Memento-Datetime").unwrap();
        // A 304 is replayed as the capture before it, of the day before.
        let wanted =
            [*at, *at - 24.hours()].map(|at| at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
        assert!(wanted[usize::from(*is_304)] == told, "{url}: {told}");
    }
    say(&format!(
        "{} captures of {} pages replayed byte for byte",
        replays.len(),
        replays.len() / 3
    ));
}
