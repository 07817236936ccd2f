//! Settings: the file `arobase.toml` of the archive home, under the environment, under the flags.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use url::{Host, Url};

use super::args::CrawlArgs;
use super::lab::LabTable;
use super::{Ending, Failure, Home};
use crate::jobs::settings::{CrawlSettings, SHORTEST_POLITE};
use crate::jobs::window::{NoWindow, Window};

/// What the file may say, as it is told to whoever wrote something else.
const ACCEPTED: &str = "contact, delay_seconds, budget, window, min_free_mb, [lab] allow, hosts, many_per_ip, no_crawl_delay";
/// RFC 9309 asks nothing here; a pause beyond an hour is a mistake of units.
const LONGEST: f64 = 3600.0;

/// `arobase.toml` as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    contact: Option<Spanned<String>>,
    delay_seconds: Option<Spanned<f64>>,
    budget: Option<Spanned<u32>>,
    min_free_mb: Option<u32>,
    window: Option<Spanned<String>>,
    lab: Option<LabTable>,
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

/// Settings for `crawl`: each flag, else its variable of the environment (clap reads it), else the
/// file of the home, else the polite default.
///
/// # Errors
/// A [`Failure`]: `Usage` where a value or the file is wrong, `Refused` where no contact is given
/// or the pause is too short for other people's servers.
pub fn crawl(home: &Home, args: &CrawlArgs) -> anyhow::Result<CrawlSettings> {
    let path = home.settings_file();
    let file = File::read(&path).map_err(|error| {
        Failure::new(Ending::Usage, chain(&error)).help(format!("it may hold: {ACCEPTED}"))
    })?;
    let given = args
        .contact
        .as_deref()
        .map(str::trim)
        .filter(|contact| !contact.is_empty());
    let contact = given.or(file
        .contact
        .as_ref()
        .map(|contact| contact.get_ref().as_str()));
    let mut settings = CrawlSettings::new(contact.ok_or_else(|| no_contact(&path))?);
    usage(check_contact(&settings.contact))?;
    if let Some(seconds) = args.delay {
        settings.delay =
            usage(pause(seconds).map_err(|reason| format!("--delay {seconds}: {reason}")))?;
    } else if let Some(seconds) = &file.delay_seconds {
        settings.delay = usage(pause(*seconds.get_ref()))?;
    }
    let budget = args.budget.or(file.budget.map(Spanned::into_inner));
    settings.budget = budget.unwrap_or(settings.budget);
    if settings.budget == 0 {
        return Err(Failure::new(Ending::Usage, "--budget 0: it must be 1 or more").into());
    }
    if let Some(megabytes) = args.min_free.or(file.min_free_mb) {
        settings.min_free = u64::from(megabytes) * 1_000_000;
    }
    settings.connect_to = args.connect_to.as_deref().map(address).transpose()?;
    // Checked when the file was read.
    settings.lab = usage(
        file.lab
            .map(|table| table.read())
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
    let window = window.or(file.window.as_ref().map(|window| window.get_ref().as_str()));
    settings.window = usage(
        window
            .map(str::parse)
            .transpose()
            .map_err(|why: NoWindow| format!("window: {why}")),
    )?;
    refuse_haste(&settings)?;
    Ok(settings)
}

impl File {
    /// Reads and checks the file; without one, nothing is set.
    fn read(path: &Path) -> Result<Self, SettingsError> {
        match std::fs::read(path) {
            Ok(bytes) => Self::parse(path, &bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(SettingsError::Unreadable {
                path: path.to_owned(),
                source,
            }),
        }
    }

    fn parse(path: &Path, bytes: &[u8]) -> Result<Self, SettingsError> {
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
        if let Some(table) = &file.lab {
            table
                .read()
                .map_err(|found| wrong(found.start, found.why))?;
        }
        Ok(file)
    }
}

/// The error and its causes in one line, as `anyhow` writes them.
fn chain(error: &SettingsError) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

fn usage<T>(checked: Result<T, String>) -> Result<T, Failure> {
    checked.map_err(|what| Failure::new(Ending::Usage, what))
}

fn no_contact(path: &Path) -> Failure {
    let what = "no contact: a crawl must tell webmasters whom to write to";
    Failure::new(Ending::Refused, what).help(format!(
        "arobase crawl --contact you@example.org, or AROBASE_CONTACT, or contact = \"…\" in {}",
        path.display()
    ))
}

/// A contact is a mail address or a page, and safe inside a header and its parentheses.
fn check_contact(contact: &str) -> Result<(), String> {
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

fn pause(seconds: f64) -> Result<Duration, String> {
    if (0.0..=LONGEST).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(format!("a pause is from 0 to {LONGEST} seconds"))
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::Reach;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<File, String> {
        File::parse(Path::new("arobase.toml"), text.as_bytes()).map_err(|error| error.to_string())
    }

    fn typed(urls: &[&str]) -> CrawlArgs {
        CrawlArgs {
            min_free: None,
            urls: urls.iter().map(|url| (*url).to_owned()).collect(),
            contact: Some("veille@ville.example".to_owned()),
            delay: None,
            budget: None,
            dry_run: false,
            window: None,
            connect_to: None,
        }
    }

    fn settings(args: &CrawlArgs) -> Result<CrawlSettings, Failure> {
        let home = tempfile::tempdir().unwrap();
        crawl(&Home::new(home.path()), args).map_err(|error| error.downcast().unwrap())
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line_and_the_accepted_ones() {
        let error = parse("contact = \"a@b.example\"\ndelai = 3\n").unwrap_err();
        assert!(
            error.starts_with("arobase.toml:2: unknown field `delai`"),
            "{error}"
        );
        assert!(error.contains("`delay_seconds`"), "{error}");
    }

    #[test]
    fn a_wrong_value_is_refused_with_its_line() {
        for (text, line) in [
            (
                "\ndelay_seconds = -1.0",
                "arobase.toml:2: delay_seconds: a pause",
            ),
            (
                "\n\nbudget = 0",
                "arobase.toml:3: budget: it must be 1 or more",
            ),
            ("budget = \"many\"", "arobase.toml:1: invalid type"),
            (
                "\ncontact = \"nobody\"",
                "arobase.toml:2: contact \"nobody\" is neither",
            ),
            ("contact = \"a@b.example\"\n\ncontact", "arobase.toml:3: "),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with(line), "{text:?}: {error}");
        }
    }

    #[test]
    fn a_whole_number_of_seconds_is_a_delay() {
        assert!(parse("delay_seconds = 7").is_ok());
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path());
        std::fs::write(
            home.settings_file(),
            "contact = \"file@ville.example\"\nbudget = 7\n",
        )
        .unwrap();
        let mut args = typed(&[]);
        let both = crawl(&home, &args).unwrap();
        assert_eq!(
            (both.contact.as_str(), both.budget),
            ("veille@ville.example", 7)
        );
        args.contact = None;
        args.budget = Some(3);
        let flag = crawl(&home, &args).unwrap();
        assert_eq!(
            (flag.contact.as_str(), flag.budget),
            ("file@ville.example", 3)
        );
        assert_eq!(flag.delay, crate::jobs::settings::DEFAULT_DELAY);
    }

    #[test]
    fn without_a_contact_a_crawl_is_refused() {
        let failure = settings(&CrawlArgs {
            contact: Some(" ".to_owned()),
            ..typed(&[])
        });
        assert_eq!(failure.unwrap_err().ending, Ending::Refused);
    }

    #[test]
    fn a_contact_cannot_break_out_of_its_header() {
        for contact in [
            "a@b.example\r\nX: y",
            "a@b.example) x (",
            "a@b",
            "@b.example",
            "ftp://a.b",
        ] {
            assert!(check_contact(contact).is_err(), "{contact:?}");
        }
        for contact in [
            "a@b.example",
            "https://ville.example/robot",
            "a+b@c.d.example",
        ] {
            assert!(check_contact(contact).is_ok(), "{contact:?}");
        }
    }

    #[test]
    fn a_short_delay_is_for_loopback_only() {
        let mut args = CrawlArgs {
            delay: Some(0.5),
            ..typed(&[])
        };
        assert_eq!(settings(&args).unwrap_err().ending, Ending::Refused);
        args.connect_to = Some("http://192.0.2.7:80".to_owned());
        assert_eq!(settings(&args).unwrap_err().ending, Ending::Refused);
        args.connect_to = Some("http://127.0.0.1:8080".to_owned());
        assert_eq!(settings(&args).unwrap().delay, Duration::from_millis(500));
    }

    #[test]
    fn a_wrong_range_of_the_lab_is_refused_with_its_line() {
        for (text, begins) in [
            (
                "[lab]\nallow = [\n  \"127.0.0.0/8\",\n  \"0.0.0.0/0\",\n]",
                "arobase.toml:4: lab.allow: 0.0.0.0/0 is not a private range",
            ),
            (
                "[lab]\nallow = [\"127.0.0.1\"]",
                "arobase.toml:2: lab.allow: \"127.0.0.1\" is not a range",
            ),
            (
                "[lab]\nallow = [\"127.0.0.1/8\"]",
                "arobase.toml:2: lab.allow: 127.0.0.1/8 begins in the middle",
            ),
            (
                "[lab]\nallow = []",
                "arobase.toml:2: lab.allow: it names no range",
            ),
            (
                "[lab]\nallow = [\"::1/128\"]\n[lab.hosts]\n\"m.test\" = \"127.0.0.1\"",
                "arobase.toml:4: lab.hosts: 127.0.0.1 lies in no range of lab.allow",
            ),
            (
                "[lab]\nallow = [\"::1/128\"]\n[lab.hosts]\n\"m.test\" = \"here\"",
                "arobase.toml:4: lab.hosts: \"here\" is not an address",
            ),
            ("[lab]\nalow = []", "arobase.toml:2: unknown field `alow`"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with(begins), "{text}: {error}");
        }
    }

    #[test]
    fn with_a_lab_a_short_delay_goes_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path());
        let lab = "[lab]\nallow = [\"127.0.0.0/8\"]\nmany_per_ip = true\nhosts = { \"M.test\" = \"127.0.0.2\" }\n";
        std::fs::write(home.settings_file(), lab).unwrap();
        let polite = crawl(&home, &typed(&[])).unwrap();
        assert!(matches!(polite.reach(), Reach::Web(_)) && !polite.at_home());
        assert!(polite.lab.many_per_ip && polite.lab.hosts.contains_key("m.test"));
        let fast = CrawlArgs {
            delay: Some(0.0),
            ..typed(&[])
        };
        let fast = crawl(&home, &fast).unwrap();
        assert!(matches!(fast.reach(), Reach::Lab(_)) && fast.at_home());
    }

    #[test]
    fn only_web_addresses_are_crawled() {
        for url in [
            "ville example",
            "ftp://ville.example/",
            "mailto:a@b.example",
            "http://",
            "https://a:b@c.example/",
        ] {
            assert_eq!(
                settings(&typed(&[url])).unwrap_err().ending,
                Ending::Usage,
                "{url}"
            );
        }
        let settings = settings(&typed(&["http://ville.example", "ville.example/label"])).unwrap();
        let urls: Vec<_> = settings.urls.iter().map(Url::as_str).collect();
        assert_eq!(
            urls,
            ["http://ville.example/", "https://ville.example/label"]
        );
    }

    #[test]
    fn a_server_to_connect_to_is_one_bare_address() {
        for ok in [
            "http://127.0.0.1:80",
            "http://localhost:9/",
            "http://[::1]:8080",
        ] {
            assert!(address(ok).is_ok(), "{ok}");
        }
        for no in [
            "127.0.0.1:80",
            "https://127.0.0.1",
            "http://ville.example:80",
            "http://127.0.0.1/a",
        ] {
            assert_eq!(address(no).unwrap_err().ending, Ending::Usage, "{no}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_file_reader_panic(bytes: Vec<u8>) {
            let _ = File::parse(Path::new("arobase.toml"), &bytes);
        }

        #[test]
        fn every_delay_is_a_pause_or_a_sentence(seconds: f64) {
            if let Ok(pause) = pause(seconds) {
                prop_assert!(pause <= Duration::from_hours(1));
            }
        }
    }
}
