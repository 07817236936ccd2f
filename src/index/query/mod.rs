//! The query language: words, phrases, grades and `key:value`, read by a lexer of our own.
//!
//! Reading is total: every text is a query or a precise error, never a query that silently finds
//! nothing. Clauses are joined by *and*. Several values of one key, and one key given twice, are
//! joined by *or*, since a record has one year and one department; two ends of one span
//! (`annee:>=2015 annee:<=2018`) are that span.

#[cfg(test)]
mod campaign;
mod grade;
mod key;
mod lex;
mod merge;
mod say;
mod value;

pub use key::Key;
#[cfg(test)]
pub(super) use key::distance;

use super::words::words;
use crate::label::claim::PlaceKind;

/// A query, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Its clauses in the order typed; all must hold.
    pub clauses: Vec<Clause>,
}

/// One part of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Whether `-` stands before it: it must not hold.
    pub negated: bool,
    /// What must hold.
    pub term: Term,
    /// As it was typed, without the `-`.
    pub typed: String,
}

/// From one value to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span<T> {
    /// The least.
    pub from: T,
    /// The greatest.
    pub to: T,
}

/// What a clause asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A word in any of its forms; several where signs part them (`villeneuve-d'ascq`).
    Word(String),
    /// Words that begin so; folded.
    Prefix(String),
    /// These words, in this order; accents and case do not count.
    Phrase(String),
    /// So many arobases.
    Grade(Span<u8>),
    /// The collectivity has one of these names.
    Town(Vec<String>),
    /// It has one of these INSEE codes or SIREN.
    Code(Vec<String>),
    /// It lies in one of these departments (codes).
    Department(Vec<&'static str>),
    /// It lies in one of these regions (codes).
    Region(Vec<&'static str>),
    /// The edition is in one of these spans; `None` asks for records without a year.
    Year(Vec<Option<Span<i16>>>),
    /// It is one of these.
    Place(Vec<PlaceKind>),
    /// A source has one of these words in its host name.
    Source(Vec<String>),
    /// The record is `confirmed`, `single` or `contested`.
    Status(Vec<&'static str>),
    /// A special mention with one of these words in its name; `*` for any.
    Mention(Vec<String>),
    /// The record is a `level` or a `mention`.
    Kind(Vec<&'static str>),
    /// The page was published in one of these spans of days, each `year * 10000 + month * 100 + day`.
    Published(Vec<Span<u32>>),
    /// The page has this address.
    Url(String),
}

/// Why a text is no query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Nothing to look for.
    #[error("the query is empty")]
    Empty,
    /// Only words that the index leaves out.
    #[error("the query has only words that are too common to search for: {0}")]
    OnlyCommonWords(String),
    /// A key that does not exist.
    #[error("unknown key \u{ab} {typed}: \u{bb}{}", near_key(*.near))]
    UnknownKey {
        /// The key as typed.
        typed: String,
        /// The key that was probably meant.
        near: Option<&'static str>,
    },
    /// A key without a value.
    #[error("\u{ab} {key}: \u{bb} needs a value")]
    NoValue {
        /// The key.
        key: &'static str,
    },
    /// A value that the key does not know.
    #[error("\u{ab} {key}:{value} \u{bb}: {why}{}", meant(.near.as_deref()))]
    Value {
        /// The key.
        key: &'static str,
        /// The value as typed.
        value: String,
        /// What is expected.
        why: String,
        /// The value that was probably meant.
        near: Option<String>,
    },
    /// A quotation without its end.
    #[error("the quotation that begins with {0} is not closed")]
    Unclosed(String),
    /// A grade that does not exist, or a comparison without one.
    #[error("\u{ab} {0} \u{bb} is not a grade: the label gives 1 to 5 arobases")]
    Grade(String),
    /// A comparison with nothing behind it.
    #[error("after \u{ab} {0} \u{bb} comes a grade, such as {0}4@")]
    Comparison(String),
    /// A prefix too short to mean anything.
    #[error("\u{ab} {0} \u{bb}: at least two letters stand before the *")]
    ShortPrefix(String),
    /// `OU`, `OR`.
    #[error("\u{ab} {0} \u{bb} is not understood between words")]
    Or(String),
}

fn near_key(near: Option<&'static str>) -> String {
    near.map(|near| format!(" - did you mean \u{ab} {near}: \u{bb}?"))
        .unwrap_or_default()
}

fn meant(near: Option<&str>) -> String {
    near.map(|near| format!(" - did you mean \u{ab} {near} \u{bb}?"))
        .unwrap_or_default()
}

impl QueryError {
    /// What the user can do about it.
    pub fn help(&self) -> String {
        match self {
            Self::UnknownKey { .. } => format!("the keys are {}", key::list()),
            Self::NoValue { key } | Self::Value { key, .. } => {
                Key::named(key).map(Key::example).unwrap_or_default()
            }
            Self::OnlyCommonWords(words) => {
                format!(
                    "put them in quotes to find them as a phrase: \"{words}\", or ask for a town: ville:\"{words}\""
                )
            }
            Self::Or(_) => "give one key several values: dep:59,62".to_owned(),
            Self::Unclosed(_) => "add the closing quote".to_owned(),
            Self::Grade(_) | Self::Comparison(_) => {
                "write 4@, @@@@, 4 arobases, >=4@ or 2@..4@".to_owned()
            }
            Self::Empty | Self::ShortPrefix(_) => {
                "for example: arobase search 'dep:59 annee:2018 >=4@'".to_owned()
            }
        }
    }
}

/// ```
/// use arobase::index::query::{Query, Term};
/// let query = Query::parse("dep:Nord annee:2015..2018 >=4@ -lille").unwrap();
/// assert_eq!(query.clauses[0].term, Term::Department(vec!["59"]));
/// assert!(query.clauses[3].negated);
/// assert!(Query::parse("vile:anzin").unwrap_err().to_string().contains("ville"));
/// ```
impl Query {
    /// Reads a query; see the module for its language.
    ///
    /// # Errors
    /// When a key, a value, a grade or a quotation is wrong, and when nothing is asked.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let mut clauses = lex::clauses(text)?;
        let is_common = |clause: &Clause| match &clause.term {
            Term::Word(written) => words(written).iter().all(super::Word::is_stop),
            _ => false,
        };
        if !clauses.is_empty() && clauses.iter().all(is_common) {
            let typed: Vec<_> = clauses.iter().map(|clause| clause.typed.as_str()).collect();
            return Err(QueryError::OnlyCommonWords(typed.join(" ")));
        }
        lex::join_town_names(&mut clauses);
        let mut clauses = merge::same_keys(clauses);
        clauses.retain(|clause| !is_common(clause));
        if clauses.is_empty() {
            return Err(QueryError::Empty);
        }
        Ok(Self { clauses })
    }

    /// Whether a page can match it by itself: it asks for words, a source, a date or an address.
    pub fn asks_for_pages(&self) -> bool {
        self.clauses.iter().any(|clause| clause.term.is_of_page())
    }
}

impl Term {
    /// Whether pages are asked for it, not records alone.
    pub fn is_of_page(&self) -> bool {
        matches!(
            self,
            Self::Word(_)
                | Self::Prefix(_)
                | Self::Phrase(_)
                | Self::Source(_)
                | Self::Published(_)
                | Self::Url(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(text: &str) -> Vec<Term> {
        let query = Query::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        query
            .clauses
            .into_iter()
            .map(|clause| clause.term)
            .collect()
    }

    fn grade(from: u8, to: u8) -> Term {
        Term::Grade(Span { from, to })
    }

    #[test]
    fn a_grade_is_read_however_it_is_written() {
        for text in [
            "@@@@",
            "4@",
            "4 @",
            "4 arobases",
            "quatre arobases",
            "arobases:4",
            "=4@",
        ] {
            assert_eq!(terms(text), [grade(4, 4)], "{text}");
        }
        for (text, from, to) in [
            (">=4@", 4, 5),
            (">= 4 @", 4, 5),
            ("≥4@", 4, 5),
            ("<=2@", 1, 2),
            (">2@", 3, 5),
            ("<3@", 1, 2),
            ("2@..4@", 2, 4),
            ("2..4@", 2, 4),
            ("@@..@@@@", 2, 4),
            ("4@..2@", 2, 4),
            ("niveau:>=3", 3, 5),
        ] {
            assert_eq!(terms(text), [grade(from, to)], "{text}");
        }
    }

    #[test]
    fn a_grade_that_does_not_exist_is_an_error_not_an_empty_result() {
        for text in [
            "6@",
            "@@@@@@",
            "0@",
            ">5@",
            "<1@",
            "9 arobases",
            ">=",
            "> lille",
            "arobases:x",
        ] {
            assert!(Query::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn keys_are_read_in_french_and_english_with_or_without_spaces() {
        let nord = vec![Term::Department(vec!["59"])];
        for text in [
            "dep:59",
            "dep:Nord",
            "DEP:nord",
            "dép: 59",
            "departement : 59",
            "dep:\"Nord\"",
        ] {
            assert_eq!(terms(text), nord, "{text}");
        }
        assert_eq!(terms("dep:59,62"), [Term::Department(vec!["59", "62"])]);
        assert_eq!(terms("dep:20"), [Term::Department(vec!["2A", "2B"])]);
        assert_eq!(terms("region:hdf"), [Term::Region(vec!["32"])]);
        assert_eq!(
            terms("type:commune|epci"),
            [Term::Place(vec![PlaceKind::Commune, PlaceKind::Epci])]
        );
        assert_eq!(
            terms("statut:confirme,seul"),
            [Term::Status(vec!["confirmed", "single"])]
        );
        assert_eq!(terms("insee:2a004"), [Term::Code(vec!["2A004".into()])]);
    }

    #[test]
    fn years_are_single_spans_or_unknown() {
        let span = |from, to| Some(Span { from, to });
        assert_eq!(terms("annee:2018"), [Term::Year(vec![span(2018, 2018)])]);
        assert_eq!(
            terms("year:2015..2018"),
            [Term::Year(vec![span(2015, 2018)])]
        );
        assert_eq!(
            terms("année:2015-2018,2020"),
            [Term::Year(vec![span(2015, 2018), span(2020, 2020)])]
        );
        assert_eq!(terms("annee:>=2015"), [Term::Year(vec![span(2015, 9999)])]);
        assert_eq!(terms("annee:inconnue"), [Term::Year(vec![None])]);
        assert_eq!(
            terms("annee:>=2015 annee:<=2018"),
            [Term::Year(vec![span(2015, 2018)])]
        );
        assert_eq!(terms("annee:2015 annee:2018").len(), 1);
        assert_eq!(
            terms("dep:59 x1 dep:62"),
            [Term::Department(vec!["59", "62"]), Term::Word("x1".into())]
        );
        assert!(Query::parse("annee:abc").is_err());
        assert!(Query::parse("annee:18").is_err());
    }

    #[test]
    fn an_unknown_key_names_the_one_that_was_meant_and_all_others() {
        let error = Query::parse("vile:anzin").unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown key « vile: » - did you mean « ville: »?"
        );
        assert!(error.help().contains("ville:") && error.help().contains("annee:"));
        assert!(
            Query::parse("zzz:1")
                .unwrap_err()
                .to_string()
                .starts_with("unknown key « zzz: »")
        );
    }

    #[test]
    fn an_unknown_value_is_an_error_not_an_empty_result() {
        for text in [
            "dep:Nrod",
            "dep:999",
            "region:x",
            "statut:sur",
            "type:x",
            "insee:59",
            "ville:",
            "publie:x",
        ] {
            assert!(Query::parse(text).is_err(), "{text}");
        }
        let error = Query::parse("statut:confrme").unwrap_err();
        assert!(error.to_string().contains("confirme"), "{error}");
    }

    #[test]
    fn phrases_take_any_quotes_and_must_be_closed() {
        for text in [
            "\"label national\"",
            "« label national »",
            "“label national”",
        ] {
            assert_eq!(
                terms(text),
                [Term::Phrase("label national".into())],
                "{text}"
            );
        }
        assert!(matches!(
            Query::parse("\"label"),
            Err(QueryError::Unclosed(_))
        ));
    }

    #[test]
    fn a_town_typed_without_hyphens_after_its_key_is_read_whole() {
        assert_eq!(
            terms("ville:villeneuve d ascq 2018"),
            [
                Term::Town(vec!["villeneuve d ascq".into()]),
                Term::Word("2018".into())
            ]
        );
        assert_eq!(terms("ville:anzin annee:2018").len(), 2);
    }

    #[test]
    fn common_words_alone_are_told_and_beside_others_are_dropped() {
        assert!(matches!(
            Query::parse("de la"),
            Err(QueryError::OnlyCommonWords(_))
        ));
        assert!(matches!(
            Query::parse("-de"),
            Err(QueryError::OnlyCommonWords(_))
        ));
        assert_eq!(terms("de la mairie"), [Term::Word("mairie".into())]);
        assert!(matches!(Query::parse("  ( ) - "), Err(QueryError::Empty)));
        assert!(matches!(
            Query::parse("lille OU anzin"),
            Err(QueryError::Or(_))
        ));
    }

    #[test]
    fn an_address_a_time_and_prose_with_colons_are_no_keys() {
        assert_eq!(
            terms("https://www.maing.example/label"),
            [Term::Url("https://www.maing.example/label".into())]
        );
        assert_eq!(terms("18:30"), [Term::Word("18:30".into())]);
        assert_eq!(terms("arob*"), [Term::Prefix("arob".into())]);
    }

    proptest! {
        #[test]
        fn reading_a_query_never_panics(text in any::<String>()) {
            let _ = Query::parse(&text).map(|query| query.to_string()).map_err(|error| error.help());
        }

        #[test]
        fn reading_what_looks_like_a_query_never_panics_and_asks_for_something(
            text in "([-+]?(ville|dep|annee|type|insee|publie|x)?:?[ ,.|*\"«»“”@0-9><=≥≤a-eé'-]{0,6} ?){0,6}"
        ) {
            if let Ok(query) = Query::parse(&text) {
                prop_assert!(!query.clauses.is_empty());
                let _ = query.to_string();
            }
        }
    }
}
