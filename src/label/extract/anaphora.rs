//! Words that stand for the grade told before: "ce grade", "la même note", "à la même enseigne",
//! "en compte autant".

use super::term::{Form, Kind, LevelTerm, Term};
use crate::label::lexicon::Cue;

/// Nouns that "même" makes a grade told again.
const NOUNS: &str = "grade niveau rang score note distinction recompense total nombre palier resultat \
    hauteur echelon verdict punition enseigne honneur sort bilan tarif etage traitement pointage performance \
    appreciation cotation moisson recolte marche barreau standing statut plateau panneau chose \
    notation evaluation palmares cour";

/// Nouns that "ce" and "cette" make it: fewer, for they are said of much else.
const THIS: &str = "grade niveau rang score note distinction recompense palier echelon hauteur honneur \
    total resultat sommet";

/// Makes grades of the words that stand for the one told last; `before` is that of the sentence before.
pub(super) fn complete(terms: &mut [Term], before: Option<u8>) {
    let named = terms
        .iter()
        .any(|term| term.place().is_some() || term.is_cue(Cue::Town));
    let holds = terms.iter().any(|term| {
        term.is_cue(Cue::Award) || term.one_of("reste restent demeure demeurent tient tiennent")
    });
    let (mut last, mut recent) = (before, None);
    for at in 0..terms.len() {
        if let Kind::Level(level) = &terms[at].kind {
            last = level.value().or(last);
            continue;
        }
        // "en obtient trois, et Yville également": a number that is made a grade later.
        if let Kind::Number(value @ 1..=5) = terms[at].kind
            && (1..=3).any(|steps| at >= steps && terms[at - steps].word() == "en")
        {
            last = u8::try_from(value).ok().or(last);
            continue;
        }
        // "Xville, trois, et Yville, même tarif".
        if let Kind::Number(value @ 1..=5) = terms[at].kind
            && at >= 2
            && terms[at - 1].is_mark(',')
            && terms[at - 2].place().is_some()
            && last.is_some()
        {
            last = u8::try_from(value).ok();
            continue;
        }
        let Some(value) = last else { continue };
        let stands = is_same(terms, at) && named
            || is_this(terms, at) && named && holds
            || is_as_many(terms, at)
            || is_too(terms, at);
        if stands && recent.is_none_or(|recent| at > recent + 6) {
            recent = Some(at);
            terms[at].kind = Kind::Level(LevelTerm::one(value, Form::Elliptic));
        }
    }
}

/// "la même note", "même punition"; "la même note que Xville" is told of that town.
fn is_same(terms: &[Term], at: usize) -> bool {
    let than = terms.get(at + 1).is_some_and(|term| term.one_of("que qu"));
    if than
        && terms[at + 1..]
            .iter()
            .take(4)
            .any(|term| term.place().is_some())
    {
        return false;
    }
    let counted = |next: usize| {
        terms
            .get(next)
            .is_some_and(|term| term.one_of("d de") && terms.get(next + 1).is_some_and(is_unit))
    };
    match &terms[at].kind {
        // "le même nombre d'arobases"
        Kind::Cue(Cue::Same, word) => {
            word.strip_prefix("meme ").is_some_and(|noun| {
                NOUNS.split_whitespace().any(|own| own == noun)
                    && (noun != "nombre" || counted(at + 1))
            }) || word == "idem"
        }
        _ => {
            at > 0 && terms[at].one_of(NOUNS) && terms[at - 1].one_of("meme memes pareil pareille")
        }
    }
}

/// "Xville en a trois, Yville également": the verb and the grade are those just told.
fn is_too(terms: &[Term], at: usize) -> bool {
    let too = match &terms[at].kind {
        Kind::Cue(Cue::Same, word) => matches!(
            word.as_str(),
            "aussi" | "egalement" | "idem" | "font de meme" | "fait de meme" | "faisant de meme"
        ),
        _ => terms[at].one_of("itou pareillement"),
    };
    let name = at > 0 && {
        let back =
            1 + usize::from(terms[at - 1].is_mark(',') || terms[at - 1].one_of("elle lui elles"));
        at >= back && terms[at - back].place().is_some()
    };
    let ends = terms
        .get(at + 1)
        .is_none_or(|next| matches!(next.kind, Kind::Mark('.' | ';' | '!' | ')' | ',')));
    too && name && ends
}

fn is_unit(term: &Term) -> bool {
    matches!(term.kind, Kind::Unit)
}

/// "confirme ce grade".
fn is_this(terms: &[Term], at: usize) -> bool {
    terms[at].one_of(THIS) && at > 0 && terms[at - 1].one_of("ce cet cette tel telle")
}

/// "en compte autant", "en ont obtenu tout autant".
fn is_as_many(terms: &[Term], at: usize) -> bool {
    let as_many = match &terms[at].kind {
        Kind::Cue(Cue::Same, word) => word == "autant",
        _ => terms[at].word() == "autant",
    };
    let ends = terms.get(at + 1).is_none_or(|next| {
        matches!(next.kind, Kind::Mark(_)) || next.one_of("et que qu en a tandis")
    });
    let of_them = (2..=5.min(at)).any(|steps| terms[at - steps].word() == "en");
    as_many && ends && of_them
}
