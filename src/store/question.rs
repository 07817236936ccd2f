//! What an import asks of the archive that it writes to.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::capture::Original;
use super::database::Moment;
use super::write::Writer;
use super::{StoreError, select};

impl Writer {
    /// The capture of `url` at this moment with these bytes (SHA-256, hex), where there is one; for a revisit the
    /// one that it refers to.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn holds(&self, url: &str, at: Timestamp, sha256: &str) -> Result<Option<i64>, StoreError> {
        self.ask(|db| {
            db.prepare_cached(
                "select max(coalesce(refers_to, id)) from capture where url = ?1 and at = ?2 and sha256 = ?3",
            )?
            .query_row(params![url, Moment(at), sha256], |row| row.get(0))
        })
    }

    /// The answer of `url` that was captured at this moment, where there is one.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn response_at(&self, url: &str, at: Timestamp) -> Result<Option<i64>, StoreError> {
        self.ask(|db| {
            db.prepare_cached(
                "select max(id) from capture where url = ?1 and at = ?2 and kind = 'response'",
            )?
            .query_row(params![url, Moment(at)], |row| row.get(0))
        })
    }

    /// The addresses of captures that make a claim.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn urls_with_claims(&self) -> Result<Vec<String>, StoreError> {
        self.ask(|db| {
            db.prepare_cached(
                "select distinct url from capture where id in (select capture from claim)",
            )?
            .query_map([], |row| row.get(0))?
            .collect()
        })
    }

    /// What a job has noted under this name.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn note(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.ask(|db| {
            db.prepare_cached("select value from meta where key = ?1")?
                .query_row([name], |row| row.get(0))
                .optional()
        })
    }

    /// The newest full answer of `url` that had come by the moment `at`.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn original_before(
        &self,
        url: &str,
        at: Timestamp,
    ) -> Result<Option<Original>, StoreError> {
        self.ask(|db| select::original(db, url, at))
    }
}
