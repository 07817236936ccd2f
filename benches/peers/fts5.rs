//! SQLite's FTS5, inside this process, by the very SQLite that arobase brings: the documents in two plain tables,
//! an index with external content beside each, accents folded. It has no French stemmer.

use std::path::Path;

use rusqlite::{Connection, params};

use super::{Answer, Peer, Sort, Watch};
use crate::corpus::Corpus;

const SCHEMA: &str = "
pragma journal_mode = off; pragma synchronous = off; begin;
create table page (id integer primary key, url text, title text, body text);
create table record (id integer primary key, name text, year integer, level integer, department text, quote text);
create virtual table found using fts5(title, body, content = 'page', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2');
create virtual table quoted using fts5(name, quote, content = 'record', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2');";

/// A database of its own.
pub(crate) struct Fts5 {
    db: Connection,
}

impl Fts5 {
    /// Opens it, and fills it where it is new.
    pub(crate) fn open(path: &Path, corpus: &Corpus, pages: usize) -> Self {
        let new = !path.exists();
        let db = Connection::open(path).unwrap();
        db.pragma_update(None, "cache_size", -400_000).unwrap();
        db.pragma_update(None, "mmap_size", 1_i64 << 31).unwrap();
        if new {
            db.execute_batch(SCHEMA).unwrap();
            let mut page = db
                .prepare("insert into page values (?1, ?2, ?3, ?4)")
                .unwrap();
            let mut record = db
                .prepare("insert into record values (?1, ?2, ?3, ?4, ?5, ?6)")
                .unwrap();
            for number in 0..pages {
                let of = corpus.document(number);
                page.execute(params![id(number), of.url, of.title, of.text])
                    .unwrap();
                let place = of.place;
                record
                    .execute(params![
                        id(number),
                        place.name,
                        of.year,
                        of.arobases,
                        place.department,
                        of.quote
                    ])
                    .unwrap();
            }
            db.execute_batch(
                "insert into found (found) values ('rebuild'); insert into quoted (quoted) values ('rebuild');
                 insert into found (found) values ('optimize'); insert into quoted (quoted) values ('optimize');
                 commit; analyze;",
            )
            .unwrap();
        }
        Self { db }
    }
}

fn id(number: usize) -> i64 {
    i64::try_from(number).unwrap()
}

impl Peer for Fts5 {
    fn name(&self) -> &'static str {
        "FTS5"
    }

    fn answer(&mut self, sort: Sort, text: &str) -> Answer {
        let quoted = format!("\"{text}\"");
        let watch = Watch::start();
        if sort == Sort::Facets {
            let mut counted = 0;
            for column in ["year", "level", "department"] {
                let mut select = self
                    .db
                    .prepare_cached(&format!(
                        "select {column}, count(*) from record
                         where id in (select rowid from quoted where quoted match ?1) group by 1 order by 1"
                    ))
                    .unwrap();
                let counts = select
                    .query_map([&quoted], |row| row.get::<_, i64>(1))
                    .unwrap();
                counted = counts.map(Result::unwrap).sum();
            }
            return watch.stop(counted.cast_unsigned());
        }
        let asked = if sort == Sort::Phrase { &quoted } else { text };
        let mut total = self
            .db
            .prepare_cached("select count(*) from found where found match ?1")
            .unwrap();
        let total = total
            .query_row([asked], |row| row.get::<_, i64>(0))
            .unwrap();
        let mut select = self
            .db
            .prepare_cached(
                "select url, page.title, shown from (
                     select rowid, snippet(found, 1, '[', ']', '…', 32) as shown, rank from found
                     where found match ?1 order by rank limit 10) as best
                 join page on page.id = best.rowid order by rank",
            )
            .unwrap();
        let mut rows = select.query([asked]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            divan::black_box((
                row.get::<_, String>(0).unwrap(),
                row.get::<_, String>(1).unwrap(),
                row.get::<_, Option<String>>(2).unwrap(),
            ));
        }
        watch.stop(total.cast_unsigned())
    }
}
