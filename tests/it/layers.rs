//! The order of the `mod` lines in `src/lib.rs` is the architecture: nothing uses what stands below
//! it, and the pure core names no network, disk, engine, log or clock.

use std::fs;
use std::path::{Path, PathBuf};

const PURE: [&str; 4] = ["text", "web", "label", "frontier"];
const FORBIDDEN_IN_PURE: [&str; 9] = [
    "std::fs", "std::net", "tokio", "reqwest", "rusqlite", "tantivy", "tracing", "async ", "::now(",
];

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules in the order of `lib.rs`.
fn layers() -> Vec<String> {
    let lib = fs::read_to_string(source_folder().join("lib.rs")).unwrap();
    let name = |line: &str| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned());
    lib.lines().filter_map(name).collect()
}

fn files_under(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_under(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The source without comments and without its inline test module, which may break the rules.
fn code_of(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let body = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned() + "\n";
    body.lines().map(code).collect()
}

fn violations(layers: &[String], module: &str, path: &Path, code: &str) -> Vec<String> {
    let place = layers.iter().position(|layer| layer == module).unwrap();
    let mut wrong: Vec<String> = layers[place + 1..]
        .iter()
        .filter(|below| code.contains(&format!("crate::{below}")))
        .map(|below| {
            format!(
                "{}: `{module}` uses `{below}`, which is listed below it",
                path.display()
            )
        })
        .collect();
    if PURE.contains(&module) {
        let named = FORBIDDEN_IN_PURE
            .iter()
            .filter(|word| code.contains(**word));
        wrong.extend(named.map(|word| format!("{}: the pure core names `{word}`", path.display())));
    }
    if module != "index" && code.contains("tantivy::") {
        wrong.push(format!("{}: only `index` names tantivy", path.display()));
    }
    wrong
}

#[test]
fn every_module_uses_only_those_above_it_and_the_core_is_pure() {
    let layers = layers();
    assert!(layers.len() >= 9, "lib.rs lists {layers:?}");
    let mut wrong = Vec::new();
    for module in &layers {
        let mut files = Vec::new();
        files_under(&source_folder().join(module), &mut files);
        assert!(!files.is_empty(), "no source of `{module}`");
        for file in files {
            wrong.extend(violations(&layers, module, &file, &code_of(&file)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_planted_import_from_below_is_found() {
    let layers = layers();
    let planted = "use crate::fetch::Fetcher;\nlet now = Timestamp::now();\n";
    let wrong = violations(&layers, "frontier", Path::new("planted.rs"), planted);
    assert_eq!(wrong.len(), 2, "{wrong:?}");
}

#[test]
fn no_source_file_grows_past_about_four_hundred_lines() {
    let mut files = Vec::new();
    files_under(&source_folder(), &mut files);
    let long = |file: &&PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        let body = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        body.lines().count() > 430
    };
    let long: Vec<_> = files.iter().filter(long).collect();
    assert!(long.is_empty(), "split these by duty: {long:?}");
}
