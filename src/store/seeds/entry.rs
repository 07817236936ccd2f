//! One entry of a seed file: what is written, checked, and refused with its place.

use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;
use url::Url;

use super::{Seed, SeedError, wrong};
use crate::label::gazetteer::Gazetteer;
use crate::web::profile::{Profile, Profiles};
use crate::web::selector::Pattern;
use crate::web::url::{parse as address_of, site};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HostFile {
    #[serde(default)]
    pub(super) host: Vec<RawHost>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHost {
    pub(super) name: Spanned<String>,
    pub(super) code: Option<Spanned<String>>,
    pub(super) start: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) feeds: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) scope: Vec<Spanned<String>>,
    pub(super) cms: Option<Spanned<String>>,
    pub(super) profile: Option<RawProfile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProfile {
    #[serde(default)]
    pub(super) title: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) date: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) body: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) drop: Vec<Spanned<String>>,
}

/// A file being read.
pub(super) struct Source<'s> {
    pub(super) path: &'s Path,
    pub(super) text: &'s str,
    /// Where its lines end: a file may hold all the town halls of the country.
    breaks: Vec<usize>,
}

impl<'s> Source<'s> {
    pub(super) fn new(path: &'s Path, text: &'s str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
        Self { path, text, breaks }
    }

    /// The line of a byte, from 1.
    fn line(&self, at: usize) -> usize {
        self.breaks.partition_point(|end| *end < at) + 1
    }
}

impl Source<'_> {
    pub(super) fn wrong(&self, span: Range<usize>, what: String) -> SeedError {
        wrong(self.path, self.text, span, what)
    }

    pub(super) fn seed(&self, raw: &RawHost) -> Result<Seed, SeedError> {
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
        let line = self.line(raw.name.span().start);
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
    pub(super) fn profile(
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

    fn selectors(&self, written: &[Spanned<String>]) -> Result<Vec<Pattern>, SeedError> {
        let parse = |selector: &Spanned<String>| {
            Pattern::parse(selector.get_ref()).map_err(|error| {
                let what = format!("{:?} is not a CSS selector: {error}", selector.get_ref());
                self.wrong(selector.span(), what)
            })
        };
        written.iter().map(parse).collect()
    }
}
