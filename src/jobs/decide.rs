//! The records brought to what people decided about them.

use std::path::Path;

use super::clock;
use crate::index::{self, IndexError};
use crate::store::{Operator, RunKind, RunStatus, Store, StoreError, Writer};

/// Reconciles the archive in the folder `index` anew, decisions included, and its search index. `false`
/// where another process writes to the archive: it will reconcile it itself when it ends.
///
/// # Errors
/// Where there is no archive, a wrong file of decisions, and failures of the disk.
pub fn follow(index: &Path) -> Result<bool, IndexError> {
    // Before the writer, which would make an archive where there is none.
    let store = Store::open(index)?;
    let mut writer = match Writer::open(index, &Operator::default(), clock::now()) {
        Ok((writer, _)) => writer,
        Err(StoreError::Locked { .. }) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let run = writer.begin_run(RunKind::Decide, "{}", clock::now())?;
    let records = writer.reconcile()?;
    let summary = serde_json::json!({ "records": records }).to_string();
    writer.end_run(run.id, RunStatus::Done, &summary, clock::now())?;
    writer.finish()?;
    index::update_in_turn(&store, &super::reindex::folder(index))?;
    Ok(true)
}
