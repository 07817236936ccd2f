//! Ordinals without their unit: "une deuxième en 2017 et une troisième en 2019", "voici la quatrième".
//! As with the unit, the ordinal is a total.

use super::term::{Form, Kind, Term};
use crate::label::lexicon::Cue;

/// The number of an ordinal in words.
pub(super) fn value(term: &Term) -> Option<u8> {
    match term.word() {
        "premiere" | "premier" => Some(1),
        "deuxieme" | "seconde" | "second" => Some(2),
        "troisieme" => Some(3),
        "quatrieme" => Some(4),
        "cinquieme" => Some(5),
        _ => None,
    }
}

/// "La quatrième remontait à 2018, la troisième à 2016": when each was reached.
pub(super) fn dates_back(terms: &[Term], at: usize) -> bool {
    let article = at > 0 && terms[at - 1].one_of("la le sa son");
    let year = |ahead: usize| {
        terms
            .get(at + ahead)
            .is_some_and(|term| matches!(term.kind, Kind::Year(_)))
    };
    let to = |ahead: usize| {
        terms
            .get(at + ahead)
            .is_some_and(|term| term.one_of("à de en"))
    };
    let goes_back = |term: &Term| term.begins("remont dat");
    let told = terms.get(at + 1).is_some_and(goes_back) && to(2) && year(3);
    // "La troisième était arrivée en 2023".
    let came = |term: &Term| {
        term.one_of("avait ete etait est fut nous lui")
            || term.begins("arriv ven gagn obten decroch acquis recu attribu tomb")
    };
    let verbs = terms[at + 1..]
        .iter()
        .take(4)
        .take_while(|term| came(term))
        .count();
    let came = verbs > 0 && to(verbs + 1) && year(verbs + 2);
    // "La première, c'était en 2019", "le premier, c'était l'an dernier".
    let aside = usize::from(terms.get(at + 1).is_some_and(|term| term.is_mark(',')));
    let was = terms
        .get(at + 1 + aside)
        .is_some_and(|term| term.word() == "c")
        && terms
            .get(at + 2 + aside)
            .is_some_and(|term| term.one_of("etait est"));
    let when = |ahead: usize| {
        let skip = usize::from(
            terms
                .get(at + ahead)
                .is_some_and(|term| term.one_of("en des")),
        );
        terms.get(at + ahead + skip).is_some_and(|term| {
            matches!(
                term.kind,
                Kind::Year(_) | Kind::Cue(Cue::Last, _) | Kind::Ago(_)
            )
        })
    };
    let came = came || was && when(3 + aside);
    let again = came || to(1) && year(2) && terms[..at].iter().any(goes_back);
    value(&terms[at]).is_some() && article && (told || again)
}

/// Whether the ordinal at `at` stands for a grade, where one was told before it.
pub(super) fn stands_for_grade(terms: &[Term], at: usize) -> bool {
    let Some(value) = value(&terms[at]) else {
        return false;
    };
    let Some(article) = at.checked_sub(1).map(|before| &terms[before]) else {
        return false;
    };
    let before = at.checked_sub(2).map(|before| &terms[before]);
    let fits = if article.one_of("une un sa son leur notre") {
        true
    } else {
        // "la troisième" may be a town of a list: then it opens a clause.
        let inside = before.is_some_and(|term| {
            matches!(term.kind, Kind::Cue(Cue::Award, _))
                || term.one_of("voici voila et puis pour avec maintenant enfin desormais hui touche vient c est ensuite ajoute")
        });
        // "accède à la cinquième, la dernière".
        let reached = before.is_some_and(|term| term.word() == "à")
            && (3..=5).any(|steps| {
                at >= steps
                    && terms[at - steps].begins("acced pass mont grimp parvien parvenu hiss arriv")
            });
        article.word() == "la" && value > 2 && (inside || reached)
    };
    fits && ends(terms, at)
}

/// Whether no noun follows that the ordinal could count.
fn ends(terms: &[Term], at: usize) -> bool {
    let Some(next) = terms.get(at + 1) else {
        return true;
    };
    let year = |ahead: usize| {
        terms.get(at + ahead).is_some_and(|term| {
            matches!(
                term.kind,
                Kind::Year(_) | Kind::Date(_) | Kind::Cue(Cue::Last, _)
            )
        })
    };
    match &next.kind {
        Kind::Mark(mark) => matches!(mark, '.' | ',' | ';' | '!' | ')' | '('),
        Kind::Year(_) | Kind::Date(_) | Kind::Cue(Cue::Last, _) => true,
        _ if next.one_of("en de des depuis") => year(2),
        _ => next.one_of("pour cette aujourd et puis hier ce à au aux lors"),
    }
}

/// "la deuxième arobase tombe en 2007, la troisième en 2009", "visait la quatrième : elle l'a": the
/// unit is that of the ordinal told before.
pub(super) fn is_next_one(terms: &[Term], at: usize) -> bool {
    let told = terms[..at].iter().any(|term| {
        term.level()
            .is_some_and(|level| matches!(level.form, Form::Ordinal | Form::Plain | Form::Elliptic))
    });
    // "Première arobase en 2012, deuxième en 2014".
    let article = at.checked_sub(1).is_some_and(|before| {
        terms[before].one_of("la le une un sa son leur puis et")
            || matches!(terms[before].kind, Kind::Mark(',' | ';'))
    });
    let dated = terms
        .get(at + 1)
        .is_some_and(|next| next.one_of("en depuis"))
        && terms
            .get(at + 2)
            .is_some_and(|year| matches!(year.kind, Kind::Year(_)));
    value(&terms[at]).is_some() && told && article && dated
}

/// "les deux premières, obtenues en 2016": the unit is that of the grade told before.
pub(super) fn is_first_ones(terms: &[Term], at: usize) -> bool {
    let ends = |term: &Term| {
        let kind = matches!(
            term.kind,
            Kind::Mark(_) | Kind::Cue(Cue::Award, _) | Kind::Year(_)
        );
        kind || term.begins("en dat remont furent etaient avaient ont sont venaient arriv")
    };
    terms
        .get(at + 1)
        .is_some_and(|term| term.one_of("premieres premiers"))
        && terms.get(at + 2).is_none_or(ends)
}

/// "la troisième s'ajoute", "la quatrième arrive": the unit is that of the grade told before.
pub(super) fn is_added(terms: &[Term], at: usize) -> bool {
    let article = at
        .checked_sub(1)
        .is_some_and(|before| terms[before].word() == "la");
    let next = terms.get(at + 1);
    let comes = next.is_some_and(|term| {
        term.one_of("arrive arrivait tombe tombait suit suivait suivra suivit")
    }) || next.is_some_and(|term| term.word() == "s")
        && terms.get(at + 2).is_some_and(|term| term.begins("ajout"));
    article && comes && value(&terms[at]).is_some_and(|value| value > 2)
}

/// "puis une autre en 2015": one more than the grade told before.
pub(super) fn is_another(terms: &[Term], at: usize) -> bool {
    let article = at
        .checked_sub(1)
        .is_some_and(|before| terms[before].one_of("une un"));
    let year = |ahead: usize| {
        terms
            .get(at + ahead)
            .is_some_and(|term| matches!(term.kind, Kind::Year(_)))
    };
    let dated = terms.get(at + 1).is_some_and(|next| next.word() == "en") && year(2);
    let told = terms[..at].iter().any(|term| term.level().is_some());
    // "qui n'en avait qu'une, en gagne une autre".
    let had = terms[..at]
        .iter()
        .any(|term| term.one_of("avait avaient comptait comptaient"))
        && (2..=3).any(|steps| at >= steps && terms[at - steps].is_cue(Cue::Award));
    terms[at].word() == "autre" && article && (dated || had) && told
}

/// "se contenter du quatrième échelon", "reste au troisième niveau": a rung of the label's scale.
pub(super) fn is_rung(terms: &[Term], at: usize) -> bool {
    let rung = terms
        .get(at + 1)
        .is_some_and(|term| term.one_of("echelon niveau palier barreau degre"));
    let of = at
        .checked_sub(1)
        .is_some_and(|before| terms[before].one_of("du au le"));
    let held = (1..=6).any(|back| {
        at.checked_sub(back).is_some_and(|before| {
            let term = &terms[before];
            term.begins("content reste restent class demeur mainti plafonn hiss accede atte grimp")
        })
    });
    let ours = terms.get(at + 2).is_none_or(|term| {
        matches!(term.kind, Kind::Mark(_) | Kind::Label) || term.one_of("du sur avec et en cette")
    });
    rung && of && held && ours && value(&terms[at]).is_some()
}
