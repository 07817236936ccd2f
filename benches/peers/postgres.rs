//! `PostgreSQL`'s French search (dictionary `french_stem` behind `unaccent`, GIN), asked through psql, which stays open; the
//! time is the one that psql measures from sending a statement to having its answer.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use super::{Answer, Peer, Sort};
use crate::corpus::Corpus;

const SCHEMA: &str = "
create extension if not exists unaccent;
create schema arobase_bench;
create text search configuration arobase_bench.fr (copy = french);
alter text search configuration arobase_bench.fr alter mapping for hword, hword_part, word with unaccent, french_stem;
create table arobase_bench.page (id int primary key, url text, title text, body text);
create table arobase_bench.record
    (id int primary key, name text, year int, level int, department text, quote text);
";
const INDEXES: &str = "
set maintenance_work_mem = '512MB';
alter table arobase_bench.page add column found tsvector generated always as
    (setweight(to_tsvector('arobase_bench.fr', title), 'A') || to_tsvector('arobase_bench.fr', body)) stored;
alter table arobase_bench.record add column found tsvector generated always as
    (to_tsvector('arobase_bench.fr', name || ' ' || quote)) stored;
create index page_found on arobase_bench.page using gin (found);
create index record_found on arobase_bench.record using gin (found);
vacuum analyze arobase_bench.page; vacuum analyze arobase_bench.record;
";

/// A psql that is kept open.
pub(crate) struct Postgres {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Postgres {
    /// Connects, and fills the schema where it is not there.
    pub(crate) fn open(corpus: &Corpus, pages: usize) -> Result<Self, String> {
        let server = std::env::var("AROBASE_BENCH_POSTGRES")
            .map_err(|_| "AROBASE_BENCH_POSTGRES names no server".to_owned())?;
        let mut child = Command::new("psql")
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                &server,
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("psql: {error}"))?;
        let to = child.stdin.take().unwrap();
        let from = BufReader::new(child.stdout.take().unwrap());
        let mut this = Self { child, to, from };
        let there = this.ask("select count(*) from pg_namespace where nspname = 'arobase_bench';");
        match there.first().map(String::as_str) {
            Some("1") => {}
            Some("0") => this.fill(corpus, pages),
            _ => return Err(format!("{server} does not answer")),
        }
        let size = this.ask("select pg_total_relation_size('arobase_bench.page') / 1000000;");
        super::tell(&format!(
            "PostgreSQL: {} MB with its documents",
            size.join("")
        ));
        // One process, like the others; a plan that is compiled takes longer than these answers.
        this.ask("set max_parallel_workers_per_gather = 0; set jit = off; set work_mem = '64MB';\n\\timing on");
        Ok(this)
    }

    /// The lines that come back.
    fn ask(&mut self, statements: &str) -> Vec<String> {
        self.to.write_all(statements.as_bytes()).unwrap();
        self.to.write_all(b"\n\\echo done-here\n").unwrap();
        self.to.flush().unwrap();
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if self.from.read_line(&mut line).unwrap() == 0 || line.trim() == "done-here" {
                return lines;
            }
            lines.push(line.trim_end().to_owned());
        }
    }

    fn fill(&mut self, corpus: &Corpus, pages: usize) {
        let text = |text: &str| {
            text.replace('\\', "\\\\")
                .replace('\n', "\\n")
                .replace('\t', " ")
        };
        self.ask(SCHEMA);
        self.to
            .write_all(b"copy arobase_bench.page from stdin;\n")
            .unwrap();
        for number in 0..pages {
            let of = corpus.document(number);
            writeln!(
                self.to,
                "{number}\t{}\t{}\t{}",
                of.url,
                text(&of.title),
                text(&of.text)
            )
            .unwrap();
        }
        self.to
            .write_all(b"\\.\ncopy arobase_bench.record from stdin;\n")
            .unwrap();
        for number in 0..pages {
            let of = corpus.document(number);
            let (place, quote) = (of.place, text(&of.quote));
            writeln!(
                self.to,
                "{number}\t{}\t{}\t{}\t{}\t{quote}",
                place.name, of.year, of.arobases, place.department
            )
            .unwrap();
        }
        self.to.write_all(b"\\.\n").unwrap();
        self.ask(INDEXES);
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = self.to.write_all(b"\\q\n");
        let _ = self.child.wait();
    }
}

impl Peer for Postgres {
    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn answer(&mut self, sort: Sort, text: &str) -> Answer {
        let query = match sort {
            Sort::Phrase => format!("phraseto_tsquery('arobase_bench.fr', '{text}')"),
            _ => format!("plainto_tsquery('arobase_bench.fr', '{text}')"),
        };
        let statements = if sort == Sort::Facets {
            ["year", "level", "department"]
                .map(|column| {
                    format!(
                        "select count(*), {column} from arobase_bench.record where found @@ {query} group by 2;\n"
                    )
                })
                .concat()
        } else {
            format!(
                "select count(*) from arobase_bench.page where found @@ {query};
                 select url, title, ts_headline('arobase_bench.fr', body, {query}) from (
                     select url, title, body from arobase_bench.page where found @@ {query}
                     order by ts_rank(found, {query}) desc limit 10) as best;"
            )
        };
        let lines = self.ask(&statements);
        let times = lines.iter().filter_map(|line| line.strip_prefix("Time: "));
        let spent: f64 = times
            .map(|time| {
                time.split(' ')
                    .next()
                    .unwrap_or_default()
                    .parse::<f64>()
                    .unwrap()
            })
            .sum();
        let first = lines.first().map(String::as_str).unwrap_or_default();
        let hits = if sort == Sort::Facets {
            let counts = lines.iter().take_while(|line| !line.starts_with("Time"));
            counts
                .filter_map(|line| line.split('|').next()?.parse::<u64>().ok())
                .sum()
        } else {
            first.parse().unwrap_or_default()
        };
        Answer {
            wall: Duration::from_secs_f64(spent / 1e3),
            work: None,
            hits,
        }
    }
}
