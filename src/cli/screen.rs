//! What a terminal sees: data on standard output, talk on standard error, and page text made safe.

use std::fmt::Write as _;

/// Starts the log on standard error: warnings, or more with `-v`, less with `-q`.
pub(crate) fn start_logging(verbose: u8, quiet: bool) {
    let level = match (quiet, verbose) {
        (true, _) => "error",
        (false, 0) => "warn",
        (false, 1) => "arobase=info,warn",
        (false, _) => "arobase=debug,info",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("AROBASE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    // A second start in one process (tests) keeps the first log.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .without_time()
        .with_target(false)
        .try_init();
}

/// Text from outside, made safe for a terminal: no control, no bidirectional override may drive it.
///
/// Line breaks and tabs stay; everything else below U+0020, U+007F to U+009F, and the marks
/// that reorder text are written as `\u{…}`.
///
/// ```
/// assert_eq!(arobase::cli::screen::shown("\u{1b}[2J4 @"), "\\u{1b}[2J4 @");
/// ```
pub fn shown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => safe.push(character),
            '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(character));
            }
            _ => safe.push(character),
        }
    }
    safe
}
