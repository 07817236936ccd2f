//! One answer in place of every site's: the page of a hotel's network, of a provider, of a filter.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// So many sites that have nothing to do with each other do not begin with the same page.
const SITES: usize = 3;
/// An answer shorter than this may be anybody's.
const LEAST: usize = 512;
/// Most answers that are remembered.
const MOST: usize = 100_000;

/// The start pages of a run.
#[derive(Debug, Default)]
pub struct Portals {
    /// By the mark of their bytes, the marks of the sites that gave them.
    seen: HashMap<u64, Vec<u64>>,
}

impl Portals {
    /// Takes the start page of a site; whether so many sites have given the same bytes that it is
    /// none of theirs.
    pub fn take(&mut self, site: &str, body: &[u8]) -> bool {
        if body.len() < LEAST || (self.seen.len() >= MOST && !self.seen.contains_key(&mark(body))) {
            return false;
        }
        let sites = self.seen.entry(mark(body)).or_default();
        let site = mark(site.as_bytes());
        if sites.len() < SITES && !sites.contains(&site) {
            sites.push(site);
        }
        sites.len() >= SITES
    }
}

fn mark(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
