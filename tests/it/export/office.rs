//! Our spreadsheets through `LibreOffice`, opened and saved again as a person would: codes keep their zeros, arobases stay whole
//! numbers, words stay words.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Rows, archive, of_csv, of_database};
use crate::support::{Home, say};

/// UTF-8, commas, quotes; cells as they are shown. The first is how a CSV is read: its columns of text are named as text (2), as the
/// import window offers, since `LibreOffice` takes `01004` for a number otherwise, as every spreadsheet does.
const OUT: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false";

/// Converts `file` of the home into `folder`; `None` where `LibreOffice` is not here.
fn converted(
    home: &Home,
    file: &str,
    to: &str,
    read_as: Option<&str>,
    folder: &str,
) -> Option<PathBuf> {
    let profile = home.path("profile");
    let mut command = Command::new("soffice");
    command
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
        ))
        .args(["--headless", "--norestore"])
        .args(read_as.map(|filter| format!("--infilter={filter}")))
        .args(["--convert-to", to, "--outdir"])
        .arg(home.path(folder))
        .arg(home.path(file))
        .current_dir(home.path(""))
        .stdin(Stdio::null());
    let Ok(ran) = command.output() else {
        say("skipped: no LibreOffice (soffice) on this machine");
        return None;
    };
    let told = String::from_utf8_lossy(&ran.stderr).into_owned();
    let ending = to.split(':').next().unwrap();
    let made = home
        .path(folder)
        .join(Path::new(file).with_extension(ending).file_name().unwrap());
    assert!(ran.status.success() && made.exists(), "{file}: {told}");
    Some(made)
}

/// How a CSV of ours is read: text, but for the columns of numbers.
fn read_as(csv: &[u8]) -> String {
    let mut reader = csv::Reader::from_reader(csv);
    let names = reader.headers().unwrap().clone();
    let numbers = ["year", "edition", "arobases", "sources", "confidence"];
    let kinds = names.iter().zip(1..).map(|(name, at)| {
        let kind = if numbers.contains(&name) { 10 } else { 2 };
        format!("{at}/{kind}")
    });
    format!(
        "Text - txt - csv (StarCalc):44,34,76,1,{},0,false,false",
        kinds.collect::<Vec<_>>().join("/")
    )
}

/// What must come back as it was.
fn all_intact(csv: &[u8], rows: &Rows, what: &str) {
    let read = of_csv(csv);
    assert_eq!(read.len(), rows.len(), "{what}");
    let mut zeros = 0;
    for (read, row) in read.iter().zip(rows) {
        for name in [
            "code",
            "name",
            "department",
            "year",
            "edition",
            "arobases",
            "mention",
            "status",
            "sources",
            "quote",
            "url",
            "captured_at",
            "sha256",
            "claim",
            "record",
        ] {
            let (one, other) = (&read[name], &row[name]);
            let is_same = match (one.as_f64(), other.as_f64()) {
                (Some(one), Some(other)) => (one - other).abs() < 1e-9,
                _ => one == other,
            };
            assert!(
                is_same,
                "{what}: {}: {name} is {one}, not {other}",
                row["record"]
            );
        }
        zeros += usize::from(
            row["code"]
                .as_str()
                .is_some_and(|code| code.starts_with('0')),
        );
    }
    assert!(zeros > 0, "{what}: no code with a zero was tried");
}

#[test]
fn libreoffice_opens_and_saves_our_spreadsheets_with_codes_and_numbers_intact() {
    let home = archive(&["one-town"]);
    let rows = of_database(&home);
    for file in ["out.xlsx", "out.csv"] {
        home.run(["export", "-o", file]).ends(0);
    }
    let Some(once) = converted(&home, "out.xlsx", OUT, None, "from-xlsx") else {
        return;
    };
    all_intact(&std::fs::read(once).unwrap(), &rows, "xlsx");
    let csv = std::fs::read(home.path("out.csv")).unwrap();
    converted(
        &home,
        "out.csv",
        "xlsx:Calc MS Excel 2007 XML",
        Some(&read_as(&csv)),
        "from-csv",
    )
    .unwrap();
    let again = converted(&home, "from-csv/out.xlsx", OUT, None, "again").unwrap();
    all_intact(&std::fs::read(again).unwrap(), &rows, "csv, saved as xlsx");
}
