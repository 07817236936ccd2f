//! Small pages, each with the day of publication that a reader sees: `tests/pages/dates.txt`.

use std::fmt::Write as _;

use arobase::web::page::Page;
use arobase::web::profile::Profiles;

const TEXT: &str = "<p>La commune a terminé les travaux que les habitants attendaient depuis \
    longtemps. Le maire a remercié les agents et les entreprises, qui ont tenu les délais malgré la \
    pluie.</p><p>Les usagers trouveront sur place un plan et des bancs. Une seconde partie du \
    projet suivra l'an prochain, si la région accorde son aide.</p>";
const MORE: &str = "<p>Les écoles seront invitées à planter des arbres, un par classe. Une fresque \
    sera peinte par les élèves du collège, avec l'aide d'une artiste de la ville.</p><p>Le budget \
    reste celui que le conseil a voté. Les commerçants du quartier ont salué l'effort, même si le \
    stationnement reste pour eux un souci.</p>";
const ENGLISH: &str = "<p>The town has finished the works that people had been waiting for. The \
    mayor thanked the workers and the firms, who kept to their plan in spite of the rain.</p><p>\
    Visitors will find a map and benches. A second part of the project will follow next year, if \
    the county gives its help.</p>";
const GERMAN: &str = "<p>Die Stadt hat die Arbeiten beendet, auf die alle gewartet haben. Die \
    Bürgermeisterin dankte den Firmen, die trotz des Regens ihren Plan gehalten haben.</p><p>Die \
    Besucher finden dort eine Karte und Bänke. Ein zweiter Teil folgt im nächsten Jahr, wenn das \
    Land seine Hilfe gibt.</p>";
const NAV: &str = "<div id=\"menu\"><ul><li><a href=\"/\">Accueil</a></li><li><a href=\"/m\">\
    Mairie</a></li><li><a href=\"/v\">Vie locale</a></li></ul></div>";
const FOOT: &str = "<div id=\"footer\"><p>Mairie, 2 place de l'Église. Ouverte du lundi au vendredi \
    de 9 h à 17 h.</p></div>";

/// The pages: what each shows, its day or "none", its HTML.
fn pages() -> impl Iterator<Item = (&'static str, &'static str, String)> {
    let all = include_str!("../pages/dates.txt").split("\n== ").skip(1);
    all.map(|page| {
        let mut lines = page.splitn(3, '\n');
        let mut next = || lines.next().unwrap_or_default();
        let (name, day, html) = (next(), next(), next());
        let html = [
            ("{text}", TEXT),
            ("{more}", MORE),
            ("{text-en}", ENGLISH),
            ("{text-de}", GERMAN),
            ("{nav}", NAV),
            ("{foot}", FOOT),
        ]
        .iter()
        .fold(html.to_owned(), |html, (mark, text)| {
            html.replace(mark, text)
        });
        let html = if html.starts_with("<html") {
            html
        } else {
            format!("<html lang=\"fr\">{html}")
        };
        (name, day.trim_start_matches("@ "), html)
    })
}

#[test]
fn each_small_page_gives_the_day_that_a_reader_sees_and_no_other() {
    let (mut seen, mut wrong) = (0, String::new());
    for (name, day, html) in pages() {
        let page = Page::from_html(&html, None, Profiles::shipped());
        let read = page
            .published
            .map_or("none".to_owned(), |dated| dated.date.to_string());
        seen += 1;
        if read != day {
            writeln!(wrong, "{name}: {read} instead of {day}").unwrap();
        }
    }
    assert!(seen > 40, "only {seen} pages");
    assert!(wrong.is_empty(), "\n{wrong}");
}
