//! The table: what the program says in English, and the same in French. Nouns that are counted have both numbers,
//! `fait|faits`, and a `~` before them where they are feminine.

mod ask;
mod common;
mod forget;
mod help;
mod options;
mod runs;
mod search;
mod work;

use std::collections::HashMap;
use std::sync::LazyLock;

/// English, French.
type Entry = (&'static str, &'static str);

static TABLE: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| entries().collect());

/// All entries.
pub(super) fn entries() -> impl Iterator<Item = Entry> {
    let parts = [
        common::ENTRIES,
        search::ENTRIES,
        ask::ENTRIES,
        work::ENTRIES,
        forget::ENTRIES,
        help::ENTRIES,
        options::ENTRIES,
        runs::ENTRIES,
    ];
    parts.into_iter().flatten().copied()
}

/// The French of an English text.
pub(super) fn of(english: &str) -> Option<&'static str> {
    TABLE.get(english).copied()
}
