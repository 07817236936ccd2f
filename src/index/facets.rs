//! Facets: how the records that a query finds are spread over years, grades, departments and sources,
//! counted from the columns of the index.

use std::collections::BTreeMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentReader};

use super::compile::Width;
use super::error::IndexError;
use super::query::Query;
use super::search::{Found, Searcher};

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

/// Counts of one segment, or of all: by year and by arobases where those are small numbers, by word.
#[derive(Default)]
struct Counts {
    years: Vec<usize>,
    levels: Vec<usize>,
    departments: BTreeMap<String, usize>,
    sources: BTreeMap<String, usize>,
}

/// Counts documents as they are found.
struct Counting;

/// The columns of one segment, and how often each of their values was met.
struct Segment {
    years: (Column<u64>, Vec<usize>),
    levels: (Column<u64>, Vec<usize>),
    departments: Option<(StrColumn, Vec<usize>)>,
    sources: Option<(StrColumn, Vec<usize>)>,
}

impl Collector for Counting {
    type Fruit = Counts;
    type Child = Segment;

    fn for_segment(&self, _: u32, reader: &SegmentReader) -> tantivy::Result<Segment> {
        let columns = reader.fast_fields();
        let words = |name: &str| -> tantivy::Result<Option<(StrColumn, Vec<usize>)>> {
            let column = columns.str(name)?;
            Ok(column.map(|column| {
                let counts = vec![0; column.num_terms()];
                (column, counts)
            }))
        };
        Ok(Segment {
            years: (columns.u64("year")?, Vec::new()),
            levels: (columns.u64("grade")?, Vec::new()),
            departments: words("department")?,
            sources: words("host")?,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counts>>) -> tantivy::Result<Counts> {
        let mut all = Counts::default();
        for counts in segments {
            let counts = counts?;
            for (into, from) in [
                (&mut all.years, counts.years),
                (&mut all.levels, counts.levels),
            ] {
                for (value, count) in from.into_iter().enumerate() {
                    add(into, value, count);
                }
            }
            for (into, from) in [
                (&mut all.departments, counts.departments),
                (&mut all.sources, counts.sources),
            ] {
                for (word, count) in from {
                    *into.entry(word).or_default() += count;
                }
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for Segment {
    type Fruit = tantivy::Result<Counts>;

    fn collect(&mut self, doc: DocId, _: Score) {
        for (column, counts) in [&mut self.years, &mut self.levels] {
            for value in column.values_for_doc(doc) {
                // Years and arobases are small; what is not is a damaged column.
                if let Ok(value) = u16::try_from(value) {
                    add(counts, usize::from(value), 1);
                }
            }
        }
        for (column, counts) in [&mut self.departments, &mut self.sources]
            .into_iter()
            .flatten()
        {
            // No document has a word twice: the hosts of a record are a set.
            for word in column.term_ords(doc) {
                let at = usize::try_from(word).ok();
                if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
                    *count += 1;
                }
            }
        }
    }

    fn harvest(self) -> Self::Fruit {
        Ok(Counts {
            years: self.years.1,
            levels: self.levels.1,
            departments: spelt(self.departments)?,
            sources: spelt(self.sources)?,
        })
    }
}

fn add(counts: &mut Vec<usize>, value: usize, count: usize) {
    if count > 0 && counts.len() <= value {
        counts.resize(value + 1, 0);
    }
    if let Some(known) = counts.get_mut(value) {
        *known += count;
    }
}

/// The words that were met, with their counts.
fn spelt(column: Option<(StrColumn, Vec<usize>)>) -> tantivy::Result<BTreeMap<String, usize>> {
    let mut words = BTreeMap::new();
    let Some((column, counts)) = column else {
        return Ok(words);
    };
    let met = (0..).zip(counts).filter(|(_, count)| *count > 0);
    let (ordinals, counts): (Vec<u64>, Vec<usize>) = met.unzip();
    let mut counts = counts.into_iter();
    // In their order, so that each block of the dictionary is unpacked once.
    column
        .dictionary()
        .sorted_ords_to_term_cb(&ordinals, |word| {
            let word = String::from_utf8_lossy(word).into_owned();
            words.insert(word, counts.next().unwrap_or_default());
        })?;
    Ok(words)
}

impl Searcher {
    /// Counts all records that match `query`, as widely read as [`Searcher::search`] reads it.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn facets(&self, query: &Query) -> Result<Facets, IndexError> {
        let (width, ..) = self.width(query)?;
        self.counted(query, width)
    }

    /// Counts all records of an answer that was found for `query`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn facets_of(&self, query: &Query, found: &Found) -> Result<Facets, IndexError> {
        if found.records_total == 0 {
            return Ok(Facets::default());
        }
        self.counted(query, found.width)
    }

    fn counted(&self, query: &Query, width: Width) -> Result<Facets, IndexError> {
        let records = self.compiler(width).records(query.clauses.iter());
        Ok(self
            .read(self.engine.search(&*records, &Counting))?
            .sorted())
    }
}

impl Counts {
    fn sorted(self) -> Facets {
        // The index has 0 where no page settles the year.
        let year = |year: u64| (year > 0).then_some(year);
        let met = |counts: Vec<usize>| -> Vec<(u64, usize)> {
            let met = (0..).zip(counts).filter(|(_, count)| *count > 0);
            let mut met: Vec<_> = met.collect();
            met.reverse();
            met
        };
        Facets {
            years: met(self.years)
                .into_iter()
                .map(|(at, n)| (year(at), n))
                .collect(),
            levels: met(self.levels),
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
