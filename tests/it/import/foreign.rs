//! `import warc`: pages out of the WARC and WACZ files of other programs.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use arobase::store::{CaptureKind, Store};

use crate::support::{Home, Web, python, say};

/// A WARC file that is made by hand.
#[derive(Default)]
struct Warc {
    bytes: Vec<u8>,
    records: u32,
}

impl Warc {
    /// Adds a record as one gzip member.
    fn record(mut self, fields: &[(&str, &str)], block: impl AsRef<[u8]>) -> Self {
        self.records += 1;
        let block = block.as_ref();
        let mut plain = b"WARC/1.0\r\n".to_vec();
        for (name, value) in fields {
            plain.extend(format!("{name}: {value}\r\n").bytes());
        }
        let id = format!("WARC-Record-ID: <urn:test:{}>\r\n", self.records);
        if fields.iter().all(|(name, _)| *name != "WARC-Record-ID") {
            plain.extend(id.bytes());
        }
        plain.extend(format!("Content-Length: {}\r\n\r\n", block.len()).bytes());
        plain.extend_from_slice(block);
        plain.extend_from_slice(b"\r\n\r\n");
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&plain).unwrap();
        self.bytes.extend(gzip.finish().unwrap());
        self
    }

    /// Adds a 200 answer with these headers.
    fn answer(self, url: &str, at: &str, headers: &str, body: impl AsRef<[u8]>) -> Self {
        let mut block = format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n").into_bytes();
        block.extend_from_slice(body.as_ref());
        let fields = [
            ("WARC-Type", "response"),
            ("WARC-Target-URI", url),
            ("WARC-Date", at),
        ];
        self.record(&fields, block)
    }

    /// Adds a page of a town that has so many arobases.
    fn page(self, url: &str, at: &str, body: impl AsRef<[u8]>) -> Self {
        self.answer(url, at, "Content-Type: text/html; charset=utf-8", body)
    }
}

const DAY: &str = "2019-02-03T04:05:06Z";

/// A page that claims so many arobases of Beauvais for 2017.
fn beauvais(arobases: u8) -> String {
    format!(
        "<!doctype html><html lang=fr><title>Label Villes Internet 2017</title>\
         <article><h1>Label Villes Internet 2017</h1>\
         <p>La ville de Beauvais a obtenu {arobases} arobases au label Villes Internet 2017.</p></article>"
    )
}

fn captures(home: &Home) -> Vec<arobase::store::Capture> {
    Store::open(&home.path("index"))
        .unwrap()
        .captures(0, 100_000)
        .unwrap()
}

fn count_of(home: &Home) -> usize {
    captures(home).len()
}

/// How many captures were not kept, by reason, from the list of them.
fn refused(list: &str) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    for line in list.lines() {
        let (_, why) = line.rsplit_once('\t').unwrap();
        *reasons.entry(why.to_owned()).or_default() += 1;
    }
    reasons
}

#[test]
fn files_of_other_writers_give_every_page_and_a_reason_for_each_other_capture() {
    let of_crates = [
        "not a page: text/css",
        "status 301",
        "status 304",
        "status 404",
    ];
    let codings = [
        "content coding br is not read here",
        "content coding zstd is not read here",
    ];
    for (file, pages, others) in [
        ("transfer-decoded.warc.gz", 10, true),
        ("wire-bytes.warc.gz", 10, true),
        ("fastwarc.warc.gz", 10, true),
        ("lower-case-names.warc", 10, true),
        ("single-member.warc.gz", 10, true),
        ("torn-by-empty-record.warc.gz", 10, true),
        ("unsorted-cdxj.wacz", 9, true),
        ("chunked-raw.warc.gz", 2, false),
    ] {
        let home = Home::new();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/").to_owned() + file;
        home.run(["import", "warc", &path, "--refused", "list.tsv"])
            .ends(0);
        assert_eq!(count_of(&home), pages, "{file}");
        let list = fs::read_to_string(home.path("list.tsv")).unwrap();
        let mut wanted: Vec<&str> = Vec::new();
        if others {
            wanted.extend(codings);
            wanted.extend(of_crates);
        }
        let found = refused(&list);
        assert_eq!(
            found.keys().map(String::as_str).collect::<Vec<_>>(),
            wanted,
            "{file}"
        );
        assert!(found.values().all(|count| *count == 1), "{file}: {list}");
        home.run(["verify", "--read-data"]).ends(0);
        let before = count_of(&home);
        home.run(["import", "warc", &path])
            .ends(0)
            .tells("Nothing new");
        home.run(["import", "warc", &path, "--again"])
            .ends(0)
            .tells("0 pages archived");
        assert_eq!(count_of(&home), before);
    }
}

#[test]
fn a_file_of_wget_keeps_the_days_and_requests_of_its_captures() {
    let home = Home::new();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/wget.warc.gz");
    home.run(["import", "warc", path])
        .ends(0)
        .tells("4 pages archived, 1 known already");
    let store = Store::open(&home.path("index")).unwrap();
    let first = store.capture(1).unwrap().unwrap();
    assert_eq!(first.url, "http://127.0.0.1:8765/plain");
    assert_eq!(first.at.to_string(), "2026-11-21T23:33:54Z");
    let warc = home
        .files("index/warc")
        .into_iter()
        .find(|file| file.extension().is_some_and(|e| e == "gz"));
    let text = String::from_utf8_lossy(
        &arobase::web::exchange::gunzip(&fs::read(warc.unwrap()).unwrap()).unwrap(),
    )
    .into_owned();
    assert!(text.contains("GET /plain HTTP/1.1\r\n"), "{text}");
    assert!(text.contains("X-Arobase-Imported-From: wget.warc.gz at byte "));
    assert!(text.contains("<urn:uuid:f3f6d2b7-c1d3-476f-99e5-5390e3f1820c>"));
}

/// A page worth keeping, and many that are not.
fn unwanted() -> Warc {
    let page = beauvais(4);
    let html = "Content-Type: text/html";
    Warc::default()
        .answer(
            "http://a.example/reserve",
            DAY,
            &format!("{html}\r\nTDM-Reservation: 1"),
            &page,
        )
        .answer(
            "http://a.example/archive",
            DAY,
            &format!("{html}\r\nX-Robots-Tag: noarchive"),
            &page,
        )
        .page(
            "http://a.example/meta",
            DAY,
            format!("<meta name=tdm-reservation content=1>{page}"),
        )
        .page("http://sortie.example/", DAY, &page)
        .answer(
            "http://b.example/.well-known/tdmrep.json",
            DAY,
            "Content-Type: application/json",
            "[{\"location\": \"/presse\", \"tdm-reservation\": 1}]",
        )
        .page("http://b.example/presse/label", DAY, &page)
        .page(
            "http://a.example/absente",
            DAY,
            "<title>Page introuvable - label Villes Internet</title><p>Cette page n'existe plus.",
        )
        .page("http://a.example/demain", "2190-01-01T00:00:00Z", &page)
        .page("http://a.example/avant", "1970-01-01T00:00:00Z", &page)
        .page("http://a.example/jamais", "sometime", &page)
        .page("file:///etc/passwd", DAY, &page)
        .page("http://a.example/rien", DAY, "<p>Rien de rien.")
        .page("http://a.example/label", DAY, &page)
}

#[test]
fn a_page_that_a_crawl_would_not_keep_is_not_kept_and_has_its_reason() {
    let home = Home::new().with("a.warc.gz", unwanted().bytes).with(
        "seeds/optout.toml",
        "[[site]]\nhost = 'sortie.example'\nreason = 'demande'\n",
    );
    home.run(["import", "warc", "a.warc.gz", "--refused", "list.tsv"])
        .ends(0);
    // The page without a trace is kept too, because its site makes a claim.
    let urls: Vec<String> = captures(&home)
        .into_iter()
        .map(|capture| capture.url)
        .collect();
    assert_eq!(urls, ["http://a.example/label", "http://a.example/rien"]);
    let list = fs::read_to_string(home.path("list.tsv")).unwrap();
    let reasons: Vec<String> = refused(&list).into_keys().collect();
    assert_eq!(
        reasons,
        [
            "dated before the web",
            "dated in the future",
            "in place of a page: soft 404",
            "no address of the web",
            "no date that can be read",
            "noarchive",
            "reserved: /presse in tdmrep.json",
            "reserved: tdm-reservation: 1",
            "reserved: tdm-reservation: 1 on the page",
            "the host asked not to be crawled",
        ]
    );
}

#[test]
fn a_site_that_makes_no_claim_is_not_kept_but_for_pages_with_a_trace() {
    let warc = Warc::default()
        .page("http://a.example/rien", DAY, "<p>Rien.")
        .page("http://a.example/trace", DAY, "<p>Une arobase, dit-on.");
    let home = Home::new().with("a.warc.gz", warc.bytes);
    home.run(["import", "warc", "a.warc.gz"])
        .ends(0)
        .tells("no trace of the label");
    assert_eq!(count_of(&home), 1);
    home.run(["import", "warc", "a.warc.gz", "--all"])
        .ends(0)
        .tells("1 page archived, 1 known already");
    assert_eq!(count_of(&home), 2);
}

/// A page, and revisits of it before and behind it.
fn revisits() -> Warc {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    let revisit = |url, at, more: &[(&'static str, &'static str)]| {
        let mut fields = vec![
            ("WARC-Type", "revisit"),
            ("WARC-Target-URI", url),
            ("WARC-Date", at),
        ];
        fields.extend_from_slice(more);
        fields
    };
    let by_name: (&str, &str) = ("WARC-Refers-To", "<urn:test:original>");
    let original = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", "<urn:test:original>"),
        ("WARC-Target-URI", "http://a.example/label"),
        ("WARC-Date", DAY),
    ];
    Warc::default()
        // Before its original, and of another address.
        .record(
            &revisit("http://a.example/copie", "2019-02-04T00:00:00Z", &[by_name]),
            head,
        )
        .record(&original, format!("{head}{}", beauvais(4)))
        .record(
            &revisit(
                "http://a.example/label",
                "2019-02-05T00:00:00Z",
                &[
                    ("WARC-Refers-To-Target-URI", "http://a.example/label"),
                    ("WARC-Refers-To-Date", DAY),
                ],
            ),
            head,
        )
        .record(
            &revisit("http://a.example/label", "2019-02-06T00:00:00Z", &[]),
            "HTTP/1.1 304 Not Modified\r\n\r\n",
        )
        .record(
            &revisit(
                "http://a.example/perdu",
                DAY,
                &[("WARC-Refers-To", "<urn:test:nowhere>")],
            ),
            head,
        )
}

#[test]
fn revisits_have_the_bytes_of_their_original_wherever_it_stands() {
    let home = Home::new().with("a.warc.gz", revisits().bytes);
    home.run(["import", "warc", "a.warc.gz"])
        .ends(0)
        .tells("1  a revisit of what is not archived");
    let store = Store::open(&home.path("index")).unwrap();
    let mut found: Vec<_> = captures(&home)
        .into_iter()
        .map(|capture| {
            let body = store.payload(&capture).unwrap().body;
            assert_eq!(body, beauvais(4).as_bytes(), "{}", capture.url);
            (capture.url, capture.at.to_string(), capture.kind)
        })
        .collect();
    found.sort_by(|one, other| one.1.cmp(&other.1));
    let wanted = [
        ("http://a.example/label", DAY, CaptureKind::Response),
        (
            "http://a.example/copie",
            "2019-02-04T00:00:00Z",
            CaptureKind::Response,
        ),
        (
            "http://a.example/label",
            "2019-02-05T00:00:00Z",
            CaptureKind::Revisit,
        ),
        (
            "http://a.example/label",
            "2019-02-06T00:00:00Z",
            CaptureKind::Revisit,
        ),
    ];
    let wanted: Vec<_> = wanted
        .map(|(url, at, kind)| (url.to_owned(), at.to_owned(), kind))
        .into();
    assert_eq!(found, wanted);
    home.run(["verify", "--read-data"]).ends(0);
    home.run(["import", "warc", "a.warc.gz", "--again"])
        .ends(0)
        .tells("0 pages archived");
    assert_eq!(count_of(&home), 4);
}

#[test]
fn what_a_page_said_long_ago_does_not_displace_what_it_says_now() {
    let url = "http://a.example/label";
    let now = Warc::default()
        .page(url, "2021-01-01T00:00:00Z", beauvais(5))
        .bytes;
    let then = Warc::default()
        .page(url, "2018-01-01T00:00:00Z", beauvais(4))
        .bytes;
    let home = Home::new()
        .with("now.warc.gz", now)
        .with("then.warc.gz", then);
    home.run(["import", "warc", "now.warc.gz"]).ends(0);
    home.run(["import", "warc", "then.warc.gz"])
        .ends(0)
        .tells("1 page archived");
    let said = home.run(["export", "--format", "jsonl"]).ends(0);
    assert!(
        said.out.contains("\"arobases\":5") && said.out.contains("\"status\":\"single\""),
        "{}",
        said.out
    );
    home.run(["reread"]).ends(0);
    assert_eq!(
        home.run(["export", "--format", "jsonl"]).ends(0).out,
        said.out
    );
}

#[test]
fn a_torn_tail_and_a_damaged_member_cost_no_other_record() {
    let one = Warc::default().page("http://a.example/1", DAY, beauvais(4));
    let first = one.bytes.len();
    let two = one.page("http://a.example/2", DAY, beauvais(4));
    let second = two.bytes.len();
    let mut bytes = two.page("http://a.example/3", DAY, beauvais(4)).bytes;
    let torn = bytes[..second + 100].to_vec();
    // A bit in the middle of the second.
    bytes[usize::midpoint(first, second)] ^= 4;
    let home = Home::new()
        .with("torn.warc.gz", torn)
        .with("hurt.warc.gz", bytes);
    home.run(["import", "warc", "torn.warc.gz"])
        .ends(3)
        .tells("torn.warc.gz: byte ")
        .tells("the file ends in the middle of a record")
        .tells("2 pages archived");
    home.run(["import", "warc", "hurt.warc.gz"])
        .ends(3)
        .tells("hurt.warc.gz: byte ")
        .tells("1 page archived, 1 known");
    assert_eq!(count_of(&home), 3);
}

/// A ZIP file with these entries: name, bytes, packed.
fn zip(path: &Path, entries: &[(&str, &[u8], bool)]) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes, packed) in entries {
        let method = if *packed {
            zip::CompressionMethod::Deflated
        } else {
            zip::CompressionMethod::Stored
        };
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.add_symlink(
        "archive/lien.warc.gz",
        "/etc/passwd",
        zip::write::SimpleFileOptions::default(),
    )
    .unwrap();
    zip.finish().unwrap();
}

#[test]
fn a_wacz_is_read_in_place_and_names_that_lead_out_of_it_are_refused() {
    let page = |name: &str| {
        Warc::default()
            .page(&format!("http://{name}.example/"), DAY, beauvais(4))
            .bytes
    };
    let (a, b, c) = (page("a"), page("b"), page("c"));
    let home = Home::new();
    zip(
        &home.path("x.wacz"),
        &[
            ("archive/a.warc.gz", &a, false),
            ("archive/b.warc.gz", &b, true),
            ("../../c.warc.gz", &c, false),
            ("datapackage.json", b"{}", true),
            ("inner.wacz", b"PK", false),
        ],
    );
    home.run(["import", "wacz", "x.wacz"])
        .ends(3)
        .tells("x.wacz:../../c.warc.gz: its name leads out of the archive")
        .tells("x.wacz:archive/lien.warc.gz: a symbolic link")
        .tells("x.wacz:inner.wacz: a WACZ inside a WACZ")
        .tells("in 2 files")
        .tells("2 pages archived");
    let names: Vec<_> = fs::read_dir(home.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn where_no_file_can_be_read_no_archive_is_made() {
    let home = Home::new()
        .with("empty.warc", "")
        .with("broken.wacz", "PK\u{3}\u{4}junk");
    home.run(["import", "warc", "absent.warc", "empty.warc", "broken.wacz"])
        .ends(3)
        .tells("absent.warc: No such file")
        .tells("empty.warc: empty")
        .tells("broken.wacz: ")
        .tells("Nothing was imported");
    assert!(!home.path("index").exists());
    let home = Home::new().with("page.warc", "<html>no record");
    home.run(["import", "warc", "page.warc"])
        .ends(3)
        .tells("no WARC record begins here");
}

/// Many towns, each on a host of its own.
fn many(pages: usize) -> Vec<u8> {
    let mut warc = Warc::default();
    for number in 0..pages {
        let noise: String = (0..20)
            .map(|word| format!("mot{} ", word * number))
            .collect();
        warc = warc.page(
            &format!("http://v{number}.example/"),
            DAY,
            format!("{}<p>{noise}", beauvais(4)),
        );
    }
    warc.bytes
}

#[test]
fn killed_anywhere_an_import_goes_on_and_ends_where_an_undisturbed_one_does() {
    let pages = 450;
    let bytes = many(pages);
    let whole = Home::new().with("m.warc.gz", &bytes);
    whole.run(["import", "warc", "m.warc.gz"]).ends(0);
    let wanted = whole.run(["export", "--format", "csv"]).ends(0).out;
    let home = Home::new().with("m.warc.gz", &bytes);
    let mut before = 0;
    for _ in 0..3 {
        let running = home.start(["import", "warc", "m.warc.gz"]);
        // Until it has committed something more, or is at its end.
        for _ in 0..60_000 {
            let now = Store::open(&home.path("index")).and_then(|store| store.counts());
            if now.is_ok_and(|counts| counts.captures > before) {
                break;
            }
            std::thread::yield_now();
        }
        running.kill();
        before = Store::open(&home.path("index"))
            .unwrap()
            .counts()
            .unwrap()
            .captures;
    }
    home.run(["import", "warc", "m.warc.gz"]).ends(0);
    assert_eq!(count_of(&home), pages);
    let ids = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| line.split(',').take(12).collect::<Vec<_>>().join(","))
            .collect()
    };
    assert_eq!(
        ids(&home.run(["export", "--format", "csv"]).ends(0).out),
        ids(&wanted)
    );
    home.run(["verify", "--read-data"]).ends(0);
}

/// The gold pages of one set, by host.
fn gold_folder() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/gold/spring/pages"
    ))
}

/// The records of a home, without what differs from one capture to the next.
fn records(home: &Home) -> Vec<serde_json::Value> {
    let out = home.run(["export", "--format", "jsonl"]).ends(0).out;
    out.lines()
        .map(|line| {
            let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
            let fields = row.as_object_mut().unwrap();
            for own in ["captured_at", "warc", "offset", "length"] {
                fields.remove(own);
            }
            row
        })
        .collect()
}

/// The address of every page below `folder`.
fn addresses(folder: &Path, address: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let address = format!("{address}/{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            addresses(&entry.path(), &address, found);
        } else if entry
            .path()
            .extension()
            .is_some_and(|ending| ending == "html")
        {
            found.push(address);
        }
    }
    found.sort();
}

/// A crawl of the gold pages: its home, and the addresses of the pages that it archived.
fn crawled(web: &Web) -> (Home, Vec<String>) {
    let home = Home::new();
    let mut pages = Vec::new();
    addresses(&gold_folder(), "http:/", &mut pages);
    home.run(web.crawl(pages));
    let urls = captures(&home)
        .into_iter()
        .filter(arobase::store::Capture::is_to_be_read);
    let urls = urls.map(|capture| capture.url).collect();
    (home, urls)
}

#[test]
fn what_wget_fetched_gives_the_records_of_a_crawl_of_the_same_pages() {
    if !Command::new("wget")
        .arg("--version")
        .output()
        .is_ok_and(|ran| ran.status.success())
    {
        return say("skipped: wget is not here");
    }
    let web = Web::new().folder(&gold_folder());
    let (crawl, urls) = crawled(&web);
    assert!(urls.len() > 20, "{}", urls.len());
    let home = Home::new().with("urls.txt", urls.join("\n"));
    let fetched = Command::new("wget")
        .args([
            "-q",
            "--warc-file=pages",
            "--tries=1",
            "-O",
            "/dev/null",
            "-i",
            "urls.txt",
            "-e",
            "use_proxy=yes",
            "-e",
        ])
        .arg(format!("http_proxy={}", web.url()))
        .current_dir(home.path(""))
        .status();
    assert!(fetched.unwrap().success());
    home.run(["import", "warc", "pages.warc.gz"]).ends(0);
    let (mine, theirs) = (records(&home), records(&crawl));
    assert!(mine.len() > 20, "{}", mine.len());
    assert_eq!(mine, theirs);
}

#[test]
fn what_warcio_wrote_gives_the_records_of_a_crawl_of_the_same_pages() {
    let wanted = python::Wanted {
        variable: "AROBASE_WARCIO",
        folder: "peers",
        imports: "import warcio",
        packages: &["warcio==1.8.1"],
        what: "warcio",
    };
    let Some(python) = python::with(&wanted) else {
        return;
    };
    let web = Web::new().folder(&gold_folder());
    let (crawl, urls) = crawled(&web);
    let home = Home::new()
        .with("urls.txt", urls.join("\n"))
        .with("write.py", WRITE);
    let ran = Command::new(python)
        .args(["write.py"])
        .arg(gold_folder())
        .current_dir(home.path(""))
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    home.run(["import", "warc", "pages.warc.gz"]).ends(0);
    assert_eq!(records(&home), records(&crawl));
}

/// Writes the pages of a folder with warcio.
const WRITE: &str = r#"
import io, os, sys
from warcio.warcwriter import WARCWriter
from warcio.statusandheaders import StatusAndHeaders
with open("pages.warc.gz", "wb") as out:
    writer = WARCWriter(out, gzip=True)
    for url in open("urls.txt").read().split():
        path = os.path.join(sys.argv[1], url.split("://")[1])
        if path.endswith("/"):
            path += "index.html"
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        body = io.BytesIO(open(path, "rb").read())
        writer.write_record(writer.create_warc_record(url, "response", payload=body, http_headers=head))
"#;
