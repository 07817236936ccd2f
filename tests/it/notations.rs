//! Every notation of a palmarès: names and grades, in either order, with whatever signs between them. All combinations
//! are read, not samples of them.

use std::collections::BTreeSet;

use arobase::jobs::reading::{Format, Reader};
use arobase::label::claim::Arobases;

/// Who has how many arobases.
const TOWNS: [(&str, u8); 6] = [
    ("Mont-de-Marsan", 4),
    ("Tarnos", 4),
    ("Dax", 3),
    ("Capbreton", 3),
    ("Hagetmau", 2),
    ("Soustons", 1),
];

/// The ways to write a grade.
const FORMS: [fn(u8) -> String; 7] = [
    |grade| "@".repeat(usize::from(grade)),
    |grade| format!("{grade}@"),
    |grade| format!("{grade} @"),
    |grade| format!("{grade} arobase{}", plural(grade)),
    |grade| format!("{} arobase{}", WORDS[usize::from(grade)], plural(grade)),
    |grade| format!("« {grade} @ »"),
    |grade| format!("niveau {grade}@"),
];

const WORDS: [&str; 6] = ["", "une", "deux", "trois", "quatre", "cinq"];

/// What joins the names of one grade: between them, and before the last.
const JOINTS: [(&str, &str); 5] = [
    (", ", ", "),
    (", ", " et "),
    (" - ", " - "),
    (" / ", " / "),
    (" · ", " · "),
];

fn plural(grade: u8) -> &'static str {
    if grade > 1 { "s" } else { "" }
}

fn joined(names: &[&str], (comma, last): (&str, &str)) -> String {
    match names {
        [one] => (*one).to_owned(),
        [before @ .., end] => format!("{}{last}{end}", before.join(comma)),
        [] => String::new(),
    }
}

/// The names of each grade, from the highest down.
fn groups() -> Vec<(u8, Vec<&'static str>)> {
    let of = |grade: u8| {
        let names = TOWNS.iter().filter(|(_, own)| *own == grade);
        (grade, names.map(|(name, _)| *name).collect())
    };
    (1..=4).rev().map(of).collect()
}

/// `parts` as one paragraph, as lines, as a list or as paragraphs.
fn laid_out(parts: &[String], between: &str) -> String {
    let each = |tag: &str| -> String {
        let items = parts.iter().map(|part| format!("<{tag}>{part}</{tag}>"));
        items.collect()
    };
    match between {
        "li" => format!("<ul>{}</ul>", each("li")),
        "p" => each("p"),
        _ => format!("<p>{}</p>", parts.join(between)),
    }
}

/// All pages: how they are written, and their text.
fn pages() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (number, form) in FORMS.iter().enumerate() {
        for joint in JOINTS {
            for sign in [" : ", " – ", " ("] {
                let close = if sign == " (" { ")" } else { "" };
                let first: Vec<String> = groups()
                    .iter()
                    .map(|(grade, names)| {
                        format!("{}{sign}{}{close}", form(*grade), joined(names, joint))
                    })
                    .collect();
                let last: Vec<String> = groups()
                    .iter()
                    .map(|(grade, names)| {
                        format!("{}{sign}{}{close}", joined(names, joint), form(*grade))
                    })
                    .collect();
                for between in [" ; ", ". ", " | ", "<br>", "li", "p"] {
                    let name = format!("form {number}, {joint:?}, {sign:?}, {between:?}");
                    found.push((format!("grade first, {name}"), laid_out(&first, between)));
                    found.push((format!("names first, {name}"), laid_out(&last, between)));
                }
            }
        }
        for sign in [" ", " : ", " – ", " (", " > "] {
            let close = if sign == " (" { ")" } else { "" };
            let parts: Vec<String> = TOWNS
                .iter()
                .map(|(name, grade)| format!("{name}{sign}{}{close}", form(*grade)))
                .collect();
            for between in [", ", " ; ", " / ", " • ", "<br>", "li", "p"] {
                let name = format!("each, form {number}, {sign:?}, {between:?}");
                found.push((name, laid_out(&parts, between)));
            }
        }
        found.extend(below(number, *form));
    }
    found
}

/// Names in cells beside their grade, and below a line that tells it.
fn below(number: usize, form: fn(u8) -> String) -> Vec<(String, String)> {
    let rows: String = TOWNS
        .iter()
        .map(|(name, grade)| format!("<tr><td>{name}</td><td>{}</td></tr>", form(*grade)))
        .collect();
    let under = |head: &dyn Fn(String) -> String, lines: &dyn Fn(&[&str]) -> String| -> String {
        let part = |(grade, names): &(u8, Vec<&str>)| head(form(*grade)) + &lines(names);
        groups().iter().map(part).collect()
    };
    let list = |names: &[&str]| -> String {
        let items: String = names
            .iter()
            .map(|name| format!("<li>{name}</li>"))
            .collect();
        format!("<ul>{items}</ul>")
    };
    let all = [
        (
            "table",
            format!("<table><tr><th>Commune</th><th>Niveau</th></tr>{rows}</table>"),
        ),
        ("bare table", format!("<table>{rows}</table>")),
        (
            "list below a heading",
            under(&|grade| format!("<h3>{grade}</h3>"), &list),
        ),
        (
            "list below bold words",
            under(&|grade| format!("<p><strong>{grade}</strong></p>"), &list),
        ),
        (
            "lines below bold words",
            under(
                &|grade| format!("<p><strong>{grade} :</strong></p>"),
                &|names| format!("<p>{}</p>", names.join("<br>")),
            ),
        ),
    ];
    all.into_iter()
        .map(|(name, body)| (format!("{name}, form {number}"), body))
        .collect()
}

#[test]
fn every_notation_of_a_palmares_is_read() {
    let reader = Reader::shipped();
    let asked: BTreeSet<(String, Option<u8>, Option<i16>)> = TOWNS
        .iter()
        .map(|(name, grade)| ((*name).to_owned(), Some(*grade), Some(2014)))
        .collect();
    let pages = pages();
    let mut faults = Vec::new();
    for (name, body) in &pages {
        let html = format!(
            "<!DOCTYPE html><html lang=fr><meta charset=utf-8><title>Palmarès des Villes Internet</title><main><article>\
             <h1>Palmarès des Villes Internet</h1><p>Le palmarès 2014 du label Villes Internet est connu. Dans les Landes :</p>\
             {body}</article></main></html>"
        );
        let reading = reader.read(html.as_bytes(), None, None, Format::Html);
        let read: BTreeSet<(String, Option<u8>, Option<i16>)> = reading
            .claims
            .iter()
            .map(|claim| {
                let grade = claim.arobases.map(Arobases::count);
                (claim.place.name.clone(), grade, claim.year)
            })
            .collect();
        if read != asked {
            let missing: Vec<_> = asked.difference(&read).collect();
            let added: Vec<_> = read.difference(&asked).collect();
            faults.push(format!("{name}: missing {missing:?}, added {added:?}"));
        }
    }
    // What is left is a bare "@" in places where it may be a bullet.
    assert!(
        faults.len() * 200 <= pages.len(),
        "{} of {}: {faults:#?}",
        faults.len(),
        pages.len()
    );
}
