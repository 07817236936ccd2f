//! From the words of a block to typed terms: lexicon, places, grades and times, longest first.

use std::collections::HashMap;

use super::level::{self, Read};
use super::place::{self, PlaceReader};
use super::term::{Form, Kind, LevelTerm, Term, Than};
use super::{grouping, numeral, time};
use crate::label::lexicon::{Cue, Found, Lexicon, Sense};
use crate::text::{Token, TokenKind, sentences, tokens};

/// The terms of a block, and its sentences as ranges of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    /// In order.
    pub(super) terms: Vec<Term>,
    /// Ranges of `terms`.
    pub(super) sentences: Vec<std::ops::Range<usize>>,
}

/// Reads the terms of `text`.
pub(super) fn read(lexicon: &Lexicon, places: &PlaceReader<'_>, text: &str) -> Terms {
    let tokens = tokens(text);
    let builder = Builder {
        lexicon,
        tokens: &tokens,
        text,
        names: places.names(text),
    };
    let mut found = Terms::default();
    for range in sentences(text, &tokens) {
        let start = found.terms.len();
        let mut at = range.start;
        while at < range.end {
            let (term, len) = builder.at(places, at, range.end);
            found.terms.push(term);
            at += len.max(1);
        }
        let mut sentence: Vec<Term> = found.terms.split_off(start);
        settle(&mut sentence);
        grouping::read(places.gazetteer, text, &mut sentence);
        places.complete_lists(text, &mut sentence);
        place::roles(&mut sentence);
        found.terms.append(&mut sentence);
        found.sentences.push(start..found.terms.len());
    }
    found
}

struct Builder<'a> {
    lexicon: &'a Lexicon,
    tokens: &'a [Token],
    text: &'a str,
    names: HashMap<usize, crate::label::gazetteer::Match>,
}

impl Builder<'_> {
    /// The term that begins at token `at`, and how many tokens it takes.
    fn at(&self, places: &PlaceReader<'_>, at: usize, end: usize) -> (Term, usize) {
        let found = self
            .lexicon
            .longest_at(self.tokens, at)
            .filter(|found| at + found.len <= end);
        let found = found.filter(|found| !self.cuts_name(at, *found));
        let name = self.names.get(&self.tokens[at].span.start);
        if let Some(name) = name {
            let phrase_end = found.map_or(0, |found| self.tokens[at + found.len - 1].span.end);
            let strong = found.is_some_and(|found| found.len > 1 && phrase_end >= name.span.end);
            let common =
                found.is_some_and(|found| is_common(found.sense)) && phrase_end >= name.span.end;
            if !strong
                && !common
                && let Some((place, len)) = places.read(self.text, self.tokens, at, name)
            {
                return self.term(Kind::Place(Box::new(place)), at, len);
            }
        }
        if let Some(found) = found
            && let Some(kind) = self.phrase(places, found.sense, at, found.len)
        {
            return self.term(kind, at, found.len);
        }
        match level::read(self.lexicon, self.tokens, at) {
            Some(Read::Level(level, len)) if at + len <= end => {
                return self.term(Kind::Level(level), at, len);
            }
            Some(Read::Scale(len)) if at + len <= end => return self.term(Kind::Scale, at, len),
            Some(Read::Other(len)) if at + len <= end => {
                return self.term(Kind::OtherUnit, at, len);
            }
            _ => {}
        }
        if let Some((kind, len)) = time::read(self.tokens, at).filter(|(_, len)| at + len <= end) {
            return self.term(kind, at, len);
        }
        if let Some((place, len)) = places.unknown(self.text, self.tokens, at) {
            return self.term(Kind::Place(Box::new(place)), at, len);
        }
        self.plain(places, at, end)
    }

    /// Whether an expression at `at` would cut a name in two: "la [communauté d'agglomération] X".
    fn cuts_name(&self, at: usize, found: Found) -> bool {
        let end = self.tokens[at + found.len - 1].span.end;
        matches!(found.sense, Sense::Cue(_))
            && (at + 1..at + found.len).any(|inside| {
                self.names
                    .get(&self.tokens[inside].span.start)
                    .is_some_and(|name| name.span.end > end)
            })
    }

    fn plain(&self, places: &PlaceReader<'_>, at: usize, end: usize) -> (Term, usize) {
        let token = &self.tokens[at];
        if let Some((code, len)) = places.department(self.tokens, at) {
            return self.term(Kind::Department(code), at, len);
        }
        let kind = match token.kind {
            TokenKind::Mark(mark) => Kind::Mark(plain_mark(mark)),
            TokenKind::At(_) => Kind::Mark('@'),
            TokenKind::Number(value) => Kind::Number(value),
            TokenKind::Word => {
                if let Some(about) = numeral::about(&token.folded) {
                    return self.term(Kind::Number(about), at, 1);
                }
                let many = numeral::cardinal(self.tokens, at)
                    .filter(|found| (found.value > 1 || found.len > 1) && at + found.len <= end);
                if let Some(found) = many {
                    return self.term(Kind::Number(found.value), at, found.len);
                }
                Kind::Word {
                    folded: self.word(at),
                    capital: token.capital,
                }
            }
        };
        self.term(kind, at, 1)
    }

    /// The folded word at `at`; the preposition "à" keeps its accent, for "a" is a verb.
    fn word(&self, at: usize) -> String {
        let token = &self.tokens[at];
        let raw = &self.text[token.span.clone()];
        let begins = at == 0 || matches!(self.tokens[at - 1].kind, TokenKind::Mark(_));
        let preposition = matches!(raw, "à" | "À") || raw == "A" && begins;
        if preposition {
            "à".to_owned()
        } else {
            token.folded.clone()
        }
    }

    fn term(&self, kind: Kind, at: usize, len: usize) -> (Term, usize) {
        let last = (at + len).min(self.tokens.len()).max(at + 1) - 1;
        (
            Term {
                span: self.tokens[at].span.start..self.tokens[last].span.end,
                kind,
            },
            len,
        )
    }

    fn phrase(
        &self,
        places: &PlaceReader<'_>,
        sense: Sense,
        at: usize,
        len: usize,
    ) -> Option<Kind> {
        Some(match sense {
            Sense::Label => Kind::Label,
            Sense::Unit if self.tokens[at].folded == "at" => return None,
            Sense::Unit => Kind::Unit,
            Sense::OtherWord => return None,
            Sense::Highest => Kind::Level(LevelTerm::one(5, Form::Highest)),
            Sense::Mention { number, loose } => Kind::Mention { number, loose },
            Sense::Trigger => Kind::Trigger,
            Sense::OtherLabel => Kind::OtherLabel,
            Sense::OtherUnit if self.lexicon.is_star(&self.tokens[at].folded) => Kind::OtherUnit,
            Sense::OtherUnit => return None,
            Sense::Alias(number) => {
                let words =
                    &self.text[self.tokens[at].span.start..self.tokens[at + len - 1].span.end];
                // "la ville rose" may be any pink town; its capital makes it a name.
                if !words.chars().any(char::is_uppercase) {
                    return None;
                }
                Kind::Place(Box::new(places.alias(self.lexicon.alias(number), words)?))
            }
            Sense::Cue(cue) => {
                let words: Vec<&str> = self.tokens[at..at + len]
                    .iter()
                    .map(|token| token.folded.as_str())
                    .collect();
                Kind::Cue(cue, words.join(" "))
            }
        })
    }
}

/// Expressions that are no place though a place bears the name: "Ville" (60), "Villages".
fn is_common(sense: Sense) -> bool {
    !matches!(sense, Sense::Alias(_) | Sense::Mention { loose: true, .. })
}

fn plain_mark(mark: char) -> char {
    match mark {
        '«' | '»' | '“' | '”' | '„' | '‟' | '"' | '‘' => '"',
        '–' | '—' | '‒' | '―' | '-' | '•' | '·' | '▪' | '*' => '-',
        '→' | '➔' | '►' | '👉' | '>' => '>',
        other => other,
    }
}

/// Settles what one term alone cannot tell: scales, totals told twice, comparisons.
fn settle(terms: &mut Vec<Term>) {
    join_ranges(terms);
    compare(terms);
    mark_scales(terms);
    join_doubles(terms);
}

/// `@ à @@@@@`, `une arobase à cinq arobases`.
fn join_ranges(terms: &mut Vec<Term>) {
    let mut at = 0;
    while at + 2 < terms.len() {
        let joint = terms[at + 1].word() == "à" || terms[at + 1].is_mark('-');
        if let (Some(low), Some(high)) = (terms[at].level(), terms[at + 2].level())
            && joint
            && low.value() < high.value()
            && (terms[at + 1].word() == "à" || low.value() == Some(1))
        {
            let passes = at >= 2
                && terms[at - 1].word() == "de"
                && (1..5).any(|back| at >= back && terms[at - back].begins("pass mont grimp evol"));
            let kind = if passes {
                let mut level = high.clone();
                level.from = low.value();
                Kind::Level(level)
            } else {
                Kind::Scale
            };
            let span = terms[at].span.start..terms[at + 2].span.end;
            terms.splice(at..at + 3, [Term { span, kind }]);
        }
        at += 1;
    }
}

/// `un de plus qu'en 2013`, `une arobase supplémentaire`, `une de plus`.
fn compare(terms: &mut Vec<Term>) {
    let mut at = 0;
    while at < terms.len() {
        if let Some((by, len)) = step(terms, at) {
            let mut end = at + len;
            let mut than = None;
            if terms.get(end).is_some_and(|term| term.one_of("qu que")) {
                let skip = terms[end + 1..]
                    .iter()
                    .take_while(|term| term.one_of("en l à la lors de"))
                    .count();
                match terms.get(end + 1 + skip).map(|term| &term.kind) {
                    Some(Kind::Year(year)) => than = Some(Than::Year(*year)),
                    Some(Kind::Cue(Cue::Last, _)) => than = Some(Than::Last),
                    _ => {}
                }
                if than.is_some() {
                    end += skip + 2;
                }
            }
            let span = terms[at].span.start..terms[end - 1].span.end;
            terms.splice(
                at..end,
                [Term {
                    span,
                    kind: Kind::Delta { by, than },
                }],
            );
        }
        at += 1;
    }
}

/// A number of arobases more or less at `at`, and how many terms it takes.
fn step(terms: &[Term], at: usize) -> Option<(i8, usize)> {
    let word = |offset: usize| terms.get(at + offset).map_or("", Term::word);
    let count = match &terms[at].kind {
        Kind::Level(level) if matches!(level.form, Form::Plain | Form::Other | Form::Single) => {
            i8::try_from(level.value()?).ok()?
        }
        Kind::Number(value) => i8::try_from(*value).ok().filter(|value| *value < 5)?,
        Kind::Word { folded, .. } if folded == "un" || folded == "une" => 1,
        _ => return None,
    };
    match (word(1), word(2)) {
        ("de", "plus") | ("en", "plus") => Some((count, 3)),
        ("de", "moins" | "mieux") | ("en", "moins") => Some((-count, 3)),
        ("supplementaire" | "supplementaires" | "additionnelle" | "additionnelles", _) => {
            Some((count, 2))
        }
        _ => {
            let new = at > 0
                && terms[at - 1].one_of("nouvelle nouvel nouveau autre nouvelles")
                && terms[at]
                    .level()
                    .is_some_and(|level| level.form != Form::Ordinal);
            // "gagne une arobase" says one more as often as the first one.
            let gains = at > 0
                && terms[at - 1].one_of("gagne gagnent gagnant perd prend")
                && terms[at]
                    .level()
                    .is_some_and(|level| level.form == Form::Plain && level.value() < Some(3));
            (new || gains).then_some((count, 1))
        }
    }
}

/// Grades that a maximum or a minimum makes a rule: "jusqu'à cinq", "sur 5", "5 au maximum".
fn mark_scales(terms: &mut [Term]) {
    for at in 0..terms.len() {
        if !matches!(terms[at].kind, Kind::Level(_) | Kind::Number(_)) {
            continue;
        }
        let before = |back: usize| {
            at.checked_sub(back)
                .map_or("", |before| terms[before].word())
        };
        let after = |ahead: usize| terms.get(at + ahead).map_or("", Term::word);
        let skip = usize::from(terms.get(at + 1).is_some_and(|term| term.is_mark('"')));
        let limit = matches!(
            (before(2), before(1)),
            ("jusqu", "à")
                | ("au", "moins" | "plus" | "maximum" | "minimum")
                | ("maximum" | "minimum", "de")
                | ("sur", "les" | "un" | "ses")
        ) || matches!(before(1), "sur" | "minimum" | "maximum")
            || before(2) == "maximum" && before(1) == "est"
            || matches!(
                (after(1 + skip), after(2 + skip)),
                ("au", "maximum" | "plus" | "minimum" | "max")
                    | ("etant" | "est", "le")
                    | (
                        "possibles" | "possible" | "maximum" | "maximums" | "max" | "maxi",
                        _
                    )
            ) && (after(1 + skip) != "etant" && after(1 + skip) != "est"
                || after(3 + skip).starts_with("max")
                || after(3 + skip) == "plus");
        let of_many = before(1) == "entre";
        if limit || of_many {
            terms[at].kind = match &terms[at].kind {
                Kind::Number(value) if *value > 5 => Kind::Number(*value),
                // "cinq arobases, la note maximale": the highest is told, no rule.
                Kind::Level(level) if level.form == Form::Highest => Kind::Level(level.clone()),
                _ => Kind::Scale,
            };
        }
    }
    // "arobases, de un à cinq (@)", "les arobases (4 et 5)": numbers of a rule beside a bare unit.
    for at in 1..terms.len() {
        if matches!(
            terms[at].kind,
            Kind::Level(LevelTerm {
                form: Form::Single,
                ..
            })
        ) && terms[at - 1].is_mark('(')
        {
            if at >= 2
                && matches!(
                    terms[at - 2].kind,
                    Kind::Unit | Kind::Level(_) | Kind::Scale | Kind::Number(_)
                )
            {
                terms[at].kind = Kind::Scale;
            }
        }
    }
}

/// A grade told twice in a row is one: "@@@@@ » avec cinq arobases", "le grade le plus élevé (5 arobases)".
fn join_doubles(terms: &mut Vec<Term>) {
    let mut at = 0;
    while at < terms.len() {
        let Some(first) = terms[at].level().cloned() else {
            at += 1;
            continue;
        };
        let next = (at + 1..terms.len().min(at + 9)).find(|next| terms[*next].level().is_some());
        let Some(next) = next else { break };
        let second = terms[next].level().cloned();
        let plain_between = terms[at + 1..next].iter().all(|term| match &term.kind {
            Kind::Mark(mark) => matches!(mark, ',' | '"' | '(' | ')' | '-' | ':' | '!'),
            Kind::Word { folded, .. } => matches!(
                folded.as_str(),
                "avec"
                    | "soit"
                    | "c"
                    | "est"
                    | "à"
                    | "dire"
                    | "autrement"
                    | "dit"
                    | "la"
                    | "le"
                    | "du"
                    | "de"
                    | "et"
                    | "ou"
                    | "ce"
                    | "qui"
                    | "represente"
                    | "ville"
                    | "label"
                    | "un"
                    | "une"
                    | "correspondant"
                    | "au"
                    | "en"
                    | "recevant"
                    | "grade"
                    | "degre"
            ),
            Kind::Label | Kind::Trigger => true,
            _ => false,
        });
        let Some(second) = second else { break };
        let highest = first.form == Form::Highest || second.form == Form::Highest;
        let same = first.values == second.values && (highest || next - at <= 5);
        let listed = terms[at + 1..next].iter().any(|term| term.word() == "et") && !highest;
        if plain_between && same && !listed {
            let kept = if first.form == Form::Highest {
                second
            } else {
                first
            };
            let mut end = next + 1;
            if terms[at + 1..next].iter().any(|term| term.is_mark('('))
                && terms.get(end).is_some_and(|term| term.is_mark(')'))
            {
                end += 1;
            }
            let span = terms[at].span.start..terms[end - 1].span.end;
            terms.splice(
                at..end,
                [Term {
                    span,
                    kind: Kind::Level(kept),
                }],
            );
        } else {
            at += 1;
        }
    }
}
