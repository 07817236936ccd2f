//! Runs `arobase verify`: is the archive still what was written, and `--repair`.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::args::VerifyArgs;
use crate::cli::screen::counted;
use crate::cli::table::one_line;
use crate::cli::{Ending, Home, screen};
use crate::jobs::verify::{Step, verify};
use crate::store::{Cure, Damage, Inspection, Repaired};

/// Damages that are named one by one.
const NAMED: usize = 200;

/// Runs `arobase verify`.
pub(super) fn run(home: &Home, args: &VerifyArgs, quiet: bool) -> anyhow::Result<Ending> {
    let bar = if quiet || !std::io::stderr().is_terminal() {
        ProgressBar::hidden()
    } else {
        let style = ProgressStyle::with_template("{msg} {bar:30} {percent} %, {eta} left")?;
        ProgressBar::new(0).with_style(style)
    };
    let index = home.index();
    let repair = args.repair && !args.dry_run;
    let read_data = args.read_data || args.repair;
    let report = verify(&index, read_data, repair, &mut |step| {
        let (what, done, all) = match step {
            Step::Look(done, all) => ("Checking", done, all),
            Step::Repair => ("Repairing", 0, 1),
            Step::Reread(done, all) => ("Reading again", done, all),
        };
        bar.set_message(what);
        bar.set_length(all);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    let mut text = told(&report.found, &index, read_data);
    if args.repair && args.dry_run {
        text.push_str(&plan(&report.found));
    }
    if let Some((repaired, after)) = &report.repair {
        text.push_str(&done(repaired));
        text.push_str("After the repair\n");
        text.push_str(&told(after, &index, read_data));
    }
    screen::print(&text)?;
    if report.is_sound() {
        return Ok(Ending::Done);
    }
    if !args.repair {
        screen::tell(
            "  help: `arobase verify --repair` puts it right from the WARC files; with --dry-run it only says how",
        );
    }
    Ok(Ending::Damaged)
}

/// What was looked at and what was found, for people.
fn told(found: &Inspection, index: &Path, read_data: bool) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "Captures   {} where the database says, in {}",
        found.captures,
        counted(found.files, "WARC file", "WARC files")
    );
    let _ = if read_data {
        writeln!(
            text,
            "Records    {} read and found whole, {}",
            found.records,
            screen::bytes(found.bytes)
        )
    } else {
        writeln!(text, "Records    not read: --read-data reads every byte")
    };
    if found.unsummed > 0 {
        let files = counted(found.unsummed, "file was", "files were");
        let _ = writeln!(text, "No hash    {files} closed by an older version");
    }
    for left in &found.left_over {
        let left = short(left, index);
        let _ = writeln!(text, "Left over  {}", one_line(&left));
    }
    for damage in found.damages.iter().take(NAMED) {
        let _ = writeln!(text, "Damaged    {}", one_line(&in_words(damage, index)));
    }
    let unnamed = found.damages.len().saturating_sub(NAMED);
    if unnamed > 0 {
        let _ = writeln!(text, "           and {unnamed} more");
    }
    let verdict = if found.damages.is_empty() {
        "The archive is sound.".to_owned()
    } else {
        let places = counted(found.damages.len(), "place", "places");
        format!("The archive is damaged in {places}.")
    };
    let _ = writeln!(text, "{verdict}");
    text
}

fn in_words(damage: &Damage, index: &Path) -> String {
    let path = damage.path.strip_prefix(index).unwrap_or(&damage.path);
    let at = damage
        .offset
        .map(|offset| format!(" at byte {offset}"))
        .unwrap_or_default();
    let url = damage
        .url
        .as_ref()
        .map(|url| format!(" ({url})"))
        .unwrap_or_default();
    format!("{}{at}: {}{url}", path.display(), damage.what)
}

/// A sentence without the folder that all of it is about.
fn short(text: &str, index: &Path) -> String {
    text.replace(&format!("{}/", index.display()), "")
}

/// What a repair would do.
fn plan(found: &Inspection) -> String {
    let mut cures: Vec<Cure> = found.damages.iter().map(|damage| damage.cure).collect();
    cures.sort_unstable();
    cures.dedup();
    let mut text = String::new();
    for cure in cures {
        let _ = writeln!(text, "Would      {}", what_it_does(cure));
    }
    text
}

const fn what_it_does(cure: Cure) -> &'static str {
    match cure {
        Cure::Rebuild => {
            "move the database to index/damaged and make it again from the WARC files; what was queued, and how runs went, is lost"
        }
        Cure::TakeOut => {
            "move what cannot be read to index/damaged; its addresses are asked again by the next crawl"
        }
        Cure::Record => "write the rows of these captures again as their records tell them",
        Cure::Reindex => "write the CDXJ again",
        Cure::Sum => "take the hash of the file again, every record in it being whole",
        Cure::Search => "build the search index again",
    }
}

/// What a repair did.
fn done(repaired: &Repaired) -> String {
    let mut text = String::new();
    if repaired.rebuilt {
        text.push_str("Repaired   the database was made again from the WARC files\n");
    }
    let _ = writeln!(
        text,
        "Repaired   {} recovered, {} lost",
        counted(repaired.recovered, "capture", "captures"),
        repaired.lost.len()
    );
    for url in repaired.lost.iter().take(NAMED) {
        let _ = writeln!(
            text,
            "Lost       {}, queued to be asked again",
            one_line(url)
        );
    }
    for path in &repaired.aside {
        let _ = writeln!(text, "Put aside  {}", one_line(&path.display().to_string()));
    }
    text
}
