//! The system's own tools: `systemctl` and `crontab`, each asked as a user would.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::jobs::export::ExportError;

/// Why a schedule cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// A unit file.
    #[error("{path} cannot be read or removed")]
    Disk {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A unit file cannot be written.
    #[error(transparent)]
    Write(#[from] ExportError),
    /// A tool is not there.
    #[error("`{0}` is not installed here")]
    Missing(&'static str),
    /// A tool failed.
    #[error("`{command}` failed: {why}")]
    Failed {
        /// What was asked of it.
        command: String,
        /// What it said.
        why: String,
    },
    /// There is no folder for the units of a user.
    #[error("neither XDG_CONFIG_HOME nor HOME is set: there is no place for the units")]
    NoFolder,
}

/// Runs a tool to its end, with `input` on its standard input.
pub(super) fn run(
    tool: &'static str,
    args: &[&str],
    input: Option<&str>,
) -> Result<Output, ToolError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => ToolError::Missing(tool),
        _ => ToolError::Failed {
            command: tool.to_owned(),
            why: source.to_string(),
        },
    };
    let mut command = Command::new(tool);
    command
        .args(args)
        .env("LC_ALL", "C")
        .stdin(if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    if let (Some(mut pipe), Some(text)) = (child.stdin.take(), input) {
        // One that ends without reading says why itself.
        let _ = pipe.write_all(text.as_bytes());
    }
    child.wait_with_output().map_err(failed)
}

/// The same, where anything but success is a failure.
pub(super) fn succeed(
    tool: &'static str,
    args: &[&str],
    input: Option<&str>,
) -> Result<String, ToolError> {
    let output = run(tool, args, input)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim();
    Err(ToolError::Failed {
        command: format!("{tool} {}", args.join(" ")),
        why: if said.is_empty() {
            output.status.to_string()
        } else {
            said.to_owned()
        },
    })
}
