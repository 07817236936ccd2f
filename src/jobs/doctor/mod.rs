//! `doctor`: is everything in order for runs that nobody watches? Each finding has the command that mends it.

mod archive;
mod clocks;
mod machine;
mod runs;

use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::clock;
use super::reading::READER_VERSION;
use crate::store::{SCHEMA_VERSION, seeds};

/// How it stands with something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// In order.
    Good,
    /// Runs work, and somebody should look.
    Look,
    /// Runs do not work, or not as they should.
    Wrong,
}

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// arobase.toml and the contact in it.
    Settings,
    /// The files of `seeds/`.
    Seeds,
    /// Who may look into the folder, and whether this user may write there.
    Folder,
    /// Room on the disk.
    Disk,
    /// Who writes to the archive.
    Lock,
    /// How many files may be open.
    Files,
    /// The machine's clock.
    Clock,
    /// The database, and what killed runs left.
    Archive,
    /// The list of what is never to be collected again.
    Forgotten,
    /// The search index against the database.
    Index,
    /// Which reader read the pages.
    Reader,
    /// Hosts that fail again and again.
    Hosts,
    /// The schedule that is installed, and whether its runs begin.
    Schedule,
    /// News that no receiver has taken.
    Outbox,
}

/// Something that was looked at, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub check: Check,
    /// How.
    pub state: State,
    /// In words.
    pub said: String,
    /// The command that mends it.
    pub mend: Option<String>,
}

impl Finding {
    /// Something in order.
    pub fn good(check: Check, said: impl Into<String>) -> Self {
        Self {
            check,
            state: State::Good,
            said: said.into(),
            mend: None,
        }
    }

    /// Something to look at, or that is wrong.
    pub fn bad(
        check: Check,
        state: State,
        said: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            check,
            state,
            said: said.into(),
            mend: Some(mend.into()),
        }
    }
}

/// The versions that meet in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Versions {
    /// This program.
    pub program: &'static str,
    /// The layout of the database that it writes.
    pub database: u32,
    /// Its reader.
    pub reader: &'static str,
    /// The layout of its search index.
    pub index: String,
    /// The format of its archive files.
    pub warc: &'static str,
}

/// `1 server`, `3 servers`.
fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The versions of this program.
pub fn versions() -> Versions {
    Versions {
        program: env!("CARGO_PKG_VERSION"),
        database: SCHEMA_VERSION,
        reader: READER_VERSION,
        index: crate::index::version(),
        warc: "1.1",
    }
}

/// Looks at the home whose archive is in the folder `index`, and at this machine; a crawl keeps `min_free` bytes of the
/// disk free. Asks no network and changes nothing.
pub fn look(index: &Path, min_free: u64) -> Vec<Finding> {
    look_at(index, min_free, clock::now())
}

/// As [`look`], at a moment.
pub fn look_at(index: &Path, min_free: u64, now: Timestamp) -> Vec<Finding> {
    let mut findings = vec![seed_files(index)];
    findings.extend(machine::folder(index));
    findings.push(machine::disk(index, min_free));
    findings.extend(machine::open_files());
    findings.push(archive::lock(index));
    findings.push(archive::forgotten(index));
    match archive::open(index) {
        Ok((store, found)) => {
            findings.extend(found);
            findings.push(archive::search_index(index, &store));
            findings.extend(archive::reader(&store));
            findings.extend(clocks::clock(&store, now));
            findings.extend(runs::hosts(&store));
            findings.extend(runs::schedule(index, &store, now));
            findings.extend(runs::outbox(&store));
        }
        Err(finding) => findings.push(finding),
    }
    findings
}

fn seed_files(index: &Path) -> Finding {
    let folder = index.with_file_name("seeds");
    let read = seeds::load(&folder)
        .and_then(|seeds| seeds::decisions(index).map(|decisions| (seeds, decisions)));
    match read {
        Ok((seeds, decisions)) => {
            let count =
                |count: usize, what| counted(u64::try_from(count).unwrap_or(u64::MAX), what);
            let standing = decisions.iter().filter(|one| one.undone.is_none()).count();
            let said = format!(
                "{}, {} that asked not to be crawled, {}",
                count(seeds.hosts.len(), "host"),
                seeds.optouts.len(),
                count(standing, "decision"),
            );
            if seeds.hosts.is_empty() {
                return Finding::bad(
                    Check::Seeds,
                    State::Look,
                    "there are none: a crawl without addresses has nowhere to start",
                    "arobase source add https://www.ville.example/",
                );
            }
            Finding::good(Check::Seeds, said)
        }
        Err(error) => Finding::bad(
            Check::Seeds,
            State::Wrong,
            error.to_string(),
            "mend the line; arobase source list reads them again",
        ),
    }
}
