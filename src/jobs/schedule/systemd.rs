//! A timer and a service of systemd for the user: written, started, found again, taken away.

use std::io;
use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use super::tool::{ToolError, run, succeed};
use super::{Installed, Job, Place, When, name_of};
use crate::jobs::export::write_file;

/// The text of the two units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Units {
    /// Where they are written.
    pub folder: PathBuf,
    /// Their name without the ending.
    pub name: String,
    /// The service.
    pub service: String,
    /// The timer.
    pub timer: String,
}

/// Whether systemd runs this machine (`sd_booted(3)`).
pub fn is_here() -> bool {
    Path::new("/run/systemd/system").is_dir()
}

/// Where the units of this user lie (systemd.unit(5)).
///
/// # Errors
/// Where the environment names no place.
pub fn folder() -> Result<PathBuf, ToolError> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let config = set("XDG_CONFIG_HOME").map(PathBuf::from);
    let config = config.or_else(|| set("HOME").map(|home| PathBuf::from(home).join(".config")));
    Ok(config.ok_or(ToolError::NoFolder)?.join("systemd/user"))
}

/// The units that run `job`; `None` for a cron expression, which a calendar event cannot say.
pub fn units(
    job: &Job,
    when: &When,
    timezone: Option<&str>,
    jitter: SignedDuration,
    folder: PathBuf,
) -> Option<Units> {
    let calendar = when.calendar(timezone)?;
    let words = std::iter::once(&job.program).chain(&job.args);
    let command: Vec<String> = words.map(|word| word_of(word)).collect();
    let home = specifiers(&job.home.display().to_string());
    let zone = timezone
        .map(|zone| format!("Timezone={zone}\n"))
        .unwrap_or_default();
    let service = format!(
        "# Written by `arobase schedule install`; `arobase schedule remove` takes it away.\n\
         [Unit]\nDescription=arobase: a crawl of {home}\n\n\
         [Service]\nType=oneshot\nExecStart={}\n\
         # 3: it came to its end, and some sites failed.\nSuccessExitStatus=3\nNice=10\nTimeoutStopSec=120\n",
        command.join(" ")
    );
    let timer = format!(
        "# Written by `arobase schedule install`; `arobase schedule remove` takes it away.\n\
         [Unit]\nDescription=arobase: crawls of {home}\n\n\
         [Timer]\nOnCalendar={calendar}\nPersistent=true\nRandomizedDelaySec={}\n\n\
         [Install]\nWantedBy=timers.target\n\n\
         # For `arobase schedule show`.\n[X-Arobase]\nExpression={}\n{zone}",
        jitter.as_secs(),
        when.expression(),
    );
    Some(Units {
        folder,
        name: name_of(&job.home),
        service,
        timer,
    })
}

impl Units {
    /// The two files.
    pub fn files(&self) -> [(PathBuf, &str); 2] {
        let path = |ending: &str| self.folder.join(format!("{}.{ending}", self.name));
        [
            (path("service"), &self.service),
            (path("timer"), &self.timer),
        ]
    }

    /// Writes the files and starts the timer.
    ///
    /// # Errors
    /// Failures of the disk, and of `systemctl`: the files are written then.
    pub fn install(&self) -> Result<(), ToolError> {
        let disk = |source| ToolError::Disk {
            path: self.folder.clone(),
            source,
        };
        std::fs::create_dir_all(&self.folder).map_err(disk)?;
        for (path, text) in self.files() {
            write_file(&path, |out| out.write_all(text.as_bytes()))?;
        }
        let timer = format!("{}.timer", self.name);
        systemctl(&["daemon-reload"])?;
        systemctl(&["enable", "--now", &timer])
    }
}

fn systemctl(args: &[&str]) -> Result<(), ToolError> {
    let mut all = vec!["--user"];
    all.extend(args);
    succeed("systemctl", &all, None).map(drop)
}

/// The timer of an archive home, where one is installed.
///
/// # Errors
/// Where its file cannot be read.
pub fn installed(home: &Path) -> Result<Option<Installed>, ToolError> {
    let Ok(folder) = folder() else {
        return Ok(None);
    };
    let timer = folder.join(format!("{}.timer", name_of(home)));
    let Some(text) = read(&timer)? else {
        return Ok(None);
    };
    let service = read(&timer.with_extension("service"))?.unwrap_or_default();
    let value = |text: &str, key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key));
        line.map(str::to_owned)
    };
    Ok(Some(Installed {
        place: Place::Timer(timer),
        command: value(&service, "ExecStart=").unwrap_or_default(),
        expression: value(&text, "Expression="),
        timezone: value(&text, "Timezone="),
    }))
}

fn read(path: &Path) -> Result<Option<String>, ToolError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ToolError::Disk {
            path: path.to_owned(),
            source,
        }),
    }
}

/// Stops the timer of an archive home and removes its files; what was removed.
///
/// # Errors
/// Where a file cannot be removed.
pub fn remove(home: &Path, dry_run: bool) -> Result<Vec<PathBuf>, ToolError> {
    let Ok(folder) = folder() else {
        return Ok(Vec::new());
    };
    let name = name_of(home);
    let paths = ["timer", "service"].map(|ending| folder.join(format!("{name}.{ending}")));
    let there: Vec<PathBuf> = paths.into_iter().filter(|path| path.exists()).collect();
    if dry_run || there.is_empty() {
        return Ok(there);
    }
    // Where systemd is not at work nothing runs that would have to be stopped.
    let stopped = run(
        "systemctl",
        &["--user", "disable", "--now", &format!("{name}.timer")],
        None,
    );
    for path in &there {
        std::fs::remove_file(path).map_err(|source| ToolError::Disk {
            path: path.clone(),
            source,
        })?;
    }
    if stopped.is_ok() {
        let _ = systemctl(&["daemon-reload"]);
    }
    Ok(there)
}

/// A word of a command line of a unit (systemd.service(5), "Command lines").
fn word_of(word: &str) -> String {
    let word = specifiers(word).replace('$', "$$");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@,+%$".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return word;
    }
    format!("\"{}\"", word.replace('\\', r"\\").replace('"', "\\\""))
}

/// Text in which systemd reads no specifier, on one line.
fn specifiers(text: &str) -> String {
    text.replace('%', "%%").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_command_stays_one_word() {
        for (word, written) in [
            ("--delay", "--delay"),
            ("/home/léa/label hdf", "\"/home/léa/label hdf\""),
            ("100%", "100%%"),
            ("a$b\"c\\", r#""a$$b\"c\\""#),
            ("", "\"\""),
        ] {
            assert_eq!(word_of(word), written);
        }
    }
}
