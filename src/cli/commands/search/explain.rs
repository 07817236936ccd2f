//! `search --explain`: how a query is read, clause by clause; nothing is searched.

use crate::cli::table::{Column, screen_width, table};
use crate::cli::words::{say, tr};
use crate::index::query::{Clause, Query, Term};
use crate::index::words;

/// The reading of a query.
pub(super) fn told(query: &Query) -> String {
    let column = |title, least| Column {
        title,
        right: false,
        least,
    };
    let columns = [
        column("TYPED", Some(10)),
        column("READ AS", Some(16)),
        column("ASKED OF", None),
    ];
    let rows: Vec<Vec<String>> = query.clauses.iter().map(cells).collect();
    table(&columns, &rows, screen_width()) + &joined(query)
}

fn cells(clause: &Clause) -> Vec<String> {
    let not = if clause.negated { tr("not ") } else { "" };
    let of = if clause.term.is_of_page() {
        tr("records and pages")
    } else {
        tr("records")
    };
    let typed = format!("{}{}", if clause.negated { "-" } else { "" }, clause.typed);
    vec![
        typed,
        format!("{not}{}", meaning(&clause.term)),
        of.to_owned(),
    ]
}

fn meaning(term: &Term) -> String {
    match term {
        Term::Word(word) => say!(
            "the word {word} in any form ({stems})",
            word = word,
            stems = stems(word)
        ),
        Term::Prefix(prefix) => say!("words that begin with {prefix}", prefix = prefix),
        Term::Phrase(phrase) => say!("these words in this order: {phrase}", phrase = phrase),
        Term::Grade(_) => say!("grade {term}", term = term.said(tr)),
        Term::Town(_) => say!("collectivity {term}", term = term.said(tr)),
        Term::Code(_) => say!("code {term}", term = term.said(tr)),
        Term::Department(_) => say!("department {term}", term = term.said(tr)),
        Term::Region(_) => say!("region {term}", term = term.said(tr)),
        Term::Year(_) => say!("edition {term}", term = term.said(tr)),
        Term::Status(_) => say!("status {term}", term = term.said(tr)),
        Term::Place(_)
        | Term::Source(_)
        | Term::Mention(_)
        | Term::Kind(_)
        | Term::Published(_) => term.said(tr),
        Term::Url(_) => say!("address {term}", term = term.said(tr)),
    }
}

/// What the index is asked for a word.
fn stems(word: &str) -> String {
    let stems = words(word).into_iter().filter(|word| !word.is_stop());
    let stems: Vec<String> = stems
        .filter_map(|word| word.stems().into_iter().next())
        .collect();
    stems.join(" + ")
}

fn joined(query: &Query) -> String {
    let pages = if query.asks_for_pages() {
        tr("Records are listed first, then the pages")
    } else {
        tr("Only records are listed")
    };
    let all = say!(
        "All of it must hold; several values of one key are alternatives. {pages}.",
        pages = pages,
    );
    all + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_clause_is_told_as_it_is_read() {
        let query = Query::parse("médiathèques dep:nord >=4@ -annee:2015..2018").unwrap();
        let text = told(&query);
        for words in [
            "the word médiathèques in any form (mediathec)",
            "department Nord (59)",
            "grade 4@ and more",
            "-annee:2015..2018",
            "not edition 2015 to 2018",
            "records and pages",
        ] {
            assert!(text.contains(words), "no {words} in\n{text}");
        }
    }
}
