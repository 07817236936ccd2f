//! Numbers that the words beside them make grades: "Xville, quatre", "trois pour Yville", "cinq sur cinq",
//! "Et de quatre !".

use super::term::{Kind, Term};
use crate::label::lexicon::Cue;

/// "Xville (4)": the number at `at` stands alone in the brackets of a name.
pub(super) fn is_bracketed(terms: &[Term], at: usize) -> bool {
    at >= 2
        && terms[at - 1].is_mark('(')
        && terms[at - 2].place().is_some()
        && terms.get(at + 1).is_some_and(|next| next.is_mark(')'))
}

/// How many names have a number of one digit in brackets: "Xville (4), Yville (5)".
pub(super) fn bracketed_names(terms: &[Term]) -> usize {
    let graded = |four: &&[Term]| {
        four[0].place().is_some()
            && four[1].is_mark('(')
            && matches!(four[2].kind, Kind::Number(1..=5))
            && four[3].is_mark(')')
    };
    terms.windows(4).filter(graded).count()
}

/// "Xville une de moins", "Yville en compte une de plus": measured by the grade of another.
pub(super) fn is_told_of_name(terms: &[Term], at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map(|back| &terms[back]);
    let name = |steps: usize| back(steps).is_some_and(|term| term.place().is_some());
    let of_them = back(2).is_some_and(|term| term.word() == "en")
        && back(1).is_some_and(|term| {
            !term.begins("gagn perd pren ajout") && term.is_cue(Cue::Award)
                || term.one_of("a ont compte affiche")
        });
    name(1) || of_them && name(3)
}

/// "à cinq arobases A et B, à quatre C": the names follow the number.
pub(super) fn opens_names(terms: &[Term], at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map(|back| &terms[back]);
    let parted = back(2).is_some_and(|term| {
        matches!(term.kind, Kind::Mark(',' | ';' | ':')) || term.one_of("et puis enfin")
    });
    let named = terms.get(at + 1).is_some_and(|next| next.place().is_some());
    named && parted && back(1).is_some_and(|term| term.one_of("à avec"))
}

/// "garde les cinq qu'elle possédait", "conserve les trois obtenues l'an passé".
pub(super) fn is_kept(terms: &[Term], at: usize) -> bool {
    at >= 2
        && terms[at - 1].one_of("les ses")
        && terms[at - 2].begins("gard conserv retrouv maintien confirm")
        && terms.get(at + 1).is_some_and(|next| {
            let dated = terms
                .get(at + 2)
                .is_some_and(|term| matches!(term.kind, Kind::Year(_) | Kind::Cue(Cue::Last, _)));
            next.one_of("qu que deja")
                || next.one_of("de d") && dated
                || next.begins("obtenu recu acquis decroch")
        })
}

/// "Juste derrière, avec quatre, on trouve A et B": the names come past the comma and a verb.
pub(super) fn leads_names(terms: &[Term], at: usize) -> bool {
    let next = |ahead: usize| terms.get(at + ahead);
    let verb = next(2).is_some_and(|term| {
        term.word() == "on" && next(3).is_some_and(|term| term.begins("trouv retrouv voi rencontr"))
    }) || next(2).is_some_and(|term| {
        term.one_of("viennent vient arrivent arrive suivent suit figurent figure")
    });
    at > 0
        && terms[at - 1].one_of("avec à")
        && next(1).is_some_and(|term| term.is_mark(','))
        && verb
        && terms[at + 2..]
            .iter()
            .take(6)
            .any(|term| term.place().is_some())
}

/// "cinq sur cinq", "quatre sur les cinq possibles": measured by the scale.
pub(super) fn is_out_of(terms: &[Term], at: usize) -> bool {
    terms.get(at + 1).is_some_and(|next| next.word() == "sur")
        && terms[at + 2..]
            .iter()
            .take(2)
            .any(|term| matches!(term.kind, Kind::Scale))
        && at
            .checked_sub(1)
            .is_none_or(|back| !matches!(terms[back].kind, Kind::Number(_)))
}

/// "ils n'étaient que quatre en 2019": so many laureates.
pub(super) fn counts_them(terms: &[Term], at: usize) -> bool {
    let before = &terms[at.saturating_sub(3)..at];
    before
        .iter()
        .any(|term| term.one_of("sont etaient seront furent etions sommes"))
        && before.iter().all(|term| !term.one_of("à en avec"))
}

/// "Et de quatre !", "Et de trois pour Xville".
pub(super) fn is_and_of(terms: &[Term], at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map_or("", |back| terms[back].word());
    let opens = at == 2 || at > 2 && matches!(terms[at - 3].kind, Kind::Mark(_));
    let ends = terms.get(at + 1).is_none_or(|next| {
        matches!(next.kind, Kind::Mark('!' | '.' | ',' | '"' | '…')) || next.word() == "pour"
    });
    opens && ends && (back(2), back(1)) == ("et", "de")
}

/// "Xville cinq arobases, Yville quatre", "Xville de cinq arobases et Yville de trois", "trois en 2017".
pub(super) fn follows_name(terms: &[Term], at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map(|back| &terms[back]);
    let is_name = |term: &Term| matches!(term.kind, Kind::Place(_));
    let of_name =
        back(1).is_some_and(|term| term.one_of("de à avec")) && back(2).is_some_and(is_name);
    let nth = |term: &Term| term.one_of("premiere seconde deuxieme troisieme derniere autre");
    let of_name =
        of_name || back(1).is_some_and(|term| term.one_of("de à avec")) && back(2).is_some_and(nth);
    // "Xville et Yville, de cinq".
    let of_name = of_name
        || back(1).is_some_and(|term| term.word() == "de")
            && back(2).is_some_and(|term| term.is_mark(','))
            && back(3).is_some_and(is_name);
    let in_year = terms
        .get(at + 1)
        .is_some_and(|term| term.one_of("en depuis"))
        && terms
            .get(at + 2)
            .is_some_and(|term| matches!(term.kind, Kind::Year(_)));
    // "Xville, quatre ;", "Xville et Yville : deux".
    let set_off = back(1).is_some_and(|term| term.is_mark(',') || term.is_mark(':'))
        && back(2).is_some_and(is_name)
        && terms.get(at + 1).is_none_or(|term| {
            let named = terms.get(at + 2).is_some_and(|term| term.place().is_some());
            // "Xville : quatre (+1)".
            let colon = back(1).is_some_and(|term| term.is_mark(':'));
            !term.one_of("pour à aux au") && (!term.is_mark('(') || colon && !named)
        });
    // "Xville, Yville : 4 et 3 @": numbers of a list, told in its order.
    let counted = |ahead: usize| {
        terms
            .get(at + ahead)
            .is_some_and(|term| matches!(term.kind, Kind::Number(1..=5)) || term.level().is_some())
    };
    let in_list = terms
        .get(at + 1)
        .is_some_and(|term| term.is_mark(',') || term.word() == "et")
        && counted(2);
    let set_off = set_off && !in_list;
    of_name
        || in_year
        || set_off
        || after_aside(terms, at)
        || after_size(terms, at)
        || owns(terms, at)
        || back(1).is_some_and(|term| is_name(term) || nth(term))
}

/// "Xville, 2 000 habitants, deux": how large it is stands between the name and its number.
fn after_size(terms: &[Term], at: usize) -> bool {
    let [.., name, comma, size, unit, close] = &terms[..at] else {
        return false;
    };
    name.place().is_some()
        && comma.is_mark(',')
        && matches!(size.kind, Kind::Number(20..))
        && unit.one_of("habitants ames")
        && close.is_mark(',')
        && terms
            .get(at + 1)
            .is_none_or(|next| matches!(next.kind, Kind::Mark('.' | ';' | '!' | ',')))
}

/// "Xville, plus discrète, deux": an aside between the name and its number.
fn after_aside(terms: &[Term], at: usize) -> bool {
    let comma = at
        .checked_sub(1)
        .is_some_and(|back| terms[back].is_mark(','));
    let ends = terms.get(at + 1).is_none_or(|next| {
        matches!(next.kind, Kind::Mark('.' | ',' | ';' | '!')) || next.word() == "et"
    });
    if !comma || !ends {
        return false;
    }
    let plain = |term: &&Term| {
        matches!(
            term.kind,
            Kind::Word { .. } | Kind::Department(_) | Kind::Cue(Cue::Candidacy | Cue::Town, _)
        ) && !term.one_of("et qui que")
    };
    // "Xville, qui concourait pour la première fois, deux."
    let clause = |term: &&Term| {
        matches!(
            term.kind,
            Kind::Word { .. } | Kind::Department(_) | Kind::Cue(..) | Kind::Number(6..)
        )
    };
    let relative = terms[..at - 1]
        .iter()
        .rev()
        .take(14)
        .take_while(clause)
        .count();
    let opens = |len: usize| {
        at.checked_sub(1 + len)
            .is_some_and(|from| terms[from].one_of("qui dont où"))
    };
    let aside = if opens(relative) {
        relative
    } else {
        terms[..at - 1]
            .iter()
            .rev()
            .take(7)
            .take_while(plain)
            .count()
    };
    let open = at.checked_sub(2 + aside);
    aside > 0
        && open.is_some_and(|open| {
            terms[open].is_mark(',') && open > 0 && terms[open - 1].place().is_some()
        })
}

/// "Xville conserve ses cinq arobases et Yville ses quatre".
pub(super) fn owns(terms: &[Term], at: usize) -> bool {
    at >= 2 && terms[at - 1].one_of("ses les leurs") && terms[at - 2].place().is_some()
}

/// What may stand between a number and those to whom it is given.
pub(super) const ADVERBS: &str = "aussi egalement enfin encore seulement";

/// "trois pour Yville", "deux pour vingt communes".
pub(super) fn is_for_whom(terms: &[Term], at: usize) -> bool {
    let someone = |term: &Term| {
        matches!(term.kind, Kind::Place(_) | Kind::Number(_))
            || term.is_cue(Cue::Crowd)
            || term.is_cue(Cue::Town)
            || term
                .one_of("celle celui premiere premier seconde second derniere dernier autre elle")
    };
    // "trois, pour finir, à Yville"
    let aside = |term: &&Term| !term.one_of("à aux au") && !someone(term);
    let skip = match terms.get(at + 1) {
        Some(term) if term.is_mark(',') => {
            1 + terms[at + 1..].iter().take(5).take_while(aside).count()
        }
        // "quatre aussi pour Xville", "trois seulement à Xville"
        Some(term) if term.one_of(ADVERBS) => 2,
        _ => 1,
    };
    let opens =
        at == 0 || terms[at - 1].one_of("et puis") || matches!(terms[at - 1].kind, Kind::Mark(_));
    (skip == 1 || opens || terms[at - 1].word() == "contre")
        && terms
            .get(at + skip)
            .is_some_and(|term| term.one_of("pour à aux au"))
        && terms[at + skip + 1..].iter().take(4).any(someone)
}

/// "soixante-neuf deux (Xville, Yville)": the unit is that of the grade told before.
pub(super) fn follows_count(terms: &[Term], at: usize) -> bool {
    at > 0 && matches!(terms[at - 1].kind, Kind::Number(6..))
}
