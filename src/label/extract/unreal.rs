//! Verbs that tell no fact by their form: infinitives that are only wanted, and negation around a verb.

use super::term::{Kind, Term};
use crate::label::lexicon::Cue;

/// Words before "de" or right before an infinitive that make it a fact: "vient de décrocher", "a su
/// conserver".
const FACTS: &str = "vient viennent venait venons su sait reussi reussit parvenu parvenue parvient permis permet \
    permettent valu fier fiere fiers fieres heureux heureuse voient voyait voyaient vus vue vues finit fini continue continuent joie honneur plaisir \
    fierte bonheur satisfaction pu fait vu voit chance privilege merite meritait avoir voila";

/// Words before "à" that make what follows an aim.
const AIMS: &str = "aid cherch aspir invit appel travaill pret emploi encourag candidat engag pouss song pens cible";

/// Whether the verb at `at` is an infinitive that nothing makes a fact: "Aidez Xville à décrocher",
/// "conserver ses arobases, voilà l'enjeu". To receive them one goes where they are given.
pub(super) fn only_wanted(terms: &[Term], at: usize) -> bool {
    let verb = terms[at].word();
    let infinitive = ["er", "ir", "enir", "oir"]
        .iter()
        .any(|ending| verb.ends_with(ending));
    if !infinitive || verb.contains(' ') || verb == "recevoir" {
        return false;
    }
    let mut back = at;
    while back > 0
        && terms[back - 1].one_of("y en les la le l se s nous a nouveau encore voir")
        && !terms[back - 1].is_mark(',')
    {
        back -= 1;
    }
    let near = |steps: usize| back.checked_sub(steps).map(|near| &terms[near]);
    let Some(before) = near(1) else { return true };
    if before.word() == "à" {
        return (2..=4).any(|steps| near(steps).is_some_and(|term| term.begins(AIMS)));
    }
    let from = if before.one_of("de d") { 2 } else { 1 };
    let fact = (from..=from + 4).any(|steps| near(steps).is_some_and(|term| term.one_of(FACTS)));
    !fact && !matches!(before.kind, Kind::Cue(..)) && !before.one_of("par")
}

/// Whether the word at `at` closes a negation: "n'obtient toujours pas", "ne compte plus"; "ne … plus
/// que" sets a limit.
pub(super) fn is_negated(terms: &[Term], at: usize) -> bool {
    // "ne pouvait en faire autant": these verbs deny with "ne" alone.
    let able = terms[at].one_of("peut pouvait pouvaient put saurait sauraient ose osait");
    if able && at > 0 && terms[at - 1].one_of("ne n") {
        let limited = |term: &Term| term.one_of("que qu");
        return !terms[at + 1..].iter().take(6).any(limited);
    }
    if !terms[at].one_of("pas plus jamais guere") {
        return false;
    }
    let opened = terms[at.saturating_sub(4)..at]
        .iter()
        .any(|term| term.one_of("n ne"));
    let limits = terms[at + 1..]
        .iter()
        .take(2)
        .any(|term| term.one_of("que qu seulement seul seule"));
    opened && !limits
}

/// Whether "aucune ville … ne" is the subject: then the verb does not matter.
pub(super) fn is_nobody(word: &str, after: &[Term]) -> bool {
    word.starts_with("aucun") && after.iter().any(|term| term.one_of("n ne"))
}

/// Whether a condition opens in a clause before what it tells: "ce qui arrivera si la ville n'obtient
/// que", "s'il décroche"; "si bien que" and "même si" tell facts, "une si belle" is no condition.
pub(super) fn is_condition(clause: &[Term]) -> bool {
    let first = clause
        .iter()
        .position(|term| !matches!(term.kind, Kind::Mark(_)));
    (0..clause.len()).any(|at| {
        let next = clause.get(at + 1);
        if clause[at].word() == "s" {
            return next.is_some_and(|term| term.one_of("il ils"));
        }
        if clause[at].word() != "si" || next.is_some_and(|term| term.word() == "bien") {
            return false;
        }
        // "si l'on ose dire", "si l'on veut": a way of speaking.
        let spoken = next.is_some_and(|term| term.word() == "l")
            && clause
                .get(at + 3)
                .is_some_and(|term| term.one_of("ose peut veut"));
        if spoken {
            return false;
        }
        let meme = at > 0 && clause[at - 1].one_of("meme comme");
        let subject = |term: &Term| {
            matches!(
                term.kind,
                Kind::Place(_) | Kind::Cue(Cue::Town | Cue::Crowd, _)
            ) || term
                .one_of("elle elles on nous vous le la les l notre votre un une c ce sa son jamais")
        };
        !meme && (Some(at) == first || next.is_some_and(subject))
    })
}

/// "Si Xville garde ses cinq arobases, Yville recule à trois": "si" sets one town against another, and both
/// halves tell facts.
pub(super) fn is_concession(terms: &[Term], start: usize) -> bool {
    let Some(open) = terms[start..]
        .iter()
        .take(3)
        .position(|term| term.word() == "si")
    else {
        return false;
    };
    let named = |part: &[Term]| part.iter().take(4).any(|term| term.place().is_some());
    let from = start + open + 1;
    let Some(comma) = terms[from..].iter().position(|term| term.is_mark(',')) else {
        return false;
    };
    let main = &terms[from + comma + 1..];
    let open_end = |term: &Term| {
        let word = term.word();
        word.len() > 4 && (word.ends_with("ra") || word.ends_with("ront") || is_unreal(word))
            || term.is_cue(Cue::Hope)
    };
    named(&terms[from..from + comma]) && named(main) && !main.iter().take(8).any(open_end)
}

/// "Elle veut inscrire la ville au label : « Deux arobases au premier coup »": what somebody wants to do, right before
/// they say it.
pub(super) fn promises(before: &[Term]) -> bool {
    let from = before
        .iter()
        .rposition(|term| matches!(term.kind, Kind::Mark('.' | ';' | '!' | '?' | ':')))
        .map_or(0, |mark| mark + 1);
    let clause = &before[from..];
    clause.iter().any(|term| {
        term.one_of("veut veulent souhaite souhaitent promet promettent envisage compte")
    }) && clause.windows(2).any(|pair| {
        pair[1].word().ends_with("er")
            || ["ir", "re"]
                .iter()
                .any(|ending| pair[1].word().ends_with(ending))
                && pair[1].word().len() > 4
    }) && !clause
        .iter()
        .any(|term| term.is_cue(Cue::Award) && super::refuse::is_finite(term.word()))
}

/// "Avec deux arobases, on a des services": what any town with that grade has.
pub(super) fn is_for_anyone(terms: &[Term], at: usize) -> bool {
    let opens = at > 0 && at <= 2 && terms[at - 1].one_of("avec à");
    let anyone = terms.get(at + 1).is_some_and(|term| term.is_mark(','))
        && terms.get(at + 2).is_some_and(|term| term.word() == "on")
        && terms
            .get(at + 3)
            .is_some_and(|term| term.one_of("a est sert peut doit dispose propose offre devient"));
    opens && anyone && terms.iter().all(|term| term.place().is_none())
}

/// Whether the grade at `at` is what something is worth: "un site refait vaut deux arobases", "donne
/// droit à trois arobases"; what "lui vaut" or "vaut à Xville" tells is an award.
pub(super) fn is_worth(terms: &[Term], at: usize) -> bool {
    let from = at.saturating_sub(5);
    let Some(verb) = (from..at).rev().find(|back| {
        let right = terms
            .get(back + 1)
            .is_some_and(|next| next.word() == "droit");
        terms[*back].one_of("vaut valent equivaut equivalent correspond correspondent")
            || right && terms[*back].begins("donn ouvr")
    }) else {
        return false;
    };
    let someone = |term: &Term| matches!(term.kind, Kind::Place(_) | Kind::Cue(Cue::Town, _));
    let given = terms[verb.saturating_sub(2)..verb]
        .iter()
        .any(|term| term.one_of("lui nous leur vous m t"));
    let whom = terms[at + 1..].iter().take(5).any(someone);
    // "À Xville, le label vaut cette année quatre arobases".
    let clause = terms[..verb]
        .iter()
        .rposition(|term| matches!(term.kind, Kind::Mark(';' | ':' | '.')))
        .map_or(0, |mark| mark + 1);
    let label = terms[clause..verb]
        .iter()
        .any(|term| matches!(term.kind, Kind::Label));
    let given = given || label && terms[clause..verb].iter().any(someone);
    !given && !whom && !terms[verb..at].iter().any(someone)
}

/// "nous obtiendrons", "nous ferons": what is promised is not had.
pub(super) fn is_promise(verb: &str) -> bool {
    let future = ["erons", "drons", "vrons", "urons", "irons"]
        .iter()
        .any(|ending| verb.ends_with(ending));
    let present = "esperons considerons preferons gerons ouvrons couvrons decouvrons livrons figurons tirons admirons \
        retirons durons assurons mesurons";
    future && !present.split(' ').any(|word| word == verb)
}

/// Whether the verb at `back` tells what is not so yet of the grade at `at`: "décrocherait", "recevra",
/// "nous obtiendrons", an infinitive that is only wanted.
pub(super) fn is_wish(terms: &[Term], back: usize, at: usize, verb_between: bool) -> bool {
    match &terms[back].kind {
        Kind::Cue(Cue::Award, word) => {
            is_unreal(word)
                || is_to_come(terms, back)
                || !verb_between && at - back < 6 && only_wanted(terms, back)
        }
        Kind::Word { folded, .. } => {
            let comma = terms[back + 1..at].iter().any(|term| term.is_mark(','));
            back > 0 && terms[back - 1].word() == "nous" && is_promise(folded)
                || will_have(folded) && at - back < 5
                || !verb_between && at - back < 7 && is_unreal(folded) && !comma
        }
        _ => false,
    }
}

/// "Exemple : la commune ouvre un espace public et obtient deux arobases".
pub(super) fn is_example(terms: &[Term]) -> bool {
    let opens = terms
        .iter()
        .take(3)
        .any(|term| term.one_of("exemple imaginons supposons admettons"));
    opens
        && terms
            .iter()
            .take(4)
            .any(|term| term.is_mark(':') || term.one_of("que une"))
}

/// The conditional: "décrocherait", "serait". An imperfect in "-érait" is as rare as it is unsure.
pub(super) fn is_unreal(word: &str) -> bool {
    let ending = [
        "erait", "eraient", "drait", "draient", "vrait", "vraient", "ttrait",
    ];
    let fact = [
        "ouvrait",
        "couvrait",
        "livrait",
        "decouvrait",
        "oeuvrait",
        "encadrait",
        "preferait",
        "considerait",
        "operait",
        "generait",
        "recuperait",
        "federait",
        "liberait",
        "accelerait",
        "adherait",
        "moderait",
    ];
    word.len() > 6
        && !word.contains(' ')
        && ending.iter().any(|ending| word.ends_with(ending))
        && !fact.contains(&word)
}

/// The future of a verb that gives or wins: "remportera", "sera récompensée". What one "affichera" is
/// won already.
fn is_to_come(terms: &[Term], verb: usize) -> bool {
    let word = terms[verb].word();
    let ending = ["era", "eront", "dra", "dront", "vra", "vront"];
    let future = ending.iter().any(|ending| word.ends_with(ending))
        && !terms[verb].begins("affich arbor figur");
    let passive = terms[verb.saturating_sub(2)..verb]
        .iter()
        .any(|term| term.one_of("sera seront"));
    !word.contains(' ') && (future || passive)
}

fn will_have(word: &str) -> bool {
    matches!(
        word,
        "aura"
            | "auront"
            | "aurons"
            | "aurait"
            | "auraient"
            | "aurions"
            | "verrait"
            | "verraient"
            | "verrions"
    )
}
