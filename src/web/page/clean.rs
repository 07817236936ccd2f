//! Words as they are kept: white space collapsed, invisible characters removed, NFC.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Collects the text of one block piece by piece.
///
/// White space of any kind becomes one space, a break becomes one `\n`, and neither stands at an
/// end or beside another.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    pending: Pending,
    /// The last thing pushed was a picture of an arobase.
    after_picture: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Pending {
    #[default]
    Nothing,
    Space,
    Break,
}

impl Words {
    /// Adds text as it stands in the source.
    pub(super) fn push(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let plain = rest.bytes().take_while(u8::is_ascii_graphic).count();
            // Most of a text is runs of letters in which nothing changes.
            if plain > 1 && !self.after_picture {
                let (run, after) = rest.split_at(plain);
                self.settle();
                self.text.push_str(run);
                rest = after;
                continue;
            }
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            if c.is_whitespace() || c == '\u{85}' {
                self.pending = self.pending.max(Pending::Space);
            } else if !is_invisible(c) {
                if self.after_picture && matches!(c, '.' | ',' | ';' | ')') {
                    self.pending = Pending::Nothing;
                }
                self.settle();
                self.after_picture = false;
                self.text.push(c);
            }
        }
    }

    /// Adds the text of a node of its own. Where a small letter meets a capital, a tag stands between two words:
    /// `<b>4 arobases</b>Panazol`.
    pub(super) fn node(&mut self, text: &str) {
        let small = self
            .text
            .chars()
            .next_back()
            .is_some_and(char::is_lowercase);
        if small && text.starts_with(char::is_uppercase) {
            self.pending = self.pending.max(Pending::Space);
        }
        self.push(text);
    }

    /// Adds a line break that the page shows as one.
    pub(super) fn line_break(&mut self) {
        self.pending = Pending::Break;
    }

    /// Whether a line break was the last thing added.
    pub(super) fn at_break(&self) -> bool {
        self.pending == Pending::Break
    }

    /// Adds what a picture of arobases says, in a row with the one before it: "Aville @@@".
    pub(super) fn picture(&mut self, alt: &str) {
        if self.after_picture && self.pending < Pending::Break && alt.starts_with('@') {
            self.pending = Pending::Nothing;
        } else {
            self.pending = self.pending.max(Pending::Space);
        }
        for c in alt.chars() {
            self.push(c.encode_utf8(&mut [0; 4]));
        }
        self.pending = Pending::Space;
        self.after_picture = true;
    }

    /// Whether nothing that can be seen has been pushed.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Characters so far.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text so far; the collector starts again.
    pub(super) fn take(&mut self) -> String {
        self.pending = Pending::Nothing;
        self.after_picture = false;
        composed(std::mem::take(&mut self.text))
    }

    fn settle(&mut self) {
        if !self.text.is_empty() {
            match self.pending {
                Pending::Nothing => {}
                Pending::Space => self.text.push(' '),
                Pending::Break => self.text.push('\n'),
            }
        }
        self.pending = Pending::Nothing;
    }
}

/// A short text (a title, an attribute) made clean.
pub(super) fn clean(text: &str) -> String {
    let mut words = Words::default();
    words.push(text);
    words.take()
}

fn composed(text: String) -> String {
    // What lies below U+0300 is composed as it stands; its first bytes lie below 0xCC.
    if text.bytes().all(|byte| byte < 0xCC) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text;
    }
    text.nfc().collect()
}

/// Characters that nobody sees and that hide words from a search: controls, soft hyphens, zero
/// width spaces and joiners, marks of direction, the byte order mark, the replacement of NUL.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn white_space_collapses_and_the_invisible_goes() {
        assert_eq!(
            clean(" La\u{A0}ville\t\n de\u{200B} Vil\u{AD}leneuve\u{0} \u{202F}! "),
            "La ville de Villeneuve !"
        );
        assert_eq!(clean("e\u{301}te\u{301}"), "été");
    }

    #[test]
    fn breaks_stand_between_lines_only() {
        let mut words = Words::default();
        words.line_break();
        words.push(" Aville ");
        words.line_break();
        words.push(" ");
        words.line_break();
        words.push("Bville");
        words.line_break();
        assert_eq!(words.take(), "Aville\nBville");
    }

    #[test]
    fn pictures_of_arobases_stand_in_a_row_beside_the_name() {
        let mut words = Words::default();
        words.push("Aville");
        for _ in 0..3 {
            words.picture("@");
            words.push(" ");
        }
        words.push("Bville (59)");
        words.picture("4 arobases");
        assert_eq!(words.take(), "Aville @@@ Bville (59) 4 arobases");
    }

    proptest! {
        #[test]
        fn what_is_clean_stays_as_it_is(text in "\\PC{0,60}|.{0,60}") {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
