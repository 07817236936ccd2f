//! A claim: collectivity + edition year + arobases + kind, as one page says it, with its evidence.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The grade of the label: 1 to 5 arobases, never anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Arobases(u8);

impl Arobases {
    /// The grade of `count` arobases.
    pub const fn new(count: u8) -> Option<Self> {
        match count {
            1..=5 => Some(Self(count)),
            _ => None,
        }
    }

    /// How many arobases.
    pub const fn count(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Arobases {
    type Error = String;

    fn try_from(count: u8) -> Result<Self, String> {
        Self::new(count).ok_or_else(|| format!("{count} is not a number of arobases (1 to 5)"))
    }
}

impl From<Arobases> for u8 {
    fn from(arobases: Arobases) -> Self {
        arobases.0
    }
}

/// What sort of collectivity a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// A commune in force, or one that has been.
    Commune,
    /// A grouping of communes with its own tax (communauté, métropole).
    Epci,
    /// A town outside France.
    Foreign,
    /// Something else that holds the label, or a name that no table knows.
    Other,
}

/// The collectivity that a claim is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// INSEE code of a commune, SIREN of an EPCI; `None` where no code exists or homonyms remain.
    pub code: Option<String>,
    /// Official name, or the name as written where there is no code.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// The name as the page writes it.
    pub written: String,
}

/// Whether a claim speaks of the edition that the page reports, of an earlier one, or of a special
/// mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// What the page announces or states as current.
    Award,
    /// An earlier edition's grade that the page recalls.
    History,
    /// A special mention of the label; it gives no grade.
    Mention,
}

/// Where the year of a claim comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum YearBasis {
    /// Written beside the label.
    Written,
    /// The date of the ceremony.
    Ceremony,
    /// The ordinal of the edition.
    Ordinal,
    /// Totals or other facts that only one edition has.
    Totals,
    /// The date of publication.
    Published,
    /// The URL.
    Url,
    /// Counted back from a run of consecutive editions.
    Run,
    /// Between the year that was judged and the edition hoped for next.
    Context,
}

/// The words that prove a claim: a W3C Web Annotation text quote with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The exact words, as they stand in the block; at most 200 characters.
    pub exact: String,
    /// Up to 32 characters before them.
    pub prefix: String,
    /// Up to 32 characters after them.
    pub suffix: String,
    /// Number of the block in the page, from 0.
    pub block: usize,
    /// Byte offset of `exact` in the block's text.
    pub start: usize,
    /// CSS path of the block.
    pub css: String,
}

/// One statement of one page about one collectivity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Who.
    pub place: Place,
    /// Edition year; `None` where the page does not settle it.
    pub year: Option<i16>,
    /// What settled the year.
    pub year_basis: Option<YearBasis>,
    /// The grade; `None` where the page names a laureate without one.
    pub arobases: Option<Arobases>,
    /// What sort of statement.
    pub kind: ClaimKind,
    /// Name of the special mention, for [`ClaimKind::Mention`].
    pub mention: Option<String>,
    /// The words.
    pub evidence: Evidence,
    /// Name of the rule that made it.
    pub rule: Cow<'static, str>,
    /// From 0 to 1.
    pub confidence: f32,
}
