//! `arobase source`: the seed files are changed by the program, and stay people's files.

use crate::support::{Answer, Home, Web};

fn seeds(home: &Home, name: &str) -> String {
    std::fs::read_to_string(home.path(&format!("seeds/{name}"))).unwrap()
}

#[test]
fn a_host_is_added_listed_crawled_and_removed() {
    let web = Web::new().page("www.journal.example", "/", "bonjour");
    let home = Home::new();
    home.run(["source", "list"]).ends(1).tells("0 sources");
    home.run([
        "source",
        "add",
        "http://www.journal.example",
        "--name",
        "Le Journal",
    ])
    .ends(0)
    .tells("added to ./seeds/added.toml: Le Journal, http://www.journal.example/");
    home.run(["source", "list"])
        .ends(0)
        .prints("Le Journal")
        .prints("added.toml:3")
        .tells("1 source");
    home.run(["source", "list", "--format", "jsonl"])
        .ends(0)
        .prints("\"host\":\"journal.example\"");
    let url = web.url();
    let crawl = [
        "crawl",
        "--contact",
        "test@ville.example",
        "--delay",
        "0",
        "--connect-to",
        &url,
    ];
    home.run(crawl).ends(0);
    assert_eq!(web.asked("www.journal.example", "/"), 1);
    home.run(["source", "remove", "https://journal.example/x"])
        .ends(0)
        .tells("removed from ./seeds/added.toml: Le Journal");
    assert!(!seeds(&home, "added.toml").contains("[[host]]"));
    home.run(["source", "remove", "journal.example"])
        .ends(2)
        .tells("no seed is on journal.example")
        .tells("arobase source list");
}

#[test]
fn a_town_hall_gets_its_name_and_its_code_by_its_address() {
    let home = Home::new();
    home.run(["source", "add", "www.aubagne.fr", "beauvais.fr"])
        .ends(0);
    let text = seeds(&home, "added.toml");
    for line in [
        "name = \"Aubagne\"",
        "code = \"13005\"",
        "name = \"Beauvais\"",
        "start = [\"https://www.aubagne.fr/\"]",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn what_cannot_be_added_is_refused_with_the_place_and_nothing_is_written() {
    let home = Home::new().with(
        "seeds/villes.toml",
        "# à moi\n[[host]]\nname = 'Aubagne'\nstart = ['https://www.aubagne.fr/']\n",
    );
    home.run(["source", "add", "http://aubagne.fr/x"])
        .ends(2)
        .tells("aubagne.fr stands already in ./seeds/villes.toml:3");
    home.run([
        "source",
        "add",
        "http://a.example",
        "https://www.a.example/",
    ])
    .ends(2)
    .tells("a.example stands already in");
    home.run(["source", "add", "mailto:a@b.example"])
        .ends(2)
        .tells("mailto:a@b.example: ");
    home.run(["source", "add", "http://a.example", "--code", "99999"])
        .ends(2)
        .tells("no collectivity has the code \"99999\"");
    home.run([
        "source",
        "add",
        "http://a.example",
        "http://b.example",
        "--name",
        "x",
    ])
    .ends(2)
    .tells("several are given");
    home.run(["source", "add", "http://a.example", "--dry-run"])
        .ends(0)
        .tells("would be added");
    assert_eq!(home.files("seeds").len(), 1);
}

#[test]
fn a_host_that_asked_not_to_be_crawled_is_never_asked() {
    let web =
        Web::new()
            .page("www.bourg.example", "/", "bonjour")
            .page("autre.example", "/", "bonjour");
    let home = Home::new();
    home.run([
        "source",
        "add",
        "http://www.bourg.example",
        "http://autre.example",
    ])
    .ends(0);
    home.run([
        "source",
        "optout",
        "bourg.example",
        "--reason",
        "demande de la mairie",
    ])
    .ends(0)
    .tells("bourg.example is never asked again");
    home.run(["source", "optout", "www.bourg.example"])
        .ends(0)
        .tells("before");
    home.run(["source", "list"])
        .ends(0)
        .prints("opted out: http://www.bourg.example/");
    let url = web.url();
    let crawl = [
        "crawl",
        "--contact",
        "test@ville.example",
        "--delay",
        "0",
        "--connect-to",
        &url,
    ];
    home.run(crawl).ends(0);
    home.run([&crawl[..], &["http://actus.bourg.example/"]].concat())
        .ends(5)
        .tells("bourg.example asked not to be crawled (./seeds/optout.toml:3)");
    home.run(["source", "add", "http://actus.bourg.example/"])
        .ends(5)
        .tells("asked not to be crawled");
    let hosts: Vec<_> = web
        .requests()
        .into_iter()
        .map(|request| request.host)
        .collect();
    assert!(
        !hosts.is_empty() && hosts.iter().all(|host| host == "autre.example"),
        "{hosts:?}"
    );
}

#[test]
fn the_official_sites_of_a_department_are_added_once() {
    let home = Home::new();
    let import = ["source", "import", "--dep", "Nord", "--min-pop", "20000"];
    home.run([&import[..], &["--dry-run"]].concat())
        .ends(0)
        .tells("would be added");
    assert!(home.files("").is_empty());
    home.run(import)
        .ends(0)
        .tells("official sites added to")
        .tells("0 known already");
    let text = seeds(&home, "official-sites.toml");
    assert!(
        text.starts_with("# Official sites") && text.contains("Licence Ouverte 2.0"),
        "{text}"
    );
    assert!(
        text.contains("name = \"Villeneuve-d'Ascq\"\ncode = \"59009\""),
        "{text}"
    );
    let count = text.matches("[[host]]").count();
    home.run(import)
        .ends(0)
        .tells("0 official sites added")
        .tells(&format!("{count} known already"));
    home.run(["source", "import"])
        .ends(2)
        .tells("source import --dep 59 --min-pop 2000");
    home.run(["source", "import", "--dep", "Nordd"])
        .ends(2)
        .tells("--dep Nordd: no department");
    home.run(["source", "import", "--code", "99999"])
        .ends(2)
        .tells("--code 99999: no commune");
}

#[test]
fn a_trial_says_what_a_host_allows_and_offers_and_keeps_nothing() {
    let feed = "<rss><channel><item><title>Label</title><link>http://m.example/a</link></item></channel></rss>";
    let part: String = (0..30)
        .map(|n| format!("<url><loc>/page-{n}</loc></url>"))
        .collect();
    let web = Web::new()
        .on("m.example", "/robots.txt", Answer::text("User-agent: *\nDisallow: /prive/\nCrawl-delay: 0\nSitemap: /plan.xml\n"))
        .page(
            "m.example",
            "/",
            "<form action='/recherche'><input type=search name=q></form><link rel=alternate type='application/rss+xml' href='/flux'>
             <a href='/villes-internet'>Le label</a> <a href='/piscine'>Piscine</a>",
        )
        .page("m.example", "/recherche?q=villes+internet", "<a href='/villes-internet'>Le label</a> <a href='/wifi'>Wifi</a>")
        .on("m.example", "/flux", Answer::of("application/rss+xml", feed))
        .on(
            "m.example",
            "/plan.xml",
            Answer::of("text/xml", "<sitemapindex><sitemap><loc>/plan-1.xml</loc></sitemap><sitemap><loc>/plan-2.xml</loc></sitemap></sitemapindex>"),
        )
        .on("m.example", "/plan-1.xml", Answer::of("text/xml", format!("<urlset>{part}<url><loc>/arobase</loc></url></urlset>")));
    let home = Home::new();
    let url = web.url();
    let test = [
        "source",
        "test",
        "--contact",
        "test@ville.example",
        "--delay",
        "0",
        "--connect-to",
        &url,
    ];
    let with = |more: &'static str| [&test[..], &[more]].concat();
    home.run(with("http://m.example"))
        .ends(0)
        .prints("200, 1 sitemap named, Crawl-delay 0 s")
        .prints("404, nothing is reserved")
        .prints("200, 2 links, 1 of them likely")
        .prints("200, 2 results")
        .prints("200, 1 entries")
        .prints("200, 2 parts, 0 addresses")
        .prints("31 addresses, 1 of them likely")
        .prints("OK: about 69 requests in a first run");
    assert_eq!(web.requests().len(), 7);
    assert!(home.files("").is_empty(), "nothing is archived");
    home.run(with("http://m.example/prive/"))
        .ends(5)
        .prints("robots.txt forbids the start page: Disallow: /prive/");
    home.run(with("http://nulle-part.example"))
        .ends(3)
        .prints("refused: 404")
        .prints("the start page does not come");
    home.run(["source", "test", "http://m.example"])
        .ends(5)
        .tells("no contact");
}
