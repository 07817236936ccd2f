//! Changes of the seed files: entries added and removed, what people wrote around them left as it is.
//!
//! Every change is checked before it is made, as [`super::load`] would check it afterwards, and a file is
//! written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};
use url::Url;

use super::decisions::DECISIONS;
use super::{OptOut, Seed, SeedError, load, load_with, read};

/// Where single hosts are added.
pub const ADDED: &str = "added.toml";
/// Where the official sites of town halls are added.
pub const OFFICIAL: &str = "official-sites.toml";
const OPTOUTS: &str = "optout.toml";

/// An entry to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSeed {
    /// What it is called.
    pub name: String,
    /// INSEE code or SIREN of the collectivity whose site it is.
    pub code: Option<String>,
    /// Pages to start from, at least one.
    pub start: Vec<Url>,
    /// Its feeds.
    pub feeds: Vec<Url>,
    /// Paths that it is kept to.
    pub scope: Vec<String>,
}

/// Why the seeds were not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The files as they are, or as they would be, cannot be used.
    #[error(transparent)]
    Seeds(#[from] SeedError),
    /// The host stands in no file.
    #[error("no seed is on {0}")]
    Unknown(String),
    /// A file cannot be written.
    #[error("{} cannot be written", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file that was read a moment ago is no longer what it was.
    #[error("{} changed meanwhile; nothing was written", .0.display())]
    Changed(PathBuf),
}

/// Adds entries to the file called `name` in `folder`, which is made with the comment `head` where it does
/// not exist. All are added, or none.
///
/// # Errors
/// When an entry is refused as [`super::load`] refuses it (a host that stands already, a wrong code), or the
/// file cannot be written.
pub fn add(folder: &Path, name: &str, head: &str, entries: &[NewSeed]) -> Result<(), EditError> {
    change(folder, name, head, |tables: &mut Item| {
        for entry in entries {
            push(tables, table_of(entry));
        }
    })
}

/// Takes the entry of `host` (without `www.`) out of its file, with the comment above it; gives what it was.
///
/// # Errors
/// When no file has it, or the file cannot be written.
pub fn remove(folder: &Path, host: &str) -> Result<Seed, EditError> {
    let seeds = load(folder)?;
    let seed = seeds.hosts.iter().find(|seed| seed.host == host);
    let seed = seed.ok_or_else(|| EditError::Unknown(host.to_owned()))?;
    let same_file = seeds.hosts.iter().filter(|other| other.file == seed.file);
    // The entries of a file are in the order of its tables.
    let place = same_file.take_while(|other| other.host != host).count();
    let name = seed.file.file_name().unwrap_or_default().to_string_lossy();
    change(folder, &name, "", |tables: &mut Item| {
        if let Some(tables) = tables.as_array_of_tables_mut() {
            tables.remove(place);
        }
    })?;
    Ok(seed.clone())
}

/// Writes down that `host` asked not to be crawled. `false` where that stands already.
///
/// # Errors
/// When the file cannot be used or written.
pub fn opt_out(folder: &Path, host: &str, since: &str, reason: &str) -> Result<bool, EditError> {
    let covered = |optout: &OptOut| optout.covers(host);
    if load(folder)?.optouts.iter().any(covered) {
        return Ok(false);
    }
    let head =
        "# Hosts that asked not to be crawled. They are never asked, whatever else says so.\n";
    change(folder, OPTOUTS, head, |tables: &mut Item| {
        let mut table = Table::new();
        table["host"] = value(host);
        table["since"] = value(since);
        if !reason.is_empty() {
            table["reason"] = value(reason);
        }
        push(tables, table);
    })?;
    Ok(true)
}

fn table_of(entry: &NewSeed) -> Table {
    let list = |texts: &mut dyn Iterator<Item = &str>| value(texts.collect::<Array>());
    let mut table = Table::new();
    table["name"] = value(&entry.name);
    if let Some(code) = &entry.code {
        table["code"] = value(code);
    }
    table["start"] = list(&mut entry.start.iter().map(Url::as_str));
    if !entry.feeds.is_empty() {
        table["feeds"] = list(&mut entry.feeds.iter().map(Url::as_str));
    }
    if !entry.scope.is_empty() {
        table["scope"] = list(&mut entry.scope.iter().map(String::as_str));
    }
    table
}

pub(super) fn push(tables: &mut Item, table: Table) {
    if let Some(tables) = tables
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
    {
        tables.push(table);
    }
}

/// Changes the tables of one file, checks what comes of it, and writes it.
pub(super) fn change(
    folder: &Path,
    name: &str,
    head: &str,
    edit: impl FnOnce(&mut Item),
) -> Result<(), EditError> {
    // What is wrong already is told with its line before anything is changed.
    load(folder)?;
    let path = folder.join(name);
    let old = if path.exists() {
        read(&path)?
    } else {
        head.to_owned()
    };
    let mut document: DocumentMut = old.parse().map_err(|_| EditError::Changed(path.clone()))?;
    // Comments without a table would end up behind the first one.
    let above = if document.is_empty() {
        document = DocumentMut::new();
        old
    } else {
        String::new()
    };
    let key = match name {
        OPTOUTS => "site",
        DECISIONS => "decision",
        _ => "host",
    };
    edit(document.entry(key).or_insert(Item::None));
    let new = format!("{above}{document}");
    load_with(folder, Some((&path, &new)))?;
    write(folder, &path, &new).map_err(|source| EditError::Unwritable { path, source })
}

fn write(folder: &Path, path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.part", std::process::id()));
    let written = write_new(&beside, text).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // It may never have been made; what counts is the failure before.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(name: &str, address: &str) -> NewSeed {
        NewSeed {
            name: name.to_owned(),
            code: None,
            start: vec![Url::parse(address).unwrap()],
            feeds: Vec::new(),
            scope: Vec::new(),
        }
    }

    const WRITTEN: &str = "# Mes villes\n\n# La première\n[[host]]\nname = 'A' # note\nstart = ['https://a.example/']\n\n\
        # La seconde\n[[host]]\nname = \"B\"\nstart = [\n  'https://b.example/',\n]\n";

    fn home() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("villes.toml"), WRITTEN).unwrap();
        folder
    }

    #[test]
    fn what_people_wrote_stays_as_it_is() {
        let home = home();
        add(
            home.path(),
            "villes.toml",
            "",
            &[new("L'« autre » \"ville\"", "https://c.example/")],
        )
        .unwrap();
        let text = fs::read_to_string(home.path().join("villes.toml")).unwrap();
        assert!(text.starts_with(WRITTEN), "{text}");
        let seeds = load(home.path()).unwrap();
        assert_eq!(seeds.hosts[2].name, "L'« autre » \"ville\"");
        remove(home.path(), "c.example").unwrap();
        let text = fs::read_to_string(home.path().join("villes.toml")).unwrap();
        assert_eq!(text.trim_end(), WRITTEN.trim_end());
    }

    #[test]
    fn an_entry_goes_with_its_comment_and_leaves_the_others() {
        let home = home();
        let seed = remove(home.path(), "a.example").unwrap();
        assert_eq!((seed.name.as_str(), seed.line), ("A", 5));
        let text = fs::read_to_string(home.path().join("villes.toml")).unwrap();
        assert!(
            text.contains("# La seconde\n[[host]]\nname = \"B\"") && !text.contains("'A'"),
            "{text}"
        );
        assert!(matches!(
            remove(home.path(), "a.example"),
            Err(EditError::Unknown(_))
        ));
        remove(home.path(), "b.example").unwrap();
        assert_eq!(load(home.path()).unwrap().hosts, []);
    }

    #[test]
    fn a_change_that_would_not_load_is_not_made() {
        let home = home();
        let twice = [
            new("C", "https://c.example/"),
            new("A", "http://www.a.example/x"),
        ];
        let error = add(home.path(), ADDED, "# head\n", &twice)
            .unwrap_err()
            .to_string();
        assert!(error.contains("a.example stands already in"), "{error}");
        assert!(!home.path().join(ADDED).exists());
        let wrong = NewSeed {
            code: Some("99999".to_owned()),
            ..new("C", "https://c.example/")
        };
        assert!(add(home.path(), ADDED, "", &[wrong]).is_err());
        fs::write(home.path().join("broken.toml"), "[[host]]\nnom = 'x'").unwrap();
        let error = add(home.path(), ADDED, "", &[new("C", "https://c.example/")]).unwrap_err();
        assert!(error.to_string().contains("broken.toml:2:1"), "{error}");
    }

    #[test]
    fn a_new_file_begins_with_its_comment_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let seeds = folder.path().join("seeds");
        add(
            &seeds,
            ADDED,
            "# Ajoutés\n\n",
            &[new("C", "https://c.example/")],
        )
        .unwrap();
        let text = fs::read_to_string(seeds.join(ADDED)).unwrap();
        assert_eq!(
            text,
            "# Ajoutés\n\n[[host]]\nname = \"C\"\nstart = [\"https://c.example/\"]\n"
        );
        assert_eq!(fs::read_dir(&seeds).unwrap().count(), 1);
    }

    #[test]
    fn a_wish_is_written_down_once() {
        let folder = home();
        assert!(opt_out(folder.path(), "a.example", "2026-11-26", "demande du maire").unwrap());
        assert!(!opt_out(folder.path(), "www2.a.example", "2026-11-27", "").unwrap());
        let seeds = load(folder.path()).unwrap();
        let address = Url::parse("https://actus.a.example/").unwrap();
        let wish = seeds.opted_out(&address).unwrap();
        assert_eq!(wish.reason.as_deref(), Some("demande du maire"));
        assert_eq!(wish.since.as_deref(), Some("2026-11-26"));
    }
}
