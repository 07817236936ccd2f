//! What is written between `<!` and `>`: comments and the type of the document.

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Doctype, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use memchr::memmem;

/// How far a comment reaches in the text behind its `<!--`, its end with it.
pub(super) fn comment_end(text: &str) -> usize {
    if text.starts_with('>') {
        return 1;
    }
    if text.starts_with("->") {
        return 2;
    }
    for at in memmem::find_iter(text.as_bytes(), b"--") {
        let rest = text.as_bytes().get(at + 2..).unwrap_or_default();
        // A run of dashes may end in the `-->`.
        let dashes = rest.iter().take_while(|byte| **byte == b'-').count();
        match rest.get(dashes..) {
            Some([b'>', ..]) => return at + 2 + dashes + 1,
            Some([b'!', b'>', ..]) => return at + 2 + dashes + 2,
            _ => {}
        }
    }
    text.len()
}

/// Reads a document type with html5ever's own tokenizer: there is one a page.
pub(super) fn doctype(written: &str) -> Option<Doctype> {
    struct Seen(RefCell<Option<Doctype>>);
    impl TokenSink for Seen {
        type Handle = ();
        fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
            if let Token::DoctypeToken(doctype) = token {
                *self.0.borrow_mut() = Some(doctype);
            }
            TokenSinkResult::Continue
        }
    }
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(written));
    let tokenizer = Tokenizer::new(Seen(RefCell::default()), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}
