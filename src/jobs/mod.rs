//! The work behind the commands: one file a job. Jobs read the clock, go through folders, join the
//! parts and log; they print nothing.

pub mod clock;
pub mod signal;
pub mod window;
pub mod settings;
pub mod reading;
pub mod walk;
pub mod addresses;
pub mod official;
pub mod extract;
pub mod status;
pub mod why;
pub mod bulletin;
pub mod crawl;
pub mod metrics;
pub mod import;
pub mod reread;
pub mod demo;
pub mod reindex;
pub mod found;
pub mod export;
pub mod town;
pub mod news;
pub mod decide;
pub mod verify;
pub mod forget;
pub mod doctor;
pub mod schedule;
