//! Two numbers and more before one unit: scales, choices, steps and several grades.

use super::level::{Read, UnitRead, grade, unit};
use super::moves;
use super::numeral::{self, Numeral};
use super::term::{Form, LevelTerm};
use crate::label::lexicon::Lexicon;
use crate::text::{Token, TokenKind, word_at as word};

/// `1 à 5 arobases`, `4 ou 5 @`, `trois et quatre arobases`, `une arobase ou cinq`.
pub(super) fn range(
    lexicon: &Lexicon,
    tokens: &[Token],
    at: usize,
    first: Numeral,
) -> Option<Read> {
    // "2018 @@@@@ / 2017 @@@@": a year begins no range.
    if first.value > 99 {
        return None;
    }
    if let Some(read) = several(lexicon, tokens, at, first) {
        return Some(read);
    }
    let after = at + first.len;
    let (joint, unit_before) =
        unit(lexicon, tokens, after).map_or((after, false), |unit| (unit.end(), true));
    let sign = match (word(tokens, joint), tokens.get(joint)?.kind) {
        ("ou" | "et", _) => 'o',
        ("a", _) | (_, TokenKind::Mark('-' | '–' | '/' | '>' | '→')) => 'a',
        _ => return None,
    };
    let second = numeral::cardinal(tokens, joint + 1)?;
    let from = joint + 1 + second.len;
    let unit_after = unit(lexicon, tokens, from);
    let (low, high) = (grade(first.value), grade(second.value));
    let end = match unit_after {
        // "quatre fleurs et trois arobases" are two things, and so is "une arobase et deux écoles".
        Some(_) if unit_before && sign == 'o' => return None,
        None if unit_before && sign == 'o' && !ends_list(tokens, from) => return None,
        Some(UnitRead::Theirs { end }) => return Some(Read::Other(end - at)),
        Some(UnitRead::Ours { end, .. } | UnitRead::Words { end }) => end,
        Some(UnitRead::Stars { end }) if unit_before => end,
        // "deux arobases - 2014": a year, and no second grade.
        None if unit_before && second.value > 9 => return None,
        None if unit_before => from,
        _ => return None,
    };
    let (Some(low), Some(high)) = (low, high) else {
        return unit_before.then_some(Read::Other(end - at));
    };
    let len = end - at;
    if tokens[joint].kind == TokenKind::Mark('/') && high == 5 {
        // "4/5 arobases" is a score.
        return Some(Read::Level(LevelTerm::one(low, Form::Plain), len));
    }
    if sign == 'o' {
        let values = vec![low, high];
        let level = LevelTerm {
            values,
            form: Form::Plain,
            stars: false,
            from: None,
        };
        return Some(Read::Level(level, len));
    }
    let arrow = matches!(tokens[joint].kind, TokenKind::Mark('>' | '→'));
    if (arrow || climbs(tokens, at)) && (low, high) != (1, 5) {
        let level = LevelTerm {
            from: Some(low),
            ..LevelTerm::one(high, Form::Plain)
        };
        return Some(Read::Level(level, len));
    }
    Some(Read::Scale(len))
}

/// Whether "passe de", "grimpe de" stands before the number at `at`.
fn climbs(tokens: &[Token], at: usize) -> bool {
    let word = |back: usize| {
        at.checked_sub(back)
            .map_or("", |before| word(tokens, before))
    };
    let verb = |word: &str| {
        moves::BETWEEN
            .split_whitespace()
            .any(|stem| word.starts_with(stem))
    };
    // "passe-t-elle en une seule année de deux à quatre".
    let time = "t elle il en un une deux trois seule seul an ans annee annees ainsi donc";
    let skip = (2..10)
        .take_while(|back| time.split(' ').any(|own| own == word(*back)))
        .count();
    word(1) == "de" && (2..5 + skip).any(|back| verb(word(back)))
}

/// `cinq, trois et deux arobases`: three numbers or more before one unit.
fn several(lexicon: &Lexicon, tokens: &[Token], at: usize, first: Numeral) -> Option<Read> {
    let mut values = vec![grade(first.value)?];
    let mut next = at + first.len;
    while tokens.get(next)?.kind == TokenKind::Mark(',') {
        let number = numeral::cardinal(tokens, next + 1)?;
        values.push(grade(number.value)?);
        next += 1 + number.len;
    }
    if values.len() < 2 || !matches!(word(tokens, next), "et" | "ou") {
        return None;
    }
    let last = numeral::cardinal(tokens, next + 1)?;
    values.push(grade(last.value)?);
    let UnitRead::Ours { end, .. } = unit(lexicon, tokens, next + 1 + last.len)? else {
        return None;
    };
    Some(Read::Level(
        LevelTerm {
            values,
            form: Form::Plain,
            stars: false,
            from: None,
        },
        end - at,
    ))
}

/// Whether nothing that a second number could count stands at `at`: "une arobase ou cinq,".
fn ends_list(tokens: &[Token], at: usize) -> bool {
    tokens
        .get(at)
        .is_none_or(|token| matches!(token.kind, TokenKind::Mark(_)))
}
