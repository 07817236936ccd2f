//! Records: what all pages together say of one collectivity and year, with every claim that bears
//! on it, for and against.
//!
//! A record is never guessed: where sources disagree both sides stay, where no page settles the
//! year the record has none, and what copies say counts once.

mod decision;
mod sketch;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::label::claim::{Arobases, Claim, ClaimKind, PlaceKind};
use crate::label::gazetteer::{Collectivity, Gazetteer};
use crate::text::fold;

pub use decision::{Decision, decide, grade_of, standing};
pub use sketch::Sketch;
pub(in crate::label) use sketch::hash;

/// A quote of at least this many words that two pages share word for word was copied.
const COPIED_WORDS: usize = 10;

/// A claim with what tells whether its source is independent of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Id of the claim; statements with the same id are one.
    pub claim_id: String,
    /// What it says.
    pub claim: Claim,
    /// Address of the page: canonical where known.
    pub url: String,
    /// Host of the page, empty for a file without one. One host is one source.
    pub host: String,
    /// Sketch of the page's words.
    pub sketch: Sketch,
}

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordKind {
    /// The grade of a collectivity in one year.
    Level,
    /// A special mention of one year.
    Mention,
}

/// How well a record is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordStatus {
    /// Two independent sources or more agree.
    Confirmed,
    /// One source says so; or several, of years that none of them gives.
    Single,
    /// Sources disagree; both sides are kept.
    Contested,
    /// Sources disagree, and a person decided which side counts; both are kept.
    Decided,
}

/// Collectivity + year, reconciled from all claims.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// `59009-2018`; `59009-2018-territoire-d-excellence-numerique` for a mention;
    /// `59009-undated-4` where no page settles the year; a folded name where there is no code.
    pub id: String,
    /// INSEE code or SIREN of the collectivity in force.
    pub code: Option<String>,
    /// Its official name, or the name as the best claim gives it.
    pub name: String,
    /// What it is.
    pub place_kind: PlaceKind,
    /// Code of its department, `59`, `2A`, `974`; `None` where unknown or several.
    pub department: Option<String>,
    /// Edition year; `None` where no page settles it.
    pub year: Option<i16>,
    /// A grade or a special mention.
    pub kind: RecordKind,
    /// The grade; `None` where no source gives one, or where they disagree.
    pub arobases: Option<Arobases>,
    /// Name of the special mention.
    pub mention: Option<String>,
    /// How well it is founded.
    pub status: RecordStatus,
    /// Independent sources: of the grade where there is one, of both sides where it is contested.
    pub sources: u32,
    /// From 0 to 0.99: a key to sort by, not a probability.
    pub confidence: f32,
    /// Id of the claim to show first.
    pub best_claim: String,
    /// Id of every claim with the side it takes (`4@`), empty where sources agree or it
    /// names no grade; by id.
    pub claims: Vec<(String, String)>,
}

impl Record {
    /// What sources say where they disagree, each once, the lowest first.
    pub fn sides(&self) -> Vec<&str> {
        let mut sides: Vec<&str> = self
            .claims
            .iter()
            .map(|(_, side)| side.as_str())
            .filter(|side| !side.is_empty())
            .collect();
        sides.sort_unstable();
        sides.dedup();
        sides
    }
}

/// What claims are gathered by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    place: String,
    kind: RecordKind,
    year: Option<i16>,
    mention: Option<String>,
    /// Claims without a year agree only where their grades do: they may speak of different years.
    undated: Option<Arobases>,
}

/// Reconciles all claims into records, sorted by id; the order of `statements` does not matter.
pub fn reconcile(statements: &[Statement]) -> Vec<Record> {
    let gazetteer = Gazetteer::shipped();
    let mut sorted: Vec<&Statement> = statements.iter().collect();
    sorted.sort_by(|a, b| order(a, b));
    sorted.dedup_by(|a, b| a.claim_id == b.claim_id);
    let mut groups: BTreeMap<Key, Vec<&Statement>> = BTreeMap::new();
    for statement in sorted {
        groups
            .entry(key(gazetteer, &statement.claim))
            .or_default()
            .push(statement);
    }
    let record = |(key, claims): (&Key, &Vec<&Statement>)| {
        Group {
            gazetteer,
            key,
            claims,
        }
        .record()
    };
    let mut records: Vec<Record> = groups.iter().map(record).collect();
    records.sort_by(|a, b| a.id.cmp(&b.id));
    records
}

/// A total order of statements, so that the order of the input cannot show.
fn order(a: &Statement, b: &Statement) -> Ordering {
    let ids = a.claim_id.cmp(&b.claim_id);
    // Equal ids are rare, and then everything about the statements must count.
    ids.then_with(|| format!("{a:?}").cmp(&format!("{b:?}")))
}

fn key(gazetteer: &Gazetteer, claim: &Claim) -> Key {
    let today = today(gazetteer, claim).map(|place| place.code.to_owned());
    let place = today.or_else(|| claim.place.code.clone());
    let kind = match claim.kind {
        ClaimKind::Mention => RecordKind::Mention,
        ClaimKind::Award | ClaimKind::History => RecordKind::Level,
    };
    let mention = claim
        .mention
        .as_deref()
        .filter(|_| kind == RecordKind::Mention);
    let undated = claim.year.is_none() && kind == RecordKind::Level;
    Key {
        place: place.unwrap_or_else(|| slug(&claim.place.name)),
        kind,
        year: claim.year,
        mention: (kind == RecordKind::Mention).then(|| slug(mention.unwrap_or("mention"))),
        undated: claim.arobases.filter(|_| undated),
    }
}

/// The collectivity in force that a claim is about.
fn today(gazetteer: &Gazetteer, claim: &Claim) -> Option<Collectivity> {
    gazetteer.in_force(claim.place.code.as_deref()?)
}

fn slug(name: &str) -> String {
    fold(name).replace(' ', "-")
}

/// For each side, its sources and how sure the surest claim of each is.
type Weights = BTreeMap<Option<Arobases>, BTreeMap<usize, f32>>;

/// The claims of one record, never none.
struct Group<'g> {
    gazetteer: &'g Gazetteer,
    key: &'g Key,
    claims: &'g [&'g Statement],
}

impl Group<'_> {
    fn record(&self) -> Record {
        let sources = sources(self.claims);
        let sides: BTreeSet<Arobases> = self.claims.iter().filter_map(|s| grade(s)).collect();
        let contested = sides.len() > 1;
        // Who names the laureate without a grade does not confirm the grade.
        let bears = |statement: &Statement| sides.is_empty() || grade(statement).is_some();
        let weights = self.weights(&sources, &bears);
        let best = self.best(&weights);
        let place = today(self.gazetteer, &best.claim);
        let status = match self.agreeing(&sources, &bears) {
            _ if contested => RecordStatus::Contested,
            2.. if self.key.year.is_some() => RecordStatus::Confirmed,
            _ => RecordStatus::Single,
        };
        let independent: BTreeSet<usize> =
            weights.values().flat_map(BTreeMap::keys).copied().collect();
        let top = weights.values().map(combined).fold(0.0, f32::max);
        let sides_count = u8::try_from(sides.len().max(1)).unwrap_or(u8::MAX);
        Record {
            id: self.id(),
            code: place
                .map(|p| p.code.to_owned())
                .or_else(|| best.claim.place.code.clone()),
            name: place.map_or_else(|| best.claim.place.name.clone(), |p| p.name.to_owned()),
            place_kind: place.map_or(best.claim.place.kind, |place| place.kind),
            department: place
                .map(|p| p.department.to_owned())
                .filter(|d| !d.is_empty()),
            year: self.key.year,
            kind: self.key.kind,
            arobases: sides.first().copied().filter(|_| !contested),
            mention: best
                .claim
                .mention
                .clone()
                .filter(|_| self.key.kind == RecordKind::Mention),
            status,
            sources: u32::try_from(independent.len()).unwrap_or(u32::MAX),
            confidence: top / f32::from(sides_count),
            best_claim: best.claim_id.clone(),
            claims: self.claims(contested),
        }
    }

    fn id(&self) -> String {
        let mut id = self.key.place.clone();
        match self.key.year {
            Some(year) => _ = write!(id, "-{year}"),
            None => id.push_str("-undated"),
        }
        if let Some(arobases) = self.key.undated {
            _ = write!(id, "-{}", arobases.count());
        }
        if let Some(mention) = &self.key.mention {
            _ = write!(id, "-{mention}");
        }
        id
    }

    /// Most independent sources that speak of one and the same place: two communes that are one today
    /// do not confirm each other.
    fn agreeing(&self, sources: &[usize], bears: &dyn Fn(&Statement) -> bool) -> usize {
        let mut places: BTreeMap<Option<&str>, BTreeSet<usize>> = BTreeMap::new();
        for (statement, source) in self.claims.iter().zip(sources) {
            if bears(statement) {
                let name = self.former_name(&statement.claim);
                places.entry(name).or_default().insert(*source);
            }
        }
        let today = places.remove(&None).unwrap_or_default();
        let former = places.values().map(|former| former.union(&today).count());
        former.max().unwrap_or(today.len())
    }

    /// The name of the commune that a claim is about, where it is another one today.
    fn former_name<'c>(&self, claim: &'c Claim) -> Option<&'c str> {
        let today = today(self.gazetteer, claim)?;
        (claim.place.name != today.name).then_some(&claim.place.name)
    }

    /// For each side, its sources and the best confidence of each.
    fn weights(&self, sources: &[usize], bears: &dyn Fn(&Statement) -> bool) -> Weights {
        let mut weights = Weights::new();
        for (statement, source) in self.claims.iter().zip(sources) {
            if bears(statement) {
                let side = weights.entry(grade(statement)).or_default();
                let weight = side.entry(*source).or_insert(0.0);
                *weight = weight.max(confidence(statement));
            }
        }
        weights
    }

    /// The claim to show first: of the side with most sources, an award before what is recalled,
    /// the surest, and of equals the first by id.
    fn best(&self, weights: &Weights) -> &Statement {
        let rank = |statement: &Statement| {
            let backing = weights.get(&grade(statement)).map_or(0, BTreeMap::len);
            let award = statement.claim.kind != ClaimKind::History;
            // A confidence is at least 0, so its bits sort as it does.
            (backing, award, confidence(statement).to_bits())
        };
        let mut best = self.claims[0];
        for statement in &self.claims[1..] {
            if rank(statement) > rank(best) {
                best = statement;
            }
        }
        best
    }

    fn claims(&self, contested: bool) -> Vec<(String, String)> {
        let side = |statement: &Statement| {
            let grade = grade(statement).filter(|_| contested)?;
            let mut side = format!("{}@", grade.count());
            // Two communes that are one today may both have held the label, each its own grade.
            if let Some(name) = self.former_name(&statement.claim) {
                _ = write!(side, " ({name})");
            }
            Some(side)
        };
        let all = self.claims.iter();
        all.map(|s| (s.claim_id.clone(), side(s).unwrap_or_default()))
            .collect()
    }
}

fn grade(statement: &Statement) -> Option<Arobases> {
    statement
        .claim
        .arobases
        .filter(|_| statement.claim.kind != ClaimKind::Mention)
}

fn confidence(statement: &Statement) -> f32 {
    let confidence = statement.claim.confidence;
    if confidence.is_nan() {
        0.0
    } else {
        confidence.clamp(0.0, 0.99)
    }
}

/// One minus the chance that every source errs, were they as sure as they say.
fn combined(side: &BTreeMap<usize, f32>) -> f32 {
    let mut doubts: Vec<f32> = side.values().map(|confidence| 1.0 - confidence).collect();
    doubts.sort_by(f32::total_cmp);
    (1.0 - doubts.iter().product::<f32>()).min(0.99)
}

/// What tells one source from another.
struct Source<'s> {
    statement: &'s Statement,
    host: String,
    /// The folded quote, where it is long enough to prove a copy.
    quote: Option<String>,
}

impl<'s> Source<'s> {
    fn of(statement: &'s Statement) -> Self {
        let host = statement.host.to_ascii_lowercase();
        let host = host.strip_prefix("www.").map(str::to_owned).unwrap_or(host);
        let quote = fold(&statement.claim.evidence.exact);
        let long = quote.split(' ').count() >= COPIED_WORDS;
        let quote = long.then_some(quote);
        Self {
            statement,
            host,
            quote,
        }
    }

    fn is(&self, other: &Self) -> bool {
        self.statement.url == other.statement.url
            || (!self.host.is_empty() && self.host == other.host)
            || (self.quote.is_some() && self.quote == other.quote)
            || self.statement.sketch.is_copy_of(&other.statement.sketch)
    }
}

/// For each statement the number of its source: statements of one address, of one host, or of
/// copies of one text have the same.
fn sources(statements: &[&Statement]) -> Vec<usize> {
    let origins: Vec<Source> = statements.iter().map(|s| Source::of(s)).collect();
    let mut sources: Vec<usize> = (0..origins.len()).collect();
    for later in 1..origins.len() {
        for earlier in 0..later {
            let (a, b) = (sources[earlier], sources[later]);
            if a == b || !origins[earlier].is(&origins[later]) {
                continue;
            }
            for source in &mut sources {
                if *source == a.max(b) {
                    *source = a.min(b);
                }
            }
        }
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::claim::{Evidence, Place, YearBasis};
    use proptest::prelude::*;
    use std::borrow::Cow;

    /// The name by which a page calls the place with this code.
    fn name(code: &str) -> String {
        let found = Gazetteer::shipped().get(code);
        found.map_or_else(
            || "Bourg (Ailleurs)".to_owned(),
            |place| place.name.to_owned(),
        )
    }

    fn statement(
        id: &str,
        host: &str,
        code: &str,
        year: Option<i16>,
        grade: Option<u8>,
    ) -> Statement {
        let quote = format!("selon {host} en deux mots");
        Statement {
            claim_id: id.to_owned(),
            claim: Claim {
                place: Place {
                    code: (!code.is_empty()).then(|| code.to_owned()),
                    name: name(code),
                    kind: PlaceKind::Commune,
                    written: "Bourg".to_owned(),
                },
                year,
                year_basis: Some(YearBasis::Written),
                arobases: grade.and_then(Arobases::new),
                kind: ClaimKind::Award,
                mention: None,
                evidence: Evidence {
                    exact: quote,
                    ..Evidence::default()
                },
                rule: Cow::Borrowed("test"),
                confidence: 0.8,
            },
            url: format!("https://{host}/{id}"),
            host: host.to_owned(),
            sketch: Sketch::of(&format!("{host} {host}a {host}b {host}c {host}d {host}e")),
        }
    }

    fn one(statements: &[Statement]) -> Record {
        let mut records = reconcile(statements);
        assert_eq!(records.len(), 1, "{records:?}");
        records.remove(0)
    }

    #[test]
    fn one_source_is_single_and_two_that_agree_confirm() {
        let a = statement("a", "presse.example", "59009", Some(2018), Some(5));
        let record = one(std::slice::from_ref(&a));
        assert_eq!((record.status, record.sources), (RecordStatus::Single, 1));
        assert_eq!(record.id, "59009-2018");
        assert_eq!(
            (record.name.as_str(), record.department.as_deref()),
            ("Villeneuve-d'Ascq", Some("59"))
        );
        let b = statement("b", "ville.example", "59009", Some(2018), Some(5));
        let record = one(&[a, b]);
        assert_eq!(
            (record.status, record.sources),
            (RecordStatus::Confirmed, 2)
        );
        assert_eq!(record.arobases, Arobases::new(5));
        assert!(record.confidence > 0.8);
        assert_eq!(
            record.claims,
            [
                ("a".to_owned(), String::new()),
                ("b".to_owned(), String::new())
            ]
        );
    }

    #[test]
    fn copies_of_one_text_one_address_and_one_host_count_once() {
        let a = statement("a", "presse.example", "59009", Some(2018), Some(5));
        let mut copy = statement("b", "blog.example", "59009", Some(2018), Some(5));
        copy.sketch = a.sketch.clone();
        assert_eq!(one(&[a.clone(), copy]).sources, 1);
        let mut same = statement("c", "presse.example", "59009", Some(2018), Some(5));
        same.host = "www.presse.example".to_owned();
        assert_eq!(one(&[a.clone(), same]).status, RecordStatus::Single);
        let mut quoted = statement("d", "autre.example", "59009", Some(2018), Some(5));
        let mut quote = a;
        quote.claim.evidence.exact = "un deux trois quatre cinq six sept huit neuf dix".to_owned();
        quoted.claim.evidence.exact = quote.claim.evidence.exact.to_uppercase();
        assert_eq!(one(&[quote, quoted]).sources, 1);
    }

    #[test]
    fn sources_that_disagree_are_both_kept_and_no_grade_is_chosen() {
        let record = one(&[
            statement("a", "presse.example", "59009", Some(2013), Some(4)),
            statement("b", "ville.example", "59009", Some(2013), Some(5)),
            statement("c", "autre.example", "59009", Some(2013), Some(5)),
        ]);
        assert_eq!(
            (record.status, record.arobases),
            (RecordStatus::Contested, None)
        );
        assert_eq!((record.sources, record.best_claim.as_str()), (3, "b"));
        let sides: Vec<&str> = record
            .claims
            .iter()
            .map(|(_, side)| side.as_str())
            .collect();
        assert_eq!(sides, ["4@", "5@", "5@"]);
    }

    #[test]
    fn a_laureate_named_without_grade_does_not_confirm_the_grade() {
        let record = one(&[
            statement("a", "presse.example", "59009", Some(2018), Some(5)),
            statement("b", "ville.example", "59009", Some(2018), None),
        ]);
        assert_eq!((record.status, record.sources), (RecordStatus::Single, 1));
        assert_eq!(
            (record.arobases, record.claims.len()),
            (Arobases::new(5), 2)
        );
        let record = one(&[
            statement("a", "presse.example", "59009", Some(2018), None),
            statement("b", "ville.example", "59009", Some(2018), None),
        ]);
        assert_eq!(
            (record.status, record.arobases),
            (RecordStatus::Confirmed, None)
        );
    }

    #[test]
    fn a_claim_without_a_year_is_never_merged_into_one() {
        let records = reconcile(&[
            statement("a", "presse.example", "59009", None, Some(5)),
            statement("b", "ville.example", "59009", None, Some(4)),
            statement("c", "autre.example", "59009", None, Some(5)),
            statement("d", "encore.example", "59009", Some(2018), Some(5)),
        ]);
        let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
        assert_eq!(ids, ["59009-2018", "59009-undated-4", "59009-undated-5"]);
        assert!(
            records
                .iter()
                .all(|record| record.status == RecordStatus::Single)
        );
        assert_eq!((records[2].sources, records[2].year), (2, None));
    }

    #[test]
    fn a_former_commune_counts_for_the_one_in_force() {
        let record = one(&[
            statement("a", "presse.example", "76031", Some(2012), Some(3)),
            statement("b", "ville.example", "76476", Some(2012), Some(4)),
        ]);
        assert_eq!(
            (record.id.as_str(), record.name.as_str()),
            ("76476-2012", "Port-Jérôme-sur-Seine")
        );
        let sides: Vec<&str> = record
            .claims
            .iter()
            .map(|(_, side)| side.as_str())
            .collect();
        assert_eq!(sides, ["3@ (Auberville-la-Campagne)", "4@"]);
    }

    #[test]
    fn two_communes_that_are_one_today_do_not_confirm_each_other() {
        let mut old = statement("b", "ville.example", "76476", Some(2012), Some(3));
        old.claim.place.name = "Notre-Dame-de-Gravenchon".to_owned();
        let other = statement("a", "presse.example", "76031", Some(2012), Some(3));
        let record = one(&[old.clone(), other]);
        assert_eq!(
            (record.status, record.sources),
            (RecordStatus::Single, 2),
            "one source for each"
        );
        let mut again = old.clone();
        again.claim_id = "c".to_owned();
        (again.host, again.url) = (
            "autre.example".to_owned(),
            "https://autre.example/".to_owned(),
        );
        again.sketch = Sketch::of("un texte de la rédaction avec ses propres mots");
        again.claim.evidence.exact = "trois arobases pour Gravenchon".to_owned();
        assert_eq!(one(&[old, again]).status, RecordStatus::Confirmed);
    }

    #[test]
    fn sources_that_copy_each_other_in_a_chain_are_one() {
        let a = statement("a", "presse.example", "59009", Some(2018), Some(5));
        let mut b = statement("b", "blog.example", "59009", Some(2018), Some(5));
        let c = statement("c", "www.blog.example", "59009", Some(2018), Some(5));
        b.sketch = a.sketch.clone();
        let record = one(&[a, c, b]);
        assert_eq!((record.status, record.sources), (RecordStatus::Single, 1));
    }

    #[test]
    fn an_award_and_what_is_recalled_of_the_same_year_are_one_record() {
        let award = statement("b", "presse.example", "59009", Some(2016), Some(4));
        let mut recalled = statement("a", "ville.example", "59009", Some(2016), Some(4));
        recalled.claim.kind = ClaimKind::History;
        recalled.claim.confidence = 0.95;
        let record = one(&[recalled, award]);
        assert_eq!(record.status, RecordStatus::Confirmed);
        assert_eq!(record.best_claim, "b", "an award before what is recalled");
    }

    #[test]
    fn mentions_without_a_year_confirm_nothing() {
        let mention = |id: &str, host: &str| {
            let mut made = statement(id, host, "38185", None, None);
            made.claim.kind = ClaimKind::Mention;
            made.claim.mention = Some("Démocratie locale".to_owned());
            made
        };
        let record = one(&[mention("a", "a.example"), mention("b", "b.example")]);
        assert_eq!(record.id, "38185-undated-democratie-locale");
        assert_eq!((record.status, record.year), (RecordStatus::Single, None));
    }

    #[test]
    fn a_mention_is_a_record_of_its_own_and_gives_no_grade() {
        let mut mention = statement("m", "presse.example", "38185", Some(2021), None);
        mention.claim.kind = ClaimKind::Mention;
        mention.claim.mention = Some("Territoire d'excellence numérique".to_owned());
        let records = reconcile(&[
            mention,
            statement("a", "b.example", "38185", Some(2021), Some(5)),
        ]);
        assert_eq!(
            records[1].id,
            "38185-2021-territoire-d-excellence-numerique"
        );
        assert_eq!(
            (records[1].kind, records[1].arobases),
            (RecordKind::Mention, None)
        );
        assert_eq!(records[0].status, RecordStatus::Single);
    }

    #[test]
    fn a_place_without_a_code_is_known_by_its_name() {
        let record = one(&[statement("a", "presse.example", "", Some(2006), Some(5))]);
        assert_eq!(
            (record.id.as_str(), record.code),
            ("bourg-ailleurs-2006", None)
        );
        assert_eq!(record.name, "Bourg (Ailleurs)");
    }

    fn some_statement() -> impl Strategy<Value = Statement> {
        let hosts = prop::sample::select(vec!["a.example", "b.example", "www.b.example", ""]);
        let codes = prop::sample::select(vec!["59009", "76476", "76031", "", "200041333"]);
        let years = prop::option::of(2017_i16..2019);
        let grades = prop::option::of(3_u8..6);
        let rest = (
            any::<bool>(),
            prop::sample::select(vec![0.3_f32, 0.9, f32::NAN]),
            0..3_u8,
        );
        ("[a-f]", hosts, codes, years, grades, rest).prop_map(
            |(id, host, code, year, grade, (award, confidence, text))| {
                let mut made = statement(&id, host, code, year, grade);
                made.claim.kind = if award {
                    ClaimKind::Award
                } else {
                    ClaimKind::History
                };
                made.claim.confidence = confidence;
                made.sketch = Sketch::of(&format!("texte {text} en commun pour tous"));
                made
            },
        )
    }

    proptest! {
        #[test]
        fn the_order_of_the_statements_does_not_show(
            (statements, shuffled) in prop::collection::vec(some_statement(), 0..12)
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
        ) {
            let records = reconcile(&statements);
            prop_assert_eq!(&records, &reconcile(&shuffled));
            let mut twice = statements.clone();
            twice.extend(statements.iter().cloned());
            prop_assert_eq!(&records, &reconcile(&twice));
        }

        #[test]
        fn every_claim_stands_in_one_record_and_every_id_is_unique(
            statements in prop::collection::vec(some_statement(), 0..12)
        ) {
            let records = reconcile(&statements);
            let ids: BTreeSet<&str> = statements.iter().map(|s| s.claim_id.as_str()).collect();
            let mut listed: Vec<&str> =
                records.iter().flat_map(|r| &r.claims).map(|(id, _)| id.as_str()).collect();
            listed.sort_unstable();
            prop_assert_eq!(listed, ids.into_iter().collect::<Vec<_>>());
            prop_assert!(records.windows(2).all(|pair| pair[0].id < pair[1].id));
            for record in &records {
                prop_assert!(record.claims.iter().any(|(id, _)| *id == record.best_claim));
                prop_assert_eq!(record.status == RecordStatus::Contested,
                    record.claims.iter().any(|(_, side)| !side.is_empty()));
                prop_assert!((0.0..=0.99).contains(&record.confidence));
            }
        }
    }
}
