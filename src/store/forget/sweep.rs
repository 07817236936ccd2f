//! The rows that name what is to be forgotten, beside those of its captures: addresses, robots rules, what runs said.

use std::collections::HashSet;

use rusqlite::types::Value as SqlValue;
use rusqlite::{Result, Transaction, params};
use serde_json::Value;
use url::Url;

use super::Removed;
use crate::web::forgotten::Forgotten;

/// What stands in the place of a text that named it.
const INSTEAD: &str = "forgotten";

/// Tables that are swept by their own rule, or hold what captures gave.
const OWN: [&str; 12] = [
    "capture",
    "claim",
    "edition_fact",
    "furniture",
    "page",
    "page_marks",
    "record",
    "record_claim",
    "refusal",
    "robots",
    "run",
    "visit",
];

/// What names it in the rows of other tables: itself, or a claim that went with it.
pub(super) struct Names<'a> {
    pub(super) target: &'a Forgotten,
    /// Ids of claims that are gone.
    pub(super) claims: HashSet<String>,
}

impl Names<'_> {
    fn are_in(&self, text: &str) -> bool {
        let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
        self.target.is_named_in(text) || words.any(|word| self.claims.contains(word))
    }
}

/// Takes out of all tables what names it, as far as it is not the capture of something else.
pub(super) fn sweep(
    commit: &Transaction<'_>,
    names: &Names<'_>,
    removed: &mut Removed,
) -> Result<()> {
    removed.addresses += visits(commit, names.target)?;
    robots(commit, names.target)?;
    removed.run_texts += runs(commit, names)?;
    others(commit, names)
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
fn runs(commit: &Transaction<'_>, names: &Names<'_>) -> Result<u64> {
    let mut changed = Vec::new();
    let mut select = commit.prepare("select id, settings, summary from run")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (settings, summary): (String, String) = (row.get(1)?, row.get(2)?);
        let texts = (without(&settings, names), without(&summary, names));
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

/// A JSON text without what in it names it.
fn without(json: &str, names: &Names<'_>) -> String {
    if !names.are_in(json) {
        return json.to_owned();
    }
    let Ok(mut value) = serde_json::from_str::<Value>(json) else {
        return "{}".to_owned();
    };
    take_out(&mut value, names);
    value.to_string()
}

/// Takes whole entries of lists out, since what else they say belongs to it; and single texts.
fn take_out(value: &mut Value, names: &Names<'_>) {
    let named = |value: &Value| names.are_in(&value.to_string());
    match value {
        Value::String(_) if named(value) => *value = INSTEAD.into(),
        Value::Array(values) => values.retain(|value| !named(value)),
        Value::Object(fields) => {
            fields.retain(|name, _| !names.are_in(name));
            for value in fields.values_mut() {
                take_out(value, names);
            }
        }
        _ => {}
    }
}

/// Rows of any other table that name it: a JSON document loses what names it, any other row does not stay.
fn others(commit: &Transaction<'_>, names: &Names<'_>) -> Result<()> {
    let mut tables = commit.prepare(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
    )?;
    let tables = tables.query_map([], |row| row.get::<_, String>(0))?;
    for name in tables.collect::<Result<Vec<_>>>()? {
        if OWN.contains(&name.as_str()) {
            continue;
        }
        let table = format!("\"{}\"", name.replace('"', "\"\""));
        for named in rows_that_name(commit, &table, names)? {
            let (columns, values) = named.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
            change(commit, &table, &columns, values, names)?;
        }
    }
    Ok(())
}

/// A row as the names and values of its columns.
type Named = Vec<(String, SqlValue)>;

fn rows_that_name(commit: &Transaction<'_>, table: &str, names: &Names<'_>) -> Result<Vec<Named>> {
    let mut select = commit.prepare(&format!("select * from {table}"))?;
    let columns: Vec<String> = select
        .column_names()
        .map(|column| format!("\"{}\"", column.replace('"', "\"\"")))
        .collect();
    let mut found = Vec::new();
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let mut values: Named = Vec::with_capacity(columns.len());
        for (place, column) in columns.iter().enumerate() {
            values.push((column.clone(), row.get(place)?));
        }
        let named = values.iter().any(|(_, value)| match value {
            SqlValue::Text(text) => names.are_in(text),
            SqlValue::Blob(bytes) => names.are_in(&String::from_utf8_lossy(bytes)),
            _ => false,
        });
        if named {
            found.push(values);
        }
    }
    Ok(found)
}

fn change(
    commit: &Transaction<'_>,
    table: &str,
    columns: &[String],
    mut values: Vec<SqlValue>,
    names: &Names<'_>,
) -> Result<()> {
    let which: Vec<String> = columns
        .iter()
        .map(|column| format!("{column} is ?"))
        .collect();
    let which = which.join(" and ");
    let kept: Vec<SqlValue> = values
        .iter()
        .map(|value| without_it(value, names))
        .collect();
    let still = kept.iter().any(|value| match value {
        SqlValue::Text(text) => names.are_in(text),
        SqlValue::Blob(_) => true,
        _ => false,
    });
    if still || kept == values {
        let statement = format!("delete from {table} where {which}");
        return commit
            .execute(&statement, rusqlite::params_from_iter(values))
            .map(drop);
    }
    let sets: Vec<String> = columns
        .iter()
        .map(|column| format!("{column} = ?"))
        .collect();
    let statement = format!("update {table} set {} where {which}", sets.join(", "));
    let all = kept.into_iter().chain(values.drain(..));
    commit
        .execute(&statement, rusqlite::params_from_iter(all))
        .map(drop)
}

/// A JSON document without what names it; any other value as it is.
fn without_it(value: &SqlValue, names: &Names<'_>) -> SqlValue {
    match value {
        SqlValue::Text(text) if text.starts_with('{') => SqlValue::Text(without(text, names)),
        other => other.clone(),
    }
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
        let names = Names {
            target: &target,
            claims: HashSet::from(["0123456789abcdef".to_owned()]),
        };
        let summary = r#"{"failed":[["a.example","status 503"],["b.example","x"]],"hosts":{"www.a.example":1,"c":2},"claims":[{"claim":"0123456789abcdef","quote":"x"}],"n":3}"#;
        let told = without(summary, &names);
        assert_eq!(
            told,
            r#"{"claims":[],"failed":[["b.example","x"]],"hosts":{"c":2},"n":3}"#
        );
        assert_eq!(without("not json a.example", &names), "{}");
        assert_eq!(without("{ \"n\": 1 }", &names), "{ \"n\": 1 }");
    }
}
