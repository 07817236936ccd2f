//! Runs without a hand: units of systemd, a line of the crontab, the foreground; budgets, and who waits for whom.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::crawl::args;
use crate::support::program::Ran;
use crate::support::{Answer, Home, Web, say};

/// A home with a program of this name in `bin/`, which does what this shell script says.
fn with_tool(home: Home, name: &str, script: &str) -> Home {
    let home = home.with(&format!("bin/{name}"), format!("#!/bin/sh\n{script}\n"));
    let path = home.path(&format!("bin/{name}"));
    let mut mode = fs::metadata(&path).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
    fs::set_permissions(&path, mode).unwrap();
    home
}

/// Runs the program with the tools of the home before those of the system, and its units in the home.
fn run(home: &Home, args: &[&str]) -> Ran {
    let path = format!(
        "{}:{}",
        home.path("bin").display(),
        std::env::var("PATH").unwrap()
    );
    let mut command = home.command(args);
    command
        .env("PATH", path)
        .env("XDG_CONFIG_HOME", home.path("config"));
    Ran::of(command.output().unwrap())
}

fn home() -> Home {
    let home = Home::new().with("arobase.toml", "contact = \"veille@ville.example\"\n");
    let home = with_tool(
        home,
        "systemctl",
        "echo \"$@\" >> \"$(dirname \"$0\")/../asked\"",
    );
    with_tool(
        home,
        "crontab",
        "tab=\"$(dirname \"$0\")/../crontab\"\n\
         if [ \"$1\" = -l ]; then [ -f \"$tab\" ] && cat \"$tab\" || { echo 'no crontab for lea' >&2; exit 1; }\n\
         else cat > \"$tab\"; fi",
    )
}

fn only(folder: &Path, ending: &str) -> std::path::PathBuf {
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut found = files.filter(|path| path.extension().is_some_and(|has| has == ending));
    found.next().unwrap()
}

#[test]
fn the_units_start_the_command_that_one_would_type_and_systemd_has_no_complaint() {
    let home = home();
    let install = [
        "schedule",
        "install",
        "--systemd",
        "--weekly",
        "lundi 06:30",
        "--timezone",
        "Europe/Paris",
    ];
    let more = [
        "--jitter",
        "2h",
        "--",
        "--delay",
        "7",
        "https://ville.example/100%",
    ];
    run(&home, &[&install[..], &more[..]].concat())
        .ends(0)
        .tells("next run: ");
    let asked = fs::read_to_string(home.path("asked")).unwrap();
    assert!(
        asked.contains("--user daemon-reload\n--user enable --now arobase-"),
        "{asked}"
    );
    let units = home.path("config/systemd/user");
    let (timer, service) = (only(&units, "timer"), only(&units, "service"));
    let text = fs::read_to_string(&timer).unwrap();
    for line in [
        "OnCalendar=Mon *-*-* 06:30:00 Europe/Paris",
        "Persistent=true",
        "RandomizedDelaySec=7200",
    ] {
        assert!(text.lines().any(|one| one == line), "{text}");
    }
    let text = fs::read_to_string(&service).unwrap();
    let there = fs::canonicalize(home.path("")).unwrap();
    let command = format!(
        " -C {} crawl --quiet --delay 7 https://ville.example/100%%\n",
        there.display()
    );
    assert!(text.contains(&command), "{text}");
    run(&home, &["schedule", "show"])
        .ends(0)
        .prints("30 6 * * 1 (Europe/Paris)");
    run(&home, &["schedule", "show", "--json"])
        .ends(0)
        .prints("\"by\":\"systemd\"");
    verify(&home, &[&timer, &service]);
    not_started(&home, &timer);
    run(&home, &["schedule", "remove", "--dry-run"])
        .ends(0)
        .tells("would be removed");
    assert!(timer.exists());
    run(&home, &["schedule", "remove"]).ends(0);
    assert!(!timer.exists() && !service.exists());
    run(&home, &["schedule", "remove"])
        .ends(1)
        .tells("nothing is scheduled");
}

/// Two runs were due since the timer was written, and none began: `doctor` says so.
fn not_started(home: &Home, timer: &Path) {
    let web = Web::new().page("a.example", "/", "<p>1");
    home.run(args(&web, &["http://a.example/"])).ends(0);
    run(home, &["doctor"]).prints("✓ schedule   next run ");
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    fs::File::open(timer)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    let db = rusqlite::Connection::open(home.path("index/arobase.db")).unwrap();
    let then = "update run set started = '2001-01-01T00:00:00.000000Z', ended = '2001-01-01T00:00:00.000000Z'";
    db.execute(then, []).unwrap();
    run(home, &["doctor"])
        .prints("✗ schedule   no crawl since before ")
        .prints("systemctl --user status arobase-");
}

/// Has systemd read the units, where it is installed.
fn verify(home: &Home, units: &[&Path]) {
    let verified = Command::new("systemd-analyze")
        .arg("verify")
        .args(units)
        .env("XDG_RUNTIME_DIR", home.path(""))
        .output();
    let Ok(verified) = verified else {
        return say("systemd-analyze is not here: the units were not verified");
    };
    let told = String::from_utf8_lossy(&verified.stderr).into_owned();
    if told.contains("Failed to initialize manager") {
        return say("systemd-analyze cannot work here: the units were not verified");
    }
    assert!(verified.status.success() && told.is_empty(), "{told}");
}

#[test]
fn a_line_of_the_crontab_is_ours_alone_and_no_other_is_touched() {
    let home = home().with("crontab", "MAILTO=lea\n5 4 * * * backup\n");
    run(
        &home,
        &[
            "schedule",
            "install",
            "--cron",
            "--daily",
            "06:30",
            "--dry-run",
        ],
    )
    .ends(0)
    .prints("30 6 * * * ");
    run(
        &home,
        &["schedule", "install", "--cron", "--daily", "06:30"],
    )
    .ends(0);
    run(
        &home,
        &[
            "schedule",
            "install",
            "--cron",
            "--expression",
            "0 5 * * 1-5",
        ],
    )
    .ends(0);
    let tab = fs::read_to_string(home.path("crontab")).unwrap();
    assert!(
        tab.starts_with("MAILTO=lea\n5 4 * * * backup\n# >>> arobase-"),
        "{tab}"
    );
    assert_eq!(tab.matches(" crawl --quiet\n").count(), 1, "{tab}");
    run(&home, &["schedule", "show"])
        .ends(0)
        .prints("When       0 5 * * 1-5\n");
    run(
        &home,
        &[
            "schedule",
            "install",
            "--cron",
            "--daily",
            "06:30",
            "--timezone",
            "UTC",
        ],
    )
    .ends(2);
    run(&home, &["schedule", "remove"])
        .ends(0)
        .tells("removed: crontab: 0 5 * * 1-5 ");
    let tab = fs::read_to_string(home.path("crontab")).unwrap();
    assert_eq!(tab, "MAILTO=lea\n5 4 * * * backup\n");
}

#[test]
fn what_would_fail_by_night_is_refused_by_day() {
    let home = home();
    let install = |more: &[&str]| run(&home, &[&["schedule", "install", "--cron"], more].concat());
    install(&["--daily", "lundi"])
        .ends(2)
        .tells("a time of the day");
    install(&["--expression", "61 * * * *"])
        .ends(2)
        .tells("is not a cron expression");
    install(&["--daily", "06:30", "--", "--delai", "7"])
        .ends(2)
        .tells("--delai");
    install(&["--daily", "06:30", "--", "--delay", "0"]).ends(5);
    install(&["--daily", "06:30", "--", "--metrics", "a.prom"])
        .ends(2)
        .tells("whole path");
    install(&[]).ends(2);
    let bare = Home::new();
    run(
        &bare,
        &["schedule", "install", "--cron", "--daily", "06:30"],
    )
    .ends(5)
    .tells("no contact");
    assert!(!home.path("crontab").exists());
}

/// Waits for a condition; fails after two minutes, for a program that hangs.
fn until(what: &str, mut met: impl FnMut() -> bool) {
    let begun = Instant::now();
    let (tell, told) = std::sync::mpsc::channel::<()>();
    while !met() {
        assert!(
            begun.elapsed() < Duration::from_mins(2),
            "{what} did not happen"
        );
        let _ = told.recv_timeout(Duration::from_millis(20));
    }
    drop(tell);
}

fn terminate(id: u32) {
    let sent = Command::new("kill")
        .arg("-TERM")
        .arg(id.to_string())
        .status()
        .unwrap();
    assert!(sent.success());
}

#[test]
fn in_the_foreground_what_was_missed_is_caught_up_once_and_a_signal_ends_it_cleanly() {
    let web = Web::new().page("a.example", "/", "<p>1");
    let home = Home::new();
    let crawl = args(&web, &["http://a.example/"]);
    home.run(&crawl).ends(0);
    let db = rusqlite::Connection::open(home.path("index/arobase.db")).unwrap();
    db.execute(
        "update run set started = '2001-01-01T00:00:00.000000Z', ended = '2001-01-01T00:00:00.000000Z'",
        [],
    )
    .unwrap();
    let mut schedule = [
        "schedule",
        "run",
        "--daily",
        "00:00",
        "--timezone",
        "UTC",
        "--jitter",
        "23h",
        "--",
    ]
    .map(str::to_owned)
    .to_vec();
    schedule.extend(crawl.into_iter().skip(1));
    let before = web.asked("a.example", "/");
    let running = home.start(&schedule);
    let runs = || -> i64 {
        let ended = "select count(*) from run where ended is not null";
        db.query_row(ended, [], |row| row.get(0)).unwrap()
    };
    until("the missed run", || runs() == 2);
    terminate(running.id());
    running.wait().ends(0);
    assert_eq!(
        (runs(), web.asked("a.example", "/")),
        (2, before + 1),
        "once, however many were missed"
    );
}

#[test]
fn a_signal_in_the_midst_of_a_scheduled_run_keeps_what_was_done() {
    let web = Web::new().page("a.example", "/", "<a href=/1>1</a>").on(
        "a.example",
        "/1",
        Answer::html("1").held(),
    );
    let home = Home::new();
    let mut schedule = ["schedule", "run", "--now", "--hourly", "--"]
        .map(str::to_owned)
        .to_vec();
    schedule.extend(args(&web, &["http://a.example/"]).into_iter().skip(1));
    let running = home.start(&schedule);
    until("the request", || web.asked("a.example", "/1") == 1);
    terminate(running.id());
    running.wait().ends(130);
    web.release();
    home.run(args(&web, &["http://a.example/"]))
        .ends(0)
        .tells("Going on with");
}

#[test]
fn who_finds_the_archive_locked_waits_as_long_as_it_was_asked_to() {
    let web = Web::new()
        .on("a.example", "/", Answer::html("<p>1").held())
        .page("b.example", "/", "<p>2");
    let home = Home::new();
    let first = home.start(args(&web, &["http://a.example/"]));
    until("the request", || web.asked("a.example", "/") == 1);
    let second = args(&web, &["http://b.example/"]);
    home.run(&second)
        .ends(11)
        .tells("--wait 10m waits for it to end");
    home.run([&second[..], &["--wait".to_owned(), "100ms".to_owned()]].concat())
        .ends(11);
    home.run([&second[..], &["--wait".to_owned(), "soon".to_owned()]].concat())
        .ends(2)
        .tells("a length of time");
    let waiting = home.start([&second[..], &["--wait".to_owned(), "2m".to_owned()]].concat());
    let reread = home.start(["reread", "--wait", "2m"]);
    web.release();
    first.wait().ends(0);
    waiting.wait().ends(0);
    reread.wait().ends(0);
    assert_eq!(web.asked("b.example", "/"), 1);
}

#[test]
fn a_run_ends_within_its_budget_of_time_and_requests_and_the_next_one_goes_on() {
    let links = "<a href=/1>1</a> <a href=/2>2</a> <a href=/3>3</a>";
    let web = Web::new()
        .page("a.example", "/", links)
        .page("a.example", "/1", "1")
        .page("a.example", "/2", "2")
        .page("a.example", "/3", "3");
    let home = Home::new();
    let crawl = |more: &[&str]| home.run(args(&web, &[&["http://a.example/"], more].concat()));
    crawl(&["--max-time", "0s"])
        .ends(0)
        .tells("1 address waits: the time of the run is over");
    assert_eq!(web.requests().len(), 0);
    crawl(&["--max-requests", "4"])
        .ends(0)
        .tells("the requests of the run are spent; to go on: arobase -C");
    assert_eq!(web.requests().len(), 4);
    crawl(&[]).ends(0);
    assert_eq!(
        web.asked("a.example", "/3") + web.asked("a.example", "/2") + web.asked("a.example", "/1"),
        3
    );
    home.run(["status"])
        .ends(0)
        .prints("Last run   1: crawl of ");
}

/// Uses the crontab and the cron daemon of this machine, and puts the crontab back.
#[test]
#[ignore = "changes this machine's crontab for a minute; needs cron, and root to start it"]
fn a_real_cron_runs_the_line() {
    let crontab = |text: &str| {
        let mut child = Command::new("crontab")
            .arg("-")
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    };
    let Ok(before) = Command::new("crontab").arg("-l").output() else {
        return say("crontab is not here: the line did not run");
    };
    let Ok(mut cron) = Command::new("cron").arg("-f").spawn() else {
        return say("cron is not here: the line did not run");
    };
    let web = Web::new().page("a.example", "/", "<p>1");
    let home = Home::new();
    let mut install = [
        "schedule",
        "install",
        "--cron",
        "--expression",
        "* * * * *",
        "--",
    ]
    .map(str::to_owned)
    .to_vec();
    install.extend(args(&web, &["http://a.example/"]).into_iter().skip(1));
    home.run(&install).ends(0);
    let begun = Instant::now();
    until("the run by cron", || web.asked("a.example", "/") > 0);
    say(&format!(
        "cron ran the line after {} s",
        begun.elapsed().as_secs()
    ));
    home.run(["schedule", "remove"]).ends(0);
    crontab(&String::from_utf8_lossy(&before.stdout));
    cron.kill().unwrap();
    cron.wait().unwrap();
}
