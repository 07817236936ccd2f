//! The pages of an answer in their order, and how many there are.

use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::collector::{Collector, Count, TopDocs};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{DocAddress, Order, Term};

use super::compile::{Aim, Compiler};
use super::error::IndexError;
use super::query::{Query, Term as Asked};
use super::search::{PageHit, Searcher, Slice, Sort};
use super::words::words;

/// So many pages more than are wanted are asked of the quick way, so that a run of equal scores most often ends among them.
const SPARE: usize = 64;
/// The quick way is for the first pages: each more that is kept lets it skip less.
const QUICK: usize = 500;

type Scored = Vec<(f32, DocAddress)>;

impl Searcher {
    /// The pages that `slice` wants, and how many there are in all.
    pub(super) fn pages(
        &self,
        query: &Query,
        compiler: &Compiler<'_>,
        captures: Option<(bool, Vec<u64>)>,
        slice: &Slice,
    ) -> Result<(Vec<PageHit>, usize), IndexError> {
        let clauses = || query.clauses.iter();
        let most = usize::try_from(self.engine.num_docs()).unwrap_or(usize::MAX);
        let limit = slice.limit.min(most);
        let slice = Slice {
            limit,
            pages_from: slice.pages_from.min(most),
            ..*slice
        };
        if limit == 0 {
            let all = compiler.pages(clauses(), captures, Aim::Count);
            return Ok((Vec::new(), self.count(&*all)?));
        }
        if captures.is_none() && slice.sort == Sort::Relevance && is_one_word(query) {
            let best = compiler.pages(clauses(), None, Aim::Rank);
            if let Some(found) = self.quick(&*best, &slice)? {
                let all = compiler.pages(clauses(), None, Aim::Count);
                return Ok((self.hits(found)?, self.count(&*all)?));
            }
        }
        let pages = compiler.pages(clauses(), captures, Aim::Rank);
        let (found, total) = self.whole(&*pages, &slice)?;
        Ok((self.hits(found)?, total))
    }

    /// The best pages by a way that passes over those that cannot be among them (block-max WAND: S. Ding and T. Suel, SIGIR
    /// 2011); nothing where equal scores leave it open which pages those are, since the address decides then.
    fn quick(
        &self,
        query: &dyn tantivy::query::Query,
        slice: &Slice,
    ) -> Result<Option<Scored>, IndexError> {
        let wanted = slice.pages_from.saturating_add(slice.limit);
        if wanted > QUICK {
            return Ok(None);
        }
        let top = TopDocs::with_limit(wanted + SPARE).order_by_score();
        let found: Scored = self.ranked(query, &top)?;
        let is_all = found.len() < wanted + SPARE;
        let ends = found.get(wanted - 1).zip(found.last());
        if !is_all && ends.is_some_and(|(last, beyond)| is_same(last.0, beyond.0)) {
            return Ok(None);
        }
        let mut ordered = Vec::with_capacity(found.len());
        for (score, address) in found {
            let reader = self.engine.segment_reader(address.segment_ord);
            let orders = self.read(reader.fast_fields().u64("order"))?;
            let order = orders.first(address.doc_id).unwrap_or_default();
            ordered.push((score, order, address));
        }
        // Runs of equal scores stand together already; within each the address decides.
        for run in ordered.chunk_by_mut(|one, other| is_same(one.0, other.0)) {
            run.sort_by_key(|(_, order, _)| *order);
        }
        let part = ordered.into_iter().skip(slice.pages_from).take(slice.limit);
        Ok(Some(
            part.map(|(score, _, address)| (score, address)).collect(),
        ))
    }

    /// The pages that are wanted and how many there are, in one pass over all that match.
    fn whole(
        &self,
        query: &dyn tantivy::query::Query,
        slice: &Slice,
    ) -> Result<(Scored, usize), IndexError> {
        let by_score = (SortBySimilarityScore, Order::Desc);
        let by_day = SortByStaticFastValue::<u64>::for_field("published");
        let by_address = (SortByStaticFastValue::<u64>::for_field("order"), Order::Asc);
        let top = TopDocs::with_limit(slice.limit).and_offset(slice.pages_from);
        Ok(match slice.sort {
            Sort::Relevance => {
                let top = top.order_by((by_score, by_address));
                let (found, total) = self.ranked(query, &(top, Count))?;
                let hits = found.into_iter();
                (
                    hits.map(|((score, _), address)| (score, address)).collect(),
                    total,
                )
            }
            Sort::Date => {
                let top = top.order_by(((by_day, Order::Desc), by_score, by_address));
                let (found, total) = self.ranked(query, &(top, Count))?;
                let hits = found.into_iter();
                (
                    hits.map(|((_, score, _), address)| (score, address))
                        .collect(),
                    total,
                )
            }
        })
    }

    /// Asks with the weights of pages among pages: records are no texts that a word could be rare or a page long beside.
    fn ranked<C: Collector>(
        &self,
        query: &dyn tantivy::query::Query,
        collector: &C,
    ) -> Result<C::Fruit, IndexError> {
        let page = Term::from_field_text(self.fields.doc, "page");
        let pages = self.read(self.engine.doc_freq(&page))?.max(1);
        let weights = OfPages {
            engine: &self.engine,
            pages,
        };
        self.read(
            self.engine
                .search_with_statistics_provider(query, collector, &weights),
        )
    }

    fn hits(&self, found: Scored) -> Result<Vec<PageHit>, IndexError> {
        let hit = |(score, address)| {
            let (url, capture) = self.stored(address)?;
            Ok(PageHit {
                capture,
                url,
                score,
            })
        };
        found.into_iter().map(hit).collect()
    }
}

/// What BM25 weighs a word by, of pages alone.
struct OfPages<'s> {
    engine: &'s tantivy::Searcher,
    pages: u64,
}

impl Bm25StatisticsProvider for OfPages<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Bm25StatisticsProvider::total_num_tokens(self.engine, field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.pages)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        // An address stands in records too, and no word is in more pages than there are.
        Ok(self.engine.doc_freq(term)?.min(self.pages))
    }
}

/// Whether two scores differ by no more than the order of additions makes.
fn is_same(one: f32, other: f32) -> bool {
    (one - other).abs() <= one.abs() * 1e-5
}

/// Whether a query asks pages for one word in any of its forms and for nothing else: then terms alone are united.
fn is_one_word(query: &Query) -> bool {
    let mut asked = query
        .clauses
        .iter()
        .filter(|clause| clause.term.is_of_page());
    match (asked.next(), asked.next()) {
        (Some(only), None) if !only.negated => {
            matches!(&only.term, Asked::Word(typed) if matches!(words(typed).as_slice(), [word] if !word.is_stop()))
        }
        _ => false,
    }
}
