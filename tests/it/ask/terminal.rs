//! What the terminal gets: help at 80 columns, the manual page, completions, bold, French verbs.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use super::home;
use crate::support::{Home, say};

/// The first words of the indented lines behind the heading `Commands:`.
fn commands(help: &str) -> Vec<String> {
    let Some((_, list)) = help.split_once("Commands:\n") else {
        return Vec::new();
    };
    let list = list.split("\n\n").next().unwrap();
    let indented = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let names = list.lines().filter(indented);
    let names = names.map(|line| line.split_whitespace().next().unwrap().to_owned());
    names.filter(|name| name != "help").collect()
}

/// Help of a command at 80 columns.
fn help(home: &Home, words: &[String], flag: &str) -> String {
    let mut command = home.command(words);
    let output = command.arg(flag).env("COLUMNS", "80").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{words:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_help_of_every_command_reads_well_at_80_columns() {
    let home = Home::new();
    let mut left: Vec<Vec<String>> = vec![Vec::new()];
    let mut seen = 0;
    while let Some(words) = left.pop() {
        for flag in ["--help", "-h"] {
            let text = help(&home, &words, flag);
            for line in text.lines() {
                assert!(line.chars().count() <= 80, "{words:?}: {line}");
                assert_eq!(line, line.trim_end_matches('\t'), "{words:?}");
            }
            assert!(text.contains("Usage: arobase"), "{words:?}");
        }
        let inner = commands(&help(&home, &words, "--help"));
        left.extend(
            inner
                .into_iter()
                .map(|name| [words.as_slice(), &[name]].concat()),
        );
        seen += 1;
    }
    assert!(seen > 25, "{seen} commands");
}

/// A program fed with `text`; `None` where this machine has none of that name.
fn piped(program: &str, args: &[&str], text: &str) -> Option<Output> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        say(&format!("skipped: no {program} on this machine"));
        return None;
    };
    // A program that reads no more ends by itself, and its output tells why.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    Some(child.wait_with_output().unwrap())
}

#[test]
fn the_manual_page_of_every_command_renders_without_a_warning() {
    let home = Home::new();
    let all = home.run(["man"]).ends(0).out;
    assert_eq!(home.run(["--generate", "man"]).ends(0).out, all);
    let mut pages = vec![all];
    for name in commands(&home.run(["--help"]).out) {
        pages.push(home.run(["man", &name]).ends(0).out);
    }
    home.run(["man", "fetch"]).ends(2).tells("no command fetch");
    for page in &pages {
        assert!(
            page.contains(".SH NAME") && page.contains(".SH OPTIONS"),
            "{page}"
        );
    }
    let pages = pages.join("");
    if let Some(ran) = piped("groff", &["-man", "-Kutf8", "-Tutf8", "-ww", "-z"], &pages) {
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success() && told.is_empty(), "{told}");
    }
}

#[test]
fn completions_load_in_each_shell_that_is_there() {
    let home = Home::new();
    for (shell, args, after) in [
        (
            "bash",
            &["--norc", "--noprofile", "-s"][..],
            "complete -p arobase",
        ),
        ("zsh", &["-f", "-s"], "print -- $_comps[arobase]"),
        ("fish", &["--no-config"], "complete -C 'arobase conf'"),
    ] {
        let script = home.run(["completions", shell]).ends(0).out;
        let flag = format!("complete-{shell}");
        assert_eq!(home.run(["--generate", &flag]).ends(0).out, script);
        for name in ["town", "conflicts", "gone-since"] {
            assert!(script.contains(name), "{shell}: no {name}");
        }
        let before = match shell {
            "zsh" => "autoload -Uz compinit; compinit -D\n",
            _ => "",
        };
        let Some(ran) = piped(shell, args, &format!("{before}{script}\n{after}\n")) else {
            continue;
        };
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        let out = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(ran.status.success() && told.is_empty(), "{shell}: {told}");
        assert!(
            out.contains("arobase") || out.contains("conflicts"),
            "{shell}: {out}"
        );
    }
}

#[test]
fn bold_is_for_terminals_and_for_who_asks_and_never_from_outside() {
    let home = home();
    let bold = "\u{1b}[1m";
    let plain = home.run(["search", "anzin"]).ends(0).out;
    assert!(!plain.contains('\u{1b}') && plain.contains("[Anzin]"));
    let styled = home
        .run(["search", "anzin", "--color", "always"])
        .ends(0)
        .out;
    assert!(
        styled.contains(&format!("{bold}Anzin\u{1b}[0m")),
        "{styled}"
    );
    assert!(styled.starts_with(bold), "titles are bold");
    for args in [["--color", "never"], ["--color", "auto"]] {
        assert_eq!(home.run(["search", "anzin"].iter().chain(&args)).out, plain);
    }
    let marks = "La ville d'Anzin a reçu quatre arobases au palmarès 2019 \u{e}\u{1b}[2J\u{f} du label Ville Internet.";
    let hostile = Home::new().with("a.txt", marks);
    hostile.run(["import", "a.txt"]).ends(0);
    for args in [
        &["show", "59014-2019", "--text"][..],
        &["search", "anzin"],
        &["town", "anzin"],
    ] {
        let out = hostile.run(args).ends(0).out;
        assert!(!out.contains(['\u{1b}', '\u{e}', '\u{f}']), "{out}");
    }
}

#[test]
fn french_verbs_do_what_the_english_ones_do() {
    let home = home();
    for (french, english) in [
        (
            &["chercher", "dep:59", "-anzin"][..],
            &["search", "dep:59", "-anzin"][..],
        ),
        (&["ville", "anzin"], &["town", "anzin"]),
        (&["changements"], &["changes"]),
        (&["contradictions"], &["conflicts"]),
        (&["couverture"], &["coverage"]),
        (&["statistiques"], &["stats"]),
        (&["montrer", "59014-2018"], &["show", "59014-2018"]),
        (&["exporter", "annee:2018"], &["export", "annee:2018"]),
        (&["état"], &["status"]),
    ] {
        assert_eq!(
            home.run(french).ends(0).out,
            home.run(english).ends(0).out,
            "{french:?}"
        );
    }
}

#[test]
fn a_closed_pipe_ends_every_question_quietly() {
    let home = home();
    home.run(["reindex"]).ends(0);
    for args in [
        &["town", "anzin"][..],
        &["changes", "--format", "csv"],
        &["conflicts", "--json"],
        &["coverage"],
        &["stats", "--format", "md"],
        &["search", "anzin", "--format", "jsonl"],
        &["man"],
        &["completions", "bash"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let closed = home.command(args).stdout(writer).output().unwrap();
        assert_eq!(closed.status.code(), Some(0), "{args:?}");
        let told = String::from_utf8(closed.stderr).unwrap();
        assert!(
            !told.contains("arobase:") && !told.contains("panic"),
            "{args:?}: {told}"
        );
    }
}
