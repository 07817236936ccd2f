//! How well pages are read: our own gold (`tests/gold/shapes.txt`, one small page for each way of
//! saying it) and, where it is present, the shared gold. The floors only go up.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use arobase::label::claim::{Claim, ClaimKind};
use arobase::label::extract::{Label, claims};
use arobase::text::fold;
use arobase::web::charset;
use arobase::web::date::{DateSource, Dated};
use arobase::web::page::{Block, BlockKind, Page, Zone};
use arobase::web::profile::Profiles;
use serde_json::Value;

/// Floors of our own gold.
const OWN_PRECISION: f64 = 0.99;
const OWN_RECALL: f64 = 0.99;
/// Floors of the shared gold.
const SHARED_PRECISION: f64 = 0.99;
const SHARED_RECALL: f64 = 0.99;

/// Right, wrong and missed claims.
#[derive(Default)]
struct Count {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Count {
    fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    fn recall(&self) -> f64 {
        share(self.right, self.right + self.missed)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    let part = u32::try_from(part).unwrap();
    f64::from(part) / f64::from(u32::try_from(whole.max(1)).unwrap())
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// One page of our own gold and the claims that it must yield.
struct Shape {
    name: String,
    page: Page,
    expected: BTreeSet<String>,
}

/// Reads `shapes.txt`: `== name`, then `@ date` of publication, `host`, `# ` and `## ` headings,
/// `- ` items, `| ` rows, paragraphs in which `\` breaks the line; then `=> place year grade or mention; …`.
fn shapes() -> Vec<Shape> {
    // `shapes.txt` names many towns, `town.txt` is about one, `wordings.txt` says the same in many words.
    let read = |file: &str| std::fs::read_to_string(root().join("tests/gold").join(file)).unwrap();
    let text = ["shapes.txt", "town.txt", "wordings.txt"]
        .map(read)
        .join("\n");
    text.split("\n== ")
        .map(|part| shape(part.trim_start_matches("== ")))
        .collect()
}

fn shape(part: &str) -> Shape {
    let mut lines = part.lines();
    let name = lines.next().unwrap_or_default().to_owned();
    let mut page = Page::default();
    let mut expected = BTreeSet::new();
    let mut row = 0;
    for line in lines.filter(|line| !line.is_empty()) {
        if let Some(date) = line.strip_prefix("@ ") {
            page.published = Some(Dated {
                date: date.parse().unwrap(),
                from: DateSource::Visible,
            });
        } else if let Some(host) = line.strip_prefix("host ") {
            page.url = Some(format!("http://{host}/page").parse().unwrap());
        } else if let Some(claims) = line.strip_prefix("=>") {
            expected.extend(claims.split(';').map(|claim| claim.trim().to_owned()));
            expected.remove("");
        } else if let Some(cells) = line.strip_prefix("| ") {
            for cell in cells.split(" | ") {
                let kind = BlockKind::Cell {
                    row: None,
                    column: None,
                    table: 0,
                    line: row,
                };
                push(&mut page, kind, cell);
            }
            row += 1;
        } else {
            let (kind, text) = match line.split_once(' ') {
                Some(("##", text)) => (BlockKind::Heading(2), text),
                Some(("#", text)) => (BlockKind::Heading(1), text),
                Some(("-", text)) => (BlockKind::ListItem, text),
                _ => (BlockKind::Paragraph, line),
            };
            push(&mut page, kind, text);
        }
    }
    Shape {
        name,
        page,
        expected,
    }
}

fn push(page: &mut Page, kind: BlockKind, text: &str) {
    let css = format!("line {}", page.blocks.len() + 1);
    page.blocks.push(Block {
        kind,
        zone: Zone::Main,
        text: text.replace('\\', "\n"),
        css,
    });
}

/// A claim as the gold writes it; the place by its code where the gold does so.
fn written(claim: &Claim, expected: &BTreeSet<String>) -> String {
    let code = claim.place.code.clone().unwrap_or_default();
    let by_code = !code.is_empty() && expected.iter().any(|wanted| wanted.starts_with(&code));
    let who = if by_code {
        code
    } else {
        claim.place.name.clone()
    };
    let year = claim
        .year
        .map_or_else(|| "-".to_owned(), |year| year.to_string());
    let grade = || {
        claim
            .arobases
            .map_or_else(|| "?".to_owned(), |grade| grade.count().to_string())
    };
    format!(
        "{who} {year} {}",
        claim.mention.clone().unwrap_or_else(grade)
    )
}

#[test]
fn our_own_shapes_are_read_above_the_floor() {
    let label = Label::shipped();
    let mut count = Count::default();
    let mut faults = Vec::new();
    for shape in shapes() {
        let read: BTreeSet<String> = claims(&shape.page, &label)
            .iter()
            .map(|claim| written(claim, &shape.expected))
            .collect();
        count.right += read.intersection(&shape.expected).count();
        count.wrong += read.difference(&shape.expected).count();
        count.missed += shape.expected.difference(&read).count();
        if read != shape.expected {
            faults.push(format!(
                "{}: {read:?} instead of {:?}",
                shape.name, shape.expected
            ));
        }
    }
    assert!(
        count.precision() >= OWN_PRECISION,
        "precision {}: {faults:#?}",
        count.precision()
    );
    assert!(
        count.recall() >= OWN_RECALL,
        "recall {}: {faults:#?}",
        count.recall()
    );
}

#[test]
fn every_quotation_stands_in_its_block_and_is_short() {
    let label = Label::shipped();
    for shape in shapes() {
        for claim in claims(&shape.page, &label) {
            let evidence = &claim.evidence;
            let block = &shape.page.blocks[evidence.block];
            assert!(
                block.text[evidence.start..].starts_with(&evidence.exact),
                "{}",
                shape.name
            );
            assert!(!evidence.exact.is_empty() && evidence.exact.chars().count() <= 200);
            assert!(evidence.prefix.chars().count() <= 32 && evidence.suffix.chars().count() <= 32);
            assert!((0.0..=1.0).contains(&claim.confidence));
        }
    }
}

/// A folder of the shared material, or `None` with a word on why the test is left out.
#[expect(
    clippy::print_stdout,
    reason = "who runs the tests should know what was left out"
)]
fn shared(folder: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("left out: {} is not here", path.display());
    None
}

fn read_html(path: &Path, url: &str) -> Page {
    let bytes = std::fs::read(path).unwrap();
    let decoded = charset::decode(&bytes, None);
    Page::from_html(
        &decoded.text,
        url.parse().ok().as_ref(),
        Profiles::shipped(),
    )
}

/// Whether a claim of the gold and one of ours agree on place, year and grade.
pub(crate) fn agree(gold: &Value, claim: &Claim) -> bool {
    let listed = |key: &str, value: &Value| {
        gold[key]
            .as_array()
            .is_some_and(|list| list.contains(value))
    };
    let place = if let Some(code) = &claim.place.code {
        gold["code"] == **code || listed("codes_ok", &Value::from(code.as_str()))
    } else {
        let own = fold(&claim.place.name);
        let same = |name: &Value| {
            let name = name.as_str().unwrap_or_default();
            fold(name.split('(').next().unwrap_or_default()) == own
        };
        same(&gold["name"])
            || gold["names_ok"]
                .as_array()
                .is_some_and(|names| names.iter().any(same))
    };
    let year = Value::from(claim.year);
    place
        && (gold["year"] == year || listed("years_ok", &year))
        && gold["arobases"] == Value::from(claim.arobases.map(u8::from))
}

#[test]
fn the_shared_gold_is_read_above_the_floor() {
    let Some(folder) = shared("gold") else { return };
    let label = Label::shipped();
    let mut count = Count::default();
    for line in std::fs::read_to_string(folder.join("gold.jsonl"))
        .unwrap()
        .lines()
    {
        let row: Value = serde_json::from_str(line).unwrap();
        let page = read_html(
            &folder.join(row["path"].as_str().unwrap()),
            row["url"].as_str().unwrap(),
        );
        let mut gold: Vec<&Value> = row["claims"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|claim| claim["kind"] != "mention")
            .collect();
        for claim in claims(&page, &label)
            .iter()
            .filter(|claim| claim.kind != ClaimKind::Mention)
        {
            match gold.iter().position(|gold| agree(gold, claim)) {
                Some(found) => count.right += usize::from(gold.remove(found)["optional"] != true),
                None => count.wrong += 1,
            }
        }
        count.missed += gold.iter().filter(|gold| gold["optional"] != true).count();
    }
    assert!(
        count.precision() >= SHARED_PRECISION,
        "precision {}",
        count.precision()
    );
    assert!(count.recall() >= SHARED_RECALL, "recall {}", count.recall());
}

/// The claims of the five texts: page, code, year, grade, kind.
const FIVE_PAGES: [&str; 19] = [
    "aubagne 13005 2016 2 History",
    "aubagne 13005 2020 3 Award",
    "beauvais 248000531 2017 4 Award",
    "beauvais 60057 2007 4 History",
    "beauvais 60057 2010 4 History",
    "beauvais 60057 2012 4 History",
    "beauvais 60057 2013 5 History",
    "beauvais 60057 2014 5 History",
    "beauvais 60057 2015 5 History",
    "beauvais 60057 2016 5 History",
    "beauvais 60057 2017 5 Award",
    "beauvais 60414 2017 2 Award",
    "bormes-les-mimosas 83019 2020 5 History",
    "bormes-les-mimosas 83019 2021 5 Award",
    "martigues 13047 2020 4 Award",
    "martigues 13056 2020 5 Award",
    "martigues 13063 2020 3 Award",
    "martigues 13077 2020 1 Award",
    "martigues 13081 2020 3 Award",
];
/// Who has the special mention of 2021 in the text on Grenoble.
const EXCELLENCE: [&str; 14] = [
    "200041333",
    "27467",
    "33281",
    "38185",
    "47001",
    "47031",
    "54547",
    "60057",
    "69029",
    "78551",
    "92072",
    "94018",
    "94033",
    "95680",
];

#[test]
fn the_five_real_pages_yield_exactly_what_they_say() {
    let Some(folder) = shared("pages") else {
        return;
    };
    let label = Label::shipped();
    let mut found = BTreeSet::new();
    let mut all = 0;
    for name in [
        "aubagne",
        "beauvais",
        "bormes-les-mimosas",
        "grenoble",
        "martigues",
    ] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap();
        for claim in claims(&Page::from_text(&text, None), &label) {
            let code = claim.place.code.unwrap_or(claim.place.name);
            let year = claim.year.unwrap_or_default();
            let grade = claim.arobases.map_or(0, u8::from);
            let mention = claim.mention.unwrap_or_default();
            found.insert(format!(
                "{name} {code} {year} {grade} {:?} {mention}",
                claim.kind
            ));
            all += 1;
        }
    }
    let mut expected: BTreeSet<String> = FIVE_PAGES.iter().map(|line| format!("{line} ")).collect();
    let mention = "Mention Territoire d'excellence numérique";
    expected.extend(EXCELLENCE.map(|code| format!("grenoble {code} 2021 0 {mention}")));
    assert_eq!(found, expected);
    assert_eq!(all, expected.len(), "a claim stands twice");
}
