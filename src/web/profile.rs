//! Profiles: CSS selectors that say where a host, or every site made with one CMS, keeps the title,
//! the date and the text of an article, and what to drop from it.
//!
//! A profile is a hint: what it selects goes through the same cleaning as everything else, and where
//! it selects nothing the generic reading goes on as if it were not there.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::web::selector::Pattern;

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
    pub markers: Vec<Pattern>,
    /// The title, best first.
    pub title: Vec<Pattern>,
    /// The date of publication, best first.
    pub date: Vec<Pattern>,
    /// The text, best first.
    pub body: Vec<Pattern>,
    /// What is no part of the text.
    pub drop: Vec<Pattern>,
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
        let lower = host.to_ascii_lowercase();
        lower.strip_prefix("www.").unwrap_or(&lower).to_owned()
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

fn selectors(text: &str, written: &[toml::Spanned<String>]) -> Result<Vec<Pattern>, ProfileError> {
    let parse = |selector: &toml::Spanned<String>| {
        Pattern::parse(selector.get_ref()).map_err(|error| ProfileError::Selector {
            line: line_of(text, selector.span().start),
            selector: selector.get_ref().clone(),
            reason: error,
        })
    };
    written.iter().map(parse).collect()
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_profiles_are_read_whole() {
        let profiles = Profiles::parse(include_str!("../../seeds/profiles.toml")).unwrap();
        let names: Vec<&str> = profiles
            .iter()
            .map(|profile| profile.name.as_str())
            .collect();
        for name in [
            "wordpress",
            "spip",
            "drupal",
            "joomla",
            "typo3",
            "blogger",
            "amp",
            "schema.org",
        ] {
            assert!(names.contains(&name), "{name} is not in {names:?}");
        }
    }

    #[test]
    fn a_bad_selector_is_told_with_its_line() {
        let text = "[[profile]]\nname = \"aville\"\nhosts = [\"www.Aville.fr\"]\nbody = [\n  \"article\",\n  \"p:::nth\",\n]\n";
        let error = Profiles::parse(text).unwrap_err().to_string();
        assert!(
            error.starts_with("line 6: \"p:::nth\" is not a CSS selector"),
            "{error}"
        );
    }

    #[test]
    fn bad_toml_unknown_keys_and_profiles_for_nobody_are_told_with_their_line() {
        for (text, start) in [
            ("[[profile]]\nname = 3\n", "line 2"),
            ("[[profile]]\nname = \"a\"\nhost = [\"b\"]\n", "line 3"),
            (
                "\n[[profile]]\nname = \"a\"\n",
                "line 3: profile \"a\" has neither",
            ),
            ("[[profile\n", "line 1"),
        ] {
            let error = Profiles::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(start), "{text:?}: {error}");
        }
    }

    #[test]
    fn hosts_are_known_without_www_and_in_any_case() {
        let text = "[[profile]]\nname = \"aville\"\nhosts = [\"www.Aville.fr\"]\n";
        let profiles = Profiles::parse(text).unwrap();
        assert_eq!(profiles.of_host("www.aville.fr").count(), 1);
        assert_eq!(profiles.of_host("aville.fr").count(), 1);
        assert_eq!(profiles.of_host("bville.fr").count(), 0);
    }
}
