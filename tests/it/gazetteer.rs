//! The embedded tables are those that the documented command builds, byte for byte.

use std::io::Write as _;
use std::path::Path;

use arobase::label::gazetteer::build::{Tables, build};

/// The tables that the gazetteer derives from, or nothing where they are not at hand.
fn rebuilt() -> Option<Tables> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let Some(communes) = read("communes.tsv") else {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: the source tables are not at ../shared/data"
        );
        return None;
    };
    let groupings = read("epci.tsv").unwrap();
    let sites = read("communes-sites-officiels.tsv").unwrap();
    Some(build(&communes, &groupings, &sites).unwrap())
}

#[test]
fn the_embedded_tables_are_those_that_the_refresh_command_builds() {
    let Some(tables) = rebuilt() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/label/gazetteer/tables");
    for (name, bytes) in tables.files() {
        let embedded = std::fs::read(folder.join(name)).unwrap();
        assert!(
            embedded == bytes,
            "{name}: run `cargo run --release --example gazetteer`"
        );
    }
}

const COMMUNES: &str = "code\ttype\tnom\tdep\treg\tpop\tepci\tlat\tlon\tsucc\n";
const GROUPINGS: &str = "siren\tnom\ttype\tpop\tmembres\n";
const SITES: &str = "code_insee\tsite\n";

#[test]
fn a_wrong_source_table_is_refused_with_its_line() {
    for (communes, groupings, expected) in [
        (
            "code\tnom\n",
            GROUPINGS,
            "communes.tsv: no column \"type\" in the header",
        ),
        (
            &format!("{COMMUNES}01001\tCOX\tBourg\t01\t84\t860\t\t46.2\t5.2\t"),
            GROUPINGS,
            "communes.tsv:2: unknown type \"COX\"",
        ),
        (
            &format!("{COMMUNES}01001\tCOM\tBourg\t01\t84\tbeaucoup\t\t\t\t"),
            GROUPINGS,
            "communes.tsv:2: population \"beaucoup\"",
        ),
        (
            &format!("{COMMUNES}01001\tCOM\tBourg\t01\t84\t860\t\t146.2\t5.2\t"),
            GROUPINGS,
            "communes.tsv:2: latitude \"146.2\", longitude \"5.2\"",
        ),
        (
            &format!("{COMMUNES}01001\tCOM\tBourg\t01\t84\t860\t\t46.2\t5.2\t"),
            &format!("{GROUPINGS}200000001\tCC du Bourg\tCC\t860\t01002"),
            "epci.tsv:2: unknown member \"01002\"",
        ),
    ] {
        let error = build(communes, groupings, SITES).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn a_column_may_stand_anywhere_and_the_same_rows_give_the_same_bytes() {
    let one = build(
        &format!(
            "{COMMUNES}01001\tCOM\tBourg\t01\t84\t860\t\t46.2\t5.2\t\n01002\tCOM\tLe Bourg\t01\t84\t9\t\t\t\t\n"
        ),
        GROUPINGS,
        SITES,
    );
    let other = build(
        "lon\ttype\tcode\tsucc\tnom\tdep\treg\tpop\tepci\tlat\n\tCOM\t01002\t\tLe Bourg\t01\t84\t9\t\t\n5.2\tCOM\t01001\t\tBourg\t01\t84\t860\t\t46.2\n",
        GROUPINGS,
        SITES,
    );
    assert_eq!(one.unwrap(), other.unwrap());
}
