//! Towns called by their inhabitants or by a byname: "les Spinaliens", "la cité thionvilloise", "la
//! Ville rose".

use super::place::{PlaceReader, words_of};
use super::term::PlaceTerm;
use crate::label::gazetteer::Collectivity;
use crate::text::{Token, TokenKind, word_at as word};

/// Most words of a byname.
const LONGEST: usize = 6;

/// Nouns that a demonym may qualify.
const NOUNS: &str = "ville cite commune municipalite agglomeration collectivite metropole prefecture mairie communaute \
    capitale bourgade equipe";

/// Those of them that are wider than the town.
const WIDER: &str = "agglomeration metropole communaute";

impl PlaceReader<'_> {
    /// The town that the words at token `at` call without its name, and how many tokens they take.
    pub(super) fn called(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
    ) -> Option<(PlaceTerm, usize)> {
        let (found, len) = self
            .by_inhabitants(tokens, at)
            .or_else(|| self.qualified(tokens, at))
            .or_else(|| self.by_byname(tokens, at))?;
        let words = words_of(text, tokens, at, len);
        // "la commune de l'agglomération mulhousienne" is not Mulhouse.
        let land = tokens[at..at + len]
            .iter()
            .any(|token| WIDER.split(' ').any(|noun| noun == token.folded));
        let place = PlaceTerm {
            land,
            sure: found.len() == 1,
            ..PlaceTerm::named(found, words)
        };
        Some((place, len))
    }

    /// "(les) Spinaliens", "(aux) Saint-Quentinois".
    fn by_inhabitants(&self, tokens: &[Token], at: usize) -> Option<(Vec<Collectivity>, usize)> {
        let before = tokens.get(at.checked_sub(1)?)?;
        let many = matches!(
            before.folded.as_str(),
            "les" | "des" | "aux" | "nos" | "ces"
        );
        let noun = tokens[at].capital && tokens[at].folded.ends_with(['s', 'x']);
        let joined = tokens[at].capital && tokens.get(at + 1).is_some_and(|next| next.capital);
        if !many || !(noun || joined) {
            return None;
        }
        self.demonym(tokens, at)
    }

    /// "(la) cité thionvilloise", "la municipalité spinalienne".
    fn qualified(&self, tokens: &[Token], at: usize) -> Option<(Vec<Collectivity>, usize)> {
        let article = matches!(word(tokens, at), "la" | "le" | "l" | "cette");
        let noun = at + usize::from(article);
        if !NOUNS.split(' ').any(|known| known == word(tokens, noun)) {
            return None;
        }
        let (found, len) = self.demonym(tokens, noun + 1)?;
        Some((found, noun + 1 + len - at))
    }

    /// A demonym of one word or of two.
    fn demonym(&self, tokens: &[Token], at: usize) -> Option<(Vec<Collectivity>, usize)> {
        [2, 1].into_iter().find_map(|len| {
            let words = joined(tokens, at, len)?;
            let found = self.gazetteer.by_demonym(&words);
            (words.len() > 4 && !found.is_empty()).then_some((found, len))
        })
    }

    /// "la Ville rose", "la cité phocéenne".
    fn by_byname(&self, tokens: &[Token], at: usize) -> Option<(Vec<Collectivity>, usize)> {
        if !matches!(word(tokens, at), "la" | "le" | "l" | "cette") {
            return None;
        }
        (2..=LONGEST).rev().find_map(|len| {
            let words = joined(tokens, at, len)?;
            let found = self.gazetteer.by_byname(&words);
            (!found.is_empty()).then_some((found, len))
        })
    }
}

/// The folded words of `len` tokens, if all are words.
fn joined(tokens: &[Token], at: usize, len: usize) -> Option<String> {
    let words = tokens.get(at..at + len)?;
    let plain = words.iter().all(|token| token.kind == TokenKind::Word);
    let folded: Vec<&str> = words.iter().map(|token| token.folded.as_str()).collect();
    plain.then(|| folded.join(" "))
}
