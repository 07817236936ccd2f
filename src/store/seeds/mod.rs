//! The seeds of a home: where people say which hosts to crawl, from which pages, within which
//! paths, and where those hosts keep what (`seeds/README.md` describes the files).

mod decisions;
pub mod edit;
mod entry;
mod optout;

use std::collections::HashMap;
use std::error::Error as _;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use url::Url;

use crate::label::edition::Editions;
use crate::label::lexicon::Lexicon;
use crate::text::line_column;
use crate::web::profile::{Profile, ProfileError, Profiles};
use crate::web::url::site;
pub use decisions::{decide, decisions, undo};
use entry::{HostFile, Source};
pub use optout::OptOut;

/// Files of `seeds/` that are not lists of hosts.
const SPECIAL: [&str; 5] = [
    decisions::DECISIONS,
    "editions.toml",
    "label.toml",
    "optout.toml",
    "profiles.toml",
];

/// One host to crawl.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    /// What it is called: "Ville de Metz".
    pub name: String,
    /// INSEE code or SIREN of the collectivity whose site it is; `None` for press and others.
    pub code: Option<String>,
    /// The host, without `www.`: all its addresses are on it.
    pub host: String,
    /// Pages to start from, canonical, at least one.
    pub start: Vec<Url>,
    /// Its feeds that are known.
    pub feeds: Vec<Url>,
    /// Paths that it is kept to, each beginning with `/`; empty for the whole host.
    pub scope: Vec<String>,
    /// Name of the profile in `profiles.toml` that it follows.
    pub cms: Option<String>,
    /// The file that says so.
    pub file: PathBuf,
    /// The line there, from 1.
    pub line: usize,
}

/// All seeds of a home.
#[derive(Clone, Debug, Default)]
pub struct Seeds {
    /// The hosts, in the order of the names of their files and of the lines inside.
    pub hosts: Vec<Seed>,
    /// The profiles: those of hosts first, then those of `profiles.toml`, or the shipped ones.
    pub profiles: Profiles,
    /// Hosts that asked not to be crawled.
    pub optouts: Vec<OptOut>,
}

/// Why the seeds of a home cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// A file or the folder cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file says something that is not accepted.
    #[error("{}:{line}:{column}: {what}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column, from 1; 1 where only the line is known.
        column: usize,
        /// What is wrong, and what is accepted.
        what: String,
    },
}

/// Reads every `*.toml` of `folder` (a home's `seeds/`), in the order of their names. A folder that
/// does not exist holds no seeds.
///
/// # Errors
/// With file, line and column: what is not TOML, an unknown key, an address that is none or is on
/// another host than the rest of its entry, a code that no collectivity has, a selector that is not
/// CSS, a profile that no file names, a host that stands twice.
pub fn load(folder: &Path) -> Result<Seeds, SeedError> {
    load_with(folder, None)
}

/// As [`load`], with this text in the place of what the file at this path says.
fn load_with(folder: &Path, instead: Option<(&Path, &str)>) -> Result<Seeds, SeedError> {
    let mut files = files_of(folder)?;
    if let Some((path, _)) = instead
        && !files.iter().any(|file| file == path)
    {
        files.push(path.to_owned());
        files.sort();
    }
    let text_of = |path: &Path| match instead {
        Some((changed, text)) if changed == path => Ok(text.to_owned()),
        _ => read(path),
    };
    let mut loader = Loader::default();
    let mut optouts = Vec::new();
    let profiles = folder.join("profiles.toml");
    let base = if files.contains(&profiles) {
        parse_profiles(&profiles)?
    } else {
        Profiles::shipped().clone()
    };
    for path in files {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if name == "optout.toml" {
            optouts = optout::parse(&path, &text_of(&path)?)?;
        } else if name == decisions::DECISIONS {
            decisions::parse(&path, &text_of(&path)?)?;
        } else if SPECIAL.contains(&name) {
            check_special(&path, name)?;
        } else {
            loader.host_file(&path, &text_of(&path)?, &base)?;
        }
    }
    Ok(Seeds {
        hosts: loader.hosts,
        profiles: base.preferring(loader.profiles),
        optouts,
    })
}

impl Seeds {
    /// The seed of the host of `url`.
    pub fn of(&self, url: &Url) -> Option<&Seed> {
        self.hosts.iter().find(|seed| seed.host == site(url))
    }

    /// The wish of the host of `url`, or of one above it, not to be crawled.
    pub fn opted_out(&self, url: &Url) -> Option<&OptOut> {
        self.optouts.iter().find(|optout| optout.covers(site(url)))
    }
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>, SeedError> {
    let unreadable = |source| SeedError::Unreadable {
        path: folder.to_owned(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
            && !hidden
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<String, SeedError> {
    let bytes = fs::read(path).map_err(|source| SeedError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
        let what = "not UTF-8 text; save the file as UTF-8".to_owned();
        wrong(path, &text, valid..valid, what)
    })
}

fn wrong(path: &Path, text: &str, span: Range<usize>, what: String) -> SeedError {
    let (line, column) = line_column(text, span.start);
    SeedError::Wrong {
        path: path.to_owned(),
        line,
        column,
        what,
    }
}

fn not_toml(path: &Path, text: &str, error: &toml::de::Error) -> SeedError {
    let what = error.message().replace('\n', " ");
    wrong(path, text, error.span().unwrap_or_default(), what)
}

fn parse_profiles(path: &Path) -> Result<Profiles, SeedError> {
    Profiles::parse(&read(path)?).map_err(|error| {
        let line = match &error {
            ProfileError::Toml { line, .. }
            | ProfileError::Selector { line, .. }
            | ProfileError::Unreachable { line, .. } => *line,
        };
        let message = error.to_string();
        let what = message
            .split_once(": ")
            .map_or(message.as_str(), |(_, what)| what)
            .to_owned();
        SeedError::Wrong {
            path: path.to_owned(),
            line,
            column: 1,
            what,
        }
    })
}

/// Checks a file that is not a list of hosts. The label and its editions are those of the binary;
/// a copy in the home is read so that a mistake in it is told.
fn check_special(path: &Path, name: &str) -> Result<(), SeedError> {
    let text = read(path)?;
    if name == "editions.toml" {
        Editions::parse(&text).map_err(|error| SeedError::Wrong {
            path: path.to_owned(),
            line: error.line,
            column: error.column,
            what: error.what,
        })?;
    }
    if name == "label.toml"
        && let Err(error) = Lexicon::parse(&text)
    {
        let toml = error
            .source()
            .and_then(|source| source.downcast_ref::<toml::de::Error>());
        let span = toml.and_then(toml::de::Error::span).unwrap_or_default();
        let what = toml.map_or_else(|| error.to_string(), |toml| toml.message().to_owned());
        return Err(wrong(path, &text, span, what.replace('\n', " ")));
    }
    Ok(())
}

/// What is gathered while the files are read.
#[derive(Default)]
struct Loader {
    hosts: Vec<Seed>,
    profiles: Vec<Profile>,
    /// Where each host was first named.
    seen: HashMap<String, (PathBuf, usize)>,
}

impl Loader {
    fn host_file(&mut self, path: &Path, text: &str, base: &Profiles) -> Result<(), SeedError> {
        let file: HostFile = toml::from_str(text).map_err(|error| not_toml(path, text, &error))?;
        let source = Source::new(path, text);
        for raw in file.host {
            let seed = source.seed(&raw)?;
            let here = (path.to_owned(), seed.line);
            if let Some((other, line)) = self.seen.insert(seed.host.clone(), here) {
                let what = format!("{} stands already in {}:{line}", seed.host, other.display());
                return Err(source.wrong(raw.start.span(), what));
            }
            self.profiles.extend(source.profile(&raw, &seed, base)?);
            self.hosts.push(seed);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn home(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    /// What `load` says of one file called `villes.toml`, without the folder.
    fn refused(text: &str) -> String {
        let folder = home(&[("villes.toml", text)]);
        let error = load(folder.path()).unwrap_err().to_string();
        error.replace(&format!("{}/", folder.path().display()), "")
    }

    const ONE: &str = "[[host]]\nname = \"Bourg\"\nstart = [\"https://www.bourg.example/\"]\n";

    #[test]
    fn the_seeds_of_this_repository_load_and_cover_the_towns_that_held_the_label() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
        let seeds = load(&folder).unwrap();
        let towns = seeds.hosts.iter().filter(|seed| seed.code.is_some());
        assert!(towns.count() >= 150);
        for host in ["aubagne.fr", "beauvais.fr", "grenoble.fr", "maritima.info"] {
            assert!(
                seeds.hosts.iter().any(|seed| seed.host.ends_with(host)),
                "{host}"
            );
        }
    }

    #[test]
    fn an_entry_is_read_whole() {
        let folder = home(&[(
            "b.toml",
            "[[host]]\nname = 'Ville de Metz'\ncode = '57463'\n\
             start = ['https://www.metz.fr/', 'http://metz.fr/presse#haut']\n\
             feeds = ['https://metz.fr/rss']\nscope = ['/presse/']\n\
             [host.profile]\ntitle = ['h1.titre']\n",
        )]);
        let seeds = load(folder.path()).unwrap();
        let seed = &seeds.hosts[0];
        assert_eq!(
            (seed.host.as_str(), seed.code.as_deref()),
            ("metz.fr", Some("57463"))
        );
        assert_eq!(seed.start[1].as_str(), "http://metz.fr/presse");
        assert_eq!(
            (seed.scope.as_slice(), seed.line),
            (["/presse/".to_owned()].as_slice(), 2)
        );
        assert_eq!(seeds.profiles.of_host("www.metz.fr").count(), 1);
        assert!(
            seeds
                .of(&Url::parse("https://www.metz.fr/x").unwrap())
                .is_some()
        );
    }

    #[test]
    fn files_come_in_the_order_of_their_names_and_others_are_left_alone() {
        let two = ONE.replace("bourg", "ville");
        let folder = home(&[
            ("b.toml", &two),
            ("a.toml", ONE),
            ("notes.md", "#"),
            (".a.toml", "x"),
        ]);
        let seeds = load(folder.path()).unwrap();
        let hosts: Vec<&str> = seeds.hosts.iter().map(|seed| seed.host.as_str()).collect();
        assert_eq!(hosts, ["bourg.example", "ville.example"]);
        assert!(
            load(&folder.path().join("absent"))
                .unwrap()
                .hosts
                .is_empty()
        );
    }

    fn each_is_refused(cases: &[(&str, &str)]) {
        for (rest, expected) in cases {
            let error = refused(rest);
            assert!(
                error.starts_with(&format!("villes.toml:{expected}")),
                "{error}"
            );
        }
    }

    #[test]
    fn what_is_no_entry_is_told_with_file_line_and_column() {
        each_is_refused(&[
            ("[[host]\n", "1:"),
            ("[[hots]]\n", "1:3: unknown field `hots`, expected `host`"),
            (
                &format!("{ONE}strat = 3"),
                "4:1: unknown field `strat`, expected one of `name`, `code`, `start`",
            ),
            (&format!("{ONE}code = 57463"), "4:8: invalid type: integer"),
            (
                "[[host]]\nname = ' '\nstart = ['http://x.example/']",
                "2:8: the name is empty",
            ),
            ("[[host]]\nname = 'x'\nstart = []", "3:9: no start page"),
        ]);
    }

    #[test]
    fn an_address_a_code_or_a_selector_that_is_none_is_told_with_what_is_accepted() {
        each_is_refused(&[
            (
                "[[host]]\nname = 'x'\nstart = ['www.x.example']",
                "3:10: \"www.x.example\" cannot be crawled: it is not an address; an address is",
            ),
            (
                "[[host]]\nname = 'x'\nstart = ['ftp://x.example/']",
                "3:10: \"ftp://x.example/\" cannot",
            ),
            (
                &format!("{ONE}code = '99999'"),
                "4:8: no collectivity has the code \"99999\"; a commune",
            ),
            (
                &format!("{ONE}code = '76031'"),
                "4:8: Auberville-la-Campagne (76031) is part of 76476",
            ),
            (
                &format!("{ONE}scope = ['actualites']"),
                "4:10: \"actualites\" is not the beginning of",
            ),
            (
                &format!("{ONE}feeds = ['https://flux.example/rss']"),
                "4:10: https://flux.example/rss is not on bourg.example; one entry is one host",
            ),
            (
                &format!("{ONE}cms = 'nonesuch'"),
                "4:7: no profile is called \"nonesuch\"; there are: ",
            ),
            (
                &format!("{ONE}[host.profile]\nbody = ['p', '::(']"),
                "5:14: \"::(\" is not a CSS selector",
            ),
        ]);
    }

    #[test]
    fn a_host_that_stands_twice_is_told_with_both_places() {
        let twice = format!("{ONE}{}", ONE.replace("www.", ""));
        assert_eq!(
            refused(&twice),
            "villes.toml:6:9: bourg.example stands already in villes.toml:2"
        );
    }

    #[test]
    fn the_special_files_are_checked_too() {
        for (name, text, place) in [
            (
                "editions.toml",
                "[[edition]]\nyear = 2018\nordinal = 3\nname = 'x'",
                "editions.toml:3:11: ",
            ),
            (
                "profiles.toml",
                "[[profile]]\nname = 'x'\nhosts = ['x.example']\nbody = ['::(']",
                "profiles.toml:4:1: ",
            ),
            ("label.toml", "[label]\nnames = 3", "label.toml:2:9: "),
        ] {
            let folder = home(&[(name, text)]);
            let error = load(folder.path()).unwrap_err().to_string();
            assert!(error.contains(place), "{error}");
        }
    }

    #[test]
    fn a_host_may_follow_the_profile_of_its_cms() {
        let profiles = "[[profile]]\nname = 'cms'\ngenerators = ['cms']\nbody = ['article']\n";
        let hosts = format!("{ONE}cms = 'cms'");
        let folder = home(&[("profiles.toml", profiles), ("villes.toml", &hosts)]);
        let seeds = load(folder.path()).unwrap();
        assert_eq!(seeds.profiles.of_host("bourg.example").count(), 1);
        assert_eq!(seeds.profiles.iter().count(), 2);
    }

    #[test]
    fn a_file_that_is_not_text_is_told_with_the_line() {
        let folder = home(&[]);
        fs::write(folder.path().join("x.toml"), b"# a\n# \xff\n").unwrap();
        let error = load(folder.path()).unwrap_err().to_string();
        assert!(
            error.ends_with("x.toml:2:3: not UTF-8 text; save the file as UTF-8"),
            "{error}"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn loading_never_panics(text in "(\\[\\[host\\]\\]\n|name = 'x'\n|start = \\['http://[a-z.]{1,9}/?'\\]\n|code = '[0-9]{5}'\n|\\PC|\n){0,12}") {
            let folder = home(&[("a.toml", &text)]);
            let _ = load(folder.path());
        }
    }
}
