//! Rebuilds the embedded tables of the gazetteer from the tables they derive from.
//!
//! `cargo run --release --example gazetteer -- DIR`, where DIR holds `communes.tsv`, `epci.tsv` and
//! `communes-sites-officiels.tsv` as `src/label/gazetteer/DATA.md` describes them.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use arobase::label::gazetteer::build;

fn main() -> anyhow::Result<()> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.context("usage: gazetteer DIR")?;
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
    };
    let communes = read("communes.tsv")?;
    let groupings = read("epci.tsv")?;
    let sites = read("communes-sites-officiels.tsv")?;
    let tables = build::build(&communes, &groupings, &sites)?;
    let target = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/label/gazetteer/tables");
    let mut out = std::io::stdout().lock();
    for (name, bytes) in tables.files() {
        std::fs::write(target.join(name), bytes)?;
        writeln!(out, "{:>9}  {name}", bytes.len())?;
    }
    Ok(())
}
