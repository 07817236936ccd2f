//! The rows that name what is to be forgotten, beside those of its captures: addresses, robots rules, what runs said.

use rusqlite::types::ValueRef;
use rusqlite::{Result, Transaction, params};
use serde_json::Value;
use url::Url;

use super::Removed;
use crate::web::forgotten::Forgotten;

/// What stands in the place of a text that named it.
const INSTEAD: &str = "forgotten";

/// Tables that are swept by their own rule, or hold what captures gave.
const OWN: [&str; 13] = [
    "capture",
    "claim",
    "edition_fact",
    "furniture",
    "meta",
    "page",
    "page_marks",
    "record",
    "record_claim",
    "refusal",
    "robots",
    "run",
    "visit",
];

/// Takes out of all tables what names it, as far as it is not the capture of something else.
pub(super) fn sweep(
    commit: &Transaction<'_>,
    target: &Forgotten,
    removed: &mut Removed,
) -> Result<()> {
    removed.addresses += visits(commit, target)?;
    robots(commit, target)?;
    removed.run_texts += runs(commit, target)?;
    others(commit, target)
}

fn holds(target: &Forgotten, url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| target.holds_url(&url))
}

fn visits(commit: &Transaction<'_>, target: &Forgotten) -> Result<u64> {
    let mut gone = Vec::new();
    let mut led = Vec::new();
    let mut told = Vec::new();
    let mut select = commit.prepare("select url, via, detail from visit")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let url: String = row.get(0)?;
        let (via, detail): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
        if holds(target, &url) {
            gone.push(url);
            continue;
        }
        if via.is_some_and(|via| holds(target, &via)) {
            led.push(url.clone());
        }
        if detail.is_some_and(|detail| target.is_named_in(&detail)) {
            told.push(url);
        }
    }
    for (statement, urls) in [
        ("delete from visit where url = ?1", &gone),
        ("update visit set via = null where url = ?1", &led),
        ("update visit set detail = ?2 where url = ?1", &told),
    ] {
        let mut change = commit.prepare_cached(statement)?;
        for url in urls {
            if change.parameter_count() == 2 {
                change.execute([url.as_str(), INSTEAD])?;
            } else {
                change.execute([url])?;
            }
        }
    }
    Ok(u64::try_from(gone.len()).unwrap_or(u64::MAX))
}

/// The rules of a host that goes; and those that hold the words.
fn robots(commit: &Transaction<'_>, target: &Forgotten) -> Result<()> {
    let mut gone = Vec::new();
    let mut select = commit.prepare("select host, body from robots")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let host: String = row.get(0)?;
        let body: Vec<u8> = row.get(1)?;
        let is_it = ["/", "/robots.txt"]
            .iter()
            .any(|path| holds(target, &format!("{host}{path}")));
        if is_it || target.holds_words(&String::from_utf8_lossy(&body)) {
            gone.push(host);
        }
    }
    let mut delete = commit.prepare_cached("delete from robots where host = ?1")?;
    gone.iter()
        .try_for_each(|host| delete.execute([host]).map(drop))
}

/// Settings and summaries of runs: how many named it.
fn runs(commit: &Transaction<'_>, target: &Forgotten) -> Result<u64> {
    let mut changed = Vec::new();
    let mut select = commit.prepare("select id, settings, summary from run")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (settings, summary): (String, String) = (row.get(1)?, row.get(2)?);
        let texts = (without(&settings, target), without(&summary, target));
        if (&texts.0, &texts.1) != (&settings, &summary) {
            changed.push((row.get::<_, i64>(0)?, texts));
        }
    }
    let mut change =
        commit.prepare_cached("update run set settings = ?2, summary = ?3 where id = ?1")?;
    for (id, (settings, summary)) in &changed {
        change.execute(params![id, settings, summary])?;
    }
    Ok(u64::try_from(changed.len()).unwrap_or(u64::MAX))
}

/// A JSON text without the texts in it that name it.
fn without(json: &str, target: &Forgotten) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(json) else {
        let named = target.is_named_in(json);
        return if named { "{}" } else { json }.to_owned();
    };
    if take_out(&mut value, target) {
        value.to_string()
    } else {
        json.to_owned()
    }
}

/// Whether something was taken out.
fn take_out(value: &mut Value, target: &Forgotten) -> bool {
    match value {
        Value::String(text) if target.is_named_in(text) => {
            INSTEAD.clone_into(text);
            true
        }
        Value::Array(values) => {
            let mut any = false;
            for value in values {
                any |= take_out(value, target);
            }
            any
        }
        Value::Object(fields) => {
            let before = fields.len();
            fields.retain(|name, _| !target.is_named_in(name));
            let mut any = fields.len() < before;
            for value in fields.values_mut() {
                any |= take_out(value, target);
            }
            any
        }
        _ => false,
    }
}

/// Rows of any other table that name it: whatever they are for, they do not stay.
fn others(commit: &Transaction<'_>, target: &Forgotten) -> Result<()> {
    let mut tables = commit.prepare(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
    )?;
    let names = tables.query_map([], |row| row.get::<_, String>(0))?;
    for name in names.collect::<Result<Vec<_>>>()? {
        if OWN.contains(&name.as_str()) {
            continue;
        }
        let quoted = name.replace('"', "\"\"");
        let gone = rows_that_name(commit, &quoted, target)?;
        for (which, values) in gone {
            commit.execute(
                &format!("delete from \"{quoted}\" where {which}"),
                rusqlite::params_from_iter(values),
            )?;
        }
    }
    Ok(())
}

/// A row by all its columns.
type Named = (String, Vec<rusqlite::types::Value>);

fn rows_that_name(commit: &Transaction<'_>, table: &str, target: &Forgotten) -> Result<Vec<Named>> {
    let mut select = commit.prepare(&format!("select * from \"{table}\""))?;
    let columns: Vec<String> = select
        .column_names()
        .map(|column| format!("\"{}\" is ?", column.replace('"', "\"\"")))
        .collect();
    let which = columns.join(" and ");
    let mut found = Vec::new();
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (mut named, mut values) = (false, Vec::new());
        for column in 0..columns.len() {
            let value = row.get_ref(column)?;
            if let ValueRef::Text(text) | ValueRef::Blob(text) = value {
                named |= target.is_named_in(&String::from_utf8_lossy(text));
            }
            values.push(row.get(column)?);
        }
        if named {
            found.push((which.clone(), values));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::forgotten::{Key, Kind};

    #[test]
    fn what_a_run_says_keeps_all_but_what_names_it() {
        let key = Key::new(&"ab".repeat(32)).unwrap();
        let mut target = Forgotten::new(key.clone());
        target.add(Kind::Host, key.host("a.example"));
        let summary = r#"{"failed":[["a.example","status 503"],["b.example","x"]],"hosts":{"www.a.example":1,"c":2},"n":3}"#;
        let told = without(summary, &target);
        assert_eq!(
            told,
            r#"{"failed":[["forgotten","status 503"],["b.example","x"]],"hosts":{"c":2},"n":3}"#
        );
        assert_eq!(without("not json a.example", &target), "{}");
        assert_eq!(without("{ \"n\": 1 }", &target), "{ \"n\": 1 }");
    }
}
