//! Runs `arobase import warc`.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::args::{Args, WarcArgs};
use crate::cli::{Ending, Home, screen};
use crate::jobs::import::warc::{self, List, Progress, Settings, Summary};

/// Where nobody sees a bar, a line is told so often.
const LINE: Duration = Duration::from_secs(30);
/// Lost stretches that are named one by one.
const NAMED: usize = 20;

/// Runs `arobase import warc`.
pub(super) fn run(home: &Home, warc: &WarcArgs, args: &Args) -> anyhow::Result<Ending> {
    let settings = Settings {
        paths: warc.paths.clone(),
        all: warc.all,
        again: warc.again,
    };
    let list = match &warc.refused {
        Some(path) => Some(List::in_file(path.clone())?),
        None if args.verbose > 0 => Some(List::Told(Box::new(|line| {
            let line = screen::shown(&line.replace('\t', " "));
            screen::tell(&format!("not kept: {line}"));
        }))),
        None => None,
    };
    let mut shown = Shown::new(args.quiet)?;
    let summary = warc::import(&home.index(), &settings, list, &mut |progress| {
        shown.tell(progress);
    })?;
    shown.bar.finish_and_clear();
    for wrong in &summary.wrong {
        screen::tell(&format!("arobase: {wrong}"));
    }
    for lost in summary.lost.iter().take(NAMED) {
        screen::tell(&format!("arobase: {lost}"));
    }
    if summary.lost.len() > NAMED {
        let more = summary.lost.len() - NAMED;
        screen::tell(&format!(
            "arobase: and {more} more stretches that cannot be read"
        ));
    }
    if !args.quiet {
        tell(&summary, warc.refused.is_none() && args.verbose == 0);
    }
    Ok(if summary.wrong.is_empty() && summary.lost.is_empty() {
        Ending::Done
    } else {
        Ending::Partial
    })
}

/// Progress as a bar, or as a line from time to time where nobody would see one.
struct Shown {
    bar: ProgressBar,
    last: Instant,
    quiet: bool,
}

impl Shown {
    fn new(quiet: bool) -> anyhow::Result<Self> {
        let bar = if quiet || !std::io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            let style = ProgressStyle::with_template(
                "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left · {msg}",
            )?;
            ProgressBar::new(0).with_style(style)
        };
        Ok(Self {
            bar,
            last: Instant::now(),
            quiet,
        })
    }

    fn tell(&mut self, progress: Progress) {
        let (done, all) = progress.bytes;
        let words = format!("{} pages, {} claims", progress.archived, progress.claims);
        if self.bar.is_hidden() {
            if !self.quiet && self.last.elapsed() >= LINE {
                self.last = Instant::now();
                let (done, all) = (screen::bytes(done), screen::bytes(all));
                screen::tell(&format!("{done} of {all} read · {words}"));
            }
        } else {
            self.bar.set_length(all);
            self.bar.set_position(done);
            self.bar.set_message(words);
        }
    }
}

fn tell(summary: &Summary, points_to_list: bool) {
    if summary.files == 0 {
        return screen::tell("Nothing was imported.");
    }
    if summary.done_before == summary.files {
        let files = screen::counted(summary.files, "file", "files");
        return screen::tell(&format!(
            "Nothing new: {files} read to the end before (--again reads once more)."
        ));
    }
    let count = |count, one, many| screen::counted(count, one, many);
    let mut told = format!(
        "Read {} in {} ({}): {} archived",
        count(summary.records_read, "record", "records"),
        count(summary.files - summary.done_before, "file", "files"),
        screen::bytes(summary.bytes),
        count(summary.archived, "page", "pages"),
    );
    if summary.revisits > 0 {
        let _ = write!(told, ", {} seen again", summary.revisits);
    }
    if summary.known > 0 {
        let _ = write!(told, ", {} known already", summary.known);
    }
    let _ = write!(
        told,
        "; {} read, {} in all.",
        count(summary.claims, "claim", "claims"),
        count(summary.records, "record", "records")
    );
    screen::tell(&told);
    if summary.wrong_digests > 0 {
        screen::tell(&format!(
            "{} a digest that does not fit the bytes; kept all the same.",
            count(summary.wrong_digests, "page has", "pages have")
        ));
    }
    let refused: u64 = summary.refused.values().sum();
    if refused > 0 {
        let hint = if points_to_list {
            " (--refused FILE names each)"
        } else {
            ""
        };
        let captures = count(refused, "capture", "captures");
        screen::tell(&format!("Not kept: {captures}{hint}"));
        let mut reasons: Vec<_> = summary.refused.iter().collect();
        reasons.sort_by_key(|(why, count)| (std::cmp::Reverse(**count), (*why).clone()));
        for (why, count) in reasons {
            screen::tell(&format!("  {count:>9}  {}", screen::shown(why)));
        }
    }
}
