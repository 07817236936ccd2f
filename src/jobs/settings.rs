//! What a crawl is told to do: settings as meant, already checked by whoever made them.

use std::net::SocketAddr;
use std::time::Duration;

use url::Url;

use super::window::Window;

use crate::fetch::{Lab, Reach};

/// Pause between two requests to one host where nobody asks for another.
pub const DEFAULT_DELAY: Duration = Duration::from_secs(5);
/// A pause below this is only for one's own servers.
pub const SHORTEST_POLITE: Duration = Duration::from_secs(1);
/// Most pages asked of one host in one run where nobody asks for another number.
pub const DEFAULT_BUDGET: u32 = 200;

/// Bytes of the disk that stay free where nobody asks for another number.
pub const DEFAULT_MIN_FREE: u64 = 500_000_000;

/// How long a hook may take where nobody asks for another time.
pub const DEFAULT_HOOK_LIMIT: Duration = Duration::from_mins(1);
/// How long a webhook may take to answer where nobody asks for another time.
pub const DEFAULT_WEBHOOK_LIMIT: Duration = Duration::from_secs(10);
/// How often a webhook is tried after one run where nobody asks for another number.
pub const DEFAULT_WEBHOOK_TRIES: u32 = 3;

/// Who is told what is new after a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receivers {
    /// A command that gets it on its standard input.
    pub hook: Option<Hook>,
    /// A server of the user's own that it is posted to.
    pub webhook: Option<Webhook>,
}

/// A command of the user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// As the shell takes it.
    pub command: String,
    /// After so long it is killed, with all that it started.
    pub limit: Duration,
}

/// A server of the user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Where to. It may be private: the user wrote it.
    pub url: Url,
    /// An answer that takes longer is none.
    pub limit: Duration,
    /// How often one bulletin is tried after one run.
    pub tries: u32,
}

impl Receivers {
    /// Their names in the outbox.
    pub fn names(&self) -> Vec<&'static str> {
        let hook = self.hook.as_ref().map(|_| "hook");
        hook.into_iter()
            .chain(self.webhook.as_ref().map(|_| "webhook"))
            .collect()
    }
}

/// The settings of one crawl.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrawlSettings {
    /// Whom a webmaster can write to: a mail address or a page.
    pub contact: String,
    /// The whole `User-Agent` header; it holds the contact.
    pub user_agent: String,
    /// Pause between two requests to one host; `robots.txt` may ask for a longer one.
    pub delay: Duration,
    /// Most pages asked of one host in one run.
    pub budget: u32,
    /// Where every request goes in plain HTTP, instead of the host in its URL.
    pub connect_to: Option<SocketAddr>,
    /// A crawl stops before its disk has less than so many bytes free.
    pub min_free: u64,
    /// How long it may take; without end without.
    pub max_time: Option<Duration>,
    /// How many requests it may make to all hosts together; any number without.
    pub max_requests: Option<u64>,
    /// Who is told what is new after a run.
    pub receivers: Receivers,
    /// The hours in which it may ask; all of the day without.
    pub window: Option<Window>,
    /// Ranges of one's own servers that the address guard lets through.
    pub lab: Lab,
    /// Crawl only these hosts, each from this address; empty for the seeds.
    pub urls: Vec<Url>,
}

impl CrawlSettings {
    /// Polite settings for all seeds, with a `User-Agent` that names `contact`.
    ///
    /// ```
    /// let settings = arobase::jobs::settings::CrawlSettings::new("veille@ville.example");
    /// assert!(settings.user_agent.ends_with(" (+mailto:veille@ville.example)"));
    /// ```
    pub fn new(contact: &str) -> Self {
        Self {
            contact: contact.to_owned(),
            user_agent: Self::agent(Some(contact)),
            delay: DEFAULT_DELAY,
            budget: DEFAULT_BUDGET,
            connect_to: None,
            min_free: DEFAULT_MIN_FREE,
            window: None,
            max_time: None,
            max_requests: None,
            receivers: Receivers::default(),
            lab: Lab::default(),
            urls: Vec::new(),
        }
    }

    /// The `User-Agent` of this program; without a contact it is for servers of the user's own.
    pub fn agent(contact: Option<&str>) -> String {
        let version = env!("CARGO_PKG_VERSION");
        match contact {
            Some(page) if page.contains("://") => format!("arobase/{version} (+{page})"),
            Some(mail) => format!("arobase/{version} (+mailto:{mail})"),
            None => format!("arobase/{version}"),
        }
    }

    /// Whether nobody but the user is asked: everything goes to this machine, or the pause is one
    /// that only the lab may be asked with.
    pub fn at_home(&self) -> bool {
        match self.connect_to {
            Some(address) => address.ip().is_loopback() || self.lab.holds(address.ip()),
            None => !self.lab.is_empty() && self.delay < SHORTEST_POLITE,
        }
    }

    /// Whether an IP address is asked by one request at a time, whatever host it stands for. All
    /// requests of a crawl of a local copy go to one address, and a lab may lift the rule.
    pub fn one_per_address(&self) -> bool {
        self.connect_to.is_none() && !(self.at_home() && self.lab.many_per_ip)
    }

    /// Whether connections are kept for the next request: not where two sites of one machine would then
    /// hold two of them at once.
    pub fn keeps_connections(&self) -> bool {
        !self.one_per_address() || self.delay.is_zero()
    }

    /// Where its requests may go.
    pub fn reach(&self) -> Reach {
        match self.connect_to {
            Some(address) => Reach::One(address),
            None if self.at_home() => Reach::Lab(self.lab.clone()),
            None => Reach::Web(self.lab.clone()),
        }
    }
}
