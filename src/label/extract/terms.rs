//! From the words of a block to typed terms: lexicon, places, grades and times, longest first.

use std::collections::HashMap;

use super::level::{self, Read};
use super::place::PlaceReader;
use super::term::{Form, Kind, LevelTerm, PlaceTerm, Term};
use super::{grouping, limit, numeral, role, settle, time};
use crate::label::lexicon::{Found, Lexicon, Sense};
use crate::text::{Token, TokenKind, sentences, tokens};

/// The terms of a block, and its sentences as ranges of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    /// In order.
    pub(super) terms: Vec<Term>,
    /// Ranges of `terms`.
    pub(super) sentences: Vec<std::ops::Range<usize>>,
}

/// Reads the terms of `text`.
pub(super) fn read(lexicon: &Lexicon, places: &PlaceReader<'_>, text: &str) -> Terms {
    let tokens = tokens(text);
    let builder = Builder {
        lexicon,
        tokens: &tokens,
        text,
        names: places.names(text),
    };
    let mut found = Terms::default();
    let sentences = sentences(text, &tokens);
    let pieces = sentences.into_iter().flat_map(|sentence| {
        let starts = sentence.clone().step_by(limit::LONGEST_SENTENCE);
        starts.map(move |start| start..sentence.end.min(start + limit::LONGEST_SENTENCE))
    });
    for range in pieces {
        let start = found.terms.len();
        let mut at = range.start;
        while at < range.end {
            let (term, len) = builder.at(places, at, range.end);
            found.terms.push(term);
            at += len.max(1);
        }
        let mut sentence: Vec<Term> = found.terms.split_off(start);
        settle::settle(&mut sentence);
        grouping::complete(places.gazetteer, text, &mut sentence);
        places.complete_lists(text, &mut sentence);
        role::roles(&mut sentence);
        found.terms.append(&mut sentence);
        found.sentences.push(start..found.terms.len());
    }
    found
}

struct Builder<'a> {
    lexicon: &'a Lexicon,
    tokens: &'a [Token],
    text: &'a str,
    names: HashMap<usize, crate::label::gazetteer::Match>,
}

impl Builder<'_> {
    /// The term that begins at token `at`, and how many tokens it takes.
    fn at(&self, places: &PlaceReader<'_>, at: usize, end: usize) -> (Term, usize) {
        let found = self
            .lexicon
            .longest_at(self.tokens, at)
            .filter(|found| at + found.len <= end);
        let found =
            found.filter(|found| !self.cuts_name(at, *found) && !self.cuts_label(at, *found));
        let handle = self.is_handle(at);
        let name = self
            .names
            .get(&self.tokens[at].span.start)
            .filter(|_| !handle);
        if let Some(name) = name {
            let phrase_end = found.map_or(0, |found| self.tokens[at + found.len - 1].span.end);
            let strong = found.is_some_and(|found| found.len > 1 && phrase_end >= name.span.end);
            let common =
                found.is_some_and(|found| is_common(found.sense)) && phrase_end >= name.span.end;
            // "Indre-et-Loire", "Val-de-Marne" begin like towns.
            if let Some((code, len)) = self.longer_department(places, at, name) {
                return self.term(Kind::Department(code), at, len);
            }
            if !strong
                && !common
                && let Some((place, len)) = places
                    .respelt(self.text, self.tokens, at, name)
                    .or_else(|| places.read(self.text, self.tokens, at, name))
            {
                return self.term(Kind::Place(Box::new(place)), at, len);
            }
        }
        if name.is_none()
            && let Some((place, len)) = places
                .called(self.text, self.tokens, at)
                .filter(|(_, len)| at + len <= end)
        {
            return self.term(Kind::Place(Box::new(place)), at, len);
        }
        if let Some(found) = found
            && let Some(kind) = self.phrase(places, found.sense, at, found.len)
        {
            return self.term(kind, at, found.len);
        }
        if let Some((kind, len)) = self.graded(at).filter(|(_, len)| at + len <= end) {
            return self.term(kind, at, len);
        }
        if let Some((kind, len)) = time::read(self.tokens, at).filter(|(_, len)| at + len <= end) {
            return self.term(kind, at, len);
        }
        if let Some((place, len)) = self.unlisted(places, at).filter(|(_, len)| at + len <= end) {
            return self.term(Kind::Place(Box::new(place)), at, len);
        }
        self.plain(places, at, end)
    }

    /// The grade at `at`, its rule, or that of another label.
    fn graded(&self, at: usize) -> Option<(Kind, usize)> {
        Some(match level::read(self.lexicon, self.tokens, at)? {
            Read::Level(level, len) => (Kind::Level(level), len),
            Read::Scale(len) => (Kind::Scale, len),
            Read::Other(len) => (Kind::OtherUnit, len),
        })
    }

    /// A place that no table lists under the words at `at`: a short name of this page, one made sure by its
    /// brackets, one misspelt beside a grade.
    fn unlisted(&self, places: &PlaceReader<'_>, at: usize) -> Option<(PlaceTerm, usize)> {
        places
            .short(self.text, self.tokens, at)
            .or_else(|| places.unknown(self.text, self.tokens, at))
            .or_else(|| places.misspelt(self.text, self.tokens, at, usize::MAX))
    }

    /// Whether the word at `at` is an account: "@Nancy". Behind a name or a bracket the sign is a
    /// grade: "Dole (39) @Vesoul (70) @@".
    fn is_handle(&self, at: usize) -> bool {
        let Some(sign) = at.checked_sub(1).map(|before| &self.tokens[before]) else {
            return false;
        };
        let touches = sign.span.end == self.tokens[at].span.start;
        let before = at.checked_sub(2).map(|before| &self.tokens[before]);
        let behind_name = before.is_some_and(|before| {
            before.kind == TokenKind::Mark(')')
                || before.capital
                || matches!(before.kind, TokenKind::Number(_))
        });
        sign.kind == TokenKind::At(1) && touches && !behind_name
    }

    /// Whether an expression at `at` would cut a name in two: "la [communauté d'agglomération] X".
    fn cuts_name(&self, at: usize, found: Found) -> bool {
        let end = self.tokens[at + found.len - 1].span.end;
        matches!(found.sense, Sense::Cue(_))
            && (at + 1..at + found.len).any(|inside| {
                self.names
                    .get(&self.tokens[inside].span.start)
                    .is_some_and(|name| name.span.end > end)
            })
    }

    /// Whether an expression at `at` ends with the word that begins the label's name: "la [ville internet]".
    fn cuts_label(&self, at: usize, found: Found) -> bool {
        found.len > 1
            && matches!(found.sense, Sense::Cue(_))
            && self
                .lexicon
                .longest_at(self.tokens, at + found.len - 1)
                .is_some_and(|label| label.len > 1 && label.sense == Sense::Label)
    }

    /// The department at `at` whose name is longer than that of the town `name`.
    fn longer_department(
        &self,
        places: &PlaceReader<'_>,
        at: usize,
        name: &crate::label::gazetteer::Match,
    ) -> Option<(String, usize)> {
        let article = usize::from(matches!(
            self.tokens[at].folded.as_str(),
            "le" | "la" | "l" | "les"
        ));
        let (code, len) = places.department(self.tokens, at).or_else(|| {
            let (code, len) = places.department(self.tokens, at + article)?;
            Some((code, len + article))
        })?;
        (self.tokens[at + len - 1].span.end > name.span.end).then_some((code, len))
    }

    fn plain(&self, places: &PlaceReader<'_>, at: usize, end: usize) -> (Term, usize) {
        let token = &self.tokens[at];
        if let Some((code, len)) = places.department(self.tokens, at) {
            return self.term(Kind::Department(code), at, len);
        }
        let kind = match token.kind {
            TokenKind::Mark(mark) => Kind::Mark(plain_mark(mark)),
            TokenKind::At(_) => Kind::Mark('@'),
            TokenKind::Number(value) => Kind::Number(value),
            TokenKind::Word => {
                if let Some(about) = numeral::about(&token.folded) {
                    return self.term(Kind::Number(about), at, 1);
                }
                let many = numeral::cardinal(self.tokens, at)
                    .filter(|found| (found.value > 1 || found.len > 1) && at + found.len <= end);
                if let Some(found) = many {
                    return self.term(Kind::Number(found.value), at, found.len);
                }
                Kind::Word {
                    folded: self.word(at),
                    capital: token.capital,
                }
            }
        };
        self.term(kind, at, 1)
    }

    /// The folded word at `at`; the preposition "à" keeps its accent, for "a" is a verb, and so does "où".
    fn word(&self, at: usize) -> String {
        let token = &self.tokens[at];
        let raw = &self.text[token.span.clone()];
        let begins = at == 0 || matches!(self.tokens[at - 1].kind, TokenKind::Mark(_));
        let preposition = matches!(raw, "à" | "À") || raw == "A" && begins;
        if preposition {
            "à".to_owned()
        } else if matches!(raw, "où" | "Où") {
            // "ou" joins, "où" says where.
            "où".to_owned()
        } else {
            token.folded.clone()
        }
    }

    fn term(&self, kind: Kind, at: usize, len: usize) -> (Term, usize) {
        let last = (at + len).min(self.tokens.len()).max(at + 1) - 1;
        (
            Term {
                span: self.tokens[at].span.start..self.tokens[last].span.end,
                kind,
            },
            len,
        )
    }

    fn phrase(
        &self,
        places: &PlaceReader<'_>,
        sense: Sense,
        at: usize,
        len: usize,
    ) -> Option<Kind> {
        Some(match sense {
            Sense::Label => Kind::Label,
            Sense::Unit if self.tokens[at].folded != "at" => Kind::Unit,
            Sense::Highest => Kind::Level(LevelTerm::one(5, Form::Highest)),
            Sense::Mention { number, loose } => Kind::Mention { number, loose },
            Sense::Trigger => Kind::Trigger,
            Sense::OtherLabel => Kind::OtherLabel,
            Sense::OtherUnit if self.lexicon.is_star(&self.tokens[at].folded) => Kind::OtherUnit,
            Sense::Unit | Sense::OtherWord | Sense::OtherUnit => return None,
            Sense::Alias(number) => {
                let words =
                    &self.text[self.tokens[at].span.start..self.tokens[at + len - 1].span.end];
                // "la ville rose" may be any pink town; its capital makes it a name.
                if !words.chars().any(char::is_uppercase) {
                    return None;
                }
                Kind::Place(Box::new(places.alias(self.lexicon.alias(number), words)?))
            }
            Sense::Cue(cue) => {
                let words: Vec<&str> = self.tokens[at..at + len]
                    .iter()
                    .map(|token| token.folded.as_str())
                    .collect();
                Kind::Cue(cue, words.join(" "))
            }
        })
    }
}

/// Expressions that are no place though a place bears the name: "Ville" (60), "Villages".
fn is_common(sense: Sense) -> bool {
    !matches!(sense, Sense::Alias(_) | Sense::Mention { loose: true, .. })
}

fn plain_mark(mark: char) -> char {
    match mark {
        '«' | '»' | '“' | '”' | '„' | '‟' | '"' | '‘' => '"',
        '–' | '—' | '‒' | '―' | '-' | '•' | '·' | '▪' | '*' => '-',
        '→' | '➔' | '►' | '👉' | '>' => '>',
        other => other,
    }
}
