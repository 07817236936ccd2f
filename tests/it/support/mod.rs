//! What outside tests are made of: a small web on loopback and the program in a home of its own.

pub(crate) mod program;
pub(crate) mod shapes;
pub(crate) mod web;

pub(crate) use program::Home;
pub(crate) use web::{Answer, Web, gzip};
