//! Where a tokenizer without a tree may take for script what a reader sees as text.
//!
//! `<style>` in an HTML element begins raw text, in `<svg>` it does not: which of the two holds depends
//! on the tree. The scan takes the first for granted, and stops where that could hide words.

/// What may be open that changes how markup is cut.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a state of its own, and any may hold with any other"
)]
pub(super) struct Doubt {
    svg: usize,
    math: usize,
    template: usize,
    /// In a `<desc>` of a drawing, or the like: HTML may begin there.
    in_label: bool,
    /// In a `<title>`, of which a drawing makes markup and a page makes text.
    in_title: bool,
    /// Nothing is sure any more.
    lost: bool,
    /// The raw text so far ended in `<`.
    after_bracket: bool,
}

impl Doubt {
    /// Whether raw text may be markup here.
    pub(super) fn any(&self) -> bool {
        self.lost || self.svg + self.math + self.template > 0
    }

    /// Whether an element of SVG or of `MathML` may be open.
    pub(super) fn foreign(&self) -> bool {
        self.lost || self.svg + self.math > 0
    }

    /// A start tag.
    pub(super) fn open(&mut self, name: &[u8], closed: bool) {
        self.lost |= self.in_label;
        match name {
            b"svg" if !closed => self.svg += 1,
            b"math" if !closed => self.math += 1,
            b"template" => self.template += 1,
            b"frameset" => self.lost = true,
            b"foreignobject" | b"annotation-xml" => self.lost |= self.foreign(),
            b"title" => self.in_title = self.foreign(),
            b"desc" | b"mi" | b"mo" | b"mn" | b"ms" | b"mtext" => {
                self.in_label = self.foreign() && !closed;
            }
            _ => {}
        }
    }

    /// An end tag.
    pub(super) fn close(&mut self, name: &[u8]) {
        match name {
            b"svg" => self.svg = self.svg.saturating_sub(1),
            b"math" => self.math = self.math.saturating_sub(1),
            b"template" => self.template = self.template.saturating_sub(1),
            _ => {}
        }
        self.in_label = false;
        self.in_title &= name != b"title";
    }

    /// Whether words may hide behind what stands here, a tag or a comment: it is in a `<title>`.
    pub(super) fn in_title(&self) -> bool {
        self.in_title
    }

    /// Whether a piece of raw text looks like markup, where it may be.
    pub(super) fn hides(&mut self, piece: &[u8]) -> bool {
        if !self.any() {
            return false;
        }
        for byte in piece {
            if self.after_bracket && (byte.is_ascii_alphabetic() || b"/!?".contains(byte)) {
                return true;
            }
            self.after_bracket = *byte == b'<';
        }
        false
    }

    /// Raw text begins.
    pub(super) fn begin(&mut self) {
        self.after_bracket = false;
    }
}
