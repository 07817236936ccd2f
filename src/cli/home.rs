//! The archive home: a folder with `seeds/`, which people write, and `index/`, which arobase writes.

use std::path::{Path, PathBuf};

/// Where an archive lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home(PathBuf);

impl Home {
    /// The home in `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// What people write: hosts, start pages, selector profiles.
    pub fn seeds(&self) -> PathBuf {
        self.0.join("seeds")
    }

    /// What arobase writes; nothing is ever written outside it.
    pub fn index(&self) -> PathBuf {
        self.0.join("index")
    }

    /// The settings file, read where it exists.
    pub fn settings_file(&self) -> PathBuf {
        self.0.join("arobase.toml")
    }
}
