//! A forget that dies at a write, fsync, rename, truncation or removal, or whose disk is full: the archive is as before
//! or as after, and the next run that writes puts in order what is left.

use std::path::Path;
use std::process::Output;

use arobase::store::{Store, inspect};

use super::home::{self, ADDRESS, URL, is_sound, who_says};
use crate::faults::{each, faults};
use crate::support::{Home, say};

/// What a forget does with a copy of the home, with a fault of the disk.
fn forget(home: &Home, fault: &[(&str, String)]) -> Output {
    let mut command = home.command(["--quiet", "forget", "--yes", "--url", URL]);
    if let Some(faults) = faults() {
        command.env("LD_PRELOAD", faults);
        command.env("AROBASE_FAULT_UNDER", home.path("index/"));
        command.envs(fault.iter().map(|(name, value)| (name, value)));
    }
    command.output().unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn copied(home: &Home) -> Home {
    let copied = Home::new();
    copy(&home.path(""), &copied.path(""));
    copied
}

/// What the archive has: captures and records.
fn held(home: &Home) -> (Vec<String>, Vec<String>) {
    let store = Store::open(&home.path("index")).unwrap();
    let captures = store.captures(0, usize::MAX).unwrap();
    let records = store.records().unwrap();
    (
        captures.into_iter().map(|one| one.url).collect(),
        records.into_iter().map(|one| format!("{one:?}")).collect(),
    )
}

struct Case {
    whole: Home,
    before: (Vec<String>, Vec<String>),
    after: (Vec<String>, Vec<String>),
    points: usize,
}

impl Case {
    fn new() -> Self {
        let whole = home::home(&home::web());
        let calm = copied(&whole);
        let count = calm.path("count");
        let ran = forget(
            &calm,
            &[("AROBASE_FAULT_COUNT", count.to_string_lossy().into_owned())],
        );
        assert!(ran.status.success(), "{ran:?}");
        let points = std::fs::read_to_string(count).unwrap();
        let case = Self {
            before: held(&whole),
            after: held(&calm),
            points: points.trim().parse().unwrap(),
            whole,
        };
        assert_ne!(case.before, case.after);
        case
    }

    /// Dies at point `n`; is whole, before or after; and goes on to the end.
    fn dies_at(&self, n: usize) {
        let home = copied(&self.whole);
        forget(&home, &[("AROBASE_CRASH_AT", n.to_string())]);
        let found = inspect(&home.path("index"), true, &mut |_, _| {}).unwrap();
        assert_eq!(found.damages, [], "killed at {n}");
        let now = held(&home);
        let is_after = now == self.after;
        assert!(is_after || now == self.before, "killed at {n}: {now:?}");
        // Half of them are put in order by something else that writes, and that dies in turn.
        if n.is_multiple_of(2) {
            let mut reread = home.command(["--quiet", "reread"]);
            if n.is_multiple_of(4)
                && let Some(faults) = faults()
            {
                reread.env("LD_PRELOAD", faults);
                reread.env("AROBASE_FAULT_UNDER", home.path("index/"));
                reread.env("AROBASE_CRASH_AT", (n % 40 + 1).to_string());
                reread.output().unwrap();
            }
            home.run(["--quiet", "reread"]).ends(0);
            is_sound(&home);
            let silent = who_says(&home, ADDRESS).is_empty();
            assert_eq!(silent, is_after, "killed at {n}, put in order by a reread");
        }
        let ran = forget(&home, &[]);
        assert!(ran.status.success(), "killed at {n}: {ran:?}");
        assert_eq!(held(&home), self.after, "killed at {n}");
        assert_eq!(
            who_says(&home, ADDRESS),
            Vec::<String>::new(),
            "killed at {n}"
        );
        is_sound(&home);
    }

    /// The disk is full from point `n` on; then there is room again.
    fn full_at(&self, n: usize) {
        let home = copied(&self.whole);
        let ran = forget(&home, &[("AROBASE_FULL_AT", n.to_string())]);
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(
            matches!(ran.status.code(), Some(0 | 12)),
            "full at {n}: {ran:?} {told}"
        );
        let now = held(&home);
        assert!(now == self.after || now == self.before, "full at {n}");
        let ran = forget(&home, &[]);
        assert!(ran.status.success(), "full at {n}: {ran:?}");
        assert_eq!(held(&home), self.after, "full at {n}");
        assert_eq!(
            who_says(&home, ADDRESS),
            Vec::<String>::new(),
            "full at {n}"
        );
        is_sound(&home);
    }
}

#[test]
fn killed_at_any_write_a_forget_is_undone_or_gone_on_with() {
    if faults().is_none() {
        return;
    }
    let case = Case::new();
    assert!(case.points > 60, "{}", case.points);
    let some: Vec<usize> = (1..=case.points).step_by(case.points / 24).collect();
    each(&some, std::time::Duration::MAX, |n| case.dies_at(n));
}

#[test]
fn a_disk_that_is_full_from_any_write_on_leaves_an_archive_of_before_or_after() {
    if faults().is_none() {
        return;
    }
    let case = Case::new();
    let some: Vec<usize> = (1..=case.points).step_by(case.points / 12).collect();
    each(&some, std::time::Duration::MAX, |n| case.full_at(n));
}

/// All points of a forget, killed and full.
#[test]
#[ignore = "takes some minutes; see CONTRIBUTING.md"]
fn every_point_of_a_forget() {
    if faults().is_none() {
        return;
    }
    let case = Case::new();
    let all: Vec<usize> = (1..=case.points).collect();
    let killed = each(&all, std::time::Duration::MAX, |n| case.dies_at(n));
    let full = each(&all, std::time::Duration::MAX, |n| case.full_at(n));
    say(&format!(
        "killed at {killed} and full at {full} of {} points: before or after, never half",
        case.points
    ));
}
