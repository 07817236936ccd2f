//! The typed tokens that the grammar reads: places, grades, years, cues and the signs between them.

use std::ops::Range;

use crate::label::gazetteer::Collectivity;
use crate::label::lexicon::Cue;

/// One typed token of a block.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// Bytes of the block's text.
    pub(super) span: Range<usize>,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a term is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A collectivity, or what looks like one.
    Place(Box<PlaceTerm>),
    /// A grade that somebody may hold.
    Level(LevelTerm),
    /// A range of grades, or a maximum: a rule, never an award.
    Scale,
    /// So many arobases more or less, and than when: "un de plus qu'en 2013".
    Delta { by: i8, than: Option<Than> },
    /// A number that is nothing else.
    Number(u32),
    /// A year of our time.
    Year(i16),
    /// A day, with or without its year.
    Date(DayTerm),
    /// "la 22e édition", "le 22e label".
    Edition(u32),
    /// "il y a deux ans", "deux ans plus tôt": so many editions before.
    Ago(u32),
    /// "la 5e année consécutive".
    Run(u32),
    /// A special mention.
    Mention {
        /// Its number in the lexicon.
        number: usize,
        /// Whether a word like "mention" must stand beside it.
        loose: bool,
    },
    /// "mention", "prix", "distinction".
    Trigger,
    /// The label's name.
    Label,
    /// Another label's name.
    OtherLabel,
    /// A grade of another label, with or without its number.
    OtherUnit,
    /// "arobase" without a number.
    Unit,
    /// A department, by its code.
    Department(String),
    /// A cue, and the folded word that gave it.
    Cue(Cue, String),
    /// A sign; every quotation mark is `"`, every dash `-`.
    Mark(char),
    /// Any other word, folded.
    Word {
        /// Its folded letters.
        folded: String,
        /// Whether it begins with a capital.
        capital: bool,
    },
}

/// The edition that a comparison names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Than {
    /// Of this year.
    Year(i16),
    /// The one before.
    Last,
    /// So many before.
    Ago(u32),
}

impl Than {
    /// Its year, where written, and so many editions before the page's.
    pub(super) const fn when(self) -> (Option<i16>, u32) {
        match self {
            Self::Year(year) => (Some(year), 0),
            Self::Last => (None, 1),
            Self::Ago(count) => (None, count),
        }
    }
}

/// The grade from which `by` steps lead to `value`, if there is one.
pub(super) fn before_step(value: u8, by: i8) -> Option<u8> {
    let before = u8::try_from(i16::from(value) - i16::from(by)).ok()?;
    (1..=5).contains(&before).then_some(before)
}

/// How a grade is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// With its unit: `5 arobases`, `cinq @`, `@@@`.
    Plain,
    /// In bare symbols.
    Symbols,
    /// One bare `@`, which may be anything.
    Single,
    /// "sa troisième arobase".
    Ordinal,
    /// "la plus haute distinction".
    Highest,
    /// "quatre niveaux", "5 étoiles".
    Other,
    /// "en a eu quatre".
    Elliptic,
}

/// A grade, or several between which the text does not choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LevelTerm {
    /// One grade, or those of a group: "les 4 et 5 @".
    pub(super) values: Vec<u8>,
    /// How it is written.
    pub(super) form: Form,
    /// Whether stars stand for the arobases.
    pub(super) stars: bool,
    /// The grade before, in "passe de trois à quatre arobases".
    pub(super) from: Option<u8>,
}

impl LevelTerm {
    /// One grade.
    pub(super) fn one(value: u8, form: Form) -> Self {
        Self {
            values: vec![value],
            form,
            stars: false,
            from: None,
        }
    }

    /// The grade, when the text settles it.
    pub(super) fn value(&self) -> Option<u8> {
        match self.values.as_slice() {
            [value] => Some(*value),
            _ => None,
        }
    }
}

/// A day as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DayTerm {
    /// Day of the month, unless only the month is given.
    pub(super) day: Option<i8>,
    /// Month.
    pub(super) month: i8,
    /// Year, where written.
    pub(super) year: Option<i16>,
    /// Day of the week, where written.
    pub(super) weekday: Option<jiff::civil::Weekday>,
}

/// How a place stands in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// May be a subject or an object.
    Free,
    /// "à Lyon": where something happens, or who is given something.
    At,
    /// "maire de Vannes": whom somebody speaks for.
    Office,
    /// "près de Laval", "Hôtel de Ville de Paris": a mark on the map.
    Landmark,
}

/// A collectivity as the text writes it.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts about a name, each of its own"
)]
pub(super) struct PlaceTerm {
    /// Those that bear the name; empty for a name that no table knows.
    pub(super) candidates: Vec<Collectivity>,
    /// The words.
    pub(super) written: String,
    /// Code of the department beside it.
    pub(super) department: Option<String>,
    /// Country or province outside France beside it: "(Québec)".
    pub(super) foreign: bool,
    /// Whether the text calls it a grouping: "communauté de communes", "CA".
    pub(super) grouping: bool,
    /// Whether it is the bare name of a grouping, which is a land as well: "Pays Basque".
    pub(super) land: bool,
    /// Whether the words alone make sure that it is a collectivity.
    pub(super) sure: bool,
    /// How it stands.
    pub(super) role: Role,
    /// Bytes of its name, with what stands beside it, in the block's text.
    pub(super) span: Range<usize>,
}

impl PlaceTerm {
    /// A place of which nothing but its name is known yet.
    pub(super) fn named(candidates: Vec<Collectivity>, written: impl Into<String>) -> Self {
        Self {
            candidates,
            written: written.into(),
            department: None,
            foreign: false,
            grouping: false,
            land: false,
            sure: false,
            role: Role::Free,
            span: 0..0,
        }
    }
}

impl Term {
    /// The folded word, of a plain word or of a cue.
    pub(super) fn word(&self) -> &str {
        match &self.kind {
            Kind::Word { folded, .. } | Kind::Cue(_, folded) => folded,
            _ => "",
        }
    }

    /// Whether the folded word is one of `words`, which blanks part.
    pub(super) fn one_of(&self, words: &str) -> bool {
        let own = self.word();
        !own.is_empty() && words.split(' ').any(|word| word == own)
    }

    /// Whether the folded word begins with one of `stems`, which blanks part.
    pub(super) fn begins(&self, stems: &str) -> bool {
        let own = self.word();
        !own.is_empty() && stems.split(' ').any(|stem| own.starts_with(stem))
    }

    /// Whether this is the sign `mark`.
    pub(super) fn is_mark(&self, mark: char) -> bool {
        matches!(self.kind, Kind::Mark(own) if own == mark)
    }

    /// Whether this is the cue `cue`.
    pub(super) fn is_cue(&self, cue: Cue) -> bool {
        matches!(self.kind, Kind::Cue(own, _) if own == cue)
    }

    /// The place, if this is one.
    pub(super) fn place(&self) -> Option<&PlaceTerm> {
        match &self.kind {
            Kind::Place(place) => Some(place),
            _ => None,
        }
    }

    /// The grade, if this is one.
    pub(super) fn level(&self) -> Option<&LevelTerm> {
        match &self.kind {
            Kind::Level(level) => Some(level),
            _ => None,
        }
    }
}
