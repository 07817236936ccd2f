//! One file a command.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::settings::Choice;
use super::words::say;
use super::{Args, Command, Ending, Failure, Home, ending};
use crate::store::Release;

mod bulletin;
mod changes;
mod claim;
mod config;
mod conflicts;
mod coverage;
mod crawl;
mod demo;
mod doctor;
mod edition;
mod explain;
mod export;
mod extract;
mod forget;
mod generate;
mod import;
mod news;
mod page;
mod reindex;
mod reread;
mod schedule;
mod search;
mod show;
mod source;
mod stats;
mod status;
mod town;
mod trial;
mod verify;
mod wacz;
mod why;

/// Runs the command that was asked for.
pub(super) fn run(args: &Args) -> anyhow::Result<Ending> {
    let home = Home::new(&args.home).with(choice(args));
    let homeless = matches!(
        args.command,
        Command::Extract(_) | Command::Demo(_) | Command::Completions(_) | Command::Man(_)
    );
    if !homeless {
        check(&home)?;
    }
    let patience = Patience::of(&home, args.wait);
    loop {
        let ended = dispatch(&home, args);
        // What is locked out has done nothing yet: it can be tried again from its beginning.
        match &ended {
            Err(error) if ending::is_locked(error) && patience.outlasts()? => {}
            _ => return ended,
        }
    }
}

/// How long a command waits for another process to let the archive go.
struct Patience {
    index: PathBuf,
    length: Duration,
    since: Instant,
}

impl Patience {
    fn of(home: &Home, length: Option<Duration>) -> Self {
        Self {
            index: home.index(),
            length: length.unwrap_or_default(),
            since: Instant::now(),
        }
    }

    /// Waits; whether the archive was let go before the end.
    fn outlasts(&self) -> anyhow::Result<bool> {
        let left = self.length.saturating_sub(self.since.elapsed());
        Ok(!left.is_zero() && Release::of(&self.index)?.comes_within(left)?)
    }
}

fn dispatch(home: &Home, args: &Args) -> anyhow::Result<Ending> {
    match &args.command {
        Command::Schedule(schedule) => schedule::run(home, schedule, args.quiet),
        Command::Crawl(crawl) => crawl::run(home, crawl, args.quiet),
        Command::Source(source) => source::run(home, source),
        Command::Extract(extract) => extract::run(extract),
        Command::Import(import) => import::run(home, import, args),
        Command::Search(search) => search::run(home, search),
        Command::Town(town) => town::run(home, town),
        Command::Changes(changes) => changes::run(home, changes),
        Command::News(news) => bulletin::run(home, news),
        Command::Conflicts(conflicts) => conflicts::run(home, conflicts),
        Command::Coverage(coverage) => coverage::run(home, coverage),
        Command::Stats(stats) => stats::run(home, stats),
        Command::Show(show) => show::run(home, show),
        Command::Export(export) => export::run(home, export, args.quiet),
        Command::Status(status) => status::run(home, status),
        Command::Why(why) => why::run(home, why),
        Command::Reread => reread::run(home, args.quiet),
        Command::Reindex => reindex::run(home),
        Command::Verify(verify) => verify::run(home, verify, args.quiet),
        Command::Doctor(doctor) => doctor::run(home, doctor),
        Command::Forget(forget) => forget::run(home, forget, args.quiet),
        Command::Demo(demo) => demo::run(demo, args.quiet),
        Command::Config(config) => config::run(home, config),
        Command::Completions(completions) => generate::completions(completions.shell),
        Command::Man(man) => generate::man(man.command.as_deref()),
    }
}

/// The settings files that the arguments want. A variable that is set to nothing is not set.
fn choice(args: &Args) -> Choice {
    match &args.config {
        _ if args.no_config => Choice::None,
        Some(path) if !path.is_empty() => Choice::Only(path.into()),
        _ => Choice::Found,
    }
}

/// A home that is not there is most often a typing error: nothing is made in its place.
fn check(home: &Home) -> Result<(), Failure> {
    let folder = home.folder();
    let wrong = |what: String| Failure::new(Ending::NoArchive, what);
    let named = folder.display();
    match std::fs::metadata(folder) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(wrong(say!("{folder} is not a folder", folder = named))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let help = say!(
                "mkdir -p {folder} makes a new home",
                folder = folder.display()
            );
            Err(wrong(say!("{folder} does not exist", folder = named)).help(help))
        }
        Err(error) => Err(wrong(say!(
            "{folder} cannot be opened: {error}",
            folder = named,
            error = error
        ))),
    }
}
