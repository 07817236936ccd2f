//! The help of commands and options in French: clap has one language, so the texts are exchanged in its tree before it is
//! asked (clap #380).

use clap::Command;
use clap::builder::StyledStr;

use super::{Lang, lang, translated};

/// The command with its texts in the language of this process.
pub(crate) fn localized(command: Command) -> Command {
    match lang() {
        Lang::En => command,
        Lang::Fr => {
            let mut command = command;
            // Makes clap's own options and the command `help`, so that they can be spoken for too.
            command.build();
            french(command)
        }
    }
}

/// The head of a help page; clap's own has English headings.
const PAGE: &str = "{before-help}{about-with-newline}\nUsage : {usage}\n\n{all-args}{after-help}";

fn french(command: Command) -> Command {
    let about = text(command.get_about());
    let long = text(command.get_long_about());
    let mut command = command.mut_args(|arg| {
        let (help, long, heading) = (
            text(arg.get_help()),
            text(arg.get_long_help()),
            arg.get_help_heading().and_then(translated),
        );
        let mut arg = arg;
        if let Some(help) = help {
            arg = arg.help(help);
        }
        if let Some(long) = long {
            arg = arg.long_help(long);
        }
        if let Some(heading) = heading {
            arg = arg.help_heading(heading);
        }
        arg
    });
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(long) = long {
        command = command.long_about(long);
    }
    command
        .help_template(PAGE)
        .subcommand_help_heading("Commandes")
        .mut_subcommands(french)
}

fn text(english: Option<&StyledStr>) -> Option<&'static str> {
    translated(&english?.to_string())
}
