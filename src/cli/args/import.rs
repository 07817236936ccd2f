//! The arguments of `import`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

/// Arguments of `import`.
#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct ImportArgs {
    /// What is imported
    #[command(subcommand)]
    pub what: Option<ImportWhat>,
    /// Without a word for what it is: as `html`
    #[command(flatten)]
    pub html: HtmlArgs,
}

/// What is imported.
#[derive(Debug, Subcommand)]
pub enum ImportWhat {
    /// Read pages from .html and .txt files or folders into the archive
    Html(HtmlArgs),
    /// Take the pages out of WARC and WACZ files of other programs; nothing is asked of the web
    #[command(visible_alias = "wacz")]
    Warc(WarcArgs),
    /// Queue addresses for the next crawl, one a line; lines that begin with # say nothing
    #[command(visible_alias = "adresses")]
    Urls(FileArgs),
    /// Take claims that people made: a table with code or collectivity, year, arobases or mention; quote, url
    Csv(FileArgs),
}

/// Arguments of `import urls` and `import csv`.
#[derive(Debug, ClapArgs)]
pub struct FileArgs {
    /// The file
    pub file: PathBuf,
}

/// Arguments of `import html`.
#[derive(Debug, ClapArgs)]
pub struct HtmlArgs {
    /// .html or .txt files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The folders are laid out as `wget -r` does, host/path: each page's URL is known
    #[arg(long)]
    pub mirror: bool,
}

/// Arguments of `import warc`.
#[derive(Debug, ClapArgs)]
pub struct WarcArgs {
    /// .warc, .warc.gz and .wacz files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Keep every page; without it, those that bear a trace of the label, and all of sites with a claim
    #[arg(long)]
    pub all: bool,
    /// Write a line for each capture that is not kept: file, byte, address, reason, parted by tabs (-v tells them, too)
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,
    /// Read files again that were read to their end before
    #[arg(long)]
    pub again: bool,
}
