//! The work: one file a job. Jobs read the clock and log; they print nothing.

pub mod settings;
pub mod demo;
