//! `export wacz`: the archive as one file, which other programs find valid and which can be imported again.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::process::Command;

use arobase::store::{Store, sha256_of};

use crate::support::{Home, python, say};

/// A home with the pages of the demo.
fn demo() -> Home {
    let home = Home::new();
    home.run(["demo", "--keep", "essai"]).ends(0);
    home
}

fn entries(home: &Home, name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(fs::File::open(home.path(name)).unwrap()).unwrap();
    let mut found = BTreeMap::new();
    for place in 0..zip.len() {
        let mut entry = zip.by_index(place).unwrap();
        let name = entry.name().unwrap().into_owned();
        let is_stored = entry.compression() == zip::CompressionMethod::Stored;
        assert_eq!(is_stored, name.starts_with("archive/"), "{name}");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        found.insert(name, bytes);
    }
    found
}

#[test]
fn the_archive_is_one_file_with_its_index_and_its_pages() {
    let home = demo();
    home.run([
        "-C",
        "essai",
        "export",
        "wacz",
        "-o",
        "essai.wacz",
        "--title",
        "Essai",
    ])
    .ends(0)
    .tells("1 WARC file (")
    .tells("and a list of 18 pages written to essai.wacz");
    let found = entries(&home, "essai.wacz");
    let store = Store::open(&home.path("essai/index")).unwrap();
    let index = String::from_utf8(found["indexes/index.cdxj"].clone()).unwrap();
    let lines: Vec<&str> = index.lines().collect();
    assert_eq!(lines.len(), store.captures(0, 100).unwrap().len());
    assert!(lines.is_sorted());
    let pages = String::from_utf8(found["pages/pages.jsonl"].clone()).unwrap();
    let pages: Vec<serde_json::Value> = pages
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(pages[0]["format"], "json-pages-1.0");
    let label = pages
        .iter()
        .find(|page| page["url"] == "https://ville-martigues.example/actualites/label-2020.html");
    let label = label.expect("a page of the demo");
    assert!(
        label["title"].as_str().unwrap().contains("arobases"),
        "{label}"
    );
    assert!(label["text"].as_str().unwrap().contains("Martigues"));
    let package: serde_json::Value = serde_json::from_slice(&found["datapackage.json"]).unwrap();
    assert_eq!(
        (package["wacz_version"].as_str(), package["title"].as_str()),
        (Some("1.1.1"), Some("Essai"))
    );
    for resource in package["resources"].as_array().unwrap() {
        let bytes = &found[resource["path"].as_str().unwrap()];
        assert_eq!(resource["hash"], format!("sha256:{}", sha256_of(bytes)));
        assert_eq!(resource["bytes"], bytes.len());
    }
    let digest: serde_json::Value =
        serde_json::from_slice(&found["datapackage-digest.json"]).unwrap();
    assert_eq!(
        digest["hash"],
        format!("sha256:{}", sha256_of(&found["datapackage.json"]))
    );
}

#[test]
fn the_same_archive_gives_the_same_bytes_and_can_be_imported_again() {
    let home = demo();
    for name in ["a.wacz", "b.wacz"] {
        home.run(["-C", "essai", "export", "wacz", "-o", name])
            .ends(0);
    }
    assert_eq!(
        fs::read(home.path("a.wacz")).unwrap(),
        fs::read(home.path("b.wacz")).unwrap()
    );
    home.run(["import", "wacz", "a.wacz"])
        .ends(0)
        .tells("18 pages archived");
    let records = |at: &str| -> Vec<String> {
        let out = home
            .run(["-C", at, "export", "--format", "jsonl"])
            .ends(0)
            .out;
        let row = |line: &str| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            ["code", "year", "arobases", "status", "quote"]
                .map(|field| row[field].to_string())
                .join(" ")
        };
        out.lines().map(row).collect()
    };
    assert_eq!(records("."), records("essai"));
    home.run(["-C", "essai", "export", "wacz"])
        .ends(2)
        .tells("--output");
    home.run(["-C", "essai", "export", "wacz", "-o", "no/such/x.wacz"])
        .ends(12);
    fs::create_dir(home.path("leer")).unwrap();
    home.run(["-C", "leer", "export", "wacz", "-o", "x.wacz"])
        .ends(10);
    assert!(!home.path("x.wacz").exists());
}

#[test]
fn wacz_finds_the_file_valid() {
    let wanted = python::Wanted {
        variable: "AROBASE_WACZ",
        folder: "wacz",
        imports: "import wacz",
        packages: &["wacz==0.6.0"],
        what: "wacz",
    };
    if std::env::var_os(wanted.variable).is_none() {
        return say("skipped: AROBASE_WACZ names no Python that has wacz");
    }
    let Some(python) = python::with(&wanted) else {
        return;
    };
    let home = demo();
    home.run(["-C", "essai", "export", "wacz", "-o", "essai.wacz"])
        .ends(0);
    let ran = Command::new(python)
        .args(["-m", "wacz.main", "validate", "-f", "essai.wacz"])
        .current_dir(home.path(""))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(
        ran.status.success() && told.contains("the passed WACZ is valid"),
        "{told}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}
