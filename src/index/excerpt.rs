//! The part of a page's text where the words asked for stand closest together.

use std::ops::Range;

use super::query::{Query, Term};
use super::words::{Word, words, words_like};

/// Most of a text that is looked through, in bytes; a page longer than this is no page.
const LOOKED_THROUGH: usize = 400_000;

/// A part of a text and where in it the words stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The part, on one line.
    pub text: String,
    /// The words asked for, as byte spans of `text`, in order.
    pub marks: Vec<Range<usize>>,
}

/// The best part of `text` for `query`, of about `width` characters; the beginning where no word of
/// the query stands in it.
pub fn excerpt(text: &str, query: &Query, width: usize) -> Excerpt {
    let wanted = wanted(query);
    let text = &text[..floor(text, LOOKED_THROUGH)];
    let found: Vec<(Range<usize>, usize)> = words_like(text, &wanted)
        .into_iter()
        .filter_map(|word| Some((word.span.clone(), position(&wanted, &word)?)))
        .collect();
    let window = best_window(&found, width);
    let start = found.get(window.start).map_or(0, |(span, _)| span.start);
    let lead = start.saturating_sub(width / 4);
    let from = word_start(text, lead, start);
    let to = word_end(text, from, width);
    let mut excerpt = Excerpt {
        text: String::new(),
        marks: Vec::new(),
    };
    if from > 0 {
        excerpt.text.push_str("… ");
    }
    let shift = excerpt.text.len();
    // One byte for one byte or one character for a longer one would move the marks: a space stays
    // as wide as the sign that it replaces only where that sign is ASCII, so others are kept.
    excerpt
        .text
        .extend(text[from..to].chars().map(|letter| match letter {
            '\n' | '\r' | '\t' => ' ',
            other => other,
        }));
    let inside = found
        .iter()
        .filter(|(span, _)| span.start >= from && span.end <= to);
    excerpt.marks = inside
        .map(|(span, _)| span.start - from + shift..span.end - from + shift)
        .collect();
    if to < text.len() {
        excerpt.text.push_str(" …");
    }
    excerpt
}

/// The stems asked for; a prefix is kept apart, with its star.
fn wanted(query: &Query) -> Vec<String> {
    let mut wanted = Vec::new();
    for clause in query.clauses.iter().filter(|clause| !clause.negated) {
        match &clause.term {
            Term::Word(text) | Term::Phrase(text) => {
                wanted.extend(
                    words(text)
                        .iter()
                        .filter_map(|word| word.stems().into_iter().next()),
                );
            }
            Term::Town(names) => {
                let of_names = names.iter().flat_map(|name| words(name));
                wanted.extend(of_names.filter_map(|word| word.stems().into_iter().next()));
            }
            Term::Prefix(letters) => wanted.push(format!("{letters}*")),
            Term::Grade(span) => wanted.extend((span.from..=span.to).map(super::words::grade_term)),
            _ => {}
        }
    }
    wanted
}

fn position(wanted: &[String], word: &Word) -> Option<usize> {
    let stems = word.stems();
    wanted
        .iter()
        .position(|wanted| match wanted.strip_suffix('*') {
            Some(letters) => word.folded.starts_with(letters),
            None => stems.contains(wanted),
        })
}

/// The window of found words, `width` bytes wide, with the most different ones; the first of equals.
fn best_window(found: &[(Range<usize>, usize)], width: usize) -> Range<usize> {
    let mut best = (0, 0..0);
    for start in 0..found.len() {
        let limit = found[start].0.start + width * 3 / 4;
        let inside: Vec<usize> = found[start..]
            .iter()
            .take_while(|(span, _)| span.end <= limit)
            .map(|(_, at)| *at)
            .collect();
        let count = inside.len();
        let mut different = inside;
        different.sort_unstable();
        different.dedup();
        if different.len() > best.0 {
            best = (different.len(), start..start + count);
        }
    }
    best.1
}

/// The beginning of a word at or after `from`, but not after `before`.
fn word_start(text: &str, from: usize, before: usize) -> usize {
    if from == 0 {
        return 0;
    }
    let from = floor(text, from);
    let space = text[from..before].find(char::is_whitespace);
    space.map_or(before, |space| {
        from + space
            + text[from + space..]
                .chars()
                .next()
                .map_or(0, char::len_utf8)
    })
}

/// The end of the last whole word within `width` characters of `from`.
fn word_end(text: &str, from: usize, width: usize) -> usize {
    let Some((limit, _)) = text[from..].char_indices().nth(width) else {
        return text.len();
    };
    let cut = &text[from..from + limit];
    from + cut
        .rfind(char::is_whitespace)
        .filter(|end| *end > limit / 2)
        .unwrap_or(limit)
}

/// The largest character boundary at or below `at`.
fn floor(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_excerpt_shows_where_the_words_stand_together() {
        let text = format!(
            "{} La commune d'Anzin obtient quatre arobases.\n{}",
            "mot ".repeat(80),
            "fin ".repeat(80)
        );
        let query = Query::parse("arobases anzin").unwrap();
        let found = excerpt(&text, &query, 80);
        let marked: Vec<_> = found
            .marks
            .iter()
            .map(|mark| &found.text[mark.clone()])
            .collect();
        assert_eq!(marked, ["Anzin", "quatre arobases"], "{found:?}");
        assert!(found.text.starts_with("… ") && found.text.ends_with(" …"));
        assert!(!found.text.contains('\n'));
    }

    #[test]
    fn a_text_without_the_words_is_shown_from_its_beginning() {
        let found = excerpt("Bonjour à tous", &Query::parse("lille").unwrap(), 80);
        assert_eq!(
            found,
            Excerpt {
                text: "Bonjour à tous".into(),
                marks: vec![]
            }
        );
    }

    proptest! {
        // The quick way finds what reading every word finds.
        #[test]
        fn no_word_that_is_wanted_is_passed_over(
            text in "([a-eé@4]{1,3}|quatre|arobases?|St|Été|[A-Cœ]{1,4}|, | |-|\u{ad}){0,40}",
            query in "(arob\\*|quatre|qu\\*|saint|été|ab|ab\\*|4@|b-c|œ[a-c]|deux|@@)( [a-d]{2,3}\\*?)?",
        ) {
            if let Ok(query) = Query::parse(&query) {
                let wanted = wanted(&query);
                let of = |words: Vec<Word>| -> Vec<_> {
                    let found = words.into_iter().filter_map(|word| {
                        Some((word.span.clone(), position(&wanted, &word)?))
                    });
                    found.collect()
                };
                prop_assert_eq!(of(words_like(&text, &wanted)), of(words(&text)), "{:?}", wanted);
            }
        }

        #[test]
        fn an_excerpt_never_panics_and_its_marks_stand_in_it(text in "\\PC{0,200}", word in "[a-zé]{2,6}", width in 1_usize..60) {
            if let Ok(query) = Query::parse(&format!("{word} 4@")) {
                let found = excerpt(&format!("{text} {word} {text}"), &query, width);
                for mark in found.marks {
                    prop_assert!(found.text.get(mark).is_some());
                }
            }
        }
    }
}
