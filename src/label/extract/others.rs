//! Grades that a sentence without a name tells of others than the town spoken of: of the best, of
//! some, of a panel, of an arobase in general.

use super::term::{Form, Kind, Term};
use super::words::REGIONS;
use crate::label::lexicon::Cue;

/// Words for others than the one town: a verb in the plural follows them.
const GROUPS: &str = "voisins voisines meilleurs meilleures mieux autres debutants debutantes premiers premieres \
    derniers dernieres grands grandes petits petites plus moins eleves candidats candidates concurrents \
    concurrentes ceux celles certains certaines plusieurs beaucoup quelques tous toutes uns unes rares \
    bons bonnes majorite plupart participants notes classes";

/// Why the grade at `at` is not that of the town spoken of, though nobody else is named.
pub(super) fn reason(terms: &[Term], at: usize) -> Option<&'static str> {
    let clause = (0..at)
        .rev()
        .find(|back| matches!(terms[*back].kind, Kind::Mark(';' | ':' | '.' | '!')))
        .map_or(0, |back| back + 1);
    let before = &terms[clause..at];
    if groups_hold(before) {
        return Some("others");
    }
    if describes(before) {
        return Some("class");
    }
    if for_groups(terms, at) {
        return Some("others");
    }
    // "Quant à la quatrième arobase, on verra bien": told of, and given by nothing.
    let ordinal = terms[at]
        .level()
        .is_some_and(|level| level.form == Form::Ordinal);
    let about = before
        .windows(2)
        .any(|pair| pair[0].word() == "quant" && pair[1].one_of("à aux au"));
    if ordinal && about {
        return Some("no award");
    }
    // "D'après le règlement, rien que ça vaut déjà 2 arobases".
    if terms[..at]
        .iter()
        .any(|term| term.begins("reglement bareme grille"))
        || before
            .iter()
            .any(|term| term.one_of("vaut vaudrait vaudraient valent suffit suffisent"))
    {
        return Some("rule");
    }
    // "Le Finistère en recense cinq": so many laureates.
    if lands_count(before) {
        return Some("statistic");
    }
    let generic = !is_asked(terms, before)
        && before.iter().any(|term| term.one_of("vous chacun chacune"))
        || before.windows(2).any(|pair| {
            pair[0].word() == "on" && pair[1].one_of("obtient recoit decroche gagne affiche")
        });
    if generic && !before.iter().any(|term| term.one_of("nous notre")) {
        return Some("rule");
    }
    // "… correspondent à cinq niveaux".
    let other = terms[at]
        .level()
        .is_some_and(|level| level.form == Form::Other);
    let held = before.iter().any(|term| {
        term.is_cue(Cue::Award) || term.one_of("a ont avec est sont passe compte au avons")
    });
    if other && !held {
        return Some("no award");
    }
    // "Les cinq arobases du label correspondent à …".
    let given = terms.iter().any(|term| term.is_cue(Cue::Award));
    let five = terms[at]
        .level()
        .is_some_and(|level| level.value() == Some(5));
    if five && !given && matches!(before, [only] if only.one_of("les ces")) {
        return Some("class");
    }
    acts(terms, at, before).then_some("no award")
}

/// Whether a department is the subject of what is counted right before a number.
fn lands_count(before: &[Term]) -> bool {
    let last = &before[before.len().saturating_sub(6)..];
    let counts = |term: &Term| {
        term.begins("recens compt total denombr rassembl affich reuni aligne")
            || term.one_of("en a avec")
    };
    // "La Corse en compte deux": a region is no place.
    let region = |term: &Term| {
        matches!(term.kind, Kind::Word { capital: true, .. }) && REGIONS.has(term.word())
    };
    let land = last
        .iter()
        .rposition(|term| matches!(term.kind, Kind::Department(_)) || region(term));
    land.is_some_and(|land| land + 1 == last.len() || last[land + 1..].iter().any(counts))
}

/// "les mieux notés arborent", "nos voisins ont", "certaines en ont": a group and a plural verb.
fn groups_hold(before: &[Term]) -> bool {
    let Some(verb) = before.iter().rposition(is_plural) else {
        return false;
    };
    let from = verb.saturating_sub(7);
    let group = before[from..verb]
        .iter()
        .rposition(|term| term.one_of(GROUPS) || term.is_cue(Cue::Crowd));
    // "Après plusieurs années, les élus ont reçu": the group is no subject.
    group.is_some_and(|group| {
        !before[from + group..verb]
            .iter()
            .any(|term| term.is_mark(','))
            && !before[..from + group]
                .iter()
                .any(|term| term.one_of("elus elues agents nous"))
    })
}

/// A verb in the third person of the plural.
fn is_plural(term: &Term) -> bool {
    let word = term.word();
    let award = term.is_cue(Cue::Award)
        && word.ends_with("ent")
        && (!word.ends_with("ient") || word.ends_with("aient"));
    award
        || word.len() > 6 && word.ends_with("ront")
        || term
            .one_of("ont sont avaient etaient comptent totalisent cumulent obtiennent detiennent")
}

/// "un panneau à cinq arobases", "chaque commune de trois arobases".
fn describes(before: &[Term]) -> bool {
    let back = |steps: usize| before.len().checked_sub(steps).map(|at| &before[at]);
    let linked = back(1).is_some_and(|term| term.one_of("à de"));
    let noun = back(2).is_some_and(|term| matches!(term.kind, Kind::Word { capital: false, .. }));
    linked && noun && back(3).is_some_and(|term| term.one_of("un une des chaque tout toute"))
}

/// "une arobase pour les débutants, cinq aux meilleurs".
fn for_groups(terms: &[Term], at: usize) -> bool {
    let next = terms
        .get(at + 1)
        .is_some_and(|term| term.one_of("pour aux à"));
    next && terms[at + 2..]
        .iter()
        .take(2)
        .any(|term| term.one_of(GROUPS) || term.begins("debutant expert initie confirme pionnier"))
}

/// "Une arobase ne remplace pas un guichet", "Cinq arobases coûtent cher": a grade that acts and
/// that nobody is given.
fn acts(terms: &[Term], at: usize, before: &[Term]) -> bool {
    let plain = terms[at]
        .level()
        .is_some_and(|level| level.form == Form::Plain);
    let opens = before
        .iter()
        .all(|term| term.one_of("mais et or car donc si que qu"));
    let given = terms.iter().any(|term| term.is_cue(Cue::Award));
    let next = terms.get(at + 1);
    let verb = next.is_some_and(|term| {
        matches!(&term.kind, Kind::Word { folded, capital: false } if folded.len() > 3)
            && !term.one_of("pour avec dans sous chez selon grace depuis cette contre comme apres avant parmi desormais dont bien enfin encore aussi toujours soit tout toutes malgre")
            || term.one_of("ne n se s")
            || matches!(&term.kind, Kind::Cue(Cue::Negation, word) if word.starts_with('n'))
    });
    plain && opens && !given && verb
}

/// "Vous avez obtenu trois arobases au label": of those who are asked.
fn is_asked(terms: &[Term], before: &[Term]) -> bool {
    let label = terms.iter().any(|term| matches!(term.kind, Kind::Label));
    label
        && before.windows(3).any(|three| {
            three[0].word() == "vous"
                && three[1].one_of("avez venez aviez")
                && (three[2].is_cue(Cue::Award) || three[2].word() == "de")
        })
}

/// "dans les villages alentour", "dans les communes voisines": where something is, and who holds nothing.
pub(super) fn is_neighbourhood(terms: &[Term], at: usize) -> bool {
    at >= 2
        && terms[at - 1].one_of("les des nos ses")
        && terms[at - 2].one_of("dans vers entre")
        && terms
            .get(at + 1)
            .is_some_and(|next| next.begins("alentour vois environ"))
}
