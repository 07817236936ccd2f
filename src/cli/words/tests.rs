//! The table is whole: every text has its French, with the same placeholders, and none is there for nothing.

use std::collections::BTreeSet;
use std::path::Path;

use clap::CommandFactory as _;

use super::*;
use crate::cli::args::Args;

/// The placeholders of a template.
fn placeholders(template: &str) -> BTreeSet<&str> {
    let parts = template.split('{').skip(1);
    parts
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect()
}

/// The sources of the command line, without their tests and without the table itself.
fn sources() -> String {
    fn gather(folder: &Path, text: &mut String) {
        let mut paths: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                gather(&path, text);
            } else if !path.to_string_lossy().contains("words/french") {
                let source = std::fs::read_to_string(&path).unwrap();
                let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let code = code
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"));
                text.extend(code.flat_map(|line| [line, "\n"]));
            }
        }
    }
    let mut text = String::new();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    gather(&src.join("cli"), &mut text);
    text
}

/// The string literal at the beginning of `code`, behind spaces.
fn literal(code: &str) -> Option<String> {
    let mut letters = code.trim_start().strip_prefix('"')?.chars().peekable();
    let mut text = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => match letters.next()? {
                'n' => text.push('\n'),
                '\n' => while letters.next_if(|letter| letter.is_whitespace()).is_some() {},
                other => text.push(other),
            },
            letter => text.push(letter),
        }
    }
}

/// Every text of ours that the code says by `say!`, `tr` or in the head of a table.
fn said() -> BTreeSet<String> {
    let code = sources();
    let mut said = BTreeSet::new();
    for call in [
        "say!(",
        " tr(",
        "(tr(",
        "column(",
        "Column {\n        title: ",
    ] {
        let behind = code.split(call).skip(1);
        said.extend(
            behind
                .filter_map(literal)
                .filter(|text| !text.contains('\n')),
        );
    }
    said
}

/// Every text of the help, of all commands and options.
fn helped() -> BTreeSet<String> {
    fn gather(command: &clap::Command, texts: &mut BTreeSet<String>) {
        texts.extend(
            [command.get_about(), command.get_long_about()]
                .into_iter()
                .flatten()
                .map(ToString::to_string),
        );
        for arg in command.get_arguments() {
            texts.extend(
                [arg.get_help(), arg.get_long_help()]
                    .into_iter()
                    .flatten()
                    .map(ToString::to_string),
            );
        }
        for inner in command
            .get_subcommands()
            .filter(|inner| !LATER.contains(&inner.get_name()))
        {
            gather(inner, texts);
        }
    }
    let mut command = Args::command();
    command.build();
    let mut texts = BTreeSet::new();
    gather(&command, &mut texts);
    texts
}

/// Commands whose help is still English alone: they are being written.
const LATER: [&str; 4] = ["import", "doctor", "upgrade", "runs"];

#[test]
fn the_help_of_every_command_has_its_french() {
    let known: BTreeSet<&str> = french::entries().map(|(english, _)| english).collect();
    let missing: Vec<_> = helped()
        .into_iter()
        .filter(|text| !known.contains(text.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "not in src/cli/words/french/help.rs: {missing:#?}"
    );
}

/// Titles that are the same in both languages, or signs.
fn needs_none(text: &str) -> bool {
    matches!(text, "ID" | "@" | "5@" | "4@" | "3@" | "2@" | "1@")
}

#[test]
fn every_text_has_its_french_with_the_same_placeholders() {
    let mut known = BTreeSet::new();
    for (english, french) in french::entries() {
        assert!(known.insert(english), "twice: {english}");
        assert!(!french.trim().is_empty(), "{english}");
        assert_eq!(placeholders(english), placeholders(french), "{english}");
        let ends = |text: &str| [text.starts_with(' '), text.ends_with(' ')];
        assert!(
            english == ":" || english.starts_with(';') || ends(english) == ends(french),
            "{english}"
        );
    }
    let missing: Vec<_> = said()
        .into_iter()
        .filter(|text| !known.contains(text.as_str()) && !needs_none(text))
        .collect();
    assert!(
        missing.is_empty(),
        "not in src/cli/words/french: {missing:#?}"
    );
}

#[test]
fn nothing_in_the_table_is_there_for_nothing() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut code = sources();
    // Words of the data and advice come from other layers.
    for file in [
        "index/query/mod.rs",
        "index/query/say.rs",
        "index/query/value.rs",
        "index/gather.rs",
        "jobs/town.rs",
    ] {
        code += &std::fs::read_to_string(src.join(file)).unwrap();
    }
    let mut literals = BTreeSet::new();
    let mut rest = code.as_str();
    // Every literal, and from every quotation mark on, so that one that opens none does no harm.
    while let Some(at) = rest.find('"') {
        literals.extend(literal(&rest[at..]));
        rest = &rest[at + 1..];
    }
    literals.extend(helped());
    let idle: Vec<_> = french::entries()
        .filter(|(english, _)| !literals.contains(*english))
        .collect();
    assert!(idle.is_empty(), "{idle:#?}");
}

#[test]
fn placeholders_are_filled_by_name_and_what_has_none_stays() {
    let values: [(&str, &dyn Display); 2] = [("shown", &3), ("all", &"7{shown}")];
    assert_eq!(fill("{all} dont {shown}", &values), "7{shown} dont 3");
    assert_eq!(fill("{ {x} {", &values), "{ {x} {");
}

#[test]
fn the_language_is_asked_for_in_either_spelling_before_the_query_ends() {
    let asked = |args: &[&str]| {
        let args: Vec<_> = args.iter().map(std::ffi::OsString::from).collect();
        asked(&args)
    };
    assert_eq!(
        asked(&["arobase", "--lang", "fr", "search"]).as_deref(),
        Some("fr")
    );
    assert_eq!(
        asked(&["arobase", "search", "x", "--lang=en"]).as_deref(),
        Some("en")
    );
    assert_eq!(asked(&["arobase", "search", "--", "--lang=en"]), None);
    assert_eq!(asked(&["arobase", "--language"]), None);
}
