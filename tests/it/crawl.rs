//! Crawls of a small web on loopback, through the whole program.

use std::collections::BTreeSet;
use std::time::Duration;

use arobase::store::{CaptureKind, Purpose, Store};

use crate::support::{Answer, Home, Web, gzip};

/// The arguments of a crawl of `web` from these addresses, without any pause.
pub(crate) fn args(web: &Web, more: &[&str]) -> Vec<String> {
    let mut args: Vec<String> = ["crawl", "--contact", "test@ville.example", "--connect-to"]
        .map(str::to_owned)
        .to_vec();
    args.push(web.url());
    if !more.contains(&"--delay") {
        args.extend(["--delay", "0"].map(str::to_owned));
    }
    args.extend(more.iter().map(|arg| (*arg).to_owned()));
    args
}

/// The addresses in the archive, in order, each as often as it was archived; every one is read back.
fn archived(home: &Home) -> Vec<String> {
    let store = Store::open(&home.path("index")).unwrap();
    let mut captures = store.captures(0, 100_000).unwrap();
    captures.retain(|capture| capture.purpose == Purpose::Page);
    for capture in &captures {
        let exchange = store.payload(capture).unwrap();
        assert_eq!(exchange.url.as_str(), capture.url);
    }
    let mut urls: Vec<String> = captures.into_iter().map(|capture| capture.url).collect();
    urls.sort();
    urls
}

/// When the archived pages of a host were asked, in order.
fn asked_at(home: &Home, host: &str) -> Vec<jiff::Timestamp> {
    let store = Store::open(&home.path("index")).unwrap();
    let mut captures = store.captures(0, 100_000).unwrap();
    captures.retain(|capture| capture.url.contains(host) && capture.purpose == Purpose::Page);
    let mut asked: Vec<_> = captures.iter().map(|capture| capture.at).collect();
    asked.sort();
    asked
}

fn row(home: &Home, url: &str) -> String {
    let db = rusqlite::Connection::open(home.path("index/arobase.db")).unwrap();
    let query = "select state || ' ' || coalesce(outcome, '-') || ' ' || coalesce(status, '-') || ' ' || coalesce(detail, '-')
                 from visit where url = ?1";
    db.query_row(query, [url], |row| row.get(0))
        .unwrap_or_else(|_| "unknown".to_owned())
}

/// A town hall that uses every way to lead to a page.
fn town() -> Web {
    let index = "<sitemapindex><sitemap><loc>http://mairie.example/plan-1.xml.gz</loc></sitemap></sitemapindex>";
    let plan = "<urlset><url><loc>http://mairie.example/par-le-plan</loc></url></urlset>";
    let feed = "<rss><channel><item><title>Label</title><link>http://mairie.example/par-le-flux</link></item></channel></rss>";
    Web::new()
        .on(
            "mairie.example",
            "/robots.txt",
            Answer::text("User-agent: *\nDisallow: /prive/\nSitemap: /index-des-plans.xml\n"),
        )
        .page(
            "mairie.example",
            "/",
            "<link rel=alternate type='application/rss+xml' href='/flux'>
             <p><a href='/actualites'>Actualités</a> <a href='/prive/agents'>Agents</a>
             <a href='/ancien'>Ancien</a> <a href='/plan.pdf'>Plan</a> <a href='/perdu'>Perdu</a>
             <a href='http://voisin.example/'>Voisin</a> <a href='mailto:a@b.example'>Écrire</a>",
        )
        .page(
            "mairie.example",
            "/actualites",
            "<a href='/label?utm_source=x#haut'>Le label</a>",
        )
        .page(
            "mairie.example",
            "/label",
            "<p>La ville a reçu quatre arobases.",
        )
        .page("mairie.example", "/par-le-plan", "plan")
        .page("mairie.example", "/par-le-flux", "flux")
        .page("mairie.example", "/nouveau", "nouveau")
        .page("mairie.example", "/prive/agents", "secret")
        .page("voisin.example", "/", "voisin")
        .on("mairie.example", "/ancien", Answer::redirect("/nouveau"))
        .on(
            "mairie.example",
            "/index-des-plans.xml",
            Answer::of("text/xml", index),
        )
        .on(
            "mairie.example",
            "/plan-1.xml.gz",
            Answer::of("application/octet-stream", gzip(plan)),
        )
        .on(
            "mairie.example",
            "/flux",
            Answer::of("application/rss+xml", feed),
        )
}

#[test]
fn a_crawl_follows_links_sitemaps_feeds_and_redirects_and_nothing_that_is_forbidden() {
    let (home, web) = (Home::new(), town());
    let ran = home.run(args(&web, &["http://mairie.example/"])).ends(0);
    let pages = [
        "",
        "actualites",
        "label",
        "nouveau",
        "par-le-flux",
        "par-le-plan",
    ];
    assert_eq!(
        archived(&home),
        pages.map(|page| format!("http://mairie.example/{page}"))
    );
    assert_eq!(web.asked("mairie.example", "/prive/agents"), 0);
    assert_eq!(web.asked("mairie.example", "/plan.pdf"), 0);
    assert_eq!(web.asked("voisin.example", "/"), 0);
    assert_eq!(
        web.requests()[0].path,
        "/robots.txt",
        "robots.txt comes first"
    );
    for request in web.requests() {
        assert_eq!(
            web.asked(&request.host, &request.path),
            1,
            "{} is asked once",
            request.path
        );
        let agent = &request.headers["user-agent"];
        assert!(
            agent.starts_with("arobase/") && agent.contains("test@ville.example"),
            "{agent}"
        );
        assert!(
            !request.headers.contains_key("cookie") && !request.headers.contains_key("referer")
        );
    }
    ran.tells("6 pages archived")
        .tells("1 address left alone: robots.txt");
    assert_eq!(
        row(&home, "http://mairie.example/prive/agents"),
        "dropped forbidden - Disallow: /prive/"
    );
    assert_eq!(
        row(&home, "http://mairie.example/ancien"),
        "done moved 302 http://mairie.example/nouveau"
    );
    assert_eq!(
        row(&home, "http://mairie.example/perdu"),
        "done refused 404 -"
    );
    assert_eq!(
        row(&home, "http://mairie.example/plan.pdf"),
        "dropped skipped - not-a-page"
    );
}

#[test]
fn https_addresses_are_archived_under_their_own_name() {
    let web = Web::new().page("www.mairie.example", "/", "accueil");
    let home = Home::new();
    home.run(args(&web, &["https://www.mairie.example/"]))
        .ends(0);
    assert_eq!(archived(&home), ["https://www.mairie.example/"]);
}

#[test]
fn a_crawl_of_ones_own_web_needs_no_certificates_of_the_system() {
    let web = Web::new().page("www.mairie.example", "/", "accueil");
    let home = Home::new();
    let mut command = home.command(args(&web, &["https://www.mairie.example/"]));
    command
        .env("SSL_CERT_FILE", home.path("none.pem"))
        .env("SSL_CERT_DIR", home.path("none"));
    assert_eq!(command.output().unwrap().status.code(), Some(0));
}

#[test]
fn one_request_a_host_at_a_time_and_never_sooner_than_the_delay() {
    let mut web = Web::new();
    for host in ["a.example", "b.example"] {
        let links: String = (0..6).map(|n| format!("<a href='/{n}'>{n}</a> ")).collect();
        web = web.page(host, "/", &links);
        for n in 0..6 {
            let slow = Answer::html("<p>x").after(Duration::from_millis(20));
            web = web.on(host, &format!("/{n}"), slow);
        }
    }
    let home = Home::new();
    home.run(args(
        &web,
        &["--delay", "0.1", "http://a.example/", "http://b.example/"],
    ))
    .ends(0);
    assert_eq!(archived(&home).len(), 14);
    for host in ["a.example", "b.example"] {
        assert_eq!(web.most_at_once(host), 1);
        // By the crawl's own clock, which the archive keeps: the server's is late when it is busy.
        let asked = asked_at(&home, host);
        assert_eq!(asked.len(), 7);
        let hundred = jiff::SignedDuration::from_millis(100);
        assert!(
            asked
                .windows(2)
                .all(|pair| pair[1].duration_since(pair[0]) >= hundred),
            "{asked:?}"
        );
    }
}

#[test]
fn a_host_whose_robots_txt_cannot_be_had_is_asked_nothing_else_and_fails() {
    let web = Web::new()
        .on("a.example", "/robots.txt", Answer::status(500))
        .page("a.example", "/", "accueil")
        .page("b.example", "/", "accueil");
    let home = Home::new();
    let ran = home
        .run(args(&web, &["http://a.example/", "http://b.example/"]))
        .ends(3);
    ran.tells("failed: a.example: http://a.example/robots.txt: status 500");
    assert_eq!(web.asked("a.example", "/robots.txt"), 3);
    assert_eq!(web.asked("a.example", "/"), 0);
    assert_eq!(archived(&home), ["http://b.example/"]);
    assert!(
        row(&home, "http://a.example/").starts_with("queued"),
        "it waits for the next run"
    );
}

#[test]
fn an_answer_that_fails_is_asked_again_and_then_kept() {
    let web = Web::new()
        .page(
            "a.example",
            "/",
            "<a href='/b'>b</a> <a href='/c'>c</a> <a href='/d'>d</a>",
        )
        .on("a.example", "/b", Answer::dropped())
        .page("a.example", "/b", "enfin")
        .on(
            "a.example",
            "/c",
            Answer::status(503).header("Retry-After", "1"),
        )
        .page("a.example", "/c", "enfin")
        .on("a.example", "/d", Answer::html("<p>".repeat(500)).cut())
        .page("a.example", "/d", "entier");
    let home = Home::new();
    home.run(args(&web, &["http://a.example/"])).ends(0);
    let pages = ["", "b", "c", "d"];
    assert_eq!(
        archived(&home),
        pages.map(|page| format!("http://a.example/{page}"))
    );
}

#[test]
fn what_a_page_asks_of_robots_is_done() {
    let meta = |asked: &str| {
        format!(
            "<!doctype html><title>x</title><meta name=robots content='{asked}'><a href='/derriere-{asked}'>x</a>"
        )
    };
    let web = Web::new()
        .page(
            "a.example",
            "/",
            "<a href='/nofollow'>a</a> <a href='/noarchive'>b</a> <a href='/entete'>c</a>",
        )
        .on("a.example", "/nofollow", Answer::html(meta("nofollow")))
        .on("a.example", "/noarchive", Answer::html(meta("noarchive")))
        .on(
            "a.example",
            "/entete",
            Answer::html("<a href='/derriere-entete'>x</a>")
                .header("X-Robots-Tag", "otherbot: noindex")
                .header("X-Robots-Tag", "arobase: noarchive, nofollow"),
        )
        .page("a.example", "/derriere-nofollow", "x")
        .page("a.example", "/derriere-noarchive", "x")
        .page("a.example", "/derriere-entete", "x");
    let home = Home::new();
    home.run(args(&web, &["http://a.example/"])).ends(0);
    let pages = ["", "derriere-noarchive", "nofollow"];
    assert_eq!(
        archived(&home),
        pages.map(|page| format!("http://a.example/{page}"))
    );
    assert_eq!(
        row(&home, "http://a.example/noarchive"),
        "done skipped 200 noarchive"
    );
}

#[test]
fn only_html_is_archived_and_a_bomb_is_named() {
    let bomb = gzip(&"a".repeat(30_000_000));
    let web = Web::new()
        .page(
            "a.example",
            "/",
            "<a href='/bombe'>a</a> <a href='/image'>b</a> <a href='/zst'>c</a>",
        )
        .on(
            "a.example",
            "/bombe",
            Answer::html(bomb).header("Content-Encoding", "gzip"),
        )
        .on(
            "a.example",
            "/image",
            Answer::of("image/png", [0x89, b'P', b'N', b'G']),
        )
        .on(
            "a.example",
            "/zst",
            Answer::html("x").header("Content-Encoding", "zstd"),
        );
    let home = Home::new();
    home.run(args(&web, &["http://a.example/"])).ends(0);
    assert_eq!(archived(&home), ["http://a.example/"]);
    assert!(row(&home, "http://a.example/bombe").contains("skipped 200 the body grows past"));
    assert_eq!(
        row(&home, "http://a.example/image"),
        "done skipped 200 not a page: image/png"
    );
    assert!(row(&home, "http://a.example/zst").contains("zstd"));
}

#[test]
fn a_spiral_of_links_ends_and_real_pages_come_first() {
    let spiral = "<a href='suite/page'>suite</a> <a href='?a=1&a=2&a=3'>facettes</a> <a href='www.a.example/x'>x</a>";
    let mut web = Web::new().page(
        "a.example",
        "/",
        &format!("{spiral} <a href='/label-villes-internet'>Le label</a>"),
    );
    web = web.page("a.example", "/label-villes-internet", "label");
    for times in 1..30 {
        web = web.page(
            "a.example",
            &format!("/{}page", "suite/".repeat(times)),
            spiral,
        );
    }
    let home = Home::new();
    home.run(args(&web, &["http://a.example/"])).ends(0);
    assert!(web.requests().len() < 12, "{}", web.requests().len());
    let asked: Vec<_> = web
        .requests()
        .into_iter()
        .map(|request| request.path)
        .filter(|path| path != "/.well-known/tdmrep.json")
        .collect();
    assert_eq!(asked[..2], ["/robots.txt", "/"]);
    let label = asked
        .iter()
        .position(|path| path == "/label-villes-internet")
        .unwrap();
    let other = asked.iter().position(|path| path == "/suite/page").unwrap();
    assert!(label < other);
}

#[test]
fn the_budget_is_kept_and_the_next_run_goes_on() {
    let links: String = (0..9).map(|n| format!("<a href='/{n}'>{n}</a> ")).collect();
    let mut web = Web::new().page("a.example", "/", &links);
    for n in 0..9 {
        web = web.page("a.example", &format!("/{n}"), "x");
    }
    let home = Home::new();
    let crawl = args(&web, &["--budget", "5", "http://a.example/"]);
    home.run(&crawl).ends(0).tells("1 over their budget");
    assert_eq!(archived(&home).len(), 5);
    home.run(&crawl).ends(0).tells("Crawling 1 site");
    home.run(&crawl).ends(0);
    let unique: BTreeSet<_> = archived(&home).into_iter().collect();
    assert_eq!(unique.len(), 10);
    assert_eq!(
        web.asked("a.example", "/"),
        3,
        "the start page is asked in every run"
    );
    assert_eq!(web.asked("a.example", "/0"), 1, "a fresh page is not");
}

#[test]
fn ctrl_c_stops_with_130_and_the_second_run_asks_only_what_is_left() {
    let links: String = (0..5).map(|n| format!("<a href='/{n}'>{n}</a> ")).collect();
    let mut web = Web::new().page("a.example", "/", &links);
    for n in 0..5 {
        let answer = Answer::html("<p>x");
        let answer = if n == 3 { answer.held() } else { answer };
        web = web.on("a.example", &format!("/{n}"), answer);
    }
    let home = Home::new();
    let crawl = args(&web, &["http://a.example/"]);
    let running = home.start(&crawl);
    // robots.txt, what is reserved, the start page, the usual sitemap, three pages, and the one that
    // is held.
    web.wait_for(8);
    let kill = std::process::Command::new("kill")
        .args(["-INT", &running.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    let ran = running.wait().ends(130);
    assert!(
        ran.err
            .contains("Stopped. What was fetched is kept; to go on: arobase"),
        "{}",
        ran.err
    );
    assert_eq!(archived(&home).len(), 4);
    web.release();
    home.run(&crawl).ends(0).tells("Going on with 1 site");
    assert_eq!(archived(&home).len(), 6);
    for path in ["/", "/0", "/1", "/2", "/4"] {
        assert_eq!(web.asked("a.example", path), 1, "{path}");
    }
    assert_eq!(web.asked("a.example", "/3"), 2, "it had not been answered");
}

/// The captures of one address in their order: kind and status.
fn captures_of(home: &Home, url: &str) -> Vec<(CaptureKind, u16)> {
    let store = Store::open(&home.path("index")).unwrap();
    let mut captures = store.captures(0, 100_000).unwrap();
    captures.retain(|capture| capture.url == url);
    captures
        .iter()
        .map(|capture| (capture.kind, capture.status))
        .collect()
}

/// Lets everything be due, as if months had passed.
fn months_pass(home: &Home) {
    let db = rusqlite::Connection::open(home.path("index/arobase.db")).unwrap();
    db.execute_batch(
        "update visit set due_at = '2001-01-01T00:00:00.000000Z' where due_at is not null",
    )
    .unwrap();
}

#[test]
fn a_page_is_asked_again_on_a_condition_and_archived_again_only_where_it_changed() {
    use CaptureKind::{Response, Revisit};
    let tagged = |body: &str, tag: &str| {
        Answer::html(body)
            .header("ETag", tag)
            .header("Last-Modified", "Tue, 03 Feb 2026 12:00:00 GMT")
    };
    let links =
        "<a href=/tagged>1</a> <a href=/same>2</a> <a href=/changed>3</a> <a href=/gone>4</a>";
    let web = Web::new()
        .page("a.example", "/", links)
        .on("a.example", "/tagged", tagged("<p>a", "W/\"1\""))
        .on("a.example", "/tagged", Answer::status(304))
        .page("a.example", "/same", "<p>b")
        .on("a.example", "/changed", tagged("<p>c", "\"1\""))
        .on("a.example", "/changed", tagged("<p>d", "\"2\""))
        .page("a.example", "/gone", "<p>e")
        .on("a.example", "/gone", Answer::status(410));
    let home = Home::new();
    let crawl = args(&web, &["http://a.example/"]);
    home.run(&crawl).ends(0).tells("5 pages archived");
    let asked = web.requests().len();
    // What is not due is not asked: the start page is the place where news would be.
    home.run(&crawl).ends(0).tells("0 pages archived");
    let second: Vec<_> = web.requests()[asked..]
        .iter()
        .map(|request| request.path.clone())
        .collect();
    assert_eq!(second, ["/robots.txt", "/.well-known/tdmrep.json", "/"]);

    months_pass(&home);
    home.run(&crawl)
        .ends(0)
        .tells("1 pages archived")
        .tells("3 pages asked again and found as they were")
        .tells("1 page not there any more");
    let requests = web.requests();
    let last = |path: &str| {
        requests
            .iter()
            .rfind(|request| request.path == path)
            .unwrap()
    };
    let tagged = &last("/tagged").headers;
    assert_eq!(tagged["if-none-match"], "W/\"1\"");
    assert_eq!(tagged["if-modified-since"], "Tue, 03 Feb 2026 12:00:00 GMT");
    assert!(!last("/same").headers.contains_key("if-none-match"));
    let of = |path: &str| captures_of(&home, &format!("http://a.example{path}"));
    assert_eq!(of("/tagged"), [(Response, 200), (Revisit, 304)]);
    assert_eq!(of("/same"), [(Response, 200), (Revisit, 200)]);
    assert_eq!(of("/changed"), [(Response, 200), (Response, 200)]);
    assert_eq!(of("/gone"), [(Response, 200)]);
    assert_eq!(row(&home, "http://a.example/gone"), "done gone 410 -");
    assert_eq!(
        row(&home, "http://a.example/tagged"),
        "done unchanged 304 -"
    );

    months_pass(&home);
    home.run(&crawl).ends(0);
    let requests = web.requests();
    let last = requests.iter().rfind(|request| request.path == "/changed");
    assert_eq!(last.unwrap().headers["if-none-match"], "\"2\"");
}

#[test]
fn a_feed_and_a_sitemap_that_say_nothing_new_are_not_read_again() {
    let feed = "<rss><channel><item><title>A</title><link>http://a.example/1</link></item></channel></rss>";
    let plan = "<urlset><url><loc>http://a.example/2</loc></url></urlset>";
    let web = Web::new()
        .page(
            "a.example",
            "/",
            "<link rel=alternate type=application/rss+xml href=/flux><p>x",
        )
        .on(
            "a.example",
            "/flux",
            Answer::of("application/rss+xml", feed).header("ETag", "\"f\""),
        )
        .on("a.example", "/flux", Answer::status(304))
        .on(
            "a.example",
            "/sitemap.xml",
            Answer::of("application/xml", plan),
        )
        .page("a.example", "/1", "<p>1")
        .page("a.example", "/2", "<p>2");
    let home = Home::new();
    let crawl = args(&web, &["http://a.example/"]);
    home.run(&crawl).ends(0).tells("3 pages archived");
    months_pass(&home);
    home.run(&crawl).ends(0).tells("3 pages asked again");
    let requests = web.requests();
    let flux = requests.iter().rfind(|request| request.path == "/flux");
    assert_eq!(flux.unwrap().headers["if-none-match"], "\"f\"");
    assert_eq!(row(&home, "http://a.example/flux"), "done unchanged 304 -");
    assert_eq!(
        row(&home, "http://a.example/sitemap.xml"),
        "done unchanged 200 -"
    );
}

#[test]
fn what_a_host_an_answer_or_a_page_reserves_is_neither_kept_nor_read() {
    let grade = "<p>La ville d'Anzin a reçu quatre arobases au label Villes Internet 2018.";
    let rules = r#"[{"location": "/presse/", "tdm-reservation": 1}]"#;
    let web = Web::new()
        .page(
            "a.example",
            "/",
            "<a href=/presse/x>1</a> <a href=/entete>2</a> <a href=/meta>3</a> <a href=/libre>4</a>",
        )
        .on("a.example", "/.well-known/tdmrep.json", Answer::of("application/json", rules))
        .page("a.example", "/presse/x", grade)
        .on("a.example", "/entete", Answer::html(grade).header("TDM-Reservation", "1"))
        .page("a.example", "/meta", &format!("<meta name=tdm-reservation content=1>{grade}"))
        .page("a.example", "/libre", grade);
    let home = Home::new();
    home.run(args(&web, &["http://a.example/"]))
        .ends(0)
        .tells("2 pages archived, 1 claims")
        .tells("3 addresses left alone: reserved");
    assert_eq!(
        archived(&home),
        ["http://a.example/", "http://a.example/libre"]
    );
    assert_eq!(web.asked("a.example", "/presse/x"), 0);
    assert_eq!(
        row(&home, "http://a.example/presse/x"),
        "dropped reserved - tdm-reservation: 1 for /presse/"
    );
    assert_eq!(
        row(&home, "http://a.example/entete"),
        "done reserved 200 tdm-reservation: 1"
    );
    assert_eq!(
        row(&home, "http://a.example/meta"),
        "done reserved 200 tdm-reservation: 1 on the page"
    );
}

#[test]
fn robots_txt_is_archived_as_the_proof_of_what_it_allowed() {
    use CaptureKind::{Response, Revisit};
    let web = Web::new()
        .on(
            "a.example",
            "/robots.txt",
            Answer::text("User-agent: *\nDisallow: /x\n"),
        )
        .page("a.example", "/", "<p>1")
        .page("b.example", "/", "<p>1");
    let home = Home::new();
    let crawl = args(&web, &["http://a.example/", "http://b.example/"]);
    home.run(&crawl).ends(0);
    home.run(&crawl).ends(0);
    assert_eq!(
        captures_of(&home, "http://a.example/robots.txt"),
        [(Response, 200), (Revisit, 200)]
    );
    // That there is none is proved once.
    assert_eq!(
        captures_of(&home, "http://b.example/robots.txt"),
        [(Response, 404)]
    );
}

#[test]
fn why_tells_the_story_of_an_address() {
    let web = Web::new()
        .on(
            "a.example",
            "/robots.txt",
            Answer::text("User-agent: *\nDisallow: /prive/\n"),
        )
        .page(
            "a.example",
            "/",
            "<a href=/actualites>1</a> <a href=/prive/x>2</a>",
        )
        .page("a.example", "/actualites", "<a href=/label>3</a>")
        .page(
            "a.example",
            "/label",
            "<p>Label Villes Internet 2018 : 4 arobases pour la ville de Dole.",
        )
        .on("a.example", "/label", Answer::status(404));
    let home = Home::new();
    let crawl = args(&web, &["http://a.example/"]);
    home.run(["why", "http://a.example/"]).ends(10);
    home.run(&crawl).ends(0);
    let told = home.run(["why", "http://a.example/label"]).ends(0).out;
    for line in [
        "Address    asked: captured (200); on ",
        "Way        found in run 1 on http://a.example/actualites ← http://a.example/; 2 hops from the start",
        " (200) allows it",
        "  200 text/html  ",
        "Claims     1",
        "Next       due from ",
    ] {
        assert!(told.contains(line), "no {line:?} in\n{told}");
    }
    let told = home.run(["why", "http://a.example/prive/x"]).ends(0).out;
    assert!(
        told.contains("Address    not asked: forbidden, Disallow: /prive/\n"),
        "{told}"
    );
    assert!(
        told.contains(" forbids it: Disallow: /prive/\nCaptures   none\n"),
        "{told}"
    );
    let told = home
        .run(["why", "http://a.example/plan.pdf?a=1&a=2&a=3"])
        .ends(1)
        .out;
    assert!(
        told.contains("Never asked: its query has too many keys"),
        "{told}"
    );
    home.run(["why", "mailto:maire@a.example"]).ends(2);
    months_pass(&home);
    home.run(&crawl).ends(0);
    let told = home.run(["why", "http://a.example/label"]).ends(0).out;
    assert!(told.contains("Address    asked: gone (404)"), "{told}");
    assert!(
        told.contains("Claims     1\n"),
        "not there any more is not lost: {told}"
    );
}

#[test]
fn why_says_of_an_address_that_was_never_met_that_it_was_not() {
    let web = Web::new().page("a.example", "/", "<p>1");
    let home = Home::new();
    home.run(args(&web, &["http://a.example/"])).ends(0);
    let told = home.run(["why", "http://a.example/2"]).ends(1).out;
    assert!(told.contains("Address    never met"), "{told}");
}

#[test]
fn a_dry_run_tells_requests_and_time_and_asks_nothing() {
    let web = Web::new().page("a.example", "/", "<a href=/1>1</a> <a href=/2>2</a>");
    let home = Home::new();
    let delay = [
        "http://a.example/",
        "http://b.example/",
        "--delay",
        "5",
        "--dry-run",
    ];
    let told = home.run(args(&web, &delay)).ends(0).out;
    assert!(
        told.starts_with(
            "2 sites, a pause of 5 s or more between two requests to one of them, at most 200 pages of each\n\
             at least 6 requests, 10 s; at most 524 requests, 21 min 45 s\n      3  a.example\n      3  b.example\n"
        ),
        "{told}"
    );
    assert_eq!(web.requests().len(), 0);
    assert!(!home.path("index").exists(), "nothing was made");
}

#[test]
fn outside_its_hours_a_crawl_asks_nothing_and_says_when_it_goes_on() {
    let web = Web::new().page("a.example", "/", "<p>1");
    let home = Home::new();
    // One minute of the day, which is not now; were it now, the other one is not.
    let closed = |window: &str| {
        home.run(args(&web, &["http://a.example/", "--window", window]))
            .ends(0)
    };
    let now = jiff::tz::TimeZone::system()
        .to_datetime(arobase::jobs::clock::now())
        .time();
    let window = if now.hour() < 12 {
        "22:00-22:01"
    } else {
        "02:00-02:01"
    };
    closed(window).tells(&format!("1 address waits for the hours {window}"));
    assert_eq!(web.requests().len(), 0);
    let open = if now.hour() < 12 {
        "00:00-22:01"
    } else {
        "02:00-00:01"
    };
    closed(open).tells("1 pages archived");
    home.run(args(&web, &["http://a.example/", "--window", "22"]))
        .ends(2)
        .tells("window: \"22\" is not a window");
}

#[test]
fn a_print_version_that_asks_not_to_be_searched_hides_no_page() {
    let grade = "<link rel=canonical href=/label><p>La ville de Dole a 4 arobases au label Villes Internet.";
    let print = format!("<meta name=robots content=noindex>{grade}");
    let web = Web::new()
        .page(
            "a.example",
            "/",
            "<a href=/label>1</a> <a href=/imprimer>2</a>",
        )
        .page("a.example", "/label", grade)
        .page("a.example", "/imprimer", &print);
    let home = Home::new();
    home.run(args(&web, &["http://a.example/"])).ends(0);
    let found = home
        .run(["search", "villes internet", "--format", "jsonl"])
        .ends(0)
        .out;
    assert!(
        found.contains("\"url\":\"http://a.example/label\""),
        "{found}"
    );
}
