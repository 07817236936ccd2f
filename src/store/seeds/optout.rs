//! Hosts that asked not to be crawled: `seeds/optout.toml`.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::{SeedError, not_toml, wrong};
use crate::text::line_column;
use crate::web::url::{site, typed};

/// The wish of a host not to be crawled; it goes before any seed and any address given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptOut {
    /// The host, without `www.`; the hosts below it are meant too.
    pub host: String,
    /// The day of the wish, where it was written down.
    pub since: Option<String>,
    /// Who asked, or why.
    pub reason: Option<String>,
    /// The file that says so.
    pub file: PathBuf,
    /// The line there, from 1.
    pub line: usize,
}

impl OptOut {
    /// Whether `host`, without `www.`, is this host or one below it.
    pub fn covers(&self, host: &str) -> bool {
        let below = host.strip_suffix(self.host.as_str());
        below.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    site: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    host: Spanned<String>,
    since: Option<String>,
    reason: Option<String>,
}

/// Reads the text of the file at `path`.
///
/// # Errors
/// With line and column: what is not TOML, an unknown key, a host that is none.
pub(super) fn parse(path: &Path, text: &str) -> Result<Vec<OptOut>, SeedError> {
    let file: File = toml::from_str(text).map_err(|error| not_toml(path, text, &error))?;
    let optout = |raw: Raw| {
        let host = typed(raw.host.get_ref()).map_err(|refusal| {
            let what = format!("{:?} is not a host: {refusal}", raw.host.get_ref());
            wrong(path, text, raw.host.span(), what)
        })?;
        Ok(OptOut {
            host: site(&host).to_owned(),
            since: raw.since,
            reason: raw.reason,
            file: path.to_owned(),
            line: line_column(text, raw.host.span().start).0,
        })
    };
    file.site.into_iter().map(optout).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_covers_the_host_and_what_lies_below_it() {
        let text = "[[site]]\nhost = 'https://www.bourg.example/'\nreason = 'demande'\n";
        let wishes = parse(Path::new("optout.toml"), text).unwrap();
        for (host, covered) in [
            ("bourg.example", true),
            ("actus.bourg.example", true),
            ("faubourg.example", false),
            ("example", false),
        ] {
            assert_eq!(wishes[0].covers(host), covered, "{host}");
        }
        assert_eq!(wishes[0].line, 2);
    }

    #[test]
    fn a_wrong_file_is_refused_with_its_line() {
        for (text, told) in [
            ("[[site]]\nhost = 'mailto:a@b'\n", "optout.toml:2:8: "),
            (
                "[[site]]\nhost = 'a.example'\nsinse = 'x'\n",
                "optout.toml:3:1: ",
            ),
        ] {
            let error = parse(Path::new("optout.toml"), text)
                .unwrap_err()
                .to_string();
            assert!(error.starts_with(told), "{error}");
        }
    }
}
