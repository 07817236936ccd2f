//! The seeds of a home: where people say which hosts to crawl, from which pages, within which
//! paths, and where those hosts keep what (`seeds/README.md` describes the files).

use std::collections::HashMap;
use std::error::Error as _;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;
use url::Url;

use crate::label::edition::Editions;
use crate::label::gazetteer::Gazetteer;
use crate::label::lexicon::Lexicon;
use crate::text::line_column;
use crate::web::profile::{Profile, ProfileError, Profiles};
use crate::web::url::{parse as address_of, site};

/// Files of `seeds/` that are not lists of hosts.
const SPECIAL: [&str; 3] = ["editions.toml", "label.toml", "profiles.toml"];

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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HostFile {
    #[serde(default)]
    host: Vec<RawHost>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHost {
    name: Spanned<String>,
    code: Option<Spanned<String>>,
    start: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    feeds: Vec<Spanned<String>>,
    #[serde(default)]
    scope: Vec<Spanned<String>>,
    cms: Option<Spanned<String>>,
    profile: Option<RawProfile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProfile {
    #[serde(default)]
    title: Vec<Spanned<String>>,
    #[serde(default)]
    date: Vec<Spanned<String>>,
    #[serde(default)]
    body: Vec<Spanned<String>>,
    #[serde(default)]
    drop: Vec<Spanned<String>>,
}

/// Reads every `*.toml` of `folder` (a home's `seeds/`), in the order of their names. A folder that
/// does not exist holds no seeds.
///
/// # Errors
/// With file, line and column: what is not TOML, an unknown key, an address that is none or is on
/// another host than the rest of its entry, a code that no collectivity has, a selector that is not
/// CSS, a profile that no file names, a host that stands twice.
pub fn load(folder: &Path) -> Result<Seeds, SeedError> {
    let files = files_of(folder)?;
    let mut loader = Loader::default();
    let profiles = folder.join("profiles.toml");
    let base = match files.iter().any(|file| *file == profiles) {
        true => parse_profiles(&profiles)?,
        false => Profiles::shipped().clone(),
    };
    for path in files {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if SPECIAL.contains(&name) {
            check_special(&path, name)?;
        } else {
            loader.host_file(&path, &base)?;
        }
    }
    Ok(Seeds {
        hosts: loader.hosts,
        profiles: base.preferring(loader.profiles),
    })
}

impl Seeds {
    /// The seed of the host of `url`.
    pub fn of(&self, url: &Url) -> Option<&Seed> {
        self.hosts.iter().find(|seed| seed.host == site(url))
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
    fn host_file(&mut self, path: &Path, base: &Profiles) -> Result<(), SeedError> {
        let text = read(path)?;
        let file: HostFile = toml::from_str(&text).map_err(|error| {
            let what = error.message().replace('\n', " ");
            wrong(path, &text, error.span().unwrap_or_default(), what)
        })?;
        for raw in file.host {
            let source = Source { path, text: &text };
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

/// A file being read.
struct Source<'s> {
    path: &'s Path,
    text: &'s str,
}

impl Source<'_> {
    fn wrong(&self, span: Range<usize>, what: String) -> SeedError {
        wrong(self.path, self.text, span, what)
    }

    fn seed(&self, raw: &RawHost) -> Result<Seed, SeedError> {
        if raw.name.get_ref().trim().is_empty() {
            return Err(self.wrong(raw.name.span(), "the name is empty".to_owned()));
        }
        let start = self.addresses(raw.start.get_ref(), None)?;
        let Some(host) = start.first().map(|url| site(url).to_owned()) else {
            let what = "no start page; give one address at least: [\"https://www.ville.example/\"]";
            return Err(self.wrong(raw.start.span(), what.to_owned()));
        };
        // Checked again now that the host is known: the first address names it.
        self.addresses(raw.start.get_ref(), Some(&host))?;
        let (line, _) = line_column(self.text, raw.name.span().start);
        Ok(Seed {
            name: raw.name.get_ref().clone(),
            code: raw.code.as_ref().map(|code| self.code(code)).transpose()?,
            feeds: self.addresses(&raw.feeds, Some(&host))?,
            scope: self.scope(&raw.scope)?,
            cms: raw.cms.as_ref().map(|cms| cms.get_ref().clone()),
            file: self.path.to_owned(),
            host,
            start,
            line,
        })
    }

    fn addresses(
        &self,
        written: &[Spanned<String>],
        host: Option<&str>,
    ) -> Result<Vec<Url>, SeedError> {
        let address = |text: &Spanned<String>| {
            let url = address_of(text.get_ref()).map_err(|refusal| {
                let example = "an address is https://www.ville.example/actualites";
                let what = format!(
                    "{:?} cannot be crawled: {refusal}; {example}",
                    text.get_ref()
                );
                self.wrong(text.span(), what)
            })?;
            match host {
                Some(host) if site(&url) != host => {
                    let what = format!("{url} is not on {host}; one entry is one host");
                    Err(self.wrong(text.span(), what))
                }
                _ => Ok(url),
            }
        };
        written.iter().map(address).collect()
    }

    fn code(&self, code: &Spanned<String>) -> Result<String, SeedError> {
        let written = code.get_ref();
        match Gazetteer::shipped().get(written) {
            Some(place) if place.in_force() => Ok(written.clone()),
            Some(place) => {
                let today = place.code_in_force();
                let what = format!(
                    "{} ({written}) is part of {today} now; write that",
                    place.name
                );
                Err(self.wrong(code.span(), what))
            }
            None => {
                let what = format!(
                    "no collectivity has the code {written:?}; \
                     a commune has an INSEE code (\"57463\"), an EPCI a SIREN (\"200039865\")"
                );
                Err(self.wrong(code.span(), what))
            }
        }
    }

    fn scope(&self, written: &[Spanned<String>]) -> Result<Vec<String>, SeedError> {
        let path = |text: &Spanned<String>| {
            let path = text.get_ref();
            let clean = path.starts_with('/') && !path.contains(['?', '#', ' ']);
            if clean {
                return Ok(path.clone());
            }
            let what = format!("{path:?} is not the beginning of a path, like \"/actualites/\"");
            Err(self.wrong(text.span(), what))
        };
        written.iter().map(path).collect()
    }

    /// The profile that this entry gives its host: its own selectors, or those of its CMS.
    fn profile(
        &self,
        raw: &RawHost,
        seed: &Seed,
        base: &Profiles,
    ) -> Result<Option<Profile>, SeedError> {
        let named = match &raw.cms {
            None => None,
            Some(cms) => {
                let found = base.iter().find(|profile| profile.name == *cms.get_ref());
                Some(found.ok_or_else(|| {
                    let names: Vec<&str> = base.iter().map(|p| p.name.as_str()).collect();
                    let what = format!(
                        "no profile is called {:?}; there are: {}",
                        cms.get_ref(),
                        names.join(", ")
                    );
                    self.wrong(cms.span(), what)
                })?)
            }
        };
        let hosts = vec![seed.host.clone()];
        let own = |own: &RawProfile| -> Result<Profile, SeedError> {
            Ok(Profile {
                name: seed.host.clone(),
                hosts: hosts.clone(),
                generators: Vec::new(),
                markers: Vec::new(),
                title: self.selectors(&own.title)?,
                date: self.selectors(&own.date)?,
                body: self.selectors(&own.body)?,
                drop: self.selectors(&own.drop)?,
            })
        };
        match &raw.profile {
            Some(profile) => own(profile).map(Some),
            None => Ok(named.map(|profile| Profile {
                hosts,
                ..profile.clone()
            })),
        }
    }

    fn selectors(&self, written: &[Spanned<String>]) -> Result<Vec<scraper::Selector>, SeedError> {
        let parse = |selector: &Spanned<String>| {
            scraper::Selector::parse(selector.get_ref()).map_err(|error| {
                let what = format!("{:?} is not a CSS selector: {error}", selector.get_ref());
                self.wrong(selector.span(), what)
            })
        };
        written.iter().map(parse).collect()
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

    #[test]
    fn what_is_wrong_is_told_with_file_line_and_column() {
        for (text, expected) in [
            ("[[host]\n", "villes.toml:1:"),
            (
                &format!("{ONE}strat = 3"),
                "villes.toml:4:1: unknown field `strat`, expected one of `name`",
            ),
            (
                "[[hots]]\n",
                "villes.toml:1:3: unknown field `hots`, expected `host`",
            ),
            (
                "[[host]]\nname = 'x'\nstart = ['www.x.example']",
                "villes.toml:3:10: \"www.x.example\" cannot be crawled: it is not an address",
            ),
            (
                "[[host]]\nname = 'x'\nstart = ['ftp://x.example/']",
                "villes.toml:3:10: \"ftp://x.example/\" cannot",
            ),
            (
                "[[host]]\nname = 'x'\nstart = []",
                "villes.toml:3:9: no start page",
            ),
            (
                "[[host]]\nname = ' '\nstart = ['http://x.example/']",
                "villes.toml:2:8: the name is empty",
            ),
            (
                &format!("{ONE}code = '99999'"),
                "villes.toml:4:8: no collectivity has the code \"99999\"",
            ),
            (
                &format!("{ONE}code = 57463"),
                "villes.toml:4:8: invalid type: integer",
            ),
            (
                &format!("{ONE}code = '76031'"),
                "villes.toml:4:8: Auberville-la-Campagne (76031) is part of 76476",
            ),
            (
                &format!("{ONE}scope = ['actualites']"),
                "villes.toml:4:10: \"actualites\" is not the beginning",
            ),
            (
                &format!("{ONE}feeds = ['https://flux.example/rss']"),
                "villes.toml:4:10: https://flux.example/rss is not on bourg.example",
            ),
            (
                &format!("{ONE}cms = 'nonesuch'"),
                "villes.toml:4:7: no profile is called \"nonesuch\"; there are: ",
            ),
            (
                &format!("{ONE}[host.profile]\nbody = ['p', '::(']"),
                "villes.toml:5:14: \"::(\" is not a CSS selector",
            ),
            (
                &format!("{ONE}{}", ONE.replace("www.", "")),
                "villes.toml:6:9: bourg.example stands already in ",
            ),
        ] {
            let error = refused(text);
            assert!(
                error.starts_with(expected),
                "{error}\n  expected {expected}"
            );
        }
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
