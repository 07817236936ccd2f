//! Names that are not written as the tables write them: misspelt beside a grade, cut at their hyphen; and
//! ordinary words that a village is called by.

use super::numeral;
use super::place::{PlaceReader, is_small, words_of};
use super::term::PlaceTerm;
use super::words::DOUBTFUL;
use crate::label::gazetteer::{Collectivity, How, Match};
use crate::text::{Token, TokenKind, fold};

impl PlaceReader<'_> {
    /// What `name` at token `at` stands for where the page means another than the table does: "Saint Claud 2 @" in
    /// the Jura, "Fouquières-lez-Lens".
    pub(super) fn respelt(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
        name: &Match,
    ) -> Option<(PlaceTerm, usize)> {
        let elsewhere = |found: &Collectivity| {
            found.population < 8_000
                && self
                    .local
                    .departments()
                    .first()
                    .is_some_and(|code| code != found.department)
        };
        if name.candidates.iter().all(elsewhere)
            && name.how != How::UnknownEpci
            && let Some(found) = self.misspelt(text, tokens, at, 1)
        {
            return Some(found);
        }
        self.longer(text, tokens, at, name)
            .or_else(|| self.joined(text, tokens, at, name))
    }

    /// "Lons le Saulnier": a village bears the first word of the name, and the whole of it is one letter off.
    fn longer(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
        name: &Match,
    ) -> Option<(PlaceTerm, usize)> {
        let own = own_tokens(tokens, at, name);
        let goes_on = tokens.get(at + own).is_some_and(|next| {
            matches!(
                next.folded.as_str(),
                "le" | "la" | "les" | "lez" | "sur" | "sous" | "en" | "de" | "du"
            )
        }) && tokens.get(at + own + 1).is_some_and(|next| next.capital);
        if !goes_on {
            return None;
        }
        self.misspelt(text, tokens, at, 1)
            .filter(|(_, len)| *len > own + 1)
    }

    /// "Fouquières-lez-Lens": the name goes on behind its hyphen, in another spelling than its own.
    fn joined(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
        name: &Match,
    ) -> Option<(PlaceTerm, usize)> {
        let own = own_tokens(tokens, at, name);
        let glued = tokens[at + own..]
            .iter()
            .take(6)
            .take_while(|token| token.glued && token.kind == TokenKind::Word)
            .count();
        let first = tokens.get(at + own).filter(|_| glued > 0)?;
        let words = words_of(text, tokens, at, own + glued);
        let placing = matches!(first.folded.as_str(), "lez" | "les" | "sur" | "en");
        let found = if placing && glued > 1 {
            self.gazetteer
                .by_name(&fold(words).replace(" lez ", " les "))
        } else if first.capital && first.folded.len() > 3 {
            // "Saint-Genis-Pouily".
            let near = |code: &String| self.gazetteer.near(words, code);
            self.local
                .departments()
                .iter()
                .filter_map(near)
                .take(1)
                .collect()
        } else {
            return None;
        };
        let (mut place, mut len) = (PlaceTerm::named(found, words), own + glued);
        if place.candidates.is_empty() {
            return None;
        }
        place.sure = true;
        if let Some((beside, more)) = Self::bracket(text, tokens, at + len)
            && self.beside(&mut place, beside, words)
        {
            len += more;
        }
        Some((place, len))
    }

    /// A name beside a grade that is one letter off the name of a town in the departments that the page
    /// is about: "Chalans 2 @".
    pub(super) fn misspelt(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
        most: usize,
    ) -> Option<(PlaceTerm, usize)> {
        let departments = self.local.departments();
        let first = tokens.get(at)?;
        if !first.capital || first.kind != TokenKind::Word {
            return None;
        }
        let end = name_end(tokens, at, 6);
        if !is_graded(tokens, end) && !follows_grade(tokens, at) {
            return None;
        }
        let words = words_of(text, tokens, at, end - at);
        if DOUBTFUL.has(&fold(words)) {
            return None;
        }
        let mut all = departments
            .iter()
            .take(most)
            .filter_map(|code| self.gazetteer.near(words, code));
        let here = all.next();
        let several = here.is_some() && all.next().is_some();
        // "Trois arobases : Ambarès, Gradignan".
        let shortened = || {
            let mut found = departments.first().into_iter().flat_map(|code| {
                let long = fold(words).len() >= 6;
                self.gazetteer
                    .shortened(words, Some(code))
                    .into_iter()
                    .filter(move |_| long)
            });
            let one = found.next();
            one.filter(|_| found.next().is_none())
        };
        let here = here.or_else(shortened);
        // "Perpigan": what everybody knows is known elsewhere too.
        let anywhere = || self.gazetteer.near_anywhere(words);
        let found = here.or_else(anywhere).filter(|_| !several)?;
        let place = PlaceTerm {
            sure: true,
            ..PlaceTerm::named(vec![found], words)
        };
        Some((place, end - at))
    }
}

/// Whether a grade with its unit stands at token `at`, behind a bracket, a colon or one verb: "2 @",
/// "(deux arobases", "garde 1 @".
fn is_graded(tokens: &[Token], at: usize) -> bool {
    let verb = |token: &Token| {
        [
            "obti", "recoi", "decroch", "conserv", "affich", "rempor", "gard", "posse", "detien",
        ]
        .iter()
        .any(|stem| token.folded.starts_with(stem))
    };
    // ", qui a trois arobases".
    let relative = usize::from(
        tokens
            .get(at)
            .is_some_and(|token| token.kind == TokenKind::Mark(',')),
    );
    let at = match tokens.get(at + relative) {
        Some(token) if token.folded == "qui" => at + relative + 1,
        _ => at,
    };
    let skip = tokens.get(at).is_some_and(|token| {
        matches!(token.kind, TokenKind::Mark('(' | ':' | '-' | '–'))
            || verb(token)
            || matches!(token.folded.as_str(), "a" | "compte" | "arbore" | "porte")
    });
    let from = at + usize::from(skip);
    let Some(first) = tokens.get(from) else {
        return false;
    };
    let unit =
        |token: &Token| matches!(token.kind, TokenKind::At(_)) || token.folded.starts_with("aroba");
    matches!(first.kind, TokenKind::At(_))
        || numeral::cardinal(tokens, from)
            .is_some_and(|number| tokens.get(from + number.len).is_some_and(unit))
}

/// Whether a grade in symbols heads the line of names at token `at`: "@@@ Xville et Yville".
fn follows_grade(tokens: &[Token], at: usize) -> bool {
    let names = |token: &&Token| {
        matches!(token.kind, TokenKind::Mark(',' | ':' | '-' | '–')) || may_be_of_name(token)
    };
    let list = tokens[..at].iter().rev().take(20).take_while(names).count();
    // "Cinq arobases vont ainsi à Carcasonne".
    let joint = |token: &&Token| {
        matches!(
            token.folded.as_str(),
            "vont" | "va" | "ainsi" | "à" | "a" | "pour" | "revient" | "reviennent" | "donc"
        )
    };
    let joints = tokens[..at - list]
        .iter()
        .rev()
        .take(4)
        .take_while(joint)
        .count();
    at.checked_sub(list + joints + 1).is_some_and(|sign| {
        let colon = tokens
            .get(sign + 1)
            .is_some_and(|next| next.kind == TokenKind::Mark(':'));
        matches!(tokens[sign].kind, TokenKind::At(_))
            || (joints > 0 || colon) && tokens[sign].folded.starts_with("arobase")
    })
}

/// "Le titre", "La palme": an article that opens a sentence, and a noun in small letters, whatever
/// village is called so.
pub(super) fn is_common_noun(words: &str) -> bool {
    let rest = ["Le ", "La ", "Les ", "L'", "L’"]
        .iter()
        .find_map(|article| words.strip_prefix(article));
    rest.is_some_and(|rest| !rest.chars().any(char::is_uppercase))
}

/// "L'Île" of "L'Île-de-France": the name goes on behind its hyphen.
pub(super) fn is_part_of_name(tokens: &[Token], end: usize) -> bool {
    let glued = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| token.glued && token.kind == TokenKind::Word)
    };
    glued(end) && matches!(tokens[end].folded.as_str(), "de" | "du" | "des") && glued(end + 1)
}

/// "Lez" of "Camping de Lez-Eaux": a village's name inside a longer one.
pub(super) fn begins_another(text: &str, tokens: &[Token], end: usize) -> bool {
    tokens.get(end).is_some_and(|next| {
        next.glued
            && next.capital
            && next.kind == TokenKind::Word
            && text
                .get(..next.span.start)
                .is_some_and(|before| before.ends_with('-'))
    })
}

/// How many tokens a name takes.
fn own_tokens(tokens: &[Token], at: usize, name: &Match) -> usize {
    tokens[at..]
        .iter()
        .take_while(|token| token.span.end <= name.span.end)
        .count()
}

/// Where words that may be one name end, joined or capitalised; it begins at `at` and has at most so many.
pub(super) fn name_end(tokens: &[Token], at: usize, most: usize) -> usize {
    let more = tokens.get(at + 1..).unwrap_or_default().iter();
    let goes_on = more.take(most - 1).take_while(|next| may_be_of_name(next));
    at + 1 + goes_on.count()
}

/// Whether a token may stand inside a name: joined, capitalised or a small word.
fn may_be_of_name(token: &Token) -> bool {
    token.kind == TokenKind::Word && (token.capital || token.glued || is_small(&token.folded))
}
