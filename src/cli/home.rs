//! The archive home: a folder with `seeds/`, which people write, and `index/`, which arobase writes.

use std::path::{Path, PathBuf};

use super::settings::Choice;

/// Where an archive lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    folder: PathBuf,
    settings: Choice,
}

impl Home {
    /// The home in `folder`, with no settings but its own.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            settings: Choice::default(),
        }
    }

    /// The same home, with these settings files.
    #[must_use]
    pub fn with(self, settings: Choice) -> Self {
        Self { settings, ..self }
    }

    /// The settings files that count.
    pub fn choice(&self) -> &Choice {
        &self.settings
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What people write: hosts, start pages, selector profiles.
    pub fn seeds(&self) -> PathBuf {
        self.folder.join("seeds")
    }

    /// What arobase writes; nothing is ever written outside it.
    pub fn index(&self) -> PathBuf {
        self.folder.join("index")
    }

    /// Its own settings file, where it has one.
    pub fn settings_file(&self) -> PathBuf {
        self.folder.join("arobase.toml")
    }
}
