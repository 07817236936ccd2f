//! A home with three things to be forgotten, and a look for them in every byte of it.

use std::io::Read as _;
use std::path::Path;

use flate2::bufread::GzDecoder;
use memchr::memmem;

use crate::support::{Answer, Home, Web, gzip};

/// Words that stand on one address alone, on one host alone, and in one sentence of a third.
pub(super) const ADDRESS: &str = "Canarialpha";
pub(super) const HOST: &str = "Canaribravo";
pub(super) const QUOTE: &str = "madame Canaricharlie";
/// All that no byte may say afterwards.
pub(super) const CANARIES: [&str; 3] = [ADDRESS, HOST, "Canaricharlie"];

/// The address that is to be forgotten; its name is a secret, too, and no page that stays leads to it.
pub(super) const URL: &str = "http://presse.example/canarialpha-article";

const SEEDS: &str = "[[host]]\nname = 'Presse'\nstart = ['http://presse.example/', 'http://presse.example/canarialpha-article']\n\
    [[host]]\nname = 'Ville B'\nstart = ['http://ville-b.example/']\n\
    [[host]]\nname = 'Ville C'\nstart = ['http://ville-c.example/']\n";

fn article(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=fr><title>{title}</title>\
         <meta property=article:published_time content=2020-02-06><body><article><h1>{title}</h1>{body}</article></body>"
    )
}

/// Each town's grade in its own words.
fn label(town: &str, grade: &str) -> String {
    format!(
        "<p>La commune de {town} a obtenu {grade} arobases au label « Territoires, Villes et Villages Internet » 2020, \
         après un vote du conseil municipal.</p>"
    )
}

fn secret() -> String {
    article(
        "Le palmarès vu par Canarialpha",
        &(label("Martigues", "cinq")
            + "<p>Selon Canarialpha, qui signe ici, c'est une surprise.</p>"),
    )
}

pub(super) fn web() -> Web {
    let secret = secret();
    let b = article(
        "Le label à Aubagne, ville de Canaribravo",
        &(label("Aubagne", "quatre") + "<p>Canaribravo s'en félicite.</p><a href='/p/1'>suite</a>"),
    );
    let c = |extra: &str| {
        article(
            "Le label à Istres",
            &(label("Istres", "trois")
                + extra
                + "<a href='/equipe'>équipe</a> <a href='/autre'>autre</a>"),
        )
    };
    let print = secret.replace(
        "<body>",
        "<link rel=canonical href='http://presse.example/canarialpha-article'><body>",
    );
    Web::new()
        .page(
            "presse.example",
            "/",
            "<p>Accueil. <a href='/imprimer?p=7'>Imprimer</a></p>",
        )
        .on(
            "presse.example",
            "/canarialpha-article",
            Answer::html(&secret),
        )
        .on("presse.example", "/imprimer?p=7", Answer::html(print))
        .on(
            "ville-b.example",
            "/robots.txt",
            Answer::text("User-agent: *\nDisallow: /prive-canaribravo\n"),
        )
        .on(
            "ville-b.example",
            "/",
            Answer::html(gzip(&b)).header("Content-Encoding", "gzip"),
        )
        .on(
            "ville-b.example",
            "/p/1",
            Answer::html(article("Suite", "<p>Canaribravo, suite.</p>")),
        )
        .on("ville-c.example", "/", Answer::html(c("")))
        .on(
            "ville-c.example",
            "/",
            Answer::html(c("<p>Présenté par Madame <b>Canari</b>charlie.</p>")),
        )
        .page(
            "ville-c.example",
            "/equipe",
            "<p>L'équipe : <i>Madame</i> CANARICHARLIE, adjointe.</p>",
        )
        .page(
            "ville-c.example",
            "/autre",
            "<p>Monsieur Martin, maire.</p>",
        )
}

/// A home in which all of it was crawled twice: what changed has two captures, what did not a revisit.
pub(super) fn home(web: &Web) -> Home {
    let home = Home::new().with("seeds/tous.toml", SEEDS);
    crawl(&home, web);
    crawl(&home, web);
    home
}

pub(super) fn crawl(home: &Home, web: &Web) {
    home.run([
        "--quiet",
        "crawl",
        "--contact",
        "test@ville.example",
        "--delay",
        "0",
        "--connect-to",
        &web.url(),
    ])
    .ends(0);
}

/// Forgets with these arguments.
pub(super) fn forget(home: &Home, args: &[&str]) -> crate::support::program::Ran {
    home.run(["forget", "--yes"].iter().chain(args)).ends(0)
}

/// Each file under `index/` that says `word` in any of its bytes: as they are, unpacked, or as the search engine keeps
/// texts.
pub(super) fn who_says(home: &Home, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for path in home.files("index") {
        let bytes = std::fs::read(&path).unwrap();
        if says(&bytes, word) || says(&unpacked(&bytes), word) {
            found.push(path.display().to_string());
        }
    }
    let search = home.path("index/search");
    if search.exists() && says(stored(&search).as_bytes(), word) {
        found.push("the texts of the search index".to_owned());
    }
    found
}

/// Whether the bytes say the word, as it is written or in small letters, as addresses and terms have it.
fn says(bytes: &[u8], word: &str) -> bool {
    let small = word.to_lowercase();
    [word, &small, &word.to_uppercase()]
        .iter()
        .any(|word| memmem::find(bytes, word.as_bytes()).is_some())
}

/// All gzip members that begin anywhere in these bytes, the bodies of their records unpacked too.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    for start in memmem::find_iter(bytes, b"\x1f\x8b\x08") {
        let mut plain = Vec::new();
        // What is torn is read as far as it goes.
        let _ = GzDecoder::new(&bytes[start..]).read_to_end(&mut plain);
        let body = memmem::find_iter(&plain, b"\x1f\x8b\x08").next();
        let mut inner = Vec::new();
        if let Some(body) = body {
            let _ = GzDecoder::new(&plain[body..]).read_to_end(&mut inner);
        }
        all.extend(plain);
        all.extend(inner);
    }
    all
}

/// Every document and every term that the search engine keeps, deleted ones included.
fn stored(folder: &Path) -> String {
    use tantivy::schema::document::Value as _;
    let index = tantivy::Index::open_in_dir(folder).unwrap();
    let schema = index.schema();
    let mut text = String::new();
    for segment in index.reader().unwrap().searcher().segment_readers() {
        let store = segment.get_store_reader(1).unwrap();
        for document in store.iter::<tantivy::TantivyDocument>(None) {
            for (_, value) in document.unwrap().field_values() {
                text.push_str(value.as_str().unwrap_or_default());
                text.push('\n');
            }
        }
        for (field, entry) in schema.fields() {
            if !entry.is_indexed() {
                continue;
            }
            let terms = segment.inverted_index(field).unwrap();
            let mut stream = terms.terms().stream().unwrap();
            while stream.advance() {
                text.push_str(&String::from_utf8_lossy(stream.key()));
                text.push('\n');
            }
        }
    }
    text
}

/// Whether anything in the home or in what it exports says a word that is to be gone.
pub(super) fn is_silent(home: &Home) {
    for word in CANARIES {
        assert_eq!(who_says(home, word), Vec::<String>::new(), "{word}");
        for format in ["jsonl", "csv", "md", "atom", "wikitext"] {
            let out = home.run(["export", "--format", format]).ends(0).out;
            assert!(!says(out.as_bytes(), word), "{format} says {word}: {out}");
        }
    }
}

/// The archive is whole, and its search index fits it.
pub(super) fn is_sound(home: &Home) {
    let index = home.path("index");
    let report = arobase::jobs::verify::verify(&index, true, false, &mut |_| {}).unwrap();
    assert_eq!(
        (report.found.damages, report.found.left_over),
        (vec![], vec![])
    );
}
