//! Runs `arobase import`: one file for each sort of thing that is imported.

mod csv;
mod html;
mod urls;
mod warc;

use crate::cli::args::{Args, ImportArgs, ImportWhat};
use crate::cli::{Ending, Home};

/// Runs `arobase import`.
pub(super) fn run(home: &Home, import: &ImportArgs, args: &Args) -> anyhow::Result<Ending> {
    match &import.what {
        None => html::run(home, &import.html, args.quiet),
        Some(ImportWhat::Html(html)) => html::run(home, html, args.quiet),
        Some(ImportWhat::Warc(warc)) => warc::run(home, warc, args),
        Some(ImportWhat::Urls(file)) => urls::run(home, &file.file, args.quiet),
        Some(ImportWhat::Csv(file)) => csv::run(home, &file.file, args.quiet),
    }
}
