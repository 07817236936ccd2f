//! What the label means: its names and grades, its editions, the collectivities, and the grammar
//! that turns a page's words into claims and claims into records.
//!
//! Nothing here knows of a network, a disk or a clock.

pub mod lexicon;
pub mod edition;
pub mod gazetteer;
pub mod claim;
pub mod fact;
pub mod confidence;
pub mod glance;
pub mod trace;
pub mod sheet;
pub mod extract;
pub mod record;
pub mod chronicle;
pub mod furniture;
