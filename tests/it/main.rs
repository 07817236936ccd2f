//! Tests from outside: whole runs of the program over real HTTP on loopback, and the house rules.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod support;

mod extract;
mod gazetteer;
mod gold;
mod layers;
mod cli;
mod crawl;
mod crawl_kill;
mod archive;
mod store;
mod import;
mod demo;
mod readme;
mod search;
mod pages;
