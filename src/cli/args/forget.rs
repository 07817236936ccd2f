//! The arguments of `forget`.

use clap::{ArgGroup, Args as ClapArgs};

/// Arguments of `forget`.
#[derive(Debug, ClapArgs)]
#[command(group = ArgGroup::new("target").required(true).args(["url", "host", "quote"]))]
pub struct ForgetArgs {
    /// This address: all that was archived of it, what gives it as its own address, and what has its very bytes
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// This host and those below it
    #[arg(long, value_name = "HOST")]
    pub host: Option<String>,
    /// These words in any spelling: every page that has them, whole; `-` reads them from standard input
    #[arg(long, value_name = "WORDS")]
    pub quote: Option<String>,
    /// Why, for the receipt; it must not say what is forgotten
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Only say what would be removed
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask: nobody can take it back
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
}
