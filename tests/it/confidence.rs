//! What a confidence is worth: the table is counted on the gold pages, and the claims of all of them
//! are right as often as they say.
//!
//! After a change of the rules or of the gold, the table is counted again with
//! `cargo test --release --test it counted_again -- --ignored`.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use arobase::jobs::reading::{Format, Reader};
use arobase::label::claim::{Claim, ClaimKind};
use arobase::label::confidence::{Sort, Table, Tally};
use arobase::text::fold;
use serde_json::Value;

use crate::gold::agree;

/// The least share of right claims among those of at least [`SURE`] confidence.
const RIGHT: f32 = 0.97;
const SURE: f32 = 0.9;
/// Where the bins of confidence begin.
const BINS: [f32; 5] = [0.0, 0.5, 0.7, 0.8, SURE];
const HEAD: &str = "\
# Right claims and all claims on the gold pages (tests/gold without held-out, unread, untouched, bulletins, second-volume, third-volume and many-towns, and the shared gold), by
# rule, by what settled the year and by how well the place is known: see confidence.rs.
# Written by `cargo test --release --test it counted_again -- --ignored`; do not edit.
";
/// Words that tell the special mentions apart.
const MENTIONS: [&str; 11] = [
    "excellence",
    "ecologi",
    "verte",
    "educati",
    "mediation",
    "democratie",
    "ouvert",
    "cooperation",
    "hors concours",
    "honneur",
    "libre",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folders with gold pages; `held_out` those that nothing was ever counted on.
fn folders(held_out: bool) -> Vec<PathBuf> {
    let own = std::fs::read_dir(root().join("tests/gold")).unwrap();
    let mut found: Vec<PathBuf> = own.map(|entry| entry.unwrap().path()).collect();
    found.push(root().join("../shared/gold"));
    found.retain(|folder| {
        let name = folder.file_name().unwrap().to_string_lossy();
        let only_measures = matches!(
            &*name,
            "held-out"
                | "unread"
                | "untouched"
                | "bulletins"
                | "second-volume"
                | "third-volume"
                | "many-towns"
        );
        folder.join("gold.jsonl").is_file() && only_measures == held_out
    });
    found.sort();
    found
}

/// Every claim of a folder with whether it is right; those that the gold leaves open are left out.
fn judged(folder: &Path) -> Vec<(Claim, bool)> {
    let reader = Reader::shipped();
    let mut judged = Vec::new();
    for line in std::fs::read_to_string(folder.join("gold.jsonl"))
        .unwrap()
        .lines()
    {
        let row: Value = serde_json::from_str(line).unwrap();
        let path = row["path"].as_str().unwrap().trim_start_matches("pages/");
        let bytes = std::fs::read(folder.join("pages").join(path)).unwrap();
        let url = row["url"].as_str().unwrap().parse().unwrap();
        let reading = reader.read(&bytes, None, Some(&url), Format::Html);
        let mut met = HashSet::new();
        for claim in reading.claims {
            let grade = (claim.arobases, claim.mention.clone());
            let place = (claim.place.code.clone(), claim.place.name.clone());
            if met.insert((place, claim.year, grade)) {
                let right = is_right(row["claims"].as_array().unwrap(), &claim);
                judged.extend(right.map(|right| (claim, right)));
            }
        }
    }
    judged
}

/// Whether the gold has this claim; `None` where it neither asks for it nor forbids it.
fn is_right(gold: &[Value], claim: &Claim) -> Option<bool> {
    let same = |gold: &&Value| match claim.kind {
        ClaimKind::Mention => {
            let mut bare = (*gold).clone();
            bare["arobases"] = Value::Null;
            agree(&bare, claim)
                && mention(gold["mention"].as_str()) == mention(claim.mention.as_deref())
        }
        _ => gold["kind"] != "mention" && agree(gold, claim),
    };
    let found: Vec<&Value> = gold.iter().filter(same).collect();
    let open = !found.is_empty() && found.iter().all(|gold| gold["optional"] == true);
    (!open).then_some(!found.is_empty())
}

/// Which special mention a name is.
fn mention(name: Option<&str>) -> Option<usize> {
    let name = fold(name?);
    MENTIONS.iter().position(|word| name.contains(word))
}

/// One line for each bin of confidence: claims, and the share of right ones.
fn reliability(claims: &[(Claim, bool)]) -> String {
    let mut lines = String::new();
    for (place, from) in BINS.iter().enumerate() {
        let to = BINS.get(place + 1).copied().unwrap_or(1.0);
        let mut tally = Tally::default();
        let mut said = 0.0;
        for (claim, right) in claims {
            if (*from..to).contains(&claim.confidence) {
                tally.add(*right);
                said += claim.confidence;
            }
        }
        let share = |part: f32| part * 100.0 / count(tally.all.max(1));
        writeln!(
            lines,
            "  {from:.1} to {to:.1}: {:>5} claims, said {:>5.1} %, right {:>5.1} %",
            tally.all,
            share(said),
            share(count(tally.right))
        )
        .unwrap();
    }
    lines
}

fn count(number: u32) -> f32 {
    f32::from(u16::try_from(number).unwrap())
}

#[test]
#[expect(clippy::print_stdout, reason = "the lines are what a person looks for")]
fn claims_that_are_sure_are_right_on_all_gold_pages() {
    let mut all = Vec::new();
    for held_out in [false, true] {
        let claims: Vec<_> = folders(held_out)
            .iter()
            .flat_map(|folder| judged(folder))
            .collect();
        let which = if held_out { "held out" } else { "counted on" };
        println!("gold that the table is {which}:\n{}", reliability(&claims));
        all.extend(claims);
    }
    let mut sure = Tally::default();
    for (_, right) in all.iter().filter(|(claim, _)| claim.confidence >= SURE) {
        sure.add(*right);
    }
    let lines = reliability(&all);
    println!("all gold:\n{lines}");
    assert!(sure.all > 0, "no claim is sure: count the table again");
    assert!(count(sure.right) / count(sure.all) >= RIGHT, "\n{lines}");
}

#[test]
#[ignore = "writes src/label/confidence.toml"]
fn the_table_of_confidence_is_counted_again() {
    let mut cells: BTreeMap<(String, String, String), Tally> = BTreeMap::new();
    for (claim, right) in folders(false).iter().flat_map(|folder| judged(folder)) {
        let sort = Sort::of(&claim);
        let cell = (sort.rule, sort.year.to_owned(), sort.place.to_owned());
        cells.entry(cell).or_default().add(right);
    }
    let text = Table::of(cells).to_toml(HEAD);
    std::fs::write(root().join("src/label/confidence.toml"), text).unwrap();
}
