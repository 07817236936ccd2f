//! What waits for one site: best first, in an order that depends on nothing but the addresses.

use std::cmp::Ordering;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

use url::Url;

use super::visit::{Found, Kind, Row, State, Visit};
use crate::web::url::authority;

/// One address that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) priority: i32,
    pub(super) depth: u16,
    pub(super) attempts: u8,
    pub(super) redirects: u8,
    pub(super) kind: Kind,
    /// Whether it gave an answer before.
    pub(super) again: bool,
    pub(super) url: Box<str>,
    /// For the files that speak for a host: the authority that they speak for, which a redirect may
    /// have left.
    pub(super) rules_of: Option<Box<str>>,
}

impl Entry {
    pub(super) fn of(found: &Found, redirects: u32) -> Self {
        Self {
            priority: found.priority,
            depth: small(found.depth),
            attempts: 0,
            redirects: small(redirects),
            kind: found.kind,
            again: false,
            url: found.url.as_str().into(),
            rules_of: None,
        }
    }

    /// The visit once more, after `attempts` failed tries.
    pub(super) fn again(visit: &Visit, priority: i32, attempts: u32) -> Self {
        Self {
            priority,
            depth: small(visit.depth),
            attempts: small(attempts),
            redirects: small(visit.redirects),
            kind: visit.kind,
            again: visit.again,
            url: visit.url.as_str().into(),
            rules_of: matches!(visit.kind, Kind::Robots | Kind::Reservations)
                .then(|| visit.host.as_str().into()),
        }
    }

    /// Whether it is a list that an earlier run asked, too.
    pub(super) const fn is_list_again(&self) -> bool {
        self.again && matches!(self.kind, Kind::Sitemap | Kind::Feed | Kind::Search)
    }

    /// The visit that this entry asks for; `None` where its address cannot be read back.
    pub(super) fn visit(self) -> Option<Visit> {
        let url = Url::parse(&self.url).ok()?;
        let host = match self.rules_of {
            Some(host) => host.into(),
            None => authority(&url).to_owned(),
        };
        Some(Visit {
            host,
            url,
            kind: self.kind,
            depth: self.depth.into(),
            priority: self.priority,
            attempts: self.attempts.into(),
            redirects: self.redirects.into(),
            again: self.again,
        })
    }

    pub(super) fn row(&self, host: &str, state: State) -> Row {
        Row {
            url: self.url.clone().into(),
            host: host.to_owned(),
            kind: self.kind,
            state,
            depth: self.depth.into(),
            priority: self.priority,
            via: None,
            attempts: self.attempts.into(),
            outcome: None,
            status: None,
            detail: None,
            asked_at: None,
            next: None,
        }
    }
}

/// Numbers that are kept small are bounded by the policy; past the type they stay at its end.
fn small<T: TryFrom<u32> + Bounded>(number: u32) -> T {
    T::try_from(number).unwrap_or(T::LARGEST)
}

trait Bounded {
    const LARGEST: Self;
}

impl Bounded for u8 {
    const LARGEST: Self = Self::MAX;
}

impl Bounded for u16 {
    const LARGEST: Self = Self::MAX;
}

// The order must not depend on when an address was found: a run that goes on after a kill finds
// them in another order, and is to end with the same pages.
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        let depth = other.depth.cmp(&self.depth);
        let by_url = || other.url.cmp(&self.url);
        let by_rules = || other.rules_of.cmp(&self.rules_of);
        let first = self.priority.cmp(&other.priority).then(depth);
        first.then_with(by_url).then_with(by_rules)
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// 128 bits that stand for an address in the set of those met: two of a million addresses are taken
/// for one with a chance of one in 10²⁶.
pub fn fingerprint(url: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        url.hash(&mut hasher);
        u128::from(hasher.finish())
    };
    (half(1) << 64) | half(2)
}
