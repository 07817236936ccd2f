//! Lines that say when a page was written: "Publié le 09 mars 2020", "Par Jean Dupont, le 4 février
//! 2020 à 16 h 43", or a bare date.

use url::Url;

use super::print;
use crate::text::fold;
use crate::web::date::{self, DateSource, Dated, PartialDate};
use crate::web::page::Block;

/// Words before the day of publication, folded.
const CUES: &[&str] = &[
    "publie",
    "mis en ligne",
    "mise en ligne",
    "poste le",
    "postee",
    "posted",
    "published",
    "paru le",
    "parue le",
    "ecrit le",
    "redige le",
    "date de publication",
    "date du message",
    "veroffentlicht",
    "griffonne",
    "publication",
    "publication le",
    "cree le",
    "diffuse le",
    "publicado",
    "pubblicato",
    "gepubliceerd",
    "publisert",
    "udgivet",
    "publicerad",
    "erstellt am",
    "stand ",
    "stand",
    "current as of",
    "date of publication",
    "date de parution",
    "parution",
    "article du",
    "depeche du",
    "actualite du",
    "communique du",
    "submitted",
    "soumis par",
    "soumis le",
];

/// Words of a paper that stand right before its day, folded: "Édition du mercredi 26 novembre 2008".
const ISSUES: &[&str] = &["edition du", "numero du"];

/// Words before the day of a change, folded.
const CHANGED: &[&str] = &[
    "mis a jour",
    "mise a jour",
    "maj ",
    "maj le",
    "maj",
    "modifie",
    "actualise",
    "updated",
    "last modified",
    "modification",
    "aktualisiert",
    "ultima modifica",
    "actualizado",
    "atualizado",
];

/// Words before the name of whoever wrote, folded.
const BY: &[&str] = &[
    "par ",
    "by ",
    "von ",
    "por ",
    "di ",
    "de notre ",
    "redaction",
    "auteur",
    "written by",
];

/// Words that make a date another than that of the page.
const OTHER: &[&str] = &[
    "du ",
    "jusqu",
    "a partir",
    "des le",
    "avant le",
    "apres le",
    "rendez vous",
    "copyright",
    "evenement",
    "inscription",
    "limite",
    "delai",
    "quand",
    "cloture",
    "candidature",
    "echeance",
    "prochain",
    "debut",
    "ouverture",
    "seance",
    "journee d etude",
    "colloque",
    "seminaire",
    "congres",
    "conference",
    "assises",
    "concert",
    "match",
    "reunion",
    "conseil municipal",
    "conseil communautaire",
    "deliberation",
    "proces verbal",
    "compte rendu",
    "ordre du jour",
    "commission",
    "palais des",
    "grande arche",
    "salle ",
    "gymnase",
    "amphitheatre",
    "auditorium",
    "samedi prochain",
    "until",
    "from ",
    "deadline",
    "expire",
    "valable",
    "depuis",
    "ne le",
    "fete",
    "agenda",
    "a lieu",
    "aura lieu",
    "se tiendra",
    "acces",
    "consulte le",
];

/// More words than these around a date make a sentence.
const AROUND: usize = 9;

/// A longer line is a paragraph, in bytes.
pub(super) const LONGEST: usize = 220;

/// Whether a leaf is a label for the next one: "Mise en ligne", "Date".
pub(super) fn is_label(text: &str) -> bool {
    text.len() < 40 && text.split_whitespace().count() <= 4 && !text.ends_with('.')
}

/// Whether a label says that its date is another than that of the page: "Date limite".
pub(super) fn is_other(label: &str) -> bool {
    let folded = fold(label);
    is_label(label) && OTHER.iter().any(|word| folded.contains(word.trim_end()))
}

/// The day behind a cue of publication (or of change) in a short line.
pub(super) fn with_cue(line: &str, published: bool, month_first: bool) -> Option<PartialDate> {
    if line.len() > LONGEST || line.contains('©') {
        return None;
    }
    let mut from = 0;
    for found in date::find(line, month_first) {
        let before = fold(line.get(from..found.span.start)?);
        from = found.span.end;
        let last = |cues: &[&str]| cues.iter().filter_map(|cue| before.rfind(cue)).max();
        let (cue, change) = (last(CUES), last(CHANGED));
        // "Vu dans l'édition du 5 février" tells of another page.
        let issue = ISSUES.contains(&before.trim());
        let label = before.trim() == "date" || issue;
        let told = if published {
            (cue.is_some() || label) && change <= cue
        } else {
            change > cue
        };
        if told && before.split_whitespace().count() <= 12 {
            return Some(PartialDate::day(found.date));
        }
    }
    None
}

/// Words before the day of something that took place, folded.
const EVENTS: &[&str] = &[
    "seance",
    "journee d etude",
    "colloque",
    "seminaire",
    "congres",
    "conference",
    "assises",
    "reunion",
    "conseil",
    "commission",
    "assemblee",
    "ceremonie",
    "rendez vous",
    "deliberation",
    "arrete",
];

/// Whether a short line tells of something that took place on `day`: "Séance du 4 octobre 2018".
pub(super) fn tells_event(line: &str, day: jiff::civil::Date) -> bool {
    if line.len() > LONGEST || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let of_event = |found: &date::Found| {
        let before = fold(line.get(..found.span.start).unwrap_or_default());
        found.date == day && EVENTS.iter().any(|word| before.contains(word))
    };
    date::find(line, false).iter().any(of_event)
}

/// Words before the day on which the page is looked at, folded.
const TODAY: &[&str] = &[
    "nous sommes",
    "aujourd hui",
    "today",
    "bonjour",
    "heute ist",
    "date du jour",
];

/// Whether a line says what day it is.
pub(super) fn is_today(line: &str) -> bool {
    let folded = fold(line);
    line.len() < LONGEST && TODAY.iter().any(|words| folded.starts_with(words))
}

/// The first day of a short text that its element is named for, unless the words before it make it
/// that of a change or of an event.
pub(super) fn first(text: &str, month_first: bool) -> Option<PartialDate> {
    let found = date::find(text, month_first)
        .into_iter()
        .find(|found| !found.contradicted)?;
    let before = fold(text.get(..found.span.start)?);
    let other = OTHER.iter().chain(CHANGED);
    let other = other
        .map(|word| word.trim_end())
        .any(|word| before.starts_with(word) || before.contains(&format!(" {word}")));
    (!other).then_some(PartialDate::day(found.date))
}

/// The day of a line that holds hardly anything else than a date, an hour and a name.
pub(super) fn bare(line: &str, month_first: bool) -> Option<PartialDate> {
    if line.len() > LONGEST {
        return None;
    }
    let found = date::find(line, month_first);
    let first = found.first().filter(|first| !first.contradicted)?;
    let (before, after) = (line.get(..first.span.start)?, line.get(first.span.end..)?);
    let folded = fold(line);
    let starts = folded.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©');
    let other = OTHER
        .iter()
        .chain(CHANGED)
        .any(|word| starts.starts_with(word) || folded.contains(&format!(" {word}")));
    // "Adhérents au 1er mars 2009", "au 3 mars 2021": the day that a list is of.
    let state = fold(before).split(' ').next_back() == Some("au");
    let other = other || state || line.contains('©') || print::is_printers(line);
    let range = lasts(before, after);
    let words = |text: &str| {
        text.split_whitespace()
            .filter(|word| word.chars().any(char::is_alphabetic))
            .count()
    };
    let signed = BY.iter().any(|by| starts.starts_with(by));
    let around = words(before) + words(after);
    let pieces = line.contains(['|', '·', '•']);
    let sentence = line.ends_with(['.', '!', '?']) && around > 2 && !pieces;
    // Two digits are so seldom a year that the line must say nothing else.
    let year = first.date.year().to_string();
    let whole = line
        .get(first.span.clone())
        .is_some_and(|text| text.contains(&year));
    let most = if !whole {
        AROUND / 3
    } else if signed {
        AROUND * 2
    } else {
        AROUND
    };
    let fits = around <= most;
    let same = found.iter().all(|other| other.date == first.date);
    (fits && same && !other && !range && !sentence).then_some(PartialDate::day(first.date))
}

/// Whether what stands about a date makes it one of several days: "Jeudi 6 et vendredi 7 février".
/// What lasts for days is no publication.
fn lasts(before: &str, after: &str) -> bool {
    days_before(before)
        || after.trim_start().starts_with(['～', '~', '→'])
        || days_after(after)
        || fold(after).trim_start().starts_with("au ")
}

/// Whether the words before the first date of a line, or other days joined to it, make it that of
/// something else.
pub(super) fn is_of_other(line: &str) -> bool {
    let found = date::find(line, false).into_iter().next();
    let Some(first) = found.filter(|_| line.len() <= LONGEST) else {
        return false;
    };
    let before = line.get(..first.span.start).unwrap_or_default();
    let after = line.get(first.span.end..).unwrap_or_default();
    let folded = format!(" {}", fold(before));
    lasts(before, after)
        || print::is_printers(line)
        || OTHER
            .iter()
            .any(|word| folded.contains(&format!(" {word}")))
}

/// Whether another day is joined to the date by a dash: "2020/7/11-12".
fn days_after(after: &str) -> bool {
    let next = after.strip_prefix(['-', '–']).map(str::as_bytes);
    next.is_some_and(|next| {
        let digits = next.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (1..=2).contains(&digits)
    })
}

/// Whether a day of the month stands before the date, joined to it: "6 et", "du 3 au".
fn days_before(before: &str) -> bool {
    let folded = fold(before);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let day = |word: &str| word.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day));
    words
        .windows(2)
        .any(|pair| day(pair[0]) && matches!(pair[1], "et" | "au"))
}

/// The date of a page known by its visible lines only.
pub(super) fn of_lines(blocks: &[Block], url: Option<&Url>) -> Option<Dated> {
    let lines = || blocks.iter().flat_map(|block| block.text.lines());
    let start = || blocks.iter().take(8).flat_map(|block| block.text.lines());
    let visible = start()
        .find_map(|line| with_cue(line, true, false))
        .or_else(|| start().find_map(|line| bare(line, false)))
        .or_else(|| lines().find_map(|line| with_cue(line, true, false)));
    let from = DateSource::Visible;
    let of_url = || {
        date::of_path(url?.path()).map(|date| Dated {
            date,
            from: DateSource::Url,
        })
    };
    visible.map(|date| Dated { date, from }).or_else(of_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(read: Option<PartialDate>) -> Option<String> {
        read.map(|date| date.to_string())
    }

    #[test]
    fn a_cue_of_publication_is_told_from_one_of_change() {
        let line = "Publié le 09 mars 2020, mis à jour le 12 mars 2020";
        assert_eq!(
            day(with_cue(line, true, false)).as_deref(),
            Some("2020-03-09")
        );
        assert_eq!(
            day(with_cue(line, false, false)).as_deref(),
            Some("2020-03-12")
        );
        let line = "Mis à jour le 12/03/2020 - Publié le 09/03/2020 à 10h";
        assert_eq!(
            day(with_cue(line, true, false)).as_deref(),
            Some("2020-03-09")
        );
        assert_eq!(
            day(with_cue("Date : 09/03/2020", true, false)).as_deref(),
            Some("2020-03-09")
        );
    }

    #[test]
    fn bare_lines_hold_a_date_and_next_to_nothing_else() {
        for line in [
            "mardi 4 février 2020",
            "Le 4 février 2020 à 16h17",
            "4 février 2020 | Actualités",
            "Par Jeanne D. Martin, envoyée spéciale à Aville, le 4 février 2020",
        ] {
            assert_eq!(
                day(bare(line, false)).as_deref(),
                Some("2020-02-04"),
                "{line}"
            );
        }
        for line in [
            "du 4 février 2020 au 8 février 2020",
            "Inscriptions avant le 4 février 2020",
            "lundi 4 février 2020",
            "© 4 février 2020",
            "Adhérents au 4 février 2020",
            "Le maire a reçu le 4 février 2020 le label de la ville.",
            "Mis à jour le 4 février 2020",
            "Prochain conseil municipal : 4 février 2020",
            "02_Lettre_Couv 04/02/2020 09:40 Page1",
            "bulletin-n12.indd 3 04/02/2020 16:12",
            "Lettre municipale 04/02/2020 Page12",
        ] {
            assert_eq!(day(bare(line, false)), None, "{line}");
        }
    }
}
