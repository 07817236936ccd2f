//! Errors of the archive, the index, the query language and the arguments in the language of the user; what is not told here
//! (of the system, of SQLite, of a parser) stays as it came.

use std::error::Error as StdError;

use clap::error::{ContextKind, ErrorKind};

use super::{Lang, lang, say, tr, translated};
use crate::index::IndexError;
use crate::index::query::QueryError;
use crate::store::StoreError;

/// An error with its causes on one line.
pub(crate) fn chain(error: &anyhow::Error) -> String {
    if lang() == Lang::En {
        return format!("{error:#}");
    }
    let told: Vec<String> = error.chain().map(told).collect();
    told.join(" : ")
}

fn told(error: &(dyn StdError + 'static)) -> String {
    let known = error
        .downcast_ref::<StoreError>()
        .and_then(of_store)
        .or_else(|| error.downcast_ref::<IndexError>().and_then(known));
    known.unwrap_or_else(|| error.to_string())
}

fn of_store(error: &StoreError) -> Option<String> {
    Some(match error {
        StoreError::NoArchive(path) => {
            say!("there is no archive in {path}", path = path.display())
        }
        StoreError::Locked { path, pid, since } => {
            let path = path.display();
            let pid = pid.map(|pid| say!(" by process {pid}", pid = pid));
            let since = since.map(|since| say!(" since {since}", since = super::moment(since)));
            let by = pid.unwrap_or_default() + &since.unwrap_or_default();
            say!("the archive {path} is in use{by}", path = path, by = by)
        }
        StoreError::Damaged { path, what } => {
            say!(
                "{path} is damaged: {what}",
                path = path.display(),
                what = what
            )
        }
        _ => return None,
    })
}

/// What is wrong with an index.
pub(crate) fn of_index(error: &IndexError) -> String {
    known(error).unwrap_or_else(|| error.to_string())
}

fn known(error: &IndexError) -> Option<String> {
    Some(match error {
        IndexError::Missing(path) => {
            say!("there is no search index in {path}", path = path.display())
        }
        IndexError::Outdated(path) => say!(
            "the search index {path} was written by another version",
            path = path.display(),
        ),
        IndexError::Damaged { path, what } => say!(
            "the search index {path} is damaged: {what}",
            path = path.display(),
            what = what,
        ),
        IndexError::Locked(path) => say!(
            "another process is writing the search index {path}",
            path = path.display(),
        ),
        IndexError::Store(error) => return of_store(error),
        IndexError::Disk { .. } | IndexError::Engine { .. } => return None,
    })
}

/// What is wrong with a query.
pub(crate) fn of_query(error: &QueryError) -> String {
    match error {
        QueryError::Empty => tr("the query is empty").to_owned(),
        QueryError::OnlyCommonWords(words) => say!(
            "the query has only words that are too common to search for: {words}",
            words = words,
        ),
        QueryError::UnknownKey { typed, near } => {
            let near = near.map(|near| say!(" - did you mean « {near}: »?", near = near));
            let near = near.unwrap_or_default();
            say!("unknown key « {typed}: »{near}", typed = typed, near = near)
        }
        QueryError::NoValue { key } => say!("« {key}: » needs a value", key = key),
        QueryError::Value {
            key,
            value,
            why,
            near,
        } => {
            let near = near
                .as_ref()
                .map(|near| say!(" - did you mean « {near} »?", near = near));
            let near = near.unwrap_or_default();
            let why = translated(why).unwrap_or(why);
            say!(
                "« {key}:{value} »: {why}{near}",
                key = key,
                value = value,
                why = why,
                near = near
            )
        }
        QueryError::Unclosed(begins) => say!(
            "the quotation that begins with {begins} is not closed",
            begins = begins,
        ),
        QueryError::Grade(typed) => say!(
            "« {typed} » is not a grade: the label gives 1 to 5 arobases",
            typed = typed,
        ),
        QueryError::Comparison(sign) => {
            say!(
                "after « {sign} » comes a grade, such as {sign}4@",
                sign = sign
            )
        }
        QueryError::ShortPrefix(typed) => {
            say!(
                "« {typed} »: at least two letters stand before the *",
                typed = typed
            )
        }
        QueryError::Or(word) => say!("« {word} » is not understood between words", word = word),
    }
}

/// What helps whoever typed a wrong query.
pub(crate) fn of_query_help(error: &QueryError) -> String {
    let help = error.help();
    match error {
        QueryError::UnknownKey { .. } => match help.split_once("the keys are ") {
            Some((_, keys)) => say!("the keys are {keys}", keys = keys),
            None => help,
        },
        QueryError::OnlyCommonWords(words) => say!(
            "put them in quotes to find them as a phrase: \"{words}\", or ask for a town: ville:\"{words}\"",
            words = words,
        ),
        _ => translated(&help).map_or(help, str::to_owned),
    }
}

/// A mistake in the arguments in French, which clap does not speak (clap #380); nothing in English, where it does, and for the
/// rare ones.
pub(crate) fn mistake(error: &clap::Error) -> Option<String> {
    if lang() == Lang::En {
        return None;
    }
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let arg = context(ContextKind::InvalidArg);
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("option ou argument inconnu : « {arg} »"),
        ErrorKind::InvalidSubcommand => {
            format!(
                "commande inconnue : « {} »",
                context(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::MissingRequiredArgument => format!("il manque : {arg}"),
        ErrorKind::ArgumentConflict => {
            format!(
                "« {arg} » ne va pas avec « {} »",
                context(ContextKind::PriorArg)
            )
        }
        ErrorKind::NoEquals => format!("un signe = doit suivre « {arg} »"),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("nombre de valeurs inattendu pour « {arg} »")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            if value.is_empty() {
                format!("« {arg} » attend une valeur")
            } else {
                format!("valeur « {value} » refusée pour « {arg} »")
            }
        }
        _ => return None,
    };
    let mut text = format!("arobase : {what}");
    let near = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    if let Some(near) = near.into_iter().find_map(|kind| error.get(kind)) {
        text = format!("{text}\n  aide : vouliez-vous « {near} » ?");
    } else if let Some(valid) = error
        .get(ContextKind::ValidValue)
        .filter(|_| error.kind() == ErrorKind::InvalidValue)
    {
        text = format!("{text}\n  aide : valeurs possibles : {valid}");
    }
    Some(text + "\n  aide : arobase --help, ou arobase COMMANDE --help")
}
