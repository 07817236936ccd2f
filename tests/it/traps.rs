//! Sites whose addresses have no end, over real HTTP: the crawl ends by itself, has all real pages, and spends
//! little on the rest. The web answers any address that fits a rule, as the software behind such sites does.

use crate::support::{Answer, Home, Web};

const HOST: &str = "www.ville.example";

fn crawl(home: &Home, web: &Web) {
    let url = web.url();
    let start = format!("http://{HOST}/");
    home.run([
        "crawl",
        "--contact",
        "test@ville.example",
        "--delay",
        "0",
        "--budget",
        "5000",
        "--connect-to",
        &url,
        &start,
    ])
    .ends(0);
}

/// How many addresses were asked whose path begins so.
fn asked(web: &Web, beginning: &str) -> usize {
    let requests = web.requests();
    requests
        .iter()
        .filter(|request| request.path.starts_with(beginning))
        .count()
}

fn dropped(home: &Home, detail: &str) -> i64 {
    let db = rusqlite::Connection::open(home.path("index/arobase.db")).unwrap();
    let query = "select count(*) from visit where state = 'dropped' and detail = ?1";
    db.query_row(query, [detail], |row| row.get(0)).unwrap()
}

/// Sixty real pages, the start page leads to all of them and to `trap`.
fn town(trap: &str) -> Web {
    let names = [
        "piscine",
        "gymnase",
        "école",
        "marché",
        "mairie",
        "théâtre",
        "stade",
        "musée",
        "parc",
        "halle",
    ];
    let links: String = (0..60)
        .map(|n| format!("<a href='/p/{n}'>Page {n}</a> "))
        .collect();
    let mut web = Web::new().page(
        HOST,
        "/",
        &format!("<main><h1>Accueil</h1>{links} <a href='{trap}'>Suite</a></main>"),
    );
    for n in 0..60 {
        let (one, other) = (names[n % 10], names[n / 10]);
        let text = format!(
            "<main><h1>La {one}</h1><p>De la {one} à la {other}, <a href='/'>retour</a></main>"
        );
        web = web.page(HOST, &format!("/p/{n}"), &text);
    }
    web
}

/// A page of a trap: its title is that of all its like.
fn same(body: &str) -> Answer {
    Answer::html(format!(
        "<!doctype html><title>Ville</title><main>{body}</main>"
    ))
}

fn real_pages(web: &Web) {
    for n in 0..60 {
        assert_eq!(web.asked(HOST, &format!("/p/{n}")), 1, "/p/{n}");
    }
}

#[test]
fn a_calendar_that_walks_on_for_ever_is_left_after_a_dozen_empty_months() {
    let mut web = town("/agenda/2026/01/");
    for month in 0..2_400_u32 {
        let at = |month: u32| format!("/agenda/{}/{:02}/", 2_026 + month / 12, month % 12 + 1);
        // Ten years at once, as a list of years gives them: hops alone do not end it.
        let years: String = (1..10)
            .map(|year| format!("<a href='{}'>{year}</a> ", at(month + 12 * year)))
            .collect();
        let text = format!(
            "<h1>Agenda</h1><p>Aucun rendez-vous le {month}. <a href='{}'>Mois suivant</a> {years}",
            at(month + 1)
        );
        web = web.on(HOST, &at(month), same(&text));
    }
    let home = Home::new();
    crawl(&home, &web);
    real_pages(&web);
    assert!(asked(&web, "/agenda/") <= 14, "{}", asked(&web, "/agenda/"));
    assert!(dropped(&home, "trap: calendar") + dropped(&home, "trap: nothing new") > 0);
}

#[test]
fn filters_in_every_combination_are_left_after_a_dozen() {
    let mut web = town("/annuaire");
    let kinds = ["theme", "lieu", "tri", "vue"];
    let address = |choice: u32| {
        let pairs: Vec<String> = (0..4)
            .filter_map(|kind| {
                let value = choice / 5_u32.pow(kind) % 5;
                (value > 0).then(|| format!("{}=v{value}", kinds[kind as usize]))
            })
            .collect();
        if pairs.is_empty() {
            "/annuaire".to_owned()
        } else {
            format!("/annuaire?{}", pairs.join("&"))
        }
    };
    let word = |number: u32| {
        let letters = ["ba", "ce", "di", "fo", "gu"];
        (0..4)
            .map(|at| letters[(number / 5_u32.pow(at) % 5) as usize])
            .collect::<String>()
    };
    for choice in 0..625 {
        let nearby: String = (0..4)
            .flat_map(|kind| (0..5).map(move |value| (kind, value)))
            .map(|(kind, value)| {
                let other = choice - choice / 5_u32.pow(kind) % 5 * 5_u32.pow(kind)
                    + value * 5_u32.pow(kind);
                format!("<a href='{}'>x</a> ", address(other))
            })
            .collect();
        // Each combination shows other entries: no text comes twice.
        web = web.page(
            HOST,
            &address(choice),
            &format!("<main><h1>Annuaire</h1>{} {nearby}</main>", word(choice)),
        );
    }
    let home = Home::new();
    crawl(&home, &web);
    real_pages(&web);
    assert!(
        asked(&web, "/annuaire") <= 60,
        "{} of 625",
        asked(&web, "/annuaire")
    );
    assert!(dropped(&home, "trap: filters") > 0);
}

#[test]
fn a_session_in_the_path_is_left_after_a_dozen_times_the_same_text() {
    let mut web = town("/s/0/accueil");
    for session in 0..500 {
        let links: String = (1..8)
            .map(|step| format!("<a href='/s/{}/accueil'>x</a> ", session * 7 + step))
            .collect();
        web = web.on(
            HOST,
            &format!("/s/{session}/accueil"),
            same(&format!("<h1>Bonjour</h1>{links}")),
        );
    }
    let home = Home::new();
    crawl(&home, &web);
    real_pages(&web);
    assert!(asked(&web, "/s/") <= 13, "{}", asked(&web, "/s/"));
    assert!(dropped(&home, "trap: nothing new") > 0);
}

#[test]
fn a_spiral_of_relative_links_costs_a_few_requests() {
    let text = "<h1>Rubrique</h1><a href='vie/culture/'>Culture</a> <a href='suite/'>Suite</a>";
    let mut web = town("/ville/");
    let mut paths = vec!["/ville/".to_owned()];
    for depth in 0..8 {
        let longer: Vec<String> = paths
            .iter()
            .filter(|path| path.matches('/').count() > depth)
            .flat_map(|path| ["vie/culture/", "suite/"].map(|more| format!("{path}{more}")))
            .collect();
        paths.extend(longer);
        paths.sort();
        paths.dedup();
    }
    for path in &paths {
        web = web.on(HOST, path, same(text));
    }
    let home = Home::new();
    crawl(&home, &web);
    real_pages(&web);
    assert!(
        asked(&web, "/ville/") <= 20,
        "{} of {}",
        asked(&web, "/ville/"),
        paths.len()
    );
    assert!(dropped(&home, "trap: spiral") > 0);
}
