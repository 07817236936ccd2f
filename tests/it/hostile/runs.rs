//! Whole crawls of sites that mean harm: what the fetcher alone cannot see.

use std::io::Read as _;
use std::net::TcpListener;

use crate::support::{Answer, Home, Web};

fn crawl(home: &Home, web: &Web, more: &[&str]) -> crate::support::program::Ran {
    let url = web.url();
    let mut args = vec![
        "crawl",
        "--contact",
        "test@ville.example",
        "--delay",
        "0",
        "--connect-to",
        &url,
    ];
    args.extend(more);
    home.run(args)
}

/// How many addresses begin so among those asked.
fn asked(web: &Web, host: &str, begin: &str) -> usize {
    let requests = web.requests();
    let begins = requests
        .iter()
        .filter(|request| request.host == host && request.path.starts_with(begin));
    begins.count()
}

fn rows(home: &Home, like: &str) -> i64 {
    let db = rusqlite::Connection::open(home.path("index/arobase.db")).unwrap();
    let query = "select count(*) from visit where url like ?1";
    db.query_row(query, [like], |row| row.get(0)).unwrap()
}

fn gzip(text: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn n4_sitemaps_that_lead_to_themselves_or_hold_a_million_addresses_end() {
    let index = "<sitemapindex><sitemap><loc>http://a.example/sitemap.xml</loc></sitemap>\
                 <sitemap><loc>http://a.example/sitemap-1.xml</loc></sitemap>\
                 <sitemap><loc>http://a.example/sitemap-million.xml.gz</loc></sitemap></sitemapindex>";
    let deeper = "<sitemapindex><sitemap><loc>http://a.example/sitemap-2.xml</loc></sitemap>\
                  <sitemap><loc>http://a.example/sitemap.xml</loc></sitemap></sitemapindex>";
    let million: String = (0..1_000_000)
        .map(|n| format!("<url><loc>http://a.example/p/{n}</loc></url>"))
        .collect();
    let xml = |text: &str| Answer::of("application/xml", text);
    let web = Web::new()
        .page("a.example", "/", "accueil")
        .on(
            "a.example",
            "/robots.txt",
            Answer::text("Sitemap: /sitemap.xml\nUser-agent: *\nDisallow: /p/\n"),
        )
        .on("a.example", "/sitemap.xml", xml(index))
        .on("a.example", "/sitemap-1.xml", xml(deeper))
        .on("a.example", "/sitemap-2.xml", xml(deeper))
        .on(
            "a.example",
            "/sitemap-million.xml.gz",
            Answer::of("application/gzip", gzip(&format!("<urlset>{million}"))),
        );
    let home = Home::new();
    crawl(&home, &web, &["http://a.example/"]).ends(0);
    for path in ["/sitemap.xml", "/sitemap-1.xml", "/sitemap-million.xml.gz"] {
        assert_eq!(web.asked("a.example", path), 1, "{path}");
    }
    assert!(rows(&home, "http://a.example/p/%") <= 50_000);
}

#[test]
fn n4_a_document_type_in_a_sitemap_or_a_feed_is_refused_before_any_entity() {
    let bomb = |root: &str| {
        format!(
            "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'http://a.example/tresor'><!ENTITY b SYSTEM 'file:///etc/passwd'>]>{root}"
        )
    };
    let plan = bomb(
        "<urlset><url><loc>&a;</loc></url><url><loc>http://a.example/plan</loc></url></urlset>",
    );
    let feed =
        bomb("<rss><channel><item><link>http://a.example/flux</link></item></channel></rss>");
    let web = Web::new()
        .page(
            "a.example",
            "/",
            "<link rel=alternate type='application/rss+xml' href='/feed'>accueil",
        )
        .on(
            "a.example",
            "/sitemap.xml",
            Answer::of("application/xml", plan),
        )
        .on(
            "a.example",
            "/feed",
            Answer::of("application/rss+xml", feed),
        );
    let home = Home::new();
    crawl(&home, &web, &["http://a.example/"]).ends(0);
    assert_eq!(
        (
            web.asked("a.example", "/sitemap.xml"),
            web.asked("a.example", "/feed")
        ),
        (1, 1)
    );
    for path in ["/tresor", "/plan", "/flux"] {
        assert_eq!(web.asked("a.example", path), 0, "{path}");
    }
}

#[test]
fn n5_redirects_end_after_five_and_leave_no_scope() {
    let mut web = Web::new()
        .page("a.example", "/", "<a href=/tourne>a</a> <a href=/chaine/0>b</a> <a href=/dehors>c</a> <a href=/soi>d</a>")
        .on("a.example", "/tourne", Answer::redirect("/retourne"))
        .on("a.example", "/retourne", Answer::redirect("/tourne"))
        .on("a.example", "/soi", Answer::redirect("/soi"))
        .on("a.example", "/dehors", Answer::redirect("http://ailleurs.example/"))
        .page("ailleurs.example", "/", "ailleurs");
    for n in 0..100 {
        web = web.on(
            "a.example",
            &format!("/chaine/{n}"),
            Answer::redirect(&format!("/chaine/{}", n + 1)),
        );
    }
    let home = Home::new();
    crawl(&home, &web, &["http://a.example/"]).ends(0);
    assert_eq!(
        asked(&web, "a.example", "/chaine/"),
        6,
        "the first and five more"
    );
    for path in ["/tourne", "/retourne", "/soi"] {
        assert_eq!(web.asked("a.example", path), 1, "{path}");
    }
    assert_eq!(asked(&web, "ailleurs.example", ""), 0);
}

#[test]
fn n6_neither_links_nor_redirects_nor_robots_txt_lead_to_a_private_address() {
    let web = Web::new();
    let port = web.url().rsplit_once(':').unwrap().1.to_owned();
    let private = TcpListener::bind("127.0.0.3:0").unwrap();
    private.set_nonblocking(true).unwrap();
    let inside = format!("http://{}/", private.local_addr().unwrap());
    let (good, bad) = (format!("bon.test:{port}"), format!("mauvais.test:{port}"));
    let web = web
        .page(&good, "/", &format!("<a href='{inside}'>a</a> <a href=/va>b</a> <a href='http://localhost:{port}/'>c</a>"))
        .on(&good, "/va", Answer::redirect(&inside))
        .on(&good, "/sitemap.xml", Answer::redirect(&inside))
        // The rules of a host may lie with another (RFC 9309, section 2.3.1.2): here is where only
        // the guard stands between.
        .on(&bad, "/robots.txt", Answer::redirect(&format!("{inside}robots.txt")))
        .page(&bad, "/", "accueil");
    let lab = "contact = \"test@ville.example\"\n[lab]\nallow = [\"127.0.0.1/32\"]\n\
               hosts = { \"bon.test\" = \"127.0.0.1\", \"mauvais.test\" = \"127.0.0.1\" }\n";
    let home = Home::new().with("arobase.toml", lab);
    let urls = [
        format!("http://{good}/"),
        format!("http://{bad}/"),
        inside.clone(),
    ];
    let mut args = vec!["crawl", "--delay", "0"];
    args.extend(urls.iter().map(String::as_str));
    home.run(args)
        .ends(3)
        .tells("127.0.0.3 is not a public address");
    assert_eq!(web.asked(&good, "/va"), 1);
    assert_eq!(web.asked(&bad, "/"), 0, "its rules cannot be had");
    assert!(private.accept().is_err(), "somebody connected");
}

/// Answers to a request for robots.txt, and whether the start page may then be asked.
fn robots_answers(closed: &str) -> Vec<(Answer, bool)> {
    let utf16 = |text: &str, start: [u8; 2], order: fn(u16) -> [u8; 2]| {
        let units = text.encode_utf16().flat_map(order);
        start.into_iter().chain(units).collect::<Vec<u8>>()
    };
    let long = format!("{closed}{}", "# x\n".repeat(3_000_000));
    vec![
        (Answer::text(closed), false),
        (Answer::html(closed), false),
        (Answer::text(format!("\u{feff}{closed}")), false),
        (Answer::text(closed.replace('\n', "\r")), false),
        (Answer::text(closed.replace('\n', "\r\n")), false),
        (
            Answer::text(utf16(closed, [0xff, 0xfe], u16::to_le_bytes)),
            false,
        ),
        (
            Answer::text(utf16(closed, [0xfe, 0xff], u16::to_be_bytes)),
            false,
        ),
        (
            Answer::text([closed.as_bytes(), &[0, 0xff, 0xfe, 0x80]].concat()),
            false,
        ),
        (
            Answer::text([b"# r\xe8gles\n", closed.as_bytes()].concat()),
            false,
        ),
        (Answer::text(long), false),
        (
            Answer::text(gzip(closed)).header("Content-Encoding", "gzip"),
            false,
        ),
        (Answer::text("x").header("Content-Encoding", "gzip"), false),
        (Answer::text(closed).header("Content-Encoding", "br"), false),
        (Answer::text(closed).cut(), false),
        (Answer::dropped(), false),
        (Answer::status(500), false),
        (Answer::status(503), false),
        (Answer::status(429), false),
        (Answer::status(408), false),
        (Answer::status(304), false),
        // More than five redirects: as if there were none (section 2.3.1.2).
        (Answer::redirect("/robots.txt"), true),
        (Answer::redirect("http://regles.example/r.txt"), false),
        (Answer::text("User-agent: arobase/9\nDisallow: /\n"), false),
        (Answer::text("User-agent: other\nDisallow: /\n"), true),
        (Answer::text(""), true),
        (Answer::html("<!doctype html><title>Accueil</title>"), true),
        (Answer::status(401), true),
        (Answer::status(403), true),
        (Answer::status(404), true),
        (Answer::status(410), true),
    ]
}

#[test]
fn n12_whatever_robots_txt_is_nothing_that_it_forbids_is_asked() {
    let closed = "User-agent: *\nDisallow: /\n";
    let table = robots_answers(closed);
    let expected: Vec<bool> = table.iter().map(|(_, may)| *may).collect();
    let web = table
        .into_iter()
        .enumerate()
        .fold(Web::new(), |web, (n, (answer, _))| {
            let host = format!("h{n}.example");
            web.on(&host, "/robots.txt", answer)
                .page(&host, "/", &format!("accueil {n}"))
        });
    let web = web.on("regles.example", "/r.txt", Answer::text(closed));
    let urls: Vec<String> = (0..expected.len())
        .map(|n| format!("http://h{n}.example/"))
        .collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    crawl(&Home::new(), &web, &urls).ends(3);
    for (n, may) in expected.into_iter().enumerate() {
        let others = web.requests().into_iter().filter(|request| {
            request.host == format!("h{n}.example") && request.path != "/robots.txt"
        });
        assert_eq!(others.count() > 0, may, "h{n}.example");
    }
}

#[test]
fn n14_no_cookie_is_ever_sent_back_and_a_session_in_an_address_is_cut_off() {
    let links = "<a href='/a;jsessionid=1'>a</a> <a href='/a?PHPSESSID=2&id=3'>b</a> <a href='/a?sid=4'>c</a> <a href='/a?id=3&utm_source=x&fbclid=y'>d</a>";
    let mut start = Answer::html(format!("<title>x</title>{links}"));
    for n in 0..90 {
        start = start.header(
            "Set-Cookie",
            &format!("c{n}={}; Path=/; Max-Age=99999", "x".repeat(100)),
        );
    }
    let web = Web::new()
        .on("a.example", "/", start)
        .page("a.example", "/a", "a")
        .page("a.example", "/a?id=3", "a3");
    let home = Home::new();
    crawl(&home, &web, &["http://a.example/"]).ends(0);
    let requests = web.requests();
    assert!(
        requests
            .iter()
            .all(|request| !request.headers.contains_key("cookie"))
    );
    assert_eq!(
        (
            web.asked("a.example", "/a"),
            web.asked("a.example", "/a?id=3")
        ),
        (1, 1)
    );
    assert!(
        requests
            .iter()
            .all(|request| !request.path.to_ascii_lowercase().contains("sess"))
    );
}

/// A calendar, a query that multiplies itself, a spiral of relative links and facets, without end.
fn trap(_: &str, path: &str) -> Answer {
    let number: usize = path.bytes().map(usize::from).sum();
    let joint = if path.contains('?') { '&' } else { '?' };
    Answer::html(format!(
        "<title>{path}</title><a href='/agenda/{}/{}/'>mois suivant</a> <a href='{path}{joint}f{number}=1'>filtre</a>\
         <a href='suite/'>suite</a> <a href='/agenda/?mois={number}&jour={}'>jour</a> <a href='./page-{number}/'>page</a>",
        2000 + number,
        number % 12,
        number % 31
    ))
}

#[test]
fn n15_fifty_pages_inside_traps_without_end_are_all_fetched_and_the_crawl_ends() {
    let menu: String = (0..50)
        .map(|n| format!("<li><a href='/actualites/article-{n}'>Article {n}</a>"))
        .collect();
    let mut web = Web::new().otherwise(trap).page(
        "a.example",
        "/",
        &format!("<a href='/agenda/'>Agenda</a> <a href='/recherche?f=1'>Recherche</a> <a href='spirale/'>x</a><ul>{menu}</ul>"),
    );
    web = web.on("a.example", "/robots.txt", Answer::text("")).on(
        "a.example",
        "/sitemap.xml",
        Answer::status(404),
    );
    for n in 0..50 {
        web = web.page(
            "a.example",
            &format!("/actualites/article-{n}"),
            &format!("<p>Article {n}</p><a href='/agenda/2026/'>Agenda</a>"),
        );
    }
    let home = Home::new();
    crawl(&home, &web, &["--budget", "200", "http://a.example/"]).ends(0);
    assert_eq!(asked(&web, "a.example", "/actualites/"), 50);
    assert!(web.requests().len() <= 240, "{}", web.requests().len());
}

#[test]
fn n16_of_a_page_with_very_many_links_the_first_five_thousand_of_its_site_are_taken() {
    let links: String = (0..150_000)
        .map(|n| format!("<a href=/l/{n}>l</a><a href=http://f{n}.example/>f</a>"))
        .collect();
    let web = Web::new().page("a.example", "/", &links).on(
        "a.example",
        "/robots.txt",
        Answer::text("User-agent: *\nDisallow: /l/\n"),
    );
    let home = Home::new();
    crawl(&home, &web, &["http://a.example/"]).ends(0);
    assert!(rows(&home, "http://a.example/l/%") <= 5_000);
    assert_eq!(rows(&home, "http://f%"), 0);
}

#[test]
fn n2_a_page_longer_than_the_limit_is_archived_as_far_as_it_came_and_says_so() {
    let web = Web::new().page("a.example", "/", &"<p>Label".repeat(1_200_000));
    let home = Home::new();
    crawl(&home, &web, &["http://a.example/"]).ends(0);
    let warc = home
        .files("index/warc")
        .into_iter()
        .find(|path| path.to_string_lossy().ends_with(".warc.gz"));
    let bytes = std::fs::read(warc.unwrap()).unwrap();
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes.as_slice())
        .read_to_end(&mut text)
        .unwrap();
    let text = String::from_utf8_lossy(&text);
    assert!(text.contains("\r\nWARC-Truncated: length\r\n"));
}
