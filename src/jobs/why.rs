//! Why an address was asked or was not: its story as the ledger knows it.

use std::path::Path;

use url::Url;

use super::clock;
use crate::store::{self, Capture, RobotsRow, Store, StoreError, VisitRow};
use crate::web::robots::{Access, Verdict};
use crate::web::url::authority;

/// Most hops of the way that led to an address.
const WAY_LIMIT: usize = 30;

/// The story of one address.
#[derive(Debug)]
pub struct Story {
    /// What became of it; nothing where it was never met.
    pub visit: Option<VisitRow>,
    /// The addresses that led to it, the nearest first, down to a start.
    pub way: Vec<String>,
    /// Its captures, oldest first.
    pub captures: Vec<Capture>,
    /// How many claims its captures yield.
    pub claims: usize,
    /// The robots.txt of its host as last seen.
    pub robots: Option<RobotsRow>,
    /// What that says of it; nothing where it says nothing at all.
    pub verdict: Option<Verdict>,
    /// Whether somebody asked to forget it: it is never asked.
    pub forgotten: bool,
    /// Whether it is due now.
    pub due: bool,
}

/// Looks up the story of `url`, which is canonical, in the archive whose folder is `index`.
///
/// # Errors
/// [`StoreError::NoArchive`] where there is none, and failures of the database.
pub fn why(index: &Path, url: &Url) -> Result<Story, StoreError> {
    let store = Store::open(index)?;
    let visit = store.visit(url.as_str())?;
    let mut way = Vec::new();
    let mut next = visit.as_ref().and_then(|row| row.via.clone());
    while let Some(via) = next {
        // An address may have been found by a page that it leads to itself.
        if way.len() == WAY_LIMIT || way.contains(&via) {
            break;
        }
        next = store.visit(&via)?.and_then(|row| row.via);
        way.push(via);
    }
    let captures = store.captures_of(url.as_str())?;
    let mut claims = 0;
    for capture in &captures {
        claims += store.claims_on(capture.id)?.len();
    }
    let robots = store.robots_of(authority(url))?;
    let verdict = robots
        .as_ref()
        .and_then(|row| match Access::of(row.status?, &row.body) {
            Access::Rules(rules) => Some(rules.verdict(url)),
            Access::Unreachable => None,
        });
    let next = visit.as_ref().and_then(|row| row.next.as_ref());
    Ok(Story {
        forgotten: store::forgotten(index)?.holds_url(url),
        due: next.is_some_and(|next| next.due_at <= clock::now()),
        visit,
        way,
        captures,
        claims,
        robots,
        verdict,
    })
}
