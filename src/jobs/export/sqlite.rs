//! A database of one strict table, `record`, with the types of the columns; the meaning of each in the table `column`.

use std::fmt::Write as _;
use std::io::{self, Write};

use rusqlite::{Connection, params_from_iter, types::Value};

use super::column::{COLUMNS, Cell, Kind};
use super::format::Traits;
use super::safe::plain;
use super::{Options, Row, Written};

pub(super) const TRAITS: Traits = Traits {
    name: "sqlite",
    aliases: &["db", "sqlite3"],
    extension: "sqlite",
    media: "application/vnd.sqlite3",
    about: "An SQLite database with one typed table",
    is_binary: true,
    spec: "https://www.sqlite.org/fileformat2.html",
    write,
};

fn write(rows: &[Row], _: &Options, out: &mut dyn Write) -> io::Result<Written> {
    let mut db = database(rows).map_err(io::Error::other)?;
    let bytes = db.serialize("main").map_err(io::Error::other)?;
    out.write_all(&bytes)?;
    Ok(Written {
        rows: rows.len(),
        ..Written::default()
    })
}

/// Made in memory: the bytes then depend on the rows alone, and go to a pipe as well as to a file.
fn database(rows: &[Row]) -> rusqlite::Result<Connection> {
    let mut db = Connection::open_in_memory()?;
    let task = db.transaction()?;
    task.execute_batch(&schema())?;
    {
        let mut about = task.prepare("insert into column (name, about) values (?1, ?2)")?;
        for column in &COLUMNS {
            about.execute([column.name, column.about])?;
        }
        let holes = vec!["?"; COLUMNS.len()].join(", ");
        let mut insert = task.prepare(&format!("insert into record values ({holes})"))?;
        for row in rows {
            insert.execute(params_from_iter(
                COLUMNS.iter().map(|column| value((column.cell)(row))),
            ))?;
        }
    }
    task.commit()?;
    Ok(db)
}

fn schema() -> String {
    let mut sql = String::from("create table record (");
    for (number, column) in COLUMNS.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        let kind = match column.kind {
            Kind::Text | Kind::Moment => "text",
            Kind::Integer => "integer",
            Kind::Number => "real",
        };
        let needed = if column.required { " not null" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(sql, "{comma}\n  {} {kind}{needed}", column.name);
    }
    sql.push_str(
        ",\n  primary key (record)\n) strict, without rowid;
        create table column (name text primary key, about text not null) strict, without rowid;
        create index record_code on record (code, year);",
    );
    sql
}

fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::None => Value::Null,
        Cell::Text(text) => Value::Text(plain(text).into_owned()),
        Cell::Integer(number) => Value::Integer(number),
        Cell::Number(number) => Value::Real(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_back_with_its_types_and_the_same_rows_are_the_same_bytes() {
        let row = Row {
            code: Some("01004".into()),
            arobases: Some(4),
            confidence: 0.9,
            quote: "a'b\u{1b}".into(),
            record: "01004-2018".into(),
            ..Row::default()
        };
        let db = database(std::slice::from_ref(&row)).unwrap();
        let read: (String, i64, f64, String, Option<i64>) = db
            .query_row(
                "select code, arobases, confidence, quote, year from record",
                [],
                |row| {
                    Ok((
                        row.get(0)?,
                        row.get(1)?,
                        row.get(2)?,
                        row.get(3)?,
                        row.get(4)?,
                    ))
                },
            )
            .unwrap();
        assert_eq!(read, ("01004".into(), 4, 0.9, "a'b\u{fffd}".into(), None));
        let count: i64 = db
            .query_row("select count(*) from column", [], |row| row.get(0))
            .unwrap();
        assert_eq!(usize::try_from(count), Ok(COLUMNS.len()));
        let bytes = |rows: &[Row]| {
            let mut out = Vec::new();
            write(rows, &Options::default(), &mut out).unwrap();
            out
        };
        let first = bytes(std::slice::from_ref(&row));
        assert!(first.starts_with(b"SQLite format 3\0"));
        assert_eq!(bytes(&[row]), first);
    }
}
