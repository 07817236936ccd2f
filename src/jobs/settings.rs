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
        let version = env!("CARGO_PKG_VERSION");
        let scheme = if contact.contains("://") {
            ""
        } else {
            "mailto:"
        };
        Self {
            contact: contact.to_owned(),
            user_agent: format!("arobase/{version} (+{scheme}{contact})"),
            delay: DEFAULT_DELAY,
            budget: DEFAULT_BUDGET,
            connect_to: None,
            min_free: DEFAULT_MIN_FREE,
            window: None,
            lab: Lab::default(),
            urls: Vec::new(),
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
