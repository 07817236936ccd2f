//! Places in a text: which names are collectivities, with what stands beside them, and how they
//! stand in their sentence.

use std::collections::HashMap;

use super::doubt::{
    follows_mayor, follows_type_word, grouping_in_brackets, is_called_grouping, is_doubtful,
    is_of_another_name, is_told, is_written_small,
};
use super::local::Local;
use super::numeral;
use super::person::is_person;
use super::spelling::{begins_another, is_common_noun, is_part_of_name, name_end};
use super::term::PlaceTerm;
use super::words::{ABROAD, REGIONS};
use crate::label::claim::PlaceKind;
use crate::label::gazetteer::{Collectivity, Gazetteer, How, Match, read_department};
use crate::text::{Token, TokenKind, fold};

/// Reads places with the help of the gazetteer.
pub(super) struct PlaceReader<'a> {
    pub(super) gazetteer: &'a Gazetteer,
    /// Names that only the page makes clear.
    pub(super) local: Local,
}

impl<'a> PlaceReader<'a> {
    /// A reader that knows no more of the page than the gazetteer does.
    pub(super) fn new(gazetteer: &'a Gazetteer) -> Self {
        Self {
            gazetteer,
            local: Local::default(),
        }
    }
}

impl PlaceReader<'_> {
    /// The names of `text`, by the byte where they begin.
    pub(super) fn names(&self, text: &str) -> HashMap<usize, Match> {
        self.gazetteer
            .matches(text)
            .into_iter()
            .map(|found| (found.span.start, found))
            .collect()
    }

    /// The place that `name` is at token `at`, with its brackets, and how many tokens it takes.
    pub(super) fn read(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
        name: &Match,
    ) -> Option<(PlaceTerm, usize)> {
        let len = tokens[at..]
            .iter()
            .take_while(|token| token.span.end <= name.span.end)
            .count()
            .max(1);
        let words = &text[name.span.clone()];
        let folded = fold(words);
        let mut place = self.of_name(tokens, at + len, name, words, &folded);
        if let Some(meant) = self.local.instead(words, &place.candidates) {
            place.candidates = vec![meant];
        }
        if name.how == How::Contracted {
            words_with_article(&mut place, text, tokens, at, name);
        }
        let owned = name.how == How::UnknownEpci && is_owned(&folded);
        if owned || is_of_another_name(tokens, at, len, &place, &folded) || is_written_small(&place)
        {
            return None;
        }
        let several = folded.contains(' ') && !is_doubtful(&folded);
        let bracket = Self::bracket(text, tokens, at + len);
        // "(communauté de communes)" belongs to the name.
        let kind = grouping_in_brackets(tokens, at + len).filter(|_| place.grouping);
        let typed = follows_type_word(tokens, at) || follows_mayor(tokens, at);
        let own = len;
        let mut len = len;
        if let Some((beside, more)) = bracket
            && self.beside(&mut place, beside, words)
        {
            len += more;
        }
        len += kind.unwrap_or_default();
        let known = place.department.is_some() || place.foreign || typed || place.grouping;
        place.sure = known || several;
        // "cinq communes de la Loire": the department, whatever village bears its name.
        if typed && place.department.is_none() && self.is_land(&place, tokens, at, &folded) {
            return None;
        }
        if known {
            return Some((place, len));
        }
        let small = place
            .candidates
            .iter()
            .all(|found| found.population < 20_000);
        // "Trois villes, Xville …" counts them; "Trois-Villes" is one.
        if several && !words.contains('-') && numeral::cardinal(tokens, at).is_some() {
            return None;
        }
        let person = is_person(text, tokens, at, own) && (!several || small);
        let doubtful = !several
            && is_doubtful(&folded)
            && !is_told(&place, tokens, at, own)
            && !self.local.is_sure(&folded)
            && !self.opens_here(&place, tokens, at, own);
        let land = self.is_land(&place, tokens, at, &folded) || self.is_lower(words, &folded);
        let village = small && !several;
        let cut = village && opens_phrase(tokens, at, own)
            || is_common_noun(words)
            || is_part_of_name(tokens, at + own)
            || village && begins_another(text, tokens, at + own);
        (!person && !doubtful && !land && !cut).then_some((place, len))
    }

    /// "Changé, aux portes de Laval, …": a doubtful name of the department that the page is about opens its sentence
    /// and is set apart by a comma.
    fn opens_here(&self, place: &PlaceTerm, tokens: &[Token], at: usize, len: usize) -> bool {
        let opens =
            at == 0 || matches!(tokens[at - 1].kind, TokenKind::Mark('.' | '!' | '»' | ';'));
        let comma = tokens
            .get(at + len)
            .is_some_and(|next| next.kind == TokenKind::Mark(','));
        let accented = !place.written.is_ascii();
        let here = place.candidates.iter().any(|found| {
            found.name == place.written
                && self
                    .local
                    .departments()
                    .first()
                    .is_some_and(|code| code == found.department)
        });
        opens && comma && accented && here
    }

    /// The place of a name, whose words end before token `end`.
    fn of_name(
        &self,
        tokens: &[Token],
        end: usize,
        name: &Match,
        words: &str,
        folded: &str,
    ) -> PlaceTerm {
        // "Grand Dole" is no land but those who call themselves so.
        let grand = folded.starts_with("grand ");
        let land = name.how == How::Core && !grand;
        // "Val d'Ille-Aubigné (communauté de communes)", "Forez-Est, communauté de communes".
        let called = land
            && (self.local.is_own_grouping(&name.candidates) || is_called_grouping(tokens, end));
        PlaceTerm {
            land: land && !called,
            grouping: matches!(name.how, How::Epci | How::UnknownEpci)
                || name.how == How::Core && grand
                || called,
            ..PlaceTerm::named(name.candidates.clone(), words)
        }
    }

    /// Whether a name is that of a department or a region here: "en Mayenne", "dans le Doubs",
    /// "26 communes de Bourgogne".
    fn is_land(&self, place: &PlaceTerm, tokens: &[Token], at: usize, folded: &str) -> bool {
        if REGIONS.has(folded) {
            return true;
        }
        // "dans la Creuse": a town writes its own article with a capital.
        if place.written.starts_with("la ") || place.written.starts_with("le ") {
            return self.gazetteer.department_by_name(folded).is_some();
        }
        let before = at
            .checked_sub(1)
            .map_or("", |before| tokens[before].folded.as_str());
        let article = matches!(before, "en" | "le" | "la" | "l" | "les" | "du" | "des");
        let own = |name: &str| {
            ["Le ", "La ", "Les ", "L'"]
                .iter()
                .any(|own| name.starts_with(own))
        };
        article
            && self.gazetteer.department_by_name(folded).is_some()
            && !place.candidates.iter().any(|found| own(found.name))
    }

    /// "un village de la Creuse": the article in small letters is that of a department; the village
    /// of the same name writes it with a capital.
    fn is_lower(&self, words: &str, folded: &str) -> bool {
        let small = ["la ", "le ", "les ", "l'", "l’"]
            .iter()
            .any(|article| words.starts_with(article));
        let bare = folded.split_once(' ').map_or("", |(_, bare)| bare);
        small && self.gazetteer.department_by_name(bare).is_some()
    }

    /// What stands in brackets after a name.
    pub(super) fn bracket(text: &str, tokens: &[Token], at: usize) -> Option<(Beside, usize)> {
        if tokens.get(at)?.kind != TokenKind::Mark('(') {
            return bare_code(text, tokens, at);
        }
        let close = (at + 1..tokens.len().min(at + 9))
            .find(|next| tokens[*next].kind == TokenKind::Mark(')'))?;
        if close == at + 1 {
            return None;
        }
        let inside = &text[tokens[at + 1].span.start..tokens[close - 1].span.end];
        // "(Gironde, 45 000 habitants)": the first part names the department.
        let first = inside
            .split([',', ';', '-', '–'])
            .next()
            .unwrap_or(inside)
            .trim();
        let folded = fold(inside);
        if let Some(code) = read_department(inside).or_else(|| read_department(first)) {
            return Some((Beside::Department(code.to_owned()), close + 1 - at));
        }
        ABROAD
            .has(&folded)
            .then_some((Beside::Abroad, close + 1 - at))
    }

    /// Takes what stands beside a name into account; `false` when it does not belong to it.
    pub(super) fn beside(&self, place: &mut PlaceTerm, beside: Beside, words: &str) -> bool {
        let bare = matches!(beside, Beside::Code(_));
        match beside {
            Beside::Abroad => {
                place.foreign = true;
                place.candidates.clear();
            }
            Beside::Department(code) | Beside::Code(code) => {
                let here = |found: &Collectivity| {
                    found.department == code
                        || found.kind == PlaceKind::Epci && found.department.is_empty()
                };
                if place.candidates.iter().any(here) {
                    place.candidates.retain(here);
                } else if bare {
                    return false;
                } else if !place.grouping {
                    place.candidates = self.in_department(words, &code);
                }
                place.department = Some(code);
            }
        }
        true
    }

    /// The communes of a department that a short or misspelt name may mean.
    fn in_department(&self, words: &str, code: &str) -> Vec<Collectivity> {
        let mut found = self.gazetteer.shortened(words, Some(code));
        found.truncate(1);
        if found.is_empty() {
            found.extend(self.gazetteer.near(words, code));
        }
        found
    }

    /// A name that the gazetteer does not know, made sure by its brackets: "Hazebrouk (59)",
    /// "Bromont (Québec)".
    pub(super) fn unknown(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
    ) -> Option<(PlaceTerm, usize)> {
        if tokens[at].kind != TokenKind::Word || !tokens[at].capital {
            return None;
        }
        // The words up to the bracket: of one name, joined or capitalised.
        let end = name_end(tokens, at, 7);
        let (beside, more) = Self::bracket(text, tokens, end)?;
        let words = words_of(text, tokens, at, end - at);
        let mut place = PlaceTerm {
            sure: true,
            ..PlaceTerm::named(Vec::new(), words)
        };
        if matches!(beside, Beside::Code(_)) || !self.beside(&mut place, beside, words) {
            return None;
        }
        // A region, a river or a party in front of a number in brackets is no commune.
        (place.foreign || !place.candidates.is_empty()).then_some((place, end + more - at))
    }

    /// The place of this page that is called at token `at` by its short name.
    pub(super) fn short(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
    ) -> Option<(PlaceTerm, usize)> {
        let (found, len) = self.local.at(tokens, at)?;
        let words = words_of(text, tokens, at, len);
        let place = PlaceTerm {
            sure: true,
            ..PlaceTerm::named(vec![found], words)
        };
        Some((place, len))
    }

    /// The collectivity that a byname of the lexicon stands for.
    pub(super) fn alias(&self, code: &str, words: &str) -> Option<PlaceTerm> {
        Some(PlaceTerm {
            sure: true,
            ..PlaceTerm::named(vec![self.gazetteer.get(code)?], words)
        })
    }

    /// The department whose name begins at token `at`, and how many tokens it takes.
    pub(super) fn department(&self, tokens: &[Token], at: usize) -> Option<(String, usize)> {
        if !tokens.get(at)?.capital {
            return None;
        }
        (1..=4).rev().find_map(|len| {
            let words = tokens.get(at..at + len)?;
            let joined = words
                .iter()
                .skip(1)
                .all(|token| token.kind == TokenKind::Word);
            let name: Vec<&str> = words.iter().map(|token| token.folded.as_str()).collect();
            let code = joined.then(|| self.gazetteer.department_by_name(&name.join(" ")))??;
            Some((code.to_owned(), len))
        })
    }
}

/// The words of `len` tokens from `at` on; `len` is not 0.
pub(super) fn words_of<'t>(text: &'t str, tokens: &[Token], at: usize, len: usize) -> &'t str {
    &text[tokens[at].span.start..tokens[at + len - 1].span.end]
}

/// What stands beside a place in brackets.
pub(super) enum Beside {
    Department(String),
    /// A bare number that may be the department's: "Vannes – 56 – 5@".
    Code(String),
    Abroad,
}

/// The code of a department without brackets, between dashes or before symbols.
fn bare_code(text: &str, tokens: &[Token], at: usize) -> Option<(Beside, usize)> {
    let dash = usize::from(matches!(
        tokens.get(at)?.kind,
        TokenKind::Mark('-' | '–' | '—')
    ));
    let number = tokens.get(at + dash)?;
    let TokenKind::Number(_) = number.kind else {
        return None;
    };
    let ends = matches!(
        tokens.get(at + dash + 1).map(|next| next.kind),
        Some(TokenKind::Mark('-' | '–' | '—' | ':') | TokenKind::At(_))
    );
    let words = text.get(number.span.clone())?;
    (ends
        && (2..=3).contains(&words.len())
        && !tokens.get(at + dash + 1).is_some_and(|next| next.glued))
    .then(|| read_department(words).map(|code| (Beside::Code(code.to_owned()), dash + 1)))?
}

/// "Carnet de route", "Bilan d'étape": a village's name that opens a sentence, with a noun in small letters behind "de".
fn opens_phrase(tokens: &[Token], at: usize, len: usize) -> bool {
    let opens = at == 0
        || matches!(
            tokens[at - 1].kind,
            TokenKind::Mark('.' | '!' | '?' | ':' | '«' | '"')
        );
    let of = tokens
        .get(at + len)
        .is_some_and(|next| matches!(next.folded.as_str(), "de" | "d"));
    let noun = tokens.get(at + len + 1).is_some_and(|next| {
        next.kind == TokenKind::Word
            && !next.capital
            && next.folded.len() > 3
            && !matches!(next.folded.as_str(), "nouveau" | "retour" | "plus" | "meme")
    });
    opens && of && noun
}

/// "Son agglomération" is a grouping, and no name.
fn is_owned(folded: &str) -> bool {
    let owners = [
        "son ", "sa ", "leur ", "notre ", "cette ", "une ", "chaque ",
    ];
    owners.iter().any(|own| folded.starts_with(own))
}

/// "des Mureaux": the words of the page hold the article.
fn words_with_article(
    place: &mut PlaceTerm,
    text: &str,
    tokens: &[Token],
    at: usize,
    name: &Match,
) {
    let Some(before) = at.checked_sub(1) else {
        return;
    };
    if matches!(tokens[before].folded.as_str(), "des" | "du" | "au" | "aux") {
        text[tokens[before].span.start..name.span.end].clone_into(&mut place.written);
    }
}

pub(super) fn is_small(word: &str) -> bool {
    matches!(
        word,
        "sur"
            | "sous"
            | "en"
            | "les"
            | "le"
            | "la"
            | "de"
            | "du"
            | "des"
            | "d"
            | "l"
            | "et"
            | "a"
            | "à"
            | "au"
            | "aux"
    )
}
