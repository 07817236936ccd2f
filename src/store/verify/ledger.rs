//! Whether the database is sound, and whether its rows fit each other.

use std::path::Path;

use rusqlite::{Connection, Result, params};

use super::{Cure, Damage};
use crate::store::{recover, select};

/// Most complaints of SQLite that are listed.
const LISTED: usize = 20;

/// What no row may be, each with the question that finds those that are.
const RULES: [(&str, &str); 8] = [
    (
        "claims without a capture",
        "select count(*) from claim where capture not in (select id from capture)",
    ),
    (
        "claims without a page",
        "select count(*) from claim where capture not in (select capture from page)",
    ),
    (
        "pages without a capture",
        "select count(*) from page where capture not in (select id from capture)",
    ),
    (
        "pages of captures that are not to be read",
        "select count(*) from page join capture on capture.id = page.capture
         where capture.kind = 'revisit' or capture.purpose <> 'page'",
    ),
    (
        "records without the claim that proves them",
        "select count(*) from record where best_claim not in (select id from claim)",
    ),
    (
        "records that count claims that are not there",
        "select count(*) from record_claim where claim not in (select id from claim)
         or record not in (select id from record)",
    ),
    (
        "revisits that refer to no capture with their bytes",
        "select count(*) from capture again
         left join capture original on original.id = again.refers_to and original.kind <> 'revisit'
         where again.kind = 'revisit'
           and (original.id is null or original.sha256 <> again.sha256 or original.digest <> again.digest)",
    ),
    (
        "captures of a run that is not there",
        "select count(*) from capture where run not in (select id from run)",
    ),
];

/// What is wrong with the database at `path`; the second value tells whether its rows can be used.
pub(super) fn check(db: &Connection, path: &Path) -> (Vec<Damage>, bool) {
    match integrity(db) {
        Ok(complaints) if complaints.is_empty() => {}
        Ok(complaints) => {
            let damage = |what| Damage::of(path, what, Cure::Rebuild);
            return (complaints.into_iter().map(damage).collect(), false);
        }
        Err(error) => {
            let damage = Damage::of(path, error.to_string(), Cure::Rebuild);
            return (vec![damage], false);
        }
    }
    if let Err(error) = read_all(db) {
        let what = format!("a row cannot be read: {error}");
        return (vec![Damage::of(path, what, Cure::Rebuild)], false);
    }
    let mut damages = Vec::new();
    for (what, question) in RULES {
        match db.query_row(question, [], |row| row.get::<_, i64>(0)) {
            Ok(0) => {}
            Ok(count) => {
                let what = format!("{what}: {count}");
                damages.push(Damage::of(path, what, Cure::Record));
            }
            Err(error) => {
                damages.push(Damage::of(path, error.to_string(), Cure::Rebuild));
                return (damages, false);
            }
        }
    }
    (damages, true)
}

/// Reads every row that the program reads, so many at a time: each value must be one that it knows.
fn read_all(db: &Connection) -> Result<()> {
    const AT_ONCE: i64 = 1000;
    let mut after = 0;
    while let Some(last) =
        select::captures(db, "where id > ?1 order by id limit ?2", [after, AT_ONCE])?.pop()
    {
        after = last.id;
    }
    let mut after = -1;
    while let Some(last) = select::pages(
        db,
        "where capture > ?1 order by capture limit ?2",
        [after, AT_ONCE],
    )?
    .pop()
    {
        after = last.capture;
    }
    let mut after = String::new();
    let next = "where id > ?1 order by id limit ?2";
    while let Some(last) = select::claims(db, next, params![after, AT_ONCE])?.pop() {
        after = last.id;
    }
    let mut after = String::new();
    let next = "where url > ?1 order by url limit ?2";
    while let Some(last) = select::visits(db, next, params![after, AT_ONCE])?.pop() {
        after = last.url;
    }
    select::robots(db, "", [])?;
    select::records(db, "", [])?;
    select::facts(db, "", [])?;
    select::runs(db)?;
    recover::noted(db)?;
    Ok(())
}

/// What SQLite itself finds wrong.
fn integrity(db: &Connection) -> Result<Vec<String>> {
    let mut check = db.prepare(&format!("pragma integrity_check({LISTED})"))?;
    let rows = check.query_map([], |row| row.get::<_, String>(0))?;
    let told: Vec<String> = rows.collect::<Result<_>>()?;
    Ok(told.into_iter().filter(|line| line != "ok").collect())
}
