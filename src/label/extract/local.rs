//! Names that only the page makes clear: "Ramonville" on the site of Ramonville-Saint-Agne, "Douvres"
//! where Douvres-la-Délivrande is a member of the grouping that the page is about.

use super::context::{self, Read};
use super::subject::Standing;
use super::term::{PlaceTerm, Term};
use super::words::{DOUBTFUL, FIRST_NAMES};
use crate::label::claim::PlaceKind;
use crate::label::gazetteer::{Collectivity, Gazetteer};
use crate::text::{Token, TokenKind, fold};

/// Words that begin many names and name nobody alone.
const COMMON: &str = "saint sainte mont pont port ville villeneuve villefranche bourg chateau val vieux grand grande petit \
    petite bois roche fontaine montagne beau belle neuf la le les l bonne haut haute bas basse notre croix \
    mareuil marche moulin plan puy roque tour trois deux vaux";

/// A town of a page with more inhabitants is meant by its name, whatever longer name begins so.
const LARGE: u32 = 8_000;

/// So many departments are looked through for a misspelt name.
const FEW: usize = 6;

/// So many words in capitals are looked up as initials.
const MOST_ACRONYMS: usize = 12;

/// How many names of a page are looked at for what they are called in short.
const MOST: usize = 200;

/// The short names that a page may use, each with whom it means.
#[derive(Clone, Debug, Default)]
pub(super) struct Local {
    /// The grouping that the page is about: its bare name is no land.
    grouping: Option<&'static str>,
    forms: Vec<(Vec<String>, Collectivity)>,
    /// Doubtful names, folded, that the page makes sure somewhere: "le maire de Die".
    sure: Vec<String>,
    /// The departments that the page is about, where they are few.
    departments: Vec<String>,
}

impl Local {
    /// The short names of a page: of its own town, of the members of its own grouping, and of every
    /// collectivity that it names in full.
    pub(super) fn of(
        subject: Option<&(PlaceTerm, Standing)>,
        reads: &[Read],
        gazetteer: &Gazetteer,
    ) -> Self {
        let mut local = Self::default();
        let own = subject.and_then(|(place, _)| place.candidates.first());
        if let Some(own) = own {
            local.add(own, 3);
            let is_grouping = own.kind == PlaceKind::Epci;
            local.grouping = is_grouping.then_some(own.code);
            // Its members, or its neighbours, are called in short as well.
            let grouping = if is_grouping {
                Some(*own)
            } else {
                gazetteer.epci_of(own.code)
            };
            for member in grouping.iter().flat_map(|one| gazetteer.members(one.code)) {
                local.add(&member, 5);
            }
        }
        let named = reads.iter().flat_map(|read| &read.terms);
        for place in named.filter_map(Term::place).take(MOST) {
            if let [one] = place.candidates.as_slice() {
                local.add(one, 5);
            }
            let folded = fold(&place.written);
            if place.sure && DOUBTFUL.has(&folded) && !FIRST_NAMES.has(&folded) {
                local.sure.push(folded);
            }
        }
        local.departments = context::departments(reads);
        local.departments.truncate(FEW);
        local
    }

    /// Learns the initials by which `texts` call groupings of the page's departments: "la CAPA", "CINOR : @@@@".
    pub(super) fn learn_acronyms<'t>(
        &mut self,
        texts: impl Iterator<Item = &'t str>,
        gazetteer: &Gazetteer,
    ) {
        let departments: Vec<&str> = self.departments.iter().map(String::as_str).collect();
        if departments.is_empty() {
            return;
        }
        let mut met: Vec<&str> = Vec::new();
        let initials = |word: &&str| {
            (3..=6).contains(&word.len())
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
                && word.bytes().filter(u8::is_ascii_uppercase).count() >= 2
        };
        for text in texts {
            // A text in capitals has no initials.
            if !text.bytes().any(|byte| byte.is_ascii_lowercase()) && text.contains(' ') {
                continue;
            }
            for word in text.split(|c: char| !c.is_alphanumeric()).filter(initials) {
                if met.len() >= MOST_ACRONYMS {
                    break;
                }
                if !met.contains(&word) {
                    met.push(word);
                }
            }
        }
        let found = met.into_iter().filter_map(|word| {
            let epci = gazetteer.epci_by_acronym(word, &departments)?;
            Some((vec![fold(word)], epci))
        });
        self.forms.extend(found);
    }

    /// Whether the page makes sure that a doubtful name is that of a town.
    pub(super) fn is_sure(&self, folded: &str) -> bool {
        self.sure.iter().any(|own| own == folded)
    }

    /// The departments in which a misspelt name is looked for.
    pub(super) fn departments(&self) -> &[String] {
        &self.departments
    }

    fn add(&mut self, full: &Collectivity, least: usize) {
        let Some(form) = short(full, least) else {
            return;
        };
        let other = |known: &Collectivity| known.code_in_force() != full.code_in_force();
        if let Some((_, known)) = self.forms.iter().find(|(known, _)| *known == form) {
            if other(known) && known.population < full.population {
                self.forms.retain(|(known, _)| *known != form);
            } else {
                return;
            }
        }
        self.forms.push((form, *full));
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.forms.is_empty()
            && self.grouping.is_none()
            && self.sure.is_empty()
            && self.departments.is_empty()
    }

    /// Whether one of `known` is the grouping that the page is about.
    pub(super) fn is_own_grouping(&self, known: &[Collectivity]) -> bool {
        self.grouping
            .is_some_and(|own| known.iter().any(|found| found.code == own))
    }

    /// Whether one of them may stand in `text`.
    pub(super) fn may_stand_in(&self, folded: &str) -> bool {
        self.grouping.is_some()
            || !self.departments.is_empty() && (folded.contains("aroba") || folded.contains('@'))
            || self.sure.iter().any(|name| folded.contains(name.as_str()))
            || self
                .forms
                .iter()
                .filter_map(|(form, _)| form.first())
                .any(|first| folded.contains(first.as_str()))
    }

    /// The short name that begins at token `at`, and how many tokens it takes.
    pub(super) fn at(&self, tokens: &[Token], at: usize) -> Option<(Collectivity, usize)> {
        let first = &tokens[at];
        if !first.capital || first.kind != TokenKind::Word {
            return None;
        }
        let fits = |form: &[String]| {
            form.iter().enumerate().all(|(ahead, word)| {
                tokens
                    .get(at + ahead)
                    .is_some_and(|token| token.folded == *word)
            })
        };
        let found = self.forms.iter().filter(|(form, _)| fits(form));
        let (form, place) = found.max_by_key(|(form, _)| form.len())?;
        let next = tokens.get(at + form.len());
        // "Bras Martin" is a person, and so is "Luc Bègles"; "Bègles-Sud" is a part of the town.
        let surname = next.is_some_and(|next| {
            next.kind == TokenKind::Word && next.capital && next.folded.len() > 2 && !next.glued
        });
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        let person = before.is_some_and(|before| {
            FIRST_NAMES.has(&before.folded)
                || matches!(
                    before.folded.as_str(),
                    "m" | "mme" | "rue" | "avenue" | "place" | "famille"
                )
        });
        (!surname && !person).then_some((*place, form.len()))
    }

    /// Whom a name means that others bear too, though small and elsewhere.
    pub(super) fn instead(&self, written: &str, known: &[Collectivity]) -> Option<Collectivity> {
        let folded = fold(written);
        let words: Vec<&str> = folded.split(' ').collect();
        let (_, meant) = self.forms.iter().find(|(form, _)| *form == words)?;
        let here = known.iter().any(|found| {
            found.population >= LARGE
                || found.code_in_force() == meant.code_in_force()
                || found.department == meant.department && !found.department.is_empty()
        });
        (!here).then_some(*meant)
    }
}

/// What a collectivity is called in short: its name up to the first word that only places it.
fn short(full: &Collectivity, least: usize) -> Option<Vec<String>> {
    if full.kind != PlaceKind::Commune {
        return None;
    }
    let name = fold(full.name);
    let words: Vec<&str> = name.split(' ').collect();
    let placing = |word: &str| {
        matches!(
            word,
            "sur"
                | "en"
                | "les"
                | "lez"
                | "le"
                | "la"
                | "de"
                | "du"
                | "des"
                | "sous"
                | "aux"
                | "d"
                | "l"
                | "pres"
                | "saint"
                | "sainte"
                | "et"
                | "au"
        )
    };
    let first = words.iter().skip(1).position(|word| placing(word))? + 1;
    let form = words.get(..first)?;
    // "La Garenne-Colombes", "Saint-Denis-en-Val": an article or a saint needs the word behind it.
    let common = |word: &&str| COMMON.split(' ').any(|own| own == *word);
    let joined = form.join(" ");
    let alone = form.iter().all(common);
    (joined.len() >= least && !alone && (least < 5 || !DOUBTFUL.has(&joined)))
        .then(|| form.iter().map(|word| (*word).to_owned()).collect())
}
