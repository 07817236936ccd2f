//! Laureates named without a grade: "A, B et C ont reçu le label".

use super::draft::{Given, When};
use super::holder::{Holder, Who};
use super::refuse;
use super::scene::{Scene, Sentence, State, Statement};
use super::size;
use super::subject::Standing;
use super::term::{Kind, PlaceTerm, Role, Term};
use super::winners;
use super::year;
use crate::label::lexicon::Cue;
use crate::web::page::BlockKind;

/// Finds laureates without a grade in a sentence that tells no grade at all.
pub(super) fn laureates(sentence: &Sentence<'_>, scene: &Scene<'_>, state: &mut State) {
    let told = |term: &Term| {
        matches!(
            term.kind,
            Kind::Level(_)
                | Kind::Mention { .. }
                | Kind::Scale
                | Kind::OtherLabel
                | Kind::OtherUnit
        )
    };
    let silent = sentence.kind == &BlockKind::Caption || !sentence.around.label_near;
    if silent || sentence.terms.iter().any(told) {
        return;
    }
    own_town(sentence, scene, state);
    let all = 0..sentence.terms.len();
    for holder in sentence
        .holders
        .iter()
        .filter(|holder| !holder.places().is_empty() && holder.role != Role::Landmark)
    {
        let Some(until) = reason(sentence, state, holder) else {
            continue;
        };
        let years = year::read(sentence.terms, until, &all, Some(&holder.terms));
        let when = When {
            year: years.own.first().copied(),
            back: years.own_back,
            ..When::default()
        };
        let statement = Statement {
            given: Given::Grade(None),
            when,
            words: holder.terms.start.min(until)..holder.terms.end.max(until + 1),
            named: true,
            rule: "laureate",
            confidence: 0.7,
        };
        for place in sentence.places(holder) {
            sentence.state(state, place, &statement);
        }
    }
}

/// "La Ville est labellisée « Territoires, Villes et Villages Internet »": the page's own town has the label.
fn own_town(sentence: &Sentence<'_>, scene: &Scene<'_>, state: &mut State) {
    let terms = sentence.terms;
    let Some((place, Standing::Own)) = &scene.subject else {
        return;
    };
    let town = |holder: &&Holder| holder.who == Who::Town && holder.role == Role::Free;
    let Some(holder) = sentence.holders.iter().find(town) else {
        return;
    };
    let after = &terms[holder.terms.end..];
    let verb = after
        .iter()
        .take(5)
        .position(|term| term.begins("labellis labelis"));
    let Some(verb) = verb else { return };
    let is = after[..verb].iter().any(|term| term.one_of("est ete"));
    let label = after[verb + 1..]
        .iter()
        .take(3)
        .position(|term| matches!(term.kind, Kind::Label));
    let at = holder.terms.end + verb;
    let (true, Some(label)) = (is, label) else {
        return;
    };
    if refuse::blocked(terms, at).is_some() {
        return;
    }
    let until = at + 1 + label;
    let years = year::read(terms, until, &(0..terms.len()), Some(&holder.terms));
    let statement = Statement {
        given: Given::Grade(None),
        when: When {
            year: years.own.first().or(years.recalled.first()).copied(),
            back: years.own_back,
            ..When::default()
        },
        words: holder.terms.start..until + 1,
        named: false,
        rule: "laureate",
        confidence: 0.7,
    };
    sentence.state(state, place.clone(), &statement);
}

/// The term that makes `holder` a laureate without a grade, if one does.
fn reason(sentence: &Sentence<'_>, state: &State, holder: &Holder) -> Option<usize> {
    if holder.role != Role::Free {
        return winners::handed(sentence.terms, holder);
    }
    if let Some(at) = counted(sentence.terms, holder).or_else(|| size::told(sentence.terms, holder))
    {
        return Some(at);
    }
    let known = |place: &PlaceTerm| {
        place.sure
            || place
                .candidates
                .iter()
                .any(|found| found.population >= 2_000)
    };
    if holder.places().len() < 3 && !sentence.places(holder).iter().all(known) {
        return None;
    }
    adds(sentence, state, holder)
        .or_else(|| ranked(sentence.terms))
        .or_else(|| enters(sentence.terms, holder))
        .or_else(|| winners::told(sentence.terms, holder))
        .or_else(|| received(sentence.terms, holder))
        .or_else(|| labelled_too(sentence, state, holder))
        .or_else(|| ranked_too(sentence, holder))
}

/// "S'y ajoute une intercommunalité, A", "A complète la liste": one more of those whom the sentence before
/// named as laureates.
fn adds(sentence: &Sentence<'_>, state: &State, holder: &Holder) -> Option<usize> {
    let terms = sentence.terms;
    let listed = state.drafts.last().is_some_and(|draft| {
        draft.rule == "laureate"
            && draft.block + 1 >= sentence.block
            && (draft.block < sentence.block || draft.sentence.end <= sentence.bytes.start)
    });
    if !listed || refuse::blocked(terms, holder.terms.start).is_some() {
        return None;
    }
    let before = &terms[..holder.terms.start];
    let joins = |term: &Term| matches!(&term.kind, Kind::Cue(Cue::Award, word) if word.ends_with("ajoute") || word.ends_with("ajoutent"));
    let first = before.iter().take(8).position(joins);
    let opens = first.filter(|verb| {
        before[verb + 1..].iter().all(|term| term.place().is_none())
            && (terms[*verb].word().starts_with("y ")
                || before[..*verb]
                    .iter()
                    .any(|term| term.one_of("y auxquelles auxquels leur")))
    });
    let after = &terms[holder.terms.end..terms.len().min(holder.terms.end + 5)];
    let completes = after
        .windows(2)
        .any(|pair| pair[0].begins("complet ferm clo allong") && pair[1].one_of("la le cette ce"));
    let list = after
        .iter()
        .any(|term| term.one_of("liste palmares tableau lot"));
    opens.or((completes && list).then_some(holder.terms.end))
}

/// "quatre intercommunalités l'ont reçu : A, B et C", "trois dossiers ont convaincu : ceux de A, B et C".
fn counted(terms: &[Term], holder: &Holder) -> Option<usize> {
    let before = &terms[..holder.terms.start];
    let colon = before.iter().rposition(|term| term.is_mark(':'))?;
    let small = |term: &Term| {
        matches!(term.kind, Kind::Mark(',' | '"') | Kind::Department(_))
            || term.is_cue(Cue::Crowd)
            || term.is_cue(Cue::Likewise)
            || term.place().is_some()
            || term.one_of("les la le l de d du des et puis ceux celles celui celle agglomeration")
    };
    if !before[colon + 1..].iter().all(small) {
        return None;
    }
    let clause = before[..colon]
        .iter()
        .rposition(|term| matches!(term.kind, Kind::Mark(';' | '.')))
        .map_or(0, |mark| mark + 1);
    let verb = (clause..colon)
        .rev()
        .take(6)
        .find(|at| wins(&terms[*at]) || persuades(terms, *at))?;
    let count = |term: &Term| {
        term.is_cue(Cue::Crowd)
            || matches!(term.kind, Kind::Number(_)) && persuades(terms, verb)
            || term.begins("dossier candidature")
    };
    let crowd = before[clause..colon].iter().any(count);
    // "Sur 22 candidatures, deux ont séduit le jury": those are no candidates any more.
    let refused = refuse::blocked(terms, verb)
        .is_some_and(|reason| reason != "candidacy" || !persuades(terms, verb));
    (crowd && !refused).then_some(verb)
}

/// "ont convaincu", "ont séduit le jury", "le jury a retenu", "sont sortis du lot": said of files that won.
fn persuades(terms: &[Term], at: usize) -> bool {
    let verb = terms[at].one_of(
        "convaincu seduit retenu retenus retenue retenues conquis selectionnes selectionnees prime primes primees",
    );
    let helps = |term: &Term| term.one_of("a ont est sont ete etait etaient");
    // "dix-sept dossiers, cinq retenus".
    let counted = at > 0 && matches!(terms[at - 1].kind, Kind::Number(_));
    verb && (counted || terms[at.saturating_sub(3)..at].iter().any(helps))
}

/// "A est la seule à figurer dans ce classement, avec B", "A est la seule à y figurer".
fn ranked(terms: &[Term]) -> Option<usize> {
    let figures = |three: &[Term]| {
        three[0].begins("figur") && three[1].word() == "dans" && three[2].one_of("ce le")
    };
    let there = |four: &[Term]| {
        four[0].one_of("seule seul seules seuls")
            && four[1].word() == "à"
            && four[2].word() == "y"
            && four[3].begins("figur entr")
    };
    if let Some(at) = terms.windows(4).position(there) {
        return refuse::blocked(terms, at).is_none().then_some(at + 3);
    }
    let at = terms.windows(3).position(figures)?;
    let ranking = terms.iter().any(|term| term.one_of("classement palmares"));
    (ranking && refuse::blocked(terms, at).is_none()).then_some(at)
}

/// "A fait son entrée au palmarès", "A signe son entrée parmi les labellisés", "A intègre le classement".
fn enters(terms: &[Term], holder: &Holder) -> Option<usize> {
    let end = terms.len().min(holder.terms.end + 9);
    let verb = (holder.terms.end..end).find(|at| {
        terms[*at].one_of(
            "entree entre entrent integre integrent figure figurent figurer rejoint rejoignent apparait apparaissent presente presentes present presents",
        ) || is_in(terms, *at)
    })?;
    // "n'apparaissent pas au palmarès".
    if verb > 0 && terms[verb - 1].one_of("n ne") {
        return None;
    }
    let ranking = terms[verb + 1..].iter().take(5).any(|term| {
        term.begins("palmares classement labellise laureat") || matches!(term.kind, Kind::Label)
    });
    let apart = terms[holder.terms.end..verb]
        .iter()
        .any(|term| matches!(term.kind, Kind::Place(_) | Kind::Mark(';' | ':')));
    (ranking && !apart && refuse::blocked(terms, verb).is_none()).then_some(verb)
}

/// "A et B sont aussi au palmarès".
fn is_in(terms: &[Term], at: usize) -> bool {
    let after = &terms[at + 1..];
    let adverb = |term: &&Term| {
        term.is_cue(Cue::Same)
            || term.one_of("aussi egalement encore toujours elle elles desormais enfin bien deja")
    };
    let skip = after.iter().take(3).take_while(adverb).count();
    terms[at].one_of("est sont")
        && after.get(skip).is_some_and(|term| term.one_of("au dans"))
        && after[skip + 1..]
            .iter()
            .take(2)
            .any(|term| term.begins("palmares classement"))
}

/// "A, B et C ont reçu le label".
fn received(terms: &[Term], holder: &Holder) -> Option<usize> {
    let label = terms
        .iter()
        .position(|term| matches!(term.kind, Kind::Label))?;
    if let Some(at) = all_received(terms, holder, label) {
        return Some(at);
    }
    let end = terms.len().min(holder.terms.end + 4);
    let verb = (holder.terms.end..end).find(|at| wins(&terms[*at]))?;
    let apart = |term: &Term| {
        matches!(term.kind, Kind::Place(_) | Kind::Mark(';' | ':'))
            || term.is_cue(Cue::Negation)
            || term.is_cue(Cue::Crowd)
    };
    let clear = !terms[holder.terms.end..label.max(holder.terms.end)]
        .iter()
        .any(apart);
    (verb < label && label - verb <= 9 && clear && refuse::blocked(terms, label).is_none())
        .then_some(label)
}

/// "Au palmarès aussi, A et B.", "Au palmarès également : C."
fn ranked_too(sentence: &Sentence<'_>, holder: &Holder) -> Option<usize> {
    let terms = sentence.terms;
    let [at, palmares, too, mark, ..] = terms else {
        return None;
    };
    let opens = at.one_of("au dans")
        && palmares.begins("palmares classement")
        && (too.is_cue(Cue::Same) || too.one_of("aussi egalement encore enfin"))
        && matches!(mark.kind, Kind::Mark(',' | ':'));
    let ends = terms
        .get(holder.terms.end)
        .is_none_or(|next| matches!(next.kind, Kind::Mark('.' | '!' | '…')));
    (opens && holder.terms.start <= 7 && ends).then_some(1)
}

/// "A et B ont également été labellisées", "C est labellisée dès sa première participation", behind those whose grade was told.
fn labelled_too(sentence: &Sentence<'_>, state: &State, holder: &Holder) -> Option<usize> {
    let terms = sentence.terms;
    let after = &terms[holder.terms.end..terms.len().min(holder.terms.end + 6)];
    let verb = after
        .iter()
        .position(|term| term.begins("labellis labelis"))?;
    let passive = after[..verb].iter().any(|term| term.one_of("ete sont est"));
    let plain = after[..verb].iter().all(|term| {
        term.is_cue(Cue::Same)
            || term.one_of("ont a ete sont est aussi egalement elles eux")
            || matches!(term.kind, Kind::Mark(',') | Kind::Department(_))
            || term.one_of("en dans le la l")
    });
    let told = state.drafts.last().is_some_and(|draft| {
        draft.block + 2 >= sentence.block && matches!(draft.given, Given::Grade(Some(_)))
    });
    let at = holder.terms.end + verb;
    (passive && plain && told && refuse::blocked(terms, at).is_none()).then_some(at)
}

/// "A, B dans le Nord ; C et D dans l'Aisne : toutes ont été labellisées".
fn all_received(terms: &[Term], holder: &Holder, label: usize) -> Option<usize> {
    let all = (holder.terms.end..label).find(|at| terms[*at].one_of("toutes tous"))?;
    // "A, B et C ont en commun d'afficher toutes le label".
    let shown = terms[all - 1].one_of("afficher porter arborer detenir avoir posseder recevoir")
        && label - all <= 4
        && terms[holder.terms.end..all]
            .windows(2)
            .any(|pair| pair[0].word() == "en" && pair[1].word() == "commun");
    if shown {
        return Some(label);
    }
    let joint = |term: &Term| {
        matches!(
            term.kind,
            Kind::Place(_) | Kind::Department(_) | Kind::Mark(',' | ';' | ':' | '(' | ')' | '-')
        ) || term.one_of("et dans le la les l en ou")
    };
    let listed = terms[holder.terms.end..all].iter().all(joint);
    let colon =
        terms[all - 1].is_mark(':') || terms[all - 1].is_mark(',') || terms[all - 1].is_mark('-');
    let wins = terms[all..terms.len().min(all + 6)].iter().any(wins);
    (listed && colon && wins && refuse::blocked(terms, label).is_none()).then_some(label)
}

/// A finite verb of winning.
pub(super) fn wins(term: &Term) -> bool {
    let strong = term.begins("decroch obt recoi recu rempor labelli labelis decern attribu");
    let word = term.word();
    term.is_cue(Cue::Award)
        && strong
        && !word.ends_with("er")
        && !word.ends_with("oir")
        && !word.ends_with("nir")
}
