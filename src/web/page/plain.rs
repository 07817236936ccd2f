//! A page that is known by its visible text only, as a person would copy it: a title, lines, bullets.

use url::Url;

use super::clean::clean;
use super::dateline;
use crate::web::page::{Block, BlockKind, Page, Zone};

/// The most text that is read, in bytes.
const MAX_BYTES: usize = 16 << 20;

/// A line longer than this is a sentence, not a title.
const LONGEST_TITLE: usize = 150;

/// Reads the visible text of a page.
pub(super) fn page(text: &str, url: Option<&Url>) -> Page {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let blocks = blocks(text.get(..end).unwrap_or_default());
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
        let furniture = footer || is_furniture(&line.text);
        let zone = match title {
            Some(title) if at < title => Zone::Head,
            _ if furniture => Zone::Furniture,
            _ => Zone::Main,
        };
        let kind = match line {
            _ if title == Some(at) => BlockKind::Heading(1),
            line if line.bullet => BlockKind::ListItem,
            line if is_heading(line) && at > 0 => BlockKind::Heading(2),
            _ => BlockKind::Paragraph,
        };
        // Lines of one paragraph were broken by whoever copied it, not by its writer.
        let goes_on = kind == BlockKind::Paragraph && !line.after_blank && zone == Zone::Main;
        if let Some(last) = blocks.last_mut().filter(|last| {
            goes_on && last.kind == BlockKind::Paragraph && last.zone == zone && at > 0
        }) {
            last.text.push('\n');
            last.text.push_str(&line.text);
            continue;
        }
        let css = format!("line {}", line.number);
        blocks.push(Block {
            kind,
            zone,
            text: line.text.clone(),
            css,
        });
    }
    blocks
}

/// The line that is the page's title: the first that is neither a bullet nor a kicker, the site's
/// name above it left aside.
fn title_line(lines: &[Line]) -> Option<usize> {
    let start = lines.iter().take(12).take_while(|line| {
        line.bullet || line.emphatic || line.text.chars().count() <= LONGEST_TITLE
    });
    let candidates: Vec<usize> = start
        .enumerate()
        .filter(|(_, line)| !line.bullet && !line.emphatic && !is_date_line(&line.text))
        .map(|(at, _)| at)
        .collect();
    let last_bullet = lines.iter().take(12).rposition(|line| line.bullet);
    // A menu before the text parts the site's name from the title.
    candidates
        .iter()
        .copied()
        .find(|at| last_bullet.is_some_and(|bullet| *at == bullet + 1 && bullet < 10))
        .or_else(|| candidates.first().copied())
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
    let lower = line.to_lowercase();
    [
        "© ",
        "copyright",
        "les commentaires sont fermés",
        "mentions légales",
        "plus d'infos :",
        "plus d’infos :",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
}

/// Lines that stand around an article.
fn is_furniture(line: &str) -> bool {
    let lower = line.to_lowercase();
    let starts = [
        "partager",
        "mots-clefs",
        "mots-clés",
        "mots clés",
        "tags :",
        "imprimer",
        "lien vers",
        "à lire aussi",
        "lire aussi",
        "voir aussi",
        "retour",
        "accueil",
        "suivez-nous",
        "photo ",
        "crédit",
    ];
    lower.chars().count() < 120 && starts.iter().any(|start| lower.starts_with(start))
}
