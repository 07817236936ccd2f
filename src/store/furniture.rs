//! What each host repeats, counted over all its pages, and the claims that are refused for it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, Result, Row, Transaction, params};
use url::Url;

use super::row::{ClaimRow, PageRow};
use super::select::{self, NEWEST};
use crate::label::furniture::{Furniture, Marks, cleared};
use crate::web::url::site;

/// What every host with a claim repeats.
pub(super) struct Hosts {
    hosts: BTreeMap<String, (Furniture, BTreeSet<u64>)>,
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
        let newest = format!("where page.capture in ({NEWEST})");
        each(commit, &newest, |_, host, marks| {
            match pages.get_mut(&host) {
                Some((_, unread)) if marks.is_empty() => *unread += 1,
                Some((read, _)) => read.push(marks),
                None => {}
            }
        })?;
        let learnt = |(host, (read, unread))| {
            let furniture = Furniture::learn(read, unread);
            let texts = furniture.texts();
            (host, (furniture, texts))
        };
        Ok(Self {
            hosts: pages.into_iter().map(learnt).collect(),
            captures,
        })
    }

    /// Why a claim counts in no record, where it does not.
    pub(super) fn refuse(&self, row: &ClaimRow) -> Option<String> {
        let (host, marks) = self.captures.get(&row.capture)?;
        let repeated = self.hosts.get(host)?.0.proves(&row.claim, marks)?;
        let (on, of) = (repeated.on, repeated.of);
        Some(format!(
            "furniture of the host: {on} of its {of} different pages repeat this block"
        ))
    }

    /// The text of a page without what its host repeats.
    pub(super) fn cleared(&self, capture: i64, text: &str) -> Option<String> {
        let (host, _) = self.captures.get(&capture)?;
        Some(cleared(text, &self.hosts.get(host)?.1))
    }

    /// Keeps what is repeated, in place of what was kept before.
    fn keep(&self, commit: &Transaction<'_>) -> Result<()> {
        commit.execute("delete from furniture", [])?;
        let mut insert =
            commit.prepare_cached("insert into furniture (host, text) values (?1, ?2)")?;
        for (host, (_, texts)) in &self.hosts {
            for text in texts {
                insert.execute(params![host, text.cast_signed()])?;
            }
        }
        Ok(())
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
    row.get::<_, String>(1).map(|url| host_of(&url))
}

fn host_of(url: &str) -> String {
    Url::parse(url).map_or_else(|_| String::new(), |url| site(&url).to_owned())
}

/// The text of a page without what its host repeats, as far as it was learnt.
pub(super) fn own_text(db: &Connection, page: &PageRow) -> Result<String> {
    let mut select = db.prepare_cached("select text from furniture where host = ?1")?;
    let texts = select.query_map([host_of(&page.url)], |row| {
        row.get(0).map(i64::cast_unsigned)
    })?;
    Ok(cleared(&page.text, &texts.collect::<Result<_>>()?))
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
    hosts.keep(commit)?;
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
