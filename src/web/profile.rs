//! Profiles: CSS selectors that say where a host, or every site made with one CMS, keeps the title,
//! the date and the text of an article, and what to drop from it.
//!
//! A profile is a hint: what it selects goes through the same cleaning as everything else, and where
//! it selects nothing the generic reading goes on as if it were not there.

use std::sync::LazyLock;

use scraper::Selector;
use serde::Deserialize;

/// The profiles that are known, each host's before each CMS's.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    profiles: Vec<Profile>,
}

/// Where one host or one CMS keeps what.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name: the host, or the CMS.
    pub name: String,
    /// Hosts it is for, without `www.`; empty for a CMS.
    pub hosts: Vec<String>,
    /// Starts of `<meta name=generator>` that tell the CMS, in lower case.
    pub generators: Vec<String>,
    /// Elements of which one tells the CMS.
    pub markers: Vec<Selector>,
    /// The title, best first.
    pub title: Vec<Selector>,
    /// The date of publication, best first.
    pub date: Vec<Selector>,
    /// The text, best first.
    pub body: Vec<Selector>,
    /// What is no part of the text.
    pub drop: Vec<Selector>,
}

/// Why a file of profiles cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// It is not the TOML that is asked for.
    #[error("line {line}: {message}")]
    Toml {
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A selector is not CSS.
    #[error("line {line}: {selector:?} is not a CSS selector: {reason}")]
    Selector {
        /// Line, from 1.
        line: usize,
        /// The selector as written.
        selector: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A profile that could never be chosen.
    #[error("line {line}: profile {name:?} has neither hosts nor generators nor markers")]
    Unreachable {
        /// Line, from 1.
        line: usize,
        /// Its name.
        name: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    profile: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: toml::Spanned<String>,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    generators: Vec<String>,
    #[serde(default)]
    markers: Vec<toml::Spanned<String>>,
    #[serde(default)]
    title: Vec<toml::Spanned<String>>,
    #[serde(default)]
    date: Vec<toml::Spanned<String>>,
    #[serde(default)]
    body: Vec<toml::Spanned<String>>,
    #[serde(default)]
    drop: Vec<toml::Spanned<String>>,
}

static SHIPPED: LazyLock<Profiles> = LazyLock::new(|| {
    Profiles::parse(include_str!("../../seeds/profiles.toml")).unwrap_or_default()
});

impl Profiles {
    /// The profiles that come with arobase, `seeds/profiles.toml`.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a file of profiles.
    ///
    /// # Errors
    ///
    /// Where the TOML is wrong, a selector is not CSS, or nothing says whom a profile is for.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let file: File = toml::from_str(text).map_err(|error| ProfileError::Toml {
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            message: error.message().to_owned(),
        })?;
        let profiles = file
            .profile
            .into_iter()
            .map(|written| profile(text, written));
        Ok(Self {
            profiles: profiles.collect::<Result<_, _>>()?,
        })
    }

    /// These profiles after `first`, which are asked before them.
    #[must_use]
    pub fn preferring(mut self, first: Vec<Profile>) -> Self {
        self.profiles.splice(0..0, first);
        self
    }

    /// All profiles, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.profiles.iter()
    }

    /// The profiles written for `host`, `www.` left aside.
    pub fn of_host(&self, host: &str) -> impl Iterator<Item = &Profile> {
        let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
        let names = move |profile: &&Profile| profile.hosts.contains(&host);
        self.profiles.iter().filter(names)
    }
}

fn profile(text: &str, written: Written) -> Result<Profile, ProfileError> {
    let name = written.name.get_ref().clone();
    if written.hosts.is_empty() && written.generators.is_empty() && written.markers.is_empty() {
        let line = line_of(text, written.name.span().start);
        return Err(ProfileError::Unreachable { line, name });
    }
    let bare = |host: String| {
        host.strip_prefix("www.")
            .unwrap_or(&host)
            .to_ascii_lowercase()
    };
    Ok(Profile {
        name,
        hosts: written.hosts.into_iter().map(bare).collect(),
        generators: written
            .generators
            .iter()
            .map(|name| name.to_lowercase())
            .collect(),
        markers: selectors(text, &written.markers)?,
        title: selectors(text, &written.title)?,
        date: selectors(text, &written.date)?,
        body: selectors(text, &written.body)?,
        drop: selectors(text, &written.drop)?,
    })
}

fn selectors(text: &str, written: &[toml::Spanned<String>]) -> Result<Vec<Selector>, ProfileError> {
    let parse = |selector: &toml::Spanned<String>| {
        Selector::parse(selector.get_ref()).map_err(|error| ProfileError::Selector {
            line: line_of(text, selector.span().start),
            selector: selector.get_ref().clone(),
            reason: error.to_string(),
        })
    };
    written.iter().map(parse).collect()
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}
