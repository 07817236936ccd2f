//! Runs `arobase export wacz`.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::args::WaczArgs;
use crate::cli::asking::failure;
use crate::cli::{Ending, Home, screen};
use crate::jobs::export::{wacz, write_file};
use crate::store::Store;

/// Runs `arobase export wacz`: the archive as one file that replays.
pub(super) fn run(home: &Home, args: &WaczArgs, quiet: bool) -> anyhow::Result<Ending> {
    let store = Store::open(&home.index())?;
    let bar = if quiet || !std::io::stderr().is_terminal() {
        ProgressBar::hidden()
    } else {
        let style = ProgressStyle::with_template("{bar:30} {bytes} of {total_bytes}, {eta} left")?;
        ProgressBar::new(0).with_style(style)
    };
    let options = wacz::Options {
        title: args.title.clone(),
    };
    let written = write_file(&args.output, |out| {
        wacz::write(&store, &options, out, &mut |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        })
    });
    bar.finish_and_clear();
    let packed = written.map_err(failure)?;
    if !quiet {
        screen::tell(&format!(
            "{} ({}) and a list of {} written to {}",
            screen::counted(packed.files, "WARC file", "WARC files"),
            screen::bytes(packed.bytes),
            screen::counted(packed.pages, "page", "pages"),
            args.output.display()
        ));
    }
    Ok(Ending::Done)
}
