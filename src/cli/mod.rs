//! The command line: arguments become settings, settings become a job, a job becomes words and an
//! exit code.

mod args;
mod ending;
mod home;
mod lab;
pub mod settings;
mod commands;
pub mod screen;
mod table;
mod bars;
mod listing;
mod asking;

use std::process::ExitCode;

use clap::Parser as _;

pub use args::{Args, Command, CrawlArgs};
pub use ending::{Ending, Failure};
pub use home::Home;

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let args = match Args::try_parse_from(args::as_meant(std::env::args_os())) {
        Ok(args) => args,
        Err(error) => return without_command(&error).into(),
    };
    screen::start_logging(args.verbose, args.quiet);
    screen::start_style(args.color);
    match commands::run(&args) {
        Ok(ending) => ending.into(),
        Err(error) => ending::report(&error).into(),
    }
}

/// Help and version, which are data, or a mistake in the arguments.
fn without_command(error: &clap::Error) -> Ending {
    if error.use_stderr() {
        // The message repeats what was typed, which may hold anything.
        screen::tell(error.render().to_string().trim_end());
        return Ending::Usage;
    }
    match error.print() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            ending::report(&error.into())
        }
        _ => Ending::Done,
    }
}
