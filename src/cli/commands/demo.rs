//! Runs `arobase demo`: the program's own commands, in turn, on the small web that ships with it.

use std::path::{Path, PathBuf};

use crate::cli::args::{CrawlArgs, DemoArgs, PageOrder, SearchArgs, Shape, ShowArgs};
use crate::cli::screen::{self, Table};
use crate::cli::{Ending, Failure, Home};
use crate::index::status_word;
use crate::jobs::demo::{DemoWeb, FORBIDDEN};
use crate::store::{RecordRow, RecordStatus, Store, private_folders};

/// Whom the demo's own server could write to: nobody, `.example` has no mail (RFC 2606).
const CONTACT: &str = "demo@arobase.example";
/// The search that is shown: the department and the year that the small web speaks of most.
const QUERY: [&str; 2] = ["dep:13", "annee:2020"];
/// Width of a grouping's id, `248000531-2017`: with it the table fits 80 columns.
const ID_WIDTH: usize = 14;

/// Runs `arobase demo`.
pub(super) fn run(args: &DemoArgs, quiet: bool) -> anyhow::Result<Ending> {
    let folder = match &args.keep {
        Some(folder) => kept(folder)?,
        None => temporary()?,
    };
    let home = Home::new(&folder);
    let web = DemoWeb::start()?;
    let ending = crawl(&home, &web, quiet)?;
    if !matches!(ending, Ending::Done | Ending::Partial) {
        return Ok(ending);
    }
    let typed = typed(&folder);
    let records = Store::open(&home.index())?.records()?;
    let Some(proof) = best(&records) else {
        return Err(Failure::new(Ending::Bug, "the demo found no record at all").into());
    };
    screen::print(&format!(
        "\nRecords: what the pages say, by town and year\n\n{}",
        table(&records)
    ))?;
    screen::print(&manners(&web)?)?;
    screen::print(&format!("\nOne proof\n\n$ {typed} show {}\n", proof.id))?;
    super::show::run(
        &home,
        &ShowArgs {
            id: proof.id.clone(),
            text: false,
            html: false,
            open: false,
        },
    )?;
    screen::print(&format!(
        "\nOne search\n\n$ {typed} search '{}'\n",
        QUERY.join(" ")
    ))?;
    super::search::run(&home, &search())?;
    screen::print(&files(&home, &typed))?;
    Ok(Ending::Done)
}

/// Crawls the small web as `arobase crawl` would.
fn crawl(home: &Home, web: &DemoWeb, quiet: bool) -> anyhow::Result<Ending> {
    let seeds = DemoWeb::seeds();
    if !quiet {
        screen::tell(&format!(
            "arobase demo: {} small sites of play, all under .example, served by this very\n\
             program on {} and crawled from there. No network is used.\n",
            seeds.len(),
            web.address()
        ));
    }
    let args = CrawlArgs {
        min_free: Some(0),
        urls: seeds.iter().map(ToString::to_string).collect(),
        contact: Some(CONTACT.to_owned()),
        // The server is ours and on loopback: there is nobody to be polite to.
        delay: Some(0.0),
        connect_to: Some(format!("http://{}", web.address())),
        ..CrawlArgs::default()
    };
    super::crawl::run(home, &args, quiet)
}

fn search() -> SearchArgs {
    SearchArgs {
        query: QUERY.map(str::to_owned).to_vec(),
        limit: 20,
        after: None,
        sort: PageOrder::Relevance,
        facets: false,
        explain: false,
        shape: Shape::default(),
    }
}

/// The folder that the user named, which must be new or empty: the demo mixes with nothing.
fn kept(folder: &Path) -> anyhow::Result<PathBuf> {
    let refused = |what: &str| {
        Failure::new(
            Ending::Usage,
            format!("--keep {}: {what}", folder.display()),
        )
        .help("name a new or an empty folder")
    };
    let disk = |error| anyhow::Error::new(error).context(format!("--keep {}", folder.display()));
    match std::fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(folder.to_owned()),
            Some(_) => Err(refused("the folder is not empty").into()),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
            Err(refused("not a folder").into())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            private_folders()
                .recursive(true)
                .create(folder)
                .map_err(disk)?;
            Ok(folder.to_owned())
        }
        Err(error) => Err(disk(error)),
    }
}

/// A new folder of our own among the temporary ones.
fn temporary() -> anyhow::Result<PathBuf> {
    let parent = std::env::temp_dir();
    for number in 1..=u32::MAX {
        let folder = parent.join(format!("arobase-demo-{number}"));
        // Making it is the test whether it is free: nobody can slip a link in between.
        match private_folders().create(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(anyhow::Error::new(error).context(folder.display().to_string()));
            }
        }
    }
    Err(Failure::new(Ending::Disk, "no free name for a temporary folder").into())
}

/// The record that makes the best example: confirmed, of the highest grade.
fn best(records: &[RecordRow]) -> Option<&RecordRow> {
    records.iter().max_by_key(|record| {
        (
            record.status == RecordStatus::Confirmed,
            record.arobases,
            std::cmp::Reverse(&record.id),
        )
    })
}

/// The records, for people.
fn table(records: &[RecordRow]) -> Table {
    let mut table = Table::default();
    table.row(["YEAR", "@", "COLLECTIVITY", "STATUS", "SOURCES", "RECORD"]);
    for record in records {
        let grade = match (record.arobases, &record.mention) {
            (Some(arobases), _) => arobases.count().to_string(),
            (None, Some(_)) => "–".to_owned(),
            (None, None) => sides(record),
        };
        table.row([
            record
                .year
                .map_or_else(|| "?".to_owned(), |year| year.to_string()),
            grade,
            record.name.clone(),
            status_word(record.status).to_owned(),
            record.sources.to_string(),
            short(&record.id),
        ]);
        if let Some(mention) = &record.mention {
            table.row(["", "", mention]);
        }
    }
    table
}

/// An id that fits the last column; its first characters are enough for `show`.
fn short(id: &str) -> String {
    match id.char_indices().nth(ID_WIDTH) {
        Some(_) => id.chars().take(ID_WIDTH - 1).chain(['…']).collect(),
        None => id.to_owned(),
    }
}

/// The grades between which nobody has decided: `4/5`.
fn sides(record: &RecordRow) -> String {
    let sides = record.sides().join("/").replace('@', "");
    if sides.is_empty() {
        "?".to_owned()
    } else {
        sides
    }
}

/// What the server saw of the robot's manners.
fn manners(web: &DemoWeb) -> Result<String, Failure> {
    let asked = web.asked();
    if asked.iter().any(|address| address == FORBIDDEN) {
        return Err(Failure::new(
            Ending::Bug,
            format!("the demo asked {FORBIDDEN}, which robots.txt forbids"),
        ));
    }
    Ok(format!(
        "\nThe server answered {} requests. It was never asked for\n{FORBIDDEN}:\n\
         the robots.txt of that site closes it.\n",
        asked.len()
    ))
}

fn files(home: &Home, typed: &str) -> String {
    let index = home.index();
    let index = index.display();
    format!(
        "\nFiles\n\n  {index}/arobase.db  visits, captures, claims, records (SQLite)\n  \
         {index}/warc/       every answer as it came (WARC 1.1)\n  \
         {index}/search/     the search index, a cache of the database\n\n\
         Go on     {typed} search aubagne\n          {typed} status\n\
         Remove    rm -r {}\n",
        quoted(&home.folder().display().to_string())
    )
}

/// How this program is called on the folder, as one would type it.
fn typed(folder: &Path) -> String {
    let program = std::env::args()
        .next()
        .unwrap_or_else(|| "arobase".to_owned());
    format!(
        "{} -C {}",
        quoted(&program),
        quoted(&folder.display().to_string())
    )
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "/._-+:=@".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_where_a_shell_would_split_or_expand_it() {
        assert_eq!(quoted("/tmp/arobase-demo-1"), "/tmp/arobase-demo-1");
        assert_eq!(quoted("mes archives"), "'mes archives'");
        assert_eq!(quoted("l'archive"), "'l'\\''archive'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn two_temporary_folders_are_never_the_same() {
        let (one, two) = (temporary().unwrap(), temporary().unwrap());
        assert_ne!(one, two);
        std::fs::remove_dir(one).unwrap();
        std::fs::remove_dir(two).unwrap();
    }
}
