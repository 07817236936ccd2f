//! `import`: what others have collected becomes captures, pages and claims of the archive.
//!
//! Nothing is asked of the web. What was captured keeps the day of its capture, what came without one is
//! dated when it was read.

pub mod csv;
pub mod html;
pub mod urls;
pub mod warc;
