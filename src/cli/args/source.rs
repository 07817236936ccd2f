//! The arguments of `arobase source`.

use clap::{Args as ClapArgs, Subcommand};

use super::{CrawlArgs, Shape};

/// Arguments of `source`.
#[derive(Debug, ClapArgs)]
pub struct SourceArgs {
    /// What to do with the sources
    #[command(subcommand)]
    pub command: SourceCommand,
}

/// What can be done with the sources.
#[derive(Debug, Subcommand)]
pub enum SourceCommand {
    /// Add hosts to seeds/added.toml
    Add(SourceAddArgs),
    /// List the hosts that `crawl` starts from
    List(SourceListArgs),
    /// Ask a host politely what it allows and offers, and what a crawl of it would cost; nothing is archived
    Test(CrawlArgs),
    /// Take hosts out of the seeds; what was archived stays
    Remove(SourceHostsArgs),
    /// Write down that a host asked not to be crawled: it is never asked again
    Optout(SourceOptoutArgs),
    /// Add the official sites of town halls, from the table in the program, to seeds/official-sites.toml
    Import(SourceImportArgs),
}

/// Arguments of `source add`.
#[derive(Debug, ClapArgs)]
pub struct SourceAddArgs {
    /// Where to start, one address a host, as `www.ville.example` or with a path
    #[arg(required = true, value_name = "URL")]
    pub urls: Vec<String>,
    /// What the host is called; without it, the town whose official site it is, or the host itself
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// INSEE code or SIREN of the collectivity whose site it is
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// A feed of the host; those that its pages announce are found anyway
    #[arg(long = "feed", value_name = "URL")]
    pub feeds: Vec<String>,
    /// Keep to addresses whose path begins so: /actualites/
    #[arg(long, value_name = "PATH")]
    pub scope: Vec<String>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `source list`.
#[derive(Debug, ClapArgs)]
pub struct SourceListArgs {
    /// How to print them
    #[command(flatten)]
    pub shape: Shape,
}

/// Arguments of `source remove`.
#[derive(Debug, ClapArgs)]
pub struct SourceHostsArgs {
    /// A host, or any address on it
    #[arg(required = true, value_name = "HOST")]
    pub hosts: Vec<String>,
}

/// Arguments of `source optout`.
#[derive(Debug, ClapArgs)]
pub struct SourceOptoutArgs {
    /// A host, or any address on it; the hosts below it are meant too
    #[arg(value_name = "HOST")]
    pub host: String,
    /// Who asked, or why
    #[arg(long, value_name = "WORDS", default_value = "")]
    pub reason: String,
}

/// Arguments of `source import`.
#[derive(Debug, ClapArgs)]
pub struct SourceImportArgs {
    /// Communes of these departments, by code or name: 59, 2A, Nord
    #[arg(long, value_name = "DEPARTMENT", value_delimiter = ',')]
    pub dep: Vec<String>,
    /// Communes with these INSEE codes
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub code: Vec<String>,
    /// Only communes with as many inhabitants
    #[arg(long, value_name = "INHABITANTS")]
    pub min_pop: Option<u32>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
}
