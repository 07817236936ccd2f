//! Facets: how the records that a query finds are spread over years, grades, departments and sources,
//! counted from the columns of the index.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::DocAddress;
use tantivy::collector::DocSetCollector;
use tantivy::columnar::StrColumn;

use super::error::IndexError;
use super::query::Query;
use super::search::Searcher;

/// The records of a query, counted four ways. A record whose sides disagree counts at each of its grades, one
/// with several sources at each of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// By edition year, the newest first; `None` (last): no page settles it.
    pub years: Vec<(Option<u64>, usize)>,
    /// By arobases, the most first.
    pub levels: Vec<(u64, usize)>,
    /// By code of the department, the most frequent first.
    pub departments: Vec<(String, usize)>,
    /// By host of the source, the most frequent first.
    pub sources: Vec<(String, usize)>,
}

#[derive(Default)]
struct Counts {
    years: BTreeMap<u64, usize>,
    levels: BTreeMap<u64, usize>,
    departments: BTreeMap<String, usize>,
    sources: BTreeMap<String, usize>,
}

impl Searcher {
    /// Counts all records that match `query`, as widely read as [`Searcher::search`] reads it.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn facets(&self, query: &Query) -> Result<Facets, IndexError> {
        let (width, _) = self.width(query)?;
        let records = self.compiler(width).records(query.clauses.iter());
        let found = self.read(self.engine.search(&*records, &DocSetCollector))?;
        let mut addresses: Vec<DocAddress> = found.into_iter().collect();
        addresses.sort_unstable();
        let mut counts = Counts::default();
        for segment in addresses.chunk_by(|one, other| one.segment_ord == other.segment_ord) {
            self.count_segment(segment, &mut counts)?;
        }
        Ok(counts.sorted())
    }

    /// Adds the documents of one segment.
    fn count_segment(&self, segment: &[DocAddress], counts: &mut Counts) -> Result<(), IndexError> {
        let Some(first) = segment.first() else {
            return Ok(());
        };
        let columns = self.engine.segment_reader(first.segment_ord).fast_fields();
        for (name, into) in [("year", &mut counts.years), ("grade", &mut counts.levels)] {
            let column = self.read(columns.u64(name))?;
            for address in segment {
                for value in column.values_for_doc(address.doc_id) {
                    *into.entry(value).or_default() += 1;
                }
            }
        }
        for (name, into) in [
            ("department", &mut counts.departments),
            ("host", &mut counts.sources),
        ] {
            if let Some(column) = self.read(columns.str(name))? {
                self.count_words(&column, segment, into)?;
            }
        }
        Ok(())
    }

    /// Adds the words of a column: by their numbers first, each looked up once.
    fn count_words(
        &self,
        column: &StrColumn,
        segment: &[DocAddress],
        into: &mut BTreeMap<String, usize>,
    ) -> Result<(), IndexError> {
        let mut ordinals: BTreeMap<u64, usize> = BTreeMap::new();
        for address in segment {
            let of_one: BTreeSet<u64> = column.term_ords(address.doc_id).collect();
            for ordinal in of_one {
                *ordinals.entry(ordinal).or_default() += 1;
            }
        }
        for (ordinal, count) in ordinals {
            let mut word = String::new();
            self.read(column.ord_to_str(ordinal, &mut word).map_err(Into::into))?;
            *into.entry(word).or_default() += count;
        }
        Ok(())
    }
}

impl Counts {
    fn sorted(self) -> Facets {
        // The index has 0 where no page settles the year.
        let year = |year: u64| (year > 0).then_some(year);
        Facets {
            years: self
                .years
                .into_iter()
                .rev()
                .map(|(at, n)| (year(at), n))
                .collect(),
            levels: self.levels.into_iter().rev().collect(),
            departments: most_first(self.departments),
            sources: most_first(self.sources),
        }
    }
}

fn most_first(counts: BTreeMap<String, usize>) -> Vec<(String, usize)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    counts
}
