//! How a grade is written: with its unit, in symbols, as an ordinal, in words for the highest.

use super::numeral::{self, Numeral};
use super::ranges;
use super::term::{Form, LevelTerm};
use crate::label::lexicon::{Lexicon, Sense};
use crate::text::{Token, TokenKind, word_at as word};

/// What was read, and how many tokens it takes.
pub(super) enum Read {
    /// A grade.
    Level(LevelTerm, usize),
    /// A rule: "de 1 à 5 arobases".
    Scale(usize),
    /// A grade of another label: "2 fleurs".
    Other(usize),
}

/// Words that may stand between a number and its unit.
const BETWEEN: &[&str] = &[
    "seul",
    "seule",
    "unique",
    "uniques",
    "fameux",
    "fameuses",
    "belles",
    "beaux",
    "petites",
    "petits",
    "nouvelles",
    "nouveaux",
    "precieuses",
    "precieux",
    "premieres",
    "premiers",
    "dernier",
    "derniere",
    "et",
    "bonne",
    "belle",
    "bel",
    "simple",
    "symboliques",
    "label",
    "grande",
    "grandes",
];

fn is_quote(token: &Token) -> bool {
    matches!(
        token.kind,
        TokenKind::Mark('"' | '«' | '»' | '“' | '”' | '„' | '‟' | '\'' | '’' | '‘')
    )
}

/// What stands at a place where the unit of a grade may stand.
pub(super) enum UnitRead {
    Ours { end: usize, symbols: Option<usize> },
    Words { end: usize },
    Stars { end: usize },
    Theirs { end: usize },
}

impl UnitRead {
    /// The token after it.
    pub(super) fn end(&self) -> usize {
        match self {
            Self::Ours { end, .. }
            | Self::Words { end }
            | Self::Theirs { end }
            | Self::Stars { end } => *end,
        }
    }
}

pub(super) fn unit(lexicon: &Lexicon, tokens: &[Token], from: usize) -> Option<UnitRead> {
    let mut at = from;
    while tokens.get(at).is_some_and(is_quote) && at < from + 2 {
        at += 1;
    }
    let close = |end: usize| {
        if tokens.get(end).is_some_and(is_quote) && at > from {
            end + 1
        } else {
            end
        }
    };
    if let TokenKind::At(count) = tokens.get(at)?.kind {
        // "une @ verte" is a mention.
        if let Some(found) = lexicon.longest_at(tokens, at)
            && found.len > 1
        {
            return None;
        }
        let (count, end) = spaced(tokens, at, count);
        if count == 1 && begins_word(tokens, at) {
            return None;
        }
        return Some(UnitRead::Ours {
            end: close(end),
            symbols: Some(count),
        });
    }
    let found = lexicon.longest_at(tokens, at)?;
    let end = at + found.len;
    match found.sense {
        Sense::Unit => Some(UnitRead::Ours {
            end: close(end),
            symbols: None,
        }),
        Sense::OtherWord => Some(UnitRead::Words { end }),
        Sense::OtherUnit if lexicon.is_star(word(tokens, at)) => Some(UnitRead::Stars { end }),
        Sense::OtherUnit => Some(UnitRead::Theirs { end }),
        _ => None,
    }
}

/// `5 @dresses`, `3 @Xville`: the sign begins a word or an account. In a glued list it closes what
/// stands before it: `Aville 5@Bville`.
fn begins_word(tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|next| {
        next.glued && next.kind == TokenKind::Word && !(tokens[at].glued && next.capital)
    })
}

/// `@ @ @`: symbols parted by blanks are one run.
fn spaced(tokens: &[Token], at: usize, count: usize) -> (usize, usize) {
    let (mut total, mut end) = (count, at + 1);
    while count == 1 && total < 5 {
        let Some(Token {
            kind: TokenKind::At(1),
            ..
        }) = tokens.get(end)
        else {
            break;
        };
        if tokens
            .get(end + 1)
            .is_some_and(|after| after.glued && after.kind == TokenKind::Word)
        {
            break;
        }
        total += 1;
        end += 1;
    }
    (total, end)
}

/// The grade that begins at token `at`.
pub(super) fn read(lexicon: &Lexicon, tokens: &[Token], at: usize) -> Option<Read> {
    if let TokenKind::At(count) = tokens[at].kind {
        return symbols(tokens, at, count);
    }
    if let Some(first) = numeral::ordinal(tokens, at)
        && let Some(read) = ordinal(lexicon, tokens, at, first)
    {
        return Some(read);
    }
    let first = numeral::cardinal(tokens, at)?;
    if let Some(read) = ranges::range(lexicon, tokens, at, first) {
        return Some(read);
    }
    with_unit(lexicon, tokens, at, first)
}

/// `5 arobases`, `cinq « @ »`, `5 @@@@@`, `3 fleurs`.
fn with_unit(lexicon: &Lexicon, tokens: &[Token], at: usize, first: Numeral) -> Option<Read> {
    let mut from = at + first.len;
    while BETWEEN.contains(&word(tokens, from)) && from < at + first.len + 3 {
        from += 1;
    }
    match unit(lexicon, tokens, from)? {
        UnitRead::Ours { end, symbols } => {
            if symbols.is_some_and(|count| count > 1 && count != first.value as usize) {
                return None;
            }
            let value = grade(first.value)?;
            let end = doubled(lexicon, tokens, end, value);
            Some(Read::Level(LevelTerm::one(value, Form::Plain), end - at))
        }
        // "un niveau" has an article, and no number.
        UnitRead::Words { .. } if matches!(word(tokens, at), "un" | "une") => None,
        UnitRead::Words { end } => Some(Read::Level(
            LevelTerm::one(grade(first.value)?, Form::Other),
            end - at,
        )),
        UnitRead::Stars { end } => Some(match grade(first.value) {
            Some(value) => Read::Level(
                LevelTerm {
                    stars: true,
                    ..LevelTerm::one(value, Form::Other)
                },
                end - at,
            ),
            None => Read::Other(end - at),
        }),
        UnitRead::Theirs { end } => Some(Read::Other(end - at)),
    }
}

/// The end of a grade told twice: "5 arobases (@@@@@)", "4 arobases @@@@".
fn doubled(lexicon: &Lexicon, tokens: &[Token], end: usize, value: u8) -> usize {
    let open = tokens
        .get(end)
        .is_some_and(|token| token.kind == TokenKind::Mark('('));
    let at = end + usize::from(open);
    let Some(UnitRead::Ours {
        end: after,
        symbols: Some(count),
    }) = unit(lexicon, tokens, at)
    else {
        return end;
    };
    if count != 1 && count != usize::from(value) {
        return end;
    }
    let closed = tokens
        .get(after)
        .is_some_and(|token| token.kind == TokenKind::Mark(')'));
    match (open, closed) {
        (true, true) => after + 1,
        (false, _) if count > 1 => after,
        _ => end,
    }
}

/// A run of bare `@`.
fn symbols(tokens: &[Token], at: usize, count: usize) -> Option<Read> {
    let next_glued = |end: usize| {
        tokens.get(end).filter(|next| {
            next.glued && matches!(next.kind, TokenKind::Word | TokenKind::Number(_))
        })
    };
    let (count, end) = spaced(tokens, at, count);
    let previous = at.checked_sub(1).map(|before| &tokens[before]);
    let after_word = tokens[at].glued
        && previous
            .is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number(_)));
    if count == 1 {
        // An address, an account, or the A of a word: "Br@vo", "@Villes_Internet". In a glued list
        // the sign closes what stands before it: "Aville (59) @Bville".
        // "Aville (24) @VilleAville": an account; in a glued list another name in brackets follows.
        let listed = tokens[end..]
            .iter()
            .take(8)
            .any(|token| matches!(token.kind, TokenKind::Mark('(') | TokenKind::At(_)))
            && tokens.get(end).is_some_and(|next| next.capital);
        let after_bracket =
            listed && previous.is_some_and(|token| token.kind == TokenKind::Mark(')'));
        if after_word || (next_glued(end).is_some() && !after_bracket) {
            return None;
        }
    } else if after_word && next_glued(end).is_some() {
        return None;
    }
    let form = if count == 1 {
        Form::Single
    } else {
        Form::Symbols
    };
    Some(Read::Level(
        LevelTerm::one(grade(u32::try_from(count).ok()?)?, form),
        end - at,
    ))
}

/// `sa troisième arobase`, `un cinquième et dernier arobase`, `3e @`.
fn ordinal(lexicon: &Lexicon, tokens: &[Token], at: usize, first: Numeral) -> Option<Read> {
    let mut from = at + first.len;
    while matches!(
        word(tokens, from),
        "et" | "dernier" | "derniere" | "ultime" | "precieuse" | "precieux" | "belle"
    ) && from < at + first.len + 3
    {
        from += 1;
    }
    match unit(lexicon, tokens, from)? {
        // "ses premières arobases" are as many as one likes.
        UnitRead::Ours { .. } if matches!(word(tokens, at), "premieres" | "premiers") => None,
        UnitRead::Ours {
            end,
            symbols: None | Some(1),
        } => Some(Read::Level(
            LevelTerm::one(grade(first.value)?, Form::Ordinal),
            end - at,
        )),
        UnitRead::Ours { .. } | UnitRead::Words { .. } => None,
        UnitRead::Stars { end } | UnitRead::Theirs { end } => Some(Read::Other(end - at)),
    }
}

pub(super) fn grade(value: u32) -> Option<u8> {
    u8::try_from(value)
        .ok()
        .filter(|value| (1..=5).contains(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn level(text: &str) -> Option<(Vec<u8>, Form)> {
        let tokens = tokens(text);
        match read(Lexicon::shipped(), &tokens, 0)? {
            Read::Level(level, len) if len == tokens.len() => Some((level.values, level.form)),
            _ => None,
        }
    }

    #[test]
    fn one_grade_in_all_its_spellings() {
        for text in [
            "5 arobases",
            "cinq arobases",
            "5@",
            "5 @",
            "5 « @ »",
            "cinq « arobases »",
            "5 @@@@@",
            "5 arobases (@@@@@)",
            "cinq @",
            "5 arobase",
            "5robases",
            "cinq belles arobases",
        ] {
            assert_eq!(level(text), Some((vec![5], Form::Plain)), "{text}");
        }
        assert_eq!(level("@@@"), Some((vec![3], Form::Symbols)));
        assert_eq!(level("@ @ @"), Some((vec![3], Form::Symbols)));
        assert_eq!(level("une unique arobase"), Some((vec![1], Form::Plain)));
    }

    #[test]
    fn an_ordinal_arobase_is_a_total() {
        for text in ["troisième arobase", "3e @", "3ème arobase", "3^e arobase"] {
            assert_eq!(level(text), Some((vec![3], Form::Ordinal)), "{text}");
        }
        assert_eq!(
            level("cinquième et dernier arobase"),
            Some((vec![5], Form::Ordinal))
        );
    }

    #[test]
    fn a_range_is_a_rule_and_a_choice_is_undecided() {
        for text in [
            "1 à 5 arobases",
            "une à cinq arobases",
            "1@ à 5@",
            "un à cinq @",
        ] {
            let tokens = tokens(text);
            assert!(
                matches!(read(Lexicon::shipped(), &tokens, 0), Some(Read::Scale(len)) if len == tokens.len()),
                "{text}"
            );
        }
        assert_eq!(level("4 et 5 @"), Some((vec![4, 5], Form::Plain)));
        assert_eq!(
            level("quatre ou cinq arobases"),
            Some((vec![4, 5], Form::Plain))
        );
    }

    #[test]
    fn flowers_addresses_and_accounts_are_no_grades() {
        let other = |text: &str| {
            matches!(
                read(Lexicon::shipped(), &tokens(text), 0),
                Some(Read::Other(_))
            )
        };
        assert!(other("2 fleurs") && other("quatrième fleur") && other("deux sourires"));
        for text in ["@Villes_Internet", "@BG76230", "6 arobases", "31@"] {
            assert_eq!(level(text), None, "{text}");
        }
        let tokens = tokens("contact@mairie.example");
        assert!(read(Lexicon::shipped(), &tokens, 1).is_none());
    }
}
