//! Grades before their holder: "cinq @ pour Xville", "4 arobases : A, B", "remises à …, maire de Xville".

use super::crowd;
use super::holder::{Holder, Who};
use super::scene::{Scene, Sentence, State};
use super::term::{Kind, Role, Term};
use super::tie::{Near, Tie};
use super::who::who_is;
use crate::label::lexicon::Cue;

/// `cinq @ pour Xville`, `4 arobases : Xville, Yville`, `5 arobases remises à …, maire de Xville`.
pub(super) fn prefix(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
    near: &Near<'_>,
    subject: Option<&Holder>,
) -> Option<Tie> {
    let terms = sentence.terms;
    let holder = *near.after.first()?;
    let gap = &terms[near.at + 1..holder.terms.start];
    let by_size = is_equation(gap);
    let has_subject = subject.is_some() && !heads_names(terms, near.at, gap, holder);
    // "avec cinq arobases : habituel pour la préfecture" heads no list.
    let apart = holder.places().is_empty()
        && gap
            .iter()
            .rev()
            .take_while(|term| !term.is_mark(':'))
            .count()
            > 1;
    let listed = (!has_subject || names_many(subject, holder, gap)) && opens_list(gap) && !apart;
    let direct = names_follow(terms, near.at, gap);
    if !(by_size
        || direct
        || is_on_sign(terms, near.at, gap)
        || listed
        || is_for(
            terms,
            near.at,
            gap,
            has_subject && !is_parallel(terms, near.at, subject),
        )
        || !has_subject && is_handed(gap, holder) && !is_held_there(terms, holder))
    {
        return None;
    }
    if let Some(both) = for_both(sentence, near.at, gap, holder) {
        return Some(Tie::of(sentence, both, "for-whom", 0.88));
    }
    let rule = if listed { "list-below" } else { "for-whom" };
    match &holder.who {
        Who::Crowd(_) => crowd::named(sentence, near, holder),
        Who::Town | Who::Nth(_) | Who::Latter => {
            let place = who_is(sentence, holder, scene, state)?;
            Some(Tie::one(place, Some(holder), rule, 0.88))
        }
        Who::Places(_) => {
            let mut tie = Tie::of(sentence, holder, rule, 0.94);
            if begins_clause(terms, holder) {
                tie.places.pop();
            }
            // "… est Xville, et la plus grande, Yville"; a list goes on to its end.
            let more = near.after.iter().skip(1).filter(|more| {
                listed
                    || by_size && is_sized(terms, more)
                    || goes_on(terms, holder, more)
                    || is_given_too(terms, near.at, holder, more)
            });
            tie.places
                .extend(more.flat_map(|more| sentence.places(more)));
            Some(tie)
        }
    }
}

/// "ceux dont la collectivité a les 5 arobases : A, B, C": many names behind a colon are those of nobody who was named
/// before.
fn names_many(subject: Option<&Holder>, holder: &Holder, gap: &[Term]) -> bool {
    subject.is_some_and(|subject| subject.who == Who::Town)
        && holder.places().len() >= 3
        && gap.last().is_some_and(|term| term.is_mark(':'))
}

/// "Les deux autres ne sont pas en reste, avec trois arobases à Xville et deux à Yville": the crowd is who follows.
fn is_with_crowd(terms: &[Term], at: usize, subject: Option<&Holder>) -> bool {
    subject.is_some_and(Holder::is_crowd)
        && at >= 2
        && terms[at - 1].word() == "avec"
        && terms[at - 2].is_mark(',')
}

/// "cinq pour Xville et deux à Yville": the name before the number has its own, and the next one follows.
fn is_parallel(terms: &[Term], at: usize, subject: Option<&Holder>) -> bool {
    if is_with_crowd(terms, at, subject) {
        return true;
    }
    let given = subject.is_some_and(|subject| {
        subject.terms.end + 1 == at
            && subject.terms.start > 0
            && terms[subject.terms.start - 1].one_of("pour à chez")
    });
    given
        && terms[at - 1].one_of("et puis")
        && terms
            .get(at + 1)
            .is_some_and(|next| next.one_of("à au aux pour"))
}

/// "A et B … : deux arobases pour l'un comme pour l'autre": both of them.
fn for_both<'s>(
    sentence: &'s Sentence<'_>,
    at: usize,
    gap: &[Term],
    holder: &Holder,
) -> Option<&'s Holder> {
    if !is_for_both(gap, sentence.terms, holder) {
        return None;
    }
    let mut before = sentence.holders.iter().rev();
    before.find(|both| both.terms.end <= at && both.places().len() == 2)
}

/// "pour l'un comme pour l'autre", "à l'une et à l'autre".
fn is_for_both(gap: &[Term], terms: &[Term], holder: &Holder) -> bool {
    let for_one =
        matches!(gap, [only] if only.one_of("pour à")) && matches!(holder.who, Who::Nth(0));
    let after = terms[holder.terms.end..].iter().take(5);
    for_one && after.clone().any(|term| term.word() == "autre")
}

/// "pour Xville"; "à Xville" where nobody else is the subject.
fn is_for(terms: &[Term], at: usize, gap: &[Term], has_subject: bool) -> bool {
    // "trois arobases cette année à Xville".
    let now = matches!(gap, [this, year, at, ..]
        if this.word() == "cette" && year.one_of("annee fois edition") && !at.is_mark(','));
    let gap = if now { &gap[2..] } else { gap };
    let mut words = gap.iter().filter(|term| !term.word().is_empty());
    let first = gap.iter().find(|term| {
        !term.word().is_empty()
            && !term.one_of("vont va ira iront sont allees est allee revient reviennent enfin seulement egalement aussi")
    });
    let small = words.all(|word| {
        word.one_of("vont va ira iront sont allees est allee revient reviennent pour à au aux la le les l de d du des finir terminer conclure egalement aussi encore enfin seulement chacune chacun respectivement")
    });
    // "pour la deuxième année consécutive, la seconde en obtient deux": nobody's yet.
    let given = gap.iter().position(|term| term.one_of("pour à au aux"));
    let ends = gap.windows(2).any(|pair| {
        pair[0].word() == "pour" && pair[1].one_of("finir terminer conclure commencer")
    });
    let given = given.filter(|_| !ends);
    let parted = given.is_some_and(|given| gap[given..].iter().any(|term| term.is_mark(',')));
    let close = gap.len() <= 6
        && !parted
        && gap.iter().all(|term| {
            !matches!(
                term.kind,
                Kind::Mark(';' | '!') | Kind::Run(_) | Kind::Ago(_)
            )
        });
    let whom = |term: &Term| {
        term.word() == "pour"
            || term.one_of("à au aux") && (!has_subject || gives_before(terms, at))
    };
    small && close && first.is_some_and(whom)
}

/// "à cinq arobases Xville et Yville", "puis, avec une arobase, Xville", "chez les quatre arobases, Xville":
/// the names right behind a grade that opens its clause.
fn names_follow(terms: &[Term], at: usize, gap: &[Term]) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map(|back| &terms[back]);
    let joint = |steps: usize| {
        back(steps).is_none_or(|term| {
            matches!(term.kind, Kind::Mark(',' | ';' | ':' | '.'))
                || term.one_of("et puis enfin mais")
        })
    };
    let comma = matches!(gap, [only] if only.is_mark(','));
    let small = gap
        .iter()
        .all(|term| term.one_of("la le les l ville de d du"));
    let with = back(1).is_some_and(|term| term.one_of("à avec"));
    if with && joint(2) {
        let aside = back(2).is_some_and(|term| term.is_mark(','))
            && back(3).is_some_and(|term| {
                term.one_of("et puis enfin mais ensuite suivent viennent derriere")
            });
        return small || comma && aside;
    }
    // "On y croise, munies de trois arobases, Xville, Yville": dotées, fortes de …
    let armed = back(1).is_some_and(|term| term.one_of("de d"))
        && back(2)
            .is_some_and(|term| term.begins("muni dot credit fort gratifi recompens titulair"))
        && joint(3);
    if armed && comma {
        return true;
    }
    let among = (2..=4).any(|steps| {
        let opens = |more: usize| joint(steps + more);
        let article = back(steps + 1).is_some_and(|term| term.one_of("du au à l"));
        back(steps).is_some_and(|term| term.one_of("chez cote rayon etage"))
            && (opens(1) || article && (opens(2) || opens(3)))
    });
    among && back(1).is_some_and(|term| term.one_of("des les")) && (comma || small)
}

/// "remises à Jeanne Petit, maire de Xville".
fn is_handed(gap: &[Term], holder: &Holder) -> bool {
    holder.role != Role::Landmark
        && gap.len() <= 14
        && gap.iter().any(gives)
        && gap.iter().any(|term| term.one_of("à au aux"))
}

/// "ont reçu le panneau trois arobases de Xville", "la plaque aux cinq arobases de Xville": whose sign it is.
fn is_on_sign(terms: &[Term], at: usize, gap: &[Term]) -> bool {
    const SIGNS: &str =
        "panneau panneaux plaque plaques diplome diplomes trophee trophees panonceau";
    let sign = (1..=3).any(|steps| {
        at >= steps
            && terms[at - steps].one_of(SIGNS)
            && terms[at + 1 - steps..at]
                .iter()
                .all(|term| term.one_of("a à aux des de \" « l les"))
    });
    let of = match gap {
        [of] => of.one_of("de d du des"),
        [of, the] => of.one_of("de d") && the.one_of("la le les l"),
        _ => false,
    };
    sign && of
}

/// "4 @ : A, B ; 3 @ : C": the sign before the grade closes what was told before it.
fn heads_names(terms: &[Term], at: usize, gap: &[Term], holder: &Holder) -> bool {
    at > 0
        && matches!(terms[at - 1].kind, Kind::Mark(';' | ',' | '/' | '-' | '.'))
        && gap.first().is_some_and(|term| term.is_mark(':'))
        && gap.len() <= 4
        && !holder.places().is_empty()
}

/// "remises à Xville le 6 février", "décernées à Xville lors du congrès": where and when it was, and no more.
fn is_held_there(terms: &[Term], holder: &Holder) -> bool {
    let then = |term: &Term| {
        matches!(term.kind, Kind::Date(_)) || term.one_of("lors pendant durant devant hier")
    };
    let after = &terms[holder.terms.end..];
    let small = |term: &&Term| term.one_of("le ce l") || matches!(term.kind, Kind::Mark(','));
    let skip = after.iter().take(2).take_while(small).count();
    holder.role == Role::At && holder.places().len() == 1 && after.get(skip).is_some_and(then)
}

fn opens_list(gap: &[Term]) -> bool {
    // "… des cinq arobases compte désormais quatorze membres : A, B".
    let colon = gap.iter().position(|term| term.is_mark(':'));
    let counted = colon.is_some_and(|colon| {
        colon <= 9
            && gap.len() <= colon + 3
            && gap[..colon].iter().any(|term| {
                matches!(term.kind, Kind::Number(_))
                    || term.begins("membre laureat gagnant gratin elu champion")
            })
    });
    // "cinq arobases du label « Villes Internet » : A, B".
    let of_label = colon.is_some_and(|colon| {
        gap[..colon].iter().all(|term| {
            matches!(
                term.kind,
                Kind::Label | Kind::Trigger | Kind::Mark('"') | Kind::Year(_) | Kind::Edition(_)
            ) || term.one_of("du de des label national au l la le les en cette annee palmares")
        })
    });
    counted
        || of_label
        || gap
            .iter()
            .take(4)
            .any(|term| term.is_mark(':') || term.is_mark('>'))
        || gap.len() == 1 && gap[0].is_mark('(')
}

/// "La plus petite à obtenir cinq arobases *est* Xville".
fn is_equation(gap: &[Term]) -> bool {
    let words: Vec<&str> = gap
        .iter()
        .map(Term::word)
        .filter(|word| !word.is_empty())
        .collect();
    gap.len() <= 3
        && matches!(
            words.as_slice(),
            ["est" | "sont"] | ["s", "appelle"] | ["se", "nomme"]
        )
}

/// "à Xville, dans la Marne, à Yville et à Zville": the same preposition once more, and nothing but
/// departments in between.
fn goes_on(terms: &[Term], first: &Holder, more: &Holder) -> bool {
    let joint = |term: &Term| {
        matches!(
            term.kind,
            Kind::Mark(',' | '(' | ')') | Kind::Department(_) | Kind::Place(_)
        ) || term.one_of("et ou dans en le la les l à au aux puis enfin ainsi que qu")
    };
    first.role == Role::At
        && more.role == Role::At
        && terms[first.terms.end..more.terms.start].iter().all(joint)
}

/// "pour Xville, dont c'était la première participation, et pour Yville": the preposition comes again behind the
/// first one's aside.
fn is_given_too(terms: &[Term], at: usize, first: &Holder, more: &Holder) -> bool {
    let back = |steps: usize| {
        more.terms
            .start
            .checked_sub(steps)
            .map_or("", |back| terms[back].word())
    };
    let article = usize::from(matches!(back(1), "la" | "le" | "les" | "l"));
    let preposition = back(1 + article);
    let same = terms[at + 1..first.terms.start]
        .iter()
        .any(|term| term.word() == preposition);
    let between = &terms[first.terms.end..more.terms.start];
    same && matches!(preposition, "pour" | "à")
        && matches!(back(2 + article), "et" | "puis")
        && between.first().is_some_and(|term| term.is_mark(','))
        && between.iter().all(|term| {
            term.place().is_none()
                && term.level().is_none()
                && !matches!(
                    term.kind,
                    Kind::Mark(';' | ':' | '.') | Kind::Cue(Cue::Negation, _)
                )
        })
}

/// "deux arobases sont allées à Xville, et Yville débute avec une": the last name begins a clause of its own.
fn begins_clause(terms: &[Term], holder: &Holder) -> bool {
    let verb = terms
        .get(holder.terms.end)
        .is_some_and(|next| next.one_of("fait a est reste passe debute garde affiche se s en"));
    let graded = terms[holder.terms.end..]
        .iter()
        .any(|term| term.level().is_some());
    let last = holder.terms.end - 1;
    let and = (holder.terms.start + 1..last)
        .rev()
        .take(3)
        .any(|at| terms[at].word() == "et" && terms[at - 1].is_mark(','));
    holder.places().len() >= 2 && holder.role == Role::At && verb && graded && and
}

/// "et la plus grande, Yville".
fn is_sized(terms: &[Term], holder: &Holder) -> bool {
    let before = &terms[holder.terms.start.saturating_sub(5)..holder.terms.start];
    before
        .windows(2)
        .any(|pair| pair[0].word() == "plus" && pair[1].begins("grand petit peupl"))
}

fn gives(term: &Term) -> bool {
    term.begins(
        "attribu decern remis remet accord offer donn allee reviennent revient revenu echoi octroy vont va",
    )
}

/// "vaut à la commune une arobase", "décerne à Xville le titre": to whom what stands at `at` is given.
pub(super) fn is_given(terms: &[Term], holder: &Holder, at: usize) -> bool {
    let gives =
        "vaut valu attribu decern accord remet remis confi octroi octroy offr donn rapport apport";
    // "la Ville s'est vu remettre à Albi la distinction": there it was where, not to whom.
    let passive = terms[..holder.terms.start]
        .iter()
        .rev()
        .take(4)
        .any(|term| term.one_of("vu vue vus vues voit voient"));
    holder.role == Role::At
        && !passive
        && at.saturating_sub(holder.terms.end) <= 6
        && terms[..holder.terms.start]
            .iter()
            .rev()
            .take(5)
            .any(|term| term.begins(gives))
}

pub(super) fn gives_before(terms: &[Term], at: usize) -> bool {
    let passive = terms[..at]
        .iter()
        .any(|term| term.one_of("vu vue vus vues voit voient"));
    !passive && terms[..at].iter().rev().take(8).any(gives)
}
