//! Tests from outside: whole runs of the program over real HTTP on loopback, and the house rules.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::format_collect,
    reason = "a test may stop at the first surprise, and is not in a hurry"
)]

mod support;

mod extract;
mod gazetteer;
mod gold;
mod gold_pages;
mod notations;
mod confidence;
mod config;
mod layers;
mod cli;
mod crawl;
mod crawl_kill;
mod schedule;
mod news;
mod soak;
mod lab;
mod discovery;
mod blocked;
mod source;
mod traps;
mod hostile;
mod limits;
mod archive;
mod store;
mod import;
mod furniture;
mod reread;
mod revisit;
mod verify;
mod faults;
mod forget;
mod disk;
mod replay;
mod demo;
mod upgrade;
mod doctor;
mod readme;
mod scan;
mod search;
mod export;
mod ask;
mod pages;
mod pages_dates;
mod pages_short;
mod budget;
