//! How far a crawl has come, for people: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::screen;
use super::words::say;
use crate::jobs::crawl::Progress;

/// How often a plain line tells of progress, where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(30);

/// Tells of progress: a bar on a terminal, a line now and then elsewhere, nothing when quiet.
pub(super) enum Teller {
    Quiet,
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Teller {
    pub(super) fn new(quiet: bool) -> Self {
        if quiet {
            return Self::Quiet;
        }
        if !std::io::stderr().is_terminal() {
            return Self::Lines {
                last: Instant::now(),
            };
        }
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} sites  {wide_msg}");
        // The template is a constant; were it wrong, the default style is as good.
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self::Bar(bar)
    }

    pub(super) fn hear(&mut self, progress: &Progress) {
        match self {
            Self::Quiet => {}
            Self::Bar(bar) => {
                bar.set_length(u64::try_from(progress.sites).unwrap_or_default());
                bar.set_position(u64::try_from(progress.sites_done).unwrap_or_default());
                bar.set_message(screen::shown(&words(progress)));
            }
            Self::Lines { last } => {
                if last.elapsed() >= LINE_EVERY {
                    *last = Instant::now();
                    let (done, all) = (progress.sites_done, progress.sites);
                    screen::tell(&format!("{done}/{all} sites  {}", words(progress)));
                }
            }
        }
    }

    pub(super) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn words(progress: &Progress) -> String {
    let seconds = progress.passed.as_secs().max(1);
    let tenths = progress.requests.saturating_mul(10) / seconds;
    say!(
        "{pages} pages, {claims} claims, {waiting} waiting, {whole}.{tenth} requests/s, {host}",
        pages = progress.captures,
        claims = progress.claims,
        waiting = progress.waiting,
        whole = tenths / 10,
        tenth = tenths % 10,
        host = progress.host,
    )
}
