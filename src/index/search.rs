//! Searching: records first, then the pages that mention what was asked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::schema::Value as _;
use tantivy::{DocAddress, Order, TantivyDocument, TantivyError};

use super::compile::{Compiler, Width};
use super::error::IndexError;
use super::query::{Clause, Query, Term};
use super::schema::Fields;
use super::suggest;
use super::write::open;

/// An index of at most so many bytes is checked whole when it is opened (some milliseconds).
const CHECKED_WHOLE: u64 = 64 << 20;

/// An opened index.
pub struct Searcher {
    folder: PathBuf,
    pub(super) fields: Fields,
    pub(super) searcher: tantivy::Searcher,
}

/// A page that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct PageHit {
    /// The capture that holds it.
    pub capture: i64,
    /// Its address.
    pub url: String,
    /// How well it fits; comparable within one answer only.
    pub score: f32,
}

/// How a query was read to find anything, where that was not to the letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// No collectivity has this name; those with its words in their names are shown.
    NameWords(String),
    /// No collectivity is called so; records whose quotations have the words are shown.
    Quotations,
    /// Nothing was found for the first; results are for the second.
    Instead {
        /// As typed.
        typed: String,
        /// As searched.
        used: String,
    },
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Ids of the records, in the order shown, cut to the limit.
    pub records: Vec<String>,
    /// How many there are.
    pub records_total: usize,
    /// The pages, best first, cut to the limit; empty where the query asks about records alone.
    pub pages: Vec<PageHit>,
    /// How many there are.
    pub pages_total: usize,
    /// How the query was read.
    pub notes: Vec<Note>,
}

impl Found {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.records_total == 0 && self.pages_total == 0
    }
}

impl Searcher {
    /// Opens the index in `folder`.
    ///
    /// # Errors
    /// Where it is missing, damaged or of another version: build it again from the store.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let (index, fields, _) = open(folder)?;
        let damaged = |error: TantivyError| IndexError::damaged(folder, error.to_string());
        let reader = index.reader().map_err(damaged)?;
        let searcher = reader.searcher();
        let bytes = searcher.space_usage().map_err(|error| damaged(error.into()))?.total();
        if bytes.get_bytes() <= CHECKED_WHOLE {
            let wrong = index.validate_checksum().map_err(damaged)?;
            if let Some(file) = wrong.iter().min() {
                return Err(IndexError::damaged(folder, format!("{} has changed", file.display())));
            }
        }
        Ok(Self { folder: folder.to_owned(), fields, searcher })
    }

    /// How many records and pages the index holds.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn size(&self) -> Result<(usize, usize), IndexError> {
        let compiler = self.compiler(Width::default());
        let nothing: [Clause; 0] = [];
        let records = self.count(&*compiler.records(nothing.iter()))?;
        Ok((records, self.count(&*compiler.pages(nothing.iter(), None))?))
    }

    /// Answers a query with at most `limit` records and as many pages.
    ///
    /// Where nothing is found to the letter, the query is read more widely, and the answer's notes
    /// say so.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Found, IndexError> {
        let found = self.widening(query, limit)?;
        if !found.is_empty() {
            return Ok(found);
        }
        let Some((other, notes)) = suggest::instead(self, query)? else { return Ok(found) };
        let mut found = self.widening(&other, limit)?;
        if !found.is_empty() {
            found.notes.splice(0..0, notes);
        }
        Ok(found)
    }

    /// Ids of all records that match, in the order shown, and how the query was read.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn record_ids(&self, query: &Query) -> Result<(Vec<String>, Vec<Note>), IndexError> {
        let (width, notes) = self.width(query)?;
        let all = self.compiler(width).records(query.clauses.iter());
        Ok((self.records(&*all, usize::MAX)?, notes))
    }

    fn widening(&self, query: &Query, limit: usize) -> Result<Found, IndexError> {
        let (width, notes) = self.width(query)?;
        let compiler = self.compiler(width);
        let records = compiler.records(query.clauses.iter());
        let mut found = Found {
            records_total: self.count(&*records)?,
            records: self.records(&*records, limit)?,
            notes,
            ..Found::default()
        };
        if query.asks_for_pages() {
            let captures = self.proofs(query, &compiler)?;
            let pages = compiler.pages(query.clauses.iter(), captures);
            found.pages_total = self.count(&*pages)?;
            found.pages = self.pages(&*pages, limit)?;
        }
        Ok(found)
    }

    /// How widely records must be looked for to find any.
    fn width(&self, query: &Query) -> Result<(Width, Vec<Note>), IndexError> {
        let mut width = Width::default();
        let mut notes = Vec::new();
        for clause in query.clauses.iter().filter(|clause| !clause.negated) {
            if let Term::Town(names) = &clause.term {
                let named = self.compiler(width).records(std::iter::once(clause));
                if self.count(&*named)? == 0 {
                    width.name_words = true;
                    notes.push(Note::NameWords(names.join(", ")));
                }
            }
        }
        if self.count(&*self.compiler(width).records(query.clauses.iter()))? == 0 {
            let wide = Width { quotations: true, ..width };
            if self.count(&*self.compiler(wide).records(query.clauses.iter()))? > 0 {
                notes.push(Note::Quotations);
                width = wide;
            } else {
                notes.clear();
            }
        }
        Ok((width, notes))
    }

    /// The captures that the clauses about records alone leave: pages must be among them, or, where
    /// all those clauses are negated, must not prove what they name.
    fn proofs(
        &self,
        query: &Query,
        compiler: &Compiler<'_>,
    ) -> Result<Option<(bool, Vec<u64>)>, IndexError> {
        let of_records: Vec<Clause> =
            query.clauses.iter().filter(|clause| !clause.term.is_of_page()).cloned().collect();
        if of_records.is_empty() {
            return Ok(None);
        }
        if of_records.iter().any(|clause| !clause.negated) {
            let records = compiler.records(of_records.iter());
            return Ok(Some((true, self.captures(&*records)?)));
        }
        let mut captures = BTreeSet::new();
        for clause in of_records {
            let clause = Clause { negated: false, ..clause };
            let records = compiler.records(std::iter::once(&clause));
            captures.extend(self.captures(&*records)?);
        }
        Ok(Some((false, captures.into_iter().collect())))
    }

    fn captures(&self, records: &dyn tantivy::query::Query) -> Result<Vec<u64>, IndexError> {
        let found = self.read(self.searcher.search(records, &DocSetCollector))?;
        let mut captures = BTreeSet::new();
        let mut addresses: Vec<DocAddress> = found.into_iter().collect();
        addresses.sort_unstable();
        for segment in addresses.chunk_by(|one, other| one.segment_ord == other.segment_ord) {
            let Some(first) = segment.first() else { continue };
            let reader = self.searcher.segment_reader(first.segment_ord);
            let column = self.read(reader.fast_fields().u64("capture"))?;
            for address in segment {
                captures.extend(column.values_for_doc(address.doc_id));
            }
        }
        Ok(captures.into_iter().collect())
    }

    fn records(
        &self,
        query: &dyn tantivy::query::Query,
        limit: usize,
    ) -> Result<Vec<String>, IndexError> {
        let most = usize::try_from(self.searcher.num_docs()).unwrap_or(usize::MAX);
        let limit = limit.min(most);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let top = TopDocs::with_limit(limit).order_by_fast_field::<u64>("order", Order::Asc);
        let found = self.read(self.searcher.search(query, &top))?;
        found.into_iter().map(|(_, address)| Ok(self.stored(address)?.0)).collect()
    }

    fn pages(
        &self,
        query: &dyn tantivy::query::Query,
        limit: usize,
    ) -> Result<Vec<PageHit>, IndexError> {
        let most = usize::try_from(self.searcher.num_docs()).unwrap_or(usize::MAX);
        let limit = limit.min(most);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let by_score = (SortBySimilarityScore, Order::Desc);
        let then_by_address = (SortByStaticFastValue::<u64>::for_field("order"), Order::Asc);
        let top = TopDocs::with_limit(limit).order_by((by_score, then_by_address));
        let found = self.read(self.searcher.search(query, &top))?;
        let hit = |((score, _), address): ((f32, Option<u64>), DocAddress)| {
            let (url, capture) = self.stored(address)?;
            Ok(PageHit { capture, url, score })
        };
        found.into_iter().map(hit).collect()
    }

    /// The id and the first capture kept with a document.
    fn stored(&self, address: DocAddress) -> Result<(String, i64), IndexError> {
        let document: TantivyDocument = self.read(self.searcher.doc(address))?;
        let id = document.get_first(self.fields.id).and_then(|id| id.as_str()).unwrap_or_default();
        let capture = document.get_first(self.fields.capture).and_then(|capture| capture.as_u64());
        let capture = capture.and_then(|capture| i64::try_from(capture).ok());
        Ok((id.to_owned(), capture.unwrap_or_default()))
    }

    pub(super) fn count(&self, query: &dyn tantivy::query::Query) -> Result<usize, IndexError> {
        self.read(self.searcher.search(query, &Count))
    }

    fn compiler(&self, width: Width) -> Compiler<'_> {
        Compiler { fields: &self.fields, width }
    }

    /// A failure to read is damage: what was opened a moment ago can be read.
    pub(super) fn read<T>(&self, result: Result<T, TantivyError>) -> Result<T, IndexError> {
        result.map_err(|error| IndexError::damaged(&self.folder, error.to_string()))
    }
}
