//! Runs `arobase completions` and `arobase man`: what is written from the options as they are.

use std::io::Write as _;

use anyhow::Context as _;
use clap::CommandFactory as _;

use crate::cli::args::{Args, Shell};
use crate::cli::{Ending, Failure};

/// Prints what makes a shell complete.
pub(super) fn completions(shell: Shell) -> anyhow::Result<Ending> {
    let shell = match shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "arobase", &mut script);
    print(&script)
}

/// Prints the manual page of the program, or that of the command `name`.
pub(super) fn man(name: Option<&str>) -> anyhow::Result<Ending> {
    let mut program = Args::command();
    // Makes the options of every command stand in each of them.
    program.build();
    let page = match name {
        None => program,
        Some(name) => {
            let found = program.find_subcommand(name).cloned();
            let found = found.ok_or_else(|| {
                Failure::new(Ending::Usage, format!("there is no command {name}"))
                    .help("arobase --help lists them")
            })?;
            let title = format!("arobase-{}", found.get_name());
            found.display_name(title)
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page)
        .render(&mut text)
        .context("the manual page")?;
    print(&text)
}

fn print(bytes: &[u8]) -> anyhow::Result<Ending> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Ending::Done)
}
