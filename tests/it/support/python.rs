//! A Python that has other people's readers of our files.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::say;

/// What a test asks of Python.
pub(crate) struct Wanted<'a> {
    /// The environment variable that may name one.
    pub(crate) variable: &'a str,
    /// The folder of a new one, below the tests' own.
    pub(crate) folder: &'a str,
    /// A line that imports all that must be there.
    pub(crate) imports: &'a str,
    /// What `pip` installs.
    pub(crate) packages: &'a [&'a str],
    /// What they are, for the line that says that they cannot be had.
    pub(crate) what: &'a str,
}

/// The one that the variable names, or a new one with the packages from `PyPI`; `None`, said aloud, where there
/// is neither.
pub(crate) fn with(wanted: &Wanted<'_>) -> Option<PathBuf> {
    let has_all = |python: &Path| {
        let tried = Command::new(python).args(["-c", wanted.imports]).output();
        tried.is_ok_and(|tried| tried.status.success())
    };
    let named = std::env::var_os(wanted.variable).map(PathBuf::from);
    if let Some(python) = named.filter(|python| has_all(python)) {
        return Some(python);
    }
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join(wanted.folder);
    let python = venv.join("bin/python");
    if !has_all(&python) {
        let made = Command::new("python3")
            .args(["-m", "venv"])
            .arg(&venv)
            .output();
        let pip = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--retries",
            "1",
        ];
        let installed = made.and_then(|_| {
            Command::new(&python)
                .args(pip)
                .args(wanted.packages)
                .output()
        });
        if !installed.is_ok_and(|installed| installed.status.success()) {
            say(&format!(
                "skipped: {} cannot be had from PyPI here",
                wanted.what
            ));
            return None;
        }
    }
    Some(python)
}
