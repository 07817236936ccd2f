//! What is kept: the WARC archive, and the database of visits, captures, pages, claims, records.
//!
//! One [`Writer`] at a time holds an archive; any number of [`Store`]s read it meanwhile. The WARC
//! files are the truth, the database is what was read from them, and the search index is a cache of
//! the database.

mod bundle;
mod capture;
mod database;
mod error;
mod forget;
mod furniture;
mod insert;
mod lock;
mod outbox;
mod question;
mod read;
mod reconcile;
mod recover;
mod room;
mod row;
mod select;
mod tally;
mod told;
mod verify;
mod warc;
mod write;
pub mod foreign;
pub mod seeds;

pub use crate::label::record::{Record as RecordRow, RecordKind, RecordStatus};
pub use bundle::WarcPart;
pub use capture::{Capture, CaptureKind, Captured, File, NewCapture, Original, Purpose};
pub use error::StoreError;
pub use forget::{FileChange, Removal, Removed, forget_key, forgotten};
pub use lock::{Holder, Release, holder};
pub use outbox::{BulletinRow, Outbox, Waiting};
pub use read::Store;
pub use recover::{Recovery, private_folders};
pub use room::{free as free_room, has_room};
pub use row::{
    ClaimRow, Counts, FactRow, FirstRow, HostOutcome, HostRow, NextRow, PageRow, Reading,
    RobotsRow, RunKind, RunRow, RunStatus, VisitKind, VisitRow, VisitState,
};
pub use tally::{Tally, outcomes};
pub use told::{Ending, NewBulletin, state_of};
pub use verify::{Cure, Damage, Inspection, Repaired, inspect, repair};
pub use warc::{sha256_of, surt};
pub use write::{Batch, Operator, Run, Writer};

/// The version of the database's layout that this program writes; it refuses a newer one.
pub const SCHEMA_VERSION: u32 = 5;
/// A WARC file past this many bytes is closed and the next one begun (1 GB, as the standard advises).
pub const ROTATE_AT: u64 = 1_000_000_000;
