//! The arguments of `arobase crawl`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args as ClapArgs;

use super::schedule;

/// Arguments of `crawl`.
#[derive(Debug, Default, ClapArgs)]
pub struct CrawlArgs {
    /// Crawl only these hosts, each from this address; without any, the seeds
    #[arg(value_name = "URL")]
    pub urls: Vec<String>,
    /// Whom a webmaster can write to: an address or a page, sent in the User-Agent
    #[arg(long, env = "AROBASE_CONTACT", hide_env_values = true)]
    pub contact: Option<String>,
    /// Pause between two requests to one host
    #[arg(long, value_name = "SECONDS")]
    pub delay: Option<f64>,
    /// Most pages asked of one host in one run
    #[arg(long, value_name = "PAGES")]
    pub budget: Option<u32>,
    /// Stop before the disk of the archive has less than so many megabytes free (500 without)
    #[arg(long, value_name = "MB")]
    pub min_free: Option<u32>,
    /// Ask only at these hours of the day, as in 22:00-06:00; what is left waits for the next run
    #[arg(long, value_name = "FROM-TO")]
    pub window: Option<String>,
    /// Stop after so long, as in 2h; what is left waits for the next run
    #[arg(long, value_name = "DURATION", value_parser = schedule::duration)]
    pub max_time: Option<Duration>,
    /// Stop after so many requests to all hosts together; what is left waits for the next run
    #[arg(long, value_name = "REQUESTS")]
    pub max_requests: Option<u64>,
    /// After the run, write its figures to this file in the text format of Prometheus
    #[arg(long, value_name = "FILE")]
    pub metrics: Option<PathBuf>,
    /// Only say what would be asked and how long it would take
    #[arg(long)]
    pub dry_run: bool,
    /// Send every request in plain HTTP to this one address, with its own Host header (to try a crawl on a local copy of the web)
    #[arg(long, value_name = "URL")]
    pub connect_to: Option<String>,
}
