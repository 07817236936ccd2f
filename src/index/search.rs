//! Searching: records first, then the pages that mention what was asked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::schema::Value as _;
use tantivy::{DocAddress, IndexReader, Order, ReloadPolicy, TantivyDocument, TantivyError};

use super::compile::{Aim, Compiler, Width};
use super::error::IndexError;
use super::query::{Clause, Query, Term};
use super::schema::Fields;
use super::suggest;
use super::write::{Stamp, open};
use crate::store::{Store, StoreError};

/// An index of at most so many bytes is checked whole when it is opened (some milliseconds, of the fifteen that an answer may take).
const CHECKED_WHOLE: u64 = 16 << 20;

/// An opened index.
pub struct Searcher {
    folder: PathBuf,
    pub(super) fields: Fields,
    pub(super) engine: tantivy::Searcher,
    stamp: Stamp,
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

/// The order of the pages; records always stand newest edition first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Newest first, by the day of publication; those without one last.
    Date,
}

/// Which part of an answer is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// Most records, and most pages.
    pub limit: usize,
    /// How many records are passed over.
    pub records_from: usize,
    /// How many pages are passed over.
    pub pages_from: usize,
    /// The order of the pages.
    pub sort: Sort,
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
    /// The query that was answered, where nothing was found for the one that was asked.
    pub instead: Option<Query>,
    /// How widely records were looked for.
    pub(super) width: Width,
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
        let (index, fields, stamp) = open(folder)?;
        let damaged = |error: TantivyError| IndexError::damaged(folder, error.to_string());
        // One answer, one state of the index: nothing is to be watched for changes.
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader: Result<IndexReader, TantivyError> = reader.try_into();
        let reader = reader.map_err(|error| IndexError::opening(folder, &error))?;
        let engine = reader.searcher();
        if bytes_in(folder) <= CHECKED_WHOLE {
            let wrong = index.validate_checksum().map_err(damaged)?;
            if let Some(file) = wrong.iter().min() {
                return Err(IndexError::damaged(
                    folder,
                    format!("{} has changed", file.display()),
                ));
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
            fields,
            engine,
            stamp,
        })
    }

    /// Whether the index holds all that the store does; a cheap look.
    ///
    /// # Errors
    /// Failures of the store.
    pub fn is_fresh(&self, store: &Store) -> Result<bool, StoreError> {
        self.stamp.is_fresh(store)
    }

    /// How many records and pages the index holds.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn size(&self) -> Result<(usize, usize), IndexError> {
        let compiler = self.compiler(Width::default());
        let nothing: [Clause; 0] = [];
        let records = self.count(&*compiler.records(nothing.iter()))?;
        let pages = compiler.pages(nothing.iter(), None, Aim::Count);
        Ok((records, self.count(&*pages)?))
    }

    /// Answers a query with at most `limit` records and as many pages.
    ///
    /// Where nothing is found to the letter, the query is read more widely, and the answer's notes
    /// say so.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Found, IndexError> {
        let slice = Slice {
            limit,
            ..Slice::default()
        };
        self.part(query, &slice)
    }

    /// The same, of the part that `slice` wants.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn part(&self, query: &Query, slice: &Slice) -> Result<Found, IndexError> {
        let found = self.widening(query, slice)?;
        if !found.is_empty() {
            return Ok(found);
        }
        let Some((other, notes)) = suggest::instead(self, query)? else {
            return Ok(found);
        };
        let mut found = self.widening(&other, slice)?;
        if !found.is_empty() {
            found.notes.splice(0..0, notes);
            found.instead = Some(other);
        }
        Ok(found)
    }

    /// Ids of all records that match, in the order shown, and how the query was read.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn record_ids(&self, query: &Query) -> Result<(Vec<String>, Vec<Note>), IndexError> {
        let (width, notes, _) = self.width(query)?;
        let all = self.compiler(width).records(query.clauses.iter());
        Ok((self.records(&*all, 0, usize::MAX)?, notes))
    }

    fn widening(&self, query: &Query, slice: &Slice) -> Result<Found, IndexError> {
        let (width, notes, records_total) = self.width(query)?;
        let compiler = self.compiler(width);
        let mut found = Found {
            records_total,
            notes,
            width,
            ..Found::default()
        };
        if records_total > 0 {
            let records = compiler.records(query.clauses.iter());
            found.records = self.records(&*records, slice.records_from, slice.limit)?;
        }
        if query.asks_for_pages() {
            let captures = self.proofs(query, &compiler)?;
            (found.pages, found.pages_total) = self.pages(query, &compiler, captures, slice)?;
        }
        Ok(found)
    }

    /// How widely records must be looked for to find any, and how many are found then.
    pub(super) fn width(&self, query: &Query) -> Result<(Width, Vec<Note>, usize), IndexError> {
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
        let mut found = self.count(&*self.compiler(width).records(query.clauses.iter()))?;
        if found == 0 {
            let wide = Width {
                quotations: true,
                ..width
            };
            found = self.count(&*self.compiler(wide).records(query.clauses.iter()))?;
            if found > 0 {
                notes.push(Note::Quotations);
                width = wide;
            } else {
                notes.clear();
            }
        }
        Ok((width, notes, found))
    }

    /// The captures that the clauses about records alone leave: pages must be among them, or, where
    /// all those clauses are negated, must not prove what they name.
    fn proofs(
        &self,
        query: &Query,
        compiler: &Compiler<'_>,
    ) -> Result<Option<(bool, Vec<u64>)>, IndexError> {
        let of_records: Vec<Clause> = query
            .clauses
            .iter()
            .filter(|clause| !clause.term.is_of_page())
            .cloned()
            .collect();
        if of_records.is_empty() {
            return Ok(None);
        }
        if of_records.iter().any(|clause| !clause.negated) {
            let records = compiler.records(of_records.iter());
            return Ok(Some((true, self.captures(&*records)?)));
        }
        let mut captures = BTreeSet::new();
        for clause in of_records {
            let clause = Clause {
                negated: false,
                ..clause
            };
            let records = compiler.records(std::iter::once(&clause));
            captures.extend(self.captures(&*records)?);
        }
        Ok(Some((false, captures.into_iter().collect())))
    }

    fn captures(&self, records: &dyn tantivy::query::Query) -> Result<Vec<u64>, IndexError> {
        let found = self.read(self.engine.search(records, &DocSetCollector))?;
        let mut captures = BTreeSet::new();
        let mut addresses: Vec<DocAddress> = found.into_iter().collect();
        addresses.sort_unstable();
        for segment in addresses.chunk_by(|one, other| one.segment_ord == other.segment_ord) {
            let Some(first) = segment.first() else {
                continue;
            };
            let reader = self.engine.segment_reader(first.segment_ord);
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
        from: usize,
        limit: usize,
    ) -> Result<Vec<String>, IndexError> {
        let most = usize::try_from(self.engine.num_docs()).unwrap_or(usize::MAX);
        let limit = limit.min(most);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let top = TopDocs::with_limit(limit).and_offset(from.min(most));
        let top = top.order_by_fast_field::<u64>("order", Order::Asc);
        let found = self.read(self.engine.search(query, &top))?;
        found
            .into_iter()
            .map(|(_, address)| Ok(self.stored(address)?.0))
            .collect()
    }

    /// The id and the first capture kept with a document.
    pub(super) fn stored(&self, address: DocAddress) -> Result<(String, i64), IndexError> {
        let document: TantivyDocument = self.read(self.engine.doc(address))?;
        let id = document
            .get_first(self.fields.id)
            .and_then(|id| id.as_str())
            .unwrap_or_default();
        let capture = document
            .get_first(self.fields.capture)
            .and_then(|capture| capture.as_u64());
        let capture = capture.and_then(|capture| i64::try_from(capture).ok());
        Ok((id.to_owned(), capture.unwrap_or_default()))
    }

    pub(super) fn count(&self, query: &dyn tantivy::query::Query) -> Result<usize, IndexError> {
        self.read(self.engine.search(query, &Count))
    }

    pub(super) fn compiler(&self, width: Width) -> Compiler<'_> {
        Compiler {
            fields: &self.fields,
            width,
        }
    }

    /// A failure to read is damage: what was opened a moment ago can be read.
    pub(super) fn read<T>(&self, result: Result<T, TantivyError>) -> Result<T, IndexError> {
        result.map_err(|error| IndexError::damaged(&self.folder, error.to_string()))
    }
}

/// The bytes of the files of an index; what cannot be looked at is told by whoever reads it.
fn bytes_in(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let lengths = files.filter_map(|file| Some(file.metadata().ok()?.len()));
    lengths.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::doc::{PageDoc, RecordDoc};
    use crate::index::write::{Builder, Stamp};
    use crate::label::claim::PlaceKind;
    use crate::label::gazetteer::{Gazetteer, department_by_code, region_name};
    use crate::text::fold;

    struct Small {
        _folder: tempfile::TempDir,
        searcher: Searcher,
    }

    fn index(records: Vec<RecordDoc>, pages: &[PageDoc]) -> Small {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("search");
        let mut builder = Builder::create(&path).unwrap();
        builder.replace_records(records).unwrap();
        for page in pages {
            builder.add_page(page).unwrap();
        }
        builder.finish(Some(&Stamp::for_tests())).unwrap();
        let searcher = Searcher::open(&path).unwrap();
        Small {
            _folder: folder,
            searcher,
        }
    }

    fn record(code: &str, year: Option<i16>, grades: &[u8], capture: u64) -> RecordDoc {
        let place = Gazetteer::shipped().get(code).unwrap();
        let department = department_by_code(place.department);
        let status = match grades.len() {
            1 => "single",
            _ => "contested",
        };
        RecordDoc {
            id: format!(
                "{code}-{}",
                year.map_or("undated".to_owned(), |year| year.to_string())
            ),
            code: Some(code.to_owned()),
            names: vec![place.name.to_owned()],
            place: if place.kind == PlaceKind::Epci {
                "epci"
            } else {
                "commune"
            }
            .to_owned(),
            department: Some(place.department.to_owned()),
            department_name: department.map(|department| department.name.to_owned()),
            region: Some(place.region.to_owned()),
            region_name: region_name(place.region).map(str::to_owned),
            year,
            kind: "level".to_owned(),
            grades: grades.to_vec(),
            status: status.to_owned(),
            hosts: vec!["journal.example".to_owned()],
            quotes: vec![format!("{} garde son label et sa fibre", place.name)],
            captures: vec![capture],
            published: vec!["2018-02-09".to_owned()],
            ..RecordDoc::default()
        }
    }

    fn page(capture: u64, title: &str, text: &str) -> PageDoc {
        PageDoc {
            url: format!("https://www.ville.example/{capture}"),
            host: "ville.example".to_owned(),
            capture,
            title: title.to_owned(),
            text: text.to_owned(),
            published: Some("2018-02".to_owned()),
            ..PageDoc::default()
        }
    }

    /// Villeneuve-d'Ascq 5@ 2018, Anzin 4@ 2018, Ivry contested 2013, L'Haÿ 3@ undated, St-Germain 2017.
    fn five() -> Small {
        index(
            vec![
                record("59009", Some(2018), &[5], 1),
                record("59014", Some(2018), &[4], 1),
                record("94041", Some(2013), &[4, 5], 2),
                record("94038", None, &[3], 2),
                record("78551", Some(2017), &[2], 3),
            ],
            &[
                page(
                    1,
                    "Palmarès",
                    "Villeneuve-d'Ascq @@@@@ et Anzin @@@@ au label national",
                ),
                page(
                    2,
                    "Val-de-Marne",
                    "Ivry-sur-Seine et L'Haÿ-les-Roses gardent leurs arobases",
                ),
                page(
                    4,
                    "Marché",
                    "Le marché de Noël ouvre ses portes à la mairie",
                ),
            ],
        )
    }

    fn ids(small: &Small, query: &str) -> Vec<String> {
        let query = Query::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        small.searcher.search(&query, 20).unwrap().records
    }

    fn pages(small: &Small, query: &str) -> Vec<i64> {
        let query = Query::parse(query).unwrap();
        let found = small.searcher.search(&query, 20).unwrap();
        found.pages.iter().map(|page| page.capture).collect()
    }

    #[test]
    fn a_town_finds_itself_however_it_is_typed() {
        let small = five();
        for (id, spellings) in [
            (
                "59009-2018",
                &[
                    "villeneuve-d'ascq",
                    "villeneuve d ascq",
                    "VILLENEUVE D’ASCQ",
                    "ville:villeneuve d ascq",
                ][..],
            ),
            (
                "94041-2013",
                &[
                    "ivry sur seine",
                    "Ivry-sur-Seine",
                    "ville:\"Ivry s/ Seine\"",
                ],
            ),
            (
                "94038-undated",
                &[
                    "haye les roses",
                    "L'Haÿ-les-Roses",
                    "l hay les roses",
                    "ville:hay les roses",
                ],
            ),
            (
                "78551-2017",
                &[
                    "saint germain en laye",
                    "st-germain-en-laye",
                    "Saint-Germain-en-Laye",
                    "ville:st germain en laye",
                ],
            ),
            (
                "59014-2018",
                &["Anzin", "anzin", "ville:anzin", "insee:59014"],
            ),
        ] {
            for spelling in spellings {
                assert_eq!(ids(&small, spelling), [id], "{spelling}");
            }
        }
    }

    #[test]
    fn grades_years_places_and_states_filter() {
        let small = five();
        for (query, expected) in [
            ("@@@@@", &["59009-2018", "94041-2013"][..]),
            ("5@", &["59009-2018", "94041-2013"]),
            ("4@ 5@", &["94041-2013"]),
            (">=4@ -statut:conteste", &["59009-2018", "59014-2018"]),
            ("<=2@", &["78551-2017"]),
            ("annee:2018", &["59009-2018", "59014-2018"]),
            ("annee:2013..2017", &["78551-2017", "94041-2013"]),
            ("annee:2013 annee:2017", &["78551-2017", "94041-2013"]),
            ("annee:<=2013", &["94041-2013"]),
            ("annee:inconnue", &["94038-undated"]),
            ("dep:59,78", &["59009-2018", "59014-2018", "78551-2017"]),
            ("region:idf -dep:94", &["78551-2017"]),
            ("dep:Nord 4@", &["59014-2018"]),
            ("dep:59 -anzin", &["59009-2018"]),
            ("type:epci", &[]),
            ("statut:conteste", &["94041-2013"]),
            ("source:journal annee:2017", &["78551-2017"]),
            ("publie:2018-02 dep:94", &["94041-2013", "94038-undated"]),
            ("publie:2017", &[]),
            (
                "ville:anzin,\"Ivry-sur-Seine\"",
                &["59014-2018", "94041-2013"],
            ),
            ("\"hay les roses\"", &["94038-undated"]),
            ("villen*", &["59009-2018"]),
        ] {
            assert_eq!(ids(&small, query), expected, "{query}");
        }
    }

    #[test]
    fn pages_are_found_by_their_words_and_held_to_the_facts_asked_for() {
        let small = five();
        assert_eq!(pages(&small, "palmares"), [1]);
        assert_eq!(pages(&small, "arobase"), [1, 2]);
        assert_eq!(pages(&small, "arobase dep:59"), [1]);
        assert_eq!(pages(&small, "arobase -dep:59"), [2]);
        assert_eq!(pages(&small, "\"label national\""), [1]);
        assert_eq!(pages(&small, "\"national label\""), Vec::<i64>::new());
        assert_eq!(pages(&small, "site:ville.example publie:2018").len(), 3);
        assert_eq!(pages(&small, "https://www.ville.example/4/"), [4]);
        assert_eq!(
            pages(&small, "dep:59"),
            Vec::<i64>::new(),
            "no word, no page"
        );
    }

    #[test]
    fn a_word_with_its_own_accents_comes_first() {
        let small = index(
            vec![],
            &[
                page(1, "Un", "la marche du siècle passe ici"),
                page(2, "Deux", "le marché du siècle passe ici"),
            ],
        );
        assert_eq!(pages(&small, "marché"), [2, 1]);
    }

    #[test]
    fn what_was_probably_meant_is_searched_and_told() {
        let small = five();
        let found = |text: &str| {
            small
                .searcher
                .search(&Query::parse(text).unwrap(), 20)
                .unwrap()
        };
        let typo = found("xrobaqe dep:59");
        assert!(typo.is_empty(), "two letters away");
        let typo = found("palmarés");
        assert!(typo.notes.is_empty(), "an accent is no typo");
        let typo = found("anzim");
        assert_eq!(typo.records, ["59014-2018"]);
        assert_eq!(
            typo.notes,
            [Note::Instead {
                typed: "anzim".into(),
                used: "anzin".into()
            }]
        );
        let typo = found("ville:anzim");
        assert_eq!(typo.records, ["59014-2018"]);
        let words = found("ville:ascq");
        assert_eq!(words.records, ["59009-2018"]);
        assert_eq!(words.notes, [Note::NameWords("ascq".into())]);
        let quoted = found("fibre anzin");
        assert_eq!(
            (quoted.records.as_slice(), quoted.notes),
            (&["59014-2018".to_owned()][..], vec![Note::Quotations])
        );
        assert!(found("zzzzzzz").is_empty());
    }

    #[test]
    fn every_commune_of_a_sample_finds_itself_by_name_in_four_spellings() {
        assert!(finds_itself(23) > 1000);
    }

    #[test]
    #[ignore = "all communes in four spellings: cargo test --release --lib every_single_commune -- --ignored"]
    fn every_single_commune_finds_itself_by_name_in_four_spellings() {
        assert!(finds_itself(1) > 34_000);
    }

    /// Searches every `step`th commune by its name in four spellings; how many there were.
    fn finds_itself(step: usize) -> usize {
        let every = Gazetteer::shipped()
            .all()
            .filter(|place| place.kind == PlaceKind::Commune && place.in_force());
        let sample: Vec<_> = every.step_by(step).collect();
        let records = sample
            .iter()
            .map(|place| record(place.code, Some(2018), &[3], 1))
            .collect();
        let small = index(records, &[]);
        for place in &sample {
            let id = format!("{}-2018", place.code);
            let plain = fold(place.name);
            let word = |word| if word == "saint" { "st" } else { word };
            let abbreviated: Vec<&str> = plain.split(' ').map(word).collect();
            let abbreviated = abbreviated.join(" ");
            for spelling in [
                format!("ville:\"{}\"", place.name),
                format!("ville:{plain}"),
                format!("ville:\"{}\"", place.name.to_uppercase()),
                format!("ville:\"{abbreviated}\""),
            ] {
                let query = Query::parse(&spelling).unwrap_or_else(|error| panic!("{error}"));
                let found = small.searcher.search(&query, 1000).unwrap();
                assert!(
                    found.records.contains(&id),
                    "{spelling}: {:?}",
                    found.records
                );
                assert!(found.notes.is_empty(), "{spelling}: {:?}", found.notes);
            }
        }
        sample.len()
    }

    #[test]
    fn garbage_is_an_answer_or_an_error_and_never_a_panic() {
        let small = five();
        for text in [
            "- *",
            "a:(^",
            "\"\"",
            "*",
            "**",
            "a*b",
            "-",
            "--",
            "(((",
            "ville:*",
            "source:.*",
            "source:(",
            "mention:*",
            "mention:x",
            "\u{0}",
            "arob*",
            "à*",
            "日本*",
            "@",
            "-@",
            "..",
            "1..2",
            "insee:2A004",
            "http://",
            "kind:mention",
            "-dep:59 -dep:94",
            "ville:\"\"",
            "publie:..",
            "annee:..",
        ] {
            if let Ok(query) = Query::parse(text) {
                small.searcher.search(&query, 3).unwrap();
                small.searcher.record_ids(&query).unwrap();
            }
        }
    }

    #[test]
    fn a_changed_byte_is_told_when_the_index_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("search");
        let mut builder = Builder::create(&path).unwrap();
        builder
            .replace_records(vec![record("59009", Some(2018), &[5], 1)])
            .unwrap();
        builder.finish(Some(&Stamp::for_tests())).unwrap();
        assert_eq!(Searcher::open(&path).unwrap().size().unwrap(), (1, 0));
        let postings = std::fs::read_dir(&path)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let file = postings
            .filter(|file| file.extension().is_some_and(|end| end == "idx"))
            .max()
            .unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x20;
        // Never written in place: another test's map of it would be cut under its feet.
        std::fs::write(path.join("changed"), bytes).unwrap();
        std::fs::rename(path.join("changed"), &file).unwrap();
        let error = Searcher::open(&path).err().unwrap();
        assert!(error.is_cured_by_rebuilding(), "{error}");
        std::fs::write(path.join("meta.json"), b"{}").unwrap();
        assert!(
            Searcher::open(&path)
                .err()
                .unwrap()
                .is_cured_by_rebuilding()
        );
        std::fs::remove_dir_all(&path).unwrap();
        assert!(matches!(Searcher::open(&path), Err(IndexError::Missing(_))));
    }

    #[test]
    fn an_index_of_another_analyser_is_outdated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("search");
        let builder = Builder::create(&path).unwrap();
        let stamp = Stamp {
            analyser: "0".repeat(16),
            ..Stamp::for_tests()
        };
        builder.finish(Some(&stamp)).unwrap();
        assert!(matches!(
            Searcher::open(&path),
            Err(IndexError::Outdated(_))
        ));
    }
}
