//! Runs without a hand: when a crawl is due, and who starts it: a timer of systemd, a line of the
//! crontab, or this program itself in the foreground.

pub mod agenda;
pub mod crontab;
pub mod systemd;
mod tool;
mod when;

use std::path::{Path, PathBuf};

pub use agenda::{Agenda, NoAgenda};
pub use tool::ToolError;
pub use when::{NoWhen, When};

use crate::store::sha256_of;

/// What a schedule starts: the command that one would type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The archive home, absolute.
    pub home: PathBuf,
    /// This program, absolute.
    pub program: String,
    /// Its arguments.
    pub args: Vec<String>,
}

impl Job {
    /// The command as it is typed in a shell.
    pub fn typed(&self) -> String {
        let words = std::iter::once(&self.program).chain(&self.args);
        words.map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }
}

/// A schedule that somebody installed for an archive home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Where it is written.
    pub place: Place,
    /// The command that it starts.
    pub command: String,
    /// When, as a cron expression, where one can be read there.
    pub expression: Option<String>,
    /// In which time zone; that of the machine without one.
    pub timezone: Option<String>,
}

/// Where a schedule is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The timer unit; the service stands beside it.
    Timer(PathBuf),
    /// The crontab of the user.
    Crontab,
}

/// The schedule of the archive home `home` (absolute), where there is one.
///
/// # Errors
/// Where a unit or the crontab cannot be read.
pub fn installed(home: &Path) -> Result<Option<Installed>, ToolError> {
    match systemd::installed(home)? {
        Some(found) => Ok(Some(found)),
        None => crontab::installed(home),
    }
}

/// The name of the units of an archive home: its folder for people, and a hash of its path, since two homes
/// may be called alike.
pub fn name_of(home: &Path) -> String {
    let folder = home.file_name().unwrap_or_default().to_string_lossy();
    let slug: String = crate::text::fold(&folder)
        .chars()
        .map(|sign| {
            if sign.is_ascii_alphanumeric() {
                sign
            } else {
                '-'
            }
        })
        .take(40)
        .collect();
    let hash = sha256_of(home.as_os_str().as_encoded_bytes());
    let hash = hash.get(..8).unwrap_or_default();
    format!("arobase-{}-{hash}", slug.trim_matches('-'))
}

/// A word as a POSIX shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@,+%".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_homes_of_one_name_have_units_of_their_own() {
        let (one, other) = (
            name_of(Path::new("/a/Été à Lyon")),
            name_of(Path::new("/b/Été à Lyon")),
        );
        assert!(
            one.starts_with("arobase-ete-a-lyon-") && one != other,
            "{one} {other}"
        );
        assert!(name_of(Path::new("/")).starts_with("arobase--"));
    }

    #[test]
    fn a_word_is_read_back_by_a_shell_as_it_was() {
        for (word, typed) in [
            ("--delay", "--delay"),
            ("a b", "'a b'"),
            ("l'été", r"'l'\''été'"),
            ("$HOME", "'$HOME'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), typed);
        }
    }
}
