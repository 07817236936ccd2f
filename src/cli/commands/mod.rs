//! One file a command.

use super::{Args, Command, Ending, Home};

mod crawl;
mod demo;
mod export;
mod extract;
mod import;
mod reindex;
mod reread;
mod search;
mod show;
mod status;

/// Runs the command that was asked for.
pub(super) fn run(args: &Args) -> anyhow::Result<Ending> {
    let home = Home::new(&args.home);
    match &args.command {
        Command::Crawl(crawl) => crawl::run(&home, crawl, args.quiet),
        Command::Extract(extract) => extract::run(extract),
        Command::Import(import) => import::run(&home, import),
        Command::Search(search) => search::run(&home, search),
        Command::Show(show) => show::run(&home, show),
        Command::Export(export) => export::run(&home, export),
        Command::Status => status::run(&home),
        Command::Reread => reread::run(&home, args.quiet),
        Command::Reindex => reindex::run(&home),
        Command::Demo(demo) => demo::run(demo),
    }
}
