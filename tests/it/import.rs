//! `import` and `reread`: the user's own files as an archive, read again as often as one likes.

mod foreign;

use std::fmt::Write as _;
use std::fs;

use arobase::store::Store;

use crate::support::Home;

const TOWN: &str = "<!doctype html><html lang=fr><head><meta charset=utf-8>\
    <title>Label Villes Internet 2017</title>\
    <meta property=article:published_time content=2017-02-03></head><body><article>\
    <h1>Label Villes Internet 2017 : cinq arobases pour Beauvais</h1>\
    <p>La ville de Beauvais a obtenu 5 arobases au label Villes Internet 2017.</p>\
    </article></body></html>";
const PRESS: &str = "Martigues garde ses arobases\n\nPublié le 4 février 2020\n\n\
    Martigues reçoit cinq arobases au label Territoires, Villes et Villages Internet 2020.\n";

fn home() -> Home {
    Home::new()
        .with("pages/www.ville.example/actualites/label.html", TOWN)
        .with("pages/presse.example/martigues.txt", PRESS)
        .with(
            "pages/presse.example/robots.txt",
            "User-agent: *\nDisallow:\n",
        )
}

/// Everything that was read, as text: pages, claims, records.
fn dump(home: &Home) -> String {
    let store = Store::open(&home.path("index")).unwrap();
    let mut dump = String::new();
    for page in store.pages(0, usize::MAX).unwrap() {
        writeln!(
            dump,
            "{page:?}\n{:?}",
            store.claims_on(page.capture).unwrap()
        )
        .unwrap();
    }
    writeln!(dump, "{:?}", store.records().unwrap()).unwrap();
    dump
}

#[test]
fn a_mirror_is_imported_under_the_addresses_of_its_pages() {
    let home = home();
    home.run(["import", "--mirror", "pages"])
        .ends(0)
        .tells("Imported 2 files");
    let store = Store::open(&home.path("index")).unwrap();
    let captures = store.captures(0, 9).unwrap();
    let urls: Vec<_> = captures
        .iter()
        .map(|capture| capture.url.as_str())
        .collect();
    assert_eq!(
        urls,
        [
            "http://presse.example/martigues.txt",
            "http://www.ville.example/actualites/label.html"
        ]
    );
    assert_eq!(store.payload(&captures[1]).unwrap().body, TOWN.as_bytes());
    assert!(
        home.files("index/warc")
            .iter()
            .all(|file| !file.to_string_lossy().contains(".open"))
    );
}

#[test]
fn the_same_bytes_twice_add_nothing() {
    let home = home()
        .with("again/copy.txt", PRESS)
        .with("again/other.txt", PRESS);
    home.run(["import", "pages"])
        .ends(0)
        .tells("Imported 2 files");
    let before = dump(&home);
    home.run(["import", "pages", "again"])
        .ends(0)
        .tells("Nothing new: the archive holds 4 files already");
    assert_eq!(dump(&home), before);
    assert_eq!(
        Store::open(&home.path("index"))
            .unwrap()
            .counts()
            .unwrap()
            .captures,
        2
    );
}

#[test]
fn a_file_without_an_address_is_named_by_its_bytes() {
    let home = home();
    home.run(["import", "pages/presse.example/martigues.txt"])
        .ends(0);
    let store = Store::open(&home.path("index")).unwrap();
    let capture = store.capture(1).unwrap().unwrap();
    assert_eq!(capture.url, format!("urn:sha256:{}", capture.sha256));
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_imported() {
    let home = home()
        .with("junk/image.html", b"\x89PNG\r\n\x1a\n")
        .with("junk/leer.txt", b"");
    home.run(["import", "junk", "absent.html", "pages"])
        .ends(3)
        .tells("junk/image.html: not text")
        .tells("junk/leer.txt: empty")
        .tells("absent.html: ")
        .tells("Imported 2 files");
}

#[test]
fn where_nothing_can_be_read_no_archive_is_made() {
    let home = home();
    home.run(["import", "absent.html"])
        .ends(3)
        .tells("Nothing was imported");
    assert!(!home.path("index").exists());
}

#[test]
fn reading_again_gives_the_same_again() {
    let home = home();
    home.run(["import", "--mirror", "pages"]).ends(0);
    let before = dump(&home);
    home.run(["reread"]).ends(0).tells("Read 2 captures again");
    assert_eq!(dump(&home), before);
    home.run(["reread"]).ends(0);
    assert_eq!(dump(&home), before);
}

#[test]
fn reading_again_without_an_archive_says_so_and_makes_none() {
    let home = Home::new();
    home.run(["reread"]).ends(10);
    assert!(!home.path("index").exists());
}

#[test]
fn a_damaged_capture_is_told_and_its_old_reading_kept() {
    let home = home();
    home.run(["import", "--mirror", "pages"]).ends(0);
    let before = dump(&home);
    let files = home.files("index/warc");
    let warc = files
        .iter()
        .find(|file| file.extension().is_some_and(|e| e == "gz"))
        .unwrap();
    let store = Store::open(&home.path("index")).unwrap();
    let capture = store.capture(2).unwrap().unwrap();
    let mut bytes = fs::read(warc).unwrap();
    bytes[usize::try_from(capture.offset + capture.length / 2).unwrap()] ^= 0x40;
    fs::write(warc, bytes).unwrap();
    drop(store);
    home.run(["reread"])
        .ends(4)
        .tells("(capture 2)")
        .tells("1 captures are damaged");
    assert_eq!(dump(&home), before);
}

#[test]
fn a_former_commune_leads_to_the_one_in_force_and_keeps_its_name() {
    let text = "Label Villes Internet 2012\n\n\
        Notre-Dame-de-Gravenchon reçoit 3 arobases au label Villes Internet 2012.\n";
    let home = Home::new().with("page.txt", text);
    home.run(["import", "page.txt"]).ends(0);
    home.run(["show", "76476-2012"])
        .ends(0)
        .prints("Port-Jérôme-sur-Seine (76476) · said of Notre-Dame-de-Gravenchon · commune");
    let row = home.run(["export", "--format", "jsonl"]).ends(0).out;
    assert!(
        row.contains("\"name\":\"Port-Jérôme-sur-Seine\"")
            && row.contains("\"former_name\":\"Notre-Dame-de-Gravenchon\""),
        "{row}"
    );
    let found = home.run(["search", "gravenchon"]).ends(0);
    assert!(found.out.contains("76476-2012"), "{}", found.out);
}

#[test]
fn the_word_html_may_be_left_out_or_said() {
    let home = home();
    home.run(["import", "html", "--mirror", "pages"])
        .ends(0)
        .tells("Imported 2 files");
    home.run(["import", "--mirror", "pages"])
        .ends(0)
        .tells("Nothing new");
}

#[test]
fn addresses_wait_in_the_queue_and_wrong_lines_have_their_numbers() {
    let list = "# de la gazette\nhttps://a.example/label?utm_source=x\n\nmairie.example/actualites\n\
                mailto:x@y\nhttps://a.example/label\nhttps://a.example/plan.pdf\nhttps://b.example/\n";
    let home = Home::new()
        .with("list.txt", list)
        .with(
            "seeds/a.toml",
            "[[host]]\nname = 'A'\nstart = ['https://a.example/']\n",
        )
        .with("seeds/optout.toml", "[[site]]\nhost = 'b.example'\n");
    home.run(["import", "urls", "list.txt"])
        .ends(3)
        .tells("list.txt:5: ")
        .tells("list.txt:7: not a page")
        .tells("list.txt:8: b.example asked not to be crawled")
        .tells("2 addresses queued for the next crawl, 1 known already")
        .tells("No seed names mairie.example: ");
    let store = Store::open(&home.path("index")).unwrap();
    let queued: Vec<String> = store
        .visits()
        .unwrap()
        .into_iter()
        .map(|row| row.url)
        .collect();
    assert_eq!(
        queued,
        [
            "https://a.example/label",
            "https://mairie.example/actualites"
        ]
    );
    home.run(["import", "urls", "absent.txt"])
        .ends(2)
        .tells("absent.txt: ");
}

#[test]
fn an_address_that_was_imported_is_asked_by_the_next_crawl_of_its_host() {
    let web = crate::support::Web::new()
        .page("a.example", "/", "Accueil")
        .page(
            "a.example",
            "/cachee",
            "La ville de Beauvais a obtenu 5 arobases au label Villes Internet 2017.",
        );
    let home = Home::new().with("list.txt", "http://a.example/cachee\n");
    home.run(["import", "urls", "list.txt"]).ends(0);
    let url = web.url();
    home.run([
        "crawl",
        "--contact",
        "test@ville.example",
        "--delay",
        "0",
        "--connect-to",
        &url,
        "http://a.example/",
    ])
    .ends(0);
    assert_eq!(web.asked("a.example", "/cachee"), 1);
}

#[test]
fn a_table_of_claims_is_a_page_whose_rows_are_its_proofs() {
    let table =
        "insee;annee;arobases;citation;note\n60057;2017;5;« cinq arobases »;vu\n60057;2010;5;;\n";
    let home = Home::new().with("claims.csv", table);
    home.run(["import", "csv", "claims.csv"])
        .ends(3)
        .tells("claims.csv:3: no edition of the label was held in 2010")
        .tells("columns kept as words only: note")
        .tells("Imported a table, dated now: 1 claim, 1 record in all.");
    let shown = home.run(["show", "60057-2017"]).ends(0);
    assert!(
        shown.out.contains("60057;2017;5;« cinq arobases »;vu"),
        "{}",
        shown.out
    );
    let store = Store::open(&home.path("index")).unwrap();
    let capture = store.capture(1).unwrap().unwrap();
    assert_eq!(capture.mime, "text/csv");
    assert_eq!(store.payload(&capture).unwrap().body, table.as_bytes());
    let before = dump(&home);
    home.run(["reread"]).ends(0);
    assert_eq!(dump(&home), before);
    home.run(["verify", "--read-data"]).ends(0);
    home.run(["import", "csv", "claims.csv"])
        .tells("Nothing new");
    home.run(["search", "ville:beauvais"])
        .ends(0)
        .prints("60057-2017");
}

#[test]
fn a_table_without_a_right_row_makes_no_archive() {
    let home = Home::new().with("claims.csv", "nom,annee\nBeauvais,2017\n");
    home.run(["import", "csv", "claims.csv"])
        .ends(3)
        .tells("claims.csv:1: no column tells what: arobases or mention")
        .tells("Nothing was imported.");
    assert!(!home.path("index").exists());
}
