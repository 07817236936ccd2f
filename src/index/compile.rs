//! From the clauses of a query to the engine's queries over records and over pages.

use std::ops::Bound;

use tantivy::Term as EngineTerm;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query,
    RangeQuery, RegexQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::analyser::name_key;
use super::gather::place_word;
use super::query::{Clause, Span, Term};
use super::schema::Fields;
use super::words::{Word, words};
use crate::label::gazetteer::Gazetteer;
use crate::text::fold;

type Boxed = Box<dyn Query>;

/// A title that has the word tells more than a text that does, even one that has the very word (1 and `EXACT_BOOST`).
const TITLE_BOOST: f32 = 4.0;
/// A word with its very accents and ending tells more than another form of it.
const EXACT_BOOST: f32 = 2.0;

/// How generously a query is read; each step only where the one before found nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Width {
    /// A town is also found by single words of its name.
    pub name_words: bool,
    /// A record is also found by the words of its quotations.
    pub quotations: bool,
}

/// What pages are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// To put the best first.
    Rank,
    /// To know how many there are.
    Count,
}

/// Compiles clauses for one index.
pub(super) struct Compiler<'a> {
    pub fields: &'a Fields,
    pub width: Width,
}

impl Compiler<'_> {
    /// Records for which all `clauses` hold.
    pub(super) fn records<'c>(&self, clauses: impl Iterator<Item = &'c Clause>) -> Boxed {
        let parts = clauses.map(|clause| (clause.negated, self.on_record(&clause.term)));
        self.all(Some("record"), parts)
    }

    /// Pages for which all the clauses that pages can match hold.
    pub(super) fn pages<'c>(
        &self,
        clauses: impl Iterator<Item = &'c Clause>,
        captures: Option<(bool, Vec<u64>)>,
        aim: Aim,
    ) -> Boxed {
        let clauses: Vec<&Clause> = clauses.filter(|clause| clause.term.is_of_page()).collect();
        let only_pages = clauses
            .iter()
            .any(|clause| !clause.negated && has_words(&clause.term));
        let proofs = captures.map(|(inside, captures)| {
            let terms = captures
                .into_iter()
                .map(|capture| EngineTerm::from_field_u64(self.fields.capture, capture));
            (!inside, flat(Box::new(TermSetQuery::new(terms))))
        });
        let mut parts: Vec<(bool, Boxed)> = clauses
            .iter()
            .map(|clause| (clause.negated, self.on_page(&clause.term, aim)))
            .chain(proofs)
            .collect();
        match parts.as_mut_slice() {
            // Nothing stands around the one question, so that the engine may skip what cannot be among the best.
            [(false, only)] if only_pages => only.box_clone(),
            _ => self.all((!only_pages).then_some("page"), parts.into_iter()),
        }
    }

    /// Documents for which all parts hold; only those of one sort, where the parts do not say so already.
    fn all(&self, doc: Option<&str>, parts: impl Iterator<Item = (bool, Boxed)>) -> Boxed {
        let sort = doc.map(|doc| (Occur::Must, flat(term(self.fields.doc, doc))));
        let mut clauses: Vec<(Occur, Boxed)> = sort.into_iter().collect();
        for (negated, part) in parts {
            clauses.push((if negated { Occur::MustNot } else { Occur::Must }, part));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    fn on_page(&self, asked: &Term, aim: Aim) -> Boxed {
        let fields = self.fields;
        let (titles, texts) = (
            [fields.about, fields.body],
            [fields.about_exact, fields.body_exact],
        );
        match asked {
            Term::Word(typed) => {
                let written = words(typed);
                let mut parts: Vec<Boxed> = vec![
                    Box::new(BoostQuery::new(stems(titles[0], &written), TITLE_BOOST)),
                    stems(titles[1], &written),
                ];
                // Whoever has the very word has its stem: it adds to the score and finds no other page.
                if aim == Aim::Rank {
                    let exact = as_typed(texts[1], &written);
                    parts.push(Box::new(BoostQuery::new(exact, EXACT_BOOST)));
                }
                any(parts)
            }
            Term::Phrase(typed) => {
                let written = words(typed);
                any(vec![
                    Box::new(BoostQuery::new(phrase(texts[0], &written), TITLE_BOOST)),
                    phrase(texts[1], &written),
                ])
            }
            Term::Prefix(letters) => any(texts.map(|field| prefix(field, letters)).into()),
            _ => self.on_record(asked),
        }
    }

    fn on_record(&self, asked: &Term) -> Boxed {
        let fields = self.fields;
        match asked {
            Term::Word(typed) => {
                let written = words(typed);
                self.wide(|quotes| {
                    stems(if quotes { fields.quote } else { fields.subject }, &written)
                })
            }
            Term::Phrase(typed) => {
                let written = words(typed);
                self.wide(|quotes| {
                    phrase(
                        if quotes {
                            fields.quote_exact
                        } else {
                            fields.subject_exact
                        },
                        &written,
                    )
                })
            }
            Term::Prefix(letters) => self.wide(|quotes| {
                prefix(
                    if quotes {
                        fields.quote_exact
                    } else {
                        fields.subject_exact
                    },
                    letters,
                )
            }),
            Term::Grade(span) => range(fields.grade, u64::from(span.from), u64::from(span.to)),
            Term::Town(names) => any(names.iter().map(|name| self.town(name)).collect()),
            Term::Code(codes) => any(codes.iter().map(|code| self.code(code)).collect()),
            Term::Department(codes) => one_of(fields.department, codes),
            Term::Region(codes) => one_of(fields.region, codes),
            Term::Year(spans) => any(spans.iter().map(|span| self.year(*span)).collect()),
            Term::Place(kinds) => one_of(
                fields.place,
                &kinds
                    .iter()
                    .map(|kind| place_word(*kind))
                    .collect::<Vec<_>>(),
            ),
            Term::Source(hosts) => any(hosts.iter().map(|host| self.source(host)).collect()),
            Term::Status(statuses) => one_of(fields.status, statuses),
            Term::Mention(names) => any(names.iter().map(|name| self.mention(name)).collect()),
            Term::Kind(kinds) => one_of(fields.kind, kinds),
            Term::Published(spans) => any(spans
                .iter()
                .map(|span| range(fields.published, u64::from(span.from), u64::from(span.to)))
                .collect()),
            Term::Url(url) => self.url(url),
        }
    }

    /// In what a record is about; in its quotations too where the width says so.
    fn wide(&self, part: impl Fn(bool) -> Boxed) -> Boxed {
        if self.width.quotations {
            any(vec![part(false), part(true)])
        } else {
            part(false)
        }
    }

    /// A town by its name, by the code of whatever the gazetteer calls so, and where the width says
    /// so by the words of its name.
    fn town(&self, name: &str) -> Boxed {
        let mut parts = vec![flat(term(self.fields.name, &name_key(name)))];
        for place in Gazetteer::shipped().by_name(name) {
            for code in [place.code, place.code_in_force()] {
                parts.push(flat(term(self.fields.code, code)));
            }
        }
        if self.width.name_words {
            let each = words(name).into_iter().map(|word| {
                (
                    Occur::Must,
                    as_typed(self.fields.name_words, &[plain(word)]),
                )
            });
            parts.push(Box::new(BooleanQuery::new(each.collect())));
        }
        any(parts)
    }

    /// A code, and the code in force of what it was.
    fn code(&self, code: &str) -> Boxed {
        let today = Gazetteer::shipped().in_force(code).map(|place| place.code);
        let codes: Vec<&str> = std::iter::once(code).chain(today).collect();
        one_of(self.fields.code, &codes)
    }

    fn year(&self, span: Option<Span<i16>>) -> Boxed {
        let number = |year: i16| u64::try_from(year).unwrap_or_default();
        match span {
            None => range(self.fields.year, 0, 0),
            // Records without a year are kept under 0, and no span of years holds them.
            Some(span) => range(self.fields.year, number(span.from).max(1), number(span.to)),
        }
    }

    fn source(&self, part: &str) -> Boxed {
        let host = part
            .split("://")
            .last()
            .unwrap_or(part)
            .split('/')
            .next()
            .unwrap_or(part);
        let host = host.to_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host);
        let known: String = host
            .split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '.' | '-')))
            .map(|piece| {
                piece
                    .split('.')
                    .map(folded_label)
                    .collect::<Vec<_>>()
                    .join("\\.")
            })
            .collect();
        match RegexQuery::from_pattern(&format!(".*{known}.*"), self.fields.host) {
            Ok(query) if !known.is_empty() => flat(Box::new(query)),
            _ => Box::new(EmptyQuery),
        }
    }

    fn mention(&self, name: &str) -> Boxed {
        if name == "*" {
            return flat(term(self.fields.kind, "mention"));
        }
        let each = words(name)
            .into_iter()
            .filter(|word| !word.is_stop())
            .map(|word| (Occur::Must, stems(self.fields.mention, &[word])));
        Box::new(BooleanQuery::new(each.collect()))
    }

    /// An address with or without its last slash and its fragment.
    fn url(&self, url: &str) -> Boxed {
        let whole = url.split('#').next().unwrap_or(url);
        let bare = whole.trim_end_matches('/');
        one_of(self.fields.url, &[whole, bare, &format!("{bare}/")])
    }
}

/// Whether a term asks for words that only the fields of pages can have.
fn has_words(asked: &Term) -> bool {
    match asked {
        Term::Word(typed) => words(typed).iter().any(|word| !word.stems().is_empty()),
        Term::Phrase(typed) => words(typed).iter().any(|word| !word.exact().is_empty()),
        Term::Prefix(_) => true,
        _ => false,
    }
}

/// Words of a name are looked for as words, never as a grade.
fn plain(mut word: Word) -> Word {
    word.grade = None;
    word
}

fn folded_label(label: &str) -> String {
    label.split('-').map(fold).collect::<Vec<_>>().join("-")
}

fn term(field: Field, value: &str) -> Boxed {
    let term = EngineTerm::from_field_text(field, value);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// The same matches, no say in the score.
fn flat(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn any(mut queries: Vec<Boxed>) -> Boxed {
    match queries.pop() {
        Some(only) if queries.is_empty() => only,
        Some(last) => {
            queries.push(last);
            Box::new(BooleanQuery::union(queries))
        }
        None => Box::new(EmptyQuery),
    }
}

fn one_of(field: Field, values: &[&str]) -> Boxed {
    flat(any(values.iter().map(|value| term(field, value)).collect()))
}

fn range(field: Field, from: u64, to: u64) -> Boxed {
    let bound = |value| Bound::Included(EngineTerm::from_field_u64(field, value));
    flat(Box::new(RangeQuery::new(bound(from), bound(to))))
}

/// Words in any of their forms; several stand together as typed, stop words leaving their gaps.
fn stems(field: Field, written: &[Word]) -> Boxed {
    let terms = written
        .iter()
        .enumerate()
        .filter_map(|(at, word)| Some((at, word.stems().into_iter().next()?)));
    together(field, &terms.collect::<Vec<_>>())
}

/// Words in their order, accents aside, stop words counting.
fn phrase(field: Field, written: &[Word]) -> Boxed {
    let terms = written
        .iter()
        .enumerate()
        .filter_map(|(at, word)| Some((at, word.exact().into_iter().next()?)));
    together(field, &terms.collect::<Vec<_>>())
}

/// Words with the accents that were typed.
fn as_typed(field: Field, written: &[Word]) -> Boxed {
    let form = |word: &Word| {
        let forms = word.exact();
        if word.grade.is_some() {
            forms.into_iter().next()
        } else {
            forms.into_iter().next_back()
        }
    };
    let terms = written
        .iter()
        .enumerate()
        .filter_map(|(at, word)| Some((at, form(word)?)));
    together(field, &terms.collect::<Vec<_>>())
}

fn together(field: Field, terms: &[(usize, String)]) -> Boxed {
    match terms {
        [] => Box::new(AllQuery),
        [(_, only)] => term(field, only),
        [(first, _), ..] => {
            let first = *first;
            let terms = terms
                .iter()
                .map(|(at, text)| (at - first, EngineTerm::from_field_text(field, text)))
                .collect();
            Box::new(PhraseQuery::new_with_offset(terms))
        }
    }
}

/// Letters and digits only, so that nothing in them is a sign of the regular expression.
fn prefix(field: Field, letters: &str) -> Boxed {
    match RegexQuery::from_pattern(&format!("{letters}.*"), field) {
        Ok(query) => Box::new(query),
        Err(_) => Box::new(EmptyQuery),
    }
}
