//! What people decided about contested records: `seeds/decisions.toml`. The file is the truth; the
//! records follow it whenever they are reconciled.

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use toml_edit::{Table, Value, value};

use super::edit::{EditError, change, push};
use super::{SeedError, not_toml, read, wrong};
use crate::label::claim::Arobases;
use crate::label::record::{Decision, standing};

/// The file in `seeds/`.
pub(super) const DECISIONS: &str = "decisions.toml";

/// What a new file begins with.
const HEAD: &str = "# What people decided about contested records, written by `arobase conflicts decide` and `undo`.\n\
     # Of several decisions about one record the last counts that is not undone.\n\n";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    decision: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    record: String,
    keep: String,
    arobases: Spanned<u8>,
    #[serde(default)]
    note: String,
    on: Spanned<toml::value::Datetime>,
    undone: Option<Spanned<toml::value::Datetime>>,
}

/// Reads the text of the file at `path`.
///
/// # Errors
/// With line and column: what is not TOML, an unknown key, a grade or a day that is none.
pub(super) fn parse(path: &Path, text: &str) -> Result<Vec<Decision>, SeedError> {
    let file: File = toml::from_str(text).map_err(|error| not_toml(path, text, &error))?;
    let day = |at: &Spanned<toml::value::Datetime>| {
        let found = at.get_ref().date.and_then(civil);
        found.ok_or_else(|| {
            let what = format!("{} is not a day", at.get_ref());
            wrong(path, text, at.span(), what)
        })
    };
    let decision = |raw: Raw| {
        let grade = Arobases::try_from(*raw.arobases.get_ref());
        Ok(Decision {
            arobases: grade.map_err(|what| wrong(path, text, raw.arobases.span(), what))?,
            on: day(&raw.on)?,
            undone: raw.undone.as_ref().map(day).transpose()?,
            record: raw.record,
            keep: raw.keep,
            note: raw.note,
        })
    };
    file.decision.into_iter().map(decision).collect()
}

fn civil(date: toml::value::Date) -> Option<Date> {
    let year = i16::try_from(date.year).ok()?;
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    Date::new(year, month, day).ok()
}

/// The decisions of the home whose archive lies in `index`, in the order of the file; none where there is
/// no file.
///
/// # Errors
/// Where the file cannot be read, or says something that is not accepted.
pub fn decisions(index: &Path) -> Result<Vec<Decision>, SeedError> {
    let path = index.with_file_name("seeds").join(DECISIONS);
    if !path.exists() {
        return Ok(Vec::new());
    }
    parse(&path, &read(&path)?)
}

/// Writes a decision down in `folder` (a home's `seeds/`), behind those before.
///
/// # Errors
/// When the files cannot be used or written.
pub fn decide(folder: &Path, decision: &Decision) -> Result<(), EditError> {
    change(folder, DECISIONS, HEAD, |tables| {
        let mut table = Table::new();
        table["record"] = value(&decision.record);
        table["keep"] = value(&decision.keep);
        table["arobases"] = value(i64::from(decision.arobases.count()));
        table["note"] = value(&decision.note);
        table["on"] = value(of_day(decision.on));
        push(tables, table);
    })
}

/// Writes down that the decision about `record` is taken back on `day`; gives what it was, or `None` where
/// none stands.
///
/// # Errors
/// When the files cannot be used or written.
pub fn undo(folder: &Path, record: &str, day: Date) -> Result<Option<Decision>, EditError> {
    let path = folder.join(DECISIONS);
    if !path.exists() {
        return Ok(None);
    }
    let all = parse(&path, &read(&path)?)?;
    let Some(stands) = standing(&all, record).cloned() else {
        return Ok(None);
    };
    change(folder, DECISIONS, HEAD, |tables| {
        let Some(tables) = tables.as_array_of_tables_mut() else {
            return;
        };
        // Whatever stands below would count next: all of them are taken back.
        for (decision, table) in all.iter().zip(tables.iter_mut()) {
            if decision.record == record && decision.undone.is_none() {
                table["undone"] = value(of_day(day));
            }
        }
    })?;
    Ok(Some(stands))
}

fn of_day(day: Date) -> Value {
    let text = day.to_string();
    // A day is TOML's local date (TOML 1.0.0, "Local Date"): it always parses.
    text.parse::<toml_edit::Datetime>()
        .map_or_else(|_| Value::from(text), Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(arobases: u8) -> Decision {
        Decision {
            record: "59009-2013".to_owned(),
            keep: "0123456789abcdef".to_owned(),
            arobases: Arobases::new(arobases).unwrap(),
            note: "« selon le \"palmarès\" »\net la gazette".to_owned(),
            on: Date::constant(2026, 11, 26),
            undone: None,
        }
    }

    #[test]
    fn what_is_decided_and_undone_is_read_again_and_nothing_is_lost() {
        let home = tempfile::tempdir().unwrap();
        let (seeds, index) = (home.path().join("seeds"), home.path().join("index"));
        assert_eq!(decisions(&index).unwrap(), []);
        assert_eq!(undo(&seeds, "59009-2013", decision(4).on).unwrap(), None);
        decide(&seeds, &decision(4)).unwrap();
        decide(&seeds, &decision(5)).unwrap();
        assert_eq!(decisions(&index).unwrap(), [decision(4), decision(5)]);
        let day = Date::constant(2026, 11, 27);
        assert_eq!(undo(&seeds, "59009-2013", day).unwrap(), Some(decision(5)));
        let undone = |arobases| Decision {
            undone: Some(day),
            ..decision(arobases)
        };
        assert_eq!(decisions(&index).unwrap(), [undone(4), undone(5)]);
        assert_eq!(undo(&seeds, "59009-2013", day).unwrap(), None);
        let text = std::fs::read_to_string(seeds.join(DECISIONS)).unwrap();
        assert!(
            text.starts_with(HEAD) && text.contains("on = 2026-11-26\n"),
            "{text}"
        );
    }

    #[test]
    fn a_wrong_file_is_refused_with_its_line() {
        for (text, told) in [
            (
                "[[decision]]\nrecord = 'x'\n",
                "decisions.toml:1:1: missing field",
            ),
            (
                "[[decision]]\nrecord = 'x'\nkeep = 'y'\narobases = 6\non = 2026-11-26\n",
                "decisions.toml:4:12: 6 is not a number of arobases",
            ),
            (
                "[[decision]]\nrecord = 'x'\nkeep = 'y'\narobases = 5\non = 07:32:00\n",
                "decisions.toml:5:6: 07:32:00 is not a day",
            ),
            (
                "[[decision]]\nnot = 'x'\n",
                "decisions.toml:2:1: unknown field",
            ),
        ] {
            let error = parse(Path::new(DECISIONS), text).unwrap_err().to_string();
            assert!(error.starts_with(told), "{error}");
        }
    }
}
