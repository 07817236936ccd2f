//! The words of a text as search sees them: where each stands, how it folds, and which of them say
//! a grade: `@@@@`, `4@`, `4 @`, `4 arobases` and `quatre arobases` are one and the same word.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::stem;
use crate::text::fold;

/// Elided articles, and words so common that they tell nothing; folded.
pub(super) const STOP: [&str; 59] = [
    "a", "au", "aux", "c", "ce", "ces", "cet", "cette", "d", "dans", "de", "des", "du", "elle",
    "elles", "en", "est", "et", "il", "ils", "j", "jusqu", "l", "la", "le", "les", "leur", "leurs",
    "lorsqu", "m", "n", "ne", "on", "ont", "ou", "par", "pas", "pour", "puisqu", "qu", "que",
    "qui", "quoiqu", "s", "sa", "se", "ses", "son", "sont", "sous", "sur", "t", "the", "un", "une",
    "vos", "votre", "vous", "y",
];

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// In lower case, accents kept; for a grade, its words joined by a space.
    pub lower: String,
    /// Folded, `st` and `ste` spelt out.
    pub folded: String,
    /// How many arobases it says, 1 to 5, where it says a grade.
    pub grade: Option<u8>,
}

impl Word {
    /// Whether it is too common to be looked for.
    pub fn is_stop(&self) -> bool {
        self.grade.is_none() && STOP.contains(&self.folded.as_str())
    }

    /// What the French fields hold of it, the most telling first; nothing for a stop word.
    pub fn stems(&self) -> Vec<String> {
        let Some(grade) = self.grade else {
            if self.is_stop() || self.folded.is_empty() {
                return Vec::new();
            }
            return vec![stem(&self.folded)];
        };
        let mut stems = vec![grade_term(grade), stem("arobase")];
        stems.extend(
            self.folded
                .split(' ')
                .filter(|word| !word.is_empty())
                .map(stem),
        );
        stems.dedup();
        stems
    }

    /// What the exact field holds of it: the folded word, and `=word` where accents are lost.
    pub fn exact(&self) -> Vec<String> {
        let mut forms = Vec::new();
        if let Some(grade) = self.grade {
            forms.push(grade_term(grade));
            forms.extend(
                self.folded
                    .split(' ')
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned),
            );
        } else if !self.folded.is_empty() {
            forms.push(self.folded.clone());
            if self.lower != self.folded {
                forms.push(format!("={}", self.lower));
            }
        }
        forms
    }
}

/// The term of a grade in every text field; no word can be spelt like it.
pub(super) fn grade_term(grade: u8) -> String {
    format!("@{grade}")
}

/// The words of `text`, in order; grades written in several words are one.
pub fn words(text: &str) -> Vec<Word> {
    let pieces = pieces(text);
    let mut words = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let next = pieces.get(at + 1);
        if let Some((word, _)) = next.and_then(|next| said_grade(text, piece, next)) {
            words.push(word);
            at += 2;
            continue;
        }
        match piece {
            Piece::Letters { span } => words.push(plain(text, span)),
            Piece::Signs {
                span,
                grade: Some(grade),
                ..
            } => words.push(Word {
                span: span.clone(),
                lower: String::new(),
                folded: String::new(),
                grade: Some(*grade),
            }),
            Piece::Signs { grade: None, .. } => {}
        }
        at += 1;
    }
    words
}

/// Words that say a grade together with what stands beside them, in the forms that stems of queries have.
const OF_GRADES: [&str; 14] = [
    "1", "2", "3", "4", "5", "un", "une", "deux", "trois", "quatr", "quatre", "cinq", "arobas",
    "arobaz",
];

/// Of the words of `text`, at least those that have one of the stems `wanted`, or begin like one that ends with a star: for texts
/// of which few words matter. Most words are told by their first letter and cost nothing more.
pub(super) fn words_like(text: &str, wanted: &[String]) -> Vec<Word> {
    let of_grade = |wanted: &String| match wanted.strip_suffix('*') {
        Some(letters) => OF_GRADES
            .iter()
            .any(|word| word.starts_with(letters) || letters.starts_with(word)),
        None => wanted.starts_with('@') || OF_GRADES.contains(&wanted.as_str()),
    };
    if wanted.iter().any(of_grade) {
        return words(text);
    }
    let mut begins = [false; 128];
    for first in wanted.iter().filter_map(|stem| stem.bytes().next()) {
        if let Some(begins) = begins.get_mut(usize::from(first)) {
            *begins = true;
        }
    }
    let is_candidate = |span: &Range<usize>| {
        let first = text.as_bytes().get(span.start).copied().unwrap_or_default();
        // A letter that is not ASCII may fold to any, or to several.
        begins
            .get(usize::from(first.to_ascii_lowercase()))
            .is_none_or(|begins| *begins)
    };
    pieces(text)
        .iter()
        .filter_map(|piece| match piece {
            Piece::Letters { span } if is_candidate(span) => Some(plain(text, span)),
            _ => None,
        })
        .collect()
}

/// A run of letters and digits, or of `@`.
enum Piece {
    Letters {
        span: Range<usize>,
    },
    Signs {
        span: Range<usize>,
        /// What the run says by itself; `None` in an address such as `contact@mairie.example`.
        grade: Option<u8>,
        /// One `@` with nothing glued behind: after a number it is a unit.
        unit: bool,
    },
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text.char_indices().peekable();
    let mut before = None;
    while let Some((start, character)) = rest.next() {
        let mut end = start + character.len_utf8();
        if is_letter(character) {
            while let Some((at, next)) = rest.next_if(|(_, next)| is_letter(*next)) {
                end = at + next.len_utf8();
            }
            pieces.push(Piece::Letters { span: start..end });
        } else if character == '@' {
            end = signs_end(text, start);
            while rest.next_if(|(at, _)| *at < end).is_some() {}
            let count = text[start..end]
                .bytes()
                .filter(|byte| *byte == b'@')
                .count();
            let glued_after = text[end..].chars().next().is_some_and(is_letter);
            let glued = glued_after || before.is_some_and(is_letter);
            let grade = u8::try_from(count).ok().filter(|count| *count <= 5);
            pieces.push(Piece::Signs {
                span: start..end,
                grade: grade.filter(|count| *count >= 2 || !glued),
                unit: count == 1 && !glued_after,
            });
        }
        before = text[start..end].chars().next_back();
    }
    pieces
}

/// Where the run of `@` that begins at `start` ends: `@@@@`, or single ones a space apart.
fn signs_end(text: &str, start: usize) -> usize {
    let tail = &text[start..];
    let run = tail.bytes().take_while(|byte| *byte == b'@').count();
    if run > 1 {
        return start + run;
    }
    let mut end = 1;
    loop {
        let mut after = tail[end..].chars();
        let space = after
            .next()
            .filter(|space| matches!(space, ' ' | '\u{a0}' | '\u{202f}'));
        let Some(space) = space.filter(|_| after.next() == Some('@')) else {
            return start + end;
        };
        if after
            .next()
            .is_some_and(|next| next == '@' || is_letter(next))
        {
            return start + end;
        }
        end += space.len_utf8() + 1;
    }
}

/// Letters, digits, their combining accents, and signs that stand inside words and mean nothing.
fn is_letter(character: char) -> bool {
    character.is_alphanumeric()
        || is_combining_mark(character)
        || matches!(
            character,
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
        )
}

fn plain(text: &str, span: &Range<usize>) -> Word {
    let written = &text[span.clone()];
    let lower: String = written
        .chars()
        .filter(|character| character.is_alphanumeric() || is_combining_mark(*character))
        .flat_map(char::to_lowercase)
        .collect();
    let folded = match fold(written).as_str() {
        "st" => "saint".to_owned(),
        "ste" => "sainte".to_owned(),
        other => other.replace(' ', ""),
    };
    Word {
        span: span.clone(),
        lower,
        folded,
        grade: None,
    }
}

/// A number and its unit: `4@`, `4 arobases`, `quatre arobases`.
fn said_grade(text: &str, number: &Piece, unit: &Piece) -> Option<(Word, u8)> {
    let Piece::Letters { span: first } = number else {
        return None;
    };
    let grade = count(&fold(&text[first.clone()]))?;
    let last = match unit {
        Piece::Signs {
            span, unit: true, ..
        } => span,
        Piece::Letters { span } if is_arobase(&fold(&text[span.clone()])) => span,
        _ => return None,
    };
    let between = &text[first.end..last.start];
    if between.chars().count() > 2 || !between.chars().all(|gap| gap.is_whitespace() || gap == '-')
    {
        return None;
    }
    let span = first.start..last.end;
    let lower = text[span.clone()].to_lowercase();
    let folded = fold(&text[span.clone()]);
    Some((
        Word {
            span,
            lower,
            folded,
            grade: Some(grade),
        },
        grade,
    ))
}

/// The number of arobases that a folded word counts, 1 to 5.
pub(super) fn count(folded: &str) -> Option<u8> {
    Some(match folded {
        "1" | "un" | "une" => 1,
        "2" | "deux" => 2,
        "3" | "trois" => 3,
        "4" | "quatre" => 4,
        "5" | "cinq" => 5,
        _ => return None,
    })
}

/// Whether a folded word names the sign.
pub(super) fn is_arobase(folded: &str) -> bool {
    matches!(
        folded,
        "arobase" | "arobases" | "arobas" | "arobaze" | "arobazes"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grades(text: &str) -> Vec<Option<u8>> {
        words(text).iter().map(|word| word.grade).collect()
    }

    #[test]
    fn a_grade_is_one_word_however_it_is_written() {
        for text in [
            "@@@@",
            "4@",
            "4 @",
            "4\u{a0}@",
            "@ @ @ @",
            "4 arobases",
            "quatre arobases",
            "Quatre Arobases",
        ] {
            assert_eq!(grades(text), [Some(4)], "{text}");
            assert_eq!(words(text)[0].stems()[..2], ["@4", "arobas"], "{text}");
        }
    }

    #[test]
    fn an_address_or_a_handle_is_no_grade() {
        for text in [
            "contact@mairie.example",
            "4@mairie.example",
            "@villeinternet",
            "x@",
        ] {
            assert!(grades(text).iter().all(Option::is_none), "{text}");
        }
        assert_eq!(grades("@@@@@@"), []);
    }

    #[test]
    fn glued_lists_keep_their_grades() {
        let grades: Vec<_> = words("Maing@@@@@Anzin@@")
            .iter()
            .map(|word| word.grade)
            .collect();
        assert_eq!(grades, [None, Some(5), None, Some(2)]);
    }

    #[test]
    fn elision_hyphens_and_saints_are_parted_and_spelt_out() {
        let folded = |text| -> Vec<String> { words(text).into_iter().map(|w| w.folded).collect() };
        assert_eq!(
            folded("L’arobase de St-Médard"),
            ["l", "arobase", "de", "saint", "medard"]
        );
        assert_eq!(folded("Ste-Foy"), ["sainte", "foy"]);
        assert!(words("l'").iter().all(Word::is_stop));
    }

    #[test]
    fn the_exact_form_keeps_the_accents_beside_the_folded_word() {
        assert_eq!(words("Marché")[0].exact(), ["marche", "=marché"]);
        assert_eq!(words("MARCHE")[0].exact(), ["marche"]);
    }

    proptest! {
        #[test]
        fn reading_words_never_panics_and_spans_stand_in_order(text in "\\PC{0,40}|[@ 45aunequatr\u{a0}-]{0,30}") {
            let mut end = 0;
            for word in words(&text) {
                prop_assert!(word.span.start >= end && text.get(word.span.clone()).is_some());
                end = word.span.end;
                let _ = (word.stems(), word.exact());
            }
        }
    }
}
