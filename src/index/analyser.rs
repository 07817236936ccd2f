//! The analyser: how texts become terms, and a fingerprint that changes when it does.

use sha2::{Digest as _, Sha256};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::doc::sample;
use super::schema::schema;
use super::stem::ENDINGS;
use super::words::{STOP, Word, words};
use crate::text::fold;

/// Tokenizer of the fields that forgive: stems, no stop words, grades as one term.
pub(super) const FRENCH: &str = "arobase_french";
/// Tokenizer of the field that does not: every word, folded, and with its accents.
pub(super) const EXACT: &str = "arobase_exact";

/// Longest term kept, in bytes; what is longer is no word but a data dump.
const LONGEST: usize = 60;

/// Registers the analyser's tokenizers.
pub(super) fn register(tokenizers: &TokenizerManager) {
    for (name, forms) in [
        (FRENCH, Word::stems as Forms),
        (EXACT, Word::exact as Forms),
    ] {
        tokenizers.register(name, TextAnalyzer::from(WordTokenizer { forms }));
    }
}

type Forms = fn(&Word) -> Vec<String>;

#[derive(Clone)]
struct WordTokenizer {
    forms: Forms,
}

/// The tokens of one text, all made at once.
struct Tokens {
    rest: std::vec::IntoIter<Token>,
    token: Token,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut tokens = Vec::new();
        for (position, word) in words(text).iter().enumerate() {
            let forms = (self.forms)(word);
            tokens.extend(
                forms
                    .into_iter()
                    .filter(|form| form.len() <= LONGEST)
                    .map(|text| Token {
                        offset_from: word.span.start,
                        offset_to: word.span.end,
                        position,
                        text,
                        position_length: 1,
                    }),
            );
        }
        Tokens {
            rest: tokens.into_iter(),
            token: Token::default(),
        }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        self.rest.next().map(|token| self.token = token).is_some()
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The key of a place name: folded, `St` and `Ste` spelt out, `s/` read as `sur`.
///
/// ```
/// use arobase::index::name_key;
/// assert_eq!(name_key("St-Germain-en-Laye"), name_key("saint germain en laye"));
/// assert_eq!(name_key("Ivry s/ Seine"), "ivry sur seine");
/// ```
pub fn name_key(name: &str) -> String {
    let spelt = name.replace(" s/", " sur ").replace(" S/", " sur ");
    let folded = fold(&spelt);
    let word = |word| match word {
        "st" => "saint",
        "ste" => "sainte",
        other => other,
    };
    folded.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The keys under which a place is found: its name, and its name without the leading article.
pub(super) fn name_keys(name: &str) -> Vec<String> {
    let whole = name_key(name);
    let bare = ["l ", "la ", "le ", "les "]
        .iter()
        .find_map(|article| whole.strip_prefix(article))
        .filter(|bare| !bare.is_empty())
        .map(str::to_owned);
    std::iter::once(whole).chain(bare).collect()
}

/// What the analyser and the fields make of a fixed text, record and page, hashed: another version, another fingerprint.
///
/// It is taken from behaviour rather than from a number that someone must remember to change.
pub(super) fn fingerprint() -> String {
    const SAMPLE: &str = "L’Haÿ-les-Roses, St-Médard-en-Jalles et Ste-Foy : les journaux municipaux \
        récompensent quatre arobases (@@@@, 4@, 5 arobases), contact@mairie.example ; labellisation, \
        numériser, publiques, directrices, obtient, obtenue, généreuses, sélectionnées, premières, \
        œuvre, communautés, 2011, jusqu'à lorsqu'il, décrochait, actives, isolation, région, élèves, Terre & Mer";
    let mut hash = Sha256::new();
    hash.update(format!("{STOP:?}{ENDINGS:?}"));
    let (schema, fields) = schema();
    hash.update(sample(&schema, &fields));
    for word in words(SAMPLE) {
        for form in word.stems().into_iter().chain(word.exact()) {
            hash.update(form.as_bytes());
            hash.update([0]);
        }
        hash.update([1]);
    }
    for key in name_keys(SAMPLE) {
        hash.update(key.as_bytes());
        hash.update([0]);
    }
    data_encoding::HEXLOWER.encode(&hash.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// The stems and exact forms of a text, and whether a query's words are all among its stems.
    fn finds(text: &str, query: &str) -> bool {
        let has: Vec<String> = words(text).iter().flat_map(Word::stems).collect();
        words(query)
            .iter()
            .filter_map(|word| word.stems().into_iter().next())
            .all(|stem| has.contains(&stem))
    }

    #[expect(clippy::print_stderr, reason = "a skipped measure says so")]
    fn bench(file: &str) -> Option<Vec<Vec<String>>> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../shared/bench/french")
            .join(file);
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("skipped: {} is not here", path.display());
            return None;
        };
        Some(
            text.lines()
                .skip(1)
                .map(|line| line.split('\t').map(str::to_owned).collect())
                .collect(),
        )
    }

    #[expect(
        clippy::print_stderr,
        reason = "the figures are shown with --nocapture"
    )]
    #[test]
    fn at_most_five_pairs_are_missed_and_five_wrongly_found() {
        let Some(pairs) = bench("pairs.tsv") else {
            return;
        };
        let (mut missed, mut wrong) = (Vec::new(), Vec::new());
        for pair in &pairs {
            let found = finds(&pair[1], &pair[2]);
            match (pair[3] == "true", found) {
                (true, false) => missed.push(&pair[2]),
                (false, true) => wrong.push(&pair[2]),
                _ => {}
            }
        }
        eprintln!(
            "{} pairs: missed {missed:?}, wrongly found {wrong:?}",
            pairs.len()
        );
        assert!(
            missed.len() <= 5 && wrong.len() <= 5,
            "missed {missed:?}, wrong {wrong:?}"
        );
    }

    #[expect(
        clippy::print_stderr,
        reason = "the figures are shown with --nocapture"
    )]
    #[test]
    fn most_typing_errors_are_one_letter_away_from_what_was_meant() {
        let Some(typos) = bench("typos.tsv") else {
            return;
        };
        let stem_of = |word: &str| words(word)[0].stems()[0].clone();
        let far = |pair: &&Vec<String>| {
            super::super::query::distance(&stem_of(&pair[0]), &stem_of(&pair[1])) > 1
        };
        let missed: Vec<_> = typos.iter().filter(far).map(|pair| &pair[0]).collect();
        eprintln!("{} typing errors: missed {missed:?}", typos.len());
        assert!(missed.len() <= 1, "{missed:?}");
    }

    #[test]
    fn names_are_found_with_and_without_their_article() {
        assert_eq!(
            name_keys("L'Haÿ-les-Roses"),
            ["l hay les roses", "hay les roses"]
        );
        assert_eq!(name_keys("Maing"), ["maing"]);
    }
}
