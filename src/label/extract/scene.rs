//! A page read sentence by sentence: what is known of the page, what each sentence holds, and what
//! the text so far leaves open for the next one.

use std::ops::Range;

use super::about::about_label;
use super::anaphora;
use super::antecedent::{self, Focus, Shift};
use super::context::{self, Read};
use super::draft::{Draft, Given, Refusal, When};
use super::elliptic;
use super::finish;
use super::give;
use super::heading::{departments, is_land, open};
use super::holder::{Holder, holders};
use super::interview::{self, Asked};
use super::joins;
use super::laureate;
use super::limit;
use super::list;
use super::listing;
use super::mention;
use super::narrative::{self, Told};
use super::ranking;
use super::refuse::Around;
use super::sign;
use super::subject::Standing;
use super::table;
use super::term::{Kind, LevelTerm, PlaceTerm, Role, Term};
use super::that_year;
use super::{Label, Statements, edition};
use crate::label::lexicon::Cue;
use crate::web::page::{BlockKind, Cut, Page};

/// What the text so far leaves open for the next sentence.
#[derive(Default)]
pub(super) struct State {
    /// The one town spoken of last.
    pub(super) focus: Option<Focus>,
    /// The list of towns named last: for "la première … la seconde".
    pub(super) last_group: Vec<PlaceTerm>,
    /// All places that the sentence before named: for "toutes les trois".
    pub(super) together: Vec<PlaceTerm>,
    /// The places of the two sentences before, in order.
    pub(super) named: Vec<PlaceTerm>,
    /// Whether that list was a whole sentence.
    pub(super) last_list_only: bool,
    /// A grade or mention told of a crowd, whose names may follow.
    pub(super) pending: Option<Pending>,
    /// The grade linked last: for "dans le même cas".
    pub(super) last_grade: Option<u8>,
    /// The grade linked last, kept while nobody else is named: for "logée à la même enseigne".
    pub(super) echo: Option<u8>,
    /// The last grade of a sentence near by, and how many sentences ago: for "Xville et Yville, cinq."
    pub(super) recent: Option<(u8, usize)>,
    /// Those whom the grade told last was given to.
    pub(super) last_places: Vec<PlaceTerm>,
    /// A grade that others than the one just named hold too: "Xville n'est pas la seule".
    pub(super) shared: Option<u8>,
    /// What the heading above says of the list below.
    pub(super) heading: Option<Pending>,
    /// The year that the heading above is: "2016".
    pub(super) heading_year: Option<i16>,
    /// Departments of the heading above.
    pub(super) heading_departments: Vec<String>,
    /// Another label's heading stands above.
    pub(super) foreign_heading: bool,
    /// The year that the text named last: for "cette année-là".
    pub(super) year_named: Option<i16>,
    /// How many hold which grade, where the text counts them.
    pub(super) counts: Vec<(u32, u8)>,
    /// The sentence before only asks which: "Lesquelles ?"
    pub(super) which: bool,
    /// The mention that the page's title is about.
    pub(super) topic: Option<usize>,
    /// The block whose sentences speak of special mentions.
    pub(super) mentions_in: Option<usize>,
    /// What the sentence before asks of grades.
    pub(super) asked: Option<Asked>,
    /// The year that the text goes on to tell of.
    pub(super) told: Told,
    pub(super) drafts: Vec<Draft>,
    pub(super) refusals: Vec<Refusal>,
}

impl State {
    /// Whether more is stated than any page states.
    fn is_full(&self) -> bool {
        self.drafts.len() + self.refusals.len() >= limit::MOST_STATEMENTS
    }
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
    /// The page's own town, and how sure that is.
    pub(super) subject: Option<(PlaceTerm, Standing)>,
    pub(super) maximum_stated: bool,
    /// Towns that hosted the ceremony: what they hold is told as it was before.
    pub(super) hosts: Vec<PlaceTerm>,
    /// Whether the page speaks of the sign itself: of keyboards, of its name.
    pub(super) of_signs: bool,
    /// Names, folded, of the towns where the ceremony was held.
    pub(super) venues: Vec<String>,
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

/// One statement about one place, before it becomes a draft.
pub(super) struct Statement {
    pub(super) given: Given,
    pub(super) when: When,
    /// The terms that decide.
    pub(super) words: Range<usize>,
    /// Whether this very sentence names the place.
    pub(super) named: bool,
    pub(super) rule: &'static str,
    pub(super) confidence: f32,
}

impl Sentence<'_> {
    /// The places of a holder.
    pub(super) fn places(&self, holder: &Holder) -> Vec<PlaceTerm> {
        let place = |at: &usize| self.terms[*at].place().cloned();
        holder.places().iter().filter_map(place).collect()
    }

    /// Whether a term is the cue `cue`.
    pub(super) fn has(&self, cue: Cue) -> bool {
        self.terms.iter().any(|term| term.is_cue(cue))
    }

    /// Adds what is stated about `place` to the drafts.
    pub(super) fn state(&self, state: &mut State, place: PlaceTerm, statement: &Statement) {
        let words = &self.terms[statement.words.clone()];
        let start = words
            .first()
            .map_or(self.bytes.start, |term| term.span.start);
        let end = words.last().map_or(self.bytes.end, |term| term.span.end);
        state.drafts.push(Draft {
            name: statement.named.then(|| place.span.clone()),
            place,
            near: self.near.clone(),
            given: statement.given,
            when: statement.when,
            block: self.block,
            sentence: self.bytes.clone(),
            words: start..end,
            rule: statement.rule,
            confidence: statement.confidence,
        });
    }

    /// Notes that the words at `at` are not believed, and why.
    pub(super) fn refuse(&self, state: &mut State, at: usize, reason: &'static str) {
        let span = self.terms[at].span.clone();
        state.refusals.push(Refusal {
            block: self.block,
            span,
            reason,
        });
    }

    /// Leaves the grade at `at` open: the names of those who hold it may follow.
    pub(super) fn leave_open(&self, state: &mut State, at: usize) {
        if let Some(level) = self.terms[at].level() {
            state.pending = Some(Pending {
                given: Given::Grade(level.value()),
                year: None,
                age: 0,
            });
        }
    }
}

/// Reads all that a page says.
pub(super) fn read_page(page: &Page, label: &Label) -> Statements {
    let (reads, subject) = context::lay_out(page, label);
    if !about_label(page, &reads, label) || ranking::is_foreign(&reads) {
        return Statements::default();
    }
    let edition = edition::resolve(page, &reads);
    let scene = Scene {
        subject,
        maximum_stated: context::states_maximum(&reads),
        hosts: hosts(&reads),
        of_signs: sign::is_topic(&reads),
        venues: antecedent::venues(&reads, edition.map(|(year, _)| year)),
        label,
    };
    let mut state = State {
        focus: None,
        ..State::default()
    };
    state.topic = mention::topic(&reads);
    let mut departments = context::departments(&reads);
    if let Some(code) = scene
        .subject
        .as_ref()
        .and_then(|(place, _)| place.department.clone())
    {
        departments.insert(0, code);
    }
    let tables = table::read(&reads, &scene, &mut state);
    let told = |read: &&Read| !tables.contains(&read.block);
    let mut following = reads.iter().filter(told).skip(1);
    for read in reads.iter().filter(told) {
        if state.is_full() {
            break;
        }
        let next = following.next();
        let heads = next.is_some_and(|next| listing::heads_names(read, next));
        read_block(read, heads, &scene, &mut state);
    }
    let full = state.is_full();
    state.drafts.truncate(limit::MOST_STATEMENTS);
    state.refusals.truncate(limit::MOST_STATEMENTS);
    let longer = context::is_longer(page, &reads);
    let mut said = finish::statements(page, &reads, state, edition, &departments, label);
    said.cut = if full {
        Some(Cut::Claims)
    } else {
        longer.then_some(Cut::Text)
    };
    said
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

/// Reads one block; `heads`: names that have what it tells follow in the next one.
fn read_block(read: &Read, heads: bool, scene: &Scene<'_>, state: &mut State) {
    if let BlockKind::Heading(_) = read.kind {
        open(read, state);
    } else if is_land(&read.terms) {
        state.heading_departments = departments(&read.terms, &[]);
    } else if let [only] = read.terms.as_slice()
        && let Kind::Year(year) = only.kind
    {
        // A timeline: the year stands alone above what happened.
        state.heading_year = Some(year);
    }
    if state.foreign_heading && !context::speaks(&read.terms) {
        return;
    }
    let mut land = Vec::new();
    for number in 0..read.count() {
        if state.is_full() {
            return;
        }
        // A grade just told keeps the label in view: "Vesoul passe à quatre. Arbois reste à une."
        let near_label = read.label_near(number) || state.last_grade.is_some();
        // "À La Réunion, la moisson est belle. Saint-Joseph …"
        let own = departments(read.sentence(number), &[]);
        if !own.is_empty() {
            land = own;
        }
        if is_land(read.sentence(number)) {
            state.heading_departments = departments(read.sentence(number), &[]);
        }
        let terms = completed(read.sentence(number), near_label, state);
        let sentence = Sentence {
            holders: holders(&terms),
            block: read.block,
            bytes: read.bytes(number),
            near: land
                .iter()
                .chain(&state.heading_departments)
                .cloned()
                .collect(),
            around: Around {
                label_near: near_label,
                maximum_stated: scene.maximum_stated,
            },
            kind: &read.kind,
            terms: &terms,
        };
        narrative::begin(&terms, read.block, state);
        joins::joined(&sentence, scene, state);
        let before = state.last_grade.take();
        if !heads {
            give::grades(&sentence, scene, state);
        }
        if sentence.terms.iter().all(|term| term.level().is_none()) {
            state.last_grade = before;
        }
        mention::link(&sentence, scene, state);
        list::listed(&sentence, state);
        fade(&sentence, state);
        laureate::laureates(&sentence, scene, state);
        remember(&sentence, scene, state);
    }
}

/// The terms of a sentence, with the grades that stand in it without their unit.
fn completed(sentence: &[Term], near_label: bool, state: &mut State) -> Vec<Term> {
    let mut terms = sentence.to_vec();
    that_year::resolve(&mut terms, state.year_named);
    state.year_named = that_year::named(&terms, state.year_named);
    let asked = state.asked.take();
    state.asked = interview::asked(&terms);
    if let Some(asked) = asked.filter(|_| state.asked.is_none()) {
        interview::answer(&mut terms, asked);
    }
    let recent = state
        .recent
        .filter(|(_, age)| *age <= 3)
        .map(|(grade, _)| grade);
    let before = state
        .last_grade
        .or(recent.filter(|_| elliptic::is_verbless(&terms)));
    let near_label = near_label || before.is_some();
    if near_label {
        anaphora::complete(&mut terms, before.or(state.echo));
    }
    elliptic::complete(&mut terms, near_label, before, state.echo);
    let grade = |term: &Term| term.level().and_then(LevelTerm::value);
    state.recent = match terms.iter().rev().find_map(grade) {
        Some(grade) => Some((grade, 0)),
        None => state.recent.map(|(grade, age)| (grade, age + 1)),
    };
    terms
}

/// A sentence without a grade ends what "dans le même cas" may point at; a quotation in between does
/// not matter for "la même note", another town does.
fn fade(sentence: &Sentence<'_>, state: &mut State) {
    state.echo = state.last_grade.or(state.echo);
    if sentence.terms.iter().all(|term| term.level().is_none()) {
        state.last_grade = None;
        if sentence.terms.iter().any(|term| term.place().is_some()) {
            state.echo = None;
        }
    }
}

/// Keeps what the next sentence may need.
fn remember(sentence: &Sentence<'_>, scene: &Scene<'_>, state: &mut State) {
    state.which = sentence.terms.len() <= 3
        && sentence.terms.last().is_some_and(|last| last.is_mark('?'))
        && sentence.terms[0].one_of("lesquelles lesquels qui laquelle lequel");
    state.last_list_only = listing::is_bare_list(sentence);
    let free = |holder: &&Holder| holder.role == Role::Free && !holder.places().is_empty();
    state.together = sentence
        .holders
        .iter()
        .filter(free)
        .flat_map(|holder| sentence.places(holder))
        .collect();
    let named = sentence.terms.iter().filter_map(Term::place);
    state
        .named
        .extend(named.filter(|place| place.role != Role::At).cloned());
    let old = state.named.len().saturating_sub(8);
    state.named.drain(..old);
    let mut groups = sentence.holders.iter();
    if let Some(group) = groups.find(|group| group.places().len() >= 2) {
        state.last_group = sentence.places(group);
    }
    if let Some(focus) = &mut state.focus {
        focus.age += 1;
    }
    match antecedent::shift(sentence, scene) {
        Shift::Stays => {}
        Shift::Lost => state.focus = None,
        Shift::To(focus) => state.focus = Some(focus),
    }
    if let Some(pending) = &mut state.pending {
        pending.age += 1;
        if pending.age > 2 {
            state.pending = None;
        }
    }
}
