//! What is set, and by what: each key with its value, from the environment, from a file and its line, or by default.

use std::fmt::Write as _;

use toml_edit::{Document, Item, Table};

use super::layers::{State, places};
use super::{CrawlSettings, Layers};
use crate::cli::{Failure, Home};

/// A setting as it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// Its key, with its table: `lab.allow`.
    pub key: String,
    /// Its value as TOML; nothing where nothing sets it.
    pub value: Option<String>,
    /// What sets it: `default`, a variable of the environment, a file with its line.
    pub origin: String,
}

/// A word that says that a value is not to be shown.
const SECRETS: [&str; 3] = ["secret", "token", "password"];

/// Every setting that counts for `home`, by key.
///
/// # Errors
/// A file that is wrong.
pub(crate) fn told(home: &Home) -> Result<Vec<Setting>, Failure> {
    // What is told must also be what a crawl would take.
    Layers::read(home)?;
    let mut settings = Vec::new();
    if let Some(contact) = std::env::var("AROBASE_CONTACT")
        .ok()
        .filter(|value| !value.trim().is_empty())
    {
        settings.push(Setting {
            key: "contact".to_owned(),
            value: Some(quoted(contact.trim())),
            origin: "AROBASE_CONTACT".to_owned(),
        });
    }
    for place in places(home)
        .iter()
        .filter(|place| place.state == State::Read)
    {
        let Ok(text) = std::fs::read_to_string(&place.path) else {
            continue;
        };
        let Ok(document) = Document::parse(text.as_str()) else {
            continue;
        };
        let stronger: Vec<String> = settings
            .iter()
            .map(|setting| top(&setting.key).to_owned())
            .collect();
        let mut leaves = Vec::new();
        gather(document.as_table(), "", &mut leaves);
        for (key, value, at) in leaves {
            if stronger.iter().any(|known| known == top(&key)) {
                continue;
            }
            let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
            settings.push(Setting {
                value: Some(if SECRETS.iter().any(|word| key.contains(word)) {
                    "(not shown)".to_owned()
                } else {
                    value
                }),
                origin: format!("{}:{line}", place.path.display()),
                key,
            });
        }
    }
    defaults(&mut settings);
    settings.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(settings)
}

/// The table that a key stands in, or the key itself: what one file sets as a whole.
fn top(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

/// Each value of `table` with its key and the byte where that stands.
fn gather(table: &Table, before: &str, leaves: &mut Vec<(String, String, usize)>) {
    for (name, item) in table {
        let key = if before.is_empty() {
            name.to_owned()
        } else {
            format!("{before}.{name}")
        };
        if let Item::Table(inner) = item {
            gather(inner, &key, leaves);
            continue;
        }
        let span = table.get_key_value(name).and_then(|(key, _)| key.span());
        let mut value = String::new();
        let _ = write!(value, "{item}");
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        leaves.push((key, value, span.map_or(0, |span| span.start)));
    }
}

/// Adds what holds where nobody says anything.
fn defaults(settings: &mut Vec<Setting>) {
    let polite = CrawlSettings::new("");
    for (key, value) in [
        ("contact", None),
        (
            "delay_seconds",
            Some(polite.delay.as_secs_f64().to_string()),
        ),
        ("budget", Some(polite.budget.to_string())),
        (
            "min_free_mb",
            Some((polite.min_free / 1_000_000).to_string()),
        ),
        ("window", None),
    ] {
        if settings.iter().all(|setting| setting.key != key) {
            settings.push(Setting {
                key: key.to_owned(),
                value,
                origin: "default".to_owned(),
            });
        }
    }
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_told_with_its_file_and_line_and_secrets_are_not() {
        let text = "contact = \"a@b.example\" # whom\n\n[lab]\nallow = [\n  \"127.0.0.0/8\",\n]\nmy_secret = \"x\"\n";
        let document = Document::parse(text).unwrap();
        let mut leaves = Vec::new();
        gather(document.as_table(), "", &mut leaves);
        let keys: Vec<_> = leaves.iter().map(|(key, _, _)| key.as_str()).collect();
        assert_eq!(keys, ["contact", "lab.allow", "lab.my_secret"]);
        assert!(leaves[1].1.contains("\"127.0.0.0/8\""), "{}", leaves[1].1);
        assert_eq!(&text[leaves[1].2..leaves[1].2 + 5], "allow");
    }
}
