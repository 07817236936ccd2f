//! What `search`, `export` and `show` share: a query read from the command line, the archive opened
//! for questions, and what the user is told of both.

use super::{Ending, Failure, Home, screen};
use crate::index::query::{Query, QueryError};
use crate::index::{Note, Written};
use crate::jobs::export::ExportError;
use crate::jobs::reindex::{Opened, State, open};

/// The query that these arguments are, joined as the shell parted them.
pub(super) fn query(args: &[String]) -> Result<Query, Failure> {
    Query::parse(&args.join(" ")).map_err(|error: QueryError| {
        Failure::new(Ending::Usage, error.to_string()).help(error.help())
    })
}

/// The archive of a home with its index ready, and a word about what that took.
pub(super) fn opened(home: &Home) -> anyhow::Result<Opened> {
    let opened = open(&home.index())?;
    let count = |written: &Written| format!("{} records, {} pages", written.records, written.pages);
    match &opened.state {
        State::Fresh | State::Updated(_) => {}
        State::Rebuilt(reason, written) => {
            screen::tell(&format!("{reason}: built again ({})", count(written)));
        }
        State::Behind(reason) => {
            screen::tell(&format!(
                "the search index lacks what was archived last: {reason}"
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
            format!("no collectivity here is called « {name} »: these have it in their names")
        }
        Note::Quotations => {
            "no collectivity is called so: these records quote the words".to_owned()
        }
        Note::Instead { typed, used } => {
            format!("no result for « {typed} »: results for « {used} »")
        }
    }
}

/// A failure of an export with its exit code.
pub(super) fn failure(error: ExportError) -> anyhow::Error {
    match error {
        ExportError::Store(error) => error.into(),
        ExportError::Orphan { .. } => Failure::new(Ending::Damaged, error.to_string())
            .help("`arobase reread` reads every capture again and makes the records anew")
            .into(),
        ExportError::Folder(_) => Failure::new(Ending::Usage, error.to_string())
            .help("-o names the file to write")
            .into(),
        ExportError::Disk { .. } => error.into(),
    }
}

/// `no record`, `1 record`, `3 records`, `3 collectivities`.
pub(super) fn counted(count: usize, what: &str) -> String {
    match (count, what.strip_suffix("ty")) {
        (0, _) => format!("no {what}"),
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{count} {stem}ties"),
        (_, None) => format!("{count} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn what_is_counted_stands_in_its_number() {
        assert_eq!(counted(0, "record"), "no record");
        assert_eq!(counted(1, "collectivity"), "1 collectivity");
        assert_eq!(counted(2, "collectivity"), "2 collectivities");
        assert_eq!(counted(3, "edition"), "3 editions");
    }
}
