//! Special mentions: who was given "Territoire d'excellence numérique", a green arobase…

use super::antecedent;
use super::context::Read;
use super::crowd;
use super::draft::{Draft, Given, When};
use super::frame;
use super::given::{by_pronoun, goes_to, others_too};
use super::holder::Holder;
use super::mention_refuse;
use super::prefix::is_given;
use super::scale::so_many_times;
use super::scene::{Pending, Scene, Sentence, State, Statement};
use super::term::{Kind, PlaceTerm, Role, Term};
use super::tie::{Near, Tie};
use super::who::who_is;
use super::year;
use crate::label::lexicon::Cue;
use crate::web::page::BlockKind;

/// How sure a mention is that is tied to its holder.
pub(super) const SURE: f32 = 0.92;

/// The one mention that the title of the page names, where it names no grade.
pub(super) fn topic(reads: &[Read]) -> Option<usize> {
    let title = reads
        .iter()
        .find(|read| matches!(read.kind, BlockKind::Heading(1)))?;
    if title.terms.iter().any(|term| term.level().is_some()) {
        return None;
    }
    let mut named = (0..title.terms.len()).filter_map(|at| match title.terms[at].kind {
        Kind::Mention { number, loose } => {
            (!loose || is_named(&title.terms, at) || is_quoted(&title.terms, at)).then_some(number)
        }
        _ => None,
    });
    named.next().filter(|_| named.next().is_none())
}

/// Links every special mention of a sentence.
pub(super) fn link(sentence: &Sentence<'_>, scene: &Scene<'_>, state: &mut State) {
    let terms = sentence.terms;
    // "La mention X va à A. « Démocratie locale » revient à B": the paragraph goes on about mentions.
    let goes_on = state.mentions_in == Some(sentence.block);
    let speaks = |term: &Term| {
        matches!(term.kind, Kind::Mention { loose: false, .. })
            || matches!(term.kind, Kind::Trigger)
    };
    if terms.iter().any(speaks) {
        state.mentions_in = Some(sentence.block);
    }
    let mentions: Vec<(usize, usize)> = (0..terms.len())
        .filter_map(|at| match terms[at].kind {
            Kind::Mention { number, loose }
                if !loose
                    || is_named(terms, at)
                    || is_quoted(terms, at) && just_before(sentence, state)
                    || (goes_on || terms[..at].iter().any(speaks)) && is_that_of(terms, at)
                    || state.mentions_in.is_some() && heads_line(terms, at)
                    || state.mentions_in.is_some() && is_heading(sentence) =>
            {
                Some((at, number))
            }
            _ => None,
        })
        .collect();
    for (index, &(at, number)) in mentions.iter().enumerate() {
        if let Some(reason) = mention_refuse::reason(sentence, at) {
            sentence.refuse(state, at, reason);
            // "Neuf arobases vertes ont été décernées. Elles reviennent à Xville et à Yville."
            if reason == "statistic" {
                state.pending = Some(Pending {
                    given: Given::Mention(number),
                    year: None,
                    age: 0,
                });
            }
            continue;
        }
        let start = index
            .checked_sub(1)
            .map_or(0, |before| mentions[before].0 + 1);
        let end = mentions.get(index + 1).map_or(terms.len(), |next| next.0);
        let near = Near::new(sentence, at, start..end);
        let tie = tie(sentence, scene, state, &near);
        if tie.is_none() || sentence.holders.iter().any(Holder::is_crowd) {
            let given = Given::Mention(number);
            state.pending = Some(Pending {
                given,
                year: None,
                age: 0,
            });
        }
        match tie {
            Some(tie) => give(sentence, state, &near, number, tie),
            None => sentence.refuse(state, at, "nobody"),
        }
    }
    if mentions.is_empty() {
        by_pronoun(sentence, scene, state);
    }
}

pub(super) fn give(
    sentence: &Sentence<'_>,
    state: &mut State,
    near: &Near<'_>,
    number: usize,
    tie: Tie,
) {
    let at = near.at;
    let years = year::read(sentence.terms, at, &near.reach, tie.holder.as_ref());
    let year = years
        .own
        .first()
        .or(years.recalled.first())
        .copied()
        .or_else(|| frame::head_year(sentence.terms, at));
    let named = tie.holder.is_some();
    let holder = tie.holder.unwrap_or(at..at + 1);
    let statement = Statement {
        given: Given::Mention(number),
        when: When {
            year,
            back: years.own_back,
            ..When::default()
        },
        words: holder.start.min(at)..holder.end.max(at + 1),
        named,
        rule: tie.rule,
        confidence: tie.confidence,
    };
    for place in tie.places {
        sentence.state(state, place, &statement);
    }
}

/// Whether mentions were spoken of in this block or in one of the two before it.
fn just_before(sentence: &Sentence<'_>, state: &State) -> bool {
    let blocks = state.mentions_in.map(|block| sentence.block - block);
    blocks.is_some_and(|blocks| blocks <= 2)
}

/// "celui du numérique éducatif", "celle de la démocratie locale": the prize just told of, for another subject.
fn is_that_of(terms: &[Term], at: usize) -> bool {
    let small = |term: &&Term| term.one_of("de du la le l d") || term.is_mark('"');
    let joints = terms[..at].iter().rev().take_while(small).count();
    let back = |steps: usize| at.checked_sub(joints + steps).map(|back| &terms[back]);
    let that = |steps: usize| back(steps).is_some_and(|term| term.one_of("celui celle"));
    // "celle qui récompense la médiation numérique".
    let rewards = back(1)
        .is_some_and(|term| term.begins("recompens salu disting honor couronn consacr concern"))
        && back(2).is_some_and(|term| term.word() == "qui");
    joints > 0 && (that(1) || rewards && that(3))
}

/// "Coopération décentralisée : Xville": what heads the line on a page that tells of mentions.
fn heads_line(terms: &[Term], at: usize) -> bool {
    at == 0
        && terms.get(1).is_some_and(|next| next.is_mark(':'))
        && terms.get(2).is_some_and(|next| next.place().is_some())
}

/// "## Démocratie locale": a heading that is nothing but the mention.
fn is_heading(sentence: &Sentence<'_>) -> bool {
    matches!(sentence.kind, BlockKind::Heading(_)) && sentence.terms.len() <= 2
}

/// « Démocratie locale »
fn is_quoted(terms: &[Term], at: usize) -> bool {
    let quote = |at: Option<usize>| {
        at.and_then(|at| terms.get(at))
            .is_some_and(|term| term.is_mark('"'))
    };
    quote(at.checked_sub(1)) && quote(Some(at + 1))
}

/// An ordinary expression is a mention only beside a word that says so.
pub(super) fn is_named(terms: &[Term], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &terms[before]) else {
        return false;
    };
    let trigger = |term: &Term| matches!(term.kind, Kind::Trigger);
    let closed = terms.get(at + 1).is_some_and(|term| term.is_mark(')'));
    if before.is_mark('(') && closed {
        return terms[..at].iter().any(trigger);
    }
    let from = at.saturating_sub(7);
    let Some(place) = terms[from..at].iter().rposition(trigger) else {
        return before.is_mark('#');
    };
    let gap = &terms[from + place + 1..at];
    let small = |term: &Term| {
        term.word().is_empty()
            || term.one_of("de la le du l d speciale special pour en au et à celle celui supplementaire particuliere particulier autre nouvelle nouveau thematique dite intitulee intitule baptisee nommee")
            || term.is_cue(Cue::Award)
    };
    before.is_mark('#') || before.is_mark('"') || gap.iter().all(small)
}

/// Who was given the mention.
fn tie(sentence: &Sentence<'_>, scene: &Scene<'_>, state: &State, near: &Near<'_>) -> Option<Tie> {
    let to = |holder: &Holder, rule| to(sentence, scene, state, holder, rule);
    let named = after_name(sentence, near)
        .or_else(|| that_for(sentence, near))
        .or_else(|| falls_to(sentence, near));
    if let Some(tie) = named {
        return Some(tie);
    }
    if let Some(tie) = for_whom(sentence, scene, state, near) {
        return Some(tie);
    }
    if let Some(tie) = goes_to(sentence, near) {
        return Some(tie);
    }
    let able = |holder: &&&Holder| {
        (matches!(holder.role, Role::Free | Role::Office)
            || is_given(sentence.terms, holder, near.at))
            && !holder.is_crowd()
    };
    if let Some(tie) = crowd::all_of_them(sentence, state, near) {
        return Some(tie);
    }
    if let Some(holder) = near.before.iter().rev().find(able) {
        return to(holder, "mention-of");
    }
    let crowd = sentence.holders.iter().any(Holder::is_crowd);
    if crowd && state.last_list_only && state.last_group.len() >= 2 {
        let places = state.last_group.clone();
        return Some(Tie {
            places,
            holder: None,
            rule: "list-before",
            confidence: SURE,
        });
    }
    // "Son arobase verte, la commune de Xville la doit à …".
    let free = |holder: &&&Holder| {
        holder.role == Role::Free && !holder.is_crowd() && holder.terms.start - near.at <= 12
    };
    if let Some(holder) = near.after.iter().find(free) {
        return to(holder, "mention-first");
    }
    // The sentence goes on about its subject: "… ; une mention spéciale salue en plus …".
    let subject = |holder: &&Holder| {
        holder.role == Role::Free && !holder.places().is_empty() && holder.terms.end <= near.at
    };
    if let Some(holder) = sentence.holders.iter().find(subject) {
        return to(holder, "mention-of");
    }
    of_one_before(sentence, scene, state, near, crowd)
}

/// The mention of a sentence that names nobody.
fn of_one_before(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
    near: &Near<'_>,
    crowd: bool,
) -> Option<Tie> {
    // "Quatre arobases, assorties d'une mention …": whose grade it is was found just before.
    let graded = |draft: &&Draft| {
        let inside =
            sentence.bytes.start <= draft.words.start && draft.words.end <= sentence.bytes.end;
        draft.block == sentence.block && inside && matches!(draft.given, Given::Grade(_))
    };
    let mut drafts = state.drafts.iter().filter(graded);
    if let (Some(draft), None) = (drafts.next(), drafts.next()) {
        return Some(Tie::one(draft.place.clone(), None, "mention-of", SURE));
    }
    if let Some(tie) = beside_grade(sentence, state, near) {
        return Some(tie);
    }
    if crowd
        || !is_earned(&sentence.terms[..near.at])
            && !sentence.has(Cue::Award)
            && sentence.terms.len() > 6
    {
        return None;
    }
    let place = antecedent::spoken_of(sentence, scene, state)?;
    // "## Médiation numérique" heads those below it; above it another list was named.
    if is_heading(sentence) && !is_own(scene, &place) {
        return None;
    }
    Some(Tie::one(place, None, "mention-spoken-of", SURE))
}

/// Whether `place` is the page's own town.
fn is_own(scene: &Scene<'_>, place: &PlaceTerm) -> bool {
    let own = scene.subject.as_ref().map(|(own, _)| own);
    own.is_some_and(|own| own.candidates == place.candidates)
}

/// "Ce zèle lui vaut …".
fn is_earned(before: &[Term]) -> bool {
    let earned =
        |pair: &[Term]| pair[0].one_of("lui nous") && pair[1].one_of("vaut valent valait a ont");
    before.windows(2).any(earned)
}

/// "Saint-Herblain est à quatre arobases. Mention spéciale « … » en prime.": of the one just told of.
fn beside_grade(sentence: &Sentence<'_>, state: &State, near: &Near<'_>) -> Option<Tie> {
    let unnamed = sentence
        .holders
        .iter()
        .all(|holder| holder.places().is_empty());
    let goes_on = state
        .drafts
        .last()
        .is_some_and(|draft| draft.block == sentence.block);
    match state.last_places.as_slice() {
        [place] if near.at <= 4 && unnamed && goes_on => {
            Some(Tie::one(place.clone(), None, "mention-of", SURE))
        }
        _ => None,
    }
}

/// `Xville (démocratie locale)`.
fn after_name(sentence: &Sentence<'_>, near: &Near<'_>) -> Option<Tie> {
    let holder = near
        .before
        .last()
        .filter(|holder| !holder.places().is_empty())?;
    let bracket = holder.terms.end + 1 == near.at && sentence.terms[near.at - 1].is_mark('(');
    bracket.then(|| Tie::of(sentence, holder, "mention-after-name", SURE))
}

/// "À Xville revient la mention …", "À Xville et à Yville échoit l'arobase verte".
fn falls_to(sentence: &Sentence<'_>, near: &Near<'_>) -> Option<Tie> {
    let holder = near.before.last()?;
    let verb = sentence.terms.get(holder.terms.end)?;
    let falls = verb.one_of("revient reviennent va vont echoit echoient echoue");
    let close = near.at - holder.terms.end <= 6;
    (holder.role == Role::At && falls && close && !holder.places().is_empty())
        .then(|| Tie::of(sentence, holder, "mention-for", SURE))
}

/// "La mention X couronne A ; celle de la médiation numérique, B et C": the verb is not said again.
fn that_for(sentence: &Sentence<'_>, near: &Near<'_>) -> Option<Tie> {
    let terms = sentence.terms;
    let next = near.after.first().filter(|holder| {
        holder.role == Role::Free && !holder.places().is_empty() && is_that_of(terms, near.at)
    })?;
    let gap = &terms[near.at + 1..next.terms.start];
    let small = |term: &Term| {
        matches!(term.kind, Kind::Mark(',' | '"' | '-' | ')')) || term.one_of("la le les l")
    };
    gap.iter()
        .all(small)
        .then(|| Tie::of(sentence, next, "mention-for", SURE))
}

/// `mention … attribuée à Xville`, `mention … : Xville, Yville`.
fn for_whom(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
    near: &Near<'_>,
) -> Option<Tie> {
    let able = |holder: &&&Holder| !holder.is_crowd() && holder.role != Role::Landmark;
    let next = near.after.iter().find(able)?;
    let gap = &sentence.terms[near.at + 1..next.terms.start];
    // "… y a été ajoutée : elle récompense la chaleur des serveurs": no list behind that colon.
    let told = |colon: usize| {
        gap[colon + 1..]
            .iter()
            .take(3)
            .any(|term| term.is_cue(Cue::Award))
    };
    let colon = gap
        .iter()
        .position(|term| term.is_mark(':'))
        .is_some_and(|colon| !(told(colon) && gap.len() - colon > 4));
    let close = gap.len() <= 12 || colon && gap.len() <= 30;
    // "pour son centre de Xville" says why.
    let own = |at: usize| {
        gap.get(at + 1)
            .is_some_and(|next| next.one_of("son sa ses leur leurs"))
    };
    let to_whom = (0..gap.len())
        .any(|at| gap[at].one_of("pour à au aux") && !own(at) || colon && gap[at].is_mark(':'));
    let graded = (near.at + 1..next.terms.start)
        .any(|at| sentence.terms[at].level().is_some() && !so_many_times(sentence.terms, at));
    let free = |holder: &&Holder| holder.role == Role::Free && !holder.is_crowd();

    let subject = near.before.iter().any(free);
    let beside = gap.len() <= 3 && gap.iter().any(|term| term.word() == "pour");
    if !close || !to_whom || graded || subject && !beside {
        return None;
    }
    let mut tie = to(sentence, scene, state, next, "mention-for")?;
    if colon {
        let more = near
            .after
            .iter()
            .filter(|holder| holder.terms.start > next.terms.start && free(holder));
        tie.places
            .extend(more.flat_map(|holder| sentence.places(holder)));
    } else {
        tie.places.extend(others_too(sentence, near, next));
    }
    Some(tie)
}

pub(super) fn to(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
    holder: &Holder,
    rule: &'static str,
) -> Option<Tie> {
    if holder.places().is_empty() {
        let place = who_is(sentence, holder, scene, state)?;
        return Some(Tie::one(place, Some(holder), rule, SURE));
    }
    Some(Tie::of(sentence, holder, rule, SURE))
}
