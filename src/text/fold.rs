//! Folding: lower case, no accents, ligatures spelt out, every run of other signs one space.
//!
//! `L'Haÿ-les-Roses`, `L’HAY LES ROSES` and `l hay les roses` fold to the same text.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Folds `text` to lower-case letters and digits without accents, words parted by one space.
///
/// ```
/// assert_eq!(arobase::text::fold("Villeneuve-d’Ascq"), "villeneuve d ascq");
/// assert_eq!(arobase::text::fold("Lamballe Terre & Mer"), "lamballe terre et mer");
/// assert_eq!(arobase::text::fold("  Œuilly, ST-OUEN "), "oeuilly st ouen");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    letters(text, |letter, _, gap| {
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        folded.push(letter);
    });
    folded
}

/// Whether `text` folds to `folded`, told by its first letter where that is enough.
pub fn folds_to(text: &str, folded: &str) -> bool {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let first = text.bytes().find(word);
    let other = |first: &u8| folded.as_bytes().first() != Some(&first.to_ascii_lowercase());
    !first
        .filter(u8::is_ascii)
        .is_some_and(|first| other(&first))
        && fold(text) == folded
}

/// A folded text that remembers which bytes of the original each of its bytes came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded words.
    pub text: String,
    /// For each byte of `text`, the original character's first byte.
    starts: Vec<usize>,
    /// For each byte of `text`, the end of the original character.
    ends: Vec<usize>,
}

impl Folded {
    /// Folds `text`.
    pub fn new(text: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            starts: Vec::with_capacity(text.len()),
            ends: Vec::with_capacity(text.len()),
        };
        letters(text, |letter, from, gap| folded.push(letter, from, gap));
        folded
    }

    /// The bytes of the original text that the bytes `span` of the folded text came from.
    pub fn original(&self, span: Range<usize>) -> Range<usize> {
        let Some(&start) = self.starts.get(span.start) else {
            return 0..0;
        };
        let end = span
            .end
            .checked_sub(1)
            .and_then(|last| self.ends.get(last))
            .copied();
        start..end.unwrap_or(start)
    }

    fn push(&mut self, letter: char, from: Range<usize>, gap: bool) {
        if gap && !self.text.is_empty() {
            self.text.push(' ');
            // The space belongs to nothing; it points at where the next word begins.
            self.starts.push(from.start);
            self.ends.push(from.start);
        }
        self.text.push(letter);
        for _ in 0..letter.len_utf8() {
            self.starts.push(from.start);
            self.ends.push(from.end);
        }
    }
}

/// Hands over the folded letters of `text`, each with the bytes that its character takes and whether other signs
/// parted it from the letter before.
fn letters(text: &str, mut push: impl FnMut(char, Range<usize>, bool)) {
    let mut gap = false;
    for (start, character) in text.char_indices() {
        let from = start..start + character.len_utf8();
        if character.is_ascii_alphanumeric() {
            push(character.to_ascii_lowercase(), from, gap);
            gap = false;
        } else if character == '&' && gap && text[from.end..].starts_with([' ', '\u{a0}']) {
            // "Terre & Mer" is "Terre et Mer".
            push('e', from.clone(), true);
            push('t', from, false);
            gap = true;
        } else if character.is_ascii() {
            gap = true;
        } else {
            gap = decomposed(character, &from, gap, &mut push);
        }
    }
}

/// The same for one character that is not ASCII; says whether a gap stands behind it.
fn decomposed(
    character: char,
    from: &Range<usize>,
    gap: bool,
    push: &mut impl FnMut(char, Range<usize>, bool),
) -> bool {
    // Soft hyphen and zero-width signs stand inside words and mean nothing; a combining mark vanishes.
    let silent = matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}'
    );
    if silent || is_combining_mark(character) {
        return gap;
    }
    let (mut open, mut any) = (gap, false);
    // Twice: the lower case of a letter may decompose further.
    let letters = std::iter::once(character)
        .nfkd()
        .flat_map(char::to_lowercase)
        .nfkd();
    for plain in letters.flat_map(unligated) {
        if plain.is_alphanumeric() && !is_combining_mark(plain) {
            push(plain, from.clone(), open);
            (open, any) = (false, true);
        }
    }
    !any
}

/// The letters of a ligature; any other letter as it is.
fn unligated(letter: char) -> impl Iterator<Item = char> {
    let (first, second) = match letter {
        'œ' => ('o', Some('e')),
        'æ' => ('a', Some('e')),
        'ß' => ('s', Some('s')),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_accents_hyphens_and_apostrophes_do_not_count() {
        for name in ["L'Haÿ-les-Roses", "L’HAY LES ROSES", "l'hay  les—roses"] {
            assert_eq!(fold(name), "l hay les roses");
        }
    }

    #[test]
    fn a_letter_with_a_combining_accent_folds_like_the_composed_one() {
        assert_eq!(fold("Me\u{301}rignac"), fold("Mérignac"));
        assert_eq!(fold("\u{301}Me"), "me");
    }

    #[test]
    fn a_span_of_the_folded_text_leads_back_to_the_original_words() {
        let text = "à Vandœuvre-lès-Nancy (54)";
        let folded = Folded::new(text);
        let at = folded.text.find("vandoeuvre les nancy").unwrap();
        assert_eq!(&text[folded.original(at..at + 20)], "Vandœuvre-lès-Nancy");
    }

    proptest! {
        #[test]
        fn folds_to_agrees_with_fold(one in "[ -]{0,2}[aAéÉb1œ ]{0,6}", two in "[aAéÉb1œ ]{0,6}") {
            let folded = fold(&two);
            prop_assert_eq!(folds_to(&one, &folded), fold(&one) == folded);
        }

        #[test]
        fn folding_never_panics_and_is_its_own_fixed_point(text in any::<String>()) {
            let once = Folded::new(&text);
            prop_assert_eq!(fold(&once.text), once.text.clone());
            for (at, letter) in once.text.char_indices() {
                let original = once.original(at..at + letter.len_utf8());
                prop_assert!(text.get(original).is_some());
            }
        }
    }
}
