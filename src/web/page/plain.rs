//! A page that is known by its visible text only, as a person would copy it: a title, lines, bullets.

use url::Url;

use super::budget::{Cut, MOST_LEAVES, TEXT_LIMIT};
use super::clean::clean;
use super::{dateline, said};
use crate::text::fold;
use crate::web::page::{Block, BlockKind, Page, Zone};

/// A line longer than this is a sentence, not a title.
const LONGEST_TITLE: usize = 150;

/// A menu begins within so many lines, and so does the title after it.
const MENU: usize = 6;

/// Reads the visible text of a page.
pub(super) fn page(text: &str, url: Option<&Url>) -> Page {
    let end = text.floor_char_boundary(TEXT_LIMIT);
    let blocks = blocks(text.get(..end).unwrap_or_default());
    let cut = if blocks.len() >= MOST_LEAVES {
        Some(Cut::Nodes)
    } else {
        (end < text.len()).then_some(Cut::Text)
    };
    let title = blocks
        .iter()
        .find(|block| matches!(block.kind, BlockKind::Heading(1)))
        .map(|block| block.text.clone());
    let published = dateline::of_lines(&blocks, url);
    Page {
        url: url.cloned(),
        title,
        published,
        blocks,
        cut,
        ..Page::default()
    }
}

struct Line {
    number: usize,
    text: String,
    bullet: bool,
    emphatic: bool,
    after_blank: bool,
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut after_blank = true;
    for (number, raw) in text.lines().enumerate() {
        if lines.len() >= MOST_LEAVES {
            break;
        }
        let trimmed = raw.trim();
        let bare = unbulleted(trimmed);
        let emphatic = bare.starts_with("**") && bare.ends_with("**") && bare.len() > 4;
        let text = unmarked(bare);
        if text.is_empty() {
            after_blank = true;
            continue;
        }
        let bullet = bare.len() < trimmed.len();
        lines.push(Line {
            number: number + 1,
            text,
            bullet,
            emphatic,
            after_blank,
        });
        after_blank = false;
    }
    lines
}

/// A line without the bullet that opens it.
fn unbulleted(line: &str) -> &str {
    for bullet in ["•", "·", "◦", "▪", "●", "–", "—", "-", "*"] {
        let rest = line.strip_prefix(bullet);
        if let Some(rest) = rest.filter(|rest| rest.starts_with([' ', '\u{A0}', '\t'])) {
            return rest.trim_start();
        }
    }
    line
}

/// A line without the marks that stand for bold, emphasis and superscripts.
fn unmarked(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.peek() == Some(&'*') => {
                chars.next();
            }
            '*' if text.ends_with(|c: char| !c.is_whitespace() && c != '(')
                && chars.peek().is_some_and(|next| next.is_alphanumeric()) =>
            {
                text.push(c);
            }
            '*' => {}
            '^' if text.ends_with(|c: char| c.is_alphanumeric())
                && chars.peek().is_some_and(|next| next.is_alphabetic()) => {}
            c => text.push(c),
        }
    }
    clean(&text)
}

fn blocks(text: &str) -> Vec<Block> {
    let lines = lines(text);
    // A single line is all that there is to read.
    let title = title_line(&lines).filter(|_| lines.len() > 1);
    let mut blocks: Vec<Block> = Vec::new();
    let mut footer = false;
    for (at, line) in lines.iter().enumerate() {
        footer = footer || (at > 2 && closes(&line.text));
        let zone = match title {
            Some(title) if at < title && line.bullet => Zone::Furniture,
            Some(title) if at < title => Zone::Head,
            _ if footer || is_furniture(&line.text) => Zone::Furniture,
            _ => Zone::Main,
        };
        let kind = match line {
            _ if title == Some(at) => BlockKind::Heading(1),
            line if line.bullet => BlockKind::ListItem,
            line if is_heading(line) && at > 0 => BlockKind::Heading(2),
            _ => BlockKind::Paragraph,
        };
        let joins = kind == BlockKind::Paragraph && !line.after_blank && zone == Zone::Main;
        let last = blocks
            .last_mut()
            .filter(|last| joins && last.kind == kind && last.zone == zone);
        if let Some(last) = last {
            join(&mut last.text, &line.text);
            continue;
        }
        let css = format!("line {}", line.number);
        let text = line.text.clone();
        blocks.push(Block {
            kind,
            zone,
            text,
            css,
        });
    }
    blocks
}

/// Adds the next line of a paragraph. A line that was broken in the middle of a sentence was broken by
/// whoever copied it; another is a line of its own.
fn join(text: &mut String, line: &str) {
    let open = !text.ends_with(['.', '!', '?', ':', ';', '»']);
    let goes_on = open && line.starts_with(char::is_lowercase);
    text.push(if goes_on { ' ' } else { '\n' });
    text.push_str(line);
}

/// The line that is the page's title: the first that is neither a bullet nor a kicker. A menu above
/// the text parts the site's name from the title; a line that begins the next one only announces it.
fn title_line(lines: &[Line]) -> Option<usize> {
    let may_be = |line: &Line| {
        !line.bullet
            && !line.emphatic
            && line.text.chars().count() <= LONGEST_TITLE
            && !is_date_line(&line.text)
    };
    let menu = lines.iter().take(MENU).position(|line| line.bullet);
    let after_menu = menu.map(|first| {
        let items = lines.iter().skip(first).take_while(|line| line.bullet);
        first + items.count()
    });
    let start = after_menu
        .filter(|at| lines.get(*at).is_some_and(may_be))
        .unwrap_or_default();
    let first = lines
        .iter()
        .take(start + MENU)
        .skip(start)
        .position(may_be)?
        + start;
    let begins = |at: usize| {
        let (one, two) = (fold(&lines.get(at)?.text), fold(&lines.get(at + 1)?.text));
        (two.len() > one.len() && two.starts_with(&one)).then_some(at + 1)
    };
    Some(
        begins(first)
            .filter(|next| lines.get(*next).is_some_and(may_be))
            .unwrap_or(first),
    )
}

fn is_date_line(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit()) && line.len() < 30
}

fn is_heading(line: &Line) -> bool {
    let letters = || line.text.chars().filter(|c| c.is_alphabetic());
    line.after_blank
        && line.text.chars().count() < 90
        && (line.emphatic || (letters().count() > 3 && letters().all(char::is_uppercase)))
}

/// Lines after which nothing of the article comes.
fn closes(line: &str) -> bool {
    let folded = fold(line);
    let starts = [
        "copyright",
        "les commentaires sont fermes",
        "le commentaires sont fermes",
        "mentions legales",
        "plus d infos",
        "plus d informations",
        "partager cet article",
        "mots clefs",
        "mots cles",
    ];
    let short = folded.len() < 80;
    line.starts_with('©') || (short && starts.iter().any(|start| folded.starts_with(start)))
}

/// Lines that stand around an article: links, buttons, credits, the line that says when.
fn is_furniture(line: &str) -> bool {
    let letters = line.chars().any(char::is_alphanumeric);
    let link = line.starts_with("http") && !line.contains(' ');
    !letters || link || said::is_aside(line) || said::is_byline(line) || said::opens_furniture(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn main_of(text: &str) -> Vec<String> {
        let page = page(text, None);
        let main = page
            .blocks
            .into_iter()
            .filter(|block| block.zone == Zone::Main);
        main.map(|block| block.text).collect()
    }

    #[test]
    fn the_title_stands_below_the_kicker_and_the_date_below_it() {
        let page = page(
            "\n**VIE LOCALE**\n\nUne arobase de plus\n\nPublié le 09 mars 2020\n\nLa ville reçoit sa 3^e *arobase*.\n",
            None,
        );
        assert_eq!(page.title.as_deref(), Some("Une arobase de plus"));
        let published = page.published.map(|dated| dated.date.to_string());
        assert_eq!(published.as_deref(), Some("2020-03-09"));
        let last = page.blocks.last().unwrap();
        assert_eq!(
            (last.text.as_str(), last.css.as_str()),
            ("La ville reçoit sa 3e arobase.", "line 8")
        );
    }

    #[test]
    fn a_menu_parts_the_sites_name_from_the_title() {
        let text = "AVILLE\n\n • Mairie\n • Vivre\n\nAville garde son label\n\nLe jury l'a dit hier.\n\n\
                    Partager cet article\n\n© 2024 Mairie d'Aville";
        let page = page(text, None);
        assert_eq!(page.title.as_deref(), Some("Aville garde son label"));
        assert_eq!(page.published, None);
        assert_eq!(
            main_of(text),
            ["Aville garde son label", "Le jury l'a dit hier."]
        );
        assert_eq!(page.blocks[0].zone, Zone::Head);
        assert_eq!(page.blocks[1].zone, Zone::Furniture);
    }

    #[test]
    fn a_line_that_begins_the_next_one_is_not_the_title() {
        let page = page(
            "À Aville,\n\nÀ Aville, le label confirmé !\n\nLa commune a reçu 5@.",
            None,
        );
        assert_eq!(page.title.as_deref(), Some("À Aville, le label confirmé !"));
    }

    #[test]
    fn a_sentence_broken_by_the_copy_is_joined_and_a_list_is_not() {
        let text = "Titre\n\nLes villes s'appuient sur des acteurs pour\ntrouver une cohérence.\nAville\nBville";
        assert_eq!(
            main_of(text),
            [
                "Titre",
                "Les villes s'appuient sur des acteurs pour trouver une cohérence.\nAville\nBville"
            ]
        );
    }

    #[test]
    fn a_lone_line_is_a_paragraph() {
        assert_eq!(
            main_of("Aville a reçu trois arobases en 2020."),
            ["Aville a reçu trois arobases en 2020."]
        );
        assert!(main_of("").is_empty());
    }
}
