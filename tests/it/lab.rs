//! Crawls of a lab: private addresses that the settings name are asked, under their own names and
//! with the guard on for everything else.

use crate::support::{Home, Web};

/// A home whose settings open the guard for these ranges and name these hosts of 127.0.0.1.
fn home(ranges: &str, hosts: &[&str]) -> Home {
    let hosts: Vec<String> = hosts
        .iter()
        .map(|host| format!("\"{host}\" = \"127.0.0.1\""))
        .collect();
    Home::new().with(
        "arobase.toml",
        format!(
            "contact = \"test@ville.example\"\n[lab]\nallow = [{ranges}]\nhosts = {{ {} }}\n",
            hosts.join(", ")
        ),
    )
}

fn port(web: &Web) -> String {
    web.url().rsplit_once(':').unwrap().1.to_owned()
}

#[test]
fn a_lab_is_crawled_under_its_own_names_and_the_crawl_says_that_the_guard_is_open() {
    let web = Web::new();
    let port = port(&web);
    let host = format!("mairie.test:{port}");
    let web = web
        .page(&host, "/", "<a href='/label'>Le label</a>")
        .page(&host, "/label", "accueil");
    let home = home("\"127.0.0.1/32\"", &["mairie.test"]);
    let ran = home
        .run(["-q", "crawl", "--delay", "0", &format!("http://{host}/")])
        .ends(0);
    ran.tells("WARNING: [lab] in arobase.toml opens the address guard for 127.0.0.1/32")
        .tells("nothing outside the lab is asked");
    assert_eq!((web.asked(&host, "/"), web.asked(&host, "/label")), (1, 1));
}

#[test]
fn literal_addresses_of_the_lab_are_asked_and_its_neighbours_receive_nothing() {
    let web = Web::new();
    let port = port(&web);
    let home = home("\"127.0.0.1/32\"", &["mairie.test"]);
    let outside = format!("http://127.0.0.2:{port}/");
    let ran = home.run(["crawl", "--delay", "0", &outside]).ends(3);
    ran.tells("127.0.0.2 is not a public address");
    assert_eq!(web.requests().len(), 0);
    let inside = format!("http://127.0.0.1:{port}/");
    home.run(["crawl", "--delay", "0", &inside]);
    assert_eq!(web.asked(&format!("127.0.0.1:{port}"), "/"), 1);
}

#[test]
fn without_a_lab_a_short_delay_and_a_private_address_stay_refused() {
    let web = Web::new();
    let home = Home::new().with("arobase.toml", "contact = \"test@ville.example\"\n");
    home.run(["crawl", "--delay", "0", &web.url()])
        .ends(5)
        .tells("[lab] allow");
    home.run(["crawl", "--delay", "1", &web.url()]).ends(3);
    assert_eq!(web.requests().len(), 0);
}

#[test]
fn a_wrong_lab_ends_with_2_and_its_line() {
    home("\"0.0.0.0/0\"", &[])
        .run(["crawl"])
        .ends(2)
        .tells("arobase.toml:3: lab.allow: 0.0.0.0/0 is not a private range");
}
