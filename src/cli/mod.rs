//! The command line: arguments become settings, settings become a job, a job becomes words and an
//! exit code.

mod args;
mod ending;
mod home;
mod lab;
pub mod settings;
mod commands;
mod words;
pub mod screen;
mod table;
mod bars;
mod teller;
mod listing;
mod asking;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

pub use args::{Args, Command, CrawlArgs};
pub use ending::{Ending, Failure};
pub use home::Home;

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let typed = args::as_meant(std::env::args_os());
    words::start(&typed);
    let args = match parsed(typed) {
        Ok(args) => args,
        Err(error) => return without_command(&error).into(),
    };
    screen::start_logging(args.log_format, args.verbose, args.quiet);
    screen::start_style(args.color);
    match commands::run(&args) {
        Ok(ending) => ending.into(),
        Err(error) => ending::report(&error).into(),
    }
}

/// The arguments, read by a command that speaks the language of the user.
fn parsed(typed: Vec<OsString>) -> Result<Args, clap::Error> {
    let mut command = words::localized(Args::command());
    let matches = command.try_get_matches_from_mut(typed)?;
    Args::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Help and version, which are data, or a mistake in the arguments.
fn without_command(error: &clap::Error) -> Ending {
    if error.use_stderr() {
        // The message repeats what was typed, which may hold anything.
        let told = words::mistake(error).unwrap_or_else(|| error.render().to_string());
        screen::tell(told.trim_end());
        return Ending::Usage;
    }
    match error.print() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            ending::report(&error.into())
        }
        _ => Ending::Done,
    }
}
