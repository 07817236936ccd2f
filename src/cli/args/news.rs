//! The arguments of `arobase news`.

use clap::{Args as ClapArgs, ValueEnum};

/// Arguments of `news`.
#[derive(Debug, ClapArgs)]
pub struct NewsArgs {
    /// Only what this run told (`arobase status` numbers them)
    #[arg(long, value_name = "N", conflicts_with = "last")]
    pub run: Option<i64>,
    /// The last so many runs that told anything
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub last: u32,
    /// How to print it
    #[arg(long, value_enum, default_value_t = NewsFormat::Text)]
    pub format: NewsFormat,
    /// Send what waits in the outbox to the hook and the webhook of arobase.toml now, and print nothing
    #[arg(long, conflicts_with_all = ["run", "last", "format"])]
    pub deliver: bool,
}

/// How news is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NewsFormat {
    /// For people
    Text,
    /// Markdown, for pages and mails
    Md,
    /// One JSON document
    Json,
    /// A feed, RFC 4287
    Atom,
}
