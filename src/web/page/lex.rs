//! From text to tags: reads a whole document for html5ever's tree builder, which makes the tree.
//!
//! html5ever's own tokenizer takes text in pieces from a network and so goes letter by letter; it is
//! two thirds of the cost of a parse. Here the whole text lies in memory: runs of text and values of
//! attributes are found by `memchr` and shared, not copied. The states are those of the HTML standard,
//! section 13.2.5; html5ever's tokenizer is the oracle of the tests. Comments lose their words.

use std::borrow::Cow;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::{Attribute, LocalName, QualName, ns};
use memchr::{memchr, memchr2, memmem};

use super::budget::{
    Cut, MOST_ATTRIBUTES, MOST_ATTRIBUTES_IN_ALL, MOST_NAMES, MOST_SCRIPT, TEXT_LIMIT,
};
use super::declare::{comment_end, doctype};
use super::intern::Names;
use super::raw;
use super::reference::{decoded, is_plain};

/// Line ends as the standard wants them, section 13.2.3.5.
pub(super) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    let mut pieces = text.split('\r');
    joined.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        if !piece.starts_with('\n') {
            joined.push('\n');
        }
        joined.push_str(piece);
    }
    Cow::Owned(joined)
}

/// What the text is, by the last tag before it.
#[derive(Clone, Copy, Debug)]
enum Content {
    /// Text and tags.
    Data,
    /// The text of one element up to its end tag.
    Raw(RawKind),
    /// Text up to the end of the page.
    Plain,
}

/// Reads tags and texts of a document and gives them to a builder.
pub(super) struct Lexer<'t, B> {
    /// The builder.
    pub(super) builder: B,
    /// What was passed over because it is too much of it.
    pub(super) lost: Option<Cut>,
    text: &'t str,
    /// The same text: what is given on shares it.
    shared: StrTendril,
    at: usize,
    content: Content,
    last_start: LocalName,
    names: Names,
    /// How many bytes of words are read yet.
    words_left: usize,
    /// How many bytes of scripts are read yet.
    scripts_left: usize,
    /// How many bytes of classes and ids are read yet.
    names_left: usize,
    /// How many attributes are read yet.
    attributes_left: usize,
    /// Whether the one document type that counts was read.
    typed: bool,
}

impl<'t, B: TokenSink> Lexer<'t, B> {
    /// A reader of `text`, whose line ends are line feeds.
    pub(super) fn new(text: &'t str, builder: B) -> Self {
        Self {
            builder,
            lost: None,
            text,
            shared: StrTendril::from_slice(text),
            at: if text.starts_with('\u{feff}') { 3 } else { 0 },
            content: Content::Data,
            last_start: LocalName::default(),
            names: Names::default(),
            words_left: TEXT_LIMIT,
            scripts_left: MOST_SCRIPT,
            names_left: MOST_NAMES,
            attributes_left: MOST_ATTRIBUTES_IN_ALL,
            typed: false,
        }
    }

    /// Reads one tag or text; says whether there was one.
    pub(super) fn step(&mut self) -> bool {
        let rest = self.rest(self.at);
        let Some(first) = rest.as_bytes().first() else {
            return false;
        };
        match self.content {
            Content::Data if *first == b'<' => self.markup(),
            Content::Data if *first == 0 => {
                self.at += 1;
                self.give(Token::NullCharacterToken);
            }
            Content::Data => {
                let end = memchr2(b'<', 0, rest.as_bytes()).unwrap_or(rest.len());
                return self.counted(self.at + end, true);
            }
            Content::Raw(RawKind::Rcdata) => {
                self.content = Content::Data;
                let end = raw::end(rest, &self.last_start, false);
                return self.counted(self.at + end, true);
            }
            Content::Raw(kind) => {
                self.content = Content::Data;
                let script = kind == RawKind::ScriptData;
                self.unread(self.at + raw::end(rest, &self.last_start, script));
            }
            Content::Plain => return self.counted(self.text.len(), false),
        }
        true
    }

    /// Tells the builder that the document ends here.
    pub(super) fn end(&mut self) {
        self.give(Token::EOFToken);
        self.builder.end();
    }

    fn rest(&self, from: usize) -> &'t str {
        self.text.get(from..).unwrap_or_default()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn give(&mut self, token: Token) {
        match self.builder.process_token(token, 1) {
            TokenSinkResult::Plaintext => self.content = Content::Plain,
            TokenSinkResult::RawData(kind) => self.content = Content::Raw(kind),
            // The encoding is known already, and no script is run.
            TokenSinkResult::Continue
            | TokenSinkResult::Script(_)
            | TokenSinkResult::EncodingIndicator(_) => {}
        }
    }

    /// A part of the text, shared where nothing in it stands for something else.
    fn shared(&self, from: usize, to: usize, references: bool, attribute: bool) -> StrTendril {
        let text = self.text.get(from..to).unwrap_or_default();
        if is_plain(text, references) {
            let (from, length) = (u32::try_from(from), u32::try_from(text.len()));
            let shared = from.ok().zip(length.ok());
            shared
                .and_then(|(from, length)| self.shared.try_subtendril(from, length).ok())
                .unwrap_or_else(|| StrTendril::from_slice(text))
        } else {
            StrTendril::from_slice(&decoded(text, references, attribute))
        }
    }

    fn words(&mut self, end: usize, references: bool) {
        if end > self.at {
            let words = self.shared(self.at, end, references, false);
            self.at = end;
            self.give(Token::CharacterTokens(words));
        }
    }

    /// Gives words that people see, as far as there is room for them; says whether there was.
    fn counted(&mut self, end: usize, references: bool) -> bool {
        let blank = |byte: &u8| byte.is_ascii_whitespace();
        let words = self.text.as_bytes().get(self.at..end).unwrap_or_default();
        if words.len() > self.words_left && !words.iter().all(blank) {
            self.words(
                self.text.floor_char_boundary(self.at + self.words_left),
                references,
            );
            self.lost = Some(Cut::Text);
            return false;
        }
        // Blank runs are indentation.
        if !words.iter().all(blank) {
            self.words_left -= words.len();
        }
        self.words(end, references);
        true
    }

    /// Gives the text of a script or a style, of which only JSON-LD is ever read.
    fn unread(&mut self, end: usize) {
        match self.scripts_left.checked_sub(end - self.at) {
            Some(left) => {
                self.scripts_left = left;
                self.words(end, false);
            }
            None => self.at = end,
        }
    }

    /// Reads what begins with `<`.
    fn markup(&mut self) {
        match (self.byte(self.at + 1), self.byte(self.at + 2)) {
            (Some(letter), _) if letter.is_ascii_alphabetic() => {
                self.tag(self.at + 1, TagKind::StartTag);
            }
            (Some(b'/'), Some(letter)) if letter.is_ascii_alphabetic() => {
                self.tag(self.at + 2, TagKind::EndTag);
            }
            (Some(b'/'), Some(b'>')) => self.at += 3,
            (Some(b'/'), None) => self.words(self.at + 2, false),
            (Some(b'/'), _) => self.bogus_comment(2),
            (Some(b'!'), _) => self.declaration(),
            (Some(b'?'), _) => self.bogus_comment(1),
            _ => self.words(self.at + 1, false),
        }
    }

    fn bogus_comment(&mut self, skip: usize) {
        let from = self.at + skip;
        let rest = self.rest(from);
        let end = memchr(b'>', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        self.at = from + end;
        self.give(Token::CommentToken(StrTendril::new()));
    }

    fn declaration(&mut self) {
        let rest = self.rest(self.at);
        let begins = |word: &str| {
            let start = rest.as_bytes().get(2..2 + word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
        };
        if rest.starts_with("<!--") {
            self.at += 4 + comment_end(rest.get(4..).unwrap_or_default());
            self.give(Token::CommentToken(StrTendril::new()));
        } else if begins("doctype") {
            let end = memchr(b'>', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            let written = rest.get(..end).unwrap_or_default();
            self.at += end;
            if std::mem::replace(&mut self.typed, true) {
                // A second one is an error and no more; but it parts a line feed from its `<pre>`.
                self.give(Token::ParseError("doctype".into()));
            } else if let Some(doctype) = doctype(written) {
                self.give(Token::DoctypeToken(doctype));
            }
        } else if rest.starts_with("<![CDATA[")
            && self
                .builder
                .adjusted_current_node_present_but_not_in_html_namespace()
        {
            self.cdata();
        } else {
            self.bogus_comment(2);
        }
    }

    fn cdata(&mut self) {
        self.at += "<![CDATA[".len();
        let rest = self.rest(self.at);
        let end = memmem::find(rest.as_bytes(), b"]]>").unwrap_or(rest.len());
        let after = (self.at + end + 3).min(self.text.len());
        for (number, piece) in rest.get(..end).unwrap_or_default().split('\0').enumerate() {
            if number > 0 {
                self.at += 1;
                self.give(Token::NullCharacterToken);
            }
            self.words(self.at + piece.len(), false);
        }
        self.at = after;
    }

    /// Reads a tag whose name begins at `from`. One that the page does not end is none.
    fn tag(&mut self, from: usize, kind: TagKind) {
        let is_end = |byte: &u8| is_space(*byte) || matches!(byte, b'/' | b'>');
        let rest = self.rest(from);
        let Some(length) = rest.as_bytes().iter().position(is_end) else {
            self.at = self.text.len();
            return;
        };
        let name = self.names.of(rest.get(..length).unwrap_or_default());
        let start = kind == TagKind::StartTag;
        let Some((attrs, self_closing)) = self.attributes(from + length, start) else {
            self.at = self.text.len();
            return;
        };
        if start {
            self.last_start = name.clone();
        }
        self.give(Token::TagToken(Tag {
            kind,
            name,
            self_closing,
            attrs,
            had_duplicate_attributes: false,
        }));
    }

    /// Reads attributes from `at` to the end of the tag, keeping them where `keep`, and goes behind it.
    /// Says too whether the tag closes itself. Nothing where the page ends first.
    fn attributes(&mut self, mut at: usize, keep: bool) -> Option<(Vec<Attribute>, bool)> {
        let mut attributes: Vec<Attribute> = Vec::new();
        loop {
            match self.byte(at)? {
                b'>' => {
                    self.at = at + 1;
                    return Some((attributes, false));
                }
                b'/' if self.byte(at + 1)? == b'>' => {
                    self.at = at + 2;
                    return Some((attributes, true));
                }
                byte if is_space(byte) || byte == b'/' => at += 1,
                _ => {
                    let from = at;
                    at = self.name_end(at)?;
                    let name = self.text.get(from..at).unwrap_or_default();
                    let value = self.value(&mut at)?;
                    if keep {
                        self.add(&mut attributes, name, value);
                    }
                }
            }
        }
    }

    fn add(&mut self, attributes: &mut Vec<Attribute>, name: &str, value: (usize, usize)) {
        let name = self.names.of(name);
        let names = if matches!(&*name, "class" | "id") {
            value.1 - value.0
        } else {
            0
        };
        let room = attributes.len() < MOST_ATTRIBUTES && self.attributes_left > 0;
        if !room || names > self.names_left {
            self.lost = self.lost.or(Some(Cut::Attributes));
            return;
        }
        self.names_left -= names;
        self.attributes_left -= 1;
        if attributes.iter().all(|known| known.name.local != name) {
            attributes.push(Attribute {
                name: QualName::new(None, ns!(), name),
                value: self.shared(value.0, value.1, true, true),
            });
        }
    }

    /// Where the name of an attribute ends that begins at `from`; it may begin with `=`.
    fn name_end(&self, from: usize) -> Option<usize> {
        let is_end = |byte: &u8| is_space(*byte) || matches!(byte, b'/' | b'>' | b'=');
        let bytes = self.text.as_bytes().get(from + 1..)?;
        Some(from + 1 + bytes.iter().position(is_end)?)
    }

    /// From where to where the value of an attribute stands, whose name ends at `at`; goes behind it.
    fn value(&self, at: &mut usize) -> Option<(usize, usize)> {
        let skip = |at: usize| {
            let bytes = self.text.as_bytes().get(at..)?;
            Some(at + bytes.iter().position(|byte| !is_space(*byte))?)
        };
        *at = skip(*at)?;
        if self.byte(*at)? != b'=' {
            return Some((0, 0));
        }
        *at = skip(*at + 1)?;
        let bytes = self.text.as_bytes().get(*at..)?;
        match bytes.first()? {
            b'>' => Some((0, 0)),
            quote @ (b'"' | b'\'') => {
                let from = *at + 1;
                let length = memchr(*quote, bytes.get(1..)?)?;
                *at = from + length + 1;
                Some((from, from + length))
            }
            _ => {
                let from = *at;
                let is_end = |byte: &u8| is_space(*byte) || *byte == b'>';
                *at += bytes.iter().position(is_end)?;
                Some((from, *at))
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0C' | b' ')
}

#[cfg(test)]
#[path = "lex_tests.rs"]
mod tests;
