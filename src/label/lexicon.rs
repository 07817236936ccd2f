//! The words of the label, from `seeds/label.toml`: its names, its grades, its special mentions, the
//! labels that look alike, and the words that decide what a sentence says.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::text::{Token, TokenKind, fold};

/// What a word or an expression of the lexicon means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sense {
    /// A name of the label.
    Label,
    /// "arobase": one grade.
    Unit,
    /// Another word for one grade: "niveau".
    OtherWord,
    /// The highest grade in words.
    Highest,
    /// The special mention of this number; `loose` when the expression alone does not prove it.
    Mention {
        /// Number in [`Lexicon::mention`].
        number: usize,
        /// Whether a word like "mention" must stand beside it.
        loose: bool,
    },
    /// A word that makes a loose expression a mention.
    Trigger,
    /// Another label.
    OtherLabel,
    /// The grade of another label: "fleur".
    OtherUnit,
    /// A byname of the collectivity of this number in [`Lexicon::alias`].
    Alias(usize),
    /// A cue.
    Cue(Cue),
}

/// A word that decides what a sentence says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cue {
    /// Wins, keeps or holds.
    Award,
    /// Hopes for.
    Hope,
    /// Asks for.
    Candidacy,
    /// Not.
    Negation,
    /// Looks like a negation and is none.
    Affirmation,
    /// The round of awards.
    Ceremony,
    /// Many holders at once.
    Crowd,
    /// The one holder that was spoken of: "la ville".
    Town,
    /// The edition before.
    Last,
    /// Others that share the grade just told.
    Likewise,
    /// In the same case, without a grade.
    Same,
}

/// What is wrong with a lexicon.
#[derive(Debug, thiserror::Error)]
#[error("the lexicon of the label cannot be read: {0}")]
pub struct LexiconError(#[from] toml::de::Error);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    label: Names,
    mentions: Triggers,
    mention: Vec<MentionForms>,
    others: Others,
    aliases: HashMap<String, String>,
    cues: HashMap<Cue, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: Vec<String>,
    units: Vec<String>,
    other_words: Vec<String>,
    stars: Vec<String>,
    highest: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Triggers {
    triggers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MentionForms {
    name: String,
    forms: Vec<String>,
    #[serde(default)]
    loose: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Others {
    names: Vec<String>,
    units: Vec<String>,
}

/// One expression: its words after the first, and what it means.
#[derive(Debug)]
struct Phrase {
    words: Vec<String>,
    sense: Sense,
}

impl Phrase {
    /// The token after this expression, when its words after the first stand from token `at` on.
    fn end(&self, tokens: &[Token], mut at: usize) -> Option<usize> {
        for word in &self.words {
            // "Territoires, villes et villages Internet": a long name has its comma or not.
            if self.words.len() > 2 && tokens.get(at)?.kind == TokenKind::Mark(',') {
                at += 1;
            }
            // mention « libre », label « hors concours ».
            if matches!(
                tokens.get(at)?.kind,
                TokenKind::Mark('«' | '"' | '“' | '”' | '»')
            ) {
                at += 1;
            }
            if key(tokens.get(at)?)? != word {
                return None;
            }
            at += 1;
        }
        Some(at)
    }
}

/// The lexicon of one label.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// By first word, longest first.
    phrases: HashMap<String, Vec<Phrase>>,
    /// Beginnings of words (`decroch*`), sorted.
    stems: Vec<(String, Sense)>,
    mentions: Vec<String>,
    aliases: Vec<String>,
    stars: Vec<String>,
}

/// An expression that was found: what it means and how many tokens it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it means.
    pub sense: Sense,
    /// How many tokens it takes.
    pub len: usize,
}

impl Lexicon {
    /// The lexicon that ships with the program.
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Lexicon> = OnceLock::new();
        // The tests read this very file, so the default is never taken in a released program.
        SHIPPED
            .get_or_init(|| Self::parse(include_str!("../../seeds/label.toml")).unwrap_or_default())
    }

    /// Reads a lexicon from TOML, as `seeds/label.toml` is written.
    ///
    /// # Errors
    ///
    /// When the text is not TOML or lacks a key; the message names the line.
    pub fn parse(toml: &str) -> Result<Self, LexiconError> {
        let file: File = toml::from_str(toml)?;
        let mut lexicon = Self::default();
        lexicon.add_all(&file.label.names, Sense::Label);
        lexicon.add_all(&file.label.units, Sense::Unit);
        lexicon.add_all(&file.label.other_words, Sense::OtherWord);
        lexicon.add_all(&file.label.highest, Sense::Highest);
        for (number, mention) in file.mention.into_iter().enumerate() {
            lexicon.add_all(
                &mention.forms,
                Sense::Mention {
                    number,
                    loose: false,
                },
            );
            lexicon.add_all(
                &mention.loose,
                Sense::Mention {
                    number,
                    loose: true,
                },
            );
            lexicon.mentions.push(mention.name);
        }
        lexicon.add_all(&file.mentions.triggers, Sense::Trigger);
        lexicon.add_all(&file.others.names, Sense::OtherLabel);
        lexicon.add_all(&file.others.units, Sense::OtherUnit);
        let mut aliases: Vec<(String, String)> = file.aliases.into_iter().collect();
        aliases.sort();
        for (number, (byname, code)) in aliases.into_iter().enumerate() {
            lexicon.add(&byname, Sense::Alias(number));
            lexicon.aliases.push(code);
        }
        for (cue, words) in file.cues {
            lexicon.add_all(&words, Sense::Cue(cue));
        }
        lexicon.stars = file.label.stars.iter().map(|word| fold(word)).collect();
        for phrases in lexicon.phrases.values_mut() {
            phrases
                .sort_by_key(|phrase| (std::cmp::Reverse(phrase.words.len()), rank(phrase.sense)));
        }
        lexicon
            .stems
            .sort_by_key(|(stem, sense)| (std::cmp::Reverse(stem.len()), rank(*sense)));
        Ok(lexicon)
    }

    /// The canonical name of the special mention `number`.
    pub fn mention(&self, number: usize) -> &str {
        self.mentions.get(number).map_or("", String::as_str)
    }

    /// The code of the collectivity that goes by the alias `number`.
    pub fn alias(&self, number: usize) -> &str {
        self.aliases.get(number).map_or("", String::as_str)
    }

    /// Whether `word`, folded, is a star, which counts as an arobase on some pages.
    pub fn is_star(&self, word: &str) -> bool {
        self.stars.iter().any(|star| star == word)
    }

    /// The longest expression that begins at token `at`; of two as long, the one that weighs more.
    pub fn longest_at(&self, tokens: &[Token], at: usize) -> Option<Found> {
        let first = key(tokens.get(at)?)?;
        let phrase = self.phrases.get(first).and_then(|phrases| {
            phrases.iter().find_map(|phrase| {
                Some(Found {
                    sense: phrase.sense,
                    len: phrase.end(tokens, at + 1)? - at,
                })
            })
        });
        if phrase.is_some() {
            return phrase;
        }
        self.stems
            .iter()
            .find(|(stem, _)| first.starts_with(stem.as_str()))
            .map(|(_, sense)| Found {
                sense: *sense,
                len: 1,
            })
    }

    fn add_all(&mut self, expressions: &[String], sense: Sense) {
        for expression in expressions {
            self.add(expression, sense);
        }
    }

    fn add(&mut self, expression: &str, sense: Sense) {
        if let Some(stem) = expression.strip_suffix('*') {
            self.stems.push((fold(stem), sense));
            return;
        }
        // `@` is a word here ("@ verte"), though folding drops it.
        let mut words = expression.split_whitespace().map(|word| {
            if word == "@" {
                "@".to_owned()
            } else {
                fold(word)
            }
        });
        let Some(first) = words.next() else { return };
        let words = words.collect();
        self.phrases
            .entry(first)
            .or_default()
            .push(Phrase { words, sense });
    }
}

/// The word that a token counts as in an expression.
fn key(token: &Token) -> Option<&str> {
    match token.kind {
        TokenKind::Word => Some(&token.folded),
        TokenKind::At(1) => Some("@"),
        TokenKind::Mark('&') => Some("et"),
        _ => None,
    }
}

/// Which of two equally long expressions wins: the lower.
fn rank(sense: Sense) -> u8 {
    match sense {
        Sense::Mention { .. } => 0,
        Sense::Label => 1,
        Sense::OtherLabel => 2,
        Sense::Unit => 3,
        Sense::Highest => 4,
        Sense::OtherWord => 5,
        Sense::OtherUnit => 6,
        Sense::Cue(Cue::Affirmation) => 7,
        Sense::Cue(Cue::Negation) => 8,
        Sense::Cue(Cue::Crowd) => 9,
        Sense::Trigger => 10,
        Sense::Cue(_) => 11,
        Sense::Alias(_) => 12,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn senses(text: &str) -> Vec<Sense> {
        let tokens = tokens(text);
        let mut at = 0;
        let mut found = Vec::new();
        while at < tokens.len() {
            match Lexicon::shipped().longest_at(&tokens, at) {
                Some(hit) => {
                    found.push(hit.sense);
                    at += hit.len;
                }
                None => at += 1,
            }
        }
        found
    }

    #[test]
    fn the_shipped_lexicon_is_read_without_error() {
        let lexicon = Lexicon::parse(include_str!("../../seeds/label.toml")).unwrap();
        assert!(lexicon.mentions.len() >= 9);
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(
            senses("Territoires, Villes & Villages Internet"),
            [Sense::Label]
        );
        assert_eq!(senses("le panneau « Ville internet »"), [Sense::Label]);
        assert_eq!(senses("villes et villages fleuris"), [Sense::OtherLabel]);
    }

    #[test]
    fn a_green_arobase_is_a_mention_and_no_grade() {
        assert!(matches!(
            senses("une arobase verte")[..],
            [Sense::Mention { loose: false, .. }]
        ));
        assert!(matches!(
            senses("@ VERTE")[..],
            [Sense::Mention { loose: false, .. }]
        ));
        assert_eq!(senses("une arobase"), [Sense::Unit]);
    }

    #[test]
    fn a_wrong_file_is_refused_with_its_line() {
        let error = Lexicon::parse("[label]\nnames = 3\n").unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
