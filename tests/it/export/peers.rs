//! What the readers that people use make of our exports: openpyxl, `DuckDB`, pandas, rdflib, feedparser and others
//! (`tests/export_peers.py` asks them).

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{archive, export_all, of_database};
use crate::support::{python, say};

/// What is installed: the line is that of `.ci/run`.
const PEERS: [&str; 10] = [
    "openpyxl==3.1.5",
    "duckdb==2.0.1",
    "pandas==3.1.1",
    "pyarrow==26.0.1",
    "rdflib==7.6.0",
    "feedparser==6.0.14",
    "jsonschema==4.26.0",
    "frictionless==5.21.0",
    "mwparserfromhell==0.7.2",
    "markdown-it-py==4.3.0",
];

/// The names under which they are imported.
const IMPORTS: &str = "import openpyxl, duckdb, pandas, pyarrow, rdflib, feedparser, jsonschema, frictionless, \
                       mwparserfromhell, markdown_it";

/// A Python that has them all.
fn python() -> Option<PathBuf> {
    python::with(&python::Wanted {
        variable: "AROBASE_READERS",
        folder: "readers",
        imports: IMPORTS,
        packages: &PEERS,
        what: "the readers of exports",
    })
}

#[test]
fn the_readers_of_the_test_are_those_of_ci() {
    let script = include_str!("../../../.ci/run");
    for peer in PEERS {
        assert!(
            script.contains(&format!("'{peer}'")),
            "{peer} is not in .ci/run"
        );
    }
}

#[test]
#[ignore = "installs readers from PyPI: cargo test --test it readers_of_exports -- --ignored --nocapture"]
fn readers_of_exports_agree_with_the_database_row_by_row() {
    let Some(python) = python() else {
        return;
    };
    let home = archive(&["spring", "summer", "associations", "voices", "held-out"]);
    let rows = of_database(&home);
    assert!(rows.len() > 500, "{}", rows.len());
    export_all(&home, &rows);
    let wanted: Vec<String> = rows
        .iter()
        .map(|row| serde_json::to_string(row).unwrap())
        .collect();
    std::fs::write(home.path("wanted.jsonl"), wanted.join("\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export_peers.py");
    let asked = Command::new(python)
        .arg(script)
        .arg(home.path(""))
        .output()
        .unwrap();
    say(&String::from_utf8_lossy(&asked.stdout));
    assert!(
        asked.status.success(),
        "{}",
        String::from_utf8_lossy(&asked.stderr)
    );
}
