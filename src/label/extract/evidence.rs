//! The quotation that proves a claim: a sentence where it is short enough, else the words that
//! decide.

use std::ops::Range;

use crate::label::claim::Evidence;
use crate::web::page::Block;

/// Longest quotation, in characters.
const LONGEST: usize = 200;
/// Longest context on either side, in characters.
const CONTEXT: usize = 32;

/// Quotes `sentence` of block `number`, or, when that is too long, the part of it around `words`, or
/// around `name` when those are too long as well.
pub(super) fn quote(
    block: &Block,
    number: usize,
    sentence: &Range<usize>,
    words: &Range<usize>,
    name: Option<&Range<usize>>,
) -> Evidence {
    let text = &block.text;
    let span = if count(text, sentence) <= LONGEST {
        sentence.clone()
    } else if count(text, words) <= LONGEST {
        grow(text, words, sentence)
    } else if let Some(name) = name.filter(|name| count(text, name) <= LONGEST) {
        grow(text, name, sentence)
    } else {
        cut(text, words)
    };
    Evidence {
        exact: text.get(span.clone()).unwrap_or_default().to_owned(),
        prefix: last_characters(text.get(..span.start).unwrap_or_default()),
        suffix: text
            .get(span.end..)
            .unwrap_or_default()
            .chars()
            .take(CONTEXT)
            .collect(),
        block: number,
        start: span.start,
        css: block.css.clone(),
    }
}

fn count(text: &str, span: &Range<usize>) -> usize {
    text.get(span.clone())
        .map_or(usize::MAX, |words| words.chars().count())
}

fn last_characters(text: &str) -> String {
    let start = text
        .char_indices()
        .rev()
        .nth(CONTEXT - 1)
        .map_or(0, |(at, _)| at);
    text[start..].to_owned()
}

/// `words` with whole words around them, as far as the sentence and the limit allow.
fn grow(text: &str, words: &Range<usize>, sentence: &Range<usize>) -> Range<usize> {
    let mut span = words.clone();
    loop {
        let left = text[sentence.start..span.start]
            .trim_end()
            .rfind(' ')
            .map_or(sentence.start, |at| sentence.start + at + 1);
        let grown = left..span.end;
        if left >= span.start || count(text, &grown) > LONGEST {
            break;
        }
        span = grown;
    }
    loop {
        let rest = &text[span.end..sentence.end];
        let skip = rest.len() - rest.trim_start().len();
        let right = rest[skip..]
            .find(' ')
            .map_or(sentence.end, |at| span.end + skip + at);
        let grown = span.start..right;
        if right <= span.end || count(text, &grown) > LONGEST {
            break;
        }
        span = grown;
    }
    span
}

fn cut(text: &str, words: &Range<usize>) -> Range<usize> {
    let end = text[words.clone()]
        .char_indices()
        .nth(LONGEST)
        .map_or(words.end, |(at, _)| words.start + at);
    words.start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::page::{BlockKind, Zone};

    fn block(text: &str) -> Block {
        Block {
            kind: BlockKind::Paragraph,
            zone: Zone::Main,
            text: text.to_owned(),
            css: "p".to_owned(),
        }
    }

    #[test]
    fn a_short_sentence_is_quoted_whole_with_its_context() {
        let block = block("Avant. Xville a 3 @. Après.");
        let evidence = quote(&block, 2, &(7..20), &(16..19), None);
        assert_eq!(evidence.exact, "Xville a 3 @.");
        assert_eq!(
            (
                evidence.prefix.as_str(),
                evidence.suffix.as_str(),
                evidence.start
            ),
            ("Avant. ", " Après.", 7)
        );
    }

    #[test]
    fn a_long_sentence_is_quoted_around_its_words_and_within_the_limit() {
        let text = format!(
            "{} Xville a trois é arobases {}",
            "mot ".repeat(90),
            "mot ".repeat(90)
        );
        let at = text.find("Xville").unwrap();
        let block = block(&text);
        let evidence = quote(&block, 0, &(0..text.len()), &(at..at + 26), None);
        assert!(evidence.exact.contains("Xville a trois é arobases"));
        assert!(evidence.exact.chars().count() <= LONGEST);
        assert_eq!(
            &text[evidence.start..evidence.start + evidence.exact.len()],
            evidence.exact
        );
        assert!(evidence.prefix.chars().count() <= CONTEXT);
    }
}
