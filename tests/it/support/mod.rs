//! What outside tests are made of: a small web on loopback and the program in a home of its own.

pub(crate) mod program;
pub(crate) mod python;
pub(crate) mod receiver;
pub(crate) mod shapes;
pub(crate) mod web;

pub(crate) use program::{Home, Ran};
pub(crate) use web::{Answer, Web, gzip};

/// Tells whoever runs the tests something, without ending in its captured output.
pub(crate) fn say(words: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr().lock(), "{words}");
}
