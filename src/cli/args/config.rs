//! The arguments of `arobase config`.

use clap::{Args as ClapArgs, Subcommand};

use super::Shape;

/// Arguments of `config`.
#[derive(Debug, ClapArgs)]
pub struct ConfigArgs {
    /// What to tell
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// What can be told of the settings.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print every setting as it counts
    Show(ConfigShowArgs),
    /// Print where settings files are looked for, the strongest first
    Path,
}

/// Arguments of `config show`.
#[derive(Debug, ClapArgs)]
pub struct ConfigShowArgs {
    /// Also tell what sets each: a file and its line, the environment, or nothing
    #[arg(long)]
    pub origin: bool,
    /// How to print them
    #[command(flatten)]
    pub shape: Shape,
}
