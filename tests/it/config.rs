//! Which settings count: flags over the environment over files, the nearest file over the user's over the
//! system's; and `arobase config`, which tells it.

use crate::support::{Home, Ran};

/// A home inside a folder, with settings beside, above, of the user and of the system.
struct Nest {
    home: Home,
}

impl Nest {
    fn new() -> Self {
        let home = Home::new()
            .with("work/arobase.toml", "budget = 11\ndelay_seconds = 4\n")
            .with("work/deep/label/seeds/.keep", "")
            .with(
                "user/arobase/arobase.toml",
                "\n\ncontact = \"user@ville.example\"\nbudget = 22\n",
            )
            .with(
                "system/arobase/arobase.toml",
                "contact = \"system@ville.example\"\nwindow = \"22:00-06:00\"\n",
            );
        Self { home }
    }

    fn run(&self, args: &[&str], variables: &[(&str, &str)]) -> Ran {
        let mut command = self.home.command(args);
        command
            .current_dir(self.home.path("work/deep/label"))
            .env("XDG_CONFIG_HOME", self.home.path("user"))
            .env("XDG_CONFIG_DIRS", self.home.path("system"));
        for (name, value) in variables {
            command.env(name, value);
        }
        Ran::of(command.output().unwrap())
    }

    /// The value and the origin of a key.
    fn setting(&self, key: &str, args: &[&str], variables: &[(&str, &str)]) -> (String, String) {
        let args = [args, &["config", "show", "--format", "jsonl"]].concat();
        let ran = self.run(&args, variables);
        let lines = ran
            .out
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let found = lines.into_iter().find(|line| line["key"] == key);
        assert!(found.is_some(), "no {key} in {ran:?}");
        let found = found.unwrap();
        let word = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
        (word("value"), word("origin"))
    }
}

#[test]
fn each_key_counts_as_the_nearest_file_has_it_and_the_environment_before_any() {
    let nest = Nest::new();
    let (value, origin) = nest.setting("budget", &[], &[]);
    assert_eq!(value, "11");
    assert!(origin.ends_with("work/arobase.toml:1"), "{origin}");
    let (value, origin) = nest.setting("contact", &[], &[]);
    assert_eq!(value, "\"user@ville.example\"");
    assert!(origin.ends_with("user/arobase/arobase.toml:3"), "{origin}");
    let (value, origin) = nest.setting("window", &[], &[]);
    assert_eq!(value, "\"22:00-06:00\"");
    assert!(
        origin.ends_with("system/arobase/arobase.toml:2"),
        "{origin}"
    );
    let asked = [("AROBASE_CONTACT", "me@ville.example")];
    assert_eq!(
        nest.setting("contact", &[], &asked),
        (
            "\"me@ville.example\"".to_owned(),
            "AROBASE_CONTACT".to_owned()
        )
    );
    assert_eq!(
        nest.setting("min_free_mb", &[], &[]),
        ("500".to_owned(), "default".to_owned())
    );
}

#[test]
fn a_named_file_replaces_all_others_and_no_config_goes_without_any() {
    let nest = Nest::new();
    let mine = nest.home.path("mine.toml");
    std::fs::write(&mine, "budget = 33\n").unwrap();
    let mine = mine.to_str().unwrap();
    for (args, variables) in [
        (vec!["--config", mine], vec![]),
        (vec![], vec![("AROBASE_CONFIG", mine)]),
    ] {
        assert_eq!(nest.setting("budget", &args, &variables).0, "33");
        assert_eq!(
            nest.setting("contact", &args, &variables).1,
            "default",
            "{args:?}"
        );
    }
    let none = nest.setting("budget", &["--no-config"], &[("AROBASE_CONFIG", mine)]);
    assert_eq!(none.1, "default");
    assert_eq!(
        nest.setting("budget", &[], &[("AROBASE_CONFIG", "")]).0,
        "11",
        "set to nothing"
    );
    let missing = nest.run(&["--config", "nowhere.toml", "config", "show"], &[]);
    assert_eq!(missing.code, Some(2), "{missing:?}");
    assert!(
        missing.err.contains("nowhere.toml is not there"),
        "{missing:?}"
    );
}

#[test]
fn a_crawl_takes_the_settings_that_are_shown() {
    let nest = Nest::new();
    let ran = nest.run(
        &[
            "--no-config",
            "crawl",
            "--dry-run",
            "https://ville.example/",
        ],
        &[],
    );
    assert_eq!(ran.code, Some(5), "no contact: {ran:?}");
    std::fs::write(nest.home.path("work/arobase.toml"), "\nbudget = 0\n").unwrap();
    let ran = nest.run(&["crawl", "--dry-run", "https://ville.example/"], &[]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err
            .contains("work/arobase.toml:2: budget: it must be 1 or more"),
        "{ran:?}"
    );
}

#[test]
fn the_places_are_told_in_their_order() {
    let nest = Nest::new();
    let ran = nest.run(&["config", "path"], &[]);
    let words: Vec<Vec<&str>> = ran
        .out
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let sorts: Vec<&str> = words.iter().map(|line| line[0]).collect();
    assert_eq!(sorts, ["nearest", "user", "system"], "{ran:?}");
    assert!(words.iter().all(|line| line[2] == "read"), "{ran:?}");
    let shown = nest.run(&["config", "show", "--origin"], &[]);
    assert!(
        shown
            .out
            .lines()
            .any(|line| line.starts_with("budget") && line.ends_with("arobase.toml:1")),
        "{shown:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_file_of_another_user_above_the_home_is_passed_over_and_told() {
    let nest = Nest::new();
    let file = nest.home.path("work/arobase.toml");
    if std::os::unix::fs::chown(&file, Some(12_345), None).is_err() {
        // Only the superuser may give a file away.
        return;
    }
    let ran = nest.run(&["config", "path"], &[]);
    assert!(
        ran.out
            .lines()
            .next()
            .unwrap()
            .ends_with("passed over: it belongs to another user"),
        "{ran:?}"
    );
    assert_eq!(nest.setting("budget", &[], &[]).0, "22", "the user's");
    let ran = nest.run(&["config", "show"], &[]);
    assert!(ran.err.contains("belongs to another user"), "{ran:?}");
}
