//! The look for a trace of the label in text that goes by in pieces, for pages that are not read.
//!
//! [`Trace`] finds all that [`super::extract::speaks_of_label`] finds in a page that is read, and a
//! little more: it has no tree, so it cannot know which texts a reader sees side by side. What stands
//! before a tag may therefore go on after any later one.

use crate::web::page::{Watch, is_invisible};

/// The words that betray the label, a class of letters a place: "arobas", "arrobas" and "arobs" as
/// they are misspelt, "4robas" where the digit is glued on, "internet".
const WORDS: [&[&[u8]]; 4] = [
    &[b"a2345", b"r", b"o", b"b", b"a", b"s"],
    &[b"a", b"r", b"r", b"o", b"b", b"a", b"s"],
    &[b"a", b"r", b"o", b"b", b"s"],
    &[b"i", b"n", b"t", b"e", b"r", b"n", b"e", b"t"],
];

/// One bit for each place of each word (the bits of a word beside each other, the first lowest).
struct Tables {
    /// For each letter, the places where it may stand.
    places: [u32; 256],
    firsts: u32,
    lasts: u32,
}

const TABLES: Tables = tables();

const fn tables() -> Tables {
    let (mut places, mut firsts, mut lasts) = ([0; 256], 0, 0);
    let (mut bit, mut word) = (0, 0);
    while word < WORDS.len() {
        firsts |= 1 << bit;
        let mut place = 0;
        while place < WORDS[word].len() {
            let mut letter = 0;
            while letter < WORDS[word][place].len() {
                let byte = WORDS[word][place][letter];
                places[byte as usize] |= 1 << bit;
                places[byte.to_ascii_uppercase() as usize] |= 1 << bit;
                letter += 1;
            }
            bit += 1;
            place += 1;
        }
        lasts |= 1 << (bit - 1);
        word += 1;
    }
    Tables {
        places,
        firsts,
        lasts,
    }
}

/// What stood before: an `@` between two letters belongs to an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Before {
    #[default]
    Other,
    Letter,
    /// A letter and `@`.
    At,
    /// A letter, `@` and one letter, on which an accent may still follow.
    AtLetter,
}

/// Looks for a trace of the label.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The places of words that the text so far has reached.
    reached: u32,
    /// Those that any text before a tag had reached.
    before_tags: u32,
    before: Before,
    /// The bytes of a character that is cut between two pieces.
    cut: Vec<u8>,
    found: bool,
}

impl Trace {
    fn ascii(&mut self, byte: u8) {
        self.reached = ((self.reached << 1) | TABLES.firsts) & TABLES.places[usize::from(byte)];
        self.found |= self.reached & TABLES.lasts != 0;
        self.before = match (self.before, byte) {
            (Before::Letter | Before::AtLetter, b'@') => Before::At,
            (Before::At, byte) if byte.is_ascii_alphabetic() => Before::AtLetter,
            (Before::At, _) | (_, b'@') => {
                self.found = true;
                Before::Other
            }
            (_, byte) if byte.is_ascii_alphabetic() => Before::Letter,
            _ => Before::Other,
        };
    }

    fn character(&mut self, character: char) {
        if is_invisible(character) && !character.is_whitespace() && character != '\u{85}' {
            return;
        }
        if character.is_ascii() {
            let mut byte = [0];
            character.encode_utf8(&mut byte);
            return self.ascii(byte[0]);
        }
        let reached = match plain(character) {
            Some(letter) => {
                ((self.reached << 1) | TABLES.firsts) & TABLES.places[usize::from(letter)]
            }
            // The accent of the letter before.
            None if matches!(character, '\u{300}'..='\u{36f}') => self.reached,
            None => 0,
        };
        self.reached = reached;
        self.found |= self.reached & TABLES.lasts != 0;
        self.found |= matches!(self.before, Before::At | Before::AtLetter);
        self.before = Before::Other;
    }

    /// Adds a byte that is no ASCII; the last one of a character completes it.
    fn partial(&mut self, byte: u8) {
        self.cut.push(byte);
        match std::str::from_utf8(&self.cut) {
            Ok(text) => {
                let character = text.chars().next();
                self.cut.clear();
                if let Some(character) = character {
                    self.character(character);
                }
            }
            Err(error) if error.error_len().is_some() || self.cut.len() > 3 => self.cut.clear(),
            Err(_) => {}
        }
    }
}

/// The letter under an accent, of those that the words are made of.
const fn plain(letter: char) -> Option<u8> {
    Some(match letter {
        'à'..='å' | 'À'..='Å' => b'a',
        'è'..='ë' | 'È'..='Ë' => b'e',
        'ì'..='ï' | 'Ì'..='Ï' => b'i',
        'ò'..='ö' | 'Ò'..='Ö' => b'o',
        'ñ' | 'Ñ' => b'n',
        _ => return None,
    })
}

impl Watch for Trace {
    fn text(&mut self, piece: &[u8]) {
        for byte in piece {
            match byte {
                // Control characters that are no white space are invisible.
                0..=8 | 0xe..=0x1f | 0x7f => {}
                0x80.. => self.partial(*byte),
                _ => self.ascii(*byte),
            }
        }
    }

    fn tag(&mut self) {
        self.before_tags |= self.reached;
        self.reached = self.before_tags;
        self.found |= matches!(self.before, Before::At | Before::AtLetter);
        self.before = Before::Other;
        self.cut.clear();
    }

    fn alone(&mut self, text: &str) {
        let mut trace = Self::default();
        trace.text(text.as_bytes());
        trace.tag();
        self.found |= trace.found;
    }

    fn found(&self) -> bool {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pieces: &[&str]) -> bool {
        let mut trace = Trace::default();
        for piece in pieces {
            trace.text(piece.as_bytes());
            trace.tag();
        }
        trace.found()
    }

    #[test]
    fn the_words_of_the_label_leave_a_trace_however_they_are_written() {
        for text in [
            "une arobase",
            "Trois ARROBASES",
            "4robases",
            "un arobs",
            "Villes Inter\u{ad}net",
            "@@@",
            "3 @",
            "@ verte",
            "« 4@ »",
            "Ville INTERNÉT",
            "a\u{300}robase",
        ] {
            assert!(found(&[text]), "{text}");
        }
    }

    #[test]
    fn addresses_and_other_words_leave_none() {
        for text in [
            "mairie@dole.example",
            "le robas et l'arobe",
            "inter net",
            "",
        ] {
            assert!(!found(&[text]), "{text}");
        }
    }

    #[test]
    fn a_word_may_go_on_after_a_tag_and_after_what_stands_between() {
        assert!(found(&["Villes Inter", "net"]));
        assert!(found(&["aro", "x", "base"]));
        assert!(found(&["mairie@", "dole"]));
        assert!(!found(&["aro ", "base"]));
    }

    #[test]
    fn a_character_that_is_cut_between_two_pieces_is_one_character() {
        let mut trace = Trace::default();
        let text = "àrobase".as_bytes();
        trace.text(&text[..1]);
        trace.text(&text[1..]);
        assert!(trace.found());
    }
}
