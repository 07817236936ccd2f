//! A machine that has too little of something: room, the right to write, open files, a clock that
//! stays set. A sentence says what to do, and nothing is lost.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use arobase::store::Store;

use crate::faults::faults;
use crate::support::{Answer, Home, Web, say};

/// One host's page of so many bytes that gzip cannot make small.
fn heavy(number: usize, bytes: usize) -> String {
    let mut state = u64::try_from(number).unwrap() + 1;
    let mut noise = String::with_capacity(bytes);
    while noise.len() < bytes {
        // Xorshift: the same noise in every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        write!(noise, "{state:016x}").unwrap();
    }
    format!("<!doctype html><html lang=fr><title>Page {number}</title><p>Rien.</p><!--{noise}-->")
}

/// Sites of so many pages of so many bytes.
fn web(hosts: usize, pages: usize, bytes: usize) -> (Web, Vec<String>) {
    let hosts: Vec<String> = (0..hosts)
        .map(|host| format!("ville-{host}.example"))
        .collect();
    let mut web = Web::new();
    for (number, host) in hosts.iter().enumerate() {
        let links: String = (1..pages)
            .map(|page| format!("<a href='/p/{page}'>page</a> "))
            .collect();
        for page in 0..pages {
            let path = if page == 0 {
                "/".to_owned()
            } else {
                format!("/p/{page}")
            };
            let text = heavy(number * pages + page, bytes) + &links;
            web = web.on(host, &path, Answer::html(text));
        }
    }
    (web, hosts)
}

fn args(web: &Web, hosts: &[String], more: &[&str]) -> Vec<String> {
    let mut args: Vec<String> = ["crawl", "--contact", "test@ville.example", "--connect-to"]
        .map(str::to_owned)
        .to_vec();
    args.push(web.url());
    args.extend(more.iter().map(|arg| (*arg).to_owned()));
    args.extend(hosts.iter().map(|host| format!("http://{host}/")));
    args
}

/// The pages archived under `index`, each read back.
fn pages(index: &Path) -> BTreeSet<String> {
    let store = Store::open(index).unwrap();
    let captures = store.captures(0, usize::MAX).unwrap();
    for capture in &captures {
        store.payload(capture).unwrap();
    }
    let is_page = |url: &String| !url.ends_with("/robots.txt");
    captures
        .into_iter()
        .map(|capture| capture.url)
        .filter(is_page)
        .collect()
}

/// Runs a script of the shell in which `$DISK` may be mounted, `$AROBASE` is the program in `$DISK`,
/// and `$@` its arguments; `None`, said aloud, where mounting is not allowed.
fn with_disk(home: &Home, script: &str, args: &[String]) -> Option<Output> {
    let disk = home.path("disk");
    std::fs::create_dir_all(&disk).unwrap();
    let own = |script: &str| {
        // The command of the home, for its program and its environment.
        let plain = home.command([""; 0]);
        let mut command = Command::new("unshare");
        command.args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
        ]);
        command
            .args(args)
            .env("DISK", &disk)
            .env("AROBASE", plain.get_program());
        command.current_dir(home.path(""));
        command.output()
    };
    let may = own("mount -t tmpfs -o size=1m tmpfs \"$DISK\"");
    if !may.is_ok_and(|may| may.status.success()) {
        say("skipped: a disk of one's own cannot be mounted here");
        return None;
    }
    Some(own(script).unwrap())
}

fn told(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_full_disk_of_10_mb_ends_with_12_and_once_there_is_room_nothing_is_missing() {
    let home = Home::new();
    let (web, hosts) = web(6, 30, 160_000);
    let script = "
        mount -t tmpfs -o size=10m tmpfs \"$DISK\" || exit 99
        \"$AROBASE\" -C \"$DISK\" \"$@\"; echo \"first: $?\"
        \"$AROBASE\" -C \"$DISK\" verify --read-data >/dev/null; echo \"found: $?\"
        mount -o remount,size=100m \"$DISK\"
        \"$AROBASE\" -C \"$DISK\" \"$@\"; echo \"second: $?\"
        \"$AROBASE\" -C \"$DISK\" verify --read-data || echo damaged
        cp -r \"$DISK/index\" kept";
    let args = args(
        &web,
        &hosts,
        &["--quiet", "--delay", "0", "--min-free", "0"],
    );
    let Some(ran) = with_disk(&home, script, &args) else {
        return;
    };
    let (out, err) = told(&ran);
    assert!(
        out.contains("first: 12") && out.contains("second: 0"),
        "{out}{err}"
    );
    // What the disk had no room for may lie behind the last commit, but nothing is damaged.
    assert!(
        out.contains("found: 0") && out.contains("The archive is sound."),
        "{out}{err}"
    );
    assert!(
        err.contains("help: make room on that disk and run the same command again"),
        "{err}"
    );
    assert_eq!(pages(&home.path("kept")).len(), 180, "{err}");
}

#[test]
fn a_crawl_stops_while_there_is_room_left_and_says_how_much() {
    let home = Home::new();
    let (web, hosts) = web(4, 30, 160_000);
    let script = "
        mount -t tmpfs -o size=36m tmpfs \"$DISK\" || exit 99
        \"$AROBASE\" -C \"$DISK\" \"$@\"; echo \"first: $?\"
        ls \"$DISK/index/warc\"
        mount -o remount,size=100m \"$DISK\"
        \"$AROBASE\" -C \"$DISK\" \"$@\"; echo \"second: $?\"
        cp -r \"$DISK/index\" kept";
    let args = args(
        &web,
        &hosts,
        &["--quiet", "--delay", "0.05", "--min-free", "33"],
    );
    let Some(ran) = with_disk(&home, script, &args) else {
        return;
    };
    let (out, err) = told(&ran);
    assert!(
        out.contains("first: 12") && out.contains("second: 0"),
        "{out}{err}"
    );
    assert!(err.contains("MB free, and 33 MB are to stay free"), "{err}");
    assert!(err.contains("min_free_mb"), "{err}");
    assert!(!out.contains(".open"), "it ended in good order: {out}");
    assert_eq!(pages(&home.path("kept")).len(), 120, "{err}");
    // What had come was kept: no page is asked twice.
    let asked = |host: &String| {
        (1..30)
            .map(|page| web.asked(host, &format!("/p/{page}")))
            .max()
    };
    assert!(hosts.iter().all(|host| asked(host) == Some(1)));
}

#[test]
fn a_disk_with_less_room_than_is_to_stay_free_is_not_begun_with() {
    let home = Home::new();
    let (web, hosts) = web(1, 1, 100);
    let args = args(&web, &hosts, &["--delay", "0", "--min-free", "4000000000"]);
    home.run(args).ends(12).tells("MB are to stay free");
    assert!(web.requests().is_empty());
    let home = home.with("arobase.toml", "min_free_mb = 4000000000\n");
    let args = self::args(&web, &hosts, &["--delay", "0"]);
    home.run(args).ends(12).tells("MB are to stay free");
}

#[test]
fn an_archive_that_cannot_be_written_is_told_apart_from_one_that_is_damaged() {
    let home = Home::new();
    let (web, hosts) = web(1, 3, 100);
    let script = "
        mount -t tmpfs -o size=50m tmpfs \"$DISK\" || exit 99
        \"$AROBASE\" -C \"$DISK\" \"$@\" || exit 98
        mount -o remount,ro \"$DISK\"
        \"$AROBASE\" -C \"$DISK\" \"$@\"; echo \"crawl: $?\"
        \"$AROBASE\" -C \"$DISK\" reread; echo \"reread: $?\"
        \"$AROBASE\" -C \"$DISK\" search page >/dev/null; echo \"search: $?\"
        \"$AROBASE\" -C \"$DISK\" status >/dev/null; echo \"status: $?\"
        \"$AROBASE\" -C \"$DISK\" verify --read-data >/dev/null; echo \"verify: $?\"";
    let args = args(
        &web,
        &hosts,
        &["--quiet", "--delay", "0", "--min-free", "0"],
    );
    let Some(ran) = with_disk(&home, script, &args) else {
        return;
    };
    let (out, err) = told(&ran);
    for line in [
        "crawl: 12",
        "reread: 12",
        "search: 12",
        "status: 0",
        "verify: 0",
    ] {
        assert!(out.contains(line), "{line} in {out}{err}");
    }
    assert!(
        err.contains("help: this user must be able to write there"),
        "{err}"
    );
}

#[cfg(unix)]
#[test]
fn with_few_open_files_fewer_sites_are_asked_at_a_time_and_no_page_is_lost() {
    let (web, hosts) = web(20, 4, 500);
    let args = args(&web, &hosts, &["--quiet", "--delay", "0"]);
    let limited = |home: &Home, files: u32| {
        let plain = home.command([""; 0]);
        let mut command = Command::new("sh");
        let script = format!("ulimit -n {files}; exec \"$0\" \"$@\"");
        command
            .args(["-c", &script])
            .arg(plain.get_program())
            .args(&args);
        command.current_dir(home.path("")).output().unwrap()
    };
    let home = Home::new();
    let ran = limited(&home, 32);
    assert!(ran.status.success(), "{:?}", told(&ran));
    assert_eq!(pages(&home.path("index")).len(), 80);
    let ran = limited(&Home::new(), 20);
    assert_eq!(ran.status.code(), Some(12), "{:?}", told(&ran));
    assert!(
        told(&ran).1.contains("`ulimit -n 256` allows more"),
        "{:?}",
        told(&ran)
    );
}

#[test]
fn a_clock_that_is_set_while_it_crawls_neither_hurries_nor_stops_it() {
    const YEAR: i64 = 365 * 24 * 3600;
    let Some(faults) = faults() else {
        return;
    };
    for jump in [-YEAR, 10 * YEAR] {
        let home = Home::new();
        let (web, hosts) = web(1, 4, 100);
        let mut command = home.command(args(&web, &hosts, &["--quiet", "--delay", "0.2"]));
        command
            .env("LD_PRELOAD", faults)
            .env("AROBASE_CLOCK_JUMP", jump.to_string());
        let ran = command.output().unwrap();
        assert!(ran.status.success(), "{:?}", told(&ran));
        assert_eq!(pages(&home.path("index")).len(), 4);
        let mut requests = web.requests();
        requests.sort_by_key(|request| request.started);
        for pair in requests.windows(2) {
            let gap = pair[1].started.duration_since(pair[0].ended.unwrap());
            assert!(
                gap >= Duration::from_millis(150) && gap < Duration::from_secs(20),
                "{gap:?}"
            );
        }
    }
}
