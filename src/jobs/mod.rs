//! The work behind the commands: one file a job. Jobs read the clock and log; they print nothing.

pub mod settings;
pub mod walk;
pub mod reading;
pub mod demo;
