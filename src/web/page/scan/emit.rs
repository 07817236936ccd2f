//! What the tokenizer calls as it goes: it keeps the tag at hand, chooses the state that follows it,
//! and hands texts and the attributes that matter on.

use html5gum::{Emitter, Error, State};

use super::Watch;
use super::doubt::Doubt;
use super::gather::{Attributes, Gather};

/// Longer than any name that matters here, in bytes.
const LONGEST_NAME: usize = 16;

/// A name of a tag or of an attribute; one that is too long is none.
#[derive(Clone, Copy, Debug, Default)]
struct Name {
    bytes: [u8; LONGEST_NAME],
    len: usize,
}

impl Name {
    fn push(&mut self, piece: &[u8]) {
        let end = self.len + piece.len();
        if let Some(place) = self.bytes.get_mut(self.len..end) {
            place.copy_from_slice(piece);
            self.len = end;
        } else {
            self.len = LONGEST_NAME + 1;
        }
    }

    fn get(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// What the raw text that is open is to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Raw {
    /// No raw text.
    No,
    /// It is shown: `<xmp>`, `<title>`.
    Shown,
    /// Nobody reads it: `<script>`, `<style>`.
    Hidden,
}

/// The receiver of the tokenizer's events.
pub(super) struct Emit<'w, W> {
    watch: &'w mut W,
    gather: &'w mut Gather,
    doubt: Doubt,
    is_start: bool,
    closed: bool,
    tag: Name,
    /// The last start tag: the end tag that ends raw text bears its name.
    last: Name,
    attribute: Name,
    attributes: Attributes,
    raw: Raw,
    comment: Name,
    stop: bool,
}

impl<'w, W: Watch> Emit<'w, W> {
    pub(super) fn new(watch: &'w mut W, gather: &'w mut Gather) -> Self {
        Self {
            watch,
            gather,
            doubt: Doubt::default(),
            is_start: false,
            closed: false,
            tag: Name::default(),
            last: Name::default(),
            attribute: Name::default(),
            attributes: Attributes::default(),
            raw: Raw::No,
            comment: Name::default(),
            stop: false,
        }
    }

    /// The state after a start tag, and what the text that follows is to a reader.
    fn raw_of(&mut self) -> (Option<State>, Raw) {
        match self.tag.get() {
            b"title" if self.doubt.foreign() => (None, Raw::No),
            b"title" | b"textarea" => (Some(State::RcData), Raw::Shown),
            b"script" => (Some(State::ScriptData), Raw::Hidden),
            b"style" | b"iframe" | b"noframes" | b"noscript" => (Some(State::RawText), Raw::Hidden),
            b"xmp" | b"noembed" => (Some(State::RawText), Raw::Shown),
            b"plaintext" => {
                self.stop |= self.doubt.any();
                (Some(State::PlainText), Raw::Shown)
            }
            _ => (None, Raw::No),
        }
    }

    fn start_tag(&mut self) -> Option<State> {
        let name = self.tag.get();
        self.stop |= self.doubt.in_title();
        self.doubt.open(name, self.closed);
        self.attributes.end();
        self.gather
            .start(name, &self.attributes, self.doubt.foreign(), self.watch);
        self.last = self.tag;
        let (state, raw) = self.raw_of();
        self.raw = raw;
        self.doubt.begin();
        state
    }
}

impl<W: Watch> Emitter for Emit<'_, W> {
    type Token = ();

    fn set_last_start_tag(&mut self, last: Option<&[u8]>) {
        self.last = Name::default();
        self.last.push(last.unwrap_or_default());
    }

    fn emit_eof(&mut self) {
        self.watch.tag();
        self.gather.end_raw(self.watch);
        // A tag that the end of the page cuts is dropped; in a title of the page it is text.
        self.stop |= self.doubt.in_title() || self.watch.found();
    }

    fn emit_error(&mut self, _: Error) {}

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn pop_token(&mut self) -> Option<()> {
        self.stop.then_some(())
    }

    fn emit_string(&mut self, piece: &[u8]) {
        if self.raw == Raw::No {
            self.watch.text(piece);
        } else {
            self.stop |= self.doubt.hides(piece);
            if self.raw == Raw::Shown || self.gather.in_heading() {
                self.watch.text(piece);
            }
            self.gather.raw(piece);
        }
        self.gather.text(piece);
        self.stop |= self.watch.found();
    }

    fn init_start_tag(&mut self) {
        self.is_start = true;
        self.closed = false;
        self.tag = Name::default();
        self.attributes.clear();
    }

    fn init_end_tag(&mut self) {
        self.is_start = false;
        self.closed = false;
        self.tag = Name::default();
        self.attributes.clear();
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.watch.tag();
        let state = if self.is_start {
            self.start_tag()
        } else {
            let name = self.tag.get();
            self.doubt.close(name);
            self.stop |= self.doubt.in_title();
            self.gather.end_raw(self.watch);
            self.gather.end(name);
            self.last = Name::default();
            self.raw = Raw::No;
            None
        };
        self.stop |= self.watch.found();
        state
    }

    fn init_comment(&mut self) {
        self.comment = Name::default();
    }

    fn push_comment(&mut self, piece: &[u8]) {
        if self.comment.len < LONGEST_NAME {
            let start = piece.get(..LONGEST_NAME - self.comment.len);
            self.comment.push(start.unwrap_or(piece));
        }
    }

    fn emit_current_comment(&mut self) {
        // In a drawing this is text up to `]]>`, elsewhere a comment up to `>`.
        self.stop |= self.doubt.in_title();
        self.stop |= self.doubt.foreign() && self.comment.get().starts_with(b"[CDATA[");
    }

    fn set_self_closing(&mut self) {
        self.closed = true;
    }

    fn push_tag_name(&mut self, piece: &[u8]) {
        self.tag.push(piece);
    }

    fn init_attribute(&mut self) {
        self.attributes.end();
        self.attribute = Name::default();
        if self.is_start && Gather::wants(self.tag.get()) {
            self.attributes.begin();
        }
    }

    fn push_attribute_name(&mut self, piece: &[u8]) {
        self.attribute.push(piece);
    }

    fn init_attribute_value(&mut self) {
        self.attributes.name(self.attribute.get());
    }

    fn push_attribute_value(&mut self, piece: &[u8]) {
        self.attributes.push(piece);
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        !self.is_start && self.last.len > 0 && self.tag.get() == self.last.get()
    }

    fn emit_current_doctype(&mut self) {}
    fn set_force_quirks(&mut self) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn init_doctype(&mut self) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
}
