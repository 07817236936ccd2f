//! The program under test, in a home of its own and with nothing of this machine's settings.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// An archive home in a temporary folder, removed with the value.
pub(crate) struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    /// An empty home.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Where something in it lies.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    /// Writes a file in it, with the folders it needs.
    pub(crate) fn with(self, inside: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path(inside);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// The command in this home: no variable of ours, no terminal, the home as working folder. The
    /// program is the one just built, or what `AROBASE_BIN` names (a release build, for long tests).
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let built = env!("CARGO_BIN_EXE_arobase").into();
        let mut command = Command::new(std::env::var_os("AROBASE_BIN").unwrap_or(built));
        command
            .args(args)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            let ours = name.starts_with("AROBASE_") || name.starts_with("LC_");
            if ours || matches!(&*name, "LANG" | "LANGUAGE") {
                command.env_remove(&*name);
            }
        }
        // Nobody's settings: neither those of whoever runs the tests nor the machine's.
        for name in ["XDG_CONFIG_HOME", "XDG_CONFIG_DIRS"] {
            command.env(name, self.folder.path().join("nowhere"));
        }
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// Starts the program and leaves it running.
    pub(crate) fn start<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Running {
        let mut command = self.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Running {
            child: Some(command.spawn().unwrap()),
        }
    }

    /// Every file under a folder of the home, sorted.
    pub(crate) fn files(&self, inside: &str) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder)
                .into_iter()
                .flatten()
                .map(Result::unwrap)
            {
                if entry.path().is_dir() {
                    walk(&entry.path(), found);
                } else {
                    found.push(entry.path());
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.path(inside), &mut found);
        found.sort();
        found
    }
}

/// A program that runs; ended with the value, so that no test leaves one behind.
pub(crate) struct Running {
    child: Option<Child>,
}

impl Running {
    /// `kill -9`, and what it had said.
    pub(crate) fn kill(mut self) -> Ran {
        let mut child = self.child.take().unwrap();
        child.kill().unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> Ran {
        Ran::of(self.child.take().unwrap().wait_with_output().unwrap())
    }

    /// Its process id, to send it a signal.
    pub(crate) fn id(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// How a run ended and what it said.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Exit code; `None` for a signal.
    pub code: Option<i32>,
    /// Standard output: data.
    pub out: String,
    /// Standard error: talk.
    pub err: String,
}

impl Ran {
    pub(crate) fn of(output: std::process::Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "\n--- out\n{}--- err\n{}",
            self.out,
            self.err
        );
        self
    }

    /// Asserts that standard error holds these words.
    #[track_caller]
    pub(crate) fn tells(self, words: &str) -> Self {
        assert!(self.err.contains(words), "no {words:?} in\n{}", self.err);
        self
    }

    /// Asserts that standard output holds these words.
    #[track_caller]
    pub(crate) fn prints(self, words: &str) -> Self {
        assert!(self.out.contains(words), "no {words:?} in\n{}", self.out);
        self
    }
}
