//! Steps from one grade to another: "un de plus qu'en 2013", "ajoute une arobase aux trois qu'elle avait".

use super::term::{Form, Kind, LevelTerm, Term, Than};
use crate::label::lexicon::Cue;

/// `un de plus qu'en 2013`, `une arobase supplémentaire`, `une de plus`.
pub(super) fn compare(terms: &mut Vec<Term>) {
    let mut at = 0;
    while at < terms.len() {
        if let Some((than, len)) = as_much_as(terms, at) {
            let span = terms[at].span.start..terms[at + len - 1].span.end;
            let kind = Kind::Delta {
                by: 0,
                than: Some(than),
            };
            terms.splice(at..at + len, [Term { span, kind }]);
        } else if let Some((years, len)) = a_year_after(terms, at) {
            let span = terms[at].span.start..terms[at + len - 1].span.end;
            let than = Some(if years == 1 {
                Than::Last
            } else {
                Than::Ago(years)
            });
            let kind = Kind::Delta { by: 1, than };
            terms.splice(at..at + len, [Term { span, kind }]);
        } else if let Some((by, len)) = step(terms, at) {
            let mut end = at + len;
            let mut than = None;
            // "par rapport à 2006".
            let about = terms[end..]
                .iter()
                .zip(["par", "rapport", "à"])
                .take_while(|(term, word)| term.word() == *word)
                .count();
            if about == 3
                || about == 2 && terms.get(end + 2).is_some_and(|term| term.word() == "au")
            {
                end += 2;
            }
            if about >= 2 || terms.get(end).is_some_and(|term| term.one_of("qu que à")) {
                let skip = terms[end + 1..]
                    .iter()
                    .take_while(|term| {
                        term.one_of("en l à la lors de du edition palmares cru millesime label")
                    })
                    .count();
                match terms.get(end + 1 + skip).map(|term| &term.kind) {
                    Some(Kind::Year(year)) => than = Some(Than::Year(*year)),
                    Some(Kind::Cue(Cue::Last, _)) => than = Some(Than::Last),
                    Some(Kind::Ago(count)) => than = Some(Than::Ago(*count)),
                    _ => {}
                }
                if than.is_some() {
                    end += skip + 2;
                }
            }
            let span = terms[at].span.start..terms[end - 1].span.end;
            terms.splice(
                at..end,
                [Term {
                    span,
                    kind: Kind::Delta { by, than },
                }],
            );
        }
        at += 1;
    }
}

/// "ni plus ni moins que l'année d'avant": no step at all, and how many terms say so.
fn as_much_as(terms: &[Term], at: usize) -> Option<(Than, usize)> {
    let word = |ahead: usize| terms.get(at + ahead).map_or("", Term::word);
    let same = (word(0), word(1), word(2), word(3)) == ("ni", "plus", "ni", "moins")
        && matches!(word(4), "que" | "qu");
    let skip = usize::from(word(5) == "en");
    let than = match terms.get(at + 5 + skip).map(|term| &term.kind) {
        Some(Kind::Year(year)) => Than::Year(*year),
        Some(Kind::Cue(Cue::Last, _)) => Than::Last,
        Some(Kind::Ago(count)) => Than::Ago(*count),
        _ => return None,
    };
    same.then_some((than, 6 + skip))
}

/// "sa deuxième arobase, un an après la première", "Deux ans après la troisième, Xville reçoit sa quatrième": one
/// less, so many editions before; and how many terms say so.
fn a_year_after(terms: &[Term], at: usize) -> Option<(u32, usize)> {
    let word = |ahead: usize| terms.get(at + ahead).map_or("", Term::word);
    let count = match terms[at].kind {
        Kind::Number(count @ 2..=6) => count,
        _ if terms[at].one_of("un une") => 1,
        _ => return None,
    };
    let year = matches!(
        word(1),
        "an" | "ans" | "edition" | "editions" | "annee" | "annees"
    );
    let only = usize::from(matches!(word(2), "seulement" | "tout" | "juste"));
    let after = word(2 + only) == "apres" && matches!(word(3 + only), "la" | "sa" | "son" | "le");
    let nth = matches!(
        word(4 + only),
        "premiere" | "premier" | "deuxieme" | "seconde" | "troisieme" | "quatrieme" | "precedente"
    );
    (year && after && nth).then_some((count, 5 + only))
}

/// "ajoute une arobase aux trois qu'elle avait en 2020": the sum, and what was had before where its time
/// is told.
pub(super) fn added(terms: &mut [Term]) {
    for at in 0..terms.len() {
        let Kind::Delta {
            by: by @ 1..,
            than: None,
        } = terms[at].kind
        else {
            continue;
        };
        let from = at.saturating_sub(4);
        let end = terms.len().min(at + 8);
        let to = (at + 1..end).find(|to| {
            terms[*to].word() == "aux"
                || terms[*to].word() == "à"
                    && terms
                        .get(to + 1)
                        .is_some_and(|next| next.one_of("ses ces leurs nos"))
        });
        let Some(to) = to else { continue };
        let adds = terms[from..to]
            .iter()
            .any(|term| term.begins("ajout rajout additionn"));
        let base = to + 1 + usize::from(terms[to].word() == "à");
        let count = match terms.get(base).map(|term| &term.kind) {
            Some(Kind::Number(count @ 1..=4)) => i8::try_from(*count).ok(),
            Some(Kind::Level(level)) => level.value().and_then(|value| i8::try_from(value).ok()),
            _ => None,
        };
        let sum = count.and_then(|count| u8::try_from(count + by).ok());
        let Some(sum) = sum.filter(|sum| adds && (1..=5).contains(sum)) else {
            continue;
        };
        let dated = terms[base + 1..].iter().take(10).any(|term| {
            matches!(
                term.kind,
                Kind::Year(_) | Kind::Ago(_) | Kind::Cue(Cue::Last, _)
            )
        });
        let before = u8::try_from(count.unwrap_or(1)).unwrap_or(1);
        terms[at].kind = Kind::Level(LevelTerm::one(sum, Form::Plain));
        terms[base].kind = if dated {
            Kind::Level(LevelTerm::one(before, Form::Elliptic))
        } else {
            Kind::Scale
        };
    }
}

/// "en perd une", "en a laissé une en route": the verb right before the number at `at` is told of arobases.
fn is_of_them(terms: &[Term], at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map_or("", |back| terms[back].word());
    let of_them =
        back(2) == "en" || back(3) == "en" && matches!(back(2), "a" | "ont" | "avait" | "avaient");
    let closes = terms.get(at + 1).is_none_or(|next| {
        matches!(next.kind, Kind::Mark(_)) || next.one_of("par de cette et en au")
    });
    of_them && closes
}

/// "progresse d'une arobase", "recule d'une arobase": whether it is a step, and whether it goes down.
fn goes_by(terms: &[Term], at: usize) -> (bool, bool) {
    let by = at > 1 && terms[at - 1].one_of("d de");
    let falls = by && terms[at - 2].begins("recul");
    let rises = by && terms[at - 2].begins("progress avance grimpe monte");
    (rises || falls, falls)
}

/// A number of arobases more or less at `at`, and how many terms it takes.
fn step(terms: &[Term], at: usize) -> Option<(i8, usize)> {
    let word = |offset: usize| terms.get(at + offset).map_or("", Term::word);
    let count = match &terms[at].kind {
        Kind::Level(level) if matches!(level.form, Form::Plain | Form::Other | Form::Single) => {
            i8::try_from(level.value()?).ok()?
        }
        Kind::Number(value) => i8::try_from(*value).ok().filter(|value| *value < 5)?,
        Kind::Word { folded, .. } if folded == "un" || folded == "une" => 1,
        _ => return None,
    };
    let verb = |term: &Term| term.begins("gagn perd laiss lach mont grav grimp prend prenn");
    let loses = |term: &Term| term.begins("perd laiss lach");
    let sign = |term: &Term| if loses(term) { -count } else { count };
    // "gagne un échelon", "monte d'une marche", "en perd une".
    let before = (1..=2).filter_map(|back| terms.get(at.checked_sub(back)?));
    // A rank that is gained in some table is no grade: arobases must be told beside it.
    let told = |term: &Term| term.level().is_some() || matches!(term.kind, Kind::Unit);
    let bare = terms[at].level().is_none() && terms.iter().any(told);
    if let Some(moves) = before.clone().find(|term| bare && verb(term)) {
        if matches!(word(1), "echelon" | "cran" | "marche" | "rang") {
            return Some((sign(moves), 2));
        }
        if is_of_them(terms, at) && verb(&terms[at - 1]) {
            return Some((sign(moves), 1));
        }
    }
    // "une nouvelle arobase".
    if terms[at].one_of("un une")
        && matches!(word(1), "nouvelle" | "nouvel" | "autre")
        && terms
            .get(at + 2)
            .is_some_and(|unit| matches!(unit.kind, Kind::Unit))
    {
        return Some((1, 3));
    }
    match (word(1), word(2)) {
        ("de", "plus" | "mieux") | ("en", "plus") => Some((count, 3)),
        ("de" | "en", "moins") => Some((-count, 3)),
        ("supplementaire" | "supplementaires" | "additionnelle" | "additionnelles", _) => {
            Some((count, 2))
        }
        _ => {
            let new = at > 0
                && terms[at - 1].one_of("nouvelle nouvel nouveau autre nouvelles")
                && !(at > 1 && terms[at - 1].word() == "nouveau" && terms[at - 2].one_of("à de"))
                && terms[at]
                    .level()
                    .is_some_and(|level| level.form != Form::Ordinal);
            // "gagne une arobase" says one more as often as the first one.
            let gains = at > 0
                && terms[at - 1].one_of("gagne gagnent gagnant perd perdent prend prennent ajoute ajoutent ajoutant engrange glane")
                && terms[at]
                    .level()
                    .is_some_and(|level| level.form == Form::Plain && level.value() < Some(3));
            let loses = at > 0 && terms[at - 1].begins("perd");
            // "devance Yville d'une arobase".
            let ahead = at > 0
                && terms[at - 1].one_of("d de")
                && terms[at.saturating_sub(5)..at]
                    .iter()
                    .any(|term| term.begins("devanc coiff distanc depass surpass"));
            let (rises, falls) = goes_by(terms, at);
            let loses = loses || falls;
            (new || gains || ahead || rises).then_some((if loses { -count } else { count }, 1))
        }
    }
}
