//! French for whose locale is French, the same data for everybody; links for terminals alone.

use std::process::Command;

use super::hostile::{HOSTILE, QUESTIONS, drives, hostile_home};
use super::{home, json};
use crate::support::{Home, Ran, say};

/// The program in this home with these variables.
fn with(home: &Home, args: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = home.command(args);
    command.envs(variables.iter().copied());
    Ran::of(command.output().unwrap())
}

#[test]
fn the_language_is_that_of_the_flag_then_of_the_variable_then_of_the_locale() {
    let home = home();
    for (args, variables, french) in [
        (&["town", "anzin"][..], &[][..], false),
        (&["town", "anzin"], &[("LANG", "fr_FR.UTF-8")], true),
        (
            &["town", "anzin"],
            &[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "C")],
            false,
        ),
        (
            &["town", "anzin"],
            &[("LANG", "C"), ("LC_MESSAGES", "fr_BE")],
            true,
        ),
        (
            &["town", "anzin"],
            &[("LC_ALL", "fr_FR"), ("AROBASE_LANG", "en")],
            false,
        ),
        (&["town", "anzin"], &[("AROBASE_LANG", "fr")], true),
        (
            &["--lang", "fr", "town", "anzin"],
            &[("AROBASE_LANG", "en")],
            true,
        ),
        (
            &["town", "anzin", "--lang=en"],
            &[("AROBASE_LANG", "fr")],
            false,
        ),
    ] {
        let out = with(&home, args, variables).ends(0).out;
        assert_eq!(
            out.contains("ANNÉE"),
            french,
            "{args:?} {variables:?}: {out}"
        );
        assert_eq!(out.contains("YEAR"), !french, "{args:?} {variables:?}");
    }
    let wrong = home.run(["--lang", "de", "town", "anzin"]).ends(2);
    assert!(wrong.err.contains("'de'"), "{}", wrong.err);
}

#[test]
fn what_other_programs_read_is_the_same_in_every_language() {
    let home = home();
    for question in QUESTIONS.iter().chain(&[
        &["show", "59014-2018"][..],
        &["search", "dep:59", "--facets"],
    ]) {
        for format in ["json", "jsonl", "csv", "tsv", "md"] {
            let args = if question[0] == "show" {
                question.to_vec()
            } else {
                [*question, &["--format", format]].concat()
            };
            let english = home.run(&args);
            let french = with(&home, &args, &[("AROBASE_LANG", "fr")]);
            assert_eq!(english.code, french.code, "{args:?}");
            if question[0] == "show" {
                assert_ne!(english.out, french.out);
            } else {
                assert_eq!(english.out, french.out, "{args:?}");
            }
        }
    }
}

#[test]
fn errors_and_advice_are_french_and_their_codes_are_not() {
    let home = home();
    let french = |args: &[&str]| with(&home, args, &[("LC_ALL", "fr_FR.UTF-8")]);
    let ran = french(&["search", "vile:anzin"]).ends(2);
    assert!(
        ran.err
            .contains("arobase : clé « vile: » inconnue - vouliez-vous « ville: » ?"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("aide : les clés sont"), "{}", ran.err);
    let ran = french(&["search", "zzzzz annee:2018"]).ends(1);
    assert!(
        ran.err.contains("rien trouvé pour zzzzz · 2018 ; "),
        "{}",
        ran.err
    );
    let ran = french(&["search", "anzin", "--formt", "csv"]).ends(2);
    assert!(
        ran.err.contains("option ou argument inconnu : « --formt »"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("vouliez-vous « --format » ?"),
        "{}",
        ran.err
    );
    let ran = french(&["serch", "anzin"]).ends(2);
    assert!(
        ran.err.contains("commande inconnue : « serch »"),
        "{}",
        ran.err
    );
    let ran = french(&["-C", "nowhere", "status"]).ends(10);
    assert!(ran.err.contains("nowhere n'existe pas"), "{}", ran.err);
    let empty = Home::new();
    let ran = with(&empty, &["stats"], &[("LANG", "fr_FR")]).ends(10);
    assert!(
        ran.err.contains("il n'y a pas d'archive dans"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .contains("aide : `arobase crawl` ou `arobase import` en crée une"),
        "{}",
        ran.err
    );
    let ran = with(
        &empty,
        &["crawl", "https://ville.example/"],
        &[("LANG", "fr_FR")],
    )
    .ends(5);
    assert!(ran.err.contains("à qui écrire"), "{}", ran.err);
}

#[test]
fn days_and_decimals_are_written_as_the_french_write_them() {
    let home = home();
    let shown = with(&home, &["show", "59014-2018"], &[("LANG", "fr_FR")])
        .ends(0)
        .out;
    assert!(
        shown.contains("Capturé    1er janv. 2026 12:00:00 UTC"),
        "{shown}"
    );
    assert!(shown.contains("confiance 0,"), "{shown}");
    let plain = home.run(["show", "59014-2018"]).ends(0).out;
    assert!(
        plain.contains("Captured   2026-01-01 12:00:00 UTC"),
        "{plain}"
    );
}

#[test]
fn french_help_reads_well_at_80_columns() {
    let home = Home::new();
    for args in [
        &["--help"][..],
        &["search", "--help"],
        &["crawl", "-h"],
        &["conflicts", "decide", "--help"],
    ] {
        let ran = with(&home, args, &[("COLUMNS", "80"), ("AROBASE_LANG", "fr")]).ends(0);
        assert!(ran.out.contains("Usage : arobase"), "{}", ran.out);
        for line in ran.out.lines() {
            assert!(line.chars().count() <= 80, "{args:?}: {line}");
        }
    }
}

/// What the program writes to a terminal, made by util-linux's `script`; `None` where that is not here.
fn on_terminal(home: &Home, args: &[&str], variables: &[(&str, &str)]) -> Option<String> {
    let program = home.command([] as [&str; 0]);
    let quoted = |word: &str| format!("'{}'", word.replace('\'', "'\\''"));
    let mut line = quoted(program.get_program().to_str().unwrap());
    for arg in args {
        line = format!("{line} {}", quoted(arg));
    }
    let mut command = Command::new("script");
    command
        .args(["-qec", &line, "/dev/null"])
        .current_dir(home.path(""));
    command.stdin(std::process::Stdio::null());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
        .env_remove("NO_COLOR")
        .env("TERM", "xterm-256color")
        .envs(variables.iter().copied());
    let Ok(ran) = command.output() else {
        say("skipped: no `script` on this machine");
        return None;
    };
    Some(String::from_utf8_lossy(&ran.stdout).into_owned())
}

#[test]
fn an_address_is_a_link_on_a_terminal_and_nowhere_else() {
    let home = home();
    let open = "\u{1b}]8;;https://";
    for args in [
        &["search", "dep:59"][..],
        &["town", "anzin"],
        &["show", "59014-2018"],
        &["changes"],
        &["changes", "--since", "2020-01-01"],
    ] {
        let Some(out) = on_terminal(&home, args, &[]) else {
            return;
        };
        assert!(out.contains(open), "{args:?}: {out:?}");
        assert_eq!(
            out.matches("\u{1b}]8;;\u{1b}\\").count(),
            out.matches(open).count(),
            "{args:?}: all end"
        );
        for variables in [[("TERM", "dumb")], [("NO_COLOR", "1")]] {
            let out = on_terminal(&home, args, &variables).unwrap();
            assert!(!out.contains("\u{1b}]8"), "{args:?} {variables:?}");
        }
        let never = on_terminal(&home, &[args, &["--color", "never"][..]].concat(), &[]).unwrap();
        assert!(!never.contains('\u{1b}'), "{args:?}: {never:?}");
        let piped = home.run(args.iter().chain(&["--color", "always"])).out;
        assert!(!piped.contains("\u{1b}]8"), "{args:?}: {piped:?}");
    }
}

#[test]
fn nothing_that_a_page_says_drives_a_terminal_with_links() {
    let home = hostile_home();
    let show = ["show", "59014-2017", "--text"];
    for question in QUESTIONS.iter().copied().chain([&show[..]]) {
        for lang in ["en", "fr"] {
            let Some(out) = on_terminal(&home, question, &[("AROBASE_LANG", lang)]) else {
                return;
            };
            // What is ours is taken away: bold, and links to the three pages of this archive.
            let mut rest = out
                .replace("\u{1b}[1m", "")
                .replace("\u{1b}[0m", "")
                .replace("\u{1b}]8;;\u{1b}\\", "");
            for host in ["a.example/1", "b.example/2", "c.example/3"] {
                rest = rest.replace(&format!("\u{1b}]8;;https://{host}\u{1b}\\"), "");
            }
            assert!(!rest.contains(drives), "{question:?}: {rest:?}");
        }
    }
    let ran = with(&home, &["town", HOSTILE], &[("AROBASE_LANG", "fr")]);
    assert!(!ran.err.contains(drives), "{:?}", ran.err);
    let ran = with(
        &home,
        &["search", "--after", HOSTILE, "x"],
        &[("AROBASE_LANG", "fr")],
    )
    .ends(2);
    assert!(!ran.err.contains(drives), "{:?}", ran.err);
    json(
        &with(&home, &["stats", "--json"], &[("AROBASE_LANG", "fr")])
            .ends(0)
            .out,
    );
}
