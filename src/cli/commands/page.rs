//! `show --html` and `--open`: the archived page as it came, and its address in the browser.

use std::io::{IsTerminal as _, Write as _};
use std::process::{Command, Stdio};

use anyhow::Context as _;
use url::Url;

use crate::cli::{Ending, Failure, screen};
use crate::store::Store;

/// Writes the archived bytes of a capture to standard output, their content coding removed.
///
/// A page may hold anything, so none goes to a terminal.
pub(super) fn html(store: &Store, capture: i64) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if out.is_terminal() {
        let what = "a page may hold what drives a terminal: --html goes to a file or a pipe";
        return Err(Failure::new(Ending::Usage, what)
            .help("arobase show ID --html > page.html")
            .into());
    }
    let found = store.capture(capture)?;
    let found = found.context(format!("capture {capture} is not in the database"))?;
    let exchange = store.payload(&found)?;
    let body = exchange.decoded_body().map_err(|error| {
        let what = format!("the page of {} cannot be unpacked: {error}", found.url);
        Failure::new(Ending::Partial, what)
    })?;
    out.write_all(&body)?;
    out.flush().context("standard output")
}

/// Opens an address in the browser of the desktop: `http` and `https` alone, since any other scheme may
/// start any program.
pub(super) fn open(address: &str) -> anyhow::Result<()> {
    let url = Url::parse(address).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(url) = url else {
        let what = format!("{} is no address of the web", screen::shown(address));
        return Err(Failure::new(Ending::Usage, what).into());
    };
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let status = Command::new(program)
        .args(before)
        .arg(url.as_str())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => Err(
            Failure::new(Ending::Partial, format!("{program} opened no browser"))
                .help(format!("the address is {url}"))
                .into(),
        ),
    }
}
