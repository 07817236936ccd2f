//! What outside tests are made of: a small web on loopback and the program in a home of its own.

pub mod program;
pub mod web;

pub use program::{Home, Ran};
pub use web::{Answer, Web};
