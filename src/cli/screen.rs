//! What a terminal sees: data on standard output, talk on standard error, and page text made safe.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::sync::OnceLock;

use super::args::{Color, LogFormat};
use super::words::{Lang, lang, translated};

/// What is said to the user, among the events for machines.
const TALK: &str = "arobase::talk";

/// Whether what is said to the user is an event of the log, too.
static FOR_MACHINES: OnceLock<bool> = OnceLock::new();

/// Starts the log on standard error: warnings, or more with `-v`, less with `-q`. For people a failure of a host
/// is no event of its own without `-v`: the end of the run tells of it.
pub(crate) fn start_logging(format: LogFormat, verbose: u8, quiet: bool) {
    let level = match (format, quiet, verbose) {
        (LogFormat::Text, true, _) => "error",
        (LogFormat::Text, false, 0) => "warn,arobase::failure=off",
        (LogFormat::Json, true, _) => "error,arobase::failure=warn",
        (LogFormat::Json, false, 0) => "warn,arobase::talk=info",
        (_, false, 1) => "arobase=info,warn",
        (_, false, _) => "arobase=debug,info",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("AROBASE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first log.
    let _ = match format {
        LogFormat::Text => log.without_time().with_target(false).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    let _ = FOR_MACHINES.set(format == LogFormat::Json);
}

/// Whether standard output may be styled.
static STYLED: OnceLock<bool> = OnceLock::new();
/// Whether it may hold links.
static LINKED: OnceLock<bool> = OnceLock::new();
/// Around what is to be bold, inside the program alone: [`shown`] writes either as text, so that nothing
/// from outside can be bold.
pub(crate) const BOLD: char = '\u{e}';
/// The end of what is bold.
pub(crate) const PLAIN: char = '\u{f}';

/// Before the address of a link, made by [`link`] alone.
const LINK: char = '\u{1c}';
/// Between the address and the words of a link.
const WORDS: char = '\u{1d}';
/// The end of a link.
const UNLINK: char = '\u{1e}';
/// Terminals cut longer addresses or drop them (VTE: 2,083 bytes).
const LONGEST_ADDRESS: usize = 2083;

/// Decides whether standard output is styled: as asked, else on a terminal that can, unless `NO_COLOR` is
/// set to anything (<https://no-color.org>).
pub(crate) fn start_style(color: Color) {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let styled = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::io::stdout().is_terminal() && !set("NO_COLOR") && !dumb,
    };
    // A second start in one process (tests) keeps the first choice.
    let _ = STYLED.set(styled);
    // A file or a pipe never gets links, not even where it gets colours: they are no style.
    let _ = LINKED.set(styled && std::io::stdout().is_terminal() && !dumb);
}

/// Whether standard output may hold links.
pub(crate) fn is_linked() -> bool {
    LINKED.get().copied().unwrap_or(false)
}

/// Words that are safe already as a link to `address`, for [`print_marked`]: the words alone where it is no address of the
/// web. Other schemes may start programs.
pub(crate) fn link(address: &str, words: &str) -> String {
    let url = url::Url::parse(address).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(url) = url.filter(|url| url.as_str().len() <= LONGEST_ADDRESS) else {
        return words.to_owned();
    };
    // An address that was parsed is ASCII and has no controls; if it ever is not, it is none.
    if !url.as_str().bytes().all(|byte| byte.is_ascii_graphic()) {
        return words.to_owned();
    }
    format!("{LINK}{url}{WORDS}{words}{UNLINK}")
}

/// Whether standard output is styled.
pub(crate) fn is_styled() -> bool {
    STYLED.get().copied().unwrap_or(false)
}

/// Data made of text that is safe already and of marks for bold and links, as the terminal takes it (ECMA-48, SGR; OSC 8 as
/// <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda> has it).
fn styled(text: &str, bold: bool, links: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut on_link = false;
    while let Some(at) = rest.find([BOLD, PLAIN, LINK, WORDS, UNLINK]) {
        let (before, behind) = rest.split_at(at);
        out.push_str(&shown(before));
        let mut behind = behind.chars();
        let mark = behind.next();
        rest = behind.as_str();
        match mark {
            Some(BOLD) if bold => out.push_str("\u{1b}[1m"),
            Some(PLAIN) if bold => out.push_str("\u{1b}[0m"),
            Some(LINK) => {
                let (address, words) = rest.split_once(WORDS).unwrap_or(("", rest));
                on_link = links
                    && ["http://", "https://"]
                        .iter()
                        .any(|web| address.starts_with(web));
                if on_link {
                    out.extend(["\u{1b}]8;;", &shown(address), "\u{1b}\\"]);
                }
                rest = words;
            }
            Some(UNLINK) if on_link => out.push_str("\u{1b}]8;;\u{1b}\\"),
            _ => {}
        }
    }
    out + &shown(rest)
}

/// A number with its noun: `1 page`, `2 pages`.
pub(crate) fn counted<N>(count: N, one: &str, many: &str) -> String
where
    N: Copy + std::fmt::Display + PartialEq + From<u8>,
{
    if let Some(noun) = translated(one) {
        let (one, many) = noun
            .trim_start_matches('~')
            .split_once('|')
            .unwrap_or((noun, noun));
        let single = count == N::from(0) || count == N::from(1);
        return format!("{count} {}", if single { one } else { many });
    }
    let noun = if count == N::from(1) { one } else { many };
    format!("{count} {noun}")
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
            | '\u{61c}'
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

/// Writes data to standard output, made safe for a terminal.
///
/// # Errors
/// When standard output is closed or full; a closed pipe is no failure to the user, see
/// [`super::Ending`].
pub fn print(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(shown(text).as_bytes())?;
    out.flush()
}

/// The same of text in which [`BOLD`], [`PLAIN`] and what [`link`] makes are ours: what came from outside passed [`shown`]
/// before it was put in.
///
/// # Errors
/// As [`print()`].
pub(crate) fn print_marked(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(styled(text, is_styled(), is_linked()).as_bytes())?;
    out.flush()
}

/// Writes talk to standard error, made safe for a terminal; where that is closed nobody listens.
pub fn tell(text: &str) {
    if FOR_MACHINES.get().copied().unwrap_or(false) {
        tracing::info!(target: TALK, "{}", shown(text));
        return;
    }
    let _ = writeln!(std::io::stderr().lock(), "{}", shown(text));
}

/// A number of bytes for people: `812 B`, `35.2 kB`, `1.0 GB`.
///
/// ```
/// assert_eq!(arobase::cli::screen::bytes(35_249), "35.2 kB");
/// ```
pub fn bytes(count: u64) -> String {
    let (units, byte, point) = match lang() {
        Lang::En => (["kB", "MB", "GB", "TB"], "B", '.'),
        Lang::Fr => (["ko", "Mo", "Go", "To"], "o", ','),
    };
    if count < 1000 {
        return format!("{count} {byte}");
    }
    // Tenths of a unit in whole numbers: no float is needed to be exact here.
    let mut tenths = count / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < units.len() {
        tenths /= 1000;
        unit += 1;
    }
    format!("{}{point}{} {}", tenths / 10, tenths % 10, units[unit])
}

/// Lines in columns, each as wide as its widest cell; the last is not padded.
#[derive(Clone, Debug, Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Adds a line.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                let _ = write!(line, "{cell:<width$}  ");
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        // design of the output: nothing below U+0020 but line breaks and tabs, nothing from U+007F
        // to U+009F, nothing that reorders text.
        #[test]
        fn nothing_from_outside_drives_a_terminal(text: String) {
            let driving = |character: char| {
                (character.is_control() && !matches!(character, '\n' | '\t'))
                    || matches!(character, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            prop_assert!(!shown(&text).contains(driving));
        }

        #[test]
        fn every_size_has_a_unit(count: u64) {
            prop_assert!(bytes(count).ends_with('B'));
        }
    }

    #[test]
    fn what_is_marked_is_bold_where_that_is_wanted_and_nothing_else_drives_the_terminal() {
        let text = format!("a {BOLD}b\u{1b}[2J{PLAIN} c");
        assert_eq!(styled(&text, false, true), "a b\\u{1b}[2J c");
        assert_eq!(
            styled(&text, true, false),
            "a \u{1b}[1mb\\u{1b}[2J\u{1b}[0m c"
        );
        assert_eq!(
            shown(&BOLD.to_string()),
            "\\u{e}",
            "from outside it is text"
        );
    }

    #[test]
    fn an_address_of_the_web_is_a_link_and_any_other_is_words() {
        let text = link("https://ville.example/é?a=b", "ville");
        assert_eq!(
            styled(&text, false, true),
            "\u{1b}]8;;https://ville.example/%C3%A9?a=b\u{1b}\\ville\u{1b}]8;;\u{1b}\\"
        );
        assert_eq!(styled(&text, true, false), "ville");
        for address in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "ssh://a",
            "x",
            "",
        ] {
            assert_eq!(link(address, "words"), "words", "{address}");
        }
        let long = format!("https://ville.example/{}", "a".repeat(LONGEST_ADDRESS));
        assert_eq!(link(&long, "words"), "words");
    }

    proptest! {
        // Whatever the address and the words hold, the only sequences are the two that we write.
        #[test]
        fn no_address_ends_its_link_early(tail: String, words: String) {
            let text = link(&format!("https://ville.example/{tail}"), &shown(&words));
            let shown = styled(&text, true, true);
            let bare = shown.replacen("\u{1b}]8;;https://ville.example/", "", 1).replace("\u{1b}]8;;\u{1b}\\", "").replacen("\u{1b}\\", "", 1);
            let is_driving = |sign: char| sign.is_control() && !matches!(sign, '\n' | '\t');
            prop_assert!(!bare.contains(is_driving), "{:?}", bare);
        }
    }

    #[test]
    fn sizes_are_told_in_the_largest_unit_that_fits() {
        for (count, told) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (999_999, "999.9 kB"),
            (1_000_000_000, "1.0 GB"),
        ] {
            assert_eq!(bytes(count), told);
        }
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell_and_lines_end_without_spaces() {
        let mut table = Table::default();
        table.row(["@", "YEAR", "NAME"]);
        table.row(["5", "2018", "Évreux"]);
        table.row(["", "x", ""]);
        assert_eq!(table.to_string(), "@  YEAR  NAME\n5  2018  Évreux\n   x\n");
    }
}
