//! Hosts of which nothing but the name is known: the pages about the label are found by the site's own
//! search, its feeds, its sitemaps and the words of its links, in a few requests. Each site is an imitation
//! of a system, 200 pages large; `tests/wordpress.sh` asks a real one.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use arobase::store::{Capture, Store};

use crate::support::{Answer, Home, Web, gzip};

const HOST: &str = "www.ville.example";
/// Numbers of the pages that are about the label.
const LABELLED: [usize; 6] = [17, 58, 91, 120, 163, 188];
const PAGES: usize = 200;

/// The title of a page; only every other page about the label names it there.
fn title(number: usize) -> String {
    match LABELLED.iter().position(|labelled| *labelled == number) {
        Some(at) if at % 2 == 0 => format!("La ville garde son label Villes Internet ({number})"),
        Some(_) => format!("Une distinction pour nos services en ligne ({number})"),
        None => format!("Travaux de la rue des Tilleuls, tranche {number}"),
    }
}

fn article(number: usize) -> String {
    let text = if LABELLED.contains(&number) {
        "La commune a reçu quatre arobases au label national Territoires, Villes et Villages Internet 2018."
    } else {
        "Les travaux de la rue des Tilleuls commencent lundi et durent trois semaines environ."
    };
    let title = title(number);
    format!(
        "<!doctype html><html lang=fr><title>{title}</title><body><nav><a href='/'>Accueil</a></nav>
         <article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )
}

/// A crawl of a host by its name alone.
fn crawl(web: &Web) -> Vec<String> {
    let url = web.url();
    let args = [
        "crawl",
        "--contact",
        "test@ville.example",
        "--delay",
        "0",
        "--connect-to",
        &url,
    ];
    let mut args: Vec<String> = args.map(str::to_owned).to_vec();
    args.push(format!("http://{HOST}"));
    args
}

fn paths(web: &Web) -> Vec<String> {
    web.requests()
        .into_iter()
        .map(|request| request.path)
        .collect()
}

/// After how many requests all pages about the label had been asked, and all requests until then.
fn requests_until_all_are_found(
    web: &Web,
    address: impl Fn(usize) -> String,
) -> (usize, Vec<String>) {
    let mut asked = paths(web);
    let last = LABELLED.map(|number| {
        let wanted = address(number);
        let at = asked.iter().position(|path| *path == wanted);
        at.unwrap_or_else(|| unreachable!("{wanted} was not asked: {asked:#?}"))
    });
    let count = last.into_iter().max().unwrap() + 1;
    asked.truncate(count);
    (count, asked)
}

fn archived(home: &Home) -> BTreeSet<String> {
    let store = Store::open(&home.path("index")).unwrap();
    let captures = store.captures(0, 10_000).unwrap().into_iter();
    captures
        .filter(Capture::is_to_be_read)
        .map(|capture| capture.url)
        .collect()
}

/// A SPIP: named by a header, searched by `page=recherche`, ten results a page; its archive of articles
/// takes four clicks to walk through.
fn spip() -> Web {
    let address = |number: usize| format!("/spip.php?article{number}");
    let mut home = String::from(
        "<link rel=alternate type='application/rss+xml' href='spip.php?page=backend'><form action='spip.php' method=get>
         <input type=hidden name=page value=recherche><input type=search name=recherche><input type=submit></form><ul>",
    );
    for section in 1..=20 {
        write!(
            home,
            "<li><a href='spip.php?rubrique{section}'>Rubrique {section}</a>"
        )
        .unwrap();
    }
    let mut web = Web::new()
        .on(
            HOST,
            "/robots.txt",
            Answer::text("User-agent: *\nCrawl-delay: 0\nDisallow: /ecrire/\n"),
        )
        .on(
            HOST,
            "/",
            Answer::html(home).header("Composed-By", "SPIP 4.2.8 @ www.spip.net"),
        )
        .on(
            HOST,
            "/spip.php?page=backend",
            Answer::of("application/rss+xml", feed((190..200).map(address))),
        );
    for section in 1..=20 {
        let links: String = (section * 10 - 9..=section * 10)
            .map(|number| {
                format!(
                    "<li><a href='spip.php?article{number}'>{}</a>",
                    title(number)
                )
            })
            .collect();
        web = web.page(
            HOST,
            &format!("/spip.php?rubrique{section}"),
            &format!("<ul>{links}</ul>"),
        );
    }
    for number in 1..=PAGES {
        web = web.on(HOST, &address(number), Answer::html(article(number)));
    }
    spip_search(web)
}

/// What its search answers: the second question has two pages of results.
fn spip_search(web: Web) -> Web {
    let results = |numbers: &[usize], words: &str, more: &str| {
        let items: String = numbers
            .iter()
            .map(|number| {
                format!(
                    "<li><a href='spip.php?article{number}'>{}</a> … {words} …",
                    title(*number)
                )
            })
            .collect();
        format!(
            "<nav><a href='spip.php?rubrique1'>Rubrique 1</a></nav><main><h1>Résultats</h1><p>{words}</p><ul>{items}</ul>{more}</main>
             <a href='spip.php?page=recherche&amp;recherche=autre'>Autre</a>"
        )
    };
    let search = |words: &str| format!("/spip.php?page=recherche&recherche={words}");
    let more = "<p class=pagination><a href='spip.php?page=recherche&amp;recherche=arobase&amp;debut_articles=10#p'>2</a></p>";
    web.page(
        HOST,
        &search("villes+internet"),
        &results(&LABELLED[..3], "villes internet", ""),
    )
    .page(
        HOST,
        &search("arobase"),
        &results(&LABELLED[..4], "arobase", more),
    )
    .page(
        HOST,
        &format!("{}&debut_articles=10", search("arobase")),
        &results(&LABELLED[4..], "arobase", ""),
    )
}

fn feed(addresses: impl Iterator<Item = String>) -> String {
    let items: String = addresses
        .map(|path| {
            format!(
                "<item><title>Actualité</title><link>http://{HOST}{}</link></item>",
                path.replace('&', "&amp;")
            )
        })
        .collect();
    format!("<rss version='2.0'><channel><title>x</title>{items}</channel></rss>")
}

/// A WordPress whose REST interface is closed and whose search answers as a feed.
fn wordpress() -> Web {
    let address = |number: usize| format!("/2018/03/article-{number}/");
    let mut home = String::from(
        "<meta name=generator content='WordPress 6.5'><link rel=stylesheet href='/wp-content/themes/x/style.css'>
         <link rel=alternate type='application/rss+xml' href='/feed/'><link rel=alternate type='application/rss+xml' href='/comments/feed/'>",
    );
    for number in 191..=PAGES {
        write!(
            home,
            "<h2><a href='{}'>{}</a></h2>",
            address(number),
            title(number)
        )
        .unwrap();
    }
    let mut web = Web::new()
        .on(
            HOST,
            "/robots.txt",
            Answer::text("User-agent: *\nDisallow: /wp-admin/\nSitemap: /wp-sitemap.xml\n"),
        )
        .on(HOST, "/", Answer::html(home))
        .on(
            HOST,
            "/feed/",
            Answer::of("application/rss+xml", feed((191..=PAGES).map(address))),
        )
        .on(
            HOST,
            "/comments/feed/",
            Answer::of("application/rss+xml", feed(std::iter::empty())),
        )
        .on(
            HOST,
            "/wp-sitemap.xml",
            index(
                ["wp-sitemap-posts-post-1.xml", "wp-sitemap-users-1.xml"].into_iter(),
                None,
            ),
        )
        .on(
            HOST,
            "/wp-sitemap-posts-post-1.xml",
            Answer::of("text/xml", urls((1..=PAGES).map(address))),
        )
        .on(
            HOST,
            "/wp-sitemap-users-1.xml",
            Answer::of(
                "text/xml",
                urls(std::iter::once("/author/mairie/".to_owned())),
            ),
        );
    for number in 1..=PAGES {
        web = web.on(HOST, &address(number), Answer::html(article(number)));
    }
    wordpress_search(web)
}

/// Its interface is closed; its feed has ten results at most.
fn wordpress_search(web: Web) -> Web {
    let address = |number: usize| format!("/2018/03/article-{number}/");
    let hits = |numbers: &[usize]| {
        let items: String = numbers
            .iter()
            .map(|number| {
                format!(
                    "<item><title>{}</title><link>http://{HOST}{}</link></item>",
                    title(*number),
                    address(*number)
                )
            })
            .collect();
        Answer::of(
            "application/rss+xml",
            format!("<rss version='2.0'><channel>{items}</channel></rss>"),
        )
    };
    web.on(
        HOST,
        "/wp-json/wp/v2/search?search=villes+internet&per_page=100&_fields=url%2Ctitle",
        Answer::status(401),
    )
    .on(HOST, "/?s=villes+internet&feed=rss2", hits(&LABELLED[..4]))
    .on(HOST, "/?s=arobase&feed=rss2", hits(&LABELLED[2..]))
}

fn urls(addresses: impl Iterator<Item = String>) -> String {
    let list: String = addresses
        .map(|path| format!("<url><loc>http://{HOST}{path}</loc></url>"))
        .collect();
    format!("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{list}</urlset>")
}

fn index<'a>(names: impl Iterator<Item = &'a str>, changed: Option<&str>) -> Answer {
    let changed = changed
        .map(|date| format!("<lastmod>{date}</lastmod>"))
        .unwrap_or_default();
    let list: String = names
        .map(|name| format!("<sitemap><loc>http://{HOST}/{name}</loc>{changed}</sitemap>"))
        .collect();
    Answer::of("text/xml", format!("<sitemapindex>{list}</sitemapindex>"))
}

/// A plain site without a search: the address of an article is made of its title, a sitemap index leads to
/// eight packed parts, and the start page to nothing but sections.
fn plain() -> Web {
    let names: Vec<String> = (1..=8)
        .map(|part| format!("plan/articles-{part}.xml.gz"))
        .collect();
    let changed = Some("2018-04-01");
    let mut web = Web::new()
        .on(
            HOST,
            "/robots.txt",
            Answer::text("User-agent: *\nDisallow:\n"),
        )
        .page(
            HOST,
            "/",
            "<ul><li><a href='/mairie/'>La mairie</a><li><a href='/culture/'>Culture</a></ul>",
        )
        .page(HOST, "/mairie/", "<p>Horaires.")
        .page(HOST, "/culture/", "<p>Saison.")
        .on(
            HOST,
            "/sitemap.xml",
            index(names.iter().map(String::as_str), changed),
        );
    for (part, name) in names.iter().enumerate() {
        let list = urls((part * 25 + 1..=part * 25 + 25).map(slug));
        web = web.on(
            HOST,
            &format!("/{name}"),
            Answer::of("application/octet-stream", gzip(&list)),
        );
    }
    for number in 1..=PAGES {
        web = web.on(HOST, &slug(number), Answer::html(article(number)));
    }
    web
}

fn slug(number: usize) -> String {
    if LABELLED.contains(&number) {
        format!("/articles/{number}-label-villes-internet")
    } else {
        format!("/articles/{number}-travaux-rue-des-tilleuls")
    }
}

#[test]
fn a_spip_is_searched_and_its_pages_about_the_label_are_found_within_12_requests() {
    let (home, web) = (Home::new(), spip());
    home.run(crawl(&web)).ends(0);
    let (count, asked) =
        requests_until_all_are_found(&web, |number| format!("/spip.php?article{number}"));
    assert!(count <= 12, "{count}: {asked:#?}");
    assert_eq!(
        asked[..4],
        [
            "/robots.txt",
            "/.well-known/tdmrep.json",
            "/",
            "/spip.php?page=recherche&recherche=villes+internet"
        ]
    );
    assert!(
        paths(&web)
            .iter()
            .all(|path| !path.contains("recherche=autre"))
    );
    let archived = archived(&home);
    assert!(
        archived.iter().all(|url| !url.contains("page=recherche")),
        "an answer of a search is no page"
    );
}

#[test]
fn a_wordpress_with_its_interface_closed_is_searched_by_its_feed_within_12_requests() {
    let (home, web) = (Home::new(), wordpress());
    home.run(crawl(&web)).ends(0);
    let (count, asked) =
        requests_until_all_are_found(&web, |number| format!("/2018/03/article-{number}/"));
    assert!(count <= 12, "{count}: {asked:#?}");
    assert_eq!(
        web.asked(HOST, "/sitemap.xml"),
        0,
        "robots.txt names the sitemap"
    );
    assert_eq!(
        archived(&home).len(),
        200,
        "the budget: start page and 199 articles"
    );
}

#[test]
fn a_plain_site_is_found_by_its_sitemap_index_within_25_requests() {
    let (home, web) = (Home::new(), plain());
    home.run(crawl(&web)).ends(0);
    let (count, asked) = requests_until_all_are_found(&web, slug);
    assert!(count <= 25, "{count}: {asked:#?}");
}

#[test]
fn a_host_with_nothing_new_costs_six_requests_at_most() {
    for web in [spip(), wordpress(), plain()] {
        let home = Home::new();
        let mut args = crawl(&web);
        args.extend(["--budget".to_owned(), "400".to_owned()]);
        home.run(&args).ends(0);
        let first = web.requests().len();
        home.run(&args).ends(0);
        let again = paths(&web).split_off(first);
        assert!(again.len() <= 6, "{again:#?}");
        assert_eq!(again[..3], ["/robots.txt", "/.well-known/tdmrep.json", "/"]);
    }
}

#[test]
fn a_part_of_a_sitemap_is_asked_again_where_the_index_says_that_it_changed() {
    let part = |names: &[&str]| {
        Answer::of(
            "text/xml",
            urls(names.iter().map(|name| format!("/{name}"))),
        )
    };
    let list = |changed: &str| {
        let text = format!(
            "<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2018-01-01</lastmod></sitemap>
             <sitemap><loc>/b.xml</loc><lastmod>{changed}</lastmod></sitemap></sitemapindex>"
        );
        Answer::of("text/xml", text)
    };
    let web = Web::new()
        .page(HOST, "/", "Bonjour")
        .on(HOST, "/sitemap.xml", list("2018-01-01T08:00:00Z"))
        .on(HOST, "/sitemap.xml", list("9998-01-01T08:00:00Z"))
        .on(HOST, "/a.xml", part(&["1"]))
        .on(HOST, "/b.xml", part(&["2"]))
        .on(HOST, "/b.xml", part(&["2", "3"]))
        .page(HOST, "/1", "un")
        .page(HOST, "/2", "deux")
        .page(HOST, "/3", "trois");
    let home = Home::new();
    home.run(crawl(&web)).ends(0);
    assert_eq!(
        (web.asked(HOST, "/a.xml"), web.asked(HOST, "/b.xml")),
        (1, 1)
    );
    home.run(crawl(&web)).ends(0);
    assert_eq!(
        (web.asked(HOST, "/a.xml"), web.asked(HOST, "/b.xml")),
        (1, 2)
    );
    assert_eq!(web.asked(HOST, "/3"), 1);
}

#[test]
fn a_search_that_robots_txt_forbids_is_not_asked_and_another_way_is() {
    let web = Web::new()
        .on(
            HOST,
            "/robots.txt",
            Answer::text("User-agent: *\nDisallow: /wp-json/\n"),
        )
        .page(HOST, "/", "<link rel=stylesheet href='/wp-content/a.css'>")
        .on(
            HOST,
            "/?s=villes+internet&feed=rss2",
            Answer::of("text/xml", feed(std::iter::once("/label".to_owned()))),
        )
        .page(HOST, "/label", "<p>Le label.");
    let home = Home::new();
    home.run(crawl(&web)).ends(0);
    assert!(
        paths(&web)
            .iter()
            .all(|path| !path.starts_with("/wp-json/"))
    );
    assert_eq!(web.asked(HOST, "/label"), 1);
}

#[test]
fn the_search_of_a_drupal_is_never_asked() {
    let html = "<form action='/search/node'><input type=search name=keys></form><a href='/label'>Le label</a>";
    let web = Web::new()
        .on(
            HOST,
            "/",
            Answer::html(html).header("X-Generator", "Drupal 10"),
        )
        .page(HOST, "/label", "<p>Le label.");
    let home = Home::new();
    home.run(crawl(&web)).ends(0);
    assert_eq!(web.asked(HOST, "/label"), 1);
    assert!(
        paths(&web).iter().all(|path| !path.contains("search")),
        "{:?}",
        paths(&web)
    );
}
