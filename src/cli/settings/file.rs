//! The file `arobase.toml`: its keys, and the line where one is wrong.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use url::Url;

use super::receivers::{WebhookTable, Wrong, hook};
use crate::cli::lab::LabTable;
use crate::jobs::settings::Hook;
use crate::jobs::window::Window;

/// What the file may say, as it is told to whoever wrote something else.
pub(super) const ACCEPTED: &str = "contact, delay_seconds, budget, window, min_free_mb, on_news, on_news_seconds, [webhook] url, timeout_seconds, tries, [lab] allow, hosts, many_per_ip, no_crawl_delay";
/// RFC 9309 asks nothing here; a pause beyond an hour is a mistake of units.
const LONGEST: f64 = 3600.0;

/// `arobase.toml` as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) contact: Option<Spanned<String>>,
    pub(super) delay_seconds: Option<Spanned<f64>>,
    pub(super) budget: Option<Spanned<u32>>,
    pub(super) min_free_mb: Option<u32>,
    pub(super) window: Option<Spanned<String>>,
    pub(super) on_news: Option<Spanned<String>>,
    pub(super) on_news_seconds: Option<Spanned<u64>>,
    pub(super) webhook: Option<WebhookTable>,
    pub(super) lab: Option<LabTable>,
}

/// A settings file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// It exists and cannot be read.
    #[error("{path} cannot be read")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Its text is wrong.
    #[error("{path}:{line}: {reason}")]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

impl File {
    /// Reads and checks the file; without one, nothing is set.
    pub(super) fn read(path: &Path) -> Result<Self, SettingsError> {
        match std::fs::read(path) {
            Ok(bytes) => Self::parse(path, &bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(SettingsError::Unreadable {
                path: path.to_owned(),
                source,
            }),
        }
    }

    pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Self, SettingsError> {
        let wrong = |start: usize, reason: String| {
            let line = bytes
                .iter()
                .take(start)
                .filter(|byte| **byte == b'\n')
                .count()
                + 1;
            SettingsError::Wrong {
                path: path.to_owned(),
                line,
                reason,
            }
        };
        let text = std::str::from_utf8(bytes)
            .map_err(|error| wrong(error.valid_up_to(), "not UTF-8 text".to_owned()))?;
        let file: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            wrong(start, error.message().replace('\n', " "))
        })?;
        if let Some(contact) = &file.contact {
            check_contact(contact.get_ref()).map_err(|why| wrong(contact.span().start, why))?;
        }
        if let Some(seconds) = &file.delay_seconds {
            pause(*seconds.get_ref())
                .map_err(|why| wrong(seconds.span().start, format!("delay_seconds: {why}")))?;
        }
        if let Some(budget) = file.budget.as_ref().filter(|budget| *budget.get_ref() == 0) {
            return Err(wrong(
                budget.span().start,
                "budget: it must be 1 or more".to_owned(),
            ));
        }
        if let Some(window) = &file.window {
            let read = window.get_ref().parse::<Window>();
            read.map_err(|why| wrong(window.span().start, format!("window: {why}")))?;
        }
        file.hook().map_err(|found| wrong(found.start, found.why))?;
        if let Some(table) = &file.webhook {
            table
                .read()
                .map_err(|found| wrong(found.start, found.why))?;
        }
        if let Some(table) = &file.lab {
            table
                .read()
                .map_err(|found| wrong(found.start, found.why))?;
        }
        Ok(file)
    }
}

impl File {
    /// The hook, as far as this file names one.
    pub(super) fn hook(&self) -> Result<Option<Hook>, Wrong> {
        hook(self.on_news.as_ref(), self.on_news_seconds.as_ref())
    }
}

/// The error and its causes in one line, as `anyhow` writes them.
pub(super) fn chain(error: &SettingsError) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// A contact is a mail address or a page, and safe inside a header and its parentheses.
pub(super) fn check_contact(contact: &str) -> Result<(), String> {
    let page = Url::parse(contact)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let mail = contact.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && !domain.contains('@') && domain.trim_matches('.').contains('.')
    });
    let plain = contact
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"()<>\"\\,;".contains(&byte));
    if plain && (page || mail) {
        Ok(())
    } else {
        Err(format!(
            "contact {contact:?} is neither a mail address nor the URL of a page"
        ))
    }
}

pub(super) fn pause(seconds: f64) -> Result<Duration, String> {
    if (0.0..=LONGEST).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(format!("a pause is from 0 to {LONGEST} seconds"))
    }
}
