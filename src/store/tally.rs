//! What came of the addresses, counted: for people who ask how an archive fares.

use std::path::Path;

use super::StoreError;
use super::database;

/// How many addresses ended in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What came of them: captured, moved, forbidden, refused, unreachable, skipped, blocked, dropped.
    pub outcome: String,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// The reason, where the outcome alone tells little.
    pub reason: Option<String>,
    /// How many.
    pub count: u64,
}

/// What came of every address that is not queued any more, the most frequent first.
///
/// # Errors
/// [`StoreError::NoArchive`] where there is none, and failures of the database.
pub fn outcomes(index: &Path) -> Result<Vec<Tally>, StoreError> {
    let path = database::file_of(index);
    if !path.exists() {
        return Err(StoreError::NoArchive(index.to_owned()));
    }
    let wrong = |source| StoreError::database(&path, source);
    let db = database::open_to_read(&path)?;
    // The detail of a redirect or of a robots rule differs with each address: it is no reason.
    let mut query = db
        .prepare(
            "select coalesce(outcome, 'dropped'), status,
                    case when outcome in ('unreachable', 'skipped', 'blocked') then detail end as reason,
                    count(*)
             from visit where state <> 'queued'
             group by 1, 2, 3 order by 4 desc, 1, 2, 3",
        )
        .map_err(wrong)?;
    let tally = |row: &rusqlite::Row<'_>| {
        Ok(Tally {
            outcome: row.get(0)?,
            status: row.get(1)?,
            reason: row.get(2)?,
            count: u64::from(row.get::<_, u32>(3)?),
        })
    };
    let rows = query.query_map([], tally).map_err(wrong)?;
    rows.collect::<Result<_, _>>().map_err(wrong)
}
