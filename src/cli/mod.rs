//! The command line: arguments become settings, settings become a job, a job becomes words and an
//! exit code.

mod args;
mod ending;
mod home;
pub mod settings;
mod commands;
pub mod screen;

use std::process::ExitCode;

use clap::Parser as _;

pub use args::{Args, Command, CrawlArgs};
pub use ending::{Ending, Failure};
pub use home::Home;

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let ending = if error.use_stderr() {
                Ending::Usage
            } else {
                Ending::Done
            };
            // A closed pipe while help is printed is nobody's failure.
            let _ = error.print();
            return ending.into();
        }
    };
    screen::start_logging(args.verbose, args.quiet);
    match commands::run(&args) {
        Ok(ending) => ending.into(),
        Err(error) => ending::report(&error).into(),
    }
}
