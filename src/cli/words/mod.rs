//! The words that people see, in their language: English as the code has it, French from one table.
//!
//! The key of a message is its English text, so that whoever reads the code reads what is said. Why not fluent or
//! rust-i18n: two languages with one plural each need no parser at run time and no keys of their own, and a test
//! (`tests.rs` beside this file) sees that every text has its French, with the same placeholders. What other programs read is
//! never translated: JSON, its keys and words, columns, exit codes.

mod counts;
mod days;
mod errors;
mod french;
mod help;
#[cfg(test)]
mod tests;

use std::fmt::Display;
use std::sync::OnceLock;

use clap::ValueEnum;

pub(crate) use counts::{counted, decimal};
pub(crate) use days::{day, moment};
pub(crate) use errors::{chain, mistake, of_index, of_query, of_query_help};
pub(crate) use help::localized;

/// A language that people can be spoken to in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// English
    #[default]
    En,
    /// Français
    Fr,
}

static LANG: OnceLock<Lang> = OnceLock::new();

/// The language of this process.
pub(crate) fn lang() -> Lang {
    LANG.get().copied().unwrap_or_default()
}

/// Decides the language before anything is said, even of wrong arguments: `--lang`, else `AROBASE_LANG`, else the
/// locale (POSIX, 8.2: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set to anything).
pub(crate) fn start(args: &[std::ffi::OsString]) {
    let flag = asked(args);
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let ours = flag.or_else(|| set("AROBASE_LANG"));
    let locale = || ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
    let lang = match ours.or_else(locale) {
        Some(value) if value.to_lowercase().starts_with("fr") => Lang::Fr,
        _ => Lang::En,
    };
    // A second start in one process (tests) keeps the first choice.
    let _ = LANG.set(lang);
}

/// The value of `--lang` among the arguments as typed; what is wrong with it is told when they are read.
fn asked(args: &[std::ffi::OsString]) -> Option<String> {
    let mut args = args.iter().skip(1).map(|arg| arg.to_string_lossy());
    while let Some(arg) = args.next() {
        match arg.strip_prefix("--lang") {
            _ if arg == "--" => return None,
            Some("") => return args.next().map(Into::into),
            Some(value) if value.starts_with('=') => return Some(value[1..].to_owned()),
            _ => {}
        }
    }
    None
}

/// The French for an English text of the table, where that is the language.
pub(crate) fn translated(english: &str) -> Option<&'static str> {
    (lang() == Lang::Fr).then(|| french::of(english)).flatten()
}

/// A text without placeholders in the language of this process; one that the table does not have stays English.
pub(crate) fn tr(english: &'static str) -> &'static str {
    translated(english).unwrap_or(english)
}

/// A template with its placeholders filled: `{name}` by the value of that name.
pub(crate) fn fill(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, after)) = behind.split_once('}') else {
            text.push('{');
            rest = behind;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => text.push_str(&value.to_string()),
            None => text.extend(["{", name, "}"]),
        }
        rest = after;
    }
    text + rest
}

/// A text with placeholders in the language of this process: `say!("{shown} of {all} shown", shown = 3, all = 7)`.
/// The English is the key of the table (`words/french.rs`) and is checked by the compiler as a format.
macro_rules! say {
    ($text:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        // All at once, so that no value sees the name of another.
        let ($($name,)*) = ($(&$value,)*);
        match $crate::cli::words::translated($text) {
            None => format!($text),
            Some(french) => $crate::cli::words::fill(
                french,
                &[$((stringify!($name), $name as &dyn std::fmt::Display)),*],
            ),
        }
    }};
}
pub(crate) use say;
