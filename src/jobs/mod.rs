//! The work behind the commands: what reads the clock, goes through folders, and joins the parts.

pub mod reading;
pub mod walk;
