//! How well whole pages are read, from their bytes: the gold pages of `tests/gold`, whose authors did
//! not see the rules. The floors only go up.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use arobase::jobs::reading::{Format, Reader};
use arobase::label::claim::{Claim, ClaimKind};
use serde_json::Value;

use crate::gold::agree;

/// What must hold for one folder of pages.
struct Floors {
    folder: &'static str,
    precision: f64,
    recall: f64,
    /// Most negative pages that may yield a claim.
    false_pages: usize,
}

const FLOORS: [Floors; 30] = [
    Floors {
        folder: "several-towns",
        precision: 0.98,
        recall: 0.9,
        false_pages: 1,
    },
    Floors {
        folder: "held-out",
        precision: 0.98,
        recall: 0.91,
        false_pages: 0,
    },
    Floors {
        folder: "one-town",
        precision: 0.95,
        recall: 0.92,
        false_pages: 0,
    },
    Floors {
        folder: "regional-press",
        precision: 0.98,
        recall: 0.92,
        false_pages: 0,
    },
    Floors {
        folder: "town-news",
        precision: 0.97,
        recall: 0.88,
        false_pages: 0,
    },
    Floors {
        folder: "mixed",
        precision: 0.98,
        recall: 0.85,
        false_pages: 0,
    },
    Floors {
        folder: "samples",
        precision: 0.98,
        recall: 0.85,
        false_pages: 0,
    },
    Floors {
        folder: "laureates",
        precision: 0.97,
        recall: 0.94,
        false_pages: 0,
    },
    Floors {
        folder: "running-text",
        precision: 0.98,
        recall: 0.86,
        false_pages: 0,
    },
    Floors {
        folder: "autumn",
        precision: 0.97,
        recall: 0.96,
        false_pages: 0,
    },
    Floors {
        folder: "winter",
        precision: 0.98,
        recall: 0.98,
        false_pages: 0,
    },
    Floors {
        folder: "spring",
        precision: 0.98,
        recall: 0.97,
        false_pages: 0,
    },
    Floors {
        folder: "summer",
        precision: 0.98,
        recall: 0.94,
        false_pages: 0,
    },
    Floors {
        folder: "associations",
        precision: 0.97,
        recall: 0.81,
        false_pages: 0,
    },
    Floors {
        folder: "voices",
        precision: 0.95,
        recall: 0.83,
        false_pages: 0,
    },
    Floors {
        folder: "prose",
        precision: 0.94,
        recall: 0.62,
        false_pages: 1,
    },
    Floors {
        folder: "portraits",
        precision: 0.96,
        recall: 0.81,
        false_pages: 0,
    },
    Floors {
        folder: "lookalikes",
        precision: 0.95,
        recall: 0.88,
        false_pages: 0,
    },
    Floors {
        folder: "kin",
        precision: 0.97,
        recall: 0.88,
        false_pages: 0,
    },
    Floors {
        folder: "relatives",
        precision: 0.97,
        recall: 0.85,
        false_pages: 0,
    },
    Floors {
        folder: "dailies",
        precision: 0.99,
        recall: 0.98,
        false_pages: 0,
    },
    Floors {
        folder: "even",
        precision: 0.98,
        recall: 0.96,
        false_pages: 0,
    },
    Floors {
        folder: "cousins",
        precision: 0.98,
        recall: 0.96,
        false_pages: 0,
    },
    Floors {
        folder: "bulletins",
        precision: 0.97,
        recall: 0.92,
        false_pages: 1,
    },
    Floors {
        folder: "plain",
        precision: 0.98,
        recall: 0.94,
        false_pages: 0,
    },
    Floors {
        folder: "second-volume",
        precision: 0.96,
        recall: 0.89,
        false_pages: 0,
    },
    Floors {
        folder: "third-volume",
        precision: 0.95,
        recall: 0.91,
        false_pages: 1,
    },
    Floors {
        folder: "many-towns",
        precision: 0.94,
        recall: 0.83,
        false_pages: 1,
    },
    Floors {
        folder: "untouched",
        precision: 0.95,
        recall: 0.81,
        false_pages: 1,
    },
    Floors {
        folder: "unread",
        precision: 0.93,
        recall: 0.78,
        false_pages: 0,
    },
];

#[derive(Debug, Default)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
    false_pages: usize,
    dates_wrong: Vec<String>,
}

fn rows(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("gold.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn score(folder: &Path) -> Score {
    let reader = Reader::shipped().whole();
    let mut score = Score::default();
    for row in rows(folder) {
        let path: PathBuf = folder
            .join("pages")
            .join(row["path"].as_str().unwrap().trim_start_matches("pages/"));
        let bytes = std::fs::read(&path).unwrap();
        let url = row["url"].as_str().unwrap().parse().unwrap();
        let reading = reader.read(&bytes, None, Some(&url), Format::Html);
        let mut met = HashSet::new();
        let grades = reading
            .claims
            .iter()
            .filter(|claim| claim.kind != ClaimKind::Mention);
        let claims: Vec<&Claim> = grades
            .filter(|claim| {
                met.insert((
                    claim.place.code.clone(),
                    claim.place.name.clone(),
                    claim.year,
                    claim.arobases,
                ))
            })
            .collect();
        let asked: Vec<&Value> = row["claims"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|gold| gold["kind"] != "mention")
            .collect();
        let needed = |gold: &&&Value| gold["optional"] != true;
        let found = asked
            .iter()
            .filter(needed)
            .filter(|gold| claims.iter().any(|claim| agree(gold, claim)));
        let right = u32::try_from(found.count()).unwrap();
        let all = u32::try_from(asked.iter().filter(needed).count()).unwrap();
        let wrong = claims
            .iter()
            .filter(|claim| !asked.iter().any(|gold| agree(gold, claim)))
            .count();
        score.right += right;
        score.missed += all - right;
        score.wrong += u32::try_from(wrong).unwrap();
        score.false_pages += usize::from(row["negative"] == true && !reading.claims.is_empty());
        let told = reading.page.published.map(|dated| dated.date.to_string());
        let day = row["published"].as_str().filter(|day| day.len() == 10);
        let invented = row["published"].is_null() && told.is_some();
        if invented || (day.is_some() && told.as_deref() != day) {
            score
                .dates_wrong
                .push(format!("{}: {told:?}", path.display()));
        }
    }
    score
}

#[test]
fn the_gold_pages_are_read_at_least_as_well_as_ever() {
    for floors in FLOORS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/gold")
            .join(floors.folder);
        let score = score(&folder);
        let precision = f64::from(score.right) / f64::from((score.right + score.wrong).max(1));
        let recall = f64::from(score.right) / f64::from((score.right + score.missed).max(1));
        assert!(
            precision >= floors.precision,
            "{}: precision fell to {precision:.3}",
            floors.folder
        );
        assert!(
            recall >= floors.recall,
            "{}: recall fell to {recall:.3}",
            floors.folder
        );
        assert!(
            score.false_pages <= floors.false_pages,
            "{}: {score:?}",
            floors.folder
        );
        assert!(score.dates_wrong.is_empty(), "{:?}", score.dates_wrong);
    }
}
