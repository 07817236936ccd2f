//! `arobase extract`, from outside: claims of files and folders, and each way in which a file can be
//! none.

use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::support::Home;

const AWARD: &str = "<html lang=fr><title>Label</title><body><article><h1>Le palmarès</h1>\
    <p>Le palmarès 2018 du label Villes Internet est connu.</p>\
    <p>La ville de Beauvais (60) obtient cinq arobases.</p></article></body></html>";

fn lines(out: &str) -> Vec<Value> {
    out.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_claim_is_one_line_with_its_words_and_the_path_as_given() {
    let home = Home::new().with("pages/ville.example/label.html", AWARD);
    let ran = home.run(["extract", "--format", "jsonl", "pages"]).ends(0);
    let claims = lines(&ran.out);
    assert_eq!(claims.len(), 1, "{}", ran.out);
    let claim = &claims[0];
    assert_eq!(claim["page"], "pages/ville.example/label.html");
    assert_eq!(
        (&claim["code"], &claim["name"]),
        (&"60057".into(), &"Beauvais".into())
    );
    assert_eq!(
        (&claim["year"], &claim["arobases"]),
        (&2018.into(), &5.into())
    );
    assert_eq!(
        (&claim["kind"], &claim["mention"]),
        (&"award".into(), &Value::Null)
    );
    assert!(claim["quote"].as_str().unwrap().contains("cinq arobases"));
    assert_eq!(claim["url"], Value::Null);
}

#[test]
fn a_mirror_knows_each_url_and_pages_come_with_their_text() {
    let home = Home::new().with("miroir/ville.example/actu/label.html", AWARD);
    let args = [
        "extract", "--format", "jsonl", "--pages", "--mirror", "miroir/",
    ];
    let ran = home.run(args).ends(0);
    let all = lines(&ran.out);
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["url"], "http://ville.example/actu/label.html");
    assert_eq!(all[0]["page"], "miroir/ville.example/actu/label.html");
    assert!(all[0]["text"].as_str().unwrap().contains("cinq arobases"));
    for key in ["title", "site", "published", "lang"] {
        assert!(all[0].get(key).is_some(), "{key}");
    }
    assert_eq!(all[1]["url"], "http://ville.example/actu/label.html");
}

#[test]
fn a_page_line_has_what_an_evaluation_of_extractors_reads() {
    let dated = AWARD.replace("<p>Le", "<p>Publié le 9 mars 2018</p><p>Le");
    let home = Home::new()
        .with("html/fr.label.html", dated)
        .with("html/b.html", "<p>Bonjour.")
        .with("urls.tsv", "fr.label\thttps://ville.example/label\n");
    let args = [
        "extract",
        "--pages=only",
        "--format",
        "jsonl",
        "--urls",
        "urls.tsv",
        "html",
    ];
    let ran = home.run(args).ends(0);
    let pages = lines(&ran.out);
    assert_eq!(pages.len(), 2, "{}", ran.out);
    assert_eq!(pages[0]["id"], "b");
    assert_eq!(
        (&pages[0]["date"], &pages[0]["url"]),
        (&Value::Null, &Value::Null)
    );
    let page = &pages[1];
    assert_eq!(page["id"], "fr.label");
    assert_eq!(page["url"], "https://ville.example/label");
    assert_eq!(
        (&page["date"], &page["published"]),
        (&page["published"], &"2018-03-09".into())
    );
    assert_eq!(page["date_from"], "visible");
    assert_eq!(page["title"], "Le palmarès");
    assert!(page["text"].as_str().unwrap().contains("cinq arobases"));
}

#[test]
fn a_wrong_table_of_addresses_is_refused_with_its_line() {
    let home = Home::new().with("label.html", AWARD).with(
        "urls.tsv",
        "label\thttps://ville.example/label\nautre https://ville.example/\n",
    );
    home.run(["extract", "--urls", "urls.tsv", "label.html"])
        .ends(2)
        .tells("urls.tsv:2: not a name, one tab and a URL");
    home.run(["extract", "--urls", "absent.tsv", "label.html"])
        .ends(2)
        .tells("absent.tsv: ");
    home.run(["extract", "--mirror", "--urls", "urls.tsv", "label.html"])
        .ends(2);
}

#[test]
fn a_charset_that_is_told_beats_the_meta_of_the_page() {
    let wrong = AWARD.replace(
        "<html lang=fr>",
        "<html lang=fr><meta charset=windows-1252>",
    );
    let home = Home::new().with("label.html", wrong);
    let title = |args: &[&str]| {
        let all = ["extract", "--pages=only", "--format", "jsonl", "label.html"];
        let ran = home.run(all.iter().chain(args)).ends(0);
        lines(&ran.out)[0]["title"].as_str().unwrap().to_owned()
    };
    assert_eq!(title(&["--charset", "utf-8"]), "Le palmarès");
    assert_eq!(title(&[]), "Le palmarÃ¨s");
    home.run(["extract", "--charset", "utf-9", "label.html"])
        .ends(2)
        .tells("\"utf-9\" is no encoding of the web");
}

#[test]
fn the_table_shows_who_when_and_how_many() {
    let home = Home::new().with("label.html", AWARD);
    home.run(["extract", "label.html"])
        .ends(0)
        .prints("2018  5  Beauvais  60057  award");
}

#[test]
fn a_page_without_a_claim_is_no_failure_and_is_told() {
    let home = Home::new().with("rien.txt", "La piscine rouvre lundi.");
    let ran = home
        .run(["extract", "rien.txt"])
        .ends(0)
        .tells("No claim in 1 page.");
    assert_eq!(ran.out, "");
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_read() {
    let home = Home::new()
        .with("bon.html", AWARD)
        .with("binaire.html", [0, 159, 146, 150]);
    let ran = home
        .run([
            "extract",
            "--format",
            "jsonl",
            "absent.html",
            "binaire.html",
            "bon.html",
        ])
        .ends(3)
        .tells("absent.html: ")
        .tells("binaire.html: not text");
    assert_eq!(lines(&ran.out).len(), 1);
}

#[test]
fn where_nothing_can_be_read_the_arguments_are_wrong() {
    let home = Home::new().with("vide/notes.md", "x").with("zero.html", "");
    for path in ["absent", "vide", "vide/notes.md", "zero.html"] {
        home.run(["extract", path])
            .ends(2)
            .tells("nothing could be read");
    }
    home.run(["extract"]).ends(2).tells("<PATH>");
}

#[test]
fn a_file_past_the_limit_is_refused_with_the_reason() {
    let home = Home::new();
    let path = home.path("gros.txt");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(b"texte").unwrap();
    file.set_len(17 * 1024 * 1024).unwrap();
    home.run(["extract", "gros.txt"])
        .ends(2)
        .tells("gros.txt: longer than 16 MB");
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_and_a_pipe_end_the_walk_and_not_the_program() {
    let home = Home::new().with("pages/bon.html", AWARD);
    std::os::unix::fs::symlink(home.path("pages"), home.path("pages/encore")).unwrap();
    let pipe = home.path("tube.html");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    let ran = home.run(["extract", "--format", "jsonl", "pages", "tube.html"]);
    let pipe_made = made.is_ok_and(|status| status.success());
    let told = if pipe_made {
        "tube.html: not a file"
    } else {
        "tube.html: "
    };
    assert_eq!(lines(&ran.ends(3).tells(told).out).len(), 1);
}

#[test]
fn the_order_is_that_of_the_paths_whatever_the_number_of_processors() {
    let mut home = Home::new();
    for number in 0..40 {
        home = home.with(&format!("p/{number:02}.html"), AWARD);
    }
    let args = ["extract", "--format", "jsonl", "p"];
    let once = home.run(args).ends(0).out;
    let pages: Vec<String> = lines(&once)
        .iter()
        .map(|line| line["page"].as_str().unwrap().to_owned())
        .collect();
    let expected: Vec<String> = (0..40)
        .map(|number| format!("p/{number:02}.html"))
        .collect();
    assert_eq!(pages, expected);
    assert_eq!(once, home.run(args).ends(0).out);
}

#[test]
fn the_five_reference_texts_yield_what_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/pages");
    if !folder.is_dir() {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: the reference texts are not at ../shared/pages"
        );
        return;
    }
    let files = [
        "aubagne",
        "beauvais",
        "bormes-les-mimosas",
        "grenoble",
        "martigues",
    ];
    let paths = files.map(|name| folder.join(format!("{name}.txt")).display().to_string());
    let args = ["extract", "--format", "jsonl"]
        .map(str::to_owned)
        .into_iter()
        .chain(paths);
    let ran = Home::new().run(args).ends(0);
    let all = lines(&ran.out);
    let count = |name: &str, kind: &str| {
        let of = |line: &&Value| {
            line["page"]
                .as_str()
                .unwrap()
                .ends_with(&format!("{name}.txt"))
                && line["kind"] == kind
        };
        all.iter().filter(of).count()
    };
    let expected = [
        ("aubagne", 1, 1, 0),
        ("beauvais", 3, 7, 0),
        ("bormes-les-mimosas", 1, 1, 0),
        ("grenoble", 0, 0, 14),
        ("martigues", 5, 0, 0),
    ];
    for (name, awards, history, mentions) in expected {
        let found = (
            count(name, "award"),
            count(name, "history"),
            count(name, "mention"),
        );
        assert_eq!(found, (awards, history, mentions), "{name}");
    }
}

#[test]
fn explain_shows_tokens_rules_and_refusals() {
    let text = "Le label à Martigues\n\nLa ville de Martigues a reçu cinq arobases au palmarès 2020 du \
                label Ville Internet.\n\nElle espère une sixième édition avec quatre arobases.\n";
    let home = Home::new().with("note.txt", text);
    let ran = home.run(["extract", "--explain", "note.txt"]).ends(0);
    ran.prints("[place 13056: Martigues]")
        .prints("[level 5: cinq arobases]")
        .prints("+ Martigues (13056) · 2020 (Written) · award 5@ · rule ")
        .prints("« quatre arobases » refused: hope");
}
