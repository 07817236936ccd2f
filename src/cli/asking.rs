//! What `search`, `export` and `show` share: a query read from the command line, the archive opened
//! for questions, and what the user is told of both.

pub(super) use super::words::counted;
use super::words::{of_index, of_query, of_query_help, say, tr};
use super::{Ending, Failure, Home, screen};
use crate::index::query::{Query, QueryError};
use crate::index::{Note, Written};
use crate::jobs::export::ExportError;
use crate::jobs::reindex::{Opened, State, open};

/// The query that these arguments are, joined as the shell parted them.
pub(super) fn query(args: &[String]) -> Result<Query, Failure> {
    Query::parse(&args.join(" ")).map_err(|error: QueryError| {
        Failure::new(Ending::Usage, of_query(&error)).help(of_query_help(&error))
    })
}

/// The archive of a home with its index ready, and a word about what that took.
pub(super) fn opened(home: &Home) -> anyhow::Result<Opened> {
    let opened = open(&home.index())?;
    let count = |written: &Written| {
        let counted = |count: u64, what| counted(usize::try_from(count).unwrap_or_default(), what);
        format!(
            "{}, {}",
            counted(written.records, "record"),
            counted(written.pages, "page")
        )
    };
    match &opened.state {
        State::Fresh | State::Updated(_) => {}
        State::Rebuilt(reason, written) => {
            screen::tell(&say!(
                "{reason}: built again ({written})",
                reason = of_index(reason),
                written = count(written),
            ));
        }
        State::Behind(reason) => {
            screen::tell(&say!(
                "the search index lacks what was archived last: {reason}",
                reason = reason,
            ));
        }
    }
    Ok(opened)
}

/// Tells how a query was read, where that was not to the letter.
pub(super) fn tell(notes: &[Note]) {
    for note in notes {
        screen::tell(&words(note));
    }
}

/// A note in words.
pub(super) fn words(note: &Note) -> String {
    match note {
        Note::NameWords(name) => {
            say!(
                "no collectivity here is called « {name} »: these have it in their names",
                name = name,
            )
        }
        Note::Quotations => {
            tr("no collectivity is called so: these records quote the words").to_owned()
        }
        Note::Instead { typed, used } => {
            say!(
                "no result for « {typed} »: results for « {used} »",
                typed = typed,
                used = used
            )
        }
    }
}

/// A failure of an export with its exit code.
pub(super) fn failure(error: ExportError) -> anyhow::Error {
    match error {
        ExportError::Store(error) => error.into(),
        ExportError::Orphan { .. } => Failure::new(Ending::Damaged, error.to_string())
            .help(tr(
                "`arobase reread` reads every capture again and makes the records anew",
            ))
            .into(),
        ExportError::Folder(_) => Failure::new(Ending::Usage, error.to_string())
            .help(tr("-o names the file to write"))
            .into(),
        ExportError::Disk { .. } => error.into(),
    }
}
