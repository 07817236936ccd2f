//! What each host repeats, counted over all its pages, and the claims that it therefore proves not.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Result, Row, Transaction};
use url::Url;

use super::row::ClaimRow;
use super::select;
use crate::label::furniture::{Furniture, Marks};

/// What every host with a claim repeats.
pub(super) struct Hosts {
    hosts: HashMap<String, Furniture>,
    /// Host and marks of each capture with a claim.
    captures: HashMap<i64, (String, Marks)>,
}

impl Hosts {
    /// Learns from the newest page of each address.
    pub(super) fn learn(commit: &Transaction<'_>) -> Result<Self> {
        let with_claims = "where page.capture in (select capture from claim)";
        let mut captures = HashMap::new();
        let mut pages: BTreeMap<String, (Vec<Marks>, usize)> = BTreeMap::new();
        each(commit, with_claims, |capture, host, marks| {
            // Files without an address come from anywhere: they have no host in common.
            if !host.is_empty() {
                pages.entry(host.clone()).or_default();
            }
            captures.insert(capture, (host, marks));
        })?;
        let newest = "where page.capture in (
            select max(page.capture) from page join capture on capture.id = page.capture
            group by capture.url)";
        each(commit, newest, |_, host, marks| {
            match pages.get_mut(&host) {
                Some((_, unread)) if marks.is_empty() => *unread += 1,
                Some((read, _)) => read.push(marks),
                None => {}
            }
        })?;
        let learnt = |(host, (read, unread))| (host, Furniture::learn(read, unread));
        Ok(Self {
            hosts: pages.into_iter().map(learnt).collect(),
            captures,
        })
    }

    /// Why a claim counts in no record, where it does not.
    pub(super) fn refuse(&self, row: &ClaimRow) -> Option<String> {
        let (host, marks) = self.captures.get(&row.capture)?;
        let repeated = self.hosts.get(host)?.proves(&row.claim, marks)?;
        let (on, of) = (repeated.on, repeated.of);
        Some(format!(
            "furniture of the host: {on} of its {of} different pages repeat this block"
        ))
    }

    /// The text of a page without what its host repeats.
    pub(super) fn cleared(&self, capture: i64, text: &str) -> Option<String> {
        let (host, _) = self.captures.get(&capture)?;
        Some(self.hosts.get(host)?.cleared(text))
    }
}

/// Hands over capture, host and marks of the pages that `which` chooses.
fn each(
    commit: &Transaction<'_>,
    which: &str,
    mut take: impl FnMut(i64, String, Marks),
) -> Result<()> {
    let mut select = commit.prepare_cached(&format!(
        "select page.capture, capture.url, page_marks.marks
         from page join capture on capture.id = page.capture
         left join page_marks on page_marks.capture = page.capture {which}"
    ))?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        take(row.get(0)?, host(row)?, marks(row)?);
    }
    Ok(())
}

fn host(row: &Row<'_>) -> Result<String> {
    let url: String = row.get(1)?;
    let url = Url::parse(&url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    Ok(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

fn marks(row: &Row<'_>) -> Result<Marks> {
    let bytes: Option<Vec<u8>> = row.get(2)?;
    Ok(bytes
        .map(|bytes| Marks::from_bytes(&bytes))
        .unwrap_or_default())
}

/// Marks the claims that count in no record, in place of those marked before; the others come back,
/// by id.
pub(super) fn sift(commit: &Transaction<'_>, hosts: &Hosts) -> Result<Vec<ClaimRow>> {
    commit.execute("delete from refusal", [])?;
    let mut mark = commit.prepare_cached("insert into refusal (claim, why) values (?1, ?2)")?;
    let mut kept = Vec::new();
    for row in select::claims(commit, "order by id", [])? {
        match hosts.refuse(&row) {
            Some(why) => drop(mark.execute([&row.id, &why])?),
            None => kept.push(row),
        }
    }
    Ok(kept)
}
