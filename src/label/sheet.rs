//! A table of claims that people made: each row a collectivity, a year and a grade, with whatever they quote.
//!
//! The table is a page like any other: its rows are its blocks, and the words that prove a claim are those of its
//! row. What a row does not say is not made up: a name that several collectivities bear needs a code, a year
//! without an edition is wrong, and a row with anything wrong makes no claim.

use super::claim::{Arobases, Claim, ClaimKind, Evidence, Place, YearBasis};
use super::edition::{Editions, ordinal_of_year};
use super::gazetteer::{Collectivity, Gazetteer};
use crate::text::fold;
use crate::web::page::{Block, BlockKind, Page, Zone};

/// The name of the rule, which is to believe what is written.
const RULE: &str = "sheet";
/// Nobody has counted how often people's tables are right.
const CONFIDENCE: f32 = 0.5;
/// The longest words of a claim, in characters.
const EXACT_LIMIT: usize = 200;
/// Most rows of a table.
const ROWS_LIMIT: usize = 100_000;

/// What a column holds, and what it may be called.
const COLUMNS: [(Column, &[&str]); 8] = [
    (Column::Code, &["code", "insee", "code insee", "siren"]),
    (
        Column::Name,
        &[
            "collectivity",
            "collectivite",
            "name",
            "nom",
            "commune",
            "ville",
        ],
    ),
    (Column::Department, &["department", "departement", "dep"]),
    (Column::Year, &["year", "annee", "edition"]),
    (
        Column::Arobases,
        &["arobases", "arobase", "grade", "niveau"],
    ),
    (Column::Mention, &["mention"]),
    (Column::Quote, &["quote", "citation", "words"]),
    (Column::Source, &["url", "source", "adresse", "address"]),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Code,
    Name,
    Department,
    Year,
    Arobases,
    Mention,
    Quote,
    Source,
}

/// A table, read.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its rows as the blocks of a page.
    pub page: Page,
    /// The claims, in the order of the rows.
    pub claims: Vec<Claim>,
    /// What is wrong, by line from 1.
    pub wrong: Vec<(u64, String)>,
    /// Columns whose names say nothing here; their cells are part of the words.
    pub unknown: Vec<String>,
}

/// Reads a table whose first line names its columns, parted by commas, semicolons or tabs. Never fails: a table
/// without the columns that it needs has no claim, and says what is wrong.
///
/// ```
/// use arobase::label::sheet;
/// let sheet = sheet::read("insee;annee;arobases;citation\n60057;2017;5;« cinq arobases »\n60057;2010;5;\n");
/// assert_eq!(sheet.claims.len(), 1);
/// assert_eq!(sheet.wrong, [(3, "no edition of the label was held in 2010".to_owned())]);
/// ```
pub fn read(text: &str) -> Sheet {
    let text = text.trim_start_matches('\u{feff}');
    let mut sheet = Sheet::default();
    sheet.page.title = Some("Table of claims".to_owned());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let columns = match reader.headers() {
        Ok(names) => names.iter().map(column).collect::<Vec<_>>(),
        Err(error) => {
            sheet.wrong.push((1, error.to_string()));
            return sheet;
        }
    };
    if let Ok(names) = reader.headers() {
        let unknown = names
            .iter()
            .zip(&columns)
            .filter(|(_, column)| column.is_none());
        sheet.unknown = unknown.map(|(name, _)| name.to_owned()).collect();
    }
    if let Some(why) = lacks(&columns) {
        sheet.wrong.push((1, why.to_owned()));
        return sheet;
    }
    let mut record = csv::StringRecord::new();
    while sheet.page.blocks.len() < ROWS_LIMIT {
        let start = reader.position().clone();
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                sheet.wrong.push((start.line(), error.to_string()));
                continue;
            }
        }
        let line = record.position().map_or(start.line(), csv::Position::line);
        let from = record.position().map_or(start.byte(), csv::Position::byte);
        let raw = slice(text, from, reader.position().byte());
        sheet.row(&columns, &record, line, raw);
    }
    sheet
}

fn slice(text: &str, from: u64, to: u64) -> &str {
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    text.get(place(from)..place(to)).unwrap_or_default()
}

/// The sign that parts the cells of the first line: the one that it has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|byte| *byte == sign).count();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|sign| count(*sign))
        .unwrap_or(b',')
}

fn column(name: &str) -> Option<Column> {
    // Folding would leave nothing of it.
    if name.trim() == "@" {
        return Some(Column::Arobases);
    }
    let name = fold(name.trim()).replace(['_', '-'], " ");
    let found = COLUMNS
        .iter()
        .find(|(_, names)| names.contains(&name.as_str()));
    found.map(|(column, _)| *column)
}

/// What a table with these columns lacks.
fn lacks(columns: &[Option<Column>]) -> Option<&'static str> {
    let has = |column: Column| columns.contains(&Some(column));
    if !has(Column::Code) && !has(Column::Name) {
        Some("no column tells who: code or collectivity")
    } else if !has(Column::Year) {
        Some("no column tells when: year")
    } else if !has(Column::Arobases) && !has(Column::Mention) {
        Some("no column tells what: arobases or mention")
    } else {
        None
    }
}

impl Sheet {
    /// Takes one row, whose words in the file are `raw`.
    fn row(
        &mut self,
        columns: &[Option<Column>],
        record: &csv::StringRecord,
        line: u64,
        raw: &str,
    ) {
        let words: Vec<&str> = raw
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect();
        let text = words.join(" ");
        let cell = |wanted: Column| {
            let place = columns.iter().position(|column| *column == Some(wanted));
            let cell = place
                .and_then(|place| record.get(place))
                .unwrap_or_default();
            Some(cell.trim()).filter(|cell| !cell.is_empty())
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        match said(&cell) {
            Ok(mut claim) => {
                claim.evidence = Evidence {
                    exact: text.chars().take(EXACT_LIMIT).collect(),
                    prefix: String::new(),
                    suffix: text.chars().skip(EXACT_LIMIT).take(32).collect(),
                    block: self.page.blocks.len(),
                    start: 0,
                    css: format!("line {line}"),
                };
                self.claims.push(claim);
            }
            Err(why) => self.wrong.push((line, why)),
        }
        self.page.blocks.push(Block {
            kind: BlockKind::Paragraph,
            zone: Zone::Main,
            text,
            css: format!("line {line}"),
        });
    }
}

/// What a row claims, without its words.
fn said<'a>(cell: &impl Fn(Column) -> Option<&'a str>) -> Result<Claim, String> {
    let place = place(
        cell(Column::Code),
        cell(Column::Name),
        cell(Column::Department),
    )?;
    let year = year(cell(Column::Year).ok_or("no year")?)?;
    let mention = cell(Column::Mention).map(str::to_owned);
    let grade = cell(Column::Arobases).map(arobases).transpose()?;
    let kind = match (&mention, grade) {
        (None, None) => return Err("neither arobases nor a mention".to_owned()),
        (Some(_), Some(_)) => {
            return Err("arobases and a mention: a mention gives none, write two rows".to_owned());
        }
        (Some(_), None) => ClaimKind::Mention,
        (None, Some(_)) => ClaimKind::Award,
    };
    Ok(Claim {
        place,
        year: Some(year),
        year_basis: Some(YearBasis::Written),
        arobases: grade,
        kind,
        mention,
        evidence: Evidence::default(),
        rule: RULE.into(),
        confidence: CONFIDENCE,
    })
}

fn place(
    code: Option<&str>,
    name: Option<&str>,
    department: Option<&str>,
) -> Result<Place, String> {
    let gazetteer = Gazetteer::shipped();
    let found = match (code, name) {
        (None, None) => return Err("no collectivity".to_owned()),
        (Some(code), name) => {
            // Spreadsheets take the zero from 01004.
            let code = format!("{code:0>5}");
            let found = gazetteer
                .get(&code)
                .ok_or_else(|| format!("no collectivity has the code {code}"))?;
            if let Some(name) = name.filter(|name| !is_called(gazetteer, &found, name)) {
                return Err(format!("{code} is {}, not {name}", found.name));
            }
            found
        }
        (None, Some(name)) => by_name(gazetteer, name, department)?,
    };
    Ok(Place {
        code: Some(found.code.to_owned()),
        name: found.name.to_owned(),
        kind: found.kind,
        written: name.or(code).unwrap_or_default().to_owned(),
    })
}

fn is_called(gazetteer: &Gazetteer, found: &Collectivity, name: &str) -> bool {
    fold(found.name) == fold(name)
        || gazetteer
            .by_name(name)
            .iter()
            .any(|other| other.code == found.code)
}

fn by_name(
    gazetteer: &Gazetteer,
    name: &str,
    department: Option<&str>,
) -> Result<Collectivity, String> {
    let mut found = gazetteer.by_name(name);
    if let Some(department) = department {
        found.retain(|one| one.department == department);
    }
    if found.len() > 1 {
        found.retain(Collectivity::in_force);
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(format!("no collectivity is called {name}")),
        count => Err(format!(
            "{count} collectivities are called {name}: a column code tells which"
        )),
    }
}

fn year(text: &str) -> Result<i16, String> {
    let year: i16 = text.parse().map_err(|_| format!("{text} is not a year"))?;
    let last = Editions::shipped().all().iter().map(|edition| edition.year);
    // The table of editions may be a year behind.
    let last = last.max().unwrap_or(i16::MAX - 1) + 1;
    if ordinal_of_year(year).is_none() || year > last {
        return Err(format!("no edition of the label was held in {year}"));
    }
    Ok(year)
}

/// `4`, `4@`, `@@@@`.
fn arobases(text: &str) -> Result<Arobases, String> {
    let compact = text.replace(' ', "");
    let count = if !compact.is_empty() && compact.bytes().all(|byte| byte == b'@') {
        u8::try_from(compact.len()).ok()
    } else {
        compact.trim_end_matches('@').parse().ok()
    };
    count
        .and_then(Arobases::new)
        .ok_or_else(|| format!("{text} is not a number of arobases (1 to 5)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> Vec<(u64, String)> {
        read(text).wrong
    }

    #[test]
    fn each_row_is_a_claim_with_its_own_words() {
        let text = "Collectivité,Année,Arobases,Citation,URL\n\
             Beauvais,2017,5,\"« cinq arobases, comme en 2013 »\",https://a.example/\n\
             Martigues,2020,@@@@@,,\n";
        let sheet = read(text);
        assert!(sheet.wrong.is_empty(), "{:?}", sheet.wrong);
        let told: Vec<_> = sheet
            .claims
            .iter()
            .map(|claim| {
                let place = claim.place.code.as_deref().unwrap();
                (place, claim.year.unwrap(), claim.arobases.unwrap().count())
            })
            .collect();
        assert_eq!(told, [("60057", 2017, 5), ("13056", 2020, 5)]);
        let words = &sheet.claims[0].evidence;
        assert_eq!(
            words.exact,
            "Beauvais,2017,5,\"« cinq arobases, comme en 2013 »\",https://a.example/"
        );
        assert_eq!(words.css, "line 2");
        assert!(sheet.page.text().contains(&words.exact));
    }

    #[test]
    fn what_a_row_does_not_say_is_not_made_up() {
        let text = "code;nom;annee;arobases;mention\n\
             60057;Beauvais;2010;5;\n60057;Dole;2017;5;\n;Saint-Denis;2017;5;\n;Nullepart;2017;5;\n\
             99999;;2017;5;\n60057;;2017;6;\n60057;;2017;;\n60057;;;5;\n;;2017;5;\n60057;;2017;5;Accueil\n60057;;2999;5;\n";
        let told = wrong(text);
        let lines: Vec<u64> = told.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, (2..13).collect::<Vec<_>>(), "{told:?}");
        for (place, words) in [
            (0, "no edition of the label was held in 2010"),
            (1, "60057 is Beauvais, not Dole"),
            (2, "collectivities are called Saint-Denis"),
            (3, "no collectivity is called Nullepart"),
            (4, "no collectivity has the code 99999"),
            (5, "6 is not a number of arobases"),
            (6, "neither arobases nor a mention"),
            (7, "no year"),
            (8, "no collectivity"),
            (9, "write two rows"),
            (10, "held in 2999"),
        ] {
            assert!(told[place].1.contains(words), "{told:?}");
        }
        assert!(read(text).claims.is_empty());
    }

    #[test]
    fn a_table_without_its_columns_says_what_it_lacks() {
        assert_eq!(
            wrong("a,b\n1,2\n"),
            [(1, "no column tells who: code or collectivity".into())]
        );
        assert_eq!(
            wrong("code\n1\n"),
            [(1, "no column tells when: year".into())]
        );
        assert_eq!(
            wrong("code,year\n1\n"),
            [(1, "no column tells what: arobases or mention".into())]
        );
        assert_eq!(
            wrong(""),
            [(1, "no column tells who: code or collectivity".into())]
        );
        assert_eq!(
            read("code\tyear\t@\tnote\n1004\t2017\t3\tx\n").claims[0]
                .place
                .code
                .as_deref(),
            Some("01004")
        );
        assert_eq!(read("code\tyear\t@\tnote\n").unknown, ["note"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text: String) {
            let _ = read(&text);
            let _ = read(&format!("code,year,arobases\n{text}"));
        }
    }
}
