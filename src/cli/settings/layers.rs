//! Which settings files count: the nearest `arobase.toml` from the home upward, over that of the user, over that of the
//! system; or the one file that was named; or none. A key (or a table) counts as the nearest file has it.

use std::path::{Path, PathBuf};

use super::file::{ACCEPTED, File, SettingsError, chain};
use crate::cli::{Ending, Failure, Home};

/// The name of the file, wherever it lies.
const NAME: &str = "arobase.toml";
/// Where settings of the system lie where the environment does not say (XDG Base Directory Specification 0.8).
const SYSTEM: &str = "/etc/xdg";

/// The settings files that are to be looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// That of the home alone.
    #[default]
    Own,
    /// The nearest one upward, the user's, the system's.
    Found,
    /// This one and no other.
    Only(PathBuf),
    /// None.
    None,
}

/// A place where a settings file may lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file.
    pub path: PathBuf,
    /// How it was come by.
    pub sort: Sort,
    /// What was found there.
    pub state: State,
}

/// How a settings file is come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// It was named.
    Named,
    /// It lies in the home or above it.
    Nearest,
    /// It is the user's.
    User,
    /// It is the system's.
    System,
}

/// What was found at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// A file, which counts.
    Read,
    /// Nothing.
    Missing,
    /// A file of another user, above the home: whoever may write there could have crawls run commands.
    Foreign,
}

/// The files that count, the strongest first.
#[derive(Debug, Default)]
pub(super) struct Layers {
    files: Vec<(PathBuf, File)>,
}

impl Layers {
    /// Reads and checks the files that count for `home`.
    pub(super) fn read(home: &Home) -> Result<Self, Failure> {
        let mut files = Vec::new();
        for place in places(home) {
            match (place.state, place.sort) {
                (State::Read, _) => {
                    let file = File::read(&place.path).map_err(|error| refused(&error))?;
                    files.push((place.path, file));
                }
                (State::Missing, Sort::Named) => return Err(missing(&place.path)),
                (State::Missing, _) => {}
                (State::Foreign, _) => tracing::warn!(
                    "{} is passed over: it belongs to another user; --config takes it all the same",
                    place.path.display()
                ),
            }
        }
        Ok(Self { files })
    }

    /// What the strongest file says that says anything.
    pub(super) fn pick<'l, T>(&'l self, key: impl Fn(&'l File) -> Option<T>) -> Option<T> {
        self.files.iter().find_map(|(_, file)| key(file))
    }
}

fn refused(error: &SettingsError) -> Failure {
    Failure::new(Ending::Usage, chain(error)).help(format!("it may hold: {ACCEPTED}"))
}

fn missing(path: &Path) -> Failure {
    Failure::new(Ending::Usage, format!("{} is not there", path.display())).help(
        "--config FILE (or AROBASE_CONFIG) names a settings file that is; --no-config goes without",
    )
}

/// Where settings files are looked for, the strongest first, and what is there.
pub(crate) fn places(home: &Home) -> Vec<Place> {
    match home.choice() {
        Choice::None => Vec::new(),
        Choice::Own => vec![place(home.settings_file(), Sort::Nearest, false)],
        Choice::Only(path) => vec![place(path.clone(), Sort::Named, false)],
        Choice::Found => {
            let nearest = nearest(home.folder());
            let user = user_folder().map(|folder| place(file_in(&folder), Sort::User, false));
            let system = system_folders()
                .into_iter()
                .map(|folder| place(file_in(&folder), Sort::System, false));
            std::iter::once(nearest).chain(user).chain(system).collect()
        }
    }
}

/// The nearest file from `home` upward; that of the home itself where there is none.
fn nearest(home: &Path) -> Place {
    let own = home.join(NAME);
    if is_there(&own) {
        return place(own, Sort::Nearest, false);
    }
    let whole = std::fs::canonicalize(home).unwrap_or_else(|_| home.to_owned());
    let above = whole.ancestors().skip(1).map(|folder| folder.join(NAME));
    let found = above.into_iter().find(|path| is_there(path));
    found.map_or_else(
        || place(own, Sort::Nearest, false),
        |path| place(path, Sort::Nearest, true),
    )
}

fn place(path: PathBuf, sort: Sort, above: bool) -> Place {
    let state = match is_there(&path) {
        false => State::Missing,
        true if above && !is_ours(&path) => State::Foreign,
        true => State::Read,
    };
    Place { path, sort, state }
}

/// Whether anything lies there; what cannot be looked at does, and reading it says why not.
fn is_there(path: &Path) -> bool {
    !matches!(std::fs::metadata(path), Err(error) if error.kind() == std::io::ErrorKind::NotFound
        || error.kind() == std::io::ErrorKind::NotADirectory)
}

/// Whether a file belongs to this user or to the system. What lies above a home may be anybody's, as in `/tmp`
/// (git learnt it so: CVE-2022-24765).
#[cfg(unix)]
fn is_ours(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let owner = std::fs::metadata(path).map(|about| about.uid());
    owner.is_ok_and(|owner| owner == 0 || owner == rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn is_ours(_: &Path) -> bool {
    true
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("arobase").join(NAME)
}

/// The folder of this user's settings. A path that is not absolute is none, says the specification.
fn user_folder() -> Option<PathBuf> {
    absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))
}

fn absolute(variable: &str) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os(variable)?);
    path.is_absolute().then_some(path)
}

/// The folders of the system's settings, the most important first.
fn system_folders() -> Vec<PathBuf> {
    let named = std::env::var_os("XDG_CONFIG_DIRS").filter(|value| !value.is_empty());
    let named = named.unwrap_or_else(|| SYSTEM.into());
    std::env::split_paths(&named)
        .filter(|path| path.is_absolute())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_upward_counts_and_that_of_the_home_before_any_above() {
        let folder = tempfile::tempdir().unwrap();
        let top = std::fs::canonicalize(folder.path()).unwrap();
        let inner = top.join("a/b");
        std::fs::create_dir_all(&inner).unwrap();
        assert_eq!(nearest(&inner).state, State::Missing);
        std::fs::write(top.join(NAME), "budget = 3\n").unwrap();
        let found = nearest(&inner);
        assert_eq!(found.path, top.join(NAME));
        assert_eq!(found.state, State::Read, "our own");
        std::fs::write(inner.join(NAME), "budget = 4\n").unwrap();
        assert_eq!(nearest(&inner).path, inner.join(NAME));
    }

    #[test]
    fn a_named_file_that_is_not_there_is_an_error_and_none_is_none() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(NAME), "budget = 7\n").unwrap();
        let read = |choice| Layers::read(&Home::new(folder.path()).with(choice));
        let budget = |layers: &Layers| {
            layers.pick(|file| file.budget.as_ref().map(|budget| *budget.get_ref()))
        };
        assert_eq!(budget(&read(Choice::Own).unwrap()), Some(7));
        assert_eq!(budget(&read(Choice::None).unwrap()), None);
        let named = read(Choice::Only(folder.path().join("x.toml"))).unwrap_err();
        assert_eq!(named.ending, Ending::Usage);
    }
}
