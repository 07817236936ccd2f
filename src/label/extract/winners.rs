//! Ways to name laureates without their grade: "ont été distinguées : A, B", "les lauréates sont A et B",
//! "le label a été remis à A et B", "A figure parmi les labellisées".

use super::holder::Holder;
use super::laureate::wins;
use super::refuse;
use super::scene::Sentence;
use super::term::{Kind, Role, Term};
use crate::label::lexicon::Cue;
use crate::web::page::BlockKind;

/// Words for those who won.
const WINNERS: &str = "laureat labellis labelis prime recompens distingu honor promu gagnant couronn retenu elu medaill";

/// The term that makes `holder` a laureate, if one does.
pub(super) fn told(terms: &[Term], holder: &Holder) -> Option<usize> {
    among(terms, holder)
        .or_else(|| there(terms, holder))
        .or_else(|| introduced(terms, holder))
        .or_else(|| is_label(terms, holder))
}

/// "A y figure aussi", right behind a sentence that speaks of the label's list.
fn there(terms: &[Term], holder: &Holder) -> Option<usize> {
    let y = holder.terms.end;
    let figures = terms.get(y)?.word() == "y" && terms.get(y + 1)?.begins("figur");
    (figures && refuse::blocked(terms, y + 1).is_none()).then_some(y + 1)
}

/// "A figure également parmi les labellisées", "A et B font partie des lauréats": no grade is told.
fn among(terms: &[Term], holder: &Holder) -> Option<usize> {
    let end = terms.len().min(holder.terms.end + 16);
    let mut at = holder.terms.end;
    while at < end {
        let stop = matches!(terms[at].kind, Kind::Mark(';' | ':' | '.' | '!'))
            || terms[at].place().is_some()
            || terms[at].is_cue(Cue::Negation);
        if stop {
            return None;
        }
        let part = terms[at].word() == "parmi"
            || terms[at].one_of("partie nombre rangs")
                && at + 1 < end
                && terms[at + 1].one_of("des de");
        if part {
            break;
        }
        at += 1;
    }
    let held = terms[holder.terms.end..at.min(end)].iter().any(|term| {
        term.is_cue(Cue::Award)
            || term.one_of("est sont fait font compte comptent se trouve trouvent")
    });
    let winners = (at..terms.len().min(at + 6)).find(|at| {
        terms[*at].begins("laureat labellis labelis prime recompens distingue honor promu gagnant")
    })?;
    (held && at < end && refuse::blocked(terms, winners).is_none()).then_some(winners)
}

/// "Trois communes figurent au palmarès du label : A, B et C", "Les lauréats sont A, B et C", "sept
/// lauréates, dont A et B".
fn introduced(terms: &[Term], holder: &Holder) -> Option<usize> {
    let start = holder.terms.start;
    let small = |term: &Term| {
        term.is_cue(Cue::Crowd)
            || term.is_cue(Cue::Town)
            || term.one_of("les la le l de d des du et")
            || term.place().is_some()
            || matches!(term.kind, Kind::Mark(',' | '"' | '-') | Kind::Department(_))
    };
    let open = (0..start).rev().find(|at| !small(&terms[*at]))?;
    let lists = terms[open].is_mark(':') || terms[open].one_of("sont dont notamment");
    if !lists {
        return None;
    }
    let clause = (0..open)
        .rev()
        .find(|at| matches!(terms[*at].kind, Kind::Mark(';' | ':' | '.' | '!')))
        .map_or(0, |at| at + 1);
    let before = &terms[clause..open];
    let idiom = is_of_the_lot(before);
    let won = before
        .iter()
        .position(|term| term.begins(WINNERS) || wins(term) || ranks(term))
        .or(idiom)?;
    let counted = before.iter().any(|term| term.is_cue(Cue::Crowd));
    let label = idiom.is_some() && counted
        || before
        .iter()
        .any(|term| matches!(term.kind, Kind::Label) || term.one_of("palmares classement"))
        // "Lauréates : A, B": the list is all that the line says.
        || before.len() <= 3 && before.iter().any(|term| term.begins("laureat labellis"));
    let apart = before.iter().any(|term| {
        term.place().is_some()
            || matches!(
                term.kind,
                Kind::Cue(Cue::Hope | Cue::Negation | Cue::Candidacy | Cue::Last, _)
            )
            || term.one_of("sera seront")
    });
    (label && !apart && refuse::blocked(terms, open).is_none()).then_some(clause + won)
}

/// "sont du lot", "en font partie", "sont à l'honneur": said of those who won, where the label was told
/// of right before.
fn is_of_the_lot(terms: &[Term]) -> Option<usize> {
    let word = |at: usize| terms.get(at).map_or("", Term::word);
    (0..terms.len()).find(|at| {
        let at = *at;
        matches!(
            (word(at), word(at + 1), word(at + 2)),
            ("sont", "du", "lot" | "nombre")
                | ("sont", "de", "la")
                | ("en", "font", "partie")
                | ("à", "l", "honneur")
                | ("sur" | "dans", "la", "liste")
        ) || word(at) == "rendez" && word(at + 1) == "vous"
    })
}

/// "figurent au palmarès", "entrent dans le classement".
fn ranks(term: &Term) -> bool {
    term.begins("figur entrent integr")
}

/// "Xville est désormais « Ville Internet »", "devient Ville Internet".
fn is_label(terms: &[Term], holder: &Holder) -> Option<usize> {
    let from = holder.terms.end;
    let label =
        (from..terms.len().min(from + 7)).find(|at| matches!(terms[*at].kind, Kind::Label))?;
    let gap = &terms[from..label];
    let is = gap
        .first()
        .is_some_and(|term| term.one_of("est sont devient deviennent"));
    let plain = gap[1.min(gap.len())..].iter().all(|term| {
        matches!(term.kind, Kind::Mark('"') | Kind::Trigger)
            || term.one_of("desormais officiellement maintenant une un des devenue devenues ainsi donc aussi labellisee labellisees labellise labellises depuis hier jeudi")
    });
    (is && plain && refuse::blocked(terms, label).is_none()).then_some(label)
}

/// "Le label a été remis hier à A, B et C", "les maires de A et de B ont reçu le label".
pub(super) fn handed(terms: &[Term], holder: &Holder) -> Option<usize> {
    let start = holder.terms.start;
    let label = terms
        .iter()
        .position(|term| matches!(term.kind, Kind::Label))?;
    let verb = if holder.role == Role::At {
        // The label comes first, and nobody else received it.
        let gives = |at: &usize| {
            terms[*at].begins("remis decern attribu accord octroy revien echoi confi")
                && !terms[*at].one_of("remise remises")
        };
        let verb = (label..start).find(gives)?;
        let subject = terms[..verb]
            .iter()
            .any(|term| term.place().is_some() || term.is_cue(Cue::Town));
        let far = start - verb > 8 || terms[verb..start].iter().any(|term| term.is_mark(','));
        // "remis à Paris": one town alone may be where it was given.
        if subject || far || holder.places().len() < 2 {
            return None;
        }
        verb
    } else if holder.role == Role::Office {
        let end = holder.terms.end;
        let verb = (end..terms.len().min(end + 4)).find(|at| wins(&terms[*at]))?;
        let apart = terms[end..label.max(end)].iter().any(|term| {
            matches!(term.kind, Kind::Place(_) | Kind::Mark(';' | ':'))
                || term.is_cue(Cue::Negation)
        });
        if apart || label < verb || label - verb > 9 {
            return None;
        }
        verb
    } else {
        return None;
    };
    refuse::blocked(terms, verb.max(label))
        .is_none()
        .then_some(verb.max(label))
}

/// "Les collectivités jurassiennes lauréates :" heads a list of laureates.
pub(super) fn head_list(sentence: &Sentence<'_>) -> bool {
    let terms = sentence.terms;
    let colon = terms.last().is_some_and(|term| term.is_mark(':'))
        || matches!(sentence.kind, BlockKind::Heading(2..)) && terms.len() <= 6;
    let told = terms.iter().any(|term| {
        matches!(
            term.kind,
            Kind::OtherLabel | Kind::OtherUnit | Kind::Mark('?')
        ) || matches!(
            term.kind,
            Kind::Cue(Cue::Hope | Cue::Negation | Cue::Candidacy, _)
        ) || term.place().is_some()
    });
    colon && !told && terms.len() <= 14 && terms.iter().any(|term| term.begins(WINNERS))
}
