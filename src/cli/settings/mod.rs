//! Settings: files named `arobase.toml`, under the environment, under the flags.

mod file;
mod layers;
mod told;
mod receivers;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use toml::Spanned;
use url::{Host, Url};

pub use file::SettingsError;
use file::{check_contact, pause};
pub use layers::Choice;
use layers::Layers;
pub(crate) use layers::{Sort, State, places};
use receivers::WebhookTable;
pub(crate) use told::told;

use super::args::CrawlArgs;
use super::words::{say, tr};
use super::{Ending, Failure, Home};
use crate::jobs::settings::{CrawlSettings, Receivers, SHORTEST_POLITE};
use crate::jobs::window::NoWindow;

/// Settings for `crawl`: each flag, else its variable of the environment (clap reads it), else the
/// settings files, the nearest first, else the polite default.
///
/// # Errors
/// A [`Failure`]: `Usage` where a value or the file is wrong, `Refused` where no contact is given
/// or the pause is too short for other people's servers.
pub fn crawl(home: &Home, args: &CrawlArgs) -> anyhow::Result<CrawlSettings> {
    let files = Layers::read(home)?;
    let given = args
        .contact
        .as_deref()
        .map(str::trim)
        .filter(|contact| !contact.is_empty());
    let contact = given.or(files.pick(|file| Some(file.contact.as_ref()?.get_ref().as_str())));
    let mut settings =
        CrawlSettings::new(contact.ok_or_else(|| no_contact(&home.settings_file()))?);
    usage(check_contact(&settings.contact))?;
    if let Some(seconds) = args.delay {
        settings.delay =
            usage(pause(seconds).map_err(|reason| format!("--delay {seconds}: {reason}")))?;
    } else if let Some(seconds) = files.pick(|file| file.delay_seconds.as_ref()) {
        settings.delay = usage(pause(*seconds.get_ref()))?;
    }
    let budget = files
        .pick(|file| file.budget.as_ref())
        .map(Spanned::get_ref);
    let budget = args.budget.or(budget.copied());
    settings.budget = budget.unwrap_or(settings.budget);
    if settings.budget == 0 {
        return Err(Failure::new(Ending::Usage, "--budget 0: it must be 1 or more").into());
    }
    if let Some(megabytes) = args.min_free.or(files.pick(|file| file.min_free_mb)) {
        settings.min_free = u64::from(megabytes) * 1_000_000;
    }
    (settings.max_time, settings.max_requests) = (args.max_time, args.max_requests);
    settings.receivers = of_files(&files)?;
    settings.connect_to = args.connect_to.as_deref().map(address).transpose()?;
    // Checked when the file was read.
    settings.lab = usage(
        files
            .pick(|file| file.lab.as_ref())
            .map(super::lab::LabTable::read)
            .transpose()
            .map_err(|wrong| wrong.why),
    )?
    .unwrap_or_default();
    settings.urls = args
        .urls
        .iter()
        .map(|url| start(url))
        .collect::<Result<_, _>>()?;
    let window = args.window.as_deref();
    let window = window.or(files.pick(|file| Some(file.window.as_ref()?.get_ref().as_str())));
    settings.window = usage(
        window
            .map(str::parse)
            .transpose()
            .map_err(|why: NoWindow| format!("window: {why}")),
    )?;
    refuse_haste(&settings)?;
    Ok(settings)
}

/// Who is told what is new, as the file of the home names them.
///
/// # Errors
/// A [`Failure`] `Usage` where the file is wrong.
pub fn receivers(home: &Home) -> anyhow::Result<Receivers> {
    Ok(of_files(&Layers::read(home)?)?)
}

/// Each receiver as the nearest file has it that names it. They were checked when the files were read.
fn of_files(files: &Layers) -> Result<Receivers, Failure> {
    let hook = files.pick(|file| file.on_news.as_ref().map(|_| file.hook()));
    let webhook = files.pick(|file| file.webhook.as_ref().map(WebhookTable::read));
    Ok(Receivers {
        hook: usage(hook.transpose().map_err(|wrong| wrong.why))?.flatten(),
        webhook: usage(webhook.transpose().map_err(|wrong| wrong.why))?,
    })
}

fn usage<T>(checked: Result<T, String>) -> Result<T, Failure> {
    checked.map_err(|what| Failure::new(Ending::Usage, what))
}

fn no_contact(path: &Path) -> Failure {
    let what = tr("no contact: a crawl must tell webmasters whom to write to");
    Failure::new(Ending::Refused, what).help(say!(
        "arobase crawl --contact you@example.org, or AROBASE_CONTACT, or contact = \"…\" in {path}",
        path = path.display(),
    ))
}

/// One address to send all to: `http://127.0.0.1:8080`.
fn address(typed: &str) -> Result<SocketAddr, Failure> {
    let wrong = || {
        Failure::new(
            Ending::Usage,
            format!("--connect-to {typed}: not an address of a server"),
        )
        .help("it looks like http://127.0.0.1:8080")
    };
    let url = Url::parse(typed).map_err(|_| wrong())?;
    let bare = url.scheme() == "http"
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let ip = match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
        Some(Host::Domain("localhost")) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        _ => return Err(wrong()),
    };
    let port = url
        .port_or_known_default()
        .filter(|_| bare)
        .ok_or_else(wrong)?;
    Ok(SocketAddr::new(ip, port))
}

/// An address to start from, as people type it: without a scheme it is https.
fn start(typed: &str) -> Result<Url, Failure> {
    crate::web::url::typed(typed)
        .map_err(|refusal| Failure::new(Ending::Usage, format!("{typed}: {refusal}")))
}

fn refuse_haste(settings: &CrawlSettings) -> Result<(), Failure> {
    if settings.delay >= SHORTEST_POLITE || settings.at_home() {
        return Ok(());
    }
    let seconds = settings.delay.as_secs_f64();
    Err(Failure::new(
        Ending::Refused,
        format!("a delay of {seconds} s is too short for other people's servers"),
    )
    .help(
        "1 second or more; less only for one's own servers: --connect-to http://127.0.0.1:PORT, or \
         [lab] allow = [\"127.0.0.0/8\"] in arobase.toml",
    ))
}
