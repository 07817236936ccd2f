//! Who holds which grade: the rules that tie a grade to its holder by the shape of the sentence.

use std::ops::Range;

use super::context::{self, Read};
use super::draft::{Draft, Given, Refusal, When};
use super::finish;
use super::holder::{Holder, Who, holders};
use super::mention;
use super::refuse::{self, Around};
use super::subject;
use super::table;
use super::term::{Form, Kind, LevelTerm, PlaceTerm, Role, Term, Than};
use super::year::{self, Years};
use super::{Label, Statements, edition};
use crate::label::lexicon::Cue;
use crate::web::page::{BlockKind, Page};

/// What the text so far leaves open for the next sentence.
#[derive(Default)]
pub(super) struct State {
    /// The one town spoken of last.
    pub(super) focus: Option<PlaceTerm>,
    /// The list of towns named last: for "la première … la seconde".
    pub(super) last_group: Vec<PlaceTerm>,
    /// Whether that list was a whole sentence.
    pub(super) last_list_only: bool,
    /// A grade or mention told of a crowd, whose names may follow.
    pub(super) pending: Option<Pending>,
    /// The grade linked last: for "dans le même cas".
    pub(super) last_grade: Option<u8>,
    /// A grade that others than the one just named hold too: "Xville n'est pas la seule".
    pub(super) shared: Option<u8>,
    /// What the heading above says of the list below.
    pub(super) heading: Option<Pending>,
    /// The year that the heading above is: "2016".
    heading_year: Option<i16>,
    /// Departments of the heading above.
    pub(super) heading_departments: Vec<String>,
    /// Another label's heading stands above.
    pub(super) foreign_heading: bool,
    pub(super) drafts: Vec<Draft>,
    pub(super) refusals: Vec<Refusal>,
}

/// Something given to many whose names are not told yet.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) given: Given,
    pub(super) year: Option<i16>,
    /// Sentences since.
    pub(super) age: usize,
}

/// The page being read.
pub(super) struct Scene<'a> {
    pub(super) subject: Option<PlaceTerm>,
    pub(super) maximum_stated: bool,
    /// Towns that hosted the ceremony: what they hold is told as it was before.
    hosts: Vec<PlaceTerm>,
    pub(super) label: &'a Label,
}

/// One sentence being read.
pub(super) struct Sentence<'a> {
    pub(super) terms: &'a [Term],
    pub(super) holders: Vec<Holder>,
    pub(super) block: usize,
    pub(super) bytes: Range<usize>,
    pub(super) near: Vec<String>,
    pub(super) around: Around,
    pub(super) kind: &'a BlockKind,
}

/// A grade tied to its holder.
struct Tie {
    places: Vec<PlaceTerm>,
    /// The terms that name the holder, where the sentence names it.
    holder: Option<Range<usize>>,
    rule: &'static str,
    confidence: f32,
}

/// Reads all that a page says.
pub(super) fn read_page(page: &Page, label: &Label) -> Statements {
    let reads = context::read_blocks(page, label);
    if !about_label(&reads) {
        return Statements::default();
    }
    let edition = edition::resolve(page, &reads);
    let scene = Scene {
        subject: subject::subject(page, &reads, label),
        maximum_stated: context::states_maximum(&reads),
        hosts: hosts(&reads),
        label,
    };
    let mut state = State {
        focus: None,
        ..State::default()
    };
    let mut departments = context::departments(&reads);
    if let Some(code) = scene
        .subject
        .as_ref()
        .and_then(|place| place.department.clone())
    {
        departments.insert(0, code);
    }
    let tables = table::read(&reads, &scene, &mut state);
    for read in reads.iter().filter(|read| !tables.contains(&read.block)) {
        read_block(read, &scene, &mut state);
    }
    finish::statements(page, &reads, state, edition, &departments, label)
}

/// Whether the article speaks of the label: by its name, by more than one arobase, by a mention.
/// "Une arobase" alone is a sign on a keyboard.
fn about_label(reads: &[Read]) -> bool {
    reads
        .iter()
        .flat_map(|read| &read.terms)
        .any(|term| match &term.kind {
            Kind::Label | Kind::Mention { loose: false, .. } => true,
            Kind::Level(level) => {
                matches!(level.form, Form::Plain | Form::Symbols | Form::Ordinal)
                    && level.values.iter().any(|value| *value > 1)
            }
            _ => false,
        })
}

/// The towns of which the article says that they received the others.
fn hosts(reads: &[Read]) -> Vec<PlaceTerm> {
    let hosting = |sentence: &&[Term]| {
        sentence
            .iter()
            .any(|term| term.word().starts_with("accueill") || term.word() == "hote")
    };
    reads
        .iter()
        .flat_map(Read::sentences)
        .filter(hosting)
        .flat_map(|sentence| sentence.iter().filter_map(Term::place).cloned())
        .collect()
}

fn read_block(read: &Read, scene: &Scene<'_>, state: &mut State) {
    if let BlockKind::Heading(_) = read.kind {
        heading(read, state);
    }
    if state.foreign_heading && !context::speaks(&read.terms) {
        return;
    }
    for number in 0..read.count() {
        let near_label = read.label_near(number);
        let mut terms = read.sentence(number).to_vec();
        elliptic(&mut terms, near_label);
        let sentence = Sentence {
            holders: holders(&terms),
            block: read.block,
            bytes: read.bytes(number),
            near: departments(&terms, &state.heading_departments),
            around: Around {
                label_near: near_label,
                maximum_stated: scene.maximum_stated,
            },
            kind: &read.kind,
            terms: &terms,
        };
        let before = state.last_grade.take();
        grades(&sentence, scene, state);
        if sentence.terms.iter().all(|term| term.level().is_none()) {
            state.last_grade = before;
        }
        mention::link(&sentence, scene, state);
        listed(&sentence, state);
        if sentence.terms.iter().all(|term| term.level().is_none()) {
            state.last_grade = None;
        }
        laureates(&sentence, state);
        remember(&sentence, state);
    }
}

/// A heading opens a new part of the page.
fn heading(read: &Read, state: &mut State) {
    state.foreign_heading = read
        .terms
        .iter()
        .any(|term| matches!(term.kind, Kind::OtherLabel))
        && !context::speaks(&read.terms);
    state.heading_departments = departments(&read.terms, &[]);
    state.heading = None;
    state.heading_year = read.terms.iter().find_map(|term| match term.kind {
        Kind::Year(year) if read.terms.len() <= 3 => Some(year),
        _ => None,
    });
}

/// Departments that a sentence names, before those of the heading above it.
fn departments(terms: &[Term], heading: &[String]) -> Vec<String> {
    let named = terms.iter().filter_map(|term| match &term.kind {
        Kind::Department(code) => Some(code.clone()),
        _ => None,
    });
    named.chain(heading.iter().cloned()).collect()
}

/// Numbers without their unit that stand for grades: "en a eu quatre", "trois pour Yville".
fn elliptic(terms: &mut [Term], label_near: bool) {
    let mut seen = label_near && terms.iter().all(|term| term.level().is_none());
    for at in 0..terms.len() {
        if let Kind::Level(level) = &terms[at].kind {
            seen |= level.form != Form::Single;
        }
        let Kind::Number(value @ 1..=5) = terms[at].kind else {
            continue;
        };
        if seen && stands_for_grade(terms, at) {
            terms[at].kind = Kind::Level(LevelTerm::one(
                u8::try_from(value).unwrap_or(1),
                Form::Elliptic,
            ));
        }
    }
}

fn stands_for_grade(terms: &[Term], at: usize) -> bool {
    // "les deux premières, obtenues en 2016": the unit is that of the ordinal told before.
    let firsts = terms
        .get(at + 1)
        .is_some_and(|term| term.one_of("premieres premiers"))
        && terms.get(at + 2).is_none_or(|term| {
            matches!(
                term.kind,
                Kind::Mark(_) | Kind::Cue(Cue::Award, _) | Kind::Year(_)
            ) || term.word() == "en"
        });
    if firsts && terms[..at].iter().any(|term| term.level().is_some()) {
        return true;
    }
    let open_end = match terms.get(at + 1) {
        None => true,
        Some(next) => {
            matches!(
                next.kind,
                Kind::Mark(',' | '.' | ';' | '!' | ')' | ':' | '…')
                    | Kind::Year(_)
                    | Kind::Run(_)
                    | Kind::Cue(Cue::Likewise, _)
            ) || next.one_of(
                "et pour à aux en tandis contre cette quand desormais alors comme depuis au",
            )
        }
    };
    if !open_end {
        return false;
    }
    let back = |steps: usize| at.checked_sub(steps).map(|before| &terms[before]);
    // "en compte désormais quatre", "en ont reçu trois".
    let of_them = (2..=5).any(|steps| {
        back(steps).is_some_and(|term| term.word() == "en")
            && (1..steps).all(|between| {
                back(between).is_some_and(|term| {
                    !matches!(
                        term.kind,
                        Kind::Mark(_) | Kind::Place(_) | Kind::Number(_) | Kind::Year(_)
                    )
                })
            })
            && back(steps - 1).is_some_and(|term| {
                matches!(term.kind, Kind::Word { .. } | Kind::Cue(Cue::Award, _))
            })
            && !matches!(back(steps - 1).map_or("", Term::word), "les" | "la" | "le")
    });
    let level_before = terms[..at].iter().any(|term| term.level().is_some());
    let for_whom = terms
        .get(at + 1)
        .is_some_and(|term| term.one_of("pour à aux au"))
        && terms[at + 2..].iter().take(4).any(|term| {
            matches!(term.kind, Kind::Place(_))
                || term.is_cue(Cue::Crowd)
                || term.is_cue(Cue::Town)
                || matches!(term.kind, Kind::Number(_))
        });
    // "A cinq arobases, B quatre, C trois".
    let settles = back(1).is_some_and(|term| term.word() == "de")
        && back(2).is_some_and(|term| term.word().starts_with("content"));
    let in_year = matches!(terms.get(at + 1).map_or("", Term::word), "en")
        && matches!(
            terms.get(at + 2).map(|term| &term.kind),
            Some(Kind::Year(_))
        );
    let of_name = back(1).is_some_and(|term| term.word() == "de")
        && back(2).is_some_and(|term| matches!(term.kind, Kind::Place(_)));
    let after_name = of_name
        || in_year
        || back(1).is_some_and(|term| {
            matches!(term.kind, Kind::Place(_))
                || term.one_of("premiere seconde deuxieme troisieme derniere")
        });
    of_them || settles || level_before && (for_whom || after_name)
}

/// Links every grade of a sentence.
fn grades(sentence: &Sentence<'_>, scene: &Scene<'_>, state: &mut State) {
    let terms = sentence.terms;
    let levels: Vec<usize> = (0..terms.len())
        .filter(|at| terms[*at].level().is_some())
        .collect();
    let mut last_tie: Option<(Range<usize>, Vec<PlaceTerm>, bool)> = None;
    for (index, &at) in levels.iter().enumerate() {
        let reach = index.checked_sub(1).map_or(0, |before| levels[before] + 1)
            ..levels.get(index + 1).copied().unwrap_or(terms.len());
        let Some(level) = terms[at].level() else {
            continue;
        };
        if let Some(reason) = refuse::reason(terms, at, sentence.around) {
            if reason == "class" {
                state.pending = Some(Pending {
                    given: Given::Grade(level.value()),
                    year: None,
                    age: 0,
                });
            }
            refuse(sentence, state, at, reason);
            continue;
        }
        let Some(tie) = tie(sentence, scene, state, at, &reach, last_tie.as_ref()) else {
            continue;
        };
        if level.values.len() > 1
            && level.values.len() == tie.places.len()
            && terms
                .iter()
                .any(|term| term.word().starts_with("respectiv"))
        {
            for (place, value) in tie.places.iter().zip(&level.values) {
                let tie = Tie {
                    places: vec![place.clone()],
                    holder: tie.holder.clone(),
                    rule: "respectively",
                    confidence: 0.88,
                };
                give(sentence, state, at, Some(*value), &tie, &Years::default());
            }
            continue;
        }
        if level.values.len() > 1 && !matches!(tie.rule, "list-below" | "named-crowd") {
            refuse(sentence, state, at, "undecided");
            continue;
        }
        let tie = if tie.rule == "state"
            && !tie
                .places
                .iter()
                .any(|place| scene.hosts.iter().any(|host| subject::same(host, place)))
        {
            Tie {
                rule: "after-name",
                ..tie
            }
        } else {
            tie
        };
        let mut years = year::read(terms, at, &reach, tie.holder.as_ref());
        if tie.rule == "named-crowd" {
            // "Comme l'année précédente, 14 villes …" compares the count.
            years.recalled.clear();
            years.recalled_last = false;
        }
        give(sentence, state, at, level_value(sentence, at), &tie, &years);
        let not_alone = terms[reach.start..at].iter().any(
            |term| matches!(&term.kind, Kind::Cue(Cue::Affirmation, word) if word.contains("seul")),
        );
        if not_alone
            && !terms[reach.start..at]
                .iter()
                .any(|term| term.word().contains("seulement"))
        {
            state.shared = level.value();
        }
        state.last_grade = level.value().or(state.last_grade);
        let subject = matches!(
            tie.rule,
            "subject" | "spoken-of" | "same-subject" | "page-subject"
        );
        likewise(sentence, state, at, &reach, &years);
        last_tie = Some((at..at + 1, tie.places, subject));
    }
}

/// Finds who holds the grade at `at`.
fn tie(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &mut State,
    at: usize,
    reach: &Range<usize>,
    last: Option<&(Range<usize>, Vec<PlaceTerm>, bool)>,
) -> Option<Tie> {
    let before: Vec<&Holder> = sentence
        .holders
        .iter()
        .filter(|holder| holder.terms.start >= reach.start && holder.terms.end <= at)
        .collect();
    let after: Vec<&Holder> = sentence
        .holders
        .iter()
        .filter(|holder| holder.terms.start > at && holder.terms.start < reach.end)
        .collect();
    if let Some(tie) = postfix(sentence, at, &before) {
        return Some(tie);
    }
    let subject = before
        .iter()
        .rev()
        .copied()
        .find(|holder| can_be_subject(sentence, holder, at));
    if let Some(tie) = prefix(sentence, scene, state, at, &after, subject.is_some()) {
        return Some(tie);
    }
    if let Some(holder) = subject {
        return by_subject(sentence, scene, state, at, holder, &before, &after);
    }
    if let Some((_, places, true)) = last {
        return Some(Tie {
            places: places.clone(),
            holder: None,
            rule: "same-subject",
            confidence: 0.9,
        });
    }
    if let Some(tie) = level_first(sentence, scene, state, at, &after, last.is_some()) {
        return Some(tie);
    }
    if before.is_empty()
        && after.is_empty()
        && last.is_none()
        && let Some(tie) = opening(sentence, at)
    {
        return Some(tie);
    }
    // "Sont labellisées @@@@ deux autres communes : A et B".
    let named = after
        .iter()
        .filter(|holder| matches!(holder.who, Who::Crowd(_)))
        .find_map(|crowd| named_crowd(sentence, at, crowd, &after));
    if named.is_some() {
        return named;
    }
    if after
        .iter()
        .any(|holder| matches!(holder.who, Who::Crowd(_)))
        || before
            .iter()
            .any(|holder| matches!(holder.who, Who::Crowd(_)))
    {
        set_pending(sentence, state, at);
        refuse(sentence, state, at, "statistic");
        return None;
    }
    if let Some(tie) = speaker(sentence, at) {
        return Some(tie);
    }
    if last.is_some() && before.is_empty() && !has_verb(sentence.terms, reach.start, at) {
        refuse(sentence, state, at, "nobody");
        return None;
    }
    spoken_of(sentence, scene, state, at)
}

fn has_verb(terms: &[Term], from: usize, to: usize) -> bool {
    terms[from..to]
        .iter()
        .any(|term| term.is_cue(Cue::Award) || term.one_of("a est compte passe avec avait"))
}

/// « Nous avons gagné notre quatrième arobase », se félicite le maire de Xville.
fn speaker(sentence: &Sentence<'_>, at: usize) -> Option<Tie> {
    let ours = sentence.terms[..at]
        .iter()
        .any(|term| term.one_of("nous notre nos on"));
    let office = sentence.holders.iter().find(|holder| {
        holder.terms.start > at && holder.role == Role::Office && !holder.places().is_empty()
    })?;
    ours.then(|| Tie {
        places: places(sentence, office),
        holder: Some(office.terms.clone()),
        rule: "speaker",
        confidence: 0.85,
    })
}

/// The town that the text spoke of, or the page's own.
fn spoken_of(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &mut State,
    at: usize,
) -> Option<Tie> {
    let recent = state.focus.clone();
    let Some(place) = recent.or_else(|| scene.subject.clone()) else {
        set_pending(sentence, state, at);
        refuse(sentence, state, at, "nobody");
        return None;
    };
    Some(Tie {
        places: vec![place],
        holder: None,
        rule: "spoken-of",
        confidence: 0.85,
    })
}

/// `Xville (3 @)`, `Xville (59) @@@`, `Xville : 3 arobases`.
fn postfix(sentence: &Sentence<'_>, at: usize, before: &[&Holder]) -> Option<Tie> {
    let holder = before.last().filter(|holder| !holder.places().is_empty())?;
    let gap = &sentence.terms[holder.terms.end..at];
    let tight = gap.iter().all(|term| {
        matches!(
            term.kind,
            Kind::Mark('(' | '"' | ':' | '-' | '>' | '=' | '[' | '/')
        ) || term.one_of("avec et ses label ville internet")
    });
    let own = gap.iter().any(|term| term.word() == "ses");
    // "A et trois @ pour B": a bare "et" begins the next one.
    if !tight || !own && gap.iter().any(|term| term.one_of("et a à")) {
        return None;
    }
    let given = holder.role == Role::At && gives_before(sentence.terms, at);
    let rule = if own && !given { "state" } else { "after-name" };
    Some(Tie {
        places: places(sentence, holder),
        holder: Some(holder.terms.clone()),
        rule,
        confidence: 0.96,
    })
}

/// `cinq @ pour Xville`, `4 arobases : Xville, Yville`, `5 arobases remises à …, maire de Xville`.
fn prefix(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &mut State,
    at: usize,
    after: &[&Holder],
    has_subject: bool,
) -> Option<Tie> {
    let terms = sentence.terms;
    let holder = *after.first()?;
    let gap = &terms[at + 1..holder.terms.start];
    let words: Vec<&str> = gap
        .iter()
        .map(Term::word)
        .filter(|word| !word.is_empty())
        .collect();
    let first = words.first().copied().unwrap_or("");
    let small = words.iter().all(|word| {
        matches!(
            *word,
            "pour"
                | "à"
                | "au"
                | "aux"
                | "la"
                | "le"
                | "les"
                | "l"
                | "de"
                | "d"
                | "du"
                | "des"
                | "egalement"
                | "aussi"
                | "encore"
                | "chacune"
                | "chacun"
                | "respectivement"
        )
    });
    let given = gap.iter().any(|term| gives(term.word()));
    let colon = gap
        .iter()
        .any(|term| term.is_mark(':') || term.is_mark('>'));
    let close = gap.len() <= 6
        && gap
            .iter()
            .all(|term| !matches!(term.kind, Kind::Mark(';' | '!')));
    let for_whom = small && close && first == "pour"
        || small
            && close
            && matches!(first, "à" | "au" | "aux")
            && (!has_subject || gives_before(terms, at));
    let handed = given
        && matches!(holder.role, Role::At | Role::Office | Role::Free)
        && gap.len() <= 14
        && gap.iter().any(|term| term.one_of("à au aux"))
        && !has_subject;
    let listed = colon
        && gap
            .iter()
            .take(4)
            .any(|term| term.is_mark(':') || term.is_mark('>'))
        && !has_subject;
    let bracketed = gap.len() == 1 && gap[0].is_mark('(') && !has_subject;
    // "La plus petite à obtenir cinq arobases est Xville, et la plus grande, Yville."
    let named_by_size = matches!(
        words.as_slice(),
        ["est"] | ["sont"] | ["s", "appelle"] | ["se", "nomme"]
    ) && gap.len() <= 3;
    if !(for_whom || handed || listed || bracketed || named_by_size) {
        return None;
    }
    let rule = if listed || bracketed {
        "list-below"
    } else {
        "for-whom"
    };
    match &holder.who {
        Who::Places(_) => {
            let mut found = places(sentence, holder);
            if named_by_size {
                found.extend(
                    after
                        .iter()
                        .skip(1)
                        .filter(|more| is_sized(terms, more))
                        .flat_map(|more| places(sentence, more)),
                );
            }
            if listed || bracketed {
                found.extend(after.iter().skip(1).flat_map(|more| places(sentence, more)));
            }
            Some(Tie {
                places: found,
                holder: Some(holder.terms.clone()),
                rule,
                confidence: 0.94,
            })
        }
        Who::Town | Who::Nth(_) => {
            let place = who_is(sentence, holder, scene, state)?;
            Some(Tie {
                places: vec![place],
                holder: Some(holder.terms.clone()),
                rule,
                confidence: 0.88,
            })
        }
        Who::Crowd(_) => named_crowd(sentence, at, holder, after),
    }
}

/// "et la plus grande, Yville".
fn is_sized(terms: &[Term], holder: &Holder) -> bool {
    terms[holder.terms.start.saturating_sub(5)..holder.terms.start]
        .windows(2)
        .any(|pair| {
            pair[0].word() == "plus"
                && (pair[1].word().starts_with("grand")
                    || pair[1].word().starts_with("petit")
                    || pair[1].word().starts_with("peupl"))
        })
}

fn gives(word: &str) -> bool {
    [
        "attribu",
        "decern",
        "remis",
        "remet",
        "accord",
        "offer",
        "donn",
        "allee",
        "reviennent",
        "revient",
        "echoi",
        "octroy",
    ]
    .iter()
    .any(|stem| word.starts_with(stem))
}

fn gives_before(terms: &[Term], at: usize) -> bool {
    terms[..at]
        .iter()
        .rev()
        .take(8)
        .any(|term| gives(term.word()))
        && !terms[..at]
            .iter()
            .any(|term| term.one_of("vu vue vus vues voit voient"))
}

/// Whether a holder before the grade can be the subject of it.
fn can_be_subject(sentence: &Sentence<'_>, holder: &Holder, at: usize) -> bool {
    // A colon opens a new clause: what was counted before it has nothing of what follows.
    let crossed = sentence.terms[holder.terms.end..at]
        .iter()
        .any(|term| term.is_mark(':'));
    if crossed && matches!(holder.who, Who::Crowd(_)) {
        return false;
    }
    match holder.role {
        Role::Free => true,
        Role::Office => matches!(holder.who, Who::Places(_)),
        // "À Xville, 5 arobases": the place is all that the clause names.
        Role::At => {
            holder.terms.start <= 2
                && sentence.terms[holder.terms.end..at]
                    .iter()
                    .any(|term| term.is_mark(',') || term.is_mark(':'))
                && sentence.holders.len() == 1
                && holder.places().len() == 1
                && !sentence.terms.iter().any(|term| term.is_cue(Cue::Ceremony))
        }
        Role::Landmark => false,
    }
}

/// The subject before the grade: a place or a list, the town, or a crowd with or without names.
fn by_subject(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &mut State,
    at: usize,
    holder: &Holder,
    before: &[&Holder],
    after: &[&Holder],
) -> Option<Tie> {
    match &holder.who {
        Who::Places(_) => {
            let mut found = places(sentence, holder);
            found.extend(joined_by_verb(sentence, holder, before));
            Some(Tie {
                places: found,
                holder: Some(holder.terms.clone()),
                rule: "subject",
                confidence: 0.92,
            })
        }
        Who::Town | Who::Nth(_) => {
            let place = who_is(sentence, holder, scene, state);
            let Some(place) = place else {
                refuse(sentence, state, at, "nobody");
                return None;
            };
            Some(Tie {
                places: vec![place],
                holder: Some(holder.terms.clone()),
                rule: "the-town",
                confidence: 0.88,
            })
        }
        Who::Crowd(_) => {
            if let Some(tie) = named_crowd(sentence, at, holder, after) {
                return Some(tie);
            }
            if let Some(tie) = one_of_crowd(sentence, scene, state, holder, before) {
                return Some(tie);
            }
            set_pending(sentence, state, at);
            refuse(sentence, state, at, "statistic");
            None
        }
    }
}

/// "A, B et C rejoignent D et E": both lists hold the grade.
fn joined_by_verb(sentence: &Sentence<'_>, holder: &Holder, before: &[&Holder]) -> Vec<PlaceTerm> {
    let Some(other) = before
        .iter()
        .rev()
        .find(|other| other.terms.end <= holder.terms.start)
    else {
        return Vec::new();
    };
    let gap = &sentence.terms[other.terms.end..holder.terms.start];
    if gap.len() <= 3 && gap.iter().any(|term| term.word().starts_with("rejoi")) {
        places(sentence, other)
    } else {
        Vec::new()
    }
}

/// A crowd whose names stand beside it: "24 villes (Agen, Metz…)", "16 villes : A, B", "dont A et B".
fn named_crowd(
    sentence: &Sentence<'_>,
    at: usize,
    crowd: &Holder,
    after: &[&Holder],
) -> Option<Tie> {
    let from = at.max(crowd.terms.end - 1);
    let list = after.iter().find(|holder| {
        holder.terms.start > from && !holder.places().is_empty() && holder.role <= Role::At
    })?;
    let gap = &sentence.terms[from + 1..list.terms.start];
    let bracket = gap.iter().position(|term| term.is_mark('('));
    let opens = bracket.is_some_and(|bracket| {
        !gap[..bracket]
            .iter()
            .any(|term| term.is_mark(',') || term.word() == "et")
    }) || gap.iter().any(|term| {
        term.is_mark(':') || term.one_of("dont comme notamment sont lesquelles lesquels")
    });
    let near = gap.len() <= 16 && !gap.iter().any(|term| term.level().is_some());
    if !(opens && near) || list.role == Role::At && !gap.iter().any(|term| term.is_mark(':')) {
        return None;
    }
    Some(Tie {
        places: places(sentence, list),
        holder: Some(list.terms.clone()),
        rule: "named-crowd",
        confidence: 0.92,
    })
}

/// "Beauvais figure parmi les 33 collectivités 5 @": one of the crowd is named before it.
fn one_of_crowd(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &State,
    crowd: &Holder,
    before: &[&Holder],
) -> Option<Tie> {
    let start = before.iter().rev().find(|holder| {
        holder.terms.end <= crowd.terms.start
            && !matches!(holder.who, Who::Crowd(_))
            && holder.role == Role::Free
    });
    let from = start.map_or(0, |holder| holder.terms.end);
    let gap = &sentence.terms[from..crowd.terms.start];
    let among = gap.iter().any(|term| {
        term.one_of(
            "parmi partie figure rejoint integre club cercle rangs cote cotes entre appartient",
        )
    }) || gap
        .windows(2)
        .any(|pair| pair[0].one_of("une un") && pair[1].one_of("des"));
    if !among {
        return None;
    }
    match start {
        Some(holder) => Some(Tie {
            places: if holder.places().is_empty() {
                vec![who_is(sentence, holder, scene, state)?]
            } else {
                places(sentence, holder)
            },
            holder: Some(holder.terms.clone()),
            rule: "one-of-crowd",
            confidence: 0.9,
        }),
        None => Some(Tie {
            places: vec![state.focus.clone().or_else(|| scene.subject.clone())?],
            holder: None,
            rule: "one-of-crowd",
            confidence: 0.85,
        }),
    }
}

/// `Avec quatre arobases, …, Xville et Yville`: the grade opens the sentence.
fn level_first(
    sentence: &Sentence<'_>,
    scene: &Scene<'_>,
    state: &mut State,
    at: usize,
    after: &[&Holder],
    later: bool,
) -> Option<Tie> {
    let opens = at <= 3 && !later
        || sentence.terms[..at]
            .iter()
            .all(|term| !matches!(term.kind, Kind::Place(_)));
    let holder = after
        .iter()
        .find(|holder| holder.role == Role::Free && !matches!(holder.who, Who::Crowd(_)))?;
    let crowd_between = after
        .iter()
        .any(|other| matches!(other.who, Who::Crowd(_)) && other.terms.start < holder.terms.start);
    if !opens
        || crowd_between
        || matches!(holder.who, Who::Town) && state.focus.is_none() && scene.subject.is_none()
    {
        return None;
    }
    let found = if holder.places().is_empty() {
        vec![who_is(sentence, holder, scene, state)?]
    } else {
        places(sentence, holder)
    };
    Some(Tie {
        places: found,
        holder: Some(holder.terms.clone()),
        rule: "grade-first",
        confidence: 0.85,
    })
}

/// `Labellisée @@@ en 2016 et @@@@ en 2017, Xville décroche …`: grades before the only subject.
fn opening(sentence: &Sentence<'_>, at: usize) -> Option<Tie> {
    let mut places_after = sentence
        .holders
        .iter()
        .filter(|holder| holder.terms.start > at && holder.role == Role::Free);
    let holder = places_after
        .next()
        .filter(|holder| !holder.places().is_empty())?;
    let opens = sentence.terms[..at]
        .iter()
        .all(|term| !matches!(term.kind, Kind::Mark(';' | ':')) && term.place().is_none())
        && at <= 6;
    let comma = holder.terms.start > 0 && sentence.terms[holder.terms.start - 1].is_mark(',')
        || sentence.terms[..holder.terms.start]
            .iter()
            .rev()
            .take(4)
            .any(|term| term.is_mark(','));
    (opens && comma).then(|| Tie {
        places: places(sentence, holder),
        holder: Some(holder.terms.clone()),
        rule: "grade-first",
        confidence: 0.82,
    })
}

/// The place that "la ville", "la première" stand for.
pub(super) fn who_is(
    sentence: &Sentence<'_>,
    holder: &Holder,
    scene: &Scene<'_>,
    state: &State,
) -> Option<PlaceTerm> {
    match holder.who {
        Who::Nth(number) => state
            .last_group
            .get(number)
            .or_else(|| state.last_group.last().filter(|_| number == usize::MAX))
            .cloned(),
        _ => {
            // The town named earlier in the sentence is the nearest.
            let named = sentence.holders.iter().rev().find(|other| {
                other.terms.end <= holder.terms.start
                    && other.places().len() == 1
                    && other.role == Role::Free
            });
            named
                .and_then(|other| places(sentence, other).pop())
                .or_else(|| state.focus.clone())
                .or_else(|| scene.subject.clone())
        }
    }
}

/// The places of a holder.
pub(super) fn places(sentence: &Sentence<'_>, holder: &Holder) -> Vec<PlaceTerm> {
    holder
        .places()
        .iter()
        .filter_map(|at| sentence.terms[*at].place().cloned())
        .collect()
}

/// Others that share the grade: "…, tout comme Yville".
fn likewise(
    sentence: &Sentence<'_>,
    state: &mut State,
    at: usize,
    reach: &Range<usize>,
    years: &Years,
) {
    let Some(cue) = (at + 1..reach.end.min(at + 12)).find(|here| {
        sentence.terms[*here].is_cue(Cue::Likewise) || sentence.terms[*here].word() == "comme"
    }) else {
        return;
    };
    let Some(holder) = sentence
        .holders
        .iter()
        .find(|holder| holder.terms.start > cue && holder.terms.start <= cue + 4)
    else {
        return;
    };
    let ends = sentence
        .terms
        .get(holder.terms.end)
        .is_none_or(|next| matches!(next.kind, Kind::Mark(_)));
    let free = sentence.terms[at + 1..cue].iter().all(|term| {
        matches!(
            term.kind,
            Kind::Mark(',' | '"') | Kind::Year(_) | Kind::Word { .. } | Kind::Label | Kind::Trigger
        )
    });
    if holder.places().is_empty() || !ends || !free || holder.role != Role::Free {
        return;
    }
    let tie = Tie {
        places: places(sentence, holder),
        holder: Some(holder.terms.clone()),
        rule: "likewise",
        confidence: 0.88,
    };
    let years = Years {
        own: years.own.clone(),
        own_last: years.own_last,
        ..Years::default()
    };
    give(sentence, state, at, level_value(sentence, at), &tie, &years);
}

fn level_value(sentence: &Sentence<'_>, at: usize) -> Option<u8> {
    sentence.terms[at].level().and_then(LevelTerm::value)
}

/// Makes the drafts of one tie: the grade, its run, what it recalls, and what it compares with.
fn give(
    sentence: &Sentence<'_>,
    state: &mut State,
    at: usize,
    value: Option<u8>,
    tie: &Tie,
    years: &Years,
) {
    let Some(level) = sentence.terms[at].level() else {
        return;
    };
    let mut whens: Vec<(When, Option<u8>)> = Vec::new();
    let own: Vec<Option<i16>> = if years.own.is_empty() {
        vec![state.heading_year]
    } else {
        years.own.iter().copied().map(Some).collect()
    };
    for year in own {
        let back = u32::from(years.own_last);
        whens.push((
            When {
                year,
                back,
                run: false,
                undated: tie.rule == "state",
            },
            value,
        ));
        for step in 1..years.run.unwrap_or(1) {
            whens.push((
                When {
                    year,
                    back: back + step,
                    run: true,
                    ..When::default()
                },
                value,
            ));
        }
    }
    for year in &years.recalled {
        whens.push((
            When {
                year: Some(*year),
                back: 0,
                run: false,
                ..When::default()
            },
            value,
        ));
    }
    if years.recalled_last {
        whens.push((
            When {
                year: None,
                back: 1,
                run: false,
                ..When::default()
            },
            value,
        ));
    }
    compared(sentence, at, value, &mut whens);
    let words = tie.holder.as_ref().map_or(at..at + 1, |holder| {
        holder.start.min(at)..holder.end.max(at + 1)
    });
    let words = sentence.terms[words.start].span.start..sentence.terms[words.end - 1].span.end;
    let mut confidence = tie.confidence;
    if matches!(level.form, Form::Highest | Form::Other | Form::Elliptic) {
        confidence -= 0.08;
    }
    for place in &tie.places {
        for (when, grade) in &whens {
            state.drafts.push(Draft {
                place: place.clone(),
                near: sentence.near.clone(),
                given: Given::Grade(*grade),
                when: *when,
                block: sentence.block,
                sentence: sentence.bytes.clone(),
                words: words.clone(),
                name: tie.holder.is_some().then(|| place.span.clone()),
                rule: tie.rule,
                confidence,
            });
        }
    }
}

/// "quatre niveaux, un de plus qu'en 2013"; "passe de trois à quatre arobases" gives no year for three.
fn compared(
    sentence: &Sentence<'_>,
    at: usize,
    value: Option<u8>,
    whens: &mut Vec<(When, Option<u8>)>,
) {
    let next = sentence.terms[at + 1..]
        .iter()
        .take(6)
        .find_map(|term| match &term.kind {
            Kind::Delta {
                by,
                than: Some(than),
            } => Some((*by, *than)),
            _ => None,
        });
    let (Some((by, than)), Some(value)) = (next, value) else {
        return;
    };
    let before = i16::from(value) - i16::from(by);
    let Some(before) = u8::try_from(before)
        .ok()
        .filter(|grade| (1..=5).contains(grade))
    else {
        return;
    };
    let back = u32::from(than == Than::Last);
    whens.push((
        When {
            year: year::than_year(than),
            back,
            run: false,
            ..When::default()
        },
        Some(before),
    ));
}

pub(super) fn refuse(sentence: &Sentence<'_>, state: &mut State, at: usize, reason: &'static str) {
    state.refusals.push(Refusal {
        block: sentence.block,
        span: sentence.terms[at].span.clone(),
        reason,
    });
}

fn set_pending(sentence: &Sentence<'_>, state: &mut State, at: usize) {
    if let Some(level) = sentence.terms[at].level() {
        state.pending = Some(Pending {
            given: Given::Grade(level.value()),
            year: None,
            age: 0,
        });
    }
}

/// A list of names whose grade or mention stands above it: "Les lauréats sont : A, B", a list item
/// under "5 arobases", "A et B rejoignent C".
fn listed(sentence: &Sentence<'_>, state: &mut State) {
    let own = sentence
        .terms
        .iter()
        .any(|term| term.level().is_some() || matches!(term.kind, Kind::Mention { .. }));
    if own {
        heads_list(sentence, state);
        return;
    }
    let same = sentence.terms.iter().any(|term| matches!(&term.kind, Kind::Cue(Cue::Same, word) if word != "aussi" && word != "egalement"));
    if let Some(grade) = state
        .last_grade
        .filter(|_| same && !sentence.holders.is_empty())
    {
        same_case(sentence, state, grade);
        return;
    }
    let member = sentence
        .terms
        .windows(2)
        .any(|pair| pair[0].word() == "en" && pair[1].one_of("fait font"))
        && sentence.terms.iter().any(|term| term.word() == "partie")
        || sentence
            .terms
            .windows(2)
            .any(|pair| pair[0].word() == "parmi" && pair[1].one_of("elles eux"))
        || sentence
            .terms
            .windows(2)
            .any(|pair| pair[0].word() == "du" && pair[1].word() == "nombre");
    if let Some(Pending {
        given: Given::Grade(Some(grade)),
        ..
    }) = state.pending.as_ref().filter(|_| member).cloned()
    {
        same_case(sentence, state, grade);
        return;
    }
    if let Some(grade) = state.shared.take() {
        shared(sentence, state, grade);
        return;
    }
    let Some(pending) = state
        .heading
        .clone()
        .filter(|_| is_bare_list(sentence))
        .or_else(|| state.pending.clone().filter(|_| is_list(sentence)))
    else {
        return;
    };
    let (rule, confidence) = ("list-above", 0.88);
    let found: Vec<(PlaceTerm, Range<usize>)> = sentence
        .holders
        .iter()
        .filter(|holder| holder.role == Role::Free)
        .flat_map(|holder| {
            holder
                .places()
                .iter()
                .filter_map(|at| Some((sentence.terms[*at].place()?.clone(), holder.terms.clone())))
        })
        .collect();
    let last = sentence.terms.iter().any(|term| term.is_cue(Cue::Last));
    let joined = sentence
        .terms
        .iter()
        .position(|term| term.word().starts_with("rejoi"));
    for (place, terms) in found {
        let words = sentence.terms[terms.start].span.start..sentence.terms[terms.end - 1].span.end;
        let mut whens = vec![When {
            year: pending.year,
            ..When::default()
        }];
        if last && joined.is_some_and(|joined| terms.start > joined) {
            whens.push(When {
                year: None,
                back: 1,
                run: false,
                ..When::default()
            });
        }
        for when in whens {
            state.drafts.push(Draft {
                place: place.clone(),
                near: sentence.near.clone(),
                given: pending.given,
                when,
                block: sentence.block,
                sentence: sentence.bytes.clone(),
                words: words.clone(),
                name: Some(place.span.clone()),
                rule,
                confidence,
            });
        }
    }
}

/// "Yville est dans le même cas", "Yville fait de même".
fn same_case(sentence: &Sentence<'_>, state: &mut State, grade: u8) {
    let terms = sentence.terms;
    let Some(holder) = sentence
        .holders
        .iter()
        .find(|holder| holder.role == Role::Free && !holder.places().is_empty())
    else {
        return;
    };
    if refuse::blocked(terms, terms.len() - 1).is_some() {
        return;
    }
    let words = terms[0].span.start..terms[terms.len() - 1].span.end;
    for place in places(sentence, holder) {
        state.drafts.push(Draft {
            name: Some(place.span.clone()),
            place,
            near: sentence.near.clone(),
            given: Given::Grade(Some(grade)),
            when: When::default(),
            block: sentence.block,
            sentence: sentence.bytes.clone(),
            words: words.clone(),
            rule: "same-case",
            confidence: 0.8,
        });
    }
}

/// "Xville n'est pas la seule à cinq arobases. Yville et Zville sont récompensées aussi."
fn shared(sentence: &Sentence<'_>, state: &mut State, grade: u8) {
    let terms = sentence.terms;
    if !terms
        .iter()
        .any(|term| term.is_cue(Cue::Award) || term.is_cue(Cue::Same))
        || refuse::blocked(terms, terms.len() - 1).is_some()
    {
        return;
    }
    for holder in sentence
        .holders
        .iter()
        .filter(|holder| holder.role == Role::Free)
    {
        let words = terms[holder.terms.start].span.start..terms[holder.terms.end - 1].span.end;
        for place in places(sentence, holder) {
            state.drafts.push(Draft {
                name: Some(place.span.clone()),
                place,
                near: sentence.near.clone(),
                given: Given::Grade(Some(grade)),
                when: When::default(),
                block: sentence.block,
                sentence: sentence.bytes.clone(),
                words: words.clone(),
                rule: "shared",
                confidence: 0.8,
            });
        }
    }
}

/// A heading or a line that ends in a colon, with a grade and nobody: it heads a list.
fn heads_list(sentence: &Sentence<'_>, state: &mut State) {
    let colon = sentence.terms.last().is_some_and(|term| term.is_mark(':'));
    let short = sentence.terms.len() <= 14;
    let named = sentence
        .holders
        .iter()
        .any(|holder| !holder.places().is_empty());
    let heading = matches!(sentence.kind, BlockKind::Heading(_));
    let alone = sentence.terms.len() <= 4
        && matches!(
            sentence.kind,
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::ImageAlt
        );
    if named || !(colon && short || heading || alone) {
        return;
    }
    let level = sentence
        .terms
        .iter()
        .find_map(Term::level)
        .filter(|level| !matches!(level.form, Form::Highest | Form::Single));
    let number = sentence.terms.iter().find_map(|term| match term.kind {
        Kind::Mention { number, .. } => Some(number),
        _ => None,
    });
    let year = sentence.terms.iter().find_map(|term| match term.kind {
        Kind::Year(year) => Some(year),
        _ => None,
    });
    let given = number
        .map(Given::Mention)
        .or_else(|| level.map(|level| Given::Grade(level.value())));
    if let Some(given) = given {
        state.heading = Some(Pending {
            given,
            year,
            age: 0,
        });
    }
}

/// Names and nothing else.
fn is_bare_list(sentence: &Sentence<'_>) -> bool {
    let named: usize = sentence
        .holders
        .iter()
        .filter(|holder| !holder.places().is_empty())
        .map(|holder| holder.terms.len())
        .sum();
    let rest = sentence.terms.len() - named.min(sentence.terms.len());
    named > 0
        && rest <= 3
        && sentence
            .holders
            .iter()
            .all(|holder| !matches!(holder.who, Who::Crowd(_)))
}

/// A sentence that names those who were counted before.
fn is_list(sentence: &Sentence<'_>) -> bool {
    let places: usize = sentence
        .holders
        .iter()
        .map(|holder| holder.places().len())
        .sum();
    if places == 0
        || sentence.terms.iter().any(|term| {
            matches!(
                term.kind,
                Kind::Cue(Cue::Hope | Cue::Negation | Cue::Candidacy, _)
            )
        })
    {
        return false;
    }
    let joins = sentence
        .terms
        .iter()
        .any(|term| term.word().starts_with("rejoi"));
    let first = sentence
        .holders
        .iter()
        .find(|holder| !holder.places().is_empty())
        .map_or(0, |holder| holder.terms.start);
    let opened = sentence.terms[..first].iter().any(|term| term.is_mark(':'))
        && (sentence.terms[..first].iter().any(|term| {
            term.is_cue(Cue::Crowd) || term.one_of("sont s voici lauréates laureats elles ce")
        }) || first <= 4);
    joins || opened || is_bare_list(sentence) && places >= 2
}

/// Laureates named without a grade: "A, B et C ont reçu le label".
fn laureates(sentence: &Sentence<'_>, state: &mut State) {
    let terms = sentence.terms;
    let given = terms.iter().any(|term| {
        term.level().is_some()
            || matches!(
                term.kind,
                Kind::Mention { .. } | Kind::Scale | Kind::OtherLabel | Kind::OtherUnit
            )
    });
    if given || sentence.kind == &BlockKind::Caption || !sentence.around.label_near {
        return;
    }
    for (holder, until) in sentence
        .holders
        .iter()
        .filter_map(|holder| Some((holder, named_laureate(sentence, holder)?)))
    {
        let words = terms[holder.terms.start.min(until)].span.start
            ..terms[(holder.terms.end - 1).max(until)].span.end;
        let years = year::read(terms, until, &(0..terms.len()), Some(&holder.terms));
        for place in places(sentence, holder) {
            let when = When {
                year: years.own.first().copied(),
                back: u32::from(years.own_last),
                ..When::default()
            };
            state.drafts.push(Draft {
                name: Some(place.span.clone()),
                place,
                near: sentence.near.clone(),
                given: Given::Grade(None),
                when,
                block: sentence.block,
                sentence: sentence.bytes.clone(),
                words: words.clone(),
                rule: "laureate",
                confidence: 0.7,
            });
        }
    }
}

/// The term that makes `holder` a laureate without a grade, if one does.
fn named_laureate(sentence: &Sentence<'_>, holder: &Holder) -> Option<usize> {
    let terms = sentence.terms;
    if holder.places().is_empty() || holder.role != Role::Free {
        return None;
    }
    let sure = places(sentence, holder).iter().all(|place| {
        place.sure
            || place
                .candidates
                .iter()
                .any(|found| found.population >= 2_000)
    });
    // "quatre intercommunalités l'ont reçu : A, B et C".
    let before = &terms[..holder.terms.start];
    if let Some(colon) = before.iter().rposition(|term| term.is_mark(':'))
        && holder.terms.start - colon <= 4
        && let Some(verb) = (0..colon).rev().take(6).find(|at| wins(terms, *at))
        && before[..colon].iter().any(|term| term.is_cue(Cue::Crowd))
        && refuse::blocked(terms, verb).is_none()
    {
        return Some(verb);
    }
    // "le plus petit de tous se nomme A".
    let named = terms
        .get(holder.terms.start.wrapping_sub(1))
        .map_or("", Term::word);
    let sized = before.windows(2).any(|pair| {
        pair[0].word() == "plus"
            && (pair[1].word().starts_with("petit") || pair[1].word().starts_with("grand"))
    });
    if sized
        && matches!(named, "nomme" | "appelle" | "est")
        && before
            .iter()
            .any(|term| term.one_of("tous toutes laureats") || term.is_cue(Cue::Award))
    {
        return Some(holder.terms.start - 1);
    }
    if !sure && holder.places().len() < 3 {
        return None;
    }
    // "A est la seule à figurer dans ce classement, avec B".
    let ranked = terms.windows(3).position(|three| {
        three[0].word().starts_with("figur")
            && three[1].word() == "dans"
            && three[2].one_of("ce le")
    });
    if let Some(ranked) = ranked
        && terms.iter().any(|term| term.one_of("classement palmares"))
        && refuse::blocked(terms, ranked).is_none()
    {
        return Some(ranked);
    }
    let label = terms
        .iter()
        .position(|term| matches!(term.kind, Kind::Label))?;
    let verb =
        (holder.terms.end..terms.len().min(holder.terms.end + 4)).find(|at| wins(terms, *at))?;
    let between = &terms[holder.terms.end..label.max(holder.terms.end)];
    let clear = !between.iter().any(|term| {
        matches!(term.kind, Kind::Place(_) | Kind::Mark(';' | ':'))
            || term.is_cue(Cue::Negation)
            || term.is_cue(Cue::Crowd)
    });
    (verb < label && label - verb <= 9 && clear && refuse::blocked(terms, label).is_none())
        .then_some(label)
}

/// A finite verb of winning.
fn wins(terms: &[Term], at: usize) -> bool {
    let Kind::Cue(Cue::Award, word) = &terms[at].kind else {
        return false;
    };
    let strong = [
        "decroch", "obt", "recoi", "recu", "rempor", "labelli", "labelis", "decern", "attribu",
    ]
    .iter()
    .any(|stem| word.starts_with(stem));
    strong && !word.ends_with("er") && !word.ends_with("oir") && !word.ends_with("nir")
}

/// Keeps what the next sentence may need.
fn remember(sentence: &Sentence<'_>, state: &mut State) {
    state.last_list_only = is_bare_list(sentence);
    let groups: Vec<&Holder> = sentence
        .holders
        .iter()
        .filter(|holder| !holder.places().is_empty())
        .collect();
    if let Some(group) = groups.iter().find(|group| group.places().len() >= 2) {
        state.last_group = places(sentence, group);
    }
    let eligible = |group: &&&Holder| {
        group.role == Role::Free || group.role == Role::At && group.terms.start <= 1
    };
    if let Some(first) = groups.iter().find(eligible) {
        let found = places(sentence, first);
        state.focus = match found.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        };
    }
    if let Some(pending) = &mut state.pending {
        pending.age += 1;
        if pending.age > 2 {
            state.pending = None;
        }
    }
}
