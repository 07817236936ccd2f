//! `extract --explain`: a page as it was read: blocks kept and dropped, tokens in brackets, the rule
//! behind each claim, and why each candidate was refused.

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::screen::shown;
use crate::jobs::reading::Reading;
use crate::label::claim::{Claim, ClaimKind};
use crate::label::extract::{self, EditionFacts, Label, Refusal, Token};
use crate::label::fact::contradictions;
use crate::web::date::Dated;
use crate::web::page::{Block, BlockKind, Page, Zone};

/// Most characters shown of a block that yields nothing.
const DROPPED: usize = 72;

/// What is told of one page, in lines.
pub(super) fn page(path: &Path, reading: &Reading) -> String {
    let label = Label::shipped();
    let (page, said) = (&reading.page, extract::statements(&reading.page, &label));
    let tokens = extract::tokens(page, &label);
    let mut out = format!("PAGE {}\n", shown(&path.to_string_lossy()));
    head(&mut out, page);
    edition(&mut out, &said.edition);
    if said.claims.is_empty() && said.refusals.is_empty() {
        let why = if extract::speaks_of_label(page) {
            "no grade and no mention of the label stands in the article"
        } else {
            "no trace of the label: the grammar was not asked"
        };
        let _ = writeln!(out, "  nothing   {why}");
    }
    for (number, block) in page.blocks.iter().enumerate() {
        out.push('\n');
        let within: Vec<&Token> = tokens
            .iter()
            .filter(|token| token.block == number)
            .collect();
        block_lines(&mut out, number, block, &within);
        for claim in reading
            .claims
            .iter()
            .filter(|claim| claim.evidence.block == number)
        {
            claim_line(&mut out, claim);
        }
        for refusal in said
            .refusals
            .iter()
            .filter(|refusal| refusal.block == number)
        {
            refusal_line(&mut out, block, refusal);
        }
    }
    out.push('\n');
    out
}

fn head(out: &mut String, page: &Page) {
    let day = |dated: Option<Dated>| {
        dated.map_or_else(
            || "-".to_owned(),
            |dated| format!("{} ({:?})", dated.date, dated.from),
        )
    };
    let or_dash = |text: &Option<String>| shown(text.as_deref().unwrap_or("-"));
    let _ = writeln!(out, "  title     {}", or_dash(&page.title));
    let _ = writeln!(out, "  site      {}", or_dash(&page.site));
    let _ = writeln!(out, "  language  {}", or_dash(&page.lang));
    let _ = writeln!(out, "  published {}", day(page.published));
    if let Some(cut) = page.cut {
        let _ = writeln!(
            out,
            "  cut       {}: not all of the page was read",
            cut.as_str()
        );
    }
    if page.modified.is_some() {
        let _ = writeln!(out, "  modified  {}", day(page.modified));
    }
}

fn edition(out: &mut String, facts: &EditionFacts) {
    if let Some(year) = facts.year {
        let basis = facts
            .basis
            .map_or_else(String::new, |basis| format!(" ({basis:?})"));
        let _ = writeln!(out, "  edition   {year}{basis}");
    }
    for (name, fact) in [
        ("ordinal", &facts.ordinal),
        ("laureates", &facts.laureates),
        ("groupings", &facts.territories),
        ("towns", &facts.towns),
        ("villages", &facts.villages),
        ("at five", &facts.five_at),
    ] {
        if let Some((number, evidence)) = fact {
            let _ = writeln!(out, "  {name:<9} {number}: « {} »", shown(&evidence.exact));
        }
    }
    if let Some((date, _)) = &facts.date {
        let _ = writeln!(out, "  ceremony  {date}");
    }
    if let Some((place, _)) = &facts.place {
        let _ = writeln!(out, "  at        {}", shown(place));
    }
    for wrong in contradictions(facts.year, &facts.list()) {
        let _ = writeln!(out, "  !         {wrong}");
    }
}

fn block_lines(out: &mut String, number: usize, block: &Block, tokens: &[&Token]) {
    let (zone, kept) = match block.zone {
        Zone::Main => ("kept", true),
        Zone::Head => ("head", false),
        Zone::Furniture => ("dropped", false),
    };
    let kind = match &block.kind {
        BlockKind::Heading(level) => format!("heading {level}"),
        BlockKind::Paragraph => "paragraph".to_owned(),
        BlockKind::ListItem => "list item".to_owned(),
        BlockKind::Cell { row, column, .. } => {
            let headers = [row, column].map(|header| header.as_deref().unwrap_or("-"));
            shown(&format!("cell ({} / {})", headers[0], headers[1]))
        }
        BlockKind::Quote => "quotation".to_owned(),
        BlockKind::Caption => "caption".to_owned(),
        BlockKind::ImageAlt => "image".to_owned(),
    };
    let _ = writeln!(out, "[{number}] {zone} {kind} · {}", shown(&block.css));
    let text = if kept {
        bracketed(&block.text, tokens)
    } else {
        clipped(&block.text)
    };
    for line in text.lines() {
        let _ = writeln!(out, "    {}", shown(line));
    }
}

/// The text with its tokens in brackets: `[level 3 ordinal: troisième arobase]`.
fn bracketed(text: &str, tokens: &[&Token]) -> String {
    let mut told = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for token in tokens {
        // A token inside another is part of it.
        let (Some(before), Some(words)) =
            (text.get(at..token.span.start), text.get(token.span.clone()))
        else {
            continue;
        };
        let _ = write!(told, "{before}[{}: {words}]", token.what);
        at = token.span.end;
    }
    told.push_str(text.get(at..).unwrap_or_default());
    told
}

fn clipped(text: &str) -> String {
    let text = text.replace('\n', " ");
    match text.char_indices().nth(DROPPED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn claim_line(out: &mut String, claim: &Claim) {
    let year = claim
        .year
        .map_or_else(|| "no year".to_owned(), |year| year.to_string());
    let basis = claim
        .year_basis
        .map_or_else(String::new, |basis| format!(" ({basis:?})"));
    let what = match (claim.kind, claim.arobases, &claim.mention) {
        (ClaimKind::Mention, _, Some(mention)) => format!("mention «{mention}»"),
        (kind, Some(grade), _) => format!("{} {}@", kind_name(kind), grade.count()),
        (kind, None, _) => format!("{} without a grade", kind_name(kind)),
    };
    let code = claim.place.code.as_deref().unwrap_or("no code");
    let _ = writeln!(
        out,
        "  + {} ({code}) · {year}{basis} · {what} · rule {} · confidence {:.2}",
        shown(&claim.place.name),
        claim.rule,
        claim.confidence
    );
}

const fn kind_name(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Award => "award",
        ClaimKind::History => "history",
        ClaimKind::Mention => "mention",
    }
}

fn refusal_line(out: &mut String, block: &Block, refusal: &Refusal) {
    let words = block.text.get(refusal.span.clone()).unwrap_or_default();
    let _ = writeln!(out, "  - « {} » refused: {}", shown(words), refusal.reason);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_stand_in_brackets_where_they_were_read() {
        let token = |span, what: &str| Token {
            block: 0,
            span,
            what: what.to_owned(),
        };
        let (town, grade) = (token(0..6, "place 62427"), token(9..11, "level 4"));
        assert_eq!(
            bracketed("Hénin a 4@.", &[&town, &grade]),
            "[place 62427: Hénin] a [level 4: 4@]."
        );
        let inside = token(2..4, "number 4");
        assert_eq!(
            bracketed("Hénin", &[&town, &inside]),
            "[place 62427: Hénin]"
        );
    }
}
