//! What a crawl would ask, before it asks anything.

use std::path::Path;
use std::time::Duration;

use super::{Start, frontier_of};
use crate::frontier::LISTS_LIMIT;
use crate::jobs::clock;
use crate::jobs::settings::CrawlSettings;
use crate::store::{self, Store, StoreError};

/// The files that speak for a host: robots.txt and what is reserved.
const OF_HOST: u64 = 2;
/// Requests under way at the same time, at the most.
const AT_ONCE: u32 = 32;

/// What a crawl would ask. Nothing was looked up: sites that share one machine take longer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Sites in scope.
    pub sites: usize,
    /// Requests that are known now.
    pub least: u64,
    /// Requests if every site leads to as much as its budget allows.
    pub most: u64,
    /// How long the known ones take.
    pub shortest: Duration,
    /// How long all of them would take.
    pub longest: Duration,
    /// The sites that ask most, each with its known requests, the largest first.
    pub largest: Vec<(String, u64)>,
}

/// The plan of a crawl with these settings, from these starts, in the archive whose folder is `index`.
///
/// # Errors
/// Failures of the database; an archive that does not exist yet has nothing to go on with.
pub fn plan(index: &Path, settings: &CrawlSettings, starts: &[Start]) -> Result<Plan, StoreError> {
    let visits = match Store::open(index) {
        Ok(store) => store.visits()?,
        Err(StoreError::NoArchive(_)) => Vec::new(),
        Err(error) => return Err(error),
    };
    // A run that would be gone on with is not known here: it asks what its rows say at the most.
    let forgotten = store::forgotten(index)?;
    let frontier = frontier_of(settings, starts, forgotten, visits, 0, clock::now());
    let most_of_one = OF_HOST + u64::from(settings.budget) + u64::from(LISTS_LIMIT);
    let mut plan = Plan::default();
    let mut sites: Vec<(String, u64)> = frontier
        .reports()
        .filter(|report| report.stop.is_none())
        .map(|report| {
            let waiting = u64::try_from(report.waiting).unwrap_or(u64::MAX);
            (report.name.to_owned(), (waiting + OF_HOST).min(most_of_one))
        })
        .collect();
    sites.sort_by(|(a, left), (b, right)| right.cmp(left).then_with(|| a.cmp(b)));
    plan.sites = sites.len();
    plan.least = sites.iter().map(|(_, count)| count).sum();
    plan.most = most_of_one.saturating_mul(u64::try_from(plan.sites).unwrap_or(u64::MAX));
    let largest = sites.first().map_or(0, |(_, count)| *count);
    plan.shortest = time(settings.delay, largest, plan.least);
    plan.longest = time(
        settings.delay,
        if plan.sites == 0 { 0 } else { most_of_one },
        plan.most,
    );
    plan.largest = sites;
    Ok(plan)
}

/// The time that so many requests take: the largest site's own, or all of them as many at once as may be.
fn time(delay: Duration, of_one: u64, of_all: u64) -> Duration {
    let turns = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let alone = delay.saturating_mul(turns(of_one.saturating_sub(1)));
    let together = delay.saturating_mul(turns(of_all)) / AT_ONCE;
    alone.max(together)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_site_sets_the_time_until_there_are_more_than_can_be_asked_at_once() {
        let delay = Duration::from_secs(5);
        assert_eq!(time(delay, 10, 30), Duration::from_secs(45));
        assert_eq!(time(delay, 10, 6_400), Duration::from_secs(1_000));
        assert_eq!(time(delay, 0, 0), Duration::ZERO);
    }
}
