//! The README's console sessions are executed, in their order, in one folder; what the program
//! prints is compared with what the README shows. `…` stands for any words, and a line that is only
//! `…` for any lines.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use crate::support::Home;

const README: &str = include_str!("../../README.md");

/// One command of a session and what it shows.
#[derive(Debug)]
struct Step {
    command: String,
    shown: Vec<String>,
}

/// Every step of every console block.
fn steps(readme: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match (inside, line) {
            (false, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, _) => {
                if let Some(command) = line.strip_prefix("$ ") {
                    steps.push(Step {
                        command: command.to_owned(),
                        shown: Vec::new(),
                    });
                } else {
                    let step: &mut Step = steps.last_mut().expect("a block begins with `$ `");
                    step.shown.push(line.to_owned());
                }
            }
            (false, _) => {}
        }
    }
    steps
}

/// Whether a printed line is what the README shows, where `…` is any words.
fn same_line(shown: &str, printed: &str) -> bool {
    let mut rest = printed;
    let mut parts = shown.split('…').peekable();
    let first = parts.next().unwrap_or_default();
    let Some(after) = rest.strip_prefix(first) else {
        return false;
    };
    rest = after;
    let mut open = false;
    while let Some(part) = parts.next() {
        open = true;
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    open || rest.is_empty()
}

/// Whether the printed lines are what the README shows, where a line `…` is any lines.
fn same(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((line, rest)) if line == "…" => {
            (0..=printed.len()).any(|skipped| same(rest, &printed[skipped..]))
        }
        Some((line, rest)) => printed
            .split_first()
            .is_some_and(|(first, others)| same_line(line, first) && same(rest, others)),
    }
}

/// Runs a line in a shell, with the program under test as `arobase`, both streams in one.
fn run(home: &Home, line: &str) -> String {
    let program = env!("CARGO_BIN_EXE_arobase");
    let script = format!("exec 2>&1; arobase() {{ {program} \"$@\"; }}; {line}");
    let mut command = Command::new("sh");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AROBASE_") {
            command.env_remove(name);
        }
    }
    command
        .arg("-c")
        .arg(script)
        .current_dir(home.path(""))
        .stdin(Stdio::null());
    let output = command.output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_session_of_the_readme_runs_as_printed() {
    let home = Home::new();
    let steps = steps(README);
    assert!(steps.len() >= 8, "{} steps", steps.len());
    for step in steps {
        let printed = run(&home, &step.command);
        let lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
        let shown = step.shown.join("\n");
        assert!(
            same(&step.shown, &lines),
            "$ {}\n--- the README shows\n{shown}\n--- it prints\n{printed}",
            step.command
        );
    }
}

#[test]
fn every_command_of_the_help_is_in_the_readme() {
    let help = Home::new().run(["--help"]).ends(0).out;
    let commands = help
        .split("Commands:\n")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap();
    let names: BTreeSet<&str> = commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        assert!(
            README.contains(&format!("`arobase {name}")),
            "README lacks `arobase {name}`"
        );
    }
}

#[test]
fn a_session_that_prints_something_else_is_noticed() {
    let shown = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| (*line).to_owned())
            .collect::<Vec<_>>()
    };
    assert!(same(
        &shown(&["a … c", "…", "z"]),
        &["a b c", "x", "y", "z"]
    ));
    assert!(same(&shown(&["…"]), &[]));
    assert!(!same(&shown(&["a … c"]), &["a b d"]));
    assert!(!same(&shown(&["a"]), &["a", "b"]));
    assert!(!same(&shown(&["a", "b"]), &["a"]));
    assert!(!same(&shown(&["ab"]), &["abc"]));
}
